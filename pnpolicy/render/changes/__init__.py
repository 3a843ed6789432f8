"""What differs between policies, in every format. One file per format, imported when it is wanted."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import import_module
from typing import Final

from pnpolicy.diagnostic import Diagnostic
from pnpolicy.diff.change import ActionChange, Changes, Relation, SettingChange, joined
from pnpolicy.diff.judging import Judgement
from pnpolicy.diff.telling import number, told
from pnpolicy.render.colour import Paint

COLOURS: Final[dict[Relation, str]] = {"equal": "dim", "narrower": "green", "broader": "red", "incomparable": "red"}
_ORDER: Final[tuple[Relation, ...]] = ("broader", "incomparable", "narrower", "equal")


@dataclass(frozen=True, slots=True)
class Policies:
    """A policy on both sides.

    Attributes:
        old: its old file, as people name it; empty where it is new.
        new: likewise; empty where it is gone.
    """

    old: str
    new: str
    judgement: Judgement

    @property
    def changes(self) -> Changes:
        """What differs."""
        return self.judgement.changes

    @property
    def sides(self) -> str:
        """Both sides, for people."""
        if not self.old:
            return f"{self.new} (new)"
        return f"{self.old} → {self.new}" if self.new else f"{self.old} (gone)"

    @property
    def told(self) -> list[Diagnostic]:
        """What speaks against it, then what is wrong with its acceptances."""
        return [*told(self.judgement), *self.judgement.findings]


@dataclass(frozen=True, slots=True)
class Difference:
    """All that was compared.

    Attributes:
        unread: how many policies could not be compared.
        everything: whether what is equal is told as well.
    """

    policies: tuple[Policies, ...]
    unread: int = 0
    everything: bool = False

    @property
    def relation(self) -> Relation:
        """All of it together."""
        return joined(one.changes.relation for one in self.policies)

    @property
    def summary(self) -> str:
        """`3 broader, 1 narrower, 12 equal; 1 accepted`: roles' actions and settings, each counted once."""
        found = [change.relation for one in self.policies for change in one.changes.every]
        parts = [f"{found.count(relation)} {relation}" for relation in _ORDER if relation in found]
        accepted = sum(bool(judged.accepted) for one in self.policies for judged in one.judgement.widenings)
        of_servers = sum(one.judgement.of_servers for one in self.policies)
        undecided = sum(len(one.judgement.undecided) for one in self.policies)
        rest = [f"{accepted} accepted"] if accepted else []
        rest += [f"{of_servers} of roles that hold no token"] if of_servers else []
        rest += [f"{undecided} not decided"] if undecided else []
        rest += [f"{self.unread} could not be compared"] if self.unread else []
        return "; ".join([", ".join(parts) or "nothing to compare", *rest])


def cells(change: ActionChange) -> Iterator[str]:
    """A change as a row: role, kind, action, relation, what is gained, what is lost."""
    yield from (change.role, str(change.kind), change.action)
    yield change.relation if change.undecided is None else f"{change.relation}?"
    yield _some([example.name for example in change.gained], change.gained_count)
    yield _some([example.name for example in change.lost], change.lost_count)


def _some(names: list[str], count: int | None) -> str:
    """`vote-result.aaaaaaaa and 2^32 - 1 more` would say no more than the number itself."""
    if not names:
        return "" if count == 0 else "not decided"
    if count is not None and count <= len(names):
        return ", ".join(names)
    many = "" if count is None else f" ({number(count)})"
    return f"{names[0]}, …{many}"


def setting_cells(change: SettingChange) -> tuple[str, str, str, str, str]:
    """A change as a row: what of, which setting, relation, what it was, what it is."""
    return change.subject, change.setting, change.relation, change.old, change.new


_MODULES: Final = {"text": "text", "json": "structured", "markdown": "markdown", "github": "github"}
FORMATS: Final = tuple(_MODULES)
"""The formats there are, the usual one first."""


def rendering(name: str) -> Callable[[Difference, Paint], str]:
    """What writes a format."""
    render: Callable[[Difference, Paint], str] = import_module(f"pnpolicy.render.changes.{_MODULES[name]}").render
    return render
