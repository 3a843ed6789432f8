"""Policies, bindings and names for the laws: generated from small pools, so that things meet, with tricky ones between.

PNPOLICY_EXAMPLES=20 in the environment runs twenty times as many examples of every law.
"""

import json
import os
from typing import Any

from hypothesis import assume
from hypothesis import strategies as st

from pnpolicy import Policy, PolicyError
from pnpolicy.access import Binder
from pnpolicy.policy.model import Role

Data = dict[str, Any]

TRICKY_VALUES = [
    "", "*", ".", "a.b", "a,b", "a b", "a/b", "a:b", "a\\b", "a\x00b", "a\nb", "a\n", "\na", "x-pnpres", "-pnpres",
    "pnpres", ".*", "^a$", "a|b", "(a)", "[a-z]", "a{2}", "a+", "a?", "\\d", "$", "é", "\u212a", "\u0663", "\uff10",
    "\ud800", "\u200b", "a" * 93, "a" * 10_000, "user-1", "user-10", "0", "00", "-1", "+1", "1_0", " 1", "1 ", "true",
    "null", "a--b", "-a", "a-",
]  # fmt: skip

SCALE = int(os.environ.get("PNPOLICY_EXAMPLES", "1"))


def examples(count: int) -> int:
    """How many examples a law runs."""
    return count * SCALE


def loaded(data: Data) -> Policy:
    """The policy of some data, or away with the example: a few generated ones are refused, an open slug for one."""
    try:
        return Policy.loads(json.dumps(data))
    except PolicyError:
        assume(condition=False)
        raise


# A strategy that is made within another is made, checked and measured anew for every example, which takes longer than
# drawing from it. Those that are always the same are therefore made once.
WORDS = st.text(alphabet="ab01_", min_size=1, max_size=3)
LITERALS = st.sampled_from(["a", "b", "ab", "chat", "a-", "-", "room.", "a.", ".b", ".", "x-pn", "s"])
TYPES = ["id", "id", "slug", "hex", "integer", "enum", "pattern", "uuid"]
KINDS = {
    slugs: st.sampled_from([kind if slugs or kind != "slug" else "id" for kind in TYPES]) for slugs in (True, False)
}
VALUES = st.lists(WORDS | st.sampled_from(["a-b", "a+b", "é"]), min_size=1, max_size=3, unique=True)
BOUNDED = st.sampled_from(["[ab]{1,4}", "a|ab|b", "(?:ab){1,3}", "[A-C]-?x"])


@st.composite
def variables(draw: st.DrawFn, *, slugs: bool = True) -> Data:
    """A declared domain."""
    match draw(KINDS[slugs]):
        case "id":
            return {"type": "id", "max": draw(st.integers(1, 8))}
        case "slug":
            return {"type": "slug", "max": draw(st.integers(1, 12))}
        case "hex":
            low = draw(st.integers(1, 4))
            return {"type": "hex", "min": low, "max": draw(st.integers(low, 6))}
        case "integer":
            low = draw(st.integers(0, 150))
            return {"type": "integer", "min": low, "max": draw(st.integers(low, 1200))}
        case "enum":
            return {"type": "enum", "values": draw(VALUES)}
        case "pattern":
            return {"type": "pattern", "pattern": draw(BOUNDED)}
    return {"type": "uuid"}


ANY_VARIABLE, NO_SLUG = variables(), variables(slugs=False)
IDS = [
    st.text(alphabet="ab1_Z", min_size=1, max_size=size) | st.sampled_from(["pnpres"[:size], "res"[:size]])
    for size in range(1, 9)
]
SEGMENTS = st.lists(WORDS | st.just("pn"), min_size=1, max_size=3)


