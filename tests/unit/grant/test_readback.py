"""A grant read back, under the widest and the narrowest reading of what PubNub leaves open."""

import pytest

from pnpolicy import language
from pnpolicy.grant.readback import READINGS, WIDEST, ReadBack, Reading
from pnpolicy.wire.actions import Kind

BACK = ReadBack(
    {Kind.CHANNELS: {"chat.a": 1, "x": 2}, Kind.GROUPS: {"g": 1}},
    {Kind.CHANNELS: {"chat.*": 3, "^chat[.]b$": 5, "a": 8}, Kind.GROUPS: {"^:team": 1, "^h": 4}},
)


@pytest.mark.parametrize(
    ("kind", "name", "may", "must"),
    [
        (Kind.CHANNELS, "chat.a", 1 | 3 | 8, 1),  # an exact name may replace what matches
        (Kind.CHANNELS, "chat.b", 3 | 5 | 8, 3 & 5 & 8),  # only one of several patterns may count, no telling which
        (Kind.CHANNELS, "chat.c", 3 | 8, 0),
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
def test_readings(kind: Kind, name: str, may: int, must: int) -> None:
    """Every reading lies between what must be allowed and what may be."""
    assert BACK.may(kind, name) == may
    assert BACK.must(kind, name) == must
    for reading in READINGS:
        mask = BACK.mask(kind, name, reading)
        assert must & ~mask == 0
        assert mask & ~may == 0


def test_the_two_choices_are_apart() -> None:
    """Searching and adding up are chosen one by one."""
    assert BACK.mask(Kind.CHANNELS, "my-chat.c", Reading(search=True, shadow=True)) == 3 & 8
    assert BACK.mask(Kind.CHANNELS, "chat.a", Reading(search=False, shadow=False)) == 1 | 3
    assert BACK.mask(Kind.CHANNELS, "chat.b", Reading(search=False, shadow=True)) == 3 & 5


def test_what_is_no_pattern_is_told() -> None:
    """A grant that PubNub would refuse has no meaning to read."""
    for pattern, error in (("(", language.RegexSyntaxError), (r"\C", language.Unsupported)):
        back = ReadBack({}, {Kind.CHANNELS: {pattern: 1}})
        with pytest.raises(error):
            back.mask(Kind.CHANNELS, "a", WIDEST)


def test_patterns_are_found_by_what_they_begin_with() -> None:
    """Among many patterns those that match are found, however they begin, with the colon of a group or without."""
    patterns = {f"^room{number}[.][a-z]$": 1 for number in range(50)}
    patterns |= {"^(?:room|hall)7.*$": 2, "[.]b": 4, "^room7": 8, r"^room7\b.*$": 32}
    back = ReadBack({}, {Kind.CHANNELS: patterns, Kind.GROUPS: {"^:team$": 1, "^:?team2$": 4, "team": 1}})
    assert back.may(Kind.CHANNELS, "room7.b") == 1 | 2 | 4 | 8 | 32
    assert back.mask(Kind.CHANNELS, "room7.b", Reading(search=False, shadow=False)) == 1 | 2 | 32
    assert back.may(Kind.CHANNELS, "room49.a") == 1
    assert back.may(Kind.CHANNELS, "hall7") == 2
    assert back.may(Kind.CHANNELS, "room") == 0
    assert back.mask(Kind.GROUPS, "team", Reading(search=False, shadow=False)) == 1
    assert back.mask(Kind.GROUPS, "team2", Reading(search=False, shadow=False)) == 4
    assert back.matches(Kind.CHANNELS, "room7.*", 2)
    assert not back.matches(Kind.CHANNELS, "room8.*", 1)
