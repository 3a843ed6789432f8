"""Which reaches of a role can meet on a name. Asked once, when a plan is made; what cannot be decided counts as yes."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence

from pnpolicy import language
from pnpolicy.access.index import has_hole, segments_of
from pnpolicy.access.reach import Part, Reach


def meeting(one: Reach, other: Reach) -> str | None:
    """The shortest name in both reaches, each hole ranging over its domain, or None if there is none.

    Raises:
        language.Undecided: the question is too hard.
    """
    return language.meet(one.regex, other.regex)


class Neighbours:
    """Reaches, to be asked for those that may meet another one, without asking every pair.

    Templates are found by their segments; where a raw pattern is on either side, by the text that all names begin with.
    """

    def __init__(self, reaches: Iterable[Reach]) -> None:
        self._tree = _Level()
        self._all, self._raw = _Ends(), _Ends()
        for reach in reaches:
            self._all.add(reach)
            if reach.raw is None:
                self._tree.add(segments_of(reach.parts), reach)
            else:
                self._raw.add(reach)

    def of(self, reach: Reach) -> Iterator[Reach]:
        """Those that may meet a reach, and perhaps a few that do not. Itself too, if it is among them."""
        if reach.raw is not None:
            yield from self._all.near(reach)
            return
        yield from self._raw.near(reach)
        yield from self._tree.meeting(segments_of(reach.parts))


class _Ends:
    """Reaches by the text that all their names begin with, and by the text they end with."""

    def __init__(self) -> None:
        self._by_head: dict[str, list[tuple[str, Reach]]] = {}
        self._sorted: list[str] | None = None

    def add(self, reach: Reach) -> None:
        head, tail = _texts(reach)
        self._by_head.setdefault(head, []).append((tail, reach))
        self._sorted = None

    def near(self, reach: Reach) -> Iterator[Reach]:
        """Those of which one text begins with, or is the beginning of, the reach's; and likewise at the end."""
        if self._sorted is None:
            self._sorted = sorted(self._by_head)
        head, tail = _texts(reach)
        heads = [head[:length] for length in range(len(head))]
        at = bisect_left(self._sorted, head)
        while at < len(self._sorted) and self._sorted[at].startswith(head):
            heads.append(self._sorted[at])
            at += 1
        for other in heads:
            for other_tail, found in self._by_head.get(other, ()):
                if tail.endswith(other_tail) or other_tail.endswith(tail):
                    yield found


def _texts(reach: Reach) -> tuple[str, str]:
    if reach.raw is None:
        return _ends(reach.parts)
    return language.head(reach.regex), language.tail(reach.regex)


class _Level:
    """One segment of a tree of templates. A segment with holes is known by the text before and behind them."""

    __slots__ = ("here", "literal", "open")

    def __init__(self) -> None:
        self.literal: dict[str, _Level] = {}
        self.open: dict[tuple[str, str], _Level] = {}
        self.here: list[Reach] = []

    def add(self, segments: list[list[Part]], reach: Reach) -> None:
        level = self
        for segment in segments:
            if has_hole(segment):
                level = level.open.setdefault(_ends(segment), _Level())
            else:
                level = level.literal.setdefault("".join(map(str, segment)), _Level())
        level.here.append(reach)

    def meeting(self, segments: list[list[Part]]) -> Iterator[Reach]:
        levels = [self]
        for segment in segments:
            levels = [following for level in levels for following in level.next(segment)]
        for level in levels:
            yield from level.here

    def next(self, segment: list[Part]) -> Iterator["_Level"]:
        if has_hole(segment):
            lead, trail = _ends(segment)
            for text, level in self.literal.items():
                if text.startswith(lead) and text.endswith(trail):
                    yield level
            for (other_lead, other_trail), level in self.open.items():
                if not _differ(lead, other_lead) and not _differ(trail[::-1], other_trail[::-1]):
                    yield level
            return
        text = "".join(map(str, segment))
        if text in self.literal:
            yield self.literal[text]
        for (lead, trail), level in self.open.items():
            if text.startswith(lead) and text.endswith(trail):
                yield level


def _ends(segment: Sequence[Part]) -> tuple[str, str]:
    first, last = segment[0], segment[-1]
    return first if isinstance(first, str) else "", last if isinstance(last, str) else ""


def _differ(mine: str, yours: str) -> bool:
    """Whether neither text begins with the other."""
    return not (mine.startswith(yours) or yours.startswith(mine))
