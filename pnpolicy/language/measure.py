"""How long the texts of a language are, and what they all begin and end with.

Without assertions all of it can be read off the nodes. An assertion that its place does not decide can cut off some of
the ways through an expression; then the ways are walked first and those that lead nowhere left out.
"""

from collections import Counter
from typing import Final

from pnpolicy.language.alphabet import CODE_POINTS, Classing, classing
from pnpolicy.language.errors import Undecided
from pnpolicy.language.leaves import NOTHING, UNBOUNDED, Node
from pnpolicy.language.mirroring import mirrored
from pnpolicy.language.regex import Regex
from pnpolicy.language.settling import settled
from pnpolicy.language.sieve import effort
from pnpolicy.language.symbols import END, FIRST_WIDE, START, by_context

LONGEST_SHARED: Final = 1_000
"""Characters of a shared head or tail; far beyond any name, and it bounds the walk."""

MOST_MOVES: Final = 50_000
"""Moves from derivative to derivative in one walk, a fraction of a second. Real patterns take a few dozen."""

_State = tuple[Node, int]


def shortest_length(regex: Regex) -> int:
    """Characters in a shortest text.

    Raises:
        ValueError: nothing is in the language.
        Undecided: assertions cut off some of too many ways.
    """
    return _lengths(regex)[0]


def longest_length(regex: Regex) -> int | None:
    """Characters in a longest text; None if there is no limit.

    Raises:
        ValueError: nothing is in the language.
        Undecided: assertions cut off some of too many ways.
    """
    longest = _lengths(regex)[1]
    return None if longest >= UNBOUNDED else longest


def head(regex: Regex) -> str:
    """The longest text that all members begin with; the empty text if nothing is in the language.

    Beyond `LONGEST_SHARED` or `MOST_MOVES` it is what was seen so far: all members begin with it, too.
    """
    return _head(settled(regex.node))


def tail(regex: Regex) -> str:
    """The longest text that all members end with, with the same limits as `head`."""
    return _head(mirrored(settled(regex.node)))[::-1]


def _lengths(regex: Regex) -> tuple[int, int]:
    node = settled(regex.node)
    if node.subtle:
        return _walked_lengths(node)
    if node is NOTHING:
        raise ValueError("nothing is in the language")
    return node.least, node.most


def _head(node: Node) -> str:
    shared = ""
    try:
        classes = classing(CODE_POINTS, [node])
        walk = _Walk(classes.letters)
        start = (classes.resolve(node), START)
        live = walk.live(start) if node.subtle else None
        states = {start}
        while states and len(shared) < LONGEST_SHARED and not any(map(_accepts, states)):
            moves = [move for state in states for move in walk.edges(state) if live is None or move[1] in live]
            mask = 0
            for more, _ in moves:
                mask |= more
            character = _only(mask, classes)
            if character is None:
                break
            shared += character
            states = {target for _, target in moves}
    except Undecided:
        return shared
    return shared


def _only(mask: int, classes: Classing) -> str | None:
    """The one character of a mask; None if there are more, or none."""
    if mask & (mask - 1) or not mask:
        return None
    point = mask.bit_length() - 2
    if point < FIRST_WIDE:
        return chr(point)
    return classes.samples[point - FIRST_WIDE] if classes.sizes[point - FIRST_WIDE] == 1 else None


def _accepts(state: _State) -> bool:
    node, before = state
    return bool(node.null[before] & END)


class _Walk:
    """Steps from derivative to derivative, counted."""

    __slots__ = ("known", "letters", "moves_left")

    def __init__(self, letters: int) -> None:
        self.letters = letters
        self.moves_left = MOST_MOVES
        self.known: set[tuple[Node, int]] = set()

    def edges(self, state: _State) -> list[tuple[int, _State]]:
        """Where a state leads: pairs of a mask and the next state."""
        node, before = state
        moves = node.moves(before)
        self.moves_left -= effort((node,), before, self.known) if node.subtle else len(moves)
        if self.moves_left < 0:
            raise Undecided("moves", MOST_MOVES)
        found: list[tuple[int, _State]] = []
        for move, target in moves:
            mask = move & self.letters
            found += [(part, (target, after)) for part, after in (by_context(mask) if target.heed else ((mask, 0),))]
        return found

    def live(self, start: _State) -> dict[_State, list[_State]]:
        """The states that lie on a way to the end, and where they lead among themselves."""
        targets: dict[_State, list[_State]] = {}
        sources: dict[_State, list[_State]] = {start: []}
        waiting = [start]
        for state in waiting:  # grows as it is walked
            targets[state] = [target for _, target in self.edges(state)]
            for target in targets[state]:
                if target not in sources:
                    sources[target] = []
                    waiting.append(target)
                sources[target].append(state)
        reached = [state for state in waiting if _accepts(state)]
        live = dict.fromkeys(reached)
        for state in reached:
            for source in sources[state]:
                if source not in live:
                    live[source] = None
                    reached.append(source)
        return {state: [target for target in targets[state] if target in live] for state in live}


def _walked_lengths(node: Node) -> tuple[int, int]:
    """Shortest and longest way through the live states.

    For the longest they are taken up in an order in which each comes after all that lead to it. If that leaves some
    out, these lie on a circle, and there is no longest.
    """
    classes = classing(CODE_POINTS, [node])
    start = (classes.resolve(node), START)
    live = _Walk(classes.letters).live(start)
    if start not in live:
        raise ValueError("nothing is in the language")
    shortest, longest = {start: 0}, {start: 0}
    for state in (reached := [start]):  # grows as it is walked: breadth first
        for target in live[state]:
            if target not in shortest:
                shortest[target] = shortest[state] + 1
                reached.append(target)
    missing = Counter(target for targets in live.values() for target in targets)
    for state in (ordered := [] if missing[start] else [start]):
        for target in live[state]:
            longest[target] = max(longest.get(target, 0), longest[state] + 1)
            missing[target] -= 1
            if not missing[target]:
                ordered.append(target)
    ends = [state for state in live if _accepts(state)]
    bounded = len(ordered) == len(live)
    return min(shortest[state] for state in ends), max(longest[state] for state in ends) if bounded else UNBOUNDED
