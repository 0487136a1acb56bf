"""What a story knows of its customers: their matters, what they will do later, and what the brand said to them."""

from collections import deque
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from typing import Any, Self

from tui_desk.sandbox.matter_flow import Cue, State

_WORN_OUT_LINES = 90


@dataclass(frozen=True, slots=True)
class BrandWord:
    """One thing the brand said to somebody: a public reply or a direct message."""

    customer_id: int
    text: str
    is_private: bool
    post_id: int | None = None
    conversation_id: int | None = None
    has_message_button: bool = False


@dataclass(frozen=True, slots=True)
class Matter:
    """One customer's one matter. Times are story milliseconds."""

    matter_id: int
    person_number: int
    language: str
    user_id: int
    trade_topic: str
    state: State
    root_post_id: int
    conversation_id: int
    last_post_id: int
    """The customer's newest public post."""
    touched_at: int
    due_at: int | None
    facts: Mapping[str, str]
    cue: Cue = Cue.PATIENCE_ENDED
    """What makes the customer act at `due_at`."""
    brand_post_id: int | None = None
    brand_words: str = ""
    brand_was_private: bool = False
    step: int = 0
    chases: int = 0
    is_scripted: bool = False
    """A scenario's script speaks for this customer; patience does not."""

    def to_json(self) -> dict[str, Any]:
        """For the archive."""
        return {each.name: getattr(self, each.name) for each in fields(self)}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """Read back what `to_json` wrote."""
        return cls(**{**data, "state": State(data["state"]), "cue": Cue(data["cue"])})


@dataclass(frozen=True, slots=True)
class Errand:
    """Something small that somebody does later in a conversation."""

    due_at: int
    kind: str
    """One of friend-joins, back-to-friend, edit."""
    matter_id: int
    post_id: int


@dataclass(slots=True)
class StoryState:
    """All a story remembers beside its matters."""

    matters_opened: int = 0
    people_met: int = 0
    acquaintances: list[tuple[int, str, int]] = field(default_factory=list)
    """(person number, language, user id) of those who have written before, oldest first."""
    errands: list[Errand] = field(default_factory=list)
    worn_out: deque[str] = field(default_factory=lambda: deque(maxlen=_WORN_OUT_LINES))

    def to_json(self) -> dict[str, Any]:
        """For the archive."""
        return {
            "matters_opened": self.matters_opened,
            "people_met": self.people_met,
            "acquaintances": self.acquaintances,
            "errands": [asdict(errand) for errand in self.errands],
            "worn_out": list(self.worn_out),
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """Read back what `to_json` wrote."""
        return cls(
            matters_opened=data["matters_opened"],
            people_met=data["people_met"],
            acquaintances=[(number, language, user_id) for number, language, user_id in data["acquaintances"]],
            errands=[Errand(**errand) for errand in data["errands"]],
            worn_out=deque(data["worn_out"], maxlen=_WORN_OUT_LINES),
        )
