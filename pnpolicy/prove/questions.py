"""The vocabulary of the claims: never, within, equal. Each looks at one line of one role and notes what it finds."""

from collections.abc import Callable, Iterable, Sequence
from typing import Final

from pnpolicy.diagnostic import Label
from pnpolicy.policy.model import Family, Role
from pnpolicy.prove.paths import EVERY_NAME, Filled, Held, Names, Path
from pnpolicy.prove.replay import Found, find, wildcard_of
from pnpolicy.prove.verdict import MAX_TOLD, Case, Witness, instance
from pnpolicy.prove.world import World
from pnpolicy.wire.actions import Kind, actions_of

_NAMED: Final = 3
"""Further families at fault that are named."""

ADVICE: Final[dict[str, str]] = {
    "wildcard": "let the pattern match no `*`: `[^.*]+` for a segment instead of `.*`",
    "group": "let the server fill the group: take `manage` away",
}
"""How to close a way that no line says."""

Say = Callable[[str, Family], str]
"""What is told of a name and the family it belongs to."""


def never(
    case: Case,
    world: World,
    role: Role,
    path: Path,
    targets: Iterable[tuple[Family, bool]],
    say: Say,
    help_text: str,
) -> None:
    """A path shares no name with some families, each with whether its presence companions are meant."""
    if case.full:
        return
    hits: list[tuple[Found, Family]] = []
    for family, companions in targets:
        names = world.names(family, companions=companions)
        with case.question(path.reach.entry.span):
            if (found := find(world.plans[role.name], path, names)) is not None:
                hits.append((found, family))
        if len(hits) == MAX_TOLD:
            break
    if hits:
        hits.sort(key=lambda hit: (len(hit[0].name), hit[0].name))
        found, family = hits[0]
        others = list(dict.fromkeys(other.name for _, other in hits if other is not family))
        told = ", ".join(f"`{name}`" for name in others[:_NAMED]) + (" …" if len(others) > _NAMED else "")
        notes = (f"it reaches names of {told} as well",) if others else ()
        refute(case, role, path, found, say(found.name, family), help_text, family, notes=notes)


def within(
    case: Case, world: World, role: Role, path: Path, shelters: Sequence[Names], say: Callable[[str], str],
    help_text: str, *, among: Names | None = None, family: Family | None = None,
) -> None:  # fmt: skip
    """Every name of a path, or every one that is among a family's names, is in one of some languages."""
    if case.full:
        return
    with case.question(path.reach.entry.span):
        without = [names.regex for names in shelters]
        found = find(world.plans[role.name], path, among or EVERY_NAME, without=without)
        if found is not None:
            refute(case, role, path, found, say(found.name), help_text, family)


def refute(
    case: Case, role: Role, path: Path, found: Found, message: str, help_text: str, family: Family | None = None,
    *, notes: tuple[str, ...] = (),
) -> None:  # fmt: skip
    """Note a name that a login reaches by a path."""
    witness = Witness(
        path.kind,
        found.name,
        tuple(actions_of(path.mask)),
        found.bindings,
        path.reach.entry.span,
        _told_via(path, found),
    )
    labels = [Label(family.span, f"`{family.name}`")] if family is not None else []
    labels += [
        Label(other.entry.span, "and here") for other in path.reaches[1:] if other.entry.span != path.reach.entry.span
    ]
    if path.reach.entry.role != role.name:
        labels.append(Label(role.span, f"`{role.name}` takes it in by `extends`"))
    used = {fill.variable.name for line in _lines(path) for fill in line.fills if fill is not None}
    used |= {role.bind.name} if role.bind else set()
    shown = {name: value for name, value in found.bindings.items() if name in used}
    case.refute(witness, message, help_text, *labels, label=f"`{path.reach}`", notes=(*instance(shown), *notes))


def _lines(path: Path) -> tuple[Path, ...]:
    """The paths of the lines that make a path."""
    if isinstance(path.through, Filled):
        return path.through.manages, path.through.reads
    return (path,) if path.through is None else (path.through.path,)


def _told_via(path: Path, found: Found) -> str:
    match path.via:
        case "presence":
            what = "group" if path.kind is Kind.GROUPS else "channel"
            return f"PubNub may take read on a {what} as read on its presence companion"
        case "wildcard":
            return f"its pattern matches `{wildcard_of(path, found.name)}`: wildcard subscribe may read all below"
        case "group":
            what = "the presence of whatever" if path.names.companions else "whatever"
            return f"it may put any channel into group `{found.group}`, and reads {what} is in it"
        case "held":
            if isinstance(path.through, Held) and path.through.names.companions:
                return f"a client that reads `{found.group}` reads the presence of what the server puts into the group"
            return f"a client that reads group `{found.group}` reads what the server puts into it"
    return ""
