"""The living world: the same for the same seed, through restarts and kills, and shaped like real traffic."""

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from tui_desk.sandbox.archive import Archive
from tui_desk.sandbox.faults import FaultKind, Faults
from tui_desk.sandbox.matter import Matter
from tui_desk.sandbox.matter_flow import Cue, State
from tui_desk.sandbox.platform import ActivityKind, Platform, Post, User
from tui_desk.sandbox.policy import Policy
from tui_desk.sandbox.query import parse
from tui_desk.sandbox.scenario import Scenario, load_scenario
from tui_desk.sandbox.traffic import DAY, HOUR, MINUTE, TRAFFIC
from tui_desk.sandbox.wire import can_see
from tui_desk.sandbox.world import World

START = 1_790_000_000_000
ORDINARY = load_scenario("ordinary-day")
CROWD = replace(ORDINARY, characters=(), beats=())
"""The same day with those people alone whom chance brings."""


class Stage:
    """A world on a clock that the test moves."""

    def __init__(self, scenario: Scenario = ORDINARY, file: Path | None = None, now: int = START) -> None:
        self.now = now
        self.scenario = scenario
        self.archive = Archive(file or ":memory:")
        self.platform = Platform(self.archive, lambda: self.now)
        self.faults = Faults(1)
        self.world = World(scenario, self.platform, self.archive, self.faults)
        self.brand_id = self.world.brand.user_id

    def live(self, real_seconds: int) -> None:
        """Let the world run as the process does: four ticks a second at the scenario's pace."""
        for _ in range(real_seconds * 4):
            self.now += 250
            self.world.advance(round(250 * self.scenario.speed))

    def close(self) -> None:
        self.archive.close()

    def texts(self) -> list[tuple[str, str]]:
        """Who said what, in order; ids are left out, since they follow the clock."""
        return [(self.platform.user(post.author_id).handle, post.text) for post in self.platform.all_posts()]

    def answer(self, post_id: int, text: str) -> Post:
        return self.platform.create_post(self.brand_id, text, reply_to=post_id)

    def posts_of(self, user_id: int) -> list[Post]:
        return [post for post in self.platform.all_posts() if post.author_id == user_id]

    def messages_from(self, user_id: int) -> list[str]:
        messages = reversed(list(self.platform.messages_between(user_id, self.brand_id)))
        return [message.text for message in messages if message.sender_id == user_id]


# Determinism


def test_the_same_seed_tells_the_same_story() -> None:
    one, other = Stage(), Stage()
    one.live(120)
    other.live(120)

    assert one.texts() == other.texts()


def test_another_seed_tells_another_story() -> None:
    one, other = Stage(), Stage(replace(ORDINARY, seed=ORDINARY.seed + 1))
    one.live(30)
    other.live(30)

    assert one.texts() != other.texts()


def test_the_length_of_a_stride_changes_nothing() -> None:
    one, other = Stage(), Stage()
    one.world.advance(3 * HOUR)
    for _ in range(180):
        other.world.advance(MINUTE)

    assert one.texts() == other.texts()


# The practice desk's first minutes


