"""Values are checked before anything is made of them; every problem names its variable."""

from typing import Any

import pytest

from pnpolicy import BindingError, GrantError, Policy

POLICY = Policy.loads("""
pnpolicy: 1
name: p
variables:
  u: {type: id, max: 5}
  room: {type: id, max: 5}
  tag: {type: pattern, pattern: 'x[0-9]'}
  n: {type: integer, min: 3, max: 12}
  a: {type: hex, min: 1, max: 4}
channels:
  inbox: {name: i.<u>, authority: server}
  room: {name: r.<room>, authority: clients}
  tagged: {name: t.<tag>.<n>, authority: clients}
  renamed: {name: d.<a>, authority: clients}
roles:
  one: {trust: client, bind: u, ttl: 5, allow: {channels: {inbox: [read]}}}
  list: {trust: client, anonymous: true, ttl: 5, each: {room: 3}, allow: {channels: {room: [read]}}}
  both:
    trust: client
    bind: u
    ttl: 5
    each: {room: 3, tag: 2}
    allow: {channels: {inbox: [read], room: [read], tagged: [read]}}
  where: {trust: client, bind: u, ttl: 5, allow: {channels: {renamed: {actions: [read], where: {a: u}}}}}
  fixed: {trust: client, anonymous: true, ttl: 5, allow: {channels: {tagged: {actions: [read], any: [tag, n]}}}}
  server: {trust: server, allow: {channels: {inbox: [write]}}}
""")


def names(role: str, **values: Any) -> list[str]:  # noqa: ANN401
    return sorted(POLICY.grant(role, **values).resources["channels"])


@pytest.mark.parametrize(
    ("role", "values", "said"),
    [
        ("one", {}, "`u` is missing"),
        ("one", {"u": "a", "v": "b"}, "`v` is not a variable of role `one`"),
        ("one", {"U": "a"}, "did you mean `u`?"),
        ("one", {"u": ""}, "`u` is ''"),
        ("one", {"u": "abcdef"}, "1 to 5 letters"),
        ("one", {"u": 7}, "`u` takes a string, found int"),
        ("one", {"u": b"a"}, "`u` takes a string, found bytes"),
        ("one", {"u": None}, "found NoneType"),
        ("one", {"u": ["a"]}, "found list"),
        ("one", {"u": "a\nb"}, "`u`"),
        ("one", {"u": "a\n"}, "`u`"),
        ("one", {"u": "x" * 10_000}, "(10000 characters)"),
        ("list", {"room": "abc"}, "`room` takes a list of values"),
        ("list", {"room": [""]}, "`room` is ''"),
        ("list", {"room": ["", ""]}, "`room` is ''"),
        ("list", {"room": ["a", "b\nc"]}, "`room`"),
        ("list", {"room": ["a\nb"]}, "`room`"),
        ("list", {"room": ["a", 1]}, "`room` takes a string"),
        ("list", {"room": ["a", "b", "c", "d"]}, "4 values; one token lists at most 3"),
        ("list", {"room": {"a": 1}}, "`room` takes a list"),
        ("list", {"room": None}, "`room` takes a list"),
        ("list", {"room": 3}, "`room` takes a list"),
        ("both", {"u": "a", "room": ["a"], "tag": ["x1", "y1"], "n": "5"}, "`tag` is 'y1'"),
        ("both", {"u": "a", "room": ["a"], "tag": [["x", "1"]], "n": "5"}, "`tag` takes a string"),
        ("both", {"u": "a", "room": ["a"], "tag": ["x1", "x2", "x3"], "n": "5"}, "at most 2"),
        ("both", {"u": "a", "room": ["a"], "tag": ["x1"], "n": 13}, "`n` is '13'"),
        ("both", {"u": "a", "room": ["a"], "tag": ["x1"], "n": "05"}, "`n` is '05'"),
        ("both", {"u": "a", "room": ["a"], "tag": ["x1"], "n": True}, "found bool"),
        ("both", {"u": "a", "room": ["a"], "tag": ["x1"], "n": 10**30}, "`n`"),
        ("where", {"u": "zebra"}, "lower-case hexadecimal"),
        ("where", {"u": "abcde"}, "`u`"),
        ("server", {"u": "a"}, "`server` is a server's"),
        ("nobody", {}, "there is no role 'nobody'"),
        ("ome", {}, "did you mean `one`?"),
    ],
)
def test_refused(role: str, values: dict[str, Any], said: str) -> None:
    """What a role does not take is a BindingError that names the variable and the reason."""
    with pytest.raises(BindingError) as error:
        POLICY.grant(role, **values)
    assert said in str(error.value)
    assert all(len(problem) < 300 for problem in error.value.problems)


def test_every_problem_is_said() -> None:
    """Missing, unknown and wrong values are told together, one sentence each."""
    with pytest.raises(BindingError) as error:
        POLICY.grant("both", u="*", room="a", tag=[], m="1")
    said = " ".join(error.value.problems)
    assert [name for name in ("`u`", "`room`", "`m`", "`n`") if name not in said] == []
    assert len(error.value.problems) == 4


def test_taken() -> None:
    """The right values, in every form a caller may have them in."""
    assert names("one", u="alice") == ["i.alice"]
    assert names("list", room=["b", "a", "b"]) == ["r.a", "r.b"]
    assert names("list", room=("a",)) == ["r.a"]
    assert names("list", room={"a", "b"}) == ["r.a", "r.b"]
    assert names("list", room=frozenset("a")) == ["r.a"]
    assert names("both", u="a", room=[], tag=["x1", "x2"], n=12) == ["i.a", "t.x1.12", "t.x2.12"]
    assert names("both", u="a", room=["z"], tag=[], n="3") == ["i.a", "r.z"]
    assert names("where", u="beef") == ["d.beef"]


def test_empty_grant() -> None:
    """A grant that would name nothing is none."""
    with pytest.raises(GrantError, match="would be empty"):
        POLICY.grant("list", room=[])


def test_a_role_without_variables() -> None:
    """Open holes take no values, and a value for one is an unknown variable."""
    assert list(POLICY.grant("fixed").patterns["channels"]) == [r"^t\.x[0-9]\.(?:[3-9]|1[0-2])$"]
    with pytest.raises(BindingError, match="`tag` is not a variable"):
        POLICY.grant("fixed", tag="x1")


def test_a_prepared_login_keeps_its_own_values() -> None:
    """A list that changes after it was checked changes nothing."""
    rooms = ["a"]
    login = POLICY.bind("list", room=rooms)
    rooms[0] = "b.c"
    assert login.allows("subscribe", "r.a")
    assert not login.allows("subscribe", "r.b.c")
    assert list(login.grant().resources["channels"]) == ["r.a"]


def test_decisions_check_values_too() -> None:
    """A question with a hostile id has no answer."""
    with pytest.raises(BindingError):
        POLICY.allows("one", "subscribe", "i.*", u="*")
    with pytest.raises(BindingError, match="there is no role"):
        POLICY.allows("nobody", "subscribe", "i.a")
    with pytest.raises(BindingError, match="there is no role"):
        POLICY.bind("nobody")
    with pytest.raises(BindingError, match="secret key"):
        POLICY.bind("server", u="a").grant()
