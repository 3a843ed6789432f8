"""Audits grants that exist: a stream of request bodies, SDK calls and tokens, thousands of them, in bounded memory.

What several grants of a stream have in common is told once, with how many more have it.
"""

from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from pnpolicy.diagnostic import Diagnostic
from pnpolicy.grant.grant import Grant
from pnpolicy.grant.observed import ObservedGrant
from pnpolicy.lint.catalogue import Listed
from pnpolicy.lint.comparing import Comparison
from pnpolicy.lint.finding import Finding
from pnpolicy.lint.profile import Settings
from pnpolicy.lint.running import Place, Runner, placed

MOST_PATTERNS: Final = 400
"""Patterns of one grant that are looked at, some seconds. A token that fits a URL, with names in it that people would
write, has fewer."""
MOST_KEPT: Final = 2_000
"""Different findings that are kept; nobody reads more, and beyond them they are counted."""


class GrantRunner(Runner):
    """A runner for a stream: it keeps each finding once."""

    def __init__(self, rules: Iterable[Listed], settings: Settings) -> None:
        super().__init__(rules, settings)
        self._kept: dict[tuple[str, str, str, int], int] = {}
        self._here: dict[tuple[str, str, str], int] = {}

    def add(self, finding: Finding, place: Place) -> None:
        """Adds a finding, or counts it where the same has been found in an earlier grant."""
        alike = (finding.rule.id, finding.found.message, finding.subject)
        number = self._here[alike] = self._here.get(alike, 0) + 1  # a grant may say the same in several places
        key = (*alike, number)
        findings = self.report.findings
        if key in self._kept:
            first = self._kept[key]
            findings[first] = replace(findings[first], again=findings[first].again + 1)
        elif len(findings) < MOST_KEPT:
            self._kept[key] = len(findings)
            findings.append(placed(finding, place))
        else:
            self.report.more += 1

    def audit(self, record: ObservedGrant | Diagnostic, allowed: Grant | None = None) -> None:
        """Looks at one grant; one that could not be read is told and counted as unread.

        Args:
            record: as `records` gives it.
            allowed: what a policy gives the same login, to hold it against.
        """
        self.report.checked += 1
        self._here.clear()
        if isinstance(record, Diagnostic):
            self.report.unread += 1
            self.told([record], always=True)
        elif (count := sum(map(len, record.patterns.values()))) > MOST_PATTERNS:
            message = f"this grant has {count:,} patterns; no more than {MOST_PATTERNS} are looked at"
            self.report.unread += 1
            self.told([Diagnostic("too-large", message, record.span, help="split it")], always=True)
        else:
            self.show_grant(record)
            if allowed is not None:
                self.show(Comparison(record, allowed), Comparison, record.place)
