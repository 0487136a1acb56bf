"""Prices in dollars, with as few digits as they need."""

from tui_desk.domain.prices import MILLIONTHS


def dollars(millionths: int) -> str:
    """A price in dollars and cents, and in fractions of a cent only where it has them: $0.01, $0.015, $0.20."""
    whole, fraction = divmod(millionths, MILLIONTHS)
    digits = f"{fraction:06}".rstrip("0").ljust(2, "0")
    return f"${whole:,}.{digits}"
