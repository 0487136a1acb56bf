"""The cast: the same people for the same seed, nobody twice, and nobody who could be reached."""

import re
import statistics

import pytest

from tui_desk.sandbox.people import LANGUAGES, Tone, person
from tui_desk.sandbox.story import personal_facts
from tui_desk.sandbox.traffic import MINUTE, dice

MANY = 2_000


def test_the_same_seed_and_number_give_the_same_person() -> None:
    assert person(5, 17, "en") == person(5, 17, "en")


def test_another_seed_gives_another_cast() -> None:
    one, other = ([person(seed, number, "en").name for number in range(50)] for seed in (5, 6))

    assert one != other


def test_no_two_people_share_a_handle() -> None:
    languages = sorted(LANGUAGES)
    handles = [person(5, number, languages[number % len(languages)]).handle.lower() for number in range(MANY)]

    assert len(set(handles)) == MANY


@pytest.mark.parametrize("language", sorted(LANGUAGES))
def test_every_language_has_people_x_would_accept(language: str) -> None:
    for number in range(200):
        somebody = person(1, number, language)

        assert re.fullmatch(r"[A-Za-z0-9_]{1,15}", somebody.handle)
        assert 1 <= len(somebody.name) <= 50
        assert len(somebody.bio) <= 160
        assert somebody.language == language


def test_most_people_are_read_by_few_and_some_by_many() -> None:
    followers = [person(2, number, "en").followers for number in range(MANY)]

    assert 100 <= statistics.median(followers) <= 400
    assert max(followers) > 10_000


def test_the_angry_wait_less_long_than_the_warm() -> None:
    people = [person(3, number, "en") for number in range(MANY)]
    patience = {tone: statistics.mean(each.patience for each in people if each.tone is tone) for tone in Tone}

    assert patience[Tone.ANGRY] < patience[Tone.CURT] < patience[Tone.CALM] < patience[Tone.WARM]
    assert min(each.patience for each in people) >= 20 * MINUTE


def test_mail_and_phone_lie_where_nobody_lives() -> None:
    facts = personal_facts(dice(1), "Tamsin", "Hexter", "the_tamsin01")

    assert facts["email"] == "the_tamsin01@mail.example"
    assert re.fullmatch(r"07700 900\d{3}", facts["phone"])
