"""What a text costs, and what in it X may take for a link."""

from importlib import import_module
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui_desk.domain.model import Channel
from tui_desk.domain.prices import Prices, has_link, price_of
from tui_desk.x.length import load_parser

PRICES = Prices(post=1, post_with_link=2, reply=3, reply_with_link=4, repost=5, message=6, warn_over=7)


@pytest.fixture(scope="module")
def parser() -> Any:
    """The parser of X's own rules."""
    load_parser()
    return import_module("twitter_text")


@pytest.mark.parametrize(
    ("channel", "summoned", "plain", "with_link"),
    [
        (Channel.REPLY, True, 3, 4),
        (Channel.REPLY, False, 1, 2),
        (Channel.MESSAGE, True, 6, 6),
        (Channel.MESSAGE, False, 6, 6),
        (Channel.REPOST, False, 5, 5),
        (Channel.NOTE, False, 0, 0),
    ],
)
def test_each_kind_of_text_has_its_price(channel: Channel, summoned: bool, plain: int, with_link: int) -> None:
    assert price_of(False, channel, summoned, PRICES) == plain
    assert price_of(True, channel, summoned, PRICES) == with_link


def test_every_channel_has_a_price() -> None:
    assert all(price_of(False, channel, True, PRICES) in range(8) for channel in Channel)


@pytest.mark.parametrize(
    "text",
    [
        "See https://status.example.org/incidents/12.",
        "See HTTP://example.org",
        "See example.org.",
        "(example.co.uk)",
        "Write to example.com/help?case=5, please",
        "これはexample.com中国語",
        "müller.de has it",
        "abc.рф",
        "example.xn--p1ai",
        "https://пример.рф",
        "https://例え.jp/",
        "Line one\nexample.com",
        "a.b.c.example.museum",
        "Thanks.It is done",
    ],
)
def test_a_link(text: str) -> None:
    assert has_link(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "We are sorry. Please write to us...and we will help.",
        "Write to help@example.com or first.last@mail.example.com",
        "@example.com wrote, #example.com too, and $example.com",
        "At 9.30 a.m. on 12.11., for 3.50 (about 5.2km), version 1.2.3",
        "The U.S. train, i.e. the 16.47",
        "https:// is no address",
        "and/or.example",
        "Привет.Как дела",
        "example.com2 and example.com@",
    ],
)
def test_no_link(text: str) -> None:
    assert not has_link(text)


CHARACTERS = "..-_/:@#$+? \n1éß。😀’,"
WORDS = ("e\u0301", "http://", "https://", "www", "example", "com", "de", "co.uk", "museum", "xn--p1ai")
FOREIGN_WORDS = ("рф", "пример", "例え", "中国")
PIECES = st.sampled_from((*CHARACTERS, *WORDS, *FOREIGN_WORDS))


@given(st.lists(PIECES, max_size=12).map("".join))
def test_no_link_of_x_is_overlooked(parser: Any, text: str) -> None:
    assert has_link(text) or parser.extract_urls(text) == []


@pytest.mark.parametrize("text", ["é" * 25_000, "a." * 12_500 + "1", "-" * 25_000, "http:// " * 3_000, "a.a1" * 6_000])
def test_a_long_text_without_a_link_is_looked_at_once(text: str) -> None:
    assert not has_link(text)
