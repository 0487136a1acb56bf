"""Saved views: queries with a name, and with a key if they have one; read view by view, and written at the end."""

import json
import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC
from pathlib import Path
from types import MappingProxyType
from typing import Any

from tui_desk.config.keymap import Action, ActionId, ContextName, Keymap, Step
from tui_desk.config.keymap_rules import broken_rules
from tui_desk.config.keys import UnknownKeyError, parse_key
from tui_desk.config.paths import Paths
from tui_desk.config.private_files import FolderError, make_folder, write_private_file
from tui_desk.config.problems import ConfigurationError, Problem, nearest
from tui_desk.config.toml_blocks import read_blocks
from tui_desk.config.toml_file import TomlFile
from tui_desk.domain import search
from tui_desk.domain.clean import clean_line

LONGEST_NAME = 30
"""Code points in the name of a view; it stands in the row above the cards."""
MOST_VIEWS = 200
"""Views read from one file; nobody finds one among more."""
FIELDS = ("name", "query", "key")
SHOW_VIEW = ActionId("case.view")
"""The action that shows a view by its name."""
RESERVED = frozenset({"save", "now", "mine", "owed", "waiting", "snoozed", "praise", "everything", "all"})
"""What the command line takes for something else: the lanes, and the word that saves a view."""

_WHERE = ContextName("case")
"""The keys of views work wherever there is a case."""
_ANY_MOMENT = 1_750_000_000_000
"""Whether a query is understood hangs on no moment."""


@dataclass(frozen=True, slots=True)
class SavedView:
    """A query with a name."""

    name: str
    query: str
    """As typed."""
    key: str = ""
    """A key or a sequence such as "g u", as people write it; empty if only the command line shows the view."""


@dataclass(frozen=True, slots=True)
class LoadedViews:
    """The views that can be used, in the order of the file, and what is wrong with the others, or with a key."""

    views: tuple[SavedView, ...]
    problems: tuple[Problem, ...] = ()


class ViewError(ConfigurationError):
    """A view that cannot be saved."""


def views_file(paths: Paths) -> Path:
    """Where a profile keeps its saved views."""
    return paths.config_file.with_name("views.toml")


def load_views(path: Path, keymap: Keymap) -> LoadedViews:
    """The views of a file. Never raises; a key that is taken leaves the view without one. `keymap`: all other keys."""
    views: dict[str, SavedView] = {}
    problems: list[Problem] = []
    for file in read_blocks(path, "view", MOST_VIEWS):
        if isinstance(file, Problem):
            problems.append(file)
            continue
        problems += _strange_names(file)
        for fields in _tables(file):
            read = _view(file, fields, views)
            if isinstance(read, Problem):
                problems.append(read)
                continue
            if (trouble := _key_trouble(read, file, keymap, views)) is not None:
                problems.append(trouble)
                read = replace(read, key="")
            views[read.name.casefold()] = read
    return LoadedViews(tuple(views.values()), tuple(problems))


def with_views(keymap: Keymap, views: Iterable[SavedView]) -> Keymap:
    """The keymap with an action for each view."""
    actions = {action.id: action for action in map(_action, views)}
    return replace(keymap, actions=MappingProxyType({**keymap.actions, **actions}))


def save_view(path: Path, view: SavedView) -> None:
    """Write a view at the end of the file, which is made where there is none. Raises ViewError."""
    known = {each.name.casefold() for each in load_views(path, Keymap({}, {})).views}
    for _, title, sentence in _mistakes({"name": view.name, "query": view.query}, known):
        raise ViewError(title, sentence)
    try:
        before = path.read_text(encoding="utf-8-sig") if os.path.lexists(path) else ""
        gap = "" if not before else "\n" if before.endswith("\n") else "\n\n"
        # What JSON writes of a line of text is TOML, too.
        name, query = (json.dumps(text, ensure_ascii=False) for text in (view.name, view.query))
        make_folder(path.parent)
        write_private_file(path, f"{before}{gap}[[view]]\nname = {name}\nquery = {query}\n".encode())
    except (OSError, UnicodeError, FolderError) as error:
        raise ViewError("The view could not be saved", f"Make {path} a text file that can be written.") from error


