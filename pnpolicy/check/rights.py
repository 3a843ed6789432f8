"""What one login may do, under the narrowest and under the widest reading of what PubNub does not document.

A client's rights are those of the grant it would get, read back: an exact name, or a pattern, that the token says. A
server has no token; it works with the secret key, for which PubNub checks nothing, so its rights are the policy's word.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from pnpolicy import language
from pnpolicy.access.index import Located
from pnpolicy.access.reach import Reach
from pnpolicy.check import groups
from pnpolicy.grant.grant import Grant
from pnpolicy.grant.plan import Plan
from pnpolicy.grant.readback import ReadBack, Reading
from pnpolicy.policy.model import ResolvedPolicy
from pnpolicy.text import Span
from pnpolicy.wire.actions import BITS, PRESENCE_SUFFIX, Kind
from pnpolicy.wire.limits import WILDCARD_LEVELS, forbidden_in
from pnpolicy.wire.operations import OPERATIONS, Need

READ: Final = BITS["read"]
_EVERY: Final = "PubNub counts every pattern of a token that matches a name, not just one of them"
_PLAIN: Final = Reading(search=False, shadow=False)
"""Patterns match the whole name and everything adds up: what the policy's own decisions say."""


class Disagreement(Exception):  # noqa: N818  not an error in what was read
    """The policy says one thing and the grant made from it another: a fault of pnpolicy's own, never the user's."""


@dataclass(frozen=True, slots=True)
class Answer:
    """Whether something is allowed, by one reading of PubNub.

    Attributes:
        lines: the permissions it takes, each with the line that gives it, or None.
        caveat: what would have to be for it to be allowed, where no line alone says so.
        by_way_of: lines that lead there then.
    """

    allowed: bool
    lines: tuple[tuple[Need, Located | None], ...]
    caveat: str = ""
    by_way_of: tuple[Span, ...] = ()


class Rights:
    """The rights of one login.

    Attributes:
        grant: what its token would say; None for a server.
        values: its values, checked.
    """

    def __init__(self, policy: ResolvedPolicy, plan: Plan, values: Mapping[str, Any]) -> None:
        """Makes the grant.

        Args:
            policy: the whole policy, for what its groups hold.
            plan: of the role.
            values: those of variables that the role does not take are left out.

        Raises:
            BindingError: a value is missing, or not one the role takes.
            GrantError: the grant would be empty, or too large.
        """
        binder = plan.access.binder
        self.values = binder.check({name: value for name, value in values.items() if name in binder.names})
        self._access = plan.access
        is_client = plan.access.role.trust == "client"
        self.grant: Grant | None = plan.grant_checked(self.values) if is_client else None
        self._back = ReadBack(self.grant.resources, self.grant.patterns) if self.grant else None
        self._groups = groups.Groups(policy, self.grant) if self.grant else None

    def narrow(self, operation: str, name: str) -> Answer:
        """Whether an operation is allowed whatever PubNub does where it does not say.

        Raises:
            Disagreement: the policy and the grant differ.
            language.LanguageError: a pattern is too hard to read.
        """
        lines = self._lines(operation, name)
        for need, line in lines:
            if line is None:
                return Answer(False, lines)
            kind, bit, subject = need.kind, BITS[need.action], self._subject(need, name)
            if self._back is not None and not self._back.must(kind, subject) & bit:
                return Answer(False, lines, _EVERY)
        return Answer(True, lines)

    def wide(self, operation: str, name: str) -> Answer:
        """Whether an operation is allowed by some way in which PubNub may do what it does not say.

        Raises as `narrow` does.
        """
        lines = self._lines(operation, name)
        caveats: list[str] = []
        ways: list[Span] = []
        for need, line in lines:
            if line is None:
                found = self._unsaid(need, self._subject(need, name))
                if found is None:
                    return Answer(False, lines)
                caveats.append(found[0])
                ways += [found[1].entry.span] if found[1] is not None else []
        return Answer(True, lines, " and ".join(caveats), tuple(ways))

    def _lines(self, operation: str, name: str) -> tuple[tuple[Need, Located | None], ...]:
        """The lines that decide, after the grant has been asked as well."""
        lines = []
        for need in OPERATIONS[operation].needs or ():
            subject, bit = self._subject(need, name), BITS[need.action]
            line = self._access.deciding(need.kind, bit, subject, self.values) if subject else None
            if self._back is not None and bool(self._back.mask(need.kind, subject, _PLAIN) & bit) != bool(line):
                said = "gives" if line else "does not give"
                raise Disagreement(f"the policy {said} `{need.action}` on `{subject}`; the grant made from it differs")
            lines.append((need, line))
        return tuple(lines)

    def _subject(self, need: Need, name: str) -> str:
        """The name a permission is looked up for; empty if the token is bound to nobody."""
        if need.of == "self":
            bind = self._access.role.bind
            return "" if bind is None else str(self.values[bind.name])
        return name + PRESENCE_SUFFIX if need.of == "presence" else name

    def _unsaid(self, need: Need, name: str) -> tuple[str, Reach | None] | None:
        """A way by which a client may have read on a name although no line says so, and a line that leads there."""
        back, kind = self._back, need.kind
        if back is None or need.action != "read" or not name or forbidden_in(name):
            return None
        base = name.removesuffix(PRESENCE_SUFFIX)
        if base != name and back.may(kind, base) & READ:
            return f"PubNub takes read on `{base}` as read on its presence companion", self._line(kind, base)
        if kind is not Kind.CHANNELS:
            return None
        for text in _wildcards(name):
            if back.matches(kind, text, READ):
                matching = (
                    reach
                    for reach in self._access.reaches
                    if reach.raw and reach.kind is kind and reach.mask & READ
                    and language.matcher(reach.regex).fullmatch(text)
                )  # fmt: skip
                told = f"PubNub takes a pattern that matches `{text}` as leave to subscribe to all below"
                return told, next(matching, None)
        way = self._groups.way(name) if self._groups else None
        return None if way is None else (way[0], self._line(Kind.GROUPS, way[1]))

    def _line(self, kind: Kind, name: str) -> Reach | None:
        """The line that gives read on a name."""
        located = self._access.deciding(kind, READ, name, self.values)
        return located.reach if located else None


def _wildcards(name: str) -> Iterator[str]:
    """The texts to subscribe to that bring a name: `a.*` and `a.b.*` for `a.b.c`, and their presence."""
    for ending in ("", PRESENCE_SUFFIX):
        levels = name.removesuffix(ending).split(".") if name.endswith(ending) else []
        for count in range(1, WILDCARD_LEVELS):
            if all(levels[:count]) and ".".join(levels[count:]):
                yield f"{'.'.join(levels[:count])}.*{ending}"
