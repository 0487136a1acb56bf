"""What the desk remembers of a customer, in words."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC
from zoneinfo import ZoneInfo

import pytest
from house import ANNA as REAL_ANNA
from house import House
from thread_of import ANNA, JO, NOW, STANDING, decided, note, post, thread

from tui_desk.desk.commands import AddNote
from tui_desk.desk.views import CustomerMemory, EarlierCase, Thread, ThreadDecision
from tui_desk.domain.decisions import ChannelPreferred, ConsentNoted, NoAnswerNeeded, Promised, PromiseEnded, ZoneNoted
from tui_desk.domain.ids import AgentName, CaseId
from tui_desk.domain.model import Budget, CaseState, Channel, FollowUp, Person
from tui_desk.domain.permission import Capabilities, Summons
from tui_desk.tui.present.ages import DAY, HOUR
from tui_desk.tui.present.customer import customer_lines, customer_title
from tui_desk.tui.present.customer_time import guessed_zone, hour_there, zone_named
from tui_desk.tui.present.spans import Columns, Role, plain
from tui_desk.tui.present.thread import Reader

READER = Reader(JO, NOW, UTC, lambda action: f"<{action}>")
NOTHING = CustomerMemory(ANNA, (), (), (), (), {})


def remembered(*items: ThreadDecision) -> CustomerMemory:
    return replace(NOTHING, decided=tuple(item.decided for item in items))


def words(columns: Columns) -> str:
    return plain((*columns.left, *columns.fill, *columns.right))


def page(memory: CustomerMemory, found: Thread | None = None, reader: Reader = READER) -> Sequence[Columns]:
    return customer_lines(memory, found or thread(), Capabilities(), reader)


def row(label: str, memory: CustomerMemory, found: Thread | None = None, reader: Reader = READER) -> str:
    """What stands beside a label."""
    (line,) = [line for line in page(memory, found, reader) if plain(line.left).strip() == label]
    return plain(line.fill)


def section(heading: str, memory: CustomerMemory, found: Thread | None = None) -> list[str]:
    """The lines below a heading."""
    lines = [words(line) for line in page(memory, found)]
    below = lines[lines.index(heading) + 1 :]
    return below[: below.index("")] if "" in below else below


def test_the_page_begins_with_who_it_is() -> None:
    known = replace(NOTHING, customer=replace(ANNA, verified="blue", bio="Pots\nand pans"), languages=("pl", "xx"))
    assert words(customer_title(known)) == "Customer  @anna  Anna K · verified"
    assert row("Followers", known) == "2,130"
    assert row("About", known) == "Pots and pans"
    assert row("Place", known) == "Gdynia"
    assert row("Writes", known) == "Polish, xx"


def test_a_stranger_has_a_page_that_says_what_is_missing() -> None:
    stranger = replace(NOTHING, customer=Person(ANNA.user_id, "anna", "Anna"))
    labels = {plain(line.left).strip() for line in page(stranger)}
    assert not labels & {"About", "Place", "Writes"}
    assert row("Local time", stranger) == "not known: <panel.zone> notes their time zone"
    assert row("Consent", stranger).endswith("<panel.consent> notes the answer")
    assert section("Promises", stranger) == ["None was made."]
    assert section("Notes", stranger) == ["None yet: <case.note> writes one."]
    assert section("Earlier cases", stranger) == ["This is their first."]


def test_a_noted_zone_tells_the_local_time() -> None:
    memory = remembered(decided(ZoneNoted("Asia/Tokyo")), decided(ZoneNoted("Europe/Warsaw")))
    assert row("Local time", memory) == "05:00 tomorrow, 9 h ahead of you · Asia/Tokyo"


def test_a_zone_guessed_from_the_profile_is_said_to_be_a_guess() -> None:
    memory = replace(NOTHING, customer=replace(ANNA, location="Warsaw, Poland"))
    assert row("Local time", memory) == "perhaps 21:00, 1 h ahead of you · guessed from “Warsaw”: <panel.zone> notes it"
    noted = replace(memory, decided=(decided(ZoneNoted("UTC")).decided,))
    assert row("Local time", noted) == "20:00, as with you · UTC"


def test_a_zone_that_nobody_knows_is_named() -> None:
    memory = remembered(decided(ZoneNoted("Mars/Olympus")))
    assert row("Local time", memory).startswith("“Mars/Olympus” is no time zone that this machine knows")


@pytest.mark.parametrize(
    ("location", "name"),
    [
        ("London", "Europe/London"),
        ("🌍 LONDON, UK 🇬🇧", "Europe/London"),
        ("new york, ny", "America/New_York"),
        ("São Paulo - Brasil", "America/Sao_Paulo"),
        ("Dar es Salaam", "Africa/Dar_es_Salaam"),
        ("Port-au-Prince", "America/Port-au-Prince"),
        ("Łódź / Warsaw", "Europe/Warsaw"),
        ("the moon", None),
        ("Jersey City", None),
        ("Europe/Paris", "Europe/Paris"),
        ("../../etc/passwd", None),
        ("Etc", None),
        ("a" * 1_000, None),
        ("", None),
    ],
)
def test_a_zone_is_guessed_by_the_name_of_a_city_alone(location: str, name: str | None) -> None:
    found = guessed_zone(location)
    assert (found.name if found else None) == name


@pytest.mark.parametrize("name", ["", "Europe", "a/../b", "x\0y", "Nowhere", "/etc/localtime"])
def test_what_is_no_zone_is_none(name: str) -> None:
    assert zone_named(name) is None


@pytest.mark.parametrize(
    ("there", "here", "said"),
    [
        ("UTC", "UTC", "20:00, as with you"),
        ("Asia/Kolkata", "UTC", "01:30 tomorrow, 5 h 30 min ahead of you"),
        ("America/New_York", "Asia/Tokyo", "15:00 yesterday, 14 h behind you"),
    ],
)
def test_the_hour_there_says_how_far_it_is(there: str, here: str, said: str) -> None:
    assert hour_there(NOW, ZoneInfo(there), ZoneInfo(here)) == said


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (True, "✓ they agree that we keep what they are outside X · jo, 19:00"),
        (False, "✗ they do not agree that we keep what they are outside X · jo, 19:00"),
    ],
)
def test_consent_says_who_noted_it_and_when(given: bool, said: str) -> None:
    latest, before = decided(ConsentNoted(given), ago=HOUR), decided(ConsentNoted(not given), ago=DAY)
    assert row("Consent", remembered(latest, before)) == said


@pytest.mark.parametrize(
    ("channels", "said"),
    [
        ({Channel.REPLY: 3, Channel.MESSAGE: 1}, "mostly writes in public, 3 of 4: "),
        ({Channel.MESSAGE: 2}, "mostly writes by message, 2 of 2: "),
        ({Channel.REPLY: 1, Channel.MESSAGE: 1}, "not known: "),
        ({}, "not known: "),
    ],
)
def test_the_preferred_channel_is_told_by_where_they_write(channels: dict[Channel, int], said: str) -> None:
    found = row("Prefers", replace(NOTHING, channels=channels))
    assert found == f"{said}<panel.prefers> notes what they prefer"


def test_a_noted_channel_goes_before_any_count() -> None:
    memory = replace(remembered(decided(ChannelPreferred("mail"))), channels={Channel.REPLY: 9})
    assert row("Prefers", memory) == "mail · jo, 20:00"
    taken_off = remembered(decided(ChannelPreferred("")), decided(ChannelPreferred("mail")))
    assert row("Prefers", taken_off).startswith("not known")


@pytest.mark.parametrize(
    ("summons", "said"),
    [
        (Summons.MENTION, "✓ X takes one: their post mentions us"),
        (Summons.QUOTE, "✓ X takes one: their post quotes us"),
        (Summons.ANSWER, "✓ X takes one: their post answers one of ours"),
        (Summons.NONE, "✗ X refuses one: their post neither mentions nor quotes us"),
    ],
)
def test_a_reply_says_why_x_takes_it_or_not(summons: Summons, said: str) -> None:
    target = replace(post(), summons=summons)
    assert row("Reply", NOTHING, thread(reply_to=target)) == said


def test_a_reply_needs_a_post_that_is_there() -> None:
    assert row("Reply", NOTHING) == "– there is no public post of theirs to reply to"
    gone = replace(post(), gone=True)
    assert row("Reply", NOTHING, thread(reply_to=gone)) == "✗ their post is deleted on X"
    unasked = Capabilities(may_reply_unsummoned=True)
    target = replace(post(), summons=Summons.NONE)
    lines = customer_lines(NOTHING, thread(reply_to=target), unasked, READER)
    assert any("✓ X takes one: our plan allows it unasked" in words(line) for line in lines)


@pytest.mark.parametrize(
    ("receives", "asked_at", "said"),
    [
        (True, NOW - 3 * HOUR, "✓ X says that they take messages from us · asked 3h ago"),
        (False, NOW, "✗ X says that they take none from us · asked just now"),
        (None, None, "? X has not said whether they take messages · not asked yet"),
    ],
)
def test_a_message_says_what_x_said_and_when(receives: bool | None, asked_at: int | None, said: str) -> None:
    person = replace(ANNA, receives_messages=receives, asked_at=asked_at)
    assert row("Message", replace(NOTHING, customer=person)) == said


def test_who_has_blocked_us_is_out_of_reach() -> None:
    blocked = replace(NOTHING, customer=replace(ANNA, blocks_us=True))
    target = post()
    assert row("Reply", blocked, thread(reply_to=target)).startswith("✗ they have blocked us")
    assert row("Message", blocked).startswith("✗ they have blocked us")


def test_a_budget_that_is_nearly_used_up_is_told() -> None:
    low = thread(budgets=(Budget(Channel.MESSAGE, 1, NOW + HOUR),))
    assert row("Limits", NOTHING, low) == "1 message left until 21:00"


def test_promises_are_told_with_their_words_and_whether_they_stand() -> None:
    until = NOW + HOUR
    memory = remembered(
        decided(Promised(until, "we call\nyou")),
        decided(PromiseEnded(), ago=HOUR),
        decided(Promised(NOW - DAY, ""), AgentName("sam"), ago=2 * DAY, case_id=2),
    )
    standing = replace(STANDING, promise_until=until)
    assert section("Promises", memory, thread(standing=standing)) == [
        "21:00        stands · “we call you” · jo, 20:00",
        "21 Nov 20:00 sam, 20 Nov 20:00",
    ]
    assert "stands" not in " ".join(section("Promises", memory))
    late = Reader(JO, until + 1, UTC, READER.key_of)
    lines = page(memory, thread(standing=standing), late)
    assert any("overdue · “we call you”" in words(line) for line in lines)


def test_notes_stand_with_their_writer() -> None:
    memory = replace(NOTHING, notes=(note("The depot knows", ago=HOUR).note,))
    assert section("Notes", memory) == ["19:00        The depot knows · sam"]


@pytest.mark.parametrize(
    ("state", "follow_up", "reason", "said"),
    [
        (CaseState.RESOLVED, FollowUp.MET, "", "resolved · “Again”"),
        (CaseState.NO_ANSWER, FollowUp.NONE, "duplicate", "no answer needed: duplicate · “Again”"),
        (CaseState.OWED, FollowUp.OWED, "", "owed in public · “Again”"),
        (CaseState.OPEN, FollowUp.OWED, "", "open · owed in public · “Again”"),
    ],
)
def test_earlier_cases_say_how_they_ended(state: CaseState, follow_up: FollowUp, reason: str, said: str) -> None:
    earlier = EarlierCase(CaseId(2), NOW - 9 * DAY, state, reason, follow_up, "@brand Again")
    assert section("Earlier cases", replace(NOTHING, cases=(earlier,))) == [f"13 Nov       {said}"]


def test_labels_leave_room_beside_them() -> None:
    memory = replace(NOTHING, notes=(note(ago=30 * DAY).note,))
    assert all(plain(line.left).endswith(" ") for line in page(memory) if line.left)


def test_what_stands_in_the_way_stands_out() -> None:
    blocked = replace(NOTHING, customer=replace(ANNA, blocks_us=True))
    roles = {plain(line.left).strip(): line.fill[0].role for line in page(blocked) if line.left}
    assert roles["Reply"] is roles["Message"] is Role.WARNING


async def test_a_real_memory_makes_a_page(house: House) -> None:
    first, _ = await house.new_case()
    await house.desk.do(AddNote(JO, first, "The depot knows"))
    await house.decide(first, ConsentNoted(given=True))
    case_id, _ = await house.new_case(text="Where is it now?")
    await house.decide(case_id, Promised(house.clock() + HOUR, "by tonight"))
    memory = await house.desk.customer(case_id)
    assert memory is not None
    reader = Reader(JO, house.clock(), UTC, READER.key_of)
    said = "\n".join(words(line) for line in page(memory, await house.thread(case_id), reader))
    assert words(customer_title(memory)).startswith(f"Customer  @{REAL_ANNA.handle}")
    for expected in ("The depot knows", "they agree", "“by tonight”", "“My parcel is late”", "mostly writes in public"):
        assert expected in said


async def test_an_earlier_case_says_why_it_was_closed(house: House) -> None:
    first, _ = await house.new_case()
    await house.decide(first, NoAnswerNeeded("duplicate"))
    case_id, _ = await house.new_case(text="Where is it now?")
    memory = await house.desk.customer(case_id)
    assert memory is not None
    (line,) = section("Earlier cases", memory)
    assert line.endswith("no answer needed: duplicate · “My parcel is late”")
