"""Acceptances: which widenings of a policy somebody has said are meant, bound to the policies they are about."""

from dataclasses import dataclass
from datetime import date

from pnpolicy import language
from pnpolicy.diagnostic import Diagnostic, Problems, suggestion
from pnpolicy.document.acceptance import AcceptDocument, AcceptedNames
from pnpolicy.document.load import Document
from pnpolicy.policy.domain import DomainError, pattern_regex
from pnpolicy.policy.model import ResolvedPolicy
from pnpolicy.text import Span
from pnpolicy.wire.actions import ACTIONS, Kind

AcceptFile = Document[AcceptDocument]


@dataclass(frozen=True, slots=True)
class Acceptance:
    """One entry of a file of acceptances, bound to the policies.

    Attributes:
        about: what it is about: (role, kind, action), or (subject, setting).
        family: the family whose lines it accepts, or None.
        names: the names its pattern matches, or None.
        until: the last day on which it counts.
        span: the entry.
    """

    about: tuple[str, Kind, str] | tuple[str, str]
    family: str | None
    names: language.Regex | None
    until: date
    by: str
    why: str
    span: Span


def bind(document: AcceptFile, old: ResolvedPolicy, new: ResolvedPolicy) -> tuple[list[Acceptance], list[Diagnostic]]:
    """The entries of a file, every name in them bound to one of the policies, and what is wrong with the file."""
    problems = Problems()
    found = []
    for number, entry in enumerate(document.model.accept):
        span = document.at("accept", number)
        if not isinstance(entry, AcceptedNames):
            about = (entry.of, entry.setting)
            found.append(Acceptance(about, None, None, entry.until, entry.by, entry.why, span))
            continue
        kind = Kind(entry.kind)
        if entry.action not in ACTIONS[kind]:
            where = document.at("accept", number, "action")
            problems.report(
                "unknown-action",
                f"there is no action `{entry.action}` on {kind}",
                where,
                suggestion(entry.action, ACTIONS[kind], "actions"),
            )
        if entry.role not in {*old.roles, *new.roles}:
            where = document.at("accept", number, "role")
            help_text = suggestion(entry.role, new.roles, "roles")
            problems.report("unknown-role", f"neither policy has a role `{entry.role}`", where, help_text)
        names = _names(document, number, entry, problems)
        if entry.family is not None and not any((kind, entry.family) in side.families for side in (old, new)):
            where = document.at("accept", number, "family")
            help_text = suggestion(entry.family, [name for of, name in new.families if of is kind], "families")
            problems.report("unknown-family", f"no family of {kind} is called `{entry.family}`", where, help_text)
        about_names = (entry.role, kind, entry.action)
        found.append(Acceptance(about_names, entry.family, names, entry.until, entry.by, entry.why, span))
    return found, problems


def _names(document: AcceptFile, number: int, entry: AcceptedNames, problems: Problems) -> language.Regex | None:
    """The names of an entry's pattern, if it has one."""
    if (entry.family is None) == (entry.pattern is None):
        told = "an acceptance says `family` or `pattern`" + ("" if entry.family is None else ", not both")
        problems.report("wrong-keys", told, document.at("accept", number), "say which names are meant")
    elif entry.pattern is not None:
        try:
            return pattern_regex(entry.pattern)
        except DomainError as error:
            where = document.at("accept", number, "pattern")
            problems.report(error.code or "bad-pattern", str(error), where, error.help)
    return None
