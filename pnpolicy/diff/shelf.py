"""Lines by the text at the ends of their names, so that only those are asked about that may share one."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator

from pnpolicy.diff.lines import Line


class Shelf:
    """Some lines, found by what their names begin and end with."""

    def __init__(self, lines: Iterable[Line] = ()) -> None:
        self._by_head: dict[str, list[Line]] = {}
        for line in lines:
            self._by_head.setdefault(line.head, []).append(line)
        self._heads = sorted(self._by_head)

    def near(self, line: Line) -> Iterator[Line]:
        """The lines that may share a name with one, in no order that matters."""
        for size in range(len(line.head)):  # heads that are shorter
            yield from self._fitting(line.head[:size], line.tail)
        for at in range(bisect_left(self._heads, line.head), len(self._heads)):
            if not self._heads[at].startswith(line.head):
                break
            yield from self._fitting(self._heads[at], line.tail)

    def _fitting(self, head: str, tail: str) -> Iterator[Line]:
        for line in self._by_head.get(head, ()):
            if line.tail.endswith(tail) or tail.endswith(line.tail):
                yield line
