"""The simulated X with life in it: a platform, its people, and a story clock that only `advance` moves.

Posts carry the real time at which they are made; delays, patience and the rhythm of the day run in story time. A world
that was not running has not lived: it goes on where it stopped, however long that was.
"""

from collections.abc import Iterator, Mapping
from dataclasses import asdict
from typing import Any

from tui_desk.sandbox.archive import Archive
from tui_desk.sandbox.faults import Faults
from tui_desk.sandbox.matter import BrandWord, Matter, StoryState
from tui_desk.sandbox.platform import Activity, ActivityKind, Platform, User
from tui_desk.sandbox.scenario import Scenario
from tui_desk.sandbox.script import Script, ScriptState
from tui_desk.sandbox.story import Story
from tui_desk.sandbox.traffic import DAY, HOUR, MINUTE, TRAFFIC, dice

_STATE = "world"
_MATTER = "matter"
_BRAND_AGE = 9 * 365 * DAY


class World:
    """One scenario, alive on one platform. `advance` is one transaction: a killed world never says a thing twice."""

    def __init__(self, scenario: Scenario, platform: Platform, archive: Archive, faults: Faults | None = None) -> None:
        """Continue the world that `archive` holds, or begin one with the scenario's cases waiting."""
        self.story_ms = 0
        """Story milliseconds since the scenario's start."""
        self._scenario = scenario
        self.platform = platform
        self._archive = archive
        self._faults = faults
        self._fault_ids: dict[int, int] = {}
        self.brand = self._brand()
        self._story = Story(scenario, platform, self.brand.user_id)
        self._script = Script(scenario, platform, self._story, self.brand.user_id)
        self._heard_until = 0
        self._arrivals = 0
        self._next_arrival_at = 0
        saved = archive.recall(_STATE)
        if saved is None:
            self._begin()
        else:
            self._continue(saved)

    def advance(self, story_ms: int) -> None:
        """Let this much story time pass: hear what the brand said, then let all act in the order of their times."""
        until = self.story_ms + story_ms
        before = self.platform.latest_sequence()
        with self._archive.together():
            self._hear_brand()
            for moment in self._moments(until):
                self.story_ms = moment
                self._story.act_until(moment)
                self._script.act_until(moment)
                if self._next_arrival_at <= moment:
                    self._let_somebody_arrive()
            self.story_ms = until
            if self.platform.latest_sequence() != before or self._story.changed_ids:
                self._save()
        self._apply_faults()

    @property
    def matters(self) -> Mapping[int, Matter]:
        """The customers' matters that are still remembered, by number."""
        return self._story.matters

    # Time

    def _moments(self, until: int) -> Iterator[int]:
        """Every story time up to `until` at which something happens; what happens may bring further ones."""
        while True:
            due = [self._next_arrival_at, self._story.next_due_at(), self._script.next_due_at()]
            moment = min(at for at in due if at is not None)
            if moment > until:
                return
            yield max(moment, self.story_ms)

    def _let_somebody_arrive(self) -> None:
        surge = next((each for each in self._scenario.surges if each.at <= self.story_ms < each.until), None)
        self._story.open_matter(self.story_ms, topics=surge.topics if surge else None)
        self._plan_arrival()

    def _plan_arrival(self) -> None:
        """Draw the next arrival: gaps as in a Poisson stream, at the pace of this hour and of a surge."""
        self._arrivals += 1
        pace = dice(self._scenario.seed, "arrival", self._arrivals).expovariate(1.0)
        self._next_arrival_at = self._moment_after(pace)

    def _moment_after(self, matters: float) -> int:
        """The story time by which the rate of arrivals adds up to this many matters."""
        at = self.story_ms
        while True:
            rate = self._matters_per_hour(at) / HOUR
            if rate * MINUTE >= matters:
                return at + max(round(matters / rate), 1)
            matters -= rate * MINUTE
            at += MINUTE
            if at - self.story_ms > DAY:
                return at

    def _matters_per_hour(self, at: int) -> float:
        surges = [surge.factor for surge in self._scenario.surges if surge.at <= at < surge.until]
        rhythm = TRAFFIC.rhythm(self._scenario.starts_at + at)
        return self._scenario.matters_per_hour * rhythm * max(surges, default=1.0)

    # The brand's words

    def _hear_brand(self) -> None:
        for activity in self.platform.activity_since(self._heard_until):
            self._heard_until = activity.sequence
            word = self._brand_word(activity) if activity.actor_id == self.brand.user_id else None
            if word is not None and not self._script.hear(word, self.story_ms):
                self._story.hear(word, self.story_ms)

    def _brand_word(self, activity: Activity) -> BrandWord | None:
        if activity.kind is ActivityKind.MESSAGED:
            message = self.platform.message(activity.subject_id)
            return BrandWord(customer_id=message.recipient_id, text=message.text, is_private=True)
        if activity.kind is not ActivityKind.POSTED:
            return None
        post = self.platform.post(activity.subject_id)
        customer_id = self._whom_brand_answers(post.in_reply_to)
        if customer_id is None:
            return None
        return BrandWord(
            customer_id=customer_id,
            text=post.written_text,
            is_private=False,
            post_id=post.post_id,
            conversation_id=post.conversation_id,
            has_message_button=post.dm_link,
        )

    def _whom_brand_answers(self, parent_id: int | None) -> int | None:
        """The author of the nearest post above that is not the brand's own: an answer may come in two parts."""
        while parent_id is not None:
            parent = self.platform.post(parent_id)
            if parent.author_id != self.brand.user_id:
                return parent.author_id
            parent_id = parent.in_reply_to
        return None

    # Faults of X

    def _apply_faults(self) -> None:
        """Put the scenario's faults in force and take them back by story time."""
        if self._faults is None:
            return
        for number, timed in enumerate(self._scenario.faults):
            is_in_force = timed.at <= self.story_ms < timed.until
            if is_in_force and number not in self._fault_ids:
                self._fault_ids[number] = self._faults.add(timed.fault)
            elif not is_in_force and number in self._fault_ids:
                self._faults.clear(self._fault_ids.pop(number))

    # Beginning and going on

    def _brand(self) -> User:
        brand = self._scenario.brand
        known = self.platform.user_by_handle(brand.handle)
        return known or self.platform.add_user(
            brand.handle,
            brand.name,
            created_at=self.platform.now() - _BRAND_AGE,
            bio=brand.bio,
            followers=brand.followers,
            verified_type="business",
        )

    def _begin(self) -> None:
        with self._archive.together():
            for age in self._ages_of_waiting():
                self._story.open_matter(0, created_at=self.platform.now() - age)
            self._heard_until = self.platform.latest_sequence()
            self._plan_arrival()
            self._save()

    def _ages_of_waiting(self) -> list[int]:
        """How long ago, in real milliseconds, the matters that wait at the start were opened; oldest first."""
        random = dice(self._scenario.seed, "waiting")
        ages = [round(random.uniform(2, 48) * MINUTE) for _ in range(self._scenario.waiting_at_start)]
        return sorted(ages, reverse=True)

    def _save(self) -> None:
        for matter_id in list(self._story.forgettable(self.story_ms)):
            del self._story.matters[matter_id]
            self._story.changed_ids.discard(matter_id)
            self._archive.forget(_MATTER, str(matter_id))
        changed = sorted(self._story.changed_ids)
        self._archive.write([(_MATTER, str(each), self._story.matters[each].to_json()) for each in changed])
        self._story.changed_ids.clear()
        self._archive.remember(
            _STATE,
            {
                "scenario": self._scenario.name,
                "story_ms": self.story_ms,
                "heard_until": self._heard_until,
                "arrivals": self._arrivals,
                "next_arrival_at": self._next_arrival_at,
                "story": self._story.state.to_json(),
                "script": asdict(self._script.state),
            },
        )

    def _continue(self, saved: Mapping[str, Any]) -> None:
        self.story_ms = saved["story_ms"]
        self._heard_until = saved["heard_until"]
        self._arrivals = saved["arrivals"]
        self._next_arrival_at = saved["next_arrival_at"]
        self._story.state = StoryState.from_json(saved["story"])
        self._script.state = ScriptState.from_json(saved["script"])
        matters = (Matter.from_json(data) for _, data in self._archive.read(_MATTER))
        self._story.matters = {matter.matter_id: matter for matter in sorted(matters, key=lambda each: each.matter_id)}
