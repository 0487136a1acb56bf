"""The keys that end a case: solved, no answer needed, spam, muted, waived; and the one that opens it again."""

from tui_desk.config.keymap import ContextName
from tui_desk.domain.decisions import (
    FollowUpWaived,
    MarkedSpam,
    Muted,
    NoAnswerNeeded,
    Reopened,
    Resolved,
    Solved,
    Unmuted,
)
from tui_desk.domain.refusals import ReasonMissing
from tui_desk.tui.present.spans import KeyOf
from tui_desk.tui.present.words import Words, refusal_words
from tui_desk.tui.screens.asking import Asking
from tui_desk.tui.screens.deciding import Chosen, Deciding

_WHERE = (
    ("resolve.here", "here"),
    ("resolve.message", "message"),
    ("resolve.phone", "phone"),
    ("resolve.mail", "mail"),
    ("resolve.leave", "leave"),
)


class Closing:
    """Asks what has to be asked before a case is closed."""

    def __init__(self, deciding: Deciding, asking: Asking, key_of: KeyOf) -> None:
        """Close by these decisions."""
        self._deciding = deciding
        self._asking = asking
        self._key_of = key_of
        self._to_resolve: Chosen | None = None

    def action_case_resolve(self) -> None:
        """Ask where it was solved."""
        if (chosen := self._deciding.choose()) is not None:
            self._to_resolve = chosen
            self._asking.offer(ContextName("resolve"), f"{chosen.whose}: solved", _WHERE)

    async def action_case_resolve_next(self) -> None:
        """Our last word solved it; go to the next case."""
        await self._deciding.decide(Resolved(), goes_on=True)

    async def action_resolve_here(self) -> None:
        """Our last word solved it."""
        await self._resolve(Solved.HERE)

    async def action_resolve_message(self) -> None:
        """It was solved in direct messages."""
        await self._resolve(Solved.MESSAGE)

    async def action_resolve_phone(self) -> None:
        """It was solved on the phone."""
        await self._resolve(Solved.PHONE)

    async def action_resolve_mail(self) -> None:
        """It was solved by mail."""
        await self._resolve(Solved.MAIL)

    async def action_case_no_answer(self, reason: str | None = None) -> None:
        """Close it without an answer, for a reason."""
        await self._ask_reason("why it needs no answer", NoAnswerNeeded, reason)

    async def action_case_waive(self, reason: str | None = None) -> None:
        """Say why no public closing word is needed."""
        await self._ask_reason("why no public word is needed", FollowUpWaived, reason)

    async def action_case_spam(self) -> None:
        """Close it as spam."""
        await self._deciding.decide(MarkedSpam())

    async def action_case_mute(self) -> None:
        """Let the public thread go on without us, or hear it again."""
        if (chosen := self._deciding.choose()) is not None:
            is_muted = chosen.thread is not None and chosen.thread.standing.is_muted
            await self._deciding.decide(Unmuted() if is_muted else Muted(), chosen)

    async def action_case_reopen(self) -> None:
        """Open it again."""
        await self._deciding.decide(Reopened())

    async def _resolve(self, where: Solved) -> None:
        self._asking.close()
        await self._deciding.decide(Resolved(where), self._to_resolve)

    async def _ask_reason(self, what: str, decision: type[NoAnswerNeeded | FollowUpWaived], answer: str | None) -> None:
        if (chosen := self._deciding.choose()) is None:
            return

        async def take(reason: str) -> Words | None:
            if not reason:
                return refusal_words(ReasonMissing(), self._key_of)
            await self._deciding.decide(decision(reason), chosen)
            return None

        await self._asking.ask(f"{chosen.whose}: {what}", take, answer=answer)
