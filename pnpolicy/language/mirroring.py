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
    if isinstance(node, Words):
        return words(tuple(sorted(text[::-1] for text in node.words)))
    if isinstance(node, Look):
        return look(_MIRRORED[node.kind])
    if isinstance(node, Alt):
        return alt(map(mirrored, node.parts))
    if isinstance(node, Rep):
        return rep(mirrored(node.body), node.low, node.high)
    if isinstance(node, Sieve):
        return sieve(map(mirrored, node.wanted), map(mirrored, node.unwanted))
    if not isinstance(node, Cat):
        return node
    whole = mirrored(node.left)
    while isinstance(node.right, Cat):
        node = node.right
        whole = cat(mirrored(node.left), whole)
    return cat(mirrored(node.right), whole)
