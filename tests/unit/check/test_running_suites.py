"""Suites run on policies that were changed in memory, stopped early, and never trusted where two roads differ."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from pnpolicy.access import AccessSet
from pnpolicy.check import Outcome, Read, Reader, outcomes, run
from pnpolicy.check.rights import Disagreement
from pnpolicy.check.suite import Suite
from pnpolicy.grant.compiled import plans_of
from pnpolicy.policy.model import Entry, ResolvedPolicy, Role
from tests.conftest import ROOT

VOTING = ROOT / "policies" / "live-voting" / "policy.test.yaml"


@pytest.fixture
def voting() -> Read:
    """The tests of an example, read."""
    read, problems = Reader().read(VOTING)
    assert problems == []
    assert read is not None
    return read


def ran(policy: ResolvedPolicy, suite: Suite) -> list[Outcome]:
    """What a suite comes to on a policy of one's own."""
    plans, _ = plans_of(policy, stamp=True)
    return list(run(policy, plans, suite))


def with_role(policy: ResolvedPolicy, name: str, change: Callable[[Role], Role]) -> ResolvedPolicy:
    """A policy with one role changed."""
    return policy._replace(roles={**policy.roles, name: change(policy.roles[name])})


def failed(found: list[Outcome]) -> list[str]:
    """The codes of all that failed."""
    return [failure.diagnostic.code for outcome in found for failure in outcome.failures]


def test_nothing_is_read_again(voting: Read) -> None:
    """The same policy with another action on a line fails where it is noticed, file or no file."""
    policy = voting.tested.policy

    def writable(entry: Entry) -> Entry:
        if entry.family.name != "vote-result":
            return entry
        return entry._replace(actions=(*entry.actions, ("write", entry.span)))

    changed = with_role(policy, "voter", lambda r: r._replace(entries=tuple(map(writable, r.entries))))
    found = ran(changed, voting.suite)
    assert set(failed(found)) == {"expected-denied", "wrong-grant", "not-proved"}
    assert all(outcome.status == "passed" for outcome in ran(policy, voting.suite))


def test_values_that_are_not_taken_any_more_are_left_out(voting: Read) -> None:
    """A role that needs a variable less is asked without it, in refusals too."""

    def opened(entry: Entry) -> Entry:
        return entry._replace(fills=tuple(fill._replace(how="open") for fill in entry.fills))

    def without_sessions(role: Role) -> Role:
        return role._replace(
            entries=tuple(opened(e) if "sessionId" in str(e.family.names) else e for e in role.entries)
        )

    changed = with_role(voting.tested.policy, "voter", without_sessions)
    codes = failed(ran(changed, voting.suite))
    assert "no-grant" not in codes
    assert "not-refused" in codes  # a value nobody takes is refused by nobody


def test_a_missing_role_fails_every_test_of_it(voting: Read) -> None:
    """Expectations of every kind about a role that is gone fail; they are not passed over."""
    policy = voting.tested.policy
    without = policy._replace(roles={name: role for name, role in policy.roles.items() if name != "voter"}, never=())
    found = ran(without, voting.suite)
    of_voters = [o for o in found if any(check.role == "voter" for check in o.case.checks)]
    assert {outcome.status for outcome in of_voters} == {"failed"}
    told = {failure.diagnostic.message for outcome in found for failure in outcome.failures}
    assert "no grant is made for alice (voter): there is no role `voter`" in told
    assert "`never: voters-do-not-delete` is not claimed; expected: proved" in told


def test_a_client_that_became_a_server(voting: Read) -> None:
    """A role without a token has no grant to compare, and refuses every value."""
    changed = with_role(voting.tested.policy, "voter", lambda role: role._replace(trust="server"))
    told = {f.diagnostic.message for outcome in ran(changed, voting.suite) for f in outcome.failures}
    assert "no grant is made for alice (voter): role `voter` gets no token" in told


def test_a_claim_that_is_gone(voting: Read) -> None:
    """Removing a `never` is noticed by the test that names it."""
    found = ran(voting.tested.policy._replace(never=()), voting.suite)
    assert failed(found) == ["not-proved"]


def test_until_failure(voting: Read) -> None:
    """Stops behind the first test that fails, and within it behind the first expectation."""
    policy = voting.tested.policy._replace(roles={})
    found = list(outcomes(policy, {}, voting.suite, until_failure=True))
    assert [outcome.status for outcome in found] == ["failed"]
    assert len(found[0].failures) == 1
    whole = list(outcomes(policy, {}, voting.suite))
    assert len(whole) == len(voting.suite.cases)
    assert len(whole[0].failures) > 1


def test_two_roads_that_differ(voting: Read) -> None:
    """A grant that does not say what the policy decides is no failed test: nothing can be trusted then."""
    plans, _ = plans_of(voting.tested.policy, stamp=True)
    narrower = voting.tested.policy.roles["voter"]
    plans["voter"].access = AccessSet(narrower._replace(entries=narrower.entries[1:]))
    with pytest.raises(
        Disagreement, match=re.escape("policy.test.yaml") + r":\d+:\d+: the policy does not give `read`"
    ):
        run(voting.tested.policy, plans, voting.suite)


def test_chosen(voting: Read) -> None:
    """By text, whatever the case of letters; by role, down to the expectation; by both."""
    suite = voting.suite
    assert [case.name for case in suite.chosen(text="TOKEN").cases] == [
        case.name for case in suite.cases if "token" in case.name
    ]
    of_tally = suite.chosen(role="tally")
    assert "only the tally announces, and only it sees the votes" in [case.name for case in of_tally.cases]
    assert {check.role for case in of_tally.cases for check in case.checks} == {"tally"}
    assert suite.chosen(text="token", role="tally").cases == ()
    assert suite.chosen().cases == suite.cases


def test_a_policy_is_read_once(tmp_path: Path) -> None:
    """Two files about one policy share it, however they name it."""
    (tmp_path / "policy.yaml").write_text((VOTING.parent / "policy.yaml").read_text(encoding="utf-8"), encoding="utf-8")
    text = VOTING.read_text(encoding="utf-8")
    (tmp_path / "a.test.yaml").write_text(text, encoding="utf-8")
    (tmp_path / "b.test.yaml").write_text(text.replace("pnpolicy-tests: 1", "pnpolicy-tests: 1\npolicy: ."), "utf-8")
    reader = Reader()
    (one, _), (other, _) = reader.read(tmp_path / "a.test.yaml"), reader.read(tmp_path / "b.test.yaml")
    assert one is not None
    assert other is not None
    assert one.tested is other.tested
