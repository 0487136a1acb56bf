"""The world survives its own restart, whole or not at all."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest
from sandbox.client import World

from tui_desk.sandbox.archive import Archive
from tui_desk.sandbox.clock import WorldClock
from tui_desk.sandbox.platform import ActivityKind, Platform


def reopened(path: Path) -> Platform:
    return Platform(Archive(path), WorldClock(1_790_000_100_000, speed=0).now)


def test_everything_is_there_after_a_restart(tmp_path: Path) -> None:
    clock = WorldClock(1_790_000_000_000, speed=0)
    archive = Archive(tmp_path / "world.db")
    before = Platform(archive, clock.now)
    brand = before.add_user("brightloaf", "Bright Loaf", verified_type="business")
    mira = before.add_user("mira_k", "Mira K", receives_dm=False, bio="bread & butter")
    before.relations.follow(mira.user_id, brand.user_id)
    before.relations.block(brand.user_id, mira.user_id)
    question = before.create_post(mira.user_id, "@brightloaf where is it? ☕", alt_texts=("a cup",), lang="de")
    answer = before.create_post(brand.user_id, "On its way", reply_to=question.post_id, excluded_user_ids=(5,))
    before.edit_post(question.post_id, "@brightloaf where is my bread?")
    before.hide(answer.post_id, True)
    gone = before.create_post(mira.user_id, "never mind")
    before.delete_post(gone.post_id)
    message = before.send_message(mira.user_id, brand.user_id, "order 4711")
    archive.close()

    after = reopened(tmp_path / "world.db")

    assert list(after.users()) == list(before.users())
    assert list(after.all_posts()) == list(before.all_posts())
    assert list(after.posts_mentioning(brand.user_id)) == list(before.posts_mentioning(brand.user_id))
    assert list(after.posts_about(question.post_id)) == [after.post(answer.post_id)]
    assert after.message(message.event_id) == message
    assert after.relations.follows(mira.user_id, brand.user_id)
    assert after.relations.blocks(brand.user_id, mira.user_id)
    assert after.activity_since(0) == before.activity_since(0)
    assert after.latest_sequence() == 7
    assert after.create_post(mira.user_id, "back again").post_id > message.event_id


def test_activity_numbers_go_on_after_a_restart(tmp_path: Path) -> None:
    before = reopened(tmp_path / "world.db")
    mira = before.add_user("mira_k", "Mira K")
    before.create_post(mira.user_id, "one")
    seen = before.latest_sequence()
    after = reopened(tmp_path / "world.db")
    post = after.create_post(mira.user_id, "two")
    assert [(entry.sequence, entry.kind, entry.subject_id) for entry in after.activity_since(seen)] == [
        (2, ActivityKind.POSTED, post.post_id)
    ]


@pytest.mark.process
def test_what_was_accepted_survives_a_kill(tmp_path: Path) -> None:
    path = tmp_path / "world.db"
    script = """
import os, signal, sys
from tui_desk.sandbox.archive import Archive
from tui_desk.sandbox.platform import Platform
platform = Platform(Archive(sys.argv[1]), lambda: 1_790_000_000_000)
user = platform.add_user("mira_k", "Mira K")
for number in range(20):
    platform.create_post(user.user_id, f"post {number}")
os.kill(os.getpid(), signal.SIGKILL)
"""
    ended = subprocess.run([sys.executable, "-c", script, str(path)], check=False, cwd=Path.cwd())
    assert ended.returncode == -signal.SIGKILL
    assert [post.text for post in reopened(path).all_posts()] == [f"post {number}" for number in range(20)]


def test_written_together_is_all_or_nothing(tmp_path: Path) -> None:
    archive = Archive(tmp_path / "world.db")
    platform = Platform(archive, lambda: 1_790_000_000_000)
    user = platform.add_user("mira_k", "Mira K")

    def fail_half_way() -> None:
        with archive.together():
            platform.create_post(user.user_id, "half")
            archive.remember("mood", "angry")
            raise RuntimeError("half way")

    with pytest.raises(RuntimeError, match="half way"):
        fail_half_way()
    with archive.together():
        archive.remember("mood", {"calm": [1, None]})
    archive.close()
    assert list(reopened(tmp_path / "world.db").all_posts()) == []
    assert Archive(tmp_path / "world.db").recall("mood") == {"calm": [1, None]}


def test_nothing_remembered_is_none() -> None:
    archive = Archive(":memory:")
    assert archive.recall("mood") is None
    archive.remember("mood", 1)
    archive.remember("mood", 2)
    assert archive.recall("mood") == 2


def test_a_lifted_block_stays_lifted(tmp_path: Path) -> None:
    before = reopened(tmp_path / "world.db")
    one, other = before.add_user("one", "One"), before.add_user("other", "Other")
    before.relations.block(one.user_id, other.user_id)
    before.relations.unblock(one.user_id, other.user_id)
    assert not reopened(tmp_path / "world.db").relations.blocks(one.user_id, other.user_id)


def test_the_memory_of_a_world_in_memory_ends_with_it(world: World) -> None:
    world.platform.create_post(world.brand.user_id, "hello")
    assert list(Platform(Archive(":memory:"), world.clock.now).all_posts()) == []
