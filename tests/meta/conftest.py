"""What the project says of itself is held against what it does: that is no matter of which lines are reached."""

import pytest


@pytest.fixture(autouse=True)
def _at_full_speed(at_full_speed: None) -> None:
    """Every promise."""
