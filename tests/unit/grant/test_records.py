"""Grants that exist are read from any stream; what cannot be read is told, and no token is ever shown."""

import base64
import io
import json
import tracemalloc
from collections.abc import Iterable, Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pnpolicy.diagnostic import Diagnostic
from pnpolicy.grant.observed import Ignored, ObservedGrant
from pnpolicy.grant.records import MAX_DOCUMENT, MAX_LINE, MAX_STRANGE, Record, records
from pnpolicy.render.colour import PLAIN
from pnpolicy.render.text import render
from pnpolicy.text import Span
from pnpolicy.wire import token
from pnpolicy.wire.actions import Kind
from tests.vectors import RECORDED, TOKENS, Vector

GRANT = '{"ttl": 30, "permissions": {"uuid": "alice", "resources": {"channels": {"lobby": 3}}}}'
SDK = '{"ttl": 15, "authorized_uuid": "bob", "resources": {"channels": {"lobby": {"read": true, "write": false}}}}'
LONG = json.dumps(json.loads(GRANT), indent=1)
TOKEN = TOKENS[0].text


def read(data: str | bytes) -> list[Record]:
    return list(records(io.BytesIO(data.encode() if isinstance(data, str) else data), "grants"))


def grant(data: str | bytes) -> ObservedGrant:
    (record,) = read(data)
    assert isinstance(record, ObservedGrant), record
    return record


def problem(data: str | bytes) -> Diagnostic:
    (record,) = read(data)
    assert isinstance(record, Diagnostic)
    return record


def outline(found: Iterable[Record]) -> list[str]:
    """`line: grant's first name`, or `line: code`."""
    told = []
    for record in found:
        span = record.span
        assert span is not None
        what = record.code if isinstance(record, Diagnostic) else next(name for _, name, _, _ in record.entries())
        told.append(f"{span.line}: {what}")
    return told


def place(span: Span) -> tuple[int, int, str]:
    return span.line, span.column, span.text


# ---- forms -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "form", "ttl", "user", "channels"),
    [
        (GRANT, "request", 30, "alice", {"lobby": 3}),
        (SDK, "sdk", 15, "bob", {"lobby": 1}),
        ('{"resources": {"channels": {"lobby": ["read", "join"]}}}', "sdk", None, None, {"lobby": 129}),
        ('{"authorizedUserId": "bob", "patterns": {}}', "sdk", None, "bob", {}),
        ('{"authorized_user_id": "bob", "patterns": null}', "sdk", None, "bob", {}),
        ('{"authorized_uuid": "", "resources": {"channels": []}}', "sdk", None, None, {}),
        ('{"ttl": "15", "permissions": {"resources": null}}', "request", 15, None, {}),
        ('{"ttl": -5, "permissions": {"uuid": null}}', "request", -5, None, {}),
        ('{"ttl": 43201, "permissions": {"patterns": {}}}', "request", 43201, None, {}),
        ('{"permissions": {"resources": {"channels": {"a": 0, "b": 255}}}}', "request", None, None, {"a": 0, "b": 255}),
        ('{"resources": {"spaces": {"a": 1, "b": 1}, "channels": {"a": 3}}}', "sdk", None, None, {"a": 3, "b": 1}),
        ('{"resources": {"channels": {"a": 3}, "spaces": {"a": 1, "b": 1}}}', "sdk", None, None, {"a": 3, "b": 1}),
        ('{"resources": {"channels": {"a": {"read": null, "wrte": true}}}}', "sdk", None, None, {"a": 0}),
    ],
)
def test_objects(text: str, form: str, ttl: int | None, user: str | None, channels: dict[str, int]) -> None:
    """Request bodies and the arguments of SDK calls, as different SDKs have them."""
    found = grant(text)
    assert (found.form, found.ttl, found.authorized_uuid, found.names(Kind.CHANNELS)) == (form, ttl, user, channels)


