"""The practice desk's own rules hear what the people of its first minutes say, and tell praise and noise apart."""

import pytest

from tui_desk.config.listening import SHIPPED_RULES, LoadedListening, load_listening
from tui_desk.domain.listening import heard, noise, search_queries
from tui_desk.domain.praise import praise
from tui_desk.sandbox.archive import Archive
from tui_desk.sandbox.platform import Platform, Post
from tui_desk.sandbox.query import parse
from tui_desk.sandbox.scenario import load_scenario
from tui_desk.sandbox.traffic import HOUR
from tui_desk.sandbox.world import World

NOW = 1_790_000_000_000


@pytest.fixture
def rules() -> LoadedListening:
    return load_listening(SHIPPED_RULES, SHIPPED_RULES / "practice" / "listening.toml")


@pytest.fixture
def platform() -> Platform:
    """The first story hour of the practice desk, with an agent who only watches."""
    archive = Archive(":memory:")
    platform = Platform(archive, lambda: NOW)
    World(load_scenario("ordinary-day"), platform, archive).advance(HOUR)
    return platform


def first_post_of(platform: Platform, handle: str) -> Post:
    user = platform.user_by_handle(handle)
    assert user is not None
    return list(platform.posts_by(user.user_id))[-1]


def test_its_searches_find_those_who_do_not_turn_to_the_brand(rules: LoadedListening, platform: Platform) -> None:
    queries = [parse(query) for query in search_queries(rules.listening, "TarnlineHelp")]

    found = {
        platform.user(post.author_id).handle
        for post in platform.posts()
        if any(query.matches(post, platform) for query in queries)
    }
    assert {"wilma_walks", "osric_pd", "megadealz_daily"} <= found
    assert not found & {"TarnlineHelp", "albanquirkemoss"}
    for handle in ("wilma_walks", "osric_pd"):
        assert heard(first_post_of(platform, handle).text, "en", rules.listening)


@pytest.mark.parametrize(
    ("handle", "is_praise", "is_noise"),
    [
        ("albanquirkemoss", True, False),
        ("wilma_walks", True, False),
        ("osric_pd", False, False),
        ("thadgrimwold", False, False),
        ("megadealz_daily", False, True),
    ],
)
def test_praise_and_noise_are_told_apart(
    rules: LoadedListening, platform: Platform, handle: str, is_praise: bool, is_noise: bool
) -> None:
    text = first_post_of(platform, handle).written_text

    assert bool(praise(text, "en", rules.praise_rules)) is is_praise
    assert bool(noise(text, "en", rules.listening)) is is_noise
