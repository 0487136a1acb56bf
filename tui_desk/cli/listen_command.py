"""`tui-desk listen`: look at the listening rules, try them on what is stored, propose misspellings of a name."""

import argparse
import asyncio
import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from textwrap import shorten, wrap

from tui_desk.bootstrap.desk import open_desk
from tui_desk.bootstrap.profile import Profile, choose_profile
from tui_desk.bootstrap.rules import listening_of
from tui_desk.cli.exits import Exit, refuse
from tui_desk.config.listening import LoadedListening
from tui_desk.config.problems import ConfigurationError, Problem, nearest
from tui_desk.desk.store_port import StoreError
from tui_desk.domain.listening import ListeningRule, NoiseRule, Trial, search_queries, trial
from tui_desk.domain.misspellings import SHORTEST, misspellings
from tui_desk.domain.model import Account, Post
from tui_desk.domain.praise import PraiseRules, praise_trial

PRAISE = "praise"
"""The name under which all words of praise are tried."""
_MOST_POSTS = 5_000
_WIDTH = 80


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of this command."""
    what = parser.add_subparsers(dest="what", required=True, metavar="rules|try|misspellings")
    what.add_parser("rules", help="the rules in use, and the searches of X they become")
    tries = what.add_parser("try", help="what the rules find among the posts that are stored")
    tries.add_argument("name", nargs="?", metavar="NAME", help=f'one rule, one noise rule, or "{PRAISE}"')
    tries.add_argument("--most", type=_count, default=5, metavar="N", help="at most N examples for each rule (5)")
    slips = what.add_parser("misspellings", help="likely misspellings of a name, as a line for listening.toml")
    slips.add_argument("word", metavar="WORD")


def _count(text: str) -> int:
    if text.isdecimal():
        return int(text[:9])
    raise argparse.ArgumentTypeError(f"{text!r} is no number")


def run(arguments: argparse.Namespace) -> int:
    """Carry out one of the three."""
    if arguments.what == "misspellings":
        return _propose(arguments.word)
    try:
        profile = choose_profile(arguments.profile)
        loaded = listening_of(profile)
        _tell(loaded.problems)
        account, posts = asyncio.run(_stored(profile))
    except ConfigurationError as error:
        return refuse(Exit.SET_UP, error.title, error.sentence)
    except StoreError as error:
        return refuse(Exit.STORE, error.title, error.sentence)
    if arguments.what == "try":
        return _try(loaded, posts, arguments.name, arguments.most)
    for line in _rules(loaded, account, profile.settings.listening.query_limit):
        print(line)
    return Exit.OK


def _propose(word: str) -> Exit:
    proposals = misspellings(word)
    if not proposals:
        sentence = f"Give a name of at least {SHORTEST} letters; shorter ones are mistyped into other words."
        return refuse(Exit.USAGE, "No misspelling is likely enough", sentence)
    print(f"misspellings = {json.dumps(proposals, ensure_ascii=False)}")
    return Exit.OK


def _tell(problems: Sequence[Problem]) -> None:
    for problem in problems:
        print(f"{problem.place}: {problem.title}. {problem.sentence}", file=sys.stderr)


async def _stored(profile: Profile) -> tuple[Account | None, Sequence[Post]]:
    async with open_desk(profile) as (_, store):
        return await store.queries.account(), await store.queries.recent_posts(_MOST_POSTS)


# The rules.


def _rules(loaded: LoadedListening, account: Account | None, limit: int) -> Iterator[str]:
    listening = loaded.listening
    for rule in listening.rules:
        yield f"Rule {rule.name}"
        yield from _terms("hears", rule.terms)
        yield from _terms("but not with", rule.excluded)
        yield from _terms("languages", rule.languages)
    for noise in listening.noise:
        yield f"Noise {noise.name}"
        yield from _terms("falls under it", noise.terms)
        yield from _terms("languages", noise.languages)
    yield "Praise"
    for language, praise in loaded.praise_rules.items():
        yield f"  {language}: {len(praise.praises)} terms praise, {len(praise.takes_back)} take it back"
    yield ""
    yield from _searches(loaded, account, limit)


def _terms(heading: str, terms: Sequence[str]) -> Iterator[str]:
    if terms:
        yield from wrap(f"{heading}: {', '.join(terms)}", _WIDTH, initial_indent="  ", subsequent_indent="    ")


def _searches(loaded: LoadedListening, account: Account | None, limit: int) -> Iterator[str]:
    if not loaded.listening.rules:
        yield "No rule is in use: only posts that mention you make cases."
    elif account is None:
        yield "The searches are made once the engine has learnt the name of the account: open the desk once."
    else:
        yield f"Searches of X, of at most {limit} characters each:"
        for query in search_queries(loaded.listening, account.handle, limit):
            yield f"  {len(query)}  {query}"


# Trials.

_Subject = ListeningRule | NoiseRule | Mapping[str, PraiseRules]


def _try(loaded: LoadedListening, posts: Sequence[Post], name: str | None, most: int) -> Exit:
    subjects = list(_subjects(loaded))
    chosen = [each for each in subjects if name is None or each[1].casefold() == name.casefold()]
    if not chosen:
        known = [each[1] for each in subjects]
        return refuse(Exit.USAGE, f"No rule in use is called {name!r}", nearest(name or "", known))
    print(f"Tried on the {len(posts)} newest posts of others that are stored.")
    for kind, called, subject in chosen:
        print()
        for line in _outcome(kind, called, _trial(subject, posts, most)):
            print(line)
    return Exit.OK


def _subjects(loaded: LoadedListening) -> Iterator[tuple[str, str, _Subject]]:
    """Everything that can be tried: what it is, what it is called, and itself."""
    yield from (("Rule ", rule.name, rule) for rule in loaded.listening.rules)
    yield from (("Noise ", noise.name, noise) for noise in loaded.listening.noise)
    yield "", PRAISE, loaded.praise_rules


def _trial(subject: _Subject, posts: Sequence[Post], most: int) -> Trial:
    samples = [(post.text, post.lang) for post in posts]
    if isinstance(subject, ListeningRule | NoiseRule):
        return trial(subject, samples, most)
    return praise_trial(subject, samples, most)


def _outcome(kind: str, called: str, tried: Trial) -> Iterator[str]:
    yield f"{kind}{called}: {tried.count} of {tried.looked_at}"
    for example in tried.examples:
        found = ", ".join(example.because)
        yield f"  [{found}] {shorten(example.text, max(20, _WIDTH - len(found) - 5), placeholder=' ...')}"
