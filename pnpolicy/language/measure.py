"""How long the texts of a language are, and what they all begin and end with.

Without assertions all of it can be read off the nodes. An assertion that its place does not decide can cut off some of
the ways through an expression; then the ways are walked first and those that lead nowhere left out.
"""

from typing import Final

from pnpolicy.language.alphabet import CODE_POINTS, Classing, classing
from pnpolicy.language.errors import Undecided
from pnpolicy.language.leaves import NOTHING, UNBOUNDED, Look, LookKind, Node, Words, look, words
from pnpolicy.language.nodes import Alt, Cat, Rep, alt, cat, rep
from pnpolicy.language.regex import Regex
from pnpolicy.language.settling import settled
from pnpolicy.language.symbols import END, FIRST_WIDE, START, by_context

LONGEST_SHARED: Final = 1_000
"""Characters of a shared head or tail; far beyond any name, and it bounds the walk."""

MOST_STATES: Final = 10_000
"""Derivatives walked to settle what an assertion cuts off: below a second. Real ones have a few dozen."""

_State = tuple[Node, int]
_Edges = dict[_State, list[tuple[int, _State]]]

_MIRRORED: Final[dict[LookKind, LookKind]] = {
    "text start": "text end",
    "text end": "text start",
    "line start": "line end",
    "line end": "line start",
    "boundary": "boundary",
    "no boundary": "no boundary",
}


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
    """The longest text that all members begin with, as far as `LONGEST_SHARED`; the empty text if nothing is in it.

    Raises:
        Undecided: assertions cut off some of too many ways.
    """
    return _head(settled(regex.node))


def tail(regex: Regex) -> str:
    """The longest text that all members end with, as far as `LONGEST_SHARED`; the empty text if nothing is in it.

    Raises:
        Undecided: assertions cut off some of too many ways.
    """
    return _head(_mirrored(settled(regex.node)))[::-1]


def _lengths(regex: Regex) -> tuple[int, int]:
    node = settled(regex.node)
    if node.looks:
        return _walked_lengths(node)
    if node is NOTHING:
        raise ValueError("nothing is in the language")
    return node.least, node.most


def _head(node: Node) -> str:
    classes = classing(CODE_POINTS, node.wides)
    start = (classes.resolve(node), START)
    edges = _live_edges(start, classes.letters) if node.looks else None
    states = {start} if edges is None or start in edges else set[_State]()
    shared = ""
    while states and len(shared) < LONGEST_SHARED and not any(inner.null[before] & END for inner, before in states):
        moves = [
            move for state in states for move in (_edges(state, classes.letters) if edges is None else edges[state])
        ]
        mask = 0
        for more, _ in moves:
            mask |= more
        character = _only(mask, classes)
        if character is None:
            break
        shared += character
        states = {target for _, target in moves}
    return shared


def _only(mask: int, classes: Classing) -> str | None:
    """The one character of a mask; None if there are more."""
    if mask & (mask - 1):
        return None
    point = mask.bit_length() - 2
    if point < FIRST_WIDE:
        return chr(point)
    return classes.samples[point - FIRST_WIDE] if classes.sizes[point - FIRST_WIDE] == 1 else None


def _mirrored(node: Node) -> Node:
    """The language of the texts written backwards."""
    if isinstance(node, Words):
        return words(tuple(sorted(text[::-1] for text in node.words)))
    if isinstance(node, Look):
        return look(_MIRRORED[node.kind])
    if isinstance(node, Alt):
        return alt(map(_mirrored, node.parts))
    if isinstance(node, Rep):
        return rep(_mirrored(node.body), node.low, node.high)
    if not isinstance(node, Cat):
        return node
    whole = _mirrored(node.left)
    while isinstance(node.right, Cat):
        node = node.right
        whole = cat(_mirrored(node.left), whole)
    return cat(_mirrored(node.right), whole)


def _edges(state: _State, letters: int) -> list[tuple[int, _State]]:
    """Where a state leads: pairs of a mask and the next state."""
    node, before = state
    found: list[tuple[int, _State]] = []
    for mask, target in node.moves(before):
        if target.heed:
            found += [(part, (target, after)) for part, after in by_context(mask & letters)]
        elif mask & letters:
            found.append((mask & letters, (target, 0)))
    return found


def _live_edges(start: _State, letters: int) -> _Edges:
    """The states from which the end can be reached, and where they lead among themselves."""
    edges: _Edges = {start: []}
    waiting = [start]
    sources: dict[_State, list[_State]] = {}
    for state in waiting:  # grows as it is walked
        edges[state] = _edges(state, letters)
        for _, target in edges[state]:
            sources.setdefault(target, []).append(state)
            if target not in edges:
                edges[target] = []
                waiting.append(target)
        if len(waiting) > MOST_STATES:
            raise Undecided("states", MOST_STATES)
    live = dict.fromkeys(state for state in waiting if state[0].null[state[1]] & END)
    reached = list(live)
    for state in reached:
        for source in sources.get(state, ()):
            if source not in live:
                live[source] = None
                reached.append(source)
    return {state: [move for move in edges[state] if move[1] in live] for state in live}


def _walked_lengths(node: Node) -> tuple[int, int]:
    """Shortest and longest by layers of states: as many layers as states, and a state beyond that means a cycle."""
    classes = classing(CODE_POINTS, node.wides)
    start = (classes.resolve(node), START)
    edges = _live_edges(start, classes.letters)
    if start not in edges:
        raise ValueError("nothing is in the language")
    shortest = longest = -1
    layer = {start}
    for length in range(len(edges)):
        if any(inner.null[before] & END for inner, before in layer):
            longest = length
            shortest = length if shortest < 0 else shortest
        layer = {target for state in layer for _, target in edges[state]}
        if not layer:
            return shortest, longest
    return shortest, UNBOUNDED
