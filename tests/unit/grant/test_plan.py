"""Grants mean the same however PubNub reads what it leaves open, and what cannot be granted is refused."""

import json
from typing import Any

import pytest

from pnpolicy import BindingError, Grant, GrantError, Policy, PolicyError

HEAD = """
pnpolicy: 1
name: p
variables:
  u: {type: id}
  v: {type: id, max: 80}
  w: {type: slug, max: 60}
  e: {type: enum, values: [a, a+b, é]}
  n: {type: integer, max: 9}
"""


def policy(channels: str, allow: str, role: str = "anonymous: true, ttl: 5") -> Policy:
    body = f"channels: {{{channels}}}\nroles: {{r: {{trust: client, {role}, allow: {{channels: {{{allow}}}}}}}}}"
    return Policy.loads(f"{HEAD}{body}")


def channels(grant: Grant) -> dict[str, int]:
    return dict(grant.resources["channels"])


def patterns(grant: Grant) -> dict[str, int]:
    return dict(grant.patterns["channels"])


def test_an_exact_name_gets_the_flags_of_every_pattern_that_matches_it() -> None:
    """Whether it adds up or replaces, the answer is the same."""
    p = policy(
        "room: {name: room.<v>, authority: clients}, all: {pattern: 'room\\..*', authority: clients}",
        "room: [write], all: [read]",
    )
    assert channels(p.grant("r", v="x")) == {"room.x": 3}
    assert p.warnings == []


def test_an_exact_name_that_no_pattern_matches_keeps_its_own() -> None:
    """The flags of a pattern go to the names it matches and to no others."""
    p = policy(
        "room: {name: room.<v>, authority: clients}, some: {pattern: 'room\\.[a-c]+', authority: clients}",
        "room: [write], some: [read]",
    )
    assert channels(p.grant("r", v="abc")) == {"room.abc": 3}
    assert channels(p.grant("r", v="xyz")) == {"room.xyz": 2}


def test_a_name_that_a_pattern_leaves_out_keeps_its_own_flags() -> None:
    """`except` takes a name from under the pattern, so that nothing of the pattern's is added to it."""
    p = policy(
        "room: {name: room.<v>, authority: clients}, desk: {name: room.desk, authority: clients}",
        "room: {actions: [read, join], any: [v], except: [desk]}, desk: [write]",
    )
    grant = p.grant("r")
    assert channels(grant) == {"room.desk": 2}
    assert list(patterns(grant).values()) == [129]
    assert p.warnings == []
    assert grant.token_bytes <= p._plans["r"].most_token_bytes  # noqa: SLF001  an upper bound, patterns and all


def test_lines_that_leave_out_the_same_are_one_pattern() -> None:
    """Two lines of one family, or of an ancestor, are united; with something else left out they are two."""
    p = policy(
        "room: {name: room.<v>, authority: clients}, desk: {name: room.desk, authority: clients}, "
        "hall: {name: room.hall, authority: clients}",
        "room: [{actions: [read], any: [v], except: [desk]}, {actions: [write], any: [v], except: [desk]}, "
        "{actions: [get], any: [v], except: [hall]}]",
    )
    assert sorted(patterns(p.grant("r")).values()) == [3, 32]
    assert {warning.code for warning in p.warnings} == {"reading-dependent"}


def test_lines_that_meet_on_a_name_add_up() -> None:
    """Two templates may spell one name for some values only."""
    p = policy(
        "one: {name: a.<u>, authority: clients}, two: {name: a.<v>, authority: clients}, "
        "three: {name: a.x, authority: clients}",
        "one: [read], two: [write], three: [delete]",
    )
    assert channels(p.grant("r", u="x", v="x")) == {"a.x": 1 | 2 | 8}
    assert channels(p.grant("r", u="y", v="x")) == {"a.y": 1, "a.x": 2 | 8}


def test_patterns_that_meet_with_different_flags_are_told() -> None:
    """A warning shows a name, both lines, and what the name may get."""
    p = policy(
        "some: {pattern: 'a.*', authority: clients}, other: {pattern: '.*b', authority: clients}",
        "some: [read], other: [write]",
    )
    (warning,) = p.warnings
    assert warning.code == "reading-dependent"
    assert "`ab` matches two patterns" in warning.message
    assert "read or write" in warning.message
    assert len(warning.related) == 1


def test_patterns_that_meet_with_equal_flags_are_fine() -> None:
    """Then it does not matter which is read."""
    p = policy(
        "some: {pattern: 'a.*', authority: clients}, other: {pattern: '.*b', authority: clients}",
        "some: [read], other: [read]",
    )
    assert p.warnings == []


def test_equal_patterns_become_one() -> None:
    """Two lines on one open family unite their flags."""
    p = policy("s: {name: s.<n>, authority: clients}", "s: [{actions: [read], any: [n]}, {actions: [write], any: [n]}]")
    assert patterns(p.grant("r")) == {r"^s\.[0-9]$": 3}


