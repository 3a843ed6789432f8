"""App Context: the records that users and channels have, and what is told when they change.

Answers are as recorded by the SDKs' own tests (2020 to 2025), events as recorded in 2026. The keyset is one that tells
of every change and has no referential integrity: memberships need no records, and outlive them.
"""

import hashlib
import json
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from pnpolicy.emulator.call import Call
from pnpolicy.emulator.message import Answer, Refused, json_object
from pnpolicy.emulator.state import Record, State, Table
from pnpolicy.wire.actions import PRESENCE_SUFFIX
from pnpolicy.wire.limits import FORBIDDEN, NAME_MAX

RECORD_MAX: Final = 32 * 1024
"""Bytes of what a record or a membership says, as JSON. "API limits": 32 KiB."""
ON_DEMAND: Final = ("type", "status", "custom")
"""Properties that are shown if `include` names them; all that a membership has."""

_EVENT: Final = 2
_LATEST: Final = datetime(9999, 12, 31, tzinfo=UTC).timestamp()
"""Unix seconds; a clock that was moved further still has a date."""


@dataclass(frozen=True, slots=True)
class Subject:
    """What a record is about.

    Attributes:
        noun: `user`; the operations are named with it.
        word: `uuid`; paths, events and memberships call it so.
        texts: properties that are always shown.
        table: where its records are.
    """

    noun: str
    word: str
    texts: tuple[str, ...]
    table: Callable[[State], Table]

    def named(self, name: object, where: str = "path") -> str:
        """An id. Raises Refused if it is none; nor is the name of a presence companion (inferred)."""
        if (
            not isinstance(name, str)
            or not 0 < len(name) <= NAME_MAX
            or FORBIDDEN.search(name)
            or name.endswith(PRESENCE_SUFFIX)
        ):
            raise invalid(f"Not the id of a {self.noun}.", self.word, where)
        return name

    def shown(self, name: str, record: Record, includes: Collection[str]) -> dict[str, Any]:
        """A record as clients see it."""
        return {"id": name, **properties(record, [*self.texts, *(word for word in ON_DEMAND if word in includes)])}


USERS: Final = Subject("user", "uuid", ("name", "externalId", "profileUrl", "email"), lambda state: state.users)
CHANNELS: Final = Subject("channel", "channel", ("name", "description"), lambda state: state.channels)


def properties(record: Record, words: Iterable[str]) -> dict[str, Any]:
    """Some properties of a record, null where it has none, and its version."""
    return {**{word: record.get(word) for word in words}, "updated": record["updated"], "eTag": record["eTag"]}


def body(call: Call) -> dict[str, Any]:
    """The JSON object of a request. Raises Refused if it is none."""
    try:
        return json_object(call.request.body)
    except ValueError:
        raise invalid("Not a JSON object.", "body") from None


def checked(given: Mapping[str, Any], words: Collection[str], where: str = "") -> Mapping[str, Any]:
    """Properties that a client wants to set, each with a value it can have; null clears it.

    Raises:
        Refused: there is something else. PubNub is documented to pass over properties that it does not know; here a
            typing error is said.
    """
    for word, value in given.items():
        place = where + word[:NAME_MAX]
        if word not in words:
            raise invalid("The property is not known. PubNub ignores it, the emulator does not.", place)
        if word == "custom" and value is not None:
            if not isinstance(value, dict) or any(isinstance(inner, dict | list) for inner in value.values()):
                raise invalid("Must be an object of strings, numbers and booleans.", place)
        elif not isinstance(value, str | None):
            raise invalid("Must be a string.", place)
    return given


def patched(
    old: Record | None, given: Mapping[str, Any], words: Collection[str], now: float
) -> tuple[Record, dict[str, Any]] | None:
    """A record after some of its properties were set, and how it changed; None if it did not.

    A version is made of the content, as recorded: the same content has the same one.

    Args:
        old: the record before; None if there was none.
        given: what is to be set, checked.
        words: all properties that it can have.
        now: Unix seconds.

    Raises:
        Refused: it would be too long.
    """
    before = old or {}
    after = {word: given[word] if word in given else before.get(word) for word in words}
    # Compared as text: true is not 1 in JSON.
    changed = {word: value for word, value in after.items() if _text(value) != _text(before.get(word))}
    if old is not None and not changed:
        return None
    values = {word: value for word, value in after.items() if value is not None}
    text = _text(values)
    if len(text) > RECORD_MAX:
        raise refused(413, f"The emulator takes records of up to {RECORD_MAX} bytes.")
    moment = datetime.fromtimestamp(min(now, _LATEST), UTC)
    version = {
        "updated": moment.strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
        "eTag": hashlib.sha256(text).hexdigest()[:32],
    }
    return {**values, **version}, {**changed, **version}


def check_version(call: Call, record: Record | None, noun: str, verb: str) -> None:
    """Raises Refused, with 412 as recorded, if the client wants another version than there is, or there is none.

    That a deletion looks at `If-Match` as well is inferred.
    """
    wanted = call.request.headers.get("if-match", "").strip('"')
    if wanted and (record is None or wanted != record["eTag"]):
        raise refused(412, f"{noun.capitalize()} to {verb} has been modified after it was read.")


def tell(call: Call, channels: Iterable[str], event: str, kind: str, data: Mapping[str, Any]) -> None:
    """Tells subscribers of some channels, each once, what happened. History never shows it."""
    payload = {"source": "objects", "version": "2.0", "event": event, "type": kind, "data": data}
    size = len(_text(payload)) + 256
    for channel in dict.fromkeys(channels):
        call.core.send(channel, payload, "", kind=_EVENT, stored=False, size=size)


def found(data: object) -> Answer:
    """What was asked for."""
    return Answer(200, {"status": 200, "data": data})


def refused(status: int, message: str, details: list[dict[str, str]] | None = None) -> Refused:
    """A refusal by App Context."""
    error = {"message": message, "source": "objects", **({"details": details} if details else {})}
    return Refused(Answer(status, {"status": status, "error": error}))


def missing() -> Refused:
    """The refusal of a record that does not exist; Swift's source has the text."""
    return refused(404, "Requested object was not found.")


def invalid(detail: str, location: str, where: str = "body") -> Refused:
    """The refusal of a request that makes no sense; the text is of Swift's source, the shape of Dart's tests."""
    details = [{"message": detail, "location": location, "locationType": where}]
    return refused(400, "Request payload contained invalid input.", details)


def _text(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":")).encode()
