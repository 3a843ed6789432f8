"""A policy with every name bound: what the text means, and the line each part of it came from."""

from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from pnpolicy import language
from pnpolicy.policy.domain import Domain
from pnpolicy.policy.template import Hole, Template
from pnpolicy.text import Span
from pnpolicy.wire.actions import Kind

Trust = Literal["client", "server"]
Authority = Literal["server", "clients"]
How = Literal["bound", "listed", "open"]
"""How an entry fills a hole: with the login's one value, with each of its listed values, or not at all (a pattern)."""


class Variable(NamedTuple):
    """A declared variable and the domain its values come from."""

    name: str
    domain: Domain
    source: Literal["session", "request", "server"] | None
    span: Span


@dataclass(frozen=True, slots=True)
class RawPattern:
    """RE2 text that stands for names, read as a full match.

    Attributes:
        text: as written; for what `except` leaves over, which nobody wrote, as spelled.
        regex: as read.
        body: the pattern spelled without assertions, so that it means the same wherever it is put.
    """

    text: str
    regex: language.Regex = field(compare=False)
    body: str

    def __str__(self) -> str:
        return f"/{self.text}/"


class Family(NamedTuple):
    """Names of one kind and one purpose.

    Attributes:
        names: the template, or the raw pattern, that spells the names.
        authority: who announces there; None for groups and users, which carry no messages.
        private_to: the holes whose values own a name.
        holds: for a group, the channel families the server puts into it.
    """

    kind: Kind
    name: str
    names: Template | RawPattern
    authority: Authority | None
    private_to: tuple[str, ...]
    guarded: bool
    holds: tuple[str, ...]
    span: Span

    @property
    def holes(self) -> tuple[str, ...]:
        """The holes of its template, in order; none for a raw pattern."""
        return self.names.holes if isinstance(self.names, Template) else ()


class Fill(NamedTuple):
    """What stands in a hole: a variable, and how the role gives it."""

    hole: str
    variable: Variable
    how: How
    domain: Domain
    """The hole's own domain, where `where` fills it with another variable; else the variable's."""


class Entry(NamedTuple):
    """One line of `allow`: actions on a family, with every hole accounted for.

    Attributes:
        actions: flag (or `presence`) → where it is written.
        role: the role that wrote it, which an extending role is not.
        left_out: families whose names it leaves out (`except`); only where all its names are one pattern.
        rest: what is left then, spelled; None if nothing is left out.
    """

    family: Family
    actions: tuple[tuple[str, Span], ...]
    fills: tuple[Fill, ...]
    role: str
    span: Span
    left_out: tuple[Family, ...] = ()
    rest: RawPattern | None = None

    def fill(self, hole: str) -> Fill:
        """What stands in a hole of the family's template."""
        return next(fill for fill in self.fills if fill.hole == hole)

    def told(self, suffix: str = "") -> str:
        """For people: its names, what they end with besides, and what is left out, as it is written."""
        names = self.family.names
        parts = names.parts if isinstance(names, Template) else (str(names),)
        spelled = "".join(
            f"<{self.fill(part.name).variable.name}>" if isinstance(part, Hole) else part for part in parts
        )
        without = ", ".join(family.name for family in self.left_out)
        return f"{spelled}{suffix}" + (f" except {without}" if without else "")


class Role(NamedTuple):
    """A role with everything it extends taken in.

    Attributes:
        bind: the variable that becomes `authorized_uuid`; None for servers and anonymous clients.
        ttl: minutes; 0 for a server, which never holds a token.
        refresh_before: minutes before the end of a token, or None.
        each: list-valued variable → the most values in one token.
    """

    name: str
    trust: Trust
    bind: Variable | None
    anonymous: bool
    ttl: int
    refresh_before: int | None
    each: dict[str, int]
    meta: dict[str, str | int | bool]
    on_logout: Literal["revoke", "expire"] | None
    entries: tuple[Entry, ...]
    extends: tuple[str, ...]
    span: Span


class Function(NamedTuple):
    """A PubNub Function and the channels it stands at (`*` as last segment: every name below)."""

    name: str
    event: str
    channels: tuple[str, ...]
    span: Span


class Never(NamedTuple):
    """A claim of the policy's own: these roles never gain these actions on these families."""

    name: str
    roles: tuple[str, ...]
    actions: tuple[str, ...]
    families: tuple[tuple[Kind, str], ...]
    why: str | None
    span: Span


class ResolvedPolicy(NamedTuple):
    """A whole policy, every name in it bound.

    Attributes:
        families: (kind, name) → family.
        digest: SHA-256 of what is written, in hexadecimal; comments, order of keys and layout do not count.
    """

    name: str
    variables: dict[str, Variable]
    families: dict[tuple[Kind, str], Family]
    functions: dict[str, Function]
    roles: dict[str, Role]
    never: tuple[Never, ...]
    digest: str
