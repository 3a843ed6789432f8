r"""Reading a pattern in RE2's own syntax, character for character as RE2 does.

The reader keeps a stack of open groups, each with its finished branches and the items of the branch at hand, and
applies an operator to the last item, as RE2 does: after `ab` it repeats `b`, after `a(?i)` it repeats `a`. What RE2
refuses is a `RegexSyntaxError`; what RE2 reads and this engine does not is `Unsupported`, and a syntax error anywhere
goes first.
"""

import re
from functools import lru_cache
from typing import Final

from pnpolicy.language.classes import (
    char_class,
    escape,
    folded,
    in_group_name,
    perl_class,
    shortened,
    syntax_error,
    unicode_property,
)
from pnpolicy.language.errors import RegexSyntaxError, Unsupported
from pnpolicy.language.leaves import EPSILON, EVERY_CHARACTER, UNBOUNDED, LookKind, Node, characters, look, word
from pnpolicy.language.nodes import alt, cat, rep
from pnpolicy.language.regex import Regex
from pnpolicy.language.symbols import CHARACTER, NEWLINE, ascii_mask

LONGEST_PATTERN: Final = 65_536
"""Characters in a pattern. A token travels in a URL of at most 32 KiB, so nothing real comes near."""

DEEPEST_NESTING: Final = 100
"""Open groups at one point. The engine recurses a few calls per group, and Python's stack holds about 1,000."""

MOST_REPEATS: Final = 1000
"""RE2's own limit, for one count and for the product of nested ones."""

_KEPT_CLASSES: Final = 256
"""Simple classes read once: policies are full of `[a-z0-9]`."""

_FOLD, _LINES, _DOT_ALL, _LAZY = 1, 2, 4, 8
_FLAGS: Final = {"i": _FOLD, "m": _LINES, "s": _DOT_ALL, "U": _LAZY}

_PLAIN: Final = re.compile(r"(?:[^\\.\[(){*+?|^$]+|\\[!-/:-@\[-`{-~])+")
_MAYBE_ESCAPED: Final = re.compile(r"\\?(.)", re.DOTALL)
_SIMPLE_CLASS: Final = re.compile(r"\[(?:[\w.-]++|\\[pP](?:\w|\{\w+\}))++\]", re.ASCII)
_COUNT: Final = re.compile(r"\{(0|[1-9][0-9]{0,8})(?:(,)(0|[1-9][0-9]{0,8})?)?\}")
_QUOTED: Final = re.compile(r"\\Q(.*?)(?:\\E|\Z)", re.DOTALL)
_NAME: Final = re.compile(r"\(\?P?<([^>]*)>")
_NAMED: Final = re.compile(r"\(\?(?:P<|<(?![=!].)).", re.DOTALL)
_OPERATORS: Final = {"*": (0, UNBOUNDED), "+": (1, UNBOUNDED), "?": (0, 1)}
_LINE: Final = characters(CHARACTER & ~NEWLINE)


@lru_cache(_KEPT_CLASSES)
def _simple_class(text: str, fold: int) -> Node | None:
    """A class read by itself; None for a wrong one, which is read again where its place is known."""
    try:
        found, _ = char_class(text, 0, fold=bool(fold))
    except RegexSyntaxError:
        return None
    return characters(*found)


class _Group:
    """An open group: where it opened, the flags outside it, and what was read of it.

    The weight of an item is the largest product of nested counts in it; that of a group is the largest in it so far.
    """

    __slots__ = ("branches", "flags", "items", "position", "weight", "weights")

    def __init__(self, position: int, flags: int) -> None:
        self.position = position
        self.flags = flags
        self.branches: list[Node] = []
        self.items: list[Node | str] = []
        self.weights: list[int] = []
        self.weight = 1

    def end_branch(self) -> None:
        """Join the items at hand to a branch; literals that follow one another become one."""
        node = EPSILON
        for item in reversed(self.items):
            node = cat(word(item) if isinstance(item, str) else item, node)
        self.branches.append(node)
        self.items = []
        self.weights = []

    def close(self) -> Node:
        self.end_branch()
        return alt(self.branches) if len(self.branches) > 1 else self.branches[0]


