"""What is heard, what is searched for, and that both are the same."""

from collections.abc import Iterator
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tui_desk.domain.listening import (
    LONGEST_TERM,
    SELF_SERVE_QUERY_LIMIT,
    Hit,
    Listening,
    ListeningRule,
    NoiseRule,
    Trial,
    heard,
    is_searchable,
    noise,
    says_enough,
    search_queries,
    terms_in,
    trial,
)
from tui_desk.domain.misspellings import MOST, SHORTEST, misspellings
from tui_desk.sandbox.archive import Archive
from tui_desk.sandbox.clock import WorldClock
from tui_desk.sandbox.platform import Platform
from tui_desk.sandbox.query import Node, Term, parse

OURS = "northwind"
LETTERS = "abcdefghij ABCéłßüжйёЖоアクメ日本한국कमা้ไทย🎉❤️#$@*\"'()-:_ .\n12"
ANY_TEXT = st.one_of(st.text(), st.text(LETTERS))
TERM = st.one_of(st.text(LETTERS, max_size=40), st.text(max_size=20))
TERMS = st.lists(TERM, max_size=4).map(tuple)
HANDLES = st.lists(st.from_regex(r"[A-Za-z0-9_]{1,15}", fullmatch=True), max_size=4).map(tuple)
LANGUAGES = st.lists(st.sampled_from(("en", "de", "pt", "zh-CN", "hi-Latn", "ja")), max_size=6, unique=True).map(tuple)
RULE = st.builds(
    ListeningRule,
    name=st.text(min_size=1),
    words=TERMS,
    phrases=TERMS,
    handles=HANDLES,
    excluded=TERMS,
    languages=LANGUAGES,
)
NOISE = st.builds(NoiseRule, name=st.text(min_size=1), words=TERMS, phrases=TERMS, languages=LANGUAGES)
LISTENING = st.builds(
    Listening, rules=st.lists(RULE, max_size=3).map(tuple), noise=st.lists(NOISE, max_size=3).map(tuple)
)


def is_heard(term: str, text: str) -> bool:
    return terms_in(text, (term,)) == (term,)


@pytest.mark.parametrize(
    ("term", "text"),
    [
        ("northwind", "NORTHWIND's seats!"),
        ("northwind", "what a #Northwind day"),
        ("northwind", "ask @Northwind then"),
        ("north wind", "North-Wind\nagain"),
        ("north wind", "NORTH   wind."),
        ("Łódź", "lodz is fine"),
        ("Lodz", "w ŁODZI? nie, w Łódź"),
        ("Straße", "STRASSE 1"),
        ("café", "cafe\u0301 au lait"),
        ("ёлка", "елка"),
        ("northwind", "ＮＯＲＴＨＷＩＮＤ"),
        ("кофейня", "Моя Кофейня закрыта"),
        ("кофейн*", "в кофейне"),
        ("アクメ", "昨日アクメに乗った"),
        ("ｱｸﾒ", "アクメ"),
        ("northwind", "今日northwindで"),
        ("日本", "全日本人"),
        ("कम", "बहुत कम है"),
        ("#late", "so #Late"),
        ("$NWA", "sell $nwa"),
        ("coca-cola", "coca cola"),
        ("❤", "love ❤️"),
        ("don't", "I don’t know"),
    ],
)
def test_what_matches(term: str, text: str) -> None:
    assert is_heard(term, text)


@pytest.mark.parametrize(
    ("term", "text"),
    [
        ("northwind", "northwinds"),
        ("northwind", "mynorthwind"),
        ("northwind", "@northwind_fan hello"),
        ("northwind", "https://t.co/northwind"),
        ("north wind", "north east wind"),
        ("north wind", "northwind"),
        ("кофейня", "кофейне"),
        ("кофейн*", "некофейный"),
        ("か", "が"),
        ("कम", "कमा लिया"),
        ("#late", "so late"),
        ("#late", "#later"),
        ("$NWA", "nwa"),
        ("", "anything"),
        ("*", "anything"),
        ("  ", "any thing"),
    ],
)
def test_what_does_not_match(term: str, text: str) -> None:
    assert not is_heard(term, text)


