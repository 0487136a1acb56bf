"""A page of the policy as plain text."""

from pathlib import Path

import pytest

from tui_desk.config.policy import SHIPPED_POLICY, PolicyPage, policy_for
from tui_desk.tui.present.policy import policy_lines, policy_title
from tui_desk.tui.present.spans import Columns, Role, plain

FILE = Path("policy/general.md")


def words(columns: Columns) -> str:
    return plain((*columns.left, *columns.fill, *columns.right))


def page(text: str) -> list[str]:
    """The lines of a page without the file's name at its end."""
    *lines, place = [words(line) for line in policy_lines(PolicyPage("How we answer", text, FILE))]
    assert place == f"This page is {FILE}"
    return lines[:-1]


def test_the_title_stands_above() -> None:
    assert words(policy_title(PolicyPage("How we answer", "", FILE))) == "Policy  How we answer"


def test_lines_that_were_wrapped_in_the_file_are_one() -> None:
    assert page("One\nparagraph.\n\n\nAnother.") == ["One paragraph.", "", "Another."]


def test_headings_stand_apart() -> None:
    found = policy_lines(PolicyPage("", "Before\n## Tone ##\nAfter", FILE))
    assert [words(line) for line in found[:4]] == ["Before", "", "Tone", "After"]
    assert found[2].fill[0].role is Role.KEY


def test_lists_keep_their_marks_and_wrap_beside_them() -> None:
    found = policy_lines(PolicyPage("", "- one\n  goes on\n- two\n  - inner\n1. first\n10) tenth", FILE))
    assert [(plain(line.left), plain(line.fill)) for line in found[:5]] == [
        ("• ", "one goes on"),
        ("• ", "two"),
        ("  • ", "inner"),
        ("1. ", "first"),
        ("10) ", "tenth"),
    ]


def test_tables_read_by_row() -> None:
    table = "Look:\n| what | whom |\n|---|:--|\n| a fire | the chief |\n\nafter"
    assert page(table) == ["Look:", "│ what │ whom", "│ a fire │ the chief", "", "after"]


def test_quotations_and_code_stand_as_they_are() -> None:
    assert page("> said\n> so\n```\na  b\nc\n```\nend") == ["│ said", "│ so", "  a  b", "  c", "end"]


def test_rules_part_without_a_word() -> None:
    assert page("one\n\n---\n\ntwo") == ["one", "", "two"]


@pytest.mark.parametrize("text", ["[bold]loud[/bold]", "**loud**", "[a](b)", "press `i`", "<b>loud</b>", "#tag"])
def test_no_markup_is_carried_out(text: str) -> None:
    assert page(text) == [text]


@pytest.mark.parametrize(
    ("text", "shown"),
    [("", []), ("\n\n", []), ("#", ["#"]), ("|", []), (">", ["│ "]), ("```", []), ("- ", []), ("1.", ["1."])],
)
def test_an_odd_page_is_shown_anyway(text: str, shown: list[str]) -> None:
    assert page(text) == shown


@pytest.mark.parametrize("label", ["", "outage", "refund"])
def test_the_shipped_pages_read_well(label: str) -> None:
    found = policy_for((SHIPPED_POLICY,), (label,))
    assert found is not None
    lines = policy_lines(found)
    said = "\n".join(words(line) for line in lines)
    assert "##" not in said
    assert "|--" not in said
    assert lines[0] != Columns()
    written = {word for word in found.text.split() if word.strip("|-#*").isalpha()}
    assert written <= set(said.split())
