"""`pnpolicy check`: one report, one exit code, and nothing that can be passed over which must not be."""

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from pnpolicy.check import rights, running
from pnpolicy.check.rights import Disagreement
from pnpolicy.cli import root
from tests.conftest import ROOT
from tests.repositories import Repository

VOTING = ROOT / "policies" / "live-voting"
CASES = ROOT / "tests" / "cases" / "check"
READS = "vote-result: [read]\n        shard"
WRITES = "vote-result: [read, write]\n        shard"


def check(*words: str) -> Result:
    return CliRunner().invoke(root, ["check", *words], prog_name="pnpolicy")


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repository:
    """The voting example, committed once."""
    made = Repository(tmp_path / "work")
    shutil.copytree(VOTING, made.folder / "policies" / "live-voting")
    made.commit("the policy")
    monkeypatch.chdir(made.folder)
    return made


def rewrite(repository: Repository, old: str, new: str) -> None:
    file = repository.folder / "policies" / "live-voting" / "policy.yaml"
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")


def test_a_result_that_voters_may_write(repository: Repository) -> None:
    """Exit code 1 with the name, the role, the line and the claim; a comment changes nothing."""
    rewrite(repository, READS, WRITES)
    repository.commit("voters announce")
    result = check("policies", "--against", "HEAD~1")
    assert result.exit_code == 1
    for told in (
        "error[PNP803]: `voter` gains `write` on `vote-result.aaaaaaaa`",
        "--> policies/live-voting/policy.yaml:38:9",
        "refuted  server-authority  voter  vote-result.aaaaaaaa",
        "1 broader against HEAD~1",
    ):
        assert told in result.stdout
    rewrite(repository, WRITES, READS)
    rewrite(repository, "  voter:\n", "  voter:  # the audience\n")
    repository.commit("a word")
    again = check("policies", "--against", "HEAD~2")
    assert (again.exit_code, again.stdout.splitlines()[-1].rpartition("; ")[2]) == (0, "nothing broader than HEAD~2")


def test_what_is_accepted(repository: Repository) -> None:
    """For a time, and told; behind it, it counts again, and whoever needs it no longer is told."""
    rewrite(repository, "ttl: 30m", "ttl: 45m")
    assert check("policies", "--against", "HEAD", "--today", "2026-11-27").exit_code == 1
    entry = "{of: role voter, setting: ttl, now: 45 minutes, until: 2026-12-31, by: '@team', why: long shows}"
    repository.write("policies/live-voting/policy.accept.yaml", f"pnpolicy-accept: 1\naccept: [{entry}]\n")
    tests = repository.folder / "policies" / "live-voting" / "policy.test.yaml"
    tests.unlink()
    accepted = check("policies", "--against", "HEAD", "--today", "2026-12-31")
    assert (accepted.exit_code, "broader, accepted" in accepted.stdout) == (0, True)
    late = check("policies", "--against", "HEAD", "--today", "2027-01-01")
    assert late.exit_code == 1
    assert "error[PNP803]" in late.stdout
    assert "warning[PNP804]" in late.stdout
    repository.commit("all of it")
    unused = check("policies", "--against", "HEAD", "--today", "2026-12-31")
    assert (unused.exit_code, "info[PNP804]" in unused.stdout) == (0, True)


def test_a_new_policy_is_one_thing_to_accept(repository: Repository) -> None:
    """And one that is gone gives nothing."""
    shutil.copytree(ROOT / "policies" / "payments", repository.folder / "policies" / "payments")
    new = check("policies", "--against", "HEAD", "--format", "json")
    told = [finding for finding in json.loads(new.stdout)["findings"] if finding["rule"] == "PNP803"]
    assert (new.exit_code, [finding["message"] for finding in told]) == (1, ["`policy` is new"])
    repository.commit("two")
    shutil.rmtree(repository.folder / "policies" / "live-voting")
    gone = check("policies", "--against", "HEAD")
    assert (gone.exit_code, "policies/live-voting/policy.yaml" in gone.stdout) == (0, True)


