"""Whatever a client sends, the core answers, and gives nothing that was not permitted."""

import json
from dataclasses import replace
from typing import Any, Final
from urllib.parse import quote, quote_from_bytes

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pnpolicy.emulator import answers, call, caller, state
from pnpolicy.emulator.core import Core
from pnpolicy.emulator.message import Answer, Parked, Refused, Request
from pnpolicy.emulator.routes import ROUTES
from pnpolicy.wire.limits import URL_MAX
from pnpolicy.wire.signature import sign
from pnpolicy.wire.token import read
from tests.emulating import KEYS, START, Bench
from tests.strategies import examples

PUBLISH: Final = "/publish/pub-c-x/sub-c-x/0/a/0/1"


def granted(bench: Bench, user: str | None = "alice") -> str:
    return bench.grant(user=user, channels={"a": 255}, groups={"g": 5}, uuids={"alice": 104})


parts = st.one_of(
    st.sampled_from(
        ["a", "b", "alice", "g", "a-pnpres", "a.*", ",", "a,b", "..", "0", "1", "%22x%22", "%00", "%FF", "%"]
    ),
    st.binary(max_size=12).map(quote_from_bytes),
    st.binary(max_size=12).map(lambda data: data.decode("latin-1")),
    st.just("a" * 200),
)
values = st.one_of(parts, st.sampled_from(["-1", "9" * 30, "true", "null", "[[[[", '{"a":1}', "%D9%A3"]))
names = st.sampled_from(
    ["uuid", "auth", "tt", "tr", "channel-group", "heartbeat", "state", "add", "remove", "type", "topic", "environment",
     "include", "sort", "limit", "start", "end", "count", "max", "filter", "filter-expr", "meta", "store", "norep",
     "timestamp", "signature", "disable_uuids", "offset", "custom_message_type", "reverse", "timetoken",
     "channelsTimetoken", "include_uuid", "include_meta", ""]
)  # fmt: skip
queries = st.lists(st.tuples(names, values), max_size=5).map(lambda pairs: "&".join("=".join(pair) for pair in pairs))
texts = st.one_of(st.text(max_size=6), st.sampled_from(["\ud800", "a", "x" * 100, "(", "a**"]))
anything = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.just(10**400), texts),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(texts, inner, max_size=3)),
    max_leaves=6,
)
bodies = st.one_of(st.binary(max_size=40), anything.map(lambda value: json.dumps(value).encode()))


@st.composite
def requests(draw: st.DrawFn) -> Request:
    """Of a route that there is, mostly, with anything in it."""
    if draw(st.integers(0, 9)) == 0:
        path = draw(st.binary(max_size=60)).decode("latin-1")
        return Request(draw(st.sampled_from(["GET", "POST", "", "\0"])), path, draw(queries), draw(bodies))
    route = draw(st.sampled_from(ROUTES))
    keys = {":sub": KEYS.subscribe_key, ":pub": KEYS.publish_key}
    segments = [
        (keys.get(part) or draw(parts)) if part[:1] == ":" and draw(st.integers(0, 19)) else part.removeprefix(":")
        for part in route.path.split("/")
    ]
    return Request(route.method, "/".join(segments), draw(queries), draw(bodies))


def _asked(bench: Bench, request: Request) -> tuple[Answer, list[tuple[bool, tuple[str, ...]]]]:
    """The answer, which can be sent, and what was decided for it: allowed or not, and by what."""
    before = bench.core.log.count
    outcome = bench.core.answer(request)
    if isinstance(outcome, Parked):
        outcome.close()
        outcome = Answer(200, {})
    outcome.content()
    for name, value in outcome.headers:
        assert f"{name}{value}".isprintable()
    return outcome, [(decision.allowed, decision.by) for decision in bench.core.log.since(before)]


