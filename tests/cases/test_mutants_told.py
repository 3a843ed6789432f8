"""Small policies whose tests leave something to be noticed.

Beside each, `told.txt` shows the command and what it prints, as a transcript. What it shows can be pasted.
"""

from pathlib import Path

import pytest

from tests.transcripts import replayed

CASES = sorted(path.parent for path in (Path(__file__).parent / "mutation").glob("*/told.txt"))


@pytest.mark.usefixtures("at_root")
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_told(case: Path) -> None:
    """What is told of the mutants is what stands beside the policy."""
    written, told = replayed(case / "told.txt")
    assert told == written