@st.composite
def values_of(draw: st.DrawFn, variable: Data) -> str:
    """A value of a domain."""
    match variable["type"]:
        case "id":
            return draw(IDS[int(variable["max"]) - 1])
        case "slug":
            return "-".join(draw(SEGMENTS))[: int(variable["max"])].strip("-") or "a"
        case "hex":
            return draw(st.text(alphabet="0af", min_size=variable["min"], max_size=variable["max"]))
        case "integer":
            return str(draw(st.integers(variable["min"], variable["max"])))
        case "enum":
            return str(draw(st.sampled_from(variable["values"])))
        case "pattern":
            known = {"[ab]{1,4}": "aab", "a|ab|b": "ab", "(?:ab){1,3}": "abab", "[A-C]-?x": "B-x"}
            return known[variable["pattern"]]
    return "123e4567-e89b-42d3-a456-426614174000"


NAMES = ("u", "v", "w", "x")
PIECES = st.lists(LITERALS | st.sampled_from([f"<{name}>" for name in NAMES]), min_size=1, max_size=5)
PATTERNS = st.sampled_from(["a.*", "^a\\..*$", "chat|ab", "[a-c]+", "a[0-9]{1,2}|b.?"])
AUTHORITIES = st.sampled_from(["clients", "server"])


@st.composite
def templates(draw: st.DrawFn) -> str:
    """Text with up to three holes, often adjacent or ambiguous."""
    return "".join(draw(PIECES))


TEMPLATES = templates()


@st.composite
def policies(draw: st.DrawFn, *, raw: bool = True) -> Data:
    """A policy as YAML data; it may still be refused, for an open slug say."""
    declared = {name: draw(ANY_VARIABLE) for name in NAMES}
    channels: Data = {}
    for index in range(draw(st.integers(1, 4))):
        spelled = {"pattern": draw(PATTERNS)} if raw and draw(st.integers(0, 4)) == 0 else {"name": draw(TEMPLATES)}
        channels[f"f{index}"] = {**spelled, "authority": draw(AUTHORITIES)}
    for index, family in enumerate(list(channels.values())):
        if "<" in family.get("name", "") and draw(st.integers(0, 2)) == 0:  # there is something to leave out of it
            channels[f"s{index}"] = {**family, "name": draw(_some_of(family["name"], declared))}
    roles: Data = {
        name: {"trust": "client", "bind": "u", "ttl": 30, "allow": {"channels": draw(_allowed(channels, declared))}}
        for name in ("r", "q")
    }
    if draw(st.booleans()):
        roles["r"]["extends"] = ["q"]
    for name in NAMES[1:]:
        if draw(st.integers(0, 3)) == 0:
            roles["r"].setdefault("each", {})[name] = 3
    return {"pnpolicy": 1, "name": "generated", "variables": declared, "channels": channels, "roles": roles}


@st.composite
def _some_of(draw: st.DrawFn, text: str, declared: Data) -> str:
    """A template for some of another one's names: a hole or more has a value, or begins with one."""
    holes = [name for name in NAMES if f"<{name}>" in text]
    for name in draw(st.lists(st.sampled_from(holes), min_size=1, unique=True)):
        value = draw(values_of(declared[name]))
        text = text.replace(f"<{name}>", value if draw(st.integers(0, 3)) else f"{value[:1]}<{name}>")
    return text


def _may_be_left_out(family: Data, declared: Data) -> bool:
    """Whether a pattern can say which names are the family's: every hole once, and bounded.

    More than two holes are refused here only because the reference would try every way to share out a name.
    """
    text = family.get("name", "")
    return text.count("<") <= 2 and all(text.count(f"<{n}>") <= (declared[n]["type"] != "slug") for n in NAMES)


BETWEEN = st.sampled_from(["", "a", ".", "-", "room.", "_"])
ONE_OR_TWO = st.lists(st.sampled_from(NAMES), min_size=1, max_size=2, unique=True)
WHOLE = st.sampled_from(["[a-c.]+", "(?:ab|b.?)*", "a.*|.b"])
LESS = st.sampled_from(["a.*", "[ab]{2,4}", ".*b", "room[.]a"])