def test_cases_are_waiting_at_the_start_and_have_waited_for_different_times() -> None:
    stage = Stage()

    waiting = list(stage.platform.posts_mentioning(stage.brand_id))
    ages = {(START - post.created_at) // MINUTE for post in waiting}
    assert len(waiting) >= 6
    assert min(ages) >= 2
    assert max(ages) <= 48
    assert len(ages) >= 5


def test_a_mention_comes_every_few_seconds() -> None:
    stage = Stage()
    before = len(list(stage.platform.posts_mentioning(stage.brand_id)))
    stage.live(180)

    arrived = len(list(stage.platform.posts_mentioning(stage.brand_id))) - before
    assert 180 / 15 <= arrived <= 180 / 6


def test_most_customers_react_within_forty_seconds_of_an_answer() -> None:
    delays: list[float] = []
    for seed in range(6):
        stage = Stage(replace(CROWD, seed=seed, friends_share=0.0, matters_per_hour=0.0, waiting_at_start=12))
        for matter in list(stage.world.matters.values()):
            stage.answer(matter.root_post_id, "Sorry to hear that. Which train was it? ^JH")
        sequence = stage.platform.latest_sequence()
        for _ in range(45):
            stage.live(1)
            acted = stage.platform.activity_since(sequence)
            delays += [(stage.now - START) / 1_000 for activity in acted if activity.actor_id != stage.brand_id]
            sequence = stage.platform.latest_sequence()
        asked = 12 * (seed + 1)

    assert len(delays) >= 0.6 * asked
    assert sum(5 <= delay <= 42 for delay in delays) >= 0.9 * len(delays)


def first_minutes() -> Stage:
    """Three real minutes of a practice desk whose agent only watches."""
    stage = Stage()
    stage.live(180)
    return stage


def named(stage: Stage, handle: str) -> User:
    user = stage.platform.user_by_handle(handle)
    assert user is not None
    return user


def found(stage: Stage, query: str) -> set[str]:
    """Whose posts a search finds."""
    parsed = parse(query)
    posts = [post for post in stage.platform.posts() if parsed.matches(post, stage.platform)]
    return {stage.platform.user(post.author_id).handle for post in posts}


LISTENING = (
    '((Tarnline OR "Tarn Line" OR Tarnlyne OR Tarnpass) lang:en -"group of nine") -@TarnlineHelp -from:TarnlineHelp'
    " -to:TarnlineHelp -is:retweet"
)


def test_in_the_first_minutes_people_write_without_turning_to_the_brand() -> None:
    stage = first_minutes()

    heard = found(stage, LISTENING)
    assert {"wilma_walks", "osric_pd", "megadealz_daily"} <= heard
    mentioning = {
        stage.platform.user(post.author_id).handle for post in stage.platform.posts_mentioning(stage.brand_id)
    }
    assert not {"wilma_walks", "osric_pd"} & mentioning
    assert {"albanquirkemoss", "megadealz_daily"} <= mentioning


def test_the_brand_may_not_answer_those_who_do_not_turn_to_it() -> None:
    stage = first_minutes()
    (muttering,) = stage.posts_of(named(stage, "osric_pd").user_id)

    assert Policy().refuse_post(stage.platform, stage.brand_id, "Hello", reply_to=muttering, quote_of=None)


def test_in_the_first_minutes_one_customer_has_two_matters() -> None:
    stage = first_minutes()
    henrike = named(stage, "henrikeoddersh")

    conversations = {post.conversation_id for post in stage.posts_of(henrike.user_id)}
    assert len(conversations) == 2
    assert sum(matter.user_id == henrike.user_id for matter in stage.world.matters.values()) == 2


def test_in_the_first_minutes_a_thread_has_others_in_it() -> None:
    stage = first_minutes()
    (cancelled,) = stage.posts_of(named(stage, "margueriteash").user_id)

    others = {stage.platform.user(post.author_id).handle for post in stage.platform.posts_about(cancelled.post_id)}
    assert {"dovbrindlecote", "sunnivareedlark"} <= others
    asked = stage.posts_of(named(stage, "sunnivareedlark").user_id)[0]
    assert Policy().refuse_post(stage.platform, stage.brand_id, "It runs.", reply_to=asked, quote_of=None) is None
    stage.answer(asked.post_id, "It is running, leaving at 18:06. ^JH")
    stage.live(10)
    assert spoken(stage, "cancelled-own-thanks")


def test_in_the_first_minutes_somebody_cannot_be_written_to_and_says_so() -> None:
    stage = first_minutes()
    cosmo = named(stage, "cosmoferrant")

    assert not stage.platform.accepts_message(cosmo.user_id, stage.brand_id)
    stage.answer(stage.posts_of(cosmo.user_id)[0].post_id, "Please DM us your details. ^JH")
    stage.live(10)
    assert spoken(stage, "locked-out-here")


@pytest.mark.parametrize(("is_answered", "last_words"), [(False, "walks-away"), (True, "slams-the-door")])
def test_somebody_blocks_the_brand_in_the_first_minutes(is_answered: bool, last_words: str) -> None:
    stage = Stage()
    stage.live(75)
    thaddeus = named(stage, "thadgrimwold")
    assert not stage.platform.relations.blocks(thaddeus.user_id, stage.brand_id)
    if is_answered:
        stage.answer(stage.posts_of(thaddeus.user_id)[0].post_id, "So sorry to read this. ^JH")
    stage.live(75)

    assert spoken(stage, last_words)
    assert len(stage.posts_of(thaddeus.user_id)) == 2
    assert stage.platform.relations.blocks(thaddeus.user_id, stage.brand_id)
    assert not can_see(stage.platform, stage.brand_id, thaddeus.user_id)


def test_a_matter_of_the_first_minutes_goes_through_messages_to_public_thanks() -> None:
    stage = Stage()
    stage.live(20)
    ludo = named(stage, "ludovanterpool")
    charged = stage.posts_of(ludo.user_id)[0]
    stage.answer(charged.post_id, "That should not happen, sorry! Please DM us your booking reference. ^JH")
    stage.live(10)
    assert spoken(stage, "charged-details")
    stage.platform.send_message(stage.brand_id, ludo.user_id, "Your refund has been issued. ^JH")
    stage.live(10)
    assert spoken(stage, "charged-relief")
    stage.answer(charged.post_id, "Glad we could sort this by DM. ^JH")
    stage.live(10)
    assert spoken(stage, "charged-closed")


@pytest.mark.parametrize(
    ("handle", "answer", "thanks"),
    [
        ("albanquirkemoss", "Thank you, we'll tell him! ^JH", "praise-echo"),
        ("peregrinetosh", "No, folding bikes travel free. ^JH", "bike-thanks"),
    ],
)
def test_who_is_answered_well_thanks(handle: str, answer: str, thanks: str) -> None:
    stage = Stage()
    stage.live(40)
    stage.answer(stage.posts_of(named(stage, handle).user_id)[0].post_id, answer)
    stage.live(10)

    assert spoken(stage, thanks)


def test_the_brand_is_called_by_other_names_too() -> None:
    stage = Stage(replace(CROWD, unaddressed_share=1.0, matters_per_hour=60.0, languages={"en": 1.0}))
    stage.world.advance(3 * HOUR)

    texts = " ".join(text for _, text in stage.texts())
    assert all(re.search(name.replace(" ", " ?"), texts) for name in ("Tarnline", "Tarn Line", "Tarnlyne"))
    assert "@TarnlineHelp" not in texts


# A whole dialogue


def dialogues(count: int) -> Iterator[tuple[Stage, Matter]]:
    """Worlds with one complaint each and nobody else."""
    for seed in range(count):
        stage = Stage(
            replace(
                CROWD,
                seed=seed,
                matters_per_hour=0.0,
                waiting_at_start=1,
                friends_share=0.0,
                edited_share=0.0,
                unaddressed_share=0.0,
                attentive_share=1.0,
                languages={"en": 1.0},
            )
        )
        matter = stage.world.matters[1]
        if matter.state is State.WAITING:
            yield stage, matter


def after_reply(stage: Stage, post_id: int, text: str) -> State:
    """Where the customer stands some time after the brand has answered a post."""
    stage.answer(post_id, text)
    stage.world.advance(18 * MINUTE)
    return stage.world.matters[1].state


def after_message(stage: Stage, text: str) -> State:
    """Where the customer stands some time after the brand has written in private."""
    stage.platform.send_message(stage.brand_id, stage.world.matters[1].user_id, text)
    stage.world.advance(18 * MINUTE)
    return stage.world.matters[1].state


def test_a_matter_goes_from_the_first_mention_to_public_thanks() -> None:
    """Not every customer goes the whole way, so several are tried; each step is checked for those who take it."""
    thanked = 0
    for stage, matter in dialogues(30):
        if after_reply(stage, matter.last_post_id, "Sorry! Which train or coach was it? ^JH") is not State.WAITING:
            continue
        newest = stage.world.matters[1].last_post_id
        assert newest != matter.root_post_id
        if after_reply(stage, newest, "Thank you. Please DM us your booking reference. ^JH") is not State.IN_PRIVATE:
            continue
        assert any(matter.facts[key] in stage.messages_from(matter.user_id)[0] for key in ("reference", "email"))
        if after_message(stage, "Your refund has been issued. ^JH") is not State.OWED_A_WORD:
            continue
        assert len(stage.messages_from(matter.user_id)) == 2
        posts_before = len(stage.posts_of(matter.user_id))
        assert after_reply(stage, matter.root_post_id, "Glad we could sort this by DM. ^JH") is State.SETTLED
        if len(stage.posts_of(matter.user_id)) > posts_before:
            thanks = stage.posts_of(matter.user_id)[-1]
            assert stage.platform.post(thanks.in_reply_to or 0).author_id == stage.brand_id
            thanked += 1

    assert thanked >= 5


def test_a_question_asked_in_two_parts_is_answered_once() -> None:
    stage, matter = next(dialogues(10))
    first = stage.answer(matter.root_post_id, "Sorry to hear that. 1/2 ^JH")
    stage.answer(first.post_id, "Which train was it? 2/2 ^JH")
    stage.world.advance(0)

    assert stage.world.matters[1].cue is Cue.ASKED
    assert stage.world.matters[1].brand_words.startswith("Which train")


# Restart


def test_a_world_goes_on_after_a_restart_as_if_it_had_never_stopped(tmp_path: Path) -> None:
    unbroken = Stage()
    unbroken.live(60)
    unbroken.live(60)

    first = Stage(file=tmp_path / "x.db")
    first.live(60)
    first.close()
    second = Stage(file=tmp_path / "x.db", now=first.now)
    second.world.advance(first.world.story_ms - second.world.story_ms)
    second.live(60)

    assert second.texts() == unbroken.texts()
    second.close()


class PowerCutError(Exception):
    """The process ends in the middle of a stride."""


@pytest.mark.parametrize("survives", [1, 2, 5, 9])
def test_a_world_killed_in_the_middle_of_a_stride_says_nothing_twice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, survives: int
) -> None:
    unbroken = Stage()
    unbroken.world.advance(5 * HOUR)
    killed = Stage(file=tmp_path / "x.db")
    create = killed.platform.create_post
    made = iter(range(survives))

    def create_until_the_lights_go_out(*args: object, **options: object) -> Post:
        if next(made, None) is None:
            raise PowerCutError
        return create(*args, **options)  # type: ignore[arg-type]  # handed on as it came

    monkeypatch.setattr(killed.platform, "create_post", create_until_the_lights_go_out)
    with pytest.raises(PowerCutError):
        killed.world.advance(5 * HOUR)
    killed.close()

    risen = Stage(file=tmp_path / "x.db")
    risen.world.advance(5 * HOUR)

    assert risen.texts() == unbroken.texts()
    risen.close()