@settings(max_examples=examples(100))
@given(requests())
@example(Request("GET", "/time/0"))
@example(Request("GET", "x/time/0"))
@example(Request("GET", ""))
@example(Request("GET", "/"))
def test_without_a_token_only_what_takes_none_is_answered(request_: Request) -> None:
    """Time, leaving and asking where somebody is."""
    answer, decisions = _asked(Bench(), request_)
    assert answer.status in {200, 400, 403, 404, 413, 414}
    if answer.status == 200:
        needs_nothing = decisions and all(decision == (True, ("nothing is needed",)) for decision in decisions)
        assert needs_nothing or request_.segments == ("time", "0")


TOKEN: Final = granted(Bench(), user=None)
GIVEN: Final = frozenset(
    {
        "resources.channels `a`: read, write, manage, delete, create, get, update, join",
        "resources.groups `g`: read, manage",
        "resources.users `alice`: delete, get, update",
        "nothing is needed",
    }
)


@settings(max_examples=examples(100))
@given(requests())
def test_with_a_token_only_what_it_says_is_answered(request_: Request) -> None:
    """Every yes names an entry of the token; and nothing is given that was not asked for."""
    bench = Bench()
    bench.ask("GET", "/v1/channel-registration/sub-key/{sub}/channel-group/g", {"add": "a,b"}, signed=True)
    bench.told("GET", PUBLISH, signed=True)
    request_ = replace(request_, query=f"auth={quote(TOKEN)}&{request_.query}")
    answer, decisions = _asked(bench, request_)
    assert answer.status in {200, 302, 307, 400, 403, 404, 412, 413, 414}
    assert all(by and GIVEN.issuperset(by) for allowed, by in decisions if allowed)
    if answer.status == 200:
        assert decisions or request_.segments == ("time", "0")
        assert all(allowed for allowed, _ in decisions)


@settings(max_examples=examples(100))
@given(
    st.fixed_dictionaries(
        {"ttl": st.one_of(st.integers(1, 5), anything)},
        optional={
            "permissions": st.one_of(
                anything,
                st.fixed_dictionaries(
                    {"resources": st.dictionaries(st.sampled_from(["channels", "users", "x"]), anything, max_size=2)},
                    optional={
                        "patterns": st.dictionaries(
                            st.sampled_from(["channels", "groups"]), st.dictionaries(texts, st.just(1), max_size=2)
                        ),
                        "meta": anything,
                        "uuid": texts,
                        "categories": anything,
                    },
                ),
            )
        },
    )
)
@example({"ttl": 1, "permissions": {"resources": {"channels": {"a": 1}}, "meta": {"n": 2**64}}})
@example({"ttl": 1, "permissions": {"resources": {"channels": {"a": 1}}, "meta": {"n": [[[[[[[[[[]]]]]]]]]]}}})
@example({"ttl": 1, "permissions": {"resources": {"channels": {"\ud800": 1}}}})
@example({"ttl": 1, "permissions": {"patterns": {"channels": {"\ud800": 1}}}})
def test_a_grant_makes_a_token_of_use_or_none(body: dict[str, Any]) -> None:
    """Whoever holds the secret key may be wrong as well: JSON can say what no token holds."""
    bench = Bench()
    answer = bench.told("POST", "/v3/pam/{sub}/grant", body=json.dumps(body).encode(), signed=True)
    answer.content()
    if answer.status != 200:
        assert answer.status == 400
        return
    assert isinstance(answer.body, dict)
    token = answer.body["data"]["token"]
    said = read(token)
    assert said.resources["chan"] == body["permissions"]["resources"].get("channels", {})
    assert said.authorized_uuid == body["permissions"].get("uuid")
    used = bench.told("GET", "/v2/presence/sub-key/{sub}/uuid/x", token=token, user=said.authorized_uuid or "alice")
    assert used.status == 200 or len(said.authorized_uuid or "") > 92


