"""Lengths, heads and tails."""

import pytest

from pnpolicy.language import ANY, concat, head, literal, longest_length, parse, search, shortest_length, tail, union
from pnpolicy.language.measure import LONGEST_SHARED


@pytest.mark.parametrize(
    ("pattern", "shortest", "longest", "begins", "ends"),
    [
        ("^chat\\.room\\.[A-Za-z0-9_]{1,36}$", 11, 46, "chat.room.", ""),
        ("", 0, 0, "", ""),
        ("abc", 3, 3, "abc", "abc"),
        ("a*", 0, None, "", ""),
        ("a+", 1, None, "a", "a"),
        ("ab+", 2, None, "ab", "b"),
        ("(?:ab){2,3}", 4, 6, "abab", "abab"),
        ("room-(?:red|rose)", 8, 9, "room-r", ""),
        ("(?:red|rad)-room", 8, 8, "r", "d-room"),
        ("a|ab", 1, 2, "a", ""),
        ("a+ab?", 2, None, "aa", ""),
        (".", 1, 1, "", ""),
        ("日本.+", 3, None, "日本", ""),
        ("[é]x|éy", 2, 2, "é", ""),
        ("[éü]x", 2, 2, "", "x"),
        ("\\x{10FFFF}a", 2, 2, "\U0010ffffa", "\U0010ffffa"),
        ("(?:\\.|^)x(?:\\.|$)", 1, 3, "", ""),
        ("^a|b$", 1, 1, "", ""),
        ("a(?:b*^)?", 1, 1, "a", "a"),
        ("(?:a|b$)*", 0, None, "", ""),
        ("a(?:b|\\B-)*c", 2, None, "a", "c"),
        ("x(?:a\\b|b){0,3}y", 2, 5, "x", "y"),
        ("x(?:a\\b|bb){0,3}y", 2, 8, "x", "y"),
        ("a?(?:\\bb|cc)d", 2, 4, "", "d"),
        ("a(?:\\bb|-c)d", 4, 4, "a-cd", "a-cd"),
        ("[a-]*(?:\\Bb|\\bc)", 1, None, "", ""),
        ("(?:a\\b|-\\b)*-?b", 1, None, "", "b"),
        ("a*^b*$", 0, None, "", ""),
        ("a*^$b*", 0, 0, "", ""),
        ("x(?:[a-]\\b\\B[a-]|y)z", 3, 3, "xyz", "xyz"),
        ("x[a-]\\b[é-]z", 4, 4, "xa", "z"),
    ],
)
def test_lengths_and_shared_ends(pattern: str, shortest: int, longest: int | None, begins: str, ends: str) -> None:
    """Exact, whatever assertions cut off."""
    regex = parse(pattern)
    assert (shortest_length(regex), longest_length(regex), head(regex), tail(regex)) == (
        shortest,
        longest,
        begins,
        ends,
    )


@pytest.mark.parametrize(
    "pattern", ["a^b", "[^\\x00-\\x{10FFFF}]", "[ab]*\\b[ab]+^", "[a-]\\b\\B[a-]", "(?:a|\\n)+(?:$b|^b{0})c\\ba"]
)
def test_the_empty_language_has_no_lengths(pattern: str) -> None:
    """Any number would be wrong. Its members share nothing."""
    regex = parse(pattern)
    for measure in (shortest_length, longest_length):
        with pytest.raises(ValueError, match="nothing"):
            measure(regex)
    assert head(regex) == tail(regex) == ""


def test_built_languages() -> None:
    """The shapes that templates make."""
    inbox = concat(literal("inbox."), ANY, literal("-pnpres"))
    assert (head(inbox), tail(inbox), shortest_length(inbox), longest_length(inbox)) == ("inbox.", "-pnpres", 13, None)
    assert head(search(literal("a"))) == ""
    assert head(search(parse("^chat\\.[a-z]+$"))) == "chat."
    assert tail(search(parse("^chat\\.[a-z]+-x$"))) == "-x"
    assert head(union(literal("chat.a"), inbox)) == ""


def test_a_shared_end_is_bounded() -> None:
    """A long one is cut, and still shared."""
    regex = literal("ab" * LONGEST_SHARED)
    assert head(regex) == "ab" * (LONGEST_SHARED // 2)
    assert tail(regex) == "ab" * (LONGEST_SHARED // 2)
