"""Binds every name in a file of tests to what it stands for, and finds every name that stands for nothing."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from pnpolicy.check.suite import Case, Check, Decides, Grants, Line, Login, Part, Proves, Refuses, Suite
from pnpolicy.diagnostic import Label, Problems, shown, suggestion
from pnpolicy.document import suite as written
from pnpolicy.document.load import Document
from pnpolicy.errors import BindingError
from pnpolicy.grant.plan import Plan
from pnpolicy.policy.model import ResolvedPolicy
from pnpolicy.prove import CLAIMS
from pnpolicy.text import Route, Span
from pnpolicy.wire.actions import ACTIONS, Kind, mask_of
from pnpolicy.wire.operations import OPERATIONS

MAX_CELLS: Final = 20_000
"""Questions in one matrix: what nobody could read, or would notice a mistake in, is larger."""
MAX_CHECKS: Final = 100_000
"""Expectations in one file; as many are held against a policy within a few seconds."""

SuiteFile = Document[written.SuiteDocument]


def bind(document: SuiteFile, policy: ResolvedPolicy, plans: Mapping[str, Plan], path: str) -> tuple[Suite, Problems]:
    """The suite that a file spells, and all problems. With one of these it must not be run.

    Args:
        document: the file, its shape checked.
        policy: the policy it is about.
        plans: role → what makes its grants.
        path: of the policy, as people name it.
    """
    binding = _Binding(document, policy, plans)
    cases = tuple(binding.cases())
    suite = Suite(document.source.name, path, document.model.now, cases)
    return suite, binding.problems


class _Binding:
    def __init__(self, document: SuiteFile, policy: ResolvedPolicy, plans: Mapping[str, Plan]) -> None:
        self.document = document
        self.policy = policy
        self.plans = plans
        self.problems = Problems()
        self.left = MAX_CHECKS
        self.families = sorted({name for _, name in policy.families})
        self.claims = [name for name in CLAIMS if name != "never"] + [f"never: {never.name}" for never in policy.never]
        self.logins = {
            name: self.login(name, login.role, login.set, ("logins", name))
            for name, login in document.model.logins.items()
        }

    def report(self, code: str, message: str, route: Route | Span, help: str = "", **more: Any) -> None:  # noqa: A002, ANN401
        span = route if isinstance(route, Span) else self.document.at(*route)
        self.problems.report(code, message, span, help, **more)

    # ---- who ---------------------------------------------------------------------------------------------------------

    def role(self, name: str, route: Route) -> bool:
        """Whether there is such a role."""
        if name in self.policy.roles:
            return True
        self.report("unknown-role", f"there is no role `{name}`", route, suggestion(name, self.policy.roles, "roles"))
        return False

    def login(self, name: str, role: str, values: Mapping[str, Any], route: Route) -> Login | None:
        if not self.role(role, (*route, "role")):
            return None
        try:
            values = self.plans[role].access.binder.check(values)
        except BindingError as error:
            for problem in error.problems:  # each begins with the variable it is about
                variable = problem.split("`")[1]
                place: Route = (*route, "set", variable) if variable in values else (*route, "set")
                span = self.document.at(*place) if "set" in self.keys(route) else self.document.at(*route, "role")
                help_text = "write it in quotes" if problem.endswith("takes a string, found int") else ""
                self.report("bad-value", problem, span, help_text)
            return None
        return Login(name, role, values, self.document.key(*route) if name else self.document.at(*route, "role"))

    def keys(self, route: Route) -> frozenset[str]:
        """The keys that are written in a mapping."""
        model: Any = self.document.model
        for step in route:
            model = getattr(model, str(step)) if hasattr(model, "model_fields_set") else model[step]
        return frozenset(model.model_fields_set)

    def known(self, name: str, route: Route | Span) -> Login | None:
        """A login of the file, by name; None if there is none, or none that could be made, which is told."""
        if name not in self.logins:
            self.report("unknown-login", f"there is no login `{name}`", route, suggestion(name, self.logins, "logins"))
        return self.logins.get(name)

    def subject(self, test: written.Test, route: Route) -> Login | None:
        """Whom a test is about, if it is about one, and is right about that."""
        if test.login is not None and test.role is not None:
            self.report("two-logins", "this test has both `login` and `role`", (*route, "role"), "keep one of them")
            return None
        if test.login is not None:
            if test.set is not None:
                help_text = "set them under `logins`, or write `role` instead of `login`"
                self.report("two-logins", f"the values of `{test.login}` are its own", (*route, "set"), help_text)
            return self.known(test.login, (*route, "login"))
        if test.role is None:
            if any(getattr(test, key) is not None for key in (*_ABOUT_ONE, "set", "after")):
                self.report("no-login", "this test does not say whom it is about", (*route, "name"), _WHO)
            return None
        if test.set is None and not any(getattr(test, key) is not None for key in (*_ABOUT_ONE, "after")):
            self.role(test.role, (*route, "role"))  # for claims a role is enough
            return None
        return self.login("", test.role, test.set or {}, route)

    # ---- what --------------------------------------------------------------------------------------------------------

    def cases(self) -> Iterator[Case]:
        first: dict[str, Span] = {}
        for index, test in enumerate(self.document.model.tests):
            route: Route = ("tests", index)
            span = self.document.at(*route, "name")
            if test.name in first:
                label = Label(first[test.name], "first used here")
                self.report("same-name", "two tests have this name", span, "say what differs", related=(label,))
            first.setdefault(test.name, span)
            checks = tuple(self.checks(test, route))
            if not any(getattr(test, key) is not None for key in (*_ABOUT_ONE, "matrix", "claims")):
                help_text = "add `allow`, `deny`, `matrix`, `grant`, `refuse` or `claims`"
                self.report("empty-test", "this test expects nothing", span, help_text)
            yield Case(test.name, checks, test.skip, span)

    def checks(self, test: written.Test, route: Route) -> Iterator[Check]:
        login = self.subject(test, route)
        token = [key for key in ("after", "grant", "refuse") if getattr(test, key) is not None]
        if login is not None and token and self.policy.roles[login.role].trust == "server":
            message = f"`{login.role}` is a server's role: it works with the secret key and gets no token"
            self.report("no-token", message, self.document.key(*route, token[0]))
            login = None
        # A login that is wrong keeps nothing else from being looked at.
        if test.allow or test.deny:
            yield from self.decisions(test, login, route)
        if test.matrix is not None:
            yield from self.matrix(test.matrix, test.after or 0, (*route, "matrix"))
        if test.grant is not None:
            parts = tuple(self.parts(test.grant, (*route, "grant")))
            if login is not None:
                yield Grants(login, parts, self.document.key(*route, "grant"))
        for number, values in enumerate(test.refuse or ()):
            yield from self.refusal(values, login, (*route, "refuse", number))
        for number, claim in enumerate(test.claims or ()):
            role = test.role or (login.role if login else None)
            yield from self.claim(claim, role, (*route, "claims", number))

    def decisions(self, test: written.Test, login: Login | None, route: Route) -> Iterator[Decides]:
        for key, questions in (("allow", test.allow or ()), ("deny", test.deny or ())):
            for number, item in enumerate(questions):
                place: Route = (*route, key, number)
                line: Line | None = None
                if isinstance(item, written.Expected):
                    text, place = item.do, (*place, "do")
                    line = self.line(item.by, (*place[:-1], "by")) if item.by is not None else None
                else:
                    text = item
                span = self.document.at(*place)
                operation, _, name = text.partition(" ")
                right = self.operation(operation, span.narrowed(text, 0, len(operation)))
                if right and not name.strip():
                    self.report("no-name", f"`{operation}` needs a name", span, f"write `{operation} some.channel`")
                elif self.trimmed(name, span) and right and login is not None and self.counted(span):
                    yield Decides(login, operation, name, key == "allow", line, test.after or 0, span)

    def trimmed(self, name: str, span: Span) -> bool:
        """Whether a name has no space around it, which would be denied anywhere, and seem to be what was expected."""
        if name != name.strip():
            self.report("space", f"the name {shown(name, 92)} begins or ends with a space", span, "take it away")
        return name == name.strip()

    def operation(self, name: str, span: Span) -> bool:
        """Whether there is such an operation, and something can be expected of it."""
        known = OPERATIONS.get(name)
        if known is None:
            help_text = suggestion(name, OPERATIONS, "operations")
            self.report("unknown-operation", f"there is no operation {shown(name)}", span, help_text)
        elif known.needs is None:
            message = f"which permission `{name}` takes is not documented, so nothing can be expected of it"
            self.report("undocumented-operation", message, span)
        return known is not None and known.needs is not None

    def line(self, text: str, route: Route) -> Line | None:
        """A line by its family, or by role and family."""
        role, dot, family = text.rpartition(".")
        if dot and not self.role(role, route):
            return None
        if family not in self.families:
            help_text = suggestion(family, self.families, "families")
            self.report("unknown-family", f"there is no family `{family}`", route, help_text)
            return None
        return Line(role or None, family)

    def counted(self, span: Span, number: int = 1) -> bool:
        """Whether there is room for more expectations; that there is none is told once."""
        told = self.left < 0
        self.left -= number
        if self.left < 0 and not told:
            message = f"more than {MAX_CHECKS:,} expectations in one file"
            self.report("too-large", message, span, "make several files of it")
        return self.left >= 0

    def matrix(self, matrix: written.Matrix, after: int, route: Route) -> Iterator[Decides]:
        here = self.document.key(*route)
        size = len(matrix.logins) * len(matrix.operations) * len(matrix.names)
        if size > MAX_CELLS:
            self.report("too-large", f"this matrix asks {size:,} questions; the most are {MAX_CELLS:,}", here)
            return
        logins = [self.known(name, (*route, "logins", number)) for number, name in enumerate(matrix.logins)]
        right = [
            self.operation(name, self.document.at(*route, "operations", number))
            for number, name in enumerate(matrix.operations)
        ]
        self.twice(matrix.logins, (*route, "logins"))
        self.twice(matrix.operations, (*route, "operations"))
        self.twice(matrix.names, (*route, "names"))
        allowed = dict(self.cells(matrix, route))
        for number, name in enumerate(matrix.names):
            self.trimmed(name, self.document.at(*route, "names", number))
        if not all(right) or not self.counted(here, size):
            return
        for login in filter(None, logins):
            for number, name in enumerate(matrix.names):
                for operation in matrix.operations:
                    cell = allowed.get((login.name, name, operation))
                    span = cell or self.document.at(*route, "names", number)
                    yield Decides(login, operation, name, cell is not None, None, after, span)

    def cells(self, matrix: written.Matrix, route: Route) -> Iterator[tuple[tuple[str, str, str], Span]]:
        """What a matrix allows, and where it says so. Every part of it must be one of the matrix."""
        for login, names in matrix.allow.items():
            place: Route = (*route, "allow", login)
            self.among(login, matrix.logins, self.document.key(*place), "logins")
            for name, operations in names.items():
                self.among(name, matrix.names, self.document.key(*place, name), "names")
                for number, operation in enumerate(operations):
                    span = self.document.at(*place, name, number)
                    self.among(operation, matrix.operations, span, "operations")
                    yield (login, name, operation), span

    def among(self, word: str, known: list[str], span: Span, what: str) -> None:
        if word not in known:
            message = f"{shown(word, 92)} is not one of the {what} of this matrix"
            self.report("not-in-matrix", message, span, suggestion(word, set(known), what))

    def twice(self, words: list[str], route: Route) -> None:
        for number, word in enumerate(words):
            if word in words[:number]:
                self.report(
                    "written-twice", f"{shown(word, 92)} stands here twice", (*route, number), "keep one of them"
                )

    # ---- grants ------------------------------------------------------------------------------------------------------

    def parts(self, grant: written.Grant, route: Route) -> Iterator[Part]:
        for key in sorted(grant.model_fields_set, key=list(written.Grant.model_fields).index):
            value = getattr(grant, key)
            if key not in ("resources", "patterns") or value is None:
                yield Part(key, None, value, self.document.at(*route, key))
                continue
            for kind in Kind:
                names = getattr(value, kind.value)
                if names is not None:
                    place: Route = (*route, key, kind.value)
                    yield Part(key, kind, self.masks(kind, names, place), self.document.key(*place))

    def masks(self, kind: Kind, names: Mapping[str, list[str]], route: Route) -> dict[str, int]:
        for name, actions in names.items():
            for number, action in enumerate(actions):
                if action not in ACTIONS[kind]:
                    message = f"{shown(action)} is not a flag on {kind.value} in a grant"
                    help_text = suggestion(action, ACTIONS[kind], "flags")
                    if action == "presence":
                        help_text = "presence is `read` on the name that ends in `-pnpres`"
                    self.report("unknown-action", message, (*route, name, number), help_text)
        return {name: mask_of(*(a for a in actions if a in ACTIONS[kind])) for name, actions in names.items()}

    def refusal(self, values: Mapping[str, Any], login: Login | None, route: Route) -> Iterator[Refuses]:
        span = self.document.at(*route)
        if login is None or not self.counted(span):
            return
        binder = self.plans[login.role].access.binder
        wrong = [name for name in values if name not in binder.names]
        for name in wrong:
            help_text = suggestion(name, binder.names, "variables")
            place = self.document.key(*route, name)
            self.report("unknown-variable", f"`{name}` is not a variable of role `{login.role}`", place, help_text)
        if not wrong:
            replaced = Login(login.name, login.role, {**login.values, **values}, login.span)
            yield Refuses(replaced, tuple(values), span)

    def claim(self, claim: str, role: str | None, route: Route) -> Iterator[Proves]:
        if claim in self.claims:
            yield Proves(claim, role, self.document.at(*route))
            return
        help_text = suggestion(claim, self.claims, "claims")
        if f"never: {claim}" in self.claims:
            help_text = f"write 'never: {claim}', in quotes"
        self.report("unknown-claim", f"there is no claim {shown(claim)}", route, help_text)


_ABOUT_ONE: Final = ("allow", "deny", "grant", "refuse")
_WHO: Final = "add `login`, or `role` and `set`"
