"""Searching in words: what was found as cards, what is not understood, and how a search is written."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import tzinfo

from tui_desk.desk.search import Found, FoundKind
from tui_desk.desk.views import QueueRow, QueueView
from tui_desk.domain.ids import CaseId
from tui_desk.domain.search import CHOICES, Fault, Operator, Problem, Query
from tui_desk.domain.search_words import Snippet
from tui_desk.tui.present.ages import ago, short_moment
from tui_desk.tui.present.feed import ADDRESSEES, Onlooker, card, compact_card
from tui_desk.tui.present.spans import Columns, Role, Span, Spans, plain

HINT = "words, from:anna, label:loud, is:owed"
"""What may be written, while nothing is."""

_EXAMPLES = {
    Operator.FROM: ("from:@anna", "what she wrote"),
    Operator.BY: ("by:jo", "what this colleague answered or noted"),
    Operator.IN: ("in:dm", "what was written there: public, dm, note"),
    Operator.HAS: ("has:link", "what has a link in it"),
    Operator.LANG: ("lang:ja", "posts in this language"),
    Operator.BEFORE: ("before:2026-11-20", "before that day; or 2d, fri, yesterday"),
    Operator.AFTER: ("after:2d", "since then"),
    Operator.LABEL: ("label:loud", 'cases with it; with blanks label:"bulk buyer"'),
    Operator.LANE: ("lane:now", "or owed, waiting, snoozed, praise, mine"),
    Operator.IS: ("is:open", "or closed, owed, snoozed, watched"),
}
"""Each operator as it is written, and what it finds."""

_WORDS = (
    ("kettle hum", "both words; the last may go on"),
    ('"kettle hum"', "these words in a row"),
    ("-spam", "not this word; so with -is:closed"),
)
_EXAMPLE_WIDTH = 20

_WHERE = {
    FoundKind.POST: ("post", Role.PUBLIC),
    FoundKind.MESSAGE: ("message", Role.PRIVATE),
    FoundKind.NOTE: ("note", Role.NOTE),
    FoundKind.PERSON: ("name", Role.CUSTOMER),
}
_WHERE_OURS = {FoundKind.POST: "our answer", FoundKind.MESSAGE: "our message"}
_MARGINS = 4
"""Cells of a row that belong to no column."""
_BEFORE_MATCH = 10
"""Characters before a match that is moved into sight."""
_SHORTEST_TYPED = 12
"""Characters of a search that are shown beside its number, however narrow the feed."""


@dataclass(frozen=True, slots=True)
class Sought:
    """What is looked for, and what has come of it so far."""

    typed: str
    query: Query
    name: str = ""
    """Of the saved view it is; empty for what was only typed."""
    only: CaseId | None = None
    """The one case that is meant by its number; the query is empty then."""
    view: QueueView = QueueView.EVERYTHING
    """Whose cases are asked for."""
    account: str = ""
    """Our own handle, by which our words are known; empty while it is not known."""
    found: Mapping[CaseId, Found] = field(default_factory=dict)
    is_whole: bool = False
    """Everything has been looked at."""
    looked_back_to: int | None = None
    """Everything written later has been looked at."""


def found_card(
    row: QueueRow, found: Found, sought: Sought, onlooker: Onlooker, width: int, *, is_marked: bool = False
) -> tuple[Columns, Columns]:
    """The two rows of a case: who and by when; then where in it the words are, and how long ago they were written."""
    if found.kind is FoundKind.CASE:
        return card(row, onlooker, width, is_marked=is_marked)
    where, beside = _where(found, sought), _beside(row, found, sought, onlooker)
    words = (*where, *_words_around(found.snippet, width - _MARGINS - len(plain((*where, *beside)))))
    return card(row, onlooker, width, is_marked=is_marked, words=words, beside=beside)


def compact_found_card(
    row: QueueRow, found: Found, sought: Sought, onlooker: Onlooker, width: int, *, is_marked: bool = False
) -> Columns:
    """The same in one row."""
    if found.kind is FoundKind.CASE:
        return compact_card(row, onlooker, width, is_marked=is_marked)
    where, beside = _where(found, sought), _beside(row, found, sought, onlooker)
    taken = len(f"@{row.handle}  {plain((*where, *beside))}")
    words = (*where, *_words_around(found.snippet, width - _MARGINS - taken))
    return compact_card(row, onlooker, width, is_marked=is_marked, words=words, beside=beside)


def _where(found: Found, sought: Sought) -> Spans:
    word, role = _WHERE[found.kind]
    if _is_ours(found, sought) and found.kind in _WHERE_OURS:
        word, role = _WHERE_OURS[found.kind], Role.OURS
    return (Span(word, role), Span("  "))


def _is_ours(found: Found, sought: Sought) -> bool:
    return bool(sought.account) and found.by.lower() == sought.account.lower()


def _words_around(snippet: Snippet, room: int) -> Spans:
    """The words around the matches, the first of them within `room` cells; each match a span of its own."""
    text, begin = snippet.text, _begin(snippet)
    is_cut_before = snippet.is_cut_before
    if snippet.matches and _cells(text[begin : snippet.matches[0][1]]) > room:
        begin, is_cut_before = max(begin, snippet.matches[0][0] - _BEFORE_MATCH), True
    spans: list[Span] = [Span("…", Role.DIM)] if is_cut_before else []
    for match_begin, match_end in snippet.matches:
        spans += [Span(text[begin:match_begin]), Span(text[match_begin:match_end], Role.MATCH)]
        begin = match_end
    spans.append(Span(text[begin:] + ("…" if snippet.is_cut_after else "")))
    return tuple(span for span in spans if span.text)


def _begin(snippet: Snippet) -> int:
    """Where the words begin: behind the names that X puts in front of a reply, unless they were looked for."""
    names = ADDRESSEES.match(snippet.text)
    if names is None or snippet.is_cut_before or any(begin < names.end() for begin, _ in snippet.matches):
        return 0
    return names.end()


def _cells(text: str) -> int:
    """About how wide a text is; from Hangul on, letters take two cells."""
    return sum(2 if character >= "\u1100" else 1 for character in text)


def _beside(row: QueueRow, found: Found, sought: Sought, onlooker: Onlooker) -> Spans:
    """Who wrote it, where that is neither the customer nor our account, and when."""
    is_told = not found.by or found.by.lower() == row.handle.lower() or _is_ours(found, sought)
    name = "" if is_told else found.by if found.kind is FoundKind.NOTE else f"@{found.by}"
    return (Span(f"  {name}" if name else "", Role.THIRD_PARTY), Span(f"  {ago(found.at, onlooker.now)}", Role.DIM))


# The row above the cards.


def search_row(sought: Sought, number: int, now: int, zone: tzinfo | None, width: int) -> Spans:
    """What is looked for in brackets, with how many cases were found; in the place of the views."""
    count = f" {number}" if sought.is_whole or sought.only is not None else f" {number}+"
    how_far = _how_far(sought, now, zone)
    mark = "" if sought.name else "/ "
    room = max(_SHORTEST_TYPED, width - len(f"[{mark}{count}]{plain(how_far)}"))
    what = _cut(sought.name or sought.typed, room)
    return (Span(f"[{mark}", Role.KEY), Span(what), Span(count), Span("]", Role.KEY), *how_far)


def limit_spans(limit: Sought, number: int, now: int, zone: tzinfo | None, width: int) -> Spans:
    """What the view is limited to, and to how many cases; beside the views."""
    room = max(_SHORTEST_TYPED, width // 3)
    return (Span(f"& {_cut(limit.typed, room)} ", Role.KEY), Span(f"{number}"), *_how_far(limit, now, zone))


def _how_far(sought: Sought, now: int, zone: tzinfo | None) -> Spans:
    if sought.is_whole or sought.looked_back_to is None:
        return ()
    return (Span(f" back to {short_moment(sought.looked_back_to, now, zone)}", Role.MUTED),)


def _cut(text: str, room: int) -> str:
    return text if len(text) <= room else f"{text[: room - 1]}…"


# What there is to be told.


def nothing_found(sought: Sought, now: int, zone: tzinfo | None) -> tuple[Columns, ...]:
    """What an empty search says: that nothing was found, and how else to ask."""
    if sought.is_whole:
        title, sentence = "Nothing found", "No post, message, answer, note or customer has all of this."
    elif sought.looked_back_to is not None:
        title = f"Nothing since {short_moment(sought.looked_back_to, now, zone)}"
        sentence = "Ask for a time, such as before:2w, to look further back."
    else:
        return ()
    examples = (*_WORDS, *_EXAMPLES.values())
    return (
        Columns(),
        Columns(fill=(Span(title),)),
        Columns(fill=(Span(sentence, Role.MUTED),)),
        Columns(),
        *(
            Columns(left=(Span(example.ljust(_EXAMPLE_WIDTH), Role.KEY),), fill=(Span(finds, Role.MUTED),))
            for example, finds in examples
        ),
    )


def nothing_left(limit: Sought) -> tuple[str, str]:
    """What a view says that a limit has left nothing of: a title and a sentence."""
    return "Nothing here has this", f"The lane is limited to what “{limit.typed}” finds: lift the limit for the rest."


def query_problem(problem: Problem) -> str:
    """In one line why a part of a query was not understood, and what to write."""
    name = problem.typed.lstrip("-").partition(":")[0]
    match problem.fault:
        case Fault.UNKNOWN_OPERATOR:
            return f"{problem.typed}: is no operator{_perhaps(problem.nearest, ':')}"
        case Fault.UNKNOWN_VALUE:
            return f"{name}: takes {_listed(problem.choices)}{_perhaps(problem.nearest)}"
        case Fault.NO_VALUE | Fault.DATE_NOT_UNDERSTOOD:
            return f"{name}: is written so: {_EXAMPLES[Operator(name.lower())][0]}"
        case Fault.TIME_EXCLUDED:
            return f"{name}: takes no minus: turn it round with {'after' if name == 'before' else 'before'}:"
        case Fault.NOTHING_TO_FIND:
            return f"{problem.typed} alone is not found: signs are in no index"
        case Fault.TOO_LONG:
            return "only the beginning is looked at: write less"


def meaning(typed: str, query: Query) -> str:
    """What stands beside what is typed: the first thing that was not understood, else what may be written."""
    if query.problems:
        return query_problem(query.problems[0])
    return "" if typed.strip() else HINT


def completions(typed: str, labels: Sequence[str]) -> tuple[str, ...]:
    """What the last word may be completed to: an operator, or a value of one that takes only some; each a whole text.

    `labels`: those that are known to be in use.
    """
    before, last = _last_word(typed)
    minus = "-" if last.startswith("-") else ""
    name, colon, value = last.removeprefix("-").partition(":")
    if not colon:
        fitting = [f"{operator}:" for operator in Operator if operator.startswith(name.lower())]
    else:
        known = labels if name.lower() == Operator.LABEL else _values_of(name)
        wanted = value.strip('"').lower()
        fitting = [f"{name}:{_quoted(each)} " for each in known if each.startswith(wanted)]
    return tuple(f"{before}{minus}{completed}" for completed in fitting)


def _last_word(typed: str) -> tuple[str, str]:
    """What stands before the word at the end, and that word; blanks in quotation marks do not end one."""
    is_quoted, begin = False, 0
    for place, character in enumerate(typed):
        if character == '"':
            is_quoted = not is_quoted
        elif character == " " and not is_quoted:
            begin = place + 1
    return typed[:begin], typed[begin:]


def _values_of(name: str) -> tuple[str, ...]:
    """The values of an operator that takes only some."""
    return next((values for operator, values in CHOICES.items() if operator == name.lower()), ())


def _quoted(value: str) -> str:
    return f'"{value}"' if " " in value else value


def _perhaps(nearest: str | None, after: str = "") -> str:
    return f": perhaps {nearest}{after}" if nearest else ""


def _listed(choices: Sequence[str]) -> str:
    *others, last = choices
    return f"{', '.join(others)} or {last}" if others else last
