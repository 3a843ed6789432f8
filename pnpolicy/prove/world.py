"""What the claims ask: a policy's roles by their paths, its families by their names, and where the two may meet."""

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from itertools import chain, product

from pnpolicy import language
from pnpolicy.access.reach import reaches_of
from pnpolicy.grant.plan import Plan
from pnpolicy.policy.model import Family, Fill, ResolvedPolicy, Role
from pnpolicy.policy.template import Hole, Template
from pnpolicy.prove import paths
from pnpolicy.prove.paths import EVERY_NAME, MANAGE, READ, Filled, Held, Names, Path
from pnpolicy.prove.replay import filling
from pnpolicy.prove.verdict import Case
from pnpolicy.wire.actions import Kind


class World:
    """A policy as the claims see it.

    Attributes:
        policy: the policy.
        plans: role → what makes its grants, on which every refutation is replayed.
    """

    def __init__(self, policy: ResolvedPolicy, plans: Mapping[str, Plan]) -> None:
        self.policy = policy
        self.plans = plans
        families = policy.families.values()
        self._families = {kind: tuple(family for family in families if family.kind is kind) for kind in Kind}
        self._by_key: dict[Kind, dict[Hashable, list[int]]] = {}
        self._clash: dict[Kind, tuple[Family, ...]] = {}
        self._texts: dict[Hashable, tuple[str, str]] = {}
        self._together: dict[Hashable, bool] = {}
        self._direct: dict[str, tuple[Path, ...]] = {}
        self._names: dict[tuple[Kind, str, bool], Names] = {}
        self._near: dict[Kind, dict[Hashable, set[Hashable]] | None] = {}

    @cached_property
    def clients(self) -> tuple[Role, ...]:
        """The roles that hold tokens."""
        return tuple(role for role in self.policy.roles.values() if role.trust == "client")

    def families(self, kind: Kind) -> tuple[Family, ...]:
        """The families of a kind, as declared."""
        return self._families[kind]

    def names(self, family: Family, *, companions: bool = False) -> Names:
        """The names of a family, or those of its presence companions."""
        key = (family.kind, family.name, companions)
        if key not in self._names:
            self._names[key] = paths.family_names(family, self.policy.variables, companions=companions)
        return self._names[key]

    # ---- paths -------------------------------------------------------------------------------------------------------

    def direct(self, role: Role) -> tuple[Path, ...]:
        """What each line of a role gives."""
        if role.name not in self._direct:
            self._direct[role.name] = tuple(map(paths.direct, reaches_of(role)))
        return self._direct[role.name]

    def unsaid(self, role: Role, case: Case) -> Iterator[Path]:
        """The ways to read that no line says: companions, wildcards, and groups, filled by the server or the client.

        Lines that are at fault by their own names are not gone through again.

        Raises:
            language.Undecided: a question about them is too hard; what was found before has been given.
        """
        yield from self.filled_groups(role)
        for path in self.direct(role):
            for way in chain(paths.implied_presence(path), paths.wildcards(path), self.held(path)):
                if case.blames(path.reach.entry.span):
                    break
                yield way

    def filled_groups(self, role: Role) -> Iterator[Path]:
        """Read and manage on one group name: whatever the client puts in, it reads. One such name is enough."""
        groups = [path for path in self.direct(role) if path.kind is Kind.GROUPS]
        managed = [path for path in groups if path.mask & MANAGE]
        for watched in (False, True):
            read = [path for path in groups if path.mask & READ and path.names.companions == watched]
            for reads, manages in product(read, managed):
                filled = Filled(reads, manages)
                if not self.may_meet(manages, replace(reads.names, companions=False)):
                    continue
                if filling(self.plans[role.name], filled) is not None:
                    names = replace(EVERY_NAME, companions=watched)
                    yield Path(Kind.CHANNELS, READ, names, (None,), (manages.reach, reads.reach), "group", filled)
                    return

    def held(self, path: Path) -> Iterator[Path]:
        """What the server puts into the groups that a path reads; of a group's companion, only the presence of that.

        Raises:
            language.Undecided: it is too hard to see how a group's names are read.
        """
        if path.kind is not Kind.GROUPS or not path.mask & READ:
            return
        for group, watched in self.near(path):
            for name in group.holds:
                channel = self.policy.families[Kind.CHANNELS, name]
                held = Held(path, group, self.names(group, companions=watched), channel)
                for companions in (True,) if watched else (False, True):
                    yield self._through(held, companions=companions)

    def _through(self, held: Held, *, companions: bool) -> Path:
        """The channels in a group; a hole that the line has filled for the group is filled so in them."""
        path, names = held.path, self.names(held.channel, companions=companions)
        parts, fills = list(names.parts), list[Fill | None]([None] * len(names.parts))
        template = held.channel.names
        is_own = held.group.names == path.reach.entry.family.names and path.reach.raw is None
        if isinstance(template, Template) and is_own and self.reads_one_way(held.group):
            for number, part in enumerate(template.parts):
                if isinstance(part, Hole) and part.name in held.group.holes:
                    fill = fills[number] = path.reach.entry.fill(part.name)
                    parts[number] = paths.filled(fill)
        names = replace(names, parts=tuple(parts))
        return Path(Kind.CHANNELS, READ, names, tuple(fills), path.reaches, "held", held)

    def reads_one_way(self, family: Family) -> bool:
        """Whether no name of a family, however long, can be read as two choices of values.

        Raises:
            language.Undecided: it is too hard.
        """
        names = self.names(family)
        parts = family.names.parts if isinstance(family.names, Template) else ()
        pairs = [(number, number) for number, part in enumerate(parts) if isinstance(part, Hole)]
        return len(pairs) < 2 or self.always_together(names, names, pairs, every=False)  # noqa: PLR2004  one has no choice

    def always_together(self, one: Names, other: Names, pairs: Sequence[tuple[int, int]], *, every: bool) -> bool:
        """Whether in each name that two sequences spell, some pair of parts (all, unless `every`) is the same stretch.

        Text that both begin or end with is left out of the question, so that it is asked once for all families that
        differ in that text alone. What holds without it for names of any room holds for shorter ones.

        Raises:
            language.Undecided: it is too hard.
        """
        first, last = list(one.spelled), list(other.spelled)
        asked = {number for pair in pairs for number in pair}  # a hole may have one value only, and be a text then
        shift = 0
        while first and last and shift not in asked and _same_text(first[0], last[0]):
            del first[0], last[0]
            shift += 1
        ends = max(asked, default=0) - shift + 1
        while min(len(first), len(last)) > ends and _same_text(first[-1], last[-1]):
            del first[-1], last[-1]
        moved = tuple((number - shift, against - shift) for number, against in pairs)
        key = (tuple(part.node for part in first), tuple(part.node for part in last), moved, every)
        if key not in self._together:
            self._together[key] = language.reading(first, last, apart=moved, every=every) is None
        return self._together[key]

    # ---- meeting -----------------------------------------------------------------------------------------------------

    def near(self, path: Path) -> Iterator[tuple[Family, bool]]:
        """The families that may share a name with a path, each as itself or (true) as its presence companions.

        All others certainly do not: that is read off the atoms of all lines and families together.
        """
        families = self.families(path.kind)
        companions = path.names.companions
        for family in self._sharing(path):
            yield family, companions
        # Where one side ends in `-pnpres` by its suffix, the other would have to spell it.
        if companions:
            yield from ((family, False) for family in self._clashing(path.kind))
        elif path.names.may_clash and path.kind is not Kind.USERS:
            yield from ((family, True) for family in families)

    def _sharing(self, path: Path) -> Iterable[Family]:
        """The families that share a name with a path, the suffix on both sides or on neither."""
        families = self.families(path.kind)
        near = self._overlaps(path.kind)
        known = self._places(path.kind)
        if path.via not in ("direct", "presence") and path.names.key not in known:
            return families
        if near is None:
            head, tail = self._ends(path.names)
            return [family for family in families if _fit(head, tail, *self._ends(self.names(family)))]
        keys = near.get(path.names.key, {path.names.key})
        found = [number for key in keys for number in known.get(key, ())]
        return [families[number] for number in sorted(found)]

    def _clashing(self, kind: Kind) -> tuple[Family, ...]:
        """The families of a kind that may spell a name ending in `-pnpres`."""
        if kind not in self._clash:
            self._clash[kind] = tuple(family for family in self.families(kind) if self.names(family).may_clash)
        return self._clash[kind]

    def _ends(self, names: Names) -> tuple[str, str]:
        """The text that all names begin with, and the text they end with, the suffix apart."""
        if names.key not in self._texts:
            self._texts[names.key] = language.head(names.base), language.tail(names.base)
        return self._texts[names.key]

    def _places(self, kind: Kind) -> dict[Hashable, list[int]]:
        """The families of a kind by what their names are."""
        if kind not in self._by_key:
            places = self._by_key[kind] = dict[Hashable, list[int]]()
            for number, family in enumerate(self.families(kind)):
                places.setdefault(self.names(family).key, []).append(number)
        return self._by_key[kind]

    def may_meet(self, path: Path, names: Names) -> bool:
        """A quick look whether a path and some names of its kind can share one. A no is certain."""
        if path.names.companions != names.companions:
            # The one without the suffix would have to spell it.
            return (path.names if names.companions else names).may_clash
        if path.via not in ("direct", "presence") or path.names.key == names.key:
            return True
        near = self._overlaps(path.kind)
        return near is None or names.key in near.get(path.names.key, ())

    def _overlaps(self, kind: Kind) -> dict[Hashable, set[Hashable]] | None:
        """Which languages, among all lines and families of a kind, share a name with which others."""
        if kind not in self._near:
            every = [
                path.names for role in self.policy.roles.values() for path in self.direct(role) if path.kind is kind
            ]
            every += [self.names(family) for family in self.families(kind)]
            bases = {names.key: names.base for names in every}
            keys = list(bases)
            near: dict[Hashable, set[Hashable]] = {}
            try:
                for atom in language.atoms(list(bases.values()), least=2):
                    for one in atom.members:
                        near.setdefault(keys[one], set()).update(keys[other] for other in atom.members)
                self._near[kind] = near
            except language.Undecided:
                self._near[kind] = None  # then every pair is asked about whose texts at the ends do not differ
        return self._near[kind]


def _same_text(one: language.Regex, other: language.Regex) -> bool:
    return one.text is not None and one.text == other.text


def _fit(head: str, tail: str, other_head: str, other_tail: str) -> bool:
    """Whether a name can have both beginnings and both ends."""
    return (head.startswith(other_head) or other_head.startswith(head)) and (
        tail.endswith(other_tail) or other_tail.endswith(tail)
    )
