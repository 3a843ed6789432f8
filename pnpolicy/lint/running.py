"""Runs checks and notes what they find, what they could not decide, and which of them broke."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from typing import Any, Final

from pnpolicy import language
from pnpolicy.diagnostic import Diagnostic, Severity
from pnpolicy.lint.catalogue import Check, Listed
from pnpolicy.lint.finding import Finding
from pnpolicy.lint.profile import Settings
from pnpolicy.lint.rule import Found
from pnpolicy.lint.subjects import GrantLine, Line, ObservedGrant, Pattern
from pnpolicy.text import Span
from pnpolicy.wire.actions import Kind

FALLBACK: Final = "PNP100"
"""The rule of whatever reading a policy tells that no other rule calls its own."""
UNDECIDED: Final = "PNP124"
"""The rule of what could not be decided."""


Place = Callable[[], Span | None]
"""Finds a place; asked only when there is something to tell."""
Keep = Callable[[Listed, Found, str, Place], None]
"""What becomes of a finding: the rule, what it found, of which role, and where."""


@dataclass(frozen=True, slots=True)
class Fault:
    """A rule that broke: a mistake of its author's.

    Attributes:
        rule: its id.
        error: what kind of exception it raised; its text may quote a token and is not kept.
        where: what it was shown.
    """

    rule: str
    error: str
    where: str


@dataclass(slots=True)
class Report:
    """What came of it.

    Attributes:
        findings: those that count and those that are passed over.
        checked: how many policies, or grants, were looked at.
        unread: how many could not be read.
        undecided: whether something could not be decided.
        faults: rules that broke.
        more: how many findings beyond those kept there are.
        stale: entries of the baseline that nothing answers to any more.
    """

    findings: list[Finding] = field(default_factory=list)
    checked: int = 0
    unread: int = 0
    undecided: bool = False
    faults: list[Fault] = field(default_factory=list)
    more: int = 0
    stale: int = 0

    @property
    def active(self) -> list[Finding]:
        """The findings that count."""
        return [finding for finding in self.findings if not finding.suppressed]


class Runner:
    """Some rules, ready to be run on one subject after the other."""

    def __init__(self, rules: Iterable[Listed], settings: Settings) -> None:
        self.known = tuple(rules)
        self.settings = settings
        self.report = Report()
        self.by_id = {listed.id: listed for listed in self.known}
        self._told_as = {code: listed for listed in self.known for code in listed.rule.told_as}
        self._by_stage: dict[type, list[tuple[Listed, Check]]] = {}
        for listed in self.known:
            if self.runs(listed):
                for check in listed.checks:
                    self._by_stage.setdefault(check.stage, []).append((listed, check))
        self._interest: dict[tuple[Any, ...], tuple[tuple[Listed, Check], ...]] = {}
        self._patterns: dict[tuple[Any, ...], tuple[tuple[Listed, Found], ...]] = {}

    def runs(self, rule: Listed) -> bool:
        """Whether a rule is selected and not ignored."""
        select, ignore = self.settings.select, self.settings.ignore
        return (not select or rule.is_one_of(select)) and not rule.is_one_of(ignore)

    @property
    def idle(self) -> frozenset[str]:
        """The ids and the names of rules that do not run."""
        return frozenset(name for rule in self.known if not self.runs(rule) for name in (rule.id, rule.name))

    # ---- what is told by others --------------------------------------------------------------------------------------

    def told(self, diagnostics: Iterable[Diagnostic], *, always: bool = False) -> None:
        """Takes in what reading or compiling has told, under the rules that call it theirs.

        Args:
            diagnostics: what was told.
            always: whether rules that are not selected count as well: a policy that cannot be used is never a pass.
        """
        for said in diagnostics:
            listed = self._told_as.get(said.code) or self.by_id[FALLBACK]
            if listed.id == UNDECIDED:
                self.report.undecided = True
            if always or listed.id == UNDECIDED or self.runs(listed):
                found = Found(said.message, said.help, None, said.span, said.label, said.related, said.notes)
                severity = Severity.ERROR if said.severity is Severity.ERROR else self.severity(listed)
                self.add(Finding(listed, severity, found), lambda span=said.span: span)  # type: ignore[misc]

    def severity(self, rule: Listed) -> Severity:
        """How much a rule's findings matter, as configured."""
        own = self.settings.severity.get(rule.id) or self.settings.severity.get(rule.name)
        return Severity(own) if own else rule.rule.severity

    # ---- running -----------------------------------------------------------------------------------------------------

    def show(self, subject: Any, stage: type, place: Place, role: str = "") -> None:  # noqa: ANN401  any stage
        """Shows a subject to every check that wants its kind.

        Args:
            subject: a policy, a role, a pattern, …
            stage: as checks ask for it.
            place: finds its place, for findings that do not say another.
            role: the role it belongs to, whose thresholds and ignored rules then count.
        """
        for listed, check in self._by_stage.get(stage, ()):
            self.run(listed, check, subject, role, place)

    def show_line(self, line: Line, role: str = "") -> None:
        """Shows flags on names to every check that is interested in such."""
        for listed, check in self.interested(type(line), line):
            self.run(listed, check, line, role, line.place)

    def interested(self, kind_of_line: type, line: Line) -> tuple[tuple[Listed, Check], ...]:
        """The checks that want to be shown lines like one."""
        key = (kind_of_line, line.kind, line.mask, line.is_open)
        if key not in self._interest:
            self._interest[key] = tuple(
                (listed, check)
                for stage in (Line, kind_of_line)
                for listed, check in self._by_stage.get(stage, ())
                if line.kind in listed.rule.kinds
                and (not listed.rule.flags or line.mask & listed.rule.flags)
                and listed.rule.form in ("any", "open" if line.is_open else "exact")
            )
        return self._interest[key]

    def run(
        self,
        listed: Listed,
        check: Check,
        subject: Any,  # noqa: ANN401  any stage
        role: str,
        place: Place,
        keep: Keep | None = None,
    ) -> None:
        """Runs one check on one subject and keeps what it finds.

        What it could not decide is noted, and so is that it broke; others go on.
        """
        keep = keep or self.keep
        try:
            for found in check.run(subject, self.settings.for_role(role)) if check.measured else check.run(subject):
                keep(listed, found, role, place)
        except language.RegexSyntaxError:
            return  # a rule of its own says so
        except (language.Undecided, language.Unsupported) as problem:
            self.undecided(listed, str(problem), place())
        except Exception as error:  # noqa: BLE001  whatever a rule raises must not keep the others from running
            if all(fault.rule != listed.id for fault in self.report.faults):  # once: it may break on every grant
                where = place()
                self.report.faults.append(Fault(listed.id, type(error).__name__, str(where) if where else ""))

    def keep(self, listed: Listed, found: Found, role: str, place: Place) -> None:
        """Keeps one finding, unless the role's settings say otherwise."""
        subject = found.subject or role
        own = self.settings.roles.get(subject)
        if own is None or not listed.is_one_of(own.ignore):
            self.add(Finding(listed, self.severity(listed), found, subject), place)

    def add(self, finding: Finding, place: Place) -> None:
        """Adds a finding to the report."""
        self.report.findings.append(placed(finding, place))

    def undecided(self, listed: Listed, why: str, span: Span | None) -> None:
        """Notes that a rule could not decide its question. Not decided is not a pass."""
        self.report.undecided = True
        rule = self.by_id[UNDECIDED]
        message = f"`{listed.name}` was not decided here: {why}"
        found = Found(message, "write the pattern more plainly; until then this is no pass", span=span)
        self.add(Finding(rule, self.severity(rule), found), lambda: span)

    # ---- grants ------------------------------------------------------------------------------------------------------

    def show_grant(self, grant: ObservedGrant) -> None:
        """Shows a grant, its lines and its patterns. A role that it says it was made for is measured by its own."""
        role = grant.role or ""
        self.show(grant, ObservedGrant, grant.place, role)
        for kind, name, mask, is_pattern in grant.entries():
            self.show_line(GrantLine(kind, mask, grant, name, is_open=is_pattern), role)
            if is_pattern:
                self._show_pattern(grant, kind, name, mask)

    def _show_pattern(self, grant: ObservedGrant, kind: Kind, text: str, mask: int) -> None:
        """Shows a pattern once, however many grants of a stream have it."""

        def place() -> Span:
            return grant.at_name(kind, text, pattern=True)

        key = (kind, text, mask)
        if key not in self._patterns:
            if len(self._patterns) > _MOST_PATTERNS:
                self._patterns.clear()
            kept: list[tuple[Listed, Found]] = []
            pattern = Pattern(text, kind, "search", mask)
            for listed, check in self._by_stage.get(Pattern, ()):
                self.run(listed, check, pattern, "", place, lambda rule, found, *_: kept.append((rule, found)))
            self._patterns[key] = tuple(kept)
        for listed, found in self._patterns[key]:
            self.keep(listed, found, grant.role or "", place)


def placed(finding: Finding, place: Place) -> Finding:
    """A finding that says where."""
    return finding if finding.span is not None else replace(finding, found=replace(finding.found, span=place()))


_MOST_PATTERNS: Final = 4096
"""Patterns whose findings are remembered."""
