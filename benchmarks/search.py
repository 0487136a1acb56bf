"""How fast posts are loaded with the search index, and how fast a search answers, on a store of invented posts.

.venv/bin/python -m benchmarks.search [--posts 1000000]
"""

import argparse
import asyncio
import random
import sqlite3
import string
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import UTC
from itertools import accumulate
from pathlib import Path
from typing import Any

from tui_desk.desk.engine_commands import RecordAccount, RecordPosts
from tui_desk.desk.handlers.intake import IntakeRules
from tui_desk.desk.recorder import Recorder
from tui_desk.domain.clocks import ClockRules, Targets
from tui_desk.domain.ids import AgentName, ConversationId, PostId, UserId
from tui_desk.domain.listening import Listening
from tui_desk.domain.model import Account, Person, Post
from tui_desk.domain.search import parse
from tui_desk.store.search_entries import SCHEMA_FUNCTIONS
from tui_desk.store.sqlite import open_store

US = Account(UserId(1), "brand", "The Brand")
JO = AgentName("jo")
BATCH = 1_000
SLICE = 100_000
NOW = 1_800_000_000_000
MS_BETWEEN_POSTS = 20_000
EPOCH_MS = 1_288_834_974_657
"""From which the ids of X count milliseconds."""

LANGUAGES = {"en": 60, "ja": 18, "ru": 14, "ko": 4, "th": 4}
"""In how many of a hundred posts."""


