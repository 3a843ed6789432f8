"""The voting story, and that it does not look fine when it is not. In processes of their own: the SDK has threads."""

import subprocess
import sys
from pathlib import Path

from pnpolicy.demo import story
from tests.conftest import ROOT, measured


def told(before: str) -> subprocess.CompletedProcess[str]:
    """`pnpolicy demo`, after some lines of Python."""
    code = f"import sys\n{before}\nsys.argv = ['pnpolicy', 'demo']\nfrom pnpolicy.cli import main\nmain()"
    command = [sys.executable, "-c", code]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False, env=measured())  # noqa: S603


def test_its_policy_is_the_example() -> None:
    """What the package tells its story by is `policies/live-voting`, to the letter."""
    example = ROOT / "policies" / "live-voting" / "policy.yaml"
    assert story.POLICY.read_text("utf-8") == example.read_text("utf-8")


def test_it_ends_well() -> None:
    """Everything happens as the policy says, and every line of it is told."""
    done = told("")
    assert (done.returncode, done.stderr) == (0, "")
    assert "9 times allowed, 4 times refused" in done.stdout
    assert "everybody hears it: no 2, yes 1" in done.stdout
    assert "mallory's subscription ends: 403 Token is revoked" in done.stdout


def test_a_policy_by_which_nobody_votes(tmp_path: Path) -> None:
    """Another outcome than the story's is told as its failure."""
    path = tmp_path / "policy.yaml"
    path.write_text(story.POLICY.read_text("utf-8").replace("vote-submit: [write]", "vote-submit: [read]"), "utf-8")
    done = told(f"from pathlib import Path\nfrom pnpolicy.demo import story\nstory.POLICY = Path({str(path)!r})")
    assert done.returncode == 70
    assert "the story went wrong" in done.stderr


def test_an_emulator_that_allows_everything() -> None:
    """An emulator that allows what the policy denies is a contradiction."""
    done = told("from pnpolicy.emulator.call import Call\nCall.demand = lambda *_: None")
    assert done.returncode == 70
    assert "expected it to be refused" in done.stderr


def test_without_the_extra() -> None:
    """It says what to install."""
    done = told("sys.modules['uvicorn'] = None")
    assert done.returncode == 2
    assert 'pip install "pnpolicy[emulator]"' in done.stderr
