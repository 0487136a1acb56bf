"""Checks chosen settings against their types and ranges. The only module that loads pydantic."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields
from pathlib import Path
from typing import Annotated, Any, get_args, get_type_hints

from pydantic import BeforeValidator, Field, ValidationError, create_model, field_validator
from pydantic_settings import BaseSettings, NoDecode, PydanticBaseSettingsSource, SettingsConfigDict

from tui_desk.config.hours import mistakes_in
from tui_desk.config.problems import Problem, nearest
from tui_desk.config.settings import (
    PREFIX,
    Range,
    Section,
    Settings,
    Text,
    Texts,
    Values,
    allowed,
    section_types,
    with_values,
)
from tui_desk.config.toml_file import TomlFile

_REFUSED = object()
"""Takes the place of a value outside its range, so that the other values of the section can still be used."""


class _CheckedSection(BaseSettings):
    """One section, read from the environment first and the file second."""

    model_config = SettingsConfigDict(extra="ignore", allow_inf_nan=False)

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """The environment wins over the file; nothing else is asked."""
        del settings_cls, dotenv_settings, file_secret_settings
        return env_settings, init_settings

    @field_validator("*", mode="wrap")
    @classmethod
    def mark_refused(cls, value: Any, fits: Callable[[Any], Any]) -> Any:
        """Lets every field fail alone."""
        try:
            return fits(value)
        except ValidationError:
            return _REFUSED


def check_settings(file: TomlFile, environment: Mapping[str, str]) -> tuple[Values, tuple[Problem, ...]]:
    """The usable ones among the chosen values, and what is wrong with the others.

    `environment` has the variables TUI_DESK_<SECTION>__<FIELD> of this process.
    """
    problems = [*_misnamed_in_file(file), *_misnamed_in_environment(environment)]
    values: dict[str, dict[str, Any]] = {}
    for section, section_type in section_types().items():
        chosen, of_wrong_kind = _sorted_by_kind(file, section, section_type)
        checked = _model(section_type)(**{"_env_prefix": f"{PREFIX}{section}__", **chosen})
        found = {name: getattr(checked, name) for name in checked.model_fields_set}
        out_of_range = [name for name, value in found.items() if value is _REFUSED]
        problems += [_unusable_value(section, name, file, {}) for name in of_wrong_kind]
        problems += [_unusable_value(section, name, file, environment) for name in out_of_range]
        values[section] = {name: value for name, value in found.items() if value is not _REFUSED}
    for mistake in list(mistakes_in(with_values(Settings(), values).hours)):
        problems.append(Problem(*_place("hours", mistake.names[0], file, environment), mistake.title, mistake.sentence))
        for name in mistake.names:
            del values["hours"][name]
    return values, tuple(sorted(problems, key=lambda problem: (str(problem.file), problem.line or 0)))


def _model(section_type: type[Section]) -> type[_CheckedSection]:
    """The pydantic model of a section, made from the dataclass so that each range is written down once."""
    hints = get_type_hints(section_type, include_extras=True)
    defaults = section_type()
    members: dict[str, Any] = {name: (_constrained(hint), getattr(defaults, name)) for name, hint in hints.items()}
    return create_model(section_type.__name__, __base__=_CheckedSection, **members)


def _constrained(hint: Any) -> Any:
    match get_args(hint):
        case (kind, Range(low, high)):
            return Annotated[kind, Field(ge=low, le=high)]
        case (kind, Text(pattern)):
            return Annotated[kind, Field(pattern=_whole(pattern))]
        case (_, Texts(pattern)):
            text = Annotated[str, Field(pattern=_whole(pattern))]
            return Annotated[tuple[text, ...], NoDecode, BeforeValidator(_split)]
        case _:
            return hint


def _whole(pattern: str) -> str:
    return rf"^(?:{pattern})$"


def _split(value: object) -> object:
    """A list as it stands in the environment: its texts between commas."""
    return [text.strip() for text in value.split(",") if text.strip()] if isinstance(value, str) else value


def _sorted_by_kind(file: TomlFile, section: str, section_type: type[Section]) -> tuple[dict[str, Any], list[str]]:
    """The section's values in the file that have their setting's type, and the names of those that have not."""
    table = file.values.get(section)
    given = table if isinstance(table, dict) else {}
    defaults = section_type()
    known = [field.name for field in fields(section_type) if field.name in given]
    wrong = [name for name in known if not _is_kind_of(getattr(defaults, name), given[name])]
    return {name: given[name] for name in known if name not in wrong}, wrong


def _is_kind_of(default: object, value: object) -> bool:
    """Whether the TOML value has the setting's type: pydantic alone would take true for 1 and "5" for 5."""
    if isinstance(default, tuple):
        return isinstance(value, list)
    return type(value) is type(default) or (type(default) is float and type(value) is int)


def _unusable_value(section: str, name: str, file: TomlFile, environment: Mapping[str, str]) -> Problem:
    section_type = section_types()[section]
    default = getattr(section_type(), name)
    sentence = f"It must be {allowed(section_type, name)}; until then it is {_in_words(default)}."
    where, line = _place(section, name, file, environment)
    return Problem(where, line, f"{name if where == file.path else where} has a value it cannot take", sentence)


def _place(section: str, name: str, file: TomlFile, environment: Mapping[str, str]) -> tuple[Path, int | None]:
    """Where a setting is written: the variable if there is one, since it wins over the file."""
    for variable in environment:
        if variable.upper() == f"{PREFIX}{section}__{name}".upper():
            return Path(variable), None
    return file.path, file.line_of(section, name)


def _in_words(default: object) -> str:
    match default:
        case "" | ():
            return "empty"
        case tuple():
            return ", ".join(default)
        case bool():
            return str(default).lower()
        case _:
            return str(default)


def _misnamed_in_file(file: TomlFile) -> Iterator[Problem]:
    sections = section_types()
    for section, table in file.values.items():
        if section not in sections:
            title = f"There is no section {section!r}"
            yield Problem(file.path, file.line_of(section), title, nearest(section, sections))
        elif not isinstance(table, dict):
            title = f"{section} is a section"
            yield Problem(file.path, file.line_of(section), title, f"Write [{section}] and its settings below.")
        else:
            known = [field.name for field in fields(sections[section])]
            for name in table:
                if name not in known:
                    title = f"{section} has no setting {name!r}"
                    yield Problem(file.path, file.line_of(section, name), title, nearest(name, known))


def _misnamed_in_environment(environment: Mapping[str, str]) -> Iterator[Problem]:
    known = [
        f"{PREFIX}{section}__{field.name}".upper()
        for section, kind in section_types().items()
        for field in fields(kind)
    ]
    for variable in environment:
        if variable.upper() not in known:
            sentence = nearest(variable.upper(), known, otherwise="The names are in docs/settings.md.")
            yield Problem(Path(variable), None, f"{variable} names no setting", sentence)
