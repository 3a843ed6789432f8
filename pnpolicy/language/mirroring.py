"""Languages read backwards, and what can stand before a given ending."""

from typing import Final

from pnpolicy.language.leaves import Look, LookKind, Node, Words, look, words
from pnpolicy.language.nodes import Alt, Cat, Rep, alt, cat, rep
from pnpolicy.language.regex import Regex, closed
from pnpolicy.language.sieve import Sieve, sieve
from pnpolicy.language.symbols import OTHER_BEFORE, ascii_mask

_MIRRORED: Final[dict[LookKind, LookKind]] = {
    "text start": "text end",
    "text end": "text start",
    "line start": "line end",
    "line end": "line start",
    "boundary": "boundary",
    "no boundary": "no boundary",
}


def before(regex: Regex, ending: str) -> Regex:
    r"""Every text that makes one of the language when an ending (ASCII) is put behind it.

    `before(parse("chat\\..*"), ".*")` holds `chat`, for the text `chat.*` is in that language.

    Raises:
        Undecided: an intersection or a difference could not be solved.
        Unsupported: an assertion depends on more than its place.
    """
    node = mirrored(closed(regex))
    for character in reversed(ending):
        letter = ascii_mask(character)
        node = alt(rest for mask, rest in node.moves(OTHER_BEFORE) if mask & letter)
    return Regex(mirrored(node))


def mirrored(node: Node) -> Node:
    """The language of the texts written backwards."""
    return _mirrored(node, {})


def _mirrored(node: Node, known: dict[Node, Node]) -> Node:
    """The same; a part that stands in many places is turned round once."""
    found = known.get(node)
    if found is None:
        found = known[node] = _turned(node, known)
    return found


def _turned(node: Node, known: dict[Node, Node]) -> Node:
    if isinstance(node, Words):
        return words(tuple(sorted(text[::-1] for text in node.words)))
    if isinstance(node, Look):
        return look(_MIRRORED[node.kind])
    if isinstance(node, Alt):
        return alt(_mirrored(part, known) for part in node.parts)
    if isinstance(node, Rep):
        return rep(_mirrored(node.body, known), node.low, node.high)
    if isinstance(node, Sieve):
        return sieve(
            (_mirrored(part, known) for part in node.wanted), (_mirrored(part, known) for part in node.unwanted)
        )
    if not isinstance(node, Cat):
        return node
    whole = _mirrored(node.left, known)
    while isinstance(node.right, Cat):
        node = node.right
        whole = cat(_mirrored(node.left, known), whole)
    return cat(_mirrored(node.right, known), whole)
