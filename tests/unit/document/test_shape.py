"""What does not fit the shape of a policy is told at its place, with what was expected."""

import pytest

from pnpolicy.diagnostic import in_order
from pnpolicy.document.load import loads


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("variables: {v: {type: id, source: sesion}}", "`sesion` is not known as `source` (help: did you mean `session`?)"),
        ("variables: {v: {max: 3}}", "expected a mapping with `type`"),
        ("variables: {v: {type: 7}}", "expected a mapping with `type`"),
        ("variables: {v: {type: idd}}", "`idd` is not a type of variable (help: did you mean `id`?)"),
        ("variables: {v: {type: hex, max: 0}}", "expected at least 1, found `0`"),
        ("variables: {v: {type: enum, values: []}}", "this list is empty"),
        ("variables: {9v: {type: id}}", "`9v` is not a name"),
        ("channels: {'a b': {name: x, authority: server}}", "`a b` is not a name"),
        ("channels: {a: {name: x}}", "`authority` is missing in `a` (help: add `authority: server` or `authority: clients`)"),
        ("channels: {a: {authority: server}}", "either `name` (a template) or `pattern` (RE2), found neither"),
        ("channels: {a: {name: x, authority: server, guarded: 1}}", "expected true or false, found `1`"),
        ("channels: {a: {name: x, authority: server, private_to: [1]}}", "expected a string, found `1` (help: write it in quotes)"),
        ("channels:", "expected a mapping, found nothing"),
        ("channels: x", "expected a mapping, found `x`"),
        ("users: {a: {name: x}}", "unknown key `name` in `a`"),
        ("roles: {r: {trust: server, on_logout: revok}}", "did you mean `revoke`?"),
        ("roles: {allow: {trust: cleint}}", "`cleint` is not known as `trust` (help: did you mean `client`?)"),
        ("roles: {r: {trust: server, each: {ttl: 0}}}", "expected at least 1, found `0`"),
        ("roles: {r: {trust: server, extends: x}}", "expected a list, found `x` (help: write `[x]`)"),
        ("roles: {r: {trust: server, ttl: 90s}}", "found `90s`"),
        ("roles: {r: {trust: server, ttl: 120s}}", "(help: if seconds were meant: `2m`)"),
        ("roles: {r: {trust: server, ttl: 86400}}", "(help: if seconds were meant: `24h`)"),
        ("roles: {r: {trust: server, ttl: 43201}}", "expected at most 43200 minutes, found `43201` (help: PubNub takes"),
        ("roles: {r: {trust: server, meta: {a: [1]}}}", "expected a string, a whole number, true or false"),
        ("roles: {r: {trust: server, meta: {a: 1.5}}}", "expected a string, a whole number, true or false, found `1.5`"),
        ("roles: {r: {trust: server, allow: {channels: {c: read}}}}", "(help: write `[read]`)"),
        ("roles: {r: {trust: server, allow: {channels: {c: []}}}}", "this list is empty"),
        ("roles: {r: {trust: server, allow: {channels: {c: [{actions: [raed]}]}}}}", "`raed` is not an action on channels"),
        ("roles: {r: {trust: server, allow: {groups: {c: {actions: [write]}}}}}", "`write` is not an action on groups"),
        ("roles: {r: {trust: server, allow: {users: {c: {actons: [get]}}}}}", "(help: did you mean `actions`?)"),
        ("roles: {r: {trust: server, allow: {users: {c: {actions: [get], exept: [d]}}}}}", "(help: did you mean `except`?)"),
        ("roles: {r: {trust: server, allow: {users: {c: {actions: [get], except_: [d]}}}}}", "(help: did you mean `except`?)"),
        ("roles: {r: {trust: server, allow: {users: {c: {actions: [get], except: d}}}}}", "expected a list, found `d` (help: write `[d]`)"),
        ("roles: {r: {trust: server, allow: {users: {c: {actions: [get], except: [7]}}}}}", "expected a string, found `7`"),
        ("never: [{name: a, roles: al, actions: [read], channels: all}]", "did you mean `all`?"),
        ("never: [{name: a, roles: {trust: cleint}, actions: [read], channels: all}]", "did you mean `client`?"),
        ("never: [{name: a, roles: all, actions: [read], channels: {authority: servr}}]", "did you mean `server`?"),
        ("never: [{name: a, roles: all, actions: [read], channels: {authorty: server}}]", "unknown key `authorty` in `channels`"),
        ("never: [{name: a, roles: all, actions: [read], groups: 3}]", "expected all, found `3`"),
        ("never: [{name: a, roles: all, actions: [read], channels: all, bogus: 1}]", "unknown key `bogus` in `never`"),
        ("never: [{name: a, roles: all, actions: [read]}]", "expected at least one of `channels`, `groups` and `users`"),
        ("functions: {f: {event: before-publsh, channels: [a]}}", "did you mean `before-publish`?"),
        ("description: a, b: c", "this is not YAML"),
    ],
)  # fmt: skip
def test_told(line: str, said: str) -> None:
    """One fault, one message, on its line."""
    problems = in_order(loads(f"pnpolicy: 1\nname: n\n{line}\n")[1])
    assert said in "\n".join(map(str, problems))
    assert all(problem.span and problem.span.line == 3 for problem in problems)


