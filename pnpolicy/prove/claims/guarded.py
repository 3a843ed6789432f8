"""Every guarded channel that clients may write has a before-publish Function in front of it.

What is proved, for every client role that may write a family with `guarded: true`: each name of the family that the
role may write, whatever its values, is covered by a Function of the policy with `event: before-publish`. PubNub binds
a Function to channels by name, or by a name whose last segment is `*`, which covers every name below it.

What this is not: signals, files and message actions pass other Functions or none; `write` allows them too.
"""

from collections.abc import Iterator
from typing import Final

from pnpolicy import language
from pnpolicy.policy.model import Function
from pnpolicy.prove.paths import Names
from pnpolicy.prove.questions import within
from pnpolicy.prove.verdict import Case, Verdict
from pnpolicy.prove.world import World
from pnpolicy.wire.actions import BITS, Kind

ID: Final = "guarded"
WRITE: Final = BITS["write"]


def verdicts(world: World) -> Iterator[Verdict]:
    """One verdict for each client role that writes anything, if anything is guarded."""
    families = [family for family in world.families(Kind.CHANNELS) if family.guarded]
    functions = [function for function in world.policy.functions.values() if function.event == "before-publish"]
    covered = [Names((names,)) for function in functions for names in _covered(function)]
    for role in world.clients:
        writing = [path for path in world.direct(role) if path.kind is Kind.CHANNELS and path.mask & WRITE]
        if not families or not writing:
            continue
        case = Case(ID, role.name)
        for path in writing:
            case.asked += len(families)
            for family, companions in world.near(path):
                if companions or not family.guarded:
                    continue

                def say(name: str, role: str = role.name, guarded: str = family.name) -> str:
                    return f"`{role}` publishes on `{name}` past every Function, though `{guarded}` is guarded"

                help_text = "bind a Function with `event: before-publish` to it; `*` as last segment covers all below"
                within(case, world, role, path, covered, say, help_text, among=world.names(family), family=family)
        yield case.verdict()


def _covered(function: Function) -> Iterator[language.Regex]:
    for channel in function.channels:
        if channel == "*":
            yield language.ANY
        elif channel.endswith(".*"):
            some = language.repeat(language.ANY - language.literal(""), 1, 1)
            yield language.concat(language.literal(channel.removesuffix("*")), some)
        else:
            yield language.literal(channel)
