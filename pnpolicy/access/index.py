"""Finds the reaches that may hold on a name without asking each: by the name's segments, whatever the policy's size.

No value holds a dot, so a template's segments are a name's segments. Cheapest first: whole names that are literal;
templates whose last segment is a hole, by the text before it, so that only the name's tail is compared; templates with
text beside such a hole, by that text too; a tree of segments for the rest. Raw patterns are found by the text that all
their names begin with.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from pnpolicy import language
from pnpolicy.access.binding import Values
from pnpolicy.access.holds import Test, test_of
from pnpolicy.access.reach import Part, Reach
from pnpolicy.policy.model import How
from pnpolicy.wire.limits import NAME_MAX


@dataclass(frozen=True, slots=True, eq=False)
class Located:
    """A reach with its compiled test.

    Attributes:
        order: its position among the role's reaches: the first that grants is the one a decision names.
    """

    reach: Reach
    order: int
    holds: Test

    @classmethod
    def of(cls, reach: Reach, order: int) -> "Located":
        """Compiles a reach.

        Raises:
            language.Undecided: a raw pattern needs more states than a table may have.
        """
        return cls(reach, order, test_of(reach))


class _Heads:
    """Reaches by a leading text, looked up with the few lengths such texts have."""

    __slots__ = ("_by_head", "_lengths")

    def __init__(self) -> None:
        self._by_head: dict[str, list[Located]] = {}
        self._lengths: tuple[int, ...] = ()

    def add(self, head: str, item: Located) -> None:
        self._by_head.setdefault(head, []).append(item)
        self._lengths = tuple(sorted({*self._lengths, len(head)}))

    def find(self, text: str) -> Iterator[Located]:
        for length in self._lengths:
            yield from self._by_head.get(text[:length], ())


class _Level:
    """One segment of the tree: literal segments lead on directly, those with a hole by the text before it."""

    __slots__ = ("here", "literal", "open")

    def __init__(self) -> None:
        self.literal: dict[str, _Level] = {}
        self.open: dict[str, _Level] = {}
        self.here: list[Located] = []

    def next(self, segment: str) -> Iterator["_Level"]:
        if segment in self.literal:
            yield self.literal[segment]
        for head, level in self.open.items():
            if segment.startswith(head):
                yield level


class Index:
    """Some reaches of one kind, in a role's order, ready to be looked up by name."""

    __slots__ = ("_bare", "_last", "_literal", "_raw", "_rest", "_tree")

    def __init__(self, items: Iterable[Located]) -> None:
        self._literal: dict[str, list[Located]] = {}
        # Key: the text up to the last dot, with the dot. Row: how the hole is filled, and with what to compare.
        self._bare: dict[str, list[tuple[How, Any, Located]]] = {}
        self._last: dict[str, _Heads] = {}
        self._tree = _Level()
        self._raw = _Heads()
        self._rest = False
        for item in items:
            self._add(item)

    def _add(self, item: Located) -> None:
        reach = item.reach
        if not reach.fills and reach.raw is None:
            self._literal.setdefault(str(reach), []).append(item)
            return
        segments = segments_of(reach.parts)
        heads = [segment[0] if segment and isinstance(segment[0], str) else "" for segment in segments]
        before = "".join(f"{head}." for head in heads[:-1])
        if reach.raw is None and not any(has_hole(segment) for segment in segments[:-1]):
            fill = segments[-1][0]
            if len(segments[-1]) == 1 and not isinstance(fill, str) and (reach.longest or 0) <= NAME_MAX:
                what = fill.variable.domain.accepts if fill.how == "open" else fill.variable.name
                self._bare.setdefault(before, []).append((fill.how, what, item))
                return
            self._last.setdefault(before, _Heads()).add(heads[-1], item)
        elif reach.raw is not None:
            self._raw.add(language.head(reach.regex), item)
        else:
            level = self._tree
            for segment, head in zip(segments, heads, strict=True):
                branch = level.open if has_hole(segment) else level.literal
                level = branch.setdefault(head, _Level())
            level.here.append(item)
        self._rest = True

    def first(self, name: str, values: Values) -> Located | None:
        """The first reach that holds on a name. The decision path: look-ups only."""
        literal = self._literal.get(name)
        best = None if literal is None else literal[0]
        cut = name.rfind(".") + 1
        rows = self._bare.get(name[:cut])
        if rows is not None:
            tail = name[cut:]
            for how, what, item in rows:
                if how == "bound":
                    hit = tail == values[what]
                else:
                    hit = tail in values[what] if how == "listed" else what(tail)
                if hit:
                    if best is None or item.order < best.order:
                        best = item
                    break
        if self._rest:
            for item in self._others(name, cut):
                if (best is None or item.order < best.order) and item.holds(name, values):
                    best = item
        return best

    def holding(self, name: str, values: Values) -> list[Located]:
        """All reaches that hold on a name, in the role's order."""
        cut = name.rfind(".") + 1
        found = [*self._literal.get(name, ()), *self._others(name, cut)]
        found += [item for _, _, item in self._bare.get(name[:cut], ())]
        return sorted((item for item in found if item.holds(name, values)), key=lambda item: item.order)

    def _others(self, name: str, cut: int) -> Iterator[Located]:
        """Those with text beside their hole, those of the tree, and raw patterns, that may hold on a name."""
        if name[:cut] in self._last:
            yield from self._last[name[:cut]].find(name[cut:])
        levels = [self._tree]
        for segment in name.split("."):
            levels = [following for level in levels for following in level.next(segment)]
        for level in levels:
            yield from level.here
        yield from self._raw.find(name)


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
