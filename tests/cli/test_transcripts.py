"""Every transcript in this folder reads as it is written."""

from pathlib import Path

import pytest

from tests.transcripts import replayed

TRANSCRIPTS = sorted(Path(__file__).parent.glob("*.txt"))


@pytest.mark.usefixtures("at_root")
@pytest.mark.parametrize("path", TRANSCRIPTS, ids=lambda path: path.stem)
def test_transcript(path: Path) -> None:
    """The commands print what the file shows and end as it says."""
    written, told = replayed(path)
    assert told == written
