"""Renders docs/settings.md from the docstrings of the settings: `python -m tui_desk.config.settingsdocs`."""

import ast
import inspect
import sys
from collections.abc import Iterator
from itertools import pairwise
from textwrap import dedent

from tui_desk.config.settings import PREFIX, Section, allowed, section_types

_HEAD = f"""\
# Settings

Made from `tui_desk/config/settings.py`. Each profile has a `config.toml` in its configuration folder; all settings are
optional:

```toml
[desk]
sign_off = "^JH"
```

An environment variable wins over the file: `{PREFIX}<SECTION>__<NAME>`, such as `{PREFIX}DESK__THEME=desk-light`.
The texts of a list stand there between commas, such as `{PREFIX}HOURS__FRIDAY=09:00-12:30,13:30-17:00`.
A name or value that is wrong is shown with its line, and its default stays in use. Secrets never belong here.
"""


def render_settings() -> str:
    """The whole page, in the order of the sections."""
    return "\n".join([_HEAD, *(line for name, kind in section_types().items() for line in _section(name, kind))])


def field_docs(kind: type) -> dict[str, str]:
    """The sentence under each field of a class: Python keeps no docstring of an attribute, so its source is read."""
    module = ast.parse(dedent(inspect.getsource(kind)))
    body = next(node.body for node in module.body if isinstance(node, ast.ClassDef))
    docs: dict[str, str] = {}
    for field, below in pairwise(body):
        match field, below:
            case ast.AnnAssign(target=ast.Name(id=name)), ast.Expr(value=ast.Constant(value=str(sentence))):
                docs[name] = " ".join(sentence.split())
    return docs


def _section(name: str, kind: type[Section]) -> Iterator[str]:
    yield f"## [{name}]\n"
    yield f"{inspect.getdoc(kind)}\n"
    yield "| Name | Default | It must be | What it does |"
    yield "|---|---|---|---|"
    for field, sentence in field_docs(kind).items():
        yield f"| `{field}` | `{_toml(getattr(kind(), field))}` | {allowed(kind, field)} | {sentence} |"
    yield ""


def _toml(value: object) -> str:
    match value:
        case bool():
            return str(value).lower()
        case str():
            return f'"{value}"'
        case tuple():
            return f"[{', '.join(_toml(item) for item in value)}]"
        case _:
            return str(value)


if __name__ == "__main__":
    sys.stdout.write(render_settings())
