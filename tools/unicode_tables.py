"""Writes `pnpolicy/language/unicode.txt` from what the installed google-re2 says: `python -m tools.unicode_tables`.

About a minute, by hand, whenever the law book `tests/laws/test_language_unicode.py` finds the tables out of date. RE2
is asked about every code point, and nobody else is: Python's own tables are of another version of Unicode. How the file
is laid out is told in `pnpolicy/language/unicode.py`, which reads it.
"""

import re
from collections.abc import Iterable
from importlib.metadata import version
from itertools import chain, groupby, pairwise
from pathlib import Path
from typing import Final

import re2

TABLES: Final = Path(__file__).parents[1] / "pnpolicy" / "language" / "unicode.txt"

_EVERY: Final = range(0x110000)
_BLOCK: Final = 1 << 9
_BITS: Final = range(max(_EVERY).bit_length())
_MEMORY: Final = 1 << 31
"""For RE2, whose usual eight megabytes are too few for half of all characters."""


def names() -> list[str]:
    """The name of every property: of all that could be one in RE2's machine code, those that it takes."""
    code = Path(re2._re2.__file__).read_bytes()  # noqa: SLF001  the compiled half has no other name
    found = {name.decode() for name in re.findall(rb"(?=([A-Z][A-Za-z_]*)\0)", code)}
    return sorted(filter(_is_property, found))


def _is_property(name: str) -> bool:
    try:
        _compiled(rf"\p{{{name}}}")
    except re2.error:
        return False
    return True


def _compiled(pattern: str) -> "re2._Regexp[bytes]":
    options = re2.Options()
    options.log_errors = False
    options.max_mem = _MEMORY
    return re2.compile(pattern.encode(), options)


def _runs(pattern: str, characters: Iterable[int]) -> list[str]:
    """What a pattern finds among some characters, halves of surrogate pairs included."""
    text = "".join(map(chr, characters)).encode("utf-8", "surrogatepass")
    return [found.group().decode("utf-8", "surrogatepass") for found in _compiled(pattern).finditer(text)]


def _property(name: str) -> str:
    edges = chain.from_iterable((ord(run[0]), ord(run[-1]) + 1) for run in _runs(rf"\p{{{name}}}+", _EVERY))
    return " ".join(_steps(edges))


def _orbits() -> list[tuple[int, ...]]:
    """Characters that differ only in case, each with all of its others.

    Two characters are in one block of code points or in two, and in some bit they differ. So each bit in each block,
    and each bit that tells blocks apart, is asked which characters without it are also, in another case, ones with it.
    """
    within = _BLOCK.bit_length() - 1
    cased: set[int] = set()
    for bit in _BITS:
        for block in [_EVERY] if bit >= within else (_EVERY[start : start + _BLOCK] for start in _EVERY[::_BLOCK]):
            halves = [[point for point in block if point >> bit & 1 == value] for value in (0, 1)]
            for one, other in (halves, reversed(halves)):
                if one and other:
                    cased.update(map(ord, "".join(_runs(f"(?i)[{_class_body(one)}]+", other))))
    points = sorted(cased)
    return sorted({tuple(map(ord, _runs(f"(?i)\\x{{{point:X}}}", points))) for point in points})


def _class_body(points: list[int]) -> str:
    runs = [[point for _, point in run] for _, run in groupby(enumerate(points), lambda pair: pair[1] - pair[0])]
    return "".join(f"\\x{{{run[0]:X}}}-\\x{{{run[-1]:X}}}" for run in runs)


def _steps(points: Iterable[int]) -> list[str]:
    return [f"{after - before:x}" for before, after in pairwise((0, *points))]


def main() -> None:
    """Asks everything, then writes."""
    orbits = _orbits()
    firsts = _steps(orbit[0] for orbit in orbits)
    rows = [
        f"# What google-re2 {version('google-re2')} knows of Unicode, written by tools/unicode_tables.py.",
        *(f"{name} {_property(name)}" for name in names()),
        "case " + " ".join("+".join((first, *_steps(orbit)[1:])) for first, orbit in zip(firsts, orbits, strict=True)),
    ]
    TABLES.write_text("\n".join(rows) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
