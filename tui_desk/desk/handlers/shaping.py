"""Making two cases one, and one two; both can be undone."""

from collections.abc import Iterator, Sequence

from tui_desk.desk.commands import Accepted, Answer, MergeCases, Refused, SplitCase
from tui_desk.desk.handlers.standing import Timing, refold, standing_of
from tui_desk.desk.store_port import Unit
from tui_desk.desk.views import Step
from tui_desk.domain.case_flow import Move, Standing, Turn
from tui_desk.domain.case_fold import fold
from tui_desk.domain.case_rules import refusal_of
from tui_desk.domain.decisions import Decision, Merged, Promised, Reopened, Unmuted
from tui_desk.domain.ids import CaseId, PostId
from tui_desk.domain.intake import Part
from tui_desk.domain.lanes import lane_of
from tui_desk.domain.model import Case, Lane, Post
from tui_desk.domain.refusals import InUse, NoSuchCase, NothingToMerge, NothingToSplit, OtherCustomer, Refusal


async def merge_cases(unit: Unit, command: MergeCases, timing: Timing) -> Answer:
    """Make cases of one customer one: the oldest takes the others in, with all that is and will be in them."""
    found = [await unit.case(case_id) for case_id in dict.fromkeys(command.case_ids)]
    cases = sorted((case for case in found if case is not None), key=lambda case: (case.opened_at, case.case_id))
    if len(cases) < 2:
        return Refused(NothingToMerge())
    before = [await standing_of(unit, case.case_id) for case in cases]
    if (refusal := _merge_refusal(cases, before, timing.now)) is not None:
        return Refused(refusal)
    target, *others = cases
    step_id = await unit.begin_step(command.agent, timing.now)
    for case in others:
        merged = Merged(target.case_id)
        await unit.add_decision(case.case_id, merged, command.agent, timing.now, timing.now, step_id)
        await unit.put_merged_into(case.case_id, target.case_id)
        await unit.audit(command.agent, "merged", case.case_id, f"into case {target.case_id}")
        unit.changed("case", case.case_id)
    for decision in _kept_in_sight(before, await standing_of(unit, target.case_id), timing.now):
        await unit.add_decision(target.case_id, decision, command.agent, timing.now, timing.now, step_id)
    await refold(unit, target.case_id, timing)
    return Accepted(case_ids=(target.case_id,))


async def unmerge(unit: Unit, case_id: CaseId, timing: Timing) -> None:
    """Have a case stand by itself again."""
    target = await unit.root(case_id)
    await unit.put_merged_into(case_id, None)
    await refold(unit, case_id, timing)
    await refold(unit, target, timing)


async def split_case(unit: Unit, command: SplitCase, timing: Timing) -> Answer:
    """Give a post, and what its author wrote in the thread since, a case of its own."""
    case = await unit.case(command.case_id)
    post = await unit.post(command.post_id)
    if case is None or post is None:
        return Refused(NoSuchCase())
    account = await unit.account()
    if account is None or post.author_id == account.user_id:
        return Refused(NothingToSplit())
    if post.author_id == case.customer_id:
        home, moving = await _their_own(unit, post)
    else:
        home, moving = await _third_party(unit, post, case)
    if not moving:
        return Refused(NothingToSplit())
    step_id = await unit.begin_step(command.agent, timing.now)
    opening = fold([Turn(post.posted_at, Move.CUSTOMER_WROTE)])
    split_off = await unit.open_case(post.author_id, post.conversation_id, post.post_id, opening)
    for moved, part in moving:
        if home is None:
            await unit.put_post_in_case(split_off, moved, part, timing.now)
        else:
            await unit.transfer_post(moved, home, split_off)
    await unit.note_split(step_id, split_off, home if home is not None else case.case_id)
    await unit.audit(command.agent, "split", split_off, f"out of case {case.case_id}")
    await refold(unit, split_off, timing)
    await refold(unit, case.case_id, timing)
    return Accepted(case_ids=(split_off,))


