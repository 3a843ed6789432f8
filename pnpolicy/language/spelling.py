r"""Writing a language as a pattern that RE2 and Python's `re` read alike.

Read in full by either, the pattern means the language. What the two read differently is not written: classes are ranges
of characters, never `\d` or `\w`; groups are `(?:...)`; `$` is written only where no line break can follow, since
Python's also holds before a final one; `\b` only where no character beyond ASCII can be next to it.
"""

from functools import lru_cache
from itertools import repeat
from typing import Final

from pnpolicy.language.errors import Unsupported
from pnpolicy.language.leaves import NOTHING, UNBOUNDED, Chars, Look, LookKind, Node, Words
from pnpolicy.language.nodes import Alt, Cat, Rep
from pnpolicy.language.regex import Regex
from pnpolicy.language.settling import first_symbols, settled
from pnpolicy.language.sieve import Sieve
from pnpolicy.language.solving import plain
from pnpolicy.language.symbols import ASCII, END, FIRST_WIDE, LAST, NEWLINE, Ranges, merged, wide_complement

MOST_REPEATS: Final = 1000
"""RE2 refuses a count above this, and a product of nested ones."""

_SPECIAL: Final = frozenset("\\.+*?()|[]{}^$")
_SPECIAL_IN_CLASS: Final = frozenset("\\[]^-")
_SHORT: Final = {"\t": "\\t", "\n": "\\n", "\v": "\\v", "\f": "\\f", "\r": "\\r"}
_UNSEEN: Final = frozenset(map(chr, (*range(0x20), *range(0x7F, 0xA1), 0xAD)))
"""Controls, the no-break space and the soft hyphen; two hexadecimal digits mean the same in both dialects."""

_OPERATORS: Final = {(0, UNBOUNDED): "*", (1, UNBOUNDED): "+", (0, 1): "?"}
_LINE_LOOKS: Final[dict[LookKind, str]] = {"line start": "(?m:^)", "line end": "(?m:$)"}
_SURROGATES: Final = (0xD800, 0xDFFF)
_KEPT_CLASSES: Final = 256
"""Classes written once: a policy uses a handful."""

_RUN: Final = 3
"""Characters in a row that make a range; two are shorter side by side."""

_NO_CHARACTER: Final = r"^\s\S"
"""Inside a class: what is left of one that held halves of surrogate pairs alone."""

_CHOICE, _SEQUENCE, _ITEM = range(3)
"""How tightly a piece of pattern binds: alternatives, a sequence, one item that an operator can follow."""

_Piece = tuple[str, int]


def spelled(regex: Regex) -> str:
    """The language as a pattern, to be read as a full match; the same on every run.

    Alternatives at the top stand bare, as in `a|b`: put `(?:...)` around before anything is written beside it.

    An intersection or a difference is solved first, and the pattern means exactly it.

    Raises:
        Undecided: solving it takes too much.
        Unsupported: no pattern means this in both dialects. An assertion that depends on the text, a count above 1,000,
            half a surrogate pair, or nothing that could match.
    """
    node = plain(settled(regex.node))
    if node is NOTHING:
        raise _unsupported("a pattern that nothing matches")
    if _weight(node) > MOST_REPEATS:
        raise _unsupported(f"more than {MOST_REPEATS} repeats")
    text, _ = _Writer(narrow=not _beyond_ascii(node), least=node.least).write(node, END)
    if any("\ud800" <= character <= "\udfff" for character in text):
        raise _unsupported("half a surrogate pair")
    return text


class _Writer:
    """One spelling: whether all is ASCII, and the least length of a text."""

    __slots__ = ("least", "narrow")

    def __init__(self, *, narrow: bool, least: int) -> None:
        self.narrow = narrow
        self.least = least

    def write(self, node: Node, after: int) -> _Piece:
        """A node as a piece of pattern, given the mask of what can come after it."""
        if isinstance(node, Words):
            return _words(node.words)
        if isinstance(node, Chars):
            return _char_class(node.mask, node.ranges), _ITEM
        if isinstance(node, Alt):
            pieces = list(map(self.write, node.parts, repeat(after)))  # a list, for one call less on the stack
            return "|".join(text for text, _ in pieces), _CHOICE
        if isinstance(node, Rep):
            if node.high > 1:
                after |= first_symbols(node.body)
            return _grouped(self.write(node.body, after), _ITEM) + _count(node.low, node.high), _SEQUENCE
        if isinstance(node, Look):
            return self.look(node.kind, after), _SEQUENCE
        if isinstance(node, Sieve):
            raise _unsupported("an assertion that depends on the text, in an intersection or a difference")
        return self.chain(node, after), _SEQUENCE

    def chain(self, node: Node, after: int) -> str:
        parts = []
        while isinstance(node, Cat):
            parts.append(node.left)
            node = node.right
        parts.append(node)
        texts = []
        for part in reversed(parts):
            texts.append(_grouped(self.write(part, after), _SEQUENCE))
            after = first_symbols(part) | (0 if part.least else after)
        return "".join(reversed(texts))

    def look(self, kind: LookKind, after: int) -> str:
        if kind in _LINE_LOOKS:
            return _LINE_LOOKS[kind]
        if kind == "text start":
            return "^"
        if kind == "text end" and not after & NEWLINE:
            return "$"
        if kind == "boundary" and self.narrow:
            return "\\b"
        if kind == "no boundary" and self.narrow and self.least:  # in the empty text, Python's never holds
            return "\\B"
        raise _unsupported(f"an assertion ({kind}) that dialects read differently here")


