"""`fmt` as a command: which files it finds, how it writes them, and when it does not."""

import resource
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from pnpolicy.cli import root
from pnpolicy.document.layout import Fault, formatted, scalars
from pnpolicy.document.layout.same import difference
from pnpolicy.document.load import MAX_BYTES
from pnpolicy.document.nodes import read
from pnpolicy.text import Source

UGLY = "pnpolicy:   1\nname:  'x'\n"
NEAT = "pnpolicy: 1\nname: x\n"


def run(*words: str, given: bytes | None = None) -> Result:
    return CliRunner().invoke(root, ["fmt", *words], prog_name="pnpolicy", input=given)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A policy that is not laid out."""
    path = tmp_path / "policy.yaml"
    path.write_bytes(UGLY.encode())
    return path


def test_examples_are_laid_out(at_root: Path) -> None:
    """The examples show the layout: formatting them changes nothing."""
    del at_root
    result = run("policies", "--check")
    assert (result.exit_code, result.stdout) == (0, "")


def test_writes_and_names(file: Path) -> None:
    """A file that changes is written and named; the second time there is nothing to do."""
    result = run(str(file))
    assert (result.exit_code, result.stdout) == (0, f"{file}\n")
    assert "1 file formatted, 0 left" in result.stderr
    assert file.read_bytes() == NEAT.encode()
    again = run(str(file))
    assert (again.exit_code, again.stdout) == (0, "")


def test_check_writes_nothing(file: Path) -> None:
    """With --check or --diff a file stays as it is, and the exit code says that it would change."""
    for option in ("--check", "--diff"):
        assert run(str(file), option).exit_code == 1
        assert file.read_bytes() == UGLY.encode()


def test_mode_and_links_stay(file: Path, tmp_path: Path) -> None:
    """What is executable, or private, stays so; a link stays a link. Nothing is left beside the file."""
    file.chmod(0o640)
    link = tmp_path / "link.yaml"
    link.symlink_to(file)
    assert run(str(link)).exit_code == 0
    assert link.is_symlink()
    assert file.stat().st_mode & 0o777 == 0o640
    assert file.read_bytes() == NEAT.encode()
    assert sorted(tmp_path.iterdir()) == [link, file]


def test_windows_files(file: Path) -> None:
    """Line ends stay those of the first line; a byte-order mark goes, even where nothing else is to be done."""
    file.write_bytes(b"\xef\xbb\xbf" + UGLY.replace("\n", "\r\n").encode())
    assert run(str(file)).exit_code == 0
    assert file.read_bytes() == NEAT.replace("\n", "\r\n").encode()
    file.write_bytes(b"\xef\xbb\xbf" + NEAT.encode())
    assert run(str(file), "--check").exit_code == 1
    assert run(str(file)).stdout == f"{file}\n"
    assert file.read_bytes() == NEAT.encode()


def test_one_bad_file_and_none_is_written(file: Path, tmp_path: Path) -> None:
    """Where one cannot be read, the others are left alone, too."""
    bad = tmp_path / "bad.yaml"
    bad.write_text("a: [\n")
    result = run(str(file), str(bad))
    assert result.exit_code == 2
    assert "1 file cannot be read; nothing was formatted" in result.stderr
    assert file.read_bytes() == UGLY.encode()


def test_a_full_disk(file: Path, tmp_path: Path) -> None:
    """What cannot be written whole is not written, and told."""
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, limits[1]))
    try:
        result = run(str(file))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert result.exit_code == 2
    assert f"cannot write {file}" in result.stderr
    assert file.read_bytes() == UGLY.encode()
    assert list(tmp_path.iterdir()) == [file]


def test_what_a_folder_holds(tmp_path: Path) -> None:
    """Policies, what they include, tests and acceptances; what others keep there under such names is left alone."""
    for name, text in {
        "shop/policy.yaml": "pnpolicy:  1\ninclude: [../shared/all.yaml, missing.yaml, 7]\n",
        "shop/policy.test.yaml": "pnpolicy-tests:  1\n",
        "shop/policy.accept.yaml": "# who and why\npnpolicy-accept:  1\n",
        "shop/other.test.yaml": "cases:  1\n",
        "shop/notes.yaml": "pnpolicy:  1\n",
        "shared/all.yaml": "pnpolicy:  1\ninclude: [more.yaml, ../shop/policy.yaml, ../../outside.yaml]\n",
        "shared/more.yaml": "pnpolicy:  1\ninclude: all.yaml\n",
        "list/policy.yaml": "include:  1\n",
        "../outside.yaml": "pnpolicy:  1\n",
    }.items():
        path = tmp_path / "in" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    result = run(str(tmp_path / "in"), str(tmp_path / "in" / "shop" / "policy.yaml"), "--check")
    assert result.exit_code == 1
    assert [line.removeprefix(f"{tmp_path}/in/") for line in result.stdout.splitlines()] == [
        "list/policy.yaml", "shared/all.yaml", "shared/more.yaml",
        "shop/policy.accept.yaml", "shop/policy.test.yaml", "shop/policy.yaml",
    ]  # fmt: skip


def test_a_broken_test_file_in_a_folder_is_told(tmp_path: Path) -> None:
    """What cannot be read cannot be shown to be somebody else's."""
    (tmp_path / "x.test.yaml").write_bytes(b"\xff\xfe")
    assert run(str(tmp_path)).exit_code == 2


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (b"", "`standard input` is empty"),
        (b"# nothing\n", "`standard input` is empty"),
        (b"\xff", "standard input is not UTF-8 text (byte 0)"),
        (b" " * (MAX_BYTES + 1), "standard input is larger than 2 MiB"),
        (b"- a\n", "expected a mapping"),
        (b"a: 1\rb: 2\n", "found the character U+000D, which ends a line for some readers of YAML only"),
        ("a: 1  # x\u2028b: 2\n".encode(), "found the character U+2028"),
        (b"a: !x y\n", "found the tag `!x`"),
        (b"a: no\n", "YAML 1.1 reads an unquoted `no`"),
    ],
)
def test_what_cannot_be_read(given: bytes, told: str) -> None:
    """Nothing is printed, and what is wrong is said."""
    result = run("-", given=given)
    assert (result.exit_code, result.stdout) == (2, "")
    assert told in result.stderr


