"""Puts one post or message into words the way people do: of a drawn length, with links, emoji, tags and slips."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from random import Random

from tui_desk.sandbox.people import Tone
from tui_desk.sandbox.phrasebook import Phrasebook, Topic, slots_of
from tui_desk.sandbox.text import TEXT_LIMIT, cut_to_weight, weighted_length
from tui_desk.sandbox.traffic import TRAFFIC

OPENING = "opening"
"""The occasion whose lines are the topic's problems."""
TOPIC_ANSWER = "topic_answer"
"""The occasion whose lines are the topic's answers."""

_ATTEMPTS = 14

# A feature is only possible in some texts (no blank line in "Thanks!"), so it is tried more often than it shall be
# seen. The factors are fitted so that a day of posts shows the shares of `traffic.toml`; tests hold them to it.
_TRY_LINE_BREAK = 1.15
_TRY_AMPERSAND = 4.5
_TRY_REPEATED = 1.05
_STRETCH = 1.15
"""Thanks and yeses stay short whatever is drawn, so the others make up for them."""
_TRY_CAPITALS = 7.0
_TRY_EMOJI = 1.05
_TRY_HASHTAG = 1.3
_TRY_QUESTION = 1.1


@dataclass(frozen=True, slots=True)
class Speech:
    """Who speaks about what, and where: everything the wording depends on except chance."""

    book: Phrasebook
    topic: Topic
    tone: Tone
    occasion: str
    facts: dict[str, str]
    is_private: bool = False
    leading: int = 0
    """Characters of the @names that X will put in front."""
    address: str = ""
    """What names the brand where the text itself has to: its handle with the @, or only its name; else empty."""
    said: str = ""
    """What the speaker has said before in this matter; nobody repeats a detail at once."""
    company: Sequence[str] = field(default=())
    """Handles, with their @, of people who may be named as well."""


@dataclass(frozen=True, slots=True)
class Wording:
    """The words, and the line they grew from."""

    text: str
    line: str


def put_into_words(random: Random, speech: Speech, worn_out: Collection[str] = ()) -> Wording:
    """Choose a line nobody has used lately (`worn_out`), let it grow towards a drawn length, and dress it."""
    stretch = _STRETCH if speech.occasion in _TALKATIVE else 1.0
    length = max(TRAFFIC.length.at(random.random()) * stretch - speech.leading - len(speech.address), 3)
    wants_question = random.random() < TRAFFIC.share["question"] * _TRY_QUESTION
    attempts = [_attempt(random, speech, length, wants_question) for _ in range(_ATTEMPTS)]
    fresh = [attempt for attempt in attempts if attempt.line not in worn_out] or attempts
    best = min(fresh, key=lambda attempt: _misfit(attempt.text, length, wants_question))
    if speech.is_private:
        return best
    dressed = _dressed(random, speech, best.text)
    if weighted_length(dressed) > TEXT_LIMIT:
        dressed = cut_to_weight(f"{speech.address} {best.text}".strip(), TEXT_LIMIT)
    return Wording(dressed, best.line)


def fill(line: str, facts: dict[str, str]) -> str:
    """A line with its slots filled. Raises KeyError for a slot without a fact."""
    return line.format_map(facts)


def _attempt(random: Random, speech: Speech, length: float, wants_question: bool) -> Wording:
    line = random.choice(_usable(_lines(speech), speech.facts))
    text = fill(line, speech.facts)
    needs_ask = speech.occasion == OPENING and speech.topic.always_asks and not _asks(text)
    for addition in _additions(random, speech, wants_question=wants_question):
        longer = _joined(text, addition)
        if abs(len(longer) - length) < abs(len(text) - length) or (needs_ask and _asks(addition)):
            text = longer
    return Wording(text, line)


def _joined(text: str, addition: str) -> str:
    """Both sentences, the second with a capital unless the first only leads up to it."""
    if text[-1] in ":,":
        return f"{text} {addition}"
    stop = "" if text[-1] in ".!?…。？؟)" else "."
    return f"{text}{stop} {addition[0].upper()}{addition[1:]}"


def _asks(text: str) -> bool:
    return any(sign in text for sign in "?？؟")


def _lines(speech: Speech) -> tuple[str, ...]:
    if speech.occasion == OPENING:
        return speech.topic.problems
    if speech.occasion == TOPIC_ANSWER:
        return speech.topic.answers
    return speech.book.lines(speech.occasion)


def _usable(lines: Sequence[str], facts: dict[str, str]) -> list[str]:
    return [line for line in lines if slots_of(line) <= facts.keys()]


_TALKATIVE = {
    OPENING, TOPIC_ANSWER, "chase", "chase_angry", "still_waiting", "give_up", "answer_other", "not_solved",
    "misunderstands", "sorry_is_not_enough", "too_late", "friend_same",
}  # fmt: skip
"""Occasions on which people go on about the matter itself."""


