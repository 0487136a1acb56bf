"""How the panes share the screen: proportions, one pane alone, density, a page beside the thread, other sizes."""

import errno
from dataclasses import replace

import pytest
from at_the_desk import NARROW, WIDE, Hand, at_the_desk, queue_of
from house import ANNA, House
from textual.geometry import Size

from tui_desk.config.habits import LARGEST_FEED, SMALLEST_FEED, Habits
from tui_desk.config.settings import DeskSettings, Settings
from tui_desk.tui.screens.arranging import STEP
from tui_desk.tui.screens.panes import THREE_PANES
from tui_desk.tui.shelf import Shelf

TWO_PANES = (120, 30)


def border(hand: Hand) -> int:
    """The column of the line between feed and thread."""
    return hand.rows()[1].index("│")


async def resized(hand: Hand, size: tuple[int, int]) -> None:
    await hand.pilot.resize_terminal(*size)
    await hand.rests()


# Proportions.


async def test_the_border_moves_by_key_and_stays_where_it_was_put(house: House) -> None:
    await queue_of(house, 2)
    kept: list[Habits] = []
    async with at_the_desk(house.desk, TWO_PANES, shelf=Shelf(keep_habits=kept.append)) as hand:
        before = border(hand)
        await hand.does("desk.feed_wider", "desk.feed_wider")
        await hand.until(lambda: border(hand) > before)
        await hand.does("desk.feed_narrower", "desk.feed_narrower", "desk.feed_narrower")
        await hand.until(lambda: border(hand) < before)
        narrow = border(hand)
    assert kept[-1] == Habits(feed_percent=Habits().feed_percent - STEP)
    async with at_the_desk(house.desk, TWO_PANES, shelf=Shelf(habits=kept[-1])) as hand:
        assert border(hand) == narrow


@pytest.mark.parametrize(
    ("action", "percent"), [("desk.feed_narrower", SMALLEST_FEED), ("desk.feed_wider", LARGEST_FEED)]
)
async def test_neither_pane_is_pushed_off_the_screen(house: House, action: str, percent: int) -> None:
    await queue_of(house, 1)
    kept: list[Habits] = []
    async with at_the_desk(house.desk, TWO_PANES, shelf=Shelf(keep_habits=kept.append)) as hand:
        await hand.does(*[action] * 20)
        await hand.until(lambda: abs(border(hand) - TWO_PANES[0] * percent / 100) <= 1)
    assert kept[-1].feed_percent == percent
    assert len(kept) == len(set(kept))


async def test_what_cannot_be_kept_holds_and_is_told(house: House) -> None:
    def no_room(_: Habits) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    await queue_of(house, 1)
    async with at_the_desk(house.desk, TWO_PANES, shelf=Shelf(keep_habits=no_room)) as hand:
        before = border(hand)
        await hand.does("desk.feed_wider")
        await hand.until(lambda: border(hand) > before)
        await hand.sees("That is not kept for the next start")
        await hand.sees("No space left on device")


# One pane alone.


async def test_the_pane_with_the_keys_stands_alone_until_the_key_is_pressed_again(house: House) -> None:
    await house.new_case(ANNA, "My parcel is late")
    async with at_the_desk(house.desk) as hand:
        await hand.does("desk.one_pane")
        await hand.sees("2 Mine")
        await hand.misses("✓ reply")
        await hand.does("feed.open")
        await hand.sees("✓ reply")
        await hand.misses("2 Mine")
        await hand.does("desk.one_pane")
        await hand.sees("2 Mine")
        await hand.sees("✓ reply")


async def test_a_text_is_written_beside_its_thread_alone(house: House) -> None:
    await house.new_case(ANNA, "My parcel is late")
    async with at_the_desk(house.desk) as hand:
        await hand.does("desk.one_pane", "case.reply")
        await hand.sees("PUBLIC REPLY")
        await hand.misses("2 Mine")
        await hand.does("composer.close")
        await hand.sees("2 Mine")
        assert hand.app.focused is hand.screen.feed


# Density.


async def test_density_turns_by_key_and_the_case_under_the_cursor_stays(house: House) -> None:
    await queue_of(house, 30)
    kept: list[Habits] = []
    async with at_the_desk(house.desk, NARROW, shelf=Shelf(keep_habits=kept.append)) as hand:
        await hand.does("feed.page_down", "feed.next")
        case = hand.screen.feed.selected
        visible = len(hand.screen.feed.window.places())
        await hand.does("desk.density")
        assert len(hand.screen.feed.window.places()) > visible
        assert hand.screen.feed.selected == case
        assert any(row.startswith("▌") for row in hand.rows())
        assert kept == [Habits(density="compact")]
        await hand.does("desk.density")
        assert len(hand.screen.feed.window.places()) == visible
        assert kept[-1] == Habits(density="comfortable")


