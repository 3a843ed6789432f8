"""Variables with another name or other values."""

import pytest

from tests.differing import HEAD, came_to, changes, policy, read, told

ROOM = "room=x.<room>"


def test_renamed() -> None:
    """A variable that is called otherwise is the same one if it is clear which; the token service is told."""
    new = HEAD.replace("room:", "chat:")
    old_side = policy("room: [read]", channels=ROOM)
    new_side = policy("room: [read]", channels="room=x.<chat>", head=new)
    assert came_to(read(old_side, new_side)) == "equal"
    (change,) = told(old_side, new_side)
    assert (change.subject, change.setting, change.old, change.new) == ("variable chat", "renamed", "room", "chat")
    assert "pass `chat`" in change.note
    assert changes(old_side, new_side).relation == "equal"


def test_renamed_and_bound() -> None:
    """Also the one that tokens are bound to, and in lists, owners and examples."""
    text = """
channels:
  i: {{name: "i.<{0}>.<{1}>", authority: server, private_to: {0}}}
roles:
  r: {{trust: client, bind: {0}, ttl: 5, each: {{{1}: 5}}, allow: {{channels: {{i: [{2}]}}}}}}
"""
    new = HEAD.replace(" u:", " user:").replace("room:", "chat:")
    old_side = policy(text.format("u", "room", "read"))
    new_side = policy(text.format("user", "chat", "read, write"), head=new)
    assert {(change.setting, change.old, change.new) for change in told(old_side, new_side)} == {
        ("renamed", "u", "user"),
        ("renamed", "room", "chat"),
    }
    reading, writing = changes(old_side, new_side).actions
    assert reading.relation == "equal"
    assert [example.bindings for example in writing.gained] == [{"user": "a", "chat": ["a"]}]
    _, back = changes(new_side, old_side).actions
    assert [example.bindings for example in back.lost] == [{"user": "a", "chat": ["a"]}]


@pytest.mark.parametrize(
    ("declared", "relation", "settings"),
    [
        ("  chat: {type: id, max: 32}\n  talk: {type: id, max: 32}\n", "equal", ["renamed", "added"]),
        ("  chat: {type: id, max: 31}\n", "incomparable", ["added", "names", "removed"]),
    ],
)
def test_which(declared: str, relation: str, settings: list[str]) -> None:
    """One of two that come has its uses; none has them over another domain, so that nothing is the same."""
    old_side = policy("room: [read]", channels=ROOM)
    head = HEAD.replace("  room: {type: id, max: 32}\n", declared)
    new_side = policy("room: [read]", channels="room=x.<chat>", head=head)
    assert read(old_side, new_side).relation == relation
    assert sorted(change.setting for change in told(old_side, new_side)) == sorted(settings)


def test_two_at_once() -> None:
    """By the places where they stand; by what they are used for, where lines have changed besides; else not at all."""
    old_head = HEAD.replace("room: {type: id, max: 32}", "room: {type: id}")
    new_head = old_head.replace(" room:", " b:").replace(" v:", " c:")
    old_side = policy("a: [read]", channels="a=x.<room>.<v>.z", head=old_head)
    assert read(old_side, policy("a: [read]", channels="a=x.<b>.<c>.z", head=new_head)).relation == "equal"
    assert read(old_side, policy("a: [read]", channels="a=x.<c>.<b>.z", head=new_head)).relation == "equal"
    moved = policy("a: [read]", channels="a=y.<b>.<c>.z", head=new_head)
    assert {change.setting for change in told(old_side, moved)} == {"names", "added", "removed"}
    assert all("any value" in change.note for change in told(old_side, moved) if change.setting != "names")
    listed = policy(
        "a: [read]", channels="a=y.<b>.<c>.z", head=new_head, role="trust: client, bind: u, ttl: 5, each: {c: 3}"
    )
    before = policy(
        "a: [read]", channels="a=x.<room>.<v>.z", head=old_head, role="trust: client, bind: u, ttl: 5, each: {v: 3}"
    )
    renamed = {change.old: change.new for change in told(before, listed) if change.setting == "renamed"}
    assert renamed == {"room": "b", "v": "c"}


@pytest.mark.parametrize(
    ("domain", "relation"),
    [
        ("{type: id, max: 40}", "broader"),
        ("{type: id, max: 31}", "narrower"),
        ("{type: hex, min: 33, max: 34}", "incomparable"),
        ("{type: pattern, pattern: '[A-Za-z0-9_]{1,32}'}", "equal"),
    ],
)
def test_domain(domain: str, relation: str) -> None:
    """Wider is broader, for names and for who may log in; a domain that is only spelled otherwise is the same."""
    old_side = policy("room: [read]", channels=ROOM)
    new_side = policy("room: [read]", channels=ROOM, head=HEAD.replace("{type: id, max: 32}", domain))
    assert read(old_side, new_side).relation == relation
    (change,) = told(old_side, new_side)
    assert (change.subject, change.setting, change.relation) == ("variable room", "domain", relation)


def test_domain_of_open_holes() -> None:
    """Where no role takes a value, the lines tell."""
    text = "room: {actions: [read], any: [room]}"
    old_side = policy(text, channels=ROOM)
    new_side = policy(text, channels=ROOM, head=HEAD.replace("{type: id, max: 32}", "{type: id, max: 33}"))
    assert read(old_side, new_side).relation == "broader"
    (change,) = told(old_side, new_side)
    assert change.relation == "equal"


def test_source() -> None:
    """Where a value comes from is told."""
    new = HEAD.replace("u: {type: id}", "u: {type: id, source: session}")
    (change,) = told(policy("", channels=ROOM), policy("", channels=ROOM, head=new))
    assert (change.setting, change.old, change.new, change.relation) == ("source", "", "session", "equal")
