"""What changes besides names, and what that means for the clients: the table of `settings.py`, row by row."""

import pytest

from pnpolicy import Policy
from tests.differing import HEAD, changes, policy, told

FRAME = """
channels:
  {f}: {{name: inbox.<u>, {family}}}
  open: {{name: open.<v>, authority: clients}}
groups:
  feed: {{name: feed.<u>, holds: [{holds}]}}
functions:
  check: {{event: {event}, channels: [{at}]}}
roles:
  r: {{{role}, allow: {{channels: {{open: [read], {f}: [read]}}}}}}
  q: {{trust: server}}
never:
  - {{name: keep, roles: [{roles}], actions: [{actions}], channels: [{kept}]{why}}}
"""
DEFAULT = {
    "f": "inbox",
    "family": "authority: server, private_to: u, guarded: true",
    "holds": "open",
    "event": "before-publish",
    "at": "open.*",
    "role": "trust: client, bind: u, ttl: 5, refresh_before: 1, on_logout: revoke, each: {v: 3}, meta: {a: 1}",
    "roles": "r, q",
    "actions": "delete, write",
    "kept": "inbox, open",
    "why": "",
}
ROLE = DEFAULT["role"]


def side(head: str = HEAD, **said: str) -> Policy:
    """The default policy, but for what is said."""
    return policy(FRAME.format(**{**DEFAULT, **said}), head=head)


CASES = [
    ({"role": ROLE.replace("ttl: 5", "ttl: 60")}, "role r: ttl 5 minutes → 60 minutes broader"),
    (
        {"role": ROLE.replace("refresh_before: 1", "refresh_before: 2")},
        "role r: refresh_before 1 minute → 2 minutes equal",
    ),
    ({"role": ROLE.replace("refresh_before: 1, ", "")}, "role r: refresh_before 1 minute →  equal"),
    ({"role": ROLE.replace("on_logout: revoke, ", "")}, "role r: on_logout revoke →  broader"),
    ({"role": ROLE.replace("revoke", "expire")}, "role r: on_logout revoke → expire broader"),
    ({"role": ROLE.replace("bind: u", "anonymous: true")}, "role r: bind u → anonymous broader"),
    ({"role": ROLE.replace("bind: u", "bind: room")}, "role r: bind u → room incomparable"),
    ({"role": ROLE.replace("each: {v: 3}", "each: {v: 5}")}, "role r: each.v 3 → 5 broader"),
    ({"role": ROLE.replace("each: {v: 3}, ", "")}, "role r: each.v 3 →  narrower"),
    ({"role": ROLE.replace("each: {v: 3}", "each: {v: 3, room: 2}")}, "role r: each.room  → 2 equal"),
    ({"role": ROLE.replace("{a: 1}", "{a: x, b: true}")}, 'role r: meta.a 1 → "x" equal; role r: meta.b  → true equal'),
    (
        {"family": "authority: clients, private_to: u, guarded: true"},
        "channels inbox: authority server → clients broader",
    ),
    ({"family": "authority: server, guarded: true"}, "channels inbox: private_to u →  broader"),
    ({"family": "authority: server, private_to: u"}, "channels inbox: guarded true → false broader"),
    ({"holds": "open, inbox"}, "groups feed: holds open → open, inbox broader"),
    ({"holds": "inbox"}, "groups feed: holds open → inbox incomparable"),
    ({"holds": ""}, "groups feed: holds open →  narrower"),
    ({"f": "mail", "kept": "mail, open"}, "channels mail: renamed inbox → mail equal"),
    ({"event": "after-publish"}, "function check: event before-publish → after-publish broader"),
    ({"at": "open.a, open.b.*"}, "function check: channels open.* → open.a, open.b.* broader"),
    ({"at": "open.*, inbox.*"}, "function check: channels open.* → open.*, inbox.* narrower"),
    ({"at": "'*'"}, "function check: channels open.* → * narrower"),
    ({"at": "open"}, "function check: channels open.* → open incomparable"),
    ({"roles": "r"}, "never keep: roles r, q → r broader"),
    ({"actions": "delete, write, update"}, "never keep: actions delete, write → delete, write, update narrower"),
    ({"actions": "delete, update"}, "never keep: actions delete, write → delete, update incomparable"),
    ({"kept": "open"}, "never keep: families inbox, open → open broader"),
    ({"why": ", why: evidence"}, "never keep: why  → evidence equal"),
]


def lines(old: Policy, new: Policy) -> str:
    return "; ".join(f"{c.subject}: {c.setting} {c.old} → {c.new} {c.relation}" for c in told(old, new))


@pytest.mark.parametrize(("said", "expected"), CASES, ids=[case[1] for case in CASES])
def test_case(said: dict[str, str], expected: str) -> None:
    """One thing is said otherwise; the places are those of what it is said of."""
    found = told(side(), side(**said))
    assert lines(side(), side(**said)) == expected
    for change in found:
        name = change.subject.split()[1]
        assert change.old_span is not None
        assert change.new_span is not None
        assert name in change.new_span.text or name in change.new_span.source.line(change.new_span.line)


