"""No client role gains write, delete, update or manage where the server announces.

What is proved, for every role with `trust: client`: whatever its values, no name it holds one of these flags on is a
name, or the presence companion of a name, of a family with `authority: server`.

Why no value escapes: the line's names are taken with every hole ranging over its whole domain, which holds all that any
login can spell, and so are the family's. If these two sets share no name, no login reaches one. PubNub's unclear points
do not matter: every pattern is `^…$`, flags of several entries add up to no more than their union, and the union of
what each line gives is what is looked at. Wildcards, groups and implied presence give read alone.
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from pnpolicy.policy.model import Family
from pnpolicy.prove.questions import never
from pnpolicy.prove.verdict import Case, Verdict
from pnpolicy.prove.world import World
from pnpolicy.wire.actions import Kind, actions_of, mask_of

ID: Final = "server-authority"
FORBIDDEN: Final = mask_of("write", "delete", "update", "manage")


def verdicts(world: World) -> Iterator[Verdict]:
    """One verdict for each client role, if the server announces anywhere."""
    families = [family for family in world.families(Kind.CHANNELS) if family.authority == "server"]
    if not families:
        return
    for role in world.clients:
        case = Case(ID, role.name)
        for path in world.direct(role):
            if path.kind is not Kind.CHANNELS or not path.mask & FORBIDDEN:
                continue
            case.asked += 2 * len(families)
            targets = [target for target in world.near(path) if target[0].authority == "server"]
            announcing = replace(path, mask=path.mask & FORBIDDEN)
            gained = ", ".join(f"`{action}`" for action in actions_of(announcing.mask))

            def say(name: str, family: Family, gained: str = gained, role: str = role.name) -> str:
                return f"`{role}` gains {gained} on `{name}`, where the server alone announces (`{family.name}`)"

            never(case, world, role, announcing, targets, say, f"take {gained} away here, or keep the names apart")
        yield case.verdict()
