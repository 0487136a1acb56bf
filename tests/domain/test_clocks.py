"""The deadlines of a case: a table of fixed timelines, then what each clock does, and laws for any standing.

A timeline reads "day time event, ...": days of July 2026 in Berlin, where Mon06, Mon13 and Mon20 are Mondays. Events:

- asks, praises: the customer, in public; writes: the customer, by direct message
- acks, answers: a person of ours; auto-answers: a machine
- solves, solves-by-phone, excuses, reopens, waits-for-them: what a person decided
- promises=Thu16/12:00: an explicit promise for that time
"""

from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui_desk.domain.calendar import HOUR, MINUTE, Calendar, Opening, never_opens, open_ms
from tui_desk.domain.case_flow import CLOSED, Move, Standing, Turn
from tui_desk.domain.case_fold import fold
from tui_desk.domain.clocks import Clock, ClockKind, ClockRules, Targets, nearest, running
from tui_desk.domain.decisions import (
    Decided,
    Decision,
    LeftToCustomer,
    NoAnswerNeeded,
    Promised,
    Reopened,
    Resolved,
    Solved,
)
from tui_desk.domain.figures import Duration, first_resolution, first_response, full_resolution, waiting, waits
from tui_desk.domain.history import Answer, History, history_of
from tui_desk.domain.ids import AgentName, CaseId, DecisionId
from tui_desk.domain.model import CaseState, Channel, Priority

BERLIN = ZoneInfo("Europe/Berlin")
NINE_TO_FIVE = (Opening(9 * 60, 17 * 60),)
OFFICE = Calendar(BERLIN, (NINE_TO_FIVE,) * 5 + ((),) * 2)
ALWAYS = None

CUSTOMER = {"asks": Channel.REPLY, "praises": Channel.REPLY, "writes": Channel.MESSAGE}


@dataclass(frozen=True)
class Event:
    at: int
    what: str
    detail: str = ""


def at(text: str) -> int:
    """Tue14 07:00 as UTC milliseconds; the name of the day has to be that of the date."""
    moment = datetime.strptime(f"2026 07 {text[3:]}", "%Y %m %d %H:%M").replace(tzinfo=BERLIN)
    assert moment.strftime("%a") == text[:3], f"{text} is no such day"
    return round(moment.timestamp() * 1000)


def told(timeline: str) -> list[Event]:
    """The events of a timeline."""
    events = []
    for part in timeline.split(", "):
        day, time, what = part.split(" ")
        name, _, detail = what.partition("=")
        events.append(Event(at(f"{day} {time}"), name, detail.replace("/", " ")))
    return events


def standing_of(timeline: str) -> Standing:
    """What the case is at the end of a timeline."""
    return fold(*said_and_decided(timeline))


def said_and_decided(timeline: str) -> tuple[list[Turn], list[Decided]]:
    """What a case is made of; nothing that a machine wrote is part of it."""
    turns, decided = [], []
    for order, event in enumerate(told(timeline), start=1):
        if event.what in CUSTOMER:
            channel = CUSTOMER[event.what]
            praise = event.what == "praises"
            turns.append(Turn(event.at, Move.CUSTOMER_WROTE, event.at, channel=channel, is_praise=praise))
        elif event.what in ("acks", "answers"):
            move = Move.WE_ACKNOWLEDGED if event.what == "acks" else Move.WE_ANSWERED
            turns.append(Turn(event.at, move, event.at, seen_until=event.at))
        elif event.what != "auto-answers":
            agent, decision = AgentName("mira"), decision_of(event)
            decided.append(
                Decided(DecisionId(order), CaseId(1), decision, agent, event.at, order=event.at, seen_until=event.at)
            )
    return turns, decided


def decision_of(event: Event) -> Decision:
    if event.what == "promises":
        return Promised(at(event.detail))
    decisions: dict[str, Decision] = {
        "solves": Resolved(),
        "solves-by-phone": Resolved(Solved.PHONE),
        "excuses": NoAnswerNeeded("not for us"),
        "reopens": Reopened(),
        "waits-for-them": LeftToCustomer(),
    }
    return decisions[event.what]


