"""Small policies for the tests of claims: the parts that matter in one line each, and what became of the claims."""

from pnpolicy import Policy
from pnpolicy.prove import Verdict

HEAD = """
pnpolicy: 1
name: p
variables:
  u: {type: id}
  v: {type: id}
  few: {type: id, max: 3}
  slug: {type: slug}
  other: {type: slug}
  n: {type: integer, max: 9}
  low: {type: integer, max: 5}
  two: {type: enum, values: [a, b]}
  one: {type: enum, values: [a]}
"""
CLIENT = "trust: client, bind: u, ttl: 5"


def policy(allow: str = "", *, role: str = CLIENT, **sections: str) -> Policy:
    """A policy with one role, `r`; the sections `channels`, `groups`, `users`, `functions` and `never` as given."""
    said = "".join(
        f"{name}: [{text}]\n" if name == "never" else f"{name}: {{{text}}}\n" for name, text in sections.items()
    )
    more = sections.pop("roles", "")
    if more:
        return Policy.loads(f"{HEAD}{said}")
    return Policy.loads(f"{HEAD}{said}roles: {{r: {{{role}, allow: {{{allow}}}}}}}\n")


def verdicts(policy: Policy) -> dict[str, Verdict]:
    """`privacy of r` → the verdict."""
    return {f"{verdict.claim} of {verdict.subject}": verdict for verdict in policy.prove()}


def came_to(policy: Policy, key: str) -> str:
    """`proved`, `undecided`, or for a refutation its names: `inbox.b`, `inbox.b loan.b`; `-` if there is no verdict."""
    verdict = verdicts(policy).get(key)
    if verdict is None:
        return "-"
    return " ".join(witness.name for witness in verdict.witnesses) or verdict.status
