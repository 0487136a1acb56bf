"""The customers' moves: the table is whole, every move of it happens, and the brand's words are understood."""

from dataclasses import replace

import pytest

from tui_desk.sandbox.archive import Archive
from tui_desk.sandbox.gestures import question_about, read_gesture, signature
from tui_desk.sandbox.matter import BrandWord, Errand
from tui_desk.sandbox.matter_flow import FLOW, PATIENCE, Act, Cue, Move, State, next_move
from tui_desk.sandbox.occasions import SPOKEN_PRIVATELY, SPOKEN_PUBLICLY, SPOKEN_WHERE_ASKED
from tui_desk.sandbox.people import Tone, person
from tui_desk.sandbox.platform import Activity, ActivityKind, Platform
from tui_desk.sandbox.scenario import Scenario, load_scenario
from tui_desk.sandbox.story import Story
from tui_desk.sandbox.traffic import HOUR, MINUTE, dice

NOW = 1_790_000_000_000
QUIET = replace(load_scenario("ordinary-day"), friends_share=0.0, edited_share=0.0, languages={"en": 1.0})

MOVES = [(state, cue, move) for state, row in FLOW.items() for cue, moves in row.items() for move in moves]
MOVE_IDS = [f"{state}-{cue}-{move.act}" for state, cue, move in MOVES]


class Stage:
    """A story with one brand on an empty platform."""

    def __init__(self, scenario: Scenario = QUIET) -> None:
        self.platform = Platform(Archive(":memory:"), lambda: NOW)
        self.brand_id = self.platform.add_user(scenario.brand.handle, scenario.brand.name).user_id
        self.story = Story(scenario, self.platform, self.brand_id)

    def since(self, sequence: int) -> list[Activity]:
        return list(self.platform.activity_since(sequence))


@pytest.mark.parametrize("state", FLOW)
def test_every_cell_shares_out_all_of_its_customers(state: State) -> None:
    for moves in FLOW[state].values():
        assert sum(move.share for move in moves) == pytest.approx(1.0)


def test_every_state_knows_every_word_of_the_brand_and_the_end_of_its_patience() -> None:
    for state in State:
        expected = set(Cue) if state in PATIENCE else set(Cue) - {Cue.PATIENCE_ENDED}

        assert set(FLOW[state]) == expected


def test_every_state_is_reached_from_a_beginning() -> None:
    reached = {State.WAITING, State.CHEERING}
    for _ in State:
        reached |= {move.next_state for state in reached for moves in FLOW[state].values() for move in moves}

    assert reached == set(State)


def test_every_act_is_somewhere_in_the_table_and_has_a_place_to_be_spoken() -> None:
    acts = {move.act for _, _, move in MOVES}

    assert acts == set(Act)
    assert acts - SPOKEN_PRIVATELY - SPOKEN_PUBLICLY - SPOKEN_WHERE_ASKED == {Act.STAY_SILENT, Act.DELETE}


@pytest.mark.parametrize(("state", "cue", "move"), MOVES, ids=MOVE_IDS)
def test_every_move_of_the_table_happens(state: State, cue: Cue, move: Move) -> None:
    stage = Stage()
    matter = stage.story.open_matter(0)
    answer = stage.platform.create_post(
        stage.brand_id, "Hello, could you tell us more? ^JH", reply_to=matter.root_post_id
    )
    is_private = state is State.IN_PRIVATE
    step = next(step for step in range(2_000) if next_move(state, cue, dice(QUIET.seed, "acts", 1, step)) == move)
    stage.story.matters[1] = replace(
        matter,
        state=state,
        cue=cue,
        step=step,
        due_at=MINUTE,
        brand_post_id=answer.post_id,
        brand_words=answer.written_text,
        brand_was_private=is_private,
    )
    before = stage.platform.latest_sequence()

    stage.story.act_until(MINUTE)

    done = {activity.kind for activity in stage.since(before) if activity.actor_id == matter.user_id}
    assert done == kinds_of(move.act, is_private=is_private)
    assert stage.story.matters[1].state is move.next_state


