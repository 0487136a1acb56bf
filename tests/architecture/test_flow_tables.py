"""docs/cases.md shows the state tables as they are in the code."""

import pytest
from flow_tables import TABLES
from support import REPOSITORY

PAGE = (REPOSITORY / "docs" / "cases.md").read_text()


@pytest.mark.parametrize("name", sorted(TABLES))
def test_the_page_shows_the_table(name: str) -> None:
    assert f"<!-- {name} -->\n\n{TABLES[name]}\n" in PAGE, "python -m tests.flow_tables prints it anew"
