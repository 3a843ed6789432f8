"""The pytest plugin, in real runs of pytest."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import pnpolicy.emulator.server  # noqa: F401  what a run within ours imports first, it drops, and is there twice then
from pnpolicy.check.rights import Disagreement
from tests.conftest import ROOT

pytest_plugins = ["pytester"]

PLUGIN = ("-p", "no:pnpolicy", "-p", "pnpolicy.testing.plugin")
"""By its module, whether or not the project was installed when it had the plugin; its entry point has a test below."""

SUITES = ROOT / "tests/cases/suites"


@pytest.fixture(autouse=True)
def _from_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Processes import what this one does, from wherever they start."""
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])]))


@pytest.fixture
def voting(pytester: pytest.Pytester) -> Path:
    """The example, in a project of its own."""
    shutil.copytree(ROOT / "policies/live-voting", pytester.path / "policies/live-voting")
    return pytester.path / "policies/live-voting"


def suite(pytester: pytest.Pytester, name: str) -> None:
    """A file of tests that were written for `pnpolicy test`."""
    shutil.copytree(SUITES / name, pytester.path / "suites" / name)
    for shared in (SUITES / "market.yaml", ROOT / "tests/cases/policies/undecided.yaml"):
        target = pytester.path / shared.relative_to(SUITES.parent)
        target.parent.mkdir(exist_ok=True)
        shutil.copy(shared, target)


def run(pytester: pytest.Pytester, *args: str) -> pytest.RunResult:
    return pytester.runpytest_inprocess(*PLUGIN, "-p", "no:cacheprovider", "-p", "no:xdist", *args)


def told(name: str) -> str:
    """The diagnostics that `pnpolicy test` shows of a suite, as they stand in its transcript."""
    shown = (SUITES / name / "told.txt").read_text(encoding="utf-8").replace("tests/cases/", "")
    shown = re.sub(r"^[$?] .*\n", "", shown, flags=re.MULTILINE)
    return re.sub("^!(?: |$)", "", shown, flags=re.MULTILINE)


def paragraphs(name: str) -> list[str]:
    plain = re.sub(" +$", "", told(name), flags=re.MULTILINE)
    parts = re.split(r"^(?=error\[|warning\[)", plain, flags=re.MULTILINE)[1:]
    return [part.partition("\n\n")[0].rstrip() for part in parts]


def shown(result: pytest.RunResult) -> str:
    """What a run prints; pytest leaves no spaces at the ends of lines."""
    return "\n".join(line.rstrip() for line in result.outlines)


# ---- what is collected -----------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("voting")
def test_a_test_is_an_item(pytester: pytest.Pytester) -> None:
    """By the file and its name, one each."""
    result = run(pytester, "--collect-only", "-q")
    names = [line for line in result.outlines if "::" in line]
    assert "policies/live-voting/policy.test.yaml::a voter sends a vote and reads the result" in names
    assert len(names) == len(set(names)) > 5
    result = run(pytester)
    result.assert_outcomes(passed=len(names))


@pytest.mark.usefixtures("voting")
def test_one_is_chosen(pytester: pytest.Pytester) -> None:
    """By its node id, or by a word of its name."""
    name = "a voter sends a vote and reads the result"
    run(pytester, f"policies/live-voting/policy.test.yaml::{name}").assert_outcomes(passed=1)
    result = run(pytester, "-k", "sends and reads", "-v")
    result.assert_outcomes(passed=1, deselected=result.parseoutcomes()["deselected"])
    result.stdout.fnmatch_lines([f"policies/live-voting/policy.test.yaml::{name} PASSED*"])


