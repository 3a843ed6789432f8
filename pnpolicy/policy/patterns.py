"""Entries that are granted as patterns: open holes, and the families that `except` leaves out of them.

Such a pattern must spell exactly the names meant: no more, and none but names. RE2 has no look-ahead, so what is left
of `chat.room.<roomId>` without `chat.room.staff` has to be spelled letter by letter. The language engine does that; it
is then read back and proved to hold what was asked, before anything is granted by it. What cannot be spelled exactly,
or takes too many characters, is refused with the reason, never widened.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from pnpolicy import language
from pnpolicy.diagnostic import Problems, Severity, suggestion
from pnpolicy.document.load import Document
from pnpolicy.policy.model import Family, RawPattern, Variable
from pnpolicy.policy.template import Hole, Template, may_end_as_companion
from pnpolicy.text import Route, Span
from pnpolicy.wire.actions import PRESENCE_SUFFIX, Kind
from pnpolicy.wire.limits import NAME_MAX

MAX_SPELLED: Final = 2_000
"""Characters of what `except` leaves over: as many as a `pattern` may be written with. A token rides in a URL, and of
the 16 KiB it should have at most these take 2.7."""
MAX_DIFFERENCES: Final = 100
"""Different things that the `except`s of one policy may ask to be spelled. Each takes some milliseconds, those that are
refused up to a fifth of a second; people write a handful."""

Rest = tuple[tuple[Family, ...], RawPattern | None]
"""The families that take a name away, and what is left; none and None where nothing is left out."""


class _RefusedError(Exception):
    """Why there is no pattern: a code, a message and help."""

    def __init__(self, code: str, message: str, help: str = "") -> None:  # noqa: A002  the word of diagnostics
        super().__init__(message)
        self.code = code
        self.help = help


class Patterns:
    """Checks the entries of one policy that become patterns."""

    def __init__(
        self,
        at: Document[Any],
        variables: Mapping[str, Variable],
        families: Mapping[tuple[Kind, str], Family],
        known_families: set[tuple[Kind, str]],
        problems: Problems,
    ) -> None:
        """As for `resolve_roles`."""
        self.at = at
        self.variables = variables
        self.families = families
        self.known_families = known_families
        self.problems = problems
        self.differences: dict[tuple[object, ...], Rest | _RefusedError] = {}

    # ---- open holes --------------------------------------------------------------------------------------------------

    def check_open(self, family: Family, filling: Mapping[str, str], variable: str, span: Span) -> bool:
        """Whether a hole left open can be spelled exactly; reports why not."""
        faults = list(self.faults(family, filling, variable, "this name"))
        for message, help_text in faults:
            self.problems.report("cannot-spell", message, span, help_text)
        return not faults

    def faults(self, family: Family, filling: Mapping[str, str], variable: str, told: str) -> Iterator[tuple[str, str]]:
        """What keeps names from being spelled as a short pattern with a hole ranging over its domain: message and help.

        Args:
            family: whose names.
            filling: hole → the variable that fills it.
            variable: the one that is left open.
            told: what the names are called.
        """
        if not self.is_known(family) or variable not in self.variables:
            return  # already reported
        assert isinstance(family.names, Template)  # noqa: S101  a raw pattern has no holes to be open
        domain = self.variables[variable].domain
        places = [part for part in family.names.parts if isinstance(part, Hole) and filling[part.name] == variable]
        if len(places) > 1:
            message = f"`<{variable}>` stands twice in {told}; a pattern cannot say that both are equal"
            yield message, "list the values with `each`"
        if any(self.variables[place.name].domain != domain for place in places):
            message = f"`{places[0].name}` and `{variable}` have different domains, so `any` would be ambiguous"
            yield message, "give both the same domain, or drop `where`"
        if not domain.bounded:
            rest = sum(
                len(part) if isinstance(part, str) else self.variables[part.name].domain.shortest
                for part in family.names.parts
            )
            free = NAME_MAX - (rest - domain.shortest * len(places))
            if domain.longest < free:
                message = f"a {domain.type} of at most {domain.longest} characters cannot be spelled as a short pattern"
                yield message, f"use the type `id`, list the values with `each`, or raise `max` to {max(free, 1)}"

    def check_companions(self, family: Family, rest: RawPattern | None, span: Span) -> None:
        """No pattern covers the presence companions of other channels."""
        parts = family.names.parts if isinstance(family.names, Template) else ("",)
        if not self.is_known(family) or not may_end_as_companion(parts):
            return
        names = rest.regex if rest else self.regex_of(family)
        companions = language.concat(language.ANY, language.literal(PRESENCE_SUFFIX))
        try:
            witness = language.meet(names, companions)
        except language.Undecided as problem:
            self.problems.report("undecided", f"cannot decide which names this covers ({problem})", span, "simplify it")
            return
        if witness is not None:
            message = f"this would cover `{witness}`, the presence companion of another channel"
            help_text = "a hole may be `pnpres`; put `.` before it, or text behind it"
            self.problems.report("cannot-spell", message, span, help_text)

    def is_known(self, family: Family) -> bool:
        """Whether every variable of its own could be read."""
        return all(hole in self.variables for hole in family.holes)

    def regex_of(self, family: Family) -> language.Regex:
        """The names of a family as a language, each hole ranging over its domain."""
        if not isinstance(family.names, Template):
            return family.names.regex
        return language.concat(
            *(
                language.literal(part) if isinstance(part, str) else self.variables[part.name].domain.regex
                for part in family.names.parts
            )
        )

    # ---- families left out -------------------------------------------------------------------------------------------

    def rest(self, family: Family, bound: Sequence[str], names: Sequence[str], route: Route) -> Rest:
        """What an entry's `except` takes away, and leaves.

        Args:
            family: the entry's.
            bound: the variables that fill its holes and are not left open.
            names: the families to leave out, as written.
            route: the entry.
        """
        if not isinstance(family.names, Template) or (family.holes and not bound):
            others = self.left_out(family, names, route)
            if not others or not self.is_known(family):
                return (), None
            return self.difference(family, others, route)
        span = self.at.key(*route, "except")
        if family.holes:
            message = f"`except` takes an entry whose holes are all open, and `{bound[0]}` has a value here"
            help_text = f"leave it open, `any: [{bound[0]}]`, or take `except` out: a name given a value is one name"
        else:
            message, help_text = f"`{family.name}` is one name, of which nothing can be left out", "take `except` out"
        self.problems.report("cannot-spell", message, span, help_text)
        return (), None

    def left_out(self, family: Family, names: Sequence[str], route: Route) -> dict[str, Family] | None:
        """The families that are named, with each a place; None if one cannot be left out, which is reported."""
        others: dict[str, Family] = {}
        sound = True
        for index, name in enumerate(names):
            fault = self.misnamed(family, name, others)
            other = self.families.get((family.kind, name))
            if fault is None and other is not None and self.is_known(other):
                others[name] = other
                filling = {hole: hole for hole in other.holes}
                for hole in other.holes:
                    for message, _ in self.faults(other, filling, hole, f"`{name}`"):
                        help_text = f"give the names of `{name}` another beginning than those of `{family.name}`"
                        fault = fault or ("cannot-spell", f"`{name}` cannot be left out: {message}", help_text)
            if fault is not None:
                code, message, help_text = fault
                self.problems.report(code, message, self.at.at(*route, "except", index), help_text)
            sound = sound and fault is None and name in others
        return others if sound else None

    def misnamed(self, family: Family, name: str, others: Mapping[str, Family]) -> tuple[str, str, str] | None:
        """What is wrong with a name under `except`: a code, a message and help."""
        if (family.kind, name) not in self.known_families:
            elsewhere = [of.value for of in Kind if (of, name) in self.known_families]
            options = [known for kind, known in self.known_families if kind is family.kind and known != family.name]
            help_text = suggestion(name, options, f"other families in `{family.kind}`")
            if elsewhere:
                help_text = f"it is declared in `{elsewhere[0]}`; names of another kind are apart anyway"
            return "unknown-family", f"`{name}` is not declared in `{family.kind}`", help_text
        if name == family.name:
            return "nothing-left", f"`{name}` leaves itself out, so no name is left", "name another family"
        if name in others:
            return "duplicate-family", f"`{name}` is written twice", "keep one of them"
        return None

    def difference(self, family: Family, others: Mapping[str, Family], route: Route) -> Rest:
        """What is left of a family without others; worked out once, however many entries ask for it."""
        key = (family.kind, family.name, *sorted(others))
        if key not in self.differences:
            if len(self.differences) >= MAX_DIFFERENCES:
                message = f"the policy has more than {MAX_DIFFERENCES} different `except`s"
                self.problems.report("too-large", message, self.at.key(*route, "except"), "split the policy")
                return (), None
            try:
                self.differences[key] = self.spelled(family, others)
            except _RefusedError as refused:
                self.differences[key] = refused
        found = self.differences[key]
        if isinstance(found, _RefusedError):
            self.problems.report(found.code, str(found), self.at.key(*route, "except"), found.help)
            return (), None
        for index, (name, other) in enumerate(others.items()):
            if other not in found[0]:
                message = f"`{name}` shares no name with `{family.name}`, so this leaves nothing out"
                span = self.at.at(*route, "except", index)
                self.problems.report("nothing-left-out", message, span, "remove it", severity=Severity.WARNING)
        return found

    def spelled(self, family: Family, others: Mapping[str, Family]) -> Rest:
        """The same, as if for the first time.

        Raises:
            _RefusedError: nothing is left, or no short pattern spells it.
        """
        without = " and ".join(f"`{name}`" for name in others)
        apart = f"give the names of {without} another beginning"
        help_text = f"list the values with `each`, or {apart}" if family.holes else apart
        whole = self.regex_of(family)
        try:
            taken = {name: self.regex_of(other) for name, other in others.items()}
            taken = {name: names for name, names in taken.items() if language.meet(whole, names) is not None}
            if not taken:
                return (), None
            unwanted = language.union(*taken.values())
            if language.outside(whole, unwanted) is None:
                message = f"`{family.name}` without {without} has no name left"
                raise _RefusedError("nothing-left", message, "take the line out, or leave out less")
            body = language.spelled(whole - unwanted)
            if len(body) > MAX_SPELLED:
                cost = f"would take a pattern of {len(body):,} characters; at most {MAX_SPELLED:,} are granted"
                raise _RefusedError("cannot-spell", f"`{family.name}` without {without} {cost}", help_text)
            regex = language.concat(language.parse(body))
            told = language.outside(regex, whole) or language.meet(regex, unwanted)
            told = told or language.outside(whole, regex, unwanted)
        except language.LanguageError as problem:
            cost = f"no pattern of at most {MAX_SPELLED:,} characters was found for `{family.name}` without {without}"
            raise _RefusedError("cannot-spell", f"{cost} ({problem})", help_text) from None
        if told is not None:  # pragma: no cover  the engine is exact; its word is checked all the same
            raise AssertionError(f"`{body}` is wrong about `{told}`")
        return tuple(others[name] for name in taken), RawPattern(body, regex, body)
