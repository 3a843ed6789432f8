"""Every file in `layouts/` is laid out as the file beside it shows, and that one stays as it is."""

from pathlib import Path

import pytest

from pnpolicy.document.layout import formatted
from pnpolicy.text import Source
from tests.transcripts import UPDATE

CASES = sorted((Path(__file__).parent / "layouts").glob("*.yaml"))


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_laid_out(path: Path) -> None:
    """The text is the one beside it, and that is laid out already."""
    beside = path.with_name(f"{path.name}.formatted")
    new, problems = formatted(Source(path.name, path.read_text(encoding="utf-8")))
    assert new is not None, problems
    if UPDATE:
        beside.write_text(new, encoding="utf-8")
    assert new == beside.read_text(encoding="utf-8")
    assert formatted(Source(path.name, new)) == (new, [])
