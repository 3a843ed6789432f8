"""Policies as they were: the files of a revision, read with git."""

import os
import subprocess
from pathlib import Path
from shutil import which
from threading import Timer
from typing import Final

from pnpolicy.document.load import POLICY_FILE
from pnpolicy.errors import PnpolicyError

_SECONDS: Final = 60
"""What one git command may take: a large repository on a slow disk answers within a few."""
_MOST_LISTED: Final = 64 * 1024 * 1024
"""Bytes in the list of a revision's files, some half a million of them."""


class RevisionError(PnpolicyError):
    """What was asked of git that it cannot tell."""


class Revision:
    """The files of a repository as they were at a revision; paths are those of the work tree.

    Attributes:
        name: as people called it: `HEAD~1`, `main`, a commit.
    """

    def __init__(self, name: str, at: Path | None = None) -> None:
        """Looks a revision up in the repository that holds a folder, the current one by default.

        Raises:
            RevisionError: there is no git, no repository or no such revision.
        """
        self.name = name
        folder = (at or Path.cwd()).resolve()
        top = _git(folder, "rev-parse", "--show-toplevel")
        if top is None:
            raise RevisionError(f"`{folder}` is in no git repository, so it has no revision `{name}`")
        self._top = Path(os.fsdecode(top.rstrip(b"\n"))).resolve()
        commit = _git(self._top, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{name}^{{commit}}")
        if commit is None:
            raise RevisionError(
                f"there is no revision `{name}`; give a branch, a tag or a commit that this clone has "
                "(CI often fetches the newest commit alone)"
            )
        self._commit = commit.decode("ascii").strip()
        listed = _git(self._top, "ls-tree", "-r", "-z", "--full-tree", self._commit, most=_MOST_LISTED)
        if listed is None:
            raise RevisionError(f"git cannot list the files of `{name}`")
        self._files: dict[str, str] = {}
        for line in listed.split(b"\0"):
            facts, _, path = line.partition(b"\t")
            if facts.startswith(b"100"):  # a file; not a link, not a submodule
                self._files[os.fsdecode(path)] = facts.split()[2].decode("ascii")
        self._folders = {str(parent) for path in self._files for parent in Path(path).parents}

    def path(self, text: str) -> Path:
        """A path as git takes it behind `REV:`: from the top of the repository, or with `./` from where one stands."""
        return Path(text) if text.startswith(("./", "../")) else self._top / text

    def exists(self, path: Path) -> bool:
        """Whether there was anything at a path."""
        return self.is_file(path) or self.is_dir(path)

    def is_dir(self, path: Path) -> bool:
        """Whether there was a folder."""
        return self._inside(path) in self._folders

    def is_file(self, path: Path) -> bool:
        """Whether there was a file."""
        return self._inside(path) in self._files

    def data(self, path: Path, most: int) -> bytes:
        """The first bytes of a file, at most so many.

        Raises:
            OSError: git cannot read it.
        """
        data = _git(self._top, "cat-file", "blob", self._files[self._inside(path)], most=most)
        if data is None:
            raise OSError(f"git cannot read it at `{self.name}`")
        return data

    def shown(self, path: Path) -> str:
        """`HEAD~1:policies/live-voting/policy.yaml`."""
        return f"{self.name}:{Path(self._inside(path)).as_posix()}"

    def policies(self, path: Path) -> list[Path]:
        """The policies at a path: a file, a folder with a `policy.yaml`, or all of those below a folder."""
        inside = self._inside(path)
        if inside in self._files:
            return [path]
        found = sorted(
            Path(file)
            for file in self._files
            if Path(file).name == POLICY_FILE and (inside == "." or file.startswith(f"{inside}/"))
        )
        own = [file for file in found if str(file.parent) == inside]
        return [path / os.path.relpath(file, inside) for file in own or found]

    def _inside(self, path: Path) -> str:
        """A path from the top of the repository; one outside of it is that of no file."""
        return os.path.relpath(os.path.normpath(Path.cwd() / path), self._top)


def _git(folder: Path, *words: str, most: int = 1 << 16) -> bytes | None:
    """What a git command prints, at most so many bytes of it; None if it fails, or takes too long.

    Raises:
        RevisionError: there is no git.
    """
    git = which("git")
    if git is None:
        raise RevisionError("git is not installed, and only it knows revisions")
    command = [git, "--no-optional-locks", "--literal-pathspecs", "-C", str(folder), *words]
    with subprocess.Popen(  # noqa: S603  a list of words, none of which a shell reads
        command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as process:
        assert process.stdout is not None  # noqa: S101  it is piped
        patience = Timer(_SECONDS, process.kill)
        patience.start()
        try:
            told = process.stdout.read(most)
            if len(told) == most:
                process.kill()
            code = process.wait()
        finally:
            patience.cancel()
    return told if len(told) == most or code == 0 else None
