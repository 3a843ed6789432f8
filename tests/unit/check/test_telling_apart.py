"""What tells a policy from a mutant of it, what nobody can tell, and what becomes of a mutant."""

from datetime import UTC, datetime

import pytest

from pnpolicy import Policy, language
from pnpolicy.check import Suite, reading
from pnpolicy.check.binding import bind
from pnpolicy.check.equivalence import Original
from pnpolicy.check.logins import made_up
from pnpolicy.check.mutants import OPERATORS, Mutant
from pnpolicy.check.mutation import Mutation, Trials, Tried, mutate
from pnpolicy.check.sides import Side, affected, changed
from pnpolicy.check.trying import as_suite, tells_apart
from pnpolicy.check.writing import Draft
from pnpolicy.document.load import read_text
from pnpolicy.document.suite import SuiteDocument
from pnpolicy.grant.compiled import plans_of

NO_TESTS = Suite("a.test.yaml", "policy.yaml", datetime(2026, 1, 1, tzinfo=UTC), ())


def side(text: str) -> Side:
    policy = Policy.loads(text).resolved
    return Side(policy, plans_of(policy, stamp=True)[0])


def suite(text: str, before: Side) -> Suite:
    document, problems = read_text(f"pnpolicy-tests: 1\n{text}", "a.test.yaml", SuiteDocument)
    assert document is not None
    assert not problems
    found, problems = bind(document, before.policy, before.plans, "policy.yaml")
    assert not problems
    return found


def mutant(before: Side, operator: str, subject: str) -> Mutant:
    return next(mutant for mutant in OPERATORS[operator](before.policy) if mutant.subject == subject)


def tried(before: Side, operator: str, subject: str, tests: Suite = NO_TESTS) -> Tried:
    return Trials(before, [tests]).of(mutant(before, operator, subject))


def would(found: Tried) -> dict[str, object]:
    """What the test of a survivor says."""
    assert found.fate == "survived"
    assert found.test is not None
    return dict(found.test.says)


POLICY = """
pnpolicy: 1
name: p
variables: {userId: {type: id}, roomId: {type: id, max: 8}}
channels:
  inbox: {name: inbox.<userId>, authority: server, private_to: userId}
  room: {name: room.<roomId>, authority: clients}
  news: {name: news, authority: server}
groups:
  feed: {name: feed.<userId>, holds: [room]}
  feeds: {pattern: "feed[.]x+", holds: [room]}
users:
  self: {id: <userId>}
roles:
  user:
    trust: client
    bind: userId
    ttl: 30
    each: {roomId: 3}
    allow:
      channels: {inbox: [read], room: [read, write]}
      users: {self: [get, update]}
  follower:
    trust: client
    bind: userId
    ttl: 20
    allow:
      groups: {feed: [read]}
  server:
    trust: server
    allow:
      channels: {inbox: {actions: [write], any: [userId]}, news: [write]}
      groups: {feeds: [manage]}
"""


@pytest.fixture
def before() -> Side:
    return side(POLICY)


def test_roles_that_are_touched(before: Side) -> None:
    """Those whose grants change, and those that read groups if a family or a variable changes that groups may hold."""
    cases = {
        ("add-action", "user.room: delete"): {"user"},
        ("double-ttl", "follower"): {"follower"},
        ("swap-roles", "user, server: trust"): {"user", "server"},
        ("remove-never", ""): set(),
        ("flip-authority", "room: server"): {"follower", "server"},
        ("widen-domain", "roomId: a value with `@`"): {"user", "follower", "server"},
    }
    for (operator, subject), roles in cases.items():
        if subject:
            after = changed(mutant(before, operator, subject).policy, before)
            assert affected(before, after) == roles, subject
            assert len(after.plans) == 3
            assert list(after.plans) == ["user", "follower", "server"]
            for name in {"user", "follower", "server"} - affected(before, after):
                assert after.plans[name] is before.plans[name]


@pytest.mark.parametrize(
    ("operator", "subject", "says"),
    [
        ("add-action", "user.room: delete", {"deny": ["delete-messages room.a"]}),
        ("add-action", "server.news: read", {"deny": ["subscribe news"]}),
        ("remove-action", "user.room: write", {"allow": ["publish room.a"]}),
        ("drop-entry", "server.news", {"allow": ["publish news"]}),
        ("open-hole", "user.inbox: userId", {"deny": ["subscribe inbox.a"]}),
        ("open-hole", "user.room: roomId", {"deny": ["subscribe room.b"]}),
        ("other-variable", "user.self: userId=roomId", {"deny": ["get-user-metadata a"]}),
        ("drop-anchor", "server.inbox: $", {"deny": ["publish inbox.a-"]}),
        ("widen-domain", "roomId: a value with `@`", {"refuse": [{"roomId": ["@"]}]}),
        ("unbind", "user", {"grant": {"authorized_uuid": "b"}}),
        ("double-ttl", "user", {"grant": {"ttl": 30}}),
        ("add-action", "user.inbox: presence", {"grant": {"resources": {"channels": {
            "inbox.b": ["read"], "room.a": ["read", "write"]}}}}),
        ("add-action", "user.room: join", {"deny": ["set-memberships room.a"]}),
        ("add-action", "follower.feed: manage", {"deny": ["add-channels-to-group feed.a"]}),
        ("flip-authority", "room: server", {"claims": ["server-authority"]}),
        ("private-off", "channels.inbox", {"claims": ["privacy"]}),
    ],
)  # fmt: skip
def test_what_tells_them_apart(before: Side, operator: str, subject: str, says: dict[str, object]) -> None:
    """The shortest name that makes the difference; a value; what else the token says; or a claim."""
    found = tried(before, operator, subject)
    assert would(found) == says
    assert found.test is not None
    assert tells_apart(found.test, before, changed(found.mutant.policy, before))


