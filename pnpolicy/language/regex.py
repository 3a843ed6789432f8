"""The value that callers hold: a regular language, and how to build one without writing a pattern."""

from dataclasses import dataclass, field
from typing import Final

from pnpolicy.language.alphabet import CHANNEL_NAMES
from pnpolicy.language.errors import Undecided, Unsupported
from pnpolicy.language.leaves import EPSILON, UNBOUNDED, Node, word
from pnpolicy.language.leaves import characters as one_of
from pnpolicy.language.nodes import EVERY_TEXT, alt, cat, rep
from pnpolicy.language.settling import settled
from pnpolicy.language.symbols import OTHER_BEFORE, WIDE, read_spec, refuse_surrogates

DEEPEST_TREE: Final = 300
"""Nested expressions in one value. The engine recurses over them; Python's stack holds about 1,000 calls, some of which
are the caller's. A pattern of the deepest nesting that `parse` takes stays below."""

MOST_COUNT: Final = 1_000_000
"""No text that matters is longer, and counts stay far from what stands for no limit."""


@dataclass(frozen=True, slots=True)
class Regex:
    """A regular language. Two are equal if they were built alike; equal languages may differ.

    Attributes:
        node: how the engine holds it.
        captures: where capturing groups open in the pattern it was parsed from.
    """

    node: Node = field(repr=False)
    captures: tuple[int, ...] = field(default=(), compare=False)

    def __post_init__(self) -> None:
        if self.node.depth > DEEPEST_TREE:
            raise Undecided("nested expressions", DEEPEST_TREE)


def literal(text: str) -> Regex:
    """The language of one text.

    Raises:
        ValueError: a lone surrogate, which no UTF-8 text can hold.
    """
    refuse_surrogates(text)
    return Regex(word(text))


def chars(spec: str) -> Regex:
    """The language of single characters, written like the inside of a class: `chars("A-Za-z0-9_")`.

    A hyphen between two characters makes a range; first or last it stands for itself. Nothing else is special.

    Raises:
        ValueError: a range whose ends are in the wrong order, or a lone surrogate.
    """
    return Regex(one_of(*read_spec(spec)))


def concat(*regexes: Regex) -> Regex:
    """A text of each, one after the other; the empty text for none.

    An assertion in a part is about that part alone: `^a$` before `b` is `ab`.

    Raises:
        Unsupported: such an assertion depends on more than its place.
    """
    node = EPSILON
    for regex in reversed(regexes):
        node = cat(_closed(regex), node)
    return Regex(node)


def union(*regexes: Regex) -> Regex:
    """Any of several; the empty language for none."""
    return Regex(alt(regex.node for regex in regexes))


def repeat(regex: Regex, low: int, high: int | None) -> Regex:
    """A text of it, `low` to `high` times; no upper limit for None. Assertions are read as in `concat`.

    Raises:
        ValueError: a negative count, one above `MOST_COUNT`, or bounds in the wrong order.
        Unsupported: an assertion depends on more than its place.
    """
    if not 0 <= low <= (low if high is None else high) <= MOST_COUNT:
        raise ValueError(f"cannot repeat from {low} to {high} times")
    return Regex(rep(_closed(regex), low, UNBOUNDED if high is None else high))


def search(regex: Regex) -> Regex:
    r"""Every text with a match somewhere in it: what an unanchored reading accepts.

    Raises:
        Unsupported: `\B` that could hold inside a character beyond ASCII. RE2's C++ code looks at bytes and finds it
            there; others look at characters and do not.
    """
    node = regex.node
    if node.null[OTHER_BEFORE] & WIDE and any(not null & WIDE for null in node.null):
        raise Unsupported("", 0, "\\B beside characters beyond ASCII in a search")
    return Regex(cat(EVERY_TEXT, cat(node, EVERY_TEXT)), regex.captures)


def _closed(regex: Regex) -> Node:
    """The language without assertions, so that it can stand beside others."""
    node = settled(regex.node)
    if node.looks:
        raise Unsupported("", 0, "an assertion that depends on the text, inside a larger pattern")
    return node


ANY: Final = Regex(rep(one_of(CHANNEL_NAMES.mask, CHANNEL_NAMES.wide), 0, UNBOUNDED))
"""Every text of characters that a channel name may have, the empty one too."""
