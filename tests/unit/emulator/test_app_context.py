"""App Context on the bench: what is stored, shown, told and refused."""

import json
from collections.abc import Mapping
from typing import Any

import pytest

from pnpolicy.emulator.message import Answer, Request
from pnpolicy.emulator.readings import Readings
from tests.emulating import KEYS, Bench

ALL = 255
USERS, CHANNELS = "/v2/objects/{sub}/uuids", "/v2/objects/{sub}/channels"


class Records:
    """An emulator with a token that may everything on `a…`, `b…` and `c…`, and requests with JSON."""

    def __init__(self, readings: Readings | None = None) -> None:
        self.bench = Bench(readings or Readings())
        everything = {"^(?:[abc].*)$": ALL}
        self.token = self.bench.grant(user=None, channel_patterns=everything, uuid_patterns=everything)

    def ask(
        self, method: str, path: str, body: object = None, *, etag: str | None = None, **query: str
    ) -> tuple[int, Any]:
        text = "&".join(f"{key}={value}" for key, value in {"uuid": "alice", "auth": self.token, **query}.items())
        headers: Mapping[str, str] = {} if etag is None else {"if-match": etag}
        content = b"" if body is None else body if isinstance(body, bytes) else json.dumps(body).encode()
        path = path.replace("{sub}", KEYS.subscribe_key)
        answer = self.bench.core.answer(Request(method, path, text, content, headers))
        assert isinstance(answer, Answer)
        return answer.status, json.loads(answer.content())

    def good(self, method: str, path: str, body: object = None, **query: str) -> Any:  # noqa: ANN401  any JSON value
        status, told = self.ask(method, path, body, **query)
        assert (status, told["status"]) == (200, 200), told
        return told["data"]

    def set(self, *names: str, where: str = USERS, **values: object) -> None:
        for name in names:
            self.good("PATCH", f"{where}/{name}", values)

    def events(self, channel: str) -> list[dict[str, Any]]:
        return [message.payload for message in self.bench.core.stream.after(channel, 0)]

    def operations(self) -> list[tuple[str, str | None]]:
        return [(decision.operation, decision.name) for decision in self.bench.core.log.since(0)]


@pytest.fixture
def records() -> Records:
    return Records()


def test_a_record_is_set_in_parts_and_shown_as_recorded(records: Records) -> None:
    """What is given replaces, null clears, the rest stays; the order of properties is that of the real service."""
    records.set("alice", name="Alice", email="a@x", custom={"n": 1, "b": True}, type="QA")
    shown = records.good("PATCH", f"{USERS}/alice", {"email": None, "status": "on"}, include="custom,status,type")
    assert list(shown) == ["id", "name", "externalId", "profileUrl", "email", "type", "status", "custom",
                           "updated", "eTag"]  # fmt: skip
    assert [*shown.values()][:-2] == ["alice", "Alice", None, None, None, "QA", "on", {"n": 1, "b": True}]
    assert shown["updated"] == "2026-09-21T14:13:20.000000Z"
    plain = records.good("GET", f"{USERS}/alice")
    assert plain == {key: shown[key] for key in shown if key not in {"type", "status", "custom"}}
    records.set("c", where=CHANNELS, description="d")
    assert list(records.good("GET", f"{CHANNELS}/c")) == ["id", "name", "description", "updated", "eTag"]


def test_the_same_again_changes_nothing(records: Records) -> None:
    """As documented: no event, and as recorded: version and time stay. True is not 1."""
    records.set("alice", custom={"n": 1})
    before = records.good("GET", f"{USERS}/alice")
    records.bench.core.clock.advance(60)
    records.set("alice", custom={"n": 1}, name=None)
    assert records.good("GET", f"{USERS}/alice") == before
    assert len(records.events("alice")) == 1
    records.set("alice", custom={"n": True})
    after = records.good("GET", f"{USERS}/alice")
    assert after["eTag"] != before["eTag"]
    assert after["updated"] > before["updated"]
    join = {"set": [{"channel": {"id": "c"}, "status": "on"}]}
    assert records.good("PATCH", f"{USERS}/bob/channels", join) == records.good("PATCH", f"{USERS}/bob/channels", join)
    assert len(records.events("bob")) == len(records.events("c")) == 1


