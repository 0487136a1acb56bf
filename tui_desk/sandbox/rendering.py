"""The text of a post as X serves it: links wrapped, signs escaped, attachments appended, entities placed."""

import hashlib
import html
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from tui_desk.sandbox.text import (
    TEXT_LIMIT,
    Span,
    cashtags_in,
    cut_to_weight,
    hashtags_in,
    mentions_in,
    urls_in,
    weighted_length,
)

_WRAPPED_LENGTH = 10
_DISPLAY_LENGTH = 27

Entity = dict[str, Any]
"""One entity as it goes over the wire; start and end count code points of the served, escaped text."""


@dataclass(frozen=True, slots=True)
class Appendix:
    """A link X puts after the text: an attached picture, a quoted post, the button that opens a direct message."""

    expanded_url: str
    display_url: str
    media_key: str | None = None


@dataclass(frozen=True, slots=True)
class RenderedText:
    """A text with its entities; `display_end` is where the appended links begin."""

    text: str
    entities: dict[str, list[Entity]]
    display_start: int
    display_end: int

    @property
    def display_text_range(self) -> list[int]:
        """The part a reader is meant to see, in code points of the served text."""
        return [self.display_start, self.display_end]


class Renderer:
    """Builds the served form of one text; `user_id_of` finds the user behind a handle."""

    def __init__(self, seed: str, user_id_of: Callable[[str], int | None]) -> None:
        """`seed` makes the wrapped links of one post its own, and the same at every reading."""
        self._seed = seed
        self._user_id_of = user_id_of
        self._text = ""
        self._entities: dict[str, list[Entity]] = {}
        self._links = 0

    def render(self, raw: str, display_start: int, appendices: Sequence[Appendix] = ()) -> RenderedText:
        """Render `raw`, whose first `display_start` code points are the leading run of @names."""
        position = 0
        spans = sorted(_spans_of(raw), key=lambda found: (found[1].start, -found[1].end))
        for kind, span in spans:
            if span.start < position:
                continue  # a tag inside a link is part of the link
            self._text += html.escape(raw[position : span.start], quote=False)
            self._add(kind, span, raw)
            position = span.end
        self._text += html.escape(raw[position:], quote=False)
        display_end = len(self._text)
        for appendix in appendices:
            self._text += " " if self._text else ""
            self._add_link(appendix.expanded_url, appendix.display_url, appendix.media_key)
        return RenderedText(self._text, self._entities, min(display_start, display_end), display_end)

    def _add(self, kind: str, span: Span, raw: str) -> None:
        if kind == "urls":
            expanded = span.value if "://" in span.value else f"http://{span.value}"
            self._add_link(expanded, _shortened(expanded.split("://", 1)[1]), None)
            return
        start = len(self._text)
        self._text += html.escape(raw[span.start : span.end], quote=False)
        entity: Entity = {"start": start, "end": len(self._text)}
        if kind == "mentions":
            user_id = self._user_id_of(span.value)
            entity |= {"username": span.value} | ({} if user_id is None else {"id": str(user_id)})
        else:
            entity |= {"tag": span.value}
        self._entities.setdefault(kind, []).append(entity)

    def _add_link(self, expanded_url: str, display_url: str, media_key: str | None) -> None:
        start = len(self._text)
        wrapped = self._wrapped_link()
        self._text += wrapped
        entity: Entity = {
            "start": start,
            "end": len(self._text),
            "url": wrapped,
            "expanded_url": expanded_url,
            "display_url": display_url,
        }
        if media_key is not None:
            entity["media_key"] = media_key
        self._entities.setdefault("urls", []).append(entity)

    def _wrapped_link(self) -> str:
        digest = hashlib.blake2b(f"{self._seed}:{self._links}".encode(), digest_size=8).hexdigest()
        self._links += 1
        return f"https://t.co/{digest[:_WRAPPED_LENGTH]}"


def cut_if_long(raw: str, display_start: int) -> str | None:
    """The beginning that goes into `text` when the whole is a long post, ending in an ellipsis; None for others."""
    written = raw[display_start:]
    if weighted_length(written) <= TEXT_LIMIT:
        return None
    return raw[:display_start] + cut_to_weight(written, TEXT_LIMIT - 4) + "…"


def _spans_of(raw: str) -> list[tuple[str, Span]]:
    found = (("urls", urls_in), ("mentions", mentions_in), ("hashtags", hashtags_in), ("cashtags", cashtags_in))
    return [(kind, span) for kind, spans in found for span in spans(raw)]


def _shortened(url: str) -> str:
    return url if len(url) <= _DISPLAY_LENGTH else url[: _DISPLAY_LENGTH - 1] + "…"
