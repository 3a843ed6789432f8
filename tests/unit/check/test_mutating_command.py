"""What `pnpolicy test --mutate` and `--generate` write, and how they end where there is nothing to write."""

import json
from pathlib import Path

import jsonschema
import pytest
from click.testing import CliRunner, Result

from pnpolicy import language
from pnpolicy.check import boundary
from pnpolicy.cli import EXIT_NOTHING, EXIT_REFUSED, EXIT_UNDECIDED, EXIT_USAGE, root
from tests.conftest import ROOT

pytestmark = pytest.mark.usefixtures("at_root")


def ran(*words: str) -> Result:
    """`pnpolicy test` with some arguments."""
    return CliRunner().invoke(root, ["test", *words], prog_name="pnpolicy")


@pytest.mark.parametrize("case", ["two-files", "claims", "failing", "tokens"])
def test_json(case: str) -> None:
    """It is what its schema says, and counts what it lists."""
    schema = json.loads((ROOT / "schemas" / "mutation.schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    told = json.loads(ran(f"tests/cases/mutation/{case}", "--mutate", "-f", "json").stdout)
    jsonschema.validate(told, schema)
    fates = [mutant["fate"] for policy in told["policies"] for mutant in policy["mutants"]]
    assert told["summary"] == {fate: fates.count(fate) for fate in told["summary"]}


def test_both_formats_in_one_run(tmp_path: Path) -> None:
    """Each to its file; the code is the same."""
    written = tmp_path / "mutants.json"
    result = ran("tests/cases/mutation/tokens", "--mutate", "-f", "json", "-o", str(written), "-f", "text")
    assert result.exit_code == EXIT_REFUSED
    assert json.loads(written.read_text(encoding="utf-8"))["summary"]["survived"] == 2
    assert result.stdout.endswith("25 mutants: 22 killed, 2 survived, 1 equivalent\n")


def test_colours() -> None:
    """Fates have colours, if they are asked for."""
    told = ran("tests/cases/mutation/tokens", "--mutate", "-v", "--color", "always").stdout
    assert "\x1b[32mkilled    \x1b[0m" in told


@pytest.mark.usefixtures("at_full_speed")
def test_what_shows_can_be_pasted(tmp_path: Path) -> None:
    """With the tests of all survivors added to their file, nothing survives."""
    for case in ("actions", "anchors", "claims", "domains", "except", "holes", "swaps", "tokens"):
        folder = tmp_path / case
        folder.mkdir()
        for name in ("policy.yaml", "suite.test.yaml"):
            text = (ROOT / "tests/cases/mutation" / case / name).read_text(encoding="utf-8")
            (folder / name).write_text(text, encoding="utf-8")
        told = json.loads(ran(str(folder), "--mutate", "-f", "json").stdout)
        tests = dict.fromkeys(mutant["test"] for mutant in told["policies"][0]["mutants"] if mutant["test"])
        with (folder / "suite.test.yaml").open("a", encoding="utf-8") as file:
            file.writelines(tests)
        result = ran(str(folder), "--mutate")
        assert result.exit_code == 0, result.output
        assert " 0 survived" in result.stdout


def test_undecided(monkeypatch: pytest.MonkeyPatch) -> None:
    """What was not decided is told, and is not a pass; a survivor weighs more."""
    monkeypatch.setattr("pnpolicy.check.mutation.drafts", lambda *_: iter(()))
    result = ran("tests/cases/mutation/tokens", "--mutate")
    assert result.exit_code == EXIT_UNDECIDED
    assert (
        "warning[undecided]: it was not decided whether a test could notice if a token of `user` lives" in result.stdout
    )
    assert result.stdout.endswith("25 mutants: 22 killed, 0 survived, 1 equivalent, 2 undecided\n")


def test_what_cannot_be_read(tmp_path: Path) -> None:
    """The rest is tried all the same, and it is no pass."""
    (tmp_path / "broken.test.yaml").write_text("pnpolicy-tests: 1\n", encoding="utf-8")
    result = ran(str(tmp_path), "tests/cases/mutation/tokens", "--mutate", "--mutants", "1")
    assert result.exit_code == EXIT_USAGE
    assert "1 mutant: " in result.stdout


def test_no_mistake_to_make(tmp_path: Path) -> None:
    """A policy that says nothing has no mutants."""
    (tmp_path / "policy.yaml").write_text(
        "pnpolicy: 1\nname: p\nroles: {r: {trust: server, allow: {}}}\n", encoding="utf-8"
    )
    tests = "pnpolicy-tests: 1\ntests: [{name: a, role: r, set: {}, allow: [time news]}]\n"
    (tmp_path / "policy.test.yaml").write_text(tests, encoding="utf-8")
    result = ran(str(tmp_path), "--mutate")
    assert result.exit_code == EXIT_NOTHING
    assert "there is no mistake to make" in result.stderr


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--mutate", "-k", "x"), "--mutate does not go with -k"),
        (("--mutate", "--role", "x"), "--mutate does not go with --role"),
        (("--mutate", "--coverage"), "--mutate does not go with --coverage"),
        (("--mutate", "-f", "junit"), "--mutate has no format junit"),
        (("--mutants", "3"), "--mutants is about --mutate"),
        (("--mutate", "--mutants", "0"), "0 is not in the range"),
        (("--generate", "--mutate"), "--generate does not go with --mutate"),
        (("--generate", "-f", "json"), "--generate does not go with --format"),
        (("--generate", "-v"), "--generate does not go with -v"),
        (("--generate", "--role", "user2"), "there is no role 'user2'"),
        (("--generate", "-o", "a", "-o", "b"), "--generate writes one file"),
        (("--generate", "policies/payments"), "--generate takes one policy"),
        (("--generate", "-o", "README.md"), "README.md exists"),
    ],
)
def test_options_that_make_no_sense(words: tuple[str, ...], told: str) -> None:
    """Nothing is run, and why is said."""
    result = ran("policies/token-auth", *words)
    assert result.exit_code == EXIT_USAGE
    assert told in result.stderr


