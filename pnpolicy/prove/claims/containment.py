"""Every name that a client role reaches belongs to a declared family.

What is proved, for every client role: whatever its values, each name it holds any flag on is a name of a family of the
policy, or the presence companion of one. A line can only say families, so its own names are in one by construction; it
is checked all the same. What no line says is what this claim is for: wildcard subscribe by a pattern that matches
`chat.*`, and read with manage on one group, by which a client reads any channel of the keyset.

Why no value escapes: each path is a superset of what any login reaches by it, and a superset is inside the families.
"""

from collections.abc import Iterator
from typing import Final

from pnpolicy.policy.model import Role
from pnpolicy.prove.paths import Path
from pnpolicy.prove.questions import ADVICE, within
from pnpolicy.prove.verdict import Case, Verdict
from pnpolicy.prove.world import World

ID: Final = "containment"


def verdicts(world: World) -> Iterator[Verdict]:
    """One verdict for each client role."""
    for role in world.clients:
        case = Case(ID, role.name)
        for path in world.direct(role):
            _ask(case, world, role, path)
        with case.question(role.span):
            for path in world.unsaid(role, case):
                _ask(case, world, role, path)
        yield case.verdict()


def _ask(case: Case, world: World, role: Role, path: Path) -> None:
    case.asked += 1
    if path.via == "held":
        return  # a group holds declared families
    own = world.names(path.reach.entry.family, companions=path.names.companions)
    if path.via in ("direct", "presence") and path.names.key == own.key:
        return  # it is the family itself
    shelters = [own] if path.via in ("direct", "presence") else []
    shelters += [
        world.names(family, companions=companions)
        for family in world.families(path.kind)
        for companions in (False, True)
    ]

    def say(name: str) -> str:
        return f"`{role.name}` reaches `{name}`, a name of no declared family"

    within(case, world, role, path, shelters, say, ADVICE.get(path.via, "declare the family it belongs to"))
