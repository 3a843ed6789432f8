"""A decision names the line that allows, or what came nearest."""

import pytest

from pnpolicy import OperationError, Policy
from pnpolicy.wire.operations import OPERATIONS

TEXT = """
pnpolicy: 1
name: p
variables:
  u: {type: id}
  room: {type: id}
  n: {type: integer, max: 9}
  a: {type: slug, max: 30}
  b: {type: slug, max: 30}
channels:
  inbox: {name: inbox.<u>, authority: server}
  room: {name: chat.room.<room>, authority: clients}
  shard: {name: s-<n>-x, authority: clients}
  old: {pattern: 'legacy[.-].*', authority: clients}
  pair: {name: pair.<a>--<b>, authority: clients}
  deep: {name: t.<u>.r.<room>.z, authority: clients}
  desk: {name: desk.<n>, authority: clients}
  closed: {pattern: 'desk[.][3-5]', authority: clients}
groups:
  team: {name: team-<room>}
users:
  self: {id: <u>}
roles:
  r:
    trust: client
    bind: u
    ttl: 10
    each: {room: 5}
    allow:
      channels:
        inbox: [read]
        room: [read, write, presence, join]
        shard: {actions: [read], any: [n]}
        old: [read, presence]
        pair: {actions: [read], any: [a, b], where: {}}
        deep: [manage]
        desk: {actions: [read, join, presence], any: [n], except: [closed]}
      groups:
        team: [read, presence]
      users:
        self: [update]
  guest:
    trust: client
    anonymous: true
    ttl: 10
    allow:
      channels:
        shard: {actions: [join], any: [n]}
"""
TEXT = TEXT.replace("max: 30", "max: 91")
POLICY = Policy.loads(TEXT)
LOGIN = POLICY.bind("r", u="alice", room=["r1", "r2"])


@pytest.mark.parametrize(
    ("operation", "name", "line"),
    [
        ("subscribe", "inbox.alice", "inbox: [read]"),
        ("history", "chat.room.r2", "room: [read, write, presence, join]"),
        ("publish", "chat.room.r1", "room: [read, write, presence, join]"),
        ("send-file", "chat.room.r1", "room: [read, write, presence, join]"),
        ("subscribe-presence", "chat.room.r1", "room: [read, write, presence, join]"),
        ("subscribe", "chat.room.r1-pnpres", "room: [read, write, presence, join]"),
        ("here-now", "s-7-x", "shard: {actions: [read], any: [n]}"),
        ("subscribe", "legacy.a.b", "old: [read, presence]"),
        ("subscribe-presence", "legacy-x", "old: [read, presence]"),
        ("subscribe", "pair.x-y--z", "pair: {actions: [read], any: [a, b], where: {}}"),
        ("set-members", "t.alice.r.r2.z", "deep: [manage]"),
        ("here-now", "desk.7", "desk: {actions: [read, join, presence], any: [n], except: [closed]}"),
        ("subscribe-group", "team-r1", "team: [read, presence]"),
        ("subscribe-group-presence", "team-r1", "team: [read, presence]"),
        ("set-user-metadata", "alice", "self: [update]"),
    ],
)
def test_allowed(operation: str, name: str, line: str) -> None:
    """The deciding line is the one that gives the flag."""
    decision = LOGIN.allows(operation, name)
    assert decision
    assert decision.allowed is True
    (why,) = decision.by
    assert why.span is not None
    assert why.span.source.line(why.span.line).strip() == line
    assert decision.nearest is None
    assert POLICY.allows("r", operation, name, u="alice", room=["r1", "r2"]).allowed


@pytest.mark.parametrize(
    ("operation", "name", "said"),
    [
        ("publish", "inbox.alice", "`inbox.<u>` gives only read here; this needs `write`"),
        ("subscribe", "inbox.bob", "`inbox.<u>` gives `read`, but `u` is 'alice'"),
        ("subscribe", "chat.room.r3", "`room` is one of 'r1', 'r2'"),
        ("subscribe", "chat.rooms.r1", "the nearest line that gives `read` is `chat.room.<room>`"),
        ("subscribe", "s-10-x", "'10' is not a value of `n` (a whole number from 0 to 9)"),
        ("subscribe-presence", "s-7-x", "its presence companion needs `presence`"),
        ("subscribe", "s-7-", "the nearest line"),
        ("subscribe", "desk.4", "`desk.<n> except closed` gives `read`, but leaves 'desk.4' out"),
        (
            "subscribe-presence",
            "desk.4",
            "`desk.<n>-pnpres except closed` gives `read`, but leaves 'desk.4-pnpres' out",
        ),
        ("subscribe", "desk.10", "`desk.<n> except closed` gives `read`, but '10' is not a value of `n`"),
        ("publish", "desk.7", "`desk.<n> except closed` gives only read, join here"),
        ("subscribe", "legacyx", "the nearest line"),
        ("delete-messages", "chat.room.r1", "gives only read, write, join here; this needs `delete`"),
        ("delete-messages", "x", "no line of `r` gives `delete` on any of the channels"),
        ("subscribe", "", "an empty name names nothing"),
        ("subscribe", "legacy.*", "'legacy.*' is not a name PubNub allows"),
        ("subscribe", "legacy. x", "is not a name PubNub allows"),
        ("subscribe", "legacy.\n", "is not a name PubNub allows"),
        ("subscribe", "legacy." + "x" * 86, "the name has 93 characters"),
        ("subscribe", "t.alice.r.r1.z", "gives only manage here"),
        ("set-members", "t.bob.r.r1.z", "gives `manage`, but `u` is 'alice'"),
        ("subscribe", "pair.x--pnpres", "the nearest line"),
        ("here-now-global", "chat.room.r1", "is not documented"),
        ("subscribe-group", "chat.room.r1", "`team-<room>`"),
        ("get-user-metadata", "alice", "gives only update here"),
    ],
)
def test_denied(operation: str, name: str, said: str) -> None:
    """The nearest miss says what is lacking."""
    decision = LOGIN.allows(operation, name)
    assert not decision
    assert decision.by == ()
    assert decision.nearest is not None
    assert said in decision.nearest.text
    assert repr(decision).startswith(f"<Decision denied: r {operation}")


