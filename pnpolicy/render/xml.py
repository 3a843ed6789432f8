"""XML that any reader takes, whatever the text in it."""

from xml.etree import ElementTree as ET


def document(root: ET.Element) -> str:
    """A whole document, indented."""
    ET.indent(root)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + ET.tostring(root, encoding="unicode") + "\n"


def safe(text: str) -> str:
    """Text that XML may hold: control characters are written out."""
    return "".join(
        character if character in "\t\n" or (character.isprintable() and character not in "\ufffe\uffff") else
        f"\\u{{{ord(character):x}}}"
        for character in text
    )  # fmt: skip
