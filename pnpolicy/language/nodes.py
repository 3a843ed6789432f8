r"""Regular expressions as hash-consed nodes that know their partial derivatives.

Six kinds are enough:

    Words    a finite set of strings, walked as a lazy trie; the empty string and the empty set are two of these
    Chars    one character of a set
    Look     an assertion about what is before or after a position
    Cat      one expression, then another; leans to the right
    Alt      any of several
    Rep      an expression low to high times

Every node carries two things. `null[before]` is the mask of next symbols before which it can match nothing at all,
given what came before: all of them for `a*`, the end alone for `$`, the word characters for `\b` after a space.
`moves(before)` is its set of partial derivatives: pairs of a mask and what is left to match once a character of that
mask was read. Assertions need no rewriting: in `Cat` the mask of the left side restricts the moves of the right one.

The functions `words`, `characters`, `look`, `cat`, `alt` and `rep` are the only way to build nodes. They keep a few
laws: `x{0}` is nothing, `(x*)*` is `x*`, neighbouring literals are one.
"""

from collections.abc import Iterable
from typing import Final

from pnpolicy.language.leaves import (
    ALWAYS,
    EPSILON,
    EVERY_CHARACTER,
    NEVER,
    NOTHING,
    UNBOUNDED,
    Chars,
    Look,
    Moves,
    Node,
    Nulls,
    Table,
    Words,
    characters,
    word,
    words,
)
from pnpolicy.language.symbols import ANYTHING, CONTEXTS, Ranges, ascii_mask, merged


class Cat(Node):
    """One expression, then another. The left one is never a `Cat`."""

    __slots__ = ("left", "right")

    def __init__(self, left: Node, right: Node) -> None:
        self.left = left
        self.right = right
        one, two = left.null, right.null
        if one is NEVER or two is NEVER:
            null = NEVER
        elif one is ALWAYS:
            null = two
        else:
            null = (one[0] & two[0], one[1] & two[1], one[2] & two[2], one[3] & two[3])
        self._settle(
            null,
            left.least + right.least,
            left.most + right.most,
            left.heed if one is NEVER else left.heed | right.heed,
            left.subtle | right.subtle,
            left.beyond or right.beyond,
            left.depth + 1 if left.depth >= right.depth else right.depth,
        )

    def _derive(self, before: int) -> Moves:
        found: dict[Node, int] = {}
        allowed = ANYTHING
        node: Node = self
        # Along the right side in a loop: a chain of optional parts may be longer than Python's stack.
        while isinstance(node, Cat):
            left, right = node.left, node.right
            for mask, rest in left.moves(before):
                if mask & allowed:
                    target = cat(rest, right)
                    found[target] = found.get(target, 0) | mask & allowed
            allowed &= left.null[before]
            node = right
            if not allowed:
                break
        else:
            for mask, rest in node.moves(before):
                if mask & allowed:
                    found[rest] = found.get(rest, 0) | mask & allowed
        return tuple((mask, target) for target, mask in found.items())


class Alt(Node):
    """Any of several; at least two."""

    __slots__ = ("parts",)

    def __init__(self, parts: tuple[Node, ...]) -> None:
        self.parts = parts
        nulls = [0, 0, 0, 0]
        subtle = 0
        for part in parts:
            subtle |= part.subtle
            if part.null is not NEVER:
                for context in CONTEXTS:
                    nulls[context] |= part.null[context]
        self._settle(
            _shared((nulls[0], nulls[1], nulls[2], nulls[3])),
            min(part.least for part in parts),
            max(part.most for part in parts),
            max(part.heed for part in parts),
            subtle,
            any(part.beyond for part in parts),
            1 + max(part.depth for part in parts),
        )

    def _derive(self, before: int) -> Moves:
        found: dict[Node, int] = {}
        for part in self.parts:
            for mask, target in part.moves(before):
                found[target] = found.get(target, 0) | mask
        return tuple((mask, target) for target, mask in found.items())


