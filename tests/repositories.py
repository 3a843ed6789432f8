"""Scratch repositories of git, always the same: fixed names, times and settings."""

import os
import subprocess
from pathlib import Path

_WHO = {f"GIT_{part}_{what}": told for part in ("AUTHOR", "COMMITTER") for what, told in (
    ("NAME", "Somebody"), ("EMAIL", "somebody@example.com"), ("DATE", "2026-01-01T00:00:00Z"),
)}  # fmt: skip


class Repository:
    """A repository in a folder, with one branch `main` and nothing in it yet."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        self.git("init", "--quiet", "--initial-branch=main")

    def git(self, *words: str) -> str:
        """Runs a git command that has to succeed, whatever this machine's settings are."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
        environment = {**kept, **_WHO, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
        command = ["git", "-C", str(self.folder), *words]
        done = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)  # noqa: S603
        assert done.returncode == 0, done.stderr
        return done.stdout

    def write(self, path: str, text: str | bytes) -> Path:
        """Writes a file of the work tree."""
        file = self.folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text.encode() if isinstance(text, str) else text)
        return file

    def commit(self, why: str = "a change") -> str:
        """Commits everything there is; says which commit it is."""
        self.git("add", "--all")
        self.git("commit", "--quiet", "--message", why)
        return self.git("rev-parse", "HEAD").strip()