def kinds_of(act: Act, *, is_private: bool) -> set[ActivityKind]:
    if act is Act.DELETE:
        return {ActivityKind.DELETED}
    speaks_privately = act in SPOKEN_PRIVATELY or (act in SPOKEN_WHERE_ASKED and is_private)
    speaks_publicly = act in SPOKEN_PUBLICLY or (act in SPOKEN_WHERE_ASKED and not is_private)
    kinds = {ActivityKind.MESSAGED: speaks_privately, ActivityKind.POSTED: speaks_publicly}
    return {kind for kind, happens in kinds.items() if happens}


@pytest.mark.parametrize(
    ("text", "cue"),
    [
        ("Sorry to hear that! Which train are you on? ^JH", Cue.ASKED),
        ("Please tell us your seat number. ^JH", Cue.ASKED),
        ("Please DM us your booking ref so we can look into this. ^JH", Cue.INVITED),
        ("Lo sentimos, ¿nos escribe por mensaje privado?", Cue.INVITED),
        ("Könnt ihr uns eine DM schicken? ^JH", Cue.INVITED),
        ("We've replied to your DM, thanks ^AB", Cue.POINTED_TO_MESSAGES),
        ("Glad we could sort this out in DM, Sam. ^JH", Cue.POINTED_TO_MESSAGES),
        ("I'm sorry for the delay, we're looking into it and will update you. ^JH", Cue.PROMISED),
        ("Your refund has been issued. Anything else we can help with? -Jo", Cue.SOLVED),
        ("The 18:04 is running, 5 minutes late. ^JH", Cue.SOLVED),
        ("Nous sommes désolés pour ce retard.", Cue.APOLOGISED),
        ("So sorry about this! ^JH", Cue.APOLOGISED),
        ("Hi Sam ^JH", Cue.REPLIED),
    ],
)
def test_the_brands_public_words_are_taken_for_what_they_ask_of_the_customer(text: str, cue: Cue) -> None:
    assert read_gesture(text, has_message_button=False, is_private=False) is cue


def test_the_message_button_is_an_invitation_whatever_the_words() -> None:
    assert read_gesture("Hi Sam", has_message_button=True, is_private=False) is Cue.INVITED


def test_in_private_nobody_is_invited_to_write_in_private() -> None:
    assert read_gesture("Thanks for your DM, sorted!", has_message_button=False, is_private=True) is Cue.SOLVED


@pytest.mark.parametrize(
    ("text", "subject"),
    [
        ("Can you tell us your booking reference?", "reference"),
        ("What is your email address?", "contact"),
        ("Do you have a photo of it?", "photo"),
        ("Have you tried reinstalling the app?", "tried"),
        ("When did it start?", "when"),
        ("Which coach are you in?", "topic"),
        ("Is it still cold?", "yes"),
        ("Really?", "other"),
    ],
)
def test_a_question_is_about_something(text: str, subject: str) -> None:
    assert question_about(text) == subject


@pytest.mark.parametrize(("text", "name"), [("On it. ^JH", "JH"), ("Done -Becky", "Becky"), ("Hello there", None)])
def test_the_signature_is_read(text: str, name: str | None) -> None:
    assert signature(text) == name


def test_a_customer_asked_for_the_reference_gives_the_reference_of_this_matter() -> None:
    stage = Stage()
    matter = stage.story.open_matter(0)
    word = BrandWord(
        customer_id=matter.user_id, text="Thanks. Could you confirm your booking reference? ^JH", is_private=True
    )
    stage.story.hear(word, 0)

    stage.story.act_until(30 * HOUR)

    answer = list(stage.platform.messages_of(matter.user_id))[-1]
    assert matter.facts["reference"] in answer.text


