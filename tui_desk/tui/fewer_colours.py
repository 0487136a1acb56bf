"""What becomes of a style on a terminal, or in a theme, that has fewer colours than Textual paints with.

- 256 colours: the nearest of those whose shade is the same in every terminal, so not of the first sixteen.
- 16 colours: the nearest of the terminal's own. Grounds come from the first eight: the Linux console has no others.
- No colours: bold and underline stay; a light ground becomes reverse, and one that is lighter still than the light text
  on it, as the caret in a selected line, becomes plain.

Text keeps its contrast, up to what text needs: of two shades the one that can be read wins over the nearer one.
"""

from functools import cache, lru_cache

from tui_desk.config.abilities import Colours
from tui_desk.config.colours import READABLE, SIXTEEN, channels, contrast, linear, luminance
from tui_desk.tui.sgr import PLAIN, CellStyle, parsed

_REVERSE = "7"
_MIDDLE = 0.18
"""The luminance from which black can be read on a colour better than white."""

_HUE = 4.0
"""The weight of hue against lightness: red says more as a darker red than as a light grey."""

_CUBE_STEPS = (0, 95, 135, 175, 215, 255)
_GREY_STEPS = range(8, 239, 10)
_INDEXED = tuple(
    f"#{red:02x}{green:02x}{blue:02x}"
    for red, green, blue in (
        *((r, g, b) for r in _CUBE_STEPS for g in _CUBE_STEPS for b in _CUBE_STEPS),
        *((grey, grey, grey) for grey in _GREY_STEPS),
    )
)
"""The colours 16 to 255 of a terminal with 256."""
_FIRST_INDEXED = 16
_NAMED = tuple(SIXTEEN.values())
_DARK_NAMED = 8
"""How many of the named colours come before the bright ones."""
_TEXTS = {Colours.INDEXED: _INDEXED, Colours.SIXTEEN: _NAMED}
_GROUNDS = {Colours.INDEXED: _INDEXED, Colours.SIXTEEN: _NAMED[:_DARK_NAMED]}


@lru_cache(maxsize=4096)
def reduced(style: str, colours: Colours) -> str:
    """A style, in SGR parameters, painted with so many colours; those that it names by number stay as they are."""
    if colours is Colours.FULL or not style:
        return style
    full = parsed(style)
    if colours is Colours.NONE:
        return _colourless(full).parameters
    text, ground = _colour(full.foreground), _colour(full.background)
    near_ground = _nearest(ground, _GROUNDS[colours]) if ground else None
    near_text = _nearest(text, _TEXTS[colours]) if text else None
    if text and near_text and ground and near_ground:
        needed = min(READABLE, contrast(text, ground))
        if contrast(near_text, near_ground) < needed:
            near_text = _nearest_readable(text, near_ground, needed, _TEXTS[colours])
    return CellStyle(
        full.attributes,
        _parameters(near_text, colours) if near_text else full.foreground,
        _parameters(near_ground, colours, is_ground=True) if near_ground else full.background,
    ).parameters


def _colourless(style: CellStyle) -> CellStyle:
    text, ground = _light(style.foreground), _light(style.background)
    if _REVERSE in style.attributes:
        text, ground = ground, text
    is_reverse = ground > _MIDDLE and not ground > text > _MIDDLE
    attributes = tuple(attribute for attribute in style.attributes if attribute != _REVERSE)
    return CellStyle((*attributes, _REVERSE) if is_reverse else attributes, PLAIN.foreground, PLAIN.background)


def _light(parameters: str) -> float:
    """The luminance of a colour in SGR parameters; 0 for one that the terminal knows by number."""
    colour = _colour(parameters)
    return luminance(colour) if colour else 0.0


def _colour(parameters: str) -> str | None:
    """The colour #rrggbb that SGR parameters spell out; None for one that the terminal knows by number."""
    match parameters.split(";"):
        case [_, "2", *parts] if all(part.isdecimal() and int(part) < 256 for part in parts):
            return "#" + "".join(f"{int(part):02x}" for part in parts)
        case _:
            return None


def _parameters(colour: str, colours: Colours, *, is_ground: bool = False) -> str:
    """The SGR parameters for a colour that the terminal has by number."""
    if colours is Colours.INDEXED:
        return f"{48 if is_ground else 38};5;{_INDEXED.index(colour) + _FIRST_INDEXED}"
    number = _NAMED.index(colour)
    first = (30 if number < _DARK_NAMED else 82) + (10 if is_ground else 0)
    return str(first + number)


@lru_cache(maxsize=4096)
def _nearest(colour: str, among: tuple[str, ...]) -> str:
    """The one that looks most like a colour, where the hue counts for more than the lightness."""
    light, a, b = _oklab(colour)

    def distance(candidate: str) -> float:
        its_light, its_a, its_b = _oklab(candidate)
        return (light - its_light) ** 2 + _HUE * ((a - its_a) ** 2 + (b - its_b) ** 2)

    return min(among, key=distance)


def _nearest_readable(text: str, ground: str, needed: float, among: tuple[str, ...]) -> str:
    readable = tuple(candidate for candidate in among if contrast(candidate, ground) >= needed)
    return _nearest(text, readable) if readable else max(among, key=lambda one: contrast(one, ground))


@cache
def _oklab(colour: str) -> tuple[float, float, float]:
    """Lightness, red against green, yellow against blue: https://bottosson.github.io/posts/oklab/."""
    red, green, blue = map(linear, channels(colour))
    long = (0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue) ** (1 / 3)
    middle = (0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue) ** (1 / 3)
    short = (0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue) ** (1 / 3)
    return (
        0.2104542553 * long + 0.7936177850 * middle - 0.0040720468 * short,
        1.9779984951 * long - 2.4285922050 * middle + 0.4505937099 * short,
        0.0259040371 * long + 0.7827717662 * middle - 0.8086757660 * short,
    )
