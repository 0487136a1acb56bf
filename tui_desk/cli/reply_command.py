"""`tui-desk reply`: put a text for a customer into the outbox, in the channel that is named, after one more look.

Nothing leaves in a channel that the command line does not name, nor without a yes: on a terminal the question is asked,
elsewhere `--yes` answers it, and what is risky needs `--despite-risks` as well.
"""

import argparse
import sys
from dataclasses import dataclass, replace
from functools import partial

from tui_desk.cli.documents import done_document, name_of, send_object
from tui_desk.cli.engine_watch import EngineWatch, see_to_engine
from tui_desk.cli.exits import Exit
from tui_desk.cli.output import put, put_document, talk
from tui_desk.cli.plain import in_words, queued_item
from tui_desk.cli.sitting import NotDoneError, Sitting, add_case, add_json, add_seen, sit, told
from tui_desk.cli.typed import add_text, drop_draft_if_told, is_typed, text_of
from tui_desk.config.machine_zone import MACHINE_ZONE
from tui_desk.desk.commands import QueueMessage, QueueReply, SaveDraft, WithText
from tui_desk.desk.views import Thread
from tui_desk.domain.decisions import Solved
from tui_desk.domain.ids import CaseId, OutboxId
from tui_desk.domain.model import CaseState, Channel, OutboxItem, Purpose
from tui_desk.domain.prices import MILLIONTHS
from tui_desk.domain.refusals import AlreadyClosed, NoPublicPost, Refusal, StillOwed
from tui_desk.tui.drafting import Text, refusal_before_writing, target_of
from tui_desk.tui.present.composer import no_closing_word_words
from tui_desk.tui.present.feed import first_words
from tui_desk.tui.present.review import Review, no_promise_words, review_lines
from tui_desk.tui.present.spans import Role
from tui_desk.tui.present.thread import send_state
from tui_desk.tui.present.words import Words
from tui_desk.tui.reviewing import review_of
from tui_desk.tui.shelf import Shelf


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of this command."""
    add_case(parser)
    add_text(parser)
    where = parser.add_mutually_exclusive_group(required=True)
    where.add_argument("--public", action="store_true", help="a public reply, which everyone can read")
    where.add_argument("--message", action="store_true", help="a direct message, which nobody else can read")
    where.add_argument(
        "--follow-up", action="store_true", help="the public closing word, under the customer's first post"
    )
    parser.add_argument("--ack", action="store_true", help="it says that you are at it: never counted as an answer")
    parser.add_argument("--resolve", action="store_true", help="it solves the case")
    parser.add_argument("--promise", action="store_true", help="note the promise that it makes")
    parser.add_argument("--yes", action="store_true", help="do not ask before it is put into the outbox")
    parser.add_argument("--despite-risks", action="store_true", help="with --yes: also where the review warns")
    parser.add_argument("--no-engine", action="store_true", help="do not start what talks to X")
    add_seen(parser)
    add_json(parser)


def run(arguments: argparse.Namespace) -> int:
    """Put the text into the outbox."""
    return told(arguments, lambda: _reply(arguments))


@dataclass(frozen=True, slots=True)
class _Looked:
    """A text as it would leave, and what there is to know about it."""

    text: Text
    review: Review
    lines: tuple[str, ...]
    """The review in words."""
    risks: tuple[str, ...]
    """Those of its lines that warn."""
    payload: str
    """Exactly what would be sent."""


def _reply(arguments: argparse.Namespace) -> Exit:
    channel, purpose = _aim(arguments)
    thread = sit(arguments, partial(_open, arguments, channel, purpose))
    kept_if_not_sent = is_typed(arguments)
    text = _text(arguments, thread, channel, purpose)
    try:
        looked = sit(arguments, partial(_look, arguments, thread, text))
        _agree(arguments, looked)
        return sit(arguments, partial(_queue, arguments, looked))
    except NotDoneError as error:
        if not (kept_if_not_sent and text.words):
            raise
        draft = SaveDraft(text.case_id, text.channel, text.words, text.reply_to_post_id)
        sit(arguments, lambda sitting: sitting.do(draft))
        words = replace(error.words, sentence=f"{error.words.sentence} Your text is kept as a draft: --draft takes it.")
        raise NotDoneError(error.name, words, error.code) from error


def _aim(arguments: argparse.Namespace) -> tuple[Channel, Purpose]:
    """The channel and the purpose that the command line names. Raises NotDoneError where they contradict each other."""
    if arguments.ack and (arguments.follow_up or arguments.resolve):
        sentence = "Saying that you are at it solves nothing: leave --ack out, or --follow-up and --resolve."
        raise NotDoneError("two_purposes", Words("An acknowledgement is no solution", sentence), Exit.USAGE)
    if arguments.follow_up:
        return Channel.REPLY, Purpose.FOLLOW_UP
    purpose = Purpose.ACKNOWLEDGEMENT if arguments.ack else Purpose.ANSWER
    return (Channel.MESSAGE if arguments.message else Channel.REPLY), purpose


# Before anything is written.


async def _open(arguments: argparse.Namespace, channel: Channel, purpose: Purpose, sitting: Sitting) -> Thread:
    """The thread, where X is known to take nothing of this kind: the refusal."""
    thread = await sitting.thread(arguments.case)
    refusal = refusal_before_writing(thread, channel, purpose, sitting.capabilities)
    if refusal is not None:
        raise _unreachable(thread, refusal, purpose, sitting)
    return thread


def _unreachable(thread: Thread, refusal: Refusal, purpose: Purpose, sitting: Sitting) -> NotDoneError:
    case_id = thread.case.case_id
    if purpose is Purpose.FOLLOW_UP:
        return NotDoneError(name_of(refusal), no_closing_word_words(refusal, sitting.key_of(case_id)))
    in_public = refusal_before_writing(thread, Channel.REPLY, Purpose.ANSWER, sitting.capabilities)
    return sitting.refusal(refusal, case_id, may_reply=in_public is None)


def _text(arguments: argparse.Namespace, thread: Thread, channel: Channel, purpose: Purpose) -> Text:
    target = target_of(thread, purpose) if channel is Channel.REPLY else None
    return Text(
        case_id=thread.case.case_id,
        channel=channel,
        purpose=purpose,
        reply_to_post_id=target.post.post_id if target is not None else None,
        seen_until=thread.received_until if arguments.seen is None else arguments.seen,
        words=text_of(arguments, thread, channel),
    )


# One more look.


async def _look(arguments: argparse.Namespace, thread: Thread, text: Text, sitting: Sitting) -> _Looked:
    settings = sitting.profile.settings
    shelf = Shelf(repeat_warning=settings.desk.repeat_warning, warn_over=round(settings.prices.warn_over * MILLIONTHS))
    desk, key_of = sitting.desk, sitting.key_of(text.case_id)
    length = desk.length(text.channel, text.words)
    review = await review_of(text, length, thread, desk, shelf, MACHINE_ZONE)
    if arguments.resolve and not review.may_solve:
        is_owed = thread.standing.state is CaseState.OWED
        raise sitting.refusal(StillOwed() if is_owed else AlreadyClosed(), text.case_id)
    if arguments.promise and review.promise is None:
        raise NotDoneError("no_promise", no_promise_words(key_of))
    review = replace(review, notes_promise=arguments.promise)
    # The last of the lines names the keys that answer it.
    *spans, _ = review_lines(review, desk.now(), MACHINE_ZONE, key_of)
    risks = tuple(in_words(line) for line in spans if line[0].role is Role.WARNING)
    lines = tuple(in_words(line) for line in spans)
    return _Looked(text, review, lines, risks, desk.outgoing(text.channel, text.words))


def _agree(arguments: argparse.Namespace, looked: _Looked) -> None:
    """Have it agreed to that the text leaves. Raises NotDoneError where it is not."""
    if arguments.yes:
        if looked.risks and not arguments.despite_risks:
            risks = "; ".join(looked.risks)
            sentence = f"{risks[:1].upper()}{risks[1:]}. With --despite-risks as well it leaves all the same."
            raise NotDoneError("risky", Words("Look at it first", sentence))
        return
    talk([*looked.lines, *_answered(looked), *(f"  {line}" for line in looked.payload.split("\n"))])
    if not sys.stdin.isatty():
        words = Words("Nobody can be asked here", "Nothing was sent. With --yes it leaves without a question.")
        raise NotDoneError("not_asked", words)
    if not _says_yes():
        raise NotDoneError("not_agreed", Words("Nothing was sent", "You did not say yes."))


def _answered(looked: _Looked) -> list[str]:
    """The customer's words that a public text stands under."""
    target = target_of(looked.review.thread, looked.text.purpose)
    if looked.text.channel is not Channel.REPLY or target is None:
        return []
    return [f"Under their post: “{first_words(target.post.text)}”"]


