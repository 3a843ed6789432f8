"""All ways in which languages overlap, in one pass.

An atom is a set of languages that hold on some name together while the others do not, with the shortest such name.
Everything about pairs can be read off the atoms: two languages meet if an atom has both, one is inside another if
every atom with the one has the other.

The walk keeps, for all languages at once, what is left of each after a text, and goes on by all characters that any of
them tells apart. Names of different purpose begin differently, so nearly always one language alone is left after a few
characters; then only its shortest ending matters, and that the least lengths tell.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from pnpolicy.language.alphabet import CHANNEL_NAMES, Alphabet, Classing, classing
from pnpolicy.language.deciding import beginning
from pnpolicy.language.errors import Undecided
from pnpolicy.language.leaves import Node
from pnpolicy.language.meeting import LONGEST_NAME
from pnpolicy.language.regex import Regex
from pnpolicy.language.sieve import cut
from pnpolicy.language.symbols import END, START, by_context
from pnpolicy.language.walking import finished, first_readable, readable

MOST_MOVES: Final = 300_000
"""Moves looked at in one pass, one or two seconds. A thousand patterns of a policy take a few ten thousand; those that
all begin with `.*` take the number of ways in which they can hold together."""


@dataclass(frozen=True, slots=True)
class Atom:
    """Languages that hold together, by index, and the shortest name on which they and no others do."""

    members: frozenset[int]
    witness: str


_Live = frozenset[tuple[int, Node]]
_Block = tuple[int, _Live]


def atoms(
    regexes: Sequence[Regex],
    *,
    least: int = 1,
    longest: int = LONGEST_NAME,
    alphabet: Alphabet = CHANNEL_NAMES,
) -> list[Atom]:
    """Every non-empty combination of languages over names, shortest witness first.

    Args:
        regexes: the languages.
        least: combinations of fewer different languages are left out; 2 for those that overlap.
        longest: the most characters of a name.
        alphabet: the characters a name may be made of.

    Raises:
        Undecided: there are too many, or they are too far apart.
    """
    classes = classing(alphabet, [regex.node for regex in regexes])
    same: dict[Node, list[int]] = {}
    for index, regex in enumerate(regexes):
        same.setdefault(classes.resolve(regex.node), []).append(index)
    walk = _Pass(classes, least, longest)
    for group in _groups(list(same)):
        if len(group) >= least:
            walk.all(group)
    found = walk.found
    alike = list(same.values())
    told = [(frozenset(index for one in members for index in alike[one]), text) for members, text in found.items()]
    told.sort(key=lambda atom: (len(atom[1]), atom[1], sorted(atom[0])))
    return [Atom(members, readable(text, classes)) for members, text in told]


def _groups(nodes: list[Node]) -> Iterator[list[tuple[int, Node]]]:
    """The expressions by number, put together where the one begins with the text that the other begins with.

    Those of different groups share no name, and so no atom.
    """
    root, group = "", list[tuple[int, Node]]()
    for head, number in sorted((beginning(node), number) for number, node in enumerate(nodes)):
        if group and not head.startswith(root):
            yield group
            group = []
        if not group:
            root = head
        group.append((number, nodes[number]))
    yield group


class _Pass:
    """One walk over all languages."""

    __slots__ = ("cuts", "found", "least", "letters", "longest", "moves_left", "seen")

    def __init__(self, classes: Classing, least: int, longest: int) -> None:
        self.letters = classes.letters
        self.least = least
        self.longest = longest
        self.moves_left = MOST_MOVES
        self.cuts: dict[frozenset[int], list[tuple[int, frozenset[int]]]] = {}
        self.found: dict[frozenset[int], str] = {}
        self.seen: set[tuple[_Live, int]] = set()

    def all(self, nodes: list[tuple[int, Node]]) -> None:
        """Finds the atoms of some languages, by number: members → witness, in ranks."""
        layer: dict[tuple[_Live, int], str] = {(frozenset(nodes), START): ""}
        length = 0
        while layer:
            self.seen.update(layer)
            following: dict[tuple[_Live, int], str] = {}
            for (live, before), text in sorted(layer.items(), key=lambda item: item[1]):
                if text:
                    self.accept(frozenset(index for index, node in live if node.null[before] & END), text)
                if length < self.longest and not self.alone(live, before, text):
                    self.follow(live, before, text, following)
            layer = following
            length += 1

    def accept(self, members: frozenset[int], text: str) -> None:
        known = self.found.get(members)
        if len(members) >= self.least and (known is None or (len(text), text) < (len(known), known)):
            self.found[members] = text

    def alone(self, live: _Live, before: int, text: str) -> bool:
        """Whether too few languages are left, or one; then its own atom has its best text from here on."""
        indices = {index for index, _ in live}
        if len(indices) < self.least:
            return True
        if len(indices) > 1:
            return False
        known = self.found.get(frozenset(indices))
        least = len(text) + min(node.least for _, node in live)
        if known is None or (least, text) < (len(known), known[: len(text)]):
            rest = [finished(node, before, self.letters, self.longest - len(text)) for _, node in live]
            for ending in filter(None, rest):
                self.accept(frozenset(indices), text + ending)
        return True

    def follow(self, live: _Live, before: int, text: str, following: dict[tuple[_Live, int], str]) -> None:
        """Put down where each character leads."""
        room = self.longest - len(text) - 1
        single: dict[int, list[tuple[int, Node]]] = {}
        several: dict[tuple[int, Node], int] = {}
        for index, node in live:
            moves = node.moves(before)
            self.moves_left -= len(moves)
            for mask, target in moves:
                if target.least > room:
                    continue
                if mask & (mask - 1):
                    place = (index, target)
                    several[place] = several.get(place, 0) | mask
                else:
                    single.setdefault(mask, []).append((index, target))
        for mask, targets in self.blocks(single, several):
            if self.moves_left < 0:
                raise Undecided("moves", MOST_MOVES)
            heed = any(node.heed for _, node in targets)
            for part, after in by_context(mask) if heed else ((mask, 0),):
                state = (targets, after)
                if state in self.seen:
                    continue
                written = text + first_readable(part)
                known = following.get(state)
                if known is None or written < known:
                    following[state] = written

    def blocks(self, single: dict[int, list[tuple[int, Node]]], several: dict[tuple[int, Node], int]) -> list[_Block]:
        """The characters cut where any language tells them apart. Most masks are one character, others are alike."""
        by_mask: dict[int, list[tuple[int, Node]]] = {}
        for place, mask in several.items():
            by_mask.setdefault(mask & self.letters, []).append(place)
        found: list[_Block] = []
        masks_here = frozenset(by_mask)
        if masks_here not in self.cuts:  # a few classes stand in nearly all patterns
            self.cuts[masks_here] = cut(self.letters, {mask: mask for mask in by_mask})
        for block, masks in self.cuts[masks_here]:
            shared = [place for mask in masks for place in by_mask[mask]]
            self.moves_left -= len(shared)
            rest = block
            for letter in [letter for letter in single if letter & block]:
                rest &= ~letter
                found.append((letter, frozenset((*shared, *single.pop(letter)))))
            if shared and rest:
                found.append((rest, frozenset(shared)))
        return found
