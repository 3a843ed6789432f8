"""What checks are shown.

The annotation of a check's first parameter says which of these it wants:

    Documents        a policy as written, with its catalogues: keys, texts, places
    ResolvedPolicy   a policy with every name bound
    Proofs           the claims about a policy, proved or refuted when they are asked for
    Access           one client role: its lines, and what was proved or refuted of it
    ObservedGrant    one grant that exists: a request body, an SDK's call, a token
    Line             flags on names: of a client role, or of a grant that exists
    RoleLine         only those of a role
    GrantLine        only those of a grant
    Pattern          one RE2 text: of a family given by `pattern`, or of a grant

A second parameter, annotated `Thresholds`, gets those of the role.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from pnpolicy import language
from pnpolicy.access.reach import Reach
from pnpolicy.diagnostic import Diagnostic
from pnpolicy.document.load import Documents
from pnpolicy.grant.observed import ObservedGrant
from pnpolicy.grant.plan import Plan
from pnpolicy.lint.matching import covers_everything, everything, in_full, parsed, searched
from pnpolicy.policy.model import Entry, Family, RawPattern, ResolvedPolicy, Role
from pnpolicy.prove.claims import CLAIMS
from pnpolicy.prove.verdict import Verdict, Witness
from pnpolicy.prove.world import World
from pnpolicy.text import Span
from pnpolicy.wire.actions import Kind

__all__ = [
    "Access",
    "Documents",
    "GrantLine",
    "Line",
    "ObservedGrant",
    "Pattern",
    "Proofs",
    "ResolvedPolicy",
    "RoleLine",
]


class Proofs:
    """The claims about a policy, each decided when a rule first asks for it."""

    def __init__(self, policy: ResolvedPolicy, plans: Mapping[str, Plan]) -> None:
        self.world = World(policy, plans)
        self._verdicts: dict[str, tuple[Verdict, ...]] = {}

    def verdicts(self, claim: str) -> tuple[Verdict, ...]:
        """What a claim came to, by its name: `server-authority`."""
        if claim not in self._verdicts:
            self._verdicts[claim] = tuple(CLAIMS[claim](self.world))
        return self._verdicts[claim]

    def refuted(self, claim: str, *, role: str | None = None) -> Iterator[tuple[Witness, Diagnostic]]:
        """The names that break a claim, each with what is told of it; only those of a role, if one is named."""
        for verdict in self.verdicts(claim):
            if role is None or verdict.role == role:
                yield from zip(verdict.witnesses, verdict.stories, strict=True)

    @property
    def undecided(self) -> Iterator[Diagnostic]:
        """What could not be decided of the claims that were asked for."""
        for verdicts in self._verdicts.values():
            for verdict in verdicts:
                yield from (d for d in verdict.diagnostics if d.code.endswith("-undecided"))


@dataclass(frozen=True, eq=False)
class Access:
    """One client role.

    Attributes:
        reaches: what each of its lines gives.
        documents: the policy as written.
    """

    role: Role
    reaches: tuple[Reach, ...]
    policy: ResolvedPolicy
    proofs: Proofs
    documents: Documents

    @property
    def span(self) -> Span:
        """The role's key."""
        return self.role.span

    def at(self, *keys: str | int, key: bool = False) -> Span:
        """The place of something below the role, as written; of the role itself where it does not say that."""
        document = self.documents.policy
        find = document.key if key else document.at
        return find("roles", self.role.name, *keys)

    def says(self, key: str) -> bool:
        """Whether the role itself writes a key down: what it takes in from others does not count."""
        written = self.documents.policy.model.roles[self.role.name]
        return key in written.model_fields_set

    def refuted(self, claim: str) -> Iterator[tuple[Witness, Diagnostic]]:
        """The names that break a claim for this role, each with what is told of it.

        What another client role is at fault for by the same line, which it wrote, is told there.
        """
        writers = {entry.span: entry.role for entry in self.role.entries if entry.role != self.role.name}
        for witness, told in self.proofs.refuted(claim, role=self.role.name):
            writer = writers.get(witness.span)
            if writer is None or all(
                other.span != witness.span for other, _ in self.proofs.refuted(claim, role=writer)
            ):
                yield witness, told

    @property
    def lines(self) -> Iterator["RoleLine"]:
        """Its lines, those that it takes in among them."""
        return (RoleLine(reach.kind, reach.mask, self, reach) for reach in self.reaches)

    @property
    def own_lines(self) -> Iterator["RoleLine"]:
        """Its lines without those that another client role wrote, of which they are told."""
        roles = self.policy.roles
        for line in self.lines:
            writer = line.entry.role
            if writer == self.role.name or writer not in roles or roles[writer].trust != "client":
                yield line


