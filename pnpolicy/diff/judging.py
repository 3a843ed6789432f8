"""What of a difference is accepted.

Acceptances have to cover everything that their role gains of their action, for every login. One by family covers the
lines of that family. One by pattern covers the names it matches, which is asked of the language engine, not of the
examples that are told; it must not match a name that the new policy does not give, or it would let a later widening
through as well: then it accepts nothing. Neither does one that is expired.

A role of the server holds no token. What it gains is told, and is no widening.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from pnpolicy import language
from pnpolicy.access.reach import reaches_of
from pnpolicy.diagnostic import Diagnostic, Severity
from pnpolicy.diff.accept import Acceptance
from pnpolicy.diff.change import ActionChange, Changes, SettingChange
from pnpolicy.policy.model import ResolvedPolicy
from pnpolicy.wire.actions import BITS

_WIDER: Final = ("broader", "incomparable")


@dataclass(frozen=True, slots=True)
class Judged:
    """A widening.

    Attributes:
        accepted: the entries that cover it; none if it is not accepted.
        beyond: a name that is gained and that no entry covers, where entries are about it but do not suffice.
        undecided: the budget that ran out; then it is neither accepted nor known to be broader.
    """

    change: ActionChange | SettingChange
    accepted: tuple[Acceptance, ...] = ()
    beyond: str | None = None
    undecided: str | None = None


@dataclass(frozen=True, slots=True)
class Judgement:
    """A difference, and what of it is accepted.

    Attributes:
        changes: the whole difference.
        widenings: everything by which the new policy is broader or incomparable, in order.
        findings: entries that are expired, not needed, or accept too much.
    """

    changes: Changes
    widenings: tuple[Judged, ...]
    findings: tuple[Diagnostic, ...]

    @property
    def refused(self) -> list[Judged]:
        """What is broader, and not accepted."""
        return [one for one in self.widenings if not one.accepted and one.undecided is None]

    @property
    def undecided(self) -> list[Judged]:
        """What may be broader."""
        return [one for one in self.widenings if one.undecided is not None]


def judge(changes: Changes, new: ResolvedPolicy, acceptances: Sequence[Acceptance], today: date) -> Judgement:
    """What of a difference is accepted.

    Args:
        changes: the difference.
        new: the new policy.
        acceptances: the entries of the file beside it.
        today: entries whose last day is before it do not count.
    """
    return _Judging(new, acceptances, today).judgement(changes)


class _Judging:
    def __init__(self, new: ResolvedPolicy, acceptances: Sequence[Acceptance], today: date) -> None:
        self.new = new
        self.acceptances = acceptances
        self.expired = {id(entry) for entry in acceptances if entry.until < today}
        self.used: set[int] = set()
        self.too_wide: dict[int, str] = {}

    def judgement(self, changes: Changes) -> Judgement:
        servers = {role.name for role in self.new.roles.values() if role.trust == "server"}
        widenings = [
            self._action(change)
            for change in changes.actions
            if change.relation in _WIDER and change.role not in servers
        ]
        widenings += [
            self._setting(change)
            for change in changes.settings
            if change.relation in _WIDER and change.subject not in {f"role {name}" for name in servers}
        ]
        return Judgement(changes, tuple(widenings), tuple(self._findings()))

    def _setting(self, change: SettingChange) -> Judged:
        entries = self._about((change.subject, change.setting))
        return Judged(change, tuple(entry for entry in entries if id(entry) not in self.expired))

    def _action(self, change: ActionChange) -> Judged:
        if change.undecided is not None and not change.gained:
            return Judged(change, undecided=change.undecided)
        entries = self._about((change.role, change.kind, change.action))
        try:
            counting = [entry for entry in entries if self._counts(entry, change)]
            beyond = self._beyond(counting, change)
        except language.LanguageError as problem:
            return Judged(change, undecided=str(problem))
        if beyond is None and change.undecided is not None:
            return Judged(change, undecided=change.undecided)
        return Judged(change, tuple(counting) if beyond is None else (), beyond if counting else None)

    def _beyond(self, counting: Sequence[Acceptance], change: ActionChange) -> str | None:
        """The shortest name that is gained by a line and covered by no entry; None if there is none."""
        families = {entry.family for entry in counting}
        patterns = [entry.names for entry in counting if entry.names is not None]
        open_lines = [cause for cause in change.gained_by if cause.reach.entry.family.name not in families]
        found = [name for cause in open_lines if (name := language.outside(cause.names, *patterns)) is not None]
        return min(found, key=lambda name: (len(name), name), default=None)

    def _about(self, about: tuple[str, ...]) -> list[Acceptance]:
        entries = [entry for entry in self.acceptances if entry.about == about]
        self.used |= set(map(id, entries))
        return entries

    def _counts(self, entry: Acceptance, change: ActionChange) -> bool:
        """Whether an entry counts: it is needed, it is not expired, and it accepts no name that nobody has."""
        needed = any(
            cause.reach.entry.family.name == entry.family
            if entry.names is None
            else language.meet(entry.names, cause.names) is not None
            for cause in change.gained_by
        )
        if not needed:
            self.used.discard(id(entry))
        if not needed or id(entry) in self.expired:
            return False
        more = None if entry.names is None else language.outside(entry.names, *self._given(change))
        if more is not None:
            self.too_wide[id(entry)] = more
        return more is None

    def _given(self, change: ActionChange) -> list[language.Regex]:
        """Everything that the new policy gives of an action."""
        role, bit = self.new.roles.get(change.role), BITS[change.action]
        reaches = reaches_of(role) if role else ()
        return [reach.regex for reach in reaches if reach.kind is change.kind and reach.mask & bit]

    def _findings(self) -> Iterator[Diagnostic]:
        for entry in self.acceptances:
            what = " ".join(map(str, entry.about))
            if id(entry) in self.expired:
                yield Diagnostic(
                    "expired-acceptance",
                    f"this acceptance of `{what}` counted until {entry.until}",
                    entry.span,
                    help="take it out, or renew it with its reason",
                    severity=Severity.WARNING,
                )
            elif id(entry) in self.too_wide:
                yield Diagnostic(
                    "wide-acceptance",
                    f"this acceptance of `{what}` also accepts `{self.too_wide[id(entry)]}`, which nobody is given",
                    entry.span,
                    help="name just what is gained: a later widening would pass by it",
                    severity=Severity.WARNING,
                )
            elif id(entry) not in self.used:
                yield Diagnostic(
                    "unused-acceptance",
                    f"nothing that this acceptance of `{what}` names is gained",
                    entry.span,
                    help="take it out",
                    severity=Severity.INFO,
                )
