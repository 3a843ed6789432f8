"""Tests for the edges of a policy: which names are asked about, and what is written of them."""

import pytest
from hypothesis import given, settings

from pnpolicy import Policy
from pnpolicy.access.reach import named_by
from pnpolicy.check import boundary
from pnpolicy.check.binding import bind
from pnpolicy.check.boundary import boundary_tests
from pnpolicy.check.edges import edits, members
from pnpolicy.check.logins import values_of
from pnpolicy.check.mutants import mutants
from pnpolicy.check.mutation import Trials
from pnpolicy.check.sides import Side
from pnpolicy.check.suite import Suite
from pnpolicy.document.load import read_text
from pnpolicy.document.suite import SuiteDocument
from pnpolicy.grant.compiled import plans_of
from pnpolicy.wire.limits import NAME_MAX, forbidden_in
from tests.strategies import Data, examples, loaded, policies

HEAD = "pnpolicy: 1\nname: p\n"


def side(text: str) -> Side:
    policy = Policy.loads(HEAD + text).resolved
    return Side(policy, plans_of(policy, stamp=True)[0])


def written_for(before: Side, role: str | None = None) -> tuple[str, Suite]:
    """The file, and the tests in it."""
    text, tests, left_out = boundary_tests(before, "policy.yaml", role)
    document, problems = read_text(text, "edges.test.yaml", SuiteDocument)
    assert document is not None
    assert not problems
    found, problems = bind(document, before.policy, before.plans, "policy.yaml")
    assert not problems
    assert (tests, left_out) == (len(found.cases), 0)
    return text, found


def names_of(before: Side, role: str, length: str) -> list[str]:
    """The names of a role's lines at one end, with its shortest values."""
    found = []
    for entry in before.policy.roles[role].entries:
        values = {"userId": "b", "roomId": ["a"], "N": "3"}
        found += [member.name for member in members(named_by(entry), values, length)]  # type: ignore[arg-type]
    return found


LINES = """
variables:
  userId: {type: id, max: 4}
  roomId: {type: id, max: 3}
  N: {type: integer, min: 8, max: 12}
  lang: {type: enum, values: [de, pt-br]}
  code: {type: hex, min: 2, max: 4}
channels:
  inbox: {name: inbox.<userId>, authority: server}
  room: {name: room.<roomId>, authority: clients}
  staff: {name: room.s<code>, authority: clients}
  shard: {name: shard-<N>, authority: clients}
  raw: {pattern: "ab*|c", authority: clients}
  pair: {name: <lang>.<code>, authority: clients}
  news: {name: news, authority: server}
roles:
  bound:
    trust: client
    bind: userId
    ttl: 30
    each: {roomId: 2}
    allow: {channels: {inbox: [read], room: [read, presence], shard: [read], news: [presence]}}
  open:
    trust: client
    anonymous: true
    ttl: 30
    allow:
      channels:
        room: {actions: [write], any: [roomId], except: [staff]}
        shard: {actions: [read], any: [N]}
        raw: [read]
        pair: {actions: [read], any: [lang, code]}
  server: {trust: server, allow: {channels: {inbox: {actions: [write], any: [userId]}}}}
  idle: {trust: client, anonymous: true, ttl: 30, allow: {}}
"""


def test_members() -> None:
    """Values of the login; in open holes the shortest or the longest value, of numbers both ends; patterns likewise."""
    before = side(LINES)
    assert names_of(before, "bound", "shortest") == ["inbox.b", "room.a", "shard-3", "news"]
    assert names_of(before, "bound", "longest") == ["inbox.b", "room.a", "shard-3", "news"]
    assert names_of(before, "open", "shortest") == ["room.a", "shard-8", "a", "de.aa"]
    assert names_of(before, "open", "longest") == ["room.aaa", "shard-12", "a" + "b" * 91, "pt-br.aaaa"]


def test_edits() -> None:
    """Somebody else's value, what is just outside a domain, and a character too many, too few, or another."""
    before = side(LINES)
    (inbox, *_), (_, shard, raw, _) = before.policy.roles["bound"].entries, before.policy.roles["open"].entries
    (member,) = members(named_by(inbox), {"userId": "b"}, "shortest")
    assert list(edits(member)) == [
        "inbox.a", "xinbox.b", "inbox.bx", "inbox.b.x", "inbox.b-pnpres", "Inbox.b", "inbox.xb", "inboxb", "inboxxb",
        "inbox.", "inbox.x", "inbox.B",
    ]  # fmt: skip
    (member,) = members(named_by(shard), {}, "longest")
    assert list(edits(member)) == [
        "shard-13", "shard-7", "xshard-12", "shard-12x", "shard-12.x", "shard-12-pnpres", "Shard-12", "shard-x12",
        "shard12", "shardx12", "shard-1", "shard-1x",
    ]  # fmt: skip
    (member,) = members(named_by(raw), {}, "shortest")
    assert list(edits(member)) == ["xa", "ax", "a.x", "a-pnpres", "A", "x"]


@pytest.mark.usefixtures("at_full_speed")
@settings(max_examples=examples(25))
@given(policies())
def test_edits_are_names(written: Data) -> None:
    """Each once, none of them the member, all of them names that PubNub allows."""
    policy = loaded(written)
    for role in policy.roles.values():
        for entry in role.entries:
            values = {fill.variable.name: next(values_of((fill.variable.domain,), "shortest")) for fill in entry.fills}
            for length in ("shortest", "longest"):
                for member in members(named_by(entry), values, length):
                    found = list(edits(member))
                    assert len(set(found)) == len(found)
                    assert member.name not in found
                    assert all(0 < len(name) <= NAME_MAX and not forbidden_in(name) for name in found)


