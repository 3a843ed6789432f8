"""Functions in front of channels, and the claims of a policy's own: what keeps clients from doing more."""

from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet

from pnpolicy.diff.change import Relation, SettingChange, related
from pnpolicy.diff.families import more
from pnpolicy.diff.renaming import Renamed
from pnpolicy.diff.roles import ordered
from pnpolicy.policy.model import Function, Never, ResolvedPolicy

_GUARDS = "before-publish"
"""The event at which a Function can keep a message out."""

# ---- Functions -------------------------------------------------------------------------------------------------------


def functions(old: Mapping[str, Function], new: Mapping[str, Function]) -> Iterator[SettingChange]:
    """What differs in every Function that either side has."""
    for name in sorted({*old, *new}):
        subject, one, other = f"function {name}", old.get(name), new.get(name)
        if one is None or other is None:
            told = ["" if function is None else _at(function) for function in (one, other)]
            setting = "added" if one is None else "removed"
            spans = one and one.span, other and other.span
            relation = related(gains=_unguarded(one, new), loses=_unguarded(other, old))
            yield SettingChange(subject, setting, told[0], told[1], relation, *spans)
            continue
        if one.event != other.event:
            relation = related(gains=_unguarded(one, new), loses=_unguarded(other, old))
            yield SettingChange(subject, "event", one.event, other.event, relation, one.span, other.span)
        fewer, further = _lacks(one.channels, other.channels), _lacks(other.channels, one.channels)
        if fewer or further:
            guards_both = one.event == other.event == _GUARDS
            relation = related(gains=guards_both and _unguarded(one, new), loses=guards_both and _unguarded(other, old))
            told = [", ".join(function.channels) for function in (one, other)]
            yield SettingChange(subject, "channels", told[0], told[1], relation, one.span, other.span)


def _unguarded(function: Function | None, others: Mapping[str, Function]) -> bool:
    """Whether a Function stands before channels where none of some others does. What they are called does not count."""
    if function is None or function.event != _GUARDS:
        return False
    return _lacks(
        function.channels, [at for other in others.values() if other.event == _GUARDS for at in other.channels]
    )


def _at(function: Function) -> str:
    return f"{function.event} at {', '.join(function.channels)}"


def _lacks(channels: Iterable[str], others: Iterable[str]) -> bool:
    """Whether some channel of the ones is not covered by any of the others."""
    return not all(any(_covers(other, channel) for other in others) for channel in channels)


def _covers(glob: str, other: str) -> bool:
    """Whether one channel, or all below it, hold another. No two together hold what neither does."""
    if glob in ("*", other):
        return True
    return glob.endswith(".*") and other.startswith(glob[:-1]) and len(other) >= len(glob)


# ---- claims ----------------------------------------------------------------------------------------------------------


def claims(old: ResolvedPolicy, new: ResolvedPolicy, names: Renamed) -> Iterator[SettingChange]:
    """What differs in every claim that either side has. Roles and families that one side lacks do not count."""
    before, after = ({claim.name: claim for claim in policy.never} for policy in (old, new))
    for name, now in list(_renamed(before, after, names)):
        spans = before.pop(name).span, after.pop(now).span
        yield SettingChange(f"never {now}", "renamed", name, now, "equal", *spans)
    for name in sorted({*before, *after}):
        subject, one, other = f"never {name}", before.get(name), after.get(name)
        if one is None or other is None:
            gone = "removed" if other is None else "added"
            told = ["" if claim is None else claim.why or name for claim in (one, other)]
            places = one and one.span, other and other.span
            yield SettingChange(subject, gone, told[0], told[1], ordered(one is None, other is None), *places)
            continue
        for setting, was, now, relation in _settings(one, other, old, new, names):
            yield SettingChange(subject, setting, was, now, relation, one.span, other.span)


def _renamed(before: Mapping[str, Never], after: Mapping[str, Never], names: Renamed) -> Iterator[tuple[str, str]]:
    """Claims that say the same by another name."""
    new = {_says(claim): name for name, claim in after.items() if name not in before}
    for name, claim in before.items():
        families = tuple(names.family(*key) for key in claim.families)
        now = new.get(_says(claim._replace(families=families))) if name not in after else None
        if now is not None:
            del new[_says(after[now])]
            yield name, now


def _says(claim: Never) -> tuple[frozenset[object], ...]:
    return frozenset(claim.roles), frozenset(claim.actions), frozenset(claim.families)


def _settings(
    one: Never, other: Never, old: ResolvedPolicy, new: ResolvedPolicy, names: Renamed
) -> Iterator[tuple[str, str, str, Relation]]:
    shared = {names.family(*key): key for key in old.families if names.family(*key) in new.families}
    lasting = {name for name, role in old.roles.items() if name in new.roles and new.roles[name].trust == role.trust}
    compared: tuple[tuple[str, AbstractSet[object], AbstractSet[object]], ...] = (
        ("roles", {*one.roles} & lasting, {*other.roles} & lasting),
        ("actions", {*one.actions}, {*other.actions}),
        ("families", {names.family(*key) for key in one.families} & shared.keys(), {*other.families} & shared.keys()),
    )
    told = (
        (one.roles, other.roles),
        (one.actions, other.actions),
        ([name for _, name in one.families], [name for _, name in other.families]),
    )
    for (setting, before, after), texts in zip(compared, told, strict=True):
        if before != after:
            yield setting, ", ".join(texts[0]), ", ".join(texts[1]), more(after, before)
    if one.why != other.why:
        yield "why", one.why or "", other.why or "", "equal"
