"""What one line of a policy reaches: names of a kind, flags on them, and the line itself."""

from dataclasses import dataclass, field

from pnpolicy import language
from pnpolicy.policy.model import Entry, Fill, RawPattern, Role
from pnpolicy.policy.template import Template
from pnpolicy.wire.actions import PRESENCE_SUFFIX, Kind, mask_of

Part = str | Fill


@dataclass(frozen=True, slots=True)
class Reach:
    """Flags on the names that text and fills, or a raw pattern, spell.

    Attributes:
        mask: PubNub's bits.
        parts: text and fills in turn, for a template; empty for a raw pattern.
        raw: the pattern, for a raw family and for what `except` leaves over.
        suffix: what every name ends with besides: nothing, or `-pnpres` for the presence companions.
        entry: the line that gives it.
    """

    kind: Kind
    mask: int
    parts: tuple[Part, ...]
    raw: RawPattern | None
    suffix: str
    entry: Entry = field(compare=False)

    @property
    def fills(self) -> tuple[Fill, ...]:
        """The fills, in order; a hole that stands twice is there twice."""
        return tuple(part for part in self.parts if not isinstance(part, str))

    @property
    def frame(self) -> tuple[str, str]:
        """The text before and behind the hole, for a template with one."""
        at = next(index for index, part in enumerate(self.parts) if not isinstance(part, str))
        return "".join(map(str, self.parts[:at])), "".join(map(str, self.parts[at + 1 :]))

    @property
    def is_open(self) -> bool:
        """Whether it is granted as a pattern: a hole is left open, or the family is one."""
        return self.raw is not None or any(fill.how == "open" for fill in self.fills)

    @property
    def longest(self) -> int | None:
        """Most characters of a name, or None without bound."""
        if self.raw is not None:
            most = language.longest_length(self.raw.regex)
            return None if most is None else most + len(self.suffix)
        return sum(len(part) if isinstance(part, str) else part.variable.domain.longest for part in self.parts)

    @property
    def regex(self) -> language.Regex:
        """All names, each hole ranging over its whole domain."""
        if self.raw is not None:
            return language.concat(self.raw.regex, language.literal(self.suffix)) if self.suffix else self.raw.regex
        return language.concat(
            *(language.literal(part) if isinstance(part, str) else part.variable.domain.regex for part in self.parts)
        )

    @property
    def whole(self) -> "Reach":
        """The same with nothing left out."""
        return _reach(self.entry._replace(left_out=(), rest=None), self.mask, self.suffix)

    def __str__(self) -> str:
        if self.raw is not None:
            return self.entry.told(self.suffix)
        return "".join(part if isinstance(part, str) else f"<{part.variable.name}>" for part in self.parts)


def reaches_of(role: Role) -> tuple[Reach, ...]:
    """Everything a role's lines reach, in the order of the lines."""
    found: list[Reach] = []
    for entry in role.entries:
        flags = [action for action, _ in entry.actions if action != "presence"]
        if flags:
            found.append(_reach(entry, mask_of(*flags), ""))
        if len(flags) < len(entry.actions):
            found.append(_reach(entry, mask_of("read"), PRESENCE_SUFFIX))
    return tuple(found)


def named_by(entry: Entry) -> Reach:
    """The names of a line by themselves: whatever it gives there, and without their companions."""
    return _reach(entry, 0, "")


def _reach(entry: Entry, mask: int, suffix: str) -> Reach:
    names = entry.family.names if entry.rest is None else entry.rest
    if not isinstance(names, Template):
        return Reach(entry.family.kind, mask, (), names, suffix, entry)
    parts: list[Part] = [part if isinstance(part, str) else entry.fill(part.name) for part in names.parts]
    if suffix and isinstance(parts[-1], str):
        parts[-1] += suffix
    elif suffix:
        parts.append(suffix)
    return Reach(entry.family.kind, mask, tuple(parts), None, suffix, entry)
