"""What is proved has no counterexample, and what is refuted has one: verdicts against brute force.

For generated policies over small domains. What is called proved is tried on logins of a pool and on all short names,
under the widest reading of PubNub; what is called refuted is done again with the values told. A verdict hangs neither
on the order in which things are written nor on what they are called, and more lines never make more claims hold.
"""

import copy
import itertools
import json
from collections.abc import Iterator
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from pnpolicy.prove import Verdict
from tests.reference import reaching
from tests.reference.meaning import in_domain
from tests.reference.reaching import COMPANION, Data
from tests.strategies import examples, loaded
from tests.witnesses import replay_all

POOL = ["a", "b", "ab", "a-b"]
LONGER_POOL = [
    *POOL,
    "aa",
    "ba",
    "b-a",
    "a-a",
    "a-b-a",
    "0",
    "1",
    "10",
    "11",
    "111",
    "_a",
    "a_",
    "pres",
    "pnpres",
    "a-pn",
]
SHORT = ["".join(letters) for length in (1, 2, 3) for letters in itertools.product("ab-.", repeat=length)]
HOLES = ("u", "v", "w", "x")

# ---- small policies --------------------------------------------------------------------------------------------------

DOMAINS: list[Data] = [
    {"type": "enum", "values": ["a"]},
    {"type": "enum", "values": ["a", "b"]},
    {"type": "enum", "values": ["a", "ab", "a-b"]},
    {"type": "pattern", "pattern": "[ab]{1,2}"},
    {"type": "pattern", "pattern": "a|b-?a"},
    {"type": "id", "max": 2},
    {"type": "id", "max": 6},
    {"type": "slug", "max": 3},
    {"type": "slug"},
    {"type": "integer", "max": 11},
    {"type": "hex", "min": 1, "max": 2},
]
PATTERNS = [
    "a.*",
    "a\\..*",
    "[ab]{1,2}",
    "[ab.-]{1,3}",
    "a-?b?",
    "b\\.[^.]{1,9}",
    "a|b\\.a",
    "[^.]+",
    "a\\.[^.*-]{1,2}",
]
TEXTS = ["a", "b", "-", ".", "a.", "b.", ".a", "-pn", "a-"]
CHANNEL_FLAGS = ["read", "write", "manage", "delete", "get", "update", "join", "presence"]
GROUP_FLAGS = ["read", "manage", "presence"]
USER_FLAGS = ["get", "update", "delete"]


def some(flags: list[str], most: int) -> st.SearchStrategy[list[str]]:
    return st.lists(st.sampled_from(flags), min_size=1, max_size=most, unique=True)


# Made once: a strategy that is made within another is checked and measured anew for every example.
HOLE, DOMAIN, PATTERN = st.sampled_from(HOLES), st.sampled_from(DOMAINS), st.sampled_from(PATTERNS)
PIECES = st.sampled_from([*TEXTS, *(f"<{hole}>" for hole in HOLES)])
TEMPLATES = st.lists(PIECES, min_size=1, max_size=4).map("".join)
CHANNEL_ACTIONS, GROUP_ACTIONS, USER_ACTIONS = (some(flags, 3) for flags in (CHANNEL_FLAGS, GROUP_FLAGS, USER_FLAGS))
NEVER_ON_GROUPS, NEVER_ON_CHANNELS = some(GROUP_FLAGS, 2), some([*CHANNEL_FLAGS, "read"], 2)
EVENTS = st.sampled_from(["before-publish", "before-publish", "after-publish"])
STANDS = st.lists(st.sampled_from(["*", "a.*", "b.*", "a", "b", "a.a.*"]), min_size=1, max_size=2)
BOUND = st.sampled_from(["u", "u", "v"])
AUTHORITY = st.sampled_from(["clients", "server"])


def holes_in(text: str) -> list[str]:
    return [hole for hole in HOLES if f"<{hole}>" in text]


def has_no_twin(family: Data) -> bool:
    """Whether no hole stands twice in a family's names."""
    return "pattern" in family or all(reaching.template(family).count(f"<{hole}>") < 2 for hole in HOLES)


@st.composite
def families(draw: st.DrawFn, kind: str) -> Data:
    if draw(st.integers(0, 3)) == 0:
        return {"pattern": draw(PATTERN)}
    text = draw(TEMPLATES)
    holes = holes_in(text)
    private = draw(st.lists(st.sampled_from(holes), max_size=2, unique=True)) if holes else []
    return {"id" if kind == "users" else "name": text, **({"private_to": private} if private else {})}


CHANNELS, GROUPS, USERS = (families(kind) for kind in ("channels", "groups", "users"))