def _says_yes() -> bool:
    print("Send it? y or n: ", end="", flush=True, file=sys.stderr)
    try:
        return sys.stdin.readline().strip().casefold() in ("y", "yes")
    except KeyboardInterrupt:
        return False


# Into the outbox.


async def _queue(arguments: argparse.Namespace, looked: _Looked, sitting: Sitting) -> Exit:
    text, handle = looked.text, looked.review.thread.customer.handle
    answer = await sitting.do(_command(arguments, looked, sitting), text.case_id)
    await drop_draft_if_told(arguments, text.case_id, text.channel, sitting)
    item = await _item(sitting, text.case_id, answer.outbox_id)
    words = Words("Queued", f"@{handle}: {_state(item, sitting)}.")
    if not arguments.json:
        put([f"{words.title}. {words.sentence}"])
    engine = await see_to_engine(sitting.desk, sitting.profile, starts=not arguments.no_engine)
    if arguments.json:
        sent = send_object(item) if item is not None else {}
        put_document({**done_document(words, answer.case_ids), **sent, "engine": engine.value})
    return Exit.FAULT if engine is EngineWatch.FAILED else Exit.OK


def _command(arguments: argparse.Namespace, looked: _Looked, sitting: Sitting) -> QueueReply | QueueMessage:
    text, promise = looked.text, looked.review.promise if arguments.promise else None
    until, promised = (promise.until, promise.words) if promise is not None else (None, "")
    also = WithText(text.purpose, until, promised, Solved.HERE if arguments.resolve else None)
    agent = sitting.desk.agent
    if text.channel is Channel.MESSAGE:
        return QueueMessage(agent, text.case_id, text.words, text.seen_until, also)
    if text.reply_to_post_id is None:
        raise sitting.refusal(NoPublicPost(), text.case_id)
    return QueueReply(agent, text.case_id, text.reply_to_post_id, text.words, text.seen_until, also)


async def _item(sitting: Sitting, case_id: CaseId, outbox_id: OutboxId | None) -> OutboxItem | None:
    """What was put into the outbox; None where X has confirmed it already."""
    return queued_item(await sitting.thread(case_id), outbox_id) if outbox_id is not None else None


def _state(item: OutboxItem | None, sitting: Sitting) -> str:
    if item is None:
        return "sent"
    return in_words(send_state(item, sitting.reader(item.case_id)))
