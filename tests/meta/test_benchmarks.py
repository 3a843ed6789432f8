"""The benchmarks run and print one table; what they measure is nobody's test."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
TITLES = ["work", "ours", "reference", "ratio", "goal", "reached"]
REACHED = {"yes", "no", "-"}


def benchmarks(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "benchmarks", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=120, cwd=ROOT)  # noqa: S603


def columns(line: str) -> list[str]:
    return re.split(r" {2,}", line)


@pytest.fixture(scope="module")
def table() -> list[str]:
    ended = benchmarks("grant", "tokens", "--quick")
    assert ended.returncode == 0, ended.stderr
    assert "grant: " in ended.stderr  # progress is told beside the table
    return ended.stdout.splitlines()


def test_the_table_has_its_titles_and_a_line_for_each_row(table: list[str]) -> None:
    """One aligned table: titles, a rule, and rows of as many cells."""
    assert columns(table[0]) == TITLES
    assert set(table[1]) == {"-", " "}
    rows = table[2:]
    assert rows
    for row in rows:
        cells = columns(row)
        assert len(cells) == len(TITLES)
        assert re.fullmatch(r"[\d.]+x|1/[\d,]+x|-", cells[3])
        assert cells[5] in REACHED


def test_columns_stand_under_their_titles(table: list[str]) -> None:
    """Every cell begins where its title does."""
    starts = [table[0].index(title) for title in TITLES]
    for row in table[2:]:
        assert all(row[start - 2 : start] == "  " for start in starts[1:])


def test_a_row_with_a_goal_says_whether_it_is_reached(table: list[str]) -> None:
    """A goal is judged, and what is information is not."""
    for row in table[2:]:
        *_, goal, reached = columns(row)
        assert (goal == "-") == (reached == "-")


def test_benchmarks_are_listed() -> None:
    """`--list` names them and runs none."""
    names = [line.split()[0] for line in benchmarks("--list").stdout.splitlines()]
    assert names == [
        "check", "decision", "diff", "emulator", "grant", "issue", "language", "lint", "load", "prove", "request",
        "start", "tokens",
    ]  # fmt: skip


def test_an_unknown_name_is_refused() -> None:
    """The message says which there are."""
    ended = benchmarks("nonesuch")
    assert ended.returncode == 2
    assert "no benchmark 'nonesuch'; there are check, decision, diff" in ended.stderr
