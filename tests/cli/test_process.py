"""The command line as a process: exit codes, streams, files, and what it never prints."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from pnpolicy import cli
from pnpolicy.cli import root
from tests.conftest import ROOT

VALUES = ["--set", "sessionId=1a2b3c4d", "--set", "roomId=r1"]
GRANT = ["grant", "policies/live-voting", "voter", *VALUES, "--set", "userId=a"]


def run(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    variables = {**os.environ, "PYTHONPATH": str(ROOT), **environment}
    command = [sys.executable, "-m", "pnpolicy", *words]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, env=variables, check=False)  # noqa: S603


def test_module() -> None:
    """`python -m pnpolicy` is the command."""
    done = run(*GRANT, "--format", "json")
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout)["resources"]["channels"]["inbox.a"] == ["read"]


def test_refusals_print_no_grant() -> None:
    """Nothing of a grant on standard output, the reason on standard error, exit code 2."""
    done = run("grant", "policies/live-voting", "voter", *VALUES, "--set", "userId=*")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("error: `userId` is '*'")


def test_colours() -> None:
    """On demand, never into a pipe on their own accord."""
    assert "\x1b[" not in run(*GRANT).stdout
    assert "\x1b[1m" in run(*GRANT, "--color", "always").stdout


@pytest.mark.usefixtures("at_root")
def test_several_formats_in_one_run(tmp_path: Path) -> None:
    """The first output takes the first format, and so on; the rest goes to standard output."""
    table, data = tmp_path / "grant.txt", tmp_path / "grant.json"
    formats = ["--format", "text", "--format", "json", "--format", "rest"]
    result = CliRunner().invoke(root, [*GRANT, *formats, "-o", str(table), "-o", str(data)])
    assert result.exit_code == 0
    assert json.loads(result.stdout)["permissions"]["uuid"] == "a"
    assert json.loads(data.read_text())["authorized_uuid"] == "a"
    assert table.read_text().startswith("role ")


@pytest.mark.usefixtures("at_root")
def test_schema() -> None:
    """What the command prints is what is published."""
    result = CliRunner().invoke(root, ["schema"])
    assert result.exit_code == 0
    assert result.stdout == (ROOT / "schemas" / "policy.schema.json").read_text(encoding="utf-8")


def test_warnings_go_to_standard_error(tmp_path: Path) -> None:
    """A policy with a warning is used, and the warning told."""
    (tmp_path / "p.yaml").write_text(
        "pnpolicy: 1\nname: p\n"
        "channels: {a: {pattern: 'a.*', authority: clients}, b: {pattern: '.*b', authority: clients}}\n"
        "roles: {r: {trust: client, anonymous: true, ttl: 5, allow: {channels: {a: [read], b: [write]}}}}\n"
    )
    result = CliRunner().invoke(root, ["grant", str(tmp_path / "p.yaml"), "r", "--format", "json"])
    assert result.exit_code == 0
    assert "warning[reading-dependent]" in result.stderr
    assert list(json.loads(result.stdout)["patterns"]["channels"]) == ["^.*b$", "^a.*$"]


def test_a_fault_of_ours(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """Exit code 70, the kind of fault, and nothing of what was read: it may have been a token."""

    def fail(**_: object) -> None:
        raise RuntimeError("qEF2AkF0Gm…")

    monkeypatch.setattr(cli.root, "main", fail)
    with pytest.raises(SystemExit) as ended:
        cli.main()
    assert ended.value.code == 70
    said = capsys.readouterr().err
    assert "internal error: RuntimeError" in said
    assert "qEF2" not in said
    monkeypatch.setenv("PNPOLICY_DEBUG", "1")
    with pytest.raises(RuntimeError):
        cli.main()


def test_help_lists_every_command() -> None:
    """The overview and the commands are one list."""
    result = CliRunner().invoke(root, ["--help"])
    assert all(f"  {name} " in result.stdout for name in cli.COMMANDS)


def test_tokens_are_never_printed() -> None:
    """Not from a good one, not from a broken one."""
    text = (ROOT / "tests" / "cases" / "tokens" / "bound.txt").read_text().strip()
    for damaged in (text, text[:-9], text[:100] + "!" + text[100:], text + text):
        for form in ("text", "json"):
            result = CliRunner().invoke(root, ["token", "--format", form], input=damaged)
            for at in range(0, len(text) - 16, 16):
                assert text[at : at + 16] not in result.output
