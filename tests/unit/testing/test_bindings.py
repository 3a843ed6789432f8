"""Logins for property tests: whom they are for, and what is said where there can be none."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings

import pnpolicy.testing
from pnpolicy import Policy
from pnpolicy.testing import bindings
from tests.conftest import ROOT

BRIEFLY = settings(derandomize=True, database=None, phases=[Phase.generate, Phase.shrink])
"""Without explaining at length what else would fail."""

LEAK = ROOT / "tests/cases/leaks/ballots-by-pattern"

MESSAGES = """\
pnpolicy: 1
name: messages
variables:
  userId: {type: id, max: 3}
  peer: {type: id, max: 8}
  desk: {type: enum, values: [a, b]}
  room: {type: hex, min: 4, max: 4}
  number: {type: integer, min: 10, max: 123456}
channels:
  counter: {name: 'counter.<number>', authority: clients}
  dm: {name: 'dm.<peer>.<userId>', authority: clients}
  desk: {name: 'desk.<desk>', authority: clients}
  room: {name: 'room.<room>', authority: clients}
roles:
  writer:
    trust: client
    bind: userId
    ttl: 10m
    each: {peer: 2}
    allow:
      channels:
        dm: [[read], {actions: [write], where: {peer: userId, userId: peer}}]
  desk:
    trust: client
    bind: userId
    ttl: 10m
    allow:
      channels: {desk: {actions: [read], where: {desk: userId}}}
  nobody:
    trust: client
    anonymous: true
    ttl: 10m
    allow:
      channels: {room: {actions: [read], where: {room: desk}}}
  counter:
    trust: server
    allow:
      channels: {counter: [read]}
  nothing-listed:
    trust: client
    bind: userId
    ttl: 10m
    each: {desk: 2}
    allow:
      channels: {room: {actions: [read], where: {room: desk}}}
""".replace("dm: [[read], {", "dm: [{actions: [read]}, {")


@pytest.fixture(scope="module")
def messages() -> Policy:
    return Policy.loads(MESSAGES)


def drawn(policy: Policy, role: str, count: int = 60) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []

    @settings(max_examples=count, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
    @given(login=bindings(policy, role))
    def note(login: dict[str, Any]) -> None:
        policy.bind(role, **login)
        found.append(login)

    note()
    return found


def test_a_value_fits_every_hole_it_fills(messages: Policy) -> None:
    """By `where` it stands in a hole with a domain of its own."""
    logins = drawn(messages, "writer")
    assert {len(login["userId"]) for login in logins} == {1, 2, 3}
    assert {len(login["peer"]) for login in logins} == {0, 1, 2}
    assert {login["userId"] for login in drawn(messages, "desk")} == {"a", "b"}


def test_both_ends_of_a_range_are_likely(messages: Policy) -> None:
    """And much between them."""
    found = {login["number"] for login in drawn(messages, "counter", 40)}
    assert {"10", "123456"} < found
    assert len(found) > 8


def test_nobody_can_have_the_role(messages: Policy) -> None:
    """Two domains without a common value: said at once, not found out by drawing in vain."""
    with pytest.raises(ValueError, match="nobody can be `nobody`: no value of `desk` fits every hole that it fills"):
        bindings(messages, "nobody")
    assert drawn(messages, "nothing-listed")[0]["desk"] == []


def test_no_such_role(messages: Policy) -> None:
    """With the nearest spelling."""
    with pytest.raises(ValueError, match=r"there is no role 'writr'; did you mean `writer`\?"):
        bindings(messages, "writr")


def test_the_shortest_is_what_a_failure_shows() -> None:
    """Hypothesis makes an example smaller: the smallest login is the shortest of everything."""
    policy = Policy.load(ROOT / "policies/live-voting")

    @BRIEFLY
    @given(login=bindings(policy, "voter"))
    def fails(login: dict[str, Any]) -> None:
        shown.append(login)
        assert len(login["roomId"]) < 2

    shown: list[dict[str, Any]] = []
    with pytest.raises(AssertionError):
        fails()
    assert shown[-1] == {"roomId": ["a", "a"], "sessionId": "aaaaaaaa", "userId": "a"}


# ---- the test that the package's docstring shows ---------------------------------------------------------------------


def as_shown(path: Path) -> Callable[[], None]:
    """The test of the docstring, of another policy."""
    lines = [line[4:] for line in (pnpolicy.testing.__doc__ or "").splitlines() if line[:4].isspace() or not line]
    names: dict[str, Any] = {}
    exec("\n".join(lines).replace("policies/live-voting", str(path)), names)  # noqa: S102  our own docstring
    found: Callable[[], None] = BRIEFLY(names["test_voters_never_announce"])
    return found


def test_it_is_five_lines() -> None:
    """Imports apart."""
    lines = [line for line in (pnpolicy.testing.__doc__ or "").splitlines() if line.startswith("    ")]
    assert sum(1 for line in lines if "import" not in line) <= 5


@pytest.mark.parametrize("path", [ROOT / "policies/live-voting", LEAK / "safe.yaml"], ids=["example", "safe"])
def test_it_passes_where_nothing_leaks(path: Path) -> None:
    """The example it is written for, and a leak that was mended."""
    as_shown(path)()


def test_it_finds_a_leak() -> None:
    """A pattern that takes in the results."""
    with pytest.raises(AssertionError) as caught:
        as_shown(LEAK / "leaky.yaml")()
    assert "name='vote-result.aaaaaaaa'" in "".join(getattr(caught.value, "__notes__", ()))


# ---- what is imported when -------------------------------------------------------------------------------------------


def test_without_hypothesis(monkeypatch: pytest.MonkeyPatch) -> None:
    """The package is there, its strategies say what they need."""
    monkeypatch.setitem(sys.modules, "hypothesis", None)
    monkeypatch.delitem(sys.modules, "pnpolicy.testing.strategies")
    monkeypatch.delitem(vars(pnpolicy.testing), "names", raising=False)
    assert {"bindings", "names"} <= set(dir(pnpolicy.testing))
    with pytest.raises(
        ImportError, match=r'pnpolicy.testing.names needs Hypothesis: pip install "pnpolicy\[testing\]"'
    ):
        _ = pnpolicy.testing.names


def test_another_module_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Then that is what is said."""
    monkeypatch.setitem(sys.modules, "pnpolicy.check.edges", None)
    monkeypatch.delitem(sys.modules, "pnpolicy.testing.strategies")
    monkeypatch.delitem(vars(pnpolicy.testing), "names", raising=False)
    with pytest.raises(ModuleNotFoundError, match=r"import of pnpolicy\.check\.edges halted"):
        _ = pnpolicy.testing.names


def test_nothing_else_is_there() -> None:
    """A misspelt name is one."""
    with pytest.raises(AttributeError, match="no attribute 'binding'"):
        _ = pnpolicy.testing.binding
