"""What the example policies grant is as clean as they are: a rule that calls it faulty has to say why."""

import shlex

import pytest
from click.testing import CliRunner

from pnpolicy.cli import root
from pnpolicy.diagnostic import Severity
from tests.conftest import ROOT
from tests.linting import audited

COMMANDS = sorted(
    {
        line.removeprefix("$ ").partition(" --format")[0]
        for path in (ROOT / "tests" / "cli").glob("*.txt")
        for line in path.read_text(encoding="utf-8").splitlines()
        if line.startswith("$ pnpolicy grant policies/")
    }
)
MEANT = {
    ("visitor", "PNP205"): "the policy says that anybody may hold it",
    ("host", "PNP223"): "the policy lists the rooms that somebody hosts; a grant does not say so",
}
"""Role and rule → why it is meant."""


@pytest.mark.usefixtures("at_root")
@pytest.mark.parametrize("command", COMMANDS)
def test_grant(command: str) -> None:
    """Nothing above mere information, but for what is meant."""
    words = shlex.split(command)[1:]
    granted = CliRunner().invoke(root, [*words, "--format", "rest"], prog_name="pnpolicy")
    if granted.exit_code:
        return  # a refusal, which is what its transcript shows
    found = {f.rule.id for f in audited(granted.stdout).findings if f.severity is not Severity.INFO}
    assert {rule for rule in found if (words[2], rule) not in MEANT} == set()
