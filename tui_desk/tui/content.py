"""Text from outside on the screen: the one place where it becomes Textual content, is wrapped and is shortened.

Text is only ever a `Content` object, never markup, and is cleaned once more on the way. Lines break between grapheme
clusters: Textual's own wrapping cuts flags in half. Widths are Rich's, as everywhere in Textual.
"""

import re
from collections.abc import Iterator
from functools import lru_cache

from rich.cells import cell_len, split_graphemes
from textual.content import Content
from textual.style import Style

from tui_desk.domain.clean import POST_LIMIT, clean, clean_line

_ELLIPSIS = "…"
_NON_JOINER = "\N{ZERO WIDTH NON-JOINER}"

_JOINER_OF_LETTERS = re.compile(r"(?<![\xa9\xae\u203c-\u3299\ufe0f\U0001f000-\U0001faff])\u200d")
"""A joiner that picks a letter form. Rich takes every joiner for one of emoji and gives what follows it no width."""

_FLAG_HALF = re.compile(r"[\U0001f1e6-\U0001f1ff]")
_BREAKS_ANYWHERE = re.compile(r"[\u2e80-\u312f\u3190-\ua4cf\uf900-\ufaff\uff00-\uffef\U0001f000-\U0003ffff]")
"""Ideographs, kana and emoji: a line may break before and after each of them."""

_NEVER_FIRST = frozenset("、。，．：；！？）］｝」』】〉》”’%,.:;!?)]}…ー々ぁぃぅぇぉっゃゅょァィゥェォッャュョ")


def outside(text: str, style: Style | str = "") -> Content:
    """Text from outside in a style, ready to draw."""
    return Content.styled(_drawable(clean(text)), style)


def wrap(text: str, width: int) -> list[str]:
    """The text in lines of at most `width` cells, broken at spaces where possible and never inside a cluster.

    A cluster that is wider than `width` has a line of its own.
    """
    return list(_wrapped(text, width))


@lru_cache(maxsize=1024)
def truncate(text: str, width: int) -> str:
    """The text in one line of at most `width` cells; an ellipsis takes the place of what is left out."""
    line = _drawable(clean_line(text, POST_LIMIT))
    if cell_len(line) <= width:
        return line
    end = used = 0
    for cluster, cells in _clusters(line):
        if used + cells > width - cell_len(_ELLIPSIS):
            break
        end, used = end + len(cluster), used + cells
    return _trimmed(line[:end]) + _ELLIPSIS if width > 0 else ""


def _drawable(cleaned: str) -> str:
    """Clean text in a form whose width Rich counts right."""
    return _JOINER_OF_LETTERS.sub(_NON_JOINER, cleaned) if "\u200d" in cleaned else cleaned


@lru_cache(maxsize=1024)
def _wrapped(text: str, width: int) -> tuple[str, ...]:
    lines = _drawable(clean(text)).split("\n")
    return tuple(part for line in lines for part in _folded(line, width))


def _folded(line: str, width: int) -> Iterator[str]:
    """One line in parts of at most `width` cells; the spaces at a break are left out."""
    if cell_len(line) <= width:
        yield line
        return
    start = position = used = 0
    opportunity: int | None = None
    opportunity_used = 0
    before = ""
    for cluster, cells in _clusters(line):
        if used and _may_break(before, cluster):
            opportunity, opportunity_used = position, used
        while used + cells > width and cluster != " " and position > start:
            end, kept = (opportunity, opportunity_used) if opportunity is not None else (position, used)
            yield _trimmed(line[start:end])
            start, used, opportunity = end, used - kept, None
        position, used, before = position + len(cluster), used + cells, cluster
    yield _trimmed(line[start:])


def _may_break(before: str, after: str) -> bool:
    if after == " " or after[0] in _NEVER_FIRST:
        return False
    return before == " " or _BREAKS_ANYWHERE.match(before) is not None or _BREAKS_ANYWHERE.match(after) is not None


def _trimmed(part: str) -> str:
    """Without the spaces at its end, and without a non-joiner that has lost the letter it stood before."""
    return part.rstrip(" " + _NON_JOINER)


def _clusters(line: str) -> Iterator[tuple[str, int]]:
    """The clusters of a line with their widths in cells; the two halves of a flag are one cluster."""
    if line.isascii():
        yield from ((char, 1) for char in line)
        return
    half: tuple[str, int] | None = None
    for start, end, width in split_graphemes(line)[0]:
        cluster = line[start:end]
        if half is not None:
            cluster, width, half = half[0] + cluster, half[1] + width, None
            yield cluster, width
        elif _FLAG_HALF.fullmatch(cluster) and _FLAG_HALF.match(line, end):
            half = (cluster, width)
        else:
            yield cluster, width
