"""The screen: Textual, and nothing of how things are stored or sent."""
