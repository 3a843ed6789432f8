"""Kinds of resource and the permission flags PubNub knows on each.

The bit values are the same in every SDK's source (Python, JavaScript, Rust, Go, PHP, Dart, C, C#); which flag
means something on which kind is PubNub's documentation, "Access Manager permission model" (2026-10-13).
"""

from enum import StrEnum
from types import MappingProxyType
from typing import Final


class Kind(StrEnum):
    """What a grant entry names. The value is the word a policy uses."""

    CHANNELS = "channels"
    GROUPS = "groups"
    USERS = "users"


BITS: Final = MappingProxyType(
    {"read": 1, "write": 2, "manage": 4, "delete": 8, "create": 16, "get": 32, "update": 64, "join": 128}
)
"""Flag name → bit, in ascending order of bits. `create` has a bit but no meaning on any kind below."""

ACTIONS: Final = MappingProxyType(
    {
        Kind.CHANNELS: ("read", "write", "manage", "delete", "get", "update", "join"),
        Kind.GROUPS: ("read", "manage"),
        Kind.USERS: ("get", "update", "delete"),
    }
)
"""Kind → the flags that mean something on it (channels 239, groups 5, users 104)."""

SECTIONS: Final = MappingProxyType(
    {Kind.CHANNELS: ("channels", "chan"), Kind.GROUPS: ("groups", "grp"), Kind.USERS: ("uuids", "uuid")}
)
"""Kind → (its key in a grant request, its key in a token)."""

PRESENCE_SUFFIX: Final = "-pnpres"
"""What a presence companion's name ends with: presence events of channel (or group) `x` travel on `x-pnpres`."""


def mask_of(*actions: str) -> int:
    """The mask of some flags: `mask_of("read", "write") == 3`.

    Raises:
        KeyError: a name that is not a flag.
    """
    mask = 0
    for action in actions:
        mask |= BITS[action]
    return mask


def actions_of(mask: int) -> list[str]:
    """The flags in a mask, in ascending order of bits: `actions_of(3) == ["read", "write"]`."""
    return [action for action, bit in BITS.items() if mask & bit]
