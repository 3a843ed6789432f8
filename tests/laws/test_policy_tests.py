"""What policy tests mean: *allowed* holds under every reading of PubNub, *denied* under none.

The narrowest reading is said here once more over the maps of the grant, by Python's `re`; the widest is the naive
reference over the YAML.
"""

import itertools
import re
from datetime import UTC, datetime
from typing import Any

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from pnpolicy import Grant, Policy
from pnpolicy.access import Binder
from pnpolicy.check import Case, Suite, run
from pnpolicy.check.suite import Decides, Login
from pnpolicy.errors import BindingError, GrantError
from pnpolicy.grant.compiled import plans_of
from pnpolicy.text import Source, Span
from pnpolicy.wire.actions import BITS
from pnpolicy.wire.operations import OPERATIONS
from tests.reference import meaning, reaching
from tests.strategies import Data, channel_names, examples, loaded, logins, policies

HERE = Span(Source("a.test.yaml", "x"), 0, 1)
ASKED = ["publish", "subscribe", "subscribe-presence", "delete-messages", "leave", "set-memberships"]
WATCHING = ["subscribe-presence", "subscribe-group-presence"]
ASKED_OF_GROUPS = ["subscribe-group", "subscribe-group-presence", "add-channels-to-group"]


Question = tuple[str, str]
"""An operation and a name."""


def passing(policy: Policy, values: Data, asked: list[Question]) -> list[tuple[bool, bool]]:
    """For each question whether *allowed* passes as an expectation, and whether *denied* does."""
    plans, _ = plans_of(policy.resolved, stamp=True)
    login = Login("l", "r", values, HERE)
    cases = tuple(
        Case(name, (Decides(login, operation, name, allowed, None, 0, HERE),), None, HERE)
        for operation, name in asked
        for allowed in (True, False)
    )
    suite = Suite("a.test.yaml", "policy.yaml", datetime(2026, 1, 1, tzinfo=UTC), cases)
    told = [outcome.status == "passed" for outcome in run(policy.resolved, plans, suite)]
    return list(zip(told[::2], told[1::2], strict=True))


def certain(grant: Grant, kind: str, name: str) -> int:
    """The flags on a name that every reading gives."""
    if not 0 < len(name) <= 92 or re.search(meaning.FORBIDDEN, name):
        return 0
    exact = grant.resources[kind].get(name)
    least = sum(BITS.values())
    for matching in (re.search, re.fullmatch):
        masks = [mask for pattern, mask in grant.patterns[kind].items() if matching(pattern, name)]
        together = exact or 0
        for mask in masks:
            together |= mask
        alone = masks if exact is None else [exact]
        for mask in (together, *(alone or [0])):
            least &= mask
    return least


def needed(policy: Data, role: str, values: Data, operation: str, name: str) -> list[tuple[str, str, int]]:
    """The kind, name and flag of everything that an operation takes."""
    found = []
    for need in OPERATIONS[operation].needs or ():
        user = reaching.bound(policy, role)
        subject = {"name": name, "presence": f"{name}-pnpres", "self": str(values[user]) if user else ""}[need.of]
        found.append((str(need.kind), subject, BITS[need.action]))
    return found


@settings(max_examples=examples(120))
@given(st.data())
def test_channels(data: st.DataObject) -> None:
    """For any policy, login and name: an expectation passes if, and only if, its reading says so."""
    written = data.draw(policies())
    policy = loaded(written)
    values = data.draw(logins(written, policy.roles["r"]))
    try:
        grant = policy.grant("r", **values)
    except (GrantError, BindingError):
        return
    names = [*list(grant.resources["channels"])[:2], *(data.draw(channel_names(written, values)) for _ in range(4))]
    agree(policy, written, grant, values, [(data.draw(st.sampled_from(ASKED)), name) for name in names], ())


