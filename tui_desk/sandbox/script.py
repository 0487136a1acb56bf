"""Plays a scenario's scripted beats: exact words at exact story times, or after what the brand does."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Self

from tui_desk.sandbox.gestures import read_gesture
from tui_desk.sandbox.matter import BrandWord
from tui_desk.sandbox.matter_flow import Cue
from tui_desk.sandbox.phrasebook import phrasebook
from tui_desk.sandbox.platform import Platform
from tui_desk.sandbox.scenario import Beat, Character, Scenario, When
from tui_desk.sandbox.story import Story, personal_facts
from tui_desk.sandbox.traffic import dice

_HEARD_AS = {
    When.ANSWERED: "public",
    When.INVITED: "public",
    When.MESSAGED: "private",
}


@dataclass(slots=True)
class ScriptState:
    """How far the script has got."""

    spoken: dict[str, int | None] = field(default_factory=dict)
    """Post id by beat; None for one that was private."""
    due: dict[str, int] = field(default_factory=dict)
    """Story time by beat for those that will be spoken."""
    brand_posts: dict[str, int] = field(default_factory=dict)
    """The brand's newest public word to each character."""

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """Read back what `dataclasses.asdict` wrote."""
        return cls(**data)


class Script:
    """The characters of one scenario on one platform."""

    def __init__(self, scenario: Scenario, platform: Platform, story: Story, brand_id: int) -> None:
        self.state = ScriptState(due={beat.id: beat.at for beat in scenario.beats if beat.at is not None})
        self._beats = {beat.id: beat for beat in scenario.beats}
        self._characters = {character.id: character for character in scenario.characters}
        self._scenario = scenario
        self._platform = platform
        self._story = story
        self._brand_id = brand_id

    def next_due_at(self) -> int | None:
        """When the next words fall, as far as is known."""
        return min(self.state.due.values(), default=None)

    def act_until(self, now: int) -> None:
        """Speak every beat whose time has come, in the order of their times."""
        while (due_at := self.next_due_at()) is not None and due_at <= now:
            beat_id = next(each for each, at in self.state.due.items() if at == due_at)
            del self.state.due[beat_id]
            self._speak(self._beats[beat_id], due_at)

    def hear(self, word: BrandWord, now: int) -> bool:
        """The brand has spoken; True when the script has words for it, so that the ordinary story keeps still."""
        who = self._character_of(word.customer_id)
        if who is None:
            return False
        if word.post_id is not None:
            self.state.brand_posts[who] = word.post_id
        self._drop_reminders(who, word)
        reaction = next((beat for beat in self._waiting_beats(who) if _fits(beat, word)), None)
        if reaction is None:
            return any(self._beats[each].who == who for each in self.state.due)
        self.state.due[reaction.id] = now + reaction.delay
        return True

    def _speak(self, beat: Beat, now: int) -> None:
        user_id = self._account(beat.who)
        if beat.is_private:
            self._platform.send_message(user_id, self._brand_id, beat.text)
            self._story.note_character_spoke(user_id, post_id=None)
            self.state.spoken[beat.id] = None
        else:
            post = self._platform.create_post(user_id, beat.text, reply_to=self._parent_id(beat))
            self.state.spoken[beat.id] = post.post_id
            if beat.opens_topic:
                facts = self._facts(self._characters[beat.who])
                self._story.adopt_character(now, user_id=user_id, post=post, topic=beat.opens_topic, facts=facts)
            else:
                self._story.note_character_spoke(user_id, post_id=post.post_id)
        if beat.blocks_brand:
            self._platform.relations.block(user_id, self._brand_id)
        for follower in self._beats.values():
            if beat.id in follower.after and follower.when in {When.SPOKEN, When.UNANSWERED}:
                self.state.due[follower.id] = now + follower.delay

    def _facts(self, character: Character) -> dict[str, str]:
        """What the character answers with where the script has no words."""
        random = dice(self._scenario.seed, "character", character.id)
        particulars = phrasebook("en", self._scenario.brand.trade).particulars(random)
        given_name, *_, family_name = character.name.split()
        return particulars | personal_facts(random, given_name, family_name, character.handle)

    def _parent_id(self, beat: Beat) -> int | None:
        """The post a beat answers. Where the brand has said nothing in public, the character's own first post."""
        if beat.reply_to == "brand":
            own = [
                post_id for each, post_id in self.state.spoken.items() if post_id and self._beats[each].who == beat.who
            ]
            return self.state.brand_posts.get(beat.who, own[0] if own else None)
        return self.state.spoken[beat.reply_to] if beat.reply_to else None

    def _drop_reminders(self, who: str, word: BrandWord) -> None:
        """Take back what would have been said to a silent brand; a private word is no answer in public."""
        for beat_id in list(self.state.due):
            beat = self._beats[beat_id]
            if beat.who == who and beat.when is When.UNANSWERED and beat.is_private == word.is_private:
                del self.state.due[beat_id]

    def _waiting_beats(self, who: str) -> list[Beat]:
        """This character's beats that wait for a word of the brand, in the order of the file."""
        newest = [each for each in self.state.spoken if self._advances(each, who)][-1:]
        return [
            beat
            for beat in self._beats.values()
            if beat.who == who
            and beat.when in _HEARD_AS
            and set(newest) & set(beat.after)
            and beat.id not in self.state.spoken
            and beat.id not in self.state.due
        ]

    def _advances(self, beat_id: str, who: str) -> bool:
        beat = self._beats[beat_id]
        return beat.who == who and beat.when is not When.UNANSWERED

    def _character_of(self, user_id: int) -> str | None:
        handle = self._platform.user(user_id).handle
        return next((each.id for each in self._characters.values() if each.handle == handle), None)

    def _account(self, who: str) -> int:
        character = self._characters[who]
        known = self._platform.user_by_handle(character.handle)
        if known is not None:
            return known.user_id
        user = self._platform.add_user(
            character.handle,
            character.name,
            bio=character.bio,
            followers=character.followers,
            location=character.location,
            verified_type=character.verified_type,
            receives_dm=character.receives_dm,
        )
        return user.user_id


def _fits(beat: Beat, word: BrandWord) -> bool:
    if (_HEARD_AS[beat.when] == "private") != word.is_private:
        return False
    cue = read_gesture(word.text, has_message_button=word.has_message_button, is_private=word.is_private)
    return beat.when is not When.INVITED or cue is Cue.INVITED
