"""What a login has on either side of a change, line by line: `meaning.py`, asked for one login of two policies.

A variable that a role takes has one domain for itself and one for each hole that it fills. A login of the side that
gives a name is taken over by the other: a list stands for its first value where that takes one value, a value for a
list of one, and a line with a value outside its domain gives nothing.
"""

import itertools
import re
from collections.abc import Iterator
from operator import or_
from typing import Any

from tests.reference.meaning import FLAGS, entries, in_domain, roles_of

Data = dict[str, Any]
Login = dict[str, Any]

SHORT_VALUES = ["".join(letters) for size in (1, 2, 3) for letters in itertools.product("ab-0129", repeat=size)]


def holes_of(family: Data) -> list[str]:
    """The holes of a family's names."""
    return re.findall("<([A-Za-z0-9_]+)>", str(family.get("name", family.get("id", ""))))


def given(policy: Data, kind: str, family: str, entry: Data) -> set[str]:
    """The variables whose values a line takes."""
    where = entry.get("where", {})
    return {where.get(hole, hole) for hole in holes_of(policy[kind][family])} - set(entry.get("any", []))


def taken(policy: Data, role: str) -> dict[str, list[Data]]:
    """The variables whose values a role takes → everything that these must be in; none if nobody can log in."""
    found = declared(policy, role) if role in policy["roles"] else {}
    return {} if nobody(found) else found


def nobody(domains: dict[str, list[Data]]) -> bool:
    """Whether some variable can have no value; of different domains, short values are tried."""
    return any(
        any(one != domain for one in several)
        and not any(all(in_domain(one, value) for one in several) for value in SHORT_VALUES)
        for several in domains.values()
        for domain in several[:1]
    )


def declared(policy: Data, role: str) -> dict[str, list[Data]]:
    """The variables whose values a role takes → everything that these must be in."""
    found: dict[str, list[Data]] = {}
    for name in reversed(roles_of(policy, role)):
        if "bind" in policy["roles"][name] and not found:
            found[policy["roles"][name]["bind"]] = [policy["variables"][policy["roles"][name]["bind"]]]
    for kind, family, entry in entries(policy, role):
        where = entry.get("where", {})
        for hole in holes_of(policy[kind][family]):
            variable = where.get(hole, hole)
            if variable not in entry.get("any", []):
                found.setdefault(variable, []).extend([policy["variables"][variable], policy["variables"][hole]])
    return found


def listed(policy: Data, role: str) -> dict[str, int]:
    """The variables that take a list → the most values in it."""
    if role not in policy["roles"]:
        return {}
    each: dict[str, int] = {}
    for name in roles_of(policy, role):
        each |= policy["roles"][name].get("each", {})
    return {variable: most for variable, most in each.items() if variable in taken(policy, role)}


def logins(giver: Data, other: Data, role: str, pool: list[str]) -> Iterator[Login]:
    """Logins over values of a pool, as the giver takes them; and whatever values only the other side takes."""
    mine, yours = taken(giver, role), taken(other, role)
    options: list[list[Any]] = []
    names = sorted({*mine, *yours})
    for variable in names:
        domains = mine.get(variable) or yours[variable]
        values = [value for value in pool if all(in_domain(domain, value) for domain in domains)]
        lists = listed(giver if variable in mine else other, role)
        if variable in lists:
            least = 1 if variable in yours and variable not in listed(other, role) else 0
            sizes = range(least, min(lists[variable], 2) + 1)
            options.append([list(chosen) for size in sizes for chosen in itertools.permutations(values, size)])
        else:
            options.append(list(values))
    for chosen in itertools.product(*options):
        yield dict(zip(names, chosen, strict=True))