AIR = ListeningRule(
    "air",
    words=("northwind",),
    products=("SkyPocket",),
    handles=("northwind_help",),
    excluded=("weather",),
    languages=("en", "zh-CN"),
)
SHOP = ListeningRule("shop", phrases=("north wind shop",), misspellings=("nortwind",))
RAFFLE = NoiseRule("raffle", words=("giveaway*",), languages=("en",))
BOTH = Listening((AIR, SHOP), (RAFFLE,))


@pytest.mark.parametrize(
    ("text", "lang", "hit"),
    [
        ("northwind lost my bag", "en", Hit("air", "northwind")),
        ("my skypocket is gone", "en", Hit("air", "SkyPocket")),
        ("hey northwind_help", "en", Hit("air", "northwind_help")),
        ("hey @Northwind_Help", "en", Hit("air", "northwind_help")),
        ("northwind weather", "en", None),
        ("northwind weather from the north wind shop", "en", Hit("shop", "north wind shop")),
        ("northwind", "de", None),
        ("northwind", "", Hit("air", "northwind")),
        ("northwind", "zh", Hit("air", "northwind")),
        ("NORTWIND", "xx", Hit("shop", "nortwind")),
        ("nothing of it", "en", None),
    ],
)
def test_the_first_rule_that_hears_says_why(text: str, lang: str, hit: Hit | None) -> None:
    assert heard(text, lang, BOTH) == hit


def test_noise_says_why_and_keeps_to_its_languages() -> None:
    assert noise("Big GIVEAWAYS today", "en", BOTH) == Hit("raffle", "giveaway*")
    assert noise("Big GIVEAWAYS today", "de", BOTH) is None
    assert noise("a gift", "en", BOTH) is None


@settings(deadline=None)  # every pattern is compiled when it is first met
@given(ANY_TEXT, st.sampled_from(("", "en", "de", "und", "zh-TW")), LISTENING)
def test_any_text_and_any_rule_can_be_looked_at(text: str, lang: str, listening: Listening) -> None:
    hit = heard(text, lang, listening)
    if hit is not None:
        assert any(hit.rule == rule.name and hit.word in rule.terms for rule in listening.rules)
    found = noise(text, lang, listening)
    if found is not None:
        assert any(found.rule == rule.name and found.word in rule.terms for rule in listening.noise)


@settings(deadline=None)
@given(st.text(LETTERS, min_size=1, max_size=30).filter(says_enough), st.text("!?., \n"), st.text("!?., \n"))
def test_a_term_is_found_between_other_signs_whatever_its_case(term: str, before: str, after: str) -> None:
    whole = term.removesuffix("*")
    if says_enough(whole) and not whole.startswith(("#", "$")):
        assert is_heard(term, f"{before} {whole.upper()} {after}")


def test_searches_of_rules_are_few_and_leave_out_what_arrives_anyway() -> None:
    assert search_queries(BOTH, OURS) == (
        '((@northwind_help OR northwind OR SkyPocket OR "northwind_help") (lang:en OR lang:zh-CN) -weather'
        ' OR "north wind shop" OR nortwind) -@northwind -from:northwind -is:retweet',
    )


def test_our_own_handle_is_searched_as_a_word_only() -> None:
    (query,) = search_queries(Listening((ListeningRule("us", handles=("Northwind",)),)), OURS)
    assert query == "Northwind -@northwind -from:northwind -is:retweet"


