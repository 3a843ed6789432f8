"""How many names are gained: those that some login has now and none had before, or those of one login."""

from collections.abc import Sequence
from functools import lru_cache

from pnpolicy import language
from pnpolicy.diff.change import Bindings
from pnpolicy.diff.gains import Gain, Gains
from pnpolicy.diff.lines import Line, Value
from pnpolicy.diff.shelf import Shelf
from pnpolicy.diff.values import Domains, exact
from pnpolicy.policy.domain import Domain
from pnpolicy.policy.model import RawPattern


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
    others = [*gains.near(line, action), *earlier]
    if others:
        return language.count(line.names() - language.union(*(other.names() for other in others)))
    holes = [part for part in line.parts if not isinstance(part, str)]
    if len(set(holes)) == 1 and not isinstance(holes[0], RawPattern):  # one value, as often as it may stand there
        room = language.LONGEST_NAME - sum(len(part) for part in line.parts if isinstance(part, str))
        return _values(_domains(holes[0]), room // len(holes))
    return language.count(line.names())


def _domains(hole: Value | Domain) -> Domains:
    return hole.domains if isinstance(hole, Value) else frozenset((hole,))


@lru_cache(256)
def _values(domains: Domains, longest: int) -> int:
    return language.count(exact(domains), longest=longest)


def _one(gains: Gains, line: Line, action: str, earlier: Sequence[Line], bindings: Bindings) -> int:
    """Names of a line that one login has, the other side does not give it, and no earlier line spells for it."""
    names = language.union(*gains.giver.closed(line, bindings))
    others = [regex for other in gains.near(line, action) for regex in gains.other.closed(other, bindings)]
    others += [regex for other in earlier for regex in gains.giver.closed(other, bindings)]
    return language.count(names - language.union(*others) if others else names)
