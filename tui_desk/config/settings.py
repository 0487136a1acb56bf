"""The settings: every name, its default, its range, and a sentence on what it does.

Standard library only, so that a desk without a configuration starts without a validator.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Annotated, Any, Literal, get_args, get_type_hints

PREFIX = "TUI_DESK_"
"""Begins every environment variable of the program; a setting's is TUI_DESK_<SECTION>__<FIELD>."""


@dataclass(frozen=True, slots=True)
class Range:
    """The smallest and the largest number a setting takes, both included."""

    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Text:
    """The whole text a setting takes, as a regular expression, and in words after "must be"."""

    pattern: str
    meaning: str


ONE_LINE = r"[^\x00-\x1f\x7f-\x9f\u2028\u2029]"
"""One character that neither breaks the line nor steers a terminal."""


@dataclass(frozen=True, slots=True)
class DeskSettings:
    """How the screen looks and how an agent works at it."""

    theme: Annotated[str, Text(rf"{ONE_LINE}{{1,60}}", "the name of a theme")] = "desk-dark"
    """The colours: the name of a shipped theme, or of a file in the themes folder without its ending."""
    density: Literal["comfortable", "compact"] = "comfortable"
    """How much room a case takes in the feed."""
    sign_off: Annotated[str, Text(rf"{ONE_LINE}{{0,20}}", "up to 20 characters on one line")] = ""
    """Your initials as they end every public reply, such as ^JH; empty for none. They count in the length."""
    undo_seconds_reply: Annotated[float, Range(0, 120)] = 10.0
    """How long a public reply waits in the outbox before it is sent, and can be taken back."""
    undo_seconds_message: Annotated[float, Range(0, 120)] = 5.0
    """The same for a direct message."""


@dataclass(frozen=True, slots=True)
class EngineSettings:
    """How often the engine asks X, and how long it waits."""

    mentions_interval_seconds: Annotated[float, Range(0.2, 3600)] = 5.0
    """Pause between two looks for posts that mention the account."""
    messages_interval_seconds: Annotated[float, Range(0.2, 3600)] = 60.0
    """Pause between two looks for direct messages."""
    own_posts_interval_seconds: Annotated[float, Range(0.2, 3600)] = 30.0
    """Pause between two looks at the account's own posts, written here or elsewhere."""
    settle_seconds: Annotated[float, Range(1, 600)] = 60.0
    """How long X may take to show what was sent, before a missing post is believed to be missing."""
    max_unknown_minutes: Annotated[float, Range(1, 1440)] = 10.0
    """After this time an unknown send is put to the agent."""
    idle_exit_minutes: Annotated[float, Range(0.1, 1440)] = 5.0
    """The engine ends this long after the last desk has closed and nothing is left to send."""
    connect_timeout_seconds: Annotated[float, Range(0.1, 60)] = 5.0
    """How long a connection to X may take to open."""
    request_timeout_seconds: Annotated[float, Range(1, 300)] = 30.0
    """How long one request to X may take from start to end."""
    body_limit_bytes: Annotated[int, Range(100_000, 100_000_000)] = 10_000_000
    """The largest answer read from X; a larger one is refused unread."""


@dataclass(frozen=True, slots=True)
class AccountSettings:
    """How the account on X is spoken to, and what its plan allows."""

    vocabulary: Literal["tweet", "post"] = "tweet"
    """The field names this account's API speaks: X began to call a tweet a post in August 2026."""
    post_length_limit: Annotated[int, Range(1, 25_000)] = 280
    """The longest post the account may write, in X's weighted characters."""
    may_reply_unsummoned: bool = False
    """Whether the plan allows replies to posts that neither mention nor quote the account."""
    base_url: Annotated[
        str, Text(r"https://[A-Za-z0-9.-]+(:[0-9]{1,5})?", "an https address without a path or a password")
    ] = "https://api.twitter.com"
    """Where the API is. OAuth 1.0a signs for api.twitter.com alone; another address needs an OAuth 2 token."""


@dataclass(frozen=True, slots=True)
class PracticeSettings:
    """The practice desk on the simulated X."""

    speed: Annotated[float, Range(0, 1000)] = 0.0
    """Story seconds for each real second; 0 for the scenario's own pace."""


@dataclass(frozen=True, slots=True)
class Settings:
    """All sections of config.toml."""

    desk: DeskSettings = DeskSettings()
    engine: EngineSettings = EngineSettings()
    account: AccountSettings = AccountSettings()
    practice: PracticeSettings = PracticeSettings()


Section = DeskSettings | EngineSettings | AccountSettings | PracticeSettings
Values = Mapping[str, Mapping[str, Any]]
"""Chosen values by section and name; a name that is absent keeps its default."""


def with_values(settings: Settings, values: Values) -> Settings:
    """`settings` with the chosen values in place."""
    return replace(settings, **{name: replace(getattr(settings, name), **chosen) for name, chosen in values.items()})


def practice(settings: Settings) -> Settings:
    """`settings` for the practice desk: the simulated X costs nothing and answers at once, so it is asked often."""
    return replace(
        settings,
        engine=replace(
            settings.engine,
            mentions_interval_seconds=0.5,
            messages_interval_seconds=5.0,
            own_posts_interval_seconds=2.0,
            settle_seconds=5.0,
        ),
    )


def section_types() -> dict[str, type[Section]]:
    """The sections by name, in the order of the documentation."""
    return {field.name: type(getattr(Settings(), field.name)) for field in fields(Settings)}


def allowed(section_type: type[Section], name: str) -> str:
    """What a setting takes, in words after "must be"."""
    hint = get_type_hints(section_type, include_extras=True)[name]
    match get_args(hint):
        case (kind, Range(low, high)):
            return f"{'a whole number' if kind is int else 'a number'} from {low:,} to {high:,}"
        case (_, Text(meaning=meaning)):
            return meaning
        case ():
            return "true or false"
        case choices:
            return " or ".join(f'"{choice}"' for choice in choices)
