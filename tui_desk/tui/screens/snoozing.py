"""The keys that give a case a time: out of sight until then, left to the customer, or promised by then."""

from collections.abc import Awaitable, Callable
from datetime import tzinfo

from tui_desk.desk.desk import Desk
from tui_desk.domain.decisions import LeftToCustomer, Promised, PromiseEnded, Snoozed, Woken
from tui_desk.domain.due_words import next_week, parse_due, tomorrow
from tui_desk.domain.refusals import TimePassed
from tui_desk.tui.present.ages import moment
from tui_desk.tui.present.spans import KeyOf
from tui_desk.tui.present.words import Words, refusal_words
from tui_desk.tui.screens.asking import Asking
from tui_desk.tui.screens.deciding import Deciding

_HOUR = 60 * 60 * 1000


class Snoozing:
    """Takes times from keys and from words."""

    def __init__(self, deciding: Deciding, asking: Asking, desk: Desk, key_of: KeyOf, zone: tzinfo) -> None:
        """Words such as "tomorrow" mean times in `zone`."""
        self._deciding = deciding
        self._asking = asking
        self._desk = desk
        self._key_of = key_of
        self._zone = zone

    async def action_case_snooze_hour(self) -> None:
        """Out of sight for an hour."""
        await self._snooze(self._desk.now() + _HOUR)

    async def action_case_snooze_four_hours(self) -> None:
        """Out of sight for four hours."""
        await self._snooze(self._desk.now() + 4 * _HOUR)

    async def action_case_snooze_tomorrow(self) -> None:
        """Out of sight until tomorrow at nine."""
        await self._snooze(tomorrow(self._desk.now(), self._zone))

    async def action_case_snooze_week(self) -> None:
        """Out of sight until next Monday at nine."""
        await self._snooze(next_week(self._desk.now(), self._zone))

    async def action_case_snooze_until_reply(self) -> None:
        """Out of sight until the customer writes."""
        await self._snooze(None)

    async def action_case_snooze_custom(self, words: str | None = None) -> None:
        """Out of sight until a time in words."""
        if (chosen := self._deciding.choose()) is not None:

            async def snooze(until: int) -> None:
                await self._deciding.decide(Snoozed(until), chosen, goes_on=True)

            await self._ask_time(f"{chosen.whose}: snooze until", snooze, answer=words)

    async def action_case_wake(self) -> None:
        """Bring it back."""
        await self._deciding.decide(Woken())

    async def action_case_wait(self) -> None:
        """Leave the next word to the customer."""
        await self._deciding.decide(LeftToCustomer())

    async def action_case_promise(self, words: str | None = None) -> None:
        """Say until when something is promised; without a time the promise ends."""
        if (chosen := self._deciding.choose()) is None:
            return

        async def promise(until: int) -> None:
            await self._deciding.decide(Promised(until), chosen)

        async def end() -> None:
            await self._deciding.decide(PromiseEnded(), chosen)

        await self._ask_time(f"{chosen.whose}: promised until", promise, end, answer=words)

    async def _snooze(self, until: int | None) -> None:
        await self._deciding.decide(Snoozed(until), goes_on=True)

    async def _ask_time(
        self,
        question: str,
        then: Callable[[int], Awaitable[None]],
        empty: Callable[[], Awaitable[None]] | None = None,
        *,
        answer: str | None,
    ) -> None:
        """Ask for a time. `empty`: what it means to name none; None where it means nothing."""

        async def take(words: str) -> Words | None:
            until = parse_due(words, self._desk.now(), self._zone)
            if not words and empty is not None:
                await empty()
            elif until is None:
                return refusal_words(TimePassed(), self._key_of)
            else:
                await then(until)
            return None

        def meaning(words: str) -> str:
            if not words:
                return "nothing: the promise ends" if empty is not None else "3h, tomorrow 14:30, fri, 18:00"
            until = parse_due(words, self._desk.now(), self._zone)
            return moment(until, self._desk.now(), self._zone) if until is not None else "?"

        await self._asking.ask(question, take, answer=answer, meaning=meaning)
