"""Where the contents of files go to and come from. Not PubNub's: there it is Amazon's S3, which knows no tokens.

So nobody is asked for a permission here: an upload has the secret that was handed out to whoever had it, a download an
address that is signed and ends. Refusals look like those of S3, which is what SDKs expect.
"""

import hmac
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final
from urllib.parse import quote

from pnpolicy.emulator.call import Call
from pnpolicy.emulator.forms import read_form
from pnpolicy.emulator.keyset import Keyset
from pnpolicy.emulator.message import Answer, Refused
from pnpolicy.emulator.routing import Route
from pnpolicy.emulator.state import FILES_BYTES, full

FILE_MAX: Final = 5 * 1024 * 1024
"""Bytes of a file: recorded, in the conditions of an upload."""
HOUR: Final = 3600
ADDRESS_SECONDS: Final = HOUR + 300
"""From the full hour in which an address is given until it ends: recorded."""
UPLOAD_FIELD: Final = "X-Pnpolicy-Upload"
"""The field of the form with the secret."""

_PATH: Final = "/_pnpolicy-storage"  # beside our own pages, whose guard lets no app of another origin in
_TYPE: Final = re.compile(r"[\w.+-]{1,100}/[\w.+-]{1,100}(; ?charset=[\w-]{1,40})?", re.ASCII)


def upload_address(call: Call) -> str:
    """Where files are sent to."""
    return f"{call.core.origin}{_PATH}/{call.keyset.subscribe_key}"


def download_address(call: Call, file: Mapping[str, Any]) -> str:
    """Where the content of a file of the path's channel can be fetched by whoever has the address."""
    now = int(call.core.clock.now())
    expires = now - now % HOUR + ADDRESS_SECONDS
    channel = call.path["channel"]
    place = "/".join(quote(part, safe="") for part in (call.keyset.subscribe_key, channel, file["id"], file["name"]))
    signature = _signature(call.keyset, channel, file["id"], str(expires))
    return f"{call.core.origin}{_PATH}/{place}?Expires={expires}&Signature={signature}"


def moment(seconds: float) -> str:
    """A time as files have it: `2025-05-05T17:26:44Z`."""
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _upload(call: Call) -> Answer:
    state, now = call.core.state, call.core.clock.now()
    try:
        form = read_form(call.request.headers.get("content-type", ""), call.request.body)
        content = form.files["file"]
    except (ValueError, KeyError):
        raise _refusal(400, "MalformedPOSTRequest", "The body is no multipart/form-data with a file") from None
    upload = state.uploads.take(form.fields.get(UPLOAD_FIELD, ""), now)
    if upload is None:
        raise _refusal(403, "AccessDenied", "Not announced, not in time, or sent before")
    kind = form.fields.get("Content-Type", "application/octet-stream")
    if not _TYPE.fullmatch(kind):
        raise _refusal(400, "InvalidArgument", "The Content-Type is none")
    if len(content) > FILE_MAX:
        raise _refusal(400, "EntityTooLarge", "Your proposed upload exceeds the maximum allowed size")
    if sum(map(len, state.contents.values())) + len(content) > FILES_BYTES:
        raise full("bytes of files", FILES_BYTES)
    key = (upload.channel, upload.file_id)
    named = {"id": upload.file_id, "name": upload.name}
    state.files.put(key, {**named, "size": len(content), "created": moment(now), "type": kind})
    state.contents[key] = content
    return Answer(204, b"")


def _download(call: Call) -> Answer:
    channel, file_id, expires = call.path["channel"], call.path["id"], call.parameter("Expires")
    right = _signature(call.keyset, channel, file_id, expires)
    if not hmac.compare_digest(call.parameter("Signature").encode(), right.encode()):
        raise _refusal(403, "AccessDenied", "The address is not signed")
    if int(expires) <= call.core.clock.now():  # it is a number, for it was signed
        raise _refusal(403, "AccessDenied", "Request has expired")
    record, content = call.core.state.files.get(channel, file_id), call.core.state.contents.get((channel, file_id))
    if record is None or content is None:
        raise _refusal(404, "NoSuchKey", "The file is deleted")
    # What somebody sent has no say on our own pages, should a browser open it.
    return Answer(200, content, (("Content-Type", record["type"]), ("Content-Security-Policy", "sandbox")))


def _signature(keyset: Keyset, channel: str, file_id: str, expires: str) -> str:
    return hmac.digest(keyset.token_key, f"download\n{channel}\n{file_id}\n{expires}".encode(), "sha256").hex()


def _refusal(status: int, code: str, message: str) -> Refused:
    """What S3 says; of `EntityTooLarge` it is recorded."""
    body = f'<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>{code}</Code><Message>{message}</Message></Error>'
    return Refused(Answer(status, body.encode(), (("Content-Type", "application/xml"),)))


ROUTES: Final = (
    Route("POST", f"{_PATH}/:sub", _upload),
    Route("GET", f"{_PATH}/:sub/:channel/:id/:name", _download),
)
