"""Yes or no, where no text is asked for: whether two languages share anything, whether one is inside another.

Most such questions are answered by what all texts begin or end with, or by how long they are. The rest is a walk from
pair to pair of derivatives that keeps no text, no order and no length, and gives up early: `None` leaves the question
to `walking.py`, which has the larger budget.
"""

from functools import lru_cache
from typing import Final

from pnpolicy.language.alphabet import EVERY_CHARACTER, classing
from pnpolicy.language.leaves import EPSILON, LOOK, NOTHING, Node, Words, word
from pnpolicy.language.nodes import EVERY_TEXT, Cat, cat
from pnpolicy.language.settling import settled
from pnpolicy.language.sieve import COPIED, cut, merged_moves, sifted
from pnpolicy.language.symbols import CHARACTER, END, OTHER_BEFORE

MOST_STEPS: Final = 20_000
"""Pairs of moves looked at before the question is given up, a tenth of a second."""

_KEPT: Final = 4096
"""Expressions whose ends are remembered: all lines and families of a large policy."""


def share(one: Node, other: Node) -> bool | None:
    """Whether some text is in both; None if that is not seen soon."""
    found = _comparable(one, other)
    if found is None:
        return None
    (one, head, tail), (other, other_head, other_tail), letters = found
    if one.least > other.most or other.least > one.most:
        return False
    common = min(head, other_head, key=len)
    if not (head.startswith(common) and other_head.startswith(common)):
        return False
    if not (tail.endswith(other_tail) or other_tail.endswith(tail)):
        return False
    return _walk_both(_behind(one, common), _behind(other, common), letters)


def inside(one: Node, other: Node) -> bool | None:
    """Whether every text of the first is in the second; None if that is not seen soon."""
    found = _comparable(one, other)
    if found is None:
        return None
    (one, head, tail), (other, other_head, other_tail), letters = found
    if one is other or one is NOTHING:
        return True
    if one.least < other.least or one.most > other.most:
        return False
    if not (head.startswith(other_head) or other_head.startswith(head)):
        return False
    if not (tail.endswith(other_tail) or other_tail.endswith(tail)):
        return False
    common = other_head if head.startswith(other_head) else ""
    return _walk_inside(_behind(one, common), _behind(other, common), letters)


def beginning(node: Node) -> str:
    """A text that all texts of an expression begin with, as its form shows it; shorter than the longest, perhaps."""
    return _ends(node)[1]


_NOTHING: Final = (NOTHING,)
_Ends = tuple[Node, str, str]


def _comparable(one: Node, other: Node) -> tuple[_Ends, _Ends, int] | None:
    """Both without assertions that their place decides, and the letters they are over; None if any is left."""
    letters = CHARACTER
    if one.beyond or other.beyond:
        classes = classing(EVERY_CHARACTER, (one, other))
        one, other, letters = classes.resolve(one), classes.resolve(other), classes.letters
    ends, other_ends = _ends(one), _ends(other)
    return None if ends[0].subtle or other_ends[0].subtle else (ends, other_ends, letters)


@lru_cache(_KEPT)
def _ends(node: Node) -> _Ends:
    """An expression, the text it begins with and the text it ends with, as its form shows them."""
    if node.subtle & LOOK:
        node = settled(node)
    last = node
    while isinstance(last, Cat):
        last = last.right
    return node, _text(node.left if isinstance(node, Cat) else node), _text(last)


def _text(node: Node) -> str:
    return node.words[0] if isinstance(node, Words) and len(node.words) == 1 else ""


def _behind(node: Node, head: str) -> Node:
    """What follows on a text that an expression begins with."""
    if not head:
        return node
    rest = node.right if isinstance(node, Cat) else EPSILON
    left = _text(node.left if isinstance(node, Cat) else node)[len(head) :]
    return cat(word(left), rest) if left else rest


def _walk_both(one: Node, other: Node, letters: int) -> bool | None:
    waiting, seen, steps = [(one, other)], {(one, other)}, MOST_STEPS
    while waiting:
        one, other = waiting.pop()
        if one.null[OTHER_BEFORE] & other.null[OTHER_BEFORE] & END:
            return True
        moves, other_moves = one.moves(OTHER_BEFORE), other.moves(OTHER_BEFORE)
        steps -= len(moves) * len(other_moves) + (one.least + other.least) // COPIED + 1
        if steps < 0:
            return None
        for mask, rest in moves:
            for other_mask, other_rest in other_moves:
                if not mask & other_mask & letters:
                    continue
                if rest is other_rest or rest is EVERY_TEXT or other_rest is EVERY_TEXT:
                    return True
                pair = (rest, other_rest)
                if rest.least <= other_rest.most and other_rest.least <= rest.most and pair not in seen:
                    seen.add(pair)
                    waiting.append(pair)
    return False


def _walk_inside(one: Node, other: Node, letters: int) -> bool | None:
    start = (one, frozenset((other,)))
    waiting, seen, steps = [start], {start}, MOST_STEPS
    while waiting:
        one, others = waiting.pop()
        if one.null[OTHER_BEFORE] & END and not any(node.null[OTHER_BEFORE] & END for node in others):
            return False
        moves, held = one.moves(OTHER_BEFORE), merged_moves(others, OTHER_BEFORE)
        steps -= len(moves) * (len(held) + 1) + len(others) + one.least // COPIED
        if steps < 0:
            return None
        for mask, rest in moves:
            blocks = cut(mask & letters, held) if mask & letters else ()
            steps -= len(blocks)
            for _, rests in blocks:
                if not rests or rest.least < min(node.least for node in rests):
                    return False
                if rest.most > max(node.most for node in rests):
                    return False
                wanted, unwanted = sifted((rest,), rests)
                state = (rest, unwanted)
                if wanted != _NOTHING and state not in seen:
                    seen.add(state)
                    waiting.append(state)
    return True
