"""Blank lines: at most one, none at either end, and one around every section of the file."""

from pnpolicy.document.layout.lines import Line


def parted(lines: list[Line]) -> None:
    """Puts a blank line before and behind each entry of the outermost mapping that has more than one line.

    That there is at most one in a row, and none at the ends, is how lines are written down.
    """
    starts = [number for number, line in enumerate(lines) if 0 in line.begins]
    long = [
        any(line.words for line in lines[start + 1 : end])
        for start, end in zip(starts, [*starts[1:], len(lines)], strict=False)
    ]
    for number, start in enumerate(starts):
        if number and (long[number - 1] or long[number]):
            top = _with_comments(lines, start)
            lines[top].blank = not lines[top - 1].keeps


def _with_comments(lines: list[Line], start: int) -> int:
    """The first line of the comment right above an entry of the outermost mapping."""
    while start and not lines[start].blank and _is_own(lines[start - 1]):
        start -= 1
    return start


def _is_own(line: Line) -> bool:
    """Whether it is a comment that belongs to no entry above."""
    return line.is_comment and line.above is None and not line.indent
