"""The fast road to a grant: what depends only on the policy is worked out once, what depends on the login is stored.

A plan keeps PubNub's two undocumented choices from mattering. Whether patterns are searched or matched in full: every
pattern is `^…$`. Whether an exact name adds to a matching pattern or replaces it: every exact name gets at least the
bits of every pattern of the same grant that matches it. Patterns that overlap with different bits cannot always be
told apart; `disagreements` says which names then depend on PubNub.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from math import prod
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from pnpolicy import language
from pnpolicy.access.access import AccessSet
from pnpolicy.access.binding import Values
from pnpolicy.access.holds import Test, test_of
from pnpolicy.access.reach import Reach
from pnpolicy.diagnostic import Diagnostic, Label, Severity, shown
from pnpolicy.errors import BindingError, GrantError
from pnpolicy.grant import emit, overlap
from pnpolicy.grant.grant import Grant
from pnpolicy.policy.roles import STAMP
from pnpolicy.policy.template import may_end_as_companion
from pnpolicy.wire import token
from pnpolicy.wire.actions import PRESENCE_SUFFIX, Kind, actions_of
from pnpolicy.wire.limits import NAME_MAX, URL_MAX

MAX_TOLD: Final = 20
"""Overlapping pairs of patterns that are told of one kind in one role; nobody reads more before mending these."""
MAX_QUESTIONS: Final = 4000
"""Pairs that are compared: a second or so. Only roles whose patterns nearly all overlap have more."""
_UTF8_MOST: Final = 4
"""Bytes of the longest character, where a domain may hold more than letters, digits, `_` and `-`."""

_CHANNELS, _GROUPS, _USERS = Kind

Names = Callable[[Values], Iterator[str]]


class Plan:
    """Makes the grants of one role.

    Attributes:
        access: what the role reaches.
        most_token_bytes: length of the longest token any values can give, in bytes; an upper bound.
        disagreements: warnings about names whose flags depend on how PubNub reads overlapping patterns.
    """

    def __init__(self, access: AccessSet, stamp: str | None) -> None:
        role = self._role = access.role
        self.access = access
        self._meta = MappingProxyType(role.meta if stamp is None else {**role.meta, STAMP: stamp})
        self._sections = tuple(_Section(kind, access.reaches) for kind in (_CHANNELS, _GROUPS, _USERS))
        self._bind = role.bind.name if role.bind else None
        self._may_be_empty = all(any(fill.how == "listed" for fill in reach.fills) for reach in access.reaches)
        self.disagreements = [problem for section in self._sections for problem in section.disagreements()]
        self.most_token_bytes = self._most_token_bytes()

    def grant(self, bindings: Mapping[str, Any]) -> Grant:
        """The grant for some values.

        Raises:
            BindingError: a value is not one the role takes, the role gets no token, or a name would not be allowed.
            GrantError: the grant would be empty, or its token too long to be used.
        """
        role = self._role
        if role.trust == "server":
            raise BindingError([f"role `{role.name}` is a server's: it works with the secret key and gets no token"])
        return self.grant_checked(self.access.binder.check(bindings))

    def grant_checked(self, values: Values) -> Grant:
        """The grant of a client role for values that its binder has checked."""
        role = self._role
        channels, groups, users = self._sections  # spelled out: a comprehension costs a call, twice a login
        patterns: dict[str, dict[str, int]] = {
            _CHANNELS: channels.patterns(values) if channels.has_patterns else {},
            _GROUPS: groups.patterns(values) if groups.has_patterns else {},
            _USERS: users.patterns(values) if users.has_patterns else {},
        }
        resources: dict[str, dict[str, int]] = {
            _CHANNELS: channels.names(values) if channels.has_names else {},
            _GROUPS: groups.names(values) if groups.has_names else {},
            _USERS: users.names(values) if users.has_names else {},
        }
        if self._may_be_empty and not any(resources.values()) and not any(patterns.values()):
            raise GrantError(f"the grant of `{role.name}` would be empty, and PubNub refuses empty grants")
        user = None if self._bind is None else values[self._bind]
        grant = Grant(role.name, role.ttl, role.refresh_before, role.on_logout, user, resources, patterns, self._meta)
        if self.most_token_bytes > URL_MAX and grant.token_bytes > URL_MAX:
            size = f"{grant.token_bytes:,} bytes"
            raise GrantError(f"the token would have {size}; it rides in a URL, and PubNub takes {URL_MAX:,} bytes")
        return grant

    def _most_token_bytes(self) -> int:
        role = self._role
        user = "" if role.bind is None else "x" * (_width(role.bind.domain.longest, plain=role.bind.domain.plain))
        empty: dict[str, dict[str, int]] = {kind: {} for kind in Kind}
        fixed = token.size(role.ttl or 1, user or None, empty, empty, self._meta)
        return token.length(fixed + sum(section.most_bytes(role.each) for section in self._sections))


class _Section:
    """The exact names and the patterns of one kind."""

    def __init__(self, kind: Kind, reaches: tuple[Reach, ...]) -> None:
        merged = _merged(reach for reach in reaches if reach.kind is kind)
        self._open = [reach for reach in merged if reach.is_open]
        self._exact = [reach for reach in merged if not reach.is_open]
        self.has_names, self.has_patterns = bool(self._exact), bool(self._open)
        self._literal: dict[str, int] = {}
        self._single: list[_Row] = []
        self._listed: list[_Row] = []
        self._paired: list[tuple[_Row, int]] = []
        self._composed: list[tuple[Names, int]] = []
        for reach in self._exact:
            self._sort_in(reach)
        self._pair()
        self._constant: dict[str, int] = {}
        for reach in self._open:
            if not _depends(reach):
                _unite(self._constant, emit.patterns_of(reach)({}), reach.mask)
        self._emitted = [(emit.patterns_of(reach), reach.mask) for reach in self._open if _depends(reach)]
        self._shadows = _shadows(self._exact, self._open)
        self._refused = [check for reach in self._exact if (check := _Refusal.of(reach))]

    def _sort_in(self, reach: Reach) -> None:
        fills = reach.fills
        if not fills:
            self._literal[str(reach)] = reach.mask
        elif len(fills) > 1:
            self._composed.append((emit.names_of(reach), reach.mask))
        else:
            prefix, suffix = reach.frame
            rows = self._single if fills[0].how == "bound" else self._listed
            rows.append(_Row(prefix, fills[0].variable.name, suffix, reach.mask))

    def _pair(self) -> None:
        """Rows with their presence companions, nearly every room has one, are stored in one loop."""
        companions = {(row.prefix, row.variable, row.suffix): row for row in self._listed}
        for row in list(self._listed):
            companion = companions.get((row.prefix, row.variable, row.suffix + PRESENCE_SUFFIX))
            if companion is not None:
                self._paired.append((row, companion.mask))
                self._listed.remove(row)
                self._listed.remove(companion)

    def names(self, values: Values) -> dict[str, int]:
        """Exact name → mask."""
        for refusal in self._refused:
            refusal.check(values)
        names = self._literal.copy()
        stored = len(names) + len(self._single)
        for prefix, variable, suffix, mask in self._single:
            names[f"{prefix}{values[variable]}{suffix}"] = mask
        for (prefix, variable, suffix, mask), companion in self._paired:
            items = values[variable]
            stored += 2 * len(items)
            ending = PRESENCE_SUFFIX  # a local name is found faster, fifty times over
            if suffix:
                for item in items:
                    name = f"{prefix}{item}{suffix}"
                    names[name] = mask
                    names[name + ending] = companion
            else:
                for item in items:
                    name = prefix + item
                    names[name] = mask
                    names[name + ending] = companion
        for prefix, variable, suffix, mask in self._listed:
            items = values[variable]
            stored += len(items)
            for item in items:
                names[f"{prefix}{item}{suffix}"] = mask
        if self._composed:
            stored += self._compose(names, values)
        if len(names) != stored:
            names = self._united(values)  # two lines spell one name, or a list holds a value twice
        if self._shadows:
            self._overshadow(names, values)
        return names

    def _compose(self, names: dict[str, int], values: Values) -> int:
        """Stores the names with several holes; tells how many."""
        stored = 0
        for spelled, mask in self._composed:
            for name in spelled(values):
                stored += 1
                names[name] = mask
        return stored

    def _overshadow(self, names: dict[str, int], values: Values) -> None:
        """Gives every name the flags of every pattern that matches it."""
        for name in names:
            for test, mask in self._shadows:
                if test(name, values):
                    names[name] |= mask

    def _united(self, values: Values) -> dict[str, int]:
        """The long way: masks of lines that meet on a name are united."""
        names: dict[str, int] = {}
        for reach in self._exact:
            _unite(names, emit.names_of(reach)(values), reach.mask)
        return names

    def patterns(self, values: Values) -> dict[str, int]:
        """Pattern → mask."""
        patterns = self._constant.copy()
        for spelled, mask in self._emitted:
            _unite(patterns, spelled(values), mask)
        return patterns

    def disagreements(self) -> Iterator[Diagnostic]:
        """Patterns that meet with different bits: which of them PubNub reads first is not documented."""
        neighbours = overlap.Neighbours(self._open)
        position = {id(reach): number for number, reach in enumerate(self._open)}
        told = asked = 0
        for first in self._open:
            for second in neighbours.of(first):
                if position[id(first)] >= position[id(second)] or first.mask == second.mask:
                    continue
                if told >= MAX_TOLD or asked >= MAX_QUESTIONS:
                    yield _not_compared(first)
                    return
                asked += 1
                try:
                    witness = overlap.meeting(first, second)
                except language.Undecided as problem:
                    witness = f"(not decided: {problem})"
                if witness is not None:
                    told += 1
                    yield _disagreement(first, second, witness)

    def most_bytes(self, each: Mapping[str, int]) -> int:
        """An upper bound of what this section adds to a token, before base64, in bytes."""
        entries = 0
        total = 0
        for reach in (*self._exact, *self._open):
            count = prod(each[name] for name in {f.variable.name for f in reach.fills if f.how == "listed"})
            entries += count
            total += count * _most_entry(reach)
        return total + (4 if entries else 0)  # the heads of both maps may grow from one byte to three


class _Row(NamedTuple):
    """Names with one hole: text, variable, text, and the flags on each."""

    prefix: str
    variable: str
    suffix: str
    mask: int


@dataclass(frozen=True, slots=True)
class _Refusal:
    """Names a reach may spell that must not be granted: too long for PubNub, or another channel's companion."""

    reach: Reach

    @classmethod
    def of(cls, reach: Reach) -> "_Refusal | None":
        if (reach.longest or 0) > NAME_MAX:
            return cls(reach)
        parts = list(reach.parts)
        if reach.suffix and isinstance(parts[-1], str):
            parts[-1] = parts[-1].removesuffix(reach.suffix)
        return cls(reach) if may_end_as_companion([part for part in parts if part != ""]) else None

    def check(self, values: Values) -> None:
        ending = PRESENCE_SUFFIX + self.reach.suffix
        for name in emit.names_of(self.reach)(values):
            if len(name) > NAME_MAX:
                raise BindingError([f"{self._told} spell a name of {len(name)} characters; PubNub allows {NAME_MAX}"])
            if name.endswith(ending):
                text = f"{self._told} spell {shown(name, NAME_MAX)}, the presence companion of another channel"
                raise BindingError([text])

    @property
    def _told(self) -> str:
        names = dict.fromkeys(f"`{fill.variable.name}`" for fill in self.reach.fills)
        return f"{' and '.join(names) or 'this line'} in `{self.reach}` would"


