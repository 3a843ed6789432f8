"""How a reach is spelled in a grant: exact names where values are given, anchored patterns where holes are open."""

from collections.abc import Callable, Iterator
from typing import Final

from pnpolicy.access.binding import Values
from pnpolicy.access.holds import choices
from pnpolicy.access.reach import Reach
from pnpolicy.wire.actions import Kind

_ESCAPED: Final = str.maketrans({character: "\\" + character for character in r"\.+*?()|[]{}^$"})
"""What both RE2 and Python read as syntax outside a class; everything else stands for itself."""


def escaped(text: str) -> str:
    """Literal text as a pattern, the same in RE2 and in Python."""
    return text.translate(_ESCAPED)


def grouped(spelling: str) -> str:
    """A pattern ready to stand beside others: in `(?:…)` if it has alternatives at its top level."""
    return f"(?:{spelling})" if _has_alternatives(spelling) else spelling


def names_of(reach: Reach) -> Callable[[Values], Iterator[str]]:
    """The exact names of a reach without open holes, for given values."""

    def names(values: Values) -> Iterator[str]:
        for chosen in choices(reach, values):
            yield "".join([part if isinstance(part, str) else chosen[part.variable.name] for part in reach.parts])

    return names


def patterns_of(reach: Reach) -> Callable[[Values], Iterator[str]]:
    """The patterns of a reach with open holes, for given values: one for each combination of listed values.

    Every pattern is `^…$` without alternatives at its top level, so it means the same searched or matched in full.
    Group patterns start with `:?`: PubNub's own contract writes a group's name with a leading colon in patterns,
    and without one elsewhere; no group name can begin with a colon, so the names meant are the same.
    """
    start = "^:?" if reach.kind is Kind.GROUPS else "^"
    if reach.raw is not None:
        whole = f"{start}{grouped(reach.raw.body)}{reach.suffix}$"
        return lambda _: iter((whole,))
    # Everything that does not depend on values is put together once.
    pieces: list[str | tuple[str, bool]] = []
    for part in reach.parts:
        if isinstance(part, str):
            pieces.append(escaped(part))
        elif part.how == "open":
            pieces.append(grouped(part.variable.domain.spelling))
        else:
            pieces.append((part.variable.name, part.variable.domain.plain))

    def patterns(values: Values) -> Iterator[str]:
        for chosen in choices(reach, values):
            spelled = [
                piece if isinstance(piece, str) else chosen[piece[0]] if piece[1] else escaped(chosen[piece[0]])
                for piece in pieces
            ]
            yield f"{start}{''.join(spelled)}$"

    return patterns


def _has_alternatives(spelling: str) -> bool:
    """Whether `|` stands outside every group and class."""
    return any(depth == 0 and character == "|" for depth, character in _outside_classes(spelling))


def _outside_classes(spelling: str) -> Iterator[tuple[int, str]]:
    """The syntax characters of a pattern and the groups they stand in; escapes and classes are passed over."""
    depth = 0
    at = 0
    while at < len(spelling):
        character = spelling[at]
        if character == "\\":
            at += 1
        elif character == "[":
            at = _end_of_class(spelling, at)
        elif character == "(":
            depth += 1
        elif character == ")":
            depth -= 1
        else:
            yield depth, character
        at += 1


def _end_of_class(spelling: str, at: int) -> int:
    at += 2 if spelling[at + 1] == "^" else 1
    at += spelling[at] == "]"
    while spelling[at] != "]":
        at += 2 if spelling[at] == "\\" else 1
    return at