class _Reader:
    """One pass over one pattern."""

    __slots__ = ("at", "captures", "flags", "group", "operator", "outer", "pattern", "stacked", "unsupported")

    def __init__(self, pattern: str) -> None:
        self.pattern = pattern
        self.at = 0
        self.flags = 0
        self.group = _Group(0, 0)
        self.outer: list[_Group] = []
        self.captures: list[int] = []
        self.unsupported: Unsupported | None = None  # the first of its kind, not raised before all was read
        self.operator = -1  # where the operator read last starts, if the last token was one
        self.stacked = -1  # likewise for the token before the current one

    def read(self) -> Regex:
        pattern, length = self.pattern, len(self.pattern)
        while self.at < length:
            self.stacked, self.operator = self.operator, -1
            plain = _PLAIN.match(pattern, self.at)
            if plain:
                self.plain(plain[0])
                self.at = plain.end()
            else:
                _STEPS[pattern[self.at]](self)
        if self.outer:
            raise RegexSyntaxError(pattern, self.group.position, f"missing ): {shortened(pattern)}")
        node = self.group.close()
        if self.unsupported:
            raise self.unsupported
        return Regex(node, tuple(self.captures))

    def push(self, node: Node, weight: int = 1) -> None:
        group = self.group
        group.items.append(node)
        group.weights.append(weight)
        group.weight = max(group.weight, weight)

    def plain(self, run: str) -> None:
        """A run of literals, some escaped."""
        self.text(_MAYBE_ESCAPED.sub(r"\1", run) if "\\" in run else run)

    def text(self, text: str) -> None:
        if self.flags & _FOLD:
            for character in text:
                letter = (ascii_mask(character), ()) if character.isascii() else (0, ((ord(character),) * 2,))
                self.push(characters(*folded(*letter)))
            return
        group = self.group
        if group.items and isinstance(group.items[-1], str):
            group.items[-1] += text
        elif text:
            group.items.append(text)
            group.weights.append(1)

    def look(self, kind: LookKind, width: int) -> None:
        self.push(look(kind))
        self.at += width

    def caret(self) -> None:
        self.look("line start" if self.flags & _LINES else "text start", 1)

    def dollar(self) -> None:
        self.look("line end" if self.flags & _LINES else "text end", 1)

    def dot(self) -> None:
        self.push(EVERY_CHARACTER if self.flags & _DOT_ALL else _LINE)
        self.at += 1

    def bracket(self) -> None:
        simple = _SIMPLE_CLASS.match(self.pattern, self.at)
        if simple and (node := _simple_class(simple[0], self.flags & _FOLD)):
            self.push(node)
            self.at = simple.end()
            return
        found, self.at = char_class(self.pattern, self.at, fold=bool(self.flags & _FOLD))
        self.push(characters(*found))

    def backslash(self) -> None:
        letter = self.pattern[self.at + 1 : self.at + 2]
        if letter in _ASSERTIONS:
            self.look(_ASSERTIONS[letter], 2)
        elif letter == "Q" and (quoted := _QUOTED.match(self.pattern, self.at)):
            self.at += 2
            self.text(quoted[1])
            self.at = quoted.end()
        elif letter == "C":
            self.unsupported = self.unsupported or Unsupported(self.pattern, self.at, "\\C, one byte")
            self.push(EVERY_CHARACTER)
            self.at += 2
        elif letter in {"p", "P"}:
            found, self.at = unicode_property(self.pattern, self.at, fold=bool(self.flags & _FOLD))
            self.push(characters(*found))
        elif letter and (perl := perl_class(letter, fold=bool(self.flags & _FOLD))):
            self.push(characters(*perl))
            self.at += 2
        else:
            point, end = escape(self.pattern, self.at)
            self.text(chr(point))
            self.at = end

    def bar(self) -> None:
        self.group.end_branch()
        self.at += 1

    def open(self) -> None:
        if self.pattern.startswith("(?", self.at):
            self.extension()
        else:
            self.captures.append(self.at)
            self.enter(self.at, self.flags)
            self.at += 1

    def enter(self, position: int, flags: int) -> None:
        if len(self.outer) == DEEPEST_NESTING:
            raise Unsupported(self.pattern, position, f"groups nested deeper than {DEEPEST_NESTING}")
        self.outer.append(self.group)
        self.group = _Group(position, self.flags)
        self.flags = flags

    def close(self) -> None:
        if not self.outer:
            raise RegexSyntaxError(self.pattern, self.at, f"unexpected ): {shortened(self.pattern)}")
        group = self.group
        node = group.close()
        self.flags = group.flags
        self.group = self.outer.pop()
        self.push(node, group.weight)
        self.at += 1

    def extension(self) -> None:
        """What starts with `(?`: a named group, or flags for the rest of this group or for one of their own."""
        start, pattern = self.at, self.pattern
        if _NAMED.match(pattern, start):
            self.named(start)
            return
        flags, sign, seen = self.flags, True, True
        for at in range(start + 2, len(pattern)):
            letter = pattern[at]
            if letter in _FLAGS:
                flags = flags | _FLAGS[letter] if sign else flags & ~_FLAGS[letter]
                seen = True
            elif letter == "-" and sign:
                sign = seen = False
            elif letter in ":)" and seen:
                if letter == ":":
                    self.enter(start, flags)
                else:
                    self.flags = flags
                self.at = at + 1
                return
            else:
                behind = pattern.startswith(("(?<=", "(?<!"), start)
                syntax_error(pattern, start, at + 1 + behind, "invalid perl operator")
        syntax_error(pattern, start, len(pattern), "invalid perl operator")

    def named(self, start: int) -> None:
        name = _NAME.match(self.pattern, start)
        if name is None:
            syntax_error(self.pattern, start, len(self.pattern), "invalid named capture group")
        if not name[1] or not all(map(in_group_name, name[1])):
            syntax_error(self.pattern, start, name.end(), "invalid named capture group")
        self.captures.append(start)
        self.enter(start, self.flags)
        self.at = name.end()

    def operate(self) -> None:
        self.repeat(*_OPERATORS[self.pattern[self.at]], self.at + 1, weight=1)

    def brace(self) -> None:
        count = _COUNT.match(self.pattern, self.at)
        if count is None:
            self.text("{")
            self.at += 1
            return
        low = int(count[1])
        high = int(count[3]) if count[3] else UNBOUNDED if count[2] else low
        self.repeat(low, high, count.end(), weight=low if high == UNBOUNDED else high)

    def repeat(self, low: int, high: int, end: int, weight: int) -> None:
        """Apply an operator to the last item. `weight` is the count that RE2 multiplies up, 1 for `*`, `+` and `?`."""
        start = self.at
        end += self.pattern.startswith("?", end)
        self.at = end
        self.operator = start
        if self.stacked >= 0:
            syntax_error(self.pattern, self.stacked, end, "bad repetition operator")
        if max(low, weight) > MOST_REPEATS or high < low:
            syntax_error(self.pattern, start, end, "invalid repetition size")
        items, weights = self.group.items, self.group.weights
        if not items:
            syntax_error(self.pattern, start, end, "no argument for repetition operator")
        item, inner = items.pop(), weights.pop()
        if isinstance(item, str):
            if len(item) > 1:
                items.append(item[:-1])
                weights.append(1)
            item = word(item[-1])
        product = inner * max(weight, 1)
        if product > MOST_REPEATS and weight > 1:
            syntax_error(self.pattern, start, end, "invalid repetition size")
        self.push(rep(item, low, high), product)


