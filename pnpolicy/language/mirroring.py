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
    known: dict[Node, Node] = {}  # a part may stand in very many places

    def turned(node: Node) -> Node:
        if node in known:
            return known[node]
        whole = node
        if isinstance(node, Words):
            whole = words(tuple(sorted(text[::-1] for text in node.words)))
        elif isinstance(node, Look):
            whole = look(_MIRRORED[node.kind])
        elif isinstance(node, Alt):
            whole = alt(map(turned, node.parts))
        elif isinstance(node, Rep):
            whole = rep(turned(node.body), node.low, node.high)
        elif isinstance(node, Sieve):
            whole = sieve(map(turned, node.wanted), map(turned, node.unwanted))
        elif isinstance(node, Cat):
            whole, rest = turned(node.left), node.right
            while isinstance(rest, Cat):
                whole, rest = cat(turned(rest.left), whole), rest.right
            whole = cat(turned(rest), whole)
        known[node] = whole
        return whole

    return turned(node)