@st.composite
def lines(draw: st.DrawFn, name: str, families: Data, some: st.SearchStrategy[list[str]]) -> Any:  # noqa: ANN401  what a family allows
    family = families[name]
    plain = [other for other in sorted(families) if other != name and has_no_twin(families[other])]
    entries = []
    for _ in range(draw(st.sampled_from([1, 1, 2]))):
        actions = draw(some)
        holes = [] if "pattern" in family else holes_in(reaching.template(family))
        where = {hole: draw(HOLE) for hole in holes if draw(st.integers(0, 3)) == 0}
        filling = sorted({where.get(hole, hole) for hole in holes})
        entry = {"actions": actions, "any": [name for name in filling if draw(st.integers(0, 3)) == 0], "where": where}
        if plain and len(entry["any"]) == len(filling) and ("pattern" in family or filling) and draw(st.booleans()):
            entry["except"] = [draw(st.sampled_from(plain))]
        entries.append(entry)
    return entries if len(entries) > 1 else entries[0]


@st.composite
def policies(draw: st.DrawFn) -> Data:
    channels: Data = {}
    for index in range(draw(st.integers(1, 4))):
        authority = draw(AUTHORITY)
        guarded = {"guarded": True} if draw(st.integers(0, 2)) == 0 else {}
        channels[f"f{index}"] = {**draw(CHANNELS), "authority": authority, **guarded}
    groups: Data = {}
    for index in range(draw(st.sampled_from([0, 0, 1, 2]))):
        held = draw(st.lists(st.sampled_from(sorted(channels)), max_size=2, unique=True))
        groups[f"g{index}"] = {**draw(GROUPS), "holds": held}
    users = {"self": draw(USERS)} if draw(st.integers(0, 2)) == 0 else {}
    roles: Data = {}
    for name in ("r", "q"):
        trust: Data = {"trust": "client", "ttl": 30}
        trust |= {"anonymous": True} if draw(st.integers(0, 4)) == 0 else {"bind": draw(BOUND)}
        allow: Data = {}
        for kind, declared, actions in (
            ("channels", channels, CHANNEL_ACTIONS),
            ("groups", groups, GROUP_ACTIONS),
            ("users", users, USER_ACTIONS),
        ):
            allowed = {family: draw(lines(family, declared, actions)) for family in declared if draw(st.booleans())}
            allow |= {kind: allowed} if allowed else {}
        each = {hole: draw(st.integers(1, 2)) for hole in HOLES[1:] if draw(st.integers(0, 4)) == 0}
        each.pop(str(trust.get("bind")), None)
        roles[name] = {**trust, "allow": allow, "each": each}
    if draw(st.integers(0, 3)) == 0:
        roles["r"]["extends"] = ["q"]
    functions = {"check": {"event": draw(EVENTS), "channels": draw(STANDS)}} if draw(st.booleans()) else {}
    never = [draw(nevers(index, channels, groups)) for index in range(draw(st.sampled_from([0, 1, 1, 2])))]
    return {
        "pnpolicy": 1,
        "name": "generated",
        "variables": {hole: draw(DOMAIN) for hole in HOLES},
        "channels": channels,
        "groups": groups,
        "users": users,
        "functions": functions,
        "roles": roles,
        "never": never,
    }


@st.composite
def nevers(draw: st.DrawFn, index: int, channels: Data, groups: Data) -> Data:
    claim: Data = {"name": f"claim-{index}", "roles": "all"}
    if groups and draw(st.integers(0, 2)) == 0:
        return {**claim, "actions": draw(NEVER_ON_GROUPS), "groups": draw(st.sampled_from(["all", sorted(groups)[:1]]))}
    chosen = st.sampled_from(["all", sorted(channels)[:1], sorted(channels)[-1:], {"authority": "server"}])
    return {**claim, "actions": draw(NEVER_ON_CHANNELS), "channels": draw(chosen)}


# ---- brute force -----------------------------------------------------------------------------------------------------


