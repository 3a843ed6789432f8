"""Lines of words: what stands on each, how far it is indented, and the comment behind it.

The words are libyaml's tokens, so nothing here reads YAML a second time. What lies between two of them is white space
and comments.
"""

import re
from typing import Any, Final, NamedTuple

import yaml

from pnpolicy.document.layout.scalars import Block, spelled

STEP: Final = 2
"""Spaces for a level."""
BEFORE_COMMENT: Final = 2
"""Spaces between what stands on a line and its comment."""

_OPENERS: Final = (yaml.FlowSequenceStartToken, yaml.FlowMappingStartToken)
_CLOSERS: Final = (yaml.FlowSequenceEndToken, yaml.FlowMappingEndToken)
_STARTS: Final = (yaml.BlockSequenceStartToken, yaml.BlockMappingStartToken)
_AT_THE_EDGE: Final = (yaml.DocumentStartToken, yaml.DocumentEndToken, yaml.DirectiveToken)
_BETWEEN: Final = re.compile(r"#[^\n]*|\n")
_TIGHT: Final = re.compile(r"^(#+)(?=\w)")


class Word:
    """What stands between spaces: a scalar (or a line of one), an indicator, an anchor, an alias.

    Attributes:
        column: where it began, in characters; when its line has settled, where it begins.
        gap: spaces before it; at first as many as it needs.
        slack: whether it had more.
        cell: the collection and the number of the column it may be in, if it may be in one.
    """

    __slots__ = ("cell", "column", "gap", "slack", "text")

    def __init__(self, text: str, column: int = 0, gap: int = 0, *, slack: bool = False) -> None:
        self.text = text
        self.column = column
        self.gap = gap
        self.slack = slack
        self.cell: tuple[int, int] | None = None


class Line:
    """One line.

    Attributes:
        indent: the spaces at its beginning.
        hung: the word whose place `indent` is counted from; known when the line of that has settled.
        above: of a comment by itself, the line with the comment that it goes on.
        blank: whether a blank line stands before it.
        keeps: it ends a text to which blank lines below it would belong.
        begins: numbers of the block collections of which an entry begins here.
    """

    __slots__ = (
        "above", "begins", "blank", "comment", "comment_column", "comment_gap", "comment_slack", "hung",
        "indent", "keeps", "words",
    )  # fmt: skip

    def __init__(self, indent: int = 0, *, blank: bool = False) -> None:
        self.words: list[Word] = []
        self.indent = indent
        self.hung: Word | None = None
        self.above: Line | None = None
        self.blank = blank
        self.keeps = False
        self.begins: list[int] = []
        self.comment = ""
        self.comment_column = 0
        self.comment_gap = 0
        self.comment_slack = False

    @property
    def is_comment(self) -> bool:
        """Nothing else stands on it."""
        return not self.words and bool(self.comment)

    def settle(self) -> None:
        """Gives it and its words their places; the lines above have theirs."""
        if self.hung is not None:
            self.indent += self.hung.column
            self.hung = None
        width = self.indent
        for word in self.words:
            word.column = width + word.gap
            width = word.column + len(word.text)

    @property
    def width(self) -> int:
        """The column behind its last word, when it has settled."""
        last = self.words[-1]
        return last.column + len(last.text)

    @property
    def comment_place(self) -> int:
        """The column at which its comment begins."""
        return self.width + self.comment_gap if self.words else self.indent

    @property
    def text(self) -> str:
        """As it is written."""
        text = "".join([" " * word.gap + word.text for word in self.words])
        text = " " * self.indent + text if text else ""
        if self.comment:
            return text + " " * (self.comment_gap if text else self.indent) + self.comment
        return text


class _Level:
    """A block collection that is open: its number, and its indentation as it was and as it is to be.

    `implied` is a list no deeper than the key it belongs to: the scanner does not say where it begins and ends.
    """

    __slots__ = ("implied", "is_list", "new", "number", "old")

    def __init__(self, number: int, old: int, new: int, *, is_list: bool, implied: bool = False) -> None:
        self.number = number
        self.old = old
        self.new = new
        self.is_list = is_list
        self.implied = implied


class _Flow:
    """A flow collection that is open.

    Attributes:
        opener: its bracket.
        base: where its closing bracket goes if that begins a line.
        first: its first word, if that stands on the opener's line; further lines then begin below it.
        entries: how many have ended.
        spread: whether it has several lines.
    """

    __slots__ = ("base", "entries", "first", "opener", "spread")

    def __init__(self, opener: "_Place", base: "_Indent") -> None:
        self.opener = opener
        self.base = base
        self.first: _Place | None = None
        self.entries = 0
        self.spread = False

    @property
    def content(self) -> "_Indent":
        """Where a line within it begins."""
        return _Indent(self.first) if self.first else _Indent(self.base.place, self.base.more + STEP)

    @property
    def end(self) -> "_Indent":
        """Where a line that begins with its closing bracket begins."""
        return _Indent(self.opener) if self.first else self.base


