"""Finds what identifies a person in a text that everyone could read. Only what is sure enough to be worth a word.

A number is a card's or a bank account's only where its check digits say so, and a phone's only where it begins as one:
order numbers, dates and prices pass.
"""

import re
from collections.abc import Callable
from enum import StrEnum


class PersonalData(StrEnum):
    """What a text gives away."""

    MAIL_ADDRESS = "mail_address"
    PHONE_NUMBER = "phone_number"
    CARD_NUMBER = "card_number"
    BANK_ACCOUNT = "bank_account"


_LINK = re.compile(r"https?://\S+")
_MAIL = re.compile(r"[\w.+-]{1,64}@[^\W_][\w-]{0,62}(?:\.[\w-]{1,62}){0,4}\.[^\W\d_]{2,24}\b")
_GROUPED = r"\d(?:[ -]?\d)"
_CARD = re.compile(rf"(?<![\w+]){_GROUPED}{{12,18}}(?!\w)")
_BANK_ACCOUNT = re.compile(r"(?<!\w)[A-Z]{2}\d{2}(?: ?[0-9A-Z]){11,30}(?!\w)")
_PHONE = re.compile(
    r"(?<![\w.,+/-])(?:\+ ?|00(?=[1-9])|\(0\d{1,4}\) ?|0(?=[1-9]\d{0,3}[ /-]))"
    r"\d(?:[ ./()-]{0,2}\d){6,13}(?![\w/-])"
)
_FEWEST_PHONE_DIGITS = 8
_DATE = re.compile(r"\d{1,2}([./-])\d{1,2}\1\d{2,4}")


def personal_data(text: str) -> tuple[PersonalData, ...]:
    """What the text gives away, each kind once. What stands in links does not count."""
    left = _LINK.sub(" ", text)
    found = []
    # What one pattern has read the next must not read in another way.
    for kind, pattern, is_sure in _SIGNS:
        sure = [match[0] for match in pattern.finditer(left) if is_sure(match[0])]
        if sure:
            found.append(kind)
        for words in sure:
            left = left.replace(words, " ")
    return tuple(found)


def _is_card(number: str) -> bool:
    """By the check digit of ISO/IEC 7812 (Luhn)."""
    digits = [int(digit) for digit in reversed(_digits(number))]
    doubled = (sum(divmod(2 * digit, 10)) for digit in digits[1::2])
    return len(set(digits)) > 1 and (sum(digits[::2]) + sum(doubled)) % 10 == 0


def _is_bank_account(number: str) -> bool:
    """By the check digits of an IBAN (ISO 13616); words that follow it in capitals may have been caught with it."""
    groups = number.split(" ")
    return any(_has_iban_check("".join(groups[:count])) for count in range(1, len(groups) + 1))


def _has_iban_check(number: str) -> bool:
    if not 15 <= len(number) <= 34:
        return False
    return int("".join(str(int(char, 36)) for char in number[4:] + number[:4])) % 97 == 1


def _is_phone(number: str) -> bool:
    return len(_digits(number)) >= _FEWEST_PHONE_DIGITS and _DATE.match(number) is None


def _digits(number: str) -> str:
    return "".join(filter(str.isdecimal, number))


_SIGNS: tuple[tuple[PersonalData, re.Pattern[str], Callable[[str], bool]], ...] = (
    (PersonalData.MAIL_ADDRESS, _MAIL, bool),
    (PersonalData.BANK_ACCOUNT, _BANK_ACCOUNT, _is_bank_account),
    (PersonalData.CARD_NUMBER, _CARD, _is_card),
    (PersonalData.PHONE_NUMBER, _PHONE, _is_phone),
)
"""What each kind looks like, and what makes it sure."""
