"""Making two cases one, and one two; both can be undone."""

from tui_desk.desk.commands import Accepted, Answer, MergeCases, Refused, SplitCase
from tui_desk.desk.handlers.standing import Timing, refold, standing_of
from tui_desk.desk.store_port import Unit
from tui_desk.domain.case_flow import Move, Turn
from tui_desk.domain.case_fold import fold
from tui_desk.domain.case_rules import refusal_of
from tui_desk.domain.decisions import Merged
from tui_desk.domain.ids import CaseId, PostId
from tui_desk.domain.intake import Part
from tui_desk.domain.model import Case, Channel, Draft, Post
from tui_desk.domain.refusals import InUse, NoSuchCase, NothingToMerge, NothingToSplit, OtherCustomer, Refusal


async def merge_cases(unit: Unit, command: MergeCases, timing: Timing) -> Answer:
    """Make cases of one customer one: the oldest takes the others in, with all that is and will be in them."""
    found = [await unit.case(case_id) for case_id in dict.fromkeys(command.case_ids)]
    cases = sorted((case for case in found if case is not None), key=lambda case: (case.opened_at, case.case_id))
    if len(cases) < 2:
        return Refused(NothingToMerge())
    target, others = cases[0], cases[1:]
    for case in others:
        if (refusal := await _merge_refusal(unit, target, case, timing)) is not None:
            return Refused(refusal)
    step_id = await unit.begin_step(command.agent, timing.now)
    for case in others:
        merged = Merged(target.case_id)
        await unit.add_decision(case.case_id, merged, command.agent, timing.now, timing.now, step_id)
        await unit.put_merged_into(case.case_id, target.case_id)
        await _bring_drafts(unit, case.case_id, target.case_id)
        await unit.audit(command.agent, "merged", case.case_id, f"into case {target.case_id}")
        unit.changed("case", case.case_id)
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


async def unsplit_refusal(unit: Unit, case_id: CaseId, split_at: int) -> Refusal | None:
    """Why a case cannot be taken back: somebody has worked in it, or its customer has written since."""
    # The posts that were split off came in one millisecond after the other.
    came_with_it = split_at + len(await unit.posts_in_case(case_id))
    if await unit.has_work_in(case_id) or await unit.received_after(case_id, came_with_it):
        return InUse()
    return None


async def _merge_refusal(unit: Unit, target: Case, case: Case, timing: Timing) -> Refusal | None:
    if case.customer_id != target.customer_id:
        return OtherCustomer()
    if case.merged_into is not None or target.merged_into is not None:
        return NothingToMerge()
    pending = frozenset(item.state for item in await unit.pending(case.case_id))
    return refusal_of(Merged(target.case_id), await standing_of(unit, case.case_id), pending, timing.now)


async def _bring_drafts(unit: Unit, from_case: CaseId, to_case: CaseId) -> None:
    """Have unsent text where the agent will look for it."""
    for channel in (Channel.REPLY, Channel.MESSAGE, Channel.NOTE):
        if (draft := await unit.draft(from_case, channel)) is None:
            continue
        there = await unit.draft(to_case, channel)
        text = f"{there.text}\n\n{draft.text}" if there is not None else draft.text
        await unit.put_draft(Draft(to_case, channel, text, draft.reply_to_post_id, draft.updated_at))
        await unit.drop_draft(from_case, channel)
        unit.changed("draft", to_case)


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
