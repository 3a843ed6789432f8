"""Which characters a question is about, and how those beyond ASCII are classed for it.

A question fixes an alphabet and some regexes. The characters beyond ASCII that no regex tells apart form one class;
each class gets one bit from 129 on and one stand-in, the character with code point 128 plus its number. Regexes are
rewritten over the stand-ins once per classing; those that treat all characters beyond ASCII alike, nearly every one,
stay as they are.
"""

from bisect import bisect_right
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Final, Self

from pnpolicy.language.errors import Undecided
from pnpolicy.language.leaves import Chars, Node, Words, characters, words
from pnpolicy.language.nodes import Alt, Cat, Rep, alt, cat, rep
from pnpolicy.language.sieve import Sieve, parts_of, sieve
from pnpolicy.language.symbols import (
    ASCII,
    FIRST_WIDE,
    LAST,
    WHOLE_WIDE,
    Ranges,
    ascii_mask,
    merged,
    read_spec,
    span,
    whole_characters,
)

_FIRST_CLASS: Final = 129
"""The bit of the first class."""

MOST_RANGES: Final = 8_192
"""Ranges of characters beyond ASCII in one question. Cutting and classing them takes the square of their number, in
bits; and classes stay below 65,536, two for each range and one for the rest."""

_KEPT_CLASSINGS: Final = 64
"""Classings kept at a time: one policy asks about few alphabets."""

_COMMON_LETTERS: Final = "éàüñ"
_FIRST_LETTER: Final = 0xC0
"""Before it, beyond ASCII, there are signs and a few letters that look like signs."""

_PROBES: Final = 64
_PROBED_PIECES: Final = 8
"""Characters of a range, and ranges of a class, that are tried for a letter: enough for every script in use."""


@dataclass(frozen=True, slots=True)
class Alphabet:
    """A set of characters that texts may be made of.

    Attributes:
        mask: those in ASCII.
        wide: those beyond.
    """

    mask: int
    wide: Ranges

    @classmethod
    def of(cls, spec: str) -> Self:
        """The characters of a specification as `chars` reads it: `Alphabet.of("A-Za-z0-9_")`."""
        mask, wide = read_spec(spec)
        return cls(mask, whole_characters(wide))


CHANNEL_NAMES: Final = Alphabet(span(0x21, 0x7E) & ~ascii_mask(",:*/\\"), whole_characters(((0xA0, LAST),)))
"""What a name may be made of: no comma, colon, asterisk, slash, backslash, space or control character.

PubNub also rules out "non-printable" characters beyond ASCII without listing them. They are let in: what is proved over
more names holds over fewer.
"""

EVERY_CHARACTER: Final = Alphabet(ASCII, whole_characters(WHOLE_WIDE))
"""All of Unicode; half a surrogate pair is no character."""

CODE_POINTS: Final = Alphabet(ASCII, WHOLE_WIDE)
"""Whatever a Python string can hold."""


class Classing:
    """The characters beyond ASCII, put into the fewest classes that an alphabet and some regexes need.

    Attributes:
        letters: the mask of all characters of the alphabet.
        samples: per class a character to show for it, a letter where there is one.
        sizes: per class how many characters it has.
        width: how many classes there are.
    """

    __slots__ = ("_pieces", "_resolved", "_starts", "_which", "letters", "samples", "sizes", "width")

    def __init__(self, alphabet: Alphabet, sets: frozenset[Ranges]) -> None:
        starts, owners = _sweep([alphabet.wide, *sorted(sets)])
        classes: dict[int, list[tuple[int, int]]] = {}
        for (low, after), owner in zip(pairwise([*starts, LAST + 1]), owners, strict=True):
            if owner & 1:  # in the alphabet
                classes.setdefault(owner, []).append((low, after - 1))
        numbers = {owner: number for number, owner in enumerate(classes)}
        self._starts = starts
        self._which = [numbers.get(owner, -1) for owner in owners]
        self.width = len(classes)
        self.letters = alphabet.mask | ((1 << self.width) - 1) << _FIRST_CLASS
        self._pieces = tuple(classes.values())
        self.samples = tuple(map(_sample, self._pieces))
        self.sizes = tuple(sum(high - low + 1 for low, high in pieces) for pieces in self._pieces)
        self._resolved: dict[Node, Node] = {}

    def stand_in(self, character: str) -> str:
        """The character that stands for another one; the empty string for one outside the alphabet."""
        if character < "\x80":
            return character
        number = self._which[bisect_right(self._starts, ord(character)) - 1]
        return chr(FIRST_WIDE + number) if number >= 0 else ""

    def ranges(self, mask: int) -> Ranges:
        """The characters beyond ASCII that a mask stands for."""
        wide = mask >> _FIRST_CLASS
        return merged([piece for number, pieces in enumerate(self._pieces) if wide >> number & 1 for piece in pieces])

    def resolve(self, node: Node) -> Node:
        """The same expression over stand-ins, its sets beyond ASCII as bits."""
        if not node.beyond:
            return node
        found = self._resolved.get(node)
        if found is None:
            found = self._resolved[node] = _rewritten(node, self.resolve, self._resolved_leaf)
        return found

    def restored(self, node: Node) -> Node:
        """What `resolve` was given, or could have been."""
        known: dict[Node, Node] = {}

        def restore(node: Node) -> Node:
            found = known.get(node)
            if found is None:
                found = known[node] = _rewritten(node, restore, self._restored_leaf)
            return found

        return restore(node)

    def _resolved_leaf(self, node: Words | Chars) -> Node:
        if isinstance(node, Words):
            texts = [self._spell(text) for text in node.words]
            return words(
                tuple(sorted(text for text, given in zip(texts, node.words, strict=True) if text or not given))
            )
        return characters(node.mask | self._bits(node.ranges))

    def _restored_leaf(self, node: Words | Chars) -> Node:
        if isinstance(node, Words):  # a character that stands in a word has a class of its own
            texts = [
                "".join(letter if letter < "\x80" else self.samples[ord(letter) - FIRST_WIDE] for letter in text)
                for text in node.words
            ]
            return alt((words(tuple(sorted(texts))),))  # the empty one is alone
        if node.mask < 0:  # all beyond ASCII
            return node
        return characters(node.mask & ASCII, self.ranges(node.mask))

    def _spell(self, text: str) -> str:
        stand_ins = list(map(self.stand_in, text))
        return "".join(stand_ins) if all(stand_ins) else ""

    def _bits(self, ranges: Ranges) -> int:
        bits = 0
        for low, high in ranges:
            first, last = bisect_right(self._starts, low) - 1, bisect_right(self._starts, high) - 1
            for number in self._which[first : last + 1]:
                if number >= 0:
                    bits |= 1 << _FIRST_CLASS + number
        return bits


