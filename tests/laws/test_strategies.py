"""Strategies of `pnpolicy.testing`: what they draw is valid, and all that is valid is drawn."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pnpolicy import Policy
from pnpolicy.testing import bindings, names
from pnpolicy.wire.limits import NAME_MAX, forbidden_in
from tests.conftest import ROOT
from tests.strategies import Data, examples, loaded, policies

EXAMPLES = sorted(ROOT.glob("policies/*/policy.yaml"))
PATIENT = [HealthCheck.too_slow, HealthCheck.filter_too_much]


def of_variables(variables: Data, **role: object) -> Policy:
    """A policy of one role that takes all of some variables."""
    family = {"name": "a." + ".".join(f"<{name}>" for name in variables), "authority": "clients"}
    roles = {"r": {"trust": "client", "anonymous": True, "ttl": 30, "allow": {"channels": {"f": ["read"]}}, **role}}
    data = {"pnpolicy": 1, "name": "p", "variables": variables, "channels": {"f": family}, "roles": roles}
    return Policy.loads(json.dumps(data))


def drawn(strategy: st.SearchStrategy[Any], count: int) -> list[Any]:
    """What comes, the same in every run."""
    found: list[Any] = []

    @settings(max_examples=count, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
    @given(strategy)
    def note(value: Any) -> None:  # noqa: ANN401  anything
        found.append(value)

    note()
    return found


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.parent.name)
def test_of_the_examples(path: Path) -> None:
    """Logins are accepted, of clients and servers; names are names."""
    policy = Policy.load(path)
    logins = {role: bindings(policy, role) for role in policy.roles}

    @settings(max_examples=examples(20), suppress_health_check=PATIENT)
    @given(st.fixed_dictionaries(logins), st.tuples(*(names(policy, kind) for kind in ("channels", "groups", "users"))))
    def valid(login_of: dict[str, Data], found: tuple[str, ...]) -> None:
        for role, login in login_of.items():
            policy.bind(role, **login)
        for name in found:
            assert 0 < len(name) <= NAME_MAX
            assert not forbidden_in(name)

    valid()


@settings(max_examples=examples(40), suppress_health_check=PATIENT)
@given(data=policies(), draws=st.data())
def test_of_any_policy(data: Data, draws: st.DataObject) -> None:
    """Logins are accepted, names are names."""
    policy = loaded(data)
    for role in policy.roles:
        policy.bind(role, **draws.draw(bindings(policy, role)))
    name = draws.draw(names(policy))
    assert 0 < len(name) <= NAME_MAX
    assert not forbidden_in(name)


@pytest.mark.parametrize(
    ("variable", "values"),
    [
        ({"type": "id", "max": 1}, set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_")),
        ({"type": "hex", "min": 1, "max": 1}, set("0123456789abcdef")),
        ({"type": "integer", "min": 0, "max": 63}, set(map(str, range(64)))),
        ({"type": "enum", "values": ["a", "b-c", "é"]}, {"a", "b-c", "é"}),
        ({"type": "pattern", "pattern": "[ab]{1,3}|x-y"}, {"x-y", *"ab", "aa", "ab", "ba", "bb"}),
    ],
    ids=lambda value: value["type"] if isinstance(value, dict) else "",
)
def test_small_domains_are_exhausted(variable: Data, values: set[str]) -> None:
    """Every value comes, if as many examples are tried."""
    found = {login["v"] for login in drawn(bindings(of_variables({"v": variable}), "r"), 100)}
    assert values <= found
    assert variable["type"] == "pattern" or values == found


@pytest.mark.parametrize(
    ("variable", "ends"),
    [
        ({"type": "id"}, {1, 36}),
        ({"type": "slug", "max": 40}, {1, 40}),
        ({"type": "hex", "min": 4, "max": 9}, {4, 9}),
        ({"type": "uuid"}, {36}),
        ({"type": "pattern", "pattern": "[a-z]{2,7}"}, {2, 7}),
        ({"type": "integer", "min": 7, "max": 123456}, {1, 6}),
    ],
    ids=lambda value: value["type"] if isinstance(value, dict) else "",
)
def test_the_shortest_and_the_longest_come(variable: Data, ends: set[int]) -> None:
    """Soon, and many others too."""
    found = [login["v"] for login in drawn(bindings(of_variables({"v": variable}), "r"), 60)]
    assert ends <= set(map(len, found[:40]))
    assert len(set(found)) > 10
    if variable["type"] == "integer":
        assert {"7", "123456"} <= set(found)


def test_lists_are_empty_and_full_and_between() -> None:
    """Up to `each`; a full one has that many different values, if there are so many."""
    policy = of_variables({"v": {"type": "id"}, "w": {"type": "enum", "values": ["a", "b"]}}, each={"v": 50, "w": 5})
    logins = drawn(bindings(policy, "r"), 80)
    assert {0, 50} < {len(login["v"]) for login in logins} <= set(range(51))
    assert {0, 5} < {len(login["w"]) for login in logins} <= set(range(6))
    assert any(len(set(login["v"])) == 50 for login in logins)
    assert any(set(login["w"]) == {"a", "b"} for login in logins)
    for login in logins:
        policy.bind("r", **login)
