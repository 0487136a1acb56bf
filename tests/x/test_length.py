"""The length of posts agrees with twitter-text's own conformance files."""

import subprocess
import sys
from typing import Any

import pytest
import yaml
from support import shared_data

from tui_desk.x import length
from tui_desk.x.length import Length, load_parser, message_length, post_length, weighted_length

PARSER = length._parser()
"""The package as the desk loads it."""
VERSION_2 = {**PARSER.config.config["version2"], "emoji_parsing_enabled": False}


def conformance(file: str, section: str) -> list[dict[str, Any]]:
    document = yaml.safe_load(shared_data(f"twitter-text/{file}").read_text(encoding="utf-8"))
    cases: list[dict[str, Any]] = document["tests"][section]
    return cases


@pytest.mark.parametrize(
    ("section", "cases"),
    [("WeightedTweetsWithDiscountedEmojiCounterTest", 22), ("UnicodeDirectionalMarkerCounterTest", 2)],
)
def test_weighted_length_conforms(section: str, cases: int) -> None:
    found = conformance("validate.yml", section)
    assert len(found) == cases
    for case in found:
        expected = Length(case["expected"]["weightedLength"], 280, case["expected"]["valid"])
        assert post_length(case["text"]) == expected, case["description"]
        assert weighted_length(case["text"]) == expected.weighted, case["description"]


def test_the_parser_conforms_to_the_older_weights_too() -> None:
    found = conformance("validate.yml", "WeightedTweetsCounterTest")
    assert len(found) == 20
    for case in found:
        assert PARSER.parse_tweet(case["text"], VERSION_2).asdict() == case["expected"], case["description"]


@pytest.mark.parametrize("section", ["urls", "tco_urls_with_params"])
def test_links_are_found_and_weigh_23(section: str) -> None:
    for case in conformance("extract.yml", section):
        assert PARSER.extract_urls(case["text"]) == case["expected"], case["description"]
        for url in case["expected"]:
            assert weighted_length(url) == 23, case["description"]


@pytest.mark.parametrize("section", ["urls_with_indices", "urls_with_directional_markers"])
def test_links_are_found_in_their_place(section: str) -> None:
    for case in conformance("extract.yml", section):
        assert PARSER.extract_urls_with_indices(case["text"]) == case["expected"], case["description"]


@pytest.mark.parametrize(
    ("text", "weighted"),
    [
        ("", 0),
        ("Thanks, we look into it ^JH", 27),
        ("see x.com now", 4 + 23 + 4),
        ("https://status.example.org/incidents/2026/11/22/very-long-name?id=1", 23),
        ("“quoted”", 8),
        ("…", 2),
        ("ありがとう", 10),
        ("👨‍👩‍👧‍👦", 2),
        ("e\u0301", 1),
        ("one\r\ntwo", 7),
    ],
)
def test_weights(text: str, weighted: int) -> None:
    assert weighted_length(text) == weighted


def test_validity_depends_on_the_limit_of_the_account() -> None:
    text = "a" * 281
    assert post_length(text) == Length(281, 280, valid=False)
    assert post_length(text, length.LONG_POST_LIMIT) == Length(281, 25_000, valid=True)
    assert not post_length("").valid
    assert not post_length("a\ufffe").valid


def test_messages_count_every_code_point() -> None:
    assert message_length("see https://x.com 👨‍👩‍👧‍👦") == 25


def test_the_last_text_is_counted_once() -> None:
    weighted_length("counted once")
    misses = length._counted.cache_info().misses
    assert post_length("counted once").weighted == weighted_length("counted once") == 12
    assert length._counted.cache_info().misses == misses


def test_importing_the_module_does_not_import_the_parser() -> None:
    script = (
        "import sys; import tui_desk.x.length as length; assert 'twitter_text' not in sys.modules;"
        "length.load_parser(); assert 'twitter_text' in sys.modules"
    )
    subprocess.run([sys.executable, "-c", script], check=True)
    load_parser()


def test_the_parser_needs_no_package_that_is_not_declared() -> None:
    """Python 3.12 and later bring no setuptools along, and setuptools no pkg_resources."""
    program = (
        "import sys; sys.modules['pkg_resources'] = None\n"
        "from tui_desk.x.length import weighted_length\n"
        "assert weighted_length('\N{PILE OF POO} x.com') == 26\n"
        "assert sys.modules['pkg_resources'] is None"
    )
    subprocess.run([sys.executable, "-c", program], check=True)
