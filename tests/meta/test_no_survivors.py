"""The tests of the examples notice every mistake that can be made in them.

All but the largest: `pnpolicy test policies --mutate` tries that one as well, in as much time as all others together.
"""

from pathlib import Path

import pytest

from pnpolicy.check.mutation import mutate
from pnpolicy.check.reading import Reader
from tests.conftest import ROOT

EXAMPLES = sorted(path.parent for path in (ROOT / "policies").glob("*/policy.test.yaml"))


@pytest.mark.parametrize(
    "folder", [path for path in EXAMPLES if path.name != "kitchen-sink"], ids=lambda path: path.name
)
def test_no_survivors(folder: Path) -> None:
    """Each is killed, or it is proved that nobody could tell it from the policy."""
    read, problems = Reader().read(folder / "policy.test.yaml")
    assert not problems
    assert read is not None
    found = mutate(read.tested, [read.suite])
    assert found.tried
    assert [tried.mutant.id for tried in found.of("survived") + found.of("undecided")] == []
