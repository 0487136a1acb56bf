"""How a cell looks, in the parameters of SGR: the sequence that sets colours and attributes in every terminal."""

from dataclasses import dataclass
from functools import lru_cache

_RESET = "\x1b[m"


@dataclass(frozen=True, slots=True)
class CellStyle:
    """Attributes and colours, each as its own parameters."""

    attributes: tuple[str, ...] = ()
    foreground: str = "39"
    background: str = "49"

    @property
    def parameters(self) -> str:
        """What sets this style where none was set before; empty for the plain one."""
        colours = [self.foreground] if self.foreground != PLAIN.foreground else []
        colours += [self.background] if self.background != PLAIN.background else []
        return ";".join((*self.attributes, *colours))


PLAIN = CellStyle()


def after(style: str, parameters: str) -> str:
    """The style in SGR parameters after one more SGR sequence."""
    if parameters in {"", "0"}:
        return ""
    return f"{style};{parameters}" if style else parameters


@lru_cache(maxsize=4096)
def transition(before: str, after: str) -> str:
    """The shortest SGR sequence from one style to another, both in SGR parameters."""
    old, new = parsed(before), parsed(after)
    if new == PLAIN:
        return _RESET
    is_kept = set(old.attributes) <= set(new.attributes)
    base = old if is_kept else PLAIN
    codes = [] if is_kept else ["0"]
    codes += [attribute for attribute in new.attributes if attribute not in base.attributes]
    codes += [new.foreground] if new.foreground != base.foreground else []
    codes += [new.background] if new.background != base.background else []
    return f"\x1b[{';'.join(codes)}m" if codes else ""


def parsed(style: str) -> CellStyle:
    """The style in its parts."""
    attributes: dict[str, None] = {}
    foreground, background = PLAIN.foreground, PLAIN.background
    codes = iter(style.split(";") if style else ())
    for code in codes:
        if code in {"38", "48"}:
            mode = next(codes, "")
            colour = ";".join((code, mode, *(next(codes, "0") for _ in range(3 if mode == "2" else 1))))
            foreground, background = (colour, background) if code == "38" else (foreground, colour)
        elif code.startswith(("3", "9")) and len(code) == 2:
            foreground = code
        elif code.startswith(("4", "10")) and len(code) >= 2:
            background = code
        elif code == "0":
            attributes.clear()
            foreground, background = PLAIN.foreground, PLAIN.background
        else:
            attributes[code] = None
    return CellStyle(tuple(attributes), foreground, background)
