"""`pnpolicy prove`: whole processes, against what they cannot do without."""

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from benchmarks._generated import text
from benchmarks._measure import Pair, Row, Stopwatch
from benchmarks._voting import ROOT
from benchmarks.start import CLI, process

_NEEDED: Final = "import yaml, pydantic"
_REFERENCE: Final = f"python -c '{_NEEDED}'"
_RULES: Final = 1_000


def rows(stopwatch: Stopwatch) -> Iterator[Row]:
    """Of the examples, and of a large policy."""
    files = sorted(ROOT.glob("policies/*/policy.yaml"))
    proved = {file.parent.name: _proved(stopwatch, file) for file in files}
    by_ratio = sorted(proved, key=lambda name: proved[name].ratio)
    slowest, middle = by_ratio[-1], by_ratio[len(by_ratio) // 2]
    yield proved[slowest].row(f"prove, the slowest of {len(files)} examples ({slowest})", _REFERENCE, most=3)
    yield proved[middle].row(f"prove, the median of {len(files)} examples ({middle})", _REFERENCE, most=3)
    with TemporaryDirectory() as folder:
        file = Path(folder, "policy.yaml")
        file.write_text(text(_RULES, owned=True))
        pair = _proved(stopwatch, file, code=1)  # all is proved, but that a token of so many names is short enough
        yield pair.row(f"prove, {_RULES:,} rules of one role", _REFERENCE)


def _proved(stopwatch: Stopwatch, file: Path, *, code: int = 0) -> Pair:
    """All claims about one policy."""
    ours, reference = process(CLI, "prove", str(file), code=code), process(_NEEDED)
    return stopwatch.compare(ours, reference, least=1 if stopwatch.seconds < 1 else 9)