def _additions(random: Random, speech: Speech, *, wants_question: bool) -> list[str]:
    """Sentences that may follow the first, in the order in which they would."""
    if speech.occasion not in _TALKATIVE or speech.is_private:
        return []
    topic = speech.topic
    opens = speech.occasion == OPENING
    details = _some(random, topic.details, 3 if opens else random.choice([0, 1, 1]))
    feelings = () if topic.always_asks else speech.book.feelings_of(speech.tone, is_praise=topic.is_praise)
    asks = [random.choice(topic.asks)] if opens and (wants_question or topic.always_asks) else []
    if topic.always_asks or random.random() < 0.5:
        order = [*asks, *details, *_some(random, feelings, 2)]
    else:
        order = [*details[:1], *asks, *details[1:], *_some(random, feelings, 2)]
    sentences = [fill(addition, speech.facts) for addition in order]
    return [sentence for sentence in sentences if sentence not in speech.said]


def _some(random: Random, lines: Sequence[str], count: int) -> list[str]:
    return random.sample(lines, min(count, len(lines)))


def _misfit(text: str, length: float, wants_question: bool) -> float:
    return abs(len(text) - length) / length + (1.0 if _asks(text) != wants_question else 0.0)


def _dressed(random: Random, speech: Speech, text: str) -> str:
    share = TRAFFIC.share
    if random.random() < share["only_a_link"]:
        return f"{speech.address} {photo_link(random)}".strip()
    text = _mood(random, speech, text)
    text = _addressed(random, speech, text)
    text = _with_company(random, speech, text)
    if random.random() < share["line_break"] * _TRY_LINE_BREAK:
        text = _with_line_break(text)
    draw, mood = random.random() / _TRY_EMOJI, _emoji_mood(speech)
    if share["emoji_of_several_code_points"] <= draw < share["emoji"]:
        text = f"{text} {random.choice(speech.book.emoji[mood])}"
    elif draw < share["emoji_of_several_code_points"]:
        text = f"{text} {random.choice(speech.book.emoji['joined_happy' if mood == 'happy' else 'joined'])}"
    if speech.occasion in _TALKATIVE and random.random() < share["hashtag"] * _TRY_HASHTAG:
        count = random.choice([1, 1, 2])
        tags = random.sample(speech.topic.hashtags, min(count, len(speech.topic.hashtags)))
        text = " ".join([text, *(f"#{tag}" for tag in tags)])
    if "https://" not in text and random.random() < share["link"]:
        text = f"{text} {photo_link(random)}"
    return text


def _emoji_mood(speech: Speech) -> str:
    if speech.topic.is_praise or speech.occasion in {"thanks", "thanks_after_dm", "cheerful_reply"}:
        return "happy"
    return "plain" if speech.tone in {Tone.CALM, Tone.WARM} else "upset"


def _mood(random: Random, speech: Speech, text: str) -> str:
    """Capitals, carelessness, exclamation marks, an ampersand for an "and"."""
    share = TRAFFIC.share
    if speech.tone is Tone.ANGRY and random.random() < share["all_capitals"] * _TRY_CAPITALS:
        return text.upper()
    if speech.tone is Tone.CURT and random.random() < 0.35:
        text = text[0].lower() + text[1:].removesuffix(".")
    if " and " in text and random.random() < share["ampersand_or_angle_bracket"] * _TRY_AMPERSAND:
        text = text.replace(" and ", " & ", 1)
    if random.random() < share["repeated_punctuation"] * _TRY_REPEATED and text[-1] in ".!?":
        text = text[:-1] + random.choice({"?": ["??", "???", "?!!"]}.get(text[-1], ["!!", "!!!"]))
    return text


def _addressed(random: Random, speech: Speech, text: str) -> str:
    if not speech.address or speech.address.lower() in text.lower():
        return text
    if not speech.address.startswith("@"):
        tag = speech.address.replace(" ", "")
        return random.choice([f"{speech.address}: {text}", f"{text} ({speech.address})", f"{text} #{tag}"])
    return f"{speech.address} {text}" if random.random() < 0.86 else f"{text} {speech.address}"


def _with_company(random: Random, speech: Speech, text: str) -> str:
    if not speech.company:
        return text
    names = " ".join(speech.company)
    return random.choice([f"{text} cc {names}", f"{text} {names}", f"{names} {text}"])


def _with_line_break(text: str) -> str:
    breaks = [found.end() for found in re.finditer(r"[.!?。？]\s", text)]
    if breaks:
        middle = min(breaks, key=lambda end: abs(end - len(text) / 2))
        return f"{text[:middle].rstrip()}\n\n{text[middle:]}"
    name, blank, rest = text.partition(" ")
    return f"{name}\n{rest}" if blank and name.startswith("@") else text


def photo_link(random: Random) -> str:
    """Where a customer's picture would be; the top-level domain is reserved and leads nowhere."""
    return f"https://pics.example/{random.getrandbits(40):010x}"
