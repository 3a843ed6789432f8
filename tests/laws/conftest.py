"""Law books try thousands of examples: what they find counts, not which lines they reach."""

import pytest


@pytest.fixture(autouse=True)
def _at_full_speed(at_full_speed: None) -> None:
    """Every law."""
