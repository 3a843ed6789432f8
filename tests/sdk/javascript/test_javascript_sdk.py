"""PubNub's own JavaScript SDK, unmodified, against the emulator. What is asked of it stands in the scripts beside."""

from pathlib import Path

import pytest

from pnpolicy.emulator import Keyset, running
from tests.sdk.javascript.node import node, passed

SCRIPTS = sorted(Path(__file__).parent.glob("*.test.mjs"))


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.name.split(".")[0])
def test_script(script: Path) -> None:
    """Every test of the script holds, and none was left out."""
    node()
    with running(keyset=Keyset.new()) as am:
        assert passed(script, am) == script.read_text(encoding="utf-8").count("\ntest(")


def test_there_are_scripts() -> None:
    """Or nothing would be asked."""
    assert len(SCRIPTS) == 6
