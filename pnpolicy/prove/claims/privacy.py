"""A family that is private to a hole is reached only by a token bound to that hole's value.

What is proved, for every client role and every family with `private_to`: whatever its values, if the role holds any
flag on a name of the family (or of its presence companions), and however that name is read as one of the family's, the
token's user is the value of the private hole; with several private holes, of one of them.

Why no value escapes. Names are read as strings whose characters know which hole spelled them. In a name that a line and
a private family share, the user's value stands where the line has the bound hole, and the owner's where the family has
the private one. If in every shared name, however both sides read it, these are the same stretch of characters, then
they are the same value, for every user there is: this is one question to a product of two automata, whose holes range
over whole domains. A line without the bound hole shares names with somebody who is not its user as soon as it shares
any. When a stretch differs, two users are chosen and the name is asked for again with the one fixed and the other kept
out, so that what is called refuted has two different users in it.

"Reached" takes the widest reading: by name or pattern, through what `extends` brings, by wildcard subscribe, by a group
that the client both fills and reads, by a group that the server fills, and by read implied on presence.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Final

from pnpolicy import language
from pnpolicy.policy.model import Family, Role
from pnpolicy.policy.template import Hole, Template
from pnpolicy.prove.paths import Names, Path
from pnpolicy.prove.questions import ADVICE, refute
from pnpolicy.prove.replay import Found, find
from pnpolicy.prove.verdict import MAX_TOLD, Case, Verdict
from pnpolicy.prove.world import World
from pnpolicy.wire.actions import Kind, actions_of

ID: Final = "privacy"


def verdicts(world: World) -> Iterator[Verdict]:
    """One verdict for each client role, if anything is private."""
    private = {(family.kind, family.name): family for family in world.policy.families.values() if family.private_to}
    if not private:
        return
    for role in world.clients:
        case = Case(ID, role.name)
        for path in world.direct(role):
            _ask(case, world, role, path, private)
        if not case.full:
            with case.question(role.span):
                for path in world.unsaid(role, case):
                    _ask(case, world, role, path, private)
        yield case.verdict()


def _ask(case: Case, world: World, role: Role, path: Path, private: Mapping[tuple[Kind, str], Family]) -> None:
    """Whether a path reaches a name that is not its user's own."""
    hits: list[tuple[Found, Family, str]] = []
    case.asked += len(private)
    for family, companions in world.near(path):
        if (family.kind, family.name) not in private or case.full or len(hits) == MAX_TOLD:
            continue
        with case.question(path.reach.entry.span):
            hit = _strangers(world, role, path, family, world.names(family, companions=companions))
            if hit is not None:
                hits.append((hit[0], family, hit[1]))
    if hits:
        found, family, user = min(hits, key=lambda hit: (len(hit[0].name), hit[0].name))
        gained = ", ".join(f"`{action}`" for action in actions_of(path.mask))
        bound = f"`{role.name}` bound to {role.bind.name}={user}" if role.bind else f"`{role.name}`, bound to nobody,"
        whose = " or ".join(f"`{hole}`" for hole in family.private_to)
        message = f"{bound} gains {gained} on `{found.name}`, which is private to {whose} of another user"
        refute(case, role, path, found, message, _advice(role, path, family), family, notes=_read(family, found))


def _advice(role: Role, path: Path, family: Family) -> str:
    if path.via in ADVICE:
        return ADVICE[path.via]
    whose = " or ".join(f"`{hole}`" for hole in family.private_to)
    if path.via == "held":
        return f"put {whose} into the group's name, filled with the variable of `bind`, or take the line out"
    own = {fill.hole for fill in path.fills if fill is not None and fill.variable == role.bind}
    if role.bind is None or path.reach.entry.family is not family or own.intersection(family.private_to):
        return "take the line out, or keep the names apart" if role.bind else "bind the role, or take the line out"
    return f"fill {whose} with the variable of `bind`, or take the line out"


def _read(family: Family, found: Found) -> tuple[str, ...]:
    """How a name is read as one of the family's."""
    parts = family.names.parts if isinstance(family.names, Template) else ()
    values = {part.name: text for part, text in zip(parts, found.spelled, strict=False) if isinstance(part, Hole)}
    told = ", ".join(f"{hole}={value}" for hole, value in values.items())
    return (f"as a name of `{family.name}` it reads {told}",) if told else ()


def _strangers(world: World, role: Role, path: Path, family: Family, names: Names) -> tuple[Found, str] | None:
    """A name reached by one user and owned by others, and that user; None if it is proved that there is none.

    Raises:
        language.Undecided: neither could be shown.
    """
    plan = world.plans[role.name]
    parts = family.names.parts if isinstance(family.names, Template) else ()
    private = [number for number, part in enumerate(parts) if isinstance(part, Hole) and part.name in family.private_to]
    if role.bind is None:
        found = find(plan, path, names)
        return None if found is None else (found, "")
    mine = [
        number
        for number, fill in enumerate(path.fills)
        if fill is not None and fill.how == "bound" and fill.variable.name == role.bind.name
    ]
    pairs = [(number, other) for number in mine for other in private]
    if pairs and world.always_together(path.names, names, pairs, every=True):
        return None
    reading = language.reading(path.names.spelled, names.spelled, apart=pairs, without=path.names.without)
    if reading is None:
        return None
    spelled = reading.parts(reading.one, len(path.names.spelled))
    seen = [spelled[number] for number in mine]
    users = list(_users(role, seen))
    for user in users:
        others = list(names.parts)
        for number in private:
            others[number] = others[number] - language.literal(user)
        found = find(plan, path, replace(names, parts=tuple(others)), pins={role.bind.name: user})
        if found is not None:
            return found, user
    if language.meet(role.bind.domain.regex, without=map(language.literal, users)) is None:
        return None  # there are no other users
    raise language.Undecided("users", len(users))


def _users(role: Role, seen: Iterable[str]) -> Iterator[str]:
    """Users to try: those that were seen, then the two shortest others."""
    assert role.bind is not None  # noqa: S101  the caller has asked
    domain = role.bind.domain
    found = dict.fromkeys(user for user in seen if domain.accepts(user))
    for _ in range(2):
        user = language.meet(domain.regex, without=[language.literal(known) for known in found])
        if user is not None:
            found[user] = None
    yield from found
