"""Reads a grant, or a token, back: what its maps allow, under the widest and the narrowest reading of PubNub.

PubNub does not say whether patterns are searched or matched in full, nor whether an exact name adds to a matching
pattern or replaces it. Safety must hold under the widest reading, liveness under the narrowest.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from pnpolicy import language
from pnpolicy.grant.grant import Maps
from pnpolicy.wire.actions import BITS, SECTIONS, Kind
from pnpolicy.wire.limits import NAME_MAX, forbidden_in
from pnpolicy.wire.token import Token

_ALL_BITS: Final = sum(BITS.values())


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read what PubNub leaves open.

    Attributes:
        search: patterns match anywhere in a name; else the whole name.
        shadow: an exact name replaces matching patterns, and only one of several matching patterns counts, no telling
            which; else everything adds up.
    """

    search: bool
    shadow: bool


WIDEST: Final = Reading(search=True, shadow=False)
READINGS: Final = tuple(Reading(search, shadow) for search in (False, True) for shadow in (False, True))


class ReadBack:
    """What the maps of a grant allow."""

    def __init__(self, resources: Maps, patterns: Maps) -> None:
        self._resources = resources
        self._patterns = patterns
        self._heads: dict[Kind, tuple[tuple[int, ...], dict[str, list[tuple[str, int]]]]] = {}

    @classmethod
    def of_token(cls, token: Token) -> "ReadBack":
        """A token's maps. Only the sections that messaging and App Context are known to read count."""
        return cls(_by_kind(token.resources), _by_kind(token.patterns))

    def may(self, kind: Kind, name: str) -> int:
        """The flags that some reading gives: what safety must reckon with. Raises as `mask` does."""
        return self.mask(kind, name, WIDEST)

    def must(self, kind: Kind, name: str) -> int:
        """The flags that every reading gives: what liveness may count on. Raises as `mask` does.

        Under the narrow choices taken together a pattern that is searched can still come before a better one, so this
        is no single reading.
        """
        least = _ALL_BITS
        for reading in READINGS:
            least &= self.mask(kind, name, reading)
        return least

    def matches(self, kind: Kind, text: str, mask: int) -> bool:
        """Whether some pattern with these flags matches a text, searched; the text need not be a name (`chat.*`)."""
        return any(
            flags & mask == mask and _matcher(pattern, search=True).fullmatch(text)
            for pattern, flags in self._candidates(kind, text)
        )

    def mask(self, kind: Kind, name: str, reading: Reading) -> int:
        """The flags on a name under a reading; 0 for what no name can be.

        Raises:
            language.RegexSyntaxError: a pattern is not RE2.
            language.Unsupported: a pattern is one we cannot model.
            language.Undecided: a pattern needs too many states.
        """
        if not 0 < len(name) <= NAME_MAX or forbidden_in(name):
            return 0
        spoken = f":{name}" if kind is Kind.GROUPS else name  # groups may be matched with a leading colon
        exact = self._resources.get(kind, {}).get(name)
        matching = [
            mask
            for pattern, mask in self._candidates(kind, name)
            if (match := _matcher(pattern, search=reading.search)).fullmatch(name) or match.fullmatch(spoken)
        ]
        if not reading.shadow:
            total = exact or 0
            for mask in matching:
                total |= mask
            return total
        if exact is not None:
            return exact
        least = _ALL_BITS if matching else 0
        for mask in matching:
            least &= mask
        return least

    def _candidates(self, kind: Kind, text: str) -> Iterator[tuple[str, int]]:
        """The patterns that may match a text, with their flags: one that is `^…$` only texts that begin as it does."""
        if kind not in self._heads:
            found: dict[str, list[tuple[str, int]]] = {}
            for pattern, mask in self._patterns.get(kind, {}).items():
                head = _head(pattern)
                found.setdefault(head.removeprefix(":") if kind is Kind.GROUPS else head, []).append((pattern, mask))
            self._heads[kind] = tuple(sorted({len(head) for head in found})), found
        lengths, heads = self._heads[kind]
        for length in lengths:
            yield from heads.get(text[:length], ())


def _by_kind(sections: Mapping[str, Mapping[str, int]]) -> Maps:
    return {kind: sections.get(in_token, {}) for kind, (_, in_token) in SECTIONS.items()}


@lru_cache(maxsize=4096)
def _head(pattern: str) -> str:
    """The text that everything a pattern matches begins with; nothing for one that may match inside a text."""
    regex = language.parse(pattern)
    return language.head(regex) if language.anchored(regex) else ""


@lru_cache(maxsize=4096)
def _matcher(pattern: str, *, search: bool) -> language.Matcher:
    regex = language.parse(pattern)
    if search and language.anchored(regex):
        return _matcher(pattern, search=False)  # one table serves both
    return language.matcher(language.search(regex) if search else regex)
