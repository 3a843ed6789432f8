"""The GitHub Action and the pre-commit hooks, run as what they are: shell scripts and commands in a repository."""

import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.conftest import ROOT
from tests.repositories import Repository

ACTION: dict[str, Any] = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
STEPS = {step["name"]: step for step in ACTION["runs"]["steps"]}
HOOKS = {hook["id"]: hook for hook in yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))}
_OURS = ("GIT_", "GITHUB_", "PNPOLICY_", "COVERAGE", "PYTHONPATH")
"""What begins like this does not come from outside."""
READS = "vote-result: [read]\n        shard"


class Job:
    """What a runner gives a step: files to write to, and values in the environment."""

    def __init__(self, repository: Repository, base: str) -> None:
        self.repository = repository
        self.base = base
        self.files = repository.folder.parent / "runner"
        self.files.mkdir()

    def run(self, name: str, **inputs: str) -> "subprocess.CompletedProcess[str]":
        """Runs a step as bash does on a runner."""
        step = STEPS[name]
        assert step["shell"] == "bash"
        environment = {
            **{
                key: value for key, value in os.environ.items() if not key.startswith(("GIT_", "PNPOLICY_", "COVERAGE"))
            },
            **{key: self._value(value, inputs) for key, value in step["env"].items()},
            **{key: str(self.files / key) for key in ("GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY", "GITHUB_PATH")},
            "RUNNER_TEMP": str(self.files),
            "GITHUB_ACTION_PATH": str(ROOT),
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        }
        command = ["bash", "--noprofile", "--norc", "-e", "-o", "pipefail", "-c", step["run"]]
        return subprocess.run(  # noqa: S603
            command, cwd=self.repository.folder, env=environment, capture_output=True, text=True, check=False
        )

    def _value(self, expression: str, inputs: dict[str, str]) -> str:
        """What an expression of the action stands for."""
        asked = re.fullmatch(r"\$\{\{ inputs\.([a-z-]+) \}\}", expression)
        if asked is None:
            assert "github.event.pull_request.base.sha" in expression
            return self.base
        return str(inputs.get(asked[1].replace("-", "_"), ACTION["inputs"][asked[1]]["default"]))

    def written(self, name: str) -> str:
        """What a step has written to one of the files."""
        return (self.files / name).read_text(encoding="utf-8")


@pytest.fixture
def job(tmp_path: Path) -> Job:
    """A pull request that lets voters announce."""
    repository = Repository(tmp_path / "work")
    shutil.copytree(ROOT / "policies" / "live-voting", repository.folder / "policies" / "live-voting")
    base = repository.commit("before")
    file = repository.folder / "policies" / "live-voting" / "policy.yaml"
    text = file.read_text(encoding="utf-8")
    repository.write("policies/live-voting/policy.yaml", text.replace(READS, READS.replace("[read]", "[read, write]")))
    repository.commit("after")
    return Job(repository, base)


def test_no_expression_stands_in_a_script() -> None:
    """What a pull request can choose comes by the environment, never as a part of a program."""
    for step in STEPS.values():
        assert "${{" not in step["run"]
    asked = "".join(value for step in STEPS.values() for value in step["env"].values())
    assert set(re.findall(r"inputs\.([a-z-]+)", asked)) == ACTION["inputs"].keys()


def test_the_check(job: Job) -> None:
    """It fails, says where, and leaves a SARIF file, annotations, a summary and its outputs."""
    done = job.run("Check the policies")
    assert done.returncode == 1, done.stderr
    told, annotations = re.split(r"^::[0-9a-f]{32}::$", done.stdout, flags=re.MULTILINE)
    assert re.match(r"::stop-commands::[0-9a-f]{32}\n", told)
    assert "error[PNP803]: `voter` gains `write` on `vote-result.aaaaaaaa`" in told
    assert "::error file=policies/live-voting/policy.yaml,line=38," in annotations
    assert job.written("GITHUB_STEP_SUMMARY").startswith("### ❌ pnpolicy: ")
    assert job.written("GITHUB_OUTPUT") == "exit-code=1\nsarif=pnpolicy.sarif\n"
    results = json.loads((job.repository.folder / "pnpolicy.sarif").read_text(encoding="utf-8"))["runs"][0]["results"]
    assert {"PNP201", "PNP803"} <= {result["ruleId"] for result in results}


