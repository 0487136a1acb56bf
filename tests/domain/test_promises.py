"""A text of ours promises what people read in it, in every language, and never something past."""

from datetime import tzinfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from local_times import BERLIN, NOWS, WEDNESDAY, ZONES, at, local

from tui_desk.domain.promises import LANGUAGES, Promise, promised

PROMISES = [
    ("en", "We'll get back to you tomorrow.", "tomorrow", "Thu 2026-11-26 18:00"),
    ("en", "You'll hear from us within 2 hours!", "within 2 hours", "Wed 2026-11-25 16:00"),
    ("en", "Your refund is with you by Friday.", "by Friday", "Fri 2026-11-27 18:00"),
    ("en", "We'll call you today.", "today", "Wed 2026-11-25 18:00"),
    ("en", "More in 30 minutes", "in 30 minutes", "Wed 2026-11-25 14:30"),
    ("en", "An answer by 5pm, promised", "by 5pm", "Wed 2026-11-25 17:00"),
    ("en", "You'll know by 5.", "by 5", "Wed 2026-11-25 17:00"),
    ("en", "Done by 9am", "by 9am", "Thu 2026-11-26 09:00"),
    ("en", "We'll write this afternoon", "this afternoon", "Wed 2026-11-25 18:00"),
    ("en", "We'll write this evening at 8", "this evening at 8", "Wed 2026-11-25 20:00"),
    ("en", "Settled by tomorrow at 15:30", "by tomorrow at 15:30", "Thu 2026-11-26 15:30"),
    ("en", "Settled at 3pm tomorrow", "at 3pm tomorrow", "Thu 2026-11-26 15:00"),
    ("en", "Back within the hour", "within the hour", "Wed 2026-11-25 15:00"),
    ("en", "Back in half an hour", "in half an hour", "Wed 2026-11-25 14:30"),
    ("en", "Expect it in 2-3 working days.", "in 2-3 working days", "Mon 2026-11-30 18:00"),
    ("en", "In a couple of days we know more", "In a couple of days", "Fri 2026-11-27 18:00"),
    ("en", "By the end of the week", "By the end of the week", "Fri 2026-11-27 18:00"),
    ("en", "We'll look next week", "next week", "Fri 2026-12-04 18:00"),
    ("en", "It arrives by 28 November.", "by 28 November", "Sat 2026-11-28 18:00"),
    ("en", "It arrives on Dec 1st", "on Dec 1st", "Tue 2026-12-01 18:00"),
    ("en", "Friday morning you'll have it", "Friday morning", "Fri 2026-11-27 12:00"),
    ("de", "Wir melden uns morgen bis 12 Uhr.", "morgen bis 12 Uhr", "Thu 2026-11-26 12:00"),
    ("de", "Antwort innerhalb von zwei Stunden", "innerhalb von zwei Stunden", "Wed 2026-11-25 16:00"),
    ("de", "Bis Freitagnachmittag wissen wir mehr", "Bis Freitagnachmittag", "Fri 2026-11-27 18:00"),
    ("de", "Sie hören noch heute von uns", "noch heute", "Wed 2026-11-25 18:00"),
    ("de", "In einer halben Stunde mehr", "In einer halben Stunde", "Wed 2026-11-25 14:30"),
    ("de", "Wir rufen in 30 Minuten an", "in 30 Minuten", "Wed 2026-11-25 14:30"),
    ("de", "Spätestens um 17 Uhr", "Spätestens um 17 Uhr", "Wed 2026-11-25 17:00"),
    ("de", "In den nächsten 2 Tagen", "In den nächsten 2 Tagen", "Fri 2026-11-27 18:00"),
    ("de", "Heute Nachmittag mehr", "Heute Nachmittag", "Wed 2026-11-25 18:00"),
    ("de", "Am 28. November ist es da", "Am 28. November", "Sat 2026-11-28 18:00"),
    ("fr", "On vous répond demain matin.", "demain matin", "Thu 2026-11-26 12:00"),
    ("fr", "Une réponse d’ici 2 heures", "d'ici 2 heures", "Wed 2026-11-25 16:00"),
    ("fr", "Avant 17h30, promis", "Avant 17h30", "Wed 2026-11-25 17:30"),
    ("fr", "Réponse avant vendredi", "avant vendredi", "Fri 2026-11-27 18:00"),
    ("fr", "Cet après-midi au plus tard", "Cet après-midi", "Wed 2026-11-25 18:00"),
    ("fr", "Dans la journée", "Dans la journée", "Wed 2026-11-25 18:00"),
    ("fr", "On vous écrit aujourd’hui", "aujourd'hui", "Wed 2026-11-25 18:00"),
    ("fr", "Réponse dans 30 minutes", "dans 30 minutes", "Wed 2026-11-25 14:30"),
    ("es", "Te escribimos mañana por la mañana", "mañana por la mañana", "Thu 2026-11-26 12:00"),
    ("es", "Lo sabrás en 2 horas", "en 2 horas", "Wed 2026-11-25 16:00"),
    ("es", "En 30 minutos te decimos", "En 30 minutos", "Wed 2026-11-25 14:30"),
    ("es", "Antes del viernes", "Antes del viernes", "Fri 2026-11-27 18:00"),
    ("es", "Antes de las 17:00", "Antes de las 17:00", "Wed 2026-11-25 17:00"),
    ("es", "Esta tarde te llamamos", "Esta tarde", "Wed 2026-11-25 18:00"),
    ("es", "Hoy mismo", "Hoy mismo", "Wed 2026-11-25 18:00"),
    ("it", "Ti scriviamo domani", "domani", "Thu 2026-11-26 18:00"),
    ("it", "Entro due ore", "Entro due ore", "Wed 2026-11-25 16:00"),
    ("it", "Tra 30 minuti", "Tra 30 minuti", "Wed 2026-11-25 14:30"),
    ("it", "Entro venerdì", "Entro venerdì", "Fri 2026-11-27 18:00"),
    ("it", "Entro le 17.", "Entro le 17", "Wed 2026-11-25 17:00"),
    ("it", "Questo pomeriggio", "Questo pomeriggio", "Wed 2026-11-25 18:00"),
    ("it", "Ti rispondiamo oggi", "oggi", "Wed 2026-11-25 18:00"),
    ("pl", "Odpiszemy jutro rano", "jutro rano", "Thu 2026-11-26 12:00"),
    ("pl", "W ciągu 2 godzin", "W ciągu 2 godzin", "Wed 2026-11-25 16:00"),
    ("pl", "Za 30 minut", "Za 30 minut", "Wed 2026-11-25 14:30"),
    ("pl", "Do piątku", "Do piątku", "Fri 2026-11-27 18:00"),
    ("pl", "Do godziny 17", "Do godziny 17", "Wed 2026-11-25 17:00"),
    ("pl", "Dziś po południu", "Dziś po południu", "Wed 2026-11-25 18:00"),
    ("pl", "Odpiszemy dzisiaj", "dzisiaj", "Wed 2026-11-25 18:00"),
    ("ru", "Ответим завтра утром", "завтра утром", "Thu 2026-11-26 12:00"),
    ("ru", "В течение двух часов", "В течение двух часов", "Wed 2026-11-25 16:00"),
    ("ru", "Через 30 минут", "Через 30 минут", "Wed 2026-11-25 14:30"),
    ("ru", "До пятницы", "До пятницы", "Fri 2026-11-27 18:00"),
    ("ru", "До 17:00", "До 17:00", "Wed 2026-11-25 17:00"),
    ("ru", "Сегодня вечером", "Сегодня вечером", "Wed 2026-11-25 22:00"),
    ("ru", "Ответим сегодня", "сегодня", "Wed 2026-11-25 18:00"),
    ("ru", "Через час", "Через час", "Wed 2026-11-25 15:00"),
]


