"""Does again, by other means, what a refuted claim says can be done.

A witness is taken through plain loops over the YAML, under the widest reading of PubNub, and through google-re2 on the
grant that is really made for its values.
"""

import itertools
import math
import re
from typing import Any

import re2
import yaml

from pnpolicy import Policy
from pnpolicy.policy.model import Entry
from pnpolicy.prove import Verdict, Witness
from pnpolicy.wire.actions import BITS, Kind
from tests.reference import reaching
from tests.reference.meaning import entries
from tests.reference.reaching import COMPANION, MANAGE, READ, Data

TWO_WAYS = re.compile(r"`(.+)` can be read in two ways: (.+) or (.+)")
TOLD_SIZE = re.compile(r"can have (more than )?([0-9,]+) characters; the budget is 16,384")
TOLD_LENGTH = re.compile(r"can have ([0-9]+) characters; PubNub allows ([0-9]+)")


def replay_all(policy: Policy, written: Data, verdict: Verdict) -> None:
    """Every witness of a verdict, and what is told of it; only a refuted one has any."""
    assert bool(verdict.witnesses) == (verdict.status == "refuted")
    told = [diagnostic for diagnostic in verdict.diagnostics if not diagnostic.code.endswith("-undecided")]
    assert all(any(one.span == w.span and is_about(one.message, w) for w in verdict.witnesses) for one in told)
    for witness in verdict.witnesses:
        messages = [one.message for one in told if one.span == witness.span and is_about(one.message, witness)]
        assert messages
        for message in messages:
            if verdict.claim == "token-size":
                replay_size(policy, verdict, witness, message)
            elif verdict.claim == "injection":
                replay_values(written, verdict, witness, message)
            else:
                replay_reach(policy, written, verdict, witness)


def is_about(message: str, witness: Witness) -> bool:
    return f"`{witness.name}`" in message or "can have" in message


# ---- names that a login reaches --------------------------------------------------------------------------------------


def replay_reach(policy: Policy, written: Data, verdict: Verdict, witness: Witness) -> None:
    """The login of a witness has its flags on its name, and that breaks the claim."""
    assert verdict.role
    carriers = carrying(witness)
    groups = {
        text for kind, name, _ in carriers for text in (name, name.removesuffix(COMPANION)) if kind is Kind.GROUPS
    }
    asked = reaching.in_python(written), verdict.role, dict(witness.bindings), witness.kind, witness.name, groups
    mask = sum(BITS[action] for action in witness.actions)
    assert mask
    assert mask & ~reaching.widest(*asked) == 0
    assert reaching.breaks(verdict.claim, *asked)
    for kind, name, needed in carriers:
        assert needed & ~given(policy, written, verdict.role, witness, kind, name) == 0


def carrying(witness: Witness) -> list[tuple[Kind, str, int]]:
    """The names that a grant must carry for a witness, and the flags on them."""
    if not witness.by:
        return [(witness.kind, witness.name, sum(BITS[action] for action in witness.actions))]
    assert witness.actions == ("read",)
    (name,) = re.findall("`([^`]+)`", witness.by) or [witness.name.removesuffix(COMPANION)]
    if "as read on its presence companion" in witness.by:
        return [(witness.kind, name, READ)]
    if "wildcard subscribe" in witness.by:
        assert name in reaching.wildcards(witness.name)
        return [(Kind.CHANNELS, name, READ)]
    if "reads the presence of whatever" in witness.by:
        return [(Kind.GROUPS, name, MANAGE), (Kind.GROUPS, name + COMPANION, READ)]
    return [(Kind.GROUPS, name, READ | (MANAGE if "may put any channel" in witness.by else 0))]


def given(policy: Policy, written: Data, role: str, witness: Witness, kind: Kind, name: str) -> int:
    """The flags that google-re2 finds for a name in the grant that is made for a witness."""
    if policy.roles[role].trust == "server":  # gets no grant: the same lines for a client do
        lines = {**written["roles"][role], "trust": "client", "anonymous": True, "ttl": 30}
        policy = Policy.loads(yaml.safe_dump({**written, "roles": {**written["roles"], role: lines}}))
    grant = policy.grant(role, **witness.bindings)
    mask = grant.resources[kind].get(name, 0)
    for pattern, flags in grant.patterns[kind].items():
        if re2.search(pattern, name) or (kind is Kind.GROUPS and re2.search(pattern, f":{name}")):
            mask |= flags
    return mask