@pytest.mark.parametrize(
    ("rule", "query"),
    [
        (ListeningRule("r", words=("OR", "and")), '("OR" OR "and")'),
        (
            ListeningRule("r", words=("a:b", 'say "hi"', "#tag", "$NWA", "$5")),
            '("a:b" OR "say hi" OR #tag OR $NWA OR "$5")',
        ),
        (ListeningRule("r", words=("one",), excluded=("two three", "x*")), 'one -"two three"'),
        (ListeningRule("r", words=("one", "ONE"), languages=("de",)), "one lang:de"),
    ],
)
def test_terms_are_written_so_that_x_reads_them_as_words(rule: ListeningRule, query: str) -> None:
    assert search_queries(Listening((rule,)), "us") == (f"{query} -@us -from:us -is:retweet",)


def test_what_x_cannot_search_is_in_no_query() -> None:
    assert search_queries(Listening(), OURS) == ()
    assert search_queries(Listening((ListeningRule("r", words=("north*", " ", '"')),)), OURS) == ()
    assert not is_searchable("north*")
    long = ListeningRule("r", words=("x" * 600, "short"))
    assert search_queries(Listening((long,)), OURS) == ("short -@northwind -from:northwind -is:retweet",)


def test_too_many_conditions_are_left_to_what_is_heard() -> None:
    rule = ListeningRule("r", words=("one",), excluded=tuple(f"excluded{n:03}" for n in range(100)))
    (query,) = search_queries(Listening((rule,)), OURS)
    assert 5 < query.count(" -excluded") < 100
    assert len(query) <= SELF_SERVE_QUERY_LIMIT


def searched_terms(node: Node) -> Iterator[str]:
    """What a query asks for, without what it leaves out and its conditions."""
    if not isinstance(node, Term):
        for part in node.parts:
            yield from searched_terms(part)
    elif not node.negated and node.operator in {"text", "mention"}:
        yield node.value.casefold()


SAYABLE = st.text("abcdeéжアк日ü' -", min_size=2, max_size=LONGEST_TERM).filter(says_enough).map(str.strip)
SAYABLE_TERMS = st.lists(SAYABLE, min_size=1, max_size=12).map(tuple)
SAYABLE_RULE = st.builds(
    ListeningRule,
    name=st.just("r"),
    words=SAYABLE_TERMS,
    handles=HANDLES,
    excluded=SAYABLE_TERMS,
    languages=LANGUAGES,
)


@settings(deadline=None)
@given(
    st.lists(RULE, max_size=6), st.from_regex(r"[A-Za-z0-9_]{1,15}", fullmatch=True), st.sampled_from((128, 512, 4096))
)
def test_every_query_is_within_the_limit(rules: list[ListeningRule], handle: str, limit: int) -> None:
    for query in search_queries(Listening(tuple(rules)), handle, limit):
        assert len(query) <= limit
        assert query.endswith(f" -@{handle} -from:{handle} -is:retweet")


@settings(deadline=None)
@given(st.lists(SAYABLE_RULE, max_size=4), st.from_regex(r"[A-Za-z0-9_]{1,15}", fullmatch=True))
def test_every_term_is_in_a_query_and_x_accepts_each(rules: list[ListeningRule], handle: str) -> None:
    queries = search_queries(Listening(tuple(rules)), handle)
    searched = {term for query in queries for term in searched_terms(parse(query).root)}
    wanted = {" ".join(term.split()).casefold() for rule in rules for term in rule.terms}
    assert wanted <= searched


@settings(deadline=None)
@given(st.lists(SAYABLE_RULE, min_size=1, max_size=4))
def test_two_neighbouring_queries_would_not_have_fitted_into_one(rules: list[ListeningRule]) -> None:
    queries = search_queries(Listening(tuple(rules)), "us")
    for one, other in pairwise(queries):
        assert len(one) + len(other) > SELF_SERVE_QUERY_LIMIT


@pytest.fixture
def platform() -> Iterator[Platform]:
    """A simulated X that is empty."""
    archive = Archive(":memory:")
    yield Platform(archive, WorldClock(1_790_000_000_000, speed=0).now)
    archive.close()


