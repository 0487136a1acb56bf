"""How a customer's matter goes on: one table from (state, cue) to what the customer does and where that leads.

A matter opens in WAITING (a complaint or a question) or in CHEERING (praise). A cue is either the end of the customer's
patience or what the brand's newest word amounts to (`gestures.py`). A cell holds the moves people make there with
their shares; chance picks one. Rules that stay in `story.py`: when a move happens, in which words, and that a private
word from the brand draws a matter into IN_PRIVATE before the cue is read.
"""

from dataclasses import dataclass
from enum import StrEnum
from random import Random


class State(StrEnum):
    """Where a customer stands."""

    WAITING = "waiting"
    """Has written in public and expects an answer."""
    HOPING = "hoping"
    """Was promised something and waits with more patience."""
    IN_PRIVATE = "in-private"
    """Talks to the brand in direct messages."""
    OWED_A_WORD = "owed-a-word"
    """Was helped in private; the public post stands there without an answer."""
    CHEERING = "cheering"
    """Has praised, and waits for nothing."""
    SETTLED = "settled"
    GONE = "gone"
    """Has given up on the brand."""


class Cue(StrEnum):
    """What makes a customer act."""

    PATIENCE_ENDED = "patience-ended"
    ASKED = "asked"
    """The brand wants to know something."""
    INVITED = "invited"
    """The brand asks for a direct message."""
    POINTED_TO_MESSAGES = "pointed-to-messages"
    """The brand says that it has written or answered in private."""
    SOLVED = "solved"
    """The brand gives a solution, an explanation or an answer."""
    PROMISED = "promised"
    """The brand will look into it."""
    APOLOGISED = "apologised"
    REPLIED = "replied"
    """Anything else."""


class Act(StrEnum):
    """What a customer does; where no place is named, in the place of the brand's last word."""

    STAY_SILENT = "stay-silent"
    CHASE = "chase"
    """Write again in public; the more often, the angrier."""
    CHASE_IN_PRIVATE = "chase-in-private"
    GIVE_UP = "give-up"
    """Say that it is too late; the angry block the brand as well."""
    DELETE = "delete"
    """Take the first post down."""
    ANSWER = "answer"
    MISUNDERSTAND = "misunderstand"
    REJECT_APOLOGY = "reject-apology"
    AGREE_TO_WAIT = "agree-to-wait"
    SAY_NOT_SOLVED = "say-not-solved"
    ASK_ONE_MORE = "ask-one-more"
    THANK = "thank"
    THANK_IN_PUBLIC = "thank-in-public"
    CHEER = "cheer"
    SAY_TOO_LATE = "say-too-late"
    WRITE_MESSAGE = "write-message"
    """Send the first direct message, with the particulars."""
    WRITE_MESSAGE_AND_SAY_SO = "write-message-and-say-so"
    SAY_MESSAGE_SENT = "say-message-sent"
    INSIST_ON_PUBLIC = "insist-on-public"
    MISS_THE_MESSAGE = "miss-the-message"
    """Say in public that no message has arrived."""
    CONFIRM_MESSAGE = "confirm-message"


@dataclass(frozen=True, slots=True)
class Move:
    """One way to go on, and how many of those in this cell go it."""

    share: float
    act: Act
    next_state: State