def test_the_brands_words_before_a_kill_are_heard_after_it(tmp_path: Path) -> None:
    with closing(Stage(replace(ORDINARY, languages={"en": 1.0}), file=tmp_path / "x.db")) as killed:
        matter = next(each for each in killed.world.matters.values() if each.state is State.WAITING)
        killed.answer(matter.root_post_id, "Which train was it? ^JH")

    with closing(Stage(replace(ORDINARY, languages={"en": 1.0}), file=tmp_path / "x.db")) as risen:
        risen.world.advance(1)

        assert risen.world.matters[matter.matter_id].cue is Cue.ASKED


def test_a_world_that_was_away_for_eight_hours_goes_on_without_a_flood(tmp_path: Path) -> None:
    with closing(Stage(file=tmp_path / "x.db")) as before:
        before.live(120)
        posts, stopped_at = len(before.texts()), before.world.story_ms

    with closing(Stage(file=tmp_path / "x.db", now=START + 8 * HOUR)) as after:
        assert len(after.texts()) == posts
        assert stopped_at - after.world.story_ms <= 10 * MINUTE
        after.live(60)

        assert len(after.texts()) - posts <= 14
        assert max(post.created_at for post in after.platform.all_posts()) > START + 8 * HOUR


def test_what_is_long_over_is_forgotten(tmp_path: Path) -> None:
    with closing(Stage(file=tmp_path / "x.db")) as stage:
        stage.world.advance(3 * DAY)
        kept = set(stage.world.matters)

        assert len(kept) < 0.7 * max(kept)
        assert {int(key) for key, _ in stage.archive.read("matter")} == kept


