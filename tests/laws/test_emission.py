"""What a grant promises, whatever the values: no hostile id widens it, clients never write where servers announce."""

import json
import re

import re2
from hypothesis import given, settings
from hypothesis import strategies as st

from pnpolicy import BindingError, GrantError, Policy
from pnpolicy.access import Binder
from pnpolicy.wire.actions import BITS, Kind
from tests.strategies import (
    TRICKY_VALUES,
    channel_names,
    examples,
    loaded,
    logins,
    policies,
    values_of,
    variables,
)

HOSTILE = st.sampled_from(TRICKY_VALUES) | st.text(max_size=12) | st.text(alphabet="a.*^$|()[]-\n\0", max_size=8)

SAFE = """
pnpolicy: 1
name: safe
variables:
  u: {type: id}
  team: {type: slug, max: 20}
  code: {type: pattern, pattern: '[A-Z]{2}-[0-9]{1,3}'}
  n: {type: integer, max: 63}
  lists: {type: id, max: 12}
channels:
  inbox: {name: inbox.<u>, authority: server}
  team: {name: team.<team>.<code>, authority: clients}
  shard: {name: s.<team>.<n>, authority: clients}
  room: {name: room.<lists>, authority: clients}
roles:
  r:
    trust: client
    bind: u
    ttl: 15
    each: {lists: 5}
    allow:
      channels:
        inbox: [read]
        team: [read, write]
        shard: {actions: [read], any: [n]}
        room: [read, write, presence]
"""
POLICY = Policy.loads(SAFE)
GOOD = {"u": "alice", "team": "red-blue", "code": "AB-12", "lists": ["x", "y"]}


@settings(max_examples=examples(600))
@given(st.sampled_from(sorted(GOOD)), HOSTILE)
def test_no_hostile_id_widens_a_grant(variable: str, value: str) -> None:
    """A value gives exactly the names meant, or no grant: never another name, never a wider pattern."""
    given_ = {**GOOD, variable: [value, "y"] if variable == "lists" else value}
    try:
        grant = POLICY.grant("r", **given_)
    except BindingError as error:
        assert f"`{variable}`" in str(error)
        assert len(str(error)) < 400
        return
    u, team, code, listed = given_["u"], given_["team"], given_["code"], given_["lists"]
    expected = {f"inbox.{u}", f"team.{team}.{code}"}
    expected |= {f"room.{item}{suffix}" for item in listed for suffix in ("", "-pnpres")}
    assert set(grant.resources[Kind.CHANNELS]) == expected
    (pattern,) = grant.patterns[Kind.CHANNELS]
    meant = {f"s.{team}.{number}" for number in range(64)}
    tried = meant | {
        f"s.{team}.64",
        f"s.{team}.00",
        f"s.{team}.1-pnpres",
        f"s.{team}x.1",
        f"xs.{team}.1",
        f"s.{team}.1\n",
    }
    for name in tried:
        for matched in (
            re.search(pattern.replace("$", r"\Z"), name),
            re2.search(pattern, name),
            re2.fullmatch(pattern, name),
        ):
            assert bool(matched) == (name in meant), (pattern, name)


@given(variables(), HOSTILE)
@settings(max_examples=examples(300))
def test_every_domain_keeps_names_apart(variable: dict[str, object], value: str) -> None:
    """Whatever a domain lets through has no dot, no forbidden character, no companion's suffix and a bounded length."""
    data = {
        "pnpolicy": 1,
        "name": "d",
        "variables": {"v": variable},
        "channels": {"c": {"name": "c.<v>", "authority": "clients"}},
        "roles": {"r": {"trust": "client", "anonymous": True, "ttl": 1, "allow": {"channels": {"c": ["read"]}}}},
    }
    try:
        grant = Policy.loads(json.dumps(data)).grant("r", v=value)
    except BindingError:
        return
    assert list(grant.resources[Kind.CHANNELS]) == [f"c.{value}"]
    assert not re.search(r"[.,:*/\\ \x00-\x1f\x7f-\x9f\ud800-\udfff]|-pnpres\Z", value)
    assert 0 < len(value) <= 90


