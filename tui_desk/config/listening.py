"""Reads a profile's listening.toml: what to listen for, what is noise, and which words are praise."""

import os
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeVar

from tui_desk.config.problems import Problem, nearest
from tui_desk.config.toml_file import TomlFile, parse_toml, read_bytes, read_toml
from tui_desk.domain.listening import (
    LONGEST_TERM,
    Listening,
    ListeningRule,
    NoiseRule,
    is_searchable,
    primary,
    says_enough,
    terms_in,
)
from tui_desk.domain.praise import PraiseRules

SHIPPED_RULES = Path(__file__).with_name("shipped")
"""The folder of the shipped praise.toml, and of a listening.toml to copy."""

_SEARCHABLE_LANGUAGES = """
am ar bg bn bo bs ca ckb cs cy da de dv el en es et eu fa fi fr gu hi hi-Latn hr ht hu hy in is it iw ja ka km kn ko lo
lt lv ml mr my ne nl no or pa pl ps pt ro ru sd si sk sl sr sv ta te th tl tr ug uk ur vi zh-CN zh-TW
"""
X_LANGUAGES = tuple(_SEARCHABLE_LANGUAGES.split())
"""Those X can search by. https://docs.x.com/x-api/posts/search/integrate/operators"""

_X_TAGS = {language.lower(): language for language in X_LANGUAGES} | {"he": "iw", "id": "in"}
"""X keeps the former tags of Hebrew and Indonesian."""

_HANDLE = re.compile(r"@?(\w{1,15})", re.ASCII)
_HEADER = re.compile(r"[ \t]*(\[\[?)[ \t]*([\w.-]+)[ \t]*\]")
_FIELD = re.compile(r"[ \t]*(\w+)[ \t]*=")

_Rule = TypeVar("_Rule", ListeningRule, NoiseRule)


@dataclass(frozen=True, slots=True)
class LoadedListening:
    """Rules that can be used, and what is wrong with the others."""

    listening: Listening
    praise_rules: Mapping[str, PraiseRules]
    """By language."""
    problems: tuple[Problem, ...] = ()


def load_listening(shipped: Path, user_file: Path) -> LoadedListening:
    """The user's rules, and the shipped words of praise with the user's over them. Raises nothing.

    A mistake costs the term or the rule it is in; the others work.
    """
    praise_rules, problems = _shipped_praise(shipped / "praise.toml")
    if not os.path.lexists(user_file):
        return LoadedListening(Listening(), praise_rules, tuple(problems))
    found = _read_file(user_file)
    if isinstance(found, Problem):
        sentence = f"{user_file.name} cannot be read; until then only posts that mention you make cases."
        unused = Problem(user_file, None, "Your listening rules are not in use", sentence)
        return LoadedListening(Listening(), praise_rules, (*problems, unused, found))
    file, text = found
    problems += _unknown_tables(file)
    rules = _read(ListeningRule, _entries(file, text, "rule", problems), problems)
    noise = _read(NoiseRule, _entries(file, text, "noise", problems), problems)
    heard = tuple(_without_contradictions(entry, rule, problems) for entry, rule in rules)
    kept_noise = tuple(rule for entry, rule in noise if not _swallows(entry, rule, heard, problems))
    merged = _merged_praise(file, praise_rules, problems)
    for changed in (rules for language, rules in merged.items() if rules is not praise_rules.get(language)):
        problems += _taken_back(file, changed)
    return LoadedListening(Listening(heard, kept_noise), merged, tuple(problems))


def _read_file(path: Path) -> tuple[TomlFile, str] | Problem:
    """The file's values and its text."""
    content = read_bytes(path)
    if isinstance(content, Problem):
        return content
    file = parse_toml(path, content)
    return file if isinstance(file, Problem) else (file, content.decode("utf-8-sig"))


@dataclass(frozen=True, slots=True)
class _Entry:
    """One [[rule]] or [[noise]] as it stands in the file."""

    file: Path
    kind: str
    values: Mapping[str, Any]
    lines: Mapping[str, int]
    """Of its fields, and of its heading under the empty name."""

    @property
    def name(self) -> str:
        return str(self.values["name"])

    @property
    def what(self) -> str:
        return "listening rule" if self.kind == "rule" else "noise rule"

    def problem(self, field: str, title: str, sentence: str) -> Problem:
        return Problem(self.file, self.lines.get(field, self.lines.get("")), title, sentence)


def _entries(file: TomlFile, text: str, kind: str, problems: list[Problem]) -> list[_Entry]:
    tables = file.values.get(kind, [])
    if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
        sentence = f"Write [[{kind}]], with two brackets, above each rule."
        problems.append(Problem(file.path, file.line_of(kind), f"{kind} is no list of rules", sentence))
        return []
    lines = _lines_of(text, kind)
    if len(lines) != len(tables):  # written in another form, all in one line
        lines = [{"": line} if (line := file.line_of(kind)) else {}] * len(tables)
    return [_Entry(file.path, kind, table, places) for table, places in zip(tables, lines, strict=True)]


