"""Policies, valid and broken: grants as written beside them, and what the JSON Schema sees of them.

`policies/valid/<name>.yaml` has its grant in `<name>.yaml.grant`: the command that makes it, behind `# `, and what that
prints. With PNPOLICY_UPDATE=1 in the environment the grants are written anew. The first line of each
`policies/broken/<name>.yaml` says what kind of fault it has; what is said about it is in the transcript
`tests/cli/broken-policies.txt`. The examples, `policies/` in the project's folder, are looked at as well.
"""

import json
import os
import re
import shlex
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner, Result
from jsonschema import Draft202012Validator

from pnpolicy.cli import root
from pnpolicy.document.schema import policy_schema

POLICIES = Path(__file__).parent / "policies"
VALID = sorted((POLICIES / "valid").glob("*.yaml"))
BROKEN = sorted((POLICIES / "broken").glob("*.yaml"))
EXAMPLES = Path(__file__).parents[2] / "policies"
WRITTEN = sorted(
    path
    for path in EXAMPLES.glob("*/*.yaml")
    if path.stem != "misshapen" and not path.name.endswith(".test.yaml")  # one is not meant to be, the others are tests
)
READMES = sorted(EXAMPLES.glob("*/README.md"))
UPDATE = bool(os.environ.get("PNPOLICY_UPDATE"))


def named(path: Path) -> str:
    return path.stem


def placed(path: Path) -> str:
    return f"{path.parent.name}/{path.name}"


def broken_in(kind: str) -> list[Path]:
    return [path for path in BROKEN if path.read_text(encoding="utf-8").startswith(f"# A fault of {kind}: ")]


def ran(command: str) -> Result:
    return CliRunner().invoke(root, shlex.split(command)[1:], prog_name="pnpolicy")


@cache
def validator() -> Draft202012Validator:
    schema = json.loads(policy_schema())
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema)


def refusals(path: Path) -> Iterator[str]:
    """What the schema finds wrong, read by a YAML reader that is not ours, as an editor would."""
    for error in validator().iter_errors(yaml.safe_load(path.read_text(encoding="utf-8"))):
        yield f"{error.json_path}: {error.message}"


@pytest.mark.usefixtures("at_root")
@pytest.mark.parametrize("path", VALID, ids=named)
def test_grant(path: Path) -> None:
    """The command beside a valid policy prints the grant beside it, and nothing else."""
    beside = path.with_name(f"{path.name}.grant")
    command, _, written = beside.read_text(encoding="utf-8").partition("\n")
    result = ran(command.removeprefix("# "))
    assert result.exit_code == 0, result.stderr
    assert result.stderr == ""
    if UPDATE:
        beside.write_text(f"{command}\n{result.stdout}", encoding="utf-8")
    else:
        assert result.stdout == written


@pytest.mark.parametrize("path", VALID, ids=named)
def test_schema_accepts(path: Path) -> None:
    """The published schema takes every valid policy."""
    assert list(refusals(path)) == []


@pytest.mark.parametrize("path", broken_in("shape"), ids=named)
def test_schema_refuses(path: Path) -> None:
    """An editor with the schema marks a wrong key or a wrong type before pnpolicy is ever run."""
    assert list(refusals(path))


@pytest.mark.parametrize("path", broken_in("meaning"), ids=named)
def test_schema_has_limits(path: Path) -> None:
    """A fault of meaning has the right shape: it takes pnpolicy to find it."""
    assert list(refusals(path)) == []


@pytest.mark.usefixtures("at_root")
@pytest.mark.parametrize("path", BROKEN, ids=named)
def test_broken(path: Path) -> None:
    """No broken policy gives a grant; each is refused with a place, a line of it and a caret."""
    result = ran(f"pnpolicy grant {path.relative_to(Path.cwd()).as_posix()} member")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith("error[")
    assert re.search(r"--> tests/cases/policies/broken/[a-z/-]+[.]yaml:[0-9]+:[0-9]+\n", result.stderr)
    assert "^" in result.stderr


def test_every_fault_is_named() -> None:
    """Every broken policy says in its first line which of the three kinds of fault it has."""
    assert sorted(broken_in("YAML") + broken_in("shape") + broken_in("meaning")) == BROKEN


@pytest.mark.parametrize("path", WRITTEN, ids=placed)
def test_example(path: Path) -> None:
    """Every example, and every catalogue, names the schema in its first line and is what the schema describes."""
    first = path.read_text(encoding="utf-8").partition("\n")[0]
    assert first == "# yaml-language-server: $schema=../../schemas/policy.schema.json"
    assert list(refusals(path)) == []


@pytest.mark.usefixtures("at_root")
@pytest.mark.parametrize("path", READMES, ids=placed)
def test_readme(path: Path) -> None:
    """The command that an example's README shows answers its question, one way or the other."""
    text = path.read_text(encoding="utf-8").replace("\\\n", "")
    commands = re.findall(r"^ {4}(pnpolicy .*)$", text, re.MULTILINE)
    assert commands
    for command in commands:
        result = ran(command)
        assert (result.exit_code in (0, 1), result.stderr) == (True, "")