@pytest.mark.parametrize(("language", "text", "words", "until"), PROMISES)
def test_what_a_text_promises(language: str, text: str, words: str, until: str) -> None:
    for lang in (language, "", "ja"):
        promise = promised(text, at(WEDNESDAY), BERLIN, lang)
        assert promise is not None
        assert (promise.words, local(promise.until)) == (words, until)


def test_every_language_has_its_promises() -> None:
    assert {language for language, *_ in PROMISES} == set(LANGUAGES)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "We'll get back to you soon.",
        "Yesterday that was different.",
        "Since Friday we know of it; last Friday it began.",
        "In the last 2 hours nothing came.",
        "Two days ago",
        'You wrote "tomorrow" and “by Friday”.',
        "> by Friday\n",
        "Look at https://example.com/tomorrow and @tomorrow #today",
        "Tomorrow's timetable is out.",
        "It costs 5 euros, 17:00 is on the ticket, we have 24 trains.",
        "Up by 5% and by 10 people",
        "It began on 20 November.",
        "today at 9:00 it stopped",
        "Heute Vormittag war noch alles gut",
        "Guten Morgen! Seit Montag gestört.",
        "Vendredi dernier. Bonjour, merci!",
        "El viernes pasado por la mañana",
        "Venerdì scorso, ogni giorno",
        "W zeszły piątek, od poniedziałku",
        "С понедельника. В прошлую пятницу. Приятного завтрака!",
        "Doskonały fundusz. Todayish. Subtomorrow.",
    ],
)
def test_a_text_that_promises_nothing(text: str) -> None:
    assert promised(text, at(WEDNESDAY), BERLIN) is None


