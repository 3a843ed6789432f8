"""A finding: what a rule found, how much it matters here, and whether anybody has passed it over."""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Final

from pnpolicy.diagnostic import Diagnostic, Severity
from pnpolicy.lint.catalogue import Listed
from pnpolicy.lint.rule import Confidence, Found
from pnpolicy.text import Span

RANK: Final = {Severity.INFO: 0, Severity.WARNING: 1, Severity.ERROR: 2}
_DIGITS: Final = 16
"""Hexadecimal digits of a fingerprint: enough for any number of findings in one house."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding.

    Attributes:
        rule: who found it.
        severity: as configured.
        found: what was found.
        subject: the role it is about, or nothing.
        suppressed: why it is passed over: the reason given beside it, or `baseline`; nothing for one that counts.
        again: how many more grants of a stream have the same.
        occurrence: which of several that have the same fingerprint otherwise, from 0.
    """

    rule: Listed
    severity: Severity
    found: Found
    subject: str = ""
    suppressed: str = ""
    again: int = 0
    occurrence: int = 0

    @property
    def span(self) -> Span | None:
        """The place."""
        return self.found.span

    @property
    def path(self) -> str:
        """The file, as people name it."""
        return self.found.span.source.name if self.found.span else ""

    @property
    def confidence(self) -> Confidence:
        """`proved` where it shows a name."""
        return Confidence.PROVED if self.found.witness is not None else self.rule.rule.confidence

    @property
    def spans(self) -> Iterator[Span]:
        """All places of the story."""
        if self.found.span:
            yield self.found.span
        yield from (label.span for label in self.found.related)

    @property
    def fingerprint(self) -> str:
        """The same as long as the line it is about says the same, wherever in its file that stands."""
        span = self.span
        line = " ".join(span.source.line(span.line).split()) if span and span.source.text else ""
        parts = (self.rule.id, self.path, self.subject, line, str(self.occurrence))
        return hashlib.sha256("\0".join(parts).encode(errors="replace")).hexdigest()[:_DIGITS]

    @property
    def diagnostic(self) -> Diagnostic:
        """As people read it."""
        found = self.found
        notes = found.notes
        if self.again:
            notes = (*notes, f"the same in {self.again:,} more grant{'' if self.again == 1 else 's'}")
        return Diagnostic(
            self.rule.id,
            found.message,
            found.span,
            found.label,
            found.related,
            (*notes, f"{self.rule.name}, {self.confidence}"),
            found.help,
            self.severity,
        )

    @property
    def order(self) -> tuple[str, int, int, str, str]:
        """The order people read them in."""
        span = self.span
        if span is None:
            return self.path, 0, 0, self.rule.id, self.found.message
        return self.path, span.source.first, span.start, self.rule.id, self.found.message


def numbered(findings: Iterable[Finding]) -> list[Finding]:
    """In order, each once, and those that would have one fingerprint told apart."""
    seen: dict[tuple[str, int, int, str, str], Finding] = {}
    for finding in findings:
        seen.setdefault(finding.order, finding)
    counts: dict[str, int] = {}
    ordered = []
    for key in sorted(seen):
        finding = seen[key]
        mark = finding.fingerprint
        number = counts[mark] = counts.get(mark, -1) + 1
        ordered.append(replace(finding, occurrence=number) if number else finding)
    return ordered
