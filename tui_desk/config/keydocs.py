"""Renders docs/keys.md from the shipped keymap and its presets: `python -m tui_desk.config.keydocs`."""

import sys
from collections.abc import Iterator, Mapping

from tui_desk.config.keymap import Action, Context, Keymap
from tui_desk.config.read_keymap import PRESETS, load_keymap, preset_file
from tui_desk.config.resources import shipped_keymap

_HEAD = """\
# Keys

Made from `keybindings.toml`; change the keys there, not here. In the desk, `?` shows the keys that work where you are.

To choose other keys, have several actions on one, or find out what your terminal sends: [your own keys](own-keys.md).
Keys that are shown together are pressed one after the other, such as `gg`. `^S` is Ctrl-S.
"""

_PRESETS_HEAD = """\
## Presets

What is other with `keys = "vim"` or `keys = "arrows"` under `[desk]` in `config.toml`.
"""


def shipped_presets() -> dict[str, Keymap]:
    """The keys of each preset, by its name."""
    shipped = shipped_keymap()
    no_file = shipped.with_name("no user file")
    names = sorted(file.stem for file in PRESETS.glob("*.toml"))
    return {name: load_keymap(shipped, no_file, preset_file(name)).keymap for name in names}


def render_keys(keymap: Keymap, presets: Mapping[str, Keymap]) -> str:
    """The whole page, in the order of the keymap; what the presets change comes last."""
    contexts = (line for context in keymap.contexts.values() for line in _context(keymap, context))
    changes = (line for name, preset in presets.items() for line in _preset(name, preset, keymap))
    return "\n".join([_HEAD, *contexts, _PRESETS_HEAD, *changes])


def _preset(name: str, preset: Keymap, keymap: Keymap) -> Iterator[str]:
    """The keys of a preset that are not the shipped ones; an action without a key is found in the palette."""
    yield f"### {name}\n"
    yield "| Where | Action | Keys |"
    yield "|---|---|---|"
    without = 0
    for action in preset.actions.values():
        if action.keys != keymap.actions[action.id].keys:
            without += not action.keys
            if action.keys:
                where = preset.contexts[action.context].title
                yield f"| {where} | {_cell(action.label)} | {_cell(_keys(action))} |"
    if without:
        yield f"\n{without} actions have no key there: the palette has them all."
    yield ""


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
    cells = (_keys(action) or "none", action.label, action.help, f"`{action.id}`")
    return f"| {' | '.join(_cell(cell) for cell in cells)} |"


def _keys(action: Action) -> str:
    return " ".join(f"`{Keymap.display_key(key)}`" for key in action.keys)


def _cell(text: str) -> str:
    return text.replace("|", chr(92) + "|")


if __name__ == "__main__":
    shipped = shipped_keymap()
    keys = load_keymap(shipped, user=shipped.with_name("no user file")).keymap
    sys.stdout.write(render_keys(keys, shipped_presets()))
