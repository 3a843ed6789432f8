"""What of a difference is accepted.

The acceptances of a role's action have to cover everything that it gains, for every login: that is asked of the
language engine, not of the examples that are told. Each has to be exact: one that also accepts a name nobody gains
would let a later widening through as well, and accepts nothing. Of a family, which cannot be cut to size, it is enough
that the new policy gives all names. The same holds for a setting, which has to be what was accepted. What is expired
accepts nothing either.

A role of the server holds no token. What it gains is told, and is no widening. That a role is new is one widening, and
not each of its actions.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from pnpolicy import language
from pnpolicy.diagnostic import Diagnostic, Severity
from pnpolicy.diff.accept import Acceptance
from pnpolicy.diff.change import ActionChange, Changes, SettingChange
from pnpolicy.diff.covering import Widening
from pnpolicy.policy.model import ResolvedPolicy

WHOLE: Final = ("added", "removed")
"""Settings that say that something is new, or gone; there is no value to accept."""

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
        of_servers: how many changes are no widening, because their role holds no token.
    """

    changes: Changes
    widenings: tuple[Judged, ...]
    findings: tuple[Diagnostic, ...]
    of_servers: int = 0

    @property
    def refused(self) -> list[Judged]:
        """What is broader, and not accepted."""
        return [one for one in self.widenings if not one.accepted and one.undecided is None]

    @property
    def undecided(self) -> list[Judged]:
        """What may be broader."""
        return [one for one in self.widenings if one.undecided is not None]


def judge(
    changes: Changes, old: ResolvedPolicy, new: ResolvedPolicy, acceptances: Sequence[Acceptance], today: date
) -> Judgement:
    """What of a difference is accepted.

    Args:
        changes: the difference.
        old: the old policy.
        new: the new one.
        acceptances: the entries of the file beside it.
        today: entries whose last day is before it do not count.
    """
    return _Judging(old, new, acceptances, today).judgement(changes)


class _Judging:
    def __init__(
        self, old: ResolvedPolicy, new: ResolvedPolicy, acceptances: Sequence[Acceptance], today: date
    ) -> None:
        self.old = old
        self.new = new
        self.acceptances = acceptances
        self.expired = {id(entry) for entry in acceptances if entry.until < today}
        self.used: set[int] = set()
        self.too_wide: dict[int, str] = {}

    def judgement(self, changes: Changes) -> Judgement:
        servers = {name for name, role in self.new.roles.items() if role.trust == "server"}
        wider = [change for change in changes.every if change.relation in _WIDER]
        added = {role_of(change) for change in changes.settings if change.setting == "added"} - {None}
        counting = [
            change
            for change in wider
            if role_of(change) not in servers and not (isinstance(change, ActionChange) and change.role in added)
        ]
        widenings = [
            self._action(change) if isinstance(change, ActionChange) else self._setting(change) for change in counting
        ]
        of_servers = sum(role_of(change) in servers for change in wider)
        return Judgement(changes, tuple(widenings), tuple(self._findings()), of_servers)

    def _setting(self, change: SettingChange) -> Judged:
        whole = change.setting in WHOLE or not change.new
        accepted = []
        for entry in self._about((change.subject, change.setting)):
            self.used.add(id(entry))
            if not whole and entry.now != change.new:
                self.too_wide[id(entry)] = _otherwise(entry, change)
            elif id(entry) not in self.expired:
                accepted.append(entry)
        return Judged(change, tuple(accepted))

    def _action(self, change: ActionChange) -> Judged:
        if change.undecided is not None and not change.gained:
            return Judged(change, undecided=change.undecided)
        entries = self._about((change.role, change.kind, change.action))
        if not entries:
            return Judged(change)
        widening = Widening(change, self.old, self.new)
        try:
            counting = [entry for entry in entries if self._counts(entry, widening)]
            names = [entry.names for entry in counting if entry.names is not None]
            beyond = widening.beyond(*names, families=[entry.family for entry in counting if entry.family])
        except language.LanguageError as problem:
            self.used.update(map(id, entries))  # nobody knows
            return Judged(change, undecided=str(problem))
        return Judged(change, tuple(counting) if beyond is None else (), beyond if counting else None)

    def _about(self, about: tuple[str, ...]) -> list[Acceptance]:
        return [entry for entry in self.acceptances if entry.about == about]

    def _counts(self, entry: Acceptance, widening: Widening) -> bool:
        """Whether an entry counts: it accepts something that is gained and nothing else, and is not expired."""
        assert entry.names is not None  # noqa: S101  it is about an action
        by_its_lines = entry.family is not None and widening.by_line_of([entry.family])
        if not by_its_lines and widening.beyond(language.EVERYTHING - entry.names) is None:
            return False
        self.used.add(id(entry))
        # A family cannot be cut to size: it is enough that the new policy gives all of it.
        more = widening.ungiven(entry.names) if entry.family else widening.more(entry.names)
        if more is not None:
            nobody = "is given" if entry.family else "gains"
            self.too_wide[id(entry)] = f"it also accepts `{more}`, which nobody {nobody}"
        return more is None and id(entry) not in self.expired

    def _findings(self) -> Iterator[Diagnostic]:
        for entry in self.acceptances:
            if id(entry) in self.expired:
                end = f"this acceptance of {entry.told} counted until {entry.until}"
                help_text = "take it out, or renew it with its reason"
                if id(entry) not in self.used:
                    end, help_text = f"{end}, and nothing of it is gained", "take it out"
                yield _finding("expired-acceptance", end, entry, help_text)
            elif id(entry) in self.too_wide:
                told = f"this acceptance of {entry.told} accepts nothing: {self.too_wide[id(entry)]}"
                yield _finding(
                    "inexact-acceptance", told, entry, "name just what is gained: a later change would pass with it"
                )
            elif id(entry) not in self.used:
                yield _finding("unused-acceptance", f"nothing is gained of {entry.told}", entry, "take it out")


def _otherwise(entry: Acceptance, change: SettingChange) -> str:
    """Why an acceptance of a setting is not exact."""
    is_now = f"it is `{change.new}` now"
    if entry.now is None:
        return f"it does not say what is accepted; {is_now}, so write `now: {change.new}`"
    return f"it accepts `{entry.now}`, and {is_now}"


def _finding(code: str, message: str, entry: Acceptance, help_text: str) -> Diagnostic:
    severity = Severity.INFO if code == "unused-acceptance" else Severity.WARNING  # it comes of merging what it accepts
    return Diagnostic(code, message, entry.span, help=help_text, severity=severity)


def role_of(change: ActionChange | SettingChange) -> str | None:
    """The role that a change is about, if it is about one."""
    if isinstance(change, ActionChange):
        return change.role
    what, _, name = change.subject.partition(" ")
    return name if what == "role" else None
