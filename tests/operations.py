"""Each operation as the request that a client makes of it, as PubNub's SDKs were seen to send them."""

import json
from collections.abc import Callable, Mapping
from typing import NamedTuple
from urllib.parse import quote

from pnpolicy.emulator.message import Answer, Parked
from tests.emulating import Bench


class Sent(NamedTuple):
    method: str
    path: str
    query: Mapping[str, str] = {}
    body: bytes = b""


def _body(**fields: object) -> bytes:
    return json.dumps(fields).encode()


_ONE = "17900000000000000"
_GROUP = "/v1/channel-registration/sub-key/{sub}/channel-group/"

REQUESTS: Mapping[str, Callable[[str, str], Sent]] = {
    "publish": lambda name, _: Sent("GET", f"/publish/{{pub}}/{{sub}}/0/{name}/0/1"),
    "fire": lambda name, _: Sent("GET", f"/publish/{{pub}}/{{sub}}/0/{name}/0/1", {"store": "0", "norep": "1"}),
    "signal": lambda name, _: Sent("GET", f"/signal/{{pub}}/{{sub}}/0/{name}/0/1"),
    "subscribe": lambda name, _: Sent("GET", f"/v2/subscribe/{{sub}}/{name}/0", {"tt": "0"}),
    "subscribe-presence": lambda name, _: Sent("GET", f"/v2/subscribe/{{sub}}/{name}-pnpres/0", {"tt": "0"}),
    "subscribe-group": lambda name, _: Sent("GET", "/v2/subscribe/{sub}/,/0", {"tt": "0", "channel-group": name}),
    "subscribe-group-presence": lambda name, _: Sent(
        "GET", "/v2/subscribe/{sub}/,/0", {"tt": "0", "channel-group": f"{name}-pnpres"}
    ),
    "heartbeat": lambda name, _: Sent(
        "GET", f"/v2/presence/sub-key/{{sub}}/channel/{name}/heartbeat", {"heartbeat": "300"}
    ),
    "leave": lambda name, _: Sent("GET", f"/v2/presence/sub-key/{{sub}}/channel/{name}/leave"),
    "here-now": lambda name, _: Sent("GET", f"/v2/presence/sub-key/{{sub}}/channel/{name}"),
    "here-now-group": lambda name, _: Sent("GET", "/v2/presence/sub-key/{sub}/channel/,", {"channel-group": name}),
    "here-now-global": lambda *_: Sent("GET", "/v2/presence/sub-key/{sub}"),
    "where-now": lambda _, user: Sent("GET", f"/v2/presence/sub-key/{{sub}}/uuid/{user}"),
    "get-state": lambda name, user: Sent("GET", f"/v2/presence/sub-key/{{sub}}/channel/{name}/uuid/{user}"),
    "set-state": lambda name, user: Sent(
        "GET", f"/v2/presence/sub-key/{{sub}}/channel/{name}/uuid/{user}/data", {"state": "{}"}
    ),
    "history": lambda name, _: Sent("GET", f"/v2/history/sub-key/{{sub}}/channel/{name}"),
    "fetch-messages": lambda name, _: Sent("GET", f"/v3/history/sub-key/{{sub}}/channel/{name}"),
    "message-counts": lambda name, _: Sent(
        "GET", f"/v3/history/sub-key/{{sub}}/message-counts/{name}", {"timetoken": _ONE}
    ),
    "delete-messages": lambda name, _: Sent("DELETE", f"/v3/history/sub-key/{{sub}}/channel/{name}"),
    "add-message-action": lambda name, _: Sent(
        "POST", f"/v1/message-actions/{{sub}}/channel/{name}/message/{_ONE}", {}, _body(type="reaction", value="x")
    ),
    "get-message-actions": lambda name, _: Sent("GET", f"/v1/message-actions/{{sub}}/channel/{name}"),
    "remove-message-action": lambda name, _: Sent(
        "DELETE", f"/v1/message-actions/{{sub}}/channel/{name}/message/{_ONE}/action/{_ONE}"
    ),
    "send-file": lambda name, _: Sent(
        "POST", f"/v1/files/{{sub}}/channels/{name}/generate-upload-url", {}, _body(name="a.txt")
    ),
    "list-files": lambda name, _: Sent("GET", f"/v1/files/{{sub}}/channels/{name}/files"),
    "download-file": lambda name, _: Sent("GET", f"/v1/files/{{sub}}/channels/{name}/files/1/a.txt"),
    "delete-file": lambda name, _: Sent("DELETE", f"/v1/files/{{sub}}/channels/{name}/files/1/a.txt"),
    "add-channels-to-group": lambda name, _: Sent("GET", f"{_GROUP}{name}", {"add": "a"}),
    "remove-channels-from-group": lambda name, _: Sent("GET", f"{_GROUP}{name}", {"remove": "a"}),
    "list-channels-in-group": lambda name, _: Sent("GET", f"{_GROUP}{name}"),
    "delete-group": lambda name, _: Sent("GET", f"{_GROUP}{name}/remove"),
    "list-groups": lambda *_: Sent("GET", "/v1/channel-registration/sub-key/{sub}/channel-group"),
    "add-push-channels": lambda name, _: Sent("GET", "/v1/push/sub-key/{sub}/devices/d", {"type": "fcm", "add": name}),
    "remove-push-channels": lambda name, _: Sent(
        "GET", "/v1/push/sub-key/{sub}/devices/d", {"type": "fcm", "remove": name}
    ),
    "list-push-channels": lambda *_: Sent("GET", "/v1/push/sub-key/{sub}/devices/d", {"type": "fcm"}),
    "remove-push-device": lambda *_: Sent("GET", "/v1/push/sub-key/{sub}/devices/d/remove", {"type": "fcm"}),
    "get-user-metadata": lambda name, _: Sent("GET", f"/v2/objects/{{sub}}/uuids/{name}"),
    "set-user-metadata": lambda name, _: Sent("PATCH", f"/v2/objects/{{sub}}/uuids/{name}", {}, _body(name="x")),
    "remove-user-metadata": lambda name, _: Sent("DELETE", f"/v2/objects/{{sub}}/uuids/{name}"),
    "list-all-users": lambda *_: Sent("GET", "/v2/objects/{sub}/uuids"),
    "get-channel-metadata": lambda name, _: Sent("GET", f"/v2/objects/{{sub}}/channels/{name}"),
    "set-channel-metadata": lambda name, _: Sent("PATCH", f"/v2/objects/{{sub}}/channels/{name}", {}, _body(name="x")),
    "remove-channel-metadata": lambda name, _: Sent("DELETE", f"/v2/objects/{{sub}}/channels/{name}"),
    "list-all-channels": lambda *_: Sent("GET", "/v2/objects/{sub}/channels"),
    "get-memberships": lambda name, _: Sent("GET", f"/v2/objects/{{sub}}/uuids/{name}/channels"),
    "set-memberships": lambda name, user: Sent(
        "PATCH", f"/v2/objects/{{sub}}/uuids/{user}/channels", {}, _body(set=[{"channel": {"id": name}}])
    ),
    "remove-memberships": lambda name, user: Sent(
        "PATCH", f"/v2/objects/{{sub}}/uuids/{user}/channels", {}, _body(delete=[{"channel": {"id": name}}])
    ),
    "get-members": lambda name, _: Sent("GET", f"/v2/objects/{{sub}}/channels/{name}/uuids"),
    "set-members": lambda name, _: Sent(
        "PATCH", f"/v2/objects/{{sub}}/channels/{name}/uuids", {}, _body(set=[{"uuid": {"id": "x"}}])
    ),
    "remove-members": lambda name, _: Sent(
        "PATCH", f"/v2/objects/{{sub}}/channels/{name}/uuids", {}, _body(delete=[{"uuid": {"id": "x"}}])
    ),
    "time": lambda *_: Sent("GET", "/time/0"),
}
"""Operation → (name, user) → request. What is in the path is encoded by `asked`; names in queries and bodies as is."""