# Surges, faults, scripts


def test_an_outage_brings_many_more_people_with_the_same_trouble() -> None:
    stage = Stage(load_scenario("outage"))
    stage.world.advance(20 * MINUTE)
    before = len(stage.world.matters)
    stage.world.advance(HOUR)

    surge = [matter for number, matter in stage.world.matters.items() if number > before]
    assert len(surge) >= 40
    assert sum(matter.trade_topic == "signals" for matter in surge) >= 0.6 * len(surge)


def test_faults_come_and_go_by_story_time() -> None:
    stage = Stage(load_scenario("outage"))
    in_force: list[set[FaultKind]] = []
    for minutes in (34, 2, 20, 10, 12, 18):
        stage.world.advance(minutes * MINUTE)
        in_force.append({fault.kind for _, fault in stage.faults.active()})

    assert in_force == [
        set(),
        {FaultKind.LATENCY},
        set(),
        {FaultKind.SERVER_ERROR},
        set(),
        {FaultKind.DROPPED_AFTER},
    ]


def luggage() -> tuple[Stage, int]:
    stage = Stage(replace(load_scenario("lost-luggage"), matters_per_hour=0.0, waiting_at_start=0))
    stage.world.advance(MINUTE)
    soloist = stage.platform.user_by_handle("vespercalloquin")
    assert soloist is not None
    return stage, soloist.user_id


