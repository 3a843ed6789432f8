"""Policies as they were: the files of a revision, read with git."""

import os
import re
import subprocess
from pathlib import Path
from shutil import which
from threading import Timer
from typing import Final, NamedTuple

from pnpolicy.diagnostic import shown
from pnpolicy.document.load import POLICY_FILE
from pnpolicy.errors import PnpolicyError

_SECONDS: Final = 60
"""What one git command may take: a large repository on a slow disk answers within a few."""
_MOST_LISTED: Final = 64 * 1024 * 1024
"""Bytes in the list of a revision's files, some half a million of them."""
_MOST_TOLD: Final = 64 * 1024
"""Bytes of any other answer, and of what git says about an error."""
_MOST_LINKS: Final = 16
"""Symbolic links on the way to one file."""
_COMMIT: Final = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")


class RevisionError(PnpolicyError):
    """What was asked of git that it cannot tell."""


class Revision:
    """The files of a repository as they were at a revision; paths are those of the work tree.

    Symbolic links are followed as far as the revision holds what they lead to.

    Attributes:
        name: as people called it: `HEAD~1`, `main`, a commit.
        top: the folder of the repository.
    """

    def __init__(self, name: str, at: Path | None = None) -> None:
        """Looks a revision up in the repository that holds a folder, the current one by default.

        Raises:
            RevisionError: there is no git, no repository or no such revision.
        """
        self.name = name
        folder = (at or Path.cwd()).resolve()
        top = _git(folder, "rev-parse", "--show-toplevel")
        if top.failed:
            raise RevisionError(f"`{folder}` is in no git repository that can be read{top.reason}")
        self.top = Path(os.fsdecode(top.text.rstrip(b"\n"))).resolve()
        found = _git(self.top, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{name}^{{commit}}")
        commit = found.text.decode("ascii", "replace").strip()
        if found.failed or not _COMMIT.fullmatch(commit):  # `^main` is found as well, and means something else
            raise RevisionError(f"there is no revision {shown(name, 100)}; {self._advice()}")
        listed = _git(self.top, "ls-tree", "-r", "-z", "--full-tree", commit, most=_MOST_LISTED)
        if listed.failed or listed.is_cut:
            why = " (there are too many)" if listed.is_cut else listed.reason
            raise RevisionError(f"git cannot list the files of `{name}`{why}")
        self._files: dict[str, str] = {}
        self._links: dict[str, str] = {}
        for line in listed.text.split(b"\0"):
            facts, _, path = line.partition(b"\t")
            blob = facts.split()[2].decode("ascii") if facts else ""
            if facts.startswith(b"100"):
                self._files[os.fsdecode(path)] = blob
            elif facts.startswith(b"120"):
                self._links[os.fsdecode(path)] = blob
        self._folders = {str(parent) for path in (*self._files, *self._links) for parent in Path(path).parents}

    @property
    def paths(self) -> list[str]:
        """The folders there are, and the files of YAML."""
        files = (file for file in (*self._files, *self._links) if file.endswith((".yaml", ".yml")))
        return sorted([*files, *(self._folders - {"."})])

    def path(self, text: str) -> Path:
        """A path as git takes it behind `REV:`: from the top of the repository, or with `./` from where one stands."""
        return Path(text) if text.startswith(("./", "../")) else self.top / text

    def exists(self, path: Path) -> bool:
        """Whether there was anything at a path."""
        return self.is_file(path) or self.is_dir(path)

    def is_dir(self, path: Path) -> bool:
        """Whether there was a folder."""
        return self._followed(path) in self._folders

    def is_file(self, path: Path) -> bool:
        """Whether there was a file."""
        return self._followed(path) in self._files

    def data(self, path: Path, most: int) -> bytes:
        """The first bytes of a file, at most so many.

        Raises:
            OSError: git cannot read it.
        """
        return self._blob(self._files[self._followed(path)], most)

    def shown(self, path: Path) -> str:
        """`HEAD~1:policies/live-voting/policy.yaml`."""
        return f"{self.name}:{Path(self._inside(path)).as_posix()}"

    def policies(self, path: Path) -> list[Path]:
        """The policies at a path: a file, a folder with a `policy.yaml`, or all of those below a folder."""
        inside = self._followed(path)
        if inside in self._files:
            return [path]
        found = sorted(
            Path(file)
            for file in (*self._files, *self._links)
            if Path(file).name == POLICY_FILE and (inside == "." or file.startswith(f"{inside}/"))
        )
        own = [file for file in found if str(file.parent) == inside]
        return [path / os.path.relpath(file, inside) for file in own or found]

    def _inside(self, path: Path) -> str:
        """A path from the top of the repository; one outside of it is that of no file."""
        return os.path.relpath(os.path.normpath(Path.cwd() / path), self.top)

    def _followed(self, path: Path) -> str:
        """The same, with all symbolic links followed; what cannot be followed is that of no file."""
        inside = self._inside(path)
        for _ in range(_MOST_LINKS):
            steps = (inside, *map(str, Path(inside).parents))
            link = next((step for step in steps if step in self._links), None)
            if link is None:
                return inside
            target = os.fsdecode(self._blob(self._links[link], _MOST_TOLD))
            rest = os.path.relpath(inside, link)
            inside = os.path.normpath(Path(link).parent / target / rest)
        return inside

    def _blob(self, name: str, most: int) -> bytes:
        data = _git(self.top, "cat-file", "blob", name, most=most)
        if data.failed:
            raise OSError(f"git cannot read it at `{self.name}`{data.reason}")
        return data.text

    def _advice(self) -> str:
        """Where a revision may be that is not here."""
        advice = "give a branch, a tag or a commit of this repository"
        if _git(self.top, "rev-parse", "--is-shallow-repository").text.strip() == b"true":
            return f"{advice}; this clone holds the newest commits alone: fetch more of them (`fetch-depth: 0`)"
        return advice


class _Told(NamedTuple):
    """What a git command printed.

    Attributes:
        text: what it printed.
        is_cut: whether there was more.
        failed: whether it ended badly, or took too long.
        reason: why, in git's own words behind a colon; empty if it gave none.
    """

    text: bytes
    is_cut: bool
    failed: bool
    reason: str


def _git(folder: Path, *words: str, most: int = _MOST_TOLD) -> _Told:
    """Runs a git command, and takes at most so many bytes of what it prints.

    Raises:
        RevisionError: there is no git.
    """
    git = which("git")
    if git is None:
        raise RevisionError("git is not installed, and only it knows revisions; name a file or a folder instead")
    command = [git, "--no-optional-locks", "--literal-pathspecs", "-C", str(folder), *words]
    environment = {**os.environ, "LC_ALL": "C", "GIT_TERMINAL_PROMPT": "0"}
    with subprocess.Popen(  # noqa: S603  a list of words, none of which a shell reads
        command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment
    ) as process:
        assert process.stdout is not None  # noqa: S101  both are piped
        assert process.stderr is not None  # noqa: S101
        patience = Timer(_SECONDS, process.kill)
        patience.start()
        try:
            told = process.stdout.read(most + 1)
            is_cut = len(told) > most
            if is_cut:
                process.kill()
            said = process.stderr.read(_MOST_TOLD).decode(errors="replace").strip().partition("\n")[0]
            code = process.wait()
        finally:
            patience.cancel()
    reason = said.removeprefix("fatal: ")
    return _Told(told[:most], is_cut, code != 0 and not is_cut, f": {reason}" if reason else "")
