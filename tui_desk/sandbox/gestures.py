"""Reads what the brand's words do to a customer: ask, invite to a direct message, solve, promise, apologise.

A handful of patterns in the desk's commonest languages. They need not be clever: a practising agent writes like agents
do, and a customer who takes a sentence the wrong way is part of the trade.
"""

import re

from tui_desk.sandbox.matter_flow import Cue


def _pattern(*alternatives: str) -> re.Pattern[str]:
    return re.compile("|".join(alternatives), re.IGNORECASE)


_MESSAGE = (
    r"(?:\bDMs?\b|DM(?=[でをに])|direct message|private message|\binbox\b|\bMPs?\b|mensaje (?:directo|privado)"
    r"|\bprivado\b|message privé|en privé|Direktnachricht|PN\b|in privato|privébericht|الخاص|رسالة خاصة)"
)

_POINTED_TO_MESSAGES = _pattern(
    r"\b(?:we|I)(?:'ve| have)?\b[^.?!]{0,30}"
    r"\b(?:sent|replied|answered|responded|messaged|received|got|written)\b[^.?!]{0,40}" + _MESSAGE,
    r"\bcheck your " + _MESSAGE,
    r"\bwe(?:'ve| have)? (?:just )?(?:DM'?e?d|messaged) you\b",
    r"\b(?:glad|happy|pleased)\b[^.?!,]{0,40}\b(?:by|in|via|over|through)\b[^.?!,]{0,8}" + _MESSAGE,
    r"\b(?:sorted|solved|resolved|fixed)\b[^.?!,]{0,30}" + _MESSAGE,
)
_INVITED = _pattern(
    _MESSAGE,
    r"\bmessage us\b",
    r"\b(?:escríb|contáct)[^.]{0,20}(?:privad|mensaje)",
    r"schreib\w* uns",
)
_CLOSING_OFFER = _pattern(
    r"[^.!?]*\b(?:anything else|any(?:thing)? (?:other|further)|need (?:us|anything) again|is there more)\b"
    r"[^.!?]*[.!?]?"
)
_QUESTION = _pattern(
    r"[?？؟]",
    r"\b(?:please|kindly) (?:tell|let) us (?:know )?(?:which|what|when|where|your)\b",
    r"\b(?:tell us|let us know|send us|share|confirm) (?:your|the|which|what|when|where)\b",
)
_SOLVED = _pattern(
    r"https?://",
    r"^(?:@\w+ )*(?:yes|no)\b",
    r"\brefund(?:ed)?\b",
    r"\b(?:fixed|resolved|solved|sorted|corrected|restored|arranged|issued|credited|booked|located)\b",
    r"\b(?:found|delivered|rebooked|cancelled the|reissued|reset)\b",
    r"\byou (?:can|could|may|should|need to)\b",
    r"\bplease (?:try|use|visit|go|follow|restart|reinstall|log|take|ask|show|head|call|ring)\b",
    r"\btry (?:again|to|this)\b",
    r"\b(?:is|are|it's|we're) (?:now |back )?(?:running|working|valid|accepted|open|available|up again|moving)\b",
    r"\bon (?:its|the|his|her) way\b",
    r"\bthe next (?:train|coach|flight|bus|one)\b",
    r"\b(?:leaves?|departs?|arrives?|runs?) (?:at|from|in|on)\b",
    r"\b(?:voucher|valid)\b",
    r"\b(?:reembols|solucionad|resuelt|puede[ns]? |resolvid)",
    r"\b(?:rembours|réglé|résolu|vous pouvez)",
    r"\b(?:erstatte|behoben|gelöst|können Sie|kannst du)",
    r"\b(?:rimbors|risolto|può )",
    r"\b(?:opgelost|terugbetaald|u kunt|je kunt)",
    r"(?:解決|返金|ください)",
    r"(?:تم حل|تم رد|يمكنك)",
)
_PROMISED = _pattern(
    r"\blook(?:ing)? (?:into|at) (?:it|this|that)\b",
    r"\b(?:get|come) back to you\b",
    r"\b(?:keep|update) you\b",
    r"\bpass(?:ed|ing)? (?:it|this|that|your)\b",
    r"\binvestigat",
    r"\b(?:we'll|we will|I'll|I will|let me|we are|we're)\b[^.?!]{0,25}"
    r"\b(?:check|chas|find out|update|look|raise|ask|speak|on it)",
    r"\bas soon as\b",
    r"\bour (?:engineers|team|colleagues)\b",
    r"\b(?:revisar|miraremos|comprobar|informaremos)",
    r"\b(?:vérifi|regardons|reviens vers|revenons vers)",
    r"\b(?:prüfen|kümmern|melden uns|schauen)",
    r"\b(?:verificar|verifich)",
    r"\b(?:kijken|zoeken) (?:het|dit|we)",
    r"確認(?:し|いた)",
    r"(?:سنتحقق|نتابع)",
)
_APOLOGISED = _pattern(
    r"\b(?:sorry|apolog)",
    r"\b(?:lo siento|lamentamos|disculp|desculp|sentimos)",
    r"\b(?:désolé|excus)",
    r"\b(?:tut uns leid|entschuldig)",
    r"\b(?:scus|spiac)",
    r"\b(?:excuses|spijt)",
    r"(?:申し訳|すみません)",
    r"(?:نعتذر|آسف)",
)