def test_what_every_client_may_do() -> None:
    """No line allows it, because none is needed."""
    for operation in ("leave", "where-now", "time"):
        decision = LOGIN.allows(operation, "anything")
        assert decision
        assert decision.by == ()


def test_membership_takes_two_permissions() -> None:
    """Joining a channel needs `join` there and `update` on one's own record; both lines are named."""
    decision = LOGIN.allows("set-memberships", "chat.room.r1")
    assert [why.text.split(" ")[0] for why in decision.by] == ["`join`", "`update`"]
    denied = LOGIN.allows("set-memberships", "inbox.alice")
    assert denied.nearest is not None
    assert "needs `join`" in denied.nearest.text
    guest = POLICY.allows("guest", "set-memberships", "s-1-x")
    assert not guest
    assert guest.nearest is not None
    assert "bound to no user" in guest.nearest.text


def test_unknown_operation() -> None:
    """An operation nobody has is a mistake of the asker, with the nearest spelling."""
    with pytest.raises(OperationError, match="did you mean `publish`"):
        LOGIN.allows("publsh", "x")


def test_every_operation_can_be_asked() -> None:
    """Each has an answer, and each denial a reason."""
    for operation in OPERATIONS:
        decision = LOGIN.allows(operation, "nowhere.to.be.found")
        assert decision.allowed or decision.nearest
        assert decision.role == "r"
        assert decision.operation == operation


LINES = """
pnpolicy: 1
name: p
variables:
  u: {type: id}
  long: {type: id, max: 92}
channels:
  template: {name: a.<u>, authority: clients}
  literal: {name: a.x, authority: clients}
  before: {name: a.x-<u>, authority: clients}
  raw: {pattern: 'a\\.x.*', authority: clients}
  lone: {name: <u>, authority: clients}
  wide: {name: b.<long>, authority: clients}
roles:
  r: {trust: client, bind: u, ttl: 5, each: {long: 3}, allow: {channels: {ORDER}}}
"""


@pytest.mark.parametrize(
    "order", [["template", "literal", "raw"], ["literal", "raw", "template"], ["raw", "template", "literal"]]
)
def test_the_first_of_several_lines_decides(order: list[str]) -> None:
    """Whatever table a line is found in, the one written first is named."""
    allow = "".join(f"{family}: [read], " for family in order)
    policy = Policy.loads(LINES.replace("ORDER", allow))
    assert policy.allows("r", "subscribe", "a.x", u="x").by[0].text.startswith(f"`read` on `{order[0]}`")


def test_lines_with_text_beside_their_hole_come_in_order_too() -> None:
    """They are looked up apart from the others."""
    for order in (["before", "raw"], ["raw", "before"]):
        policy = Policy.loads(LINES.replace("ORDER", "".join(f"{family}: [read], " for family in order)))
        assert policy.allows("r", "subscribe", "a.x-1", u="1").by[0].text.startswith(f"`read` on `{order[0]}`")


def test_a_leading_dot_is_another_name() -> None:
    """`.x` is not `x`, and `a.` is not `a`."""
    policy = Policy.loads(LINES.replace("ORDER", "lone: [read]"))
    assert policy.allows("r", "subscribe", "x", u="x")
    for name in (".x", "x.", "a.x", "..x"):
        assert not policy.allows("r", "subscribe", name, u="x")


def test_names_over_92_characters_are_never_allowed() -> None:
    """They cannot exist, whatever a domain holds."""
    listed = Policy.loads(LINES.replace("ORDER", "wide: [read]"))
    opened = Policy.loads(LINES.replace("ORDER", "wide: {actions: [read], any: [long]}"))
    for length, allowed in ((90, True), (91, False)):
        name = "x" * length
        assert listed.allows("r", "subscribe", f"b.{name}", u="u", long=[name]).allowed is allowed
        assert opened.allows("r", "subscribe", f"b.{name}", u="u").allowed is allowed
