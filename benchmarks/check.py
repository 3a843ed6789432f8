"""`pnpolicy check` and `pnpolicy test` as whole processes, over all examples."""

from collections.abc import Iterator
from typing import Final

from benchmarks._measure import Row, Stopwatch
from benchmarks._voting import ROOT
from benchmarks.start import CLI, process

_NEEDED: Final = "import yaml, pydantic"
_REFERENCE: Final = f"python -c '{_NEEDED}'"


def rows(stopwatch: Stopwatch) -> Iterator[Row]:
    """The examples and all that belongs to them."""
    least = 1 if stopwatch.seconds < 1 else 9
    reference = process(_NEEDED)
    examples = str(ROOT / "policies")
    pair = stopwatch.compare(process(CLI, "check", examples), reference, least=least)
    yield pair.row("check, all examples", _REFERENCE, most=10)
    yield stopwatch.compare(process(CLI, "test", examples), reference, least=least).row(
        "test, all examples", _REFERENCE
    )
