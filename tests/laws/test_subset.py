"""What is said to give no more than before gives no more: changed policies, bindings and names, by the reference."""

import json
from copy import deepcopy
from typing import Any

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from pnpolicy import Policy, PolicyError
from pnpolicy.access import Binder
from pnpolicy.lint.subset import wider
from tests.reference import meaning
from tests.strategies import NAMES, Data, channel_names, examples, loaded, logins, policies, variables


def entries_of(policy: Data) -> list[dict[str, Any]]:
    """The entries of all roles; those of a family as a list made into one."""
    found = []
    for role in policy["roles"].values():
        for allowed in role["allow"]["channels"].values():
            found += allowed if isinstance(allowed, list) else [allowed]
    return found


@st.composite
def changed(draw: st.DrawFn, policy: Data) -> Data:
    """A policy with a change or two, some of which take away and some of which give."""
    new = deepcopy(policy)
    for _ in range(draw(st.integers(1, 2))):
        entries = entries_of(new)
        entry = draw(st.sampled_from(entries)) if entries else {}
        match draw(st.integers(0, 6)):
            case 0 if len(entry.get("actions", ())) > 1:
                entry["actions"].pop()
            case 1 if entry:
                entry["actions"] = draw(st.lists(st.sampled_from(["read", "write"]), min_size=1, unique=True))
            case 2 if entry.get("any"):
                entry["any"].pop()
            case 3 if entry and not entry.get("except"):
                entry["any"] = sorted({*entry.get("any", []), *draw(st.lists(st.sampled_from(NAMES[1:]), max_size=1))})
            case 4:
                new["variables"][draw(st.sampled_from(NAMES))] = draw(variables(slugs=False))
            case 5:
                new["roles"]["r"]["ttl"] = draw(st.sampled_from([10, 60]))
            case 6:
                new["roles"]["r"].setdefault("each", {})[draw(st.sampled_from(NAMES[1:]))] = draw(st.integers(1, 4))
    return new


@settings(max_examples=examples(120))
@given(st.data())
def test_no_more_is_no_more(data: st.DataObject) -> None:
    """Where nothing is said against a change, every login gets no flag that it did not have."""
    old_data = data.draw(policies())
    new_data = data.draw(changed(old_data))
    old, new = loaded(old_data), loaded(new_data)
    said = wider(old.resolved, new.resolved)
    assume(not said)
    for role in ("r", "q"):
        values = data.draw(logins(new_data, new.roles[role]))
        before = Binder(old.roles[role]).names
        values_before = {**{name: [] for name in before if name in old.roles[role].each}, **values}
        if not before <= values_before.keys():
            continue  # a variable that only the old one takes: whatever it is, the new one does not depend on it
        for _ in range(4):
            name = data.draw(channel_names(new_data, values))
            gained = meaning.mask(new_data, role, values, "channels", name)
            gained &= ~meaning.mask(old_data, role, values_before, "channels", name)
            assert gained == 0, name
        assert new.roles[role].ttl <= old.roles[role].ttl


@settings(max_examples=examples(60))
@given(policies())
def test_the_same_is_no_more(data: Data) -> None:
    """A policy gives no more than itself."""
    policy = loaded(data)
    assert wider(policy.resolved, policy.resolved) == ""


@settings(max_examples=examples(60))
@given(st.data())
def test_less_is_no_more(data: st.DataObject) -> None:
    """Whatever entry is taken out."""
    written = data.draw(policies())
    old = loaded(written)
    allowed = written["roles"]["r"]["allow"]["channels"]
    assume(allowed)
    allowed.pop(data.draw(st.sampled_from(sorted(allowed))))
    try:
        new = Policy.loads(json.dumps(written))
    except PolicyError:
        assume(condition=False)
        raise
    assert wider(old.resolved, new.resolved) == ""
