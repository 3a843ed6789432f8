"""`lint` and `audit` as commands: what they do with files, streams and bad input, and how they end."""

import io
import json
import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from pnpolicy.cli import root
from pnpolicy.diagnostic import Severity
from pnpolicy.lint.catalogue import Check, Listed, own
from pnpolicy.lint.rule import Found, Rule
from pnpolicy.lint.subjects import Access, ObservedGrant
from tests.conftest import ROOT

SUPPRESSED = "tests/cases/lint/suppressed.yaml"
VIOLATIONS = "policies/kitchen-sink-violations/violations.yaml"
GLOB = '{"ttl":60,"permissions":{"patterns":{"channels":{"public-*":3}}}}\n'


def run(*words: str, given: str | bytes | None = None) -> Result:
    return CliRunner().invoke(root, words, prog_name="pnpolicy", input=given)


pytestmark = pytest.mark.usefixtures("at_root")


def test_done_when() -> None:
    """The examples are clean, and a glob from a sample is told with all that is wrong with it."""
    assert run("lint", "policies/").exit_code == 0
    result = run("audit", "-", given=GLOB)
    assert result.exit_code == 1
    assert {"PNP101", "PNP102", "PNP205", "PNP304"} <= set(re.findall(r"\[(PNP\d+)\]", result.stdout))


@pytest.mark.parametrize(
    ("given", "code"),
    [
        (b"", 3),
        (b"\n\n", 3),
        (b"\0\1\2", 2),
        (b"\xff\xfe", 2),
        (b"{", 2),
        (b"{}", 2),
        (b"[]", 2),
        (b"null", 2),
        (b"hello", 2),
        (b'{"permissions": 5}', 2),
        (b"[" * 100_000, 2),
        (b'{"ttl": ' + b"9" * 10_000 + b', "permissions": {}}', 2),
        (GLOB.encode() + b"{}\n", 2),
    ],
    ids=lambda value: ascii(value)[:24],
)
def test_what_is_no_grant(given: bytes, code: int) -> None:
    """Never a pass, and always a word."""
    result = run("audit", "-", given=given)
    assert result.exit_code == code
    assert "no findings" not in result.output
    assert result.output.strip()


class _Endless(io.RawIOBase):
    """A stream of one line, so long that it is never held as a whole."""

    def __init__(self, size: int) -> None:
        self.left = size

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: object) -> int:
        view = memoryview(buffer)  # type: ignore[arg-type]
        count = min(len(view), self.left)
        view[:count] = b"x" * count
        self.left -= count
        return count


def test_a_line_of_a_hundred_megabytes() -> None:
    """It is told and skipped, in memory that does not grow with it."""
    import tracemalloc  # noqa: PLC0415

    from pnpolicy.grant.records import records  # noqa: PLC0415

    tracemalloc.start()
    (record,) = records(io.BufferedReader(_Endless(100_000_000)), "standard input")
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert "line 1 is longer than 1 MiB" in str(record)
    assert peak < 8 * 1024 * 1024


def test_unreadable_files(tmp_path: Path) -> None:
    """A folder, a file that is not there, a binary policy, an empty folder."""
    assert run("audit", str(tmp_path)).exit_code == 2
    assert run("audit", str(tmp_path / "none")).exit_code == 2
    assert run("lint", str(tmp_path)).exit_code == 3
    (tmp_path / "policy.yaml").write_bytes(os.urandom(1000))
    result = run("lint", str(tmp_path))
    assert (result.exit_code, "no findings" in result.output) == (2, False)
    (tmp_path / "policy.yaml").write_bytes(b"")
    assert run("lint", str(tmp_path)).exit_code == 2
    assert run("lint", str(tmp_path), "--fix", "--diff").exit_code == 2


def test_fail_on() -> None:
    """The least severity that ends with 1."""
    command = ("lint", VIOLATIONS, "--select", "PNP213")
    assert [run(*command, "--fail-on", level).exit_code for level in ("info", "warning", "error", "never")] == [
        1,
        0,
        0,
        0,
    ]
    command = ("lint", VIOLATIONS, "--select", "PNP223")
    assert [run(*command, "--fail-on", level).exit_code for level in ("info", "warning", "error", "never")] == [
        1,
        1,
        0,
        0,
    ]


def test_several_formats_to_files(tmp_path: Path) -> None:
    """In one run, the first output takes the first format."""
    report, sarif = tmp_path / "report.txt", tmp_path / "pnpolicy.sarif"
    result = run(
        "lint",
        SUPPRESSED,
        "--no-ignores",
        "-f",
        "text",
        "-f",
        "sarif",
        "-f",
        "github",
        "-o",
        str(report),
        "-o",
        str(sarif),
    )
    assert "PNP304" in report.read_text()
    assert json.loads(sarif.read_text())["version"] == "2.1.0"
    assert result.stdout.startswith("::warning file=tests/cases/lint/suppressed.yaml,line=22")


