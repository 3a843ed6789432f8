"""Every way by which a role comes to a name.

A line of `allow` gives flags on names. PubNub leaves some of what follows from a flag unsaid, and safety takes the
widest reading (fact sheet 3.5 to 3.7):

    direct      the line's own names, by name or by pattern, its own or taken in by `extends`
    presence    read on a name may be read on its `-pnpres` companion
    wildcard    a pattern that matches the text `a.*` may let a client subscribe to everything below `a.`
    group       read and manage on one group name: the client puts any channel into it, and reads that channel
    held        read on a group reads whatever the server puts into it, and the policy says what that is

Read on a group's presence companion alone gives, of the last two, the presence of such channels.

Holes range over their whole domains, so a path holds at least what any login reaches by it: values only narrow it.
"""

from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final, Literal

from pnpolicy import language
from pnpolicy.access.reach import Reach
from pnpolicy.policy.model import Family, Fill, Variable
from pnpolicy.policy.template import Hole, Template, may_end_as_companion
from pnpolicy.wire.actions import BITS, PRESENCE_SUFFIX, Kind

Via = Literal["direct", "presence", "wildcard", "group", "held"]

READ: Final = BITS["read"]
MANAGE: Final = BITS["manage"]
COMPANIONS: Final = language.concat(language.ANY, language.literal(PRESENCE_SUFFIX))
"""Names that end as presence companions do."""

WILDCARDS: Final = language.parse(r"[^.]+(?:\.[^.]+)?")
"""What may stand before `.*`: wildcard subscribe takes two levels at most."""


@dataclass(frozen=True, eq=False)
class Names:
    """Names that parts spell one after the other, with or without the presence suffix behind them.

    Attributes:
        parts: languages; one for each text and hole of a template, or a single one.
        companions: whether they end in `-pnpres` besides.
        may_clash: whether what the parts spell may itself end in `-pnpres`.
        without: languages that the names are not in.
        holes: for a family's names, the hole that each part stands for; None for text. A hole that stands twice has
            one value, and a slug is no longer than it may be: neither do the parts say.
    """

    parts: tuple[language.Regex, ...]
    companions: bool = False
    may_clash: bool = False
    without: tuple[language.Regex, ...] = ()
    holes: tuple[Variable | None, ...] = ()

    @property
    def spelled(self) -> tuple[language.Regex, ...]:
        """The parts, the suffix with them."""
        return (*self.parts, _SUFFIX) if self.companions else self.parts

    @cached_property
    def base(self) -> language.Regex:
        """The names as one language, without the suffix."""
        return language.concat(*self.parts)

    @property
    def key(self) -> Hashable:
        """The same for names that are built alike, the suffix apart."""
        return self.base.node

    @cached_property
    def regex(self) -> language.Regex:
        """The names as one language."""
        return language.concat(*self.spelled)


_SUFFIX: Final = language.literal(PRESENCE_SUFFIX)
_ANYTHING: Final = language.parse("(?s:.+)")
EVERY_NAME: Final = Names((_ANYTHING,), may_clash=True)
"""All names of a kind."""


@dataclass(frozen=True, slots=True)
class Path:
    """Flags on names, and how a role comes by them.

    Attributes:
        mask: PubNub's bits.
        fills: what stands in each part of the names; None for text and for raw patterns.
        reaches: the lines that make it; the first is told.
        through: for a path by way of a group, how the role comes to the group.
    """

    kind: Kind
    mask: int
    names: Names
    fills: tuple[Fill | None, ...]
    reaches: tuple[Reach, ...]
    via: Via = "direct"
    through: "Held | Filled | None" = None

    @property
    def reach(self) -> Reach:
        """The line that is told."""
        return self.reaches[0]


@dataclass(frozen=True, slots=True)
class Held:
    """A group that is read, and what the server puts into it. A hole that both have has the same value in both.

    Attributes:
        path: how the role comes to the group's name, or to that of its presence companion.
        group: the family that the name is one of.
        names: that family's names, or their companions.
        channel: the family that it holds.
    """

    path: Path
    group: Family
    names: Names
    channel: Family


@dataclass(frozen=True, slots=True)
class Filled:
    """Two lines that may give one group's name: read on it, or on its presence companion, and manage."""

    reads: Path
    manages: Path


def direct(reach: Reach) -> Path:
    """The path of one line: its own names."""
    fills: tuple[Fill | None, ...]
    if reach.raw is not None:
        # What a raw pattern matches may be anything, companions and all.
        names, fills = Names((reach.raw.regex,), bool(reach.suffix), may_clash=True), (None,)
    else:
        template = reach.entry.family.names
        assert isinstance(template, Template)  # noqa: S101  what is not raw is a template
        fills = tuple(reach.entry.fill(part.name) if isinstance(part, Hole) else None for part in template.parts)
        parts = tuple(
            language.literal(str(part)) if fill is None else filled(fill)
            for part, fill in zip(template.parts, fills, strict=True)
        )
        # No grant is made in which values spell a companion, so those are not among the names.
        refused = not reach.suffix and may_end_as_companion(template.parts)
        names = Names(parts, bool(reach.suffix), without=(COMPANIONS,) if refused else ())
    return Path(reach.kind, reach.mask, names, fills, (reach,))


def filled(fill: Fill) -> language.Regex:
    """What may stand in a hole: a value has to be in the variable's domain and in the hole's own."""
    regex = fill.variable.domain.regex
    return regex if fill.domain == fill.variable.domain else regex & fill.domain.regex


def implied_presence(path: Path) -> Iterator[Path]:
    """Read on a name as read on its companion."""
    if path.mask & READ and path.kind is not Kind.USERS and not path.names.companions:
        names = Names(path.names.parts, companions=True, may_clash=path.names.may_clash)
        yield replace(path, mask=READ, names=names, via="presence")


def wildcards(path: Path) -> Iterator[Path]:
    """A pattern read as leave to subscribe to `a.*`, and to the presence of all that is below."""
    raw = path.reach.raw
    if raw is None or path.kind is not Kind.CHANNELS or not path.mask & READ or path.via != "direct":
        return  # a template spells no `*`: no domain and no text holds one
    below = language.concat(language.literal("."), _ANYTHING)
    known: tuple[language.Regex, ...] = ()
    for ending, companions in ((".*", False), (".*" + PRESENCE_SUFFIX, True)):
        stems = language.before(path.names.regex, ending) & WILDCARDS
        if language.meet(stems, without=known) is not None:  # who reads all below reads its presence as well
            names = Names((language.concat(stems, below),), companions, may_clash=True)
            yield replace(path, mask=READ, names=names, fills=(None,), via="wildcard")
        known = (stems,)


def family_names(family: Family, variables: Mapping[str, Variable], *, companions: bool = False) -> Names:
    """The names of a family, each hole ranging over its domain."""
    if not isinstance(family.names, Template):
        return Names((family.names.regex,), companions, may_clash=True)
    holes = tuple(variables[part.name] if isinstance(part, Hole) else None for part in family.names.parts)
    parts = tuple(
        language.literal(str(part)) if hole is None else hole.domain.regex
        for part, hole in zip(family.names.parts, holes, strict=True)
    )
    return Names(parts, companions, may_clash=may_end_as_companion(family.names.parts), holes=holes)
