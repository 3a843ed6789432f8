"""Columns of text."""

from collections.abc import Iterable, Sequence

from pnpolicy.render.colour import Paint


def table(head: Sequence[str], rows: Iterable[Sequence[str]], paint: Paint) -> str:
    """A table with its head, columns as wide as their widest cell, two spaces apart."""
    lines = [list(head), *map(list, rows)]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    told = ["  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip() for line in lines]
    return "".join(f"{line}\n" for line in (paint(told[0], "bold"), *told[1:]))
