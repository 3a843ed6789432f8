"""Roles: entries bound to families and variables, and everything a role extends taken in."""

from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple

from pnpolicy.diagnostic import Problems, Severity, suggestion
from pnpolicy.document import model as written
from pnpolicy.document.load import Document
from pnpolicy.policy.model import Entry, Family, Fill, RawPattern, Role, Variable
from pnpolicy.policy.patterns import Patterns, Rest
from pnpolicy.text import Route, Span
from pnpolicy.wire.actions import Kind

STAMP: Final = "pnpolicy"
"""The key of `meta` under which a token says which policy made it."""
MAX_CHAIN: Final = 32
"""Roles in a row that extend each other. People follow four or five."""
MAX_ANCESTORS: Final = 100
"""Roles that one role takes in."""
MAX_ENTRIES: Final = 50_000
"""Entries of all roles together, each with what it takes in; 2,400 rules in a handful of roles are far below."""
_Written = written.ChannelEntry | written.GroupEntry | written.UserEntry
_INHERITED: Final = ("bind", "ttl", "refresh_before", "on_logout")


class _Line(NamedTuple):
    """One entry as its own role writes it; how holes are filled depends on the role that finally has it."""

    family: Family
    actions: tuple[tuple[str, Span], ...]
    open: frozenset[str]
    where: dict[str, str]
    role: str
    span: Span
    left_out: tuple[Family, ...] = ()
    rest: RawPattern | None = None


def resolve_roles(
    at: Document[written.PolicyDocument],
    variables: Mapping[str, Variable],
    families: Mapping[tuple[Kind, str], Family],
    known: tuple[set[str], set[tuple[Kind, str]]],
    problems: Problems,
) -> dict[str, Role]:
    """Every role of a policy, in the order written.

    Args:
        at: the policy as written.
        variables: those that could be read.
        families: those that could be read.
        known: all names of variables and families, read or not, so that one fault is not reported twice.
        problems: where to report.
    """
    return _Roles(at, variables, families, known, problems).all()


