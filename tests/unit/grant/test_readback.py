"""A grant read back, under the widest and the narrowest reading of what PubNub leaves open."""

import pytest

from pnpolicy import language
from pnpolicy.grant.readback import NARROWEST, READINGS, WIDEST, ReadBack, Reading
from pnpolicy.wire.actions import Kind

BACK = ReadBack(
    {Kind.CHANNELS: {"chat.a": 1, "x": 2}, Kind.GROUPS: {"g": 1}},
    {Kind.CHANNELS: {"chat.*": 3, "^chat[.]b$": 5, "a": 8}, Kind.GROUPS: {"^:team": 1, "^h": 4}},
)


@pytest.mark.parametrize(
    ("kind", "name", "widest", "narrowest"),
    [
        (Kind.CHANNELS, "chat.a", 1 | 3 | 8, 1),  # an exact name may replace what matches
        (Kind.CHANNELS, "chat.b", 3 | 5 | 8, 3 & 5),  # only one of several patterns may count, no telling which
        (Kind.CHANNELS, "chat.c", 3 | 8, 3),
        (Kind.CHANNELS, "my-chat.c", 3 | 8, 0),  # searched, or matched in full
        (Kind.CHANNELS, "x", 2, 2),
        (Kind.CHANNELS, "y", 0, 0),
        (Kind.CHANNELS, "", 0, 0),
        (Kind.CHANNELS, "chat.*", 0, 0),
        (Kind.CHANNELS, "chat." + "x" * 88, 0, 0),
        (Kind.GROUPS, "g", 1, 1),
        (Kind.GROUPS, "team-1", 1, 0),
        (Kind.GROUPS, "team", 1, 1),  # with the colon that PubNub's contract writes before it
        (Kind.GROUPS, "h", 4, 4),
        (Kind.USERS, "g", 0, 0),
    ],
)
def test_readings(kind: Kind, name: str, widest: int, narrowest: int) -> None:
    """The widest reading gives at least what any other gives, the narrowest at most."""
    assert BACK.mask(kind, name, WIDEST) == widest
    assert BACK.mask(kind, name, NARROWEST) == narrowest
    for reading in READINGS:
        mask = BACK.mask(kind, name, reading)
        assert narrowest & ~mask == 0
        assert mask & ~widest == 0


def test_the_two_choices_are_apart() -> None:
    """Searching and adding up are chosen one by one."""
    assert BACK.mask(Kind.CHANNELS, "my-chat.c", Reading(search=True, shadow=True)) == 3 & 8
    assert BACK.mask(Kind.CHANNELS, "chat.a", Reading(search=False, shadow=False)) == 1 | 3


def test_what_is_no_pattern_is_told() -> None:
    """A grant that PubNub would refuse has no meaning to read."""
    for pattern, error in (("(", language.RegexSyntaxError), (r"\pL", language.Unsupported)):
        back = ReadBack({}, {Kind.CHANNELS: {pattern: 1}})
        with pytest.raises(error):
            back.mask(Kind.CHANNELS, "a", WIDEST)
