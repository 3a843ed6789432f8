"""What a diff says of two policies is so, for every login; and where it says that they are equal, they are.

For generated policies over small domains, and for what people do to policies. Every name told is looked up by plain
loops on both sides. What is called equal, or only narrower, is tried on all logins of a pool and on all short names.
"""

import copy
import itertools
import json
from typing import Any

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from pnpolicy import language
from pnpolicy.access import AccessSet
from pnpolicy.diff.change import ActionChange, Changes, Relation, joined
from pnpolicy.diff.compare import compare
from tests import strategies
from tests.editing import POOL, edited, pairs, policies
from tests.reference import comparing
from tests.reference.meaning import FLAGS, in_domain
from tests.strategies import Data, examples, loaded

SWAPPED: dict[Relation, Relation] = {
    "equal": "equal",
    "narrower": "broader",
    "broader": "narrower",
    "incomparable": "incomparable",
}
SHORT = ["".join(letters) for size in (1, 2, 3) for letters in itertools.product("ab.-", repeat=size)]
COUNTED = ["enum", "pattern", "integer"]


def compared(old: Data, new: Data) -> Changes:
    """The diff of two policies that are both accepted."""
    return compare(loaded(old).resolved, loaded(new).resolved)


def spelled(policy: Data, pool: list[str]) -> list[str]:
    """The names that the values of a pool spell, whatever their domains."""
    found: dict[str, None] = {}
    for family in policy["channels"].values():
        holes = sorted(set(comparing.holes_of(family)))
        for values in itertools.product(pool, repeat=len(holes)):
            name = family.get("name", "a")
            for hole, value in zip(holes, values, strict=True):
                name = name.replace(f"<{hole}>", value)
            found[name] = None
    return list(found)


def names_near(*policies: Data) -> list[str]:
    """Short names, and those that the pool's values spell; some with their companions."""
    found = dict.fromkeys(name for policy in policies for name in spelled(policy, POOL[:5]) if len(name) < 9)
    return [*SHORT[::3], *list(found)[:60], *(f"{name}-pnpres" for name in list(found)[:8])]


# ---- against brute force ---------------------------------------------------------------------------------------------


def check_examples(change: ActionChange, old: Data, new: Data) -> None:
    """Every name told is given by the one side and not by the other, to the login that is told."""
    bit = FLAGS[change.action]
    for found, giver, other in ((change.gained, new, old), (change.lost, old, new)):
        for example in found:
            login = dict(example.bindings)
            access = AccessSet(loaded(giver).roles[change.role])
            own = {name: login[name] for name in access.binder.names}
            assert access.bound(own).allows(change.kind, change.action, example.name), example
            assert comparing.has(giver, change.role, login, "channels", example.name) & bit, example
            assert not comparing.has(other, change.role, login, "channels", example.name) & bit, example
            for variable, domains in comparing.taken(giver, change.role).items():
                values = [login[variable]] if isinstance(login[variable], str) else login[variable]
                assert all(in_domain(domain, value) for domain in domains for value in values), example
    if change.undecided is None:
        assert bool(change.gained) == bool(change.gained_by) == (change.relation in ("broader", "incomparable"))
        assert bool(change.lost) == bool(change.lost_by) == (change.relation in ("narrower", "incomparable"))


@settings(max_examples=examples(60))
@given(pairs() | st.tuples(strategies.policies(), strategies.policies()))
def test_told(pair: tuple[Data, Data]) -> None:
    """Every name that is told changes hands; and there is one wherever something is called broader or narrower."""
    for change in compared(*pair).actions:
        check_examples(change, *pair)


@settings(max_examples=examples(70))
@given(pairs())
def test_nothing_overlooked(pair: tuple[Data, Data]) -> None:
    """What a login of the pool gains or loses, on any short name, is told, and who can have gained it."""
    old, new = pair
    changes = {(change.role, change.action): change for change in compared(old, new).actions}
    names = names_near(old, new)
    for role in {*old["roles"], *new["roles"]}:
        for flag, (name, login) in comparing.gained(old, new, role, "channels", POOL, names).items():
            change = changes[role, flag]
            assert change.relation in ("broader", "incomparable"), (name, login)
            assert any(language.literal(name) <= cause.names for cause in change.gained_by), name
        for flag, found in comparing.gained(new, old, role, "channels", POOL, names).items():
            assert changes[role, flag].relation in ("narrower", "incomparable"), found


