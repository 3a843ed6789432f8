"""The files of a revision, read with the real git from scratch repositories."""

import os
from pathlib import Path

import pytest

from pnpolicy.cli import _revisions
from pnpolicy.cli._revisions import Revision, RevisionError
from pnpolicy.document.load import MAX_BYTES, load
from tests.repositories import Repository

POLICY = (
    "pnpolicy: 1\nname: small\nvariables: {u: {type: id}}\nchannels: {inbox: {name: inbox.<u>, authority: server}}\n"
)
CATALOGUE = "pnpolicy: 1\nvariables: {u: {type: id}}\n"
INCLUDING = (
    "pnpolicy: 1\nname: small\ninclude: [../shared/catalogue.yaml]\n"
    "channels: {inbox: {name: inbox.<u>, authority: server}}\n"
)


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repository:
    """A repository, which is the current folder."""
    made = Repository(tmp_path / "here")
    monkeypatch.chdir(made.folder)
    return made


def problems(revision: Revision, path: str) -> list[str]:
    return [str(problem) for problem in load(path, files=revision)[1]]


def test_what_it_was(repository: Repository) -> None:
    """A file is read as it was, whatever has become of it, by commit, branch, tag and `HEAD~1`."""
    repository.write("policies/a/policy.yaml", POLICY)
    first = repository.commit()
    repository.git("tag", "old")
    repository.git("branch", "before")
    repository.write("policies/a/policy.yaml", "nonsense")
    repository.write("policies/b/policy.yaml", POLICY)
    repository.commit()
    (repository.folder / "policies" / "a" / "policy.yaml").unlink()
    for name in ("HEAD~1", "old", "before", first, first[:10]):
        revision = Revision(name)
        documents, told = load("policies/a", files=revision)
        assert documents is not None
        assert told == []
        assert documents.policy.source.text == POLICY
        assert str(documents.policy.key("channels", "inbox")) == f"{name}:policies/a/policy.yaml:4:12"
        assert revision.policies(Path("policies")) == [Path("policies/a/policy.yaml")]
    assert [path.parent.name for path in Revision("HEAD").policies(Path("policies"))] == ["a", "b"]


def test_includes_are_of_the_same_revision(repository: Repository) -> None:
    """What a policy includes is read where the policy is."""
    repository.write("a/policy.yaml", INCLUDING)
    repository.write("shared/catalogue.yaml", CATALOGUE)
    repository.commit()
    repository.write("shared/catalogue.yaml", "nonsense: here\n")
    documents, told = load("a", files=Revision("HEAD"))
    assert told == []
    assert documents is not None
    assert [document.source.name for document in documents] == ["HEAD:shared/catalogue.yaml", "HEAD:a/policy.yaml"]
    repository.git("rm", "--quiet", "--force", "shared/catalogue.yaml")
    repository.commit()
    repository.write("shared/catalogue.yaml", CATALOGUE)
    assert problems(Revision("HEAD"), "a") == [
        (
            "HEAD:a/policy.yaml:3:11: error[unreadable]: `HEAD:shared/catalogue.yaml` does not exist "
            "(help: paths are relative to this file)"
        )
    ]


