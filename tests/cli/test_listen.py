"""Listening rules looked at and tried on what is stored, from the command line."""

import tomllib

import pytest
from cli.conftest import Happens
from house import House

from tui_desk.cli import main
from tui_desk.config.listening import load_listening
from tui_desk.config.paths import Paths

RULES = """
[[rule]]
name = "Parcelfox"
words = ["parcelfox"]
misspellings = ["parcelfix"]
excluded = ["vixen"]
languages = ["en"]

[[noise]]
name = "Raffles"
phrases = ["repost to win"]
"""


def listen(*words: str) -> int:
    return main(["--profile", "practice", "listen", *words])


@pytest.fixture
def _posts(happens: Happens) -> None:
    """Four posts, of which two speak of the parcel service."""

    async def story(house: House) -> None:
        await house.record(
            house.inbound(text="Parcelfox lost my parcel\nagain and again"),
            house.inbound(text="Somebody saw the parcelfix van today?"),
            house.inbound(text="A parcelfox is a vixen with a box. Repost to win it"),
            house.inbound(text="You were awesome, wonderful people", lang="en"),
        )

    happens(story)


@pytest.mark.usefixtures("_posts")
def test_the_rules_in_use_and_the_searches_they_become(paths: Paths, capsys: pytest.CaptureFixture[str]) -> None:
    paths.user_listening.write_text(RULES)
    assert listen("rules") == 0
    out = capsys.readouterr().out
    assert "Rule Parcelfox\n  hears: parcelfox, parcelfix\n  but not with: vixen\n  languages: en\n" in out
    assert "Noise Raffles\n  falls under it: repost to win\n" in out
    [search] = [line for line in out.splitlines() if "-is:retweet" in line]
    length, query = search.split(maxsplit=1)
    assert query == "(parcelfox OR parcelfix) lang:en -vixen -@brand -from:brand -is:retweet"
    assert int(length) == len(query)


def test_without_rules_nothing_is_searched(paths: Paths, capsys: pytest.CaptureFixture[str]) -> None:
    paths.user_listening.write_text("")
    assert listen("rules") == 0
    assert "only posts that mention you make cases" in capsys.readouterr().out


def test_before_the_account_is_known_the_rules_are_shown(paths: Paths, capsys: pytest.CaptureFixture[str]) -> None:
    paths.user_listening.write_text(RULES)
    assert listen("rules") == 0
    assert "open the desk once" in capsys.readouterr().out


@pytest.mark.usefixtures("_posts")
def test_every_rule_is_tried_with_examples_and_the_words_that_were_found(
    paths: Paths, capsys: pytest.CaptureFixture[str]
) -> None:
    paths.user_listening.write_text(RULES)
    assert listen("try") == 0
    assert capsys.readouterr().out.splitlines() == [
        "Tried on the 4 newest posts of others that are stored.",
        "",
        "Rule Parcelfox: 2 of 4",
        "  [parcelfix] Somebody saw the parcelfix van today?",
        "  [parcelfox] Parcelfox lost my parcel again and again",
        "",
        "Noise Raffles: 1 of 4",
        "  [repost to win] A parcelfox is a vixen with a box. Repost to win it",
        "",
        "praise: 1 of 4",
        "  [awesome, wonderful] You were awesome, wonderful people",
    ]


@pytest.mark.usefixtures("_posts")
@pytest.mark.parametrize(
    ("words", "lines"),
    [
        (
            ("parcelfox", "--most", "1"),
            ["Rule Parcelfox: 2 of 4", "  [parcelfix] Somebody saw the parcelfix van today?"],
        ),
        (("Raffles", "--most", "0"), ["Noise Raffles: 1 of 4"]),
        (("praise", "--most", "0"), ["praise: 1 of 4"]),
    ],
)
def test_one_is_tried(
    paths: Paths, capsys: pytest.CaptureFixture[str], words: tuple[str, ...], lines: list[str]
) -> None:
    paths.user_listening.write_text(RULES)
    assert listen("try", *words) == 0
    assert capsys.readouterr().out.splitlines()[2:] == lines


def test_a_long_post_is_one_short_line(happens: Happens, paths: Paths, capsys: pytest.CaptureFixture[str]) -> None:
    async def story(house: House) -> None:
        await house.record(house.inbound(text="parcelfox " + "where is it " * 20))

    happens(story)
    paths.user_listening.write_text(RULES)
    assert listen("try", "Parcelfox") == 0
    example = capsys.readouterr().out.splitlines()[-1]
    assert len(example) <= 80
    assert example.endswith(" ...")


def test_a_rule_that_is_not_there(paths: Paths, capsys: pytest.CaptureFixture[str]) -> None:
    paths.user_listening.write_text(RULES)
    assert listen("try", "parcelfux") == 2
    assert "Did you mean Parcelfox?" in capsys.readouterr().err


def test_what_is_wrong_with_the_file_is_said_with_its_line(paths: Paths, capsys: pytest.CaptureFixture[str]) -> None:
    paths.user_listening.write_text(RULES + '\n[[rule]]\nname = "Crates"\nwrods = ["crate"]\n')
    assert listen("rules") == 0
    told = capsys.readouterr()
    assert f"{paths.user_listening}:15: " in told.err
    assert "'wrods'" in told.err
    assert "Rule Parcelfox" in told.out


def test_misspellings_are_a_line_to_paste_into_the_file(paths: Paths, capsys: pytest.CaptureFixture[str]) -> None:
    assert listen("misspellings", "Parcel Fox") == 0
    line = capsys.readouterr().out
    proposed = tomllib.loads(line)["misspellings"]
    assert "parcelfox" in proposed
    paths.user_listening.write_text(f'[[rule]]\nname = "Parcelfox"\nwords = ["parcelfox"]\n{line}')
    loaded = load_listening(paths.user_listening.parent, paths.user_listening)
    assert loaded.listening.rules[0].misspellings == tuple(proposed)


def test_a_name_too_short_to_be_misspelt(paths: Paths, capsys: pytest.CaptureFixture[str]) -> None:
    assert paths.database.parent.is_dir()
    assert listen("misspellings", "ab") == 2
    assert "at least 4 letters" in capsys.readouterr().err
