"""Domains with a few more values: which ones, for every type, and that there are no others."""

import pytest

from pnpolicy import Policy, language
from pnpolicy.check.logins import beyond
from pnpolicy.check.mutants import OPERATORS, Mutant
from pnpolicy.check.mutants.widen_domain import wider
from pnpolicy.policy.domain import Domain
from pnpolicy.policy.model import ResolvedPolicy

UUID = "aaaaaaaa-aaaa-aaaa-aaaa-aaaaaaaaaaaa"


def domain(text: str) -> Domain:
    """A domain as a policy declares it."""
    policy = f"pnpolicy: 1\nname: p\nvariables: {{v: {text}}}\nusers: {{u: {{id: <v>}}}}\nroles: {{}}"
    return Policy.loads(policy).resolved.variables["v"].domain


@pytest.mark.parametrize(
    ("declared", "values"),
    [
        ("{type: id, max: 1}", ["aa", "@"]),
        ("{type: id, max: 92}", ["@"]),  # no name is longer
        ("{type: slug, max: 2}", ["aaa", "@"]),
        ("{type: hex, min: 1, max: 1}", ["aa", "g"]),
        ("{type: hex, min: 2, max: 2}", ["aaa", "a", "ag"]),
        ("{type: hex, min: 2, max: 3}", ["aaaa", "a", "ag"]),
        ("{type: uuid}", [f"{UUID}a", UUID[:-1] + "g"]),
        ("{type: integer, max: 9}", ["10"]),
        ("{type: integer, min: 1, max: 1}", ["2", "0"]),
        ("{type: integer, min: 100, max: 999}", ["1000", "99"]),
        ("{type: enum, values: [de, fr-x]}", ["fr-xx"]),
        ("{type: enum, values: [a, aa]}", ["aaa"]),
        ("{type: enum, values: [é]}", ["éé"]),
        ("{type: pattern, pattern: '[ab]{1,2}'}", ["aaa", "@"]),
        ("{type: pattern, pattern: '[@]'}", ["@@"]),  # it has the strange character
        ("{type: pattern, pattern: '[a]{92}'}", ["a" * 91 + "@"]),
    ],
)
def test_wider(declared: str, values: list[str]) -> None:
    """The shortest value that is new; nothing that was in is out; what is said of lengths is so."""
    narrow = domain(declared)
    found = []
    for told, wide in wider(narrow):
        new = beyond((narrow,), (wide,))
        assert new is not None, told
        assert wide.accepts(new)
        assert not narrow.accepts(new)
        assert beyond((wide,), (narrow,)) is None
        found.append(new)
        for length in (wide.shortest, wide.longest):
            value = next(language.texts(wide.regex, [length]))
            assert wide.accepts(value), told
        assert wide.shortest == language.shortest_length(wide.regex)
        assert not wide.bounded or wide.longest == language.longest_length(wide.regex)
    assert found == values


def widened(text: str) -> tuple[ResolvedPolicy, dict[str, Mutant]]:
    policy = Policy.loads(text).resolved
    return policy, {mutant.subject: mutant for mutant in OPERATORS["widen-domain"](policy)}


def policy_of(name: str, *, maximum: int, actions: str = "[read]") -> str:
    return f"""
pnpolicy: 1
name: p
variables: {{v: {{type: id, max: {maximum}}}}}
channels: {{c: {{name: "{name}", authority: clients}}}}
roles: {{r: {{trust: client, anonymous: true, ttl: 30, allow: {{channels: {{c: {actions}}}}}}}}}
"""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (policy_of("a.<v>", maximum=89), ["v: 90 characters long", "v: a value with `@`"]),
        (policy_of("a.<v>", maximum=90), ["v: a value with `@`"]),
        (policy_of("a.<v>", maximum=82, actions="[read, presence]"), ["v: 83 characters long", "v: a value with `@`"]),
        (policy_of("a.<v>", maximum=83, actions="[read, presence]"), ["v: a value with `@`"]),
        (policy_of("a.<v>.<v>", maximum=44), ["v: a value with `@`"]),
        (policy_of("a.<v>", maximum=91), ["v: 92 characters long", "v: a value with `@`"]),  # was too long before
    ],
)
def test_no_name_becomes_too_long(text: str, expected: list[str]) -> None:
    """A longer value is no mistake of a policy's if its names would not be allowed any more."""
    assert list(widened(text)[1]) == expected


def test_only_what_somebody_is_refused() -> None:
    """Values that only a server brings are left out, but not what a server's line leaves open."""
    text = """
pnpolicy: 1
name: p
variables: {a: {type: id, max: 2}, b: {type: id, max: 2}, c: {type: id, max: 2}, d: {type: id, max: 2}}
channels:
  x: {name: x.<a>.<b>, authority: server}
  y: {name: y, authority: server}
roles:
  server: {trust: server, allow: {channels: {x: {actions: [write], any: [b]}}}}
  client: {trust: client, bind: c, ttl: 30, allow: {channels: {y: [read]}}}
"""
    assert list(widened(text)[1]) == [
        "b: 3 characters long",
        "b: a value with `@`",
        "c: 3 characters long",
        "c: a value with `@`",
    ]


def test_where_both_domains_have_a_say() -> None:
    """An open line whose variable and hole must have one domain cannot be written if only one of them grows."""
    text = """
pnpolicy: 1
name: p
variables: {a: {type: id, max: 2}, b: {type: id, max: 2}}
channels: {x: {name: x.<a>, authority: clients}}
roles:
  r: {trust: client, anonymous: true, ttl: 30, allow: {channels: {x: {actions: [read], any: [b], where: {a: b}}}}}
"""
    assert widened(text)[1] == {}


EXCEPT = """
pnpolicy: 1
name: p
variables: {a: {type: id, max: 6}, b: {type: id, max: 2}}
channels:
  x: {name: x.<a>, authority: clients}
  y: {name: x.y<b>, authority: clients}
  z: {pattern: "x[.]z.?", authority: clients}
roles:
  r: {trust: client, anonymous: true, ttl: 30, allow: {channels: {x: {actions: [read], any: [a], except: [y, z]}}}}
  s: {trust: client, anonymous: true, ttl: 30, allow: {channels: {z: [read]}}}
"""


def test_what_except_leaves_is_spelled_anew() -> None:
    """For values that come in through the line; those that go out with what it leaves out are not asked for."""
    policy, found = widened(EXCEPT)
    assert list(found) == ["a: 7 characters long", "a: a value with `@`"]
    for subject, name in (("a: 7 characters long", "x.aaaaaaa"), ("a: a value with `@`", "x.@")):
        rest = found[subject].policy.roles["r"].entries[0].rest
        assert rest is not None
        matcher = language.matcher(rest.regex)
        assert matcher.fullmatch(name)
        assert not any(map(matcher.fullmatch, ("x.yb", "x.zz", "x.z", "x.yy")))
        assert found[subject].policy.roles["s"] is policy.roles["s"]


def test_what_cannot_be_spelled_is_no_policy(monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither is what takes too long."""
    monkeypatch.setattr("pnpolicy.check.mutants.widen_domain.MAX_SPELLED", 40)
    assert widened(EXCEPT)[1] == {}

    def refuse(_: language.Regex) -> str:
        raise language.Undecided("states", 1)

    policy = Policy.loads(EXCEPT).resolved
    monkeypatch.setattr("pnpolicy.check.mutants.widen_domain.language.spelled", refuse)
    assert list(OPERATORS["widen-domain"](policy)) == []
