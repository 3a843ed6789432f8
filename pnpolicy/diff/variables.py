"""Variables that are gone, new, called otherwise, or have other values."""

from collections.abc import Iterator, Mapping

from pnpolicy.diff.change import Relation, SettingChange
from pnpolicy.diff.lines import Side
from pnpolicy.diff.renaming import Renamed
from pnpolicy.diff.values import exact, wider
from pnpolicy.policy.domain import Domain
from pnpolicy.policy.model import ResolvedPolicy


def variables(
    old: ResolvedPolicy, new: ResolvedPolicy, names: Renamed, sides: Mapping[str, tuple[Side, Side]]
) -> Iterator[SettingChange]:
    """What differs in every variable that either side has."""
    taken = set().union(*(side.domains for pair in sides.values() for side in pair))
    by_clients = set().union(*(side.domains for pair in sides.values() for side in pair if side.of_client))
    known = set()
    for name, variable in old.variables.items():
        now = names.variable(name)
        subject, other = f"variable {now}", new.variables.get(now)
        if other is None:
            note = "a login has no such value any more; lines that need it are compared for any value"
            yield SettingChange(
                subject,
                "removed",
                variable.domain.summary,
                "",
                "equal",
                variable.span,
                None,
                note if now in taken else "",
            )
            continue
        known.add(now)
        spans = variable.span, other.span
        if now != name:
            note = f"the token service has to pass `{now}` now; compared as the same value"
            yield SettingChange(subject, "renamed", name, now, "equal", *spans, note if now in taken else "")
        if variable.domain != other.domain:
            relation = _wider(variable.domain, other.domain) if now in by_clients else "equal"
            yield SettingChange(subject, "domain", variable.domain.summary, other.domain.summary, relation, *spans)
        if variable.source != other.source:
            yield SettingChange(subject, "source", variable.source or "", other.source or "", "equal", *spans)
    for name, variable in new.variables.items():
        if name not in known:
            note = "a login has one value more; lines that need it are compared for any value"
            yield SettingChange(
                f"variable {name}", "added", "", variable.domain.summary, "equal", None, variable.span,
                note if name in taken else "",
            )  # fmt: skip


def _wider(old: Domain, new: Domain) -> Relation:
    """Whether there are values that there were not, and the reverse."""
    return wider(exact(frozenset((old,))), exact(frozenset((new,))))