@pytest.mark.parametrize(
    "permissions",
    [
        {"resources": {"channels": {"a": -1}}},
        {"resources": {"channels": {"a": 256}}},
        {"resources": {"channels": {"a": True}}},
        {"resources": {"channels": {"a": 1.0}}},
        {"resources": {"channels": {"a": "1"}}},
        {"resources": {"channels": {"": 1}}},
        {"resources": {"channels": ["a"]}},
        {"resources": {"chan": {"a": 1}}},
        {"resources": {"channels": {"a": 1}}, "uuid": ""},
        {"resources": {"channels": {"a": 1}}, "uuid": None},
        {"resources": {"channels": {"a": 1}}, "authorized_uuid": "alice"},
        {"resources": {"channels": {"a": 1}}, "meta": []},
        {"resources": {"channels": {"a": 1}}, "categories": {"channels": 1}},
        {"patterns": {"channels": {"(a)": 1}}},
        {"patterns": {"groups": {"(?P<x>a)": 1}}},
        {"patterns": {"uuids": {"(?=a)": 32}}},
        {"patterns": {"channels": {"[" * 1000: 1}}},
        {"patterns": {"channels": {"(?:" * 5000: 1}}},
        {"patterns": {"channels": {"(?:(?:(?:a{9}){9}){9}){9}": 1, "x{1001}": 1}}},
        {},
        None,
        [],
    ],
)
def test_grants_that_would_be_misread_are_refused(permissions: object) -> None:
    """A mask that is none, a name that is none, a binding that binds nobody, a pattern that RE2 does not take."""
    body = json.dumps({"ttl": 5, "permissions": permissions}).encode()
    assert Bench().told("POST", "/v3/pam/{sub}/grant", body=body, signed=True).status == 400


@pytest.mark.parametrize("body", [b"", b"[]", b"\xff", b"[" * 100_000, b'{"a":' * 50_000, b"1" * 5000, b"{} {}"])
def test_what_is_no_json_is_refused_by_grant_and_publish(body: bytes) -> None:
    """With 400, and without a word to those who listen."""
    bench = Bench()
    assert bench.told("POST", "/v3/pam/{sub}/grant", body=body, signed=True).status == 400
    if body != b"[]":
        assert bench.told("POST", PUBLISH[:-2], body=body, signed=True).status in {400, 413}
        assert bench.core.stream.after("a", 0) == []


@pytest.mark.parametrize(
    "message", ["NaN", "-Infinity", "1e999", '"\\ud800"', '{"\\udfff":1}', "[" * 202 + "]" * 202, "", "'a'", "1 2"]
)
def test_what_no_subscriber_could_read_is_not_sent(message: str) -> None:
    """Neither as a message nor beside one; nor as presence state."""
    bench = Bench()
    token = granted(bench)
    path = PUBLISH.removesuffix("1") + quote(message, safe="")
    assert bench.told("GET", path, token=token).status == 400
    assert message == "" or bench.told("GET", PUBLISH, {"meta": message}, token=token).status == 400
    where = "/v2/presence/sub-key/{sub}/channel/a/uuid/alice/data"
    assert bench.told("GET", where, {"state": message}, token=token).status == 400
    assert bench.core.stream.after("a", 0) == []


def test_long_numbers_and_deep_values_pass_as_they_are() -> None:
    """As far as every reader takes them."""
    bench = Bench()
    token = granted(bench)
    for text in ("9" * 4000, "[" * 200 + "]" * 200):
        assert bench.told("POST", PUBLISH[:-2], body=text.encode(), token=token).status == 200
        polled = bench.told("GET", "/v2/subscribe/{sub}/a/0", {"tt": "1"}, token=token)
        assert f'"d":{text},'.encode() in polled.content()


