"""The project keeps its promises: published schema, import contracts, what an import costs, what is in the package."""

import json
import os
import subprocess
import sys
import tomllib
from pathlib import Path

import jsonschema
import pytest
import yaml

import pnpolicy
from pnpolicy import Policy
from pnpolicy.cli import COMMANDS
from pnpolicy.document.schema import policy_schema
from tests.conftest import ROOT

EXAMPLES = sorted(path.parent for path in (ROOT / "policies").glob("*/policy.yaml"))
SCHEMA = ROOT / "schemas" / "policy.schema.json"
GUIDE = {
    "token-auth", "live-voting", "multiplayer-game", "payments", "hybrid-chat", "metadata-sync", "guarded-chat",
    "presence-shards", "tenant-workspaces", "kitchen-sink",
}  # fmt: skip


def python(code: str) -> str:
    """What a fresh process prints."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=environment, check=True)  # noqa: S603
    return done.stdout.strip()


def test_schema_is_current() -> None:
    """The published schema is what the models say: `pnpolicy schema -o schemas/policy.schema.json`."""
    assert SCHEMA.read_text(encoding="utf-8") == policy_schema()
    jsonschema.Draft202012Validator.check_schema(json.loads(policy_schema()))


def test_the_guide_is_covered() -> None:
    """Every pattern of the integration guide has its example."""
    assert {path.name for path in EXAMPLES} == GUIDE


@pytest.mark.parametrize("folder", EXAMPLES, ids=lambda folder: folder.name)
def test_example(folder: Path) -> None:
    """An example loads without a warning, names the schema in its first line, keeps to it, and explains itself."""
    text = (folder / "policy.yaml").read_text(encoding="utf-8")
    relative = text.splitlines()[0].removeprefix("# yaml-language-server: $schema=")
    assert (folder / relative).resolve() == SCHEMA
    checked = jsonschema.Draft202012Validator(json.loads(SCHEMA.read_text(encoding="utf-8")))
    assert [error.message for error in checked.iter_errors(yaml.safe_load(text))] == []
    policy = Policy.load(folder)
    assert policy.warnings == []
    assert policy.name == folder.name
    assert (folder / "README.md").read_text(encoding="utf-8").startswith("# ")


def test_import_is_light() -> None:
    """`import pnpolicy` brings nothing heavy; using a policy never brings the SDK."""
    heavy = "{'yaml', 'pydantic', 'click', 'pubnub', 'asyncio', 'dataclasses', 'importlib.metadata', 're'}"
    assert python(f"import sys, pnpolicy; print(sorted({heavy} - {{'re'}} & set(sys.modules)))") == "[]"
    code = (
        "import sys, pnpolicy; p = pnpolicy.Policy.load('policies/live-voting');"
        "p.grant('voter', userId='a', sessionId='00000000', roomId=[]).to_request();"
        "print('pubnub' in sys.modules, 'asyncio' in sys.modules)"
    )
    assert python(f"import os; os.chdir({str(ROOT)!r}); {code}") == "False False"


def test_version_is_light() -> None:
    """`pnpolicy --version` imports click and nothing else of weight."""
    code = (
        "import sys; sys.argv = ['pnpolicy', '--version']\nfrom pnpolicy.cli import main\n"
        "try: main()\nexcept SystemExit: print(sorted({'yaml', 'pydantic', 'cbor2', 'pubnub'} & set(sys.modules)))"
    )
    assert python(code).splitlines() == [f"pnpolicy {pnpolicy.__version__}", "[]"]


def test_everything_exported_exists() -> None:
    """Each public name can be had, and an unknown one is an AttributeError."""
    for name in pnpolicy.__all__:
        assert getattr(pnpolicy, name).__name__ == name
    with pytest.raises(AttributeError, match="nothing_of_the_kind"):
        _ = pnpolicy.nothing_of_the_kind
    assert set(pnpolicy.__all__) <= set(dir(pnpolicy))


def test_import_contracts() -> None:
    """Data flows one way."""
    command = [str(Path(sys.executable).parent / "lint-imports"), "--no-cache"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)  # noqa: S603
    assert done.returncode == 0, done.stdout


def test_every_command_has_its_file() -> None:
    """The overview lists exactly the commands there are, and each shows an example in its help."""
    files = {path.stem for path in (ROOT / "pnpolicy" / "cli").glob("[a-z]*.py")} - {"common"}
    assert files == set(COMMANDS)


def test_package_is_complete() -> None:
    """Licence, changelog with its mark, types, and a reason behind every dependency."""
    assert (ROOT / "LICENSE").read_text(encoding="utf-8").lstrip().startswith("Apache License")
    assert "★" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert (ROOT / "pnpolicy" / "py.typed").exists()
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["license"] == "Apache-2.0"
    runtime = {requirement.partition(">")[0].lower() for requirement in project["dependencies"]}
    assert runtime == {"cbor2", "click", "pydantic", "pyyaml"}


def test_no_file_is_two_things() -> None:
    """No module passes 400 lines."""
    long = {path.name: n for path in ROOT.glob("pnpolicy/**/*.py") if (n := len(path.read_text().splitlines())) > 400}
    assert long == {}
