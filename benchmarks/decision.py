"""One decision, its values checked, in policies of 24, 240 and 2,400 rules; peers are asked the same questions.

The figures are for one of 24 questions about six kinds of name, half of them denied. Peers check no values.
"""

import json
from collections.abc import Callable, Iterator
from typing import Any, Final

from benchmarks._generated import ROLE, ROOMS, SESSION, SIZES, USER, Rule, if_chain, policy, questions, rules
from benchmarks._measure import Row, Stopwatch, absent, peer
from pnpolicy import Policy

Ask = Callable[[str, str], bool]
"""Operation and name → allowed or not."""

_MOST: Final = 1500
"""Nanoseconds."""


def rows(stopwatch: Stopwatch) -> Iterator[Row]:
    """By size and by peer; then whether it stays flat, and what preparing a login saves."""
    policies = {count: policy(count) for count in SIZES}
    for count, loaded in policies.items():
        yield from _of_one_size(stopwatch, count, loaded)
    yield from _growth(stopwatch, policies)
    for count, loaded in policies.items():
        login = loaded.bind(ROLE, userId=USER, sessionId=SESSION, roomId=ROOMS)
        pair = stopwatch.compare(_asked(login.allows, count), _asked(_by_hand(count), count), per=24)
        yield pair.row(f"decision of a login made by bind, {count:,} rules", "hand-written if-chain")


def _of_one_size(stopwatch: Stopwatch, count: int, loaded: Policy) -> Iterator[Row]:
    work = f"decision, {count:,} rules"
    ours = _asked(_ours(loaded), count)
    pair = stopwatch.compare(ours, _asked(_by_hand(count), count), per=24)
    row = pair.row(work, "hand-written if-chain")
    yield row._replace(goal=f"<= {_MOST / 1000:g} µs", reached=pair.ours <= _MOST)
    for library, make in _PEERS.items():
        module = peer(library)
        if module is None:
            yield absent(work, library)
        else:
            yield stopwatch.compare(ours, _asked(make(module, rules(count)), count), per=24).row(work, library)


def _growth(stopwatch: Stopwatch, policies: dict[int, Policy]) -> Iterator[Row]:
    small, large = SIZES[0], SIZES[-1]
    pair = stopwatch.compare(_asked(_ours(policies[large]), large), _asked(_ours(policies[small]), small), per=24)
    yield pair.row(f"decision, {large:,} rules", f"ours with {small} rules", most=1.3)
    many, few = _ours(policies[small], [*ROOMS, *(f"room_{number:04}" for number in range(48))]), _ours(policies[small])
    yield stopwatch.compare(_asked(many, small), _asked(few, small), per=24).row(
        f"decision, {small} rules, 50 rooms passed", f"ours with {len(ROOMS)} rooms"
    )


def _asked(ask: Callable[[str, str], object], count: int) -> Callable[[], None]:
    """All questions in a row, so that the loop around them costs little beside them."""
    asked = questions(count)
    by_hand = _by_hand(count)
    assert all(bool(ask(*question)) is by_hand(*question) for question in asked)  # noqa: S101  or it is no comparison

    def run() -> None:
        for operation, name in asked:
            ask(operation, name)

    return run


def _ours(loaded: Policy, rooms: list[str] = ROOMS) -> Callable[[str, str], object]:
    allows = loaded.allows
    return lambda operation, name: allows(ROLE, operation, name, userId=USER, sessionId=SESSION, roomId=rooms)


def _by_hand(count: int) -> Ask:
    allowed = if_chain(count)
    return lambda operation, name: allowed(operation, name, USER, SESSION, ROOMS)


# ---- peers: every rule is one rule of theirs, set up as their documentation has it for speed -------------------------

_LOGIN: Final = {"userId": [USER], "sessionId": [SESSION], "roomId": ROOMS}
_SHARDS: Final = tuple(map(str, range(64)))


def _split(name: str) -> tuple[str, str]:
    """A name's text up to its last dot, and what follows: the peers cannot take a name apart as cheaply as we can."""
    head, dot, last = name.rpartition(".")
    return (head + dot, last) if dot else (name, "")


def _cedar(cedarpy: Any, lines: list[Rule]) -> Ask:  # noqa: ANN401
    text = ""
    for rule in lines:
        actions = ", ".join(f'Action::"{operation}"' for operation in rule.operations)
        text += f'permit(principal, action in [{actions}], resource) when {{ context.head == "{rule.head}"'
        if rule.hole == "shard":
            text += f" && {json.dumps(_SHARDS)}.contains(context.last)"
        elif rule.hole:
            text += f" && context.{rule.hole}.contains(context.last)"
        text += " };\n"
    policies = cedarpy.PolicySet.from_str(text)
    entities = cedarpy.Entities.from_json_str("[]")

    def ask(operation: str, name: str) -> bool:
        head, last = _split(name)
        request = {
            "principal": {"type": "User", "id": USER},
            "action": {"type": "Action", "id": operation},
            "resource": {"type": "Channel", "id": name},
            "context": {**_LOGIN, "head": head, "last": last},
        }
        return bool(cedarpy.is_authorized(request, policies, entities).allowed)

    return ask


_CASBIN: Final = """
[request_definition]
r = login, name, act
[policy_definition]
p = head, hole, act
[policy_effect]
e = some(where (p.eft == allow))
[matchers]
m = r.act == p.act && fits(r.name, p.head, p.hole, r.login)
"""


def _casbin(casbin: Any, lines: list[Rule]) -> Ask:  # noqa: ANN401
    model = casbin.Enforcer.new_model(text=_CASBIN)
    enforcer = casbin.Enforcer(model)
    for rule in lines:
        for operation in rule.operations:
            enforcer.add_policy(rule.head, rule.hole, operation)

    def fits(name: str, head: str, hole: str, login: dict[str, list[str]]) -> bool:
        if not hole:
            return name == head
        return name.startswith(head) and name[len(head) :] in (_SHARDS if hole == "shard" else login[hole])

    enforcer.add_function("fits", fits)
    return lambda operation, name: bool(enforcer.enforce(_LOGIN, name, operation))


_REGO: Final = """
package generated
import rego.v1
shards := {%s}
allow if {
    some hole in data.rules[input.operation][input.head]
    covers(hole)
}
covers("")
covers("shard") if shards[input.last]
covers(hole) if input.last in input.login[hole]
"""


def _rego(regopy: Any, lines: list[Rule]) -> Ask:  # noqa: ANN401
    found: dict[str, dict[str, list[str]]] = {}
    for rule in lines:
        for operation in rule.operations:
            found.setdefault(operation, {}).setdefault(rule.head, []).append(rule.hole)
    builder = regopy.Interpreter()
    builder.add_module("generated", _REGO % json.dumps(_SHARDS)[1:-1])
    builder.add_data({"rules": found})
    bundle = builder.build("data.generated.allow")
    engine = regopy.Interpreter()

    def ask(operation: str, name: str) -> bool:
        head, last = _split(name)
        engine.set_input({"login": _LOGIN, "operation": operation, "head": head, "last": last})
        return str(engine.query_bundle(bundle)) == '{"expressions":[true]}'

    return ask


_PEERS: Final = {"cedarpy": _cedar, "casbin": _casbin, "regopy": _rego}