@pytest.mark.parametrize("vector", TOKENS, ids=lambda vector: vector.name)
@pytest.mark.parametrize(
    "wrapping", ["%s", "  %s  ", '"%s"', '{"token": "%s"}', '{"status": 200, "data": {"token": "%s"}}']
)
def test_tokens(vector: Vector, wrapping: str) -> None:
    """By themselves, in quotes, and in the answers of PubNub and of token services."""
    found = grant(wrapping % vector.text)
    said = vector.fields
    assert (found.form, found.ttl, found.authorized_uuid) == ("token", said["ttl"], said.get("uuid"))
    assert found.names(Kind.CHANNELS) == {**said["res"].get("spc", {}), **said["res"].get("chan", {})}
    assert found.patterns[Kind.GROUPS] == said["pat"].get("grp", {})
    assert found.span.line == 1


def minted(**sections: dict[str, int]) -> str:
    return token.write(token.Token(1, 30, None, sections, {}, None, {}, bytes(range(32))))


def test_copies_in_tokens() -> None:
    """What stands under `spc` and `usr` alone counts, too; where both say something, the section proper does."""
    found = grant(minted(chan={"a": 3}, spc={"a": 1, "b": 1}, usr={"u": 32}))
    assert found.names(Kind.CHANNELS) == {"a": 3, "b": 1}
    assert found.names(Kind.USERS) == {"u": 32}
    assert found.at_name(Kind.CHANNELS, "b", pattern=False).text == '"b"'


def test_the_length_of_the_token() -> None:
    """As PubNub writes it, with the copies that Python's SDK asks for, whether a request or a token is looked at."""

    def five(vector: Vector) -> bool:
        return len(vector.fields["res"]) == len(vector.fields["pat"]) == 5

    today = [vector for vector in TOKENS if not vector.fields["meta"] and five(vector)]
    assert len(today) > 10
    for vector in today:
        assert grant(vector.text).token_characters == len(vector.text)
    exchange = RECORDED["exchanges"][0]
    assert grant(json.dumps(exchange["body"])).token_characters == len(exchange["answer"]["data"]["token"])


def test_recorded_requests() -> None:
    """Every body that an SDK was seen to send."""
    bodies = [exchange["body"] for exchange in RECORDED["exchanges"] if isinstance(exchange.get("body"), dict)]
    assert bodies
    for body in bodies:
        assert [record for record in read(json.dumps(body)) if isinstance(record, Diagnostic)] == []


def test_what_the_command_prints_is_read() -> None:
    """`pnpolicy token --format json` and `grant --format json` say more than an SDK asks; that is no fault."""
    more = '"role": "voter", "refresh_before": 5, "token_bytes": 9, "version": 2, "signature": "", "categories": null'
    found = grant(SDK[:-1] + f", {more}}}")
    assert (found.role, found.ignored) == ("voter", ())


# ---- streams ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", []),
        ("\n \n\r\n\t\n", []),
        ("\ufeff", []),
        (f"\ufeff{GRANT}\r\n\r\n{TOKEN}\r\n", ["1: lobby", f"3: {next(iter(TOKENS[0].fields['res']['chan']))}"]),
        (f"\n\n{GRANT}\n", ["3: lobby"]),
        (f"{GRANT}\n{{\n{SDK}", ["1: lobby", "2: not-json", "3: lobby"]),
        (f"{GRANT} {SDK}\n[{SDK}]", ["1: lobby", "1: lobby", "2: lobby"]),
        (f"{GRANT} and so on {SDK}\n{SDK}", ["1: lobby", "1: not-json", "2: lobby"]),
        (f"[{GRANT},\n {SDK},\n\n {SDK}]\n", ["1: lobby", "2: lobby", "4: lobby"]),
        (f"[\n{GRANT}\n]", ["2: lobby"]),
        (f"[\n{GRANT},\n7,\n{SDK}, {{}}]", ["2: lobby", "3: not-a-grant", "4: lobby", "4: not-a-grant"]),
        (f"[{GRANT}\n{SDK}]", ["1: lobby", "2: not-json"]),
        (f"[\n{GRANT},\n]", ["2: lobby", "3: not-json"]),
        (f'[\n"{TOKEN}",\n[{SDK}]\n]', [f"2: {next(iter(TOKENS[0].fields['res']['chan']))}", "3: not-a-grant"]),
        ("[]", ["1: not-a-grant"]),
        ("\n[\n\n]\n[ ]", ["2: not-a-grant", "5: not-a-grant"]),
        (LONG, ["1: lobby"]),
        (LONG.replace("\n", "\r\n") + "\r\n", ["1: lobby"]),
        (f"{LONG}\n{LONG}", ["1: lobby", "12: lobby"]),
        ('{"ttl": 30, "permissions":\n{"resources": {"channels": {"lobby": 1}}}}', ["1: lobby"]),
        ('{\n"ttl": 30 "permissions": {}}\n}', ["2: not-json"]),
        (f'{{"ttl": 30,\n{GRANT}\n{TOKEN[:-8]}\n{SDK}', ["1: not-json", "2: lobby", "3: not-a-grant", "4: lobby"]),
        (f'{{"ttl": 30, "perm\n{GRANT}', ["1: not-json", "2: lobby"]),
        ("{", ["1: not-json"]),
        ("{\n\n", ["1: not-json"]),
    ],
)
def test_lines_and_documents(text: str, told: list[str]) -> None:
    """One a line, several on a line, or one document after the other; each at its line, and none left out."""
    assert outline(read(text)) == told