def history_told(timeline: str) -> History:
    """What the figures see of a timeline: what became of it, and what a machine wrote besides."""
    by_machine = [
        Answer(event.at, Channel.REPLY, is_by_human=False) for event in told(timeline) if event.what == "auto-answers"
    ]
    history = history_of(*said_and_decided(timeline))
    return replace(history, answers=tuple(sorted((*history.answers, *by_machine), key=lambda answer: answer.at)))


def shown(duration: Duration) -> str:
    """A duration as 64:40 (0:40 open)."""
    calendar, business = (
        f"{ms // HOUR}:{ms % HOUR // MINUTE:02}" for ms in (duration.calendar_ms, duration.business_ms)
    )
    return f"{calendar} ({business} open)"


def day_and_time(moment: int) -> str:
    return datetime.fromtimestamp(moment / 1000, BERLIN).strftime("%a%d %H:%M")


def asked(question: str, timeline: str, rules: ClockRules) -> str:
    """The answer to a question of the table, worked out from the timeline."""
    subject, _, detail = question.partition(" ")
    if subject == "clocks":
        return ", ".join(clock.kind for clock in running(standing_of(timeline), rules)) or "none"
    if subject == "due":
        due = {clock.kind: clock.due_at for clock in running(standing_of(timeline), rules)}
        return day_and_time(due[ClockKind(detail)])
    history, calendar = history_told(timeline), rules.calendar
    if subject == "waiting":
        duration = waiting(history, calendar, at(detail))
    elif subject == "last-wait":
        duration = waits(history, calendar)[-1]
    elif subject == "first-response":
        response = first_response(history, calendar)
        duration = response.duration if response is not None else None
    else:
        measured = {"first-resolution": first_resolution, "full-resolution": full_resolution}[subject](
            history, calendar
        )
        duration = None if measured is None else measured.ours if detail == "ours" else measured.total
    return "none" if duration is None else shown(duration)


HASTY = Targets(update=30, first_response_public=60)
TWO_DAYS_OF_EIGHT_HOURS = Targets(resolution=16 * 60)
PLAIN = Targets()

