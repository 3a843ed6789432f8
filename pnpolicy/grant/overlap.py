"""Which reaches of a role can meet on a name. Asked once, when a plan is made; what cannot be decided counts as yes."""

from collections.abc import Iterable, Iterator

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
    """Reaches, to be asked for those that may meet another one: found by segments, without asking every pair."""

    def __init__(self, reaches: Iterable[Reach]) -> None:
        self._raw: list[Reach] = []
        self._all: list[Reach] = []
        self._tree = _Level()
        for reach in reaches:
            self._all.append(reach)
            if reach.raw is None:
                self._tree.add(segments_of(reach.parts), reach)
            else:
                self._raw.append(reach)

    def of(self, reach: Reach) -> Iterator[Reach]:
        """Those that may meet a reach, and perhaps a few that do not. Itself too, if it is among them."""
        if reach.raw is not None:
            yield from (other for other in self._all if not _texts_apart(reach, other))
            return
        yield from (other for other in self._raw if not _texts_apart(reach, other))
        yield from self._tree.meeting(segments_of(reach.parts))


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


def _ends(segment: list[Part]) -> tuple[str, str]:
    first, last = segment[0], segment[-1]
    return first if isinstance(first, str) else "", last if isinstance(last, str) else ""


def _texts_apart(one: Reach, other: Reach) -> bool:
    """Whether the text that all names begin or end with tells two reaches apart."""
    ours, theirs = one.regex, other.regex
    heads = language.head(ours), language.head(theirs)
    return _differ(*heads) or _differ(language.tail(ours)[::-1], language.tail(theirs)[::-1])


def _differ(mine: str, yours: str) -> bool:
    """Whether neither text begins with the other."""
    return not (mine.startswith(yours) or yours.startswith(mine))