class Stream(io.RawIOBase):
    """A pipe that somebody fills as it is read."""

    def __init__(self, chunks: Iterator[bytes]) -> None:
        super().__init__()
        self.chunks = chunks
        self.left = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:  # noqa: ANN401  any buffer
        self.left = self.left or next(self.chunks, b"")
        size = min(len(buffer), len(self.left))
        buffer[:size], self.left = self.left[:size], self.left[size:]
        return size


def test_a_pipe_without_end() -> None:
    """A grant is told before the next one is there."""

    def lines() -> Iterator[bytes]:
        yield f"{GRANT}\n".encode()
        yield f"{SDK}\n".encode()
        raise AssertionError

    found = records(io.BufferedReader(Stream(lines()), 1), "pipe")
    assert outline([next(found), next(found)]) == ["1: lobby", "2: lobby"]


def test_a_line_of_64_mib() -> None:
    """It is told, passed over without being kept, and the next line is read."""

    def lines() -> Iterator[bytes]:
        yield from (b'{"a": "' + b"x" * 65529 for _ in range(1024))
        yield f'"}}\n{GRANT}\n'.encode()

    tracemalloc.start()
    found = read_from(lines())
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert outline(found) == ["1: too-large", "2: lobby"]
    assert peak < 8 * MAX_LINE


def read_from(chunks: Iterator[bytes]) -> list[Record]:
    return list(records(io.BufferedReader(Stream(chunks)), "pipe"))


def test_a_line_at_the_bound() -> None:
    """It is read; and the bound is told where the last line has no end."""
    whole = GRANT[:-1] + " " * (MAX_LINE - len(GRANT)) + "}"
    assert outline(read(whole)) == ["1: lobby"]
    assert outline(read(f"{GRANT}\n{whole} ")) == ["1: lobby", "2: too-large"]