def test_files_of_others_are_left_alone(pytester: pytest.Pytester) -> None:
    """Whatever they hold, and though they say the word within a line."""
    pytester.path.joinpath("a.test.yaml").write_text("tests: [\n# pnpolicy-tests: 1", encoding="utf-8")
    pytester.path.joinpath("b.test.yaml").write_bytes(b"\xff\xfe\x00")
    pytester.path.joinpath("c.test.yaml").write_text("", encoding="utf-8")
    pytester.path.joinpath("policy.yaml").write_text("pnpolicy-tests: 1", encoding="utf-8")
    assert run(pytester).ret == pytest.ExitCode.NO_TESTS_COLLECTED


def test_without_the_plugin(pytester: pytest.Pytester) -> None:
    """The switch that pytest has turns it off."""
    suite(pytester, "denied")
    result = pytester.runpytest_subprocess("-p", "no:pnpolicy")
    assert result.ret == pytest.ExitCode.NO_TESTS_COLLECTED


# ---- what is told ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["denied", "allowed", "another-grant", "unproved", "by-another-line"])
def test_failures(pytester: pytest.Pytester, name: str) -> None:
    """As `pnpolicy test` shows them, and no line of Python."""
    suite(pytester, name)
    result = run(pytester)
    said = re.search(r"(?:^|\n)\S+ +(\d+) passed, (\d+) failed", told(name))
    assert said
    result.assert_outcomes(passed=int(said[1]), failed=int(said[2]))
    output = shown(result)
    assert paragraphs(name)
    assert [part for part in paragraphs(name) if part not in output] == []
    assert "Traceback" not in output
    assert ".py:" not in output


def test_undecided_is_no_pass(pytester: pytest.Pytester) -> None:
    """It fails, and says so."""
    suite(pytester, "undecided")
    result = run(pytester)
    result.assert_outcomes(passed=1, failed=1)
    assert "error[undecided]: `injection` is undecided for `mirror`; expected: proved" in shown(result)


def test_skipped_with_its_reason(pytester: pytest.Pytester) -> None:
    """As pytest tells it."""
    suite(pytester, "all-skipped")
    result = run(pytester, "-rs")
    result.assert_outcomes(skipped=2)
    result.stdout.fnmatch_lines(["SKIPPED [[]1[]] suites/all-skipped/suite.test.yaml: until prices are decided"])


@pytest.mark.parametrize("name", ["not-yaml", "broken-names", "broken-shape", "no-policy", "broken-values"])
def test_what_cannot_be_read(pytester: pytest.Pytester, name: str) -> None:
    """An error, with every diagnostic that `pnpolicy test` shows; other files run."""
    suite(pytester, name)
    suite(pytester, "passing")
    result = run(pytester, "--continue-on-collection-errors")
    outcomes = result.parseoutcomes()
    assert outcomes.pop("errors", None) == 1 or outcomes.pop("error") == 1
    assert outcomes["passed"] > 0
    output = shown(result)
    assert paragraphs(name)
    assert [part for part in paragraphs(name) if part not in output] == []
    assert "Traceback" not in output
    assert run(pytester).ret == pytest.ExitCode.INTERRUPTED


def test_a_policy_is_read_once(pytester: pytest.Pytester) -> None:
    """What is wrong with it is told with the first of its files; that it cannot be used, with each."""
    suite(pytester, "broken-policy")
    output = shown(run(pytester))
    assert output.count("cannot be used") == 2
    (first,) = [part for part in paragraphs("broken-policy") if "unusable" not in part][:1]
    assert output.count(first) == 1


@pytest.mark.skipif(not Path("/proc/self/mem").exists(), reason="a file that opens, and cannot be read, is a Linux one")
def test_what_cannot_be_read_at_all(pytester: pytest.Pytester) -> None:
    """May be tests that fail, so it is an error."""
    pytester.path.joinpath("memory.test.yaml").symlink_to("/proc/self/mem")
    result = run(pytester)
    assert result.ret == pytest.ExitCode.INTERRUPTED
    assert "error[unreadable]: cannot read `memory.test.yaml`" in shown(result)