@lru_cache(_KEPT_CLASSES)
def _char_class(mask: int, ranges: Ranges) -> str:
    """A set of characters as a class."""
    if mask < 0 or (ranges and ranges[-1][1] == LAST):
        mask, ranges = ASCII & ~mask, wide_complement(ranges) if mask >= 0 else ()
        if not ranges and mask in {0, NEWLINE}:
            return "." if mask else "(?s:.)"
        body = _class_body(mask, ranges)
        return f"[^{body}]" if body else "(?s:.)"
    return f"[{_class_body(mask, ranges) or _NO_CHARACTER}]"


def _class_body(mask: int, ranges: Ranges) -> str:
    runs = [_clipped(*run) for run in merged([*_runs(mask), *ranges])]
    return "".join(_run(low, high) for low, high in sorted(runs, key=_class_order) if low <= high)


def _clipped(low: int, high: int) -> tuple[int, int]:
    """A range that does not begin or end with half a surrogate pair: no text holds one."""
    first, last = _SURROGATES
    return (last + 1 if first <= low <= last else low), (first - 1 if first <= high <= last else high)


def _runs(mask: int) -> list[tuple[int, int]]:
    runs: list[tuple[int, int]] = []
    for point in range(FIRST_WIDE):
        if mask & 2 << point:
            if runs and runs[-1][1] == point - 1:
                runs[-1] = (runs[-1][0], point)
            else:
                runs.append((point, point))
    return runs


def _class_order(run: tuple[int, int]) -> tuple[int, int]:
    """Capitals, small letters, digits, the underscore, the rest: `[A-Za-z0-9_]` as people write it."""
    first = chr(run[0])
    kinds = (
        first.isascii() and first.isupper(),
        first.isascii() and first.islower(),
        first in "0123456789",
        first == "_",
    )
    return (kinds.index(True) if any(kinds) else len(kinds)), run[0]


def _run(low: int, high: int) -> str:
    ends = _escaped(chr(low), _SPECIAL_IN_CLASS), _escaped(chr(high), _SPECIAL_IN_CLASS)
    if high - low + 1 >= _RUN:
        return "-".join(ends)
    return "".join(ends[: high - low + 1])


def _escaped(text: str, special: frozenset[str]) -> str:
    return "".join(
        "\\" + character
        if character in special
        else (_SHORT.get(character) or f"\\x{ord(character):02x}")
        if character in _UNSEEN
        else character
        for character in text
    )


def _words(strings: tuple[str, ...]) -> _Piece:
    text = "|".join(_escaped(text, _SPECIAL) for text in strings)
    if len(strings) > 1:
        return text, _CHOICE
    return text, _ITEM if len(strings[0]) == 1 else _SEQUENCE


def _grouped(piece: _Piece, binding: int) -> str:
    return piece[0] if piece[1] >= binding else f"(?:{piece[0]})"


def _count(low: int, high: int) -> str:
    if (low, high) in _OPERATORS:
        return _OPERATORS[low, high]
    if low == high:
        return f"{{{low}}}"
    return f"{{{low},{'' if high == UNBOUNDED else high}}}"


def _weight(node: Node) -> int:
    """The largest product of nested counts, as RE2 multiplies them."""
    heaviest = 1
    while isinstance(node, Cat):
        heaviest = max(heaviest, _weight(node.left))
        node = node.right
    if isinstance(node, Alt):
        return max(heaviest, *map(_weight, node.parts))
    if isinstance(node, Rep):
        count = node.low if node.high == UNBOUNDED else node.high
        return max(heaviest, _weight(node.body) * max(count, 1))
    return heaviest


def _beyond_ascii(node: Node) -> bool:
    """Whether a text can hold a character beyond ASCII."""
    while isinstance(node, Cat):
        if _beyond_ascii(node.left):
            return True
        node = node.right
    if isinstance(node, Chars):
        return node.mask < 0 or bool(node.ranges)
    if isinstance(node, Words):
        return not all(map(str.isascii, node.words))
    if isinstance(node, Alt):
        return any(map(_beyond_ascii, node.parts))
    return isinstance(node, Rep) and _beyond_ascii(node.body)


def _unsupported(construct: str) -> Unsupported:
    return Unsupported("", 0, construct)