class Wording:
    """Invents texts: per language a vocabulary of invented words, a few of them in most posts and most of them rare."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)
        latin = [c + v for c in "bcdfghklmnprstvwz" for v in ("a", "e", "i", "o", "u", "ar", "en", "is", "ou")]
        cyrillic = [c + v for c in "бвгдзклмнпрстфхцчш" for v in "аеиоуыя"]
        kana = [chr(code) for code in range(0x3042, 0x3094)]
        han = [chr(code) for code in range(0x4E00, 0x4E00 + 2_000)]
        hangul = [chr(code) for code in range(0xAC00, 0xAC00 + 11_000, 11)]
        thai = [chr(code) for code in range(0x0E01, 0x0E2F)]
        self.words = {
            "en": self._vocabulary(latin, 30_000),
            "ru": self._vocabulary(cyrillic, 30_000),
            "ja": self._vocabulary(kana, 6_000) + self._vocabulary(han, 9_000) + self._vocabulary(kana + han, 9_000),
            "ko": self._vocabulary(hangul, 15_000),
            "th": self._vocabulary(thai, 10_000),
        }
        for words in self.words.values():
            self._random.shuffle(words)
        self._weights = {
            lang: list(accumulate(1 / (rank + 3) for rank in range(len(words)))) for lang, words in self.words.items()
        }

    def post(self) -> tuple[str, str]:
        """A text and its language."""
        (lang,) = self._random.choices(list(LANGUAGES), list(LANGUAGES.values()))
        count = self._random.randint(6, 36)
        words = self._random.choices(self.words[lang], cum_weights=self._weights[lang], k=count)
        text = "".join(words) if lang in ("ja", "th") else " ".join(words)
        if self._random.random() < 0.2:
            text += " https://t.co/" + "".join(self._random.choices(string.ascii_letters, k=10))
        return "@brand " + text, lang

    def _vocabulary(self, syllables: Sequence[str], size: int) -> list[str]:
        words: dict[str, None] = {}
        while len(words) < size:
            # Low numbers come more often, as some letters do.
            picked = (syllables[int(len(syllables) * self._random.random() ** 1.5)] for _ in range(4))
            words["".join(list(picked)[: self._random.randint(1, 4)])] = None
        return list(words)


def post_id_of(number: int) -> int:
    """The id X would have given to the post of that number."""
    return (posted_at(number) - EPOCH_MS) << 22


def posted_at(number: int) -> int:
    """One after the other, up to now."""
    return NOW - 10**11 + number * MS_BETWEEN_POSTS


INSERTS = {
    "person": "INSERT OR IGNORE INTO person VALUES (?, ?, ?, '', '', 10, NULL, 0, NULL, NULL, NULL, 0)",
    "post": "INSERT INTO post VALUES (?, ?, ?, ?, ?, ?, ?, NULL, NULL, NULL, NULL, '[1]', '[]', NULL, 'mention', 0)",
    "conversation": "INSERT INTO conversation VALUES (?, ?, 1)",
    "support_case": "INSERT INTO support_case (case_id, account_id, customer_id, conversation_id, origin_post_id,"
    " is_heard, state, opened_at, last_inbound_at, channel, customer_time_ms, follow_up, is_snoozed, priority,"
    " is_watched, is_muted, is_praise, labels, reason, lane, rank, reach, newest_channel, newest_post_id)"
    " VALUES (:n, 1, :who, :post, :post, 0, :state, :at, :at, 'reply', 0, :owed, 0, 'normal', :watched, 0, 0, :labels,"
    " '', :lane, :n, 0, 'reply', :post)",
    "case_post": "INSERT INTO case_post VALUES (?, ?, ?, ?, ?, 0)",
}


def rows_of(wording: Wording, numbers: range) -> Iterator[tuple[str, list[Any]]]:
    """The rows of posts; three make a case, one in a hundred cases is open, one in a thousand owed."""
    firsts = [number for number in numbers if number % 3 == 0]
    yield "person", [(100 + n // 6, f"customer_{n // 6}", f"Customer {n // 6}") for n in numbers]
    posts = []
    for n in numbers:
        text, lang = wording.post()
        post_id, opener = post_id_of(n), post_id_of(n - n % 3)
        posts.append((post_id, post_id, opener, 100 + n // 6, text, posted_at(n), lang))
    yield "post", posts
    yield "conversation", [(post_id_of(n), n // 3 + 1) for n in firsts]
    yield "support_case", [_case(n) for n in firsts]
    yield (
        "case_post",
        [(n // 3 + 1, post_id_of(n), "joins" if n % 3 else "opens", posted_at(n), posted_at(n)) for n in numbers],
    )


def _case(number: int) -> dict[str, Any]:
    case = number // 3
    is_owed, is_open = case % 1_000 == 0, case % 100 == 0
    return {
        "n": case + 1,
        "who": 100 + number // 6,
        "post": post_id_of(number),
        "at": posted_at(number),
        "state": "owed" if is_owed else "open" if is_open else "resolved",
        "lane": "owed" if is_owed else "now" if is_open else "closed",
        "owed": "owed" if is_owed else "none",
        "watched": case % 500 == 0,
        "labels": '["refund"]' if case % 50 == 0 else "[]",
    }


def load(database: Path, wording: Wording, posts: int) -> None:
    """Fill the store, and say how fast. The invention of the texts is not counted."""
    spent, spent_on_slice = 0.0, 0.0
    with closing(sqlite3.connect(database, isolation_level=None)) as connection:
        for name, cuts in SCHEMA_FUNCTIONS.items():
            connection.create_function(name, -1, cuts, deterministic=True)
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA secure_delete = ON")
        connection.execute("INSERT INTO account VALUES (1, ?, ?, ?)", (US.user_id, US.handle, US.name))
        for first in range(0, posts, BATCH):
            batch = list(rows_of(wording, range(first, min(posts, first + BATCH))))
            began_at = time.perf_counter()
            connection.execute("BEGIN IMMEDIATE")
            for table, rows in batch:
                connection.executemany(INSERTS[table], rows)
            connection.execute("COMMIT")
            took = time.perf_counter() - began_at
            spent, spent_on_slice = spent + took, spent_on_slice + took
            done = first + BATCH
            if done % SLICE == 0:
                rates = f"{SLICE / spent_on_slice:8,.0f} posts/s in these {SLICE:,}, {done / spent:8,.0f} on average"
                print(f"loaded {done:9,}: {rates}", flush=True)
                spent_on_slice = 0.0
        (entries,) = connection.execute("SELECT sum(pgsize) FROM dbstat WHERE name LIKE 'search_%'").fetchone() or (0,)
    print(f"file {database.stat().st_size / 1e6:,.0f} MB, of which the search index {entries / 1e6:,.0f} MB")


def queries(wording: Wording, seed: int) -> dict[str, list[str]]:
    """What people type, by the row of the table it belongs to."""
    chosen = random.Random(seed)
    latin = [word for word in wording.words["en"] if len(word) > 4]
    common, rare = latin[:60], latin[3_000:]
    japanese = wording.words["ja"]
    several = [word for word in japanese if len(word) > 1]
    return {
        "common word": [f"{word} " for word in common],
        "rare word": [f"{word} " for word in chosen.sample(rare, 60)],
        "two words": [" ".join((*chosen.sample(common, 2), "")) for _ in range(60)],
        "3-letter beginning": [word[:3] for word in chosen.sample(latin, 60)],
        "5-letter beginning": [word[:5] for word in chosen.sample(latin, 60)],
        "Japanese, 1 letter": [chosen.choice(japanese)[:1] for _ in range(60)],
        "Japanese, 2 letters": [chosen.choice(several)[:2] for _ in range(60)],
        "Japanese, a word": chosen.sample(several, 60),
        "Japanese, two words in a row": ["".join(chosen.sample(several[:200], 2)) for _ in range(60)],
        "Russian word": [f"{word} " for word in chosen.sample(wording.words["ru"][:5_000], 60)],
        "Russian, 3 letters": [word[:3] for word in chosen.sample(wording.words["ru"], 60)],
        "handle": [f"@customer_{chosen.randrange(10_000)}" for _ in range(60)],
        "from: a word": [f"{word} from:customer_{chosen.randrange(10_000)}" for word in common],
        "before: a word": [f"before:{chosen.randint(200, 1_000)}d {word} " for word in common],
        "lang: has: a word": [f"lang:en has:link -{chosen.choice(common)} {word} " for word in common],
        "is:open a word": [f"is:open {word} " for word in common],
        "is:owed a word": [f"is:owed {word} " for word in common],
        "is:owed": ["is:owed "] * 30,
        "label: is:watched": ["label:refund is:watched "] * 30,
    }


def shown(name: str, times: list[float], found: float) -> str:
    """One row of the table."""
    ordered = sorted(times)
    p95 = ordered[round(0.95 * (len(ordered) - 1))]
    figures = f"p50 {ordered[len(ordered) // 2]:7.2f} ms   p95 {p95:7.2f}   max {ordered[-1]:7.2f}"
    return f"{name:30} {figures}   found {found:5.1f}   n {len(times)}"


async def ask(folder: Path, wording: Wording) -> None:
    """The first page of each search, through the store as a desk asks it, understanding the query included."""
    async with open_store(folder / "desk.db", folder, "desk", lambda: NOW) as store:
        for name, typed in queries(wording, 5).items():
            times, found = [], 0
            for words in typed:
                began_at = time.perf_counter()
                page = await store.queries.search(parse(words, NOW, UTC), JO, None, 50)
                times.append((time.perf_counter() - began_at) * 1000)
                found += len(page.found)
            print(shown(name, times, found / len(typed)), flush=True)


async def intake(folder: Path, wording: Wording, posts: int, *, with_index: bool) -> float:
    """Processor time of one post in the engine's intake, in pages of a hundred; in microseconds."""
    async with open_store(folder / "desk.db", folder, "engine", lambda: NOW) as store:
        if not with_index:
            with closing(sqlite3.connect(folder / "desk.db")) as connection:
                for (name,) in connection.execute(
                    "SELECT name FROM sqlite_schema WHERE type = 'trigger' AND name LIKE '%\\_search' ESCAPE '\\'"
                ).fetchall():
                    connection.execute(f"DROP TRIGGER {name}")
        recorder = Recorder(store, ClockRules(Targets()), IntakeRules(Listening(), {}), lambda: NOW)
        await recorder.do(RecordAccount(US))
        pages = [_page(wording, range(first, first + 100)) for first in range(0, posts, 100)]
        began_at = time.process_time()
        for page in pages:
            await recorder.do(page)
        return (time.process_time() - began_at) / posts * 1e6