class Line:
    """Flags on names, of a client role or of a grant. Holes range over their whole domains.

    Attributes:
        kind: what is named.
        mask: PubNub's bits.
        is_open: whether it is granted as a pattern.
    """

    __slots__ = ("is_open", "kind", "mask")

    def __init__(self, kind: Kind, mask: int, *, is_open: bool) -> None:
        self.kind = kind
        self.mask = mask
        self.is_open = is_open

    @property
    def names(self) -> language.Regex:
        """The names it may reach, under the widest reading of PubNub: patterns are searched.

        Raises:
            language.LanguageError: it is a pattern that cannot be read. A check need not care.
        """
        raise NotImplementedError

    @property
    def span(self) -> Span:
        """Where it is written."""
        raise NotImplementedError

    def place(self) -> Span:
        """The same, as a function."""
        return self.span

    @property
    def who(self) -> str:
        """Whose it is, for messages: `` `voter` `` or `this grant`."""
        raise NotImplementedError

    @property
    def told(self) -> str:
        """Its names, for messages: `` `chat.<roomId>` ``, `` `/^chat-.*$/` ``."""
        raise NotImplementedError

    @property
    def is_everything(self) -> bool:
        """Whether it covers all names there are; then that alone is worth saying."""
        raise NotImplementedError

    def meet(self, other: language.Regex) -> str | None:
        """The shortest name that it shares with others.

        Raises:
            language.Undecided: that is too hard. A check need not care.
        """
        return language.meet(self.names, other)


class RoleLine(Line):
    """Flags on names that a line of a client role gives.

    Attributes:
        access: the role.
        reach: the names and how they are filled; `reach.entry` is the line as written.
    """

    __slots__ = ("access", "reach")

    def __init__(self, kind: Kind, mask: int, access: Access, reach: Reach) -> None:
        super().__init__(kind, mask, is_open=reach.is_open)
        self.access = access
        self.reach = reach

    @property
    def entry(self) -> Entry:
        """The line as written."""
        return self.reach.entry

    @property
    def family(self) -> Family:
        """The family it names."""
        return self.reach.entry.family

    @property
    def role(self) -> Role:
        """The role that has it."""
        return self.access.role

    @property
    def names(self) -> language.Regex:
        return self.reach.regex

    @property
    def span(self) -> Span:
        return self.reach.entry.span

    def action_span(self, action: str) -> Span:
        """The place of an action in it; of the line, if it is not among them."""
        return dict(self.reach.entry.actions).get(action, self.span)

    @property
    def who(self) -> str:
        return f"`{self.access.role.name}`"

    @property
    def told(self) -> str:
        return f"`{self.reach}`"

    @property
    def is_everything(self) -> bool:
        # Only a raw pattern may be: no text, no domain and no difference holds every character.
        return self.reach.raw is not None and covers_everything(self.reach.regex)


class GrantLine(Line):
    """Flags on a name or on a pattern, as a grant has them.

    Attributes:
        grant: the grant.
        text: the exact name, or the pattern.
    """

    __slots__ = ("grant", "text")

    def __init__(self, kind: Kind, mask: int, grant: ObservedGrant, text: str, *, is_open: bool) -> None:
        super().__init__(kind, mask, is_open=is_open)
        self.grant = grant
        self.text = text

    @property
    def names(self) -> language.Regex:
        return searched(self.text) if self.is_open else language.literal(self.text)

    @property
    def span(self) -> Span:
        return self.grant.at_name(self.kind, self.text, pattern=self.is_open)

    @property
    def who(self) -> str:
        return "this grant"

    @property
    def told(self) -> str:
        return f"`/{self.text}/`" if self.is_open else f"`{self.text}`"

    @property
    def is_everything(self) -> bool:
        return self.is_open and everything(self.text, "search")


@dataclass(frozen=True, eq=False)
class Pattern:
    """One RE2 text.

    Attributes:
        text: as written.
        kind: what its matches name.
        reading: a policy's patterns are read, and granted, as a full match; whether PubNub searches those of other
            grants is not known, so they may be.
        mask: the flags that a grant gives with it; 0 for a family of a policy, which gives none.
    """

    text: str
    kind: Kind
    reading: Literal["full", "search"]
    mask: int
    span: Span | None = None

    @property
    def regex(self) -> language.Regex:
        """As RE2 reads it, matched in full.

        Raises:
            language.LanguageError: it cannot be read. A check need not care.
        """
        return parsed(self.text)

    @property
    def names(self) -> language.Regex:
        """The names it may match, read as widely as it may be. Raises as `regex` does."""
        return searched(self.text) if self.reading == "search" else in_full(self.text)

    @property
    def told(self) -> str:
        """For messages."""
        return f"`/{self.text}/`"

    @property
    def is_everything(self) -> bool:
        """Whether it covers all names there are. Raises as `regex` does."""
        return everything(self.text, self.reading)

    def respelled(self, text: str) -> language.Regex:
        """Another text, read as this one is. Raises as `regex` does."""
        return searched(text) if self.reading == "search" else in_full(text)

    def beyond(self, text: str) -> str | None:
        """The shortest name that it matches and another text, read alike, does not. Raises as `regex` does."""
        return language.outside(self.names, self.respelled(text))


def patterns_of_policy(policy: ResolvedPolicy, documents: Documents) -> Iterator[Pattern]:
    """The families that are given by a pattern."""
    for document in documents:
        for kind in Kind:
            for name in getattr(document.model, kind.value):
                family = policy.families.get((kind, name))
                if family is not None and isinstance(family.names, RawPattern):
                    span = document.at(kind.value, name, "pattern")
                    yield Pattern(family.names.text, kind, "full", 0, span)
