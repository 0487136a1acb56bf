"""The endpoints about direct messages: read them by event, by person, by conversation; send one."""

from collections.abc import Iterable

from aiohttp import web

from tui_desk.sandbox.call import Call
from tui_desk.sandbox.pages import id_from, list_from, refuse_unknown
from tui_desk.sandbox.platform import DirectMessage, NotOnPlatformError
from tui_desk.sandbox.policy import MESSAGE_LIMIT, NO_MESSAGE
from tui_desk.sandbox.post_request import refuse_unknown_keys
from tui_desk.sandbox.problems import blank, forbidden, invalid_request, one_of
from tui_desk.sandbox.routes_users import user_by_id
from tui_desk.sandbox.selection import MESSAGE_EXPANSIONS, MESSAGE_PARAMETERS

_KEPT_MS = 30 * 24 * 60 * 60 * 1000
_EVENT_TYPES = ("MessageCreate", "ParticipantsJoin", "ParticipantsLeave")


async def list_messages(call: Call) -> web.Response:
    """GET /2/dm_events: the last 30 days; there is no since_id."""
    return _page(call, call.platform.messages_of(call.user_id))


async def list_messages_with(call: Call) -> web.Response:
    """GET /2/dm_conversations/with/:participant_id/dm_events."""
    other_id = id_from("participant_id", call.path_values["participant_id"])
    return _page(call, call.platform.messages_between(call.user_id, other_id))


async def list_messages_in(call: Call) -> web.Response:
    """GET /2/dm_conversations/:id/dm_events."""
    other_id = _other_participant(call, "id")
    return _page(call, call.platform.messages_between(call.user_id, other_id))


async def show_message(call: Call) -> web.Response:
    """GET /2/dm_events/:event_id."""
    selection = call.select(MESSAGE_PARAMETERS, MESSAGE_EXPANSIONS)
    value = call.path_values["event_id"]
    try:
        message = call.platform.message(id_from("event_id", value))
    except NotOnPlatformError:
        message = None
    oldest = call.platform.now() - _KEPT_MS
    if message is None or message.created_at < oldest or not call.can_look_up_message(message):
        raise blank(404, "Not Found")
    return call.answer(call.wire(selection).one_message(message), selection)


async def send_message_with(call: Call) -> web.Response:
    """POST /2/dm_conversations/with/:participant_id/messages."""
    return await _send(call, call.path_values["participant_id"], "participant_id")


async def send_message_in(call: Call) -> web.Response:
    """POST /2/dm_conversations/:dm_conversation_id/messages."""
    return await _send(call, str(_other_participant(call, "dm_conversation_id")), "dm_conversation_id")


async def _send(call: Call, recipient: str, parameter: str) -> web.Response:
    refuse_unknown(call.query, ())
    recipient_id, text = id_from(parameter, recipient), _text_in(await call.body())
    if user_by_id(call.platform, recipient) is None or recipient_id == call.user_id:
        raise invalid_request((parameter, recipient, f"The `{parameter}` [{recipient}] cannot be written to"))
    if not call.platform.accepts_message(recipient_id, call.user_id):
        raise forbidden(NO_MESSAGE)
    message = call.platform.send_message(call.user_id, recipient_id, text)
    ids = {"dm_conversation_id": message.conversation_id, "dm_event_id": str(message.event_id)}
    return call.answer({"data": ids}, status=201)


def _text_in(body: dict[str, object]) -> str:
    refuse_unknown_keys(body, ("text", "attachments"))
    if "attachments" in body:
        raise invalid_request(("attachments", str(body["attachments"]), "Your media IDs are invalid."))
    text = body.get("text")
    if not isinstance(text, str) or not 1 <= len(text) <= MESSAGE_LIMIT:
        message = f"$.text: must be a string of 1 to {MESSAGE_LIMIT} characters"
        raise invalid_request(("text", str(text)[:50], message))
    return text


def _other_participant(call: Call, parameter: str) -> int:
    """The other one of a conversation between two. Raises RefusedError: 400 for an odd id, 403 for foreign talk."""
    value = call.path_values[parameter]
    participants = [id_from(parameter, part) for part in value.split("-")]
    if len(participants) != 2 or call.user_id not in participants:
        raise forbidden()
    return participants[1] if participants[0] == call.user_id else participants[0]


def _page(call: Call, messages: Iterable[DirectMessage]) -> web.Response:
    selection = call.select(MESSAGE_PARAMETERS, MESSAGE_EXPANSIONS, "max_results", "pagination_token", "event_types")
    types = list_from(call.query, "event_types") if "event_types" in call.query else list(_EVENT_TYPES)
    complaints = [one_of("event_types", value, _EVENT_TYPES) for value in types if value not in _EVENT_TYPES]
    if complaints:
        raise invalid_request(*complaints)
    oldest = call.platform.now() - _KEPT_MS
    kept = call.listed_messages(messages) if "MessageCreate" in types else ()
    page = call.pager(("pagination_token",), 1, 100).page(
        (message for message in kept if message.created_at >= oldest), lambda message: message.event_id
    )
    meta = page.meta([message.event_id for message in page.records], with_edges=False)
    return call.answer(call.wire(selection).messages(page.records) | {"meta": meta}, selection)
