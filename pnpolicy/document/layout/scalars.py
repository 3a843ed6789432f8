"""How a scalar is written: in which quotes, if any, and what becomes of its further lines."""

import re
from typing import Any, Final

from pnpolicy.document.scalars import plain

_WORD: Final = re.compile(r"(?:[^\W\d]|<(?=\w))[\w.<>-]*")
"""A word that is as clear without quotes wherever it stands. All else keeps them: they show where a text ends, and a
comma that is put into it later would need them."""
_BOOLEANS: Final = frozenset("yYnN")
"""The specification of YAML 1.1 takes them for true and false, though few readers do."""
_EDGE: Final = re.compile(r"(?:---|\.\.\.)(?!\S)")
"""What begins or ends a document where a line begins with it; further right it is text, and could be moved there."""
_HEADER: Final = re.compile(r"([|>])([+-]?)([1-9]?)([+-]?)[ \t]*(#.*)?")


def spelled(token: Any, raw: str) -> list[str]:  # noqa: ANN401  PyYAML's tokens have no common typed face
    """A scalar that is no block: its lines, without the white space that does not count."""
    if "\n" in raw:
        return [_ended(line if number == 0 else line.lstrip(" \t")) for number, line in enumerate(raw.split("\n"))]
    if token.plain:
        return [_quoted(raw) if _EDGE.match(raw) else raw]
    value: str = token.value
    if token.style == '"' and raw[1:-1] != value:  # something is escaped, maybe to be seen
        return [raw]
    if _WORD.fullmatch(value) and plain(value) == (value, None) and value not in _BOOLEANS:
        return [value]
    return [_quoted(value)]


def _quoted(value: str) -> str:
    """A text on one line in quotes: double ones, unless something would have to be escaped."""
    if any(character in value for character in '"\\\t'):
        return "'" + value.replace("'", "''") + "'"
    return f'"{value}"'


def _ended(line: str) -> str:
    """A line without the white space at its end; of that, what a backslash stands before is not white space."""
    bare = line.rstrip(" \t")
    escaped = (len(bare) - len(bare.rstrip("\\"))) % 2
    return line[: len(bare) + escaped]


class Block:
    """A block scalar: its header, its content line by line, and the comment behind the header.

    Args:
        raw: from its `|` or `>` to where YAML says that it ends, which may be lines further down.
        indent: of the block collection it stands in, as written; -1 if it stands in none.
    """

    def __init__(self, raw: str, indent: int) -> None:
        first, *rest = raw.split("\n")
        match = _HEADER.match(first)
        assert match is not None  # noqa: S101  the scanner has read it
        self.comment_at = match.start(5)
        self.comment = match[5]
        within = max(map(len, rest), default=0)  # unless a line has more than spaces, there are only line ends
        within = next((len(line) - len(line.lstrip(" ")) for line in rest if line.strip(" ")), within)
        if match[3]:
            within = max(indent, 0) + int(match[3])
        self.lines = [line[within:] for line in rest]
        chomping = match[2] or match[4]
        if self.lines and self.lines.pop():  # the file ends without the end of a line, and gets one
            self.lines.append(rest[-1][within:])
            chomping = "-"
        self.keeps = chomping == "+"
        while self.lines and not self.lines[-1] and not self.keeps:
            self.lines.pop()
        self.header = match[1] + ("2" if match[3] else "") + chomping
        self.length = len(first) + sum(len(line) + 1 for line in rest[: len(self.lines)])
