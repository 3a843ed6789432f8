"""Files of tests that are too large to be meant, or built to explode."""

import json
import tracemalloc
from pathlib import Path
from typing import Any

import pytest

from pnpolicy.check import Read, Reader
from pnpolicy.check.binding import MAX_CELLS
from pnpolicy.diagnostic import Diagnostic
from pnpolicy.document.suite import MAX_TESTS

POLICY: dict[str, Any] = {
    "pnpolicy": 1, "name": "p",
    "channels": {"room": {"name": "room", "authority": "clients"}},
    "roles": {"r": {"trust": "client", "anonymous": True, "ttl": 10, "allow": {"channels": {"room": ["read"]}}}},
}  # fmt: skip


def read(folder: Path, tests: list[dict[str, Any]]) -> tuple[Read | None, list[Diagnostic]]:
    """A file of tests beside a small policy."""
    (folder / "policy.yaml").write_text(json.dumps(POLICY), encoding="utf-8")
    text = json.dumps({"pnpolicy-tests": 1, "logins": {"l": {"role": "r"}}, "tests": tests})
    (folder / "a.test.yaml").write_text(text, encoding="utf-8")
    return Reader().read(folder / "a.test.yaml")


def matrix(names: int, operations: int) -> dict[str, Any]:
    """A matrix of some size."""
    known = ["publish", "subscribe", "history", "signal", "fire", "heartbeat", "here-now", "get-state", "set-state",
             "fetch-messages", "message-counts", "send-file", "list-files", "download-file", "delete-file",
             "delete-messages", "add-message-action", "get-message-actions", "remove-message-action",
             "get-members", "set-members"]  # fmt: skip
    return {"logins": ["l"], "operations": known[:operations], "names": [f"n{number}" for number in range(names)]}


def test_a_matrix_is_bounded(tmp_path: Path) -> None:
    """A matrix of more cells than anybody reads is told once, before any cell is made."""
    read_, problems = read(tmp_path, [{"name": "big", "matrix": matrix(1000, 21)}])
    assert read_ is None
    assert [problem.message for problem in problems] == [
        f"this matrix asks 21,000 questions; the most are {MAX_CELLS:,}"
    ]


def test_the_whole_file_is_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Matrices that are each within their bound are not so together; that is told once, at the one too many."""
    monkeypatch.setattr("pnpolicy.check.binding.MAX_CHECKS", 100)
    tests: list[dict[str, Any]] = [{"name": f"t{number}", "matrix": matrix(10, 2)} for number in range(7)]
    tests.append({"name": "one more", "login": "l", "deny": ["publish room"], "refuse": [{"x": 1}]})
    read_, problems = read(tmp_path, tests)
    assert read_ is None
    assert [problem.message for problem in problems] == ["more than 100 expectations in one file"]
    assert problems[0].span is not None
    assert problems[0].span.text == '"matrix"'
    assert "t5" in problems[0].span.source.text[problems[0].span.start - 20 : problems[0].span.start]


def test_tests_are_bounded(tmp_path: Path) -> None:
    """So are the tests of a file."""
    tests = [{"name": f"t{number}", "claims": ["privacy"]} for number in range(MAX_TESTS + 1)]
    read_, problems = read(tmp_path, tests)
    assert read_ is None
    assert [problem.code for problem in problems] == ["wrong-value"]


def test_aliases_do_not_multiply(tmp_path: Path) -> None:
    """A file of aliases of aliases is refused before it is built."""
    lines = ["pnpolicy-tests: 1", "a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 3)}]" for n in range(1, 12)]
    (tmp_path / "a.test.yaml").write_text("\n".join(lines), encoding="utf-8")
    tracemalloc.start()
    found, problems = Reader().read(tmp_path / "a.test.yaml")
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert found is None
    assert problems
    assert most < 20_000_000


def test_a_file_that_is_none(tmp_path: Path) -> None:
    """A folder, or nothing, is no file of tests."""
    for path in (tmp_path, tmp_path / "nowhere.test.yaml"):
        found, problems = Reader().read(path)
        assert found is None
        assert [problem.code for problem in problems] == ["unreadable"]


def test_a_policy_too_complex(tmp_path: Path) -> None:
    """A policy with a pattern that cannot be compiled is told as one that cannot be used."""
    policy = json.loads(json.dumps(POLICY))
    policy["channels"]["room"] = {"pattern": "(?:.*a.{60}){3}", "authority": "clients"}
    (tmp_path / "policy.yaml").write_text(json.dumps(policy), encoding="utf-8")
    tests = {"pnpolicy-tests": 1, "tests": [{"name": "t", "claims": ["privacy"]}]}
    (tmp_path / "a.test.yaml").write_text(json.dumps(tests), encoding="utf-8")
    found, problems = Reader().read(tmp_path / "a.test.yaml")
    assert found is None
    assert [problem.code for problem in problems] == ["unusable-policy", "undecided"]
