"""The baseline: what it holds does not count, wherever it has moved to."""

import json
from pathlib import Path

import pytest

from pnpolicy.lint import baseline
from pnpolicy.lint.baseline import BaselineError
from pnpolicy.lint.finding import Finding, numbered
from tests.linting import audited

GRANT = '{"ttl": 1440, "permissions": {"uuid": "a", "resources": {"channels": {"lobby": 1}}}}\n'
OTHER = '{"ttl": 2880, "permissions": {"uuid": "a", "resources": {"channels": {"lobby": 1}}}}\n'


def findings(text: str) -> list[Finding]:
    return numbered(audited(text).findings)


def known(text: str, folder: Path) -> frozenset[str]:
    path = folder / "baseline.json"
    path.write_text(baseline.written(findings(text)), encoding="utf-8")
    return baseline.load(path)


def test_what_it_holds_is_passed_over(tmp_path: Path) -> None:
    """By what the line says, not by where it stands; what is new counts."""
    told, stale = baseline.passed_over(findings("\n\n" + GRANT + OTHER), known(GRANT, tmp_path))
    assert [(f.rule.id, f.suppressed) for f in told] == [("PNP403", "baseline"), ("PNP403", "")]
    assert stale == 0


def test_stale_entries_are_counted(tmp_path: Path) -> None:
    """Those to which nothing answers any more."""
    told, stale = baseline.passed_over(findings(OTHER), known(GRANT, tmp_path))
    assert [f.suppressed for f in told] == [""]
    assert stale == 1


def test_written_again_it_is_the_same(tmp_path: Path) -> None:
    """What it passes over stays in it."""
    told, _ = baseline.passed_over(findings(GRANT), known(GRANT, tmp_path))
    assert baseline.written(told) == baseline.written(findings(GRANT))


def test_two_alike_are_two() -> None:
    """A second finding on a line that reads the same is not covered by the first."""
    pattern = '{"ttl": 30, "permissions": {"uuid": "a", "patterns": {"channels": {\n"a-*": 1}}}}'
    twice = f"[{pattern},\n{pattern.replace('30', '31')}]"
    once = {f.fingerprint for f in findings(pattern)}
    assert len(once) == len(findings(pattern))
    marks = [f.fingerprint for f in findings(twice)]
    assert len(set(marks)) == len(marks)


@pytest.mark.parametrize(
    "text", ["", "[]", "{", '{"version": 2, "findings": []}', '{"version": 1, "findings": [{}]}', "[" * 9999]
)
def test_no_baseline(tmp_path: Path, text: str) -> None:
    """Anything else is refused: an unread baseline must not let everything count, or nothing."""
    (tmp_path / "b.json").write_text(text)
    with pytest.raises(BaselineError, match="no baseline of version 1"):
        baseline.load(tmp_path / "b.json")


def test_missing(tmp_path: Path) -> None:
    """One that is not there is said to be so."""
    with pytest.raises(BaselineError, match="cannot read the baseline"):
        baseline.load(tmp_path / "b.json")


def test_it_holds_no_token() -> None:
    """A baseline of tokens has fingerprints and messages, never the token."""
    token = (Path(__file__).parents[2] / "cases" / "tokens" / "bound.txt").read_text().strip()
    text = baseline.written(findings(token))
    assert json.loads(text)["findings"]
    assert all(token[at : at + 16] not in text for at in range(len(token) - 16))
