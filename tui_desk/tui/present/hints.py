"""The line of keys at the bottom, the answers to a question, and the list of keys in the help."""

from collections.abc import Sequence
from dataclasses import dataclass

from tui_desk.config.keymap import Action, ActionId, ContextName, Keymap
from tui_desk.tui.present.spans import Columns, KeyOf, Role, Span, Spans, joined
from tui_desk.tui.present.words import Words

_HELP = "desk.help"
_IN_THE_HELP = (("help.down", "down"), ("help.up", "up"), ("help.close", "close"))
_GAP = "  "


def hints(keymap: Keymap, context: ContextName, width: int) -> Columns:
    """The keys that work here, the most important first, as far as there is room; the help is always among them."""
    actions = keymap.footer(context)
    help_hint = next((_hint(keymap, action) for action in actions if action.id == _HELP), ())
    room = width - _length(help_hint) - 4
    shown: list[Span] = []
    for action in actions:
        if action.id == _HELP:
            continue
        hint = _hint(keymap, action)
        if _length((*shown, *hint)) > room:
            break
        shown += [*hint, Span(_GAP)]
    return Columns(left=(Span(" "),), fill=tuple(shown), right=(Span("  "), *help_hint, Span(" ")))


def sequence_hints(keymap: Keymap, context: ContextName, begun: str, count: str | None = None) -> Columns:
    """What may follow the keys that were pressed: each with what it does. `count`: the digits before them, if any."""
    hints: list[Spans] = []
    for action in keymap.actions_in(context):
        # A number is for what can be done several times; the last keys of an action are no news.
        keys = action.keys if count is None else action.keys[:1] if action.counts else ()
        for key in keys:
            if begun == "" or key.startswith(f"{begun} "):
                rest = keymap.display_key(key.removeprefix(f"{begun} "))
                hints.append((Span(rest, Role.KEY), Span(f" {action.label}", Role.MUTED)))
    pressed = _pressed(keymap, begun, count)
    lead = (Span(" "), *((Span(pressed, Role.KEY),) if pressed else ()), Span(" …", Role.MUTED), Span(_GAP))
    if count == "" and not begun:
        lead = (*lead, Span("a number, then:", Role.MUTED), Span(_GAP))
    return Columns(left=lead, fill=joined(hints, _GAP))


def nowhere_words(keymap: Keymap, context: ContextName, begun: str, count: str | None, key: str) -> Words:
    """That a key does not go on with what had begun, and which would have."""
    next_keys = dict.fromkeys(
        keymap.display_key(rest.split(" ")[0])
        for action in keymap.actions_in(context)
        for sequence in action.keys
        if begun and (rest := sequence.removeprefix(f"{begun} ")) != sequence
    )
    pressed = _pressed(keymap, begun, count)
    title = f"{f'{pressed} {keymap.display_key(key)}'.strip()} leads nowhere"
    if begun:
        return Words(title, f"After {pressed} comes {', '.join(next_keys)}; nothing was done.")
    return Words(title, "After a number comes a move, such as down; nothing was done.")


def _pressed(keymap: Keymap, begun: str, count: str | None) -> str:
    return " ".join(filter(None, (count, keymap.display_key(begun) if begun else "")))


def choice_line(question: str, answers: Sequence[tuple[str, str]], key_of: KeyOf) -> Columns:
    """A question with its answers: each an action, and a word or two for it."""
    keys = joined([(Span(key_of(action), Role.KEY), Span(f" {word}")) for action, word in answers])
    return Columns(left=(Span(" "),), fill=(Span(question), Span(_GAP), *keys))


@dataclass(frozen=True, slots=True)
class HelpRow:
    """A row of the help: the heading of a group, an action with its keys, or nothing."""

    heading: str = ""
    keys: str = ""
    help: str = ""


def help_title(keymap: Keymap, context: ContextName) -> Columns:
    """Whose keys the help shows, and the keys that work in the help itself."""
    own = [(key_of(keymap, action), word) for action, word in _IN_THE_HELP]
    keys = joined([(Span(key, Role.KEY), Span(f" {word}", Role.MUTED)) for key, word in own])
    return Columns(fill=(Span(f"Keys · {keymap.contexts[context].title}"),), right=(Span("  "), *keys, Span("  ")))


def help_rows(keymap: Keymap, context: ContextName) -> list[HelpRow]:
    """The keys that work in a context, by group: its own first, then those of the contexts around it."""
    groups: dict[str, list[Action]] = {}
    for action in keymap.actions_in(context):
        if action.keys:
            groups.setdefault(action.group, []).append(action)
    rows: list[HelpRow] = []
    for group, actions in groups.items():
        if rows:
            rows.append(HelpRow())
        rows.append(HelpRow(heading=group))
        rows += [HelpRow(keys=_keys(keymap, action.keys), help=action.help) for action in actions]
    return rows


def key_of(keymap: Keymap, action_id: str) -> str:
    """The first key of an action as people read it; its label in quotes when only the palette reaches it."""
    return first_key(keymap, action_id) or f"“{keymap.actions[ActionId(action_id)].label}”"


def first_key(keymap: Keymap, action_id: str) -> str:
    """The first key of an action as people read it; empty when only the palette reaches it."""
    keys = keymap.keys_for(ActionId(action_id))
    return keymap.display_key(keys[0]) if keys else ""


def _keys(keymap: Keymap, keys: Sequence[str]) -> str:
    return "  ".join(keymap.display_key(key) for key in keys)


def _hint(keymap: Keymap, action: Action) -> Spans:
    return (Span(keymap.display_key(action.keys[0]), Role.KEY), Span(f" {action.label}", Role.MUTED))


def _length(spans: Sequence[Span]) -> int:
    return sum(len(span.text) for span in spans)