TIMELINES = [
    # what it is about, opening hours, targets, what happened, what is asked, what the answer is
    ("deadline/friday 16:30 and one hour is monday 9:30", OFFICE, PLAIN,
     "Fri10 16:30 asks", "due first_response", "Mon13 09:30"),
    ("deadline/before opening counts from opening", OFFICE, PLAIN,
     "Tue14 07:00 asks", "due first_response", "Tue14 10:00"),
    ("deadline/sixteen hours are two days of eight", OFFICE, TWO_DAYS_OF_EIGHT_HOURS,
     "Tue14 09:00 asks", "due resolution", "Wed15 17:00"),
    ("deadline/without opening hours the clock never stops", ALWAYS, PLAIN,
     "Fri10 16:30 asks", "due first_response", "Fri10 17:30"),
    ("closed day/an answer on it took no open time, and is not hidden", OFFICE, PLAIN,
     "Sat11 10:00 asks, Sat11 12:00 answers", "first-response", "2:00 (0:00 open)"),
    ("closed day/its deadline is on the next open day", OFFICE, PLAIN,
     "Sat11 10:00 asks", "due first_response", "Mon13 10:00"),
    ("pausing/no clock runs while the customer has the word", ALWAYS, PLAIN,
     "Mon13 09:00 asks, Mon13 10:00 answers", "clocks", "none"),
    ("pausing/the resolution is later by what the customer took", ALWAYS, PLAIN,
     "Mon13 09:00 asks, Mon13 10:00 answers, Tue14 10:00 asks", "due resolution", "Thu16 09:00"),
    ("pausing/our part of a resolution leaves the customer's out", ALWAYS, PLAIN,
     "Mon13 09:00 asks, Mon13 10:00 answers, Tue14 10:00 asks, Tue14 11:00 solves", "full-resolution ours",
     "2:00 (2:00 open)"),
    ("pausing/and the whole of it does not", ALWAYS, PLAIN,
     "Mon13 09:00 asks, Mon13 10:00 answers, Tue14 10:00 asks, Tue14 11:00 solves", "full-resolution",
     "26:00 (26:00 open)"),
    ("grace/an old case that is reopened has an hour, not a breach", ALWAYS, PLAIN,
     "Mon06 09:00 asks, Mon06 10:00 answers, Mon06 10:05 solves, Mon13 12:00 asks", "due resolution", "Mon13 13:00"),
    ("grace/in opening hours, too", OFFICE, PLAIN,
     "Mon06 09:00 asks, Mon06 10:00 answers, Mon06 10:05 solves, Fri17 16:30 asks", "due resolution", "Mon20 09:30"),
    ("grace/a case reopened at once keeps the longer time it has", ALWAYS, PLAIN,
     "Mon13 09:00 asks, Mon13 10:00 answers, Mon13 10:00 solves, Mon13 10:05 asks", "due resolution", "Wed15 09:00"),
    ("business hours ignored/not by the time to the first response", OFFICE, PLAIN,
     "Fri10 16:30 asks, Mon13 09:10 answers", "first-response", "64:40 (0:40 open)"),
    ("business hours ignored/not by the wait that goes on", OFFICE, PLAIN,
     "Fri10 16:30 asks", "waiting Mon13 09:10", "64:40 (0:40 open)"),
    ("business hours ignored/not by the next response", OFFICE, PLAIN,
     "Fri10 10:00 asks, Fri10 10:30 answers, Fri10 16:45 asks", "due next_response", "Mon13 09:45"),
    ("business hours ignored/not by the update", OFFICE, PLAIN,
     "Fri10 15:00 asks, Fri10 15:30 acks", "due update", "Mon13 11:30"),
    ("reopened/the reply time begins with the word that reopened it", ALWAYS, PLAIN,
     "Mon06 09:00 asks, Mon06 09:10 answers, Mon06 09:15 solves, Mon13 12:00 asks, Mon13 12:20 answers", "last-wait",
     "0:20 (0:20 open)"),
    ("reopened/and so does its deadline", ALWAYS, PLAIN,
     "Mon06 09:00 asks, Mon06 09:10 answers, Mon06 09:15 solves, Mon13 12:00 asks", "due next_response", "Mon13 13:00"),
    ("reopened/what never needed an answer has a first response from then", ALWAYS, PLAIN,
     "Mon06 09:00 asks, Mon06 09:10 excuses, Mon13 12:00 asks", "due first_response", "Mon13 13:00"),
    ("reopened/by hand, an update is due from then", ALWAYS, PLAIN,
     "Mon06 09:00 asks, Mon06 09:10 answers, Mon06 09:15 solves, Mon13 12:00 reopens", "due update", "Mon13 16:00"),
    ("reopened/the first resolution stays what it was", ALWAYS, PLAIN,
     "Mon06 09:00 asks, Mon06 09:10 answers, Mon06 09:15 solves, Mon13 12:00 asks, Mon13 13:00 solves",
     "first-resolution", "0:15 (0:15 open)"),
    ("automatic answer/it does not end the wait", ALWAYS, PLAIN,
     "Mon13 09:00 asks, Mon13 09:01 auto-answers", "waiting Mon13 12:00", "3:00 (3:00 open)"),
    ("automatic answer/it is no first response", ALWAYS, PLAIN,
     "Mon13 09:00 asks, Mon13 09:01 auto-answers, Mon13 09:40 answers", "first-response", "0:40 (0:40 open)"),
    ("automatic answer/it leaves the deadline where it was", ALWAYS, PLAIN,
     "Mon13 09:00 asks, Mon13 09:01 auto-answers", "due first_response", "Mon13 10:00"),
    ("automatic answer/it does not stand between an answer and its wait", ALWAYS, PLAIN,
     "Mon06 09:00 asks, Mon06 09:30 answers, Mon13 09:00 asks, Mon13 09:01 auto-answers, Mon13 09:45 answers",
     "last-wait", "0:45 (0:45 open)"),
    ("update/it never stands before the first response", ALWAYS, HASTY,
     "Mon13 09:00 asks", "clocks", "first_response, resolution"),
    ("update/nor after another word of the customer", ALWAYS, HASTY,
     "Mon13 09:00 asks, Mon13 09:50 asks", "clocks", "first_response, resolution"),
    ("update/it begins with our acknowledgement", ALWAYS, HASTY,
     "Mon13 09:00 asks, Mon13 09:50 acks", "due update", "Mon13 10:20"),
    ("update/the last of our words counts", ALWAYS, HASTY,
     "Mon13 09:00 asks, Mon13 09:50 acks, Mon13 10:10 acks", "due update", "Mon13 10:40"),
    ("update/an unanswered word takes its place", ALWAYS, HASTY,
     "Mon13 09:00 asks, Mon13 09:50 acks, Mon13 10:00 asks", "clocks", "next_response, resolution"),
    ("oldest word/later ones do not move the first deadline", ALWAYS, PLAIN,
     "Mon13 09:00 asks, Mon13 09:30 asks, Mon13 09:50 asks", "due first_response", "Mon13 10:00"),
    ("oldest word/nor the next", ALWAYS, PLAIN,
     "Mon13 09:00 asks, Mon13 09:05 answers, Mon13 10:00 asks, Mon13 10:30 asks", "due next_response", "Mon13 11:00"),
    ("oldest word/the wait is measured from it", ALWAYS, PLAIN,
     "Mon13 09:00 asks, Mon13 09:30 asks, Mon13 09:50 asks", "waiting Mon13 10:00", "1:00 (1:00 open)"),
    ("oldest word/and from the oldest that is unanswered", ALWAYS, PLAIN,
     "Mon13 09:00 asks, Mon13 09:05 answers, Mon13 09:30 asks, Mon13 09:50 asks", "waiting Mon13 10:00",
     "0:30 (0:30 open)"),
    ("promise/it is due at its own time, open or not", OFFICE, PLAIN,
     "Fri10 15:00 asks, Fri10 15:30 answers, Fri10 15:31 promises=Sat11/20:00", "due promise", "Sat11 20:00"),
    ("promise/it takes the place of the update", ALWAYS, PLAIN,
     "Mon13 09:00 asks, Mon13 09:30 acks, Mon13 09:31 promises=Thu16/12:00", "clocks", "resolution, promise"),
    ("follow-up/it is due from the private solution", ALWAYS, PLAIN,
     "Mon13 09:00 asks, Mon13 10:00 solves-by-phone", "due follow_up", "Tue14 10:00"),
    ("follow-up/nothing else is due after it", ALWAYS, PLAIN,
     "Mon13 09:00 asks, Mon13 10:00 solves-by-phone", "clocks", "follow_up"),
    ("follow-up/it stays owed when the customer writes again", ALWAYS, PLAIN,
     "Mon13 09:00 asks, Mon13 09:30 answers, Mon13 10:00 solves-by-phone, Mon13 11:00 asks", "clocks",
     "next_response, follow_up, resolution"),
    ("follow-up/and while the next word is the customer's", ALWAYS, PLAIN,
     "Mon13 09:00 asks, Mon13 10:00 solves-by-phone, Mon13 11:00 asks, Mon13 11:10 waits-for-them", "clocks",
     "follow_up"),
    ("follow-up/due when it was due before", ALWAYS, PLAIN,
     "Mon13 09:00 asks, Mon13 10:00 solves-by-phone, Mon13 11:00 asks, Mon13 11:10 waits-for-them",
     "due follow_up", "Tue14 10:00"),
    ("closed/resolved has no clock", ALWAYS, PLAIN,
     "Mon13 09:00 asks, Mon13 09:30 answers, Mon13 09:31 solves", "clocks", "none"),
    ("closed/no answer needed has no clock", ALWAYS, PLAIN,
     "Mon13 09:00 asks, Mon13 09:30 excuses", "clocks", "none"),
    ("praise/it has a day, and nothing to resolve", ALWAYS, PLAIN,
     "Mon13 09:00 praises", "due first_response", "Tue14 09:00"),
    ("praise/thanks for an answer have a day, too", ALWAYS, PLAIN,
     "Mon13 09:00 asks, Mon13 09:30 answers, Mon13 10:00 praises", "due next_response", "Tue14 10:00"),
    ("praise/thanks for an acknowledgement are no praise", ALWAYS, PLAIN,
     "Mon13 09:00 asks, Mon13 09:30 acks, Mon13 10:00 praises", "due next_response", "Mon13 11:00"),
    ("praise/with a question it is a question", ALWAYS, PLAIN,
     "Mon13 09:00 praises, Mon13 09:10 asks", "due first_response", "Mon13 10:00"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("calendar", "targets", "timeline", "question", "answer"),
    [pytest.param(*row[1:], id=row[0].replace(" ", "-")) for row in TIMELINES],
)
def test_timeline(calendar: Calendar | None, targets: Targets, timeline: str, question: str, answer: str) -> None:
    assert asked(question, timeline, ClockRules(targets, calendar)) == answer


def test_the_private_targets_are_those_of_the_channel_the_customer_waits_in() -> None:
    rules = ClockRules(Targets(first_response_private=20, next_response_private=10))
    written = nearest(standing_of("Mon13 09:00 writes"), rules)
    again = nearest(standing_of("Mon13 09:00 asks, Mon13 09:05 answers, Mon13 10:00 writes"), rules)
    assert written is not None
    assert again is not None
    assert (written.kind, day_and_time(written.due_at)) == (ClockKind.FIRST_RESPONSE, "Mon13 09:20")
    assert (again.kind, day_and_time(again.due_at)) == (ClockKind.NEXT_RESPONSE, "Mon13 10:10")


@pytest.mark.parametrize(
    ("priority", "minutes"), [(Priority.URGENT, 15), (Priority.HIGH, 30), (Priority.NORMAL, 60), (Priority.LOW, 120)]
)
def test_a_priority_shortens_or_lengthens_every_target(priority: Priority, minutes: int) -> None:
    standing = replace(standing_of("Mon13 09:00 asks"), priority=priority)
    clock = nearest(standing, ClockRules())
    assert clock == Clock(ClockKind.FIRST_RESPONSE, standing.opened_at, at("Mon13 09:00") + minutes * MINUTE, minutes)


def test_no_target_is_rounded_away() -> None:
    assert Targets(update=1).minutes(ClockKind.UPDATE, priority=Priority.URGENT) == 1


def test_a_target_of_nothing_is_no_clock() -> None:
    silent = Targets(0, 0, 0, 0, update=0, follow_up=0, resolution=0, praise=0)
    for timeline in ("Mon13 09:00 asks", "Mon13 09:00 praises", "Mon13 09:00 asks, Mon13 10:00 solves-by-phone"):
        assert running(standing_of(timeline), ClockRules(silent)) == ()
    promised = standing_of("Mon13 09:00 asks, Mon13 09:10 promises=Thu16/12:00")
    assert [clock.kind for clock in running(promised, ClockRules(silent))] == [ClockKind.PROMISE]


def test_a_clock_can_be_explained() -> None:
    standing = standing_of("Fri10 16:30 asks")
    [first, resolution] = running(standing, ClockRules(calendar=OFFICE))
    assert first == Clock(ClockKind.FIRST_RESPONSE, at("Fri10 16:30"), at("Mon13 09:30"), 60, in_business_time=True)
    assert (resolution.started_at, resolution.target_minutes) == (standing.opened_at, 2880)
    promised = standing_of("Fri10 16:30 asks, Fri10 16:40 promises=Sat11/12:00")
    promise = next(clock for clock in running(promised, ClockRules(calendar=OFFICE)) if clock.kind is ClockKind.PROMISE)
    assert promise == Clock(ClockKind.PROMISE, None, at("Sat11 12:00"), None, in_business_time=False)


def test_a_calendar_that_never_opens_is_counted_in_calendar_time_and_says_so() -> None:
    empty = Calendar(BERLIN, ((),) * 7)
    standing = standing_of("Mon13 09:00 asks")
    assert never_opens(empty, standing.opened_at)
    assert running(standing, ClockRules(calendar=empty)) == running(standing, ClockRules())
    assert not any(clock.in_business_time for clock in running(standing, ClockRules(calendar=empty)))


def test_changing_the_hours_does_not_change_what_was_measured() -> None:
    history = history_told("Fri10 16:30 asks, Mon13 09:10 answers")
    measured = first_response(history, OFFICE)
    longer_hours = replace(OFFICE, week=((Opening(0, 1440),),) * 7)
    measured_later = first_response(history, longer_hours)
    assert measured is not None
    assert measured_later is not None
    assert measured.duration == Duration(64 * HOUR + 40 * MINUTE, 40 * MINUTE)
    assert measured_later.duration.business_ms == measured_later.duration.calendar_ms == measured.duration.calendar_ms


moments = st.integers(at("Mon06 00:00"), at("Mon20 00:00"))
some_moment = st.none() | moments
standings = st.builds(
    Standing,
    state=st.sampled_from(CaseState),
    opened_at=moments,
    waiting_since=some_moment,
    last_inbound_at=moments,
    last_outbound_at=some_moment,
    channel=st.sampled_from([Channel.REPLY, Channel.MESSAGE]),
    first_response_at=some_moment,
    reopened_at=some_moment,
    customer_time_ms=st.integers(0, 100 * HOUR),
    owed_since=some_moment,
    promise_until=some_moment,
    priority=st.sampled_from(Priority),
    is_praise=st.booleans(),
)
rules = st.builds(
    ClockRules,
    st.builds(Targets, update=st.integers(0, 100), resolution=st.integers(0, 5000), praise=st.integers(0, 100)),
    st.sampled_from([None, OFFICE]),
)


@given(standings, rules)
def test_clocks_stand_in_the_order_in_which_they_are_due_one_of_a_kind(standing: Standing, rules: ClockRules) -> None:
    clocks = running(standing, rules)
    assert [clock.due_at for clock in clocks] == sorted(clock.due_at for clock in clocks)
    assert len({clock.kind for clock in clocks}) == len(clocks)
    assert nearest(standing, rules) == (clocks[0] if clocks else None)


@given(standings, rules)
def test_what_runs_follows_from_the_state(standing: Standing, rules: ClockRules) -> None:
    kinds = {clock.kind for clock in running(standing, rules)}
    if standing.state in CLOSED:
        assert kinds == set()
    if standing.state is CaseState.WAITING:
        assert kinds <= {ClockKind.PROMISE, ClockKind.FOLLOW_UP}
    if standing.state not in CLOSED:
        assert (ClockKind.FOLLOW_UP in kinds) == (standing.owed_since is not None)
    assert len(kinds & {ClockKind.FIRST_RESPONSE, ClockKind.NEXT_RESPONSE, ClockKind.UPDATE}) <= 1
    assert standing.first_response_at is not None or ClockKind.UPDATE not in kinds


@given(standings, rules)
def test_every_clock_allows_its_target_and_a_resolution_at_least_that(standing: Standing, rules: ClockRules) -> None:
    for clock in running(standing, rules):
        if clock.kind is ClockKind.PROMISE:
            assert clock.due_at == standing.promise_until
            continue
        assert clock.started_at is not None
        assert clock.target_minutes is not None
        allowed_ms = open_ms(rules.calendar, clock.started_at, clock.due_at)
        if clock.kind is ClockKind.RESOLUTION:
            assert allowed_ms >= clock.target_minutes * MINUTE
        else:
            assert allowed_ms == clock.target_minutes * MINUTE
