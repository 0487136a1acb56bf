"""A listening.toml never stops the desk: what is wrong is named with its line, and the rest listens."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tui_desk.config.listening import SHIPPED_RULES, LoadedListening, load_listening
from tui_desk.config.problems import Problem
from tui_desk.domain.listening import LONGEST_TERM, Listening, ListeningRule, NoiseRule, search_queries
from tui_desk.domain.praise import PraiseRules, praise

Load = Callable[[str], LoadedListening]

GOOD = """\
[[rule]]
name = "air"
words = ["northwind"]
"""
AIR = ListeningRule("air", words=("northwind",))


@pytest.fixture
def load(tmp_path: Path) -> Load:
    """Loads the shipped words with a user's file of the given text."""

    def load_text(text: str) -> LoadedListening:
        path = tmp_path / "listening.toml"
        path.write_text(text)
        return load_listening(SHIPPED_RULES, path)

    return load_text


def only_problem(loaded: LoadedListening) -> Problem:
    (problem,) = loaded.problems
    assert problem.sentence.endswith((".", "?"))
    return problem


def test_nobody_listens_unasked() -> None:
    loaded = load_listening(SHIPPED_RULES, Path("no user file"))
    assert loaded.listening == Listening()
    assert loaded.problems == ()
    assert {"en", "de", "fr", "es", "it", "pl", "ru", "ja", "nl", "pt"} <= set(loaded.praise_rules)


def test_the_shipped_file_says_nothing_until_its_example_is_uncommented(load: Load) -> None:
    text = (SHIPPED_RULES / "listening.toml").read_text()
    assert load(text) == load_listening(SHIPPED_RULES, Path("no user file"))

    loaded = load(re.sub(r"^#(?! )", "", text, flags=re.MULTILINE))
    assert loaded.problems == ()
    (rule,), (noise,) = loaded.listening.rules, loaded.listening.noise
    assert all(getattr(rule, field) for field in ListeningRule.__slots__)
    assert all(getattr(noise, field) for field in NoiseRule.__slots__)
    assert search_queries(loaded.listening, "northwind")


def test_every_field_is_read(load: Load) -> None:
    loaded = load(
        GOOD
        + """\
phrases = ["north wind", "north wind"]
products = ["SkyPocket"]
nicknames = ["#windy"]
handles = ["@northwind_help", "nw"]
misspellings = [" nortwind "]
excluded = ["weather"]
languages = ["EN", "zh-cn", "he"]
[[noise]]
name = "air"
words = ["giveaway*"]
phrases = ["follow and repost"]
languages = ["en"]
"""
    )
    assert loaded.problems == ()
    assert loaded.listening.rules == (
        ListeningRule(
            "air",
            words=("northwind",),
            phrases=("north wind",),
            products=("SkyPocket",),
            nicknames=("#windy",),
            handles=("northwind_help", "nw"),
            misspellings=("nortwind",),
            excluded=("weather",),
            languages=("en", "zh-CN", "iw"),
        ),
    )
    assert loaded.listening.noise == (NoiseRule("air", ("giveaway*",), ("follow and repost",), ("en",)),)


@pytest.mark.parametrize(
    ("wrong", "line", "title"),
    [
        ('[[rule]]\nname = "b"', 1, "'b' has nothing to look for"),
        ('[[rule]]\nname = "b"\nwords = []', 1, "'b' has nothing to look for"),
        ('[[rule]]\nname = "b"\nexcluded = ["one"]', 1, "'b' has nothing to look for"),
        ('[[rule]]\nwords = ["one"]', 1, "A listening rule has no name"),
        ('[[rule]]\nname = ""\nwords = ["one"]', 2, "A listening rule has no name"),
        ('[[rule]]\nname = "b"\nword = ["one"]', 3, "A listening rule has no field 'word'"),
        ('[[rule]]\nname = "b"\nwords = "one"', 3, "words of 'b' has a value it cannot take"),
        ('[[rule]]\nname = "b"\nwords = ["one", 2]', 3, "words of 'b' has a value it cannot take"),
        ('[[rule]]\nname = "b"\nwords = ["a\\u001b[2J"]', 3, "words of 'b' has a value it cannot take"),
        (
            '[[rule]]\nname = "b"\nwords = ["one"]\nlanguages = ["klingon"]',
            4,
            "X cannot search by the language 'klingon'",
        ),
        ('[[noise]]\nname = "b"\nproducts = ["one"]', 3, "A noise rule has no field 'products'"),
        ('[rules]\nname = "b"', 1, "Nothing in listening.toml is called 'rules'"),
        ('[noise]\nname = "b"', 1, "noise is no list of rules"),
        ("[praise]\nen = 1", 2, "praise.en is a section"),
        ('[praise.tlh]\npraises = ["one"]', 1, "X tags no post with the language 'tlh'"),
        ('[praise.en]\npraise = ["one"]', 2, "praise.en has no field 'praise'"),
        ('[praise.en]\npraises = "one"', 2, "praises of praise.en has a value it cannot take"),
        ('[praise.sv]\ntakes_back = ["inte"]', 1, "praise.sv has no words that praise"),
        (
            '[praise.en]\npraises = ["so good"]\ntakes_back = ["so"]',
            1,
            "'so good' both praises and is taken back by 'so'",
        ),
    ],
)
def test_a_broken_rule_is_named_and_the_others_listen(load: Load, wrong: str, line: int, title: str) -> None:
    loaded = load(f"{GOOD}\n{wrong}\n")
    problem = only_problem(loaded)
    assert (problem.title, problem.line) == (title, line + GOOD.count("\n") + 1)
    assert loaded.listening == Listening((AIR,))


