"""Writes files of the user's anew, whole or not at all."""

import os
import tempfile
from contextlib import suppress
from pathlib import Path


def replace_file(path: Path, data: bytes) -> None:
    """Puts data in the place of a file that exists. Its mode stays, and a link to it stays a link.

    Raises:
        OSError: it could not be written; the file is as it was.
    """
    file = path.resolve()
    handle, beside = tempfile.mkstemp(prefix=f".{file.name}.", dir=file.parent)
    try:
        with os.fdopen(handle, "wb") as opened:
            opened.write(data)
        Path(beside).chmod(file.stat().st_mode)
        os.replace(beside, file)  # noqa: PTH105  Path.replace says no more
    except BaseException:
        with suppress(FileNotFoundError):
            Path(beside).unlink()
        raise