def test_two_answers_in_a_row_bring_one_reaction_to_the_second() -> None:
    stage = Stage()
    matter = stage.story.open_matter(0)
    first = BrandWord(matter.user_id, "Sorry! ^JH", is_private=False, conversation_id=matter.conversation_id)

    stage.story.hear(first, 0)
    stage.story.hear(replace(first, text="Which coach are you in? ^JH"), 5_000)

    assert stage.story.matters[1].cue is Cue.ASKED
    assert stage.story.matters[1].brand_words == "Which coach are you in? ^JH"


def test_thanks_in_private_after_the_matter_is_solved_change_nothing() -> None:
    stage = Stage()
    matter = stage.story.open_matter(0)
    stage.story.matters[1] = replace(matter, state=State.OWED_A_WORD, due_at=None)

    stage.story.hear(BrandWord(matter.user_id, "You're welcome! ^JH", is_private=True), MINUTE)

    assert stage.story.matters[1].due_at is None


def test_a_word_to_somebody_without_a_matter_is_nobodys_matter() -> None:
    stage = Stage()
    stranger = stage.platform.add_user("passerby", "Passer By")

    stage.story.hear(BrandWord(stranger.user_id, "Hello! ^JH", is_private=True), 0)

    assert stage.story.next_due_at() is None


def test_an_unanswered_customer_falls_silent_in_the_end() -> None:
    stage = Stage()
    for _ in range(40):
        stage.story.open_matter(0)

    stage.story.act_until(60 * HOUR)

    assert stage.story.next_due_at() is None
    assert max(matter.chases for matter in stage.story.matters.values()) >= 3


@pytest.mark.parametrize("is_angry", [True, False])
def test_the_angry_who_give_up_block_the_brand(is_angry: bool) -> None:
    stage = Stage()
    numbers = range(1, 60)
    matters = [stage.story.open_matter(0) for _ in numbers]
    tones = {each.matter_id: person(QUIET.seed, each.person_number, "en").tone for each in matters}
    matter = next(each for each in matters if (tones[each.matter_id] is Tone.ANGRY) is is_angry)
    waiting, ended = State.WAITING, Cue.PATIENCE_ENDED
    step = next(
        each
        for each in range(2_000)
        if next_move(waiting, ended, dice(QUIET.seed, "acts", matter.matter_id, each)).act is Act.GIVE_UP
    )
    giving_up = replace(matter, state=waiting, cue=ended, step=step, due_at=MINUTE)
    stage.story.matters = {matter.matter_id: giving_up}

    stage.story.act_until(MINUTE)

    assert stage.story.matters[matter.matter_id].state is State.GONE
    assert stage.platform.relations.blocks(matter.user_id, stage.brand_id) is is_angry


def test_friends_join_in_and_are_answered() -> None:
    stage = Stage(replace(QUIET, friends_share=1.0))
    for _ in range(12):
        stage.story.open_matter(0)
    roots = {matter.root_post_id: matter.user_id for matter in stage.story.matters.values()}

    stage.story.act_until(3 * HOUR)

    replies = [post for post in stage.platform.all_posts() if post.in_reply_to in roots]
    friends = [post for post in replies if post.author_id != roots[post.in_reply_to or 0]]
    assert len(friends) >= 10
    friend_posts = {post.post_id for post in friends}
    assert any(post.in_reply_to in friend_posts for post in stage.platform.all_posts())


def test_slips_are_mended_within_the_first_minutes() -> None:
    stage = Stage(replace(QUIET, edited_share=1.0))
    matter = stage.story.open_matter(0)
    assert [errand.kind for errand in stage.story.state.errands] == ["edit"]

    stage.story.act_until(12 * MINUTE)

    post = stage.platform.post(matter.root_post_id)
    assert len(post.version_ids) == 2
    assert post.text.startswith(post.version_texts[0])


def test_an_errand_in_a_deleted_post_is_dropped() -> None:
    stage = Stage()
    matter = stage.story.open_matter(0)
    stage.story.state.errands = [Errand(MINUTE, "friend-joins", 1, matter.root_post_id)]
    stage.platform.delete_post(matter.root_post_id)

    stage.story.act_until(2 * MINUTE)

    assert len(list(stage.platform.all_posts())) == 1
