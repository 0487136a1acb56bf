"""Unsent text in its place: what is typed, what is taken back, and what is no draft any more because it was sent.

A merger moves no draft. Each case keeps its own, so that undoing the merger gives everyone back what they wrote; the
agent, who works at the case the others are part of, goes on with the first of them.
"""

from dataclasses import replace

from tui_desk.desk.store_port import Unit
from tui_desk.domain.ids import CaseId
from tui_desk.domain.model import Channel, Draft


async def edited_draft_of(unit: Unit, case_id: CaseId, channel: Channel) -> CaseId:
    """The case whose draft is written on in a case: where there is one already, that is replaced by what is typed.

    In a case that has become part of another since the agent began it is its own, so that it replaces no other text.
    """
    drafts = await unit.drafts(case_id, channel)
    return drafts[0].case_id if drafts and await unit.root(case_id) == case_id else case_id


async def put_back(unit: Unit, draft: Draft) -> None:
    """Make a text a draft again, above what has been written there since."""
    newer = next(iter(await unit.drafts(draft.case_id, draft.channel)), None)
    if newer is not None:
        draft = replace(draft, case_id=newer.case_id, text=f"{draft.text}\n\n{newer.text}")
    await unit.put_draft(draft)
    unit.changed("draft", await unit.root(draft.case_id))


async def drop_sent(unit: Unit, case_id: CaseId, channel: Channel, text: str) -> None:
    """Forget the drafts that are this very text; any other text is not the one that was sent."""
    for draft in await unit.drafts(case_id, channel):
        if draft.text.strip() == text.strip():
            await unit.drop_draft(draft.case_id, channel)
            unit.changed("draft", await unit.root(case_id))