def spelled(policy: Data, text: str, pool: list[str]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Names of a template, with the values that spell them."""
    holes = holes_in(text)
    fitting = [[value for value in pool if in_domain(policy["variables"][hole], value)] for hole in holes]
    for values in itertools.product(*fitting):
        name = text
        for hole, value in zip(holes, values, strict=True):
            name = name.replace(f"<{hole}>", value)
        yield name, values


def names_near(policy: Data, kind: str) -> list[str]:
    """All short names, and those that the pool's values spell; with their companions."""
    found = dict.fromkeys(SHORT)
    for family in policy[kind].values():
        if "pattern" not in family:
            found |= dict.fromkeys(name for name, _ in spelled(policy, reaching.template(family), POOL))
    if kind != "users":
        found |= dict.fromkeys(name + COMPANION for name in ("a", "b", *list(found)[len(SHORT) :]))
    return list(found)


def violations(policy: Data, role: str, values: Data, claims: list[str]) -> Iterator[tuple[str, str, str]]:
    """(claim, kind, name) of all that a login breaks."""
    groups: dict[str, None] = {}
    for name in names_near(policy, "groups") if policy["groups"] else ():
        if reaching.widest(policy, role, values, "groups", name):
            groups |= dict.fromkeys((name, name.removesuffix(COMPANION)))
    for kind in ("channels", "groups", "users"):
        for name in names_near(policy, kind) if policy[kind] else ():
            if not reaching.widest(policy, role, values, kind, name, groups):
                continue  # what is not reached breaks nothing
            for claim in claims:
                if reaching.breaks(claim, policy, role, values, kind, name, groups):
                    yield claim, kind, name


@settings(max_examples=examples(40))
@given(policies())
def test_proved(written: Data) -> None:
    """What is proved of a role breaks for no login of the pool, on no short name, by no way that PubNub may open."""
    verdicts = list(loaded(written).prove())
    policy = reaching.in_python(written)
    for role in policy["roles"]:
        claims = [v.claim for v in verdicts if v.role == role and v.status == "proved" and v.claim != "token-size"]
        for values in itertools.islice(reaching.logins(policy, role, POOL), 4):
            assert list(itertools.islice(violations(policy, role, values, claims), 3)) == [], values


@settings(max_examples=examples(100))
@given(policies())
def test_refuted(written: Data) -> None:
    """Every witness is real: a login gains the flags told on the name told, and that breaks the claim."""
    policy = loaded(written)
    for verdict in policy.prove():
        replay_all(policy, written, verdict)


@settings(max_examples=examples(100))
@given(policies())
def test_one_way_to_read(written: Data) -> None:
    """Where injection is proved, no two choices of values spell one name, none a companion and none a name too long."""
    verdicts = [verdict for verdict in loaded(written).prove() if verdict.claim == "injection"]
    assert len(verdicts) == sum(len(written[kind]) for kind in ("channels", "groups", "users"))
    for verdict in verdicts:
        assert verdict.family
        kind, name = verdict.family
        if verdict.status != "proved" or "pattern" in written[kind][name]:
            continue
        known: dict[str, tuple[str, ...]] = {}
        text = reaching.template(written[kind][name])
        for spelling, values in itertools.islice(spelled(written, text, LONGER_POOL), 5000):
            assert known.setdefault(spelling, values) == values
            assert len(spelling) <= 92
            assert kind == "users" or not spelling.endswith(COMPANION)


# ---- what a verdict hangs on -----------------------------------------------------------------------------------------


def statuses(written: Data) -> dict[tuple[str, str], str]:
    """(claim, subject) → what it came to."""
    return {(verdict.claim, told(verdict)): verdict.status for verdict in loaded(written).prove()}


def told(verdict: Verdict) -> str:
    return verdict.role or "/".join(verdict.family or ())


@settings(max_examples=examples(60))
@given(policies(), st.randoms(use_true_random=False))
def test_order(written: Data, random: Any) -> None:  # noqa: ANN401  Hypothesis's own
    """In whatever order families, variables, roles and lines are written, the verdicts are the same."""
    shuffled = copy.deepcopy(written)
    for section in ("variables", "channels", "groups", "users", "roles"):
        items = list(shuffled[section].items())
        random.shuffle(items)
        shuffled[section] = dict(items)
    for role in shuffled["roles"].values():
        for kind, allowed in role["allow"].items():
            items = [(name, entry[::-1] if isinstance(entry, list) else entry) for name, entry in allowed.items()]
            random.shuffle(items)
            role["allow"][kind] = dict(items)
    assert statuses(shuffled) == statuses(written)


@settings(max_examples=examples(60))
@given(policies())
def test_names(written: Data) -> None:
    """Whatever families, roles and variables are called, the verdicts are the same."""
    text = json.dumps(written)
    for old, new in RENAMED.items():
        text = text.replace(f'"{old}"', f'"{new}"').replace(f"<{old}>", f"<{new}>")
    renamed = {
        (claim, "/".join(RENAMED.get(part, part) for part in subject.split("/"))): status
        for (claim, subject), status in statuses(written).items()
    }
    assert statuses(json.loads(text)) == renamed


RENAMED = {
    **{f"f{index}": f"zz{9 - index}" for index in range(4)},
    **{f"g{index}": f"yy{9 - index}" for index in range(2)},
    "self": "me",
    **dict(zip("rq", ("aaa", "zzz"), strict=True)),
    **dict(zip("uvwx", "zyBA", strict=True)),
}


@settings(max_examples=examples(80))
@given(st.data())
def test_lines(data: st.DataObject) -> None:
    """Without a line, nothing that was proved of a role is refuted; with one more, nothing refuted is proved."""
    written = data.draw(policies())
    places = [
        (role, kind, family)
        for role, said in written["roles"].items()
        for kind, allowed in said["allow"].items()
        for family in allowed
    ]
    if not places:
        return
    role, kind, family = data.draw(st.sampled_from(places))
    fewer = copy.deepcopy(written)
    del fewer["roles"][role]["allow"][kind][family]
    more = statuses(written)
    for (claim, subject), status in statuses(fewer).items():
        if subject in written["roles"]:
            assert not (status == "refuted" and more.get((claim, subject)) == "proved"), claim
