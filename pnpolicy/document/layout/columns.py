"""Columns: what stood below each other by hand still does, as far to the left as its longest line allows.

Values of neighbouring keys, the entries of their flow collections, and comments behind lines form a column if two or
more began at the same place and one of them had more space before it than it needed. A blank line ends a column.
Whatever is in no column gets the space it needs.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

from pnpolicy.document.layout.lines import BEFORE_COMMENT, Line, Word

_T = TypeVar("_T")


def aligned(lines: list[Line]) -> None:
    """Gives every word and every comment the spaces before it."""
    for number, group in _siblings(lines):
        _align_cells(number, group)
    for line in lines:
        line.settle()
    for paragraph in _paragraphs(lines):
        _align_comments([line for line in paragraph if line.comment and not line.is_comment])
    for line in lines:
        if line.above is not None:
            line.indent = line.above.comment_place


def _siblings(lines: list[Line]) -> Iterator[tuple[int, list[Line]]]:
    """Lines that begin entries of one collection, with no blank line right above any but the first; its number."""
    groups: dict[int, list[Line]] = {}
    parted = False
    for line in lines:
        parted = parted or line.blank
        if line.is_comment:
            continue
        for number in line.begins:
            if parted and number in groups:
                yield number, groups.pop(number)
            groups.setdefault(number, []).append(line)
        parted = False
    yield from groups.items()


def _align_cells(number: int, lines: list[Line]) -> None:
    """Columns from left to right: where one begins depends on those before it."""
    by_cell: dict[int, list[tuple[_Cursor, Word]]] = defaultdict(list)
    for line in lines:
        cursor = _Cursor(line)
        for word in line.words:
            if word.cell is not None and word.cell[0] == number:
                by_cell[word.cell[1]].append((cursor, word))
    for _, here in sorted(by_cell.items()):
        for column in _columns(here, lambda item: item[1].column, lambda item: item[1].slack):
            widths = [cursor.reach(word) for cursor, word in column]
            for (_, word), width in zip(column, widths, strict=True):
                word.gap += max(widths) - width


class _Cursor:
    """How far a line is known: its words are asked for from left to right, and each is counted once."""

    __slots__ = ("index", "width", "words")

    def __init__(self, line: Line) -> None:
        self.words = line.words
        self.index = 0
        self.width = line.indent

    def reach(self, word: Word) -> int:
        """The column at which a word begins."""
        while self.words[self.index] is not word:
            passed = self.words[self.index]
            self.width += passed.gap + len(passed.text)
            self.index += 1
        return self.width + word.gap


def _paragraphs(lines: list[Line]) -> Iterator[list[Line]]:
    paragraph: list[Line] = []
    for line in lines:
        if line.blank:
            yield paragraph
            paragraph = []
        paragraph.append(line)
    yield paragraph


def _align_comments(lines: list[Line]) -> None:
    for line in lines:
        line.comment_gap = BEFORE_COMMENT
    for column in _columns(lines, lambda line: line.comment_column, lambda line: line.comment_slack):
        widest = max(line.width for line in column)
        for line in column:
            line.comment_gap += widest - line.width


def _columns(items: Iterable[_T], place: Callable[[_T], int], slack: Callable[[_T], bool]) -> Iterator[list[_T]]:
    by_place: dict[int, list[_T]] = defaultdict(list)
    for item in items:
        by_place[place(item)].append(item)
    return (column for column in by_place.values() if len(column) > 1 and any(map(slack, column)))