def _merged(reaches: Iterator[Reach]) -> list[Reach]:
    """Reaches that spell the same names become one, with the flags of all of them."""
    found: dict[object, Reach] = {}
    for reach in reaches:
        spelled = tuple(
            part if isinstance(part, str) else part.variable.domain if part.how == "open" else (part.how, part.variable)
            for part in reach.parts
        )
        key = (spelled, reach.raw.body if reach.raw else None, reach.suffix if reach.raw else "")
        found[key] = replace(found[key], mask=found[key].mask | reach.mask) if key in found else reach
    return list(found.values())


def _unite(masks: dict[str, int], names: Iterator[str], mask: int) -> None:
    for name in names:
        masks[name] = masks.get(name, 0) | mask


def _depends(reach: Reach) -> bool:
    """Whether a pattern holds values."""
    return any(fill.how != "open" for fill in reach.fills)


def _shadows(exact: list[Reach], patterns: list[Reach]) -> list[tuple[Test, int]]:
    """The patterns that may match an exact name which lacks some of their bits."""
    wanted: dict[int, Reach] = {}
    neighbours = overlap.Neighbours(exact)
    asked = 0
    for pattern in patterns:
        for name in neighbours.of(pattern):
            if pattern.mask & ~name.mask:
                asked += 1
                try:  # what is not decided, or not asked any more, is looked at with every grant
                    apart = asked < MAX_QUESTIONS and overlap.meeting(pattern, name) is None
                except language.Undecided:
                    apart = False
                if not apart:
                    wanted[id(pattern)] = pattern
                    break
    return [(test_of(reach), reach.mask) for reach in wanted.values()]


