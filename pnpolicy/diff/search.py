"""Whether a line gives some login a name that the other side does not give to the same login.

Three questions in turn, so that nothing is guessed. First the names by their marks (`language.uncovered`): if all are
covered, no login gains anything, whatever its values. If not, the name found and its values are looked up on both
sides. Where the other side gives the name after all, by parts that are equal by chance, its values are fixed; for one
login there are no marks, only languages, and the answer is exact. Then the first question is asked again for all other
values, until nothing is left, or a name is found, or the questions run out.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final, NamedTuple

from pnpolicy import language
from pnpolicy.diff.change import Bindings
from pnpolicy.diff.lines import Line, Parts, Value, behind_shared, regex_of
from pnpolicy.diff.logins import FEW, Asked, Logins
from pnpolicy.diff.values import accepted, all_of, exact, texts

MOST_QUESTIONS: Final = 200
"""Questions about one line. Nearly all that people write takes one or two; a variable of few values one for each."""


@dataclass(frozen=True, slots=True)
class Found:
    """A name that a login gains by a line.

    Attributes:
        line: the line.
        name: the shortest one found.
        bindings: the login, by shared variables; nobody else's values matter.
        case: the values that were fixed for it.
    """

    line: Line
    name: str
    bindings: Bindings
    case: "Case"


class Spelled(NamedTuple):
    """A name, and what its values would be.

    Attributes:
        values: variables that are not fixed → what they were read as, where they stand twice perhaps differently.
    """

    name: str
    values: dict[str, list[str]]

    @classmethod
    def of(cls, names: language.Keyed, texts: Sequence[str]) -> "Spelled":
        """What the parts of a sequence spell."""
        values: dict[str, list[str]] = {}
        for key, text in zip(names.keys, texts, strict=True):
            if key and text not in values.setdefault(key, []):
                values[key].append(text)
        return cls("".join(texts), values)


@dataclass(frozen=True, slots=True)
class Case:
    """Some of all logins: a part of what a question is about.

    Attributes:
        values: variables in the name → the value they are fixed to.
        without: others → values that are dealt with.
        chosen: the other side's variables → the value they are fixed to.
    """

    values: Mapping[str, str] = field(default_factory=dict)
    without: Mapping[str, frozenset[str]] = field(default_factory=dict)
    chosen: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_every(self) -> bool:
        """Whether it is all logins."""
        return not (self.values or self.without or self.chosen)

    def fixed(self, values: Mapping[str, str]) -> "Case":
        """The same for one choice of the values in the name."""
        return replace(self, values={**values, **self.values}, without={})

    def others(self, values: Mapping[str, str]) -> "list[Case]":
        """The same for every other choice, in parts that share none; the one that differs least first."""
        found: list[Case] = []
        known = dict(self.values)
        for variable, value in values.items():
            if variable not in known:
                without = {name: kept for name, kept in self.without.items() if name not in known}
                without[variable] = without.get(variable, frozenset()) | {value}
                found.append(Case(dict(known), without, self.chosen))
                known[variable] = value
        return found[::-1]


Answers = dict[tuple[Parts, tuple[Parts, ...]], Spelled | language.LanguageError | None]
"""Parts of a line, and of others → what was answered of all logins."""


class Search:
    """The names of one line against the lines of the other side that may give them."""

    def __init__(self, logins: Logins, line: Line, others: Iterable[Line], action: str, known: Answers) -> None:
        """Makes ready to ask.

        Args:
            logins: which side gives, and which is asked.
            line: a line of the giver.
            others: the lines of the other side that may give an action on its names.
            action: that action.
            known: what was answered for lines that differ from this one, and from what is near, in their heads only.
        """
        self.logins = logins
        self.line = line
        self.others = [other for other in others if all(logins.way(name, line) != "none" for name in other.values)]
        self.action = action
        self.known = known
        self.head, self.parts, self.held = behind_shared(line.parts, [other.parts for other in self.others])

    def first(self) -> Found | None:
        """A name that a login gains; None if no login gains any.

        Raises:
            language.LanguageError: it was not decided.
        """
        waiting = [Case()]
        for _ in range(MOST_QUESTIONS):
            if not waiting:
                return None
            case = waiting.pop(0)
            spelled = self.ask(case)
            if spelled is None:
                continue
            single = case.fixed({variable: options[0] for variable, options in spelled.values.items()})
            if (found := self.found(single, spelled.name)) is not None:
                return found
            if single != case:
                waiting += case.others(single.values)
                waiting.insert(0, single)
            else:
                waiting += self.by_choice(case)
        raise language.Undecided("questions about one line", MOST_QUESTIONS)

    def more(self, found: Found, names: Iterable[str]) -> Iterator[str]:
        """Further names that the same login gains by the line, shortest first.

        Raises:
            language.LanguageError: it was not decided.
        """
        told = list(names)
        case = self.closed(found)
        while (spelled := self.ask(case, told)) is not None:
            told.append(spelled.name)
            if self.logins.gains(self.line.reach.kind, self.action, spelled.name, found.bindings):
                yield spelled.name

    def closed(self, found: Found) -> Case:
        """The one login of a name."""
        chosen: dict[str, str] = {}
        for other in self.others:
            for variable in other.values:
                if self.logins.way(variable, self.line) == "free":
                    value = found.bindings[variable]
                    chosen[variable] = value if isinstance(value, str) else value[0]
        return replace(found.case, chosen=chosen)

    # ---- questions ---------------------------------------------------------------------------------------------------

    def ask(self, case: Case, but: Iterable[str] = ()) -> Spelled | None:
        """A name that is not covered; None if there is none in this case.

        Args:
            case: which logins.
            but: names that do not count.

        Raises:
            language.LanguageError: it was not decided.
        """
        if case.is_every and not but:
            key = (self.parts, tuple(self.held))
            if key not in self.known:
                try:
                    self.known[key] = self.asked(case, ())
                except language.LanguageError as problem:
                    self.known[key] = problem
            answer = self.known[key]
        else:
            answer = self.asked(case, [name[len(self.head) :] for name in but if name.startswith(self.head)])
        if isinstance(answer, language.LanguageError):
            raise answer
        # It is the shortest: if that is too long for a name, so are all others.
        if answer is None or len(self.head) + len(answer.name) > language.LONGEST_NAME:
            return None
        return Spelled(self.head + answer.name, answer.values)

    def asked(self, case: Case, but: Iterable[str]) -> Spelled | None:
        """The same without what all names begin with, of any length that a name may have."""
        names = self.names(case)
        keyed: list[language.Keyed] = []
        plain: list[language.Regex] = []
        literals = list(but)
        for parts in self.held:
            held = self.holding(parts, case)
            if isinstance(held, language.Keyed):
                keyed.append(held)
            elif held is not None and held.text is not None:
                literals.append(held.text)
            elif held is not None:
                plain.append(held)
        if literals:
            plain.append(texts(literals))
        if any(names.keys):
            spelled = language.uncovered(names, keyed, plain)
            return None if spelled is None else Spelled.of(names, spelled)
        name = language.outside(language.concat(*names.parts), *plain)
        return None if name is None else Spelled(name, {})

    def names(self, case: Case) -> language.Keyed:
        """The names of the line."""
        parts: list[language.Regex] = []
        keys: list[str] = []
        for part in self.parts:
            key = ""
            if not isinstance(part, Value):
                parts.append(regex_of(part))
            elif part.variable in case.values:
                parts.append(language.literal(case.values[part.variable]))
            else:
                parts.append(exact(part.domains, case.without.get(part.variable, frozenset())))
                key = part.variable
            keys.append(key)
        return language.Keyed(tuple(parts), tuple(keys))

    def holding(self, given: Parts, case: Case) -> language.Keyed | language.Regex | None:
        """The names of a line of the other side; None if it gives none, or need not."""
        parts: list[language.Regex] = []
        keys: list[str] = []
        for part in given:
            key = ""
            if not isinstance(part, Value):
                parts.append(regex_of(part))
            else:
                same = self.logins.way(part.variable, self.line) == "same"
                value = (case.values if same else case.chosen).get(part.variable)
                if value is not None:
                    if not accepted(part.domains, value):
                        return None
                    parts.append(language.literal(value))
                elif same:
                    parts.append(exact(part.domains))
                    key = part.variable
                else:
                    return None  # some value keeps any name out, or else it is looked at value by value
            keys.append(key)
        return language.Keyed(tuple(parts), tuple(keys)) if any(keys) else language.concat(*parts)

    # ---- answers -----------------------------------------------------------------------------------------------------

    def found(self, case: Case, name: str) -> Found | None:
        """The name with a login that really gains it; None if there is none."""
        asked = Asked(self.action, self.line, case.values, case.chosen)
        bindings = self.logins.keeping_out(asked, name, self.others)
        return None if bindings is None else Found(self.line, name, bindings, case)

    def by_choice(self, case: Case) -> Iterator[Case]:
        """The same case for each value that the other side may have, where its values are few.

        Raises:
            language.Undecided: they are not.
        """
        for other in self.others:
            for variable in other.values:
                if self.logins.way(variable, self.line) == "free" and variable not in case.chosen:
                    values = all_of(self.logins.choice(variable), FEW)
                    if values is not None:
                        yield from (replace(case, chosen={**case.chosen, variable: value}) for value in values)
                        return
        raise language.Undecided("values of a variable that no name needs", FEW)
