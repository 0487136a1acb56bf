"""Cleaning of text from outside, so that it can neither drive the terminal nor pretend to be something else.

The text is first spelled out in kinds, one letter for each code point (`_RANGES`), and the letters are matched against
the grammar of legal text (`_CLUSTER`). What the grammar does not know is replaced by something visible, never deleted,
because a deletion can join two harmless halves into something harmful. No escape sequence is ever interpreted: once
ESC and the C1 codes are gone, the rest of a sequence is plain text.

Rules: Unicode Technical Reports 36 and 39 (invisible characters, spoofing), 51 (emoji sequences) and 29 (clusters).
Cleaning is idempotent: it happens on the way in and again where the text is drawn.
"""

import re
import unicodedata

POST_LIMIT = 25_000
"""Code points in the longest post that X accepts."""

LINE_LIMIT = 200
"""Code points in a name, a bio or an error detail; X ends a bio at 160."""

GROWTH = 5
"""One code point becomes at most this many, in the tag of a bidi control."""

CLUSTER_BYTES = 64
"""UTF-8 bytes of the longest cluster that the grammar lets pass; the longest emoji in use has 35."""

_ELLIPSIS = "…"
_UNSHOWABLE = "\N{REPLACEMENT CHARACTER}"
_BLANK = "\N{OPEN BOX}"
_NON_JOINER = "\N{ZERO WIDTH NON-JOINER}"
_TAB = " " * 4
_CONTROL_PICTURES = 0x2400

_BIDI_NAMES = {
    "\u061c": "ALM",
    "\u200e": "LRM",
    "\u200f": "RLM",
    "\u202a": "LRE",
    "\u202b": "RLE",
    "\u202c": "PDF",
    "\u202d": "LRO",
    "\u202e": "RLO",
    "\u2066": "LRI",
    "\u2067": "RLI",
    "\u2068": "FSI",
    "\u2069": "PDI",
}

_UNUSUAL = re.compile(
    r"[^\n -~\u00a0-\u00ac\u00ae-\u02ff\u0370-\u0482\u048a-\u058f\u05d0-\u05f4"
    r"\u2010-\u2027\u2030-\u205e\u20a0-\u20c0\u2100-\u27ff\u2900-\u2bff\u3000-\u3029\u3030-\u3096\u309b-\u3163\u3165-\ua48c"
    r"\uac00-\ud7a3\uf900-\ufaff\uff01-\uff9f\U0001f1e6-\U0001f1ff\U0001f300-\U0001faff]"
)
"""A code point that needs a closer look. The rest is never a mark, invisible or a control, and stands for itself."""

_RANGES = {
    "n": r"\n",  # line break
    "r": r"\r",  # carriage return, legal only before a line break
    "l": r"\x85\u2028\u2029",  # line breaks by other names
    "a": r"\t",
    "x": r"\x00-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufff0-\ufffb\ufffe\uffff",  # controls and what is no character
    "d": r"\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069",  # bidi controls
    "z": r"\u200d",  # zero-width joiner
    "w": r"\u200c",  # zero-width non-joiner
    "k": r"\u200b",  # zero-width space
    "v": r"\u180b-\u180d\u180f\ufe00-\ufe0f\U000e0100-\U000e01ef",  # variation selectors
    "g": r"\U000e0030-\U000e0039\U000e0061-\U000e007a",  # tags that spell the region of a flag
    "c": r"\U000e007f",  # the tag that ends a flag
    "h": r"\xad\u034f\u17b4\u17b5\u180e\u2060-\u2065\u206a-\u206f\ufeff\U000e0000-\U000e0fff",  # invisible
    "o": r"\u115f\u1160\u2800\u3164\uffa0",  # letters and patterns that look like a blank
    "f": r"\U0001f3f4",  # the flag that tags may follow
    "t": r"\U0001f3fb-\U0001f3ff",  # skin tones
    # Any pictograph. A wide net is harmless, since it only decides where a joiner is at home.
    "e": r"\xa9\xae\u203c\u2049\u2122\u2139\u2190-\u23ff\u24c2\u25a0-\u27bf\u2934\u2935\u2b00-\u2bff\u3030\u303d"
    r"\u3297\u3299\U0001f000-\U0001f1e5\U0001f200-\U0001faff",
}
"""Kinds that go by code point; where two ranges overlap the first counts. `_kind` names the rest."""

_KIND = re.compile("|".join(f"(?P<{kind}>[{ranges}])" for kind, ranges in _RANGES.items()))

_JOINING_SCRIPTS = re.compile(
    r"[\u0600-\u07ff\u0840-\u0dff\u0f00-\u109f\u1700-\u18af\u1a20-\u1bff\ua800-\ua9df\uaa60-\uaaff\ufb50-\ufdff\ufe70-\ufefe"
    r"\U00010a00-\U00010fff\U00011000-\U00011fff\U0001e900-\U0001e95f]"
)
"""Scripts in which joiners choose between letter forms: Arabic and its kin, Indic, Southeast Asian, Mongolian."""

