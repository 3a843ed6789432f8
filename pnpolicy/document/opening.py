"""Tells files of ours from others by the key that they open with, without reading them as YAML."""

import re
from typing import Final

_OPENING: Final = re.compile(r"""^(?:\{[ \t]*)?["']?(pnpolicy(?:-[a-z]+)?)["']?[ \t]*:(?=\s|$)""", re.MULTILINE)


def opening_key(text: str) -> str | None:
    """`pnpolicy`, `pnpolicy-tests`, … where a line of a text begins with it as a key of the outermost mapping."""
    found = _OPENING.search(text.removeprefix("\ufeff"))
    return found[1] if found else None
