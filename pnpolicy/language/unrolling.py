"""Bounded texts as an expression that can stand beside others.

What is in two languages, or in one and not in another, is a `Sieve`, and a sequence wants plain parts. Solving one in
general can take more than there is (see `solving.py`). Where texts have a bound it never does: one expression for each
place in the language and each number of characters that may still come, shared by all that lead to it.
"""

from typing import Final

from pnpolicy.language.alphabet import CODE_POINTS, Classing, classing
from pnpolicy.language.errors import Undecided, Unsupported
from pnpolicy.language.leaves import EPSILON, LOOK, SIEVE, Node, characters
from pnpolicy.language.nodes import alt, cat
from pnpolicy.language.regex import Regex
from pnpolicy.language.settling import settled
from pnpolicy.language.symbols import END

MOST_PLACES: Final = 4_000
"""Expressions in one result, a second's work at worst. A slug of 36 characters takes 300, without 200 values 1,900."""

_ALWAYS: Final = 0
"""The context of an expression without assertions: it heeds none."""


def unrolled(regex: Regex, longest: int) -> Regex:
    """The texts of a language that have at most `longest` characters, without intersections and differences in it.

    Raises:
        Undecided: it takes more than `MOST_PLACES`.
        Unsupported: an assertion depends on more than its place.
    """
    node = settled(regex.node)
    if node.subtle & LOOK:
        raise Unsupported("", 0, "an assertion that depends on the text, inside a larger pattern")
    if not node.subtle & SIEVE and node.most <= longest:
        return Regex(node)
    classes = classing(CODE_POINTS, [node])
    places = [[classes.resolve(node)]]
    left = MOST_PLACES
    while len(places) <= longest and places[-1]:
        left -= len(places[-1])
        if left < 0:
            raise Undecided("places of bounded texts", MOST_PLACES)
        most = longest - len(places)
        after = dict.fromkeys(rest for place in places[-1] for _, rest in place.moves(_ALWAYS))
        places.append([rest for rest in after if rest.least <= most])
    built: dict[Node, Node] = {}
    for layer in reversed(places):
        built = {place: _place(place, built, classes) for place in layer}
    return Regex(classes.restored(next(iter(built.values()))))


def _place(place: Node, built: dict[Node, Node], classes: Classing) -> Node:
    """What is left of a language at a place, from what is left after one more character."""
    ways = [EPSILON] if place.null[_ALWAYS] & END else []
    for mask, rest in place.moves(_ALWAYS):
        if rest in built:
            ways.append(cat(characters(mask & classes.letters), built[rest]))
    return alt(ways)