BACK = {"broader": "narrower", "narrower": "broader"}


@pytest.mark.parametrize(("said", "expected"), CASES, ids=[case[1] for case in CASES])
def test_back(said: dict[str, str], expected: str) -> None:
    """And the other way round."""
    there, back = told(side(), side(**said)), told(side(**said), side())
    assert [BACK.get(change.relation, change.relation) for change in there] == [change.relation for change in back]
    assert [(change.old, change.new) for change in there] == [(change.new, change.old) for change in back]
    assert expected


def test_nothing() -> None:
    """What is said the same way is not told."""
    assert told(side(), side()) == []


def test_owners() -> None:
    """One owner more is more; another one is incomparable; everybody is most."""
    text = "\nchannels:\n  dm: {{name: dm.<u>.<v>, authority: clients{}}}\nroles:\n  q: {{trust: server}}\n"
    owners = ["", ", private_to: u", ", private_to: v", ", private_to: [u, v]"]
    nobody, u, v, both = (policy(text.format(owner)) for owner in owners)
    assert lines(u, both) == "channels dm: private_to u → u, v broader"
    assert lines(u, v) == "channels dm: private_to u → v incomparable"
    assert lines(both, nobody) == "channels dm: private_to u, v →  broader"
    assert lines(nobody, both) == "channels dm: private_to  → u, v narrower"


def test_added_and_removed() -> None:
    """Whole parts of a policy. Families and variables mean nothing by themselves."""
    more = """
channels:
  c: {name: c, authority: server}
functions:
  check: {event: before-publish, channels: [c]}
  after: {event: after-publish, channels: [c]}
roles:
  r: {trust: server}
  q: {trust: client, anonymous: true, ttl: 5, allow: {channels: {c: [read]}}}
never:
  - {name: keep, roles: all, actions: [write], channels: all, why: because}
"""
    less = "\nroles:\n  r: {trust: server}\n"
    old, new = policy(less), policy(more, head=HEAD + "  extra: {type: id}\n")
    assert lines(old, new).split("; ") == [
        "channels c: added  → c equal",
        "function after: added  → after-publish at c equal",
        "function check: added  → before-publish at c narrower",
        "never keep: added  → because narrower",
        "role q: added  → q broader",
        "variable extra: added  → 1 to 36 letters, digits or `_` equal",
    ]
    assert lines(new, old).split("; ") == [
        "channels c: removed c →  equal",
        "function after: removed after-publish at c →  equal",
        "function check: removed before-publish at c →  broader",
        "never keep: removed because →  broader",
        "role q: removed q →  narrower",
        "variable extra: removed 1 to 36 letters, digits or `_` →  equal",
    ]
    assert [c.note for c in told(new, old)] == ["nothing is promised of its names any more", "", "", "", "", ""]
    gone = [change for change in changes(new, old).actions if change.role == "q"]
    assert [(change.relation, [example.name for example in change.lost]) for change in gone] == [("narrower", ["c"])]


def test_trust() -> None:
    """A server's role holds no token: what its token was like before or will be means nothing."""
    text = "\nroles:\n  r: {{{}}}\n"
    client = policy(text.format("trust: client, bind: u, ttl: 5"))
    server = policy(text.format("trust: server"))
    assert lines(client, server).split("; ") == [
        "role r: bind u →  equal",
        "role r: trust client → server narrower",
        "role r: ttl 5 minutes →  equal",
    ]
    assert changes(server, client).relation == "broader"


def test_names_of_a_promise() -> None:
    """A promise that is kept for other names: fewer is broader. Other names without one are told by the roles."""

    def kept(names: str, says: str = "authority: server") -> Policy:
        return policy(f"\nchannels:\n  c: {{{names}, {says}}}\nroles:\n  r: {{trust: server}}\n")

    all_of, some = kept("name: 'c.<m>'"), kept("name: 'c.<n>'")
    assert lines(all_of, some) == "channels c: names c.<m> → c.<n> broader"
    assert lines(some, all_of) == "channels c: names c.<n> → c.<m> narrower"
    assert lines(some, kept("name: 'd.<n>'")) == "channels c: names c.<n> → d.<n> incomparable"
    assert lines(some, kept("pattern: 'c[.][0-9]'")) == "channels c: names c.<n> → /c[.][0-9]/ equal"
    assert lines(kept("name: c", "authority: clients"), kept("name: d", "authority: clients")) == (
        "channels c: names c → d equal"
    )
    hard = [kept(f"pattern: '{text}'") for text in ("[ab]*a[ab]{20}|[ab]*b[ab]{19}[abc]", "[ab]{21,60}")]
    assert [change.relation for change in told(*hard)] == ["incomparable"]


def test_policy_name() -> None:
    """It stands in every token."""
    assert lines(side(), side(head=HEAD.replace("name: p", "name: other"))) == "policy: name p → other equal"
