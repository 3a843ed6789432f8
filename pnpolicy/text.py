"""Places that know their text: any problem can quote the line it is about, wherever it is printed."""

from bisect import bisect_right
from dataclasses import dataclass, field
from functools import cached_property

Route = tuple[str | int, ...]
"""Where something stands in a document, as keys and indices: `("roles", "voter", "allow")`."""


@dataclass(frozen=True, eq=False)
class Source:
    """A text and the name people know it by.

    Attributes:
        name: as shown before a line number, usually a path relative to where the user stands.
        text: the whole text, decoded.
        first: the number of its first line: a record of a longer stream is a source of its own.
    """

    name: str
    text: str = field(repr=False)
    first: int = 1

    @cached_property
    def _line_starts(self) -> list[int]:
        starts = [0]
        find = self.text.find
        while (at := find("\n", starts[-1])) >= 0:
            starts.append(at + 1)
        return starts

    def position(self, offset: int) -> tuple[int, int]:
        """Line and column of a character offset, columns in characters, counted from 1."""
        line = bisect_right(self._line_starts, offset)
        return self.first + line - 1, offset - self._line_starts[line - 1] + 1

    def line(self, number: int) -> str:
        """The text of a line, without its end."""
        starts = self._line_starts
        number -= self.first - 1
        end = starts[number] if number < len(starts) else len(self.text) + 1
        return self.text[starts[number - 1] : end - 1].rstrip("\r")


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a source, in character offsets, end excluded."""

    source: Source
    start: int
    end: int

    @property
    def line(self) -> int:
        """The line it starts on."""
        return self.source.position(self.start)[0]

    @property
    def column(self) -> int:
        """The column it starts in, from 1, in characters."""
        return self.source.position(self.start)[1]

    @property
    def text(self) -> str:
        """What stands there."""
        return self.source.text[self.start : self.end]

    def narrowed(self, inner: str, at: int, length: int) -> "Span":
        """The place of `inner[at:at + length]`, where `inner` is the value read from this span.

        A quoted or folded value may be spelled otherwise than it reads; then the whole span is the honest answer.
        """
        for start in (self.start, self.start + 1):
            if self.source.text.startswith(inner, start) and start + len(inner) <= self.end:
                return Span(self.source, start + at, start + at + max(length, 1))
        return self

    def __str__(self) -> str:
        line, column = self.source.position(self.start)
        return f"{self.source.name}:{line}:{column}"
