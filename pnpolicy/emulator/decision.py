"""One yes or no, and why: what the log holds."""

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from pnpolicy.emulator.permit import Permit, shortened
from pnpolicy.wire.actions import BITS, Kind, actions_of


@dataclass(frozen=True, slots=True)
class Decision:
    """What was decided about one name.

    Attributes:
        time: Unix seconds of the emulator's clock.
        user: the `uuid` parameter of the request, which its client chose.
        token: the label of its token (never the token); None without one.
        stamp: the policy and role that made the token, if it says.
        operation: a name of `wire.operations`, or `token` where the token itself was refused.
        kind: `channels`, `groups` or `users`; None where no name was asked about.
        name: None likewise.
        action: the flag that it takes; None if none.
        allowed: yes or no.
        by: which entries of the token, or `secret key`, or that nothing is needed; empty when refused.
        why: when refused, the nearest miss.
    """

    time: float
    user: str
    token: str | None
    stamp: str | None
    operation: str
    kind: str | None
    name: str | None
    action: str | None
    allowed: bool
    by: tuple[str, ...] = ()
    why: str | None = None


def nearest_miss(permit: Permit, kind: Kind, name: str, action: str) -> str:
    """Why a token does not give an action on a name, in terms of what it does give."""
    given = permit.given(kind, name)
    if given.by:
        has = ", ".join(actions_of(given.mask)) or "nothing"
        told = f"{' and '.join(given.by)}; this takes {action}"
        if given.seen:
            told += f" (a pattern matches as well, which does not count beside an exact entry: {'; '.join(given.seen)})"
        elif len(given.by) > 1:
            told += f" (all of them give {has})"
        return told
    exact, patterns = permit.entries(kind)
    with_action = [entry for entry, mask in exact.items() if mask & BITS[action]]
    near = max(with_action[:_COMPARED], key=lambda entry: _alike(entry, name), default="")
    if _alike(near, name) >= _ALIKE:
        return f"no entry for it; the nearest with {action} is `{shortened(near)}`"
    if not exact and not patterns:
        return f"the token lists no {kind.value}"
    others = _some([*with_action, *(pattern for pattern, mask in patterns.items() if mask & BITS[action])])
    if not others:
        return f"no entry for it, and none gives {action} on any of the {kind.value}"
    return f"no entry for it; {action} is given on {others}"


_COMPARED: Final = 20
"""Names that are compared with one that is refused, ten microseconds each."""
_ALIKE: Final = 0.6


def _alike(one: str, other: str) -> float:
    """The share of two names that both begin and end with; 1 if they are equal."""
    start = _common(one, other)
    end = _common(one[start:][::-1], other[start:][::-1])
    return 2 * (start + end) / (len(one) + len(other) or 1)


def _common(one: str, other: str) -> int:
    """With how many characters both begin."""
    lengths = range(1, min(len(one), len(other)) + 1)
    return bisect_left(lengths, 1, key=lambda length: not one.startswith(other[:length]))


def _some(names: Iterable[str]) -> str:
    told = [f"`{shortened(name)}`" for name in names]
    return ", ".join(told[:3]) + (f" and {len(told) - 3} more" if len(told) > 3 else "")  # noqa: PLR2004