def _page(wording: Wording, numbers: range) -> RecordPosts:
    people = tuple(Person(UserId(100 + n), f"customer_{n}", f"Customer {n}") for n in numbers)
    return RecordPosts(tuple(_post(wording, n) for n in numbers), people)


def _post(wording: Wording, number: int) -> Post:
    text, lang = wording.post()
    post_id = PostId(post_id_of(number))
    return Post(
        post_id, post_id, ConversationId(post_id), UserId(100 + number), text, posted_at(number), lang,
        mentioned_ids=(US.user_id,),
    )  # fmt: skip


async def measure(folder: Path, posts: int, intake_posts: int) -> None:
    """All of it, one after the other."""
    wording = Wording(7)
    if intake_posts:
        for turn in range(3):
            for name in ("without", "with"):
                (folder / f"{name}{turn}").mkdir()
            without = await intake(folder / f"without{turn}", wording, intake_posts, with_index=False)
            with_it = await intake(folder / f"with{turn}", wording, intake_posts, with_index=True)
            print(f"intake of a post: {without:5,.0f} us of processor time, {with_it:5,.0f} with the index", flush=True)
    async with open_store(folder / "desk.db", folder, "tool", lambda: NOW):
        pass
    load(folder / "desk.db", wording, posts)
    await ask(folder, wording)


def main() -> None:
    """Measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--posts", type=int, default=1_000_000)
    parser.add_argument("--intake", type=int, default=2_000, help="posts through the engine's intake; 0: none")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(measure(Path(folder), options.posts, options.intake))


if __name__ == "__main__":
    main()
