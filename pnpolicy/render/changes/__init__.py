"""What differs between policies, in every format. One file per format, imported when it is wanted."""

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import Final

from pnpolicy.diagnostic import Diagnostic
from pnpolicy.diff.change import ActionChange, Changes, Relation, SettingChange, joined
from pnpolicy.diff.judging import Judgement
from pnpolicy.diff.telling import number, told
from pnpolicy.render.colour import Paint

COLOURS: Final[dict[Relation, str]] = {"equal": "dim", "narrower": "green", "broader": "red", "incomparable": "red"}
_WIDEST: Final = 60
"""Characters of a setting that a table has room for; the story below it has all."""
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

    def relation_of(self, change: ActionChange | SettingChange) -> str:
        """What a change comes to, for people: `broader`, and whether that is accepted, or not even decided."""
        judged = next((one for one in self.judgement.widenings if one.change is change), None)
        if judged is not None and judged.accepted:
            return f"{change.relation}, accepted"
        is_open = isinstance(change, ActionChange) and change.undecided is not None
        return f"{change.relation}?" if is_open else change.relation

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
        if not parts and not rest:
            return "nothing to compare"
        return "; ".join([*([", ".join(parts)] if parts else []), *rest])


def cells(one: Policies, change: ActionChange) -> tuple[str, ...]:
    """A change as a row: role, kind, action, relation, what is gained, what is lost."""
    gained = _some([example.name for example in change.gained], change.gained_count)
    lost = _some([example.name for example in change.lost], change.lost_count)
    return change.role, str(change.kind), change.action, one.relation_of(change), gained, lost


def _some(names: list[str], count: int | None) -> str:
    """`vote-result.aaaaaaaa and 2^32 - 1 more` would say no more than the number itself."""
    if not names:
        return "" if count == 0 else "not decided"
    if count is not None and count <= len(names):
        return ", ".join(names)
    many = "" if count is None else f" ({number(count)})"
    return f"{names[0]}, …{many}"


def setting_cells(one: Policies, change: SettingChange) -> tuple[str, ...]:
    """A change as a row: what of, which setting, relation, what it was, what it is."""
    return change.subject, change.setting, one.relation_of(change), _short(change.old), _short(change.new)


def _short(text: str) -> str:
    """The beginning of a text, on one line."""
    line = " ".join(text.split())
    return line if len(line) <= _WIDEST else f"{line[: _WIDEST - 1]}…"


_MODULES: Final = {"text": "text", "json": "structured", "markdown": "markdown", "github": "github"}
FORMATS: Final = tuple(_MODULES)
"""The formats there are, the usual one first."""


def rendering(name: str) -> Callable[[Difference, Paint], str]:
    """What writes a format."""
    render: Callable[[Difference, Paint], str] = import_module(f"pnpolicy.render.changes.{_MODULES[name]}").render
    return render