class _Roles:
    def __init__(
        self,
        at: Document[written.PolicyDocument],
        variables: Mapping[str, Variable],
        families: Mapping[tuple[Kind, str], Family],
        known: tuple[set[str], set[tuple[Kind, str]]],
        problems: Problems,
    ) -> None:
        self.at = at
        self.written = at.model.roles
        self.variables = variables
        self.families = families
        self.known_variables, self.known_families = known
        self.problems = problems
        self.patterns = Patterns(at, variables, families, self.known_families, problems)
        self.lines = {name: tuple(self.own_lines(name, role)) for name, role in self.written.items()}
        self.circular: set[str] = set()
        self.overfull = False
        self.settled: dict[tuple[str, str], Any] = {}
        self.entries = 0
        self.ancestors = {name: self.linearised(name) for name in self.written}

    def all(self) -> dict[str, Role]:
        return {name: self.role(name, role) for name, role in self.written.items()}

    # ---- entries as written ------------------------------------------------------------------------------------------

    def own_lines(self, name: str, role: written.Role) -> Iterator[_Line]:
        for kind in Kind:
            for family_name, allowed in getattr(role.allow, kind.value).items():
                route = ("roles", name, "allow", kind.value, family_name)
                family = self.families.get((kind, family_name))
                if family is None:
                    self.unknown_family(kind, family_name, route)
                    continue
                forms = allowed if isinstance(allowed, list) else [allowed]
                if isinstance(forms[0], str):
                    yield self.line(name, family, forms, None, route, route)
                    continue
                for index, entry in enumerate(forms):
                    here = (*route, index) if isinstance(allowed, list) else route
                    yield self.line(name, family, entry.actions, entry, here, (*here, "actions"))

    def unknown_family(self, kind: Kind, name: str, route: Route) -> None:
        if (kind, name) in self.known_families:
            return  # declared, but its declaration is already reported
        elsewhere = [of.value for of in Kind if (of, name) in self.known_families]
        here = [known for of, known in self.known_families if of is kind]
        help_text = suggestion(name, here, f"{kind} declared")
        if elsewhere:
            help_text = f"it is declared in `{elsewhere[0]}`: move this line to `allow: {elsewhere[0]}:`"
        self.problems.report("unknown-family", f"`{name}` is not declared in `{kind}`", self.at.key(*route), help_text)

    def line(
        self,
        role: str,
        family: Family,
        actions: list[Any],
        entry: _Written | None,
        route: Route,
        actions_route: Route,
    ) -> _Line:
        spans: dict[str, Span] = {}
        for index, action in enumerate(actions):
            span = self.at.at(*actions_route, index)
            if action in spans:
                self.problems.report("duplicate-action", f"`{action}` is written twice", span, "keep one of them")
            spans.setdefault(action, span)
        if entry is None:
            return _Line(family, tuple(spans.items()), frozenset(), {}, role, self.at.key(*route))
        self.check_where(family, entry.where, route)
        filling = {hole: entry.where.get(hole, hole) for hole in family.holes}
        sound = self.check_open(family, filling, entry.any, route)
        rest: Rest = (), None
        if entry.except_:
            bound = [variable for variable in filling.values() if variable not in entry.any]
            rest = self.patterns.rest(family, bound, entry.except_, route)
        if sound and entry.any:
            self.patterns.check_companions(family, rest[1], self.at.at(*route, "any", 0))
        return _Line(family, tuple(spans.items()), frozenset(entry.any), entry.where, role, self.at.key(*route), *rest)

    def check_open(self, family: Family, filling: dict[str, str], open_: list[str], route: Route) -> bool:
        sound = True
        for index, variable in enumerate(open_):
            span = self.at.at(*route, "any", index)
            if variable in filling.values():
                sound = self.patterns.check_open(family, filling, variable, span) and sound
                continue
            message = f"`{variable}` fills no hole of `{family.name}`"
            help_text = suggestion(variable, filling.values(), "variables in it")
            self.problems.report("unknown-hole", message, span, help_text)
            sound = False
        return sound

    def check_where(self, family: Family, where: dict[str, str], route: Route) -> None:
        for hole, variable in where.items():
            if hole not in family.holes:
                help_text = suggestion(hole, family.holes, "holes in it")
                span = self.at.key(*route, "where", hole)
                self.problems.report("unknown-hole", f"`{hole}` is not a hole of `{family.name}`", span, help_text)
            if variable not in self.known_variables:
                help_text = suggestion(variable, self.known_variables, "variables")
                span = self.at.at(*route, "where", hole)
                self.problems.report("unknown-variable", f"`{variable}` is not a variable", span, help_text)

    # ---- roles -------------------------------------------------------------------------------------------------------

    def linearised(self, name: str) -> tuple[str, ...]:
        """The role and everything it extends, ancestors first, each once."""
        order: dict[str, None] = {}

        def visit(role: str, chain: tuple[str, ...]) -> None:
            for index, parent in enumerate(self.written[role].extends):
                span = self.at.at("roles", role, "extends", index)
                if parent not in self.written:
                    help_text = suggestion(parent, self.written.keys() - {role}, "other roles")
                    self.problems.report("unknown-role", f"`{parent}` is not a role", span, help_text)
                elif parent in chain:
                    cycle = chain[chain.index(parent) :]
                    self.circular.update(cycle)
                    loop = " → ".join(f"`{step}`" for step in (*cycle, parent))
                    if role != max(cycle):
                        continue  # the same loop, told where it closes on the first of its roles
                    self.problems.report(
                        "extends-cycle", f"roles extend each other: {loop}", span, "remove one of them"
                    )
                elif len(chain) >= MAX_CHAIN or len(order) >= MAX_ANCESTORS:
                    if not self.overfull:  # told once; what hangs on it is not looked at further
                        message = (
                            f"`{role}` takes in more than {MAX_ANCESTORS} roles, or more than {MAX_CHAIN} in a row"
                        )
                        self.problems.report("extends-too-much", message, span, "join some of these roles")
                    self.overfull = True
                    self.circular.update(chain)
                elif parent not in order:
                    visit(parent, (*chain, parent))
            order[role] = None

        visit(name, (name,))
        return tuple(order)

    def role(self, name: str, role: written.Role) -> Role:
        values = {key: self.inherited(name, key) for key in _INHERITED}
        each: dict[str, int] = {}
        meta: dict[str, str | int | bool] = {}
        for ancestor in self.ancestors[name]:
            each |= self.written[ancestor].each
            meta |= self.written[ancestor].meta
        entries = self.all_entries(name, each)
        bind = self.bound(name, role, values["bind"], each)
        self.check_lifetime(name, role, values["ttl"], values["refresh_before"])
        self.check_trust(name, role)
        self.check_each(name, role, entries)
        if STAMP in role.meta:
            span = self.at.key("roles", name, "meta", STAMP)
            message = f"`{STAMP}` is reserved: it tells which policy made the token"
            self.problems.report("reserved-meta", message, span, "choose another name")
        return Role(
            name=name,
            trust=role.trust,
            bind=bind,
            anonymous=role.anonymous,
            ttl=values["ttl"] or 0,
            refresh_before=values["refresh_before"],
            each=each,
            meta=meta,
            on_logout=values["on_logout"],
            entries=tuple(entries),
            extends=tuple(role.extends),
            span=self.at.key("roles", name),
        )

    def all_entries(self, name: str, each: Mapping[str, int]) -> list[Entry]:
        """The entries of a role and of all it takes in."""
        lines = [line for ancestor in self.ancestors[name] for line in self.lines.get(ancestor, ())]
        self.entries += len(lines)
        if self.entries > MAX_ENTRIES:
            message = f"the roles have more than {MAX_ENTRIES:,} entries together, counting those they take in"
            self.problems.report("too-large", message, self.at.key("roles"), "split the policy")
            return []
        return [
            self.entry(line, each)
            for line in lines
            if all({hole, line.where.get(hole, hole)} <= self.variables.keys() for hole in line.family.holes)
        ]

    def entry(self, line: _Line, each: Mapping[str, int]) -> Entry:
        fills = []
        for hole in line.family.holes:
            variable = self.variables[line.where.get(hole, hole)]
            how = "open" if variable.name in line.open else "listed" if variable.name in each else "bound"
            fills.append(Fill(hole, variable, how, self.variables[hole].domain))  # type: ignore[arg-type]
        return Entry(line.family, line.actions, tuple(fills), line.role, line.span, line.left_out, line.rest)

    def inherited(self, name: str, key: str) -> Any:  # noqa: ANN401  one of four types, by key
        """A role's own value, or the one its parents agree on."""
        if (name, key) not in self.settled:
            self.settled[name, key] = self.settle(name, key)
        return self.settled[name, key]

    def settle(self, name: str, key: str) -> Any:  # noqa: ANN401  one of four types, by key
        own = getattr(self.written[name], key)
        if own is not None or name in self.circular:
            return own
        found = {
            value: parent
            for parent in reversed(self.written[name].extends)
            if parent in self.written and name not in self.ancestors.get(parent, (name,))
            if (value := self.inherited(parent, key)) is not None
        }
        if len(found) > 1:
            unit = " minutes" if key in ("ttl", "refresh_before") else ""
            said = ", ".join(f"`{parent}` says {value}{unit}" for value, parent in found.items())
            span = self.at.key("roles", name, "extends")
            self.problems.report("parents-disagree", f"`{key}` differs: {said}", span, f"set `{key}` in `{name}`")
        return next(iter(found), None)

    def bound(self, name: str, role: written.Role, bind: str | None, each: Mapping[str, int]) -> Variable | None:
        span = self.at.at("roles", name, "bind") if role.bind else self.at.key("roles", name)
        report = self.problems.report
        if role.anonymous and role.bind:
            report("bind-and-anonymous", f"`{name}` is anonymous and bound to a user", span, "keep one of the two")
        if role.anonymous or bind is None:
            if role.trust == "client" and not role.anonymous and name not in self.circular:
                help_text = "add `bind: <variable>`, or `anonymous: true` if anybody may present the token"
                report("missing-bind", f"client role `{name}` is bound to no user", span, help_text)
            return None
        if bind not in self.known_variables:
            help_text = suggestion(bind, self.known_variables, "variables")
            report("unknown-variable", f"`{bind}` is not a variable", span, help_text)
        if bind in each:
            report(
                "bind-listed", f"`{bind}` is listed by `each`, but a token has one user", span, "take it out of `each`"
            )
        return self.variables.get(bind)

    def check_trust(self, name: str, role: written.Role) -> None:
        for index, parent in enumerate(role.extends):
            if role.trust == "client" and parent in self.written and self.written[parent].trust == "server":
                span = self.at.at("roles", name, "extends", index)
                message = f"client role `{name}` takes in everything that server role `{parent}` may do"
                help_text = "let the server extend the client, or share a third role"
                self.problems.report("extends-server", message, span, help_text, severity=Severity.WARNING)

    def check_lifetime(self, name: str, role: written.Role, ttl: int | None, refresh: int | None) -> None:
        if role.trust == "client" and ttl is None and name not in self.circular:
            help_text = "add `ttl: 30m`; PubNub has no default"
            self.problems.report(
                "missing-ttl", f"client role `{name}` has no ttl", self.at.key("roles", name), help_text
            )
        if ttl is not None and refresh is not None and refresh >= ttl:
            key = "refresh_before" if role.refresh_before else "ttl"
            message = f"refreshing {refresh} minutes before the end of a token that lives {ttl} never stops"
            help_text = (
                f"about a sixth of the ttl is usual: `refresh_before: {max(ttl // 6, 1)}m`"
                if ttl > 1
                else "raise the ttl"
            )
            self.problems.report("refresh-after-expiry", message, self.at.at("roles", name, key), help_text)

    def check_each(self, name: str, role: written.Role, entries: list[Entry]) -> None:
        used = {fill.variable.name for entry in entries for fill in entry.fills if fill.how == "listed"}
        for variable in role.each:
            span = self.at.key("roles", name, "each", variable)
            if variable not in self.known_variables:
                help_text = suggestion(variable, self.known_variables, "variables")
                self.problems.report("unknown-variable", f"`{variable}` is not a variable", span, help_text)
            elif variable not in used and variable in self.variables:
                message = f"no entry of `{name}` lists `{variable}`"
                self.problems.report("unused-each", message, span, "remove it", severity=Severity.WARNING)