def test_families_that_spell_one_pattern_unite_too() -> None:
    """Two variables may have the same domain, and two families the same names."""
    p = Policy.loads(
        f"{HEAD}  m: {{type: integer, max: 9}}\n"
        "channels: {s: {name: s.<n>, authority: clients}, t: {name: s.<m>, authority: clients}}\n"
        "roles: {r: {trust: client, anonymous: true, ttl: 5, allow: {channels: "
        "{s: {actions: [read], any: [n]}, t: {actions: [write], any: [m]}}}}}"
    )
    assert patterns(p.grant("r")) == {r"^s\.[0-9]$": 3}
    assert p.warnings == []


def test_values_in_patterns_are_escaped() -> None:
    """A value never becomes syntax."""
    p = policy("s: {name: s.<e>.<n>, authority: clients}", "s: {actions: [read], any: [n]}")
    assert patterns(p.grant("r", e="a+b")) == {r"^s\.a\+b\.[0-9]$": 1}
    assert patterns(p.grant("r", e="é")) == {r"^s\.é\.[0-9]$": 1}


def test_a_pattern_for_each_listed_value() -> None:
    """Listed and open holes in one name: one pattern for each value."""
    p = policy(
        "s: {name: s.<u>.<n>, authority: clients}",
        "s: {actions: [read], any: [n]}",
        "anonymous: true, ttl: 5, each: {u: 3}",
    )
    assert patterns(p.grant("r", u=["a", "b"])) == {r"^s\.a\.[0-9]$": 1, r"^s\.b\.[0-9]$": 1}


@pytest.mark.parametrize(
    ("pattern", "emitted"),
    [
        ("a.*", "^a.*$"),
        ("^a.*$", "^a.*$"),
        ("a|b", "^(?:[ab])$"),
        ("ab|cd", "^(?:ab|cd)$"),
        ("^ab$|^cd", "^(?:ab|cd)$"),
        (r"a\$", r"^a\$$"),
        ("[|]", r"^\|$"),
    ],
)
def test_raw_patterns_are_anchored(pattern: str, emitted: str) -> None:
    """A raw pattern is granted as a full match, whatever its alternatives."""
    p = policy(f"x: {{pattern: '{pattern}', authority: clients}}", "x: [read]")
    (found,) = patterns(p.grant("r"))
    assert found in (emitted, emitted.replace("(?:[ab])", "[ab]"))


def test_group_patterns_allow_for_the_colon() -> None:
    """PubNub's contract writes group names with a leading colon in patterns, and without elsewhere."""
    p = Policy.loads(
        f"{HEAD}groups: {{g: {{name: team-<n>}}, x: {{pattern: 'a|bc'}}}}\n"
        "roles: {r: {trust: client, anonymous: true, ttl: 5, allow: "
        "{groups: {g: {actions: [read, presence], any: [n]}, x: [read, presence]}}}}"
    )
    assert dict(p.grant("r").patterns["groups"]) == {
        "^:?team-[0-9]$": 1,
        "^:?team-[0-9]-pnpres$": 1,
        "^:?(?:a|bc)$": 1,
        "^:?(?:a|bc)-pnpres$": 1,
    }


def test_names_over_92_characters_are_refused() -> None:
    """By value, since a domain may hold longer ones: never cut, never sent."""
    p = policy(f"x: {{name: {'x' * 20}.<v>, authority: clients}}", "x: [read]")
    assert channels(p.grant("r", v="v" * 71)) == {f"{'x' * 20}.{'v' * 71}": 1}
    with pytest.raises(BindingError, match=r"`v` in .* would spell a name of 93 characters; PubNub allows 92"):
        p.grant("r", v="v" * 72)
    with_presence = policy(f"x: {{name: {'x' * 20}.<v>, authority: clients}}", "x: [read, presence]")
    with pytest.raises(BindingError, match="would spell a name of 93 characters"):
        with_presence.grant("r", v="v" * 65)


@pytest.mark.parametrize(
    ("template", "values"),
    [
        ("chat-<u>", {"u": "pnpres"}),
        ("chat-pn<u>", {"u": "pres"}),
        ("chat.<w>res", {"w": "x-pnp"}),
        ("<u>-<v>", {"u": "chat", "v": "pnpres"}),
    ],
)
def test_no_value_turns_a_name_into_a_presence_companion(template: str, values: dict[str, Any]) -> None:
    """`chat-<id>` with `pnpres` would read who is present on `chat`."""
    for actions in ("[read]", "[presence]"):
        p = policy(f"x: {{name: '{template}', authority: clients}}", f"x: {actions}")
        with pytest.raises(BindingError, match="the presence companion of another channel"):
            p.grant("r", **values)
        assert p.grant("r", **dict.fromkeys(values, "zzz"))