@pytest.mark.parametrize(
    ("field", "term", "sentence"),
    [
        ("words", "x", "It would find nearly every post: write at least two letters."),
        ("words", "a*", "It would find nearly every post: write at least two letters."),
        ("words", "!!", "It would find nearly every post: write at least two letters."),
        ("excluded", "*", "It would find nearly every post: write at least two letters."),
        ("phrases", "w" * (LONGEST_TERM + 1), f"It may have {LONGEST_TERM} characters, so that it fits into a search."),
        ("nicknames", "@northwind", "Names of accounts belong under handles, without the @."),
        ("handles", "north wind", "A handle has up to 15 letters, digits and underscores."),
        ("handles", "a" * 16, "A handle has up to 15 letters, digits and underscores."),
    ],
)
def test_a_wrong_term_is_named_and_the_rule_goes_without_it(load: Load, field: str, term: str, sentence: str) -> None:
    lists: dict[str, list[str]] = {"words": [], "phrases": []} | {field: [term]}
    lists["products"] = ["SkyPocket"]
    loaded = load('[[rule]]\nname = "air"\n' + "\n".join(f"{name} = {terms}" for name, terms in lists.items()))
    assert only_problem(loaded).sentence == f"{sentence} The rule goes without it."
    assert only_problem(loaded).line == 3 + list(lists).index(field)
    assert loaded.listening.rules == (ListeningRule("air", products=("SkyPocket",)),)


@pytest.mark.parametrize("term", ["海", "❤", "日本", "x2", "IT", "w" * LONGEST_TERM])
def test_a_short_term_that_says_enough_is_kept(load: Load, term: str) -> None:
    loaded = load(f'[[rule]]\nname = "air"\nwords = ["{term}"]')
    assert loaded.problems == ()
    (query,) = search_queries(loaded.listening, "a_long_handle_x")
    assert term in query


def test_what_is_heard_and_excluded_is_heard(load: Load) -> None:
    loaded = load(GOOD + 'phrases = ["north wind air"]\nexcluded = ["NORTHWIND", "wind", "weather"]\n')
    assert [(problem.title, problem.line) for problem in loaded.problems] == [
        ("'air' both hears 'northwind' and excludes 'NORTHWIND'", 5),
        ("'air' both hears 'north wind air' and excludes 'wind'", 5),
    ]
    (rule,) = loaded.listening.rules
    assert rule.excluded == ("weather",)


@pytest.mark.parametrize(
    ("languages", "noise_languages", "is_swallowed"),
    [
        ([], [], True),
        (["en"], [], True),
        (["en"], ["en", "de"], True),
        (["en", "de"], ["en"], False),
        ([], ["en"], False),
    ],
)
def test_noise_that_swallows_a_whole_rule_is_left_out(
    load: Load, languages: list[str], noise_languages: list[str], is_swallowed: bool
) -> None:
    noise = f'[[noise]]\nname = "all"\nwords = ["north*", "sky"]\nlanguages = {noise_languages}\n'
    loaded = load(GOOD + f'phrases = ["northern sky"]\nlanguages = {languages}\n' + noise)
    assert (loaded.listening.noise == ()) is is_swallowed
    titles = ["The noise rule 'all' swallows all of 'air'"] if is_swallowed else []
    assert [problem.title for problem in loaded.problems] == titles
    assert [problem.line for problem in loaded.problems] == [6] * is_swallowed


def test_noise_that_takes_a_part_of_a_rule_is_kept(load: Load) -> None:
    loaded = load(GOOD + 'phrases = ["sky pocket"]\n[[noise]]\nname = "part"\nwords = ["northwind"]\n')
    assert loaded.problems == ()
    assert len(loaded.listening.noise) == 1


