"""A terminal desk for people who answer customers on X."""

__version__ = "0.1.0"
