"""The policy's own claims: these roles never gain these actions there.

What is proved, for each `never` and each role it names: whatever its values, the role does not hold any of the actions
on a name of the families, by any path. `presence` is read on a companion. Read counts by its widest reading: also
through wildcard subscribe, through a group that the client both fills and reads, and through a group that the policy
says holds the family; and read on a channel may be read on its companion.

Why no value escapes: as for `server-authority`, both sides range over whole domains.
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from pnpolicy.policy.model import Family, Never, Role
from pnpolicy.prove.paths import READ, Path
from pnpolicy.prove.questions import ADVICE, never
from pnpolicy.prove.verdict import Case, Verdict
from pnpolicy.prove.world import World
from pnpolicy.wire.actions import ACTIONS, BITS, actions_of

ID: Final = "never"


def verdicts(world: World) -> Iterator[Verdict]:
    """One verdict for each claim and role."""
    for claim in world.policy.never:
        for name in claim.roles:
            role = world.policy.roles[name]
            case = Case(f"{ID}: {claim.name}", role.name)
            for path in world.direct(role):
                _ask(case, world, role, path, claim)
            if not {"read", "presence"}.isdisjoint(claim.actions):
                with case.question(role.span):
                    for path in world.unsaid(role, case):
                        _ask(case, world, role, path, claim)
            yield case.verdict()


def _ask(case: Case, world: World, role: Role, path: Path, claim: Never) -> None:
    case.asked += len(claim.families)
    mask = sum(BITS[action] for action in claim.actions if action in ACTIONS[path.kind])
    flags = bool(path.mask & mask)
    presence = "presence" in claim.actions and bool(path.mask & READ)
    if not flags and not presence:
        return
    mask |= READ if presence else 0
    targets = [
        (family, companions)
        for family, companions in world.near(path)
        if (family.kind, family.name) in claim.families and (presence if companions else flags)
    ]
    path = replace(path, mask=path.mask & mask)
    gained = ", ".join(f"`{action}`" for action in actions_of(path.mask))

    def say(name: str, family: Family) -> str:
        return f"`{role.name}` gains {gained} on `{name}` (`{family.name}`), which `{claim.name}` rules out"

    why = f"the policy says why not: {claim.why}" if claim.why else ""
    never(case, world, role, path, targets, say, why or ADVICE.get(path.via, ""))
