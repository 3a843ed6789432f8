"""Mends policies by the fixes of findings. Comments and layout stay, and a safe fix is proved to give nothing more.

One fix after the other: it is put into the text, the policy is read again, and the result is kept if it can be used
and, for a safe fix, if every role is shown to reach no more than before. What cannot be shown is left alone, and said.
Nothing is written here.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from pnpolicy import language
from pnpolicy.diagnostic import Severity
from pnpolicy.document import load as documents
from pnpolicy.lint.finding import Finding
from pnpolicy.lint.rule import Fix
from pnpolicy.lint.subset import wider
from pnpolicy.policy.model import ResolvedPolicy
from pnpolicy.policy.resolve import resolve
from pnpolicy.text import Source

Mode = Literal["safe", "unsafe"]
Overlay = Mapping[Path, str]
"""Resolved path → a text to be read instead of what is on the disk."""


@dataclass(slots=True)
class Mended:
    """What became of the fixes of one policy.

    Attributes:
        sources: resolved path → the file as it was, for files that change.
        texts: resolved path → its new text.
        applied: findings whose fix was applied.
        refused: findings whose fix was not, with why.
    """

    sources: dict[Path, Source] = field(default_factory=dict)
    texts: dict[Path, str] = field(default_factory=dict)
    applied: list[Finding] = field(default_factory=list)
    refused: list[tuple[Finding, str]] = field(default_factory=list)


def mended(path: str, mode: Mode, lint: Callable[[Overlay], Iterable[Finding]]) -> Mended:
    """A policy with the fixes of its findings applied, one after the other.

    Args:
        path: the policy.
        mode: `unsafe` applies those that may give more, or something else, as well.
        lint: what the linter says of the policy with some texts in the place of its files. Asked again after every
            fix, for then places have moved and other findings may be gone.
    """
    result = Mended()
    done: set[tuple[str, str]] = set()
    waiting = _waiting(lint(result.texts), mode, done)
    while (finding := next(waiting, None)) is not None:
        done.add((finding.rule.id, finding.found.message))
        why = _apply(path, finding, result)
        if why:
            result.refused.append((finding, why))
        else:
            result.applied.append(finding)
            waiting = _waiting(lint(result.texts), mode, done)
    return result


def _waiting(findings: Iterable[Finding], mode: Mode, done: set[tuple[str, str]]) -> Iterator[Finding]:
    for finding in findings:
        fix = finding.found.fix
        if fix is None or not fix.edits or finding.suppressed or (not fix.safe and mode == "safe"):
            continue
        if (finding.rule.id, finding.found.message) not in done:
            yield finding


def _apply(path: str, finding: Finding, result: Mended) -> str:
    """Puts one fix into the texts; nothing and a reason, if it must not stay."""
    fix = finding.found.fix
    assert fix is not None  # noqa: S101  only findings with one are waiting
    source = fix.edits[0].span.source
    file = Path(source.name).resolve()
    text = _edited(source.text, fix)
    why = _objection(path, result.texts, {**result.texts, file: text}, fix)
    if not why:
        result.sources.setdefault(file, source)
        result.texts[file] = text
    return why


def _edited(text: str, fix: Fix) -> str:
    for edit in sorted(fix.edits, key=lambda edit: edit.span.start, reverse=True):
        text = text[: edit.span.start] + edit.text + text[edit.span.end :]
    return text


def _objection(path: str, before: Overlay, after: Overlay, fix: Fix) -> str:
    new = _resolved(path, after)
    if new is None:
        return "the policy could not be used any more"
    old = _resolved(path, before)
    if not fix.safe or old is None:
        return ""
    try:
        return wider(old, new)
    except language.LanguageError as problem:
        return f"it was not decided whether it gives no more: {problem}"


def _resolved(path: str, overlay: Overlay) -> ResolvedPolicy | None:
    read, problems = documents.load(path, overlay)
    if read is None:
        return None
    resolved, more = resolve(read)
    return None if any(problem.severity is Severity.ERROR for problem in (*problems, *more)) else resolved
