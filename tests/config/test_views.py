"""Saved views: read view by view with every mistake named by its line, given keys beside all others, and written."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tui_desk.config.keymap import ActionId, Keymap, Step
from tui_desk.config.views import (
    LONGEST_NAME,
    MOST_VIEWS,
    SHOW_VIEW,
    LoadedViews,
    SavedView,
    ViewError,
    load_views,
    save_view,
    with_views,
)

Load = Callable[[str], LoadedViews]


@pytest.fixture
def load(tmp_path: Path, shipped: Keymap) -> Load:
    """Loads a file of the given text beside the shipped keys."""

    def load(text: str) -> LoadedViews:
        file = tmp_path / "views.toml"
        file.write_bytes(text.encode(errors="surrogateescape"))
        return load_views(file, shipped)

    return load


def toml(name: str = "urgent", query: str = "label:refund is:open", **more: str) -> str:
    fields = {"name": name, "query": query, **more}
    return "\n".join(["[[view]]", *(f"{field} = '{value}'" for field, value in fields.items()), "", ""])


def said(loaded: LoadedViews) -> list[tuple[int | None, str]]:
    return [(problem.line, problem.title) for problem in loaded.problems]


def test_no_file_has_no_views(tmp_path: Path, shipped: Keymap) -> None:
    assert load_views(tmp_path / "views.toml", shipped) == LoadedViews(())


def test_views_are_read_in_their_order(load: Load) -> None:
    loaded = load(toml(key="g u") + toml("срочно", "from:@anna"))
    assert loaded == LoadedViews(
        (SavedView("urgent", "label:refund is:open", "g u"), SavedView("срочно", "from:@anna"))
    )


@pytest.mark.parametrize(
    ("text", "line", "title"),
    [
        (toml(query="colour:red"), 3, "The view's query is not understood: colour"),
        (toml(query="lane:nwo"), 3, "The view's query is not understood: lane:nwo"),
        (toml(query="  "), 3, "The view's query asks for nothing"),
        (toml(""), 2, "The view's name does not fit"),
        (toml("x" * (LONGEST_NAME + 1)), 2, "The view's name does not fit"),
        (toml("Now"), 2, "A view's name cannot be 'Now'"),
        (toml("save me"), 2, "A view's name cannot be 'save me'"),
        ("[[view]]\nname = 'urgent'\n", 1, "The view has no query"),
        ("[[view]]\nname = 3\nquery = 'x'\n", 2, "The view's name is not text"),
        (toml(colour="red"), 4, "A view has no field 'colour'"),
        ("[[views]]\n", 1, "Nothing here is called 'views'"),
        ("[[view]]\nname = \n", 2, "views.toml is not valid TOML"),
        (toml(key="hyper+x"), 4, "There is no key 'hyper+x'"),
        (toml(key="g g"), 4, "gg is both feed.first and the view urgent"),
        (toml(key="g"), 4, "'g' (the view urgent) begins 'g g' (feed.first)"),
        (toml(key="r"), 4, "r is both case.reply and the view urgent"),
    ],
)
def test_a_mistake_has_its_line_and_harms_no_other_view(load: Load, text: str, line: int, title: str) -> None:
    before, after = toml("one", "kettle", key="; 1"), toml("three", "parcel")
    loaded = load(before + text + after)
    names = [view.name for view in loaded.views]
    assert names[0] == "one"
    assert names[-1] == "three"
    assert said(loaded) == [(before.count("\n") + line, title)]


def test_one_pair_of_brackets_is_too_few(load: Load) -> None:
    assert said(load("[view]\nname = 'urgent'\n")) == [(1, "A view needs two pairs of brackets")]


def test_a_key_that_is_taken_leaves_the_view_without_one(load: Load) -> None:
    loaded = load(toml("one", "kettle", key="g u") + toml("two", "parcel", key="g u"))
    assert [view.key for view in loaded.views] == ["g u", ""]
    assert said(loaded) == [(9, "gu is both the view one and the view two")]


def test_a_name_stands_once(load: Load) -> None:
    loaded = load(toml("Urgent", "kettle") + toml("urgent", "parcel"))
    assert [view.query for view in loaded.views] == ["kettle"]
    assert said(loaded) == [(6, "There are two views of the name 'urgent'")]


def test_there_is_a_bound(load: Load) -> None:
    loaded = load("".join(toml(f"view {number}", "kettle") for number in range(MOST_VIEWS + 2)))
    assert len(loaded.views) == MOST_VIEWS
    assert [title for _, title in said(loaded)] == ["views.toml has too many [[view]]"]


def test_each_view_is_an_action(shipped: Keymap) -> None:
    keymap = with_views(shipped, [SavedView("late ones", "parcel", "g u"), SavedView("other", "kettle")])
    late = keymap.actions[ActionId("view.late_ones")]
    assert late.keys == ("g u",)
    assert late.steps == (Step(SHOW_VIEW, "late ones"),)
    assert late in keymap.actions_in(late.context)
    assert keymap.actions[ActionId("view.other")].keys == ()
    assert SHOW_VIEW in shipped.actions


def test_what_is_saved_is_read_again_and_what_stood_there_stays(tmp_path: Path, shipped: Keymap) -> None:
    file = tmp_path / "profile" / "views.toml"
    views = [SavedView("late", 'label:"bulk buyer" -is:closed'), SavedView("🔥 \\ ü", "届き"), SavedView("x", "a\\b")]
    for view in views:
        save_view(file, view)
    assert load_views(file, shipped) == LoadedViews(tuple(views))
    file.write_text("# mine\n" + file.read_text().rstrip("\n"))
    save_view(file, SavedView("last", "kettle"))
    assert file.read_text().startswith("# mine\n")
    assert [view.name for view in load_views(file, shipped).views] == ["late", "🔥 \\ ü", "x", "last"]


@pytest.mark.parametrize(
    ("view", "title"),
    [
        (SavedView("now", "kettle"), "A view's name cannot be 'now'"),
        (SavedView("late", "colour:red"), "The view's query is not understood: colour"),
        (SavedView("KNOWN", "kettle"), "There are two views of the name 'KNOWN'"),
    ],
)
def test_what_could_not_be_read_is_not_saved(tmp_path: Path, view: SavedView, title: str) -> None:
    file = tmp_path / "views.toml"
    save_view(file, SavedView("known", "parcel"))
    before = file.read_text()
    with pytest.raises(ViewError) as refused:
        save_view(file, view)
    assert refused.value.title == title
    assert file.read_text() == before


def test_a_file_that_is_broken_is_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "views.toml"
    file.write_bytes(b"\xff\xfe")
    with pytest.raises(ViewError):
        save_view(file, SavedView("late", "parcel"))
    assert file.read_bytes() == b"\xff\xfe"