def test_a_large_document() -> None:
    """Thousands of grants in one array are read as fast as lines; beyond the bound it is told so."""
    many = f"[\n{GRANT},\n" + f"{GRANT},\n" * 5_000
    assert outline(read(f"{many}{SDK}]"))[-1] == "5003: lobby"
    larger = many * (MAX_DOCUMENT // len(many) + 1)
    assert problem(larger).code == "too-large"
    assert outline(read_from(iter([b"[\n", *[b"7," * 32768 + b"\n"] * 200, b"7]"]))) == ["1: too-large"]


def test_a_line_that_is_too_long_within_a_document() -> None:
    """The line is told and what precedes it, for nobody knows how they belong together."""
    assert outline(read("[\n" + " " * MAX_LINE + f"7\n{GRANT}")) == ["1: not-json", "2: too-large", "3: lobby"]


# ---- what is no grant ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "code", "said"),
    [
        (b"\x7fELF\x02\x01\0\0\0", "not-text", "line 1 is not UTF-8 text"),
        (b'{"ttl": "\xff"}', "not-text", "line 1 is not UTF-8 text"),
        (b"{\n\xff}", "not-text", None),
        (GRANT.encode("utf-16"), "not-text", "line 1 is not UTF-8 text"),
        (GRANT.replace("lobby", "lob\0by").encode(), "not-text", "line 1 is not UTF-8 text"),
        (b'{\n "a":\n "\xff"}', "not-text", "`grants` is not UTF-8 text"),
        (b"hello", "not-a-grant", "line 1: "),
        (b"null", "not-a-grant", "line 1: "),
        (b"NaN", "not-a-grant", "line 1: "),
        (b'"hello"', "not-a-grant", "line 1: "),
        (b'{"token": "hello"}', "not-a-grant", "line 1: "),
        (b'{"token": 7}', "not-a-grant", "neither `permissions` nor `resources` nor `patterns`"),
        (b'{"data": {}}', "not-a-grant", "neither"),
        (b"{}", "not-a-grant", "neither"),
        (b'{"permissions": 7}', "not-a-grant", "neither"),
        (b"[7]", "not-a-grant", "expected a grant, found a number"),
        (b"[null]", "not-a-grant", "found null"),
        (b"[[]]", "not-a-grant", "found a list"),
        (b"[true]", "not-a-grant", "found true or false"),
        (b"[NaN]", "not-a-grant", "found a number"),
        (b"[]", "not-a-grant", "an empty list holds no grant"),
        (b'{"ttl": 30,', "not-json", "expecting property name"),
        (b'{"ttl" 30}', "not-json", "expecting ':' delimiter"),
        (b"{'ttl': 30}", "not-json", "expecting property name"),
        (b'{"a": "b', "not-json", "unterminated string"),
        (b'{"a": "\t"}', "not-json", "invalid control character"),
        (b'{"a": "\\x"}', "not-json", "invalid \\escape"),
        (b"[" * 100_000, "not-a-grant", "it nests too deep"),
        (b'{"resources": ' + b'{"a": ' * 50_000, "not-a-grant", "it nests too deep"),
        (b'{"ttl": ' + b"9" * 5_000 + b', "resources": {}}', "not-a-grant", "a number too long to read"),
        (b'{"resources": {"channels": {"a\\ud83d": 1}}}', "not-a-grant", "half of a character"),
        (b'{"resources": {"channels": {"a\\uDE00\\ud83d": 1}}}', "not-a-grant", "half of a character"),
    ],
)
def test_refused(data: bytes, code: str, said: str | None) -> None:
    """Each with a name, a place on its line, and a way out."""
    found = read(data)[-1]
    assert isinstance(found, Diagnostic)
    assert found.code == code
    assert (said or "") in found.message
    assert found.span is not None
    assert found.span.line == 1 + data[: data.find(b"\xff")].count(b"\n") * (said is None)
    assert found.help


@pytest.mark.parametrize(
    ("text", "where", "said"),
    [
        ('{"ttl": 1.5, "resources": {}}', "1.5", "whole number of minutes"),
        ('{"ttl": true, "resources": {}}', "true", "whole number of minutes"),
        ('{"ttl": NaN, "resources": {}}', "NaN", "whole number of minutes"),
        ('{"ttl": 1e999, "resources": {}}', "1e999", "whole number of minutes"),
        ('{"ttl": 1000000000001, "resources": {}}', "1000000000001", "whole number of minutes"),
        ('{"ttl": "30m", "resources": {}}', '"30m"', "whole number of minutes"),
        ('{"ttl": "\\uff11", "resources": {}}', '"\\uff11"', "whole number of minutes"),
        ('{"ttl": [30], "resources": {}}', "[30]", "whole number of minutes"),
        ('{"authorized_uuid": 7, "resources": {}}', "7", "`authorized_uuid` is not a text"),
        ('{"permissions": {"uuid": ["a"]}}', '["a"]', "`uuid` is not a text"),
        ('{"permissions": {"meta": "x"}}', '"x"', "`meta` is not an object"),
        ('{"permissions": {"resources": 7}}', "7", "`resources` is not an object"),
        ('{"resources": {}, "patterns": "x"}', '"x"', "`patterns` is not an object"),
        ('{"resources": {"channels": ["a"]}}', '["a"]', "`channels` is not an object of names"),
        ('{"resources": {"uuids": "a"}}', '"a"', "`uuids` is not an object of names"),
        ('{"resources": {"channels": {"a": 256}}}', '"a"', "a mask is a whole number from 0 to 255"),
        ('{"resources": {"channels": {"a": -1}}}', '"a"', "a mask is a whole number"),
        ('{"resources": {"channels": {"a": 1.0}}}', '"a"', "a mask is a whole number"),
        ('{"resources": {"channels": {"a": true}}}', '"a"', "a mask is a whole number"),
        ('{"resources": {"channels": {"a": null}}}', '"a"', "a mask is a whole number"),
        ('{"resources": {"channels": {"a": "read"}}}', '"a"', "a mask is a whole number"),
        ('{"resources": {"channels": {"a": {"read": 1}}}}', "1", "`read` is neither true nor false"),
        ('{"resources": {"channels": {"a": ["read", "all"]}}}', '"all"', "not one of PubNub's flags"),
        ('{"resources": {"channels": {"a": ["read", 2]}}}', "2", "not one of PubNub's flags"),
    ],
)
def test_wrong_types(text: str, where: str, said: str) -> None:
    """What has the wrong type is told at its place, in a line, in an array and in a document alike."""
    for wrapped in (text, f"[{GRANT}, {text}]", f"[\n {GRANT},\n {text}\n]"):
        found = read(wrapped)[-1]
        assert isinstance(found, Diagnostic)
        assert found.span is not None
        assert (found.code, found.span.text) == ("not-a-grant", where)
        assert said in found.message
        assert found.span.start == wrapped.rindex(text) + text.rindex(where)


