r"""What RE2 knows of Unicode: which characters a property holds, and which differ only in case.

The tables are google-re2's own, got by asking it (`tools/unicode_tables.py`), and of Unicode 15.1: of all characters
they know U+2EBF0, new in 15.1, and not U+1C89, new in 16.0. PubNub's RE2 may have been built with another version, and
nobody says which. Each version gives properties, and now and then another case, to characters that had none. So what is
proved by properties or by case holds there for letters that have been in Unicode for some years; where it hangs on a
character assigned lately, it may not.

`unicode.txt` has one property a line: its name, then in hexadecimal where its first range starts, how long that is, how
far the next one is away, and so on. The last line, `case`, has one group of characters a word: how far its first is
from the first of the group before, then the steps to its others. Nothing is read before a pattern needs it.
"""

from bisect import bisect_left, bisect_right
from functools import cache, lru_cache
from itertools import accumulate
from typing import Final

from pnpolicy.language.symbols import LAST, Ranges

_CASE: Final = "case"

_KEPT_PROPERTIES: Final = 64
"""Properties kept as ranges: a policy uses a handful."""


def property_names() -> list[str]:
    """Every general category, every script, and `Any`, sorted."""
    return sorted(_lines().keys() - {_CASE})


@lru_cache(_KEPT_PROPERTIES)
def property_ranges(name: str) -> Ranges | None:
    """The characters of a property, in ASCII and beyond; None where RE2 knows no such property."""
    line = _lines().get(name) if name != _CASE else None
    if line is None:
        return None
    edges = accumulate(int(step, 16) for step in line.split())
    return tuple((low, after - 1) for low, after in zip(edges, edges, strict=True))


def has_property(character: str, name: str) -> bool:
    """Whether a character is in a property that RE2 knows."""
    ranges, point = property_ranges(name) or (), ord(character)
    at = bisect_right(ranges, (point, LAST))
    return at > 0 and ranges[at - 1][1] >= point


def other_cases(ranges: Ranges) -> set[int]:
    """The characters outside some ranges that one inside becomes when case does not count."""
    points, groups = _cased()
    inside: list[int] = []
    touched: list[frozenset[int]] = []
    for low, high in ranges:
        part = slice(bisect_left(points, low), bisect_right(points, high))
        inside += points[part]
        touched += groups[part]
    return set[int]().union(*touched).difference(inside)


@cache
def _lines() -> dict[str, str]:
    from importlib.resources import files  # noqa: PLC0415  only at first use

    text = files(__package__).joinpath("unicode.txt").read_text(encoding="utf-8")
    lines = (line.partition(" ") for line in text.splitlines() if not line.startswith("#"))
    return {name: rest for name, _, rest in lines}


@cache
def _cased() -> tuple[list[int], list[frozenset[int]]]:
    """The characters that have another case, sorted, and beside each its group."""
    groups: dict[int, frozenset[int]] = {}
    first = 0
    for word in _lines()[_CASE].split():
        steps = [int(step, 16) for step in word.split("+")]
        first += steps[0]
        group = frozenset(accumulate(steps[1:], initial=first))
        groups.update(dict.fromkeys(group, group))
    points = sorted(groups)
    return points, [groups[point] for point in points]
