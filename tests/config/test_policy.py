"""The policy page of a case is found by its labels, never outside its folder, and never fails."""

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui_desk.config.policy import LARGEST_PAGE_BYTES, SHIPPED_POLICY, PolicyPage, policy_for


@pytest.fixture
def folders(tmp_path: Path) -> tuple[Path, Path]:
    """A user's policy folder and a shipped one, each with pages, and a file beside them that is no page."""
    user, shipped = tmp_path / "user", tmp_path / "shipped"
    for folder, names in ((user, ("refund", "lost-luggage")), (shipped, ("refund", "outage", "general"))):
        folder.mkdir()
        for name in names:
            (folder / f"{name}.md").write_text(f"# {name.title()}\n\nThe {folder.name}'s words.\n")
    (tmp_path / "secret.md").write_text("# Secret")
    return user, shipped


@pytest.mark.parametrize(
    ("labels", "found"),
    [
        (["refund"], "user/refund.md"),
        (["Refund "], "user/refund.md"),
        (["outage"], "shipped/outage.md"),
        (["unknown", "outage", "refund"], "shipped/outage.md"),
        (["Lost  Luggage"], "user/lost-luggage.md"),
        (["unknown"], "shipped/general.md"),
        ([], "shipped/general.md"),
        (["../secret"], "shipped/general.md"),
        (["..", ".", "", "/", "refund.md", "a/refund", "refund\0", "x" * 200], "shipped/general.md"),
    ],
)
def test_the_page_of_the_first_label_that_has_one(
    folders: tuple[Path, Path], tmp_path: Path, labels: list[str], found: str
) -> None:
    page = policy_for(folders, labels)
    assert page is not None
    assert page.file.relative_to(tmp_path) == Path(found)


def test_the_users_general_page_comes_first(folders: tuple[Path, Path]) -> None:
    (folders[0] / "general.md").write_text("Ours.")
    assert policy_for(folders, ["unknown"]) == PolicyPage("general", "Ours.", folders[0] / "general.md")


def test_a_label_in_any_script(folders: tuple[Path, Path]) -> None:
    (folders[0] / "rückgabe.md").write_text("# Rückgabe")
    page = policy_for(folders, ["Ru\u0308ckgabe"])
    assert page is not None
    assert (page.title, page.text) == ("Rückgabe", "")


def test_without_any_page_there_is_none(tmp_path: Path) -> None:
    assert policy_for((tmp_path / "absent", tmp_path), ["refund"]) is None
    assert policy_for((), ["refund"]) is None


@pytest.mark.parametrize(
    ("written", "title", "text"),
    [
        ("# Money back #\n\nAt once.\n\n## Later\n", "Money back", "At once.\n\n## Later"),
        ("\ufeff\n# Money back", "Money back", ""),
        ("At once.\n# Not first\n", "refund", "At once.\n# Not first"),
        ("#hashtag", "refund", "#hashtag"),
        ("# One\r\nTwo\r\n", "One", "Two"),
        ("# A\x1b[31m\nred\x1b[0m\u202e", "A␛[31m", "red␛[0m‹RLO›"),
        ("", "refund", ""),
    ],
)
def test_what_a_page_says(folders: tuple[Path, Path], written: str, title: str, text: str) -> None:
    (folders[0] / "refund.md").write_bytes(written.encode())
    page = policy_for(folders, ["refund"])
    assert page is not None
    assert (page.title, page.text) == (title, text)


@pytest.mark.parametrize(
    ("content", "title", "sentence"),
    [
        (b"# Fine\n\nca\xe9", "refund.md is not UTF-8 text", "Line 3"),
        (b"x" * (LARGEST_PAGE_BYTES + 1), "refund.md is too large", "100,000 bytes"),
        (b"x" * 1_000_001, "refund.md is too large", "bytes"),
    ],
)
def test_a_page_that_cannot_be_read_says_so(
    folders: tuple[Path, Path], content: bytes, title: str, sentence: str
) -> None:
    (folders[0] / "refund.md").write_bytes(content)
    page = policy_for(folders, ["refund"])
    assert page is not None
    assert page.title == title
    assert sentence in page.text


def test_what_is_no_file_says_so(folders: tuple[Path, Path]) -> None:
    (folders[0] / "outage.md").mkdir()
    os.mkfifo(folders[0] / "pipe.md")
    (folders[0] / "broken.md").symlink_to("nowhere")
    for label in ("outage", "pipe", "broken"):
        page = policy_for(folders, [label])
        assert page is not None
        assert page.title == f"{label}.md is not a file"
        assert page.text


@given(st.text(max_size=80))
def test_no_label_leads_out_of_the_folder(label: str) -> None:
    page = policy_for((SHIPPED_POLICY,), [label, "../policy.py", f"../../{label}"])
    assert page is not None
    assert page.file.parent == SHIPPED_POLICY


@pytest.mark.parametrize("label", ["general", "refund", "outage"])
def test_the_shipped_pages(label: str) -> None:
    page = policy_for((SHIPPED_POLICY,), [label])
    assert page is not None
    assert page.file.name == f"{label}.md"
    assert len(page.title) < 60
    assert len(page.text) > 500
