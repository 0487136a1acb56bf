"""`tui-desk`: the desk itself."""

import argparse
import asyncio
import gc
import os
import sys
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from functools import partial

from tui_desk.bootstrap.desk import open_desk
from tui_desk.bootstrap.profile import Profile, choose_profile
from tui_desk.cli.background import Background
from tui_desk.cli.exits import Exit, refuse
from tui_desk.cli.logs import log_to
from tui_desk.config.abilities import Abilities, abilities_in_use
from tui_desk.config.habits import habits_file, read_habits, write_habits
from tui_desk.config.keymap import Keymap
from tui_desk.config.machine_zone import MACHINE_ZONE
from tui_desk.config.paths import PRACTICE
from tui_desk.config.policy import SHIPPED_POLICY, policy_for
from tui_desk.config.problems import ConfigurationError, Problem
from tui_desk.config.read_keymap import load_keymap, preset_file
from tui_desk.config.replies import SHIPPED_REPLIES, load_replies
from tui_desk.config.resources import shipped_keymap, shipped_themes
from tui_desk.config.settings import Settings
from tui_desk.config.themes import ThemeSpec, load_themes
from tui_desk.config.views import SavedView, load_views, save_view, views_file, with_views
from tui_desk.desk.store_port import StoreError
from tui_desk.domain.prices import MILLIONTHS
from tui_desk.domain.saved_replies import SavedReply
from tui_desk.tui.shelf import Shelf
from tui_desk.x.length import load_parser

SMALLEST = (60, 16)
"""Columns and lines below which no case can be read."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of the desk."""
    parser.add_argument("--no-engine", action="store_true", help="look only: do not start what talks to X")


def run(arguments: argparse.Namespace) -> int:
    """Open the desk; it ends when the agent quits."""
    unusable = _unusable_terminal()
    if unusable is not None:
        return refuse(Exit.NO_TERMINAL, *unusable)
    try:
        return asyncio.run(_open(choose_profile(arguments.profile), starts_engine=not arguments.no_engine))
    except ConfigurationError as error:
        return refuse(Exit.SET_UP, error.title, error.sentence)
    except StoreError as error:
        return refuse(Exit.STORE, error.title, error.sentence)


def _unusable_terminal() -> tuple[str, str] | None:
    """Why the terminal cannot show a desk, as a title and a sentence."""
    # The screen is drawn through standard error, so that standard output stays free.
    if not (sys.stdin.isatty() and sys.stdout.isatty() and sys.stderr.isatty()):
        return "The desk needs a terminal", "Start it in one, not in a pipe or from cron."
    columns, lines = os.get_terminal_size(sys.stdout.fileno())
    if (columns, lines) != (0, 0) and (columns < SMALLEST[0] or lines < SMALLEST[1]):
        needed = f"{SMALLEST[0]} columns and {SMALLEST[1]} lines"
        return "The terminal is too small", f"It has {columns} columns and {lines} lines; the desk needs {needed}."
    return None


async def _open(profile: Profile, *, starts_engine: bool) -> int:
    from tui_desk.tui.app import DeskApp
    from tui_desk.tui.terminal import driver_for

    log_to(profile.paths.log_folder / "desk.log", rotates=False)
    look = _look_of(profile)
    async with open_desk(profile) as (desk, _):
        app = DeskApp(
            desk,
            look.keymap,
            look.themes,
            look.settings,
            look.problems,
            keep_engine=_engine_keeper(profile, starts_engine=starts_engine),
            # The agent's own clock: where the desk is open, and by which hours, is another matter.
            zone=MACHINE_ZONE,
            shelf=look.shelf,
            driver_class=driver_for(look.abilities),
        )
        await app.run_async()
        return app.exit_code


@dataclass(frozen=True, slots=True)
class _Look:
    """The keys and colours of the desk, what stands on its shelf, and what is wrong with the files that say so."""

    keymap: Keymap
    themes: list[ThemeSpec]
    """Those that the terminal can wear."""
    abilities: Abilities
    settings: Settings
    shelf: Shelf
    problems: list[Problem]


def _look_of(profile: Profile) -> _Look:
    keys = load_keymap(shipped_keymap(), profile.paths.user_keymap, preset_file(profile.settings.desk.keys))
    themes = load_themes(shipped_themes(), profile.paths.user_themes)
    abilities = abilities_in_use(profile.settings.desk.symbols)
    theme, unknown_theme = themes.choose(profile.settings.desk.theme, profile.paths.config_file, abilities.colours)
    settings = replace(profile.settings, desk=replace(profile.settings.desk, theme=theme.name))
    replies = load_replies(SHIPPED_REPLIES, profile.paths.user_replies)
    views = load_views(views_file(profile.paths), keys.keymap)
    found = [
        *profile.problems,
        *keys.problems,
        *keys.warnings,
        *themes.problems,
        *([unknown_theme] if unknown_theme else []),
    ]
    shelf = _shelf_of(profile, replies.replies, views.views)
    keymap = with_views(keys.keymap, views.views)
    wearable = list(themes.wearable(abilities.colours))
    return _Look(keymap, wearable, abilities, settings, shelf, [*found, *replies.problems, *views.problems])


def _shelf_of(profile: Profile, replies: tuple[SavedReply, ...], views: tuple[SavedView, ...]) -> Shelf:
    settings, habits = profile.settings, habits_file(profile.paths)
    return Shelf(
        replies=replies,
        policy_for=partial(policy_for, (profile.paths.user_policy, SHIPPED_POLICY)),
        acknowledgement=settings.desk.acknowledgement,
        follow_up=settings.desk.follow_up,
        repeat_warning=settings.desk.repeat_warning,
        warn_over=round(settings.prices.warn_over * MILLIONTHS),
        habits=read_habits(habits),
        keep_habits=partial(write_habits, habits),
        offers_tour=profile.name == PRACTICE,
        late_problems=partial(_late_problems, profile),
        views=views,
        save_view=partial(save_view, views_file(profile.paths)),
    )


def _late_problems(profile: Profile) -> tuple[Problem, ...]:
    """What is wrong with the listening rules: the engine goes by them, and the desk does without their reader."""
    from tui_desk.bootstrap.rules import listening_of

    return listening_of(profile).problems


def _engine_keeper(profile: Profile, *, starts_engine: bool) -> Callable[[bool], Awaitable[None]]:
    """What the desk calls every few seconds, for the first time when its first page has been drawn.

    Until then nothing was collected (see `cli.main`).
    """
    background = Background(profile)

    async def keep(engine_alive: bool) -> None:
        if not gc.isenabled():
            # What was loaded stays for good, and collecting is worth its time from here on.
            gc.freeze()
            gc.enable()
            await asyncio.to_thread(load_parser)
        if starts_engine:
            await asyncio.to_thread(background.keep, engine_alive=engine_alive)

    return keep
