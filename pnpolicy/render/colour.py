"""Colours for a terminal, or none."""

from typing import Final

_CODES: Final = {"bold": "1", "dim": "2", "red": "31", "green": "32", "yellow": "33", "blue": "34"}


class Paint:
    """`paint("text", "red", "bold")`: the text in colours, or as it is where there are none."""

    def __init__(self, *, colours: bool) -> None:
        self.colours = colours

    def __call__(self, text: str, *styles: str) -> str:
        """The text in some styles."""
        if not self.colours:
            return text
        return f"\x1b[{';'.join(_CODES[style] for style in styles)}m{text}\x1b[0m"


PLAIN: Final = Paint(colours=False)
"""No colours."""