def test_warnings_of_the_policy_are_told_with_a_failure(pytester: pytest.Pytester) -> None:
    """As output that belongs to it."""
    pytester.path.joinpath("policy.yaml").write_text(
        "pnpolicy: 1\nname: p\n"
        "channels:\n  a: {pattern: '[ab]{1,2}', authority: clients}\n  b: {pattern: '[bc]{1,2}', authority: clients}\n"
        "roles:\n  r: {trust: client, anonymous: true, ttl: 10, allow: {channels: {a: [read], b: [write]}}}\n",
        encoding="utf-8",
    )
    pytester.path.joinpath("p.test.yaml").write_text(
        "pnpolicy-tests: 1\ntests:\n  - {name: good, role: r, allow: [subscribe a]}\n"
        "  - {name: bad, role: r, deny: [subscribe a]}\n",
        encoding="utf-8",
    )
    result = run(pytester, "-W", "error")
    result.assert_outcomes(passed=1, failed=1)
    result.stdout.fnmatch_lines(["error[[]expected-denied[]]*", "*of the policy*", "warning[[]*"])


def test_two_roads_that_differ(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    """A fault of pnpolicy's own is an error, no failure, and has no traceback either."""

    def differ(*_: object, **__: object) -> None:
        raise Disagreement("a.test.yaml:1:1: the policy gives `read` on `x`; the grant made from it differs")

    monkeypatch.setattr("pnpolicy.check.running.Running.outcome", differ)
    suite(pytester, "passing")
    result = run(pytester)
    assert set(result.parseoutcomes()) == {"errors", "skipped"}
    output = shown(result)
    assert "internal error: a.test.yaml:1:1: the policy gives `read` on `x`" in output
    assert ".py" not in output


# ---- policies to test with -------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("voting")
def test_load_policy(pytester: pytest.Pytester) -> None:
    """From the root of the tests or by its whole path, once; what is wrong with it is what it raises."""
    pytester.path.joinpath("bad.yaml").write_text("pnpolicy: 1\nname: [\n", encoding="utf-8")
    pytester.makepyfile(
        """
        import os
        import pytest
        from pnpolicy import PolicyError

        def test_loaded(load_policy, monkeypatch, tmp_path):
            policy = load_policy("policies/live-voting")
            assert policy.name == "live-voting"
            monkeypatch.chdir(tmp_path)
            assert load_policy("policies/live-voting") is policy

        @pytest.fixture(scope="session")
        def voting(load_policy, pytestconfig):
            return load_policy(pytestconfig.rootpath / "policies" / "live-voting")

        def test_same(voting, load_policy):
            assert load_policy("policies/live-voting") is voting

        def test_bad(load_policy):
            with pytest.raises(PolicyError, match=r"bad.yaml:2:8: error"):
                load_policy("bad.yaml")
            load_policy("bad.yaml")
        """
    )
    result = run(pytester, "-k", "test_")
    assert result.parseoutcomes()["failed"] == 1
    result.stdout.fnmatch_lines(["E *PolicyError: bad.yaml:*: error[[]not-yaml[]]:*"])
    assert run(pytester, "-k", "loaded or same", "--strict-config").parseoutcomes()["passed"] == 2


# ---- an Access Manager to test with ----------------------------------------------------------------------------------


@pytest.mark.usefixtures("voting")
def test_access_manager(pytester: pytest.Pytester) -> None:
    """One that runs as long as the test does, with keys of its own, and with roles where a fixture says of what."""
    pytester.makepyfile(
        test_with="""
        import urllib.request
        import pytest

        @pytest.fixture
        def access_manager_policy(load_policy):
            return load_policy("policies/live-voting")

        def test_roles(access_manager):
            token = access_manager.token("voter", userId="alice", sessionId="1a2b3c4d", roomId=[])
            keys = access_manager.keyset
            place = f"http://{access_manager.origin}/publish/{keys.publish_key}/{keys.subscribe_key}/0"
            with urllib.request.urlopen(f"{place}/vote-submit.1a2b3c4d/0/1?uuid=alice&auth={token}") as answer:
                assert answer.status == 200
            (decision,) = access_manager.decisions()
            assert decision.allowed
        """,
        test_without="""
        import pytest

        seen = []

        @pytest.mark.parametrize("again", [1, 2])
        def test_keys(access_manager, again):
            assert access_manager.grant(b'{"ttl": 5, "permissions": {"resources": {"channels": {"a": 1}}}}')
            with pytest.raises(LookupError, match="without a policy"):
                access_manager.token("voter")
            seen.append(access_manager.keyset.secret_key)

        def test_new_ones():
            assert len(set(seen)) == 2
        """,
    )
    run(pytester, "--strict-config", "-W", "error", "test_with.py", "test_without.py").assert_outcomes(passed=4)


def test_access_manager_without_the_extra(pytester: pytest.Pytester) -> None:
    """The test fails, and is told what to install; one that asks for nothing passes."""
    pytester.makeconftest("import sys\nsys.modules['uvicorn'] = None")
    pytester.makepyfile("def test_it(access_manager):\n    pass\n\ndef test_other():\n    pass\n")
    result = pytester.runpytest_subprocess(*PLUGIN, "-p", "no:cacheprovider", "-p", "no:xdist")
    result.assert_outcomes(passed=1, errors=1)
    result.stdout.fnmatch_lines(['*the emulator needs `uvicorn`: pip install "pnpolicy[[]emulator[]]"*'])
    assert "Traceback" not in shown(result)


# ---- processes -------------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("voting")
def test_found_by_its_entry_point(pytester: pytest.Pytester) -> None:
    """On several cores, with every warning an error."""
    suite(pytester, "denied")
    info = pytester.mkdir("site") / "pnpolicy-0.dist-info"
    info.mkdir()
    info.joinpath("METADATA").write_text("Metadata-Version: 2.1\nName: pnpolicy\nVersion: 0\n", encoding="utf-8")
    project = ROOT.joinpath("pyproject.toml").read_text(encoding="utf-8")
    entry = re.search(r"^\[project\.entry-points\.(pytest11)\]\n(.+\n)", project, re.MULTILINE)
    assert entry
    info.joinpath("entry_points.txt").write_text(f"[{entry[1]}]\n{entry[2].replace(chr(34), '')}", encoding="utf-8")
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), str(info.parent)])}
    command = [sys.executable, "-m", "pytest", "-n", "2", "-v", "-o", "filterwarnings=error", "policies", "suites"]
    done = subprocess.run(command, cwd=pytester.path, env=environment, capture_output=True, text=True, check=False)  # noqa: S603
    assert re.search(r"7 failed, \d+ passed", done.stdout), done.stdout
    assert "PASSED policies/live-voting/policy.test.yaml::a voter sends a vote and reads the result" in done.stdout
    assert [part for part in paragraphs("denied") if part not in done.stdout] == []
    assert "arning" not in done.stdout + done.stderr


def test_costs_nothing_to_import() -> None:
    """It is imported by every run of pytest wherever pnpolicy is installed."""
    code = "import pytest, sys; old = set(sys.modules); import pnpolicy.testing.plugin; print(*set(sys.modules) - old)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)  # noqa: S603
    assert set(done.stdout.split()) == {"pnpolicy", "pnpolicy.testing", "pnpolicy.testing.plugin"}


def test_our_own_broken_files_are_not_collected() -> None:
    """Those that fail on purpose are for other tests; those of the examples run."""
    command = [
        sys.executable,
        "-m",
        "pytest",
        *PLUGIN,
        "-q",
        "--co",
        "tests/cases/suites",
        "tests/cases/check",
        "policies",
    ]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)  # noqa: S603
    names = [line for line in done.stdout.splitlines() if "::" in line]
    assert len(names) > 50
    assert [name for name in names if not name.startswith("policies/")] == []
