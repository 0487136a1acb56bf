"""The shipped words tell praise from complaints that say thank you, in every language, and say why."""

import csv
import gzip
import io
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support import shared_data

from tui_desk.config.listening import SHIPPED_RULES, load_listening
from tui_desk.domain.listening import terms_in
from tui_desk.domain.praise import Praise, PraiseRules, praise, praise_trial

SHIPPED = load_listening(SHIPPED_RULES, Path("no user file")).praise_rules

PRAISE = {
    "en": (
        "Thank you so much @northwind, your crew at gate 4 is awesome!",
        "Shout out to Mira at the desk in Oslo, you made my day 💙",
        "Northwind ROCKS. Great service from start to end.",
    ),
    "de": (
        "Vielen Dank an das Team in Kassel, ihr seid super!",
        "Großes Lob: sehr freundliche Zugbegleiterin heute früh.",
        "Toller Service, ich bin begeistert",
    ),
    "fr": ("Merci beaucoup à l'équipage, vous êtes au top !", "Bravo, service impeccable", "Génial, j'adore l'appli"),
    "es": (
        "¡Muchas gracias por todo, sois los mejores!",
        "Excelente atención en la tienda de Vigo",
        "Me encanta la app, enhorabuena",
    ),
    "it": ("Grazie mille, siete i migliori!", "Personale gentilissimo a Bari, complimenti", "Ottimo servizio, bravi"),
    "pl": (
        "Bardzo dziękuję za szybką odpowiedź!",
        "Swietna obsluga, polecam",
        "Brawo, kawał dobrej roboty w Gdyni",
    ),
    "pt": ("Muito obrigada pela ajuda, vocês são demais!", "Parabéns, atendimento excelente", "Adorei o app novo"),
    "nl": ("Heel erg bedankt, top gedaan!", "Complimenten voor de conducteur, erg vriendelijk", "Geweldige service"),
    "ru": ("Огромное спасибо, вы молодцы!", "Отличный сервис, рекомендую", "Проводники молодцы, так держать"),
    "ja": ("対応が最高でした！ありがとうございます", "親切なスタッフさん、感動しました", "アクメさん大好き"),
}
NO_PRAISE = {
    "en": (
        "thanks for nothing, northwind",
        "Great, delayed again. You guys rock.",
        "Awesome service!! Three hours on hold",
        "Love your seats, but where is my bag",
        "Could you send it again, that would be awesome",
        "Is the lounge awesome?",
        "Not impressed",
        "Well done, you lost it 👏",
        "Thank you",
        "Excellent. My train was cancelled.",
        "amazing 🙄",
    ),
    "de": (
        "Vielen Dank für nichts",
        "Super Service, schon wieder 40 Minuten Verspätung",
        "Klasse, der Zug fällt aus",
        "Das war nicht gerade großartig",
        "Habt ihr noch die perfekten Plätze?",
        "Na toll. Großartig gemacht",
    ),
    "fr": (
        "Merci beaucoup pour rien",
        "Bravo, encore une heure de retard",
        "Ce n'est pas génial",
        "Un service parfait, mais ma valise est perdue",
        "Génial, le train est annulé",
    ),
    "es": (
        "Muchas gracias por nada",
        "Genial, otra vez con retraso",
        "Excelente, sigo esperando",
        "No es el mejor servicio",
        "¿Me encanta, pero cuándo llega?",
    ),
    "it": (
        "Grazie mille per niente",
        "Ottimo servizio, treno cancellato",
        "Complimenti per il ritardo",
        "Non siete i migliori",
        "Perfetto, valigia persa",
    ),
    "pl": (
        "Wielkie dzięki za nic",
        "Brawo wy, znowu opóźnienie",
        "Świetnie, pociąg odwołany",
        "To nie jest świetna obsługa",
        "Polecam, ale czekam już tydzień",
    ),
    "pt": (
        "Muito obrigado por nada",
        "Parabéns pelo atraso",
        "Excelente, perderam a mala e cancelaram o voo",
        "Não é o melhor",
        "Adorei, mas cadê o pedido",
    ),
    "nl": (
        "Heel erg bedankt voor niks",
        "Geweldig, weer vertraging",
        "Top service, koffer kwijt",
        "Niet de beste",
        "Compliment, maar ik wacht nog",
    ),
    "ru": (
        "Большое спасибо за испорченный день, опять задержка",
        "Отлично, рейс отменили",
        "Молодцы, потеряли багаж",
        "Это не лучший сервис",
        "Прекрасно, жду третий час",
    ),
    "ja": (
        "最高ですね、また遅延",
        "ありがとうございます。でも荷物が届きません",
        "対応が素晴らしくない",
        "大好きなのに残念",
        "最高の席はどこですか",
    ),
}