def test_generated_into_a_file(tmp_path: Path) -> None:
    """It names its policy as seen from the file, passes as it stands, and is never written over."""
    folder = tmp_path / "policy"
    folder.mkdir()
    text = (ROOT / "policies/token-auth/policy.yaml").read_text(encoding="utf-8")
    (folder / "policy.yaml").write_text(text, encoding="utf-8")
    target = tmp_path / "edges.test.yaml"
    assert ran(str(folder), "--generate", "-o", str(target)).exit_code == 0
    assert "\npolicy: policy/policy.yaml\n" in target.read_text(encoding="utf-8")
    assert ran(str(target)).exit_code == 0
    assert ran(str(target), "--coverage", "--fail-under", "100").exit_code == 0
    assert ran(str(folder), "--generate", "-o", str(target)).exit_code == EXIT_USAGE


def test_nothing_to_generate(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An unreadable policy, one without anything to test, and one that is too hard, end as they do elsewhere."""
    policy = tmp_path / "policy.yaml"
    policy.write_text("pnpolicy: 1\n", encoding="utf-8")
    assert ran(str(policy), "--generate").exit_code == EXIT_USAGE
    policy.write_text("pnpolicy: 1\nname: p\nroles: {}\n", encoding="utf-8")
    result = ran(str(policy), "--generate")
    assert result.exit_code == EXIT_NOTHING
    assert "there is nothing to test" in result.stderr

    def refuse(*_: object) -> str:
        raise language.Undecided("states", 7)

    monkeypatch.setattr(boundary, "made_up", refuse)
    result = ran("policies/token-auth", "--generate")
    assert result.exit_code == EXIT_UNDECIDED
    assert "could not be told: not decided within 7 states" in result.stderr


def test_more_than_a_file_takes(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is left out is told."""
    monkeypatch.setattr(boundary, "MAX_TESTS", 3)
    result = ran("policies/token-auth", "--generate")
    assert result.exit_code == 0
    assert "more tests are left out, as a file takes no more; use --role" in result.stderr
    assert ran("policies/token-auth", "--generate", "--role", "backend").exit_code == 0
