"""The wheel holds all that the desk needs, starts from an environment of its own, and agrees with the checkout."""

import json
import os
import subprocess
import sys
import sysconfig
import tomllib
import venv
import zipfile
from dataclasses import dataclass
from pathlib import Path

import pytest
from support import REPOSITORY

import tui_desk
from tui_desk.config.resources import shipped_keymap, shipped_themes

pytestmark = pytest.mark.process

FIND_RESOURCES = """
import json, tui_desk
from tui_desk.config.resources import shipped_keymap, shipped_themes
print(json.dumps([tui_desk.__file__, str(shipped_keymap()), str(shipped_themes())]))
"""


@dataclass(frozen=True, slots=True)
class Installation:
    """The wheel, and the environment it is installed into."""

    wheel: Path
    environment: Path

    def run(self, program: str, *arguments: str) -> str:
        """Runs a program of the environment outside the checkout; its standard output."""
        return run(str(self.environment / "bin" / program), *arguments, at=self.environment)


def run(*command: str, at: Path) -> str:
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    finished = subprocess.run(command, cwd=at, env=inherited, capture_output=True, text=True, check=False)
    assert finished.returncode == 0, finished.stdout + finished.stderr
    return finished.stdout


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Installation:
    folder = tmp_path_factory.mktemp("wheel")
    run(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), at=REPOSITORY)
    (wheel,) = folder.glob("*.whl")
    environment = folder / "environment"
    venv.create(environment, symlinks=True)
    python = str(environment / "bin" / "python")
    run(
        *(sys.executable, "-m", "pip", "--disable-pip-version-check", "--python", python),
        *("install", "--quiet", "--no-deps", "--no-index", str(wheel)),
        at=folder,
    )
    # The libraries come from this environment, so that no network is needed. A path named in a .pth file is searched
    # after the environment's own, and its .pth files are not read: the editable install stays out of sight.
    site_packages = next((environment / "lib").glob("python*/site-packages"))
    (site_packages / "libraries.pth").write_text(sysconfig.get_path("purelib") + "\n")
    return Installation(wheel, environment)


def test_the_wheel_says_its_version(installed: Installation) -> None:
    assert tui_desk.__version__ in installed.run("tui-desk", "--version")


def test_the_wheel_finds_its_own_keys_and_themes(installed: Installation) -> None:
    package, keymap, themes = map(Path, json.loads(installed.run("python", "-I", "-c", FIND_RESOURCES)))

    assert installed.environment in package.parents
    assert package.parent in keymap.parents
    assert package.parent in themes.parents
    assert tomllib.loads(keymap.read_text()), "the shipped keymap is empty"
    assert list(themes.glob("*.toml")), "no theme is shipped"
    assert keymap.read_bytes() == shipped_keymap().read_bytes()
    assert themes_in(themes) == themes_in(shipped_themes())


def test_the_wheel_holds_every_file_of_the_package(installed: Installation) -> None:
    """Migrations, styles and scenarios are read at run time; only running the desk would miss them otherwise."""
    package = REPOSITORY / "tui_desk"
    expected = {
        path.relative_to(REPOSITORY).as_posix()
        for path in package.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }

    assert expected - set(zipfile.ZipFile(installed.wheel).namelist()) == set()


def test_the_checkout_reads_the_files_people_edit() -> None:
    assert shipped_keymap() == REPOSITORY / "keybindings.toml"
    assert shipped_themes() == REPOSITORY / "themes"


def themes_in(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.glob("*.toml")}
