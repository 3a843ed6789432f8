"""One mistake each: what an operator changes, what it leaves as it was, and when there is no such mistake to make."""

from typing import Any

import pytest

from pnpolicy import Policy
from pnpolicy.check.mutants import OPERATORS, Mutant, mutants
from pnpolicy.policy.model import ResolvedPolicy

HEAD = """
pnpolicy: 1
name: p
variables:
  userId: {type: id}
  roomId: {type: id, max: 8}
"""


def resolved(text: str) -> ResolvedPolicy:
    return Policy.loads(HEAD + text).resolved


def made(operator: str, text: str) -> dict[str, Mutant]:
    """The mutants of an operator by what they are made in."""
    return {mutant.subject: mutant for mutant in OPERATORS[operator](resolved(text))}


def open_line(name: str, more: str = "") -> str:
    """A client's line about a channel with one hole, left open."""
    return f"""
channels:
  room: {{name: "{name}", authority: clients}}{more}
roles:
  r:
    trust: client
    bind: userId
    ttl: 30
    allow:
      channels:
        room: {{actions: [read], any: [roomId]}}
"""


EXTENDED = """
channels:
  room: {name: room.<roomId>, authority: clients}
  news: {name: news, authority: server}
roles:
  reader:
    trust: client
    bind: userId
    ttl: 30
    allow: {channels: {room: [read]}}
  writer:
    trust: client
    extends: [reader]
    each: {roomId: 3}
    allow: {channels: {news: [read, presence]}}
  server:
    trust: server
    allow: {channels: {news: [write, join]}}
"""


def test_a_line_is_changed_wherever_it_is_taken_in() -> None:
    """A role that extends another has its lines, filled in its own way; all other roles are the same objects."""
    policy = resolved(EXTENDED)
    for mutant in OPERATORS["open-hole"](policy):
        assert mutant.subject == "reader.room: roomId"
        for name in ("reader", "writer"):
            (fill,) = mutant.policy.roles[name].entries[0].fills
            assert fill.how == "open"
        assert mutant.policy.roles["server"] is policy.roles["server"]
    for mutant in OPERATORS["other-variable"](policy):
        hows = [mutant.policy.roles[name].entries[0].fills[0].how for name in ("reader", "writer")]
        assert (mutant.subject, hows) == ("reader.room: roomId=userId", ["bound", "bound"])
    assert [mutant.subject for mutant in OPERATORS["drop-entry"](policy)] == [
        "reader.room",
        "writer.news",
        "server.news",
    ]


def test_a_list_stays_a_list() -> None:
    """A variable of `each` gives all of its values in whatever hole it comes to fill."""
    text = """
channels:
  room: {name: room.<roomId>, authority: clients}
  inbox: {name: inbox.<userId>, authority: server}
roles:
  r:
    trust: client
    bind: userId
    ttl: 30
    each: {roomId: 3}
    allow: {channels: {room: [read], inbox: [read]}}
"""
    found = made("other-variable", text)
    assert list(found) == ["r.room: roomId=userId", "r.inbox: userId=roomId"]
    assert [entry.fills[0].how for entry in found["r.room: roomId=userId"].policy.roles["r"].entries] == ["bound"] * 2
    assert [entry.fills[0].how for entry in found["r.inbox: userId=roomId"].policy.roles["r"].entries] == ["listed"] * 2


def test_values_only_stand_where_their_domains_meet() -> None:
    """An id may be a code of the letters a to f, but no upper-case code."""
    text = """
channels:
  code: {name: "code.<code>", authority: clients}
  mark: {name: "mark.<mark>", authority: clients}
roles:
  r: {trust: client, bind: userId, ttl: 30, allow: {channels: {code: [read], mark: [read]}}}
"""
    variables = "  code: {type: hex, max: 4}\n  mark: {type: enum, values: [XY]}\n"
    assert list(made("other-variable", variables + text)) == [
        "r.code: code=userId",
        "r.mark: mark=userId",
    ]


def test_actions_that_help_with_nothing() -> None:
    """Membership takes a user's own record, and a server is no user: `join` is neither given to it nor taken away."""
    added, removed = made("add-action", EXTENDED), made("remove-action", EXTENDED)
    assert "writer.news: join" in added
    assert [subject for subject in (*added, *removed) if subject.startswith("server.news")] == [
        "server.news: read",
        "server.news: manage",
        "server.news: delete",
        "server.news: get",
        "server.news: update",
        "server.news: presence",
        "server.news: write",
    ]


