"""Small policies and what people do to them: pairs of policies that are nearly the same."""

import copy
from typing import Any

from hypothesis import strategies as st

from tests.reference.comparing import holes_of

Data = dict[str, Any]

HOLES = ("u", "v", "w")
POOL = ["a", "b", "ab", "a-b", "aa", "0", "1", "10", "12"]
DOMAINS: list[Data] = [
    {"type": "enum", "values": ["a"]},
    {"type": "enum", "values": ["a", "b"]},
    {"type": "enum", "values": ["a", "ab", "a-b"]},
    {"type": "pattern", "pattern": "[ab]{1,2}"},
    {"type": "pattern", "pattern": "a|b-?a"},
    {"type": "id", "max": 2},
    {"type": "id", "max": 6},
    {"type": "slug", "max": 3},
    {"type": "integer", "max": 11},
    {"type": "integer", "max": 12},
    {"type": "hex", "min": 1, "max": 2},
]
PATTERNS = ["a.*", "a[.].*", "[ab]{1,2}", "[ab.-]{1,3}", "a-?b?", "b[.][^.]{1,9}", "a|b[.]a", "[^.]+"]
TEXTS = ["a", "b", "-", ".", "a.", "b.", ".a", "a-"]
FLAGS = ["read", "write", "delete", "presence"]


@st.composite
def templates(draw: st.DrawFn) -> str:
    pieces = st.sampled_from([*TEXTS, *(f"<{hole}>" for hole in HOLES), "<u>", "<v>"])
    return "".join(draw(st.lists(pieces, min_size=1, max_size=4)))


@st.composite
def families(draw: st.DrawFn) -> Data:
    if draw(st.integers(0, 4)) == 0:
        return {"pattern": draw(st.sampled_from(PATTERNS)), "authority": "clients"}
    return {"name": draw(templates()), "authority": "clients"}


@st.composite
def entries(draw: st.DrawFn, name: str, channels: Data) -> Data:
    holes = list(dict.fromkeys(holes_of(channels[name])))
    where = {hole: draw(st.sampled_from(HOLES)) for hole in holes if draw(st.integers(0, 4)) == 0}
    filling = sorted({where.get(hole, hole) for hole in holes})
    entry: Data = {
        "actions": draw(st.lists(st.sampled_from(FLAGS), min_size=1, max_size=2, unique=True)),
        "any": [variable for variable in filling if draw(st.integers(0, 2)) == 0],
        "where": where,
    }
    others = [other for other in sorted(channels) if other != name]
    if (
        others
        and len(entry["any"]) == len(filling)
        and ("pattern" in channels[name] or filling)
        and draw(st.booleans())
    ):
        entry["except"] = [draw(st.sampled_from(others))]
    return entry


@st.composite
def policies(draw: st.DrawFn) -> Data:
    """A policy with a role `r` over small domains; it may still be refused."""
    channels = {f"f{index}": draw(families()) for index in range(draw(st.integers(1, 3)))}
    role: Data = {"trust": "client", "bind": "u", "ttl": 30, "allow": {"channels": {}}}
    for name in channels:
        if draw(st.integers(0, 3)):
            role["allow"]["channels"][name] = [draw(entries(name, channels)) for _ in range(draw(st.integers(1, 2)))]
    each = {hole: draw(st.integers(1, 3)) for hole in HOLES[1:] if draw(st.integers(0, 3)) == 0}
    return {
        "pnpolicy": 1,
        "name": "generated",
        "variables": {hole: draw(st.sampled_from(DOMAINS)) for hole in HOLES},
        "channels": channels,
        "roles": {"r": {**role, "each": each}},
    }


@st.composite
def edited(draw: st.DrawFn, written: Data) -> Data:
    """The same policy after one small change; none, where that change finds nothing to do."""
    data = copy.deepcopy(written)
    allowed, channels, role = data["roles"]["r"]["allow"]["channels"], data["channels"], data["roles"]["r"]
    lines = [(name, entry) for name, entries in allowed.items() for entry in entries]
    change = draw(st.integers(0, 11))
    if change == 0:
        name = draw(st.sampled_from(sorted(channels)))
        allowed[name] = [*allowed.get(name, ()), draw(entries(name, channels))]
    elif change == 1:
        data["variables"][draw(st.sampled_from(HOLES))] = draw(st.sampled_from(DOMAINS))
    elif change == 2:
        channels[draw(st.sampled_from(sorted(channels)))] = draw(families())
        for name, found in allowed.items():
            allowed[name] = [
                {**entry, "where": {}, "any": [v for v in entry["any"] if v in holes_of(channels[name])]}
                for entry in found
            ]
    elif change == 3:
        hole = draw(st.sampled_from(HOLES[1:]))
        role["each"] = {**role["each"], hole: draw(st.integers(1, 3))}
        if draw(st.booleans()):
            del role["each"][hole]
    elif change == 4:
        del data["roles"]["r"]
        data["roles"]["q"] = role
    elif lines:
        name, entry = draw(st.sampled_from(lines))
        if change == 5:
            allowed[name].remove(entry)
        elif change == 6:
            entry["actions"] = draw(st.lists(st.sampled_from(FLAGS), min_size=1, max_size=3, unique=True))
        elif change in (7, 8):
            filling = sorted({entry["where"].get(hole, hole) for hole in holes_of(channels[name])})
            entry["any"] = [variable for variable in filling if draw(st.booleans())]
            entry.pop("except", None)
        elif change == 9:
            entry["where"] = {hole: draw(st.sampled_from(HOLES)) for hole in holes_of(channels[name])}
            entry["any"] = []
            entry.pop("except", None)
        elif change == 10:
            entry.pop("except", None)
        else:
            allowed[name] = draw(st.permutations(allowed[name]))
    data["roles"] = {
        name: {
            **role,
            "allow": {"channels": {name: found for name, found in role["allow"]["channels"].items() if found}},
        }
        for name, role in data["roles"].items()
    }
    return data


@st.composite
def pairs(draw: st.DrawFn) -> tuple[Data, Data]:
    """Two policies: mostly one after a few changes, else two that have little to do with each other."""
    old = draw(policies())
    if draw(st.integers(0, 3)) == 0:
        new = draw(policies())
        return old, {**new, "variables": old["variables"]} if draw(st.booleans()) else new
    new = old
    for _ in range(draw(st.integers(1, 2))):
        new = draw(edited(new)) if "r" in new["roles"] else new
    return old, new
