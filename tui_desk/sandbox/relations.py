"""Who follows whom on the simulated X, and who has blocked whom."""

from tui_desk.sandbox.archive import Archive


class Relations:
    """Follows and blocks between two users; every change is in the archive before the call returns."""

    def __init__(self, archive: Archive) -> None:
        """Load what `archive` holds."""
        self._archive = archive
        self._follows = {_pair(key) for key, _ in archive.read("follow")}
        self._blocks = {_pair(key) for key, _ in archive.read("block")}

    def follow(self, follower_id: int, followed_id: int) -> None:
        """`follower_id` follows `followed_id` from now on."""
        self._archive.write([("follow", f"{follower_id}:{followed_id}", None)])
        self._follows.add((follower_id, followed_id))

    def block(self, blocker_id: int, blocked_id: int) -> None:
        """`blocker_id` wants nothing of `blocked_id` any more."""
        self._archive.write([("block", f"{blocker_id}:{blocked_id}", None)])
        self._blocks.add((blocker_id, blocked_id))

    def unblock(self, blocker_id: int, blocked_id: int) -> None:
        """Take a block back; none is fine."""
        self._archive.forget("block", f"{blocker_id}:{blocked_id}")
        self._blocks.discard((blocker_id, blocked_id))

    def follows(self, follower_id: int, followed_id: int) -> bool:
        """Whether the first follows the second."""
        return (follower_id, followed_id) in self._follows

    def blocks(self, blocker_id: int, blocked_id: int) -> bool:
        """Whether the first has blocked the second."""
        return (blocker_id, blocked_id) in self._blocks


def _pair(key: str) -> tuple[int, int]:
    one, other = key.split(":")
    return int(one), int(other)
