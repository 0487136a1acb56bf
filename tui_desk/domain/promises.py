"""What a text of ours promises, and by when; the words mean times where the agent is."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, time, timedelta, tzinfo
from functools import lru_cache

from tui_desk.domain.local_days import (
    CLOSING,
    DAY,
    MILLISECOND,
    NOON,
    WEEK,
    WEEKDAYS,
    coming_day,
    dates_in_year,
    local_time,
    moment_of,
    monday_after,
)

NIGHT = time(22)
"""When an evening ends that is promised."""

_FRIDAY = 4
_SOON = timedelta(hours=2) // MILLISECOND
"""A promise without an hour leaves at least this long."""
_FURTHEST_PROMISE = timedelta(days=90)
"""A date further ahead is rather one of last year that is spoken of."""


@dataclass(frozen=True, slots=True)
class Promise:
    """That we do something by a time, as far as the words tell."""

    words: str
    """As they stand in the text."""
    until: int


_VOCABULARY: dict[str, dict[str, str]] = {
    "en": {
        "within": "within|in|inside",
        "filler": "the|the next|next|about|around|up to|less than|under|an?|one",
        "numbers": "two|couple of|a couple of, three|few|a few|several, four, five, six, seven, eight, nine, ten",
        "half_hour": "half an hour|half-hour|the half hour",
        "minute": "min(?:ute)?s?",
        "hour": "h(?:ou)?rs?|h",
        "day": "days?",
        "workday": "(?:working|business|work) ?days?",
        "week": "weeks?",
        "by": "by|before|until|till|at|around|on|no later than",
        "today": "today",
        "end_of_day": "later today|(?:the )?end of (?:the |my |our )?(?:working )?day|eod",
        "overmorrow": "the day after tomorrow",
        "tomorrow": "tomorrow|tmrw",
        "weekdays": "monday, tuesday|tues, wednesday, thursday|thurs, friday|fri, saturday, sunday",
        "this_week": "this week|(?:the )?end of (?:the |this )?week",
        "next_week": "next week",
        "next": "next|this|coming",
        "this_afternoon": "this afternoon",
        "tonight": "tonight|this evening",
        "morning": "(?:in the )?morning|noon|midday|lunchtime",
        "afternoon": "(?:in the )?afternoon",
        "evening": "(?:in the )?evening|night",
        "past": "last|past|since|every|each|from",
        "past_after": "'s|ago",
    },
    "de": {
        "within": "in(?: den| der)?|innerhalb(?: von| der)?|binnen|im laufe(?: der)?",
        "filler": "(?:de[rnm] )?(?:nächsten|kommenden)|ein(?:e[rnm]?)?|etwa|circa|rund|maximal|höchstens",
        "numbers": "zwei, drei|(?:ein )?paar|einige[nr]?|wenige[nr]?, vier, fünf, sechs, sieben, acht, neun, zehn",
        "half_hour": "(?:einer )?halben stunde",
        "minute": "min(?:ute)?n?",
        "hour": "stunden?|std|h",
        "day": "tag(?:en?)?",
        "workday": "(?:werk|arbeits)tag(?:en?)?",
        "week": "wochen?",
        "by": "bis|spätestens|um|gegen|vor|am|zum|ab",
        "today": "heute",
        "end_of_day": "noch heute|heute noch|im laufe des tages",
        "overmorrow": "übermorgen",
        "tomorrow": "(?<!guten )(?<!am )(?<!heute )(?<!jeden )(?<!diesen )morgen",
        "weekdays": "montag, dienstag, mittwoch, donnerstag, freitag, samstag|sonnabend, sonntag",
        "this_week": "dieser? woche|ende der woche",
        "next_week": "(?:nächste|kommende)[rn]? woche",
        "next": "nächste[nr]?|kommende[nr]?|diese[nr]?",
        "this_afternoon": "am nachmittag",
        "tonight": "am abend",
        "morning": "früh|vormittags?|mittags?",
        "afternoon": "nachmittags?",
        "evening": "abends?",
        "past": "seit|letzte[nrms]?|vergangene[nrms]?|jeden|jede",
        "past_after": "(?!)",
    },
    "fr": {
        "within": "dans|sous|d'ici|en",
        "filler": "(?:les? |la |l')?(?:prochaine?s?)|les|l|environ|moins de|une?",
        "numbers": "deux, trois|quelques, quatre, cinq, six, sept, huit, neuf, dix",
        "half_hour": "(?:une |la )?demi-heure",
        "minute": "min(?:ute)?s?",
        "hour": "heures?|h",
        "day": "jours?",
        "workday": "jours? (?:ouvré|ouvrable)s?",
        "week": "semaines?",
        "by": "avant|d'ici|à|vers|pour|au plus tard|le|jusqu'à",
        "today": "aujourd'hui",
        "end_of_day": "dans la journée|(?:la )?fin de (?:la )?journée",
        "overmorrow": "après-demain",
        "tomorrow": "demain",
        "weekdays": "lundi, mardi, mercredi, jeudi, vendredi, samedi, dimanche",
        "this_week": "cette semaine|(?:la )?fin de (?:la )?semaine",
        "next_week": "(?:la )?semaine prochaine",
        "next": "ce",
        "this_afternoon": "cet après-midi",
        "tonight": "ce soir",
        "morning": "(?:dans la )?matin(?:ée)?|midi",
        "afternoon": "(?:dans l')?après-midi",
        "evening": "(?:dans la )?soir(?:ée)?",
        "past": "depuis|chaque|derni(?:er|ère)s?",
        "past_after": "derni(?:er|ère)|passée?",
    },
    "es": {
        "within": "en|dentro de|antes de",
        "filler": "(?:la|las|los)(?: próxim[oa]s?)?|una?|menos de",
        "numbers": "dos, tres|un[oa]s(?: poc[oa]s)?, cuatro, cinco, seis, siete, ocho, nueve, diez",
        "half_hour": "media hora",
        "minute": "min(?:uto)?s?",
        "hour": "horas?|h",
        "day": "d[íi]as?",
        "workday": "d[íi]as? (?:hábil|laborable)(?:es|s)?",
        "week": "semanas?",
        "by": "antes de|antes|del?|para|a|el|las?|sobre|hasta",
        "today": "hoy(?: mismo)?",
        "end_of_day": "(?:el )?final del día|a lo largo del día",
        "overmorrow": "pasado mañana",
        "tomorrow": "(?<!la )(?<!esta )mañana",
        "weekdays": "lunes, martes, mi[ée]rcoles, jueves, viernes, s[áa]bado, domingo",
        "this_week": "esta semana|final(?:es)? de (?:la )?semana",
        "next_week": "(?:la )?(?:próxima semana|semana que viene)",
        "next": "este|próximo",
        "this_afternoon": "esta tarde",
        "tonight": "esta noche",
        "morning": "(?:por|a) la mañana|mediodía|temprano",
        "afternoon": "(?:por|a) la tarde",
        "evening": "(?:por|a) la noche",
        "past": "desde|cada|últim[oa]s?|pasad[oa]",
        "past_after": "pasad[oa]",
    },
    "it": {
        "within": "entro|in|tra|fra|nell[ae]|nei",
        "filler": "le|la|l|un[ao]?|(?:le |l'|i |il )?prossim[oaei]|circa|massimo|meno di",
        "numbers": "due, tre|qualche|poch[ei]|alcun[ei], quattro, cinque, sei, sette, otto, nove, dieci",
        "half_hour": "mezz'?ora|mezza ora",
        "minute": "minut[oi]|min",
        "hour": "or[ae]|h",
        "day": "giorn[oi]",
        "workday": "giorn[oi] lavorativ[oi]",
        "week": "settiman[ae]",
        "by": "entro|per|alle|all|prima di|prima delle|il|le|le ore|verso",
        "today": "oggi(?: stesso)?",
        "end_of_day": "in giornata|fine giornata",
        "overmorrow": "dopodomani",
        "tomorrow": "domani",
        "weekdays": "lunedì, martedì, mercoledì, giovedì, venerdì, sabato, domenica",
        "this_week": "questa settimana|in settimana|fine settimana",
        "next_week": "(?:la )?(?:prossima settimana|settimana prossima)",
        "next": "prossimo|questo",
        "this_afternoon": "(?:questo|nel) pomeriggio",
        "tonight": "stasera|questa sera",
        "morning": "mattina|mattino|mezzogiorno",
        "afternoon": "(?:nel )?pomeriggio",
        "evening": "sera",
        "past": "dal|dall[ae]|ogni|scors[oa]|ultim[oaie]",
        "past_after": "scors[oa]|passat[oa]",
    },
    "pl": {
        "within": "za|w|w ciągu|do",
        "filler": r"najbliższ\w+|około|jedn\w+",
        "numbers": r"dw(?:a|ie|óch|u), trzy|trzech|kilku?|parę, cztery|czterech, pięć|pięciu, sześ\w+, "
        r"siedem|siedmiu, osiem|ośmiu, dziewię\w+, dziesię\w+",
        "half_hour": "pół godziny",
        "minute": "minut[ęy]?|min",
        "hour": "godzin[ęy]?|godz|h",
        "day": "dni|dnia|dzień",
        "workday": r"(?:dni|dnia) robocz\w+",
        "week": "tygodni[ae]?|tydzień",
        "by": "do|w|we|o|przed|na|najpóźniej|około|godziny|godz",
        "today": "dzi(?:ś|siaj)",
        "end_of_day": "jeszcze dzi(?:ś|siaj)|końca dnia|w ciągu dnia",
        "overmorrow": "pojutrz[ea]",
        "tomorrow": "jutr[oa]",
        "weekdays": "poniedział(?:ek|ku), wtor(?:ek|ku), środ[aęy], czwart(?:ek|ku), "
        "piąt(?:ek|ku), sobot[aęy], niedziel[aęi]",
        "this_week": "(?:w )?tym tygodniu|końca tygodnia",
        "next_week": "(?:w )?(?:przyszłym|następnym) tygodniu",
        "next": r"najbliższ\w+",
        "this_afternoon": "po południu",
        "tonight": "wieczorem",
        "morning": "rano|przed południem",
        "afternoon": "po południu",
        "evening": "wieczorem",
        "past": r"od|każd\w+|zeszł\w+|ostatni\w*|ubiegł\w+",
        "past_after": "temu",
    },
    "ru": {
        "within": "через|в течение|за",
        "filler": r"ближайш\w+|примерно|около|од\w+",
        "numbers": r"дв(?:а|е|ух), три|тр[её]х|нескольк\w+|пар[уы], четыре|четыр[её]х, пят[ьи], шест[ьи], "
        "сем[ьи], восемь|восьми, девят[ьи], десят[ьи]",
        "half_hour": "полчаса|получаса",
        "minute": "минут[уы]?|мин",
        "hour": "час(?:а|ов)?|ч",
        "day": "день|дн(?:я|ей)|сут(?:ок|ки)",
        "workday": r"рабоч\w+ дн(?:я|ей)",
        "week": "недел[юьи]",
        "by": "до|к|ко|в|во|около|на|не позднее|не позже",
        "today": "сегодня",
        "end_of_day": "ещ[её] сегодня|конца дня|в течение дня",
        "overmorrow": "послезавтра",
        "tomorrow": "завтра",
        "weekdays": "понедельник[ау]?, вторник[ау]?, сред[ауые], четверг[ау]?, "
        "пятниц[ауые], суббот[ауые], воскресень[еяю]",
        "this_week": "(?:на )?этой неделе|конца недели",
        "next_week": "(?:на )?следующей неделе",
        "next": r"эт\w+|ближайш\w+",
        "this_afternoon": "после обеда",
        "tonight": "вечером|вечера",
        "morning": "утром|с утра",
        "afternoon": "дн[её]м|после обеда",
        "evening": "вечером",
        "past": r"с|со|кажд\w+|прошл\w+|последн\w+",
        "past_after": "назад",
    },
}
"""The words of promises by language and meaning, as regular expressions; numbers from two on, weeks from Monday on."""

LANGUAGES = tuple(_VOCABULARY)
"""The languages in which promises are found."""

_NUMBERS = ("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_UNITS = ("half_hour", "minute", "hour", "workday", "day", "week")
_DAYS = ("end_of_day", "this_afternoon", "tonight", "overmorrow", "tomorrow", "today", "this_week", "next_week")
_PART_ENDS = {"morning": NOON, "afternoon": CLOSING, "evening": NIGHT}

_MONTH_WORDS = (
    r"jan\w*|jän\w*|gennaio|enero|stycz\w+|янв\w*",
    r"feb\w*|fév\w*|lut(?:y|ego)|фев\w*",
    r"mar(?:ch|s|zo|ca|zec)?|märz|март\w*",
    r"apr\w*|avr\w*|abr\w*|kwie\w+|апр\w*",
    r"may|mai|mayo|maggio|maj\w?|ма[йя]",
    r"jun\w*|juin|giugno|czerw\w+|июн\w*",
    r"jul\w*|juil\w*|luglio|lip(?:ca|iec)|июл\w*",
    r"aug\w*|août|agosto|sierp\w+|авг\w*",
    r"sep\w*|settembre|wrze\w+|сент\w*",
    r"o[ck]t\w*|ottobre|paźdz\w+|окт\w*",
    r"nov\w*|listopad\w?|нояб\w*",
    r"de[cz]\w*|déc\w*|dic\w*|grud\w+|дек\w*",
)
"""The months in all of LANGUAGES."""
_MONTH = "|".join(f"(?P<month_{number}>{words})" for number, words in enumerate(_MONTH_WORDS, start=1))
_DATE = rf"(?P<dom>\d{{1,2}})(?:st|nd|rd|th|er|º|\.)?\s(?:de |of )?(?:{_MONTH})"
_DATE_MONTH_FIRST = re.sub(r"\?P<(\w+)>", r"?P<\1_first>", rf"(?:{_MONTH})\s(?P<dom>\d{{1,2}})(?:st|nd|rd|th)?")
_HOUR = (
    r"(?P<hour>[01]?\d|2[0-3])(?:(?:[:.]|\s?h\s?)(?P<minute>[0-5]\d))?"
    r"(?:\s?(?P<mark>[ap]\.?m\b\.?|uhr\b|h\b|o'clock\b|час\w*|ч\b))?(?![\w%€$£]|[.,:]\d)"
)

_READ = "·"
"""Stands for each character that is not to be read, or has been: no part of a word, and no space."""
_QUOTED = re.compile(
    r"https?://\S+|www\.\S+|[@#]\w+|^>.*$"
    # Bounded, so that unpaired marks do not make a long text slow.
    r'|"[^"\n]{0,500}"|“[^”\n]{0,500}”|„[^“”\n]{0,500}[“”]|«[^»\n]{0,500}»|»[^«\n]{0,500}«'
    r"|(?<!\w)'[^'\n]{0,500}'(?!\w)",
    re.MULTILINE,
)


@dataclass(frozen=True, slots=True)
class _Grammar:
    """How promises are put in some languages."""

    hour_of_day: re.Pattern[str]
    """An hour and its day: by 5pm tomorrow."""
    day: re.Pattern[str]
    """A day, with an hour or a part of the day after it or none: by tomorrow at 10, Freitagnachmittag."""
    hour: re.Pattern[str]
    """An hour: by 5pm."""
    span: re.Pattern[str]
    """A stretch of time from now on: within two hours."""
    past_before: re.Pattern[str]
    past_after: re.Pattern[str]


@lru_cache(maxsize=len(LANGUAGES) + 1)
def _grammar(languages: tuple[str, ...]) -> _Grammar:
    def any_of(meaning: str) -> str:
        return f"(?:{'|'.join(dict.fromkeys(_VOCABULARY[language][meaning] for language in languages))})"

    def named(meanings: Iterable[str]) -> str:
        return "|".join(f"(?P<{meaning}>{any_of(meaning)})" for meaning in meanings)

    def listed(meaning: str, names: Iterable[str]) -> str:
        columns = zip(*(_VOCABULARY[language][meaning].split(", ") for language in languages), strict=True)
        return "|".join(
            f"(?P<{name}>{'|'.join(dict.fromkeys(column))})" for name, column in zip(names, columns, strict=True)
        )

    def pattern(text: str) -> re.Pattern[str]:
        return re.compile(text, re.IGNORECASE)

    by = rf"{any_of('by')}\s"
    weekdays = listed("weekdays", WEEKDAYS)
    day = rf"(?:{any_of('next')}\s)?(?:{named(_DAYS)}|{weekdays}|{_DATE}|{_DATE_MONTH_FIRST})"
    part = named(_PART_ENDS)
    number = rf"(?:(?:\d{{1,3}}\s?[-–]\s?)?(?P<count>\d{{1,3}})[\s-]?|(?:{listed('numbers', _NUMBERS)})\s)"
    filler = rf"(?:{any_of('filler')}(?:\s|'))"
    return _Grammar(
        hour_of_day=pattern(rf"(?<!\w)(?:{by}){{1,3}}{_HOUR}\s(?:{by})?{day}(?!\w)"),
        day=pattern(rf"(?<!\w)(?:{by}){{0,3}}{day}(?:,?\s?(?:{part}))?(?:,?\s(?:{by}){{1,2}}{_HOUR})?(?!\w)"),
        hour=pattern(rf"(?<!\w)(?:{by}){{1,3}}{_HOUR}(?P<ends>\s?(?:[.,;:!?)\n]|$))?"),
        span=pattern(rf"(?<!\w){any_of('within')}\s?(?<=[\s'])(?:{filler}){{0,2}}{number}?(?:{named(_UNITS)})(?!\w)"),
        past_before=pattern(rf"(?<!\w){any_of('past')}['\s]\s*$"),
        past_after=pattern(rf"\s?{any_of('past_after')}(?!\w)"),
    )


def promised(text: str, now: int, zone: tzinfo, lang: str = "") -> Promise | None:
    """What a text of ours says will be done, and by when; None if it names no time ahead.

    Only a proposal: whose matter a day is, the words cannot tell. Of several times the first to come counts, but a
    mere "today", which as often speaks of what has happened, only where there is no other. What is quoted and what
    stands in links does not count. `lang` is the text's language where it is known.
    """
    said = unicodedata.normalize("NFC", text).replace("’", "'")
    unquoted = _QUOTED.sub(lambda quoted: _READ * len(quoted[0]), said)
    for languages in ((lang,), LANGUAGES) if lang in LANGUAGES else (LANGUAGES,):
        found = list(_promises(_grammar(languages), unquoted, now, zone))
        if found:
            return min(found, key=lambda each: (each[0], each[1].until))[1]
    return None


def _promises(grammar: _Grammar, said: str, now: int, zone: tzinfo) -> Iterator[tuple[bool, Promise]]:
    """Each promise, and whether it is a mere "today"."""
    left = said
    until_named = ((grammar.hour_of_day, _until_day), (grammar.day, _until_day), (grammar.hour, _until_day))
    for pattern, until_of in (*until_named, (grammar.span, _until_span)):
        for found in pattern.finditer(left):
            if pattern is grammar.hour and not _is_hour(found):
                continue
            # What one pattern has read the next must not read in another way.
            left = left[: found.start()] + _READ * len(found[0]) + left[found.end() :]
            until = until_of(found, now, zone)
            is_past = grammar.past_before.search(said[max(0, found.start() - 20) : found.start()])
            if until is not None and not is_past and not grammar.past_after.match(said, found.end()):
                yield _is_mere_today(found), Promise(found[0].strip(" .,;:!?)\n"), until)


def _is_mere_today(found: re.Match[str]) -> bool:
    return _meaning(found, ("today",)) is not None and _meaning(found, ("hour", *_PART_ENDS)) is None


def _meaning(found: re.Match[str], meanings: Iterable[str]) -> str | None:
    groups = found.groupdict()
    return next((meaning for meaning in meanings if groups.get(meaning)), None)


def _until_day(found: re.Match[str], now: int, zone: tzinfo) -> int | None:
    """The end of what was named: its hour, else its part of the day, else six in the evening."""
    today = local_time(now, zone).date()
    part = _meaning(found, (*_PART_ENDS, "this_afternoon", "tonight"))
    named_day = _meaning(found, (*_DAYS, *WEEKDAYS, "dom", "dom_first"))
    days = _days_of(found, named_day, today) if named_day else (today, today + DAY)
    if found["hour"]:
        is_late = part not in (None, "morning")
        return _until_hour(found, days, now, zone, is_late=is_late)
    end = NIGHT if part == "tonight" else _PART_ENDS.get(part or "", CLOSING)
    until = next((at for day in days if (at := moment_of(day, end, now, zone)) > now), None)
    if until is None and (days != (today,) or part == "morning"):
        return None
    return max(until or 0, now + _SOON)


def _is_hour(found: re.Match[str]) -> bool:
    """Whether a number by itself is an hour: it says so, or nothing that could be counted follows."""
    return bool(found["minute"] or found["mark"]) or found["ends"] is not None


def _until_hour(found: re.Match[str], days: tuple[date, ...], now: int, zone: tzinfo, *, is_late: bool) -> int | None:
    hour, minute = int(found["hour"]), int(found["minute"] or 0)
    mark = (found["mark"] or "").lower()
    hours: tuple[int, ...] = (hour,)
    if mark.startswith(("a", "p")):
        hours = (hour % 12 + 12 * mark.startswith("p"),)
    elif hour < 12 and is_late:
        hours = (hour + 12,)
    elif not mark and found["hour"] in "123456":
        # "By 5" is said of the afternoon; but at night, of the coming morning.
        hours = (hour, hour + 12) if days[:1] == (local_time(now, zone).date(),) else (hour + 12,)
    moments = (moment_of(day, time(each, minute), now, zone) for day in days for each in hours)
    return next((moment for moment in moments if moment > now), None)


def _days_of(found: re.Match[str], named: str, today: date) -> tuple[date, ...]:
    """The days that the words may mean, soonest first."""
    match named:
        case "tomorrow":
            return (today + DAY,)
        case "overmorrow":
            return (today + 2 * DAY,)
        case "this_week":
            return (max(today, today + timedelta(days=_FRIDAY - today.weekday())),)
        case "next_week":
            return (monday_after(today) + timedelta(days=_FRIDAY),)
        case "dom" | "dom_first":
            return _dates_of(found, named.removeprefix("dom"), int(found[named]), today)
        case _ if named in WEEKDAYS:
            coming = coming_day(WEEKDAYS.index(named), today)
            return (coming, coming + WEEK)
    return (today,)


def _dates_of(found: re.Match[str], ending: str, day: int, today: date) -> tuple[date, ...]:
    month = next(month for month in range(1, 13) if found[f"month_{month}{ending}"])
    dates = (*dates_in_year(today.year, month, day), *dates_in_year(today.year + 1, month, day))
    return tuple(each for each in dates if today <= each <= today + _FURTHEST_PROMISE)


def _until_span(found: re.Match[str], now: int, zone: tzinfo) -> int:
    """So many minutes or hours from now; the evening of the day so many days or weeks from now."""
    number = _meaning(found, _NUMBERS)
    amount = int(found["count"]) if found["count"] else _NUMBERS.index(number) + 2 if number else 1
    day = local_time(now, zone).date()
    match _meaning(found, _UNITS):
        case "half_hour":
            return now + timedelta(minutes=30) // MILLISECOND
        case "minute":
            return now + timedelta(minutes=amount) // MILLISECOND
        case "hour":
            return now + timedelta(hours=amount) // MILLISECOND
        case "week":
            day += amount * WEEK
        case "workday":
            day = _workdays_later(day, amount)
        case _:
            day += amount * DAY
    return max(moment_of(day, CLOSING, now, zone), now + _SOON)


def _workdays_later(day: date, amount: int) -> date:
    """Saturdays and Sundays do not count."""
    while amount:
        day += DAY
        amount -= day.weekday() <= _FRIDAY
    return day