class Rep(Node):
    """An expression, `low` to `high` times; `UNBOUNDED` for no limit."""

    __slots__ = ("body", "high", "low")

    def __init__(self, body: Node, low: int, high: int) -> None:
        self.body = body
        self.low = low
        self.high = high
        null = body.null if low else ALWAYS
        self._settle(null, body.least * low, body.most * high, body.heed, body.subtle, body.beyond, body.depth + 1)

    def _derive(self, before: int) -> Moves:
        body, low = self.body, self.low
        high = self.high if self.high == UNBOUNDED else self.high - 1
        then = rep(body, max(low - 1, 0), high)
        skipped = body.null[before]
        if low <= 1 or not skipped:
            return tuple((mask, cat(rest, then)) for mask, rest in body.moves(before))
        # Where the body can be empty here, any number of the required rounds can be spent on nothing.
        loose = rep(body, 0, high)
        found: dict[Node, int] = {}
        for mask, rest in body.moves(before):
            for part, after in ((mask & skipped, loose), (mask & ~skipped, then)):
                if part:
                    target = cat(rest, after)
                    found[target] = found.get(target, 0) | part
        return tuple((mask, target) for target, mask in found.items())


_CATS: Final[Table[tuple[int, int]]] = Table()
_ALTS: Final[Table[tuple[int, ...]]] = Table()
_REPS: Final[Table[tuple[int, int, int]]] = Table()


def cat(left: Node, right: Node) -> Node:
    """One expression, then another."""
    if left is EPSILON or right is NOTHING:
        return right
    if right is EPSILON or left is NOTHING:
        return left
    if isinstance(left, Cat):
        lefts = []
        while isinstance(left, Cat):
            lefts.append(left.left)
            left = left.right
        right = cat(left, right)
        for part in reversed(lefts):
            right = cat(part, right)
        return right
    if isinstance(left, Words) and len(left.words) == 1:
        first = right.left if isinstance(right, Cat) else right
        if isinstance(first, Words) and len(first.words) == 1:
            joined = word(left.words[0] + first.words[0])
            return cat(joined, right.right) if isinstance(right, Cat) else joined
    key = (id(left), id(right))
    node = _CATS.get(key)
    if node is None:
        node = Cat(left, right)
        _CATS.keep(key, node)
    return node


def alt(nodes: Iterable[Node]) -> Node:
    """Any of several, in the given order; literals and single characters are gathered in front."""
    strings: set[str] = set()
    mask = 0
    sets: dict[Ranges, None] = {}  # the same class may stand in thousands of branches
    others: dict[Node, None] = {}
    for given in nodes:
        for node in given.parts if isinstance(given, Alt) else (given,):
            if isinstance(node, Words):
                strings.update(node.words)
            elif isinstance(node, Chars):
                mask |= node.mask
                sets[node.ranges] = None
            else:
                others[node] = None
    ranges = [span for found in sets for span in found]
    letters = [text for text in strings if len(text) == 1 and text.isascii()]
    if mask or ranges or len(letters) == len(strings - {""}) > 1:
        strings.difference_update(letters)
        mask |= ascii_mask("".join(letters))
    parts = list(others)
    optional = "" in strings and bool(mask or ranges or parts or len(strings) > 1)
    if optional:
        strings.discard("")
    if strings:
        parts.insert(0, words(tuple(sorted(strings))))
    if mask or ranges:
        parts.insert(0, characters(mask, () if mask < 0 else merged(ranges)))
    whole = _any_of(tuple(parts)) if len(parts) != 1 else parts[0]
    return rep(whole, 0, 1) if optional else whole


def _any_of(parts: tuple[Node, ...]) -> Node:
    if not parts:
        return NOTHING
    key = tuple(map(id, parts))
    node = _ALTS.get(key)
    if node is None:
        node = Alt(parts)
        _ALTS.keep(key, node)
    return node


def rep(body: Node, low: int, high: int) -> Node:
    """An expression, `low` to `high` times."""
    if body.null is ALWAYS:
        low = 0
    if isinstance(body, Rep) and body.low <= 1:
        # Rounds of x{0,b} or x{1,b} leave no gap between the counts they reach.
        product = body.high * high
        if product < UNBOUNDED or UNBOUNDED in {body.high, high}:
            low, high = body.low * low, min(product, UNBOUNDED)
            body = body.body
    if high == 0 or body is EPSILON:
        return EPSILON
    if isinstance(body, Look) or body is NOTHING:
        return body if low else EPSILON
    if low == high == 1:
        return body
    key = (id(body), low, high)
    node = _REPS.get(key)
    if node is None:
        node = Rep(body, low, high)
        _REPS.keep(key, node)
    return node


def _shared(null: Nulls) -> Nulls:
    """The one tuple for always or never, so that `is` can ask."""
    if null == NEVER:
        return NEVER
    return ALWAYS if null == ALWAYS else null


EVERY_TEXT: Final = rep(EVERY_CHARACTER, 0, UNBOUNDED)
"""Every text, of any characters."""