# ---- names that values spell -----------------------------------------------------------------------------------------


def replay_values(written: Data, verdict: Verdict, witness: Witness, message: str) -> None:
    """A family's name that is too long, a companion, or spelled by two choices of values."""
    assert verdict.family
    kind, name = verdict.family
    policy = reaching.in_python(written)
    family = policy[kind][name]
    values = dict(witness.bindings)
    text = family.get("name", family.get("id"))
    if text is None:
        assert reaching.as_family(policy, family, witness.name)
    else:
        assert spelled(text, values) == witness.name
        assert values in reaching.readings(policy, text, witness.name)
    if match := TWO_WAYS.fullmatch(message):
        ways = [dict(value.split("=") for value in told.split(", ")) for told in (match[2], match[3])]
        assert ways[0] != ways[1]
        assert values in ways
        for way in ways:
            assert spelled(text, way) == match[1] == witness.name
            assert way in reaching.readings(policy, text, witness.name)
    elif match := TOLD_LENGTH.search(message):
        most = 92 - len(COMPANION) if is_watched(policy, kind, name) else 92
        assert most == int(match[2])
        assert most < len(witness.name) == int(match[1])
    else:
        assert witness.name.endswith(COMPANION)
        assert f"the presence companion of `{witness.name.removesuffix(COMPANION)}`" in message


def spelled(text: str, values: dict[str, Any]) -> str:
    for hole, value in values.items():
        text = text.replace(f"<{hole}>", value)
    return text


def is_watched(policy: Data, kind: str, name: str) -> bool:
    """Whether some role is given `presence` on a family."""
    every = (entry for role in policy["roles"] for entry in entries(policy, role))
    return any((of, family) == (kind, name) and "presence" in entry["actions"] for of, family, entry in every)


# ---- tokens ----------------------------------------------------------------------------------------------------------


def replay_size(policy: Policy, verdict: Verdict, witness: Witness, message: str) -> None:
    """The token of a witness, counted name by name, has as many characters as were told."""
    match = TOLD_SIZE.search(message)
    assert match
    assert verdict.role
    told = int(match[2].replace(",", ""))
    counted = characters(policy, verdict.role, dict(witness.bindings))
    assert counted > 16_384
    assert counted > told == 32_768 if match[1] else counted == told


def characters(policy: Policy, role: str, values: dict[str, Any]) -> int:
    """The length of a token whose names are all exact: that of a small one, and what all further names add."""
    small = {name: value if isinstance(value, str) else value[:1] for name, value in values.items()}
    more = names_of(policy, role, values)
    added = 0
    for kind in Kind:
        few = policy.grant(role, **small).resources[kind]
        assert few.items() <= more[kind].items()
        added += head(len(more[kind])) - head(len(few))
        added += sum(head(len(name)) + len(name) + head(mask) for name, mask in more[kind].items() if name not in few)
    return math.ceil((policy.grant(role, **small).cbor_bytes + added) / 3) * 4


def names_of(policy: Policy, role: str, values: dict[str, Any]) -> dict[Kind, dict[str, int]]:
    """All exact names of a login whose lines leave nothing open, and the flags on them."""
    found: dict[Kind, dict[str, int]] = {kind: {} for kind in Kind}
    for entry in policy.roles[role].entries:
        for name in names_of_line(entry, values):
            for action, _ in entry.actions:
                on, flag = (name + COMPANION, "read") if action == "presence" else (name, action)
                found[entry.family.kind][on] = found[entry.family.kind].get(on, 0) | BITS[flag]
    return found


def names_of_line(entry: Entry, values: dict[str, Any]) -> list[str]:
    variables = sorted({fill.variable.name for fill in entry.fills})
    options = [[values[name]] if isinstance(values[name], str) else values[name] for name in variables]
    found = []
    for chosen in itertools.product(*options):
        one = dict(zip(variables, chosen, strict=True))
        found.append(spelled(str(entry.family.names), {fill.hole: one[fill.variable.name] for fill in entry.fills}))
    return found


def head(count: int) -> int:
    """Bytes that CBOR takes for a length, or a number."""
    return 1 if count < 24 else 2 if count < 256 else 3
