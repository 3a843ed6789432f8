"""Every token that was recorded of the live service can be audited."""

import pytest

from tests.linting import audited
from tests.vectors import NAMES, TOKENS, Vector


@pytest.mark.parametrize("vector", TOKENS, ids=NAMES)
def test_token(vector: Vector) -> None:
    """It is read, every rule answers, and nothing of it is told but what it says."""
    report = audited(vector.text)
    assert (report.checked, report.unread, report.undecided, report.faults) == (1, 0, False, [])
    told = "".join(str(finding.diagnostic) for finding in report.findings)
    assert all(vector.text[at : at + 16] not in told for at in range(0, len(vector.text) - 16, 4))
