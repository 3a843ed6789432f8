"""Mutants and the tests that tell them apart, by the naive reference.

What a survivor's test says of the policy is so, and is not so of the mutant; a mutant that is called equivalent gives
the same flags on every name, for every login. Neither the reference nor what it reads was made by what it judges.
"""

import json
from datetime import UTC, datetime

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from pnpolicy import Policy, PolicyError
from pnpolicy.access import Binder
from pnpolicy.check import Suite
from pnpolicy.check.binding import bind
from pnpolicy.check.boundary import boundary_tests
from pnpolicy.check.mutants import Mutant, mutants
from pnpolicy.check.mutation import Trials, Tried
from pnpolicy.check.sides import Side
from pnpolicy.check.trying import came_to
from pnpolicy.document.load import read_text
from pnpolicy.document.suite import SuiteDocument
from pnpolicy.grant.compiled import plans_of
from pnpolicy.wire.actions import BITS, PRESENCE_SUFFIX
from pnpolicy.wire.operations import OPERATIONS
from tests.as_data import as_data
from tests.reference import meaning
from tests.strategies import Data, channel_names, examples, exceptions, loaded, logins, policies

NOW = datetime(2026, 1, 1, tzinfo=UTC)


def side(policy: Policy) -> Side:
    plans, _ = plans_of(policy.resolved, stamp=True)
    return Side(policy.resolved, plans)


def untested(before: Side, mutant: Mutant) -> Tried:
    """What becomes of a mutant that no test is held against."""
    return Trials(before, [Suite("a.test.yaml", "policy.yaml", NOW, ())]).of(mutant)


def given_by(policy: Data, role: str, values: Data, question: str) -> bool:
    """Whether the reference allows an operation on a name."""
    operation, _, name = question.partition(" ")
    for need in OPERATIONS[operation].needs or ():
        subject = name + PRESENCE_SUFFIX if need.of == "presence" else name
        if need.of == "self":
            bind = policy["roles"][role].get("bind")
            subject = values[bind] if bind else ""
        if not meaning.mask(policy, role, values, need.kind.value, subject) & BITS[need.action]:
            return False
    return True


def are_taken(policy: Data, role: str, values: Data) -> bool:
    """Whether the reference finds every value of a login in its domain; what a role does not take is no matter."""
    asked = [(bind, bind) for bind in [policy["roles"][role].get("bind")] if bind]
    for _, _, entry in meaning.entries(policy, role):
        asked += [
            (variable, of)
            for hole, variable in entry.get("where", {}).items()
            for of in (hole, variable)
            if variable not in entry.get("any", [])
        ]
    return all(
        meaning.in_domain(policy["variables"][of], value)
        for variable, of in asked
        for value in ([values[variable]] if isinstance(values[variable], str) else values[variable])
    )


@settings(max_examples=examples(100))
@given(st.data())
def test_a_test_that_would_kill_a_survivor_tells_it_apart(data: st.DataObject) -> None:
    """The reference answers its question otherwise for the policy than for the mutant."""
    written = data.draw(policies())
    policy = loaded(written)
    before = side(policy)
    tried = untested(before, data.draw(st.sampled_from(mutants(policy.resolved).tried)))
    if tried.fate != "survived":
        return
    test = tried.test
    assert test is not None
    then, now = as_data(policy.resolved), as_data(tried.mutant.policy)
    values = dict(test.values)
    for question in test.says.get("allow", []):
        assert given_by(written, test.role, values, question)
        assert given_by(then, test.role, values, question)
        if not needs_more(tried.mutant, test.role, values) and are_taken(now, test.role, values):
            assert not given_by(now, test.role, values, question)
    for question in test.says.get("deny", []):
        assert not given_by(written, test.role, values, question)
        assert given_by(now, test.role, values, question)
    for refused in test.says.get("refuse", []):
        assert not are_taken(then, test.role, {**values, **refused})
        assert are_taken(now, test.role, {**values, **refused})


def needs_more(mutant: Mutant, role: str, values: Data) -> bool:
    """Whether a login has no value for something that the role takes now."""
    return not Binder(mutant.policy.roles[role]).names <= values.keys()


@settings(max_examples=examples(60))
@given(st.data())
def test_a_mutant_is_a_policy(data: st.DataObject) -> None:
    """Somebody could write it, and pnpolicy would read it, or say that its patterns are too hard together."""
    written = data.draw(policies() | exceptions())
    policy = loaded(written)
    mutant = data.draw(st.sampled_from(mutants(policy.resolved).tried))
    assume("slug" not in [variable["type"] for variable in written["variables"].values()])
    try:
        Policy.loads(json.dumps(as_data(mutant.policy, readable=True)))
    except PolicyError as error:
        assert {problem.code for problem in error.diagnostics} == {"undecided"}  # type: ignore[attr-defined]


@settings(max_examples=examples(90))
@given(st.data())
def test_equivalent_mutants_give_the_same(data: st.DataObject) -> None:
    """On every name, for every login: a sample of them."""
    written = data.draw(policies())
    policy = loaded(written)
    tried = untested(side(policy), data.draw(st.sampled_from(mutants(policy.resolved).tried)))
    if tried.fate != "equivalent":
        return
    now = as_data(tried.mutant.policy)
    for role in written["roles"]:
        values = data.draw(logins(written, policy.roles[role]))
        assert are_taken(now, role, values)
        for name in [data.draw(channel_names(written, values)) for _ in range(8)]:
            assert meaning.mask(written, role, values, "channels", name) == meaning.mask(
                now, role, values, "channels", name
            )


@settings(max_examples=examples(40))
@given(policies())
def test_boundary_tests_pass(written: Data) -> None:
    """Whatever the policy, the file that is written for it can be read, passes, and is the same every time."""
    policy = loaded(written)
    before = side(policy)
    text, tests, left_out = boundary_tests(before, "policy.yaml")
    assert not left_out
    assert boundary_tests(side(loaded(written)), "policy.yaml") == (text, tests, 0)
    document, problems = read_text(text, "a.test.yaml", SuiteDocument)
    assert not problems
    assert document is not None
    suite, problems = bind(document, before.policy, before.plans, "policy.yaml")
    assert not problems
    assert came_to(suite, before) == "passed"
