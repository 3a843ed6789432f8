"""Diagnostics as a compiler shows them: the place, the line with a caret, the reason, the way out."""

from collections.abc import Iterable, Iterator
from typing import Final

from pnpolicy.diagnostic import Diagnostic, Severity
from pnpolicy.render.colour import Paint
from pnpolicy.text import Span

_COLOURS: Final = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.INFO: "blue"}
_WIDEST: Final = 160
"""Characters of a source line that are shown; longer ones are cut around the place."""


def render(diagnostics: Iterable[Diagnostic], paint: Paint) -> str:
    """All diagnostics, with an empty line between them."""
    return "\n".join("".join(f"{line}\n" for line in _lines(diagnostic, paint)) for diagnostic in diagnostics)


def summary(diagnostics: Iterable[Diagnostic]) -> str:
    """How many there are: `2 errors, 1 warning`."""
    counts: dict[Severity, int] = {}
    for diagnostic in diagnostics:
        counts[diagnostic.severity] = counts.get(diagnostic.severity, 0) + 1
    ordered = [(severity, counts[severity]) for severity in Severity if severity in counts]
    return ", ".join(f"{count} {severity}{'' if count == 1 else 's'}" for severity, count in ordered)


def _lines(diagnostic: Diagnostic, paint: Paint) -> Iterator[str]:
    colour = _COLOURS[diagnostic.severity]
    title = paint(f"{diagnostic.severity}[{diagnostic.code}]", colour, "bold")
    yield f"{title}: {safe(diagnostic.message)}"
    places = [*([(diagnostic.span, diagnostic.label, True)] if diagnostic.span else [])]
    places += [(label.span, label.text, False) for label in diagnostic.related]
    gutter = max((len(str(span.line)) for span, _, _ in places), default=0)
    for span, label, primary in places:
        yield from _place(span, label, gutter, paint, colour if primary else "blue", primary=primary)
    for note in diagnostic.notes:
        yield f"{' ' * gutter} {paint('=', 'blue')} note: {safe(note)}"
    if diagnostic.help:
        yield f"{' ' * gutter} {paint('=', 'blue')} {paint('help', 'green')}: {safe(diagnostic.help)}"


def _place(span: Span, label: str, gutter: int, paint: Paint, colour: str, *, primary: bool) -> Iterator[str]:
    margin = " " * gutter
    line, column = span.line, span.column
    text = span.source.line(line)
    length = max(1, min(span.end - span.start, len(text) - column + 1))
    start = max(0, column - 1 - _WIDEST // 2) if len(text) > _WIDEST else 0
    excerpt = text[start : start + _WIDEST]
    length = min(length, len(excerpt) - (column - 1 - start)) or 1
    arrow = "-->" if primary else ":::"
    yield f"{margin}{paint(arrow, 'blue')} {safe(span.source.name)}:{line}:{column}"
    yield f"{margin} {paint('|', 'blue')}"
    yield f"{paint(f'{line:>{gutter}} |', 'blue')} {safe(excerpt)}"
    # Tabs and wide characters keep their own widths under themselves.
    before = "".join("\t" if character == "\t" else " " for character in excerpt[: column - 1 - start])
    mark = paint(("^" if primary else "-") * length, colour, "bold")
    yield f"{margin} {paint('|', 'blue')} {before}{mark}{f' {safe(label)}' if label else ''}"


def safe(text: str) -> str:
    """Text that cannot steer a terminal, whatever a policy file holds."""
    return "".join(
        character if character.isprintable() or character == "\t" else f"\\u{{{ord(character):x}}}"
        for character in text
    )