def test_a_role_that_takes_more_values(before: Side) -> None:
    """Who has no value for what the role takes now gets no grant any more: the first thing allowed tells."""
    text = POLICY.replace("channels: {inbox: [read], room: [read, write]}", "channels: {inbox: [read]}")
    other = side(text.replace("    each: {roomId: 3}\n", ""))
    swapped = tried(other, "swap-roles", "user, follower: allow")
    assert would(swapped) == {"deny": ["get-user-metadata a"]}
    found = tried(before, "swap-roles", "user, follower: allow")
    assert would(found) == {"allow": ["subscribe-group feed.a"]}
    assert found.test is not None
    assert found.test.role == "follower"


def test_values_that_cannot_be_compared(before: Side, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where it is too hard to tell whether a value may stand in a hole, no such mistake is made."""
    assert [*OPERATORS["other-variable"](before.policy)]

    def refuse(*_: object, **__: object) -> str:
        raise language.Undecided("states", 7)

    monkeypatch.setattr("pnpolicy.check.mutants.other_variable.language.meet", refuse)
    assert [*OPERATORS["other-variable"](before.policy)] == []


def test_a_client_that_becomes_a_server(before: Side) -> None:
    """It gets no token."""
    found = tried(before, "swap-roles", "user, server: trust", suite("""
tests:
  - {name: a server writes, role: server, set: {}, allow: [publish news]}
""", before))  # fmt: skip
    assert found.fate == "killed"
    assert would(tried(before, "swap-roles", "user, server: trust")) == {"allow": ["publish news"]}


def test_logins_of_the_file_come_first(before: Side) -> None:
    """A survivor's test is about somebody whom the file knows, if there is somebody."""
    tests = suite("""
logins: {ann: {role: user, set: {userId: ann, roomId: [hall]}}, bob: {role: user, set: {userId: bob, roomId: []}}}
tests:
  - {name: nothing is sent to inboxes, login: bob, deny: [publish inbox.bob]}
  - {name: rooms are read, login: ann, allow: [subscribe room.hall]}
  - {name: bad ones are refused, login: ann, refuse: [{userId: '*'}]}
  - {name: later, login: ann, skip: it is not done, deny: [delete-messages room.hall]}
""", before)  # fmt: skip
    found = tried(before, "add-action", "user.room: delete", tests)
    assert found.test is not None
    # Bob is in no room, so it takes Ann to tell.
    assert (found.test.login, would(found), found.file) == (
        "ann",
        {"deny": ["delete-messages room.hall"]},
        "a.test.yaml",
    )
    assert tried(before, "remove-action", "user.room: read", tests).by == "rooms are read"


EQUIVALENT = """
pnpolicy: 1
name: p
variables: {userId: {type: id}, roomId: {type: id, max: 8}, ownRoomId: {type: id, max: 8}}
channels:
  room: {name: room.<roomId>, authority: clients}
  rooms: {pattern: "room[.][A-Za-z0-9_]{1,8}", authority: clients}
  hall: {name: room.hall, authority: clients}
  news: {name: news, authority: server}
roles:
  all: {trust: client, bind: userId, ttl: 30, allow: {channels: {room: {actions: [read, write], any: [roomId]}}}}
  own:
    trust: client
    extends: [all]
    each: {roomId: 3}
    allow:
      channels:
        room: [read]
        rooms: [read]
        hall: [read]
  other:
    trust: client
    bind: userId
    ttl: 30
    allow:
      channels:
        room: [{actions: [read, write]}, {actions: [read], where: {roomId: ownRoomId}}]
        hall: {actions: [read]}
  nothing: {trust: client, bind: userId, ttl: 30, allow: {}}
  server: {trust: server, allow: {channels: {hall: [read, join]}}}
"""


@pytest.mark.parametrize(
    ("operator", "subject", "fate"),
    [
        ("add-action", "own.room: write", "equivalent"),  # the open line has its names, part by part
        ("add-action", "own.hall: write", "equivalent"),  # and this one, as a language
        ("add-action", "own.rooms: write", "equivalent"),  # a raw pattern, too
        ("add-action", "own.hall: delete", "survived"),
        ("add-action", "own.room: delete", "survived"),
        ("add-action", "other.room: write", "survived"),  # of another variable
        ("drop-entry", "own.hall", "equivalent"),
        ("drop-entry", "own.room", "survived"),  # bad room ids would not be refused
        ("remove-action", "server.hall: read", "survived"),
        ("double-ttl", "nothing", "equivalent"),  # there is no empty grant
        ("unbind", "nothing", "equivalent"),
        ("widen-domain", "ownRoomId: a value with `@`", "equivalent"),  # the hole refuses it
        ("flip-authority", "hall: server", "survived"),
    ],
)
def test_what_nobody_can_tell(operator: str, subject: str, fate: str) -> None:
    """Given twice is not given more, by whichever line; a mistake that changes something is never called equivalent."""
    policy = side(EQUIVALENT)
    assert tried(policy, operator, subject).fate == fate


def test_claims_that_are_not_proved_any_more() -> None:
    """Access may be the same, and a claim not."""
    policy = side(EQUIVALENT)
    flipped = mutant(policy, "flip-authority", "hall: server")
    assert not Original(policy).is_equivalent_to(changed(flipped.policy, policy))


def test_what_is_too_hard(before: Side, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not decided is neither survived nor equivalent; a test that tells is one all the same."""

    def refuse(*_: object, **__: object) -> str:
        raise language.Undecided("states", 7)

    monkeypatch.setattr("pnpolicy.check.equivalence._same_role", refuse)
    assert would(tried(before, "double-ttl", "user")) == {"grant": {"ttl": 30}}
    monkeypatch.setattr("pnpolicy.check.killing.language.meet", refuse)
    found = tried(before, "add-action", "user.room: delete")
    assert (found.fate, found.why) == ("undecided", "not decided within 7 states")


def test_what_no_test_was_found_for(before: Side, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is told, and not called equivalent."""
    monkeypatch.setattr("pnpolicy.check.mutation.drafts", lambda *_: iter(()))
    found = tried(before, "add-action", "user.room: delete")
    assert (found.fate, found.test) == ("undecided", None)
    assert found.why == "no test was found that tells it from the policy, and it is not proved that there is none"


def test_a_role_that_is_too_complex(before: Side, monkeypatch: pytest.MonkeyPatch) -> None:
    """A mutant that cannot be compiled is undecided."""

    def refuse(*_: object, **__: object) -> object:
        raise language.Undecided("states", 7)

    monkeypatch.setattr("pnpolicy.check.sides.plan_of", refuse)
    tests = suite("tests: [{name: a, role: user, set: {userId: a, roomId: []}, allow: [subscribe inbox.a]}]", before)
    assert tried(before, "add-action", "user.room: delete", tests).fate == "undecided"


def test_a_draft_that_cannot_be_read(before: Side) -> None:
    """What YAML, or a file of tests, does not take tells nothing apart."""
    after = changed(mutant(before, "double-ttl", "user").policy, before)
    assert as_suite([Draft("a", says={"allow": ["publish news"]})], before, {}) is None
    assert as_suite([Draft("x" * 201, says={"claims": ["privacy"]})], before, {}) is None
    assert not tells_apart(Draft("", "user", {}, says={"grant": {"ttl": 30}}), before, after)
    assert not tells_apart(Draft("a", says={"claims": ["privacy"]}), before, after)


def test_all_of_a_policy(before: Side) -> None:
    """Each mutant is told as soon as its fate is known; what fails anyway comes instead of them."""
    tested = reading.Tested("policy.yaml", before.policy, before.plans)
    passing = suite("tests: [{name: a, role: server, set: {}, allow: [publish news]}]", before)
    told: list[Tried] = []
    found = mutate(tested, [passing], most=20, tell=told.append)
    assert list(found.tried) == told
    assert (len(told), found.left_out > 0, found.files) == (20, True, ("a.test.yaml",))
    assert sum(len(found.of(fate)) for fate in ("killed", "survived", "equivalent", "undecided")) == 20
    failing = suite("tests: [{name: b, role: server, set: {}, deny: [publish news]}]", before)
    found = mutate(tested, [passing, failing])
    assert [outcome.case.name for outcome in found.failing] == ["b"]
    assert found == Mutation("policy.yaml", found.files, (), 0, found.failing) or found.tried == ()


def test_made_up_logins() -> None:
    """The shortest and the longest, and no two values the same while there is a choice."""
    access = side("""
pnpolicy: 1
name: p
variables:
  a: {type: id, max: 2}
  b: {type: id, max: 2}
  only: {type: enum, values: [a]}
  n: {type: integer, min: 5, max: 12}
channels: {c: {name: "<a>.<b>.<only>.<n>", authority: clients}}
roles: {r: {trust: client, bind: a, ttl: 30, each: {b: 2}, allow: {channels: {c: [read]}}}}
""").plans["r"].access  # fmt: skip
    assert made_up(access, "shortest") == {"a": "b", "b": ["c"], "only": "a", "n": "5"}
    assert made_up(access, "longest") == {"a": "aa", "b": ["ab"], "only": "a", "n": "10"}