def _lines_of(text: str, kind: str) -> list[dict[str, int]]:
    """The lines of each [[kind]]: a `TomlFile` knows only the first of several tables of one name."""
    places: list[dict[str, int]] = []
    is_inside = False
    for number, line in enumerate(text.split("\n"), start=1):
        if header := _HEADER.match(line):
            is_inside = header.groups() == ("[[", kind)
            if is_inside:
                places.append({"": number})
        elif is_inside and (field := _FIELD.match(line)):
            places[-1].setdefault(field[1], number)
    return places


def _read(kind: type[_Rule], entries: Iterable[_Entry], problems: list[Problem]) -> list[tuple[_Entry, _Rule]]:
    """The usable rules with the entries they come from, each name once."""
    known = [field.name for field in fields(kind)]
    found: dict[str, tuple[_Entry, _Rule]] = {}
    for entry in entries:
        if mistakes := list(_shape_problems(entry, known)):
            problems += mistakes
            continue
        lists = {name: _usable(entry, name, problems) for name in known if name in entry.values and name != "name"}
        rule = kind(name=entry.name, **lists)
        if not rule.terms:
            sentence = f"Give it words, or remove it; {_left_out(entry)}."
            problems.append(entry.problem("", f"{entry.name!r} has nothing to look for", sentence))
        elif (same := found.get(entry.name.casefold())) is not None:
            sentence = f"The one in line {same[0].lines.get('', '?')} is in use: give this one another name."
            problems.append(entry.problem("name", f"Two {entry.what}s are called {entry.name!r}", sentence))
        else:
            found[entry.name.casefold()] = (entry, rule)
    return list(found.values())


def _left_out(entry: _Entry) -> str:
    return f"until then this {entry.what} is left out"


def _shape_problems(entry: _Entry, known: list[str]) -> Iterator[Problem]:
    """What makes the whole rule unusable, since it would find something else than was meant."""
    name = entry.values.get("name")
    if not _is_line(name):
        sentence = f'Write name = "..." below [[{entry.kind}]]; {_left_out(entry)}.'
        yield entry.problem("name", f"A {entry.what} has no name", sentence)
    for field, value in entry.values.items():
        if field not in known:
            advice = nearest(field, known).rstrip(".")
            sentence = f"{advice}{'' if advice.endswith('?') else '.'} Until it is right, this rule is left out."
            yield entry.problem(field, f"A {entry.what} has no field {field!r}", sentence)
        elif field != "name" and not _is_list_of_lines(value):
            sentence = f'It must be a list of words in quotes, such as ["one", "two"]; {_left_out(entry)}.'
            yield entry.problem(field, f"{field} of {name!r} has a value it cannot take", sentence)
        elif field == "languages":
            for language in value:
                if language.lower() not in _X_TAGS:
                    sentence = f"{nearest(language, X_LANGUAGES)} Until it is right, this rule is left out."
                    yield entry.problem(field, f"X cannot search by the language {language!r}", sentence)


def _is_line(value: object) -> bool:
    return isinstance(value, str) and value.strip() != "" and value.isprintable()


def _is_list_of_lines(value: object) -> bool:
    return isinstance(value, list) and all(_is_line(item) for item in value)


def _usable(entry: _Entry, field: str, problems: list[Problem]) -> tuple[str, ...]:
    """The terms of one field that can be looked for, each once."""
    values: list[str] = entry.values[field]
    if field == "languages":
        return tuple(dict.fromkeys(_X_TAGS[language.lower()] for language in values))
    usable: dict[str, None] = {}
    for value in values:
        if fault := _fault_of_handle(value) if field == "handles" else _fault_of_term(value):
            title = f"{entry.name!r} cannot look for {value[:40]!r}"
            problems.append(entry.problem(field, title, f"{fault} The rule goes without it."))
        else:
            usable[value.removeprefix("@") if field == "handles" else value.strip()] = None
    return tuple(usable)


def _fault_of_handle(value: str) -> str:
    return "" if _HANDLE.fullmatch(value) else "A handle has up to 15 letters, digits and underscores."


def _fault_of_term(value: str) -> str:
    if value.startswith("@"):
        return "Names of accounts belong under handles, without the @."
    if len(value) > LONGEST_TERM:
        return f"It may have {LONGEST_TERM} characters, so that it fits into a search."
    return "" if says_enough(value) else "It would find nearly every post: write at least two letters."


