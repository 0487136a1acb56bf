"""Texts as they are served: escaped, wrapped, cut, with entities that point at what they name."""

import html

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui_desk.sandbox.rendering import Appendix, Renderer, cut_if_long
from tui_desk.sandbox.text import weighted_length


def user_id_of(handle: str) -> int | None:
    return 5 if handle == "mira_k" else None


def rendered(raw: str, display_start: int = 0, *appendices: Appendix) -> tuple[str, dict[str, list[dict[str, object]]]]:
    result = Renderer("seed", user_id_of).render(raw, display_start, appendices)
    return result.text, result.entities


def test_places_count_code_points_of_the_escaped_text() -> None:
    text, entities = rendered("a & b <i> 🍞 @mira_k #toast")
    assert text == "a &amp; b &lt;i&gt; 🍞 @mira_k #toast"
    assert [(each["start"], each["end"], each["id"]) for each in entities["mentions"]] == [(22, 29, "5")]
    assert text[22:29] == "@mira_k"
    assert [text[int(str(each["start"])) : int(str(each["end"]))] for each in entities["hashtags"]] == ["#toast"]


def test_links_are_wrapped_and_appendices_follow_the_text() -> None:
    picture = Appendix("https://x.com/a/status/1/photo/1", "pic.x.com/1", "3_1")
    result = Renderer("seed", user_id_of).render("@otto see https://shop.example/a#b, ok", 6, [picture])
    urls = result.entities["urls"]
    assert [url["expanded_url"] for url in urls] == ["https://shop.example/a#b", "https://x.com/a/status/1/photo/1"]
    assert all(result.text[url["start"] : url["end"]] == url["url"] for url in urls)
    assert len({url["url"] for url in urls}) == 2
    assert result.text[slice(*result.display_text_range)].startswith("see https://t.co/")
    assert result.text[slice(*result.display_text_range)].endswith(", ok")
    assert urls[1]["media_key"] == "3_1"


def test_a_tag_inside_a_link_is_part_of_the_link() -> None:
    text, entities = rendered("see https://shop.example/?q=($TOAST)#crust there #bread")
    assert text.endswith(" there #bread")
    assert [each["tag"] for each in entities["hashtags"]] == ["bread"]
    assert "cashtags" not in entities


def test_the_same_post_reads_the_same_every_time() -> None:
    assert rendered("https://a.example https://b.example") == rendered("https://a.example https://b.example")


def test_an_unknown_name_has_no_id() -> None:
    assert rendered("@nobody_here")[1]["mentions"] == [{"start": 0, "end": 12, "username": "nobody_here"}]


def test_a_long_post_is_cut_at_a_word() -> None:
    cut = cut_if_long("@mira_k " + "word " * 70, 8)
    assert cut is not None
    assert cut.endswith("word…")
    assert weighted_length(cut[8:]) <= 280
    assert cut_if_long("@mira_k " + "x" * 280, 8) is None


@pytest.mark.parametrize(
    ("text", "weight"),
    [
        ("", 0),
        ("hello", 5),
        ("héllo", 5),
        ("e\u0301", 1),
        ("日本", 4),
        ("…", 2),
        ("’", 1),
        ("🍞", 2),
        ("👩‍🍳", 2),
        ("👍🏽", 2),
        ("🇩🇪", 2),
        ("https://shop.example/a/very/long/path/that/goes/on/and/on", 23),
        ("see shop.example now", 31),
    ],
)
def test_weighted_length(text: str, weight: int) -> None:
    assert weighted_length(text) == weight


@given(st.text(alphabet="ab @#&<>$_./:hts\u0301🍞", max_size=60))
def test_every_entity_points_at_itself(raw: str) -> None:
    text, entities = rendered(raw)
    for kind, sign in (("mentions", "@"), ("hashtags", "#"), ("cashtags", "$")):
        for entity in entities.get(kind, []):
            shown = html.unescape(text[int(str(entity["start"])) : int(str(entity["end"]))])
            assert shown == f"{sign}{entity.get('username') or entity.get('tag')}"
    for entity in entities.get("urls", []):
        assert text[int(str(entity["start"])) : int(str(entity["end"]))] == entity["url"]