@settings(max_examples=examples(150))
@given(st.data())
def test_clients_never_write_where_servers_announce(data: st.DataObject) -> None:
    """If no line of a client role gives write on a server family, and families do not meet, no grant gives it."""
    written = data.draw(policies(raw=False))
    for index, name in enumerate(written["channels"]):
        family = written["channels"][name]
        family["name"] = f"family{index}.{family['name']}"  # the families' names cannot meet
        if family["authority"] == "server":
            for role in written["roles"].values():
                entry = role["allow"]["channels"].get(name)
                for one in entry if isinstance(entry, list) else [entry] if entry else []:
                    one["actions"] = ["read"]
    policy = loaded(written)
    values = data.draw(logins(written, policy.roles["r"]))
    try:
        grant = policy.grant("r", **values)
    except (BindingError, GrantError):
        return
    forbidden = BITS["write"] | BITS["delete"]
    servers = [f"family{i}." for i, f in enumerate(written["channels"].values()) if f["authority"] == "server"]
    exact = grant.resources[Kind.CHANNELS]
    names = [*exact, *(data.draw(channel_names(written, values)) for _ in range(5))]
    for name in names:
        mask = exact.get(name, 0)
        for pattern, given_ in grant.patterns[Kind.CHANNELS].items():
            if re2.search(pattern, name):  # the widest reading
                mask |= given_
        if any(name.startswith(prefix) for prefix in servers):
            assert not mask & forbidden, (name, mask)


@settings(max_examples=examples(150))
@given(st.data())
def test_binding_is_monotone_in_allow_statements(data: st.DataObject) -> None:
    """A further line never takes anything away: every name keeps the flags it had."""
    written = data.draw(policies())
    more = json.loads(json.dumps(written))
    family = data.draw(st.sampled_from(sorted(more["channels"])))
    entry = more["roles"]["r"]["allow"]["channels"].get(family, [])
    lines = entry if isinstance(entry, list) else [entry]
    more["roles"]["r"]["allow"]["channels"][family] = [*lines, {"actions": ["write"]}]
    smaller, larger = loaded(written), loaded(more)
    values = data.draw(logins(written, larger.roles["r"]))
    fewer = {name: values[name] for name in Binder(smaller.roles["r"]).names}
    try:
        before, after = smaller.grant("r", **fewer), larger.grant("r", **values)
    except (BindingError, GrantError):
        return
    for name, mask in before.resources[Kind.CHANNELS].items():
        assert mask & ~after.resources[Kind.CHANNELS].get(name, 0) == 0, name
    for pattern, mask in before.patterns[Kind.CHANNELS].items():
        assert mask & ~after.patterns[Kind.CHANNELS].get(pattern, 0) == 0, pattern


@settings(max_examples=examples(300))
@given(st.data())
def test_every_value_of_a_domain_is_taken(data: st.DataObject) -> None:
    """A grant is refused for a reason, never for a value that its domain has."""
    variable = data.draw(variables())
    value = data.draw(values_of(variable))
    written = {
        "pnpolicy": 1,
        "name": "d",
        "variables": {"v": variable},
        "channels": {"c": {"name": "c.<v>", "authority": "clients"}},
        "roles": {
            "one": {"trust": "client", "anonymous": True, "ttl": 1, "allow": {"channels": {"c": ["read"]}}},
            "many": {
                "trust": "client",
                "anonymous": True,
                "ttl": 1,
                "each": {"v": 3},
                "allow": {"channels": {"c": ["read"]}},
            },
        },
    }
    policy = Policy.loads(json.dumps(written))
    assert list(policy.grant("one", v=value).resources[Kind.CHANNELS]) == [f"c.{value}"]
    assert list(policy.grant("many", v=[value, value]).resources[Kind.CHANNELS]) == [f"c.{value}"]
