"""Small histories of cases, and any history, for tests of what figures make of them."""

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from tui_desk.domain.calendar import MINUTE, Calendar, Opening
from tui_desk.domain.figures import Duration
from tui_desk.domain.history import Answer, History, Inbound, Stretch
from tui_desk.domain.model import Channel, Purpose

BERLIN = ZoneInfo("Europe/Berlin")
OFFICE = Calendar(BERLIN, ((Opening(9 * 60, 17 * 60),),) * 5 + ((),) * 2)
START = round(datetime(2026, 7, 14, 12, tzinfo=BERLIN).timestamp() * 1000)


def after(minutes: float) -> int:
    """So many minutes after a Tuesday noon."""
    return START + round(minutes * MINUTE)


def asked(minutes: float, *, is_praise: bool = False) -> Inbound:
    return Inbound(after(minutes), after(minutes), is_praise)


def answer(minutes: float, purpose: Purpose = Purpose.ANSWER, channel: Channel = Channel.REPLY) -> Answer:
    return Answer(after(minutes), channel, purpose)


def case(*said: Inbound | Answer, **more: object) -> History:
    """The history in which this was said; it is resolved where its last solution is later than its last reopening."""
    inbound = tuple(each for each in said if isinstance(each, Inbound))
    answers = tuple(each for each in said if isinstance(each, Answer))
    history = replace(History(inbound, answers), **more)  # type: ignore[arg-type]  # The fields of a history, by name
    return replace(history, is_resolved=max(history.resolved_at, default=0) > max(history.reopened_at, default=0))


def took(minutes: float) -> Duration:
    return Duration(round(minutes * MINUTE), round(minutes * MINUTE))


ACK, FOLLOW_UP, THANKS = Purpose.ACKNOWLEDGEMENT, Purpose.FOLLOW_UP, Purpose.THANKS


minute = st.integers(0, 4000).map(after)
inbound = st.builds(
    Inbound,
    minute,
    minute,
    st.booleans(),
    st.sampled_from([Channel.REPLY, Channel.MESSAGE]),
    st.booleans(),
    st.none() | minute,
)
answers = st.builds(
    Answer, minute, st.sampled_from(Channel), st.sampled_from(Purpose), st.booleans(), st.none() | minute
)
moments = st.lists(minute, max_size=2).map(lambda found: tuple(sorted(found)))


@st.composite
def _histories(draw: st.DrawFn) -> History:
    resolved_at = draw(moments)
    return History(
        inbound=tuple(sorted(draw(st.lists(inbound, min_size=1, max_size=6)), key=lambda item: item.at)),
        answers=tuple(sorted(draw(st.lists(answers, max_size=6)), key=lambda item: item.at)),
        resolved_at=resolved_at,
        reopened_at=draw(moments),
        is_resolved=bool(resolved_at) and draw(st.booleans()),
        waits_for_customer=tuple(draw(st.lists(st.builds(Stretch, minute, st.none() | minute), max_size=2))),
        solved_in_private_at=draw(st.none() | minute),
        followed_up_at=draw(st.none() | minute),
    )


histories = _histories()