@pytest.mark.parametrize("where", [USERS, CHANNELS])
def test_an_old_version_is_refused(records: Records, where: str) -> None:
    """With 412 and the recorded text; a record that is not there has no version at all."""
    records.set("a", where=where, name="1")
    old = records.good("GET", f"{where}/a")["eTag"]
    assert records.ask("PATCH", f"{where}/a", {"name": "2"}, etag=f'"{old}"')[0] == 200
    noun = {USERS: "User", CHANNELS: "Channel"}[where]
    error = {"message": f"{noun} to update has been modified after it was read.", "source": "objects"}
    assert records.ask("PATCH", f"{where}/a", {"name": "3"}, etag=old) == (412, {"status": 412, "error": error})
    assert records.ask("DELETE", f"{where}/a", etag=old)[0] == 412
    assert records.ask("PATCH", f"{where}/b", {"name": "3"}, etag=old)[0] == 412
    assert records.good("GET", f"{where}/a")["name"] == "2"


def test_what_is_not_there_is_not_found(records: Records) -> None:
    """Neither read nor removed; lists of its memberships are empty."""
    error = {"message": "Requested object was not found.", "source": "objects"}
    assert records.ask("GET", f"{USERS}/a") == (404, {"status": 404, "error": error})
    assert records.ask("DELETE", f"{CHANNELS}/a")[0] == 404
    assert records.ask("GET", f"{CHANNELS}/a/uuids") == (200, {"status": 200, "data": []})


@pytest.mark.parametrize(
    ("body", "place"),
    [
        ({"nmae": "x"}, "nmae"),
        ({"description": "x"}, "description"),
        ({"name": 1}, "name"),
        ({"custom": []}, "custom"),
        ({"custom": {"a": {"b": 1}}}, "custom"),
        (b'{"custom": {"a": NaN}}', "body"),
        (b'{"custom": {"a": 1e999}}', "body"),
        (rb'{"name": "\ud800"}', "body"),
        (rb'{"\ud800": 1}', "body"),
    ],
)
def test_what_a_record_cannot_say_is_refused(records: Records, body: object, place: str) -> None:
    """With 400 and the place; nothing is stored."""
    status, told = records.ask("PATCH", f"{USERS}/a", body)
    assert (status, told["error"]["details"][0]["location"]) == (400, place)
    assert not len(records.bench.core.state.users)


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b"\xff", b"[" * 100_000])
def test_what_is_no_object_is_refused(records: Records, body: bytes) -> None:
    """With 400, by records and by memberships."""
    assert records.ask("PATCH", f"{USERS}/a", body)[0] == 400
    assert records.ask("PATCH", f"{USERS}/a/channels", body)[0] == 400


def test_a_record_has_an_end(records: Records) -> None:
    """32 KiB of it, however they came together; a membership likewise, and then no other of the call is done."""
    records.set("a", name="x" * 20_000)
    assert records.ask("PATCH", f"{USERS}/a", {"email": "x" * 20_000})[0] == 413
    assert records.good("GET", f"{USERS}/a")["email"] is None
    long = {"channel": {"id": "b"}, "status": "x" * 40_000}
    assert records.ask("PATCH", f"{USERS}/a/channels", {"set": [{"channel": {"id": "a"}}, long]})[0] == 413
    assert records.good("GET", f"{USERS}/a/channels") == []


@pytest.mark.parametrize("name", ["", "a*", "a%2Fb", "a,b", "a:b", "a%20b", "a.%2A", "a" * 93, "a-pnpres"])
def test_ids_are_names(records: Records, name: str) -> None:
    """Events are sent on channels that are called so."""
    assert records.ask("PATCH", f"{USERS}/{name}", {})[0] == 400
    assert records.ask("GET", f"{CHANNELS}/{name}/uuids")[0] == 400


