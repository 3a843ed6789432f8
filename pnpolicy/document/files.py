"""Where files are read: the disk, or whatever else looks like it."""

import os
from pathlib import Path
from typing import Protocol


class Files(Protocol):
    """A place with files in it. Errors are `OSError`."""

    def exists(self, path: Path) -> bool:
        """Whether there is anything at a path."""
        ...

    def is_dir(self, path: Path) -> bool:
        """Whether there is a folder."""
        ...

    def is_file(self, path: Path) -> bool:
        """Whether there is a file."""
        ...

    def data(self, path: Path, most: int) -> bytes:
        """The first bytes of a file, at most so many."""
        ...

    def shown(self, path: Path) -> str:
        """A path as people name it."""
        ...


class Disk:
    """The disk."""

    def exists(self, path: Path) -> bool:
        """Whether there is anything at a path."""
        return path.exists()

    def is_dir(self, path: Path) -> bool:
        """Whether there is a folder."""
        return path.is_dir()

    def is_file(self, path: Path) -> bool:
        """Whether there is a file."""
        return path.is_file()

    def data(self, path: Path, most: int) -> bytes:
        """The first bytes of a file, at most so many."""
        with path.open("rb") as file:
            return file.read(most)

    def shown(self, path: Path) -> str:
        """A path as it was given."""
        return os.fspath(path)