def test_a_binary_file() -> None:
    """It is told a hundred times at most, and then that nothing further was looked at."""
    found = read(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20_000)
    assert [record for record in found if isinstance(record, ObservedGrant)] == []
    strange = [record for record in found if isinstance(record, Diagnostic) and record.code == "not-text"]
    assert len(strange) == MAX_STRANGE
    assert "what follows was not looked at" in strange[-1].message


def test_a_strange_line_among_others() -> None:
    """The others are read."""
    text = f"{GRANT}\n".encode()
    assert outline(read(text + b"\xff\n" + text + b"\0\n" + text)) == [
        "1: lobby",
        "2: not-text",
        "3: lobby",
        "4: not-text",
        "5: lobby",
    ]


# ---- places ----------------------------------------------------------------------------------------------------------


def test_places_of_names() -> None:
    """In every form, and from the grant that is meant where a line or a document holds several."""
    channels, groups = Kind.CHANNELS, Kind.GROUPS
    body = '{"permissions": {"resources": {"channels": {"a": 1}}, "patterns": {"groups": {"a": 1}}}, "ttl": 9}'
    first, second = grant(body), read(f"{body}{body}")[1]
    assert isinstance(second, ObservedGrant)
    for found, before in ((first, 0), (second, len(body))):
        assert place(found.at_name(channels, "a", pattern=False)) == (1, before + body.index('"a"') + 1, '"a"')
        assert place(found.at_name(groups, "a", pattern=True)) == (1, before + body.rindex('"a"') + 1, '"a"')
        assert place(found.at("ttl")) == (1, before + body.index('"ttl"') + 1, '"ttl"')
        assert place(found.span) == (1, before + 1, body)
        assert found.place() == found.span
    many = f"[\n {body}, {body},\n   {body}]"
    spans = [found.at_name(channels, "a", pattern=False) for found in read(many) if isinstance(found, ObservedGrant)]
    column = body.index('"a"') + 1
    assert list(map(place, spans)) == [
        (2, column + 1, '"a"'),
        (2, column + 1 + len(body) + 2, '"a"'),
        (3, column + 3, '"a"'),
    ]


@pytest.mark.parametrize("order", [("channels", "spaces"), ("spaces", "channels")])
def test_places_of_copies(order: tuple[str, str]) -> None:
    """A name is where it stands; of two places the one that counts."""
    sections = {"channels": {"a": 1, "both": 3}, "spaces": {"b": 1, "both": 1}}
    text = json.dumps({"resources": {section: sections[section] for section in order}})
    found = grant(text)
    assert found.at_name(Kind.CHANNELS, "a", pattern=False).start == text.index('"a"')
    assert found.at_name(Kind.CHANNELS, "b", pattern=False).start == text.index('"b"')
    assert found.at_name(Kind.CHANNELS, "both", pattern=False).start == text.index('"both": 3')
    assert found.aliases == (("resources", "spaces"),)


def test_copies_that_say_the_same_are_no_news() -> None:
    """Python's SDK writes channels again under `spaces`."""
    assert grant('{"resources": {"spaces": {"a": 1}, "channels": {"a": 1}}}').aliases == ()
    assert grant('{"resources": {"spaces": {"a": 1}, "channels": {}}}').aliases == ()


