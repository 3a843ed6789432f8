"""Edits of a policy's text that keep its comments and its layout."""

from collections.abc import Collection, Sequence

from pnpolicy.lint.rule import Edit, Fix
from pnpolicy.lint.subjects import RoleLine
from pnpolicy.text import Span


def without_actions(line: RoleLine, actions: Collection[str]) -> Fix | None:
    """Takes actions out of a line as it is written; the whole line, if none is left. None where that is not plain."""
    written = line.entry.actions
    gone = [name for name, _ in written if name in actions]
    kept = [span for name, span in written if name not in actions]
    told = f"take {', '.join(f'`{name}`' for name in gone)} away"
    if not gone:
        return None
    if not kept:
        edit = whole_lines(line.span, written[-1][1])
        return None if edit is None else Fix("take the line out", (edit,))
    edits = _flow([span for _, span in written], kept) or _block([span for name, span in written if name in actions])
    return Fix(told, tuple(edits)) if edits else None


def replaced(span: Span, text: str, told: str, *, safe: bool = True) -> Fix:
    """Puts a text in the place of another."""
    return Fix(told, (Edit(span, text),), safe)


def respelled(span: Span, old: str, new: str, told: str, *, safe: bool = True) -> Fix | None:
    """Puts a pattern in the place of another, in quotes that leave backslashes alone; None where that is not plain."""
    if "'" in new or span.text not in (old, f"'{old}'", f'"{old}"'):
        return None
    return Fix(told, (Edit(span, f"'{new}'"),), safe)


def whole_lines(first: Span, last: Span) -> Edit | None:
    """Takes out the one line on which both stand; None if something else stands there, or they stand on several."""
    source, text = first.source, first.source.text
    start = text.rfind("\n", 0, first.start) + 1
    end = text.find("\n", first.start)
    end = len(text) if end < 0 else end + 1
    if text[start : first.start].strip() or not first.start <= last.start < end:
        return None
    return Edit(Span(source, start, end), "")


def _flow(written: Sequence[Span], kept: Sequence[Span]) -> list[Edit] | None:
    """`[read, write]` → `[read]`."""
    source = written[0].source
    inside = source.text[written[0].start : written[-1].end]
    between = source.text[: written[0].start].rstrip(" ")
    if not between.endswith("[") or "\n" in inside or "#" in inside:
        return None
    return [Edit(Span(source, written[0].start, written[-1].end), ", ".join(span.text for span in kept))]


def _block(gone: Sequence[Span]) -> list[Edit] | None:
    """Items of a list that stand on lines of their own."""
    edits = []
    for span in gone:
        text = span.source.text
        start = text.rfind("\n", 0, span.start) + 1
        if text[start : span.start].strip() != "-":
            return None
        end = text.find("\n", span.end)
        edits.append(Edit(Span(span.source, start, len(text) if end < 0 else end + 1), ""))
    return edits