def test_open_holes_that_would_cover_companions_are_refused() -> None:
    """A pattern cannot leave one value out, so the policy must."""
    with pytest.raises(PolicyError, match="`a-pnpres`, the presence companion of another channel"):
        policy("x: {name: <u>-<v>, authority: clients}", "x: {actions: [read], any: [v]}")


def test_open_slugs_are_spelled_exactly_or_refused() -> None:
    """Where the length bound follows from PubNub's own, a slug can be spelled; else it is refused, never widened."""
    with pytest.raises(PolicyError, match="cannot be spelled as a short pattern"):
        policy("x: {name: x.<w>, authority: clients}", "x: {actions: [read], any: [w]}")
    rest = (
        "channels: {x: {name: x.<w>, authority: clients}}\n"
        "roles: {r: {trust: client, anonymous: true, ttl: 5, allow: {channels: {x: {actions: [read], any: [w]}}}}}"
    )
    with pytest.raises(PolicyError, match="raise `max` to 90"):
        Policy.loads(HEAD.replace("max: 60", "max: 89") + rest)  # a name of 92 characters would hold a slug of 90
    p = Policy.loads(HEAD.replace("max: 60", "max: 90") + rest)
    assert p.allows("r", "subscribe", "x.a-b")
    assert not p.allows("r", "subscribe", "x.a-pnpres")
    assert not p.allows("r", "subscribe", "x.a--b")
    assert not p.allows("r", "subscribe", f"x.{'a' * 91}")


def test_a_token_that_no_request_could_carry_is_refused() -> None:
    """It rides in the URL of every call."""
    p = policy("x: {name: x.<v>, authority: clients}", "x: [read]", "anonymous: true, ttl: 5, each: {v: 2000}")
    values = [f"{'v' * 70}{index}" for index in range(400)]
    with pytest.raises(GrantError, match="PubNub takes 32,768 bytes"):
        p.grant("r", v=values)
    assert p.grant("r", v=values[:100]).token_bytes < 32_768


def test_the_bound_of_a_plan_holds() -> None:
    """The longest token a role may need is never longer than its plan says."""
    p = policy(
        "x: {name: x.<e>, authority: clients}, y: {name: y.<e>.<n>, authority: clients}",
        "x: [read, presence], y: {actions: [read], any: [n]}",
        "bind: u, ttl: 500, each: {e: 3}",
    )
    plan = p._plans["r"]  # noqa: SLF001
    grant = p.grant("r", u="u" * 36, e=["a", "a+b", "é"])
    assert grant.token_bytes <= plan.most_token_bytes < 3 * grant.token_bytes


def test_stamp() -> None:
    """A token says which policy and role made it, unless it is told not to."""
    text = HEAD + (
        "channels: {x: {name: x, authority: clients}}\n"
        "roles: {r: {trust: client, anonymous: true, ttl: 5, meta: {k: 1}, allow: {channels: {x: [read]}}}}"
    )
    stamped, bare = Policy.loads(text), Policy.loads(text, stamp=False)
    assert stamped.grant("r").meta == {"k": 1, "pnpolicy": f"p/r@{stamped.digest[:12]}"}
    assert bare.grant("r").meta == {"k": 1}
    assert bare.digest == stamped.digest


def test_the_digest_is_of_what_is_said() -> None:
    """Comments, layout and the order of keys do not count; a changed word does."""
    text = HEAD + "channels: {x: {name: x, authority: clients}, y: {name: y, authority: clients}}\n"
    same = "# a comment\n" + text.replace("max: 80", "max:   80")
    other = text.replace("max: 80", "max: 81")
    assert Policy.loads(text).digest == Policy.loads(same).digest != Policy.loads(other).digest


def test_request_and_facts() -> None:
    """What is sent is compact JSON of what the grant holds."""
    p = policy(
        "x: {name: x.<u>, authority: clients}", "x: [read]", "bind: u, ttl: 1h, refresh_before: 5m, on_logout: expire"
    )
    grant = p.grant("r", u="alice")
    sent = json.loads(grant.to_request())
    assert list(sent) == ["ttl", "permissions"]
    assert sent["ttl"] == grant.ttl == 60
    assert sent["permissions"]["uuid"] == grant.authorized_uuid == "alice"
    assert sent["permissions"]["resources"] == {"channels": {"x.alice": 1}, "groups": {}, "uuids": {}}
    assert sent["permissions"]["patterns"] == {"channels": {}, "groups": {}, "uuids": {}}
    assert b" " not in grant.to_request()
    assert (grant.refresh_before, grant.on_logout, grant.role) == (5, "expire", "r")
    assert repr(grant) == "<Grant r for 'alice': 1 names, 0 patterns, 60 minutes>"
    assert repr(p).startswith("<Policy p ")
