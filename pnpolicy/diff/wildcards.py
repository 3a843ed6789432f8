"""Patterns that match the text of a wildcard: whoever reads `topic.*` subscribes to everything below `topic`."""

from collections.abc import Iterator, Mapping

from pnpolicy import language
from pnpolicy.diff.change import SettingChange, related
from pnpolicy.diff.lines import Side
from pnpolicy.prove.paths import WILDCARDS
from pnpolicy.wire.actions import BITS, Kind

_ENDING = ".*"


def wildcards(sides: Mapping[str, tuple[Side, Side]]) -> Iterator[SettingChange]:
    """What differs in every role, as names that no channel has: no action shows them."""
    for name, (old, new) in sides.items():
        if old.role is None or new.role is None:
            continue
        stems = _stems(old), _stems(new)
        if stems[0] == stems[1]:
            continue
        gained, lost = language.outside(stems[1], stems[0]), language.outside(stems[0], stems[1])
        was, now = ("" if stem is None else f"{stem}{_ENDING}" for stem in (lost, gained))
        if was or now:
            relation = related(gains=gained is not None, loses=lost is not None)
            note = "who reads this text subscribes to every channel below it"
            yield SettingChange(f"role {name}", "wildcards", was, now, relation, old.role.span, new.role.span, note)


def _stems(side: Side) -> language.Regex:
    """What stands before `.*` in the texts that a role reads; only raw patterns match such texts."""
    raw = [
        line.reach.raw.regex
        for line in side.lines
        if line.reach.raw is not None and line.reach.kind is Kind.CHANNELS and line.reach.mask & BITS["read"]
    ]
    return language.union(*(language.before(regex, _ENDING) & WILDCARDS for regex in raw)) if raw else _NONE


_NONE = language.literal("a") - language.EVERYTHING
