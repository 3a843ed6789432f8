"""Kinds, flags and bits."""

import pytest

from pnpolicy.wire.actions import ACTIONS, BITS, Kind, actions_of, mask_of


def test_masks_are_sums_of_bits() -> None:
    """Both ways, for every mask."""
    assert mask_of("read", "write") == 3
    assert mask_of() == 0
    assert actions_of(3) == ["read", "write"]
    for mask in range(256):
        assert mask_of(*actions_of(mask)) == mask


def test_an_unknown_flag_has_no_mask() -> None:
    """`presence` is our word, not a flag."""
    with pytest.raises(KeyError):
        mask_of("presence")


def test_what_each_kind_can_be_granted() -> None:
    """The masks of everything, as documented."""
    assert {kind: mask_of(*actions) for kind, actions in ACTIONS.items()} == {
        Kind.CHANNELS: 239,
        Kind.GROUPS: 5,
        Kind.USERS: 104,
    }
    assert sum(BITS.values()) == 255
