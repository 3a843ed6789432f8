"""Broken, huge and malicious YAML: a diagnostic with its place, within bounded time and memory."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from pnpolicy import Policy, PolicyError
from pnpolicy.document.load import MAX_BYTES, load, loads
from pnpolicy.document.nodes import MAX_ALIASES, MAX_DEPTH, MAX_NODES
from tests.conftest import ROOT
from tests.work import at_most


def codes(text: str) -> list[str]:
    return [problem.code for problem in loads(text)[1]]


BOMB = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"b{i}: &b{i} [*{'a' if i == 0 else f'b{i - 1}'}, *{'a' if i == 0 else f'b{i - 1}'}]\n" for i in range(15)
)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "empty"),
        ("# nothing", "empty"),
        ("[1]", "wrong-type"),
        ("word", "wrong-type"),
        ("a: [", "not-yaml"),
        ("a: 'x", "not-yaml"),
        ("\ta: 1", "not-yaml"),
        ("a: \x01", "not-yaml"),
        ("a: \ufeff", "not-yaml"),
        ("a: 1\n--- \nb: 2", "many-documents"),
        ("%YAML 1.1\n---\na: 1", "yaml-directive"),
        ("a: !!str b", "yaml-tag"),
        ("a: !<tag:x> b", "yaml-tag"),
        ("a: !!python/object/apply:os.system [x]", "yaml-tag"),
        ("<<: {}", "yaml-merge"),
        ("1: x", "yaml-key"),
        ("~: x", "yaml-key"),
        ("[a]: x", "yaml-key"),
        ("a: &k x\n*k : y", "yaml-key"),
        ("a: 1\na: 2", "duplicate-key"),
        ("a: *x", "unknown-alias"),
        ("a: &x [*x]", "endless-alias"),
        ("a: no", "yaml-surprise"),
        ("a: On", "yaml-surprise"),
        ("a: 012", "yaml-surprise"),
        ("a: 0x1F", "yaml-surprise"),
        ("a: 1_000", "yaml-surprise"),
        ("a: 12:30:45", "yaml-surprise"),
        ("a: 1e3", "yaml-surprise"),
        ("a: .inf", "yaml-surprise"),
        (f"a: {'9' * 30}", "yaml-surprise"),
        ("a: " + "[" * MAX_DEPTH + "]" * MAX_DEPTH, "too-deep"),
        ("[" * 1_000_000, "too-deep"),
        ("{a: " * 100_000, "too-deep"),
        (BOMB, "too-large"),
        ("a: &a x\nb: [" + "*a, " * (MAX_ALIASES + 1) + "]", "too-many-aliases"),
        ("- a\n" * (MAX_NODES + 1), "too-large"),
        ("? " * 100_000, "yaml-key"),
        ("&a " * 100_000, "not-yaml"),
    ],
    ids=lambda value: ascii(value)[:24],
)
def test_refused(text: str, code: str) -> None:
    """Each has its own name, and the reader stops in time."""
    with at_most(3_000_000):
        assert code in codes(text)


def test_bounds_are_not_met_early() -> None:
    """What is at a bound is read."""
    deep = "x: " + "[" * (MAX_DEPTH - 1) + "]" * (MAX_DEPTH - 1)
    aliases = "x: &a y\nz: [" + ", ".join(["*a"] * MAX_ALIASES) + "]"
    for text in (deep, aliases):
        assert set(codes(text)) == {"unknown-key", "missing-key", "missing-version"}


def test_ordinary_words_are_no_surprise() -> None:
    """What both versions of YAML read alike needs no quotes."""
    text = "pnpolicy: 1\nname: n\ndescription: 30m of no.thing, 1a 2b, y n, 2026-01-01, ~x, null-ish\n"
    assert codes(text) == []


def test_values_keep_their_types() -> None:
    """Core scalars are what they look like, quoted ones are text."""
    text = "pnpolicy: 1\nname: n\nroles:\n  r: {trust: server, meta: {a: 1, b: -7, c: true, d: 'true', e: \"1\"}}\n"
    documents, problems = loads(text)
    assert problems == []
    assert documents is not None
    assert documents.policy.model.roles["r"].meta == {"a": 1, "b": -7, "c": True, "d": "true", "e": "1"}


def test_files(tmp_path: Path) -> None:
    """A file that cannot be read is said so, with its name."""
    cases = {"missing.yaml": None, "binary.yaml": b"\x00\xff\xfe", "latin.yaml": "name: é".encode("latin-1")}
    cases["huge.yaml"] = b"#" * (MAX_BYTES + 1)
    expected = {
        "missing.yaml": "unreadable",
        "binary.yaml": "not-text",
        "latin.yaml": "not-text",
        "huge.yaml": "too-large",
    }
    for name, content in cases.items():
        if content is not None:
            (tmp_path / name).write_bytes(content)
        documents, problems = load(tmp_path / name)
        assert documents is None
        assert [problem.code for problem in problems] == [expected[name]]
        assert name in problems[0].message
    assert [problem.code for problem in load(tmp_path)[1]] == ["unreadable"]
    os.mkfifo(tmp_path / "pipe.yaml")
    assert "is not a file" in load(tmp_path / "pipe.yaml")[1][0].message


def test_catalogues_count_together(tmp_path: Path) -> None:
    """Many large catalogues are refused like one, before they are all read."""
    names = [f"c{index}.yaml" for index in range(4)]
    for name in names:
        (tmp_path / name).write_text(f"pnpolicy: 1\n#{'x' * 1_500_000}\n")
    (tmp_path / "policy.yaml").write_text(f"pnpolicy: 1\nname: n\ninclude: [{', '.join(names)}]\n")
    documents, problems = load(tmp_path)
    assert documents is None
    assert {problem.code for problem in problems} == {"too-large"}
    assert "are larger than 4 MiB" in problems[0].message


def test_marks_survive_bom_and_crlf(tmp_path: Path) -> None:
    """Line and column are those an editor shows."""
    (tmp_path / "p.yaml").write_bytes("\ufeffpnpolicy: 1\r\nname: n\r\nrols: {}\r\n".encode())
    with pytest.raises(PolicyError) as error:
        Policy.load(tmp_path / "p.yaml")
    assert "p.yaml:3:1: error[unknown-key]: unknown key `rols`" in str(error.value)


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="the peak of a process is read from /proc")
def test_a_large_file_costs_little(tmp_path: Path) -> None:
    """50 MB: told in a moment, and never read whole."""
    path = tmp_path / "large.yaml"
    path.write_bytes(b"- a\n" * 12_500_000)
    code = (
        "import pnpolicy\n"
        f"try: pnpolicy.Policy.load({str(path)!r})\n"
        "except pnpolicy.PolicyError as error: print(error)\n"
        "print(open('/proc/self/status').read().split('VmHWM:')[1].split()[0])"
    )
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=environment, check=True)  # noqa: S603
    said, kilobytes = done.stdout.splitlines()
    assert "is larger than 2 MiB" in said
    assert int(kilobytes) < 200_000