def test_what_is_written() -> None:
    """Every line of every role, values, tokens and claims; what an inherited line gives is said once, with its role."""
    text, suite = written_for(side(LINES))
    names = [case.name for case in suite.cases]
    assert names[:3] == [
        "bound.inbox at its shortest",
        "beyond bound.inbox at its shortest",
        "bound.inbox at its longest",
    ]
    assert "  # ---- bound: a client bound to `userId` ----\n  - name: bound.inbox at its shortest\n" in text
    assert "  # ---- open: a client bound to nobody ----\n" in text
    assert "  # ---- server: a server, which gets no token ----\n" in text
    assert "values that get no token of bound" in names
    assert "values that get no token of open" not in names  # it takes none
    assert "what a token of open says" in names
    assert not any("idle" in name for name in names)  # no grant is made for it
    assert "publish room.saa" in text.split("beyond open.room at its shortest")[1].split("- name")[0]  # left out
    assert names[-1] == "what is proved"
    assert "every line of `allow`" in text


def test_lines_of_which_little_can_be_said() -> None:
    """Membership takes a user's record, so `join` alone allows nothing; and beyond every name there is none."""
    text = """
variables: {roomId: {type: id, max: 8}}
channels:
  room: {name: room.<roomId>, authority: clients}
  any: {pattern: ".+", authority: clients}
roles:
  guest: {trust: client, anonymous: true, ttl: 30, allow: {channels: {room: {actions: [join], any: [roomId]}}}}
  root: {trust: client, anonymous: true, ttl: 30, allow: {channels: {any: [write]}}}
"""
    _, suite = written_for(side(text))
    names = [case.name for case in suite.cases]
    assert names[:3] == [
        "guest.room at its shortest",
        "beyond guest.room at its shortest",
        "beyond guest.room at its longest",
    ]
    assert [name for name in names if "root.any" in name] == ["root.any at its shortest", "root.any at its longest"]


def test_only_of_one_role() -> None:
    """Then the claims are those of the role."""
    _, suite = written_for(side(LINES), "server")
    names = [case.name for case in suite.cases]
    assert names[0] == "server.inbox at its shortest"
    assert all("server" in name for name in names)
    _, suite = written_for(side(LINES), "open")
    assert suite.cases[-1].name == "what is proved of open"


def test_lines_of_one_family_have_two_names() -> None:
    """No two tests have the same."""
    text = """
variables: {userId: {type: id}, peerId: {type: id}}
channels: {dm: {name: dm.<userId>.<peerId>, authority: clients}}
roles:
  r:
    trust: client
    bind: userId
    ttl: 30
    allow:
      channels:
        dm: [{actions: [read]}, {actions: [write], where: {userId: peerId, peerId: userId}}]
"""
    _, suite = written_for(side(text))
    assert "r.dm at its shortest, 2" in [case.name for case in suite.cases]


def test_names_that_no_grant_is_made_for() -> None:
    """The longest values may spell a name that is too long; then there is nobody with these."""
    text = """
variables: {a: {type: id, max: 60}, b: {type: id, max: 60}}
channels: {long: {name: <a>.<b>, authority: clients}}
roles:
  bound: {trust: client, bind: a, ttl: 30, allow: {channels: {long: [read]}}}
  open: {trust: client, anonymous: true, ttl: 30, allow: {channels: {long: {actions: [read], any: [a, b]}}}}
"""
    before = side(text)
    _, suite = written_for(before)
    names = [case.name for case in suite.cases]
    assert "bound.long at its shortest" in names
    assert "open.long at its shortest" in names
    assert not any(name.endswith("at its longest") for name in names)


def test_patterns_that_no_key_can_be() -> None:
    """YAML takes no longer ones, so they are not spelled out."""
    word = "|".join(f"{number * 7919 % 100_003:05}" for number in range(300))  # in no order that could be told shortly
    text = f"""
channels: {{raw: {{pattern: "{word}", authority: clients}}, news: {{name: news, authority: server}}}}
roles: {{r: {{trust: client, anonymous: true, ttl: 30, allow: {{channels: {{raw: [read], news: [read]}}}}}}}}
"""
    before = side(text)
    assert max(map(len, before.plans["r"].grant({}).patterns["channels"])) > boundary.MAX_PATTERN
    spelled, _ = written_for(before)
    assert "patterns: {groups: {}, users: {}}" in spelled
    assert "channels: {news: [read]}" in spelled


def test_more_tests_than_a_file_takes(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is left out is counted, and so are logins that nothing is said of any more."""
    before = side(LINES)
    _, suite = written_for(before)
    monkeypatch.setattr(boundary, "MAX_TESTS", 2)
    text, tests, left_out = boundary_tests(before, "policy.yaml")
    assert (tests, left_out) == (2, len(suite.cases) - 2)
    assert "bound-shortest" in text
    assert "open-shortest" not in text


def test_a_policy_of_which_nothing_is_to_be_said() -> None:
    """Without roles and families there is no test."""
    assert boundary_tests(side("roles: {}\n"), "policy.yaml")[1:] == (0, 0)


@pytest.mark.parametrize("folder", ["live-voting", "presence-shards", "token-auth", "payments"])
@pytest.mark.usefixtures("at_root")
def test_they_kill_every_mutant(folder: str) -> None:
    """By themselves, of policies as people write them."""
    policy = Policy.load(f"policies/{folder}").resolved
    before = Side(policy, plans_of(policy, stamp=True)[0])
    _, suite = written_for(before)
    trials = Trials(before, [suite])
    left = [mutant.id for mutant in mutants(policy).tried if trials.of(mutant).fate in ("survived", "undecided")]
    assert left == []
