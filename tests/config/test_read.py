"""Settings from the file and the environment: checked, explained, and remembered for the next start."""

import json
import os
from dataclasses import fields
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tui_desk.config import read
from tui_desk.config.paths import Paths
from tui_desk.config.problems import Problem
from tui_desk.config.read import LoadedSettings, load_settings
from tui_desk.config.settings import Settings, practice, section_types, with_values
from tui_desk.config.settings_snapshot import read_snapshot, snapshot_key


def load(paths: Paths, text: str) -> LoadedSettings:
    paths.config_file.write_text(text)
    return load_settings(paths)


def only_problem(loaded: LoadedSettings) -> Problem:
    assert loaded.settings == Settings()
    (problem,) = loaded.problems
    return problem


def test_without_a_file_there_are_the_defaults(paths: Paths) -> None:
    assert load_settings(paths) == LoadedSettings(Settings())
    assert load(paths, " \n") == LoadedSettings(Settings())


def test_every_setting_can_be_written(paths: Paths) -> None:
    chosen: dict[str, dict[str, object]] = {
        "desk": {"theme": "desk-light", "density": "compact", "sign_off": "^JH", "undo_seconds_reply": 0.0},
        "engine": {"settle_seconds": 90.5, "body_limit_bytes": 200_000},
        "account": {"vocabulary": "post", "may_reply_unsummoned": True},
        "hours": {"zone": "Europe/Berlin", "monday": ("09:00-12:30", "13:30-17:00"), "sunday": ()},
        "targets": {"count": "calendar", "update_minutes": 0},
        "prices": {"post_with_link": 0.25},
        "listening": {"interval_seconds": 300.0, "query_limit": 1024},
        "practice": {"speed": 4.0},
    }
    text = "\n".join(
        f"[{section}]\n" + "\n".join(f"{name} = {json.dumps(value)}" for name, value in values.items())
        for section, values in chosen.items()
    )
    assert load(paths, text) == LoadedSettings(with_values(Settings(), chosen))


def test_every_default_is_a_value_that_may_be_written(paths: Paths) -> None:
    text = "\n".join(
        f"[{section}]\n" + "\n".join(f"{f.name} = {json.dumps(getattr(kind(), f.name))}" for f in fields(kind))
        for section, kind in section_types().items()
    )
    assert load(paths, text) == LoadedSettings(Settings())


@pytest.mark.parametrize(
    ("text", "line", "title", "sentence"),
    [
        ("[desk]\n\n[engin]\n", 3, "no section 'engin'", "Did you mean engine?"),
        ("theme = 'x'", 1, "no section 'theme'", "Known here: desk,"),
        ("engine = 5", 1, "engine is a section", "[engine]"),
        ("[engine]\n\nsettle_second = 5", 3, "engine has no setting 'settle_second'", "Did you mean settle_seconds?"),
        ("engine.settle = 5", 1, "engine has no setting 'settle'", "settle_seconds"),
        ("[engine]\nsettle_seconds = 0", 2, "settle_seconds", "a number from 1 to 600; until then it is 60.0"),
        ("[engine]\nsettle_seconds = '5'", 2, "settle_seconds", "a number from"),
        ("[engine]\nsettle_seconds = true", 2, "settle_seconds", "a number from"),
        ("[engine]\nsettle_seconds = nan", 2, "settle_seconds", "a number from"),
        ("[engine]\nsettle_seconds = inf", 2, "settle_seconds", "a number from"),
        (f"[engine]\nsettle_seconds = 1{'0' * 400}", 2, "settle_seconds", "a number from"),
        (f"[engine]\nbody_limit_bytes = 1{'0' * 400}", 2, "body_limit_bytes", "a whole number from"),
        ("[engine]\nsettle_seconds = [60]", 2, "settle_seconds", "a number from"),
        ("[engine]\nsettle_seconds.deep = 60", 2, "settle_seconds", "a number from"),
        ("[account]\npost_length_limit = 280.0", 2, "post_length_limit", "a whole number from 1 to 25,000"),
        ("[account]\nmay_reply_unsummoned = 1", 2, "may_reply_unsummoned", "true or false; until then it is false"),
        ("[account]\nvocabulary = 'toot'", 2, "vocabulary", '"tweet" or "post"'),
        (
            "[desk]\nsign_off = 'a line too long by far for initials'\n",
            2,
            "sign_off",
            "on one line; until then it is empty",
        ),
        ('[desk]\nsign_off = "^JH\\n"', 2, "sign_off", "on one line"),
        ('[account]\nbase_url = "https://me:secret@api.x.com"', 2, "base_url", "without a path or a password"),
        ('[account]\nbase_url = "http://api.x.com"', 2, "base_url", "an https address"),
        ('[desk]\nsign_off = "^JH\\u001b[2J"', 2, "sign_off", "on one line"),
        ("[desk]\ntheme = ''", 2, "theme", "the name of a theme"),
        ("[desk\n", 1, "not valid TOML", "at line 1"),
    ],
)
def test_mistakes_in_the_file(paths: Paths, text: str, line: int, title: str, sentence: str) -> None:
    problem = only_problem(load(paths, text))
    assert (problem.file, problem.line) == (paths.config_file, line)
    assert title in problem.title
    assert sentence in problem.sentence
    assert not paths.settings_snapshot.exists()


