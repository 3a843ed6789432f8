"""Lints policies: as written, with its names bound, role by role, line by line."""

import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from pnpolicy.diagnostic import Diagnostic, Severity
from pnpolicy.document import load as documents
from pnpolicy.document.load import Documents
from pnpolicy.grant.compiled import plans_of
from pnpolicy.grant.plan import Plan
from pnpolicy.lint.finding import Finding
from pnpolicy.lint.running import Runner
from pnpolicy.lint.subjects import Access, Pattern, Proofs, patterns_of_policy
from pnpolicy.lint.suppress import Suppression, by_line, suppressions
from pnpolicy.policy.model import ResolvedPolicy
from pnpolicy.policy.resolve import resolve


@dataclass(frozen=True, slots=True)
class Looked:
    """A policy that was looked at, for whoever goes on with it: nothing is read or decided a second time.

    Attributes:
        path: as it was given.
        proofs: the claims about it, as far as rules have asked for them, and ready to be asked for others.
    """

    path: str
    documents: Documents
    policy: ResolvedPolicy
    plans: Mapping[str, Plan]
    proofs: Proofs


def lint_policies(
    paths: Iterable[str | os.PathLike[str]],
    runner: Runner,
    *,
    today: date,
    ignores: bool = True,
    overlay: Mapping[Path, str] | None = None,
    begin: Callable[[str], object] = str,
) -> list[Looked]:
    """Adds what is wrong with some policies to the runner's report.

    Args:
        paths: files, or folders with a `policy.yaml`.
        runner: the rules.
        today: the day on which suppressions are judged.
        ignores: whether comments in the policies may pass findings over.
        overlay: resolved path → a text to be read instead of what is on the disk.
        begin: told of each policy before it is looked at.

    Returns:
        The policies that can be used.
    """
    comments: dict[tuple[Path, int], Suppression] = {}
    usable = []
    for path in paths:
        begin(os.fspath(path))
        looked, suppressed = _lint_policy(path, runner, today if ignores else None, overlay)
        usable += [looked] if looked else []
        for found in suppressed:
            # A catalogue is a part of several policies; a comment in it is needed if one of them needs it.
            key = Path(found.span.source.name).resolve(), found.span.start
            first = comments.setdefault(key, found)
            first.met |= found.met
            first.lacking |= found.lacking
    for suppression in comments.values():
        runner.show(suppression, Suppression, lambda span=suppression.span: span)  # type: ignore[misc]
    return usable


def _lint_policy(
    path: str | os.PathLike[str], runner: Runner, today: date | None, overlay: Mapping[Path, str] | None
) -> tuple[Looked | None, list[Suppression]]:
    """Lints one policy; the policy, and its comments, if they are to be looked at, with what they met."""
    runner.report.checked += 1
    before = len(runner.report.findings)
    looked = _lint(os.fspath(path), *documents.load(path, overlay), runner)
    if looked is None or today is None:
        return looked, []
    found = list(suppressions(looked.documents, runner.known, today, runner.idle))
    if found:
        runner.report.findings[before:] = _passed_over(runner.report.findings[before:], found)
    return looked, found


def _lint(path: str, read: Documents | None, problems: list[Diagnostic], runner: Runner) -> Looked | None:
    """Runs the rules on a policy; None if it cannot be used. What keeps it from that is not passed over."""
    resolved: ResolvedPolicy | None = None
    plans: dict[str, Plan] = {}
    if read is not None:
        resolved, more = resolve(read)
        problems = [*problems, *more]
        if not _broken(problems):
            plans, more = plans_of(resolved, stamp=True)
            problems += more
    if read is None or resolved is None or _broken(problems):
        runner.told(problems, always=True)
        runner.report.unread += 1
        return None
    runner.told(problems)
    looked = Looked(path, read, resolved, plans, Proofs(resolved, plans))
    _show(looked, runner)
    return looked


def _show(looked: Looked, runner: Runner) -> None:
    read, resolved, proofs = looked.documents, looked.policy, looked.proofs
    whole = read.policy.key("name")
    runner.show(read, Documents, lambda: whole)
    runner.show(resolved, ResolvedPolicy, lambda: whole)
    for pattern in patterns_of_policy(resolved, read):
        runner.show(pattern, Pattern, lambda span=pattern.span: span)  # type: ignore[misc]
    runner.show(proofs, Proofs, lambda: whole)
    for role in resolved.roles.values():
        if role.trust != "client":
            continue
        access = Access(role, looked.plans[role.name].access.reaches, resolved, proofs, read)
        runner.show(access, Access, lambda span=role.span: span, role.name)  # type: ignore[misc]
        for line in access.own_lines:
            runner.show_line(line, role.name)
    runner.told(replace(problem, code="undecided", severity=Severity.WARNING) for problem in proofs.undecided)


def _broken(problems: Iterable[Diagnostic]) -> bool:
    return any(problem.severity is Severity.ERROR for problem in problems)


def _passed_over(findings: list[Finding], found: list[Suppression]) -> list[Finding]:
    places = by_line(found)
    told = []
    for finding in findings:
        reason = ""
        for span in finding.spans:
            for suppression in places.get((id(span.source), span.line), ()):
                if suppression.passes_over(finding.rule) and not reason:
                    reason = suppression.reason or "ignored by a comment"
        told.append(replace(finding, suppressed=reason) if reason else finding)
    return told
