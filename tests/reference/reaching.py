"""What a role reaches in the end, under the widest reading of PubNub: `meaning.py`, and what PubNub leaves unsaid.

Read on a name may be read on its presence companion. A pattern that matches the text `a.*` may read all below `a.`.
Who reads a group reads what it holds; who fills it besides reads any channel. And which claims that breaks, said
plainly. Groups are given by name, as a role may read more of them than can be listed.
"""

import itertools
import re
from collections.abc import Iterable, Iterator
from typing import Any

from tests.reference.meaning import FLAGS, FORBIDDEN, entries, in_domain, mask, roles_of

Data = dict[str, Any]
Values = dict[str, Any]

COMPANION = "-pnpres"
READ, WRITE, MANAGE = FLAGS["read"], FLAGS["write"], FLAGS["manage"]
ANNOUNCING = FLAGS["write"] | FLAGS["delete"] | FLAGS["update"] | FLAGS["manage"]
POSIX = {"[:alpha:]": "A-Za-z", "[:graph:]": "!-~"}


def in_python(policy: Data) -> Data:
    """A policy whose patterns Python reads as RE2 does."""
    families = {kind: dict(policy.get(kind, {})) for kind in ("channels", "groups", "users")}
    for kind in families.values():
        for name, family in kind.items():
            if "pattern" in family:
                text = family["pattern"]
                for written, meant in POSIX.items():
                    text = text.replace(written, meant)
                flag, text = ("ai", text[4:]) if text.startswith("(?i)") else ("a", text)
                kind[name] = {**family, "pattern": f"(?{flag}:{text})"}
    return {**policy, **families}


# ---- names -----------------------------------------------------------------------------------------------------------


def readings(policy: Data, text: str, name: str) -> list[dict[str, str]]:
    """Every way to read a name as one of a template's: hole → value."""
    pieces = re.split("<([A-Za-z0-9_]+)>", text)
    found: list[dict[str, str]] = []

    def read_on(index: int, at: int, values: dict[str, str]) -> None:
        if index == len(pieces):
            found.extend([values] if at == len(name) else [])
        elif index % 2 == 0:
            if name.startswith(pieces[index], at):
                read_on(index + 1, at + len(pieces[index]), values)
        else:
            hole = pieces[index]
            for end in range(at + 1, len(name) + 1):
                value = name[at:end]
                if values.get(hole, value) == value and in_domain(policy["variables"][hole], value):
                    read_on(index + 1, end, {**values, hole: value})

    read_on(0, 0, {})
    return found


def template(family: Data) -> str:
    """The template of a family that has one."""
    return str(family.get("name") or family["id"])


def as_family(policy: Data, family: Data, name: str) -> list[dict[str, str]]:
    """Every way in which a name is one of a family's; a raw pattern has one, without values."""
    if "pattern" in family:
        return [{}] if re.fullmatch(family["pattern"], name) else []
    return readings(policy, template(family), name)


def belonging(policy: Data, kind: str, name: str) -> Iterator[tuple[str, Data, dict[str, str]]]:
    """(name, family, values) for each way to read a name, or what it is the presence companion of."""
    bases = [name]
    if kind != "users" and name.endswith(COMPANION):
        bases.append(name.removesuffix(COMPANION))
    for family_name, family in policy.get(kind, {}).items():
        for base in bases:
            for values in as_family(policy, family, base):
                yield family_name, family, values


# ---- what a login reaches --------------------------------------------------------------------------------------------


def widest(policy: Data, role: str, values: Values, kind: str, name: str, groups: Iterable[str] = ()) -> int:
    """All flags a login may have on a name, by any path; of the groups only those given are looked at."""
    given = mask(policy, role, values, kind, name)
    if not 0 < len(name) <= 92 or re.search(FORBIDDEN, name):
        return 0
    is_companion = kind != "users" and name.endswith(COMPANION)
    if is_companion and mask(policy, role, values, kind, name.removesuffix(COMPANION)) & READ:
        given |= READ
    if kind != "channels":
        return given
    if any(reads_wildcard(policy, role, wildcard) for wildcard in wildcards(name)):
        given |= READ
    for group in groups:
        filled = mask(policy, role, values, "groups", group) & MANAGE
        read = widest(policy, role, values, "groups", group) & READ
        watched = widest(policy, role, values, "groups", group + COMPANION) & READ
        if read and (filled or is_held(policy, group, name)):
            given |= READ
        if watched and is_companion and (filled or is_held(policy, group, name.removesuffix(COMPANION))):
            given |= READ
    return given