def asked(bench: Bench, operation: str, name: str, *, user: str, token: str | None) -> Answer | Parked:
    """The emulator's answer to an operation."""
    in_path = quote(name, safe="")
    sent = REQUESTS[operation](in_path, quote(user, safe=""))
    plain = REQUESTS[operation](name, user)
    return bench.ask(sent.method, sent.path, plain.query, plain.body, token=token, user=user)


def allows(bench: Bench, operation: str, name: str, *, user: str, token: str | None) -> bool:
    """Whether the emulator allowed it, whatever else came of it.

    Raises:
        AssertionError: it was not even understood: no such route, a name or a body that is refused, a fault.
    """
    answer = asked(bench, operation, name, user=user, token=token)
    if isinstance(answer, Parked):
        answer.close()
        return True
    empty = answer.status == 400 and "empty subscription set" in answer.content().decode()  # a group without channels
    nothing = answer.status == 404 and bench.core.log.count and answer.content() != _NO_ROUTE
    assert answer.status in (200, 307, 403) or empty or nothing, (operation, name, answer)
    decision = bench.core.log.since(bench.core.log.count - 1)
    if operation != "time":
        assert decision, operation
        assert decision[-1].operation == operation, (operation, decision)
    return answer.status != 403


_NO_ROUTE = b'{"status":404,"error":true,"message":"Requested URL not found"}'
