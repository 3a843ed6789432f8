"""Whether names that one sequence spells are all spelled by others, with the same values in the same holes.

`inbox.<user>` was granted and still is: every name is there as before, for whoever logs in. `inbox.<peer>`, for any
peer, would spell the same names and more for this user. So it is not enough to compare names. Here parts of a sequence
have keys; parts with one key hold one value. A text is *covered* by another sequence if that reads it with each of its
keyed parts on just the stretch that a part of the same key stands on. Two parts on one stretch are equal whatever the
value is, so what is covered is covered for every value; languages without keys cover whatever they hold.

A text that is not covered may be spelled with the values all the same, by parts that happen to be equal elsewhere. That
is for the caller to see: values can be fixed, and then nothing is left but languages.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from heapq import heappop, heappush
from typing import Final

from pnpolicy.language.alphabet import CHANNEL_NAMES, Alphabet, Classing, classing
from pnpolicy.language.errors import Undecided
from pnpolicy.language.leaves import EPSILON, Node
from pnpolicy.language.meeting import LONGEST_NAME
from pnpolicy.language.regex import Regex, closed
from pnpolicy.language.sieve import MOST_STEPS, cut
from pnpolicy.language.symbols import END
from pnpolicy.language.walking import first_readable, readable

_ALWAYS: Final = 0
"""The context of parts without assertions: none heeds it."""
_NONE: Final = -1
"""No part."""


@dataclass(frozen=True, slots=True, eq=False)
class Keyed:
    """Languages one after the other, some with a key: what stands there is one value.

    Attributes:
        parts: the languages; those with a key hold no empty text.
        keys: per part its key, or the empty text for a part that may be anything.
    """

    parts: tuple[Regex, ...]
    keys: tuple[str, ...]


def uncovered(
    names: Keyed,
    others: Iterable[Keyed],
    plain: Iterable[Regex] = (),
    *,
    longest: int = LONGEST_NAME,
    alphabet: Alphabet = CHANNEL_NAMES,
) -> tuple[str, ...] | None:
    """The shortest, most readable name of a sequence that is not covered, as what each part spells; None if all are.

    Args:
        names: the sequence.
        others: sequences that cover what they read with equal keys on equal stretches.
        plain: languages that cover all they hold.
        longest: the most characters a name may have.
        alphabet: the characters it may be made of.

    Raises:
        Undecided: the question needs more than `MOST_STEPS`.
        Unsupported: an assertion in a part depends on more than its place.
    """
    sequences = [names, *others]
    held = [closed(regex) for regex in plain]
    nodes = [[closed(part) for part in sequence.parts] for sequence in sequences]
    classes = classing(alphabet, [*held, *(node for sequence in nodes for node in sequence)])
    sides = [
        _Side([classes.resolve(node) for node in sequence], given.keys)
        for sequence, given in zip(nodes, sequences, strict=True)
    ]
    return _Walk(sides, classes).best([classes.resolve(node) for node in held], longest)


class _Side:
    """A sequence as the walk sees it.

    Attributes:
        rest: per part, the fewest characters of it and all behind it.
    """

    __slots__ = ("keys", "nodes", "rest")

    def __init__(self, nodes: Sequence[Node], keys: Sequence[str]) -> None:
        self.nodes = nodes
        self.keys = keys
        self.rest = [0] * (len(nodes) + 1)
        for number in reversed(range(len(nodes))):
            self.rest[number] = self.rest[number + 1] + nodes[number].least

    def ends(self, part: int, node: Node) -> bool:
        """Whether a text may end at a place."""
        return bool(node.null[_ALWAYS] & END) and all(later.null[_ALWAYS] & END for later in self.nodes[part + 1 :])

    def moves(self, part: int, node: Node) -> list[tuple[int, int, Node]]:
        """From a place: a mask, the part that reads, and what is left of it."""
        found = [(mask, part, rest) for mask, rest in node.moves(_ALWAYS)]
        while node.null[_ALWAYS] & END and part + 1 < len(self.nodes):
            part += 1
            node = self.nodes[part]
            found += [(mask, part, rest) for mask, rest in node.moves(_ALWAYS)]
        return found


_Reading = tuple[int, int, Node, int]
"""How another sequence has read a text so far: its number, a part, what is left of it, and for a part with a key the
part of the names on whose stretch it stands."""
_Holder = Node | _Reading


class _Walk:
    """The names, and all ways in which others read them on. Best first, as in `walking.py`."""

    __slots__ = ("_known", "classes", "names", "others")

    def __init__(self, sides: Sequence[_Side], classes: Classing) -> None:
        self.names, *self.others = sides
        self.classes = classes
        self._known: dict[tuple[_Reading, int, bool], list[tuple[int, _Reading]]] = {}

    def best(self, plain: Iterable[Node], longest: int) -> tuple[str, ...] | None:
        names = self.names
        begun = ((at, _NONE, EPSILON, _NONE) for at in range(len(self.others)))
        holders = frozenset[_Holder]((*plain, *begun))
        heap = [(0, "", 0, _NONE, EPSILON, holders, "")]
        best: dict[tuple[int, Node, frozenset[_Holder]], tuple[int, str]] = {}
        steps, order = MOST_STEPS, 0
        while heap:
            _, text, _, part, node, holders, marks = heappop(heap)
            if best.get((part, node, holders), (len(text), text)) < (len(text), text):
                continue
            if text and names.ends(part, node) and not any(map(self.holds, holders)):
                return self.told(text, marks)
            after: dict[int, dict[_Holder, int]] = {}
            for mask, reader, rest in names.moves(part, node):
                letters = mask & self.classes.letters
                need = rest.least + names.rest[reader + 1]
                if not letters or len(text) + 1 + need > longest:
                    continue
                if reader not in after:
                    after[reader] = self.read_on(holders, reader, begins=reader != part)
                    steps -= len(holders) + len(after[reader])
                steps -= 1 + len(after[reader])
                if steps < 0:
                    raise Undecided("steps", MOST_STEPS)
                for block, following in cut(letters, after[reader]):
                    written = text + first_readable(block)
                    known = best.get((reader, rest, following))
                    if known is None or (len(written), written) < known:
                        best[reader, rest, following] = (len(written), written)
                        order += 1
                        read = (order, reader, rest, following, marks + chr(reader))
                        heappush(heap, (len(written) + need, written, *read))
        return None

    def holds(self, holder: _Holder) -> bool:
        """Whether what has been read is a text of another side."""
        if isinstance(holder, Node):
            return bool(holder.null[_ALWAYS] & END)
        at, part, node, _ = holder
        return self.others[at].ends(part, node)

    def read_on(self, holders: Iterable[_Holder], reader: int, *, begins: bool) -> dict[_Holder, int]:
        """Where the other sides can be after one more character: that, and the mask of those that lead there.

        Args:
            holders: where they are.
            reader: the part of the names that the character is of.
            begins: whether that part begins with it.
        """
        found: dict[_Holder, int] = {}
        for holder in holders:
            if isinstance(holder, Node):
                moves: Sequence[tuple[int, _Holder]] = holder.moves(_ALWAYS)
            else:
                key = (holder, reader, begins)
                if key not in self._known:
                    self._known[key] = list(self._readings(holder, reader, begins=begins))
                moves = self._known[key]
            for mask, target in moves:
                found[target] = found.get(target, 0) | mask
        return found

    def _readings(self, reading: _Reading, reader: int, *, begins: bool) -> Iterator[tuple[int, _Reading]]:
        at, part, node, stretch = reading
        other = self.others[at]
        for mask, number, rest in other.moves(part, node):
            key = other.keys[number]
            if number == part:
                if not key or reader == stretch:
                    yield mask, (at, number, rest, stretch)
            elif reader != stretch and (not key or (begins and self.names.keys[reader] == key)):
                # What it stood on has ended where it ended, and what it stands on now begins here.
                yield mask, (at, number, rest, reader if key else _NONE)

    def told(self, text: str, marks: str) -> tuple[str, ...]:
        """What each part of the names spells."""
        found = [""] * len(self.names.nodes)
        for character, mark in zip(readable(text, self.classes), marks, strict=True):
            found[ord(mark)] += character
        return tuple(found)