def test_places_in_tokens() -> None:
    """A token is shown as what it says, on its line."""
    found = read(f"{GRANT}\n{minted(chan={'lobby': 3}, grp={'team': 1})}")[1]
    assert isinstance(found, ObservedGrant)
    assert place(found.at_name(Kind.GROUPS, "team", pattern=False))[::2] == (2, '"team"')
    assert found.source.text == (
        '{"ttl": 30, "resources": {"channels": {"lobby": ["read", "write"]}, "groups": {"team": ["read"]}}, '
        '"patterns": {}, "meta": {}}'
    )


def test_a_name_that_is_not_there() -> None:
    """It is looked for in its section."""
    found = grant(GRANT)
    assert found.at_name(Kind.CHANNELS, "nobody", pattern=False).text == '"channels"'
    assert found.at_name(Kind.GROUPS, "nobody", pattern=True).text == GRANT


# ---- what counts for nothing -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "route", "meant"),
    [
        ('{"permissions": {}, "authorized_uuid": "a"}', ("authorized_uuid",), "permissions.uuid"),
        ('{"permissions": {"authorizedUUID": "a"}}', ("permissions", "authorizedUUID"), "permissions.uuid"),
        ('{"resources": {}, "authorizedUuid": "a"}', ("authorizedUuid",), "authorized_uuid"),
        ('{"resources": {}, "user": "a"}', ("user",), "authorized_uuid"),
        ('{"resources": {}, "TTL": 5}', ("TTL",), "ttl"),
        ('{"resources": {}, "pattern": {}}', ("pattern",), "patterns"),
        ('{"resources": {}, "xyz": 5}', ("xyz",), ""),
        ('{"resources": {"channel": {"a": 1}}}', ("resources", "channel"), "channels"),
        ('{"resources": {"channelGroups": {"a": 1}}}', ("resources", "channelGroups"), "groups"),
        ('{"patterns": {"channel_groups": {"a": 1}}}', ("patterns", "channel_groups"), "groups"),
        ('{"resources": {"uuid": {"a": 1}}}', ("resources", "uuid"), "uuids"),
        ('{"resources": {"channels": {"a": {"raed": true}}}}', ("resources", "channels", "a", "raed"), "read"),
    ],
)
def test_ignored(text: str, route: tuple[str, ...], meant: str) -> None:
    """A key without effect is kept with its place, and with what was meant by it."""
    (ignored,) = grant(text).ignored
    assert (ignored.route, ignored.meant) == (route, meant)
    assert grant(text).at(*route).text == f'"{route[-1]}"'


def test_thousands_of_keys_without_effect() -> None:
    """All are kept; only of the first ones it is guessed what they mean, for a guess takes its time."""
    found = grant(json.dumps({"resources": {"channels": {"a": {f"raed{number}": True for number in range(20_000)}}}}))
    assert len(found.ignored) == 20_000
    assert sum(ignored.meant == "read" for ignored in found.ignored) == 100
    assert isinstance(found.ignored[0], Ignored)


@pytest.mark.parametrize(
    ("text", "empty"),
    [
        ('{"permissions": {}}', True),
        ('{"permissions": {"resources": {"channels": {}, "groups": null}, "patterns": []}}', True),
        ('{"resources": {"datasync:entities": {}}}', True),
        ('{"resources": {"datasync:entities": {"a": 32}}}', False),
        ('{"permissions": {"categories": {"channels": 32}}}', False),
        ('{"patterns": {"groups": {"^a$": 1}}}', False),
        (minted(), True),
        (minted(usr={"a": 32}), False),
        (minted(**{"datasync:entities": {"a": 32}}), False),
        (token.write(token.Token(1, 30, None, {}, {}, {"chan": 32}, {}, bytes(32))), False),
    ],
)
def test_empty(text: str, *, empty: bool) -> None:
    """A grant is empty where it gives nothing, not where it gives what no rule speaks of."""
    assert grant(text).is_empty == empty