def test_a_mistake_leaves_the_other_values_in_force(paths: Paths) -> None:
    loaded = load(paths, "[engine]\nsettle_seconds = 0\nidle_exit_minutes = 9\ntypo = 1\n[desk]\ntheme = 'dusk'")
    assert [problem.line for problem in loaded.problems] == [2, 4]
    assert loaded.settings.engine.idle_exit_minutes == 9
    assert loaded.settings.engine.settle_seconds == 60
    assert loaded.settings.desk.theme == "dusk"


def test_a_folder_in_the_place_of_the_file(paths: Paths, monkeypatch: pytest.MonkeyPatch) -> None:
    paths.config_file.mkdir()
    assert only_problem(load_settings(paths)).title == "config.toml is not a file"
    monkeypatch.setenv("TUI_DESK_DESK__THEME", "dusk")
    assert load_settings(paths).settings.desk.theme == "dusk"


def test_the_environment_wins_over_the_file(paths: Paths, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TUI_DESK_ENGINE__SETTLE_SECONDS", "7")
    monkeypatch.setenv("TUI_DESK_ACCOUNT__MAY_REPLY_UNSUMMONED", "true")
    loaded = load(paths, "[engine]\nsettle_seconds = 70\nidle_exit_minutes = 9")
    assert loaded.problems == ()
    assert loaded.settings.engine.settle_seconds == 7
    assert loaded.settings.engine.idle_exit_minutes == 9
    assert loaded.settings.account.may_reply_unsummoned is True


@pytest.mark.parametrize(
    ("variable", "value", "title", "sentence"),
    [
        ("TUI_DESK_ENGINE__SETTLE_SECONDS", "soon", "has a value it cannot take", "a number from 1 to 600"),
        ("TUI_DESK_ENGINE__SETTLE_SECONDS", "0", "has a value it cannot take", "a number from 1 to 600"),
        ("TUI_DESK_DESK__SIGN_OFF", "\udcff", "has a value it cannot take", "up to 20 characters on one line"),
        ("TUI_DESK_ENGINE__SETTLE_SECOND", "5", "names no setting", "Did you mean TUI_DESK_ENGINE__SETTLE_SECONDS?"),
        ("TUI_DESK_ENGINE__", "5", "names no setting", "TUI_DESK_ENGINE__"),
        ("TUI_DESK_ZZZZZ__QQQQQ__XXXXX", "5", "names no setting", "docs/settings.md"),
    ],
)
def test_mistakes_in_the_environment(
    paths: Paths, monkeypatch: pytest.MonkeyPatch, variable: str, value: str, title: str, sentence: str
) -> None:
    monkeypatch.setenv(variable, value)
    problem = only_problem(load_settings(paths))
    assert (problem.file, problem.line) == (Path(variable), None)
    assert problem.title == f"{variable} {title}"
    assert sentence in problem.sentence


def test_a_mistake_in_the_environment_is_not_blamed_on_the_file(paths: Paths, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TUI_DESK_ENGINE__SETTLE_SECONDS", "0")
    loaded = load(paths, "[engine]\nsettle_seconds = 70")
    assert [problem.file for problem in loaded.problems] == [Path("TUI_DESK_ENGINE__SETTLE_SECONDS")]


def test_a_mistake_in_the_file_is_not_blamed_on_the_environment(paths: Paths, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TUI_DESK_ENGINE__SETTLE_SECONDS", "7")
    loaded = load(paths, "[engine]\nsettle_seconds = true")
    assert [(problem.file, problem.line) for problem in loaded.problems] == [(paths.config_file, 2)]
    assert loaded.settings.engine.settle_seconds == 7


def test_the_second_start_needs_no_check(paths: Paths, monkeypatch: pytest.MonkeyPatch) -> None:
    first = load(paths, "[engine]\nsettle_seconds = 70\n[desk]\nsign_off = '^JH'")
    monkeypatch.delattr(read, "_checked")
    assert load_settings(paths) == first
    assert first.settings.engine.settle_seconds == 70
    assert paths.settings_snapshot.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("change", ["file", "environment", "program"])
def test_any_change_is_checked_again(paths: Paths, monkeypatch: pytest.MonkeyPatch, change: str) -> None:
    load(paths, "[engine]\nsettle_seconds = 70")
    kept = paths.settings_snapshot.read_text()
    match change:
        case "file":
            assert load(paths, "[engine]\nsettle_seconds = 71").settings.engine.settle_seconds == 71
        case "environment":
            monkeypatch.setenv("TUI_DESK_ENGINE__SETTLE_SECONDS", "71")
            assert load_settings(paths).settings.engine.settle_seconds == 71
        case _:
            monkeypatch.setattr("tui_desk.config.settings_snapshot.__version__", "9.9.9")
            assert load_settings(paths).settings.engine.settle_seconds == 70
    assert paths.settings_snapshot.read_text() != kept


@pytest.mark.parametrize(
    "values",
    [
        "[]",
        '{"engin": {}}',
        '{"engine": []}',
        '{"engine": {"settle": 5.0}}',
        '{"engine": {"settle_seconds": "5"}}',
        '{"engine": {"settle_seconds": 5}}',
        '{"hours": {"monday": "09:00-17:00"}}',
        '{"hours": {"monday": [9]}}',
        '{"desk": {"theme": ["desk-dark"]}}',
        '{"__class__": {}}',
    ],
)
def test_a_snapshot_that_does_not_fit_is_ignored(paths: Paths, values: str) -> None:
    text = "[engine]\nsettle_seconds = 70"
    key = snapshot_key(text.encode(), {})
    paths.settings_snapshot.write_text(f'{{"key": "{key}", "values": {values}}}')
    assert load(paths, text).settings.engine.settle_seconds == 70
    assert read_snapshot(paths.settings_snapshot, key) is not None


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.one_of(st.binary(max_size=60), st.text(alphabet='{}[]":,keyvalus1.', max_size=40).map(str.encode)))
def test_no_content_of_a_snapshot_makes_it_raise(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "snapshot").write_bytes(content)
    assert read_snapshot(tmp_path / "snapshot", "k") is None


def test_without_a_state_folder_there_is_no_snapshot(paths: Paths) -> None:
    paths.log_folder.rmdir()
    paths.settings_snapshot.parent.rmdir()
    assert load(paths, "[engine]\nsettle_seconds = 70").settings.engine.settle_seconds == 70


def test_what_differs_never_shares_a_key() -> None:
    keys = {
        snapshot_key(b"", {}),
        snapshot_key(b"A=1", {}),
        snapshot_key(b"", {"A": "1"}),
        snapshot_key(b"", {"A": "1B=2"}),
        snapshot_key(b"", {"A": "1", "B": "2"}),
    }
    assert len(keys) == 5


NAMES = st.sampled_from(
    ["desk", "engine", "hours", "practice", "theme", "settle_seconds", "monday", "zone", "speed", "_env_prefix", "x"]
)
SCALARS = st.one_of(
    st.integers(),
    st.floats(),
    st.booleans(),
    st.text(max_size=5),
    st.dates(),
    st.lists(st.integers(), max_size=2),
    st.lists(st.sampled_from(["9:00-17:00", "17:00-9:00", "16:00-24:00", "9"]), max_size=3),
)


def toml(value: object) -> str:
    match value:
        case dict():
            return "{" + ", ".join(f"{name} = {toml(item)}" for name, item in value.items()) + "}"
        case bool():
            return str(value).lower()
        case list():
            return f"[{', '.join(map(toml, value))}]"
        case str():
            return json.dumps(value).replace("\\ud", "\\u0")
        case _:
            return str(value)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
@given(st.dictionaries(NAMES, st.one_of(SCALARS, st.dictionaries(NAMES, SCALARS, max_size=4)), max_size=4))
def test_no_values_make_the_reader_raise(paths: Paths, values: dict[str, object]) -> None:
    loaded = load(paths, "\n".join(f"{name} = {toml(value)}" for name, value in values.items()))
    for section, kind in section_types().items():
        chosen, defaults = getattr(loaded.settings, section), kind()
        assert all(type(getattr(chosen, f.name)) is type(getattr(defaults, f.name)) for f in fields(kind))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
@given(st.one_of(st.binary(max_size=80), st.text(alphabet="desk[]=.theme \n'\"", max_size=60).map(str.encode)))
def test_no_text_makes_the_reader_raise(paths: Paths, content: bytes) -> None:
    paths.config_file.write_bytes(content)
    assert isinstance(load_settings(paths).settings, Settings)


def test_practice_asks_often_and_keeps_the_rest() -> None:
    chosen = with_values(Settings(), {"desk": {"theme": "dusk"}, "engine": {"idle_exit_minutes": 9.0}})
    quick = practice(chosen)
    assert quick.desk == chosen.desk
    assert quick.engine.idle_exit_minutes == 9
    assert 0.5 <= quick.engine.mentions_interval_seconds <= 1
    assert quick.engine.messages_interval_seconds == 5
    assert quick.engine.own_posts_interval_seconds == 2
    assert quick.engine.settle_seconds == 5
    assert quick.listening.interval_seconds == 2


def test_the_environment_is_left_as_it_was(paths: Paths, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TUI_DESK_DESK__THEME", "dusk")
    before = dict(os.environ)
    load_settings(paths)
    assert dict(os.environ) == before
