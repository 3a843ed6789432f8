"""The one way of speaking to people: what is wrong, where, why, and how to mend it."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from pnpolicy.text import Span


class Severity(StrEnum):
    """How much it matters. An error means the policy cannot be used as it stands."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


@dataclass(frozen=True, slots=True)
class Label:
    """A further place that belongs to the story, and its part in it."""

    span: Span
    text: str


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One finding.

    Attributes:
        code: a stable kebab-case name, such as `unknown-key`.
        message: one sentence, lower case, no full stop, user text in backticks.
        span: where; None only where there is no text to point at (a file that cannot be read).
        label: a few words beside the caret.
        related: further places.
        notes: facts that support the message.
        help: how to mend it.
    """

    code: str
    message: str
    span: Span | None
    label: str = ""
    related: tuple[Label, ...] = ()
    notes: tuple[str, ...] = ()
    help: str = ""
    severity: Severity = Severity.ERROR

    def __str__(self) -> str:
        place = f"{self.span}: " if self.span else ""
        tail = f" (help: {self.help})" if self.help else ""
        return f"{place}{self.severity}[{self.code}]: {self.message}{tail}"


class Problems(list[Diagnostic]):
    """What is wrong so far."""

    def report(self, code: str, message: str, span: Span | None, help: str = "", **more: Any) -> None:  # noqa: A002, ANN401
        """Adds a diagnostic; `more` are its further fields."""
        self.append(Diagnostic(code, message, span, help=help, **more))


def in_order(diagnostics: Iterable[Diagnostic]) -> list[Diagnostic]:
    """Sorted by file, place and code, without repetitions: the order people read them in."""

    def key(d: Diagnostic) -> tuple[str, int, str, str]:
        return (d.span.source.name, d.span.start, d.code, d.message) if d.span else ("", -1, d.code, d.message)

    seen: dict[tuple[str, int, str, str], Diagnostic] = {}
    for diagnostic in diagnostics:
        seen.setdefault(key(diagnostic), diagnostic)
    return [seen[k] for k in sorted(seen)]


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word most like a misspelt one, or None if nothing is near."""
    from difflib import get_close_matches  # noqa: PLC0415  only needed where something is wrong

    by_lower = {candidate.lower(): candidate for candidate in sorted(known, reverse=True)}
    found = get_close_matches(word[:100].lower(), by_lower, n=1, cutoff=0.6)
    return by_lower[found[0]] if found else None


def suggestion(word: str, known: Iterable[str], what: str) -> str:
    """A help line for an unknown word: the nearest spelling, or else what there is."""
    options = sorted(known)
    near = nearest(word, options)
    if near is not None:
        return f"did you mean `{near}`?"
    if not options:
        return f"there are no {what}"
    shown = ", ".join(f"`{option}`" for option in options[:12])
    return f"{what}: {shown}" + (f" and {len(options) - 12} more" if len(options) > 12 else "")  # noqa: PLR2004


def shown(value: object, most: int = 40) -> str:
    """A value as it may appear in a message: escaped, in quotes, shortened to `most` characters."""
    if not isinstance(value, str):
        return type(value).__name__
    text = ascii(value[: most + 1])
    return text if len(value) <= most else f"{text[: most - 1]}…' ({len(value)} characters)"


def named(character: str) -> str:
    """A character as it may appear in a message: `` `*` ``, `a space`, or its code point if it cannot be seen."""
    if character == " ":
        return "a space"
    return f"`{character}`" if character.isprintable() else f"the character U+{ord(character):04X}"
