"""Reading and writing tokens, the good and the bad."""

import base64
import tracemalloc
from typing import Any

import cbor2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pnpolicy.errors import TokenError
from pnpolicy.wire.cbor import DEPTH_MAX
from pnpolicy.wire.token import TEXT_MAX, Token, read, write
from tests.vectors import RECORDED, TOKENS, Vector
from tests.work import at_most

TOKEN = TOKENS[0].text
DATA = base64.urlsafe_b64decode(TOKEN)


def text_of(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode()


def fields(**changes: object) -> dict[bytes, Any]:
    """A sound token as cbor2 takes it; `None` drops a key."""
    sound: dict[bytes, object] = {
        b"v": 2,
        b"t": 1_747_918_912,
        b"ttl": 60,
        b"res": {b"chan": {"room": 3}},
        b"pat": {},
        b"meta": {},
        b"uuid": "alice",
        b"sig": bytes(32),
    }
    sound |= {key.encode(): value for key, value in changes.items()}
    return {key: value for key, value in sound.items() if value is not None}


def with_fields(**changes: object) -> str:
    return text_of(cbor2.dumps(fields(**changes)))


def plain(sections: Any) -> dict[str, list[tuple[str, int]]]:  # noqa: ANN401
    """Sections with their entries as pairs, so that order counts."""
    return {section: list(entries.items()) for section, entries in sections.items()}


@pytest.mark.parametrize("vector", TOKENS, ids=lambda vector: vector.name)
def test_recorded_tokens_read_as_recorded(vector: Vector) -> None:
    """All of it, in its own order."""
    token, recorded = read(vector.text), vector.fields
    assert (token.version, token.issued, token.ttl) == (recorded["v"], recorded["t"], recorded["ttl"])
    assert token.authorized_uuid == recorded.get("uuid")
    assert plain(token.resources) == plain(recorded["res"])
    assert list(token.resources) == list(recorded["res"])
    assert plain(token.patterns) == plain(recorded["pat"])
    assert list(token.patterns) == list(recorded["pat"])
    assert (token.categories, token.meta, token.extra) == (None, recorded["meta"], {})
    assert len(token.signature) == 32
    assert token.expires == recorded["t"] + 60 * recorded["ttl"]


@pytest.mark.parametrize("vector", TOKENS, ids=lambda vector: vector.name)
def test_recorded_tokens_are_written_byte_for_byte(vector: Vector) -> None:
    """Reading loses nothing: writing what was read gives the text again."""
    assert write(read(vector.text)) == vector.text


def test_a_token_made_by_hand_with_text_keys_is_read() -> None:
    """The Swift SDK's fixture: text keys, two sections, categories, a short signature."""
    vector = RECORDED["handmade"][0]
    token = read(vector["text"])
    assert token.categories == {"chan": 32, "uuid": 32}
    assert (token.resources, token.patterns) == (vector["fields"]["res"], vector["fields"]["pat"])
    assert token.signature.hex() == vector["signature"]
    assert read(write(token)) == token


@pytest.mark.parametrize("text", [TOKEN.rstrip("="), f"  {TOKEN}\n", f"\t{TOKEN.rstrip('=')}\r\n"])
def test_padding_and_surrounding_whitespace_are_optional(text: str) -> None:
    """As tokens come from files and from pages."""
    assert read(text) == read(TOKEN)


def test_what_is_new_is_kept_and_told() -> None:
    """Unknown sections are sections, and unknown keys are kept with whatever they hold; both survive writing."""
    text = with_fields(res={b"datasync:entities": {"e": 8}}, new={b"a": [1, b"x"]})
    token = read(text)
    assert token.resources == {"datasync:entities": {"e": 8}}
    assert token.extra == {"new": {b"a": [1, b"x"]}}
    assert read(write(token)) == token


def test_optional_parts_may_be_missing() -> None:
    """A bearer token without metadata."""
    token = read(with_fields(uuid=None, meta=None, res={}))
    assert (token.authorized_uuid, token.meta, token.resources) == (None, {}, {})


def test_meta_is_any_json() -> None:
    """As the service takes it, floats and nesting included."""
    meta = {"a": [1, -1, 1.5, True, None, {"b": "c"}], "": 2**63}
    assert read(with_fields(meta=meta)).meta == meta


def test_a_token_cannot_be_changed_or_presented_from_its_repr() -> None:
    """Maps are read-only, and what is printed lacks the signature."""
    token = read(TOKEN)
    with pytest.raises(TypeError):
        token.resources["chan"]["x"] = 1  # type: ignore[index] # that is what is tested
    assert "sig" not in repr(token)
    assert repr(token.signature) not in repr(token)


def nested(depth: int) -> Any:  # noqa: ANN401
    return {"m": nested(depth - 1)} if depth else 1


BAD_TEXT = {
    "empty": ("", "empty"),
    "blank": (" \n", "empty"),
    "padding only": ("====", "empty"),
    "not base64url": ("qEF2+kF0", "character 4 is not base64url"),
    "not ASCII": ("qEF2é", "character 4 is not base64url"),
    "full-width digits": ("qEF\uff12", "character 3"),
    "inner whitespace": (f"{TOKEN[:8]}\n{TOKEN[8:]}", "character 8"),
    "inner padding": (f"{TOKEN[:8]}={TOKEN[8:]}", "character 8"),
    "too much padding": (TOKEN + "=", "padding"),
    "some padding": (text_of(DATA + b"xx")[:-1] + "==", "padding"),
    "one character left over": (TOKEN.rstrip("=") + "AAAAA"[: (1 - len(TOKEN.rstrip("="))) % 4], "at the end"),
    "stray bits": (text_of(b"\xa0").rstrip("=")[:-1] + "B", "stray bits"),
    "too long": ("A" * (TEXT_MAX + 1), f"more than {TEXT_MAX}"),
    "ten megabytes": ("A" * 10_000_000, f"10000000 characters, more than {TEXT_MAX}"),
    "ten megabytes of nothing": (" " * 10_000_000, f"more than {TEXT_MAX}"),
    "a JSON web token": ("eyJhbGciOiJIUzI1NiJ9.e30.x", "character 20"),
}

BAD_CBOR = {
    "something behind": (DATA + b"\0", f"something follows its end, at byte {len(DATA)}"),
    "another token behind": (DATA + DATA, "something follows"),
    "a repeated key": (b"\xa2\x41v\x02\x41v\x02", "a key appears twice, at byte"),
    "a key as bytes and as text": (b"\xa2\x41v\x02\x61v\x02", "once as bytes and once as text"),
    "a repeated name": (
        cbor2.dumps(fields()).replace(b"\xa1droom\x03", b"\xa2droom\x03droom\x01"),
        "a key appears twice",
    ),
    "an open map": (b"\xbf\x41v\x02\xff", "a length is left open, at byte"),
    "an open text": (b"\xa1\x41v\x7f\x61a\xff", "a length is left open"),
    "open bytes": (b"\x5f\x41a\xff", "a length is left open"),
    "an open list": (b"\x9f\xff", "a length is left open"),
    "bytes of many exabytes": (b"\xa1\x41v\x5b\x0f" + b"\xff" * 7, "it breaks off, at byte"),
    "text of many exabytes": (b"\x7b\x0f" + b"\xff" * 7, "it breaks off"),
    "a list of many entries": (b"\x9b\x0f" + b"\xff" * 7, "it breaks off"),
    "a map of many entries": (b"\xbb\x0f" + b"\xff" * 7, "it breaks off"),
    "a map of all entries": (b"\xbb" + b"\xff" * 8, "it breaks off"),
    "two thousand millions of entries": (b"\xba\x7f\xff\xff\xff" + b"\x00" * 100, "a key is not a string"),
    "nothing": (b"\xa1", "it breaks off, at byte 1"),
    "lists in lists": (b"\x81" * 90_000, f"nests deeper than {DEPTH_MAX}"),
    "maps in maps": (b"\xa1\x41a" * 30_000, f"nests deeper than {DEPTH_MAX}"),
    "tags in tags": (b"\xc1" * 90_000, f"nests deeper than {DEPTH_MAX}"),
    "meta too deep": (cbor2.dumps(fields(meta=nested(DEPTH_MAX))), f"nests deeper than {DEPTH_MAX}"),
    "text that is not UTF-8": (b"\xa1\x61\xff\x02", "a text is not UTF-8"),
    "a key that is not UTF-8": (b"\xa1\x41\xff\x02", "a key that is not UTF-8"),
    "a number as a key": (b"\xa1\x01\x02", "a key is not a string"),
    "a map as a key": (b"\xa1\xa0\x02", "a key is not a string"),
    "a reserved length": (b"\xa1\x41v\x1c", "it is not CBOR"),
    "a number": (b"\x02", "top level is not a map"),
    "a text": (b"\x61a", "top level is not a map"),
    "a list": (b"\x80", "top level is not a map"),
    "no keys": (b"\xa0", "`v` is missing"),
}

TAGS = [0, 1, 2, 3, 4, 5, 25, 28, 29, 30, 35, 36, 37, 100, 256, 258, 260, 261, 1004, 43_000, 55_799, 65_000, 2**40]

BAD_FIELDS: dict[str, tuple[dict[str, object], str]] = {
    "version 1": ({"v": 1}, "`v` is not within 2 to 2"),
    "version 3": ({"v": 3}, "`v` is not within 2 to 2"),
    "no time": ({"t": None}, "`t` is missing"),
    "a time before 1970": ({"t": -1}, "`t` is not within"),
    "a time after 9999": ({"t": 253_402_300_800}, "`t` is not within"),
    "a time with a fraction": ({"t": 1.5}, "`t` has the wrong type"),
    "no minutes": ({"ttl": 0}, "`ttl` is not within 1 to 43200"),
    "too many minutes": ({"ttl": 43_201}, "`ttl` is not within"),
    "minutes as text": ({"ttl": "60"}, "`ttl` has the wrong type"),
    "minutes as truth": ({"ttl": True}, "`ttl` has the wrong type"),
    "no resources": ({"res": None}, "`res` is missing"),
    "no patterns": ({"pat": None}, "`pat` is missing"),
    "resources in a list": ({"res": []}, "res is not a map"),
    "a section as a list": ({"res": {b"grp": {}, b"chan": ["room"]}}, "res, section 1 is not a map"),
    "a name in bytes": ({"res": {b"chan": {b"room": 1}}}, "res, section 0, entry 0"),
    "a mask of 256": ({"res": {b"chan": {"a": 1, "room": 256}}}, "res, section 0, entry 1, is not a text and a mask"),
    "a negative mask": ({"pat": {b"chan": {"room": -1}}}, "pat, section 0, entry 0"),
    "a mask with a fraction": ({"pat": {b"chan": {"room": 1.0}}}, "pat, section 0, entry 0"),
    "a mask of truth": ({"pat": {b"chan": {"room": True}}}, "pat, section 0, entry 0"),
    "a huge mask": ({"pat": {b"chan": {"room": 2**64 - 1}}}, "pat, section 0, entry 0"),
    "a nested mask": ({"pat": {b"chan": {"room": {"read": True}}}}, "pat, section 0, entry 0"),
    "a user in bytes": ({"uuid": b"alice"}, "`uuid` has the wrong type"),
    "nobody as a user": ({"uuid": cbor2.undefined}, "`uuid` has the wrong type"),
    "categories in a list": ({"cat": []}, "cat is not a map"),
    "a category mask of 256": ({"cat": {b"chan": 256}}, "cat, entry 0"),
    "meta in a list": ({"meta": []}, "meta holds something that is not JSON"),
    "bytes in meta": ({"meta": {"a": [b"x"]}}, "meta holds something that is not JSON"),
    "bytes as a key of meta": ({"meta": {b"a": 1}}, "meta holds something that is not JSON"),
    "nothing in meta": ({"meta": {"a": cbor2.undefined}}, "meta holds something that is not JSON"),
    "a simple value in meta": ({"meta": {"a": cbor2.CBORSimpleValue(99)}}, "meta holds something that is not JSON"),
    "infinity in meta": ({"meta": {"a": float("inf")}}, "meta holds something that is not JSON"),
    "no number in meta": ({"meta": {"a": float("nan")}}, "meta holds something that is not JSON"),
    "no signature": ({"sig": None}, "`sig` is missing"),
    "a signature as text": ({"sig": "x"}, "`sig` has the wrong type"),
}


def refused(text: str) -> str:
    """The reason a text is refused for, soon, without a word of the text."""
    with at_most(200_000), pytest.raises(TokenError) as error:
        read(text)
    assert error.value.__cause__ is None
    assert "room" not in str(error.value)
    assert len(str(error.value)) < 120
    return str(error.value)


def modestly_refused(text: str) -> str:
    """As `refused`, without taking more memory than a few times what was given."""
    tracemalloc.start()
    try:
        reason = refused(text)
        assert tracemalloc.get_traced_memory()[1] < 4 * TEXT_MAX
    finally:
        tracemalloc.stop()
    return reason


@pytest.mark.parametrize(("text", "reason"), BAD_TEXT.values(), ids=BAD_TEXT)
def test_text_that_is_no_token(text: str, reason: str) -> None:
    """Refused before anything is decoded."""
    assert reason in modestly_refused(text)


@pytest.mark.parametrize(("data", "reason"), BAD_CBOR.values(), ids=BAD_CBOR)
def test_bytes_that_are_no_token(data: bytes, reason: str) -> None:
    """Broken, exploding or ambiguous CBOR, with the reason."""
    assert reason in modestly_refused(text_of(data))


def test_the_place_of_a_fault_is_told() -> None:
    """The byte behind what could be read, however much follows."""
    assert refused(text_of(b"\xa2\x41v\x02\x41v\x02" + bytes(5000))).endswith("a key appears twice, at byte 7")
    assert refused(text_of(DATA[:3] + b"\xff" + DATA[4:])).endswith("it is not CBOR, at byte 4")


@pytest.mark.parametrize("tag", TAGS)
@pytest.mark.parametrize("content", [1, "a", b"a", [], [1, 2], ["a", "a"]], ids=repr)
def test_no_tag_is_ever_decoded(tag: int, content: object) -> None:
    """Not the known ones, which build dates, numbers, patterns and references, and not the others."""
    assert "it has a tag, at byte" in refused(with_fields(meta={"a": cbor2.CBORTag(tag, content)}))


@pytest.mark.parametrize(("changes", "reason"), BAD_FIELDS.values(), ids=BAD_FIELDS)
def test_fields_that_no_token_has(changes: dict[str, object], reason: str) -> None:
    """Types and ranges, with the place in the token."""
    assert reason in refused(with_fields(**changes))


@pytest.mark.parametrize("vector", TOKENS[::6], ids=lambda vector: vector.name)
def test_a_token_cut_off_anywhere_is_refused(vector: Vector) -> None:
    """At every character and at every byte; nothing half decoded."""
    data = base64.urlsafe_b64decode(vector.text)
    for end in range(len(vector.text.rstrip("="))):
        refused(vector.text[:end])
    for end in range(1, len(data)):
        refused(text_of(data[:end]))


def test_a_token_with_any_bit_flipped_is_read_or_refused() -> None:
    """Never another exception, and what is read can be written."""
    for place in range(len(DATA)):
        for bit in range(8):
            changed = bytearray(DATA)
            changed[place] ^= 1 << bit
            try:
                token = read(text_of(bytes(changed)))
            except TokenError:
                continue
            assert read(write(token)) == token


@given(st.binary(max_size=60))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    """Never another exception."""
    for text in (text_of(data), text_of(DATA[: len(data)] + data)):
        try:
            read(text)
        except TokenError:
            continue


@given(st.text(max_size=60))
def test_any_text_is_refused(text: str) -> None:
    """Sixty characters are no token."""
    refused(text)


def test_the_largest_token_is_read_in_no_time() -> None:
    """As many of the smallest entries as fit, which is more than any URL can carry."""
    entries = {f"{number:x}": 1 for number in range(TEXT_MAX // 8)}
    text = with_fields(res={b"chan": entries})
    assert TEXT_MAX * 3 // 4 < len(text) <= TEXT_MAX
    with at_most(200_000):
        assert read(text).resources["chan"] == entries


def test_equal_tokens_are_equal() -> None:
    """Tokens compare by what they say, since the service orders entries as it likes."""
    one = Token(1, 1, None, {"chan": {"a": 1, "b": 2}}, {}, None, {}, b"")
    assert one == Token(1, 1, None, {"chan": {"b": 2, "a": 1}}, {}, None, {}, b"")
    assert one != Token(1, 1, "", {"chan": {"b": 2, "a": 1}}, {}, None, {}, b"")