async def unsplit(unit: Unit, case_id: CaseId, out_of: CaseId, timing: Timing) -> None:
    """Take a case back into the one it came out of, and leave nothing of it."""
    split_off, home = await unit.case(case_id), await unit.case(out_of)
    if split_off is None or home is None:
        return
    returns_to = out_of if split_off.customer_id == home.customer_id else None
    for post, _ in await unit.posts_in_case(case_id):
        await unit.transfer_post(post.post_id, case_id, returns_to)
    await unit.remove_case(case_id)
    unit.changed("case", case_id)
    await refold(unit, out_of, timing)


async def unsplit_refusal(unit: Unit, case_id: CaseId, step: Step) -> Refusal | None:
    """Why a case that was split off in a step cannot be taken back: somebody has worked in it, or written since."""
    # The posts that were split off came in one millisecond after the other.
    came_with_it = step.at + len(await unit.posts_in_case(case_id))
    if await unit.has_work_in(case_id, step.agent) or await unit.received_after(case_id, came_with_it):
        return InUse()
    return None


def _merge_refusal(cases: Sequence[Case], standings: Sequence[Standing], now: int) -> Refusal | None:
    """Why these do not become one. A public debt of any of them could end unnoticed with a word about another."""
    target = cases[0]
    if any(case.customer_id != target.customer_id for case in cases):
        return OtherCustomer()
    if any(case.merged_into is not None for case in cases):
        return NothingToMerge()
    refusals = (refusal_of(Merged(target.case_id), standing, frozenset(), now) for standing in standings)
    return next((refusal for refusal in refusals if refusal is not None), None)


def _kept_in_sight(before: Sequence[Standing], merged: Standing, now: int) -> Iterator[Decision]:
    """What keeps a merger from hiding what waits for us: a decision on one case speaks for all of them from then on.

    Whoever closed, snoozed or muted one of them may not have read the others, and an answer in one keeps no promise
    that was made in another.
    """
    if any(_is_in_sight(standing, now) for standing in before) and not _is_in_sight(merged, now):
        yield Reopened()
    elif merged.is_muted and not all(standing.is_muted for standing in before):
        yield Unmuted()
    promised = [standing.promise_until for standing in before if standing.promise_until is not None]
    if promised and merged.promise_until is None:
        yield Promised(min(promised))


def _is_in_sight(standing: Standing, now: int) -> bool:
    return lane_of(standing, now) in (Lane.NOW, Lane.PRAISE)


async def _their_own(unit: Unit, post: Post) -> tuple[CaseId | None, list[tuple[PostId, Part]]]:
    """The customer's own later matter: from this post on, with our answers. Nothing for the first post."""
    for case_id in await unit.cases_of_post(post.post_id):
        inside = await unit.posts_in_case(case_id)
        theirs = [each for each, _ in inside if each.author_id == post.author_id]
        if not theirs or theirs[0].post_id == post.post_id:
            continue
        later = {each.post_id for each in theirs if (each.posted_at, each.post_id) >= (post.posted_at, post.post_id)}
        moving = [
            (each.post_id, part) for each, part in inside if each.post_id in later or each.reply_to_post_id in later
        ]
        return case_id, moving
    return None, []


async def _third_party(unit: Unit, post: Post, case: Case) -> tuple[CaseId | None, list[tuple[PostId, Part]]]:
    """Somebody else's matter: what they wrote in the thread from this post on. Nothing where they have a case there."""
    if any(other.customer_id == post.author_id for other in await unit.cases_in(post.conversation_id)):
        return None, []
    if case.conversation_id is None:
        return None, []
    later = [
        each
        for each, _ in await unit.posts_of(post.conversation_id)
        if each.author_id == post.author_id and (each.posted_at, each.post_id) >= (post.posted_at, post.post_id)
    ]
    return None, [(each.post_id, Part.OPENS if each == post else Part.JOINS) for each in later]
