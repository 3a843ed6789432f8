"""Tokens that were tampered with, were made elsewhere, or are none at all: each is refused."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterator
from typing import Final
from urllib.parse import quote

import cbor2
import pytest

from pnpolicy.emulator import answers
from pnpolicy.emulator.clock import Clock
from pnpolicy.emulator.core import Core
from pnpolicy.emulator.keyset import Keyset
from tests.emulating import KEYS, Bench, Time

PUBLISH: Final = "/publish/{pub}/{sub}/0/a/0/1"


def granted(bench: Bench) -> str:
    return bench.grant(channels={"a": 255}, groups={"g": 5}, uuids={"alice": 104})


def test_every_change_of_a_token_is_noticed() -> None:
    """Every bit, every beginning, something more, and the same said in another way."""
    bench = Bench()
    token = granted(bench)
    data = urlsafe_b64decode(token)
    assert bench.told("GET", PUBLISH, token=token).status == 200
    for changed in (*_flipped(data), *_cut(data), *_said_differently(data)):
        text = urlsafe_b64encode(changed).decode()
        assert bench.told("GET", PUBLISH, token=text) == answers.TOKEN_BROKEN, changed.hex()
    for text in _spelled_differently(token):
        assert bench.told("GET", PUBLISH, token=text) == answers.TOKEN_BROKEN, text
    assert bench.told("GET", PUBLISH, token=token).status == 200


def _flipped(data: bytes) -> Iterator[bytes]:
    for place in range(len(data)):
        for bit in range(8):
            yield data[:place] + bytes([data[place] ^ 1 << bit]) + data[place + 1 :]


def _cut(data: bytes) -> Iterator[bytes]:
    yield from (data[:length] for length in range(1, len(data)))
    yield data + b"\0"
    yield data + data


def _said_differently(data: bytes) -> Iterator[bytes]:
    fields = cbor2.loads(data)
    yield cbor2.dumps({key.decode(): value for key, value in fields.items()})  # keys of text
    yield cbor2.dumps(dict(reversed(fields.items())))
    yield cbor2.dumps({**fields, b"new": 1})
    yield cbor2.dumps({**fields, b"res": dict(reversed(fields[b"res"].items()))})
    yield cbor2.dumps({**fields, b"res": {**fields[b"res"], b"new": {}}})
    yield cbor2.dumps({key: value for key, value in fields.items() if key != b"uuid"})
    yield cbor2.dumps({**fields, b"sig": b""})
    yield cbor2.dumps({**fields, b"sig": fields[b"sig"] + b"\0"})
    assert data.startswith(b"\xa8\x41v\x02\x41t\x1a")
    yield b"\xb8\x08" + data[1:]  # a longer head of the map
    yield b"\xa8\x41v\x18\x02" + data[4:]  # a longer number
    yield b"\xa8\x58\x01v" + data[3:]  # a longer head of a key
    yield b"\xbf" + data[1:] + b"\xff"  # a map without a length
    yield b"\xd9\xd9\xf7" + data  # tagged as CBOR


def _spelled_differently(token: str) -> Iterator[str]:
    assert token.endswith("=")
    yield token.rstrip("=")
    yield token + "="
    yield " " + token
    yield token + "\n"
    yield token.replace("-", "+").replace("_", "/") + ("" if set("-_") & set(token) else "+")
    yield token.swapcase()
    last = token.rstrip("=")[-1]
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    stray = alphabet[alphabet.index(last) | 1]  # bits behind the last byte
    yield token.rstrip("=")[:-1] + stray + "=" * token.count("=")


def test_tokens_of_other_keysets_are_none() -> None:
    """Even of one with the same subscribe and publish key."""
    bench = Bench()
    other = Core([Keyset(KEYS.subscribe_key, KEYS.publish_key, "sec-c-y")], clock=Clock(Time()))
    there = other._doors[KEYS.subscribe_key]  # noqa: SLF001
    here = bench.core._doors[KEYS.subscribe_key]  # noqa: SLF001
    token = granted(bench)
    forged = there.mint(here.read(token))
    assert bench.told("GET", PUBLISH, token=forged) == answers.TOKEN_BROKEN
    assert bench.told("DELETE", f"/v3/pam/{{sub}}/grant/{quote(forged)}", signed=True).status == 400


BOMBS: Final = {
    "lists in lists": b"\x81" * 20_000,
    "maps in maps": b"\xa1\x41v" * 8_000,
    "a list of 2**64": b"\x9b" + b"\xff" * 8,
    "a map of 2**64": b"\xbb" + b"\xff" * 8,
    "a text of 2**63": b"\x7b\x7f" + b"\xff" * 7,
    "bytes of 2**40": b"\xa1\x5b\0\0\1" + b"\0" * 5,
    "no end": b"\x9f" * 20_000,
    "a number of 20,000 bytes": b"\xc2\x59\x4e\x20" + b"\xff" * 20_000,
    "tags on tags": b"\xc1" * 20_000,
    "references": b"\xd8\x1c\x82\xd8\x1d\0\xd8\x1d\0" * 2_000,
    "a regular expression": b"\xd8\x23\x6a(a+)+$aaaaa",
    "many keys": b"\xb9\x10\0" + b"".join(b"\x42" + n.to_bytes(2, "big") + b"\0" for n in range(4096)),
}


@pytest.mark.parametrize("name", BOMBS)
def test_tokens_that_are_bombs_do_not_go_off(name: str) -> None:
    """They are no tokens, wherever they are presented."""
    bench, text = Bench(), urlsafe_b64encode(BOMBS[name]).decode()
    assert bench.told("GET", PUBLISH, token=text) == answers.TOKEN_BROKEN
    assert bench.told("DELETE", f"/v3/pam/{{sub}}/grant/{quote(text)}", signed=True).status == 400