@st.composite
def exceptions(draw: st.DrawFn) -> Data:
    """A policy of one anonymous role, with one entry that leaves out some of what it covers."""
    declared = {name: draw(NO_SLUG) for name in NAMES}
    holes = draw(ONE_OR_TWO)
    text = draw(BETWEEN) + "".join(f"<{hole}>{draw(BETWEEN)}" for hole in holes)
    whole = {"pattern": draw(WHOLE)} if draw(st.integers(0, 5)) == 0 else {"name": text}
    channels: Data = {"all": {**whole, "authority": "clients"}}
    for index in range(draw(st.integers(1, 3))):
        some = {"name": draw(_some_of(text, declared))}
        if draw(st.integers(0, 5)) == 0:
            some = {"pattern": draw(LESS)}
        channels[f"s{index}"] = {**some, "authority": "clients"}
    entry = {"actions": ["read"], "any": holes if "name" in whole else [], "except": sorted(channels)[1:]}
    roles = {"r": {"trust": "client", "anonymous": True, "ttl": 30, "allow": {"channels": {"all": entry}}}}
    return {"pnpolicy": 1, "name": "generated", "variables": declared, "channels": channels, "roles": roles}


ACTIONS = st.lists(st.sampled_from(["read", "write", "delete", "presence"]), min_size=1, max_size=3, unique=True)


@st.composite
def _allowed(draw: st.DrawFn, channels: Data, declared: Data) -> Data:
    allowed: Data = {}
    for family, spelled in channels.items():
        if draw(st.booleans()):
            continue
        holes = [name for name in NAMES if f"<{name}>" in spelled.get("name", "")]
        open_ = [hole for hole in holes if hole != "u" and draw(st.integers(0, 2)) == 0]
        entry = {"actions": draw(ACTIONS), "any": open_}
        others = [name for name in channels if name != family and _may_be_left_out(channels[name], declared)]
        whole = _may_be_left_out(spelled, declared) and (holes or "pattern" in spelled)
        if whole and others and draw(st.booleans()):
            likely = [name for name in others if name == f"s{family[1:]}"]
            entry["any"] = holes
            entry["except"] = draw(st.lists(st.sampled_from(likely * 6 + others), max_size=2, unique=True))
        allowed[family] = [entry, {"actions": draw(ACTIONS)}] if draw(st.integers(0, 4)) == 0 else entry
    return allowed


@st.composite
def bindings(draw: st.DrawFn, policy: Data, needed: frozenset[str], listed: frozenset[str]) -> Data:
    """Values for the variables a role takes."""
    found: Data = {}
    for name in sorted(needed):
        value = values_of(policy["variables"][name])
        found[name] = draw(st.lists(value, max_size=3) if name in listed else value)
    return found


def logins(policy: Data, role: Role) -> st.SearchStrategy[Data]:
    """Values for all that a role takes."""
    binder = Binder(role)
    return bindings(policy, binder.names, binder.listed)


BREAKS = st.sampled_from(["", "a", ".", "-", "0", "*"])


@st.composite
def channel_names(draw: st.DrawFn, policy: Data, chosen: Data) -> str:
    """A name near a policy's families: holes filled with the bound, or other, values; then perhaps broken a little."""
    family = draw(st.sampled_from(sorted(policy["channels"])))
    text = policy["channels"][family].get("name", "a.<v>")
    for name, variable in policy["variables"].items():
        own = chosen.get(name)
        options = [values_of(variable)]
        if own:
            options.append(st.just(own) if isinstance(own, str) else st.sampled_from(own))
        while f"<{name}>" in text:
            text = text.replace(f"<{name}>", draw(st.one_of(options)), 1)
    change = draw(st.integers(0, 9))
    if change == 0:
        text += "-pnpres"
    elif change == 1 and text:
        at = draw(st.integers(0, len(text) - 1))
        text = text[:at] + draw(BREAKS) + text[at + 1 :]
    return str(text)
