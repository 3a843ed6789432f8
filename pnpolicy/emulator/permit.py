"""A token that was verified, and what it gives on a name under one reading. Matching is google-re2's."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache, reduce
from operator import and_, or_
from typing import Final

import re2

from pnpolicy.emulator.readings import Readings
from pnpolicy.wire.actions import BITS, PRESENCE_SUFFIX, SECTIONS, Kind, actions_of, mask_of
from pnpolicy.wire.token import Token

_READ: Final = BITS["read"]
_ALL: Final = sum(BITS.values())
_OWN: Final = mask_of("get", "update")


@dataclass(frozen=True, slots=True)
class Given:
    """What a token gives on a name.

    Attributes:
        mask: the flags.
        by: the entries that count, as people read them: ``resources.channels `inbox.alice`: read``.
        seen: further entries that speak of the name and do not count under this reading.
    """

    mask: int
    by: tuple[str, ...]
    seen: tuple[str, ...] = ()


_PATTERN_BYTES: Final = 2 * 1024 * 1024
"""Memory that RE2 may take for one pattern and what it remembers of its matches."""


@lru_cache(maxsize=512)
def compiled(pattern: str) -> "re2._Regexp[str]":
    """A pattern as RE2 reads it.

    Raises:
        re2.error: RE2 does not read it.
        UnicodeEncodeError: it holds half a surrogate pair.
    """
    options = re2.Options()
    options.log_errors = False
    options.max_mem = _PATTERN_BYTES
    return re2.compile(pattern, options)


@dataclass(frozen=True)
class Permit:
    """A token of this keyset whose signature is right. Whether it is expired or revoked is asked at every request.

    Attributes:
        token: what it says.
        text: as it was presented; never shown.
        readings: how it is read.
    """

    token: Token
    text: str = field(repr=False)
    readings: Readings
    _known: dict[tuple[Kind, str], Given] = field(default_factory=dict, repr=False)

    @cached_property
    def fingerprint(self) -> str:
        """The SHA-256 of its text, in hexadecimal; every request asks whether that is revoked."""
        return fingerprint_of(self.text)

    @property
    def label(self) -> str:
        """What a log may show of a token: enough to tell two apart, of no use to anybody who reads it."""
        return self.fingerprint[:LABEL_DIGITS]

    @property
    def stamp(self) -> str | None:
        """Which policy and role made it, if its meta says: `live-voting/voter@068cfe62d7ae`."""
        return stamp_of(self.token)

    def entries(self, kind: Kind) -> tuple[Mapping[str, int], Mapping[str, int]]:
        """Exact names and patterns, each with its mask."""
        section = SECTIONS[kind][1]
        return self.token.resources.get(section, {}), self.token.patterns.get(section, {})

    def given(self, kind: Kind, name: str) -> Given:
        """What it gives on a name. `foo.*` is a name here, as wildcard subscribe asks for it."""
        known = self._known.get((kind, name))
        if known is None:
            if len(self._known) >= _KNOWN_MOST:
                self._known.clear()
            known = self._known[kind, name] = self._looked_up(kind, name)
        return known

    def _looked_up(self, kind: Kind, name: str) -> Given:
        found = self._entry(kind, name)
        base = name.removesuffix(PRESENCE_SUFFIX)
        if base != name and self.readings.presence == "implied" and kind != Kind.USERS:
            of_base = self._entry(kind, base)
            found = Given(found.mask | of_base.mask & _READ, (*found.by, *of_base.by), (*found.seen, *of_base.seen))
        if kind == Kind.USERS and self.readings.own_record == "implied" and name == self.token.authorized_uuid:
            found = Given(found.mask | _OWN, (*found.by, "the token's own user"), found.seen)
        return found

    def _entry(self, kind: Kind, name: str) -> Given:
        """What an exact entry and patterns give. Where patterns can match in several ways, what every way gives."""
        exact, patterns = self.entries(kind)
        word = SECTIONS[kind][0]
        ways = [] if self._is_exact_only(name) else self._ways(kind, patterns, name)
        matching = dict(pair for way in ways for pair in way.items())
        by_pattern = tuple(_told("patterns", word, pattern, mask) for pattern, mask in matching.items())
        direct = exact.get(name)
        if direct is not None:
            told = (_told("resources", word, name, direct),)
            if self.readings.precedence == "shadow":
                return Given(direct, told, by_pattern)
            return Given(direct | _every(self._added(way) for way in ways), (*told, *by_pattern))
        if not ways or not all(ways):
            return Given(0, ())
        return Given(_every(self._added(way) for way in ways), by_pattern)

    def _added(self, matching: Mapping[str, int]) -> int:
        """The flags of patterns that match."""
        return reduce(and_ if self.readings.precedence == "shadow" else or_, matching.values()) if matching else 0

    def _is_exact_only(self, name: str) -> bool:
        return self.readings.wildcard == "exact" and is_wildcard(name)

    def _ways(self, kind: Kind, patterns: Mapping[str, int], name: str) -> list[dict[str, int]]:
        """The patterns that match a name, in each of the ways that count."""
        anchorings = ("full", "search") if self.readings.anchoring == "both" else (self.readings.anchoring,)
        texts = [(name, f":{name}")] if kind == Kind.GROUPS else [(name,)]
        if kind == Kind.GROUPS and self.readings.group_colon != "either":
            chosen = {"plain": (0,), "colon": (1,), "both": (0, 1)}[self.readings.group_colon]
            texts = [(texts[0][index],) for index in chosen]
        return [
            {pattern: mask for pattern, mask in patterns.items() if any(_matches(pattern, text, way) for text in some)}
            for way in anchorings
            for some in texts
        ]


def _matches(pattern: str, text: str, anchoring: str) -> bool:
    try:
        expression = compiled(pattern)
    except re2.error:
        return False  # no grant has it; should another version of RE2 have taken one, it gives nothing
    return (expression.search(text) if anchoring == "search" else expression.fullmatch(text)) is not None


def _every(masks: Iterable[int]) -> int:
    """The flags that are in all of some masks, of which there is at least one; else none."""
    found = list(masks)
    return reduce(and_, found, _ALL) if found else 0


_STAMP_MOST: Final = 200
"""Characters of a stamp; a policy's own is shorter."""
_KNOWN_MOST: Final = 512
"""Names whose answer a permit remembers; more start anew."""


def is_wildcard(name: str) -> bool:
    """Whether a name is one that wildcard subscribe takes, `foo.*` or its presence companion."""
    return name.removesuffix(PRESENCE_SUFFIX).endswith(".*")


LABEL_DIGITS: Final = 10


def fingerprint_of(text: str) -> str:
    """The SHA-256 of a token, in hexadecimal: what is remembered of it."""
    return hashlib.sha256(text.encode()).hexdigest()


def stamp_of(token: Token) -> str | None:
    """Which policy and role made a token, if its meta says; meta is whatever a token service sends."""
    stamp = token.meta.get("pnpolicy")
    return stamp[:_STAMP_MOST] if isinstance(stamp, str) else None


_TOLD_MOST: Final = 200
"""Characters of a name or pattern that are told: a pattern may be as long as an address."""


def shortened(name: str) -> str:
    """A name or a pattern as it is told."""
    return name if len(name) <= _TOLD_MOST else name[:_TOLD_MOST] + "…"


def _told(where: str, word: str, name: str, mask: int) -> str:
    return f"{where}.{word} `{shortened(name)}`: {', '.join(actions_of(mask)) or 'nothing'}"
