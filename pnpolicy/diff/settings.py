"""What two policies say besides names: of roles, families, variables, Functions and claims.

What a change means for the clients:

| of | change | new is |
|---|---|---|
| role | removed; added | narrower; broader |
| | becomes a server's, which holds no token; becomes a client's | narrower; broader |
| | longer `ttl`; no `bind` any more; `on_logout: expire` for `revoke` (unsaid is `expire`) | broader |
| | bound to another variable | incomparable |
| | `each`: more values; a list where there was one value | broader |
| | `refresh_before`, `meta` | equal |
| family | removed, added, renamed; its names spelled otherwise | equal, but for what is promised of names: |
| | `authority: server`, `private_to`, `guarded`: lost for a name that is still a family's | broader |
| | `authority: clients` for `server`; no `private_to`, or more owners; not `guarded` any more; more `holds` | broader |
| | `private_to` another hole | incomparable |
| variable | of one that some client takes a value for: wider domain | broader |
| | else, and removed, added, renamed; `source` | equal: roles tell what they reach |
| Function | before publishing: removed, at fewer channels, at another event | broader |
| | of another event | equal |
| claim | removed; for fewer roles, actions or families, of those that both policies have | broader |
| | `why` | equal |
| policy | `name`, which stands in every token | equal |

Each the other way round is narrower. Settings of a token are equal where a side has none, as a server's role.
"""

from collections.abc import Iterator, Mapping

from pnpolicy.diff.change import SettingChange
from pnpolicy.diff.claims import claims, functions
from pnpolicy.diff.families import families
from pnpolicy.diff.lines import Side
from pnpolicy.diff.renaming import Renamed
from pnpolicy.diff.roles import roles
from pnpolicy.diff.variables import variables
from pnpolicy.diff.wildcards import wildcards
from pnpolicy.policy.model import ResolvedPolicy

Sides = Mapping[str, tuple[Side, Side]]
"""Role → how either policy has it."""


def compare_settings(
    old: ResolvedPolicy, new: ResolvedPolicy, names: Renamed, sides: Sides
) -> tuple[SettingChange, ...]:
    """What differs, sorted by subject and setting."""
    found = [
        *_policy(old, new),
        *roles(sides, names),
        *families(old, new, names),
        *variables(old, new, names, sides),
        *functions(old.functions, new.functions),
        *claims(old, new, names),
        *wildcards(sides),
    ]
    return tuple(sorted(found, key=lambda change: (change.subject, change.setting, change.old)))


def _policy(old: ResolvedPolicy, new: ResolvedPolicy) -> Iterator[SettingChange]:
    if old.name != new.name:
        yield SettingChange("policy", "name", old.name, new.name, "equal", None, None)
