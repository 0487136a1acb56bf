"""Renders docs/keys.md from the shipped keymap: `python -m tui_desk.config.keydocs`."""

import sys
from collections.abc import Iterator

from tui_desk.config.keymap import Action, Context, Keymap
from tui_desk.config.read_keymap import load_keymap
from tui_desk.config.resources import shipped_keymap

_HEAD = """\
# Keys

Made from `keybindings.toml`; change the keys there, not here. In the desk, `?` shows the keys that work where you are.

To change keys for yourself, put the actions you want to change into `keybindings.toml` in the configuration folder:

```toml
[feed.next]
keys = ["n", "down"]
```

A mistake in that file is shown with its line, and the shipped keys stay in use.
"""


def render_keys(keymap: Keymap) -> str:
    """The whole page, in the order of the keymap."""
    return "\n".join([_HEAD, *(line for context in keymap.contexts.values() for line in _context(keymap, context))])


def _context(keymap: Keymap, context: Context) -> Iterator[str]:
    yield f"## {context.title}\n"
    if context.inherits is not None:
        around = keymap.contexts[context.inherits].title
        which = "the ctrl chords and function keys" if context.is_text else "the keys"
        yield f"Here {which} of *{around}* work, too.\n"
    own = keymap.declared_in(context.name)
    for group in dict.fromkeys(action.group for action in own):
        yield f"**{group}**\n"
        yield "| Keys | Action | What it does | Name |"
        yield "|---|---|---|---|"
        yield from (_row(action) for action in own if action.group == group)
        yield ""


def _row(action: Action) -> str:
    keys = " ".join(f"`{Keymap.display_key(key)}`" for key in action.keys) or "none"
    cells = (keys, action.label, action.help, f"`{action.id}`")
    return f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |"


if __name__ == "__main__":
    shipped = shipped_keymap()
    sys.stdout.write(render_keys(load_keymap(shipped, user=shipped.with_name("no user file")).keymap))
