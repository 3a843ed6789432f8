"""Pairs of policies, safe and leaky: every claim proved of the one, and the right one refuted of the other.

What is refuted is looked at again by others: plain loops over the YAML under the widest reading of PubNub, and
google-re2 on the grant that is really made. Beside each `leaky.yaml`, `refuted.txt` shows what people are told; with
PNPOLICY_UPDATE=1 in the environment it is written anew.
"""

import math
import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import re2
import yaml

from pnpolicy import Policy
from pnpolicy.prove import Verdict, Witness
from pnpolicy.wire.actions import BITS, Kind
from tests.reference import reaching
from tests.reference.reaching import COMPANION, MANAGE, READ, Data
from tests.transcripts import replayed

LEAKS = sorted(path.parent for path in (Path(__file__).parent / "leaks").glob("*/leaky.yaml"))
LEAK = re.compile(r"# leak: (never: [a-z-]+|[a-z-]+) of ([A-Za-z0-9_-]+): (.+)")
READS_DIFFERENTLY = re.compile(r"`(.+)` can be read in two ways: (.+) or (.+)")
TOLD_SIZE = re.compile(r"can have (more than )?([0-9,]+) characters; the budget is 16,384")
TOLD_LENGTH = re.compile(r"can have ([0-9]+) characters; PubNub allows ([0-9]+)")


def named(folder: Path) -> str:
    return folder.name


@cache
def proved(path: Path) -> tuple[Policy, Data, list[Verdict]]:
    policy = Policy.load(path)
    written = yaml.safe_load(path.read_text(encoding="utf-8"))
    return policy, reaching.in_python(written), list(policy.prove())


def test_every_leak_has_a_header() -> None:
    """Each leaky policy says in its first line which claim is refuted, of whom and why; no two are alike."""
    heads = [(leak / "leaky.yaml").read_text(encoding="utf-8").partition("\n")[0] for leak in LEAKS]
    assert [head for head in heads if not LEAK.fullmatch(head)] == []
    assert len(set(heads)) == len(heads) >= 99


@pytest.mark.parametrize("leak", LEAKS, ids=named)
def test_one_mistake(leak: Path) -> None:
    """Without its header the leaky policy is the safe one but for a line or two."""
    safe = (leak / "safe.yaml").read_text(encoding="utf-8").splitlines()
    leaky = (leak / "leaky.yaml").read_text(encoding="utf-8").splitlines()[1:]
    assert len(set(leaky) - set(safe)) <= 2
    assert len(set(safe) - set(leaky)) <= 2
    assert abs(len(leaky) - len(safe)) <= 1


@pytest.mark.parametrize("leak", LEAKS, ids=named)
def test_safe(leak: Path) -> None:
    """Every claim about the safe policy is proved."""
    _, _, verdicts = proved(leak / "safe.yaml")
    assert verdicts
    assert [(v.claim, v.subject, v.status) for v in verdicts if v.status != "proved"] == []
    assert not any(v.witnesses or v.diagnostics or v.budget for v in verdicts)


@pytest.mark.parametrize("leak", LEAKS, ids=named)
def test_leaky(leak: Path) -> None:
    """The claim that the header names is refuted, all others are decided, and every witness is real."""
    policy, written, verdicts = proved(leak / "leaky.yaml")
    match = LEAK.fullmatch((leak / "leaky.yaml").read_text(encoding="utf-8").partition("\n")[0])
    assert match
    assert [(v.claim, v.subject) for v in verdicts if v.status == "undecided"] == []
    assert (match[1], match[2]) in [(v.claim, v.subject) for v in verdicts if v.status == "refuted"]
    for verdict in verdicts:
        assert bool(verdict.witnesses) == (verdict.status == "refuted")
        assert len(verdict.diagnostics) == len(verdict.witnesses)
        for witness in verdict.witnesses:
            (told,) = [d for d in verdict.diagnostics if is_about(d.message, witness) and d.span == witness.span]
            replay(policy, written, verdict, witness, told.message)


@pytest.mark.usefixtures("at_root")
@pytest.mark.parametrize("leak", LEAKS, ids=named)
def test_told(leak: Path) -> None:
    """What people are told of the leaky policy is what the transcript beside it shows."""
    path = leak / "refuted.txt"
    if not path.exists():
        path.write_text(f"$ pnpolicy prove tests/cases/leaks/{leak.name}/leaky.yaml\n", encoding="utf-8")
    written, told = replayed(path)
    assert told == written


# ---- replaying -------------------------------------------------------------------------------------------------------


def is_about(message: str, witness: Witness) -> bool:
    return f"`{witness.name}`" in message or "can have" in message


def replay(policy: Policy, written: Data, verdict: Verdict, witness: Witness, message: str) -> None:
    """Breaks the claim again, by other means."""
    if verdict.claim == "token-size":
        replay_size(policy, verdict, witness, message)
    elif verdict.claim == "injection":
        assert verdict.family
        replay_values(written, verdict.family, witness, message)
    else:
        assert verdict.role
        carrier, needed = carrying(witness)
        group = carrier[1] if carrier[0] is Kind.GROUPS else ""
        groups = [group.removesuffix(COMPANION)] if group else []
        mask = sum(BITS[action] for action in witness.actions)
        assert mask
        assert mask & ~reaching.widest(
            written, verdict.role, dict(witness.bindings), witness.kind, witness.name, groups
        ) == 0  # fmt: skip
        assert reaching.breaks(
            written, verdict.claim, verdict.role, dict(witness.bindings), witness.kind, witness.name, groups
        )
        assert needed & ~given(policy, written, verdict.role, witness, *carrier) == 0
        assert f"`{witness.name}`" in message


