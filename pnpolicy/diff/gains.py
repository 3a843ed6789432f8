"""What one side gives beyond the other: per kind and action, the lines by which some login gains a name.

Lines that spell the same names for the same values are matched first; a policy that was edited has few others. Each of
those is asked about alone, against the lines of the other side that may share a name with it.
"""

from collections.abc import Hashable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Final

from pnpolicy import language
from pnpolicy.diff.change import Cause, Example
from pnpolicy.diff.lines import Line, Side
from pnpolicy.diff.logins import Logins
from pnpolicy.diff.search import Answers, Found, Search
from pnpolicy.diff.shelf import Shelf
from pnpolicy.wire.actions import BITS, Kind, actions_of

MAX_EXAMPLES: Final = 3
"""Names told of one action; more are in the count."""

MOST_UNDECIDED: Final = 8
"""Lines of a role that may come to nothing before the rest is not asked about: each can take some seconds, and that the
whole is not decided is known by then."""


@dataclass(slots=True)
class Gain:
    """One action on one kind.

    Attributes:
        by: a name for each line by which a login gains one, and the search that found it.
        undecided: the first budget that ran out; None if every line was decided.
    """

    by: list[tuple[Search, Found]] = field(default_factory=list)
    undecided: str | None = None


class Gains:
    """One side against the other.

    Attributes:
        by_action: what is gained, or may be.
    """

    def __init__(self, giver: Side, other: Side) -> None:
        """Compares them, all lines of the one."""
        self.giver = giver
        self.other = other
        self.logins = Logins(giver, other)
        self.by_action: dict[tuple[Kind, str], Gain] = {}
        self._shelves: dict[Kind, Shelf] = {}
        self._known: Answers = {}
        self._given_up = 0
        given: dict[Hashable, int] = {}
        for line in other.lines:
            given[line.key] = given.get(line.key, 0) | line.reach.mask
        apart = set(filter(self.logins.apart, giver.each))
        for line in giver.lines:
            left = line.reach.mask
            if not apart or apart.isdisjoint(line.values):
                left &= ~given.get(line.key, 0)
            if left:
                self._ask(line, left)

    def near(self, line: Line, action: str) -> list[Line]:
        """The other side's lines that may give an action on names of a line."""
        kind, bit = line.reach.kind, BITS[action]
        if kind not in self._shelves:
            self._shelves[kind] = Shelf(other for other in self.other.lines if other.reach.kind is kind)
        return [other for other in self._shelves[kind].near(line) if other.reach.mask & bit]

    def _ask(self, line: Line, mask: int) -> None:
        """Asks for each action, once for those that the same lines of the other side give."""
        answers: dict[tuple[int, ...], tuple[Search, Found | language.LanguageError | None]] = {}
        for action in actions_of(mask):
            others = self.near(line, action)
            key = tuple(map(id, others))
            if key not in answers:
                answers[key] = self._answer(Search(self.logins, line, others, action, self._known))
            search, answer = answers[key]
            if answer is not None:
                gain = self.by_action.setdefault((line.reach.kind, action), Gain())
                if isinstance(answer, Found):
                    gain.by.append((search, answer))
                elif gain.undecided is None:
                    gain.undecided = str(answer)

    def _answer(self, search: Search) -> tuple[Search, Found | language.LanguageError | None]:
        """What a search comes to; once too many came to nothing, the others are not begun."""
        try:
            if self._given_up >= MOST_UNDECIDED:
                raise language.Undecided("lines that were not decided", MOST_UNDECIDED)
            return search, search.first()
        except language.LanguageError as problem:
            self._given_up += 1
            return search, problem

    def examples(self, gain: Gain) -> tuple[Example, ...]:
        """The shortest names of an action, of different lines first."""
        chosen: dict[str, Example] = {}
        for _, found in sorted(gain.by, key=lambda way: (len(way[1].name), way[1].name)):
            if len(chosen) < MAX_EXAMPLES:
                chosen.setdefault(found.name, self._example(found, found.name))
        for name, found in self._more(gain, list(chosen)):
            if len(chosen) < MAX_EXAMPLES:
                chosen.setdefault(name, self._example(found, name))
        return tuple(chosen.values())

    def _more(self, gain: Gain, names: list[str]) -> Iterator[tuple[str, Found]]:
        """Further names, line by line, while fewer are known than may be told."""
        for search, found in gain.by:
            if len(names) >= MAX_EXAMPLES:
                return
            try:
                for name in islice(search.more(found, names), MAX_EXAMPLES - len(names)):
                    names.append(name)
                    yield name, found
            except language.LanguageError:
                continue  # one name is known, and that is enough

    def _example(self, found: Found, name: str) -> Example:
        entry = found.line.reach.entry
        return Example(name, self.logins.told(found.bindings), entry.span, entry.told(found.line.reach.suffix))

    def causes(self, gain: Gain, action: str) -> tuple[Cause, ...]:
        """The lines by which an action is gained."""
        return tuple(Cause(found.line.reach, self._beyond(found.line, action)) for _, found in gain.by)

    def _beyond(self, line: Line, action: str) -> language.Regex:
        """What a line reaches for any login, without what the other side gives to every login."""
        others = [other.regex for other in self.near(line, action) if not other.values]
        return line.regex - language.union(*others) if others else line.regex
