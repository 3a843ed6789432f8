"""Names are bound, domains are exact, and what stands for nothing is told."""

import re

import pytest
import re2

from pnpolicy import Policy, PolicyError
from pnpolicy.document.variables import SlugVariable
from pnpolicy.policy.domain import domain_of, integer_range

HEAD = "pnpolicy: 1\nname: p\nvariables:\n  u: {type: id}\n  w: {type: id, max: 92}\n"


def codes(text: str) -> list[str]:
    with pytest.raises(PolicyError) as error:
        Policy.loads(HEAD + text)
    return [problem.code for problem in error.value.diagnostics]  # type: ignore[attr-defined]  # diagnostics, all of them


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("  v: {type: pattern, pattern: '[ab]?'}", "bad-domain"),
        ("  v: {type: pattern, pattern: 'a|'}", "bad-domain"),
        ("  v: {type: pattern, pattern: '[a-z]+'}", "unbound-variable-domain"),
        ("  v: {type: pattern, pattern: 'a.b'}", "forbidden-character"),
        ("  v: {type: pattern, pattern: 'x{0,2}-pnpres'}", "reserved-suffix"),
        ("  v: {type: pattern, pattern: '(a)'}", "capturing-group"),
        ("  v: {type: pattern, pattern: '(?<=a)b'}", "not-re2"),
        ("  v: {type: pattern, pattern: 'a\\Cb'}", "bad-domain"),
        ("  v: {type: integer, min: 3, max: 2}", "bad-domain"),
        ("  v: {type: enum, values: ['']}", "bad-domain"),
        ("  v: {type: enum, values: [a, a]}", "bad-domain"),
        ("  v: {type: enum, values: ['a b']}", "forbidden-character"),
        ("  v: {type: enum, values: [a.b]}", "hole-spans-separator"),
        ("  v: {type: enum, values: [a-pnpres]}", "reserved-suffix"),
        ("  v: {type: pattern, pattern: '[a-c.]{2}'}", "hole-spans-separator"),
        ("  v: {type: pattern, pattern: '<u>'}", "hole-in-pattern"),
        ("channels: {a: {name: x.<v>, authority: server}}", "unknown-placeholder"),
        ("channels: {a: {name: x y, authority: server}}", "forbidden-character"),
        ("channels: {a: {name: 'x<u', authority: server}}", "bad-template"),
        ("channels: {a: {name: 'x<>', authority: server}}", "bad-template"),
        ("channels: {a: {name: 'x.{u}', authority: server}}", "bad-template"),
        ("channels: {a: {name: 'x.${u}', authority: server}}", "bad-template"),
        ("channels: {a: {name: x-pnpres, authority: server}}", "reserved-suffix"),
        ("channels: {a: {pattern: 'x[.]<u>', authority: server}}", "hole-in-pattern"),
        ("channels: {a: {pattern: '(', authority: server}}", "not-re2"),
        ("channels: {a: {pattern: 'a*^b', authority: server}}", "bad-pattern"),
        ("channels: {a: {pattern: 'a^b', authority: server}}", "bad-pattern"),
        (
            (
                "channels: {a: {pattern: '(?:a|b)*a(?:a|b){20}', authority: server}}\n"
                "roles: {r: {trust: server, allow: {channels: {a: [read]}}}}"
            ),
            "undecided",
        ),
        ("channels: {a: {name: x.<u>, authority: server}, b: {name: x.<u>, authority: clients}}", "two-authorities"),
        (f"channels: {{a: {{name: {'x' * 92}<u>, authority: server}}}}", "name-too-long"),
        ("channels: {a: {name: x, authority: server, private_to: u}}", "unknown-hole"),
        ("groups: {g: {name: g, holds: [nothing]}}", "unknown-family"),
        ("functions: {f: {event: before-publish, channels: ['a.*.b']}}", "bad-function-channel"),
        ("roles: {r: {trust: client, ttl: 5}}", "missing-bind"),
        ("roles: {r: {trust: client, anonymous: true}}", "missing-ttl"),
        ("roles: {r: {trust: client, anonymous: true, bind: u, ttl: 5}}", "bind-and-anonymous"),
        ("roles: {r: {trust: client, bind: uu, ttl: 5}}", "unknown-variable"),
        ("roles: {r: {trust: client, bind: u, ttl: 5, refresh_before: 5}}", "refresh-after-expiry"),
        ("roles: {r: {trust: client, bind: u, ttl: 5, each: {x: 1}}}", "unknown-variable"),
        ("roles: {r: {trust: client, bind: u, ttl: 5, meta: {pnpolicy: x}}}", "reserved-meta"),
        ("never: [{name: n, roles: [x], actions: [read], channels: all}]", "unknown-role"),
        ("never: [{name: n, roles: all, actions: [read], channels: [x]}]", "unknown-family"),
        ("never: [{name: n, roles: all, actions: [write], groups: all}]", "unknown-action"),
    ],
)
def test_refused(text: str, code: str) -> None:
    """Each fault has its name."""
    assert code in codes(text)