_ANSWERED_IN_PUBLIC: dict[Cue, tuple[Move, ...]] = {
    Cue.ASKED: (
        Move(0.86, Act.ANSWER, State.WAITING),
        Move(0.06, Act.MISUNDERSTAND, State.WAITING),
        Move(0.08, Act.STAY_SILENT, State.GONE),
    ),
    Cue.INVITED: (
        Move(0.60, Act.WRITE_MESSAGE, State.IN_PRIVATE),
        Move(0.22, Act.WRITE_MESSAGE_AND_SAY_SO, State.IN_PRIVATE),
        Move(0.10, Act.INSIST_ON_PUBLIC, State.WAITING),
        Move(0.08, Act.STAY_SILENT, State.GONE),
    ),
    Cue.POINTED_TO_MESSAGES: (
        Move(0.60, Act.MISS_THE_MESSAGE, State.WAITING),
        Move(0.40, Act.WRITE_MESSAGE, State.IN_PRIVATE),
    ),
    Cue.SOLVED: (
        Move(0.56, Act.THANK, State.SETTLED),
        Move(0.14, Act.STAY_SILENT, State.SETTLED),
        Move(0.15, Act.ASK_ONE_MORE, State.WAITING),
        Move(0.15, Act.SAY_NOT_SOLVED, State.WAITING),
    ),
    Cue.PROMISED: (
        Move(0.75, Act.AGREE_TO_WAIT, State.HOPING),
        Move(0.25, Act.STAY_SILENT, State.HOPING),
    ),
    Cue.APOLOGISED: (
        Move(0.70, Act.REJECT_APOLOGY, State.WAITING),
        Move(0.14, Act.THANK, State.SETTLED),
        Move(0.16, Act.STAY_SILENT, State.GONE),
    ),
    Cue.REPLIED: (
        Move(0.50, Act.AGREE_TO_WAIT, State.HOPING),
        Move(0.20, Act.MISUNDERSTAND, State.WAITING),
        Move(0.15, Act.THANK, State.SETTLED),
        Move(0.15, Act.STAY_SILENT, State.HOPING),
    ),
}

_OWED_A_WORD_HEARD: tuple[Move, ...] = (
    Move(0.80, Act.THANK_IN_PUBLIC, State.SETTLED),
    Move(0.20, Act.STAY_SILENT, State.SETTLED),
)
_CHEER_HEARD: tuple[Move, ...] = (
    Move(0.65, Act.CHEER, State.SETTLED),
    Move(0.35, Act.STAY_SILENT, State.SETTLED),
)
_SETTLED_HEARD: tuple[Move, ...] = (
    Move(0.90, Act.STAY_SILENT, State.SETTLED),
    Move(0.10, Act.THANK, State.SETTLED),
)
_HEARD_TOO_LATE: tuple[Move, ...] = (
    Move(0.50, Act.SAY_TOO_LATE, State.SETTLED),
    Move(0.50, Act.STAY_SILENT, State.GONE),
)
_WORDS = (Cue.POINTED_TO_MESSAGES, Cue.SOLVED, Cue.PROMISED, Cue.APOLOGISED, Cue.REPLIED)
"""Cues that ask nothing of the customer."""

