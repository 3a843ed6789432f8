"""Which parts of a policy its tests have reached.

    entries   the lines of `allow`
    actions   each action of each line
    atoms     the combinations of lines that hold on a name together: where two lines meet, neither alone says what
              a login may do there

A line and an action are reached by an expectation of *allowed*, which passes, on a name where the line holds; or by a
grant spelled out with the line's names in it. An atom is reached by any decision on a name in it, of *denied* too:
whose name it is does not matter, so holes range over their whole domains. The same combination in two roles, one of
which extends the other, is one atom. Two further counts are told, but are nobody's duty: variables of which a test has
refused a value, and claims of the policy's own that a test names.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

from pnpolicy import language
from pnpolicy.access.access import AccessSet
from pnpolicy.access.reach import Reach, reaches_of
from pnpolicy.check.reading import Tested
from pnpolicy.check.suggesting import asked, question
from pnpolicy.check.suite import Check, Decides, Grants, Login, Outcome, Refuses
from pnpolicy.grant import emit
from pnpolicy.policy.model import Entry, Role
from pnpolicy.text import Span
from pnpolicy.wire.actions import BITS, PRESENCE_SUFFIX, Kind
from pnpolicy.wire.operations import OPERATIONS, Need

What = Literal["entries", "actions", "atoms", "domains", "claims"]
COUNTED: Final[tuple[What, ...]] = ("entries", "actions", "atoms")
"""What `--fail-under` looks at."""
EXTRA: Final[tuple[What, ...]] = ("domains", "claims")


@dataclass(frozen=True, slots=True)
class Unit:
    """One thing to be reached.

    Attributes:
        told: what it is, for people: `voter.room: write`.
        span: where it is written.
        hits: how many expectations reached it.
        example: what a test could say to reach it.
    """

    what: What
    told: str
    span: Span
    hits: int
    example: str


@dataclass(frozen=True, slots=True)
class Coverage:
    """What the tests of one policy have reached.

    Attributes:
        path: the policy's file.
        units: everything there is to be reached, by kind and place.
        undecided: why the atoms could not be told, where that was so; then there are none among the units.
    """

    path: str
    units: tuple[Unit, ...]
    undecided: str = ""

    def of(self, what: What) -> list[Unit]:
        """The units of one kind."""
        return [unit for unit in self.units if unit.what == what]

    @property
    def missed(self) -> list[Unit]:
        """What was not reached and should be."""
        return [unit for unit in self.units if not unit.hits and unit.what in COUNTED]


def percent(units: Iterable[Unit]) -> float:
    """How much was reached, in percent, rounded down to a tenth: 100 is all of it. 100 where there is nothing."""
    reached = [bool(unit.hits) for unit in units]
    return 1000 * sum(reached) // len(reached) / 10 if reached else 100.0


_Key = tuple[Span, str]
"""A line and one of its actions; or a line and the suffix of its names."""


class Covering:
    """Counts what the tests of one policy reach."""

    def __init__(self, tested: Tested) -> None:
        self._tested = tested
        self._roles = tested.policy.roles
        self._open: dict[str, AccessSet] = {}
        self._logins: dict[str, Login] = {}
        self._actions: dict[_Key, int] = {}
        self._entries: dict[Span, int] = {}
        self._atoms: dict[frozenset[_Key], int] = {}
        self._domains: dict[str, int] = {}
        self._claims: dict[str, int] = {}

    def note(self, outcomes: Iterable[Outcome]) -> None:
        """Takes in what some tests came to. What failed or was not decided has reached nothing."""
        for outcome in outcomes:
            if outcome.status == "skipped":
                continue
            wrong = {id(failure.check) for failure in outcome.failures}
            for check in outcome.case.checks:
                if id(check) not in wrong:
                    self._passed(check)

    def _passed(self, check: Check) -> None:
        if isinstance(check, Decides):
            self._decided(check)
        elif isinstance(check, Grants):
            self._granted(check)
        elif isinstance(check, Refuses):
            for name in check.variables:
                _count(self._domains, name)
        else:
            _count(self._claims, check.claim)

    def _decided(self, check: Decides) -> None:
        self._logins.setdefault(check.role, check.login)
        access = self._tested.plans[check.role].access
        if access.role.trust == "client" and check.after >= access.role.ttl:
            return  # then no line was looked at
        entries = set()
        for need in OPERATIONS[check.operation].needs or ():
            name = self._subject(need, check, access.role)
            together = self._opened(access.role).holding(need.kind, name, {})
            _count(self._atoms, frozenset((item.reach.entry.span, item.reach.suffix) for item in together))
            for item in access.holding(need.kind, name, check.login.values) if check.allowed else ():
                if item.reach.mask & BITS[need.action]:
                    entries.add(item.reach.entry.span)
                    _count(self._actions, (item.reach.entry.span, _word(item.reach, need.action)))
        for span in entries:
            _count(self._entries, span)

    def _granted(self, check: Grants) -> None:
        self._logins.setdefault(check.role, check.login)
        listed = {(part.key, part.kind): part.value for part in check.parts if part.kind is not None}
        entries = set()
        for reach in self._tested.plans[check.role].access.reaches:
            spelled = emit.patterns_of(reach) if reach.is_open else emit.names_of(reach)
            names = listed.get(("patterns" if reach.is_open else "resources", reach.kind), {})
            if any(name in names for name in spelled(check.login.values)):
                entries.add(reach.entry.span)
                for action in _words(reach):
                    _count(self._actions, (reach.entry.span, action))
        for span in entries:
            _count(self._entries, span)

    def _subject(self, need: Need, check: Decides, role: Role) -> str:
        if need.of == "self":
            return "" if role.bind is None else str(check.login.values[role.bind.name])
        return check.name + PRESENCE_SUFFIX if need.of == "presence" else check.name

    def _opened(self, role: Role) -> AccessSet:
        """A role's lines with every hole left open."""
        if role.name not in self._open:
            entries = tuple(
                entry._replace(fills=tuple(fill._replace(how="open") for fill in entry.fills)) for entry in role.entries
            )
            self._open[role.name] = AccessSet(role._replace(entries=entries))
        return self._open[role.name]

    # ---- what there is -----------------------------------------------------------------------------------------------

    def coverage(self) -> Coverage:
        """What was reached so far, and what there is to reach."""
        units: list[Unit] = []
        lines = {entry.span: entry for role in self._roles.values() for entry in role.entries}
        for span, entry in lines.items():
            units.append(Unit("entries", _line(entry), span, self._entries.get(span, 0), self._example(entry, "")))
            for action, place in entry.actions:
                hits = self._actions.get((span, action), 0)
                told = f"{_line(entry)}: {action}"
                units.append(Unit("actions", told, place, hits, self._example(entry, action)))
        undecided = ""
        try:
            units += self._atoms_there_are()
        except language.LanguageError as problem:
            undecided = str(problem)
        units += self._extras()
        order = (*COUNTED, *EXTRA)
        units.sort(key=lambda unit: (order.index(unit.what), unit.span.start, unit.told))
        return Coverage(self._tested.path, tuple(units), undecided)

    def _atoms_there_are(self) -> Iterator[Unit]:
        told: set[frozenset[_Key]] = set()
        for role in self._roles.values():
            for kind in Kind:
                reaches = [reach for reach in reaches_of(role) if reach.kind is kind]
                for atom in language.atoms([reach.regex for reach in reaches]):
                    members = [reaches[index] for index in sorted(atom.members)]
                    key = frozenset((reach.entry.span, reach.suffix) for reach in members)
                    if key not in told:
                        told.add(key)
                        spelled = " + ".join(f"{_line(reach.entry)}{reach.suffix}" for reach in members)
                        example = asked(members[0], atom.witness)
                        yield Unit("atoms", spelled, members[0].entry.span, self._atoms.get(key, 0), example)

    def _extras(self) -> Iterator[Unit]:
        policy = self._tested.policy
        taken = dict.fromkeys(
            name
            for role, plan in self._tested.plans.items()
            if self._roles[role].trust == "client"
            for name in sorted(plan.access.binder.names)
        )
        listed = {name for plan in self._tested.plans.values() for name in plan.access.binder.listed}
        for name in taken:
            example = "refuse: [{%s: %s}]" % (name, "['*']" if name in listed else "'*'")  # noqa: UP031  braces
            yield Unit("domains", name, policy.variables[name].span, self._domains.get(name, 0), example)
        for never in policy.never:
            claim = f"never: {never.name}"
            yield Unit("claims", claim, never.span, self._claims.get(claim, 0), f"claims: ['{claim}']")

    def _example(self, entry: Entry, action: str) -> str:
        """What a test could say: with the values of a login that it knows, if it knows one."""
        roles = [role.name for role in self._roles.values() if entry in role.entries]
        login = next((self._logins[name] for name in (entry.role, *roles) if name in self._logins), None)
        values: Mapping[str, Any] = login.values if login else {}
        return question(entry, action or entry.actions[0][0], values)


def _count(counts: dict[Any, int], key: object) -> None:
    counts[key] = counts.get(key, 0) + 1


def _line(entry: Entry) -> str:
    return f"{entry.role}.{entry.family.name}"


def _word(reach: Reach, action: str) -> str:
    return "presence" if reach.suffix else action


def _words(reach: Reach) -> list[str]:
    """The actions of a line that a reach is made of."""
    if reach.suffix:
        return ["presence"]
    return [action for action, _ in reach.entry.actions if action != "presence"]
