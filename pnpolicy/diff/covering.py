"""Whether some names are exactly what a role gains: asked of the language engine, for every login.

Names that are accepted are put on the old side, as if it had given them to everybody. Then the question is the one that
found the widening, and is answered as that was: by marks, by values, one login at a time. What is still gained is not
covered.
"""

from collections.abc import Collection, Iterator

from pnpolicy import language
from pnpolicy.access.reach import Reach
from pnpolicy.diff.change import ActionChange
from pnpolicy.diff.gains import Gains
from pnpolicy.diff.lines import Line, Side
from pnpolicy.diff.renaming import renamed
from pnpolicy.policy.model import RawPattern, ResolvedPolicy, Role
from pnpolicy.wire.actions import BITS


class Widening:
    """What a role gains of one action on one kind."""

    def __init__(self, change: ActionChange, old: ResolvedPolicy, new: ResolvedPolicy) -> None:
        """Makes ready to ask about a change between two policies."""
        self.change = change
        self._old = old.roles.get(change.role), renamed(old, new).variables
        self._new: tuple[Role | None, dict[str, str]] = new.roles.get(change.role), {}

    def by_line_of(self, families: Collection[tuple[str, bool]]) -> bool:
        """Whether something is gained by a line of some families, each with whether its companions are meant."""
        return any(_family(cause.reach) in families for cause in self.change.gained_by)

    def beyond(self, *accepted: language.Regex, families: Collection[tuple[str, bool]] = ()) -> str | None:
        """The shortest name that some login gains and that is in none of some languages; None if there is none.

        Args:
            accepted: the languages.
            families: families, each with whether its companions are meant; what their lines give does not count.

        Raises:
            language.LanguageError: it was not decided.
        """
        giver, other = self._giver(), self._other()
        giver.lines = tuple(line for line in giver.lines if _family(line.reach) not in families)
        other.lines = (*other.lines, *(self._given_to_all(names, at) for at, names in enumerate(accepted)))
        gain = Gains(giver, other).by_action.get((self.change.kind, self.change.action))
        if gain is None:
            return None
        found = [found.name for _, found in gain.by]
        if gain.undecided is not None and not found:
            raise language.LanguageError(gain.undecided)
        return min(found, key=lambda name: (len(name), name))

    def more(self, accepted: language.Regex) -> str | None:
        """A name of a language that nobody gains, and that not everybody had; None if none was found.

        What no line that widens gives is found exactly. Of names that some logins had before and some have now, the
        shortest of each line is looked at; a name that is told is one that no login gains.

        Raises:
            language.LanguageError: it was not decided.
        """
        lines = self._other().lines
        free = [line.regex for line in lines if not line.values]
        causes = [cause.names for cause in self.change.gained_by]
        if (name := language.outside(accepted, *causes, *free)) is not None:
            return name
        had = language.union(*(line.regex for line in lines if line.values))
        for names in causes:
            name = language.meet(accepted, names, had, without=free)
            if name is not None and not self._is_gained(name):
                return name
        return None

    def ungiven(self, accepted: language.Regex) -> str | None:
        """The shortest name of a language that the new policy gives to nobody; None if there is none.

        Raises:
            language.LanguageError: it was not decided.
        """
        return language.outside(accepted, *(line.regex for line in self._giver().lines))

    def _is_gained(self, name: str) -> bool:
        return self.beyond(language.EVERYTHING - language.literal(name)) is not None

    def _giver(self) -> Side:
        return self._asked_about(Side(*self._new))

    def _other(self) -> Side:
        return self._asked_about(Side(*self._old))

    def _asked_about(self, side: Side) -> Side:
        side.lines = tuple(self._lines(side))
        return side

    def _lines(self, side: Side) -> Iterator[Line]:
        """The lines of a side that give the action on names of the kind."""
        for line in side.lines:
            if line.reach.kind is self.change.kind and line.reach.mask & BITS[self.change.action]:
                yield line

    def _given_to_all(self, names: language.Regex, number: int) -> Line:
        """A line that gives some names to every login."""
        raw = RawPattern(f"\0accepted {number}", names, "")  # no pattern that anybody wrote reads like that
        entry = self.change.gained_by[0].reach.entry
        reach = Reach(self.change.kind, BITS[self.change.action], (), raw, "", entry)
        # What its names begin and end with would save a question, and takes long to find out of a difference.
        return Line(reach, (raw,), "", "")


def _family(reach: Reach) -> tuple[str, bool]:
    """Whose names a line gives, and whether as presence companions."""
    return reach.entry.family.name, bool(reach.suffix)