def test_every_record_call_takes_its_permission() -> None:
    """A token without any is refused with the name; asking is one operation each."""
    records = Records()
    records.token = records.bench.grant(channels={"x": ALL}, user=None)
    for method, operation in (("GET", "get"), ("PATCH", "set"), ("DELETE", "remove")):
        status, told = records.ask(method, f"{USERS}/bob", {})
        assert (status, told["payload"]) == (403, {"uuids": ["bob"]})
        status, told = records.ask(method, f"{CHANNELS}/room", {})
        assert (status, told["payload"]) == (403, {"channels": ["room"]})
        assert records.operations()[-2:] == [
            (f"{operation}-user-metadata", "bob"),
            (f"{operation}-channel-metadata", "room"),
        ]
    assert not len(records.bench.core.state.users)


def test_lists_of_everything_take_a_category() -> None:
    """A category of the token; under the reading `open` any token, but never none."""
    strict, wide = Records(), Records(Readings(list_all="open"))
    for where, section in ((USERS, "uuids"), (CHANNELS, "channels")):
        strict.set("a", where=where)
        assert strict.ask("GET", where)[0] == 403
        body = {"ttl": 1, "permissions": {"resources": {}, "categories": {section: 32}}}
        told = strict.bench.told("POST", "/v3/pam/{sub}/grant", body=json.dumps(body).encode(), signed=True).body
        assert isinstance(told, dict)
        query = {"auth": told["data"]["token"]}
        assert [record["id"] for record in strict.good("GET", where, **query)] == ["a"]
        assert wide.good("GET", where) == []
        assert wide.ask("GET", where, auth="")[0] == 403


def test_pages() -> None:
    """Cursors count, as recorded: `MTA` is ten. A page that is not empty has a next one."""
    records = Records(Readings(list_all="open"))
    names = [f"a{number:02}" for number in range(25)]
    records.set(*reversed(names))

    def page(**query: str) -> tuple[list[str], dict[str, object]]:
        told = records.ask("GET", USERS, **query)[1]
        return [record["id"] for record in told.pop("data")], told

    assert page(limit="10", count="True") == (names[:10], {"status": 200, "totalCount": 25, "next": "MTA"})
    assert page(limit="10", start="MTA") == (names[10:20], {"status": 200, "next": "MjA", "prev": "MTA"})
    assert page(limit="10", start="MjA") == (names[20:], {"status": 200, "next": "MjU", "prev": "MjA"})
    assert page(limit="10", start="MjU") == ([], {"status": 200, "prev": "MjU"})
    assert page(limit="10", end="MjA") == (names[10:20], {"status": 200, "next": "MjA", "prev": "MTA"})
    assert page(limit="10", end="MTA") == (names[:10], {"status": 200, "next": "MTA"})
    assert page(limit="10", end="NQ") == (names[:5], {"status": 200, "next": "NQ"})
    assert page(limit="10", start="MTA", end="MTA")[0] == names[10:20]
    assert page(count="false") == (names, {"status": 200, "next": "MjU"})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("limit", "0"), ("limit", "101"), ("limit", "-1"), ("start", "x"), ("start", "eA"), ("end", "A" * 17),
        ("end", "é"), ("count", "2"), ("sort", "email"), ("sort", "id:up"), ("sort", "id,id"), ("include", "name"),
        ("include", "channel"), ("filter", "name == 'x'"),
    ],
)  # fmt: skip
def test_a_query_that_makes_no_sense_is_refused(name: str, value: str) -> None:
    """With 400; filters are not evaluated, and say so."""
    records = Records(Readings(list_all="open"))
    status, told = records.ask("GET", USERS, **{name: value})
    assert status == 400
    if name == "filter":
        assert told["error"]["details"][0]["message"] == "The emulator does not evaluate filter expressions."