def _without_contradictions(entry: _Entry, rule: ListeningRule, problems: list[Problem]) -> ListeningRule:
    """The rule without the exclusions that would silence one of its own terms: too much is better than too little."""
    kept = []
    for excluded in rule.excluded:
        silenced = next((term for term in rule.terms if terms_in(term.removesuffix("*"), (excluded,))), None)
        if silenced is None:
            kept.append(excluded)
            continue
        title = f"{rule.name!r} both hears {silenced!r} and excludes {excluded!r}"
        sentence = "It could never be heard: take one of them out. Until then it is heard."
        problems.append(entry.problem("excluded", title, sentence))
    if not any(map(is_searchable, rule.terms)):
        sentence = "X does not search for beginnings (*): write out at least one whole word."
        problems.append(entry.problem("", f"{rule.name!r} will find nothing on X", sentence))
    return replace(rule, excluded=tuple(kept))


def _swallows(entry: _Entry, noise: NoiseRule, rules: Iterable[ListeningRule], problems: list[Problem]) -> bool:
    """Whether everything that one of the listening rules hears would be noise; such a noise rule is left out."""
    noisy = {primary(language) for language in noise.languages}
    for rule in rules:
        heard = {primary(language) for language in rule.languages}
        is_covered = not noisy or (heard != set() and heard <= noisy)
        if is_covered and all(terms_in(term.removesuffix("*"), noise.terms) for term in rule.terms):
            title = f"The noise rule {noise.name!r} swallows all of {rule.name!r}"
            sentence = "It would close whatever that rule hears: narrow it. Until then this noise rule is left out."
            problems.append(entry.problem("", title, sentence))
            return True
    return False


def _unknown_tables(file: TomlFile) -> Iterator[Problem]:
    known = ("rule", "noise", "praise")
    for name in file.values:
        if name not in known:
            title = f"Nothing in {file.path.name} is called {name!r}"
            yield Problem(file.path, file.line_of(name), title, nearest(name, known))


def _shipped_praise(path: Path) -> tuple[Mapping[str, PraiseRules], list[Problem]]:
    file = read_toml(path)
    if isinstance(file, Problem):
        sentence = f"No praise is told until then: install tui-desk again ({file.title})."
        return MappingProxyType({}), [Problem(path, file.line, "The shipped words of praise are damaged", sentence)]
    problems: list[Problem] = []
    return _merged_praise(file, {}, problems), problems


def _merged_praise(
    file: TomlFile, rules: Mapping[str, PraiseRules], problems: list[Problem]
) -> Mapping[str, PraiseRules]:
    """`rules` with the lists of the file's [praise.xx] in place of theirs."""
    merged = dict(rules)
    sections = file.values.get("praise", {})
    if not isinstance(sections, dict):
        sentence = "Write [praise.en], or another language, and its lists below."
        problems.append(Problem(file.path, file.line_of("praise"), "praise is a section", sentence))
        return MappingProxyType(merged)
    for language, section in sections.items():
        if mistakes := list(_praise_problems(file, language, section, rules)):
            problems += mistakes
            continue
        base = merged.get(language, PraiseRules(language, (), ()))
        merged[language] = replace(
            base,
            praises=tuple(dict.fromkeys(section.get("praises", base.praises))),
            takes_back=tuple(dict.fromkeys(section.get("takes_back", base.takes_back))),
        )
    return MappingProxyType(merged)


def _praise_problems(
    file: TomlFile, language: str, section: object, shipped: Mapping[str, PraiseRules]
) -> Iterator[Problem]:
    """What makes one language's words of praise unusable."""
    line = file.line_of("praise", language)
    until = "the shipped words stay in use" if language in shipped else "this language is left out"
    known = [field.name for field in fields(PraiseRules) if field.name != "language"]
    tags = sorted({primary(tag) for tag in X_LANGUAGES})
    if language not in tags:
        yield Problem(file.path, line, f"X tags no post with the language {language!r}", nearest(language, tags))
    elif not isinstance(section, dict):
        title = f"praise.{language} is a section"
        yield Problem(file.path, line, title, f"Write [praise.{language}] and its lists below; until then {until}.")
    else:
        if language not in shipped and "praises" not in section:
            sentence = "Write praises = [...] below it: no words are shipped for this language."
            yield Problem(file.path, line, f"praise.{language} has no words that praise", sentence)
        for name, value in section.items():
            place = file.line_of("praise", language, name)
            if name not in known:
                sentence = f"{nearest(name, known)} Until it is right, {until}."
                yield Problem(file.path, place, f"praise.{language} has no field {name!r}", sentence)
            elif not _is_list_of_lines(value):
                title = f"{name} of praise.{language} has a value it cannot take"
                sentence = f'It must be a list of words in quotes, such as ["one", "two"]; until then {until}.'
                yield Problem(file.path, place, title, sentence)


def _taken_back(file: TomlFile, rules: PraiseRules) -> Iterator[Problem]:
    for word in rules.praises:
        if doubts := terms_in(word.removesuffix("*"), rules.takes_back):
            line = file.line_of("praise", rules.language)
            title = f"{word!r} both praises and is taken back by {doubts[0]!r}"
            yield Problem(file.path, line, title, "It will never be praise: take one of them out.")
