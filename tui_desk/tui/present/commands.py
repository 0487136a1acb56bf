"""The command line in words: which actions fit what is typed, what may follow their names, and how each reads."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from tui_desk.config.keymap import Action, Keymap
from tui_desk.tui.present.spans import Columns, Role, Span, Spans, joined


class Takes(StrEnum):
    """What an action takes after its name."""

    TIME = "a time"
    LABEL = "a label"
    AGENT = "a name"
    REASON = "a reason"
    PRIORITY = "a priority"
    VIEW = "a view"
    THEME = "a theme"
    NUMBER = "a number"
    QUERY = "a query"
    CHANNEL = "a channel"
    WORDS = "words"


TAKES: Mapping[str, Takes] = {
    "case.snooze_custom": Takes.TIME,
    "case.promise": Takes.TIME,
    "case.label": Takes.LABEL,
    "case.assign": Takes.AGENT,
    "case.no_answer": Takes.REASON,
    "case.waive": Takes.REASON,
    "case.priority": Takes.PRIORITY,
    "case.view": Takes.VIEW,
    "desk.theme": Takes.THEME,
    "case.goto": Takes.NUMBER,
    "case.search": Takes.QUERY,
    "case.limit": Takes.QUERY,
    "case.mark_pattern": Takes.WORDS,
    "panel.prefers": Takes.CHANNEL,
    "panel.zone": Takes.WORDS,
}
"""The actions that take words, by their ids; without any, each asks."""

_NAMES = {"case.snooze_custom": "snooze", "case.snooze_until_reply": "until-reply"}
"""The names of actions that are called otherwise than their ids end."""

_NAME_WIDTH = 18
_LABEL_WIDTH = 18
_MARGIN = Span(" ")


@dataclass(frozen=True, slots=True)
class Option:
    """Something that the line may be completed to."""

    line: str
    """The whole line."""
    columns: Columns
    """How it reads in the list."""


@dataclass(frozen=True, slots=True)
class Command:
    """What a line asks for."""

    action: Action
    argument: str = ""
    """What stands after the name; empty if nothing does."""


Known = Callable[[Takes, str], Sequence[tuple[str, str]]]
"""What is known to fit the beginning of an argument, each with what it means, or nothing."""


def command_name(action: Action) -> str:
    """The name of an action on the command line, such as no-answer; never with a blank, but for what has one step."""
    if action.steps:
        step = action.steps[0]
        return f"{step.action.partition('.')[2]} {step.argument}".strip() if len(action.steps) == 1 else action.label
    return _NAMES.get(action.id) or action.id.rpartition(".")[2].replace("_", "-")


def read_command(line: str, actions: Iterable[Action]) -> Command | None:
    """What a line asks for: the action of exactly that name, else the one that fits best. None where none fits."""
    actions = list(actions)
    name, _, argument = line.strip().partition(" ")
    if not name:
        return None
    if (exact := _named(name, actions)) is not None:
        return Command(exact, argument.strip())
    if fitting := _fitting(line.strip(), actions):
        return Command(fitting[0].action)
    with_words = [action for action in actions if action.id in TAKES]
    fitting = _fitting(name, with_words) if argument else []
    return Command(fitting[0].action, argument.strip()) if fitting else None


def options(line: str, actions: Iterable[Action], known: Known) -> list[Option]:
    """What the line may be completed to, the likeliest first: names of actions, then what follows them."""
    actions = list(actions)
    typed = line.lstrip()
    name, blank, argument = typed.partition(" ")
    exact = _named(name, actions)
    if exact is not None and blank and exact.id in TAKES:
        return [_argument_option(name, *each) for each in known(TAKES[exact.id], argument.lstrip())]
    return [_name_option(fit) for fit in _fitting(typed.strip(), actions)]


def question(command: Command | None, line: str) -> str:
    """What stands at the right of the line: what may follow, or that nothing fits."""
    if command is None:
        return "no such action here" if line.strip() else "a name, a label or a key"
    takes = TAKES.get(command.action.id)
    if takes is None:
        return f"{command.action.label} takes no words" if command.argument else command.action.label
    return command.action.label if command.argument else f"{command.action.label}: {takes}, or Enter to be asked"


@dataclass(frozen=True, slots=True)
class _Fit:
    """An action that fits what is typed, and the letters by which it does."""

    rank: tuple[int, int]
    """The smaller, the better."""
    action: Action
    in_name: tuple[int, ...] = ()
    in_label: tuple[int, ...] = ()


def _named(name: str, actions: Iterable[Action]) -> Action | None:
    return next((action for action in actions if command_name(action) == name), None)


def _fitting(typed: str, actions: Iterable[Action]) -> list[_Fit]:
    """The actions whose name, label or key fits, the best first; all of them in their order where nothing is typed."""
    found = (_fit(typed, action) for action in actions)
    return sorted((fit for fit in found if fit is not None), key=lambda fit: fit.rank)


def _fit(typed: str, action: Action) -> _Fit | None:
    if not typed:
        return _Fit((0, 0), action)
    if any(Keymap.display_key(key) == typed for key in action.keys) and len(typed) < len(command_name(action)):
        return _Fit((1, 0), action)
    in_name, in_label = matched(typed, command_name(action)), matched(typed, action.label)
    if in_name is not None and (in_label is None or in_name[0] <= in_label[0]):
        return _Fit((in_name[0] * 2, len(command_name(action))), action, in_name=in_name[1])
    if in_label is not None:
        return _Fit((in_label[0] * 2 + 1, len(action.label)), action, in_label=in_label[1])
    return None


def matched(typed: str, text: str) -> tuple[int, tuple[int, ...]] | None:
    """How badly what is typed fits a text, and at which letters; None where its letters are not there in this order.

    0: the text begins with it; 1: a word does; 2: it stands within; from 3 on: the letters stand apart.
    """
    letters, wanted = [character.lower() for character in text], [character.lower() for character in typed]
    places = [at for at in range(len(letters) - len(wanted) + 1) if letters[at : at + len(wanted)] == wanted]
    if places:
        begin = min(places, key=lambda at: (_begins_word(letters, at) is False, at))
        rank = 0 if begin == 0 else 1 if _begins_word(letters, begin) else 2
        return rank, tuple(range(begin, begin + len(wanted)))
    apart: list[int] = []
    for letter in wanted:
        if letter == " ":
            continue
        after = apart[-1] + 1 if apart else 0
        there = [at for at in range(after, len(letters)) if letters[at] == letter]
        if not there:
            return None
        apart.append(next((at for at in there if _begins_word(letters, at)), there[0]))
    return (3 + apart[-1] - apart[0] - len(apart), tuple(apart)) if apart else None


def _begins_word(letters: Sequence[str], at: int) -> bool:
    return at == 0 or letters[at - 1] in " -"


def _name_option(fit: _Fit) -> Option:
    name, action = command_name(fit.action), fit.action
    keys = joined([(Span(Keymap.display_key(key), Role.KEY),) for key in action.keys], " ")
    gap = Span(" " * max(2, _NAME_WIDTH - len(name)))
    label_gap = Span(" " * max(2, _LABEL_WIDTH - len(action.label)))
    fill = (*_marked(action.label, fit.in_label, Role.TEXT), label_gap, Span(action.help, Role.MUTED))
    columns = Columns((*_marked(name, fit.in_name, Role.TEXT), gap), fill, (Span("  "), *keys, _MARGIN))
    return Option(f"{name} " if action.id in TAKES else name, columns)


def _argument_option(name: str, words: str, meaning: str) -> Option:
    gap = Span(" " * max(2, _NAME_WIDTH - len(words)))
    told: Spans = (gap, Span(meaning, Role.MUTED)) if meaning else ()
    return Option(f"{name} {words}", Columns(left=(Span(words),), fill=told))


def _marked(text: str, letters: Sequence[int], role: Role) -> Spans:
    """The text with some of its letters set apart."""
    spans: list[Span] = []
    for at, character in enumerate(text):
        part = Role.MATCH if at in letters else role
        if spans and spans[-1].role is part:
            spans[-1] = Span(spans[-1].text + character, part)
        else:
            spans.append(Span(character, part))
    return tuple(spans)