def spells(policy: Data, family: Data, name: str, values: dict[str, str], where: dict[str, str]) -> bool:
    """Whether a name is one of a family's, some variables having a value and all other holes ranging by themselves."""
    if "pattern" in family:
        return re.fullmatch(family["pattern"], name) is not None
    pieces = re.split("<([A-Za-z0-9_]+)>", family.get("name") or family["id"])

    def reads(index: int, at: int) -> bool:
        if index == len(pieces):
            return at == len(name)
        filling = where.get(pieces[index], pieces[index])
        if index % 2 == 0 or filling in values:
            text = values[filling] if index % 2 else pieces[index]
            return name.startswith(text, at) and reads(index + 1, at + len(text))
        domain = policy["variables"][filling]
        ends = range(at + 1, len(name) + 1)
        return any(in_domain(domain, name[at:end]) and reads(index + 1, end) for end in ends)

    return reads(0, 0)


def on_line(policy: Data, kind: str, family: str, entry: Data, values: Login, name: str) -> int:
    """The flags that one line gives on a name."""
    where, found = entry.get("where", {}), 0
    lists = [variable for variable in values if not isinstance(values[variable], str)]
    subjects = {action: name.removesuffix("-pnpres") if action == "presence" else name for action in entry["actions"]}
    for chosen in itertools.product(*(values[variable] for variable in lists)):
        one = {**values, **dict(zip(lists, chosen, strict=True))}
        for action, subject in subjects.items():
            if (
                (action != "presence" or subject != name)
                and spells(policy, policy[kind][family], subject, one, where)
                and not any(spells(policy, policy[kind][other], subject, {}, {}) for other in entry.get("except", []))
            ):
                found |= FLAGS["read" if action == "presence" else action]
    return found


def as_taken(policy: Data, role: str, some: list[Login]) -> Iterator[Login]:
    """The values of logins, of this policy or the other, that a role takes."""
    domains, lists = taken(policy, role), listed(policy, role)
    for login in some:
        values: Login = {}
        for variable, declared in domains.items():
            offered = [login[variable]] if isinstance(login[variable], str) else login[variable]
            fitting = [value for value in offered if all(in_domain(domain, value) for domain in declared)]
            if variable in lists:
                values[variable] = fitting
            elif offered and offered[0] in fitting:
                values[variable] = offered[0]
        yield values


def has(policy: Data, role: str, login: Login, kind: str, name: str) -> int:
    """All flags that a login, of this policy or the other, has on a name."""
    return flags_on(policy, role, [login], kind, [name])[0][0]


def flags_on(policy: Data, role: str, some: list[Login], kind: str, names: list[str]) -> list[list[int]]:
    """The same for some logins and some names; a line is asked once for values that are the same."""
    if role not in policy["roles"] or nobody(declared(policy, role)):
        return [[0] * len(names) for _ in some]
    lines = [(family, entry) for of, family, entry in entries(policy, role) if of == kind]
    needs = [sorted(given(policy, kind, family, entry)) for family, entry in lines]
    known: dict[tuple[int, str], list[int]] = {}
    found = []
    for values in as_taken(policy, role, some):
        masks = [0] * len(names)
        for number, (family, entry) in enumerate(lines):
            if not values.keys() >= set(needs[number]):
                continue
            chosen = {variable: values[variable] for variable in needs[number]}
            key = number, repr(chosen)
            if key not in known:
                known[key] = [on_line(policy, kind, family, entry, chosen, name) for name in names]
            masks = list(map(or_, masks, known[key]))
        found.append(masks)
    return found


def gained(
    old: Data, new: Data, role: str, kind: str, pool: list[str], names: list[str]
) -> dict[str, tuple[str, Login]]:
    """Flag → a name, of some names, that a login over a pool has in the new policy and not in the old."""
    found: dict[str, tuple[str, Login]] = {}
    some = list(logins(new, old, role, pool))
    sides = (flags_on(policy, role, some, kind, names) for policy in (new, old))
    for login, masks, others in zip(some, *sides, strict=True):
        for name, mine, yours in zip(names, masks, others, strict=True):
            if more := mine & ~yours:
                for flag, bit in FLAGS.items():
                    if more & bit:
                        found.setdefault(flag, (name, login))
    return found
