"""What to type where the screen says which key to press."""

from pathlib import Path

from tui_desk.config.read_keymap import load_keymap
from tui_desk.config.resources import shipped_keymap
from tui_desk.domain.ids import CaseId
from tui_desk.tui.present.hints import key_of
from tui_desk.tui.present.spans import KeyOf

_ON_A_CASE = {
    "case.reply": "reply {} --public -",
    "case.message": "reply {} --message -",
    "case.follow_up": "reply {} --follow-up -",
    "case.note": "note {} -",
    "case.resolve": "resolve {}",
    "case.no_answer": "no-answer {} -",
    "case.waive": "waive {} -",
    "case.reopen": "reopen {}",
}
_ANYWHERE = {
    "case.undo": "undo",
    "case.view_owed": "list --view owed",
    "case.view_everything": "list --view everything",
}
_OPTIONS = {
    "review.promise": "--promise",
}
"""Keys of the review whose place an option of the command takes."""


def command_of(profile: str | None, case_id: CaseId | None, user_keymap: Path, preset: Path | None = None) -> KeyOf:
    """Says which command does an action on this case; for what only the desk can do, the key there.

    `profile`: as it was named on the command line, None if it was not.
    """
    program = "tui-desk" if profile is None else f"tui-desk --profile {profile}"

    def command(action: str) -> str:
        if action in _OPTIONS:
            return f"`{_OPTIONS[action]}`"
        if action in _ANYWHERE:
            return f"`{program} {_ANYWHERE[action]}`"
        if action in _ON_A_CASE:
            return f"`{program} {_ON_A_CASE[action].format('CASE' if case_id is None else case_id)}`"
        return f"`{key_of(load_keymap(shipped_keymap(), user_keymap, preset).keymap, action)}` at the desk"

    return command
