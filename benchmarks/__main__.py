"""Runs the benchmarks and prints one table. A goal that is missed is a line in it, not a failure."""

import argparse
import sys
from collections.abc import Callable, Iterator, Sequence
from importlib import import_module
from pkgutil import iter_modules
from typing import Final

import benchmarks
from benchmarks._measure import Row, Stopwatch

_TITLES: Final = ("work", "ours", "reference", "ratio", "goal", "reached")
_QUICK: Final = 0.1


def main() -> None:
    """Reads the command line, runs what it names and prints the table."""
    found = dict(_found())
    parser = argparse.ArgumentParser("python -m benchmarks", description=benchmarks.__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help="which to run (default: all of them)")
    parser.add_argument("--quick", action="store_true", help="a tenth of the time, and figures to match")
    parser.add_argument("--list", action="store_true", help="name the benchmarks and run none")
    options = parser.parse_args()
    if unknown := [name for name in options.names if name not in found]:
        parser.error(f"no benchmark {unknown[0]!r}; there are {', '.join(found)}")
    if options.list:
        for name in found:
            print(f"{name:10} {_told(name)}")
        return
    stopwatch = Stopwatch(_QUICK) if options.quick else Stopwatch()
    rows: list[Row] = []
    for name in options.names or found:
        sys.stderr.write(f"{name}: {_told(name)}\n")
        for row in found[name](stopwatch):
            sys.stderr.write(f"  {row.work}: {row.ours}\n")
            rows.append(row)
    print(_table(rows))


def _found() -> Iterator[tuple[str, Callable[[Stopwatch], Iterator[Row]]]]:
    for module in iter_modules(benchmarks.__path__):
        if not module.name.startswith("_"):
            yield module.name, import_module(f"benchmarks.{module.name}").rows


def _told(name: str) -> str:
    return (sys.modules[f"benchmarks.{name}"].__doc__ or "").partition("\n")[0]


def _table(rows: Sequence[Row]) -> str:
    cells = [
        (
            row.work,
            row.ours or "-",
            row.reference or "-",
            "-" if row.ratio is None else _ratio_told(row.ratio),
            row.goal or "-",
            "-" if row.reached is None else "yes" if row.reached else "no",
        )
        for row in rows
    ]
    widths = [max(map(len, column)) for column in zip(_TITLES, *cells, strict=True)]
    lines = [_TITLES, tuple("-" * width for width in widths), *cells]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip() for line in lines
    )


def _ratio_told(ratio: float) -> str:
    """As a fraction where decimals would be mostly noughts."""
    return f"{ratio:.2f}x" if ratio >= 0.1 else f"1/{1 / ratio:,.0f}x"  # noqa: PLR2004


main()
