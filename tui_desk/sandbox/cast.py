"""Who writes: finds or invents the people of a scenario and opens their accounts on the simulated X."""

from collections.abc import Callable
from random import Random

from tui_desk.sandbox.matter import Matter, StoryState
from tui_desk.sandbox.people import Person, person
from tui_desk.sandbox.platform import Platform
from tui_desk.sandbox.scenario import Scenario
from tui_desk.sandbox.traffic import DAY, TRAFFIC, dice

_REMEMBERED = 200
_CROWD_SHRINKS = 0.5
"""Replies to a post that names five people name them all again: such posts are drawn half as often as they are seen."""
_KINDS = 4
"""People are numbered in step: 4n is a customer, 4n + 1 their friend, 4n + 2 somebody who is only named, 4n + 3 the
temper of a scripted character. So no two share a handle, and handles stay short."""


def character_number(matter_id: int) -> int:
    """The number of the scripted character who opened this matter."""
    return matter_id * _KINDS + 3


class Cast:
    """The people of one scenario on one platform."""

    def __init__(self, scenario: Scenario, platform: Platform, state: Callable[[], StoryState]) -> None:
        """`state` gives the story's memory, which a restart replaces."""
        self._scenario = scenario
        self._platform = platform
        self._state = state

    def somebody(self, random: Random, is_busy: Callable[[int], bool]) -> tuple[Person, int, int]:
        """Who writes next, with number and user id: mostly a newcomer, else somebody from before who is not busy."""
        state = self._state()
        if state.acquaintances and random.random() < self._scenario.returning_share:
            number, language, user_id = random.choice(state.acquaintances)
            if not is_busy(user_id):
                return person(self._scenario.seed, number, language), number, user_id
        state.people_met += 1
        number = state.people_met * _KINDS
        who = person(self._scenario.seed, number, self._draw_language(random))
        user_id = self._account(who)
        state.acquaintances = [*state.acquaintances[1 - _REMEMBERED :], (number, who.language, user_id)]
        return who, number, user_id

    def person_of(self, matter: Matter) -> Person:
        """The customer of a matter."""
        return person(self._scenario.seed, matter.person_number, matter.language)

    def friend_of(self, matter: Matter) -> tuple[Person, int, int]:
        """The one friend who may join this matter, with number and user id."""
        number = matter.person_number + 1
        friend = person(self._scenario.seed, number, matter.language)
        return friend, number, self._account(friend)

    def company(self, random: Random, who: Person, user_id: int) -> list[str]:
        """Whom somebody names beside the brand, as @handles; mostly nobody."""
        share = TRAFFIC.share
        draw = random.random()
        if draw >= self._scenario.company_share:
            return []
        count = (
            random.randint(4, 6)
            if draw < share["five_or_more_mentions"] * _CROWD_SHRINKS
            else random.choice([1, 1, 1, 2])
        )
        known = [each for each in self._state().acquaintances[-60:] if each[2] != user_id]
        chosen = random.sample(known, min(count, len(known)))
        names = [self._platform.user(each[2]).handle for each in chosen]
        while len(names) < count:
            number = random.randint(1, 300) * _KINDS + 2
            names.append(person(self._scenario.seed, number, who.language).handle)
        return [f"@{name}" for name in names]

    def _draw_language(self, random: Random) -> str:
        shares = self._scenario.languages
        languages = sorted(shares)
        return random.choices(languages, [shares[language] for language in languages])[0]

    def _account(self, who: Person) -> int:
        """The user id of a person; an account, some years old, is opened for those who are not there yet."""
        known = self._platform.user_by_handle(who.handle)
        if known is not None:
            return known.user_id
        user = self._platform.add_user(
            who.handle,
            who.name,
            created_at=self._platform.now() - dice(self._scenario.seed, who.handle).randint(40, 4_200) * DAY,
            bio=who.bio,
            followers=who.followers,
            language=who.language,
            location=who.location,
            verified_type=who.verified_type,
            receives_dm=who.accepts_messages,
        )
        return user.user_id