def test_old_sides_that_cannot_be_read(repository: Repository) -> None:
    """Never a pass."""
    rewrite(repository, "trust: client", "trust: clint")
    repository.commit("broken")
    rewrite(repository, "trust: clint", "trust: client")
    broken = check("policies", "--against", "HEAD")
    assert (broken.exit_code, "HEAD:policies/live-voting/policy.yaml" in broken.stdout) == (2, True)
    assert check("policies", "--against", "nowhere").exit_code == 2


def test_nothing_passes_claims_and_tests_over(tmp_path: Path) -> None:
    """Not `--fail-on never`, not a baseline; and to `--ignore` there are no such rules."""
    assert check(str(CASES / "refuted"), "--ignore", "PNP801").exit_code == 2
    for case in ("refuted", "failing"):
        path, known = str(CASES / case), str(tmp_path / f"{case}.json")
        assert check(path, "--fail-on", "never").exit_code == 1
        assert check(path, "--write-baseline", known).exit_code == 1
        assert check(path, "--baseline", known).exit_code == 1


def test_a_comment_passes_only_the_finding_over(tmp_path: Path) -> None:
    """The claim behind it is told then."""
    text = (ROOT / "tests/cases/leaks/ballots-by-pattern/leaky.yaml").read_text(encoding="utf-8")
    comment = "# pnpolicy: ignore[PNP201] until=2999-01-01 by=@team -- to see what happens\n        ballots: [write]"
    (tmp_path / "policy.yaml").write_text(text.replace("ballots: [write]", comment), encoding="utf-8")
    result = check(str(tmp_path))
    assert "error[PNP201]" not in result.stdout
    assert "error[PNP801]: `voter` gains `write` on `vote-result.aaaaaaaa`" in result.stdout
    assert "refutes the claim `server-authority`" in result.stdout


@pytest.mark.usefixtures("at_root")
def test_undecided() -> None:
    """No pass, and told apart from a failure."""
    result = check("tests/cases/policies/undecided.yaml", "--fail-on", "error")
    assert (result.exit_code, "not everything was decided" in result.stdout) == (4, True)


@pytest.mark.usefixtures("at_root")
def test_a_fault_of_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where policy and grant disagree, nothing is told as if it held."""

    def disagree(*_: object, **__: object) -> object:
        raise Disagreement("the grant says otherwise")

    monkeypatch.setattr(running, "decide", disagree)
    monkeypatch.setattr(rights.Rights, "narrow", disagree)
    result = check("policies/live-voting")
    assert (result.exit_code, result.stdout) == (70, "")
    assert "Nothing here can be trusted" in result.stderr


@pytest.mark.usefixtures("at_root")
@pytest.mark.parametrize("name", ["text", "json", "sarif", "github", "junit", "markdown"])
def test_formats_never_change_the_code(name: str) -> None:
    """Whatever is printed."""
    assert check("policies/live-voting", "--format", name).exit_code == 0
    assert check(str(CASES / "failing"), "--format", name).exit_code == 1


def test_several_outputs_in_one_run(tmp_path: Path) -> None:
    """SARIF for the machine, Markdown for the pull request, text for the log."""
    sarif, summary = tmp_path / "check.sarif", tmp_path / "summary.md"
    words = ("-f", "sarif", "-o", str(sarif), "-f", "markdown", "-o", str(summary), "-f", "text")
    result = check(str(CASES / "refuted"), *words)
    run = json.loads(sarif.read_text(encoding="utf-8"))["runs"][0]
    assert [found["ruleId"] for found in run["results"]] == ["PNP801"]
    assert "PNP801" in {rule["id"] for rule in run["tool"]["driver"]["rules"]}
    assert summary.read_text(encoding="utf-8").startswith("### ❌ pnpolicy: ")
    assert result.stdout.endswith("1 error in 1 policy; 5 claims proved, 1 refuted\n")
