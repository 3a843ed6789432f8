r"""Assertions that are decided by where they stand.

In `^chat$`, read in full, the caret is always true and so is the dollar; in `a^b` the caret never is. Given what can
come before an expression (a set of contexts) and after it (a mask of symbols), `settled` walks down, works out the
same for every part, and replaces each assertion that is true in all cases by nothing and each that is false in all
cases by the empty language. The cases are an over-estimate, so what is replaced is replaced rightly; what is left
depends on the text.
"""

from typing import Final

from pnpolicy.language.leaves import EPSILON, LOOK, NOTHING, Chars, Look, Node, Words
from pnpolicy.language.nodes import Alt, Cat, Rep, alt, cat, rep
from pnpolicy.language.sieve import Sieve, sieve
from pnpolicy.language.symbols import CHARACTER, END, FIRST_WIDE, START, WIDE, by_context

_ROUNDS: Final = 2
"""Settling one assertion can settle its neighbour; once more over what is left catches the cases people write."""


def settled(node: Node) -> Node:
    """The same language under a full match, with every assertion gone that its place decides."""
    for _ in range(_ROUNDS):
        if node.subtle & LOOK:
            node = _settle(node, frozenset((START,)), END)
    return node


def first_symbols(node: Node) -> int:
    """The characters a text of the language can begin with, or more."""
    if isinstance(node, Words):
        return _mask({text[0] for text in node.words if text})
    if isinstance(node, Chars):
        return node.mask | (WIDE if node.ranges else 0)
    if isinstance(node, Alt):
        mask = 0
        for part in node.parts:
            mask |= first_symbols(part)
        return mask
    if isinstance(node, Rep):
        return first_symbols(node.body)
    if isinstance(node, Sieve):
        return first_symbols(node.wanted[0]) if node.wanted else CHARACTER
    mask = 0
    while isinstance(node, Cat):
        mask |= first_symbols(node.left)
        if node.left.least:
            return mask
        node = node.right
    return mask if isinstance(node, Look) else mask | first_symbols(node)


def _last_contexts(node: Node) -> frozenset[int]:
    """The contexts that a text of the language can leave behind, or more; none for the empty text."""
    if isinstance(node, Words):
        return _contexts(_mask({text[-1] for text in node.words if text}))
    if isinstance(node, Chars):
        return _contexts(first_symbols(node))
    if isinstance(node, Alt):
        return frozenset[int]().union(*map(_last_contexts, node.parts))
    if isinstance(node, Rep):
        return _last_contexts(node.body)
    if isinstance(node, Sieve):
        return _last_contexts(node.wanted[0]) if node.wanted else _contexts(CHARACTER)
    found = frozenset[int]()
    while isinstance(node, Cat):
        found = _after(node.left, found)
        node = node.right
    return _after(node, found) if not isinstance(node, Look) else found


def _after(node: Node, before: frozenset[int]) -> frozenset[int]:
    """The contexts after an expression, given those before it."""
    if isinstance(node, Look):
        return before
    return _last_contexts(node) if node.least else _last_contexts(node) | before


def _mask(letters: set[str]) -> int:
    mask = 0
    for letter in letters:
        mask |= 2 << ord(letter) if ord(letter) < FIRST_WIDE else WIDE
    return mask


def _contexts(mask: int) -> frozenset[int]:
    return frozenset(context for _, context in by_context(mask & ~END))


def _settle(node: Node, before: frozenset[int], after: int) -> Node:
    if not node.subtle & LOOK:
        return node
    if isinstance(node, Look):
        if not any(node.null[context] & after for context in before):
            return NOTHING
        return node if any(after & ~node.null[context] for context in before) else EPSILON
    if isinstance(node, Alt):
        return alt(_settle(part, before, after) for part in node.parts)
    if isinstance(node, Rep):
        if node.high > 1:
            before, after = before | _last_contexts(node.body), after | first_symbols(node.body)
        return rep(_settle(node.body, before, after), node.low, node.high)
    if isinstance(node, Sieve):
        wanted, unwanted = ([_settle(part, before, after) for part in side] for side in (node.wanted, node.unwanted))
        return sieve(wanted, unwanted)
    return _settle_chain(node, before, after)


def _settle_chain(node: Node, before: frozenset[int], after: int) -> Node:
    parts = []
    while isinstance(node, Cat):
        parts.append(node.left)
        node = node.right
    parts.append(node)
    afters = []
    for part in reversed(parts):
        afters.append(after)
        after = first_symbols(part) | (0 if part.least else after)
    done = []
    for part, following in zip(parts, reversed(afters), strict=True):
        done.append(_settle(part, before, following))
        before = _after(done[-1], before)
    whole = EPSILON
    for part in reversed(done):
        whole = cat(part, whole)
    return whole
