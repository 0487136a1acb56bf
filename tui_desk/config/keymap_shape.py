"""Checks what may stand in a keybindings.toml: contexts, actions, fields and their types."""

from collections.abc import Callable, Iterator
from typing import Any

from tui_desk.config.problems import Problem, nearest
from tui_desk.config.toml_file import TomlFile


def _is_line(value: object) -> bool:
    return isinstance(value, str) and value != "" and value.isprintable()


def _is_line_list(value: object) -> bool:
    return isinstance(value, list) and all(_is_line(item) for item in value)


def _is_bool(value: object) -> bool:
    return isinstance(value, bool)


def _is_rank(value: object) -> bool:
    return type(value) is int and 0 <= value < 1000


_Field = tuple[Callable[[object], bool], str]

CONTEXT_FIELDS: dict[str, _Field] = {
    "title": (_is_line, "a line of text"),
    "inherits": (_is_line, "the name of a context"),
    "text": (_is_bool, "true or false"),
    "one_line": (_is_bool, "true or false"),
}
ACTION_FIELDS: dict[str, _Field] = {
    "keys": (_is_line_list, 'a list of keys, such as ["j", "down", "g g"]'),
    "label": (_is_line, "a line of text"),
    "help": (_is_line, "a line of text"),
    "group": (_is_line, "a line of text"),
    "footer": (_is_rank, "a whole number from 1, or 0 to stay out of the footer"),
    "shadows": (_is_bool, "true or false"),
    "required": (_is_bool, "true or false"),
    "sends": (_is_bool, "true or false"),
    "counts": (_is_bool, "true or false"),
    "repeats": (_is_bool, "true or false"),
}
FIXED_ACTION_FIELDS = ("required", "sends", "counts", "repeats")
"""What the program stands on; a user's file may repeat it but not change it."""


def shape_problems(file: TomlFile) -> Iterator[Problem]:
    """Values that are not of the shape that every keybindings.toml has."""
    for context, table in file.values.items():
        if not isinstance(table, dict):
            sentence = "At the top stand only contexts, such as [feed], and actions, such as [feed.next]."
            yield Problem(file.path, file.line_of(context), f"{context} is not a context", sentence)
            continue
        for name, value in table.items():
            if isinstance(value, dict):
                yield from _field_problems(file, (context, name), value, ACTION_FIELDS)
            elif name not in CONTEXT_FIELDS:
                title = f"[{context}] has no field {name!r}"
                sentence = f"To set the keys of an action, write [{context}.{name}] and keys = [...] below."
                yield Problem(file.path, file.line_of(context, name), title, sentence)
        context_fields = {name: value for name, value in table.items() if name in CONTEXT_FIELDS}
        scalars = {name: value for name, value in context_fields.items() if not isinstance(value, dict)}
        yield from _field_problems(file, (context,), scalars, CONTEXT_FIELDS)


def shipped_problems(file: TomlFile) -> Iterator[Problem]:
    """What only the shipped file must have: all the words for every action, and a way from context to context."""
    for context, table in file.values.items():
        inherits = table.get("inherits")
        if inherits is not None and inherits not in list(file.values)[: list(file.values).index(context)]:
            # Parents first: so there is no circle either.
            sentence = "A context inherits from one that stands above it."
            yield Problem(file.path, file.line_of(context, "inherits"), f"No context {inherits!r} yet", sentence)
        missing = [f"{context}.{name}" for name in ("title",) if name not in table]
        for name, action in actions_of(table).items():
            missing += [
                f"{context}.{name}.{field}" for field in ("keys", "label", "help", "group") if field not in action
            ]
        for absent in missing:
            line = file.line_of(*absent.split("."))
            yield Problem(file.path, line, f"{absent} is missing", "Every context and action has its words.")


def user_problems(file: TomlFile, shipped: TomlFile) -> Iterator[Problem]:
    """Names in the user's file that the shipped one does not have, and fixed values that differ from its own."""
    for context, table in file.values.items():
        known = shipped.values.get(context)
        if known is None:
            title = f"There is no context {context!r}"
            yield Problem(file.path, file.line_of(context), title, nearest(context, shipped.values))
            continue
        for name, value in table.items():
            if not isinstance(value, dict):
                if value != known.get(name):
                    yield _fixed(file, context, name)
            elif name not in actions_of(known):
                title = f"There is no action {context}.{name}"
                yield Problem(file.path, file.line_of(context, name), title, nearest(name, actions_of(known)))
            else:
                for field in FIXED_ACTION_FIELDS:
                    if field in value and value[field] != known[name].get(field, False):
                        yield _fixed(file, context, name, field)


def actions_of(table: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """The actions among the entries of a context's table."""
    return {name: value for name, value in table.items() if isinstance(value, dict)}


def _fixed(file: TomlFile, *names: str) -> Problem:
    sentence = "Remove the line: only keys, label, help, group, footer and shadows are yours to choose."
    return Problem(file.path, file.line_of(*names), f"{'.'.join(names)} cannot be changed", sentence)


def _field_problems(
    file: TomlFile, place: tuple[str, ...], values: dict[str, Any], fields: dict[str, _Field]
) -> Iterator[Problem]:
    for name, value in values.items():
        line = file.line_of(*place, name)
        if name not in fields:
            yield Problem(file.path, line, f"{'.'.join(place)} has no field {name!r}", nearest(name, fields))
            continue
        fits, meaning = fields[name]
        if not fits(value):
            title = f"{'.'.join(place)}.{name} has a value it cannot take"
            yield Problem(file.path, line, title, f"It must be {meaning}.")
