"""Variables that take a list on one side, or on both."""

import pytest

from tests.differing import CLIENT, came_to, changes, policy, read

ROOM = "room=x.<room>"
TWO = "pair=x.<room>.<v>"


def role(each: str) -> str:
    return f"{CLIENT}, each: {{{each}}}" if each else CLIENT


@pytest.mark.parametrize(
    ("channels", "old", "new", "expected"),
    [
        (ROOM, "", "room: 5", "broader +x.a"),
        (ROOM, "room: 5", "", "narrower -x.a"),
        (ROOM, "room: 5", "room: 9", "equal"),
        (ROOM, "", "room: 1", "equal"),
        (ROOM, "room: 1", "", "equal"),
        (TWO, "room: 5", "room: 5, v: 5", "broader +x.a.a"),
        (TWO, "room: 5, v: 5", "room: 5, v: 5", "equal"),
        (TWO, "room: 5", "v: 5", "incomparable +x.a.a -x.a.a"),
        ("few=x.<one>", "", "one: 5", "equal"),
    ],
)
def test_each(channels: str, old: str, new: str, expected: str) -> None:
    """A list for one value is broader in names; how long it may be is told beside them."""
    (line,) = channels.split("=")[:1]
    sides = [policy(f"{line}: [read]", channels=channels, role=role(each)) for each in (old, new)]
    assert came_to(read(*sides)) == expected


def test_the_first() -> None:
    """Where one side takes one value, it is the first of the other's list."""
    old, new = (policy("room: [read]", channels=ROOM, role=role(each)) for each in ("", "room: 5"))
    (gained,) = read(old, new).gained
    assert gained.bindings == {"u": "a", "room": ["b", "a"]}
    (lost,) = read(new, old).lost
    assert lost == gained
    assert changes(old, new).relation == "broader"
    assert (read(old, new).gained_count, read(old, new).gained_by_login) == (1, True)


def test_nobody_needs_it() -> None:
    """A list that no gained name needs is empty; a single value that the other side needs is another one."""
    channels = f"{ROOM} news=x.a"
    news = policy("news: [read]", channels=channels)
    change = read(policy("room: [read]", channels=channels, role=role("room: 5")), news)
    assert came_to(change) == "incomparable +x.a -x.b"
    assert [dict(example.bindings) for example in (*change.gained, *change.lost)] == [
        {"u": "a", "room": []},
        {"u": "a", "room": ["b"]},
    ]
    (gained,) = read(policy("room: [read]", channels=channels), news).gained
    assert gained.bindings == {"u": "a", "room": "b"}


def test_list_for_a_value_elsewhere() -> None:
    """A list on the side that gives a name, where the other side takes one value that the name does not need."""
    channels = f"{ROOM} news=x.a"
    old = policy("room: [read]", channels=channels)
    new = policy("news: [read], room: [write]", channels=channels, role=role("room: 5"))
    (gained,) = read(old, new).gained
    assert (gained.name, gained.bindings) == ("x.a", {"u": "a", "room": ["b"]})


def test_a_domain_that_one_side_has_not() -> None:
    """A value that the other side does not take gives nothing there; a value that both take is told where it can be."""
    channels = "a=x.<two> b=x.a c=y.<two>"
    (gained,) = read(policy("a: [read]", channels=channels), policy("b: [read], c: [write]", channels=channels)).gained
    assert gained.bindings == {"u": "a", "two": "b"}


def test_nobody_can_log_in() -> None:
    """A variable that has to be in two domains that share no value: the role reaches nothing."""
    text = "\nchannels:\n  a: {name: 'a.<n>', authority: clients}\n  b: {name: b, authority: clients}\n"
    roles = "roles:\n  r: {{trust: client, bind: u, ttl: 5, allow: {{channels: {{b: [read], a: {}}}}}}}\n"
    usual = policy(text + roles.format("[read]"))
    locked = policy(text + roles.format("{actions: [read], where: {n: two}}"))
    assert came_to(read(usual, locked)) == "narrower -b -a.0"
    assert came_to(read(locked, usual)) == "broader +b +a.0"
    assert changes(locked, locked).actions == ()