_ABOUT = {
    "reference": _pattern(
        r"\b(?:reference|booking|order|claim|ticket|tag|confirmation)\b",
        r"\b(?:localizador|reserva|référence|dossier|buchungsnummer|vorgang|pratica|nummer)\b",
        r"(?:予約番号|رقم)",
    ),
    "contact": _pattern(
        r"\b(?:e-?mail|phone|address|full name|surname|contact (?:number|details)|teléfono|telefon|nom)\b"
    ),
    "photo": _pattern(r"\b(?:photos?|pictures?|screenshots?|image)\b"),
    "tried": _pattern(
        r"\b(?:have you (?:tried|checked|been)|did you (?:try|check)|are you able to|could you try|can you try)\b"
    ),
    "when": _pattern(r"\b(?:when|what (?:day|date|time)|how long ago|cuándo|quand|wann)\b"),
    "topic": _pattern(r"\b(?:which|what|where|whereabouts|more (?:details?|information|info))\b"),
    "yes": _pattern(
        r"\b(?:is|are|was|were|do|does|did|have|has|would|will|can|could) (?:it|this|that|you|the|there|your|they)\b"
    ),
}
"""What a question is about, the particular before the general."""

_SIGNATURE = re.compile(r"(?:\^|[-–*/] ?)([A-Z][A-Za-z]{0,14})\s*(?:\d/\d)?\s*$")


def read_gesture(text: str, *, has_message_button: bool, is_private: bool) -> Cue:
    """What a word of the brand amounts to; the most demanding thing in it counts."""
    words = _CLOSING_OFFER.sub("", text)
    if not is_private:
        if has_message_button:
            return Cue.INVITED
        if _POINTED_TO_MESSAGES.search(words):
            return Cue.POINTED_TO_MESSAGES
        if _INVITED.search(words):
            return Cue.INVITED
    for cue, pattern in (
        (Cue.ASKED, _QUESTION),
        (Cue.PROMISED, _PROMISED),
        (Cue.SOLVED, _SOLVED),
        (Cue.APOLOGISED, _APOLOGISED),
    ):
        if pattern.search(words):
            return cue
    return Cue.REPLIED


def question_about(text: str) -> str:
    """What a question is about: one of the keys of the table above, or "other"."""
    return next((subject for subject, pattern in _ABOUT.items() if pattern.search(text)), "other")


def signature(text: str) -> str | None:
    """The name or initials an agent signed with."""
    found = _SIGNATURE.search(text)
    return None if found is None else found[1]
