"""Comments that pass a finding over: `# pnpolicy: ignore[PNP303] until=2027-01-31 by=@team -- reason`.

Behind something they speak of their own line, by themselves of the next line that says something. For rules about
security and tenancy a reason and a date are required; without them, or after the date, nothing is passed over.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from pnpolicy.document import nodes
from pnpolicy.document.load import Documents
from pnpolicy.lint.catalogue import SECURITY, Listed
from pnpolicy.text import Source, Span

_COMMENT: Final = re.compile(r"#[ \t]*pnpolicy[ \t]*:[ \t]*ignore\b[^\r\n]*")
_FORM: Final = re.compile(
    r"#[ \t]*pnpolicy:[ \t]*ignore\[(?P<rules>[^\]]*)\]"
    r"(?P<keys>(?:[ \t]+[a-z]+=\S+)*)(?:[ \t]+--[ \t]*(?P<reason>.*))?"
)
_KEYS: Final = ("until", "by")
FORM: Final = "# pnpolicy: ignore[PNP303] until=2027-01-31 by=@team -- reason"
"""How such a comment is written, for messages."""


@dataclass(eq=False)
class Suppression:
    """One comment.

    Attributes:
        rules: what it names, as written.
        span: the comment.
        line: the number of the line it speaks of; 0 if there is none.
        until: the last day on which it counts.
        problem: why it cannot be read, or nothing.
        lacking: what it does not say although a rule it named needs it; filled in when findings are looked at.
        met: what it named and what was found.
        known: the rules it may name.
        idle: those of them that did not run; nobody knows what they would have found.
    """

    rules: tuple[str, ...]
    span: Span
    line: int
    reason: str = ""
    until: date | None = None
    by: str = ""
    problem: str = ""
    expired: bool = False
    lacking: set[str] = field(default_factory=set)
    met: set[str] = field(default_factory=set)
    known: tuple[Listed, ...] = ()
    idle: frozenset[str] = frozenset()

    @property
    def unmet(self) -> tuple[str, ...]:
        """What it names and nobody found there."""
        return tuple(name for name in self.rules if name not in self.met and name not in self.idle)

    def passes_over(self, rule: Listed) -> bool:
        """Whether it counts for what a rule has found on its line; what was asked for is noted."""
        named = [name for name in self.rules if name in (rule.id, rule.name)]
        if not named or self.problem:
            return False
        self.met.update(named)
        if rule.category in SECURITY:
            self.lacking |= {what for what, said in (("a reason", self.reason), ("a date", self.until)) if not said}
        return not self.expired and not (rule.category in SECURITY and (not self.reason or self.until is None))


def suppressions(
    documents: Documents, known: tuple[Listed, ...], today: date, idle: frozenset[str] = frozenset()
) -> Iterator[Suppression]:
    """The comments of a policy and its catalogues.

    Args:
        documents: the policy.
        known: the rules there are.
        today: what has ended before is expired.
        idle: ids and names of rules that did not run.
    """
    for document in documents:
        for found in _in_source(document.source, document.root, known, today):
            found.idle = idle
            yield found


def _in_source(source: Source, root: nodes.Node, known: tuple[Listed, ...], today: date) -> Iterator[Suppression]:
    values: list[tuple[int, int]] | None = None
    for match in _COMMENT.finditer(source.text):
        if values is None:
            values = list(_scalars(root))
        if any(start <= match.start() < end for start, end in values):
            continue  # a text that looks like a comment
        span = Span(source, match.start(), match.start() + len(match[0].rstrip()))
        found = _read(match[0].rstrip(), span, known)
        found.line = _line_meant(source, match.start())
        found.expired = found.until is not None and found.until < today
        yield found


def _read(text: str, span: Span, known: tuple[Listed, ...]) -> Suppression:
    form = _FORM.fullmatch(text)
    if form is None:
        return Suppression((), span, 0, problem=f"write `{FORM}`")
    rules = tuple(name.strip() for name in form["rules"].split(",") if name.strip())
    found = Suppression(rules, span, 0, reason=(form["reason"] or "").strip(), known=known)
    if not rules:
        found.problem = "it names no rule"
    for pair in form["keys"].split():
        key, _, value = pair.partition("=")
        if key not in _KEYS:
            found.problem = f"it may say `until` and `by`, not `{key}`"
        elif key == "by":
            found.by = value
        else:
            try:
                found.until = date.fromisoformat(value)
            except ValueError:
                found.problem = f"`{value}` is not a date, such as 2027-01-31"
    return found


def _line_meant(source: Source, at: int) -> int:
    number, column = source.position(at)
    if source.line(number)[: column - 1].strip():
        return number
    last = source.position(len(source.text))[0]
    for following in range(number + 1, last + 1):
        text = source.line(following).strip()
        if text and not text.startswith("#"):
            return following
    return 0


def _scalars(root: nodes.Node) -> Iterator[tuple[int, int]]:
    waiting = [root]
    while waiting:
        node = waiting.pop()
        if isinstance(node, nodes.Mapping):
            for key, value in node.entries.values():
                waiting += [key, value]
        elif isinstance(node, nodes.Sequence):
            waiting += node.items
        else:
            yield node.start, node.end


def by_line(found: Iterable[Suppression]) -> dict[tuple[int, int], list[Suppression]]:
    """The comments by the source (its identity) and the line they speak of."""
    places: dict[tuple[int, int], list[Suppression]] = {}
    for suppression in found:
        places.setdefault((id(suppression.span.source), suppression.line), []).append(suppression)
    return places
