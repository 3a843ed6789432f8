"""Whether a changed policy gives no more than the one before it: what `--fix` must show before it writes.

For each role, and whatever its values: every name that a new line gives some flag on is a name that old lines give that
flag on, to the same login. A line with holes is inside an old one if both are spelled alike, with the same variables in
the same places, filled in the same way: then every value spells the same name in both. A line without values (literal,
open, or a pattern) is inside the union of such old lines if the language engine says so. Nothing else is taken for
inside, so the answer may be a no too many and never a yes.
"""

from collections.abc import Hashable, Iterable

from pnpolicy import language
from pnpolicy.access.reach import Reach, reaches_of
from pnpolicy.policy.model import ResolvedPolicy, Role
from pnpolicy.wire.actions import BITS


def wider(old: ResolvedPolicy, new: ResolvedPolicy) -> str:
    """Why a policy is not shown to give no more than an older one: one clause; nothing if it is.

    Raises:
        language.LanguageError: a question about its patterns is too hard.
    """
    for name, role in new.roles.items():
        before = old.roles.get(name)
        if role.trust == "server":
            continue
        if before is None or before.trust != "client":
            return f"`{name}` would be a new client role"
        if (role.bind and role.bind.name) != (before.bind and before.bind.name):
            return f"`{name}` would be bound to another user"
        if role.ttl > before.ttl:
            return f"tokens of `{name}` would live longer"
        if any(most > before.each.get(variable, 0) for variable, most in role.each.items()):
            return f"`{name}` could list more values"
        if any(old.variables.get(v) is None or old.variables[v].domain != d.domain for v, d in new.variables.items()):
            return "a domain would be another one"
        if (told := _wider_role(before, role)) is not None:
            return f"`{name}` would gain names by {told}"
    return ""


def _wider_role(old: Role, new: Role) -> str | None:
    before = list(reaches_of(old))
    flags: dict[Hashable, int] = {}
    for reach in before:
        flags[_form(reach)] = flags.get(_form(reach), 0) | reach.mask
    for reach in reaches_of(new):
        missing = reach.mask & ~flags.get(_form(reach), 0)
        if missing and not _covered(reach, missing, before):
            return f"`{reach}`"
    return None


def _form(reach: Reach) -> Hashable:
    """The same for lines that spell the same names for every login."""
    if reach.raw is not None:
        return reach.kind, reach.raw.body, reach.suffix
    return reach.kind, tuple(
        part if isinstance(part, str) else (part.variable.name, part.how, part.domain) for part in reach.parts
    )


def _covered(reach: Reach, mask: int, before: Iterable[Reach]) -> bool:
    if not _is_constant(reach):
        return False
    for bit in (bit for bit in BITS.values() if mask & bit):
        shelters = [old.regex for old in before if old.kind is reach.kind and old.mask & bit and _is_constant(old)]
        if not shelters or language.outside(reach.regex, *shelters, alphabet=language.EVERY_CHARACTER) is not None:
            return False
    return True


def _is_constant(reach: Reach) -> bool:
    """Whether it gives the same names to every login."""
    return reach.raw is not None or all(fill.how == "open" for fill in reach.fills)
