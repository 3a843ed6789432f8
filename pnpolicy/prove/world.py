"""What the claims ask: a policy's roles by their paths, its families by their names, and where the two may meet."""

from collections.abc import Hashable, Iterator, Mapping
from functools import cached_property
from itertools import product
from typing import Final

from pnpolicy import language
from pnpolicy.access.reach import reaches_of
from pnpolicy.grant.plan import Plan
from pnpolicy.policy.model import Family, ResolvedPolicy, Role
from pnpolicy.prove import paths
from pnpolicy.prove.paths import READ, Names, Path
from pnpolicy.prove.replay import find
from pnpolicy.wire.actions import BITS, Kind

MANAGE: Final = BITS["manage"]


class World:
    """A policy as the claims see it.

    Attributes:
        policy: the policy.
        plans: role → what makes its grants, on which every refutation is replayed.
    """

    def __init__(self, policy: ResolvedPolicy, plans: Mapping[str, Plan]) -> None:
        self.policy = policy
        self.plans = plans
        self._domains = {name: variable.domain.regex for name, variable in policy.variables.items()}
        self._direct: dict[str, tuple[Path, ...]] = {}
        self._names: dict[tuple[Kind, str, bool], Names] = {}
        self._meeting: dict[Kind, frozenset[tuple[Hashable, Hashable]] | None] = {}

    @cached_property
    def clients(self) -> tuple[Role, ...]:
        """The roles that hold tokens."""
        return tuple(role for role in self.policy.roles.values() if role.trust == "client")

    def families(self, kind: Kind) -> tuple[Family, ...]:
        """The families of a kind, as declared."""
        return tuple(family for (of, _), family in self.policy.families.items() if of is kind)

    def names(self, family: Family, *, companions: bool = False) -> Names:
        """The names of a family, or those of its presence companions."""
        key = (family.kind, family.name, companions)
        if key not in self._names:
            self._names[key] = paths.family_names(family, self._domains, companions=companions)
        return self._names[key]

    # ---- paths -------------------------------------------------------------------------------------------------------

    def direct(self, role: Role) -> tuple[Path, ...]:
        """What each line of a role gives."""
        if role.name not in self._direct:
            self._direct[role.name] = tuple(map(paths.direct, reaches_of(role)))
        return self._direct[role.name]

    def unsaid(self, role: Role) -> Iterator[Path]:
        """The ways to read that no line says: companions, wildcards, and groups that the client fills.

        Raises:
            language.Undecided: a question about them is too hard; what was found before has been given.
        """
        for path in self.direct(role):
            if (implied := paths.implied_presence(path)) is not None:
                yield implied
            yield from paths.wildcards(path)
        yield from self.filled_groups(role)

    def filled_groups(self, role: Role) -> Iterator[Path]:
        """Read and manage on one group name: whatever the client puts in, it reads. One login is enough to show it."""
        groups = [path for path in self.direct(role) if path.kind is Kind.GROUPS and not path.names.companions]
        for reads, manages in product(groups, repeat=2):
            if not (reads.mask & READ and manages.mask & MANAGE and self.may_meet(manages, reads.names)):
                continue
            found = find(self.plans[role.name], manages, reads.names.spelled, other_fills=reads.fills)
            if found is not None:
                names = Names((language.ANY,), may_clash=True)
                lines = (manages.reach, reads.reach)
                yield Path(Kind.CHANNELS, READ, names, (None,), lines, "group", found.bindings, found.name)
                return

    # ---- meeting -----------------------------------------------------------------------------------------------------

    def may_meet(self, path: Path, names: Names) -> bool:
        """A quick look whether a path and some names of its kind can share one. A no is certain."""
        if path.names.companions != names.companions:
            # The one without the suffix would have to spell it.
            return (path.names if names.companions else names).may_clash
        if path.via not in ("direct", "presence"):
            return True
        meeting = self._overlaps(path.kind)
        return meeting is None or (path.names.key, names.key) in meeting

    def _overlaps(self, kind: Kind) -> frozenset[tuple[Hashable, Hashable]] | None:
        """The pairs of languages, among all lines and families of a kind, that share a name: read off their atoms."""
        if kind not in self._meeting:
            every = [
                path.names for role in self.policy.roles.values() for path in self.direct(role) if path.kind is kind
            ]
            every += [self.names(family) for family in self.families(kind)]
            bases = {names.key: names.base for names in every}
            keys = list(bases)
            try:
                found = language.atoms(list(bases.values()))
            except language.Undecided:
                self._meeting[kind] = None
            else:
                self._meeting[kind] = frozenset(
                    (keys[one], keys[other]) for atom in found for one, other in product(atom.members, repeat=2)
                )
        return self._meeting[kind]
