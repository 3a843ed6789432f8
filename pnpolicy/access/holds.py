"""Does a name belong to a reach, given values? The one question both the decision and the grant path ask of names.

Compiled once per reach, into the cheapest test its shape allows. No regular expression is compiled here, and none
runs but those of the domains: a name is taken apart by text.
"""

from collections.abc import Callable, Iterable, Iterator
from itertools import product

from pnpolicy import language
from pnpolicy.access.binding import Values
from pnpolicy.access.reach import Reach
from pnpolicy.policy.model import Fill
from pnpolicy.wire.limits import FORBIDDEN, NAME_MAX

Test = Callable[[str, Values], bool]


def test_of(reach: Reach) -> Test:
    """A test `(name, values) → bool` for a reach. Names that PubNub does not allow are in no reach.

    Raises:
        language.Undecided: a raw pattern needs more states than a table may have.
    """
    if reach.raw is not None:
        return _raw(reach)
    if len(reach.fills) == 1:
        return _one_hole(reach)
    if not reach.fills:
        whole = str(reach)
        return lambda name, _: name == whole
    return _many_holes(reach)


def _raw(reach: Reach) -> Test:
    fullmatch = language.matcher(reach.regex).fullmatch
    forbidden = FORBIDDEN.search
    return lambda name, _: 0 < len(name) <= NAME_MAX and not forbidden(name) and fullmatch(name)


def _one_hole(reach: Reach) -> Test:
    (fill,) = reach.fills
    prefix, suffix = reach.frame
    variable = fill.variable.name
    if fill.how == "bound":
        if (reach.longest or 0) > NAME_MAX:
            return lambda name, values: name == f"{prefix}{values[variable]}{suffix}" and len(name) <= NAME_MAX
        return lambda name, values: name == f"{prefix}{values[variable]}{suffix}"
    least = len(prefix) + len(suffix)
    start, end = len(prefix), -len(suffix) or None

    def framed(name: str) -> bool:
        return least < len(name) <= NAME_MAX and name.startswith(prefix) and name.endswith(suffix)

    if fill.how == "listed":
        return lambda name, values: framed(name) and name[start:end] in values[variable]
    accepts = fill.variable.domain.accepts
    return lambda name, _: framed(name) and bool(accepts(name[start:end]))


def _many_holes(reach: Reach) -> Test:
    def test(name: str, values: Values) -> bool:
        return len(name) <= NAME_MAX and any(_spans(reach, name, chosen) for chosen in choices(reach, values))

    return test


def choices(reach: Reach, values: Values) -> Iterator[Values]:
    """The values with every listed variable of a reach standing for one of its values, in every combination."""
    listed = list(dict.fromkeys(fill.variable.name for fill in reach.fills if fill.how == "listed"))
    if not listed:
        yield values
        return
    for chosen in product(*(values[name] for name in listed)):
        yield {**values, **dict(zip(listed, chosen, strict=True))}


def _spans(reach: Reach, name: str, values: Values) -> bool:
    """Whether the parts can lie side by side on the whole name. Keeps the set of places reached, so it is exact."""
    places = {0}
    for part in reach.parts:
        if isinstance(part, Fill) and part.how == "open":
            places = set(_after_open(part, name, places))
        else:
            text = part if isinstance(part, str) else values[part.variable.name]
            places = {place + len(text) for place in places if name.startswith(text, place)}
        if not places:
            return False
    return len(name) in places


def _after_open(fill: Fill, name: str, places: Iterable[int]) -> Iterator[int]:
    domain = fill.variable.domain
    for place in places:
        dot = name.find(".", place)  # no domain admits a dot
        most = min(place + domain.longest, dot if dot >= 0 else len(name))
        for end in range(place + domain.shortest, most + 1):
            if domain.accepts(name[place:end]):
                yield end
