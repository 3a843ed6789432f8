"""What `pnpolicy prove --format json` prints is what its published schema describes."""

import json

import pytest
from click.testing import CliRunner
from jsonschema import Draft202012Validator

from pnpolicy.cli import root
from tests.conftest import ROOT

SCHEMA = json.loads((ROOT / "schemas" / "proof.schema.json").read_text(encoding="utf-8"))


def test_schema_is_one() -> None:
    """A schema by the rules of its own."""
    Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.usefixtures("at_root")
@pytest.mark.parametrize(
    "path",
    [
        "policies",
        "tests/cases/policies/undecided.yaml",
        "tests/cases/leaks/too-many-rooms/leaky.yaml",
        "tests/cases/leaks/wildcard-subscribe-over-mail/leaky.yaml",
        "tests/cases/leaks/records-of-others/leaky.yaml",
        "tests/cases/leaks/never-read-through-a-group/leaky.yaml",
    ],
)
def test_output(path: str) -> None:
    """Proved, refuted in every way, and undecided."""
    told = json.loads(CliRunner().invoke(root, ["prove", path, "--format", "json"], prog_name="pnpolicy").stdout)
    assert [error.message for error in Draft202012Validator(SCHEMA).iter_errors(told)] == []
    statuses = [verdict["status"] for policy in told["policies"] for verdict in policy["verdicts"]]
    assert told["summary"] == {status: statuses.count(status) for status in ("proved", "refuted", "undecided")}