@pytest.mark.parametrize(
    ("entry", "code"),
    [
        ("{actions: [read, read]}", "duplicate-action"),
        ("{actions: [read], any: [u]}", "unknown-hole"),
        ("{actions: [read], any: [a, b], where: {a: b}}", "cannot-spell"),
        ("{actions: [read], any: [b], where: {a: b}}", "cannot-spell"),
        ("{actions: [read], where: {c: u}}", "unknown-hole"),
        ("{actions: [read], where: {a: nobody}}", "unknown-variable"),
    ],
)
def test_entries_refused(entry: str, code: str) -> None:
    """What an entry says of holes must fit the family."""
    text = (
        "  a: {type: id}\n  b: {type: id, max: 5}\nchannels: {dm: {name: dm.<a>--<b>, authority: clients}}\n"
        f"roles: {{r: {{trust: client, bind: u, ttl: 5, allow: {{channels: {{dm: {entry}}}}}}}}}"
    )
    assert code in codes(text)


def test_names_of_92_characters_can_be_declared() -> None:
    """One fewer than is refused."""
    Policy.loads(HEAD + f"channels: {{a: {{name: {'x' * 91}<u>, authority: server}}}}")


def test_equal_names_with_one_authority_are_fine() -> None:
    """They say nothing against each other."""
    Policy.loads(HEAD + "channels: {a: {name: x.<u>, authority: server}, b: {name: x.<u>, authority: server}}")


def test_a_client_that_extends_a_server_is_warned_of() -> None:
    """It is read as written; that it should not be written is for people to see."""
    policy = Policy.loads(
        HEAD + "channels: {a: {name: x.<u>, authority: server}}\n"
        "roles:\n  s: {trust: server, allow: {channels: {a: [write]}}}\n"
        "  c: {trust: client, bind: u, ttl: 5, extends: [s]}\n  d: {trust: server, extends: [c]}\n"
    )
    assert [warning.code for warning in policy.warnings] == ["extends-server"]
    assert policy.grant("c", u="a").resources["channels"] == {"x.a": 2}


def test_inheritance() -> None:
    """A role takes in entries, lists and meta of its parents, and their lifetime where it has none of its own."""
    policy = Policy.loads(
        HEAD + "channels: {a: {name: a.<u>, authority: server}, b: {name: b.<w>, authority: clients}}\n"
        "roles:\n"
        "  top: {trust: client, bind: u, ttl: 20, refresh_before: 2, on_logout: revoke, meta: {k: 1, m: x},"
        " allow: {channels: {a: [read]}}}\n"
        "  left: {trust: client, extends: [top], each: {w: 2}, allow: {channels: {b: [read]}}}\n"
        "  right: {trust: client, extends: [top], meta: {k: 2}}\n"
        "  both: {trust: client, extends: [left, right], ttl: 7, allow: {channels: {b: [write]}}}\n"
    )
    both = policy.roles["both"]
    assert (both.ttl, both.refresh_before, both.on_logout, both.meta, both.each) == (
        7,
        2,
        "revoke",
        {"k": 2, "m": "x"},
        {"w": 2},
    )
    assert [entry.role for entry in both.entries] == ["top", "left", "both"]
    assert policy.grant("both", u="a", w=["x"]).resources["channels"] == {"a.a": 1, "b.x": 3}


def test_unused_lists_are_warned_of() -> None:
    """A list that no entry takes would be passed for nothing."""
    policy = Policy.loads(HEAD + "roles: {r: {trust: client, bind: u, ttl: 5, each: {w: 3}}}")
    assert [warning.code for warning in policy.warnings] == ["unused-each"]


def test_everything_wrong_is_told_at_once_and_in_order() -> None:
    """Sorted by place, each printing its own."""
    with pytest.raises(PolicyError) as error:
        Policy.loads(HEAD + "channels:\n  a: {name: <x>, authority: server}\n  b: {name: 'a b', authority: server}\n")
    assert [str(problem).partition(": ")[0] for problem in error.value.diagnostics] == [
        "policy.yaml:7:13",
        "policy.yaml:8:15",
    ]


@pytest.mark.parametrize("low", [0, 1, 5, 9, 10, 19, 99, 100, 101, 250, 999])
def test_integer_ranges_are_exact(low: int) -> None:
    """Every number in the range, none outside, none with a leading zero; the same in RE2 and in Python."""
    for high in {low, low + 1, low + 8, low + 90, 1000, 1234} - set(range(low)):
        spelling = integer_range(low, high)
        for number in range(1400):
            expected = low <= number <= high
            assert bool(re.fullmatch(spelling, str(number))) is expected, (spelling, number)
            assert bool(re2.fullmatch(spelling, str(number))) is expected
        assert not re.fullmatch(spelling, f"0{low}")


def test_slugs_leave_out_the_one_word() -> None:
    """Words joined by single hyphens, the last of which is anything but `pnpres`."""
    spelling = domain_of(SlugVariable(type="slug")).spelling
    words = ["a", "p", "pn", "pnp", "pnpr", "pnpre", "pnpres", "pnpress", "xpnpres", "pnpreS", "pnprex", "qnpres"]
    for first in (None, *words):
        for last in words:
            slug = last if first is None else f"{first}-{last}"
            for engine in (re, re2):
                assert bool(engine.fullmatch(spelling, slug)) is (last != "pnpres"), slug
    for text in ("", "-a", "a-", "a--b", "a.b", "é"):
        assert not re.fullmatch(spelling, text)
        assert not re2.fullmatch(spelling, text)
