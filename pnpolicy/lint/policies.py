"""Lints policies: as written, with its names bound, role by role, line by line."""

import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
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


def lint_policies(
    paths: Iterable[str | os.PathLike[str]],
    runner: Runner,
    *,
    today: date,
    ignores: bool = True,
    overlay: Mapping[Path, str] | None = None,
    begin: Callable[[str], object] = str,
) -> None:
    """Adds what is wrong with some policies to the runner's report.

    Args:
        paths: files, or folders with a `policy.yaml`.
        runner: the rules.
        today: the day on which suppressions are judged.
        ignores: whether comments in the policies may pass findings over.
        overlay: resolved path → a text to be read instead of what is on the disk.
        begin: told of each policy before it is looked at.
    """
    comments: dict[tuple[Path, int], Suppression] = {}
    for path in paths:
        begin(os.fspath(path))
        for found in _lint_policy(path, runner, today if ignores else None, overlay):
            # A catalogue is a part of several policies; a comment in it is needed if one of them needs it.
            key = Path(found.span.source.name).resolve(), found.span.start
            first = comments.setdefault(key, found)
            first.met |= found.met
            first.lacking |= found.lacking
    for suppression in comments.values():
        runner.show(suppression, Suppression, lambda span=suppression.span: span)  # type: ignore[misc]


def _lint_policy(
    path: str | os.PathLike[str], runner: Runner, today: date | None, overlay: Mapping[Path, str] | None
) -> list[Suppression]:
    """Lints one policy; its comments, if they are to be looked at, with what they met."""
    runner.report.checked += 1
    before = len(runner.report.findings)
    read, problems = documents.load(path, overlay)
    if not _lint(read, problems, runner) or read is None or today is None:
        return []
    found = list(suppressions(read, runner.known, today, runner.idle))
    if found:
        runner.report.findings[before:] = _passed_over(runner.report.findings[before:], found)
    return found


def _lint(read: Documents | None, problems: list[Diagnostic], runner: Runner) -> bool:
    """Runs the rules on a policy; whether it could be used at all. What keeps it from that is not passed over."""
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
        return False
    runner.told(problems)
    _show(read, resolved, plans, runner)
    return True


def _show(read: Documents, resolved: ResolvedPolicy, plans: dict[str, Plan], runner: Runner) -> None:
    whole = read.policy.key("name")
    runner.show(read, Documents, lambda: whole)
    runner.show(resolved, ResolvedPolicy, lambda: whole)
    for pattern in patterns_of_policy(resolved, read):
        runner.show(pattern, Pattern, lambda span=pattern.span: span)  # type: ignore[misc]
    proofs = Proofs(resolved, plans)
    runner.show(proofs, Proofs, lambda: whole)
    for role in resolved.roles.values():
        if role.trust != "client":
            continue
        access = Access(role, plans[role.name].access.reaches, resolved, proofs, read)
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
