"""Files: announced, listed, found, deleted. Their contents go to and come from `storage`."""

import re
from collections.abc import Mapping
from mimetypes import MimeTypes
from typing import Any, Final
from uuid import uuid4

from pnpolicy.emulator import answers
from pnpolicy.emulator.call import Ask, Call
from pnpolicy.emulator.message import Answer, Refused
from pnpolicy.emulator.permit import is_wildcard
from pnpolicy.emulator.routes.publish import deliver
from pnpolicy.emulator.routes.storage import UPLOAD_FIELD, download_address, moment, upload_address
from pnpolicy.emulator.routing import Route
from pnpolicy.emulator.uploads import UPLOAD_SECONDS, Upload

LIST_MOST: Final = 100
"""Files in one answer. "Send a file to a channel"."""
NAME_MAX: Final = 255
"""Characters of a file's name. PubNub publishes no figure."""

_FORBIDDEN: Final = re.compile(r"[/\\\x00-\x1f\x7f-\x9f\ud800-\udfff]|^\.{0,2}$")
_TYPES: Final = MimeTypes()  # Python's own table, the same on every machine


def _announce(call: Call) -> Answer:
    """Says where to send a file, and with which fields of a form. The secret one is the permission to send it."""
    channel = call.channel()
    call.demand(Ask("send-file", channel))
    name = call.json().get("name")
    if is_wildcard(channel):
        raise _refusal(400, "[channel] is a wildcard")
    if not isinstance(name, str) or len(name) > NAME_MAX or _FORBIDDEN.search(name):
        raise _refusal(400, f"[name] must have 1 to {NAME_MAX} characters, no slash and no control character")
    upload = Upload(channel, str(uuid4()), name, call.core.clock.now() + UPLOAD_SECONDS)
    secret = call.core.state.uploads.announce(upload)
    fields = {"Content-Type": _type_of(name), UPLOAD_FIELD: secret}
    request = {
        "url": upload_address(call),
        "method": "POST",
        "expiration_date": moment(upload.until),
        "form_fields": [{"key": key, "value": value} for key, value in fields.items()],
    }
    data = {"id": upload.file_id, "name": name}
    return Answer(200, {"status": 200, "data": data, "file_upload_request": request})


def _publish(call: Call) -> Answer:
    """Tells subscribers of a file. What the message says of it is not looked at. Inferred."""
    if call.parameter("ptto"):
        raise Refused(answers.bad_request("The emulator gives timetokens itself (`ptto`)"))
    is_shown = call.parameter("norep") not in ("1", "true")
    return deliver(call, "send-file", call.path["message"].encode(), kind=4, shown=is_shown)


def _list(call: Call) -> Answer:
    """The files of a channel by id, as recorded; `next` is the last id."""
    channel = call.channel()
    call.demand(Ask("list-files", channel))
    limit = call.number("limit", LIST_MOST, LIST_MOST) or LIST_MOST
    after = call.parameter("next")
    found = sorted(
        (file for _, file in call.core.state.files.under(channel) if file["id"] > after), key=lambda file: file["id"]
    )
    chosen = found[:limit]
    data = [{key: file[key] for key in ("name", "id", "size", "created")} for file in chosen]
    following = chosen[-1]["id"] if len(found) > limit else None
    return Answer(200, {"status": 200, "data": data, "next": following, "count": len(data)})


def _find(call: Call) -> Answer:
    """Says where the content of a file is, for a while."""
    call.demand(Ask("download-file", call.channel()))
    return Answer(307, b"", (("Location", download_address(call, _file(call))),))


def _delete(call: Call) -> Answer:
    channel = call.channel()
    call.demand(Ask("delete-file", channel))
    key = (channel, _file(call)["id"])
    call.core.state.files.drop(*key)
    call.core.state.contents.pop(key, None)
    return Answer(200, {"status": 200})


def _file(call: Call) -> Mapping[str, Any]:
    """The file of the path, whose id and name have to belong together. Raises Refused if there is none. Inferred."""
    record = call.core.state.files.get(call.channel(), call.path["id"])
    if record is None or record["name"] != call.path["name"]:
        raise _refusal(404, "File not found")
    return record


def _type_of(name: str) -> str:
    """What a client is told to call the content, by the end of its name; texts as recorded."""
    kind = _TYPES.guess_type(name)[0] or "application/octet-stream"
    return f"{kind}; charset=utf-8" if kind.startswith("text/") else kind


def _refusal(status: int, message: str) -> Refused:
    """What the service of files says; the shape as Swift's tests hold it."""
    return Refused(Answer(status, {"status": status, "error": {"message": message, "source": "Files"}}))


ROUTES: Final = (
    Route("POST", "/v1/files/:sub/channels/:channel/generate-upload-url", _announce),
    Route("GET", "/v1/files/publish-file/:pub/:sub/0/:channel/0/:message", _publish),
    Route("GET", "/v1/files/:sub/channels/:channel/files", _list),
    Route("GET", "/v1/files/:sub/channels/:channel/files/:id/:name", _find),
    Route("DELETE", "/v1/files/:sub/channels/:channel/files/:id/:name", _delete),
)