@pytest.mark.parametrize(
    ("habit", "setting", "is_compact"),
    [(None, "compact", True), ("comfortable", "compact", False), ("compact", "comfortable", True)],
)
async def test_a_density_chosen_by_key_goes_before_the_setting(
    house: House, habit: str | None, setting: str, is_compact: bool
) -> None:
    settings = Settings(desk=replace(DeskSettings(), density=setting))  # type: ignore[arg-type]  # one of the two words
    shelf = Shelf(habits=Habits(density=habit))  # type: ignore[arg-type]  # the same
    async with at_the_desk(house.desk, settings=settings, shelf=shelf) as hand:
        assert hand.screen.feed.is_compact is is_compact


# A page about the case.


async def test_a_page_stands_beside_the_thread_where_there_is_room(house: House) -> None:
    await house.new_case(ANNA, "My parcel is late")
    async with at_the_desk(house.desk, (THREE_PANES, 40)) as hand:
        feed_before = border(hand)
        await hand.does("case.customer")
        await hand.sees("Customer  @anna")
        await hand.sees("✓ reply")
        await hand.sees("2 Mine")
        assert hand.app.focused is hand.screen.panel
        assert border(hand) < feed_before
        await hand.does("panel.close")
        await hand.misses("Customer  @anna")
        await hand.until(lambda: border(hand) == feed_before)


async def test_a_page_stands_in_the_place_of_the_thread_elsewhere(house: House) -> None:
    await house.new_case(ANNA, "My parcel is late")
    async with at_the_desk(house.desk, (THREE_PANES - 1, 40)) as hand:
        feed_before = border(hand)
        await hand.does("case.customer")
        await hand.sees("Customer  @anna")
        await hand.misses("✓ reply")
        assert border(hand) == feed_before


async def test_the_keys_go_round_all_three_panes(house: House) -> None:
    await house.new_case()
    async with at_the_desk(house.desk) as hand:
        await hand.does("case.customer")
        seen = []
        for _ in range(3):
            await hand.does("desk.next_pane")
            seen.append(hand.app.focused)
        assert seen == [hand.screen.feed, hand.screen.pane, hand.screen.panel]


async def test_a_page_closed_from_another_pane_leaves_the_keys_there(house: House) -> None:
    await house.new_case()
    async with at_the_desk(house.desk) as hand:
        await hand.does("feed.open", "case.customer", "desk.next_pane")
        assert hand.app.focused is hand.screen.feed
        await hand.does("case.customer")
        await hand.misses("Customer  @anna")
        assert hand.app.focused is hand.screen.feed


async def test_a_page_stays_open_beside_a_text_that_is_written(house: House) -> None:
    await house.new_case()
    async with at_the_desk(house.desk) as hand:
        await hand.does("case.customer", "case.reply")
        await hand.sees("PUBLIC REPLY")
        await hand.sees("Customer  @anna")


# Other sizes.


async def test_keys_follow_what_a_smaller_screen_still_shows(house: House) -> None:
    await house.new_case()
    async with at_the_desk(house.desk) as hand:
        await hand.does("case.customer", "desk.previous_pane")
        assert hand.screen.pane.has_focus
        await resized(hand, TWO_PANES)
        assert hand.screen.panel.has_focus
        await hand.misses("✓ reply")
        await resized(hand, NARROW)
        await hand.sees("Customer  @anna")
        await hand.misses("2 Mine")
        await resized(hand, WIDE)
        await hand.sees("2 Mine")
        await hand.sees("✓ reply")


async def test_another_size_is_drawn_once_and_right(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """No frame of a new size shows the panes shared out, or the words wrapped, as they were for the old one."""
    await house.new_case(ANNA, "My parcel is late and nobody has told me where it might be since Tuesday, " * 3)
    async with at_the_desk(house.desk) as hand:
        frames: list[list[str]] = []
        screen = hand.screen
        display = screen._compositor_refresh

        def look() -> None:
            frames.append(hand.rows())
            display()

        monkeypatch.setattr(screen, "_compositor_refresh", look)
        for size in (NARROW, WIDE, TWO_PANES):
            frames.clear()
            await resized(hand, size)
            assert hand.app.size == Size(*size)
            at_size = [frame for frame in frames if len(frame) == size[1]]
            settled = hand.rows()
            assert at_size
            assert [frame[1:-2] for frame in at_size] == [settled[1:-2]] * len(at_size)