def test_standard_input_that_is_laid_out() -> None:
    """Comes out as it went in; `--check` and `--diff` have nothing to say."""
    assert run("-", given=NEAT.encode()).stdout == NEAT
    for option in ("--check", "--diff"):
        result = run("-", option, given=NEAT.encode())
        assert (result.exit_code, result.stdout) == (0, "")
    assert run("-", given=b"why: |\n text").stdout == "why: |-\n  text\n"
    assert "+name: x" in run("-", "--diff", given=b"name:  x").stdout


def test_a_fault_of_ours_is_caught(file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """If a word lost quotes that it needs, the file would be left alone and the fault told; others are formatted."""
    monkeypatch.setattr(scalars, "plain", lambda text: (text, None))  # the mistake: it takes every word for plain
    monkeypatch.setattr(scalars, "_BOOLEANS", frozenset())
    text = "pnpolicy:  1\nname: 'null'\n"
    other = tmp_path / "other.yaml"
    other.write_text(text)
    result = run(str(other), str(file))
    assert result.exit_code == 70
    assert f"internal error: formatting {other} failed: it would hold other values; it was left alone" in result.stderr
    assert "1 file formatted, 0 left as they are" in result.stderr
    assert other.read_text() == text
    assert file.read_bytes() == NEAT.encode()
    file.write_text("a: [")
    assert run(str(other), str(file)).exit_code == 70
    with pytest.raises(Fault):
        formatted(Source("x", text))


@pytest.mark.parametrize(
    ("new", "told"),
    [
        ("a: 1  # x\nb: [c]\n", ""),
        ("a: '1'  # x\nb: [c]\n", "it would hold other values"),
        ("b: [c]\na: 1  # x\n", "it would hold other values"),
        ("a: 1  # x\nb: [c, d]\n", "it would hold other values"),
        ("a: 1  # x\nb: {c: d}\n", "it would hold other values"),
        ("a: 1\nb: [c]\n", "it would have other comments"),
        ("a: 1  # y\nb: [c]\n", "it would have other comments"),
        ("a: [\n", "it could not be read"),
        ("", "it could not be read: empty"),
    ],
)
def test_differences(new: str, told: str) -> None:
    """Values, their types and order, and comments are held against each other."""
    old = Source("x", "a: 1 #x\nb: [c]\n")
    tree, _ = read(old)
    assert tree is not None
    assert difference(old, tree, Source("x", new)).startswith(told)
    assert bool(difference(old, tree, Source("x", new))) == bool(told)
