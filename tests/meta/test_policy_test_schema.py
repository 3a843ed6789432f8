"""The schema of test files fits what is read; what `pnpolicy test` prints is what its published schema describes."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner
from jsonschema import Draft202012Validator

from pnpolicy.cli import root
from pnpolicy.document.schema import policy_schema, suite_schema
from tests.conftest import ROOT

WRITTEN = ROOT / "schemas" / "policy-test.schema.json"
CHECKED = Draft202012Validator(json.loads(suite_schema()))
PRINTED = json.loads((ROOT / "schemas" / "test-results.schema.json").read_text(encoding="utf-8"))
EXAMPLES = sorted((ROOT / "policies").glob("*/policy.test.yaml"))
CASES = sorted((ROOT / "tests" / "cases" / "suites").glob("*/suite.test.yaml"))
ILL_SHAPED = {"a-list", "a-policy", "broken-matrices", "broken-shape", "broken-values", "empty"}
"""Cases whose shape is wrong, as the schema says too."""


def faults(path: Path) -> list[str]:
    """What the schema finds wrong in a file."""
    data = yaml.load(path.read_text(encoding="utf-8"), Loader=_Plain)  # noqa: S506  a SafeLoader
    return [error.message for error in CHECKED.iter_errors(data)]


class _Plain(yaml.SafeLoader):
    """Times stay text, as YAML 1.2 reads them."""


_Plain.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if not tag.endswith(":timestamp")]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def test_schema_is_current() -> None:
    """The published schema is what the models say: `pnpolicy schema test -o schemas/policy-test.schema.json`.

    Both that and the one of what is printed are schemas.
    """
    assert WRITTEN.read_text(encoding="utf-8") == suite_schema()
    for schema in (json.loads(suite_schema()), PRINTED):
        Draft202012Validator.check_schema(schema)


@pytest.mark.parametrize(
    ("words", "made"), [([], policy_schema), (["policy"], policy_schema), (["test"], suite_schema)]
)
def test_printed(words: list[str], made: Callable[[], str]) -> None:
    """`pnpolicy schema` prints either, that of policies if nothing is said."""
    assert CliRunner().invoke(root, ["schema", *words], prog_name="pnpolicy").stdout == made()


def test_every_example_has_tests() -> None:
    """Each policy has its tests beside it."""
    assert [path.parent for path in EXAMPLES] == sorted(
        path.parent for path in (ROOT / "policies").glob("*/policy.yaml")
    )


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.parent.name)
def test_example(path: Path) -> None:
    """An example names the schema in its first line, and keeps to it."""
    relative = path.read_text(encoding="utf-8").splitlines()[0].removeprefix("# yaml-language-server: $schema=")
    assert (path.parent / relative).resolve() == WRITTEN
    assert faults(path) == []


@pytest.mark.parametrize(
    "path", [path for path in CASES if path.parent.name != "not-yaml"], ids=lambda p: p.parent.name
)
def test_case(path: Path) -> None:
    """The schema finds a fault where the shape is wrong, or a word that it knows, and nowhere else."""
    worded = {"broken-names", "broken-matrix-words"}  # operations and flags are listed in the schema
    assert bool(faults(path)) is (path.parent.name in ILL_SHAPED | worded)


@pytest.mark.usefixtures("at_root")
@pytest.mark.parametrize("path", ["policies", "tests/cases/suites"])
@pytest.mark.parametrize("options", [[], ["--coverage"]])
def test_output(path: str, options: list[str]) -> None:
    """Passed, failed in every way, undecided, skipped and unread; with coverage and without."""
    told = json.loads(CliRunner().invoke(root, ["test", path, "-f", "json", *options], prog_name="pnpolicy").stdout)
    assert [error.message for error in Draft202012Validator(PRINTED).iter_errors(told)] == []
    statuses = [test["status"] for file in told["files"] for test in file["tests"]]
    counts = {status: statuses.count(status) for status in ("passed", "failed", "undecided", "skipped")}
    assert told["summary"] == {**counts, "files": len(told["files"]), "unread": len(told["unread"])}
    assert (told["coverage"] is not None) is bool(options)
