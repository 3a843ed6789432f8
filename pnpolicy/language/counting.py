"""How many texts there are, drawing some of them by chance or by choice, and listing them.

All read the subset automaton backwards: from each state, how many texts of n characters lead to the end. A text is in
the language by one way only, so every text is counted once, exactly.
"""

from collections.abc import Callable, Iterable, Iterator
from random import Random
from typing import Final

from pnpolicy.language.alphabet import CHANNEL_NAMES, Alphabet, Classing, classing
from pnpolicy.language.determinizing import Automaton, determinized
from pnpolicy.language.meeting import LONGEST_NAME
from pnpolicy.language.regex import Regex
from pnpolicy.language.symbols import FIRST_WIDE
from pnpolicy.language.walking import in_reading_order, readable

MOST_STATES: Final = 10_000
"""States of the automaton; a counted class needs one per count, a list of names one per character."""

_ASCII: Final = (1 << FIRST_WIDE) - 1


def count(regex: Regex, *, longest: int = LONGEST_NAME, alphabet: Alphabet = CHANNEL_NAMES) -> int:
    """How many texts of 1 to `longest` characters there are.

    Raises:
        Undecided: the automaton would have more than `MOST_STATES`.
    """
    classes = classing(alphabet, [regex.node])
    automaton = determinized(classes.resolve(regex.node), classes.letters, MOST_STATES)
    weights = _weights(automaton, classes)
    ways = list(map(int, automaton.accepting))
    total = 0
    for _ in range(longest):
        ways = [sum(weight * ways[target] for weight, target in edges) for edges in weights]
        total += ways[1]
    return total


def sample(
    regex: Regex, random: Random, *, longest: int = LONGEST_NAME, alphabet: Alphabet = CHANNEL_NAMES
) -> Iterator[str]:
    """Texts by chance, without end: each length there is as likely as any other, and each text of it.

    Nothing comes if there is no text of 1 to `longest` characters.

    Raises:
        Undecided: the automaton would have more than `MOST_STATES`.
    """
    classes = classing(alphabet, [regex.node])
    automaton = determinized(classes.resolve(regex.node), classes.letters, MOST_STATES)
    weights = _weights(automaton, classes)
    ways = [list(map(int, automaton.accepting))]
    for _ in range(longest):
        ways.append([sum(weight * ways[-1][target] for weight, target in edges) for edges in weights])
    lengths = [length for length in range(1, longest + 1) if ways[length][1]]
    while lengths:
        state, text = 1, ""
        for left in reversed(range(random.choice(lengths))):
            edges = automaton.edges[state]
            chances = [weight * ways[left][target] for weight, target in weights[state]]
            mask, state = edges[_drawn(chances, random)]
            text += _character(_ranges(mask, classes), random.randrange(_size(mask, classes)))
        yield text


def texts(regex: Regex, lengths: Iterable[int], *, alphabet: Alphabet = CHANNEL_NAMES) -> Iterator[str]:
    """All texts of some lengths, in the order the lengths are given; each length in reading order.

    Raises:
        Undecided: the automaton would have more than `MOST_STATES`.
    """
    classes = classing(alphabet, [regex.node])
    automaton = determinized(classes.resolve(regex.node), classes.letters, MOST_STATES)
    fitting = [set[int](number for number, accepts in enumerate(automaton.accepting) if accepts)]

    def from_state(state: int, left: int) -> Iterator[str]:
        if not left:
            yield ""
            return
        edges = [(mask, target) for mask, target in automaton.edges[state] if target in fitting[left - 1]]
        for letter, target in sorted((letter, target) for mask, target in edges for letter in in_reading_order(mask)):
            for rest in from_state(target, left - 1):
                yield letter + rest

    for length in lengths:
        while len(fitting) <= length:
            last = fitting[-1]
            fitting.append({state for state, edges in enumerate(automaton.edges) if any(to in last for _, to in edges)})
        if 1 in fitting[length]:
            for ranks in from_state(1, length):
                yield readable(ranks, classes)


class Steered:
    """A language, prepared for texts that somebody's choices lead to: each by some choices, and no other text.

    What draws texts by chance may be a test library that wants to know every choice, so as to make it smaller.

    Attributes:
        lengths: those that its texts have, in ascending order.
    """

    def __init__(self, regex: Regex, *, longest: int = LONGEST_NAME, alphabet: Alphabet = CHANNEL_NAMES) -> None:
        """Prepares texts of 1 to `longest` characters.

        Raises:
            Undecided: the automaton would have more than `MOST_STATES`.
        """
        self._classes = classing(alphabet, [regex.node])
        self._automaton = determinized(self._classes.resolve(regex.node), self._classes.letters, MOST_STATES)
        self._fitting = _fitting(self._automaton, longest)
        self._ranges: dict[int, list[tuple[int, int]]] = {}
        self.lengths = tuple(length for length in range(1, longest + 1) if 1 in self._fitting[length])

    def text(self, choose: Callable[[int], int]) -> str:
        """A text.

        Args:
            choose: one of so many ways to go on, from 0. There is at least one text to choose.
        """
        state, text = 1, ""
        for left in reversed(range(self.lengths[choose(len(self.lengths))])):
            ways = [edge for edge in self._automaton.edges[state] if edge[1] in self._fitting[left]]
            mask, state = ways[choose(len(ways))]
            if mask not in self._ranges:
                self._ranges[mask] = _ranges(mask, self._classes)
            text += _character(self._ranges[mask], choose(_size(mask, self._classes)))
        return text


def _fitting(automaton: Automaton, longest: int) -> list[set[int]]:
    """For each length up to the longest, the states from which a text of it leads to the end."""
    found = [set[int](number for number, accepts in enumerate(automaton.accepting) if accepts)]
    for _ in range(longest):
        last = found[-1]
        found.append({state for state, edges in enumerate(automaton.edges) if any(to in last for _, to in edges)})
    return found


def _weights(automaton: Automaton, classes: Classing) -> list[list[tuple[int, int]]]:
    return [[(_size(mask, classes), target) for mask, target in edges] for edges in automaton.edges]


def _size(mask: int, classes: Classing) -> int:
    """How many characters a mask stands for."""
    wide = mask >> 1 + FIRST_WIDE
    return (mask >> 1 & _ASCII).bit_count() + sum(
        size for number, size in enumerate(classes.sizes) if wide >> number & 1
    )


def _drawn(chances: list[int], random: Random) -> int:
    """An index, each as likely as its chance: exact, as the chances may be larger than any float."""
    at = random.randrange(sum(chances))
    for index, chance in enumerate(chances):
        at -= chance
        if at < 0:
            return index
    raise AssertionError  # pragma: no cover  at was below the sum


def _ranges(mask: int, classes: Classing) -> list[tuple[int, int]]:
    """The characters that a mask stands for."""
    ranges = [(point, point) for point in range(FIRST_WIDE) if mask >> 1 + point & 1]
    return [*ranges, *classes.ranges(mask)]


def _character(ranges: list[tuple[int, int]], at: int) -> str:
    """The character with a number among those of some ranges."""
    for low, high in ranges:
        if at <= high - low:
            return chr(low + at)
        at -= high - low + 1
    raise AssertionError  # pragma: no cover  at was below the size