def test_forgeries_are_called_so() -> None:
    """Only where a client comes to write, and only the server announces."""
    words = {subject: mutant.words for subject, mutant in made("add-action", EXTENDED).items()}
    assert words["writer.news: write"].endswith("a forgery, as only the server announces there")
    assert "forgery" not in words["writer.news: get"]
    assert "forgery" not in words["server.news: delete"]
    assert "forgery" not in words["reader.room: write"]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("room.<roomId>", ["r.room: ^", "r.room: $"]),
        ("room.<roomId>.<userId>", []),  # a value beside the open hole
    ],
)
def test_anchors(name: str, expected: list[str]) -> None:
    """A line that is one pattern can lose either; one with a value in it has no form without them."""
    assert list(made("drop-anchor", open_line(name))) == expected


def test_anchors_of_groups() -> None:
    """The optional colon in front is no part of a group's name."""
    text = """
groups: {hall: {name: hall.<roomId>}}
roles: {r: {trust: client, bind: userId, ttl: 30, allow: {groups: {hall: {actions: [read], any: [roomId]}}}}}
"""
    rests = [mutant.policy.roles["r"].entries[0].rest for mutant in OPERATORS["drop-anchor"](resolved(text))]
    assert [rest and rest.body for rest in rests] == [".*hall\\.[A-Za-z0-9_]{1,8}", "hall\\.[A-Za-z0-9_]{1,8}.*"]


def bound_line(name: str, variables: str = "", more: str = "") -> str:
    return f"""{variables}
channels:
  room: {{name: "{name}", authority: clients}}
roles:
  r: {{trust: client, bind: userId, ttl: 30, allow: {{channels: {{room: {{actions: [read]{more}}}}}}}}}
"""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (bound_line("room.<roomId>"), ["r.room: roomId"]),
        (bound_line("room.<roomId>.<roomId>"), []),  # a pattern cannot say that both are equal
        (bound_line("room.<roomId>", more=", where: {roomId: userId}"), []),  # which of both domains?
        (bound_line("room.<word>", "  word: {type: slug, max: 8}"), []),  # the bound of a slug has no short pattern
        (bound_line("room.<word>", "  word: {type: slug, max: 87}"), ["r.room: word"]),  # no name is longer anyway
        (bound_line("room.<word>.<userId>", "  word: {type: slug, max: 85}"), ["r.room: word", "r.room: userId"]),
        (bound_line("room-<userId>"), []),  # `pnpres` would be somebody's presence
        (bound_line("room-<code>", "  code: {type: hex, max: 6}"), ["r.room: code"]),  # no code is called that
    ],
)
def test_holes_that_can_be_opened(text: str, expected: list[str]) -> None:
    """What `any` may say in a policy, and nothing else."""
    assert list(made("open-hole", text)) == expected


def test_roles_that_cannot_be_swapped() -> None:
    """A token has one user: a role that lists what another one is bound to cannot be that one."""
    text = """
channels:
  inbox: {name: inbox.<userId>, authority: server}
roles:
  user: {trust: client, bind: userId, ttl: 30, allow: {channels: {inbox: [read]}}}
  server: {trust: server, each: {userId: 3}, allow: {channels: {inbox: [write]}}}
  twin: {trust: server, each: {userId: 3}, allow: {channels: {inbox: [write]}}}
"""
    assert list(made("swap-roles", text)) == [
        "user.inbox, server.inbox",
        "user.inbox, twin.inbox",
        "server, twin: allow",
    ]


def test_roles_that_are_swapped() -> None:
    """Who they are goes one way, what they may do the other."""
    text = """
channels:
  news: {name: news, authority: server}
  chat: {name: chat, authority: clients}
roles:
  user: {trust: client, bind: userId, ttl: 30, on_logout: revoke, allow: {channels: {news: [read], chat: [read]}}}
  server: {trust: server, allow: {channels: {news: [write]}}}
"""
    found = made("swap-roles", text)
    assert list(found) == ["user.news, server.news", "user, server: allow", "user, server: trust"]
    roles = found["user.news, server.news"].policy.roles
    assert [[action for action, _ in role.entries[0].actions] for role in roles.values()] == [["write"], ["read"]]
    roles = found["user, server: allow"].policy.roles
    assert [(role.trust, len(role.entries)) for role in roles.values()] == [("client", 1), ("server", 2)]
    roles = found["user, server: trust"].policy.roles
    assert [(role.trust, role.ttl, role.on_logout, len(role.entries)) for role in roles.values()] == [
        ("server", 0, None, 2),
        ("client", 30, "revoke", 1),
    ]