def test_baseline(tmp_path: Path) -> None:
    """What is there is written down and does not count; what comes later does."""
    known = str(tmp_path / "known.json")
    written = run("lint", VIOLATIONS, "--write-baseline", known, "--select", "PNP2")
    assert written.exit_code == 0
    assert "in the baseline" in written.stdout
    assert run("lint", VIOLATIONS, "--baseline", known, "--select", "PNP2").exit_code == 0
    more = run("lint", VIOLATIONS, "--baseline", known, "--select", "PNP2,PNP304")
    assert more.exit_code == 1
    assert "error[" not in more.stdout
    (tmp_path / "pnpolicy.toml").write_text('[lint]\nbaseline = "known.json"\nselect = ["PNP2"]\n')
    assert run("lint", VIOLATIONS, "--config", str(tmp_path / "pnpolicy.toml")).exit_code == 0
    fewer = run("lint", SUPPRESSED, "--baseline", known)
    assert "in the baseline found no more" in fewer.stdout


def test_the_configuration_of_the_folder_counts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The nearest one, from where the user stands."""
    (tmp_path / "pyproject.toml").write_text('[tool.pnpolicy.lint]\nignore = ["PNP304"]\n')
    monkeypatch.chdir(tmp_path)
    policy = str(ROOT / SUPPRESSED)
    assert run("lint", policy, "--no-ignores").exit_code == 0
    assert run("lint", policy, "--no-ignores", "--ignore", "PNP4").exit_code == 1
    (tmp_path / "pyproject.toml").write_text("[tool.pnpolicy.lint]\nignored = []\n")
    result = run("lint", policy)
    assert result.exit_code == 2
    assert "pyproject.toml:2:1" in result.stderr


@pytest.mark.parametrize("command", [("lint", SUPPRESSED), ("audit", "-")])
def test_a_rule_that_breaks(command: tuple[str, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    """Exit code 70 and its id, nothing of what it was shown, and the others' findings."""

    def check(access: Access) -> Iterator[Found]:
        raise RuntimeError(f"qEF2 {access}")

    def check_grant(grant: ObservedGrant) -> Iterator[Found]:
        raise RuntimeError(f"qEF2 {grant}")

    checks = (Check(check, Access, measured=False), Check(check_grant, ObservedGrant, measured=False))
    broken = Listed(Rule("XYZ001", Severity.WARNING), "broken", "hygiene", checks, "A title.\n")
    monkeypatch.setattr("pnpolicy.cli._linting.with_plugins", lambda _: (*own(), broken))
    result = run(*command, *(["--no-ignores"] if command[0] == "lint" else []), given=GLOB)
    assert result.exit_code == 70
    assert "rule XYZ001 broke (RuntimeError)" in result.stdout
    assert "PNP304" in result.stdout
    assert "qEF2" not in result.output


@pytest.mark.usefixtures("at_full_speed")
def test_many_lines_in_bounded_memory() -> None:
    """Thousands of grants that differ keep a bounded number of findings, and count the rest."""
    lines = "".join(GLOB.replace("public", f"public{number}") for number in range(1500))
    result = run("audit", "-", "--select", "PNP1", "-f", "json", given=lines)
    told = json.loads(result.stdout)
    assert told["summary"]["checked"] == 1500
    assert len(told["findings"]) == 2000
    assert told["summary"]["more"] == 1000
    assert result.exit_code == 1


def test_held_against_a_policy() -> None:
    """The policy's own grant is neither more nor less."""
    values = ("--set", "userId=alice", "--set", "sessionId=1a2b3c4d", "--set", "roomId=r1,r2")
    for form in ("rest", "json"):
        body = run("grant", "policies/live-voting", "voter", *values, "--format", form).stdout
        compared = ("--policy", "policies/live-voting", "--role", "voter", *values)
        result = run("audit", "-", *compared, given=body)
        assert (result.exit_code, result.stdout) == (0, "no findings in 1 grant\n")
    result = run("audit", "-", *compared[:-1], "roomId=r1", given=body)
    assert result.exit_code == 1
    assert "the policy does not give `voter` that" in result.stdout


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("audit", "-", "--policy", "policies/nowhere", "--role", "x"), "does not exist"),
        (("audit", "-", "--policy", "policies/live-voting", "--role", "votr"), "did you mean `voter`?"),
        (("audit", "-", "--policy", "policies/live-voting", "--role", "voter"), "`userId`"),
        (("audit", "-", "--set", "a=b"), "--role and --set go with --policy"),
        (("lint", "policies", "--config", "nowhere.toml"), "cannot read `nowhere.toml`"),
        (("lint", "policies", "--baseline", "nowhere.json"), "cannot read the baseline nowhere.json"),
    ],
)
def test_wrong_usage(words: tuple[str, ...], said: str) -> None:
    """Exit code 2, and what is wrong."""
    result = run(*words, given=GLOB)
    assert result.exit_code == 2
    assert said in result.stderr
