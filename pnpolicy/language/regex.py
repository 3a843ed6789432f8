"""The value that callers hold: a regular language, and how to build one without writing a pattern."""

from dataclasses import dataclass, field
from typing import Final

from pnpolicy.language import deciding
from pnpolicy.language.alphabet import CHANNEL_NAMES, EVERY_CHARACTER
from pnpolicy.language.errors import Undecided, Unsupported
from pnpolicy.language.leaves import EPSILON, UNBOUNDED, Node, Words, look, word
from pnpolicy.language.leaves import characters as one_of
from pnpolicy.language.nodes import EVERY_TEXT, Cat, alt, cat, rep
from pnpolicy.language.settling import settled
from pnpolicy.language.sieve import sieve
from pnpolicy.language.solving import plain
from pnpolicy.language.symbols import OTHER_BEFORE, WIDE, read_spec, refuse_surrogates
from pnpolicy.language.walking import best

DEEPEST_TREE: Final = 210
"""Nested expressions in one value. The engine recurses over them, with up to four calls for each; Python's stack holds
about 1,000, some of which are the caller's. Patterns with as many groups in one another as `parse` takes stay below."""

MOST_COUNT: Final = 1_000_000
"""No text that matters is longer, and counts stay far from what stands for no limit."""


@dataclass(frozen=True, slots=True, eq=False)
class Regex:
    """A regular language: `&`, `|` and `-` make others, `<=`, `==` and `isdisjoint` compare all their texts.

    Comparing can take more than its budget, and raises `Undecided` then. A language has no hash: two that hold the same
    texts need not look alike.

    Attributes:
        node: how the engine holds it.
        captures: where capturing groups open in the pattern it was parsed from.
    """

    node: Node = field(repr=False)
    captures: tuple[int, ...] = field(default=(), compare=False)

    def __post_init__(self) -> None:
        if self.node.depth > DEEPEST_TREE:
            raise Undecided("nested expressions", DEEPEST_TREE)

    def __and__(self, other: "Regex") -> "Regex":
        return Regex(sieve((self.node, other.node), ()))

    def __or__(self, other: "Regex") -> "Regex":
        return union(self, other)

    def __sub__(self, other: "Regex") -> "Regex":
        return Regex(sieve((self.node,), (other.node,)))

    def __le__(self, other: "Regex") -> bool:
        seen = deciding.inside(self.node, other.node)
        return (self - other).is_empty() if seen is None else seen

    def __eq__(self, other: object) -> bool:
        return self <= other <= self if isinstance(other, Regex) else NotImplemented

    __hash__ = None  # type: ignore[assignment]

    @property
    def text(self) -> str | None:
        """The text it was built as, if that is all it holds; None for any other language."""
        return self.node.words[0] if isinstance(self.node, Words) and len(self.node.words) == 1 else None

    def isdisjoint(self, other: "Regex") -> bool:
        """Whether no text is in both."""
        seen = deciding.share(self.node, other.node)
        return (self & other).is_empty() if seen is None else not seen

    def is_empty(self) -> bool:
        """Whether it holds no text at all."""
        return best((self.node,), (), EVERY_CHARACTER, UNBOUNDED, empty=True) is None


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
        node = cat(closed(regex), node)
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
    return Regex(rep(closed(regex), low, UNBOUNDED if high is None else high))


def search(regex: Regex) -> Regex:
    r"""Every text with a match somewhere in it: what an unanchored reading accepts.

    Raises:
        Unsupported: `\B` that could hold inside a character beyond ASCII. RE2's C++ code looks at bytes and finds it
            there; others look at characters and do not.
    """
    node = plain(regex.node)
    if node.null[OTHER_BEFORE] & WIDE and any(not null & WIDE for null in node.null):
        raise Unsupported("", 0, "\\B beside characters beyond ASCII in a search")
    return Regex(cat(EVERY_TEXT, cat(node, EVERY_TEXT)), regex.captures)


def anchored(regex: Regex) -> bool:
    """Whether any match is the whole text, as its form shows: `^…$`, and no alternatives around that."""
    node = regex.node
    if not isinstance(node, Cat) or node.left is not look("text start"):
        return False
    while isinstance(node, Cat):
        node = node.right
    return node is look("text end")


def closed(regex: Regex) -> Node:
    """The language without assertions, so that it can stand beside others."""
    node = plain(settled(regex.node))
    if node.subtle:
        raise Unsupported("", 0, "an assertion that depends on the text, inside a larger pattern")
    return node


ANY: Final = Regex(rep(one_of(CHANNEL_NAMES.mask, CHANNEL_NAMES.wide), 0, UNBOUNDED))
"""Every text of characters that a channel name may have, the empty one too."""

EVERYTHING: Final = Regex(EVERY_TEXT)
"""Every text of any characters, the empty one too: `EVERYTHING - regex` is all the others."""