def test_sorting() -> None:
    """By several properties, the first counts most; repeated parameters are one list, as JavaScript sends them."""
    records = Records(Readings(list_all="open"))
    for name, title in (("a1", "y"), ("a2", "x"), ("a3", "y"), ("a4", None)):
        records.set(name, name=title)
        records.bench.core.clock.advance(1)

    def order(sort: str) -> str:
        return "".join(record["id"][1] for record in records.good("GET", USERS, sort=sort))

    assert order("name") == "2134"
    assert order("name:desc") == "4132"
    assert order("name:asc,updated:desc") == "2314"
    assert order("name&sort=id:desc") == "2314"


def test_memberships_are_seen_from_both_ends(records: Records) -> None:
    """With what they say, and the record of the other end as far as that is asked for and exists."""
    records.set("b", where=CHANNELS, name="B", custom={"k": "v"})
    sets = [{"channel": {"id": "c"}}, {"channel": {"id": "b"}, "status": "on", "custom": {"role": "x"}}]
    told = records.good("PATCH", f"{USERS}/alice/channels", {"set": sets})
    assert [list(entry) for entry in told] == [["channel", "updated", "eTag"]] * 2
    assert [entry["channel"] for entry in told] == [{"id": "b"}, {"id": "c"}]
    include = "custom,status,type,totalCount,channel,channel.custom"
    first, second = records.good("GET", f"{USERS}/alice/channels", include=include)
    channel = records.good("GET", f"{CHANNELS}/b", include="custom")
    assert (first["channel"], first["status"], first["custom"]) == (channel, "on", {"role": "x"})
    assert (second["channel"], second["status"], second["custom"]) == ({"id": "c"}, None, None)
    assert records.good("GET", f"{USERS}/alice/channels", include="channel.custom")[0]["channel"] == channel
    assert records.good("GET", f"{USERS}/alice/channels", include="channel.id")[0]["channel"] == {"id": "b"}
    [member] = records.good("GET", f"{CHANNELS}/b/uuids", include="status,uuid")
    assert (member["uuid"], member["status"]) == ({"id": "alice"}, "on")
    records.good("PATCH", f"{CHANNELS}/b/uuids", {"set": [{"uuid": {"id": "alice"}, "type": "t"}]})
    first, _ = records.good("GET", f"{USERS}/alice/channels", include="status,type", sort="channel.name,status:desc")
    assert (first["channel"], first["status"], first["type"]) == ({"id": "b"}, "on", "t")
    records.good("DELETE", f"{CHANNELS}/b")
    assert len(records.good("GET", f"{USERS}/alice/channels")) == 2
    rest = records.good("PATCH", f"{CHANNELS}/b/uuids", {"delete": [{"uuid": {"id": "alice"}, "status": "on"}]})
    assert rest == []


@pytest.mark.parametrize(
    "body",
    [
        {"add": []},
        {"set": {}},
        {"set": [1]},
        {"set": [{"uuid": {"id": "a"}}]},
        {"set": [{"channel": {"id": "a", "name": "x"}}]},
        {"set": [{"channel": {"id": "a.*"}}]},
        {"set": [{"channel": {"id": 1}}]},
        {"set": [{"channel": {"id": "a"}}, {"channel": {"id": "a"}}]},
        {"set": [{"channel": {"id": "a"}}], "delete": [{"channel": {"id": "a"}}]},
        {"set": [{"channel": {"id": "a"}, "name": "x"}]},
        {"set": [{"channel": {"id": "a"}, "custom": "x"}]},
        {"set": [{"channel": {"id": f"a{number}"}} for number in range(101)]},
    ],
)
def test_changes_that_make_no_sense_are_refused(records: Records, body: object) -> None:
    """With 400, and nothing is changed."""
    assert records.ask("PATCH", f"{USERS}/alice/channels", body)[0] == 400
    assert records.ask("PATCH", f"{USERS}/alice/channels", {"set": [{"channel": {"id": "a"}}]}, sort="x")[0] == 400
    assert not len(records.bench.core.state.members)


