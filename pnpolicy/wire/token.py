"""Access Manager tokens: read, write, and their exact size before PubNub makes one.

A token is base64url of a CBOR map. Key order, widths and the five sections are those of every token recorded from the
live service between 2021 and 2026 (`tests/vectors/recorded.json`); PubNub does not document the format. The signature
is an HMAC whose key only PubNub has: a token that reads well may still be forged.
"""

import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass, field
from math import isfinite
from types import MappingProxyType
from typing import Final, TypeVar

import cbor2

from pnpolicy.errors import TokenError
from pnpolicy.wire import cbor
from pnpolicy.wire.body import Entries, Meta, Sections
from pnpolicy.wire.limits import TTL_MAX, TTL_MIN, URL_MAX

TEXT_MAX: Final = 4 * URL_MAX
"""Characters of a token that will be read. More than any URL carries, so that what is in a useless token can be told;
it bounds names, entries and time as well, since a reader never holds more than it was given."""

VERSION: Final = 2
MASK_MAX: Final = 255
SIGNATURE_SIZE: Final = 32
"""Bytes."""


@dataclass(frozen=True, slots=True)
class Token:
    """What a token says. Sections and entries keep the token's order, which is not the order of the request.

    Attributes:
        issued: Unix seconds.
        ttl: minutes.
        authorized_uuid: the only user who may present it; None for a bearer token.
        resources: section → exact name → mask. Sections are `chan`, `grp`, `uuid`, the copies `spc` and `usr`, and
            any that PubNub adds.
        patterns: section → RE2 pattern → mask.
        categories: `chan` or `uuid` → mask, the right to list all of them; None if the token has no such part.
        meta: key → JSON value.
        signature: never shown by `repr`, since with it the rest could be presented again.
        version: of the format.
        extra: top-level keys that are new to us, with whatever CBOR holds, so that a reader can say they are there.
    """

    issued: int
    ttl: int
    authorized_uuid: str | None
    resources: Mapping[str, Entries]
    patterns: Mapping[str, Entries]
    categories: Entries | None
    meta: Mapping[str, object]
    signature: bytes = field(repr=False)
    version: int = VERSION
    extra: Mapping[str, object] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def expires(self) -> int:
        """Unix seconds. Whether the last second still counts is not known."""
        return self.issued + 60 * self.ttl


def read(text: str) -> Token:
    """Read a token, whatever its age: sections may be missing or new, keys may be text, padding may be absent.

    Args:
        text: the token, whitespace around it allowed; up to `TEXT_MAX` characters.

    Raises:
        TokenError: not a token, or a broken one. Says where, as far as that can be known, and never quotes it.
    """
    fields = _named(cbor.decode(_base64(text)), "top level")
    version = _whole(fields, "v", VERSION, VERSION)
    return Token(
        issued=_whole(fields, "t", 0, _YEAR_9999),
        ttl=_whole(fields, "ttl", TTL_MIN, TTL_MAX),
        authorized_uuid=_of(str, fields, "uuid") if "uuid" in fields else None,
        resources=_sections(fields, "res"),
        patterns=_sections(fields, "pat"),
        categories=_masks(_named(fields["cat"], "cat"), "cat") if "cat" in fields else None,
        meta=_object(fields.get("meta", {}), "meta"),
        signature=_of(bytes, fields, "sig"),
        version=version,
        extra=MappingProxyType({key: value for key, value in fields.items() if key not in _KNOWN}),
    )


def write(token: Token) -> str:
    """The text of a token, as PubNub writes it: recorded key order, byte-string keys, shortest lengths, padding."""
    fields: dict[bytes, object] = {
        b"v": token.version,
        b"t": token.issued,
        b"ttl": token.ttl,
        b"res": {section.encode(): dict(entries) for section, entries in token.resources.items()},
        b"pat": {section.encode(): dict(entries) for section, entries in token.patterns.items()},
    }
    if token.categories is not None:
        fields[b"cat"] = {section.encode(): mask for section, mask in token.categories.items()}
    fields[b"meta"] = dict(token.meta)
    if token.authorized_uuid is not None:
        fields[b"uuid"] = token.authorized_uuid
    fields |= {key.encode(): value for key, value in token.extra.items()}
    fields[b"sig"] = token.signature
    return urlsafe_b64encode(cbor2.dumps(fields)).decode()


def size(
    ttl: int,
    uuid: str | None,
    resources: Sections,
    patterns: Sections,
    meta: Meta,
) -> int:
    """The bytes of the token that PubNub makes of a grant; arguments as for `body.encode`.

    Computed without encoding anything, and exact: it reproduces every recorded token.
    """
    total = _FIXED + _head(ttl) + _head(len(meta))
    for entries in (*resources.values(), *patterns.values()):
        total += section_size(entries) - 1  # the head of an empty section is counted
    if uuid is not None:
        total += 5 + _text(uuid)  # behind a key of 5 bytes
    for key, value in meta.items():
        total += _text(key) + (_text(value) if isinstance(value, str) else _head(value))
    return total


def section_size(entries: Entries) -> int:
    """The bytes of one section without its key: a map of text to masks."""
    count = len(entries)
    if not count:
        return 1
    text = "".join(entries)
    if text.isascii():
        total, lengths = len(text), sorted(map(len, entries))
    else:
        total, lengths = len(text.encode()), sorted(len(name.encode()) for name in entries)
    # Sorted, so that the longer heads are counted by bisection: one grant has a hundred names, and is made at login.
    heads = sum(more * (count - bisect_left(lengths, least)) for least, more in _STEPS)
    masks = count - bisect_left(sorted(entries.values()), _SMALL)
    return _head(count) + total + 2 * count + heads + masks