def test_of_two_rules_with_one_name_the_first_works(load: Load) -> None:
    loaded = load(GOOD + '[[rule]]\nwords = ["two"]\nname = "AIR"\n[[noise]]\nname = "air"\nwords = ["raffle"]\n')
    problem = only_problem(loaded)
    assert (problem.title, problem.line) == ("Two listening rules are called 'AIR'", 6)
    assert "line 1" in problem.sentence
    assert loaded.listening.rules == (AIR,)
    assert len(loaded.listening.noise) == 1


def test_a_rule_of_beginnings_alone_is_reported_and_still_hears(load: Load) -> None:
    loaded = load('[[rule]]\nname = "air"\nwords = ["north*"]\n')
    assert only_problem(loaded).title == "'air' will find nothing on X"
    assert loaded.listening.rules == (ListeningRule("air", words=("north*",)),)


def test_rules_in_one_line_are_read_and_named_by_it(load: Load) -> None:
    loaded = load('rule = [{ name = "air", words = ["northwind"] }, { name = "b" }]\n')
    assert only_problem(loaded).line == 1
    assert loaded.listening.rules == (AIR,)


def test_lines_are_right_behind_other_tables(load: Load) -> None:
    loaded = load(
        GOOD + '\n[[noise]]\nname = "n"\nwords = ["raffle"]\n\n  [[ rule ]]  # mine\nname = "b"\nwords=[\n"x",\n]\n'
    )
    assert [problem.line for problem in loaded.problems] == [11, 9]


def test_praise_is_overridden_list_by_list_and_language_by_language(load: Load) -> None:
    shipped = load_listening(SHIPPED_RULES, Path("no user file")).praise_rules
    loaded = load('[praise.de]\npraises = ["dufte"]\n[praise.sv]\npraises = ["toppen"]\n[praise.en]\npraises = []\n')
    assert loaded.problems == ()
    assert loaded.praise_rules["de"] == PraiseRules("de", ("dufte",), shipped["de"].takes_back)
    assert loaded.praise_rules["sv"] == PraiseRules("sv", ("toppen",), ())
    assert loaded.praise_rules["fr"] == shipped["fr"]
    assert praise("you rock", "en", loaded.praise_rules) is None


def test_a_file_that_is_no_toml_stops_no_desk(load: Load) -> None:
    loaded = load(GOOD + "words = [\n")
    assert [problem.title for problem in loaded.problems] == [
        "Your listening rules are not in use",
        "listening.toml is not valid TOML",
    ]
    assert loaded.problems[1].line is not None
    assert loaded.listening == Listening()
    assert "en" in loaded.praise_rules


def test_a_folder_in_place_of_the_file_stops_no_desk(tmp_path: Path) -> None:
    loaded = load_listening(SHIPPED_RULES, tmp_path)
    assert len(loaded.problems) == 2


def test_absent_shipped_words_are_a_problem_and_the_rules_work(tmp_path: Path) -> None:
    (tmp_path / "listening.toml").write_text(GOOD)
    loaded = load_listening(tmp_path, tmp_path / "listening.toml")
    assert only_problem(loaded).title == "The shipped words of praise are damaged"
    assert loaded.listening.rules == (AIR,)


VALUE = st.recursive(
    st.one_of(st.text(), st.integers(), st.booleans()),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=3), inner, max_size=3)),
    max_leaves=6,
)
NAME = st.sampled_from(("rule", "noise", "praise", "name", "words", "excluded", "languages", "en", "praises", "other"))


def as_toml(value: object) -> str:
    match value:
        case bool():
            return str(value).lower()
        case str():
            return '"' + "".join(f"\\U{ord(char):08x}" for char in value if not "\ud800" <= char <= "\udfff") + '"'
        case list():
            return f"[{', '.join(map(as_toml, value))}]"
        case dict():
            return "{" + ", ".join(f"{as_toml(key)} = {as_toml(item)}" for key, item in value.items()) + "}"
        case _:
            return str(value)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.dictionaries(NAME, st.one_of(VALUE, st.dictionaries(NAME, VALUE), st.lists(st.dictionaries(NAME, VALUE)))))
def test_any_values_are_read_or_named(load: Load, values: dict[str, object]) -> None:
    loaded = load("\n".join(f"{name} = {as_toml(value)}" for name, value in values.items()))
    for rule in loaded.listening.rules:
        assert rule.name
        assert rule.terms
    assert all(problem.title and problem.sentence for problem in loaded.problems)