@pytest.mark.parametrize(
    "path",
    [
        "/publish/pub-c-x/sub-c-x/0/a%zz/0/1",
        "/publish/pub-c-x/sub-c-x/0/a%/0/1",
        "/publish/pub-c-x/sub-c-x/0/%FF/0/1",
        "/publish/pub-c-x/sub-c-x/0/%ED%A0%80/0/1",
        "/publish/pub-c-x/sub-c-x/0/\xe9/0/1",
        "/publish/pub-c-x/sub-c-x/0/a\0/0/1",
        "/publish/pub-c-x/sub-c-x/0/%00/0/1",
        "/publish/pub-c-x/sub-c-x/0/a%2Fb/0/1",
        "/publish/pub-c-x/sub-c-x/0/a%5Cb/0/1",
        "/publish/pub-c-x/sub-c-x/0/a%20b/0/1",
        "/publish/pub-c-x/sub-c-x/0/a,b/0/1",
        "/publish/pub-c-x/sub-c-x/0/a:b/0/1",
        "/publish/pub-c-x/sub-c-x/0/a.*/0/1",
        "/publish/pub-c-x/sub-c-x/0/*/0/1",
        "/publish/pub-c-x/sub-c-x/0//0/1",
        "/publish/pub-c-x/sub-c-x/0/-pnpres/0/1",
        f"/publish/pub-c-x/sub-c-x/0/{'a' * 93}/0/1",
        f"/v2/subscribe/sub-c-x/{'a' * 93}/0",
        "/v2/subscribe/sub-c-x/,/0",
        "/v2/subscribe/sub-c-x/a.b.c.*/0",
        "/v2/subscribe/sub-c-x/%7F/0",
        "/v2/subscribe/sub-c-y/a/0",
        "/publish/pub-c-y/sub-c-x/0/a/0/1",
    ],
)
def test_what_names_nothing_is_no_request(path: str) -> None:
    """400, to whoever may everything as well."""
    bench = Bench()
    token = bench.grant(user=None, channel_patterns={"(?s).*": 255})
    assert bench.told("GET", path, token=token).status == 400
    assert bench.core.log.count == 0


@pytest.mark.parametrize(
    "path", ["/v2/../time/0", "//time/0", "/time//0", "/time/0/", "/publish/../../time/0", "/TIME/0"]
)
def test_a_path_is_what_it_says(path: str) -> None:
    """Dots lead nowhere, and nothing is tidied up."""
    assert Bench().told("GET", path).status == 404


def test_addresses_and_lists_of_names_end() -> None:
    """414 above 32 KiB; 400 for more names than one request may have."""
    bench = Bench()
    fits = "a" * (URL_MAX - len("/time/0?"))
    assert isinstance(bench.core.answer(Request("GET", "/time/0", fits)), Answer)
    assert bench.core.answer(Request("GET", "/time/0", fits)).status == 200  # type: ignore[union-attr]
    assert bench.core.answer(Request("GET", "/time/0", fits + "a")) == answers.URL_TOO_LONG
    token = bench.grant(user=None, channel_patterns={"^[0-9]+$": 1})
    for count, status in ((call.NAMES_MOST, 200), (call.NAMES_MOST + 1, 400)):
        channels = ",".join(map(str, range(count)))
        assert bench.told("GET", f"/v2/subscribe/{{sub}}/{channels}/0", token=token).status == status


@pytest.mark.parametrize(
    "stamp", ["", "x", "1e9", "-1", "٣", " 1", "9" * 13, f"{START}", f"{START + 61:.0f}", f"{START - 61:.0f}"]
)
def test_a_timestamp_is_a_number_near_now(stamp: str) -> None:
    """Within sixty seconds to either side."""
    assert _signed(stamp).body["error"]["message"] == "Invalid timestamp"  # type: ignore[index]


@pytest.mark.parametrize("seconds", [-60, 0, 60])
def test_a_timestamp_may_be_a_minute_off(seconds: int) -> None:
    """And not a second more, as the other test has it."""
    assert _signed(str(int(START) + seconds)).status == 200


def _signed(stamp: str) -> Answer:
    query = {"timestamp": stamp, "uuid": "x"}
    query["signature"] = sign(KEYS.secret_key, KEYS.publish_key, "GET", PUBLISH, query)
    answer = Bench().core.answer(Request("GET", PUBLISH, "&".join(f"{k}={quote(v)}" for k, v in query.items())))
    assert isinstance(answer, Answer)
    return answer