def test_keys_written_twice() -> None:
    """Each is kept with its place, however deep; the last one counts."""
    text = '{"ttl": 1, "ttl": 2, "resources": {"channels": {"a": 1, "b": 1, "a": 7}}, "meta": {"k": {"x": 1, "x": 2}}}'
    found = grant(text)
    assert (found.ttl, found.names(Kind.CHANNELS)) == (2, {"a": 7, "b": 1})
    assert set(found.repeated) == {("ttl",), ("resources", "channels", "a"), ("meta", "k", "x")}
    assert found.at("resources", "channels", "a").start == text.index('"a": 7')
    assert read(f"[{GRANT}, {text}]")[0].repeated == ()  # type: ignore[union-attr]  # a grant


def test_keys_written_twice_as_deep_as_can_be() -> None:
    """Whatever depth could be read is looked at."""
    for depth in range(100, 1000, 25):
        text = '{"resources": {}, "meta": ' + '{"a": 1, "a": ' * depth + "1" + "}" * depth + "}"
        (found,) = read(text)
        assert isinstance(found, Diagnostic) or len(found.repeated) == depth


# ---- tokens are never shown ------------------------------------------------------------------------------------------

CONTEXTS = [
    "%s",
    '"%s',
    '{"token": "%s',
    '{"data": {"token": "%s"}, "x"}',
    '{"data": {"token": "%s", "token": 7}}',
    '{"result": {"auth": "%s"}}',
    '{"auth": "%s", "resources": {"channels": {"a": "read"}}}',
    '{"auth": "%s", "ttl": 99999999, "resources": {"channels": {"a": 0}}}',
    '{"permissions": {"meta": {"token": "%s"}, "uuid": 7}}',
    '{"permissions": {"meta": {"token": "%s"}, "uuid": "a"}}',
    '[7, "%s", 8]',
    '[\n7,\n"%s", 8\n]',
    "Bearer %s",
    "https://ps.pndsn.com/v2/subscribe/demo/lobby/0?auth=%s&uuid=a",
    '{"url": "https://ps.pndsn.com/v2/subscribe/demo/lobby/0?auth=%s&uuid=a"}',
]


def shown(record: Record) -> str:
    """Everything that is ever said of a record."""
    problems = [record] if isinstance(record, Diagnostic) else [Diagnostic("a", "b", record.span)]
    text = "".join((repr(record), *map(str, problems), render(problems, PLAIN)))
    return text if record.span is None else text + record.span.source.text + repr(record.span.source)


@pytest.mark.parametrize("context", CONTEXTS)
@pytest.mark.parametrize("cut", [0, -1, -2, -40, 60, 24])
@pytest.mark.parametrize("vector", TOKENS[:3], ids=lambda vector: vector.name)
def test_no_token_is_shown(vector: Vector, cut: int, context: str) -> None:
    """Whole or broken off, wherever it stands: no 16 characters of it are in anything that could be printed."""
    text = vector.text[:cut] if cut else vector.text
    told = "".join(map(shown, read(context % text)))
    assert told
    assert [text[at : at + 16] for at in range(len(text) - 15) if text[at : at + 16] in told] == []


def test_long_names_are_shown() -> None:
    """What is no token stands as it was written, a name that is too long as well."""
    text = f'{{"resources": {{"channels": {{"{"n" * 140}": 7}}}}'
    assert problem(text).span.source.text == text  # type: ignore[union-attr]  # it has a place


@given(st.data())
def test_tampered_tokens(data: st.DataObject) -> None:
    """A token with any byte changed, or cut anywhere, is one that reads or one that is refused, and nothing else."""
    raw = bytearray(base64.urlsafe_b64decode(data.draw(st.sampled_from(TOKENS)).text))
    for _ in range(data.draw(st.integers(0, 3))):
        raw[data.draw(st.integers(0, len(raw) - 1))] = data.draw(st.integers(0, 255))
    text = base64.urlsafe_b64encode(raw[: data.draw(st.integers(0, len(raw)))]).decode()
    for record in read(text):
        assert isinstance(record, ObservedGrant) or record.code == "not-a-grant"
        assert text[:16] not in shown(record) or len(text) < 16


@pytest.mark.usefixtures("at_full_speed")
@given(st.binary(max_size=200) | st.text(max_size=200).map(lambda text: ("{" + text).encode(errors="ignore")))
def test_anything(data: bytes) -> None:
    """Nothing raises, and whatever is not blank is a record."""
    found = read(data)
    assert bool(found) == bool(data.decode("utf-8-sig", "replace").strip() or b"\0" in data)
