"""What happens on the simulated X: conversations, names in replies, versions, reposts, messages."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sandbox.client import World

from tui_desk.sandbox.archive import Archive
from tui_desk.sandbox.platform import ActivityKind, NotOnPlatformError, Platform, first_id_at


def test_a_reply_joins_the_conversation_and_names_its_people(world: World) -> None:
    platform = world.platform
    root = platform.create_post(world.customer.user_id, "@brightloaf @otto look")
    answer = platform.create_post(world.brand.user_id, "We see it", reply_to=root.post_id)
    again = platform.create_post(world.customer.user_id, "thanks @brightloaf", reply_to=answer.post_id)
    assert answer.conversation_id == again.conversation_id == root.post_id
    assert answer.text == "@mira_k @otto We see it"
    assert answer.written_text == "We see it"
    assert again.text == "@otto thanks @brightloaf"
    assert again.mentions == (world.bystander.user_id, world.brand.user_id)


def test_a_reply_to_oneself_names_nobody_but_the_others(world: World) -> None:
    root = world.platform.create_post(world.customer.user_id, "@brightloaf one")
    assert world.platform.create_post(world.customer.user_id, "two", reply_to=root.post_id).text == "@brightloaf two"


def test_the_author_of_the_parent_cannot_be_left_out(world: World) -> None:
    root = world.platform.create_post(world.customer.user_id, "@brightloaf @otto look")
    left_out = (world.customer.user_id, world.bystander.user_id)
    reply = world.platform.create_post(world.brand.user_id, "Hi", reply_to=root.post_id, excluded_user_ids=left_out)
    assert reply.text == "@mira_k Hi"


def test_an_edit_is_a_version_with_its_own_id(world: World) -> None:
    platform = world.platform
    post = platform.create_post(world.customer.user_id, "@brightloaf helo")
    later = platform.create_post(world.bystander.user_id, "@brightloaf in between")
    edited = platform.edit_post(post.post_id, "@otto hello")
    assert edited.post_id == post.post_id
    assert edited.latest_id > later.post_id
    assert platform.post(edited.latest_id) == platform.post(post.post_id) == edited
    assert next(platform.posts()) == edited
    assert list(platform.posts_mentioning(world.brand.user_id)) == [later]
    assert list(platform.posts_mentioning(world.bystander.user_id)) == [edited]


def test_a_deleted_post_is_out_of_every_list_and_takes_its_reposts_along(world: World) -> None:
    platform = world.platform
    post = platform.create_post(world.customer.user_id, "@brightloaf oops")
    repost = platform.repost(world.bystander.user_id, post.post_id)
    platform.delete_post(post.post_id)
    assert list(platform.posts()) == list(platform.posts_mentioning(world.brand.user_id)) == []
    assert [each.deleted_at for each in platform.all_posts()] == [world.clock.now()] * 2
    assert platform.post(repost.post_id).deleted_at is not None


def test_reposting_twice_is_once(world: World) -> None:
    post = world.platform.create_post(world.customer.user_id, "hello @brightloaf")
    first = world.platform.repost(world.brand.user_id, post.post_id)
    assert world.platform.repost(world.brand.user_id, post.post_id) == first
    assert first.text == "RT @mira_k: hello @brightloaf"
    assert world.platform.counts_of(post.post_id) == (0, 1, 0)


def test_whom_one_may_write_to(world: World) -> None:
    platform, brand, customer = world.platform, world.brand.user_id, world.customer.user_id
    assert platform.accepts_message(customer, brand)
    platform.update_user(customer, receives_dm=False)
    assert not platform.accepts_message(customer, brand)
    platform.send_message(customer, brand, "I write first")
    assert platform.accepts_message(customer, brand)
    platform.relations.block(customer, brand)
    assert not platform.accepts_message(customer, brand)
    platform.relations.unblock(customer, brand)
    other = world.bystander.user_id
    platform.update_user(other, receives_dm=False)
    platform.relations.follow(other, brand)
    assert platform.accepts_message(other, brand)


def test_a_handle_can_change_hands(world: World) -> None:
    world.platform.update_user(world.customer.user_id, handle="Mira_Kay")
    assert world.platform.user_by_handle("mira_k") is None
    assert world.platform.user_by_handle("@MIRA_KAY") == world.platform.user(world.customer.user_id)
    with pytest.raises(ValueError, match="already"):
        world.platform.add_user("OTTO", "Another Otto")


def test_what_happened_is_told_in_order(world: World) -> None:
    platform = world.platform
    post = platform.create_post(world.customer.user_id, "@brightloaf hi")
    seen = platform.latest_sequence()
    reply = platform.create_post(world.brand.user_id, "Hello", reply_to=post.post_id)
    message = platform.send_message(world.brand.user_id, world.customer.user_id, "psst")
    platform.edit_post(post.post_id, "@brightloaf hey")
    platform.hide(reply.post_id, True)
    platform.delete_post(reply.post_id)
    assert [(entry.kind, entry.subject_id) for entry in platform.activity_since(seen)] == [
        (ActivityKind.POSTED, reply.post_id),
        (ActivityKind.MESSAGED, message.event_id),
        (ActivityKind.EDITED, post.post_id),
        (ActivityKind.HIDDEN, reply.post_id),
        (ActivityKind.DELETED, reply.post_id),
    ]


def test_history_gets_the_ids_of_its_time(world: World) -> None:
    yesterday = world.clock.now() - 86_400_000
    old = world.platform.create_post(world.customer.user_id, "old", created_at=yesterday)
    older = world.platform.create_post(world.customer.user_id, "older", created_at=yesterday - 1)
    same = world.platform.create_post(world.customer.user_id, "same moment", created_at=yesterday)
    assert older.post_id < first_id_at(yesterday) <= old.post_id < same.post_id
    assert [post.text for post in world.platform.posts_by(world.customer.user_id)] == ["same moment", "old", "older"]


def test_what_never_was_is_not_found(world: World) -> None:
    for look_up in (world.platform.user, world.platform.post, world.platform.message):
        with pytest.raises(NotOnPlatformError):
            look_up(1)


@given(st.lists(st.integers(min_value=-5_000, max_value=5_000), max_size=40))
def test_ids_are_unique_and_grow_even_when_the_clock_does_not(steps: list[int]) -> None:
    moment = 1_790_000_000_000
    archive = Archive(":memory:")
    platform = Platform(archive, lambda: moment)
    author_id = platform.add_user("mira_k", "Mira K").user_id
    ids = []
    for step in steps:
        moment += step
        ids.append(platform.create_post(author_id, "again").post_id)
    archive.close()
    assert ids == sorted(set(ids))