def cases(by_language: Mapping[str, tuple[str, ...]]) -> list[tuple[str, str]]:
    return [(language, text) for language, texts in by_language.items() for text in texts]


def test_every_shipped_language_is_tried_here() -> None:
    assert set(SHIPPED) == set(PRAISE) == set(NO_PRAISE)


@pytest.mark.parametrize(("language", "text"), cases(PRAISE))
def test_praise_is_told_and_explained(language: str, text: str) -> None:
    found = praise(text, language, SHIPPED)
    assert found is not None
    assert found.language == language
    assert found.because
    assert found.because == terms_in(text, found.because)
    assert set(found.because) <= set(SHIPPED[language].praises)


@pytest.mark.parametrize(("language", "text"), cases(NO_PRAISE))
def test_a_complaint_with_thanks_in_it_is_no_praise(language: str, text: str) -> None:
    assert praise(text, language, SHIPPED) is None


@pytest.mark.parametrize("language", sorted(SHIPPED))
def test_no_shipped_word_of_praise_takes_itself_back(language: str) -> None:
    rules = SHIPPED[language]
    assert [word for word in rules.praises if terms_in(word.removesuffix("*"), rules.takes_back)] == []
    for words in (rules.praises, rules.takes_back):
        assert len(set(words)) == len(words)


RULES = {"en": PraiseRules("en", ("so good", "love*"), ("not", "late*"))}


def test_the_words_found_are_the_reason() -> None:
    assert praise("So GOOD, loved it", "en", RULES) == Praise("en", ("so good", "love*"))


@pytest.mark.parametrize("lang", ["en", "EN", "en-GB"])
def test_a_region_makes_no_difference(lang: str) -> None:
    assert praise("so good", lang, RULES) is not None


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        ("so good", "de"),
        ("so good", "und"),
        ("so good", ""),
        ("so good?", "en"),
        ("so good？", "en"),
        ("not so good", "en"),
        ("so good, later than ever", "en"),
        ("fine", "en"),
        ("", "en"),
    ],
)
def test_any_doubt_takes_the_praise_back(text: str, lang: str) -> None:
    assert praise(text, lang, RULES) is None


def test_praise_can_be_tried() -> None:
    tried = praise_trial(RULES, [("so good", "en"), ("lovely", "en"), ("so late, so good", "en")], most_examples=1)
    assert (tried.looked_at, tried.count) == (3, 2)
    (example,) = tried.examples
    assert (example.text, example.rule, example.because) == ("so good", "praise.en", ("so good",))


@given(st.text(), st.sampled_from([*SHIPPED, "", "und"]))
def test_any_text_can_be_looked_at(text: str, lang: str) -> None:
    found = praise(text, lang, SHIPPED)
    assert found is None or terms_in(text, found.because) == found.because


def test_nine_in_ten_of_what_is_taken_for_praise_are_praise() -> None:
    """Posts to airlines that people labelled by hand: precision is the promise, finding all of it is not."""
    path = shared_data("dev/conversations/airline-sentiment.csv.gz")
    posts = list(csv.DictReader(io.StringIO(gzip.decompress(path.read_bytes()).decode())))
    labels = [post["airline_sentiment"] for post in posts if praise(post["text"], "en", SHIPPED)]
    positive = sum(post["airline_sentiment"] == "positive" for post in posts)

    assert labels.count("positive") / len(labels) >= 0.9
    assert labels.count("negative") / len(labels) <= 0.05
    assert labels.count("positive") / positive >= 0.1
