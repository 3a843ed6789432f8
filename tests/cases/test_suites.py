"""Files of policy tests as people write them: passing, failing in every way, broken in every way.

Beside each, `told.txt` shows the command and what it prints, as a transcript.
"""

from pathlib import Path

import pytest

from tests.transcripts import replayed

CASES = sorted(path.parent for path in (Path(__file__).parent / "suites").glob("*/told.txt"))


@pytest.mark.usefixtures("at_root")
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_told(case: Path) -> None:
    """What is told of a file is what stands beside it."""
    written, told = replayed(case / "told.txt")
    assert told == written


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_no_broken_file_passes(case: Path) -> None:
    """A file that is not as it should be ends with exit code 2."""
    told = (case / "told.txt").read_text(encoding="utf-8")
    is_broken = case.name.startswith(("broken-", "no-policy", "a-", "not-", "empty"))
    assert told.endswith("? 2\n") is is_broken