def test_a_signature_signs_everything() -> None:
    """Another method, path, parameter, body or key: all are refused."""
    stamp = str(int(START))
    query = {"timestamp": stamp, "uuid": "x"}
    right = sign(KEYS.secret_key, KEYS.publish_key, "POST", "/v3/pam/sub-c-x/grant", query, b"{}")

    def status(method: str, path: str, query: str, body: bytes, signature: str = right) -> str:
        request = Request(method, path, f"{query}&signature={signature}", body)
        with pytest.raises(Refused) as refused:
            bench.core._doors[KEYS.subscribe_key].check_signature(request)  # noqa: SLF001
        answer = refused.value.answer
        assert isinstance(answer.body, dict)
        assert answer.status == 403
        return str(answer.body["error"]["message"])

    bench, path, text = Bench(), "/v3/pam/sub-c-x/grant", f"timestamp={stamp}&uuid=x"
    bench.core._doors[KEYS.subscribe_key].check_signature(Request("POST", path, f"{text}&signature={right}", b"{}"))  # noqa: SLF001
    wrong = "Invalid signature"
    assert status("GET", path, text, b"{}") == wrong
    assert status("POST", "/v3/pam/sub-c-x/grant/", text, b"{}") == wrong
    assert status("POST", path, f"{text}&x=1", b"{}") == wrong
    assert status("POST", path, f"{text}&uuid=y", b"{}") == wrong
    assert status("POST", path, f"timestamp={stamp}&uuid=y", b"{}") == wrong
    assert status("POST", path, text, b"{ }") == wrong
    for signature in ("", "v2.", right[3:], right + "=", right.swapcase(), right[:-1], "%C3%A9"):
        assert status("POST", path, text, b"{}", signature) == wrong
    other = sign("sec-c-y", KEYS.publish_key, "POST", path, query, b"{}")
    assert status("POST", path, text, b"{}", other) == wrong


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: f"{route.method} {route.path}")
def test_without_keys_everything_is_forbidden(route: Any) -> None:  # noqa: ANN401  a route
    """Nothing is loaded, so nothing is allowed; not even the time is told."""
    path = "/".join("x" if part.startswith(":") else part for part in route.path.split("/"))
    assert Core().answer(Request(route.method, path, "uuid=a")) == answers.NO_KEYSET


def test_what_is_remembered_has_bounds(monkeypatch: pytest.MonkeyPatch) -> None:
    """A table that is full refuses with 507; revocations of tokens that have expired make room."""
    monkeypatch.setattr(state, "RECORDS_MOST", 2)
    monkeypatch.setattr(caller, "RECORDS_MOST", 2)
    bench = Bench()

    def revoke(name: str) -> int:
        token = bench.grant(channels={name: 1}, ttl=1)
        return bench.told("DELETE", f"/v3/pam/{{sub}}/grant/{quote(token)}", signed=True).status

    assert [revoke("a"), revoke("b"), revoke("c")] == [200, 200, 507]
    bench.time.now += 61
    assert [revoke("a"), revoke("b"), revoke("c")] == [200, 200, 507]
    monkeypatch.setattr(state, "RECORDS_BYTES", 600)
    long, short = (json.dumps({"name": name}).encode() for name in ("x" * 250, "x"))

    def write(user: str, record: bytes) -> int:
        return bench.told("PATCH", f"/v2/objects/{{sub}}/uuids/{user}", body=record, signed=True).status

    assert [write("a", long), write("b", long), write("b", short), write("b", long)] == [200, 507, 200, 507]
    assert [write("a", short), write("b", long)] == [200, 200]
    assert bench.told("DELETE", "/v2/objects/{sub}/uuids/b", signed=True).status == 200
    assert write("a", long) == 200