def spoken(stage: Stage, beat_id: str) -> bool:
    text = next(beat.text for beat in stage.scenario.beats if beat.id == beat_id)
    posts = [post.written_text for post in stage.platform.all_posts()]
    return text in posts or text in [message.text for message in stage.platform.messages()]


def test_the_violin_is_found_and_the_world_hears_of_it() -> None:
    stage, soloist_id = luggage()
    root = stage.posts_of(soloist_id)[0]
    stage.answer(root.post_id, "We're so sorry, Vesper. Please DM us your tag number so we can search at once. ^JH")
    stage.world.advance(5 * MINUTE)
    assert spoken(stage, "details")
    stage.platform.send_message(stage.brand_id, soloist_id, "Thank you, we are searching the hold now. ^JH")
    stage.world.advance(6 * MINUTE)
    assert spoken(stage, "hopeful")
    stage.platform.send_message(stage.brand_id, soloist_id, "We found it. It is on its way to your hotel. ^JH")
    stage.world.advance(8 * MINUTE)
    assert spoken(stage, "relieved")
    stage.answer(root.post_id, "Good news for everyone: the violin is back with Vesper. ^JH")
    stage.world.advance(10 * MINUTE)

    assert spoken(stage, "public-thanks")
    assert spoken(stage, "devotee-cheers")
    assert not spoken(stage, "second-call")
    assert not spoken(stage, "public-word-missing")


