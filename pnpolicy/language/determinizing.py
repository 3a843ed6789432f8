"""The subset automaton over partial derivatives, built at once: which sets of expressions a text can lead to."""

from dataclasses import dataclass, field
from typing import Final

from pnpolicy.language.errors import Undecided
from pnpolicy.language.leaves import Node
from pnpolicy.language.nodes import EVERY_TEXT
from pnpolicy.language.sieve import cut, effort, merged_moves
from pnpolicy.language.symbols import END, START, by_context

MOST_MOVES: Final = 500_000
"""Moves looked at for one automaton, each time a character class is cut by one: about a second. Overlapping counts can
need thousands of derivatives per state."""

_State = tuple[frozenset[Node], int]
_ALL: Final = frozenset((EVERY_TEXT,))
_DEAD: Final[_State] = (frozenset(), 0)


@dataclass(slots=True)
class Automaton:
    """States by number; 0 is the one without a way out, 1 the start.

    Attributes:
        edges: per state, pairs of a mask of characters and the state they lead to; all others lead to 0.
        accepting: per state, whether the text may end there.
    """

    edges: list[list[tuple[int, int]]] = field(default_factory=list)
    accepting: list[bool] = field(default_factory=list)


def determinized(node: Node, letters: int, most_states: int) -> Automaton:
    """The automaton of an expression over some letters.

    Raises:
        Undecided: it would have more states, or take more than `MOST_MOVES`.
    """
    if node.least >= most_states:  # not even one state per character
        raise Undecided("states", most_states)
    build = _Build(letters, most_states)
    build.number(frozenset((node,)), START & node.heed)
    automaton = Automaton()
    for nodes, before in build.waiting:  # grows as it is walked
        automaton.edges.append(build.edges(nodes, before))
        automaton.accepting.append(any(node.null[before] & END for node in nodes))
    return automaton


class _Build:
    """One automaton under construction."""

    __slots__ = ("known", "letters", "most_states", "moves_left", "numbers", "waiting")

    def __init__(self, letters: int, most_states: int) -> None:
        self.letters = letters
        self.most_states = most_states
        self.moves_left = MOST_MOVES
        self.known: set[tuple[Node, int]] = set()
        self.numbers: dict[_State, int] = {_DEAD: 0}
        self.waiting: list[_State] = [_DEAD]

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

    def edges(self, nodes: frozenset[Node], before: int) -> list[tuple[int, int]]:
        """Where each character leads from a state."""
        for node in nodes:
            self.spend(effort((node,), before, self.known))
        moves = merged_moves(nodes, before)
        if len(moves) > 1:
            self.spend(len(moves) * min(len(moves), self.letters.bit_count()))
        found: list[tuple[int, int]] = []
        for mask, targets in cut(self.letters, moves):
            if not targets:
                continue
            if any(node.heed for node in targets):
                found += [(part, self.number(targets, after)) for part, after in by_context(mask)]
            else:
                found.append((mask, self.number(targets, 0)))
        return found

    def spend(self, moves: int) -> None:
        self.moves_left -= moves
        if self.moves_left < 0:
            raise Undecided("moves", MOST_MOVES)