def carrying(witness: Witness) -> tuple[tuple[Kind, str], int]:
    """The name that a grant must carry for a witness, and the flags on it."""
    texts = re.findall("`([^`]+)`", witness.by)
    if not witness.by:
        return (witness.kind, witness.name), sum(BITS[action] for action in witness.actions)
    assert witness.actions == ("read",)
    if "presence companion" in witness.by:
        return (witness.kind, witness.name.removesuffix(COMPANION)), READ
    (text,) = texts
    if "wildcard subscribe" in witness.by:
        assert text in reaching.wildcards(witness.name)
        return (Kind.CHANNELS, text), READ
    return (Kind.GROUPS, text), READ | (MANAGE if "may put any channel" in witness.by else 0)


def given(policy: Policy, written: Data, role: str, witness: Witness, kind: Kind, name: str) -> int:
    """The flags that google-re2 finds for a name in the grant that is made for a witness."""
    if policy.roles[role].trust == "server":  # gets no grant: the same lines for a client do
        lines: dict[str, Any] = {**written["roles"][role], "trust": "client", "anonymous": True, "ttl": 30}
        policy = Policy.loads(yaml.safe_dump({**written, "roles": {**written["roles"], role: lines}}))
    grant = policy.grant(role, **witness.bindings)
    mask = grant.resources[kind].get(name, 0)
    for pattern, flags in grant.patterns[kind].items():
        if re2.search(pattern, name) or (kind is Kind.GROUPS and re2.search(pattern, f":{name}")):
            mask |= flags
    return mask


def replay_values(written: Data, key: tuple[Kind, str], witness: Witness, message: str) -> None:
    """A family's name that is too long, a companion, or spelled by two choices of values."""
    kind, name = key
    family = written[kind][name]
    values = dict(witness.bindings)
    text = family.get("name", family.get("id"))
    if text is not None:
        assert spelled(text, values) == witness.name
        assert values in reaching.readings(written, text, witness.name)
    else:
        assert reaching.as_family(written, family, witness.name)
    if match := READS_DIFFERENTLY.fullmatch(message):
        both = [dict(value.split("=") for value in told.split(", ")) for told in (match[2], match[3])]
        assert both[0] != both[1]
        assert values in both
        for way in both:
            assert spelled(text, way) == match[1] == witness.name
            assert way in reaching.readings(written, text, witness.name)
    elif match := TOLD_LENGTH.search(message):
        longest, most = int(match[1]), int(match[2])
        watched = any(
            "presence" in entry["actions"] and family_name == name
            for role in written["roles"]
            for _, family_name, entry in reaching.entries(written, role)
        )
        assert most == (92 - len(COMPANION) if watched else 92)
        assert most < len(witness.name) <= longest
    else:
        assert witness.name.endswith(COMPANION)
        assert f"the presence companion of `{witness.name.removesuffix(COMPANION)}`" in message


def spelled(text: str, values: dict[str, Any]) -> str:
    for hole, value in values.items():
        text = text.replace(f"<{hole}>", value)
    return text


def replay_size(policy: Policy, verdict: Verdict, witness: Witness, message: str) -> None:
    """The token of the witness, counted entry by entry, has as many characters as were told."""
    match = TOLD_SIZE.search(message)
    assert match
    assert verdict.role
    told = int(match[2].replace(",", ""))
    assert told > 16_384
    counted = characters(policy, verdict.role, dict(witness.bindings))
    assert counted > told if match[1] else counted == told


def characters(policy: Policy, role: str, values: dict[str, Any]) -> int:
    """The length of a token whose names are all exact, in base64."""
    names: dict[tuple[Kind, str], int] = {}
    for entry in policy.roles[role].entries:
        for name in every_name(entry, values):
            for action, _ in entry.actions:
                key = (entry.family.kind, name + COMPANION if action == "presence" else name)
                names[key] = names.get(key, 0) | BITS["read" if action == "presence" else action]
    user = values[bind.name] if (bind := policy.roles[role].bind) else None
    grant = policy.grant(role, **{key: value[:1] if isinstance(value, list) else value for key, value in values.items()})
    few = {(kind, name): mask for kind in Kind for name, mask in grant.resources[kind].items()}
    assert user == grant.authorized_uuid
    entries = sum(map(entry_bytes, names.items())) - sum(map(entry_bytes, few.items()))
    for kind in Kind:  # the head of a map counts its entries
        entries += head_bytes(sum(of is kind for of, _ in names)) - head_bytes(sum(of is kind for of, _ in few))
    return math.ceil((grant.cbor_bytes + entries) / 3) * 4


def entry_bytes(entry: tuple[tuple[Kind, str], int]) -> int:
    (_, name), mask = entry
    return head_bytes(len(name)) + len(name) + head_bytes(mask)


def head_bytes(count: int) -> int:
    return 1 if count < 24 else 2 if count < 256 else 3


def every_name(entry: Any, values: dict[str, Any]) -> list[str]:  # noqa: ANN401  an entry of a role
    names = [str(entry.family.names)]
    for fill in entry.fills:
        found = values[fill.variable.name]
        for value in [found] if isinstance(found, str) else [None]:
            names = [name.replace(f"<{fill.hole}>", value) if value else name for name in names]
    for fill in entry.fills:
        found = values[fill.variable.name]
        if not isinstance(found, str):
            names = [name.replace(f"<{fill.hole}>", value) for name in names for value in found]
    return names
