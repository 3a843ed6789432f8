"""A language as a table: matching is one look-up per character.

The table is the subset automaton over partial derivatives, built at once. A row lists the characters that lead
elsewhere than most do, and `default` says where most lead; characters beyond ASCII are first replaced by the stand-in
of their class, if any pattern tells them apart at all. State 0 is the one without a way out.
"""

from functools import lru_cache
from typing import Final

from pnpolicy.language.alphabet import CODE_POINTS, Classing, classing
from pnpolicy.language.errors import Undecided
from pnpolicy.language.leaves import Node
from pnpolicy.language.nodes import EVERY_TEXT
from pnpolicy.language.regex import Regex
from pnpolicy.language.symbols import ASCII, END, START, by_context

MOST_STATES: Final = 10_000
"""States in one table: some ten megabytes at worst. A counted class needs one per count, a list of names one per
character; only patterns that remember many earlier characters need more."""

MOST_MOVES: Final = 500_000
"""Moves looked at for one table, each time a character class is cut by one: about a second. Overlapping counts can need
thousands of derivatives per state."""

MOST_CELLS: Final = 1_000_000
"""Characters listed in all rows together, some 80 megabytes. A row lists what leads elsewhere than most do."""

_KEPT_LISTS: Final = 1024
"""Masks written out as characters that are kept: neighbouring states, and most policies, share a few."""

_State = tuple[frozenset[Node], int]


class Matcher:
    """A table that says whether a text is in a language."""

    __slots__ = ("_accepting", "_classes", "_defaults", "_rows")

    def __init__(
        self, rows: list[dict[str, int]], defaults: list[int], accepting: list[bool], classes: Classing | None
    ) -> None:
        self._rows = rows
        self._defaults = defaults
        self._accepting = accepting
        self._classes = classes

    def fullmatch(self, text: str) -> bool:
        """Whether the whole text is in the language; in time linear in its length."""
        if self._classes is not None and not text.isascii():
            text = "".join(map(self._classes.stand_in, text))
        rows, defaults, state = self._rows, self._defaults, 1
        for character in text:
            state = rows[state].get(character, defaults[state])
            if not state:
                return False
        return self._accepting[state]

    def __len__(self) -> int:
        """How many states there are."""
        return len(self._rows)


def matcher(regex: Regex, most_states: int = MOST_STATES) -> Matcher:
    """Build the table of a language.

    Args:
        regex: the language, over all characters.
        most_states: a larger table, the dead end counted, is not built.

    Raises:
        Undecided: it would need more states.
    """
    if regex.node.least >= most_states:  # not even one state per character
        raise Undecided("states", most_states)
    classes = classing(CODE_POINTS, [regex.node])
    return _Build(classes, most_states).build(classes.resolve(regex.node))


class _Build:
    """One table under construction."""

    __slots__ = ("classes", "most_states", "moves_left", "numbers", "waiting")

    def __init__(self, classes: Classing, most_states: int) -> None:
        self.classes = classes
        self.most_states = most_states
        self.moves_left = MOST_MOVES
        self.numbers: dict[_State, int] = {_DEAD: 0}
        self.waiting: list[_State] = [_DEAD]

    def build(self, node: Node) -> Matcher:
        """Number states from the first on until no new one comes up."""
        self.number(frozenset((node,)), START & node.heed)
        rows: list[dict[str, int]] = []
        defaults: list[int] = []
        accepting: list[bool] = []
        cells_left = MOST_CELLS
        for nodes, before in self.waiting:  # grows as it is walked
            row, default = self.row(nodes, before)
            rows.append(row)
            cells_left -= len(row)
            if cells_left < 0:
                raise Undecided("table cells", MOST_CELLS)
            defaults.append(default)
            accepting.append(any(node.null[before] & END for node in nodes))
        return Matcher(rows, defaults, accepting, self.classes if self.classes.width > 1 else None)

    def number(self, nodes: frozenset[Node], before: int) -> int:
        """The state of a set of derivatives in a context."""
        if EVERY_TEXT in nodes:
            nodes = _ALL
        state = (nodes, before)
        known = self.numbers.get(state)
        if known is None:
            known = self.numbers[state] = len(self.numbers)
            if known >= self.most_states:
                raise Undecided("states", self.most_states)
            self.waiting.append(state)
        return known

    def row(self, nodes: frozenset[Node], before: int) -> tuple[dict[str, int], int]:
        """Where each character leads from a state: exceptions, and the default."""
        cells: list[tuple[int, int]] = []
        rest = self.classes.letters
        for mask, targets in self.blocks(nodes, before):
            rest &= ~mask
            if any(node.heed for node in targets):
                cells += [(part, self.number(targets, after)) for part, after in by_context(mask)]
            else:
                cells.append((mask, self.number(targets, 0)))
        default = 0
        for mask, number in cells:
            if mask & _FIRST_CLASS:
                default = number
                cells.append((rest, 0))
                break
        row: dict[str, int] = {}
        for mask, number in cells:
            if number != default:
                part = dict.fromkeys(_listed(mask), number)
                row = row | part if row else part
        return row, default

    def spend(self, moves: int) -> None:
        self.moves_left -= moves
        if self.moves_left < 0:
            raise Undecided("moves", MOST_MOVES)

    def blocks(self, nodes: frozenset[Node], before: int) -> list[tuple[int, frozenset[Node]]]:
        """Cut the letters where the moves of any node tell them apart: pairs of a mask and all it leads to."""
        letters = self.classes.letters
        found: dict[Node, int] = {}
        for node in nodes:
            moves = node.moves(before)
            self.spend(len(moves))
            for mask, target in moves:
                found[target] = found.get(target, 0) | mask & letters
        if len(found) == 1:
            return [(mask, frozenset((target,))) for target, mask in found.items() if mask]
        self.spend(len(found) * min(len(found), letters.bit_count()))
        blocks: list[tuple[int, list[Node]]] = [(letters, [])]
        for target, mask in found.items():
            cut: list[tuple[int, list[Node]]] = []
            for block, targets in blocks:
                outside = block & ~mask
                if outside == block:
                    cut.append((block, targets))
                    continue
                if outside:
                    cut.append((outside, targets.copy()))
                targets.append(target)
                cut.append((block & mask, targets))
            blocks = cut
        return [(mask, frozenset(targets)) for mask, targets in blocks if targets]


_ALL: Final = frozenset((EVERY_TEXT,))
_DEAD: Final[_State] = (frozenset(), 0)
_FIRST_CLASS: Final = ASCII + 2


@lru_cache(_KEPT_LISTS)
def _listed(mask: int) -> str:
    """The characters of a mask; stand-ins for classes."""
    return "".join(chr(bit - 1) for bit in range(1, mask.bit_length()) if mask >> bit & 1)