_ASSERTIONS: Final[dict[str, LookKind]] = {
    "A": "text start",
    "z": "text end",
    "b": "boundary",
    "B": "no boundary",
}

_STEPS: Final = {
    "\\": _Reader.backslash,
    ".": _Reader.dot,
    "[": _Reader.bracket,
    "(": _Reader.open,
    ")": _Reader.close,
    "{": _Reader.brace,
    "*": _Reader.operate,
    "+": _Reader.operate,
    "?": _Reader.operate,
    "|": _Reader.bar,
    "^": _Reader.caret,
    "$": _Reader.dollar,
}


def parse(pattern: str) -> Regex:
    """Read a pattern in RE2's syntax.

    Args:
        pattern: the pattern; its meaning is that of a full match, `search` widens it.

    Returns:
        The language it accepts, and where its capturing groups are.

    Raises:
        RegexSyntaxError: RE2 refuses it.
        Unsupported: RE2 reads it, this engine does not, or it is beyond a bound.
    """
    if len(pattern) > LONGEST_PATTERN:
        raise Unsupported(pattern, LONGEST_PATTERN, f"a pattern longer than {LONGEST_PATTERN} characters")
    if not pattern.isascii():
        for at, character in enumerate(pattern):
            if "\ud800" <= character <= "\udfff":
                syntax_error(pattern, at, at, "invalid UTF-8")
    return _Reader(pattern).read()
