"""Secrets are read once, from one place, and never shown."""

import copy
import os
import pickle
from pathlib import Path

import pytest

from tui_desk.config.credentials import (
    BearerCredentials,
    Credentials,
    CredentialsError,
    OAuth1Credentials,
    Secret,
    read_credentials,
)

FOUR = {"api_key": "k1", "api_key_secret": "k2", "access_token": "a1", "access_token_secret": "a2"}
PRECIOUS = "precious-value"


def write(folder: Path, text: str, mode: int = 0o600) -> Path:
    file = folder / "credentials.toml"
    file.write_text(text)
    file.chmod(mode)
    return file


def revealed(credentials: Credentials | None) -> dict[str, str]:
    assert credentials is not None
    return {name: getattr(credentials, name).reveal() for name in type(credentials).__slots__}


def test_a_bearer_token(tmp_path: Path) -> None:
    found = read_credentials(write(tmp_path, f'bearer_token = "{PRECIOUS}"'), {})
    assert isinstance(found, BearerCredentials)
    assert revealed(found) == {"bearer_token": PRECIOUS}


def test_the_four_of_oauth_1(tmp_path: Path) -> None:
    found = read_credentials(write(tmp_path, "\n".join(f'{name} = "{value}"' for name, value in FOUR.items())), {})
    assert isinstance(found, OAuth1Credentials)
    assert revealed(found) == FOUR


def test_no_file_no_credentials(tmp_path: Path) -> None:
    assert read_credentials(tmp_path / "absent", {}) is None


def test_the_environment_comes_first_and_forgets(tmp_path: Path) -> None:
    environ = {"TUI_DESK_BEARER_TOKEN": PRECIOUS, "TUI_DESK_API_KEY": "", "PATH": "/bin"}
    found = read_credentials(write(tmp_path, 'bearer_token = "other"'), environ)
    assert revealed(found) == {"bearer_token": PRECIOUS}
    assert environ == {"PATH": "/bin"}


def test_the_environment_forgets_what_it_refuses(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TUI_DESK_API_KEY", PRECIOUS)
    with pytest.raises(CredentialsError, match="the environment"):
        read_credentials(tmp_path / "absent")
    assert "TUI_DESK_API_KEY" not in os.environ


@pytest.mark.parametrize(
    "text",
    [
        "",
        f'bearer_tokn = "{PRECIOUS}"',
        f'{PRECIOUS} = ""',
        f'bearer_token = "{PRECIOUS}"\napi_key = "{PRECIOUS}"',
        f'api_key = "{PRECIOUS}"',
        f'bearer_token = ["{PRECIOUS}"]',
        'bearer_token = ""',
        "bearer_token = 5",
        f'bearer_token = "{PRECIOUS} "',
        f'bearer_token = "{PRECIOUS}\\r\\nX-Injected: 1"',
        f'bearer_token = "{PRECIOUS}é"',
        f"bearer_token = {PRECIOUS}",
        f'bearer_token = "{PRECIOUS}',
        f'bearer_token = "{PRECIOUS}"\nbearer_token = "{PRECIOUS}"',
    ],
)
def test_what_is_refused_is_not_repeated(tmp_path: Path, text: str) -> None:
    with pytest.raises(CredentialsError) as refusal:
        read_credentials(write(tmp_path, text), {})
    assert PRECIOUS not in f"{refusal.value.title} {refusal.value.sentence} {refusal.value!r}"


def test_a_syntax_error_is_given_its_line(tmp_path: Path) -> None:
    with pytest.raises(CredentialsError, match="Correct line 2 in"):
        read_credentials(write(tmp_path, "# remark\nbearer_token = \n"), {})


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o660, 0o644])
def test_a_file_that_others_can_open_is_refused(tmp_path: Path, mode: int) -> None:
    with pytest.raises(CredentialsError, match="chmod 600"):
        read_credentials(write(tmp_path, 'bearer_token = "x"', mode), {})


def test_another_users_file_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = write(tmp_path, 'bearer_token = "x"')
    monkeypatch.setattr(os, "geteuid", lambda: file.stat().st_uid + 1)
    with pytest.raises(CredentialsError, match="another user"):
        read_credentials(file, {})


@pytest.mark.parametrize("kind", ["folder", "pipe"])
def test_what_is_no_file_is_refused(tmp_path: Path, kind: str) -> None:
    place = tmp_path / "credentials.toml"
    if kind == "folder":
        place.mkdir(0o700)
    else:
        os.mkfifo(place, 0o600)
    with pytest.raises(CredentialsError, match="is not a file"):
        read_credentials(place, {})


def test_a_circle_of_links_is_refused(tmp_path: Path) -> None:
    (tmp_path / "credentials.toml").symlink_to(tmp_path / "credentials.toml")
    with pytest.raises(CredentialsError, match="cannot be read"):
        read_credentials(tmp_path / "credentials.toml", {})


def test_a_secret_shows_itself_only_when_asked() -> None:
    secret = Secret(PRECIOUS)
    shown = f"{secret} {secret!r} {secret!s} {[secret]} {BearerCredentials(secret)} {{}}".format(secret)
    assert PRECIOUS not in shown
    assert secret.reveal() == PRECIOUS


@pytest.mark.parametrize("carry_off", [pickle.dumps, copy.copy, copy.deepcopy])
def test_a_secret_is_not_copied_out(carry_off: object) -> None:
    assert callable(carry_off)
    with pytest.raises(TypeError):
        carry_off(Secret(PRECIOUS))
