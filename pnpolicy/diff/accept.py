"""Acceptances: which widenings of a policy somebody has said are meant, bound to the policies they are about."""

from dataclasses import dataclass, field
from datetime import date

from pnpolicy import language
from pnpolicy.diagnostic import Diagnostic, Problems, suggestion
from pnpolicy.diff.lines import regex_of
from pnpolicy.document.acceptance import AcceptDocument, AcceptedNames, AcceptedSetting
from pnpolicy.document.load import Document
from pnpolicy.policy.domain import DomainError, pattern_regex
from pnpolicy.policy.model import Family, ResolvedPolicy
from pnpolicy.policy.template import Hole, Template
from pnpolicy.text import Span
from pnpolicy.wire.actions import ACTIONS, PRESENCE_SUFFIX, Kind

AcceptFile = Document[AcceptDocument]

_PRESENCE = "presence"


@dataclass(frozen=True, slots=True)
class Acceptance:
    """One entry of a file of acceptances, bound to the policies.

    Attributes:
        about: what it is about: (role, kind, action), or (subject, setting).
        names: the names that it accepts; None for a setting.
        family: the family, if these are all its names, and whether as presence companions.
        now: what a setting may be now; None for any value.
        until: the last day on which it counts.
        span: the entry.
        told: what it accepts, for people.
    """

    about: tuple[str, Kind, str] | tuple[str, str]
    names: language.Regex | None = field(compare=False)
    family: tuple[str, bool] | None
    now: str | None
    until: date
    by: str
    why: str
    span: Span
    told: str


def bind(document: AcceptFile, old: ResolvedPolicy, new: ResolvedPolicy) -> tuple[list[Acceptance], list[Diagnostic]]:
    """The entries of a file, every name in them bound to one of the policies, and what is wrong with the file."""
    binding = _Binding(document, old, new)
    found = [
        binding.of_names(number, entry) if isinstance(entry, AcceptedNames) else binding.of_setting(number, entry)
        for number, entry in enumerate(document.model.accept)
    ]
    return [entry for entry in found if entry is not None], binding.problems


class _Binding:
    def __init__(self, document: AcceptFile, old: ResolvedPolicy, new: ResolvedPolicy) -> None:
        self.document = document
        self.old = old
        self.new = new
        self.problems = Problems()

    def at(self, number: int, *key: str) -> Span:
        """The place of an entry, or of a value in it."""
        return self.document.at("accept", number, *key)

    def of_setting(self, number: int, entry: AcceptedSetting) -> Acceptance:
        """What may be said otherwise."""
        now = str(entry.now).lower() if isinstance(entry.now, bool) else None if entry.now is None else str(entry.now)
        told = f"`{entry.setting}` of `{entry.of}`"
        about = (entry.of, entry.setting)
        return Acceptance(about, None, None, now, entry.until, entry.by, entry.why, self.at(number), told)

    def of_names(self, number: int, entry: AcceptedNames) -> Acceptance | None:
        """Which names may be gained; None if that cannot be told, which is reported."""
        kind = Kind(entry.kind)
        self._check(number, entry, kind)
        names = self._names(number, entry, kind)
        if names is None:
            return None
        action = entry.action
        if action == _PRESENCE:
            action, names = "read", language.concat(names, language.literal(PRESENCE_SUFFIX))
        told = f"`{entry.action}` on `{entry.family or f'/{entry.pattern}/'}` for `{entry.role}`"
        about = (entry.role, kind, action)
        family = (entry.family, entry.action == _PRESENCE) if entry.family else None
        return Acceptance(about, names, family, None, entry.until, entry.by, entry.why, self.at(number), told)

    def _check(self, number: int, entry: AcceptedNames, kind: Kind) -> None:
        known = ACTIONS[kind] if kind is Kind.USERS else (*ACTIONS[kind], _PRESENCE)
        if entry.action not in known:
            message = f"there is no action `{entry.action}` on {kind}"
            help_text = suggestion(entry.action, known, "actions")
            self.problems.report("unknown-action", message, self.at(number, "action"), help_text)
        if entry.role not in {*self.old.roles, *self.new.roles}:
            message = f"neither policy has a role `{entry.role}`"
            help_text = suggestion(entry.role, self.new.roles, "roles")
            self.problems.report("unknown-role", message, self.at(number, "role"), help_text)

    def _names(self, number: int, entry: AcceptedNames, kind: Kind) -> language.Regex | None:
        if (entry.family is None) == (entry.pattern is None):
            told = "an acceptance says `family` or `pattern`" + ("" if entry.family is None else ", not both")
            self.problems.report("wrong-keys", told, self.at(number), "say which names are meant")
            return None
        if entry.pattern is not None:
            try:
                return pattern_regex(entry.pattern)
            except DomainError as error:
                where = self.at(number, "pattern")
                self.problems.report(error.code or "bad-pattern", str(error), where, error.help)
                return None
        for policy in (self.new, self.old):
            family = policy.families.get((kind, str(entry.family)))
            if family is not None:
                return _names_of(family, policy)
        where = self.at(number, "family")
        help_text = suggestion(str(entry.family), [name for of, name in self.new.families if of is kind], "families")
        self.problems.report("unknown-family", f"no family of {kind} is called `{entry.family}`", where, help_text)
        return None


def _names_of(family: Family, policy: ResolvedPolicy) -> language.Regex:
    """All names of a family, each hole ranging over its domain."""
    if not isinstance(family.names, Template):
        return family.names.regex
    parts = (policy.variables[part.name].domain if isinstance(part, Hole) else part for part in family.names.parts)
    return language.concat(*map(regex_of, parts))