POSTS = (
    ("northwind lost my bag", "en"),
    ("NORTHWIND, my SkyPocket!", "en"),
    ("nice weather, northwind", "en"),
    ("northwind ist weg", "de"),
    ("the North-Wind shop is closed", "de"),
    ("nortwind or what", "fr"),
    ("ask northwind_help", "en"),
    ("ask @northwind_help", "en"),
    ("northwinds blow", "en"),
    ("@northwind_fan is here", "en"),
    ("nothing of it", "en"),
)


@pytest.mark.parametrize("limit", [120, SELF_SERVE_QUERY_LIMIT])
def test_x_finds_what_is_heard_and_nothing_else(platform: Platform, limit: int) -> None:
    us, customer = platform.add_user(OURS, "Northwind"), platform.add_user("mira_k", "Mira K")
    queries = [parse(query) for query in search_queries(BOTH, OURS, limit)]
    for text, lang in POSTS:
        post = platform.create_post(customer.user_id, text, lang=lang)
        found = any(query.matches(post, platform) for query in queries)
        assert found is (heard(text, lang, BOTH) is not None), text
    for text in ("northwind flies again", "our SkyPocket"):
        ours = platform.create_post(us.user_id, text)
        repost = platform.repost(customer.user_id, ours.post_id)
        mention = platform.create_post(customer.user_id, f"@northwind {text}")
        assert not any(query.matches(post, platform) for query in queries for post in (ours, repost, mention))


def samples() -> Iterator[tuple[str, str]]:
    yield "northwind lost my bag", "en"
    yield "northwind giveaway!", "en"
    yield "the weather is fine", "en"
    yield "nortwind, really", "de"


def test_a_trial_counts_and_shows_the_first_examples() -> None:
    tried = trial(BOTH, samples(), most_examples=1)
    assert (tried.looked_at, tried.count) == (4, 2)
    (example,) = tried.examples
    assert (example.text, example.rule, example.because) == ("northwind lost my bag", "air", ("northwind",))


@pytest.mark.parametrize(("subject", "count"), [(AIR, 2), (SHOP, 1), (RAFFLE, 1), (Listening(), 0)])
def test_one_rule_can_be_tried_alone(subject: ListeningRule | NoiseRule | Listening, count: int) -> None:
    assert trial(subject, samples()).count == count


def test_a_trial_on_nothing_finds_nothing() -> None:
    assert trial(BOTH, ()) == Trial(0, 0, ())


@pytest.mark.parametrize(
    ("name", "slip"),
    [
        ("Bright Loaf", "brightloaf"),
        ("BrightLoaf", "bright loaf"),
        ("bright-loaf", "brightloaf"),
        ("Zephyrr", "zephyr"),
        ("Kamila", "kammila"),
        ("Phonex", "phoneks"),
        ("Cylphon", "cylfon"),
        ("Müller", "mueller"),
        ("Northwind", "nortwind"),
        ("Northwind", "nrothwind"),
        ("Северок", "северак"),
        ("Acme", "axme"),
    ],
)
def test_likely_misspellings_are_proposed(name: str, slip: str) -> None:
    assert slip in misspellings(name)


@pytest.mark.parametrize("name", ["", "abc", "a b c", "日本航空会社", "1234", "X2"])
def test_nothing_is_proposed_for_short_names_and_scripts_without_letters(name: str) -> None:
    assert misspellings(name) == ()


@given(st.one_of(st.text(), st.text("abcdeéßжйо -AB", max_size=30)))
def test_misspellings_are_bounded_distinct_and_the_same_each_time(name: str) -> None:
    slips = misspellings(name)
    assert slips == misspellings(name)
    assert len(set(slips)) == len(slips) <= MOST
    assert " ".join(name.split()).lower() not in slips
    assert all(sum(map(str.isalpha, slip)) >= SHORTEST for slip in slips)
