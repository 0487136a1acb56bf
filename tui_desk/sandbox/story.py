"""What the simulated customers do: opens their matters, listens to the brand, lets time pass, and writes for them.

Chance is drawn from names (seed, matter, step), never from a running generator: the same world told in other strides,
or after a restart, goes on in the same way.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from random import Random

from tui_desk.sandbox.cast import Cast, character_number
from tui_desk.sandbox.gestures import read_gesture, signature
from tui_desk.sandbox.matter import BrandWord, Errand, Matter, StoryState
from tui_desk.sandbox.matter_flow import PATIENCE, Act, Cue, State, next_move
from tui_desk.sandbox.occasions import (
    FRIEND_OCCASIONS,
    OPEN_TO_COMPANY,
    SPOKEN_PRIVATELY,
    SPOKEN_PUBLICLY,
    SPOKEN_WHERE_ASKED,
    private_occasion,
    public_occasion,
)
from tui_desk.sandbox.people import Person, Tone
from tui_desk.sandbox.phrasebook import Phrasebook, Topic, phrasebook
from tui_desk.sandbox.platform import DirectMessage, Platform, Post
from tui_desk.sandbox.scenario import Scenario
from tui_desk.sandbox.traffic import HOUR, MINUTE, TRAFFIC, dice
from tui_desk.sandbox.wording import OPENING, Speech, fill, photo_link, put_into_words

_SHORTEST_REACTION = 2 * MINUTE
"""Nobody reads an answer and types another in less."""
_FORGOTTEN_AFTER = 18 * HOUR
_MOST_CHASES = 4
"""After so many reminders a customer has nothing left to say."""
_CLOSED_TO_PRIVATE_WORDS = {State.OWED_A_WORD, State.SETTLED}
"""States in which "you're welcome" in private changes nothing."""


class Story:
    """The customers of one scenario on one platform. Not a clock: it is told what time it is in the story."""

    def __init__(self, scenario: Scenario, platform: Platform, brand_id: int) -> None:
        self.state = StoryState()
        self.matters: dict[int, Matter] = {}
        self.changed_ids: set[int] = set()
        """Matters that are not as the archive has them; whoever saves empties it."""
        self._scenario = scenario
        self._platform = platform
        self._brand_id = brand_id
        self._cast = Cast(scenario, platform, lambda: self.state)

    # What happens

    def open_matter(
        self, now: int, *, topics: Mapping[str, float] | None = None, created_at: int | None = None
    ) -> Matter:
        """Somebody begins: a complaint, a question or praise. `created_at` (UTC) lays it down as history."""
        number = self.state.matters_opened + 1
        random = self._dice("opens", number)
        who, person_number, user_id = self._cast.somebody(random, self._has_open_matter)
        book = self._book(who.language)
        topic = _draw_topic(random, book, topics or {})
        self.state.matters_opened = number
        facts = self._facts(random, book, who)
        address = self._brand_address(number, speaks_to_brand=random.random() >= self._scenario.unaddressed_share)
        speech = Speech(
            book=book,
            topic=topic,
            tone=who.tone,
            occasion=OPENING,
            facts=facts | {"handle": address},
            address=address,
            company=self._cast.company(random, who, user_id),
        )
        post = self._post(random, user_id, speech, created_at=created_at)
        matter = Matter(
            matter_id=number,
            person_number=person_number,
            language=who.language,
            user_id=user_id,
            trade_topic=topic.name,
            state=State.CHEERING if topic.is_praise else State.WAITING,
            root_post_id=post.post_id,
            conversation_id=post.conversation_id,
            last_post_id=post.post_id,
            touched_at=now,
            due_at=None,
            facts=facts,
        )
        self._keep(_with_patience(matter, who, now))
        self._plan_company(random, matter, post.post_id, now)
        return self.matters[number]

    def adopt_character(self, now: int, *, user_id: int, post: Post, topic: str, facts: Mapping[str, str]) -> Matter:
        """A character has opened a matter in the script's words; the story answers where the script does not."""
        number = self.state.matters_opened + 1
        self.state.matters_opened = number
        matter = Matter(
            matter_id=number,
            person_number=character_number(number),
            language="en",
            user_id=user_id,
            trade_topic=topic,
            state=State.WAITING,
            root_post_id=post.post_id,
            conversation_id=post.conversation_id,
            last_post_id=post.post_id,
            touched_at=now,
            due_at=None,
            facts=facts,
            is_scripted=True,
        )
        self._keep(matter)
        return matter

    def note_character_spoke(self, user_id: int, *, post_id: int | None) -> None:
        """A scripted character has said the script's words in public (`post_id`) or in private (None)."""
        matter = self._matter_of(user_id, None)
        if matter is None:
            return
        spoken = replace(matter, due_at=None)
        if post_id is None:
            self._keep(replace(spoken, state=State.IN_PRIVATE))
        else:
            self._keep(replace(spoken, last_post_id=post_id))

    def hear(self, word: BrandWord, now: int) -> None:
        """The brand has spoken to somebody; they will react in their own time, if it is their matter at all."""
        matter = self._matter_of(word.customer_id, word.conversation_id)
        if matter is None:
            return
        cue = read_gesture(word.text, has_message_button=word.has_message_button, is_private=word.is_private)
        if word.is_private:
            if matter.state in _CLOSED_TO_PRIVATE_WORDS and cue is not Cue.ASKED:
                return
            matter = replace(matter, state=State.IN_PRIVATE)
        step = matter.step + 1
        delay = self._reaction_delay(self._dice("delay", matter.matter_id, step))
        self._keep(
            replace(
                matter,
                step=step,
                cue=cue,
                brand_words=word.text,
                brand_was_private=word.is_private,
                brand_post_id=word.post_id or matter.brand_post_id,
                touched_at=now,
                due_at=now + delay,
            )
        )

    def next_due_at(self) -> int | None:
        """When somebody acts next, or None when nobody will without the brand."""
        due = [matter.due_at for matter in self.matters.values() if matter.due_at is not None]
        due += [errand.due_at for errand in self.state.errands]
        return min(due, default=None)

    def act_until(self, now: int) -> None:
        """Let everybody act whose time has come, in the order of their times."""
        while (due_at := self.next_due_at()) is not None and due_at <= now:
            for matter in [each for each in self.matters.values() if each.due_at == due_at]:
                self._act(matter, due_at)
            errands = [errand for errand in self.state.errands if errand.due_at == due_at]
            self.state.errands = [errand for errand in self.state.errands if errand.due_at != due_at]
            for errand in errands:
                self._run_errand(errand)

    def forgettable(self, now: int) -> Iterator[int]:
        """Matters in which nothing has happened or will happen any more."""
        for matter in self.matters.values():
            if matter.due_at is None and not matter.is_scripted and now - matter.touched_at > _FORGOTTEN_AFTER:
                yield matter.matter_id

    # One customer's move

    def _act(self, matter: Matter, now: int) -> None:
        random = self._dice("acts", matter.matter_id, matter.step)
        move = next_move(matter.state, matter.cue, random)
        acted = self._perform(random, matter, move.act)
        who = self._cast.person_of(matter)
        moved = replace(acted, state=move.next_state, cue=Cue.PATIENCE_ENDED, step=matter.step + 1, touched_at=now)
        self._keep(_with_patience(moved, who, now))

    def _perform(self, random: Random, matter: Matter, act: Act) -> Matter:
        if act is Act.DELETE:
            self._platform.delete_post(matter.root_post_id)
            return matter
        if act is Act.GIVE_UP and self._cast.person_of(matter).tone is Tone.ANGRY:
            self._platform.relations.block(matter.user_id, self._brand_id)
        if act in SPOKEN_PRIVATELY or (act in SPOKEN_WHERE_ASKED and matter.brand_was_private):
            self._message(random, matter, private_occasion(act, matter))
        if act in SPOKEN_PUBLICLY or (act in SPOKEN_WHERE_ASKED and not matter.brand_was_private):
            matter = self._reply(random, matter, public_occasion(random, act, matter))
        return replace(matter, chases=matter.chases + 1) if act is Act.CHASE else matter

    def _reply(self, random: Random, matter: Matter, occasion: str) -> Matter:
        parent = self._parent(
            matter, answers_brand=matter.cue is not Cue.PATIENCE_ENDED or occasion == "thanks_after_dm"
        )
        if parent is None:
            return matter
        speech = replace(self._speech(matter, occasion), leading=len(self._names_in_front(matter.user_id, parent)))
        post = self._post(random, matter.user_id, speech, reply_to=parent.post_id)
        if occasion in OPEN_TO_COMPANY:
            self._plan_company(random, matter, post.post_id, matter.due_at or matter.touched_at)
        return replace(matter, last_post_id=post.post_id)

    def _parent(self, matter: Matter, *, answers_brand: bool) -> Post | None:
        """What a reply hangs on: the brand's last public word, or the customer's own newest post that still stands."""
        candidates = [matter.last_post_id, matter.root_post_id]
        if answers_brand and matter.brand_post_id is not None:
            candidates.insert(0, matter.brand_post_id)
        posts = (self._platform.post(post_id) for post_id in candidates)
        return next((post for post in posts if post.deleted_at is None), None)

    def _names_in_front(self, author_id: int, parent: Post) -> str:
        people = dict.fromkeys([parent.author_id, *parent.mentions])
        return "".join(f"@{self._platform.user(each).handle} " for each in people if each != author_id)

    def _message(self, random: Random, matter: Matter, occasion: str) -> DirectMessage:
        wording = put_into_words(random, replace(self._speech(matter, occasion), is_private=True), self.state.worn_out)
        self.state.worn_out.append(wording.line)
        return self._platform.send_message(matter.user_id, self._brand_id, wording.text)

    # Others in the conversation

    def _plan_company(self, random: Random, matter: Matter, post_id: int, now: int) -> None:
        """Friends who will join in, and slips of the pen that will be mended."""
        if random.random() < self._scenario.friends_share:
            due_at = now + round(random.uniform(3, 45) * MINUTE)
            self.state.errands.append(Errand(due_at, "friend-joins", matter.matter_id, post_id))
        if random.random() < self._scenario.edited_share:
            due_at = now + round(random.uniform(2, 12) * MINUTE)
            self.state.errands.append(Errand(due_at, "edit", matter.matter_id, post_id))

    def _run_errand(self, errand: Errand) -> None:
        matter = self.matters.get(errand.matter_id)
        if matter is None or self._platform.post(errand.post_id).deleted_at is not None:
            return
        random = self._dice(
            "errand", errand.kind, errand.post_id - matter.root_post_id, matter.matter_id, errand.due_at
        )
        if errand.kind == "friend-joins":
            self._let_friend_join(random, matter, errand)
        elif errand.kind == "back-to-friend":
            self._reply_to_friend(random, matter, errand)
        else:
            self._edit(random, matter, errand)

    def _let_friend_join(self, random: Random, matter: Matter, errand: Errand) -> None:
        friend, number, user_id = self._cast.friend_of(matter)
        occasion = random.choice(FRIEND_OCCASIONS)
        parent = self._platform.post(errand.post_id)
        topic = self._book(friend.language).topics[matter.trade_topic]
        if topic.is_praise:
            occasion = "friend_same"
        speech = replace(
            self._speech(matter, occasion), tone=friend.tone, leading=len(self._names_in_front(user_id, parent))
        )
        post = self._post(random, user_id, speech, reply_to=errand.post_id)
        if occasion == "friend_same" and not topic.is_praise and random.random() < 0.4:
            self._open_matter_of_friend(friend, number, user_id, matter, post, errand.due_at)
        if random.random() < 0.35:
            due_at = errand.due_at + self._reaction_delay(random)
            self.state.errands.append(Errand(due_at, "back-to-friend", matter.matter_id, post.post_id))

    def _open_matter_of_friend(
        self, friend: Person, number: int, user_id: int, matter: Matter, post: Post, now: int
    ) -> None:
        self.state.matters_opened += 1
        own_facts = self._facts(self._dice("facts", self.state.matters_opened), self._book(friend.language), friend)
        joined = replace(
            matter,
            matter_id=self.state.matters_opened,
            person_number=number,
            user_id=user_id,
            state=State.WAITING,
            cue=Cue.PATIENCE_ENDED,
            root_post_id=post.post_id,
            last_post_id=post.post_id,
            brand_post_id=None,
            brand_words="",
            brand_was_private=False,
            facts=own_facts,
            step=0,
            chases=0,
            is_scripted=False,
            touched_at=now,
        )
        self._keep(_with_patience(joined, friend, now))

    def _reply_to_friend(self, random: Random, matter: Matter, errand: Errand) -> None:
        parent = self._platform.post(errand.post_id)
        leading = len(self._names_in_front(matter.user_id, parent))
        speech = replace(self._speech(matter, "back_to_friend"), leading=leading)
        self._post(random, matter.user_id, speech, reply_to=errand.post_id)

    def _edit(self, random: Random, matter: Matter, errand: Errand) -> None:
        post = self._platform.post(errand.post_id)
        book = self._book(matter.language)
        if post.author_id != matter.user_id or "edits" not in book.occasions:
            return
        line = random.choice(book.lines("edits"))
        facts = {"service": "", "origin": ""} | dict(matter.facts)
        self._platform.edit_post(post.post_id, f"{post.written_text} {fill(line, facts)}")

    # Looking up

    def _has_open_matter(self, user_id: int) -> bool:
        open_states = {State.WAITING, State.HOPING, State.IN_PRIVATE, State.OWED_A_WORD, State.CHEERING}
        return any(matter.user_id == user_id and matter.state in open_states for matter in self.matters.values())

    def _matter_of(self, user_id: int, conversation_id: int | None) -> Matter | None:
        """The matter a word is about: the one in that conversation, or in private the person's newest."""
        theirs = [matter for matter in self.matters.values() if matter.user_id == user_id]
        if conversation_id is not None:
            theirs = [matter for matter in theirs if matter.conversation_id == conversation_id]
        return max(theirs, key=lambda matter: (matter.state is not State.SETTLED, matter.matter_id), default=None)

    # Words

    def _speech(self, matter: Matter, occasion: str) -> Speech:
        who, book = self._cast.person_of(matter), self._book(matter.language)
        random = self._dice("slots", matter.matter_id, matter.step)
        topic = book.topics[matter.trade_topic]
        facts = dict(matter.facts) | {
            "link": photo_link(random),
            "recap": fill(random.choice(topic.answers), dict(matter.facts)),
            "handle": self._scenario.brand.name,
        }
        agent = signature(matter.brand_words)
        return Speech(
            book=book,
            topic=topic,
            tone=who.tone,
            occasion=occasion,
            facts=facts if agent is None else facts | {"agent": agent},
            said=" ".join(self._platform.post(each).text for each in (matter.root_post_id, matter.last_post_id)),
        )

    def _post(
        self,
        random: Random,
        user_id: int,
        speech: Speech,
        *,
        reply_to: int | None = None,
        created_at: int | None = None,
    ) -> Post:
        wording = put_into_words(random, speech, self.state.worn_out)
        self.state.worn_out.append(wording.line)
        return self._platform.create_post(
            user_id, wording.text, reply_to=reply_to, lang=speech.book.language, created_at=created_at
        )

    def _facts(self, random: Random, book: Phrasebook, who: Person) -> dict[str, str]:
        """The facts of one matter: what the tickets say, and who is asking."""
        personal = personal_facts(random, who.given_name, who.family_name, who.handle)
        return book.particulars(random) | personal

    def _brand_address(self, matter_number: int, *, speaks_to_brand: bool) -> str:
        """What an opening calls the brand: its handle, or its name as people write it."""
        brand = self._scenario.brand
        if speaks_to_brand:
            return f"@{brand.handle}"
        return self._dice("called", matter_number).choice([brand.name, brand.name, *brand.also_called])

    def _book(self, language: str) -> Phrasebook:
        return phrasebook(language, self._scenario.brand.trade)

    # Chance and keeping

    def _dice(self, *names: object) -> Random:
        return dice(self._scenario.seed, *names)

    def _reaction_delay(self, random: Random) -> int:
        """How long until a customer reacts: the attentive sit at their phone, the others come back when they do."""
        is_attentive = random.random() < self._scenario.attentive_share
        quantile = random.uniform(0.1, 0.5) if is_attentive else random.uniform(0.5, 0.97)
        return max(round(TRAFFIC.customer_reply_minutes.at(quantile) * MINUTE), _SHORTEST_REACTION)

    def _keep(self, matter: Matter) -> None:
        self.matters[matter.matter_id] = matter
        self.changed_ids.add(matter.matter_id)


def personal_facts(random: Random, given_name: str, family_name: str, handle: str) -> dict[str, str]:
    """Names and ways to reach somebody; mail and phone lie in ranges that are kept free for fiction."""
    return {
        "first": given_name,
        "last": family_name,
        "email": f"{handle.lower()}@mail.example",
        "phone": f"07700 900{random.randint(100, 999)}",
    }


def _draw_topic(random: Random, book: Phrasebook, surge: Mapping[str, float]) -> Topic:
    """A topic by its everyday weight, or by a surge's weight where the language has words for it."""
    weights = {name: surge.get(name, 0.0) for name in book.topics} if surge else {}
    if not any(weights.values()):
        weights = {name: topic.weight for name, topic in book.topics.items()}
    names = sorted(weights)
    return book.topics[random.choices(names, [weights[name] for name in names])[0]]


def _with_patience(matter: Matter, who: Person, now: int) -> Matter:
    """The matter with the moment at which its customer's patience ends, if the state has one."""
    factor = PATIENCE.get(matter.state)
    if factor is None or matter.is_scripted or matter.chases > _MOST_CHASES:
        return replace(matter, due_at=None)
    return replace(matter, due_at=now + round(who.patience * factor))
