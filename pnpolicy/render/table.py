"""Columns of text."""

import re
from collections.abc import Iterable, Sequence
from typing import Final

from pnpolicy.render.colour import Paint

_CODE: Final = re.compile(r"\x1b\[[0-9;]*m")


def table(head: Sequence[str], rows: Iterable[Sequence[str]], paint: Paint) -> str:
    """A table with its head, columns as wide as their widest cell, two spaces apart."""
    lines = [list(head), *map(list, rows)]
    widths = [max(map(_seen, column)) for column in zip(*lines, strict=True)]
    told = [
        "  ".join(cell + " " * (width - _seen(cell)) for cell, width in zip(line, widths, strict=True)).rstrip()
        for line in lines
    ]
    return "".join(f"{line}\n" for line in (paint(told[0], "bold"), *told[1:]))


def _seen(cell: str) -> int:
    """Characters of a cell that are seen; codes for colours are not."""
    return len(_CODE.sub("", cell))
