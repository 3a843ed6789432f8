"""How many names are gained: those that some login has now and none had before, or those of one login."""

from collections.abc import Sequence
from functools import lru_cache

from pnpolicy import language
from pnpolicy.diff.change import Bindings
from pnpolicy.diff.gains import Gain, Gains
from pnpolicy.diff.lines import Line, Parts, Value, behind_shared, names_of
from pnpolicy.diff.shelf import Shelf
from pnpolicy.diff.values import exact


def counted(gains: Gains, gain: Gain, action: str) -> tuple[int | None, bool]:
    """The names of an action that are gained, each counted once, and whether they are those of one login.

    They are where no name is new: each was given to some login before. Then it is the login of the shortest name whose
    gain is counted. None if the number was not decided.
    """
    if gain.undecided is not None:
        return None, False
    if not gain.by:
        return 0, False
    lines = [found.line for _, found in gain.by]
    try:
        total = sum(_new(gains, line, action, earlier) for line, earlier in _in_turn(lines))
        if total:
            return total, False
        first = min((found for _, found in gain.by), key=lambda found: (len(found.name), found.name))
        return sum(_one(gains, line, action, earlier, first.bindings) for line, earlier in _in_turn(lines)), True
    except language.LanguageError:
        return None, False


def _in_turn(lines: Sequence[Line]) -> list[tuple[Line, list[Line]]]:
    """Each line with those before it that may share a name."""
    shelf = Shelf(lines)
    order = {id(line): number for number, line in enumerate(lines)}
    return [(line, [near for near in shelf.near(line) if order[id(near)] < order[id(line)]]) for line in lines]


def _new(gains: Gains, line: Line, action: str, earlier: Sequence[Line]) -> int:
    """Names of a line that no login of the other side has, and no earlier line spells."""
    return _beyond(line.parts, [other.parts for other in (*gains.near(line, action), *earlier)])


def _one(gains: Gains, line: Line, action: str, earlier: Sequence[Line], bindings: Bindings) -> int:
    """Names of a line that one login has, the other side does not give it, and no earlier line spells for it."""
    others = [parts for other in gains.near(line, action) for parts in gains.other.closed(other, bindings)]
    others += [parts for other in earlier for parts in gains.giver.closed(other, bindings)]
    closed = gains.giver.closed(line, bindings)
    return sum(_beyond(parts, [*others, *closed[:number]]) for number, parts in enumerate(closed))


def _beyond(parts: Parts, others: Sequence[Parts]) -> int:
    """Names that parts spell and others do not."""
    shared, parts, others = behind_shared(parts, others)
    return _counted(parts, frozenset(others), language.LONGEST_NAME - len(shared))


@lru_cache(256)
def _counted(parts: Parts, others: frozenset[Parts], longest: int) -> int:
    """Names of at most so many characters that parts spell and others do not."""
    if others:
        return language.count(names_of(parts) - language.union(*map(names_of, others)), longest=longest)
    holes = [part for part in parts if not isinstance(part, str)]
    if len(holes) > 1 and len(set(holes)) == 1 and isinstance(holes[0], Value):
        # One value that stands several times: where it ends can be told from the length of the name.
        room = longest - sum(len(part) for part in parts if isinstance(part, str))
        return language.count(exact(holes[0].domains), longest=room // len(holes))
    return language.count(names_of(parts), longest=longest)