_SPACELESS_SCRIPTS = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u1950-\u19ff\u1a20-\u1aaf\uaa60-\uaadf]")
"""Scripts that part words by a zero-width space: Thai, Lao, Burmese, Khmer, Tai."""

_VISIBLE_FORMAT = re.compile(r"[\u0600-\u0605\u06dd\u070f\u0890\u0891\u08e2\U000110bd\U000110cd]")
"""Format characters that have a shape of their own, such as the Arabic number sign."""

_CLUSTER = (
    r"n"
    r"|fg{3,6}c"
    r"|[eft]v?t?(?:z[ef]v?t?){0,3}m{0,2}"
    r"|jv?(?:m{0,6}[zw]m{0,2}|m{0,8})"
    r"|pv?m{0,8}(?:w(?=j))?"
    r"|sm{0,8}"
)
"""The grammar of what may be shown, over kinds: a line break, a flag, an emoji sequence, or a base with its marks."""

_TOKEN = re.compile(rf"(?P<kept>(?:{_CLUSTER})+)|(?P<line_break>l|rn)|(?P<hidden>[hvmzwgc]+)|(?P<single>.)")


def clean(text: str, *, limit: int = POST_LIMIT) -> str:
    """Text of several lines that is safe to draw: every line break is LF, a TAB is four spaces, nothing is invisible.

    The result has at most `limit` code points; longer text is cut between clusters and ends in an ellipsis.
    """
    window = text[: limit + CLUSTER_BYTES]
    cleaned = window if _UNUSUAL.search(window) is None else _repaired(window)
    if len(cleaned) <= limit and len(window) == len(text):
        return cleaned
    return _cut(cleaned, limit - len(_ELLIPSIS)) + _ELLIPSIS


def clean_line(text: str, limit: int = LINE_LIMIT) -> str:
    """Text of one line, for names, handles, bios and error details: as `clean`, and every line break is a space."""
    return clean(text, limit=limit).replace("\n", " ")


class _Kinds(dict[int, str]):
    """The kind of each code point met so far, for `str.translate`."""

    MOST = 10_000

    def __missing__(self, code: int) -> str:
        if len(self) >= self.MOST:  # whoever writes the posts must not decide how much memory this takes
            self.clear()
        kind = self[code] = _kind(chr(code))
        return kind


_kinds = _Kinds()


def _kind(char: str) -> str:
    """The letter in `_RANGES`; else m: mark, s: space, j: of a joining script, h: invisible, p: anything else."""
    named = _KIND.match(char)
    if named is not None and named.lastgroup is not None:
        return named.lastgroup
    category = unicodedata.category(char)
    if category == "Cf" and not _VISIBLE_FORMAT.match(char):
        return "h"
    if category == "Cn" and ord(char) & 0xFFFE == 0xFFFE:
        return "x"
    if category.startswith("M"):
        return "m"
    if category == "Zs":
        return "s"
    return "j" if _JOINING_SCRIPTS.match(char) else "p"


def _repaired(text: str) -> str:
    """The text with everything the grammar does not know replaced; one pass, without backtracking."""
    pieces = []
    for token in _TOKEN.finditer(text.translate(_kinds)):
        match token.lastgroup:
            case "kept":
                pieces.append(text[token.start() : token.end()])
            case "line_break":
                pieces.append("\n")
            case "hidden":
                pieces.append(_UNSHOWABLE)
            case _:
                pieces.append(_shown(text[token.start()], text[token.start() - 1 : token.start()]))
    return "".join(pieces)


def _shown(char: str, before: str) -> str:
    """What stands for one code point that must not reach the screen; `before` is the one before it."""
    if char == "\t":
        return _TAB
    if char == "\u200b":
        return " " if _SPACELESS_SCRIPTS.match(before) else _UNSHOWABLE
    if char in _BIDI_NAMES:
        return f"‹{_BIDI_NAMES[char]}›"
    if "\x00" < char < " ":
        return chr(_CONTROL_PICTURES + ord(char))
    if char == "\x7f":
        return "\N{SYMBOL FOR DELETE}"
    return _BLANK if _kind(char) == "o" else _UNSHOWABLE


def _cut(cleaned: str, length: int) -> str:
    """The longest beginning of at most `length` code points that ends between two clusters."""
    end = 0
    for cluster in re.finditer(_CLUSTER, cleaned.translate(_kinds)):
        if cluster.end() > length:
            break
        end = cluster.end()
    return cleaned[:end].rstrip(_NON_JOINER)  # which is at home only before the letter that was cut off
