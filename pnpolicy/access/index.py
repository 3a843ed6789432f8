"""Finds the reaches that may hold on a name without asking each: by the name's segments, whatever the policy's size.

No value holds a dot, so a template's segments are a name's segments. Three tables, cheapest first: whole names that
are literal; templates whose holes stand in the last segment, by the text before it; a tree of segments for the rest.
Raw patterns are found by the text that all their names begin with.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pnpolicy import language
from pnpolicy.access.binding import Values
from pnpolicy.access.holds import Test, test_of
from pnpolicy.access.reach import Part, Reach


@dataclass(frozen=True, slots=True, eq=False)
class Located:
    """A reach with its compiled test.

    Attributes:
        order: its position among the role's reaches: the first that grants is the one a decision names.
    """

    reach: Reach
    mask: int
    order: int
    holds: Test


Row = tuple[int, Test, Located]
"""Mask, test and reach: what a decision looks at, unpacked at once."""


class _Heads:
    """Reaches by a leading text, looked up with the few lengths such texts have.

    Attributes:
        bare: those without a leading text, most of them, in the role's order.
        by_head: the others.
        lengths: of their texts.
    """

    __slots__ = ("bare", "by_head", "lengths")

    def __init__(self) -> None:
        self.bare: list[Row] = []
        self.by_head: dict[str, list[Row]] = {}
        self.lengths: tuple[int, ...] = ()

    def add(self, head: str, item: Located) -> None:
        row = (item.mask, item.holds, item)
        if not head:
            self.bare.append(row)
            return
        self.by_head.setdefault(head, []).append(row)
        self.lengths = tuple(sorted({*self.lengths, len(head)}))

    def find(self, text: str) -> Iterator[Row]:
        yield from self.bare
        for length in self.lengths:
            yield from self.by_head.get(text[:length], ())


class _Level:
    """One segment of the tree: literal segments lead on directly, those with a hole by the text before it."""

    __slots__ = ("here", "literal", "open")

    def __init__(self) -> None:
        self.literal: dict[str, _Level] = {}
        self.open: dict[str, _Level] = {}
        self.here: list[Row] = []

    def next(self, segment: str) -> Iterator["_Level"]:
        if segment in self.literal:
            yield self.literal[segment]
        for head, level in self.open.items():
            if segment.startswith(head):
                yield level


class Index:
    """The reaches of one kind, ready to be looked up by name."""

    __slots__ = ("_last", "_literal", "_raw", "_rest", "_tree")

    def __init__(self, reaches: Iterable[tuple[int, Reach]]) -> None:
        self._literal: dict[str, list[Located]] = {}
        self._last: dict[str, _Heads] = {}
        self._tree = _Level()
        self._raw = _Heads()
        self._rest = False
        for order, reach in reaches:
            self._add(Located(reach, reach.mask, order, test_of(reach)))

    def _add(self, item: Located) -> None:
        reach = item.reach
        if reach.raw is not None:
            self._raw.add(language.head(reach.raw.regex), item)
            self._rest = True
            return
        segments = segments_of(reach.parts)
        heads = [segment[0] if segment and isinstance(segment[0], str) else "" for segment in segments]
        if not reach.fills:
            self._literal.setdefault("".join(map(str, reach.parts)), []).append(item)
        elif not any(has_hole(segment) for segment in segments[:-1]):
            before = "".join(f"{head}." for head in heads[:-1])
            self._last.setdefault(before, _Heads()).add(heads[-1], item)
        else:
            self._rest = True
            level = self._tree
            for segment, head in zip(segments, heads, strict=True):
                branch = level.open if has_hole(segment) else level.literal
                level = branch.setdefault(head, _Level())
            level.here.append((item.mask, item.holds, item))

    def first(self, bit: int, name: str, values: Values) -> Located | None:
        """The first reach, in the role's order, that gives a flag on a name. The decision path: look-ups only."""
        best: Located | None = None
        for item in self._literal.get(name, ()):
            if item.mask & bit:
                best = item
                break
        cut = name.rfind(".") + 1
        heads = self._last.get(name[:cut])
        if heads is not None:
            for mask, holds, item in heads.bare if not heads.lengths else heads.find(name[cut:]):
                if mask & bit and holds(name, values) and (best is None or item.order < best.order):
                    best = item
        if self._rest:
            for mask, holds, item in self._others(name):
                if mask & bit and holds(name, values) and (best is None or item.order < best.order):
                    best = item
        return best

    def holding(self, name: str, values: Values) -> list[Located]:
        """All reaches that hold on a name, in the role's order."""
        found = list(self._literal.get(name, ()))
        cut = name.rfind(".") + 1
        rows = self._others(name)
        if name[:cut] in self._last:
            rows += self._last[name[:cut]].find(name[cut:])
        found += [item for _, holds, item in rows if holds(name, values)]
        return sorted(found, key=lambda item: item.order)

    def _others(self, name: str) -> list[Row]:
        """Those of the tree, and raw patterns, that may hold on a name."""
        levels = [self._tree]
        for segment in name.split("."):
            levels = [following for level in levels for following in level.next(segment)]
        return [row for level in levels for row in level.here] + list(self._raw.find(name))


def segments_of(parts: tuple[Part, ...]) -> list[list[Part]]:
    """Parts cut at the dots of their text: `room.<a>-x` → `[["room"], [<a>, "-x"]]`."""
    segments: list[list[Part]] = [[]]
    for part in parts:
        if not isinstance(part, str):
            segments[-1].append(part)
            continue
        for index, piece in enumerate(part.split(".")):
            if index:
                segments.append([])
            if piece:
                segments[-1].append(piece)
    return segments


def has_hole(segment: list[Part]) -> bool:
    """Whether anything but text stands in a segment."""
    return any(not isinstance(part, str) for part in segment)