def test_memberships_take_join_and_update() -> None:
    """Of each channel, and of the user; all or nothing. Without any channel it is a reading."""
    records = Records()
    records.token = records.bench.grant(channels={"a": 128}, uuids={"alice": 64})
    path, both = f"{USERS}/alice/channels", {"set": [{"channel": {"id": "a"}}], "delete": [{"channel": {"id": "b"}}]}
    assert records.ask("PATCH", path, both)[1]["payload"] == {"channels": ["b"]}
    assert not len(records.bench.core.state.members)
    records.good("PATCH", path, {"set": [{"channel": {"id": "a"}}]})
    other = records.ask("PATCH", f"{USERS}/bob/channels", {"set": [{"channel": {"id": "a"}}]})
    assert other[1]["payload"] == {"uuids": ["bob"]}
    assert records.ask("PATCH", path, {})[0] == 403
    assert records.ask("GET", path)[0] == 403
    assert {operation for operation, _ in records.operations()[1:]} == {
        "set-memberships", "remove-memberships", "get-memberships",
    }  # fmt: skip


def test_members_take_manage() -> None:
    """Of the channel only, also when nothing is changed; reading them takes get."""
    records = Records()
    path, change = f"{CHANNELS}/a/uuids", [{"uuid": {"id": "bob"}}]
    for mask, may_read, may_change in ((32, True, False), (4, False, True)):
        records.token = records.bench.grant(channels={"a": mask}, user=None)
        assert (records.ask("GET", path)[0] == 200) is may_read
        for body in ({"set": change}, {"delete": change}, {}):
            assert (records.ask("PATCH", path, body)[0] == 200) is may_change
    assert [operation for operation, _ in records.operations()[-4:]] == [
        "get-members", "set-members", "remove-members", "set-members",
    ]  # fmt: skip


def test_events_are_as_recorded(records: Records) -> None:
    """They say what has changed, null for what was cleared; who is concerned hears them once."""
    records.set("alice", name="A", custom={"a": 1})
    records.set("alice", name=None, email="a@x")
    records.good("PATCH", f"{USERS}/alice/channels", {"set": [{"channel": {"id": "c"}, "custom": {"role": "x"}}]})
    records.set("alice", name="A")
    records.set("c", where=CHANNELS, name="C")
    records.good("PATCH", f"{USERS}/alice/channels", {"delete": [{"channel": {"id": "c"}}, {"channel": {"id": "b"}}]})
    records.good("DELETE", f"{CHANNELS}/c")
    records.good("DELETE", f"{USERS}/alice")

    def told(channel: str) -> list[tuple[str, str, dict[str, Any]]]:
        found = []
        for event in records.events(channel):
            assert (event["source"], event["version"]) == ("objects", "2.0")
            data = dict(event["data"])
            version = [data.pop(key, None) is not None for key in ("eTag", "updated")]
            assert version == [event["event"] == "set"] * 2
            found.append((event["event"], event["type"], data))
        return found

    both = {"channel": {"id": "c"}, "uuid": {"id": "alice"}}
    at_alice = told("alice")
    assert at_alice == [
        ("set", "uuid", {"id": "alice", "name": "A", "custom": {"a": 1}}),
        ("set", "uuid", {"id": "alice", "name": None, "email": "a@x"}),
        ("set", "membership", {**both, "custom": {"role": "x"}}),
        ("set", "uuid", {"id": "alice", "name": "A"}),
        ("delete", "membership", both),
        ("delete", "uuid", {"id": "alice"}),
    ]
    assert told("c") == [
        at_alice[2],
        at_alice[3],
        ("set", "channel", {"id": "c", "name": "C"}),
        at_alice[4],
        ("delete", "channel", {"id": "c"}),
    ]
    assert told("b") == []


def test_subscribers_get_events(records: Records) -> None:
    """As kind 2, from nobody, to those who may read the channel; history has none of them."""
    records.set("c", where=CHANNELS, name="C")
    token = records.bench.grant(channels={"c": 1})
    told = records.bench.told("GET", "/v2/subscribe/{sub}/c/0", {"tt": "1"}, token=token).body
    assert isinstance(told, dict)
    [message] = told["m"]
    assert (message["e"], message["c"], message["d"]["type"]) == (2, "c", "channel")
    assert "i" not in message
    assert records.bench.core.state.messages.of("c") == []
