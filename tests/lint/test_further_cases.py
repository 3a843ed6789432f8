"""What the pages have no room for: lines that are taken in, grants too large, users that differ."""

import json

import pytest

from pnpolicy import Policy
from pnpolicy.lint.profile import PROFILES, RoleSettings, Settings
from tests.conftest import ROOT
from tests.linting import audited, linted

HEAD = """\
pnpolicy: 1
name: p
variables:
  userId: {type: id, source: session}
  pollId: {type: hex, min: 4, max: 4, source: server}
  roomId: {type: id, max: 8, source: server}
"""
LIFE = "ttl: 15m, refresh_before: 3m, on_logout: revoke"


def told(text: str, settings: Settings | None = None) -> list[tuple[str, str]]:
    """Rule and role of what is found, in order."""
    return sorted((f.rule.id, f.subject) for f in linted(HEAD + text, settings).findings if f.severity != "info")


def test_what_is_taken_in_is_told_once() -> None:
    """By the role that wrote the line, whoever extends it."""
    text = """\
channels:
  result: {name: vote-result.<pollId>, authority: server}
  room:   {name: chat.<roomId>, authority: clients}
groups:
  feed: {name: "feed-<userId>-all", holds: [room]}
roles:
  member:
    trust: client
    bind: userId
    ttl: 15m
    refresh_before: 3m
    on_logout: revoke
    allow:
      channels:
        result: [write, delete]
        room: {actions: [write], any: [roomId]}
      groups: {feed: [read, manage]}
  host: {trust: client, extends: [member]}
"""
    found = told(text)
    assert {role for _, role in found} == {"member"}
    assert {"PNP201", "PNP202", "PNP208", "PNP303", "PNP304"} <= {rule for rule, _ in found}


def test_what_a_server_wrote_is_told_of_the_client() -> None:
    """No fix cuts the server's line then."""
    text = f"""\
channels: {{result: {{name: vote-result.<pollId>, authority: server}}}}
roles:
  tally: {{trust: server, allow: {{channels: {{result: [write, delete]}}}}}}
  member: {{trust: client, bind: userId, {LIFE}, extends: [tally]}}
"""
    report = linted(HEAD + text)
    found = {f.rule.id: f for f in report.findings}
    assert {"PNP201", "PNP202", "PNP216"} <= found.keys()
    assert found["PNP202"].subject == "member"
    assert found["PNP202"].found.fix is None


@pytest.mark.parametrize("rooms", [100, 900])
def test_a_token_over_budget(rooms: int) -> None:
    """By the exact length of the token that a grant makes; Python's copies count."""
    names = {f"chat.room.{number:04}": 3 for number in range(rooms)}
    body = {"ttl": 30, "permissions": {"uuid": "alice", "resources": {"channels": names}}}
    found = [f.found.message for f in audited(json.dumps(body)).findings if f.rule.id == "PNP313"]
    assert found == ([] if rooms == 100 else ["its token has 19,384 characters; the profile allows 16,384"])


def test_another_user_than_the_policys() -> None:
    """Bound to somebody else, or to nobody."""
    policy = Policy.load(ROOT / "policies" / "token-auth")
    allowed = policy.grant("user", userId="alice", teamId="t1")
    for user, shown in (("bob", "'bob'"), (None, "nobody")):
        body = json.loads(allowed.to_request())
        body["permissions"]["uuid"] = user
        found = [f.found.message for f in audited(json.dumps(body), allowed=allowed).findings if f.rule.id == "PNP316"]
        assert found == [f"the token is bound to {shown}; the policy binds it to 'alice'"]


def test_a_grant_is_measured_by_the_role_it_names() -> None:
    """As `pnpolicy grant --format json` names it."""
    grant = '{"role": "kiosk", "ttl": 600, "authorized_uuid": "a", "resources": {"channels": {"lobby": ["read"]}}}'
    assert [f.rule.id for f in audited(grant).findings] == ["PNP403"]
    relaxed = Settings(roles={"kiosk": RoleSettings(PROFILES["relaxed"])})
    assert audited(grant, relaxed).findings == []


def test_an_unreadable_pattern_is_told_once() -> None:
    """By the rule about RE2, and by no other that wanted to look at it."""
    grant = '{"ttl": 30, "permissions": {"uuid": "a", "patterns": {"channels": {"^(?=a)b$": 3}}}}'
    report = audited(grant)
    assert [f.rule.id for f in report.findings] == ["PNP107"]
    assert not report.undecided


def test_everything_is_told_as_everything() -> None:
    """A pattern for all names is told by few rules, not by all that it meets."""
    grant = '{"ttl": 30, "permissions": {"uuid": "alice", "patterns": {"channels": {".*": 3}}}}'
    assert sorted(f.rule.id for f in audited(grant).findings) == ["PNP301"]


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        (r"^\Q(?i)\Eroom-[a-z]{1,8}$", []),
        (r"^\Qa.b\E-[a-z]{1,8}$", []),
        (r"^chat\.x[a-z0-9]*[a-z0-9]$", []),
        ("^[A-Z][A-Z]$", []),
        ("^hall-[a-z0-9]$", ["PNP127"]),
        ("^hall-[a-z]$", ["PNP127"]),
        (r"^чат\.[a-z]{1,8}$", []),
        (r"^чaт\.[a-z]{1,8}$", ["PNP118"]),
        (r"^\x{41}-[a-z]{1,8}$", []),
        (r"^\p{L}{1,8}-{roomId}$", ["PNP128"]),
        ("^(?P<word>[a-z]{1,8})-b$", []),
        ("^(?si)chat-[a-z]{1,8}$", ["PNP117"]),
        ("^(?is:chat)-[a-z]{1,8}$", ["PNP117"]),
    ],
)
def test_what_a_pattern_spells(pattern: str, expected: list[str]) -> None:
    """Quotations, classes, escapes and flags are read as RE2 reads them."""
    grant = {"ttl": 30, "permissions": {"uuid": "alice", "patterns": {"channels": {pattern: 1}}}}
    asked = {"PNP105", "PNP106", "PNP117", "PNP118", "PNP127", "PNP128"}
    assert [f.rule.id for f in audited(json.dumps(grant)).findings if f.rule.id in asked] == expected


@pytest.mark.parametrize(
    ("pattern", "advice"),
    [
        ("a|b", "anchor both ends: `^(?:…)$`"),
        ("ab", "anchor both ends: `^…$`"),
        ("^a\\$", "anchor both ends: `^(?:a\\$)$`"),
        ("^a|b\\$", "put the alternatives into a group: `^(?:a|b\\$)$`"),
    ],
)
def test_the_advice_for_open_ends_can_be_followed(pattern: str, advice: str) -> None:
    """What is told to be written is a pattern, and closed."""
    grant = {"ttl": 30, "permissions": {"uuid": "alice", "patterns": {"channels": {pattern: 1}}}}
    found = [f.found.help for f in audited(json.dumps(grant)).findings]
    assert advice in found


@pytest.mark.parametrize("name", ["[a-z]+", "room[0-9]{3}", "^room$", "room*"])
def test_a_pattern_among_exact_names(name: str) -> None:
    """Is told, however it is spelled."""
    grant = {"ttl": 30, "permissions": {"uuid": "alice", "resources": {"channels": {name: 3, "room[1]": 3}}}}
    assert [f.rule.id for f in audited(json.dumps(grant)).findings if f.rule.id == "PNP109"] == ["PNP109"]
