"""What `pnpolicy test` writes to files, and how it ends where it cannot be trusted."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree as ET

import jsonschema
import pytest
from click.testing import CliRunner, Result

from pnpolicy.check.rights import Disagreement
from pnpolicy.cli import EXIT_INTERNAL, EXIT_REFUSED, EXIT_USAGE, root
from tests.conftest import ROOT

pytestmark = pytest.mark.usefixtures("at_root")


def ran(*words: str) -> Result:
    """`pnpolicy test` with some arguments."""
    return CliRunner().invoke(root, ["test", *words], prog_name="pnpolicy")


def test_several_files_in_one_run(tmp_path: Path) -> None:
    """Results and coverage, each in every format, each to its file; what has no file goes to stdout."""
    written = {name: tmp_path / name for name in ("t.json", "t.xml", "c.txt", "c.json", "c.info")}
    result = ran(
        "policies/token-auth",
        *("-f", "json", "-o", str(written["t.json"]), "-f", "junit", "-o", str(written["t.xml"]), "-f", "text"),
        *("--coverage-format", "json", "--coverage-output", str(written["c.json"])),
        *("--coverage-format", "lcov", "--coverage-output", str(written["c.info"])),
        *("--coverage-output", str(written["c.txt"])),
    )
    assert result.exit_code == 0, result.output
    assert "coverage" not in result.stdout
    assert json.loads(written["t.json"].read_text(encoding="utf-8"))["summary"]["failed"] == 0
    assert ET.fromstring(written["t.xml"].read_bytes()).tag == "testsuites"  # noqa: S314  our own
    coverage = json.loads(written["c.json"].read_text(encoding="utf-8"))
    schema = json.loads((ROOT / "schemas" / "test-results.schema.json").read_text(encoding="utf-8"))
    jsonschema.validate(coverage, {"$ref": "#/$defs/CoverageReport", "$defs": schema["$defs"]})
    assert written["c.info"].read_text(encoding="utf-8").startswith("SF:policies/token-auth/policy.yaml\n")
    assert "entries   4        4   100.0%" in written["c.txt"].read_text(encoding="utf-8")


def test_a_policy_without_tests_is_not_covered(tmp_path: Path) -> None:
    """In a folder that is measured, a policy that no test is about counts as not reached at all."""
    for name in ("live-voting", "token-auth"):
        (tmp_path / name).mkdir()
        text = (ROOT / "policies" / name / "policy.yaml").read_text(encoding="utf-8")
        (tmp_path / name / "policy.yaml").write_text(text, encoding="utf-8")
    tests = (ROOT / "policies" / "live-voting" / "policy.test.yaml").read_text(encoding="utf-8")
    (tmp_path / "live-voting" / "policy.test.yaml").write_text(tests, encoding="utf-8")
    assert ran(str(tmp_path)).exit_code == 0
    assert ran(str(tmp_path / "live-voting"), "--fail-under", "100").exit_code == 0
    result = ran(str(tmp_path), "--coverage", "--fail-under", "100")
    assert result.exit_code == EXIT_REFUSED
    assert "entries   0        4   0.0%" in result.stdout


def test_a_policy_that_cannot_be_read_is_not_passed_over(tmp_path: Path) -> None:
    """Nor does one that cannot be read, and has no tests, go unseen where coverage is asked for."""
    for name in ("policy.yaml", "policy.test.yaml"):
        text = (ROOT / "policies" / "token-auth" / name).read_text(encoding="utf-8")
        (tmp_path / name).write_text(text, encoding="utf-8")
    (tmp_path / "broken").mkdir()
    (tmp_path / "broken" / "policy.yaml").write_text("pnpolicy: 1\n", encoding="utf-8")
    result = ran(str(tmp_path), "--coverage")
    assert result.exit_code == EXIT_USAGE
    assert "`name` is missing" in result.stderr


def test_atoms_that_cannot_be_told_are_no_pass(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where nobody knows how many atoms there are, nobody knows whether enough were reached."""

    def none(*_: object, **__: object) -> Iterator[object]:
        from pnpolicy import language  # noqa: PLC0415

        raise language.Undecided("moves", 5)

    monkeypatch.setattr("pnpolicy.check.coverage.language.atoms", none)
    result = ran("policies/token-auth", "--fail-under", "50")
    assert result.exit_code == 4
    assert "the atoms of a policy could not be told" in result.stderr
    assert ran("policies/token-auth", "-k", "hour", "--fail-under", "50").exit_code == EXIT_REFUSED


def test_two_roads_that_differ(monkeypatch: pytest.MonkeyPatch) -> None:
    """A fault of pnpolicy's own is told loudly, and nothing else is."""

    def differ(*_: object, **__: object) -> Iterator[object]:
        raise Disagreement("a.test.yaml:1:1: the policy gives `read` on `x`; the grant made from it differs")

    monkeypatch.setattr("pnpolicy.cli.test.outcomes", differ)
    result = ran("policies/token-auth")
    assert result.exit_code == EXIT_INTERNAL
    assert result.stdout == ""
    assert result.stderr.startswith("pnpolicy: internal error: a.test.yaml:1:1: the policy gives `read` on `x`")


def test_colours() -> None:
    """Colours stand where they are asked for, and columns keep their widths."""
    plain, painted = ran("policies/live-voting", "--coverage", "-v"), ran("policies/live-voting", "--color", "always")
    assert "\x1b[" not in plain.stdout
    assert re.search("\x1b\\[32m[0-9]+ passed\x1b\\[0m", painted.stdout)


def test_hostile_names_cannot_steer_a_terminal(tmp_path: Path) -> None:
    """What a file holds is shown so that it does nothing."""
    (tmp_path / "policy.yaml").write_text("pnpolicy: 1\nname: p\n", encoding="utf-8")
    text = (
        'pnpolicy-tests: 1\ntests:\n  - name: "a\\e[31mb\\u202e"\n    skip: "\\e]0;x\\a"\n    claims: [containment]\n'
    )
    (tmp_path / "a.test.yaml").write_text(text, encoding="utf-8")
    for words in ((), ("-v",), ("-f", "junit")):
        assert not {"\x1b", "\x07", "\u202e"} & set(ran(str(tmp_path), *words).stdout), words
    assert not {"\x1b", "\x07"} & set(ran(str(tmp_path), "-f", "json").stdout)