def _rewritten(node: Node, rewrite: Callable[[Node], Node], leaf: Callable[[Words | Chars], Node]) -> Node:
    """The same expression with other leaves."""
    if isinstance(node, Words | Chars):
        return leaf(node)
    if isinstance(node, Alt):
        return alt(list(map(rewrite, node.parts)))  # lists, for one call less on the stack
    if isinstance(node, Rep):
        return rep(rewrite(node.body), node.low, node.high)
    if isinstance(node, Sieve):
        return sieve(list(map(rewrite, node.wanted)), list(map(rewrite, node.unwanted)))
    if not isinstance(node, Cat):
        return node
    lefts = []
    while isinstance(node, Cat):
        lefts.append(node.left)
        node = node.right
    whole = rewrite(node)
    for left in reversed(lefts):
        whole = cat(rewrite(left), whole)
    return whole


def classing(alphabet: Alphabet, nodes: Iterable[Node]) -> Classing:
    """The classing that an alphabet and some expressions need.

    Raises:
        Undecided: the expressions tell more than `MOST_RANGES` ranges beyond ASCII apart.
    """
    sets = set[Ranges]()
    waiting = [node for node in nodes if node.beyond]
    while waiting:
        node = waiting.pop()
        if isinstance(node, Words):
            points = {ord(character) for text in node.words for character in text if character > "\x7f"}
            sets.update(((point, point),) for point in points)
        elif isinstance(node, Chars):
            sets.add(node.ranges)
        else:
            waiting += [part for part in parts_of(node) if part.beyond]
    if sum(map(len, sets)) > MOST_RANGES:
        raise Undecided("ranges beyond ASCII", MOST_RANGES)
    return _classing(alphabet, frozenset(sets))


_classing: Final = lru_cache(_KEPT_CLASSINGS)(Classing)


def _sweep(sets: list[Ranges]) -> tuple[list[int], list[int]]:
    """Cut the code points beyond ASCII where any set begins or ends.

    Returns:
        Where each piece starts, and per piece the sets that hold it, as bits.
    """
    edges: dict[int, int] = {FIRST_WIDE: 0}
    for number, ranges in enumerate(sets):
        for low, high in ranges:
            for edge in (low, high + 1):
                edges[edge] = edges.get(edge, 0) ^ 1 << number
    starts, owners, inside = [], [], 0
    for start in sorted(edges):
        inside ^= edges[start]
        if start <= LAST:
            starts.append(start)
            owners.append(inside)
    return starts, owners


def _sample(pieces: list[tuple[int, int]]) -> str:
    """A character of a class to show for it: a common letter, else any letter that a short look finds."""
    for letter in _COMMON_LETTERS:
        if any(low <= ord(letter) <= high for low, high in pieces):
            return letter
    found = [
        chr(point)
        for low, high in pieces[:_PROBED_PIECES]
        for point in range(max(low, _FIRST_LETTER), min(high, low + _PROBES) + 1)
    ]
    for wanted in (str.islower, str.isalpha, str.isprintable):
        for character in found:
            if wanted(character):
                return character
    return chr(pieces[0][0])