FLOW: dict[State, dict[Cue, tuple[Move, ...]]] = {
    State.WAITING: _ANSWERED_IN_PUBLIC
    | {
        Cue.PATIENCE_ENDED: (
            Move(0.55, Act.CHASE, State.WAITING),
            Move(0.36, Act.STAY_SILENT, State.GONE),
            Move(0.06, Act.GIVE_UP, State.GONE),
            Move(0.03, Act.DELETE, State.GONE),
        )
    },
    State.HOPING: _ANSWERED_IN_PUBLIC
    | {
        Cue.PATIENCE_ENDED: (
            Move(0.60, Act.CHASE, State.WAITING),
            Move(0.40, Act.STAY_SILENT, State.GONE),
        )
    },
    State.IN_PRIVATE: {
        Cue.PATIENCE_ENDED: (
            Move(0.60, Act.CHASE_IN_PRIVATE, State.IN_PRIVATE),
            Move(0.22, Act.CHASE, State.IN_PRIVATE),
            Move(0.18, Act.STAY_SILENT, State.GONE),
        ),
        Cue.ASKED: (
            Move(0.94, Act.ANSWER, State.IN_PRIVATE),
            Move(0.06, Act.STAY_SILENT, State.GONE),
        ),
        Cue.INVITED: (
            Move(0.70, Act.SAY_MESSAGE_SENT, State.IN_PRIVATE),
            Move(0.30, Act.WRITE_MESSAGE, State.IN_PRIVATE),
        ),
        Cue.POINTED_TO_MESSAGES: (
            Move(0.50, Act.CONFIRM_MESSAGE, State.IN_PRIVATE),
            Move(0.50, Act.STAY_SILENT, State.IN_PRIVATE),
        ),
        Cue.SOLVED: (
            Move(0.72, Act.THANK, State.OWED_A_WORD),
            Move(0.16, Act.THANK_IN_PUBLIC, State.SETTLED),
            Move(0.12, Act.SAY_NOT_SOLVED, State.IN_PRIVATE),
        ),
        Cue.PROMISED: (
            Move(0.80, Act.AGREE_TO_WAIT, State.IN_PRIVATE),
            Move(0.20, Act.STAY_SILENT, State.IN_PRIVATE),
        ),
        Cue.APOLOGISED: (
            Move(0.80, Act.REJECT_APOLOGY, State.IN_PRIVATE),
            Move(0.20, Act.STAY_SILENT, State.IN_PRIVATE),
        ),
        Cue.REPLIED: (
            Move(0.70, Act.AGREE_TO_WAIT, State.IN_PRIVATE),
            Move(0.30, Act.STAY_SILENT, State.IN_PRIVATE),
        ),
    },
    State.OWED_A_WORD: dict.fromkeys(_WORDS, _OWED_A_WORD_HEARD)
    | {
        Cue.PATIENCE_ENDED: (
            Move(0.40, Act.THANK_IN_PUBLIC, State.SETTLED),
            Move(0.60, Act.STAY_SILENT, State.SETTLED),
        ),
        Cue.ASKED: (
            Move(0.60, Act.THANK_IN_PUBLIC, State.SETTLED),
            Move(0.40, Act.ANSWER, State.IN_PRIVATE),
        ),
        Cue.INVITED: (Move(1.0, Act.SAY_MESSAGE_SENT, State.IN_PRIVATE),),
    },
    State.CHEERING: dict.fromkeys(_WORDS, _CHEER_HEARD)
    | {
        Cue.PATIENCE_ENDED: (Move(1.0, Act.STAY_SILENT, State.SETTLED),),
        Cue.ASKED: (
            Move(0.90, Act.ANSWER, State.CHEERING),
            Move(0.10, Act.STAY_SILENT, State.SETTLED),
        ),
        Cue.INVITED: (
            Move(0.60, Act.WRITE_MESSAGE, State.IN_PRIVATE),
            Move(0.40, Act.STAY_SILENT, State.SETTLED),
        ),
    },
    State.SETTLED: dict.fromkeys(_WORDS, _SETTLED_HEARD)
    | {
        Cue.ASKED: (
            Move(0.50, Act.ANSWER, State.SETTLED),
            Move(0.50, Act.STAY_SILENT, State.SETTLED),
        ),
        Cue.INVITED: (
            Move(0.40, Act.WRITE_MESSAGE, State.IN_PRIVATE),
            Move(0.60, Act.STAY_SILENT, State.SETTLED),
        ),
    },
    State.GONE: dict.fromkeys(_WORDS, _HEARD_TOO_LATE)
    | {
        Cue.SOLVED: (
            Move(0.40, Act.THANK, State.SETTLED),
            Move(0.30, Act.SAY_TOO_LATE, State.SETTLED),
            Move(0.30, Act.STAY_SILENT, State.GONE),
        ),
        Cue.ASKED: (
            Move(0.40, Act.ANSWER, State.WAITING),
            Move(0.35, Act.SAY_TOO_LATE, State.SETTLED),
            Move(0.25, Act.STAY_SILENT, State.GONE),
        ),
        Cue.INVITED: (
            Move(0.40, Act.WRITE_MESSAGE, State.IN_PRIVATE),
            Move(0.30, Act.SAY_TOO_LATE, State.SETTLED),
            Move(0.30, Act.STAY_SILENT, State.GONE),
        ),
    },
}

PATIENCE: dict[State, float] = {
    State.WAITING: 1.0,
    State.HOPING: 2.0,
    State.IN_PRIVATE: 1.2,
    State.OWED_A_WORD: 3.0,
    State.CHEERING: 6.0,
}
"""How long a customer bears a state without a word, as a multiple of their patience; absent means for ever."""


def next_move(state: State, cue: Cue, random: Random) -> Move:
    """One of the moves for this cue. Raises KeyError for a cue that means nothing in this state."""
    moves = FLOW[state][cue]
    return random.choices(moves, [move.share for move in moves])[0]