def wildcards(name: str) -> Iterator[str]:
    """The texts to subscribe to that bring a name: `a.*` and `a.b.*` for `a.b.c`, and their presence."""
    for ending in ("", COMPANION):
        levels = name.removesuffix(ending).split(".")
        for count in (1, 2):
            if name.endswith(ending) and all(levels[:count]) and ".".join(levels[count:]):
                yield f"{'.'.join(levels[:count])}.*{ending}"


def reads_wildcard(policy: Data, role: str, text: str) -> bool:
    """Whether a raw pattern of a line that reads matches a text."""
    for kind, family_name, entry in entries(policy, role):
        if kind != "channels" or "pattern" not in policy[kind][family_name]:
            continue
        asked = [text] if "read" in entry["actions"] else []
        if "presence" in entry["actions"] and text.endswith(COMPANION):
            asked.append(text.removesuffix(COMPANION))
        left_out = [policy[kind][other].get("pattern", "") for other in entry.get("except", [])]
        for one in asked:
            is_left_out = any(re.fullmatch(pattern, one) for pattern in left_out)
            if re.fullmatch(policy[kind][family_name]["pattern"], one) and not is_left_out:
                return True
    return False


def is_held(policy: Data, group: str, channel: str) -> bool:
    """Whether the server puts a channel, or what it is the companion of, into a group: equal holes, equal values."""
    for family in policy.get("groups", {}).values():
        for values in as_family(policy, family, group):
            for held in family.get("holds", []):
                for base in {channel, channel.removesuffix(COMPANION)}:
                    for others in as_family(policy, policy["channels"][held], base):
                        if all(values.get(hole, value) == value for hole, value in others.items()):
                            return True
    return False


# ---- claims ----------------------------------------------------------------------------------------------------------


def breaks(
    claim: str, policy: Data, role: str, values: Values, kind: str, name: str, groups: Iterable[str] = ()
) -> bool:
    """Whether what a login reaches on a name breaks a claim about its role."""
    given = widest(policy, role, values, kind, name, groups)
    families = list(belonging(policy, kind, name))
    user = values[variable] if (variable := bound(policy, role)) else None
    match claim.partition(": "):
        case "server-authority", _, _:
            servers = any(family["authority"] == "server" for _, family, _ in families) if kind == "channels" else False
            return bool(given & ANNOUNCING) and servers
        case "privacy", _, _:
            return bool(given) and any(is_of_others(family, of, user) for _, family, of in families)
        case "containment", _, _:
            return bool(given) and not families
        case "guarded", _, _:
            watched = any(
                family.get("guarded") and as_family(policy, family, name)
                for family in policy["channels"].values()
                if kind == "channels"
            )
            return bool(given & WRITE) and watched and not is_checked(policy, name)
        case "never", _, wanted:
            return any(
                is_never(policy, never, kind, name, given) for never in policy["never"] if never["name"] == wanted
            )
    raise AssertionError(claim)


def bound(policy: Data, role: str) -> str | None:
    """The variable a role's token is bound to; its own, or its parents'."""
    written = policy["roles"][role]
    if written.get("anonymous"):
        return None
    parents = (bound(policy, parent) for parent in written.get("extends", []))
    return written.get("bind") or next((variable for variable in parents if variable), None)


def is_of_others(family: Data, values: dict[str, str], user: str | None) -> bool:
    """Whether a family's name, read so, belongs to somebody else."""
    holes = family.get("private_to", [])
    return bool(holes) and user not in [values[hole] for hole in ([holes] if isinstance(holes, str) else holes)]