def _disagreement(first: Reach, second: Reach, witness: str) -> Diagnostic:
    span = second.entry.span
    said = f"{', '.join(actions_of(first.mask))} or {', '.join(actions_of(second.mask))}"
    return Diagnostic(
        "reading-dependent",
        f"`{witness}` matches two patterns with different flags; it gets {said}, or all of them, as PubNub reads it",
        span,
        label=f"`{second}`",
        related=(Label(first.entry.span, f"`{first}`"),),
        notes=("PubNub does not say whether matching patterns add up",),
        help="give both lines the same actions, or names that cannot meet",
        severity=Severity.WARNING,
    )


def _not_compared(reach: Reach) -> Diagnostic:
    return Diagnostic(
        "reading-dependent",
        f"so many patterns overlap with different flags that those from `{reach}` on were not compared",
        reach.entry.span,
        notes=("PubNub does not say whether matching patterns add up",),
        help="give names of different purpose different beginnings",
        severity=Severity.WARNING,
    )


def _width(characters: int, *, plain: bool) -> int:
    return characters if plain else characters * _UTF8_MOST


def _most_entry(reach: Reach) -> int:
    """An upper bound of the bytes that one name, or pattern, takes in a token with its mask."""
    most = _most_spelled(reach)
    head = 1 if most < 24 else 2 if most < 256 else 3  # noqa: PLR2004  the steps of CBOR's lengths
    return head + most + 2  # a mask takes at most two bytes


def _most_spelled(reach: Reach) -> int:
    """An upper bound of a name's, or pattern's, length in bytes."""
    if reach.raw is not None:
        return len((reach.raw.body + reach.suffix).encode()) + 10  # `^:?(?:` and `)$`
    escapes = 2 if reach.is_open else 1  # in a pattern every character may have to be escaped
    total = 4 if reach.is_open else 0  # `^:?` and `$`
    for part in reach.parts:
        if isinstance(part, str):
            total += escapes * len(part.encode())
        elif part.how == "open":
            total += len(part.variable.domain.spelling.encode()) + 4
        else:
            domain = part.variable.domain
            total += _width(domain.longest, plain=domain.plain) * (1 if domain.plain else escapes)
    return total if reach.is_open else min(total, NAME_MAX * _UTF8_MOST)
