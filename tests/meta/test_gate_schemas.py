"""What `pnpolicy check` and `pnpolicy diff` print as JSON is what their published schemas describe."""

import json
from functools import cache
from typing import Any

import pytest
from click.testing import CliRunner
from jsonschema import Draft202012Validator
from referencing import Registry, Resource

from pnpolicy.cli import root
from pnpolicy.document.schema import acceptance_schema
from tests.conftest import ROOT

SCHEMAS = {path.name: json.loads(path.read_text(encoding="utf-8")) for path in (ROOT / "schemas").glob("*.json")}
REGISTRY: Registry[Any] = Registry().with_resources(
    (name, Resource.from_contents(schema)) for name, schema in SCHEMAS.items()
)
PAIRS = ROOT / "tests" / "cases" / "diff"


@cache
def validator(schema: str) -> Draft202012Validator:
    """A schema that is one."""
    Draft202012Validator.check_schema(SCHEMAS[schema])
    return Draft202012Validator(SCHEMAS[schema], registry=REGISTRY)


def faults(schema: str, *words: str) -> list[str]:
    """What a command prints that its schema does not allow."""
    told = json.loads(CliRunner().invoke(root, [*words, "--format", "json"], prog_name="pnpolicy").stdout)
    return [f"{error.json_path}: {error.message}" for error in validator(schema).iter_errors(told)]


@pytest.mark.usefixtures("at_root")
@pytest.mark.parametrize(
    "paths",
    [
        ["policies"],
        ["tests/cases/check"],
        ["tests/cases/leaks/ballots-by-pattern/leaky.yaml"],
        ["tests/cases/policies/undecided.yaml"],
        ["tests/cases/check/nowhere.yaml"],
    ],
    ids=lambda paths: paths[-1],
)
def test_check(paths: list[str]) -> None:
    """Whatever comes of it."""
    assert faults("check.schema.json", "check", *paths) == []


@pytest.mark.usefixtures("at_root")
@pytest.mark.parametrize("pair", sorted(PAIRS.iterdir()), ids=lambda pair: pair.name)
def test_diff(pair: Any) -> None:  # noqa: ANN401
    """Every pair."""
    assert faults("diff.schema.json", "diff", str(pair / "old.yaml"), str(pair / "new.yaml")) == []


def test_acceptances() -> None:
    """The published schema is what the models say: `pnpolicy schema accept -o schemas/accept.schema.json`."""
    assert SCHEMAS["accept.schema.json"] == json.loads(acceptance_schema())
    Draft202012Validator.check_schema(SCHEMAS["accept.schema.json"])
