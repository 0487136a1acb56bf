"""Which lines of the phrasebook an act is spoken with, and where."""

from random import Random

from tui_desk.sandbox.gestures import question_about
from tui_desk.sandbox.matter import Matter
from tui_desk.sandbox.matter_flow import Act, State
from tui_desk.sandbox.wording import TOPIC_ANSWER

SPOKEN_PRIVATELY = {Act.WRITE_MESSAGE, Act.WRITE_MESSAGE_AND_SAY_SO, Act.CHASE_IN_PRIVATE}
SPOKEN_PUBLICLY = {
    Act.CHASE,
    Act.GIVE_UP,
    Act.THANK_IN_PUBLIC,
    Act.WRITE_MESSAGE_AND_SAY_SO,
    Act.SAY_MESSAGE_SENT,
    Act.INSIST_ON_PUBLIC,
    Act.MISS_THE_MESSAGE,
    Act.CONFIRM_MESSAGE,
}
SPOKEN_WHERE_ASKED = {
    Act.ANSWER,
    Act.MISUNDERSTAND,
    Act.REJECT_APOLOGY,
    Act.AGREE_TO_WAIT,
    Act.SAY_NOT_SOLVED,
    Act.ASK_ONE_MORE,
    Act.THANK,
    Act.CHEER,
    Act.SAY_TOO_LATE,
}
OPEN_TO_COMPANY = {"chase", "chase_angry", "not_solved", "sorry_is_not_enough"}

_PUBLIC_OCCASION = {
    Act.GIVE_UP: "give_up",
    Act.MISUNDERSTAND: "misunderstands",
    Act.REJECT_APOLOGY: "sorry_is_not_enough",
    Act.AGREE_TO_WAIT: "will_wait",
    Act.SAY_NOT_SOLVED: "not_solved",
    Act.ASK_ONE_MORE: "one_more_thing",
    Act.THANK: "thanks",
    Act.THANK_IN_PUBLIC: "thanks_after_dm",
    Act.CHEER: "cheerful_reply",
    Act.SAY_TOO_LATE: "too_late",
    Act.WRITE_MESSAGE_AND_SAY_SO: "dm_sent",
    Act.SAY_MESSAGE_SENT: "dm_sent",
    Act.INSIST_ON_PUBLIC: "prefers_public",
    Act.MISS_THE_MESSAGE: "no_dm_here",
    Act.CONFIRM_MESSAGE: "saw_dm",
}
_PRIVATE_OCCASION = {
    Act.WRITE_MESSAGE: "dm_opening",
    Act.WRITE_MESSAGE_AND_SAY_SO: "dm_opening",
    Act.CHASE_IN_PRIVATE: "dm_chase",
    Act.MISUNDERSTAND: "dm_not_solved",
    Act.REJECT_APOLOGY: "dm_sorry_is_not_enough",
    Act.AGREE_TO_WAIT: "dm_will_wait",
    Act.SAY_NOT_SOLVED: "dm_not_solved",
    Act.ASK_ONE_MORE: "dm_will_wait",
    Act.THANK: "dm_thanks",
    Act.CHEER: "dm_thanks",
    Act.SAY_TOO_LATE: "dm_thanks",
}
_ANSWERS_IN_PUBLIC = {
    "reference": "answer_reference",
    "contact": "answer_contact",
    "photo": "answer_photo",
    "tried": "answer_tried",
    "when": "answer_when",
    "topic": TOPIC_ANSWER,
    "yes": "answer_yes",
}
_ANSWERS_IN_PRIVATE = {"reference": "dm_reference", "contact": "dm_contact", "topic": TOPIC_ANSWER}


FRIEND_OCCASIONS = ("friend_same", "friend_supports", "friend_advises")
"""What friends who join in may say."""


def public_occasion(random: Random, act: Act, matter: Matter) -> str:
    """The phrasebook's occasion for an act in public."""
    if act is Act.CHASE:
        if matter.state is not State.WAITING:
            return "still_waiting"
        return "chase_angry" if matter.chases >= 2 or (matter.chases == 1 and random.random() < 0.5) else "chase"
    if act is Act.ANSWER:
        return _ANSWERS_IN_PUBLIC.get(question_about(matter.brand_words), TOPIC_ANSWER)
    return _PUBLIC_OCCASION[act]


def private_occasion(act: Act, matter: Matter) -> str:
    """The phrasebook's occasion for an act in a direct message."""
    if act is Act.ANSWER:
        return _ANSWERS_IN_PRIVATE.get(question_about(matter.brand_words), "dm_answer")
    return _PRIVATE_OCCASION[act]


def occasions_in_use() -> set[str]:
    """Every occasion some act or some friend speaks on, which every language has to have words for."""
    return (
        {*_PUBLIC_OCCASION.values(), *_PRIVATE_OCCASION.values()}
        | {*_ANSWERS_IN_PUBLIC.values(), *_ANSWERS_IN_PRIVATE.values(), "dm_answer"}
        | {"chase", "chase_angry", "still_waiting", "back_to_friend", *FRIEND_OCCASIONS}
    )
