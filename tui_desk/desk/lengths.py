"""How long a text is by X's count, and exactly what would be sent of it: public words are signed."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from tui_desk.domain.model import Channel
from tui_desk.domain.permission import Capabilities
from tui_desk.domain.splitting import rejoined, split


@dataclass(frozen=True, slots=True)
class Length:
    """How much of a channel's limit a text uses, its sign-off included."""

    used: int
    limit: int

    @property
    def fits(self) -> bool:
        """Whether X takes a text of this length."""
        return self.used <= self.limit


class Outgoing:
    """Turns what an agent typed into what is sent, and measures it. Only public words are signed."""

    def __init__(self, weigh: Callable[[str], int], sign_off: str, capabilities: Capabilities) -> None:
        """`weigh` counts a public text as X does (twitter-text rules)."""
        self._weigh = weigh
        self._sign_off = sign_off.strip()
        self._capabilities = capabilities

    def payload(self, channel: Channel, text: str) -> str:
        """The exact text that is sent."""
        written = text.strip()
        if channel is not Channel.REPLY or not self._sign_off or not written or written.endswith(self._sign_off):
            return written
        return f"{written} {self._sign_off}"

    def parts(self, text: str) -> tuple[str, ...]:
        """The payloads of a public text, split where it is too long; none where it cannot be split."""

        def weigh(part: str) -> int:
            return self._weigh(self.payload(Channel.REPLY, part))

        parts = split(self.written(Channel.REPLY, text), weigh, self._capabilities.post_length_limit)
        return tuple(self.payload(Channel.REPLY, part) for part in parts)

    def written(self, channel: Channel, payload: str) -> str:
        """What the agent typed of a payload: a text that is taken back may be signed by somebody else."""
        return payload.strip().removesuffix(self._sign_off).rstrip() if channel is Channel.REPLY else payload

    def written_in_parts(self, payloads: Sequence[str]) -> str:
        """What the agent typed of the parts of a public text."""
        return rejoined([self.written(Channel.REPLY, payload) for payload in payloads])

    def length(self, channel: Channel, text: str) -> Length:
        """How long the payload is, and how long it may be."""
        payload = self.payload(channel, text)
        if channel is Channel.REPLY:
            return Length(self._weigh(payload), self._capabilities.post_length_limit)
        return Length(len(payload), self._capabilities.message_length_limit)