def _tables(file: TomlFile) -> list[Mapping[str, Any]]:
    tables = file.values.get("view", [])
    return [fields for fields in tables if isinstance(fields, dict)] if isinstance(tables, list) else []


def _strange_names(file: TomlFile) -> Iterator[Problem]:
    """What is no view, and fields that a view has not."""
    for name, value in file.values.items():
        if name != "view":
            sentence = f"A view begins with [[view]]. {nearest(name, ('view',))}"
            yield Problem(file.path, file.line_of(name), f"Nothing here is called {name!r}", sentence)
        elif not isinstance(value, list) or not all(isinstance(fields, dict) for fields in value):
            sentence = "Write [[view]] and its fields below."
            yield Problem(file.path, file.line_of(name), "A view needs two pairs of brackets", sentence)
    for fields in _tables(file):
        for name in fields:
            if name not in FIELDS:
                yield Problem(
                    file.path, file.line_of("view", name), f"A view has no field {name!r}", nearest(name, FIELDS)
                )


def _view(file: TomlFile, fields: Mapping[str, Any], known: Iterable[str]) -> SavedView | Problem:
    """The view, or why it is left out."""
    for field, title, sentence in _mistakes(fields, known):
        return Problem(file.path, file.line_of("view", field), title, sentence)
    return SavedView(fields["name"], fields["query"], fields.get("key", ""))


def _mistakes(fields: Mapping[str, Any], known: Iterable[str]) -> Iterator[tuple[str, str, str]]:
    """For which a view is left out: the field, what is wrong with it, and what to do."""
    for name in FIELDS:
        if not isinstance(fields.get(name, "" if name == "key" else None), str):
            title = f"The view's {name} is not text" if name in fields else f"The view has no {name}"
            yield name, title, f'Write {name} = "..." below its [[view]].'
            return
    name, query = fields["name"], fields["query"]
    if not 0 < len(name) <= LONGEST_NAME or name != clean_line(name).strip():
        yield "name", "The view's name does not fit", f"Use up to {LONGEST_NAME} plain characters on one line."
    elif name.casefold() in RESERVED or name.casefold().startswith("save "):
        sentence = "The command line takes that for something else: choose another."
        yield "name", f"A view's name cannot be {name!r}", sentence
    elif name.casefold() in known:
        sentence = "Give the second one a name of its own, or remove it."
        yield "name", f"There are two views of the name {name!r}", sentence
    yield from _mistakes_in_query(query)


def _mistakes_in_query(query: str) -> Iterator[tuple[str, str, str]]:
    asked = search.parse(query, _ANY_MOMENT, UTC)
    if asked.problems:
        wrong = asked.problems[0]
        advice = f"Did you mean {wrong.nearest}?" if wrong.nearest else "docs/search.md says how queries are written."
        yield "query", f"The view's query is not understood: {wrong.typed}", advice
    elif asked.is_empty:
        sentence = "Write words or operators, such as label:refund is:open."
        yield "query", "The view's query asks for nothing", sentence


def _key_trouble(view: SavedView, file: TomlFile, keymap: Keymap, before: Mapping[str, SavedView]) -> Problem | None:
    """Why the view has to do without its key."""
    line = file.line_of("view", "key")
    try:
        _action(view)
    except UnknownKeyError as error:
        return Problem(file.path, line, f"There is no key {view.key!r}", error.advice)
    if not view.key or _WHERE not in keymap.contexts:
        return None
    views = [*before.values(), view]
    broken = next(broken_rules(with_views(keymap, views)), None)
    if broken is None:
        return None
    title = broken.title
    for each in views:
        title = title.replace(_action(each).id, f"the view {each.name}")
    return Problem(file.path, line, title, "Give the view another key, such as a sequence that begins with g.")


def _action(view: SavedView) -> Action:
    """Raises UnknownKeyError."""
    return Action(
        id=ActionId(f"view.{view.name.casefold().replace(' ', '_')}"),
        context=_WHERE,
        keys=(parse_key(view.key),) if view.key else (),
        label=view.name,
        help=f"Show your saved view: {view.query}",
        group="Your views",
        footer_rank=None,
        steps=(Step(SHOW_VIEW, view.name),),
    )
