"""The largest token that a client role can need fits the budget.

What is proved, for every client role: with every list at its longest and every value at its longest, the token, as the
base64 text that rides in the URL of each call, has at most 16,384 characters. The bound is a sum over the lines: each
name as long as its domains allow, as often as its lists allow, so no values give more. Where the sum is above the
budget, the largest values are put into a real grant, and it is refuted by that grant's exact size.
"""

from collections.abc import Iterator
from functools import reduce
from itertools import islice
from operator import and_
from typing import Final

from pnpolicy import language
from pnpolicy.errors import BindingError, GrantError
from pnpolicy.grant.plan import Plan
from pnpolicy.policy.domain import Domain
from pnpolicy.policy.model import Role
from pnpolicy.prove.verdict import Bindings, Case, Verdict, Witness
from pnpolicy.prove.world import World
from pnpolicy.wire.actions import Kind
from pnpolicy.wire.limits import TOKEN_BUDGET, URL_MAX

ID: Final = "token-size"


def verdicts(world: World) -> Iterator[Verdict]:
    """One verdict for each client role."""
    for role in world.clients:
        case = Case(ID, role.name)
        case.asked += 1
        plan = world.plans[role.name]
        with case.question(role.span):
            if plan.most_token_bytes > TOKEN_BUDGET:
                _weigh(case, role, plan)
        yield case.verdict()


def _weigh(case: Case, role: Role, plan: Plan) -> None:
    """Make the largest grant there is and see."""
    bindings = largest(role, plan)
    try:
        size = plan.grant_checked(plan.access.binder.check(bindings)).token_bytes
        told = f"{size:,}"
    except GrantError:  # it would not even fit a URL, and then it is not made
        size, told = URL_MAX + 1, f"more than {URL_MAX:,}"
    except BindingError:  # such values spell a name that is too long; others may still be too many
        size = 0
    if size <= TOKEN_BUDGET:
        raise language.Undecided("characters of the largest token", plan.most_token_bytes)
    counts = ", ".join(f"{most} of `{name}`" for name, most in role.each.items())
    message = f"a token of `{role.name}` can have {told} characters; the budget is {TOKEN_BUDGET:,}, half a URL"
    witness = Witness(Kind.CHANNELS, "", (), bindings, role.span)
    case.refute(
        witness, message, "lower `each`, or leave a hole open with `any`", notes=(f"with {counts}",) if counts else ()
    )


def largest(role: Role, plan: Plan) -> Bindings:
    """The longest values a role takes, and as many as it lists."""
    bindings: dict[str, str | list[str]] = {}
    for name, domains in plan.access.binder.domains.items():
        count = role.each[name] if name in plan.access.binder.listed else 1
        values = _longest_values(domains, count)
        bindings[name] = values if name in plan.access.binder.listed else (values or [""])[0]
    return bindings


def _longest_values(domains: tuple[Domain, ...], count: int) -> list[str]:
    """Distinct values, the longest first."""
    shared = reduce(and_, [domain.regex for domain in domains])
    lengths = range(min(domain.longest for domain in domains), 0, -1)
    values = (value for value in language.texts(shared, lengths) if all(domain.accepts(value) for domain in domains))
    return list(islice(values, count))
