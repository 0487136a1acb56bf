"""The rules that a profile's own files add: what is listened for, the saved replies, the written policy."""

import os

from tui_desk.bootstrap.profile import Profile
from tui_desk.config.listening import SHIPPED_RULES, LoadedListening, load_listening


def listening_of(profile: Profile) -> LoadedListening:
    """The listening rules of a profile; the practice desk has its own until the user writes some."""
    file = profile.paths.user_listening
    if profile.practice and not os.path.lexists(file):
        file = SHIPPED_RULES / "practice" / "listening.toml"
    return load_listening(SHIPPED_RULES, file)
