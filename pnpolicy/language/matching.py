"""A language as a table: matching is one look-up per character.

The table is the subset automaton, built at once. A row lists the characters that lead elsewhere than most do, and
`default` says where most lead; characters beyond ASCII are first replaced by the stand-in of their class, if any
pattern tells them apart at all. State 0 is the one without a way out.
"""

from functools import lru_cache
from typing import Final

from pnpolicy.language.alphabet import CODE_POINTS, Classing, classing
from pnpolicy.language.determinizing import determinized
from pnpolicy.language.errors import Undecided
from pnpolicy.language.regex import Regex
from pnpolicy.language.symbols import ASCII

MOST_STATES: Final = 10_000
"""States in one table: some ten megabytes at worst. A counted class needs one per count, a list of names one per
character; only patterns that remember many earlier characters need more."""

MOST_CELLS: Final = 1_000_000
"""Characters listed in all rows together, some 80 megabytes. A row lists what leads elsewhere than most do."""

_KEPT_LISTS: Final = 1024
"""Masks written out as characters that are kept: neighbouring states, and most policies, share a few."""


class Matcher:
    """A table that says whether a text is in a language."""

    __slots__ = ("_accepting", "_classes", "_defaults", "_rows")

    def __init__(
        self, rows: list[dict[str, int]], defaults: list[int], accepting: list[bool], classes: Classing | None
    ) -> None:
        self._rows = rows
        self._defaults = defaults
        self._accepting = accepting
        self._classes = classes

    def fullmatch(self, text: str) -> bool:
        """Whether the whole text is in the language; in time linear in its length."""
        if self._classes is not None and not text.isascii():
            text = "".join(map(self._classes.stand_in, text))
        rows, defaults, state = self._rows, self._defaults, 1
        for character in text:
            state = rows[state].get(character, defaults[state])
            if not state:
                return False
        return self._accepting[state]

    def __len__(self) -> int:
        """How many states there are."""
        return len(self._rows)


def matcher(regex: Regex, most_states: int = MOST_STATES) -> Matcher:
    """Build the table of a language.

    Args:
        regex: the language, over all characters.
        most_states: a larger table, the dead end counted, is not built.

    Raises:
        Undecided: it would need more states.
    """
    classes = classing(CODE_POINTS, [regex.node])
    automaton = determinized(classes.resolve(regex.node), classes.letters, most_states)
    rows: list[dict[str, int]] = []
    defaults: list[int] = []
    cells_left = MOST_CELLS
    for edges in automaton.edges:
        row, default = _row(edges, classes.letters)
        cells_left -= len(row)
        if cells_left < 0:
            raise Undecided("table cells", MOST_CELLS)
        rows.append(row)
        defaults.append(default)
    return Matcher(rows, defaults, automaton.accepting, classes if classes.width > 1 else None)


def _row(edges: list[tuple[int, int]], letters: int) -> tuple[dict[str, int], int]:
    """Where each character leads from a state: exceptions, and the default, which is where a first class leads."""
    default = next((number for mask, number in edges if mask & _FIRST_CLASS), 0)
    row: dict[str, int] = {}
    rest = letters
    for mask, number in edges:
        rest &= ~mask
        if number != default:
            row |= dict.fromkeys(_listed(mask), number)
    if default:
        row |= dict.fromkeys(_listed(rest), 0)
    return row, default


_FIRST_CLASS: Final = ASCII + 2


@lru_cache(_KEPT_LISTS)
def _listed(mask: int) -> str:
    """The characters of a mask; stand-ins for classes."""
    return "".join(chr(bit - 1) for bit in range(1, mask.bit_length()) if mask >> bit & 1)