def test_the_longest_ttl_cannot_be_doubled() -> None:
    """PubNub grants thirty days at most; what is near is raised to that."""

    def ttls(ttl: int) -> list[int]:
        text = open_line("room.<roomId>").replace("ttl: 30", f"ttl: {ttl}")
        return [mutant.policy.roles["r"].ttl for mutant in OPERATORS["double-ttl"](resolved(text))]

    assert [ttls(30), ttls(40_000), ttls(43_200)] == [[60], [43_200], []]


def test_promises() -> None:
    """Families are changed where they are declared and in every line about them; groups and users have no authority."""
    text = """
channels:
  room: {name: room.<roomId>, authority: clients, guarded: true}
  staff: {name: room.staff, authority: clients}
groups: {feed: {name: <userId>-feed, private_to: userId}}
users: {self: {id: <userId>, private_to: userId}}
roles:
  r:
    trust: client
    bind: userId
    ttl: 30
    allow:
      channels: {room: {actions: [read], any: [roomId], except: [staff]}}
never: [{name: silence, roles: all, actions: [write], channels: all}]
"""
    flipped = made("flip-authority", text)
    assert list(flipped) == ["room: server", "staff: server"]
    entry = flipped["staff: server"].policy.roles["r"].entries[0]
    assert [family.authority for family in (entry.family, *entry.left_out)] == ["clients", "server"]
    assert list(made("private-off", text)) == ["groups.feed", "users.self"]
    assert [list(made(name, text)) for name in ("guarded-off", "remove-never")] == [["room"], ["silence"]]


def test_one_name_has_one_authority() -> None:
    """Families that are spelled alike change together, and once."""
    text = """
channels:
  room: {name: room.<roomId>, authority: clients}
  twin: {name: room.<roomId>, authority: clients}
  other: {name: other.<roomId>, authority: server}
roles: {}
"""
    found = made("flip-authority", text)
    assert list(found) == ["room: server", "other: clients"]
    families = found["room: server"].policy.families.values()
    assert [family.authority for family in families] == ["server", "server", "server"]


@pytest.mark.parametrize("operator", list(OPERATORS))
@pytest.mark.parametrize("folder", ["kitchen-sink", "tenant-workspaces"])
@pytest.mark.usefixtures("at_root")
def test_every_mutant_is_another_policy(operator: str, folder: str) -> None:
    """It has a place and a sentence, and the policy it was made of is as it was; roles that it keeps are the same."""
    policy = Policy.load(f"policies/{folder}").resolved
    before: Any = (dict(policy.roles), dict(policy.families), dict(policy.variables), policy.never)
    for mutant in OPERATORS[operator](policy):
        assert mutant.policy != policy
        assert mutant.policy.roles.keys() == policy.roles.keys()
        assert mutant.span.text
        assert "\n" not in mutant.words
        assert any(role is policy.roles[name] for name, role in mutant.policy.roles.items()) or operator in _OF_MANY
    assert (policy.roles, policy.families, policy.variables, policy.never) == before


_OF_MANY = ("widen-domain", "swap-roles", "flip-authority", "private-off", "guarded-off")
"""What may change every role there is."""


@pytest.mark.usefixtures("at_root")
def test_not_more_than_asked_for() -> None:
    """Where there are more, every operator has its turn, and the order is that of the whole."""
    policy = Policy.load("policies/kitchen-sink").resolved
    every, none_left = mutants(policy)
    some, left = mutants(policy, 40)
    assert (none_left, left) == (0, len(every) - 40)
    ids = [mutant.id for mutant in every]
    assert len(set(ids)) == len(ids)
    assert [mutant.id for mutant in some] == [mutant_id for mutant_id in ids if mutant_id in {one.id for one in some}]
    assert {mutant.operator for mutant in some} == {mutant.operator for mutant in every}
    assert [mutant.id for mutant in mutants(policy, len(every)).tried] == ids