def test_without_a_public_word_she_says_so_herself() -> None:
    stage, soloist_id = luggage()
    root = stage.posts_of(soloist_id)[0]
    stage.answer(root.post_id, "Please DM us your tag number. ^JH")
    for text in ("Searching now. ^JH", "Found, on its way to your hotel. ^JH", "You're welcome. ^JH"):
        stage.world.advance(8 * MINUTE)
        stage.platform.send_message(stage.brand_id, soloist_id, text)
    stage.world.advance(40 * MINUTE)

    assert spoken(stage, "public-word-missing")
    assert not spoken(stage, "public-thanks")


def test_an_answer_that_asks_for_nothing_leaves_her_impatient() -> None:
    stage, soloist_id = luggage()
    stage.answer(stage.posts_of(soloist_id)[0].post_id, "We are so sorry to read this. ^JH")
    stage.world.advance(4 * MINUTE)
    assert spoken(stage, "impatient")

    stage.answer(stage.posts_of(soloist_id)[-1].post_id, "Of course: please DM us your tag number. ^JH")
    stage.world.advance(4 * MINUTE)

    assert spoken(stage, "details-after-all")
    assert not spoken(stage, "details")


def test_left_alone_she_calls_again_and_others_join_in() -> None:
    stage, _ = luggage()
    stage.world.advance(40 * MINUTE)

    for beat_id in ("admirer-shocked", "devotee-calls", "traveller-too", "second-call", "third-call", "reporter-asks"):
        assert spoken(stage, beat_id)


def test_scripted_words_fall_at_their_exact_story_time() -> None:
    stage = Stage(load_scenario("lost-luggage"))
    stage.world.advance(MINUTE - 1)
    assert not spoken(stage, "complaint")

    stage.world.advance(1)

    assert spoken(stage, "complaint")


def test_a_script_goes_on_after_a_restart(tmp_path: Path) -> None:
    scenario = replace(load_scenario("lost-luggage"), matters_per_hour=0.0, waiting_at_start=0)
    with closing(Stage(scenario, file=tmp_path / "x.db")) as before:
        before.world.advance(6 * MINUTE)
        assert spoken(before, "admirer-shocked")

    with closing(Stage(scenario, file=tmp_path / "x.db")) as after:
        after.world.advance(9 * MINUTE)

        assert spoken(after, "devotee-calls")
        assert [text for _, text in after.texts()].count(scenario.beats[0].text) == 1


# Shape of the traffic

BRAND_WORDS = (
    "Sorry to hear that, which train was it? ^JH",
    "Please DM us your booking reference and we'll look into this. ^JH",
    "So sorry about this! ^JH",
    "We're looking into it and will update you shortly. ^JH",
    "The next train is running, you can use your ticket on it. ^JH",
    "Could you tell us your booking reference? ^JH",
    "Thanks for letting us know. ^JH",
)
"""The mixture of answers that a working desk gives."""


@pytest.fixture(scope="module")
def busy_day() -> Sequence[Post]:
    """3,000 posts of customers of a brand that answers every third of them."""
    stage = Stage(replace(CROWD, matters_per_hour=70.0))
    customer_posts: list[Post] = []
    sequence = 0
    answers = 0
    while len(customer_posts) < 3_000:
        stage.now += 25_000
        stage.world.advance(10 * MINUTE)
        news = [each for each in stage.platform.activity_since(sequence) if each.actor_id != stage.brand_id]
        sequence = stage.platform.latest_sequence()
        fresh = [stage.platform.post(each.subject_id) for each in news if each.kind is ActivityKind.POSTED]
        customer_posts += fresh
        for post in fresh[::3]:
            stage.answer(post.post_id, BRAND_WORDS[answers % len(BRAND_WORDS)])
            answers += 1
    return customer_posts


