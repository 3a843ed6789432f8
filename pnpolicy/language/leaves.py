"""What every node is, and the three kinds that have no parts: `Words`, `Chars` and `Look`.

One object stands for one structure as long as it is in use, so that identity is equality and derivatives are computed
once. The tables behind that hold their nodes weakly: a pattern nobody holds costs nothing.
"""

from itertools import groupby
from typing import Final, Generic, Literal, TypeVar
from weakref import ref

from pnpolicy.language.symbols import (
    ANYTHING,
    ASCII,
    CHARACTER,
    CONTEXTS,
    END,
    NEWLINE,
    NEWLINE_BEFORE,
    START,
    WHOLE_WIDE,
    WIDE,
    WORD,
    WORD_BEFORE,
    Ranges,
)

UNBOUNDED: Final = 1 << 40
"""A length or a count without a limit. Larger than any real one, small enough to add and multiply."""

LOOK: Final = 1
SIEVE: Final = 2
"""What makes an expression subtle."""

Moves = tuple[tuple[int, "Node"], ...]
Nulls = tuple[int, int, int, int]
LookKind = Literal["text start", "text end", "line start", "line end", "boundary", "no boundary"]

ALWAYS: Final[Nulls] = (ANYTHING, ANYTHING, ANYTHING, ANYTHING)
NEVER: Final[Nulls] = (0, 0, 0, 0)


class Node:
    """A regular expression.

    Attributes:
        null: per context before it, the mask of next symbols before which it can be empty.
        heed: 3 if what came before it can matter, else 0: `before & heed` is the context to ask with.
        least: no member is shorter.
        most: no member is longer. Both are exact where nothing is subtle.
        subtle: `LOOK` if an assertion is in it, `SIEVE` if a `Sieve`, both added; 0 if it can be read off its parts.
        beyond: whether it tells some characters beyond ASCII from others.
        depth: how deeply it is nested; the right side of a `Cat` does not count.
    """

    __slots__ = ("__weakref__", "_moves", "beyond", "depth", "heed", "least", "most", "null", "subtle")

    null: Nulls
    heed: int
    least: int
    most: int
    subtle: int
    beyond: bool
    depth: int

    def moves(self, before: int) -> Moves:
        """The partial derivatives: pairs of a mask and what remains after a character of that mask."""
        context = before & self.heed
        found = self._moves.get(context)
        if found is None:
            found = self._moves[context] = self._derive(context)
        return found

    def _derive(self, before: int) -> Moves:
        del before
        return ()

    def _settle(
        self,
        null: Nulls,
        least: int,
        most: int,
        heed: int = 0,
        subtle: int = 0,
        beyond: bool = False,  # noqa: FBT001, FBT002  by position: half of a parse is spent here
        depth: int = 1,
    ) -> None:
        self._moves: dict[int, Moves] = {}
        self.null = null
        self.least = least
        self.most = min(UNBOUNDED, most)
        self.heed = heed
        self.subtle = subtle
        self.beyond = beyond
        self.depth = depth


_Key = TypeVar("_Key")

_FIRST_SWEEP: Final = 4096
"""Entries before the first look for dead ones; afterwards whenever the table has doubled."""


class Table(Generic[_Key]):
    """The nodes of one kind that are in use, by structure.

    Keys hold the `id` of child nodes. That is sound: while the entry's node lives, so do its children, and an entry
    whose node is gone is never read. A lost race between threads costs a second copy of a node, never an answer.
    """

    __slots__ = ("limit", "refs")

    def __init__(self) -> None:
        self.refs: dict[_Key, ref[Node]] = {}
        self.limit = _FIRST_SWEEP

    def get(self, key: _Key) -> Node | None:
        """The node of a structure, if it is in use."""
        entry = self.refs.get(key)
        return None if entry is None else entry()

    def keep(self, key: _Key, node: Node) -> None:
        """Remember the node of a structure."""
        if len(self.refs) >= self.limit:
            self.refs = {known: entry for known, entry in list(self.refs.items()) if entry() is not None}
            self.limit = max(_FIRST_SWEEP, 2 * len(self.refs))
        self.refs[key] = ref(node)


