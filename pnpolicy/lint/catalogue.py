"""All rules there are: our own, one file each below `rules/`, and those of others that the configuration names."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any, Final

from pnpolicy.diagnostic import nearest
from pnpolicy.errors import PnpolicyError
from pnpolicy.lint.page import Page, page_of
from pnpolicy.lint.profile import Thresholds
from pnpolicy.lint.rule import OWN_PREFIX, Found, Rule

ENTRY_POINTS: Final = "pnpolicy.rules"
"""The group under which a distribution names the modules of its rules."""
CATEGORIES: Final = {
    "correctness": 1, "security": 2, "privilege": 3, "lifetime": 4, "naming": 5, "tenancy": 6, "hygiene": 7,
}  # fmt: skip
"""Folder → the first digit of its rules' ids."""
SECURITY: Final = frozenset({"security", "tenancy"})
"""Categories whose findings are only passed over with a reason and a date."""

Run = Callable[..., Iterable[Found]]


class RuleError(PnpolicyError):
    """A rule that is asked for and cannot be had."""


@dataclass(frozen=True)
class Check:
    """One function of a rule.

    Attributes:
        stage: what it wants to be shown.
        measured: whether it wants the thresholds, too.
    """

    run: Run
    stage: type
    measured: bool


@dataclass(frozen=True, eq=False)
class Listed:
    """A rule with its name, its category and its checks."""

    rule: Rule
    name: str
    category: str
    checks: tuple[Check, ...]
    docstring: str

    @property
    def id(self) -> str:
        """`PNP201`."""
        return self.rule.id

    @cached_property
    def page(self) -> Page:
        """What it says of itself."""
        return page_of(self.docstring)

    def is_one_of(self, words: Iterable[str]) -> bool:
        """Whether some words name it: its id, the beginning of it, its name, or its category."""
        return any(word in (self.name, self.category) or self.id.startswith(word) for word in words)


@cache
def own() -> tuple[Listed, ...]:
    """The rules of this package, by id."""
    found = [
        _listed(import_module(f"pnpolicy.lint.rules.{category}.{name}"), name, category)
        for category, name in _files(Path(__file__).parent / "rules")
    ]
    return tuple(sorted(found, key=lambda listed: listed.id))


def _files(folder: Path) -> Iterator[tuple[str, str]]:
    """Category and module of every rule; from the folder, which needs no list that could be forgotten."""
    for category in CATEGORIES:
        for path in (folder / category).glob("*.py"):
            if not path.name.startswith("_"):
                yield category, path.stem


def with_plugins(names: Iterable[str]) -> tuple[Listed, ...]:
    """Our own rules and those of others, by id.

    Others' code runs only where the configuration names it: what merely happens to be installed must not take part in
    a gate.

    Args:
        names: entry points of the group `pnpolicy.rules`.

    Raises:
        RuleError: there is no such entry point, it cannot be imported, or it is no rule.
    """
    found = list(own())
    wanted = list(names)
    if wanted:
        from importlib.metadata import entry_points  # noqa: PLC0415  reads the metadata of every distribution

        known = {point.name: point for point in entry_points(group=ENTRY_POINTS)}
        for name in wanted:
            if name not in known:
                near = nearest(name, known)
                told = f"; did you mean `{near}`?" if near else ""
                raise RuleError(f"no installed package has rules called `{name}`{told}")
            try:
                module = known[name].load()
            except Exception as error:
                raise RuleError(f"the rules `{name}` cannot be imported: {type(error).__name__}: {error}") from error
            found += _of_plugin(module, name)
    ids = [listed.id for listed in found]
    if doubled := sorted({name for name in ids if ids.count(name) > 1}):
        raise RuleError(f"two rules are called {', '.join(doubled)}")
    return tuple(sorted(found, key=lambda listed: listed.id))


def _of_plugin(loaded: Any, name: str) -> list[Listed]:  # noqa: ANN401  whatever an entry point names
    """A module that is a rule, or that lists such modules as `RULES`."""
    modules = getattr(loaded, "RULES", [loaded])
    found = []
    for module in modules:
        if not isinstance(getattr(module, "RULE", None), Rule) or not module.__doc__:
            raise RuleError(f"`{name}` is no rule: a module with a docstring and a `RULE` is expected")
        if module.RULE.id.startswith(OWN_PREFIX):
            raise RuleError(
                f"`{name}` calls a rule {module.RULE.id}; ids that begin with {OWN_PREFIX} are pnpolicy's own"
            )
        found.append(_listed(module, module.__name__.rpartition(".")[2], name))
    return found


def _listed(module: ModuleType, name: str, category: str) -> Listed:
    checks = tuple(_check(value) for key, value in vars(module).items() if key.startswith("check") and callable(value))
    return Listed(module.RULE, name.replace("_", "-"), category, checks, module.__doc__ or "")


def _check(function: Run) -> Check:
    stages = [kind for key, kind in function.__annotations__.items() if key != "return"]
    return Check(function, stages[0], measured=Thresholds in stages[1:])
