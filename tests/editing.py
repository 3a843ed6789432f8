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

# Made once: a strategy that is made within another is checked and measured anew for every example.
HOLE, DOMAIN, PATTERN = st.sampled_from(HOLES), st.sampled_from(DOMAINS), st.sampled_from(PATTERNS)
ACTIONS = [st.lists(st.sampled_from(FLAGS), min_size=1, max_size=most, unique=True) for most in range(4)[1:]]
PIECES = st.sampled_from([*TEXTS, *(f"<{hole}>" for hole in HOLES), "<u>", "<v>"])
TEMPLATES = st.lists(PIECES, min_size=1, max_size=4).map("".join)


@st.composite
def families(draw: st.DrawFn) -> Data:
    if draw(st.integers(0, 4)) == 0:
        return {"pattern": draw(PATTERN), "authority": "clients"}
    return {"name": draw(TEMPLATES), "authority": "clients"}


FAMILIES = families()


@st.composite
def entries(draw: st.DrawFn, name: str, channels: Data) -> Data:
    holes = list(dict.fromkeys(holes_of(channels[name])))
    where = {hole: draw(HOLE) for hole in holes if draw(st.integers(0, 4)) == 0}
    filling = sorted({where.get(hole, hole) for hole in holes})
    entry: Data = {
        "actions": draw(ACTIONS[1]),
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
    channels = {f"f{index}": draw(FAMILIES) for index in range(draw(st.integers(1, 3)))}
    role: Data = {"trust": "client", "bind": "u", "ttl": 30, "allow": {"channels": {}}}
    for name in channels:
        if draw(st.integers(0, 3)):
            role["allow"]["channels"][name] = [draw(entries(name, channels)) for _ in range(draw(st.integers(1, 2)))]
    each = {hole: draw(st.integers(1, 3)) for hole in HOLES[1:] if draw(st.integers(0, 3)) == 0}
    return {
        "pnpolicy": 1,
        "name": "generated",
        "variables": {hole: draw(DOMAIN) for hole in HOLES},
        "channels": channels,
        "roles": {"r": {**role, "each": each}},
    }


POLICIES = policies()


# ---- what people do to a policy --------------------------------------------------------------------------------------

Draw = st.DrawFn
Line = tuple[str, Data]


def _lines(data: Data) -> list[Line]:
    allowed = data["roles"]["r"]["allow"]["channels"]
    return [(name, entry) for name, found in allowed.items() for entry in found]


def add_line(draw: Draw, data: Data) -> None:
    channels, allowed = data["channels"], data["roles"]["r"]["allow"]["channels"]
    name = draw(st.sampled_from(sorted(channels)))
    allowed[name] = [*allowed.get(name, ()), draw(entries(name, channels))]


def change_domain(draw: Draw, data: Data) -> None:
    data["variables"][draw(HOLE)] = draw(DOMAIN)


def change_names(draw: Draw, data: Data) -> None:
    channels = data["channels"]
    channels[draw(st.sampled_from(sorted(channels)))] = draw(FAMILIES)
    for name, entry in _lines(data):
        entry["where"] = {}
        entry["any"] = [variable for variable in entry["any"] if variable in holes_of(channels[name])]


def change_lists(draw: Draw, data: Data) -> None:
    each, hole = data["roles"]["r"]["each"], draw(st.sampled_from(HOLES[1:]))
    each.pop(hole, None)
    if draw(st.booleans()):
        each[hole] = draw(st.integers(1, 3))


def rename_role(_draw: Draw, data: Data) -> None:
    data["roles"]["q"] = data["roles"].pop("r")


def drop_line(draw: Draw, data: Data) -> None:
    if lines := _lines(data):
        name, entry = draw(st.sampled_from(lines))
        data["roles"]["r"]["allow"]["channels"][name].remove(entry)


def change_actions(draw: Draw, data: Data) -> None:
    if lines := _lines(data):
        _, entry = draw(st.sampled_from(lines))
        entry["actions"] = draw(ACTIONS[2])


def change_open(draw: Draw, data: Data) -> None:
    if lines := _lines(data):
        name, entry = draw(st.sampled_from(lines))
        filling = sorted({entry["where"].get(hole, hole) for hole in holes_of(data["channels"][name])})
        entry["any"] = [variable for variable in filling if draw(st.booleans())]
        entry.pop("except", None)


def change_where(draw: Draw, data: Data) -> None:
    if lines := _lines(data):
        name, entry = draw(st.sampled_from(lines))
        entry["where"] = {hole: draw(HOLE) for hole in holes_of(data["channels"][name])}
        entry["any"] = []
        entry.pop("except", None)


def drop_except(draw: Draw, data: Data) -> None:
    if lines := _lines(data):
        draw(st.sampled_from(lines))[1].pop("except", None)


EDITS = [
    add_line, change_domain, change_names, change_lists, rename_role, drop_line, change_actions, change_open,
    change_open, change_where, drop_except,
]  # fmt: skip
EDIT = st.sampled_from(EDITS)


@st.composite
def edited(draw: Draw, written: Data) -> Data:
    """The same policy after one small change; none, where that change finds nothing to do."""
    data = copy.deepcopy(written)
    draw(EDIT)(draw, data)
    for role in data["roles"].values():
        allowed = role["allow"]["channels"]
        role["allow"]["channels"] = {name: found for name, found in allowed.items() if found}
    return data


@st.composite
def pairs(draw: st.DrawFn) -> tuple[Data, Data]:
    """Two policies: mostly one after a few changes, else two that have little to do with each other."""
    old = draw(POLICIES)
    if draw(st.integers(0, 3)) == 0:
        new = draw(POLICIES)
        return old, {**new, "variables": old["variables"]} if draw(st.booleans()) else new
    new = old
    for _ in range(draw(st.integers(1, 2))):
        new = draw(edited(new)) if "r" in new["roles"] else new
    return old, new
