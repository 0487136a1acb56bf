"""Distinct types for every identity, so that a case can never be passed where a post is meant.

Ids from X are 64-bit numbers and grow with time, so they are compared as numbers, never as text.
"""

from typing import NewType

UserId = NewType("UserId", int)
PostId = NewType("PostId", int)
ConversationId = NewType("ConversationId", int)
MessageId = NewType("MessageId", int)
CaseId = NewType("CaseId", int)
NoteId = NewType("NoteId", int)
OutboxId = NewType("OutboxId", int)
AgentName = NewType("AgentName", str)
DecisionId = NewType("DecisionId", int)
StepId = NewType("StepId", int)
