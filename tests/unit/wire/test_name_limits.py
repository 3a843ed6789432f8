"""What PubNub accepts: lengths and characters of names."""

import pytest

from pnpolicy.wire import limits


@pytest.mark.parametrize("character", [*",:*/\\ \0\t\n\x1b\x7f\x85\x9f", "\ud800"])
def test_forbidden_characters_are_found_where_they_stand(character: str) -> None:
    """The first forbidden character is told with its index, whatever follows."""
    assert limits.forbidden_in(f"room{character}x,") == (4, character)


@pytest.mark.parametrize("name", ["", "a.b-c_d", "~!@#$%^&()+={}[]|'\"<>?;`", "émoji-🎉", "a\u200bb", "\xa0"])
def test_other_characters_are_allowed(name: str) -> None:
    """Punctuation, other scripts and invisible characters are not known to be refused."""
    assert limits.forbidden_in(name) is None


def test_limits_are_the_documented_ones() -> None:
    """A changed figure is a changed fact, to be made with its source."""
    assert (limits.TTL_MIN, limits.TTL_MAX) == (1, 30 * 24 * 60)
    assert (limits.NAME_MAX, limits.PRESENCE_NAME_MAX) == (92, 85)
    assert (limits.URL_MAX, limits.TOKEN_BUDGET) == (32_768, 16_384)
    assert limits.WILDCARD_LEVELS == 3
