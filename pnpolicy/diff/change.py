"""What differs between two policies: in names per role, kind and action, and in what else a role or family says."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from pnpolicy import language
from pnpolicy.access.reach import Reach
from pnpolicy.text import Span
from pnpolicy.wire.actions import Kind

Relation = Literal["equal", "narrower", "broader", "incomparable"]
"""What the new side is, seen from the old one: it gives as much, less, more, or more here and less there."""

Bindings = Mapping[str, str | list[str]]
"""Variable → value, or values for a listed one, as `Policy.grant` takes them."""


@dataclass(frozen=True, slots=True)
class Example:
    """A name that a login gains or loses. It was looked up in both closed access sets before it is told.

    Attributes:
        name: the channel, group or user name.
        bindings: the login, with the values of all variables that either side takes.
        span: the line responsible: in the new policy for a name gained, in the old one for a name lost.
        told: that line's names as they are written.
    """

    name: str
    bindings: Bindings
    span: Span
    told: str


@dataclass(frozen=True, slots=True)
class Cause:
    """A line by which some login gains, or loses, a name.

    Attributes:
        reach: the line.
        names: what it reaches for any login and the other side does not give to every login: all names that change
            hands by this line are among them.
    """

    reach: Reach
    names: language.Regex = field(compare=False)


@dataclass(frozen=True, slots=True)
class ActionChange:
    """One action of a role on one kind, for every login.

    Attributes:
        role: the role.
        kind: what is named.
        action: PubNub's flag; `presence` is read on names that end in `-pnpres`.
        relation: what holds. Where something was not decided, as if it had changed: never better than the truth.
        gained: the shortest names that a login gains, of different lines first; at most `MAX_EXAMPLES`.
        lost: likewise of names lost.
        gained_count: how many names are gained, exactly; None if that was not decided.
        lost_count: likewise.
        gained_by_login: what `gained_count` counts: false, names that some login has now and none had before; true,
            there are no such names, and it counts what the login of the first example gains.
        lost_by_login: likewise.
        gained_by: every line of the new policy by which a login gains a name.
        lost_by: every line of the old policy by which a login loses a name.
        undecided: the budget that ran out, or None if everything was decided.
    """

    role: str
    kind: Kind
    action: str
    relation: Relation
    gained: tuple[Example, ...] = ()
    lost: tuple[Example, ...] = ()
    gained_count: int | None = 0
    lost_count: int | None = 0
    gained_by_login: bool = False
    lost_by_login: bool = False
    gained_by: tuple[Cause, ...] = ()
    lost_by: tuple[Cause, ...] = ()
    undecided: str | None = None


@dataclass(frozen=True, slots=True)
class SettingChange:
    """Something said of a role, a family, a variable, a Function or a claim that is not the same any more.

    Attributes:
        subject: what it is said of: `role voter`, `channels vote-result`, `variable roomId`, `function moderation`,
            `never voters-do-not-delete`.
        setting: which: `ttl`, `bind`, `each.roomId`, `authority`, `guarded`, … `removed` and `added` for the whole.
        old: for people; empty if it was not there.
        new: likewise.
        relation: what it means for the clients; `equal` if it gives and takes nothing by itself.
        old_span: where it was said, or the nearest place.
        new_span: where it is said now.
        note: what it means, where the setting alone does not tell.
    """

    subject: str
    setting: str
    old: str
    new: str
    relation: Relation
    old_span: Span | None
    new_span: Span | None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Changes:
    """Two policies compared.

    Attributes:
        actions: every role, kind and action that either side knows of, equal ones too; sorted by role, kind, action.
        settings: what else differs, sorted by subject and setting.
    """

    actions: tuple[ActionChange, ...]
    settings: tuple[SettingChange, ...]

    @property
    def every(self) -> list[ActionChange | SettingChange]:
        """Everything, in one list."""
        return [*self.actions, *self.settings]

    @property
    def relation(self) -> Relation:
        """All of it together."""
        return joined(change.relation for change in self.every)

    @property
    def undecided(self) -> tuple[ActionChange, ...]:
        """What was not decided."""
        return tuple(change for change in self.actions if change.undecided is not None)


def joined(relations: Iterable[Relation]) -> Relation:
    """Several relations as one: more here and less there is incomparable."""
    found = {relation for relation in relations if relation != "equal"}
    if not found:
        return "equal"
    return found.pop() if len(found) == 1 else "incomparable"


def related(*, gains: bool, loses: bool) -> Relation:
    """The relation of what gains and loses."""
    if gains:
        return "incomparable" if loses else "broader"
    return "narrower" if loses else "equal"
