"""Makes the prices from the settings."""

from dataclasses import fields

from tui_desk.config.settings import PricesSettings
from tui_desk.domain.prices import MILLIONTHS, Prices


def prices_of(chosen: PricesSettings) -> Prices:
    """The prices in whole millionths of a dollar."""
    return Prices(**{field.name: round(getattr(chosen, field.name) * MILLIONTHS) for field in fields(Prices)})
