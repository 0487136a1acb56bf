"""What a public text may give away, and what only looks like it."""

import time

import pytest

from tui_desk.domain.personal_data import PersonalData, personal_data


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Write to anna.k+desk@mail.example.org, please", PersonalData.MAIL_ADDRESS),
        ("We called +49 171 5550123 twice", PersonalData.PHONE_NUMBER),
        ("Call 0049-171-5550123.", PersonalData.PHONE_NUMBER),
        ("Your number is 0171 555 01 23?", PersonalData.PHONE_NUMBER),
        ("Reach us at (030) 5550 1234", PersonalData.PHONE_NUMBER),
        ("Card 4111 1111 1111 1111 was charged", PersonalData.CARD_NUMBER),
        ("Card 4111-1111-1111-1111", PersonalData.CARD_NUMBER),
        ("4111111111111111", PersonalData.CARD_NUMBER),
        ("We pay to DE89 3704 0044 0532 0130 00 today", PersonalData.BANK_ACCOUNT),
        ("GB82WEST12345698765432", PersonalData.BANK_ACCOUNT),
        ("IBAN GB82 WEST 1234 5698 7654 32 OK", PersonalData.BANK_ACCOUNT),
    ],
)
def test_what_identifies_a_person_is_found(text: str, found: PersonalData) -> None:
    assert personal_data(text) == (found,)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Hi @anna, your parcel 12345678 leaves on 01.02.2027 at 10:30",
        "Order 4111 1111 1111 1112",
        "Order 0000 0000 0000 0000",
        "It costs 1.234.567,00 and took 24 hours, from 08:00 to 18:00",
        "https://desk.example/track/+491715550123?mail=anna@mail.example.org",
        "Flight EW9463 on 2026-12-25, seat 12A",
        "We are open 2026-11-20 to 2026-12-24",
        "Ref 00123",
        "@brand @depot",
    ],
)
def test_what_only_looks_like_it_passes(text: str) -> None:
    assert personal_data(text) == ()


def test_each_kind_is_named_once() -> None:
    text = "a@b.example and c@d.example, +49 171 5550123"
    assert personal_data(text) == (PersonalData.MAIL_ADDRESS, PersonalData.PHONE_NUMBER)


@pytest.mark.parametrize("piece", ["1 ", "+", "a.", "a@", "DE89 ", "0 ", "(", "1-"])
def test_no_text_keeps_the_agent_waiting(piece: str) -> None:
    started = time.perf_counter()
    personal_data(piece * 5_000)
    assert time.perf_counter() - started < 1.0