def agree(
    policy: Policy, written: Data, grant: Grant, values: Data, asked: list[Question], groups: tuple[str, ...]
) -> None:
    """Both expectations about an operation on a name come to what their readings say, and never do both pass."""
    in_python = reaching.in_python(written)
    # Nothing is the companion of a companion; the reference would take the suffix off twice.
    asked = [(operation, name.removesuffix("-pnpres") if operation in WATCHING else name) for operation, name in asked]
    for (operation, name), (allow, deny) in zip(asked, passing(policy, values, asked), strict=True):
        takes = needed(written, "r", values, operation, name)
        narrow = all(certain(grant, kind, subject) & bit for kind, subject, bit in takes)
        wide = all(reaching.widest(in_python, "r", values, kind, subject, groups) & bit for kind, subject, bit in takes)
        assert allow is narrow, (operation, name)
        assert deny is not wide, (operation, name)
        assert not (allow and deny)


VALUES = ["a", "b", "ab"]


@st.composite
def feeds(draw: st.DrawFn) -> Data:
    """A policy with groups, of which all names can be told: their variables have three values."""
    declared = {name: {"type": "enum", "values": VALUES} for name in ("u", "v")}
    spelled = st.sampled_from(["x.<u>", "x.<v>", "y.<u>-<v>", "z", "x.<v>.<u>"])
    channels: Data = {f"c{n}": {"name": draw(spelled), "authority": "server"} for n in range(draw(st.integers(1, 3)))}
    if draw(st.integers(0, 3)) == 0:
        channels["raw"] = {"pattern": draw(st.sampled_from(["x[.].*", "z|x[.]a"])), "authority": "server"}
    names = st.sampled_from(["<u>-g", "<v>-g", "g", "<u>-<v>", "<v>.g"])
    groups: Data = {
        f"g{number}": {"name": draw(names), "holds": draw(st.lists(st.sampled_from(sorted(channels)), unique=True))}
        for number in range(draw(st.integers(1, 3)))
    }
    allowed: Data = {}
    for family, group in groups.items():
        actions = st.lists(st.sampled_from(["read", "manage", "presence"]), min_size=1, max_size=2, unique=True)
        opened = [hole for hole in ("v", "u") if f"<{hole}>" in group["name"] and draw(st.booleans())]
        allowed[family] = {"actions": draw(actions), "any": opened}
    some = draw(st.lists(st.sampled_from(sorted(channels)), unique=True, max_size=1))
    role = {
        "trust": "client", "bind": "u", "ttl": 30,
        "allow": {"groups": allowed, "channels": {name: ["read"] for name in some}},
    }  # fmt: skip
    if draw(st.booleans()):
        role["each"] = {"v": 2}
    return {
        "pnpolicy": 1, "name": "feeds", "variables": declared, "channels": channels, "groups": groups,
        "roles": {"r": role},
    }  # fmt: skip


def every_name(text: str) -> list[str]:
    """All names of a template over the three values."""
    holes = sorted(set(re.findall("<([uv])>", text)))
    found = []
    for chosen in itertools.product(VALUES, repeat=len(holes)):
        name = text
        for hole, value in zip(holes, chosen, strict=True):
            name = name.replace(f"<{hole}>", value)
        found.append(name)
    return found


@settings(max_examples=examples(120))
@given(st.data())
def test_groups(data: st.DataObject) -> None:
    """The same where groups bring channels: by what the server puts in, and by what the client does."""
    written = data.draw(feeds())
    policy = loaded(written)
    needs = Binder(policy.roles["r"])
    values: dict[str, Any] = {
        name: data.draw(st.lists(st.sampled_from(VALUES), max_size=2, unique=True) if name in needs.listed else
                        st.sampled_from(VALUES))
        for name in sorted(needs.names)
    }  # fmt: skip
    try:
        grant = policy.grant("r", **values)
    except (GrantError, BindingError):
        assume(condition=False)
        raise
    groups = tuple(name for group in written["groups"].values() for name in every_name(group["name"]))
    channels = [name for family in written["channels"].values() for name in every_name(family.get("name", "x.q"))]
    asked = data.draw(
        st.lists(
            st.tuples(st.sampled_from(["subscribe", *WATCHING[:1]]), st.sampled_from([*channels, "q"])), max_size=4
        )
    )
    asked += data.draw(st.lists(st.tuples(st.sampled_from(ASKED_OF_GROUPS), st.sampled_from(groups)), max_size=3))
    agree(policy, written, grant, values, asked, groups)
