"""What nobody outside PubNub knows for sure, as switches. Each default is the choice that denies.

Sources disagree or are silent on all of these; `docs/emulator.md` names them.
"""

from dataclasses import asdict, dataclass
from typing import Final, Literal

DELAY_MAX: Final = 60.0
"""Seconds until a revocation is known everywhere: PubNub's auth servers keep a valid token for up to a minute."""


@dataclass(frozen=True, slots=True)
class Readings:
    """One reading of Access Manager.

    Attributes:
        anchoring: a pattern has to match the whole name (`full`), or somewhere in it (`search`); or only what it gives
            either way counts (`both`).
        precedence: `shadow`: an exact entry replaces the patterns that match, and of several patterns only what all of
            them give counts, since it is not known which comes first. `union`: everything adds up.
        presence: `x-pnpres` needs read of its own (`separate`), or read on `x` covers it (`implied`).
        group_colon: a pattern of groups sees a group as `name` (`plain`), as `:name` (`colon`), has to match both
            (`both`), or either (`either`).
        wildcard: who may subscribe to `foo.*`: whoever has an exact entry of that text (`exact`), or whoever has an
            entry or a pattern that matches the text (`text`).
        list_all: who may list all users, or all channels: holders of the category (`category`), or of any token
            (`open`), which is a switch of the keyset.
        unlisted: whether a token may do what no source says a permission for: here-now of everything, listing all
            groups, listing and removing the channels of a push device.
        own_record: whether a bound user's own record takes an entry (`granted`) or none for get and update
            (`implied`).
        revocation: whether tokens can be revoked at all, a switch of the keyset.
        revocation_delay: seconds until a revoked token is refused, 0 to 60.
    """

    anchoring: Literal["full", "search", "both"] = "both"
    precedence: Literal["shadow", "union"] = "shadow"
    presence: Literal["separate", "implied"] = "separate"
    group_colon: Literal["plain", "colon", "both", "either"] = "both"
    wildcard: Literal["exact", "text"] = "exact"
    list_all: Literal["category", "open"] = "category"
    unlisted: Literal["deny", "allow"] = "deny"
    own_record: Literal["granted", "implied"] = "granted"
    revocation: bool = True
    revocation_delay: float = 0.0

    def __post_init__(self) -> None:
        """Raises ValueError for a delay that PubNub does not have."""
        if not 0 <= self.revocation_delay <= DELAY_MAX:
            raise ValueError(f"revocation is known within 0 to {DELAY_MAX:g} seconds, not {self.revocation_delay}")

    def differences(self, other: "Readings") -> dict[str, str]:
        """The switches that stand otherwise than in another reading, as people read them."""
        theirs = asdict(other)
        return {name: told(value) for name, value in asdict(self).items() if value != theirs[name]}

    def __str__(self) -> str:
        """For people: `strict`, `wide`, or whichever is nearer: `strict, but presence implied`."""
        word, different = min(
            (("strict", self.differences(STRICT)), ("wide", self.differences(WIDE))), key=lambda found: len(found[1])
        )
        but = ", ".join(f"{name} {value}" for name, value in different.items())
        return f"{word}, but {but}" if but else word


def told(value: str | float) -> str:
    """The value of a switch, as people read it."""
    if isinstance(value, bool):
        return "on" if value else "off"
    return value if isinstance(value, str) else f"{value:g}"


STRICT: Final = Readings()
WIDE: Final = Readings(
    anchoring="search",
    precedence="union",
    presence="implied",
    group_colon="either",
    wildcard="text",
    list_all="open",
    unlisted="allow",
    own_record="implied",
    revocation_delay=DELAY_MAX,
)
