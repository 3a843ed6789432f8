"""What a role may do, read straight from a policy's YAML data.

Takes what `yaml.safe_load` gives, trusts that the policy is well-formed, and knows no bounds, plans or indices.
"""

import itertools
import re
from collections.abc import Iterator
from typing import Any

FLAGS = {"read": 1, "write": 2, "manage": 4, "delete": 8, "get": 32, "update": 64, "join": 128}
SLUG = "[A-Za-z0-9_]+(?:-[A-Za-z0-9_]+)*"
FORBIDDEN = r"[,:*/\\ \x00-\x1f\x7f-\x9f]"
UUID = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"


def in_domain(variable: dict[str, Any], value: object) -> bool:
    """Whether a value belongs to a declared variable."""
    if not isinstance(value, str):
        return False
    match variable["type"]:
        case "id":
            return bool(re.fullmatch("[A-Za-z0-9_]+", value)) and len(value) <= variable.get("max", 36)
        case "slug":
            last = value.split("-")[-1]
            fits = len(value) <= variable.get("max", 36)
            return bool(re.fullmatch(SLUG, value)) and fits and last != "pnpres"
        case "uuid":
            return bool(re.fullmatch(UUID, value))
        case "hex":
            return bool(re.fullmatch("[0-9a-f]+", value)) and variable.get("min", 1) <= len(value) <= variable["max"]
        case "integer":
            is_canonical = bool(re.fullmatch("0|[1-9][0-9]*", value))
            return is_canonical and variable.get("min", 0) <= int(value) <= variable["max"]
        case "enum":
            return value in variable["values"]
        case "pattern":
            return bool(re.fullmatch(variable["pattern"], value))
    raise AssertionError(variable)


def roles_of(policy: dict[str, Any], role: str) -> list[str]:
    """A role and all it extends, ancestors first."""
    found: list[str] = []
    for parent in policy["roles"][role].get("extends", []):
        found += [name for name in roles_of(policy, parent) if name not in found]
    return [*found, role]


def entries(policy: dict[str, Any], role: str) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """(kind, family, entry) of each entry a role has."""
    for name in roles_of(policy, role):
        for kind, families in policy["roles"][name].get("allow", {}).items():
            for family, allowed in families.items():
                if isinstance(allowed, list) and isinstance(allowed[0], str):
                    yield kind, family, {"actions": allowed}
                    continue
                for entry in allowed if isinstance(allowed, list) else [allowed]:
                    yield kind, family, entry


def matches(policy: dict[str, Any], text: str, name: str, values: dict[str, str], where: dict[str, str]) -> bool:
    """Whether a template spells a name, holes in `values` standing for their value and others for their domain."""
    pieces = re.split("<([A-Za-z0-9_]+)>", text)
    pattern = spelled = ""
    for index, piece in enumerate(pieces):
        filling = where.get(piece, piece)
        if index % 2 and filling not in values:
            pattern += f"(?P<{piece}>[^.]+?)"
            continue
        fixed = values[filling] if index % 2 else piece
        pattern += re.escape(fixed)
        spelled += fixed
    holes = [piece for index, piece in enumerate(pieces) if index % 2 and where.get(piece, piece) not in values]
    if not holes:
        return spelled == name
    # Every way to share the name out counts, so the lengths are tried one by one: those that come to its length.
    left = len(name) - len(spelled)
    for widths in itertools.product(range(1, left + 1), repeat=len(holes)):
        if sum(widths) != left:
            continue
        sized = pattern
        for hole, width in zip(holes, widths, strict=True):
            sized = sized.replace(f"(?P<{hole}>[^.]+?)", f"(?P<{hole}>[^.]{{{width}}})", 1)
        match = re.fullmatch(sized, name)
        if match and all(in_domain(policy["variables"][where.get(h, h)], match[h]) for h in holes):
            return True
    return False


def spells(
    policy: dict[str, Any], family: dict[str, Any], name: str, values: dict[str, str], where: dict[str, str]
) -> bool:
    """Whether a name is one of a family's."""
    if "pattern" in family:
        return re.fullmatch(family["pattern"], name) is not None
    return matches(policy, family.get("name") or family["id"], name, values, where)


def mask(policy: dict[str, Any], role: str, values: dict[str, Any], kind: str, name: str) -> int:
    """All flags that a role gives on a name, for given values (strings, or lists of them)."""
    if not 0 < len(name) <= 92 or re.search(FORBIDDEN, name):
        return 0
    given = 0
    for of, family_name, entry in entries(policy, role):
        if of != kind:
            continue
        family = policy[kind][family_name]
        where = entry.get("where", {})
        holes = re.findall("<([A-Za-z0-9_]+)>", family.get("name", family.get("id", "")))
        used = {where.get(hole, hole) for hole in holes} - set(entry.get("any", []))
        listed = sorted(variable for variable in used if not isinstance(values[variable], str))
        for chosen in itertools.product(*(values[variable] for variable in listed)):
            one = {**values, **dict(zip(listed, chosen, strict=True))}
            fixed = {variable: one[variable] for variable in used}
            hits: dict[str, bool] = {}  # two actions ask about one name
            for action in entry["actions"]:
                subject = name.removesuffix("-pnpres") if action == "presence" else name
                if action == "presence" and subject == name:
                    continue
                if subject not in hits:
                    left_out = [policy[kind][other] for other in entry.get("except", [])]
                    hits[subject] = spells(policy, family, subject, fixed, where) and not any(
                        spells(policy, other, subject, {}, {}) for other in left_out
                    )
                if hits[subject]:
                    given |= FLAGS["read" if action == "presence" else action]
    return given
