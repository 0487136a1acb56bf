"""Wording and layout of the screen, as pure functions: read models and a time in, words and their roles out."""