@settings(max_examples=examples(50))
@given(st.data())
def test_counted(data: st.DataObject) -> None:
    """As many names are gained as brute force counts, of all logins, or of the one that is told."""
    old = data.draw(policies())
    for name, variable in old["variables"].items():
        if variable["type"] not in COUNTED:
            old["variables"][name] = {"type": "enum", "values": ["a", "b"]}
    new = data.draw(edited(old))
    assume(all(variable["type"] in COUNTED for variable in new["variables"].values()))
    if any("pattern" in family for policy in (old, new) for family in policy["channels"].values()):
        return
    changes = compared(old, new)
    domains = [*old["variables"].values(), *new["variables"].values()]
    every = dict.fromkeys([*POOL, *map(str, range(13)), "ba", "bb", "b-a"])
    pool = [value for value in every if any(in_domain(domain, value) for domain in domains)]
    names = list(dict.fromkeys(spelled(old, pool) + spelled(new, pool)))
    names += [f"{name}-pnpres" for name in names]
    for change in changes.actions:
        bit = FLAGS[change.action]
        for count, by_login, found, giver, other in (
            (change.gained_count, change.gained_by_login, change.gained, new, old),
            (change.lost_count, change.lost_by_login, change.lost, old, new),
        ):
            logins = [dict(found[0].bindings)] if by_login else list(comparing.logins(giver, other, change.role, pool))
            mine = comparing.flags_on(giver, change.role, logins, "channels", names)
            if not by_login:
                logins = list(comparing.logins(other, giver, change.role, pool))
            yours = comparing.flags_on(other, change.role, logins, "channels", names)
            gained = {n for masks in mine for n, mask in zip(names, masks, strict=True) if mask & bit}
            assert count == len(
                gained - {n for masks in yours for n, mask in zip(names, masks, strict=True) if mask & bit}
            )


# ---- the order of policies -------------------------------------------------------------------------------------------


@settings(max_examples=examples(50))
@given(strategies.policies() | policies())
def test_of_itself(written: Data) -> None:
    """A policy is equal to itself."""
    changes = compared(written, copy.deepcopy(written))
    assert changes.relation == "equal"
    assert not changes.undecided
    assert not changes.settings
    assert all(change == ActionChange(change.role, change.kind, change.action, "equal") for change in changes.actions)


@settings(max_examples=examples(60))
@given(pairs() | st.tuples(strategies.policies(), strategies.policies()))
def test_swapped(pair: tuple[Data, Data]) -> None:
    """Seen from the other side, what was gained is lost, and what was broader is narrower."""
    there, back = compared(*pair), compared(*reversed(pair))
    assert there.relation == SWAPPED[back.relation]
    for one, other in zip(there.actions, back.actions, strict=True):
        assert (one.role, one.kind, one.action, one.relation) == (
            other.role,
            other.kind,
            other.action,
            SWAPPED[other.relation],
        )
        assert [(e.name, e.bindings, e.told) for e in one.gained] == [(e.name, e.bindings, e.told) for e in other.lost]
        assert (one.gained_count, one.gained_by_login) == (other.lost_count, other.lost_by_login)
        assert (one.undecided is None) == (other.undecided is None)
    forth = [(OPPOSITE.get(c.setting, c.setting), c.new, c.old, SWAPPED[c.relation]) for c in there.settings]
    assert sorted(forth) == sorted((c.setting, c.old, c.new, c.relation) for c in back.settings)


OPPOSITE = {"added": "removed", "removed": "added"}


@settings(max_examples=examples(70))
@given(st.data())
def test_one_after_the_other(data: st.DataObject) -> None:
    """What only narrows, and is only narrowed again, is narrower in the end; what is equal to an equal one is equal."""
    first = data.draw(policies())
    second = data.draw(edited(first))
    third = data.draw(edited(second)) if "r" in second["roles"] else second
    # From one value to a list of one, and on to a list of two: neither step gives a login more names, both together do.
    lists = [{variable for role in policy["roles"].values() for variable in role["each"]} for policy in (first, second)]
    assume(lists[0] == lists[1])
    steps = [
        {(c.role, c.action): c.relation for c in compared(*two).actions} for two in ((first, second), (second, third))
    ]
    for change in compared(first, third).actions:
        relations = [step.get((change.role, change.action), "equal") for step in steps]
        if change.undecided is None and joined(relations) in ("equal", "narrower", "broader"):
            assert change.relation == joined(relations)


# ---- what nobody means by a change -----------------------------------------------------------------------------------


@settings(max_examples=examples(50))
@given(strategies.policies() | policies(), st.randoms(use_true_random=False))
def test_order_and_names(written: Data, random: Any) -> None:  # noqa: ANN401  Hypothesis's own
    """In whatever order things are written, and whatever families are called, nothing has changed."""
    text = json.dumps(written)
    for name in written["channels"]:
        text = text.replace(f'"{name}"', f'"zz{name}"')
    shuffled = json.loads(text)
    for section in ("variables", "channels", "roles"):
        items = list(shuffled[section].items())
        random.shuffle(items)
        shuffled[section] = dict(items)
    for role in shuffled["roles"].values():
        for family, found in role["allow"]["channels"].items():
            if isinstance(found, list) and isinstance(found[0], dict):
                split = [{**entry, "actions": [action]} for entry in found for action in entry["actions"]]
                random.shuffle(split)
                role["allow"]["channels"][family] = split
    changes = compared(written, shuffled)
    assert changes.relation == "equal"
    assert {change.setting for change in changes.settings} == {"renamed"}
    assert all(change.relation == "equal" for change in changes.actions)