def test_many_faults_are_told_at_once() -> None:
    """Shape and names, sorted by place."""
    text = """pnpolicy: 1
name: n
variables:
  v: {type: id, maks: 3}
channels:
  c: {name: c.<w>, authority: server, gaurded: true}
roles:
  r: {trust: server, allow: {channels: {d: [read]}}}
"""
    documents, problems = loads(text)
    assert [problem.code for problem in problems] == ["unknown-key", "unknown-key"]
    assert documents is not None
    from pnpolicy.policy.resolve import resolve  # noqa: PLC0415  the next stage, for what it finds besides

    found = in_order([*problems, *resolve(documents)[1]])
    assert [(problem.code, problem.span.line) for problem in found if problem.span] == [
        ("unknown-key", 4),
        ("unknown-placeholder", 6),
        ("unknown-key", 6),
        ("unknown-family", 8),
    ]


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("variables: {v: {}}", "unbound-variable-domain"),
        ("variables: {v: {type: hex}}", "unbound-variable-domain"),
        ("variables: {v: {type: enum}}", "unbound-variable-domain"),
        ("variables: {v: id}", "wrong-type"),
        ("variables: {v: {type: string}}", "unknown-word"),
        ("roles: {r: {ttl: 5}}", "missing-key"),
        ("roles: {r: {trust: server, ttl: 0}}", "ttl-out-of-range"),
        ("roles: {r: {trust: server, refresh_before: 50000}}", "ttl-out-of-range"),
        ("roles: {r: {trust: server, each: {v: 0}}}", "out-of-range"),
        ("roles: {r: {trust: server, allow: {users: {c: []}}}}", "empty-grant"),
        ("roles: {r: {trust: server, allow: {users: {c: {actions: []}}}}}", "empty-grant"),
        ("variables: {v: {type: enum, values: []}}", "empty-list"),
        ("roles: {r: {trust: server, allow: {users: {c: [read]}}}}", "unknown-action"),
        ("never: [{name: a, roles: all, actions: [raed], channels: all}]", "unknown-action"),
        ("never: [{name: a, roles: all, actions: [], channels: all}]", "empty-list"),
        ("channels: {a: {name: x, authority: servr}}", "unknown-word"),
    ],
)
def test_faults_have_names(line: str, code: str) -> None:
    """What stands somewhere decides what its fault is called."""
    assert [problem.code for problem in loads(f"pnpolicy: 1\nname: n\n{line}\n")[1]] == [code]


@pytest.mark.parametrize(("head", "code"), [("", "missing-version"), ("pnpolicy: 2\n", "unknown-version")])
def test_the_version_has_faults_of_its_own(head: str, code: str) -> None:
    """Another one, and none at all."""
    assert [problem.code for problem in loads(f"{head}name: n\n")[1]] == [code]