class Words(Node):
    """A finite set of strings, sorted. The empty one is alone, except in what is left of others."""

    __slots__ = ("words",)

    def __init__(self, strings: tuple[str, ...]) -> None:
        self.words = strings
        if len(strings) == 1:
            length = len(strings[0])
            self._settle(NEVER if length else ALWAYS, length, length)
        else:
            lengths = [len(text) for text in strings] or [0]
            self._settle(NEVER if lengths[0] or not strings else ALWAYS, min(lengths), max(lengths))
        self.beyond = not all(map(str.isascii, strings))

    def _derive(self, before: int) -> Moves:
        del before
        strings = self.words
        if len(strings) == 1:
            return ((2 << ord(strings[0][0]), words((strings[0][1:],))),) if strings[0] else ()
        return tuple(
            (2 << ord(first), words(tuple(word[1:] for word in group)))
            for first, group in groupby(filter(None, strings), key=lambda word: word[0])
        )


class Chars(Node):
    """One character of a set: a mask, and the ranges beyond ASCII where the mask cannot tell."""

    __slots__ = ("mask", "ranges")

    def __init__(self, mask: int, ranges: Ranges) -> None:
        self.mask = mask
        self.ranges = ranges
        self._settle(NEVER, 1, 1)
        self.beyond = bool(ranges)

    def _derive(self, before: int) -> Moves:
        del before
        return ((self.mask, EPSILON),)


class Look(Node):
    """An assertion; reads nothing."""

    __slots__ = ("kind",)

    def __init__(self, kind: LookKind) -> None:
        self.kind = kind
        self._settle(_LOOKS[kind], 0, 0)
        self.subtle = LOOK
        self.heed = 0 if len(set(self.null)) == 1 else 3


def _at(default: int, **contexts: int) -> Nulls:
    """Masks per context from a default and exceptions."""
    masks = {WORD_BEFORE: contexts.get("word"), NEWLINE_BEFORE: contexts.get("newline"), START: contexts.get("start")}
    first, second, third, last = (default if (mask := masks.get(before)) is None else mask for before in CONTEXTS)
    return (first, second, third, last)


_LOOKS: Final[dict[LookKind, Nulls]] = {
    "text start": _at(0, start=ANYTHING),
    "text end": _at(END),
    "line start": _at(0, start=ANYTHING, newline=ANYTHING),
    "line end": _at(END | NEWLINE),
    "boundary": _at(WORD, word=~WORD),
    "no boundary": _at(~WORD, word=WORD),
}


_WORDS: Final[Table[tuple[str, ...]]] = Table()
_CHARS: Final[Table[tuple[int, Ranges]]] = Table()


def words(strings: tuple[str, ...]) -> Node:
    """A finite set of strings, given sorted and without repeats."""
    node = _WORDS.get(strings)
    if node is None:
        node = Words(strings)
        _WORDS.keep(strings, node)
    return node


NOTHING: Final = words(())
"""The empty set: matches no text at all."""

EPSILON: Final = words(("",))
"""The empty string."""


def word(text: str) -> Node:
    """One string."""
    return words((text,))


def characters(mask: int, ranges: Ranges = ()) -> Node:
    """One character: those of an ASCII mask, and those of some ranges beyond ASCII."""
    if ranges == WHOLE_WIDE:
        mask, ranges = mask | WIDE, ()
    if mask >= 0 and not ranges and not mask & (mask - 1) and mask <= ASCII:
        return word(chr(mask.bit_length() - 2)) if mask else NOTHING
    if not mask and len(ranges) == 1 and ranges[0][0] == ranges[0][1]:
        return word(chr(ranges[0][0]))
    key = (mask, ranges)
    node = _CHARS.get(key)
    if node is None:
        node = Chars(mask, ranges)
        _CHARS.keep(key, node)
    return node


_LOOK_NODES: Final[dict[LookKind, Node]] = {kind: Look(kind) for kind in _LOOKS}


def look(kind: LookKind) -> Node:
    """An assertion."""
    return _LOOK_NODES[kind]


EVERY_CHARACTER: Final = characters(CHARACTER)
"""Any one character, line breaks too."""