@pytest.mark.parametrize(
    ("now", "text", "words", "until"),
    [
        ("2026-11-25 17:30", "today", "today", "Wed 2026-11-25 19:30"),
        ("2026-11-25 23:30", "tonight", "tonight", "Thu 2026-11-26 01:30"),
        ("2026-11-27 10:00", "by Friday", "by Friday", "Fri 2026-11-27 18:00"),
        ("2026-11-27 19:00", "by Friday", "by Friday", "Fri 2026-12-04 18:00"),
        ("2026-11-28 10:00", "this week", "this week", "Sat 2026-11-28 18:00"),
        ("2026-11-27 19:00", "within 1 working day", "within 1 working day", "Mon 2026-11-30 18:00"),
        ("2026-11-25 03:00", "by 6:00", "by 6:00", "Wed 2026-11-25 06:00"),
        ("2026-11-25 22:00", "by 6:00", "by 6:00", "Thu 2026-11-26 06:00"),
        ("2026-11-25 09:00", "tomorrow at 10", "tomorrow at 10", "Thu 2026-11-26 10:00"),
        ("2026-11-25 09:00", "tomorrow at 5", "tomorrow at 5", "Thu 2026-11-26 17:00"),
        ("2026-12-30 09:00", "by 4 January", "by 4 January", "Mon 2027-01-04 18:00"),
        ("2026-10-24 12:00", "within 24 hours", "within 24 hours", "Sun 2026-10-25 11:00"),
    ],
)
def test_when_it_is_said(now: str, text: str, words: str, until: str) -> None:
    promise = promised(text, at(now), BERLIN, "en")
    assert promise is not None
    assert (promise.words, local(promise.until)) == (words, until)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Thanks for writing today, you'll have it by Friday.", "by Friday"),
        ("Money by Friday, a word within 2 hours.", "within 2 hours"),
        ("Not tomorrow but the day after tomorrow", "tomorrow"),
        ('You said "today"; we say tomorrow.', "tomorrow"),
        ("Hi @bytomorrow, we'll write tonight https://example.com/by-5pm", "tonight"),
    ],
)
def test_which_of_several(text: str, words: str) -> None:
    promise = promised(text, at(WEDNESDAY), BERLIN, "en")
    assert promise is not None
    assert promise.words == words


def test_the_language_given_is_read_first() -> None:
    """ "Morgen" is a day in German, and "in 2 h" is more urgent in any language."""
    text = "Morgen mehr, later today the rest"
    assert promised(text, at(WEDNESDAY), BERLIN, "de") == Promise("Morgen", at("2026-11-26 18:00"))
    assert promised(text, at(WEDNESDAY), BERLIN) == Promise("later today", at("2026-11-25 18:00"))


PIECES = (
    "by in within the next 2 5pm 17:00 10 tomorrow today Friday hours days '' \" > bis morgen um Uhr einer Stunde "
    "d'ici demain à 17h mañana por la entro le ore do jutra w ciągu godzin до завтра через 28 November 31 June ' . , ·"
)


@given(
    st.one_of(st.lists(st.sampled_from(PIECES.split()), max_size=12).map(" ".join), st.text(max_size=60)), NOWS, ZONES
)
@settings(deadline=None)
def test_a_promise_lies_ahead_and_stands_in_the_text(text: str, now: int, zone: tzinfo) -> None:
    for lang in ("", "en", "ru"):
        promise = promised(text, now, zone, lang)
        if promise is not None:
            assert promise.until > now
            assert promise.words
            assert "·" in text or "·" not in promise.words


@pytest.mark.parametrize("piece", ["in the next ", "by ", "by 5 by ", "tomorrow ", '"', "d'ici à ", "2-", "«", "1 "])
def test_a_long_text_is_read_in_time_that_grows_with_its_length(piece: str) -> None:
    """A direct message may have 10,000 characters; an expression that tries everything would not come back."""
    text = (piece * 10_000)[:10_000]
    promise = promised(text, at(WEDNESDAY), BERLIN)
    assert promise is None or promise.until > at(WEDNESDAY)