class _Place(NamedTuple):
    line: Line
    word: Word


class _Indent(NamedTuple):
    place: _Place | None
    more: int = 0


class _Comment(NamedTuple):
    start: int
    text: str
    breaks: int  # ends of lines before it


def lines_of(text: str) -> list[Line]:
    """The lines of a text that is YAML, a mapping, and ends its lines in newlines; words with the gaps they need."""
    return _Lines(text).read()


def comments_of(text: str) -> list[str]:
    """The comments of such a text in order, as they are to be written."""
    return [line.comment for line in lines_of(text) if line.comment]


class _Lines:
    def __init__(self, text: str) -> None:
        self.text = text
        self.lines: list[Line] = []
        self.levels: list[_Level] = []
        self.flows: list[_Flow] = []
        self.numbers = 0
        self.at = 0  # behind what has been taken so far
        self.last: Any = None  # the token before

    def read(self) -> list[Line]:
        marks: list[Any] = []  # tokens of no width: what begins or ends
        for token in yaml.scan(self.text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)):
            if token.start_mark.index == token.end_mark.index and not isinstance(token, yaml.StreamEndToken):
                marks.append(token)
            else:
                self.take(marks, token)
                marks = []
        return self.lines

    def take(self, marks: list[Any], token: Any) -> None:  # noqa: ANN401  PyYAML's tokens have no common typed face
        """What lies before a token, and the token."""
        start = token.start_mark.index
        comments, breaks = self.gap(start)
        alone = bool(breaks or not self.lines or comments)
        open_before = list(self.levels)
        begins = self.nest(marks, token, alone=alone)
        here = self.indent(token, begins=begins)
        self.comment(comments, [level for level in open_before if level not in self.levels], self.column(start), here)
        if isinstance(token, yaml.StreamEndToken):
            return
        if alone:
            self.begin(here, blank=breaks > 1)
        if begins:
            self.lines[-1].begins.append(self.levels[-1].number)
        self.place(token, start, alone=alone)
        self.last = token

    def gap(self, end: int) -> tuple[list[_Comment], int]:
        """The comments before an offset, and the ends of lines behind the last of them."""
        comments: list[_Comment] = []
        breaks = 0
        for found in _BETWEEN.finditer(self.text, self.at, end):
            if found[0] == "\n":
                breaks += 1
            else:
                comments.append(_Comment(found.start(), _tidy(found[0]), breaks))
                breaks = 0
        return comments, breaks

    def column(self, offset: int) -> int:
        return offset - self.text.rfind("\n", 0, offset) - 1

    # ---- nesting -----------------------------------------------------------------------------------------------------

    def nest(self, marks: list[Any], token: Any, *, alone: bool) -> bool:  # noqa: ANN401
        """Ends and begins collections before a token; whether it begins an entry of the innermost block."""
        column = self.column(token.start_mark.index)
        is_key = False
        for mark in (*marks, token):
            if isinstance(mark, yaml.BlockEndToken):
                self.leave_implied()
                self.levels.pop()
            elif isinstance(mark, _STARTS):
                if alone:
                    new = self.levels[-1].new + STEP if self.levels else 0
                else:
                    new = self.lines[-1].indent + sum(word.gap + len(word.text) for word in self.lines[-1].words) + 1
                self.enter(column, new, is_list=isinstance(mark, yaml.BlockSequenceStartToken))
            elif isinstance(mark, yaml.KeyToken) and not self.flows:
                self.leave_implied()
                is_key = True
        if isinstance(token, yaml.BlockEntryToken):
            if not self.levels[-1].is_list:
                self.enter(column, self.levels[-1].new + STEP, is_list=True, implied=True)
            return True
        return is_key

    def enter(self, old: int, new: int, *, is_list: bool, implied: bool = False) -> None:
        self.levels.append(_Level(self.numbers, old, new, is_list=is_list, implied=implied))
        self.numbers += 1

    def leave_implied(self) -> None:
        if self.levels and self.levels[-1].implied:
            self.levels.pop()

    def indent(self, token: Any, *, begins: bool) -> _Indent:  # noqa: ANN401
        """Where a line that begins with a token begins."""
        if self.flows:
            return self.flows[-1].end if isinstance(token, _CLOSERS) else self.flows[-1].content
        if isinstance(token, _AT_THE_EDGE) or not self.levels:
            return _Indent(None)
        if begins or isinstance(token, yaml.ValueToken):
            return _Indent(None, self.levels[-1].new)
        return self.within

    @property
    def within(self) -> _Indent:
        """Where further lines of a value begin."""
        return self.flows[-1].content if self.flows else _Indent(None, self.levels[-1].new + STEP)

    # ---- writing -----------------------------------------------------------------------------------------------------

    def begin(self, indent: _Indent, *, blank: bool = False) -> Line:
        line = Line(indent.more, blank=blank)
        if indent.place is not None:
            line.hung = indent.place.word
        if self.flows and not self.flows[0].spread:  # the collection has several lines, so its entries are in no column
            self.flows[0].spread = True
            for word in self.flows[0].opener.line.words:
                if word.cell is not None and word.cell[1]:
                    word.cell = None
        self.lines.append(line)
        return line

    def comment(self, comments: list[_Comment], ended: list[_Level], column: int, here: _Indent) -> None:
        """Puts comments behind the last line, or on lines of their own, indented as the text they belong to.

        That is what follows; or, if a comment is indented deeper than what follows, what has ended.
        """
        for comment in comments:
            at = self.column(comment.start)
            above = self.lines[-1] if self.lines else None
            if above and not comment.breaks:
                line = above
                line.comment_slack = comment.start - self.at > BEFORE_COMMENT
            elif self.flows:
                line = self.begin(self.flows[-1].content, blank=comment.breaks > 1)
            else:
                deeper = [level for level in ended if column < level.old <= at]
                indent = _Indent(None, deeper[-1].new) if deeper else here
                line = self.begin(indent, blank=comment.breaks > 1)
            line.comment, line.comment_column = comment.text, at
            if above and comment.breaks == 1 and above.comment and above.comment_column == at:
                line.above = above if above.words or above.above else None

    def place(self, token: Any, start: int, *, alone: bool) -> None:  # noqa: ANN401
        """Puts a token at the end of the last line."""
        raw = self.text[start : token.end_mark.index]
        if isinstance(token, yaml.ScalarToken) and token.style and token.style in "|>":
            self.block(Block(raw, self.levels[-1].old), token, start, alone=alone)
            return
        if isinstance(token, _CLOSERS):
            self.flows.pop()
            if not alone and isinstance(self.last, yaml.FlowEntryToken) and len(self.lines[-1].words) > 1:
                self.lines[-1].words.pop()  # a comma with nothing behind it
        first, *rest = spelled(token, raw) if isinstance(token, yaml.ScalarToken) else [raw]
        word = self.word(token, first, start, alone=alone)
        if isinstance(token, _OPENERS):
            base = self.within if self.flows or self.levels else _Indent(None)
            self.flows.append(_Flow(_Place(self.lines[-1], word), base))
        elif isinstance(token, yaml.FlowEntryToken):
            self.flows[-1].entries += 1
        for text in rest:
            self.begin(self.within).words += [Word(text)] if text else []
        self.at = token.end_mark.index

    def block(self, block: Block, token: Any, start: int, *, alone: bool) -> None:  # noqa: ANN401
        """A block scalar; what it holds may not be touched but for its indentation."""
        self.word(token, block.header, start, alone=alone)
        line = self.lines[-1]
        if block.comment:
            line.comment, line.comment_column = _tidy(block.comment), self.column(start + block.comment_at)
            line.comment_slack = block.comment_at - len(block.header) > BEFORE_COMMENT
        for text in block.lines:
            self.begin(self.within).words += [Word(text)] if text else []
        self.lines[-1].keeps = block.keeps
        self.at = start + block.length

    def word(self, token: Any, text: str, start: int, *, alone: bool) -> Word:  # noqa: ANN401
        """A word at the end of the last line."""
        line = self.lines[-1]
        gap = 0 if alone else self.natural(token, line.words[-1])
        word = Word(text, self.column(start), gap, slack=start - self.at > gap)
        if not alone and not isinstance(token, _CLOSERS):
            word.cell = self.cell(line)
            if isinstance(self.last, _OPENERS):
                self.flows[-1].first = _Place(line, word)
        line.words.append(word)
        return word

    def natural(self, token: Any, before: Word) -> int:  # noqa: ANN401
        """How many spaces a token needs before it."""
        empty = before.text == ":"  # a key without a value keeps a space: `{a: , b: }`
        if isinstance(token, (yaml.FlowEntryToken, *_CLOSERS)):
            return int(empty)
        if isinstance(token, yaml.ValueToken):
            return int(isinstance(self.last, yaml.AliasToken))  # `*a:` would be another alias
        return int(not isinstance(self.last, _OPENERS))

    def cell(self, line: Line) -> tuple[int, int] | None:
        """The column that the next word of a line may be in: of values, or of a flow collection's further entries."""
        if not self.levels:
            return None
        number = self.levels[-1].number
        if isinstance(self.last, yaml.ValueToken) and not self.flows and len(line.words) > 1:
            return number, 0
        if isinstance(self.last, yaml.FlowEntryToken) and len(self.flows) == 1 and self.flows[0].opener.line is line:
            return number, self.flows[0].entries
        return None


def _tidy(comment: str) -> str:
    """A comment with a space behind its `#`, and none at its end."""
    return _TIGHT.sub(r"\1 ", comment.rstrip(), count=1)