EMOJI = re.compile("[\U0001f300-\U0001faff\u2600-\u27bf]")

FEATURES: dict[str, Callable[[str], object]] = {
    "link": lambda text: "https://" in text,
    "emoji": EMOJI.search,
    "emoji_of_several_code_points": lambda text: re.search("[\U0001f3fb-\U0001f3ff\ufe0f\u200d]", text),
    "hashtag": lambda text: re.search(r"#\w", text),
    "question": lambda text: re.search("[?？؟]", text),
    "line_break": lambda text: "\n" in text,
    "ampersand_or_angle_bracket": lambda text: re.search("[&<>]", text),
    "two_or_more_mentions": lambda text: len(re.findall(r"@\w+", text)) >= 2,
    "five_or_more_mentions": lambda text: len(re.findall(r"@\w+", text)) >= 5,
    "only_a_link": lambda text: re.fullmatch(r"(@\w+\s*)*(https?://\S+)?\s*", text),
    "repeated_punctuation": lambda text: re.search(r"!!|\?\?", text),
    "all_capitals": lambda text: is_shouted(text),
}


def is_shouted(text: str) -> bool:
    letters = re.sub(r"[@#]\w+|https\S+|[^A-Za-z]", "", text)
    return len(letters) >= 10 and letters.isupper()


def test_every_measured_feature_is_looked_for() -> None:
    assert FEATURES.keys() == TRAFFIC.share.keys()


@pytest.mark.parametrize("feature", sorted(FEATURES))
def test_a_days_posts_have_the_measured_features(busy_day: Sequence[Post], feature: str) -> None:
    """Tolerance: a quarter of the share, and never less than 0.8 percentage points."""
    found = sum(bool(FEATURES[feature](post.text)) for post in busy_day) / len(busy_day)

    assert found == pytest.approx(TRAFFIC.share[feature], rel=0.25, abs=0.008)
    assert found > 0


@pytest.mark.parametrize("quantile", [0.1, 0.5, 0.9, 0.99])
def test_a_days_posts_have_the_measured_lengths(busy_day: Sequence[Post], quantile: float) -> None:
    """Tolerance: a fifth."""
    lengths = sorted(len(post.text) for post in busy_day)

    assert lengths[int(quantile * len(lengths))] == pytest.approx(TRAFFIC.length.at(quantile), rel=0.2)


def test_a_days_people_speak_the_measured_languages(busy_day: Sequence[Post]) -> None:
    """Tolerance: two percentage points for English, one for each other language.

    People are counted, not posts: one talkative Spaniard is a tenth of all Spanish posts of a day.
    """
    languages = list({post.author_id: post.lang for post in busy_day}.values())
    for language, share in TRAFFIC.language.items():
        found = languages.count(language) / len(languages)

        assert found == pytest.approx(share, abs=0.02 if language == "en" else 0.01)


def test_about_one_matter_in_twelve_is_praise() -> None:
    stage = Stage(replace(CROWD, matters_per_hour=60.0, friends_share=0.0))
    stage.world.advance(15 * HOUR)

    topics = [matter.trade_topic for matter in stage.world.matters.values()]
    assert topics.count("praise") / len(topics) == pytest.approx(0.08, abs=0.03)


def test_some_talk_about_the_brand_without_its_handle(busy_day: Sequence[Post]) -> None:
    openings = [post for post in busy_day if post.in_reply_to is None]
    unaddressed = [post for post in openings if f"@{ORDINARY.brand.handle}" not in post.text]

    assert len(unaddressed) / len(openings) == pytest.approx(ORDINARY.unaddressed_share, abs=0.025)


def test_a_day_hardly_repeats_itself(busy_day: Sequence[Post]) -> None:
    openings = [re.sub(r"https\S+|@\w+", "", post.text) for post in busy_day if post.in_reply_to is None]

    assert len(set(openings)) >= 0.93 * len(openings)