def is_checked(policy: Data, name: str) -> bool:
    """Whether a before-publish Function stands at a channel."""
    for function in policy.get("functions", {}).values():
        for channel in function["channels"]:
            below = channel.endswith(".*") and name.startswith(channel[:-1]) and name != channel[:-1]
            if function["event"] == "before-publish" and (channel in ("*", name) or below):
                return True
    return False


def is_never(policy: Data, never: Data, kind: str, name: str, given: int) -> bool:
    """Whether flags on a name are what a policy's own claim rules out."""
    chosen = never.get(kind)
    actions = [action for action in never["actions"] if action != "presence"]
    for family_name, family in policy.get(kind, {}).items():
        is_meant = (
            chosen == "all"
            or (isinstance(chosen, list) and family_name in chosen)
            or (isinstance(chosen, dict) and family.get("authority") == chosen["authority"])
        )
        if not is_meant:
            continue
        if as_family(policy, family, name) and any(given & FLAGS[action] for action in actions):
            return True
        watched = kind != "users" and name.endswith(COMPANION) and "presence" in never["actions"]
        if watched and as_family(policy, family, name.removesuffix(COMPANION)) and given & READ:
            return True
    return False


# ---- logins ----------------------------------------------------------------------------------------------------------


def lists_of(policy: Data, role: str) -> dict[str, int]:
    """Listed variable → the most values a token may have of it."""
    found: dict[str, int] = {}
    for name in roles_of(policy, role):
        found |= policy["roles"][name].get("each", {})
    return found


def taken(policy: Data, role: str) -> dict[str, set[str]]:
    """Variable that a login needs → the variables in whose domains its values have to be."""
    found: dict[str, set[str]] = {}
    if variable := bound(policy, role):
        found[variable] = {variable}
    for kind, family_name, entry in entries(policy, role):
        family = policy[kind][family_name]
        for hole in re.findall("<([A-Za-z0-9_]+)>", "" if "pattern" in family else template(family)):
            variable = entry.get("where", {}).get(hole, hole)
            if variable not in entry.get("any", []):
                found.setdefault(variable, set()).update((variable, hole))
    return found


def logins(policy: Data, role: str, pool: Iterable[str]) -> Iterator[Values]:
    """Every choice of values from a pool for which a grant is made; of lists, those of at most two values."""
    texts = list(pool)
    lists = lists_of(policy, role)
    choices: dict[str, list[Any]] = {}
    for variable, domains in taken(policy, role).items():
        fitting = [text for text in texts if all(in_domain(policy["variables"][name], text) for name in domains)]
        choices[variable] = list(fitting)
        if variable in lists:
            pairs = [list(pair) for pair in itertools.combinations(fitting, 2)] if lists[variable] > 1 else []
            choices[variable] = [[], *([text] for text in fitting), *pairs]
    for chosen in itertools.product(*choices.values()):
        values = dict(zip(choices, chosen, strict=True))
        names = [name for names in spelled(policy, role, values).values() for name in names]
        if all(len(name) <= 92 and not name.endswith(COMPANION) for name in names):
            yield values


def spelled(policy: Data, role: str, values: Values) -> dict[str, set[str]]:
    """Kind → the exact names that the lines of a login without open holes spell, the suffix of `presence` left out."""
    found: dict[str, set[str]] = {"channels": set(), "groups": set(), "users": set()}
    for kind, family_name, entry in entries(policy, role):
        family, where = policy[kind][family_name], entry.get("where", {})
        if "pattern" in family or entry.get("any"):
            continue
        text = template(family)
        holes = re.findall("<([A-Za-z0-9_]+)>", text)
        used = sorted({where.get(hole, hole) for hole in holes})
        options = [[values[name]] if isinstance(values[name], str) else values[name] for name in used]
        for chosen in itertools.product(*options):
            one = dict(zip(used, chosen, strict=True))
            name = text
            for hole in holes:
                name = name.replace(f"<{hole}>", one[where.get(hole, hole)])
            found[kind].add(name)
            if "presence" in entry["actions"] and len(name + COMPANION) > 92:
                found[kind].add(name + COMPANION)
    return found