def test_paths_are_those_of_the_current_folder(repository: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    """Relative to where one stands, absolute, and with `..`."""
    repository.write("below/policies/policy.yaml", POLICY)
    repository.write("policy.yaml", POLICY)
    repository.commit()
    monkeypatch.chdir(repository.folder / "below")
    revision = Revision("main")
    for path in ("policies", "policies/policy.yaml", "../below/./policies", repository.folder / "below" / "policies"):
        assert revision.exists(Path(path))
        assert [revision.shown(found) for found in revision.policies(Path(path))] == ["main:below/policies/policy.yaml"]
    assert revision.shown(revision.policies(Path(".."))[0]) == "main:policy.yaml"
    assert revision.is_dir(Path())
    assert not revision.is_file(Path("policies"))
    assert not revision.exists(Path("../../elsewhere"))
    assert not revision.is_dir(Path("../.."))
    assert revision.policies(Path("../..")) == []


def test_a_folder_of_another_repository(repository: Repository, tmp_path: Path) -> None:
    """Where the repository is told, the current folder does not matter."""
    repository.write("policy.yaml", POLICY)
    repository.commit()
    other = Repository(tmp_path / "other")
    other.write("sub/policy.yaml", POLICY.replace("small", "other"))
    other.commit()
    revision = Revision("main", other.folder / "sub")
    assert revision.top == other.folder.resolve()
    documents, _ = load(other.folder / "sub", files=revision)
    assert documents is not None
    assert documents.policy.model.name == "other"


@pytest.mark.parametrize(
    "name", ["two words", 'quo"ted', "new\nline", "ünïcode", "[a]*?", "co:lon", "-dash", "back\\slash"]
)
def test_strange_names(repository: Repository, name: str) -> None:
    """Git quotes such names, unless asked not to."""
    repository.write(f"{name}/policy.yaml", POLICY)
    repository.commit()
    revision = Revision("HEAD")
    assert revision.policies(Path()) == [Path(name) / "policy.yaml"]
    documents, told = load(name, files=revision)
    assert told == []
    assert documents is not None


def test_links_are_followed(repository: Repository) -> None:
    """Of files and of folders, one after the other, inside the revision; also where the disk has changed."""
    repository.write("shared/one.yaml", POLICY)
    repository.write("shared/deep/policy.yaml", POLICY)
    for path, target in (
        ("a/policy.yaml", "../shared/one.yaml"), ("b", "shared"), ("c", "b/deep"), ("d/e", "../c"),
        ("loop", "pool"), ("pool", "loop"), ("dangling", "nowhere"),
        ("out/policy.yaml", "../../outside.yaml"), ("root/policy.yaml", "/etc/hosts"),
    ):  # fmt: skip
        (repository.folder / path).parent.mkdir(exist_ok=True)
        (repository.folder / path).symlink_to(target)
    repository.commit()
    repository.write("../outside.yaml", POLICY)
    repository.write("shared/one.yaml", "nonsense")
    revision = Revision("HEAD")
    for path in ("a", "b/one.yaml", "c", "d/e", "d/e/policy.yaml"):
        documents, told = load(path, files=revision)
        assert (path, told) == (path, [])
        assert documents is not None
        assert documents.policy.source.name == f"HEAD:{path}" + ("" if path.endswith(".yaml") else "/policy.yaml")
    assert revision.policies(Path("d/e")) == [Path("d/e/policy.yaml")]
    found = {str(path.parent) for path in revision.policies(Path())}
    assert found == {"a", "out", "root", "shared/deep"}  # a link that leads nowhere is told, not passed over
    for path in ("loop", "dangling", "out/policy.yaml", "root/policy.yaml"):
        assert not revision.exists(Path(path))
        assert problems(revision, path)[0].startswith(f"error[unreadable]: `HEAD:{path}` does not exist")


def test_submodules_hold_nothing(repository: Repository, tmp_path: Path) -> None:
    """Their files are another repository's."""
    other = Repository(tmp_path / "other")
    other.write("policy.yaml", POLICY)
    commit = other.commit()
    repository.write("policy.yaml", POLICY)
    repository.git("update-index", "--add", "--cacheinfo", f"160000,{commit},module")
    repository.git("commit", "--quiet", "--message", "a module")
    assert not Revision("HEAD").exists(Path("module"))
    assert not Revision("HEAD").exists(Path("module/policy.yaml"))


def test_large_files_are_not_read_to_their_end(repository: Repository) -> None:
    """The bounds of a policy hold at a revision, too."""
    repository.write("policy.yaml", POLICY + "#" * MAX_BYTES)
    repository.write("bytes.yaml", b"\xff\xfe\x00")
    repository.write("empty.yaml", b"")
    repository.commit()
    revision = Revision("HEAD")
    assert len(revision.data(Path("policy.yaml"), 100)) == 100
    assert problems(revision, "policy.yaml")[0].startswith("error[too-large]: `HEAD:policy.yaml` is larger than 2 MiB")
    assert problems(revision, "bytes.yaml")[0].startswith("error[not-text]: `HEAD:bytes.yaml` is not UTF-8 text")
    assert problems(revision, "empty.yaml")[0].startswith("error[empty]: `HEAD:empty.yaml` is empty")


def test_more_files_than_can_be_listed(repository: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    """A list that is cut off would hide policies."""
    repository.write("policy.yaml", POLICY)
    repository.commit()
    monkeypatch.setattr(_revisions, "_MOST_LISTED", 20)
    with pytest.raises(RevisionError, match=r"cannot list the files of `HEAD` \(there are too many\)"):
        Revision("HEAD")


@pytest.mark.parametrize(
    "name",
    [
        "",
        "nonesuch",
        "HEAD~7",
        "-h",
        "--all",
        "--output=pwned",
        "^HEAD",
        "HEAD..main",
        "HEAD:policy.yaml",
        "a\nb",
        "HEAD^{tree}",
    ],
)
def test_no_such_revision(repository: Repository, name: str) -> None:
    """What is no commit, and what looks like an option: told, and nothing else happens."""
    repository.write("policy.yaml", POLICY)
    repository.commit()
    with pytest.raises(RevisionError, match=r"^there is no revision '.*'; give a branch, a tag or a commit"):
        Revision(name)
    assert sorted(path.name for path in repository.folder.iterdir()) == [".git", "policy.yaml"]


def test_a_shallow_clone(repository: Repository, tmp_path: Path) -> None:
    """CI often fetches the newest commit alone; then the advice is to fetch more."""
    repository.write("policy.yaml", POLICY)
    repository.commit()
    repository.write("policy.yaml", POLICY + "# more\n")
    repository.commit()
    repository.git("clone", "--quiet", "--depth=1", repository.folder.as_uri(), str(tmp_path / "shallow"))
    assert Revision("HEAD", tmp_path / "shallow").is_file(tmp_path / "shallow" / "policy.yaml")
    with pytest.raises(RevisionError, match="fetch more of them"):
        Revision("HEAD~1", tmp_path / "shallow")


def test_no_repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Git's own reason is told: often it is not that there is none."""
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    with pytest.raises(RevisionError, match="is in no git repository that can be read: not a git repository"):
        Revision("HEAD", tmp_path)
    with pytest.raises(RevisionError, match="is in no git repository that can be read: cannot change to"):
        Revision("HEAD", tmp_path / "nowhere")


def test_a_repository_without_commits(repository: Repository) -> None:
    """There is no HEAD yet."""
    repository.write("policy.yaml", POLICY)
    with pytest.raises(RevisionError, match="there is no revision 'HEAD'"):
        Revision("HEAD")


def test_no_git(repository: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    """Said as it is."""
    repository.write("policy.yaml", POLICY)
    monkeypatch.setenv("PATH", os.devnull)
    with pytest.raises(RevisionError, match="git is not installed"):
        Revision("HEAD")


def test_a_broken_repository(repository: Repository) -> None:
    """An object that is gone: the file cannot be read, or the files not be listed."""
    repository.write("policy.yaml", POLICY)
    repository.commit()
    revision = Revision("HEAD")
    blob, tree = (repository.git("rev-parse", name).strip() for name in ("HEAD:policy.yaml", "HEAD^{tree}"))
    (repository.folder / ".git" / "objects" / blob[:2] / blob[2:]).unlink()
    told = problems(revision, "policy.yaml")
    assert told[0].startswith("error[unreadable]: cannot read `HEAD:policy.yaml`: git cannot read it at `HEAD`: ")
    (repository.folder / ".git" / "objects" / tree[:2] / tree[2:]).unlink()
    with pytest.raises(RevisionError, match="git cannot list the files of `HEAD`: "):
        Revision("HEAD")


def test_a_slow_git(repository: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is not waited for without end."""
    script = tmp_path / "bin" / "git"
    script.parent.mkdir()
    script.write_text("#!/bin/sh\nexec sleep 600\n")
    script.chmod(0o755)
    monkeypatch.setenv("PATH", f"{script.parent}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setattr(_revisions, "_SECONDS", 0.1)
    with pytest.raises(RevisionError, match="no git repository that can be read"):
        Revision("HEAD", repository.folder)
