"""Themes listed with their samples, and a file with one checked, from the command line."""

import re
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tui_desk.cli import main
from tui_desk.config.paths import Paths
from tui_desk.config.resources import shipped_themes

SGR = re.compile(r"\x1b\[([\d;]*)m")


OnScreen = Callable[..., tuple[int, str]]


@pytest.fixture
def on_screen(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> OnScreen:
    """Carries out the command on a terminal with all colours: its exit code, and what has been printed."""
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("COLORTERM", "truecolor")

    def carry_out(*words: str) -> tuple[int, str]:
        monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
        return themes(*words), capsys.readouterr().out

    return carry_out


def themes(*words: str) -> int:
    return main(["--profile", "practice", "themes", *words])


def section(text: str, name: str) -> str:
    """What stands below the name of a theme."""
    return text.split(f"{name}: ", 1)[1].split("\n\n", 1)[0]


@pytest.mark.usefixtures("paths")
def test_every_theme_is_shown_in_its_colours(on_screen: OnScreen) -> None:
    code, text = on_screen()
    assert code == 0
    for path in shipped_themes().glob("*.toml"):
        assert "PRACTICE" in section(text, path.stem)
    assert section(text, "desk-dark").startswith("dark <- in use\n")
    assert "38;2;243;152;138" in section(text, "desk-dark")
    assert set(";".join(SGR.findall(section(text, "desk-16-colours"))).split(";")) <= {
        "",
        "1",
        *map(str, (*range(30, 38), *range(90, 98), *range(40, 48))),
    }
    assert set(SGR.findall(section(text, "desk-monochrome"))) == {"", "1", "7", "1;7", "1;4"}
    rows = [SGR.sub("", row) for row in section(text, "desk-light").split("\n")[1:]]
    assert {len(row) for row in rows} == {74}


@pytest.mark.usefixtures("paths")
def test_no_color_is_honoured(on_screen: OnScreen, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    code, text = on_screen()
    assert code == 0
    assert section(text, "desk-dark").startswith("not on a terminal without colours")
    assert "<- in use" in section(text, "desk-monochrome")
    assert set(SGR.findall(text)) == {"", "1", "7", "1;7", "1;4"}


@pytest.mark.usefixtures("paths")
def test_in_a_pipe_there_are_names_and_no_colours(capsys: pytest.CaptureFixture[str]) -> None:
    assert themes() == 0
    out = capsys.readouterr().out
    assert "desk-night: " in out
    assert "\x1b" not in out


def test_a_theme_of_ones_own_stands_in_the_list_and_a_broken_one_beside_it(
    paths: Paths, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.delenv("NO_COLOR", raising=False)
    paths.user_themes.mkdir()
    (paths.user_themes / "dusk.toml").write_text((shipped_themes() / "desk-light.toml").read_text())
    (paths.user_themes / "dawn.toml").write_text("dark = true\n[palette]\nink = 'inq'\n")
    paths.config_file.write_text('[desk]\ntheme = "dusk"')
    assert themes() == 0
    told = capsys.readouterr()
    assert "dusk: light <- in use\n" in told.out
    assert "dawn: " not in told.out
    assert f"{paths.user_themes / 'dawn.toml'}:3: palette.ink is no colour. Write #rrggbb or #rgb.\n" in told.err


def test_a_theme_that_the_settings_name_in_vain_is_told(paths: Paths, capsys: pytest.CaptureFixture[str]) -> None:
    paths.config_file.write_text('[desk]\ntheme = "desk-nihgt"')
    assert themes() == 0
    assert "There is no theme 'desk-nihgt'. Did you mean desk-night?" in capsys.readouterr().err


def test_a_good_file_is_shown_and_found_good(tmp_path: Path, on_screen: OnScreen) -> None:
    good = tmp_path / "good.toml"
    good.write_text((shipped_themes() / "desk-night.toml").read_text())
    code, text = on_screen("check", str(good))
    assert code == 0
    assert "PRACTICE" in section(text, "good")
    assert text.endswith(f"{good}: nothing is wrong with it.\n")


def test_a_file_that_is_hard_to_read_is_shown_and_told(tmp_path: Path, on_screen: OnScreen) -> None:
    pale = tmp_path / "pale.toml"
    pale.write_text((shipped_themes() / "desk-dark.toml").read_text().replace('text_dim = "ash"', 'text_dim = "#556"'))
    code, text = on_screen("check", str(pale))
    assert code == 3
    assert "PRACTICE" in section(text, "pale")
    assert re.search(r"pale\.toml:\d+: tokens\.text_dim is hard to see on cursor\. ", text)


@pytest.mark.parametrize(
    ("text", "told"),
    [("[", ":1: broken.toml is not valid TOML."), ("dark = true", ": broken.toml has no background."), (None, "")],
)
def test_a_broken_file_is_told_with_its_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str | None, told: str
) -> None:
    broken = tmp_path / "broken.toml"
    if text is not None:
        broken.write_text(text)
    assert themes("check", str(broken)) == 3
    assert f"{broken}{told}" in capsys.readouterr().out