def length(token_bytes: int) -> int:
    """The characters of a token of so many bytes, which is what a URL has to carry (`=` of its padding as `%3D`)."""
    return 4 * -(-token_bytes // 3)


_FIXED: Final = (
    1  # the map of seven or eight keys
    + 2 + 1  # v, one digit
    + 2 + 5  # t, 32 bits until the year 2106
    + 4  # ttl
    + 2 * (4 + 1 + 5 + 4 + 4 + 4 + 5)  # res, pat: a map of chan, grp, spc, usr, uuid
    + 2 * 5  # all of them empty
    + 5  # meta
    + 4 + 2 + SIGNATURE_SIZE  # sig
)  # fmt: skip


_SMALL: Final = 24
_STEPS: Final = ((_SMALL, 1), (1 << 8, 1), (1 << 16, 2), (1 << 32, 4))
"""(from this number on, so many bytes more). CBOR keeps numbers below 24 in the byte that tells the type, larger ones
in 1, 2, 4 or 8 bytes behind it (RFC 8949, section 3)."""


def _head(number: int) -> int:
    """The bytes of an integer, or of the length that starts a text or a map; of True and False too, which take one."""
    if 0 <= number < _SMALL:
        return 1
    magnitude = number if number >= 0 else -1 - number
    return 1 + sum(more for least, more in _STEPS if magnitude >= least)


def _text(text: str) -> int:
    count = len(text) if text.isascii() else len(text.encode())
    return _head(count) + count


_T = TypeVar("_T")
_KNOWN: Final = frozenset({"v", "t", "ttl", "res", "pat", "cat", "meta", "uuid", "sig"})
_YEAR_9999: Final = 253_402_300_799  # the last second that a datetime can hold
_STRANGE: Final = re.compile(r"[^A-Za-z0-9_-]")


def _base64(text: str) -> bytes:
    """The bytes behind base64url. Other than the standard library it skips nothing and takes one spelling only."""
    if len(text) > TEXT_MAX:
        raise TokenError(f"not a token: {len(text)} characters, more than {TEXT_MAX}")
    text = text.strip()
    digits = text.rstrip("=")
    if not digits:
        raise TokenError("not a token: empty")
    if strange := _STRANGE.search(digits):
        raise TokenError(f"not a token: character {strange.start()} is not base64url")
    padding = "=" * (-len(digits) % 4)
    if text not in (digits, digits + padding) or padding == "===":
        raise TokenError("not a token: wrong padding, or characters are missing at the end")
    data = urlsafe_b64decode(digits + padding)
    if urlsafe_b64encode(data).decode() != digits + padding:
        raise TokenError("not a token: its last character has stray bits")
    return data


def _named(value: object, where: str) -> dict[str, object]:
    """A map with its keys as text, whether they were written as byte strings or as text."""
    if not isinstance(value, dict):
        raise TokenError(f"broken token: {where} is not a map")
    try:
        named = {key.decode() if isinstance(key, bytes) else key: item for key, item in value.items()}
    except UnicodeDecodeError:
        raise TokenError(f"broken token: {where} has a key that is not UTF-8") from None
    if len(named) != len(value):
        raise TokenError(f"broken token: {where} has a key twice, once as bytes and once as text")
    return named


def _required(fields: Mapping[str, object], key: str) -> object:
    if key not in fields:
        raise TokenError(f"broken token: `{key}` is missing")
    return fields[key]


def _whole(fields: Mapping[str, object], key: str, least: int, most: int) -> int:
    value = _of(int, fields, key)
    if not least <= value <= most:
        raise TokenError(f"broken token: `{key}` is not within {least} to {most}")
    return value


def _of(wanted: type[_T], fields: Mapping[str, object], key: str) -> _T:
    value = _required(fields, key)
    if type(value) is not wanted:  # exact: a bool is no whole number here
        raise TokenError(f"broken token: `{key}` has the wrong type")
    return value


def _sections(fields: Mapping[str, object], key: str) -> Mapping[str, Entries]:
    sections = _named(_required(fields, key), key)
    return MappingProxyType(
        {name: _masks(entries, f"{key}, section {place}") for place, (name, entries) in enumerate(sections.items())}
    )


def _masks(entries: object, where: str) -> Entries:
    if not isinstance(entries, dict):
        raise TokenError(f"broken token: {where} is not a map")
    for place, (name, mask) in enumerate(entries.items()):
        if type(name) is not str or type(mask) is not int or not 0 <= mask <= MASK_MAX:
            raise TokenError(f"broken token: {where}, entry {place}, is not a text and a mask of 0 to {MASK_MAX}")
    return MappingProxyType(entries)


def _object(value: object, where: str) -> Mapping[str, object]:
    if not isinstance(value, dict) or not _is_json(value):
        raise TokenError(f"broken token: {where} holds something that is not JSON")
    return MappingProxyType(value)


def _is_json(value: object) -> bool:
    match value:
        case None | bool() | int() | str():
            return True
        case float():
            return isfinite(value)
        case list():
            return all(map(_is_json, value))
        case dict():
            return all(type(key) is str and _is_json(item) for key, item in value.items())
    return False
