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
            guards = [function is not None and function.event == _GUARDS for function in (one, other)]
            setting = "added" if one is None else "removed"
            spans = one and one.span, other and other.span
            yield SettingChange(subject, setting, told[0], told[1], ordered(guards[1], guards[0]), *spans)
            continue
        if one.event != other.event:
            relation = ordered(other.event == _GUARDS, one.event == _GUARDS)
            yield SettingChange(subject, "event", one.event, other.event, relation, one.span, other.span)
        fewer, further = _lacks(one.channels, other.channels), _lacks(other.channels, one.channels)
        if fewer or further:
            guards_both = one.event == other.event == _GUARDS
            relation = related(gains=fewer, loses=further) if guards_both else "equal"
            told = [", ".join(function.channels) for function in (one, other)]
            yield SettingChange(subject, "channels", told[0], told[1], relation, one.span, other.span)


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
    for name in sorted({*before, *after}):
        subject, one, other = f"never {name}", before.get(name), after.get(name)
        if one is None or other is None:
            gone = "removed" if other is None else "added"
            told = ["" if claim is None else claim.why or name for claim in (one, other)]
            spans = one and one.span, other and other.span
            yield SettingChange(subject, gone, told[0], told[1], ordered(one is None, other is None), *spans)
            continue
        for setting, was, now, relation in _settings(one, other, old, new, names):
            yield SettingChange(subject, setting, was, now, relation, one.span, other.span)


def _settings(
    one: Never, other: Never, old: ResolvedPolicy, new: ResolvedPolicy, names: Renamed
) -> Iterator[tuple[str, str, str, Relation]]:
    shared = {names.family(*key): key for key in old.families if names.family(*key) in new.families}
    compared: tuple[tuple[str, AbstractSet[object], AbstractSet[object]], ...] = (
        ("roles", {*one.roles} & new.roles.keys(), {*other.roles} & old.roles.keys()),
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
