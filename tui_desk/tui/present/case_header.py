"""The rows above a thread: who it is, what X lets us do, how the case stands. Known before the first key."""

from collections.abc import Iterator
from datetime import tzinfo

from tui_desk.desk.views import Thread
from tui_desk.domain.case_flow import CLOSED, Standing
from tui_desk.domain.ids import AgentName
from tui_desk.domain.lanes import lane_of
from tui_desk.domain.model import CaseState, FollowUp, Lane, Person, Priority
from tui_desk.domain.permission import Capabilities, may_reply
from tui_desk.tui.present.ages import MINUTE, age, ago, clock, duration, short_moment
from tui_desk.tui.present.customer_time import guessed_zone, zone_named
from tui_desk.tui.present.feed import LATE, OWED, first_words, reach
from tui_desk.tui.present.spans import Columns, Role, Span, Spans, joined
from tui_desk.tui.present.status import low_budgets
from tui_desk.tui.present.thread import Reader

_STATES = {
    CaseState.NEW: ("● new", Role.WAITING),
    CaseState.OPEN: ("◐ open", Role.WAITING),
    CaseState.WAITING: ("○ waiting for the customer", Role.MUTED),
    CaseState.OWED: ("◆ owed in public", OWED),
    CaseState.RESOLVED: ("✓ resolved", Role.SENT),
    CaseState.NO_ANSWER: ("× no answer needed", Role.DIM),
}

_PRIORITIES = {
    Priority.URGENT: ("urgent", Role.WARNING),
    Priority.HIGH: ("high", Role.WARNING),
    Priority.LOW: ("low", Role.DIM),
}


def header(thread: Thread, capabilities: Capabilities, reader: Reader) -> tuple[Columns, Columns, Columns]:
    """The three rows: who it is and how they can be reached, what is known of them, how the case stands."""
    person = thread.customer
    verified = (Span(" · verified", Role.MUTED),) if person.verified else ()
    name = Span(f"  {person.name}", Role.TEXT)
    who = Columns(
        fill=(Span(f"@{person.handle}", Role.CUSTOMER), name, *verified),
        right=(Span("  "), *_permissions(thread, capabilities, reader.now)),
    )
    low = low_budgets(thread.budgets, reader.now, reader.zone)
    known = Columns(fill=_known(thread, reader), right=(Span("  "), *low) if low else ())
    return who, known, Columns(fill=standing_words(thread, reader))


def standing_words(thread: Thread, reader: Reader) -> Spans:
    """How the case stands, the weightiest first: what is owed and promised before whose it is and what it is about."""
    return joined([*_standing(thread.standing, reader.now, reader.zone), *_marks(thread, reader.agent)])


def _known(thread: Thread, reader: Reader) -> Spans:
    person, cases = thread.customer, thread.earlier_cases
    return joined(
        [
            (Span(f"{reach(person.followers)} follower{'' if person.followers == 1 else 's'}", Role.MUTED),),
            (Span(f"{cases} earlier case{'' if cases == 1 else 's'}" if cases else "first case", Role.MUTED),),
            (Span(person.location, Role.MUTED),),
            _their_time(thread, reader) if reader.tells_their_time else (),
            (Span(first_words(person.bio), Role.DIM),),
        ]
    )


def _their_time(thread: Thread, reader: Reader) -> Spans:
    """The hour where the customer is, where it is known or can be guessed, and is not ours."""
    guess = None if thread.customer_zone else guessed_zone(thread.customer.location)
    name = guess.name if guess is not None else thread.customer_zone
    zone = zone_named(name) if name else None
    if zone is None or (theirs := clock(reader.now, zone)) == clock(reader.now, reader.zone):
        return ()
    return (Span(f"{'perhaps ' if guess is not None else ''}{theirs} with them", Role.MUTED),)


def _permissions(thread: Thread, capabilities: Capabilities, now: int) -> Spans:
    """What X lets us do."""
    if thread.customer.blocks_us:
        return (Span("✗ has blocked us", Role.WARNING), *_asked(thread.customer, now))
    reply_to = thread.reply_to
    if reply_to is None:
        reply = Span("no post to reply to", Role.DIM)
    elif reply_to.gone:
        reply = Span("✗ post deleted", Role.WARNING)
    elif may_reply(reply_to.summons, capabilities):
        reply = Span("✓ reply", Role.PUBLIC)
    else:
        reply = Span("✗ not summoned", Role.WARNING)
    message = {
        True: Span("✓ message", Role.PRIVATE),
        False: Span("✗ no messages", Role.WARNING),
        None: Span("message? not known", Role.DIM),
    }[thread.customer.receives_messages]
    return joined([(reply,), (message, *_asked(thread.customer, now))])


def _asked(person: Person, now: int) -> Spans:
    """When X last said so."""
    return (Span(f", asked {ago(person.asked_at, now)}", Role.DIM),) if person.asked_at is not None else ()


def _standing(standing: Standing, now: int, zone: tzinfo | None) -> Iterator[Spans]:
    """The state, and what is owed beside it."""
    lane = lane_of(standing, now)
    if lane is Lane.SNOOZED:
        until = standing.snoozed_until
        moment = "the customer writes" if until is None else short_moment(until, now, zone)
        yield (Span(f"☾ snoozed until {moment}", Role.MUTED),)
    yield _state(standing, now, is_praise=lane is Lane.PRAISE)
    if standing.follow_up is FollowUp.PROMISED:
        yield (Span("◆ follow-up on its way", Role.QUEUED),)
    elif standing.follow_up is FollowUp.OWED and standing.state is not CaseState.OWED:
        yield (Span(_owed(standing, now), OWED),)
    elif standing.follow_up is FollowUp.WAIVED and standing.state in CLOSED:
        yield (Span("follow-up waived", Role.DIM),)
    if standing.reason and standing.state in CLOSED:
        yield (Span(first_words(standing.reason), Role.MUTED),)
    if (until := standing.promise_until) is not None:
        if until > now:
            yield (Span(f"promised by {short_moment(until, now, zone)}", Role.WAITING),)
        else:
            yield (Span(f"promise over by {duration(now - until)}", LATE),)


def _state(standing: Standing, now: int, *, is_praise: bool) -> Spans:
    if standing.state is CaseState.OWED:
        return (Span(_owed(standing, now), OWED),)
    words, role = ("♡ praise", Role.WAITING) if is_praise else _STATES[standing.state]
    since = standing.waiting_since
    if since is not None and now - since >= MINUTE and standing.state not in CLOSED:
        words = f"{words}, waits {age(since, now)}"
    return (Span(words, role),)


def _owed(standing: Standing, now: int) -> str:
    """The public closing word that is owed, and since when."""
    since = standing.owed_since
    return "◆ owed in public" if since is None else f"◆ owed in public for {duration(now - since)}"


def _marks(thread: Thread, agent: AgentName) -> Iterator[Spans]:
    """What sets the case apart."""
    standing = thread.standing
    if standing.priority in _PRIORITIES:
        yield (Span(*_PRIORITIES[standing.priority]),)
    if standing.owner is not None:
        yield (Span("yours" if standing.owner == agent else f"for {standing.owner}", Role.OURS),)
    if standing.is_watched:
        yield (Span("★ watched", Role.WARNING),)
    if standing.is_muted:
        yield (Span("thread muted", Role.DIM),)
    if thread.is_heard:
        yield (Span("≈ found by listening", Role.THIRD_PARTY),)
    for label in standing.labels:
        yield (Span(label, Role.NOTE),)
