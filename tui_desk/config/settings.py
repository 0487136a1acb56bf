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


@dataclass(frozen=True, slots=True)
class Texts:
    """A list of texts, each of them whole: their regular expression, and the list in words after "must be"."""

    pattern: str
    meaning: str


ONE_LINE = r"[^\x00-\x1f\x7f-\x9f\u2028\u2029]"
"""One character that neither breaks the line nor steers a terminal."""

REPLY_CODE = Text(r"[A-Za-z0-9][A-Za-z0-9_-]{0,29}", "the code of a saved reply")

HOUR_AND_MINUTE = r"(?:[01]?[0-9]|2[0-3]):[0-5][0-9]"
PERIODS = Texts(
    rf"{HOUR_AND_MINUTE}-(?:{HOUR_AND_MINUTE}|24:00)", 'a list of periods such as ["09:00-12:30", "13:30-17:00"]'
)
ROUND_THE_CLOCK = ("00:00-24:00",)


@dataclass(frozen=True, slots=True)
class DeskSettings:
    """How the screen looks and how an agent works at it."""

    theme: Annotated[str, Text(rf"{ONE_LINE}{{1,60}}", "the name of a theme")] = "desk-dark"
    """The colours: the name of a shipped theme, or of a file in the themes folder without its ending. A terminal with
    few colours gets desk-16-colours or desk-monochrome in the place of desk-dark."""
    symbols: Literal["auto", "unicode", "ascii"] = "auto"
    """What borders, marks and arrows are drawn with: "auto" takes ASCII where the locale is not UTF-8 and on the
    console of Linux."""
    density: Literal["comfortable", "compact"] = "comfortable"
    """How much room a case takes in the feed, until a key changes it for good."""
    bell: Literal["off", "mine", "at_risk", "everything"] = "at_risk"
    """When the terminal's bell rings, once each time: "mine" when a clock of a case of yours has less than 15 minutes
    left or runs out, "at_risk" when any clock does, "everything" also when one more customer waits."""
    notify: bool = True
    """Whether the terminal also shows a desktop notification when the bell rings, if it is known to have them."""
    keys: Literal["default", "vim", "arrows"] = "default"
    """The keys to begin with: "vim" has numbers before moves and the lanes on g 1 to g 7; "arrows" has few keys, and no
    letter among them. Your own keybindings.toml lies over them."""
    keyboard: Literal["qwerty", "azerty"] = "qwerty"
    """The keyboard the digits are on: with "azerty" the keys of their row are the digits without Shift, too, as far as
    they are not keys of something else. Keyboards for other scripts need no setting."""
    sign_off: Annotated[str, Text(rf"{ONE_LINE}{{0,20}}", "up to 20 characters on one line")] = ""
    """Your initials as they end every public reply, such as ^JH; empty for none. They count in the length."""
    undo_seconds_reply: Annotated[float, Range(0, 120)] = 10.0
    """How long a public reply waits in the outbox before it is sent, and can be taken back."""
    undo_seconds_message: Annotated[float, Range(0, 120)] = 5.0
    """The same for a direct message."""
    acknowledgement: Annotated[str, REPLY_CODE] = "ack"
    """The saved reply that is offered first when a case is acknowledged, by its code."""
    follow_up: Annotated[str, REPLY_CODE] = "followup"
    """The saved reply that is offered for a public follow-up, by its code."""
    repeat_warning: Annotated[int, Range(0, 100)] = 5
    """A public text sent word for word this often in a day is named before it is sent again, since X takes identical
    texts for spam; 0 to send without a word."""


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
class HoursSettings:
    """When the desk is open. Clocks that count business time stand still outside these hours."""

    zone: Annotated[
        str,
        Text(
            r"(?:[A-Za-z0-9_+-]+(?:/[A-Za-z0-9_+-]+)*)?",
            'the IANA name of a time zone such as "Europe/Berlin", or empty',
        ),
    ] = ""
    """The time zone of these hours and dates; empty for the zone of the machine."""
    monday: Annotated[tuple[str, ...], PERIODS] = ROUND_THE_CLOCK
    """The hours of a Monday, in any number of periods; an empty list for a day that is closed."""
    tuesday: Annotated[tuple[str, ...], PERIODS] = ROUND_THE_CLOCK
    """The same for Tuesday."""
    wednesday: Annotated[tuple[str, ...], PERIODS] = ROUND_THE_CLOCK
    """The same for Wednesday."""
    thursday: Annotated[tuple[str, ...], PERIODS] = ROUND_THE_CLOCK
    """The same for Thursday."""
    friday: Annotated[tuple[str, ...], PERIODS] = ROUND_THE_CLOCK
    """The same for Friday."""
    saturday: Annotated[tuple[str, ...], PERIODS] = ROUND_THE_CLOCK
    """The same for Saturday."""
    sunday: Annotated[tuple[str, ...], PERIODS] = ROUND_THE_CLOCK
    """The same for Sunday."""
    holidays: Annotated[
        tuple[str, ...],
        Texts(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", 'a list of dates in quotation marks such as ["2026-12-25"]'),
    ] = ()
    """The dates on which the desk is closed all day, whatever the weekday."""


@dataclass(frozen=True, slots=True)
class TargetsSettings:
    """How soon customers are to hear from us. A target of 0 means that there is no such clock."""

    count: Literal["business", "calendar"] = "business"
    """Whether the clocks run in the opening hours alone, or always."""
    first_response_minutes: Annotated[int, Range(0, 43_200)] = 60
    """From a customer's first post, or the one that opened the case again, to our first word."""
    first_response_minutes_message: Annotated[int, Range(0, 43_200)] = 60
    """The same where the customer wrote a direct message."""
    next_response_minutes: Annotated[int, Range(0, 43_200)] = 60
    """From the oldest unanswered post of a customer who has had a word from us, to our answer."""
    next_response_minutes_message: Annotated[int, Range(0, 43_200)] = 60
    """The same where that was a direct message."""
    update_minutes: Annotated[int, Range(0, 43_200)] = 240
    """From our last word to the next, while we still owe the customer one."""
    follow_up_minutes: Annotated[int, Range(0, 43_200)] = 1440
    """From a solution in private to the public closing word."""
    resolution_minutes: Annotated[int, Range(0, 43_200)] = 2880
    """From a customer's first word to the solution; the time we waited for the customer does not count."""
    praise_minutes: Annotated[int, Range(0, 43_200)] = 1440
    """From praise to our thanks."""
    urgent_percent: Annotated[int, Range(1, 1000)] = 25
    """How much of these times an urgent case has."""
    high_percent: Annotated[int, Range(1, 1000)] = 50
    """How much of these times a case of high priority has."""
    low_percent: Annotated[int, Range(1, 1000)] = 200
    """How much of these times a case of low priority has."""
    reopening_grace_minutes: Annotated[int, Range(0, 43_200)] = 60
    """What a case that is opened again has at least, until its resolution is due."""


@dataclass(frozen=True, slots=True)
class PricesSettings:
    """What X charges for a text that leaves, in US dollars: by default the pay-per-use price list of 2026."""

    post: Annotated[float, Range(0, 100)] = 0.015
    """A post or an unsummoned reply."""
    post_with_link: Annotated[float, Range(0, 100)] = 0.2
    """The same with a link in it."""
    reply: Annotated[float, Range(0, 100)] = 0.01
    """A reply to a post that mentions or quotes the account."""
    reply_with_link: Annotated[float, Range(0, 100)] = 0.2
    """The same with a link in it; X does not state this price, so the one of a post is taken."""
    repost: Annotated[float, Range(0, 100)] = 0.015
    """Showing a customer's post to our followers."""
    message: Annotated[float, Range(0, 100)] = 0.015
    """A direct message."""
    warn_over: Annotated[float, Range(0, 100)] = 0.05
    """A text dearer than this is named before it leaves."""


@dataclass(frozen=True, slots=True)
class ListeningSettings:
    """The search for posts that speak of us without turning to us."""

    interval_seconds: Annotated[float, Range(10, 3600)] = 60.0
    """Pause between two searches; X charges for each post that is found."""
    query_limit: Annotated[int, Range(128, 4096)] = 512
    """The longest search the plan allows, in characters."""


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
    hours: HoursSettings = HoursSettings()
    targets: TargetsSettings = TargetsSettings()
    prices: PricesSettings = PricesSettings()
    listening: ListeningSettings = ListeningSettings()
    practice: PracticeSettings = PracticeSettings()


Section = (
    DeskSettings
    | EngineSettings
    | AccountSettings
    | HoursSettings
    | TargetsSettings
    | PricesSettings
    | ListeningSettings
    | PracticeSettings
)
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
        listening=replace(settings.listening, interval_seconds=2.0),
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
        case (_, Text(meaning=meaning) | Texts(meaning=meaning)):
            return meaning
        case ():
            return "true or false"
        case choices:
            return " or ".join(f'"{choice}"' for choice in choices)