def test_no_comparison(job: Job) -> None:
    """`none`, and the zeros of a first push."""
    for inputs in ({"against": "none"}, {"against": "0" * 40}):
        done = job.run("Check the policies", sarif="out/of the way/found.sarif", **inputs)
        assert done.returncode == 1
        assert "PNP803" not in done.stdout
    assert (job.repository.folder / "out/of the way/found.sarif").exists()


def test_a_base_that_this_clone_lacks(job: Job) -> None:
    """Is told, and is no pass."""
    job.base = "1" * 40
    done = job.run("Check the policies")
    assert done.returncode == 2
    assert "fetch-depth: 0" in done.stderr
    assert "there is no revision" in done.stderr


def test_a_shallow_clone_fetches_what_it_lacks(job: Job, tmp_path: Path) -> None:
    """From where it was cloned."""
    clone = Repository.__new__(Repository)
    clone.folder = tmp_path / "shallow"
    job.repository.git("config", "uploadpack.allowAnySHA1InWant", "true")
    job.repository.git("clone", "--quiet", "--depth=1", f"file://{job.repository.folder}", str(clone.folder))
    job.repository = clone
    done = job.run("Check the policies")
    assert (done.returncode, done.stderr) == (1, "")
    assert "error[PNP803]" in done.stdout


def test_words_that_look_like_something_else(job: Job) -> None:
    """Paths and revisions are words, whatever they look like."""
    done = job.run("Check the policies", paths="\n  policies  \n\n", against="--help; touch hacked #")
    assert done.returncode == 2
    assert "there is no revision" in done.stderr
    assert job.run("Check the policies", paths="--help").returncode == 2
    assert job.run("Check the policies", paths="$(touch hacked)", against="none").returncode == 2
    assert not (job.repository.folder / "hacked").exists()


def test_the_installation(job: Job, monkeypatch: pytest.MonkeyPatch) -> None:
    """Into an environment of its own, which the next step finds. That pnpolicy itself installs, its own CI shows."""
    wheel = job.files / "pnpolicy-9.9-py3-none-any.whl"
    about = "pnpolicy-9.9.dist-info"
    with zipfile.ZipFile(wheel, "w") as made:
        made.writestr("other.py", "def main(): print('pnpolicy 9.9')\n")
        made.writestr(f"{about}/METADATA", "Metadata-Version: 2.1\nName: pnpolicy\nVersion: 9.9\n")
        made.writestr(f"{about}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        made.writestr(f"{about}/entry_points.txt", "[console_scripts]\npnpolicy = other:main\n")
        made.writestr(f"{about}/RECORD", "")
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    done = job.run("Install pnpolicy", python=sys.executable, version=str(wheel))
    assert done.returncode == 0, done.stderr
    installed = Path(job.written("GITHUB_PATH").strip()) / "pnpolicy"
    assert subprocess.run([installed], capture_output=True, text=True, check=True).stdout == "pnpolicy 9.9\n"  # noqa: S603


@pytest.mark.parametrize(("name", "code"), [("pnpolicy-check", 1), ("pnpolicy-fmt", 0)])
def test_hooks(job: Job, name: str, code: int) -> None:
    """With the files that a commit touches, as pre-commit gives them."""
    hook = HOOKS[name]
    files = [path for path in job.repository.git("ls-files").splitlines() if re.search(hook["files"], path)]
    assert files == ["policies/live-voting/policy.test.yaml", "policies/live-voting/policy.yaml"]
    command = [sys.executable, "-m", *hook["entry"].split(), *files]
    done = subprocess.run(command, cwd=job.repository.folder, capture_output=True, text=True, check=False)  # noqa: S603
    assert done.returncode == code, done.stdout + done.stderr
