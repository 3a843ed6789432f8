"""How many texts a language has, and all of them."""

from itertools import islice

import pytest

from pnpolicy.language import (
    ANY,
    EVERY_CHARACTER,
    EVERYTHING,
    LONGEST_NAME,
    Alphabet,
    Undecided,
    chars,
    concat,
    count,
    counting,
    literal,
    parse,
    repeat,
    search,
    union,
)
from pnpolicy.language.counting import MOST_STATES, texts

LEGAL = 0x5E - 5 + 0x10FFFF - 0xA0 + 1 - 0x800
"""Printable ASCII without `,:*/\\`, and all from U+00A0 on but for the halves of surrogate pairs."""


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("red|green|blue", 3),
        ("", 0),
        ("a?", 1),
        ("a^b", 0),
        ("[a-z]", 26),
        ("[a-z]{2}", 26**2),
        ("[a-z]{1,3}", 26 + 26**2 + 26**3),
        ("(?:a|ab)(?:c|bc)", 3),  # abc in two ways
        ("(?:a?){5}", 5),
        ("[ab]*a[ab]{2}", 4 * (2**90 - 1)),
        ("a{92}", 1),
        ("a{93}", 0),
        ("[A-Za-z0-9_]{1,92}", sum(63**size for size in range(1, 93))),
        ("[\u00e0-\u00ff]", 32),
        ("[\u00e0-\u00ff][\u00f0-\u01ff]", 32 * 272),
        ("[a\u00e9\u4e00-\u4e03]{2}", 36),
        ("[^!-~]", LEGAL - (0x5E - 5)),
        (".", LEGAL),
        (".{3}", LEGAL**3),
        (".\\b.", 63 * (LEGAL - 63) * 2),
        ("\\x{10FFFF}|[\\x{D7FF}-\\x{E000}]", 3),
        ("[a,:*/\\\\ ]", 1),
        ("(?i)k", 3),
    ],
)
def test_names_are_counted(pattern: str, expected: int) -> None:
    """Of 1 to 92 characters, each once, by whatever way it is a member."""
    assert count(parse(pattern)) == expected


def test_length_and_alphabet_are_the_callers() -> None:
    """The empty text never counts."""
    assert count(parse("[a-z,]*"), longest=2) == 26 + 26**2
    assert count(parse("[a-z,]*"), longest=2, alphabet=EVERY_CHARACTER) == 27 + 27**2
    assert count(parse("[a-z,]*"), longest=2, alphabet=Alphabet.of("a-c\u00e9")) == 3 + 9
    assert count(parse(".*"), longest=1, alphabet=Alphabet.of("a-c\u00e9")) == 4
    assert count(EVERYTHING, longest=1, alphabet=EVERY_CHARACTER) == 0x110000 - 0x800
    assert count(EVERYTHING, longest=0) == count(union()) == 0
    assert count(parse("[\u00e0-\u00ff]"), alphabet=Alphabet.of("\u00e9\u00fc")) == 2


def test_differences_are_counted() -> None:
    """What is left is what there was, without what was taken away."""
    hole = repeat(chars("A-Za-z0-9_"), 1, 32)
    assert count(hole - literal("staff")) == count(hole) - 1
    assert count(hole & parse("[0-9]+")) == sum(10**size for size in range(1, 33))
    assert count(ANY) - count(search(literal("aa")) & ANY) == count(ANY - search(literal("aa")))
    assert count(ANY, longest=3) == count(EVERYTHING, longest=3) == LEGAL + LEGAL**2 + LEGAL**3


def test_too_many_states_are_not_counted() -> None:
    """Nor more moves than one automaton may take."""
    with pytest.raises(Undecided) as caught:
        count(parse("[ab]*a[ab]{20}"))
    assert (caught.value.budget, caught.value.limit) == ("states", MOST_STATES)
    with pytest.raises(Undecided):
        count(parse("(?:a?){1000}(?:a?){1000}a{1000}"))
    with pytest.raises(Undecided):
        next(texts(parse("[ab]*a[ab]{20}"), [1]))


def test_the_bound_is_exact(monkeypatch: pytest.MonkeyPatch) -> None:
    """A word of three letters takes five states, one of them the dead end."""
    monkeypatch.setattr(counting, "MOST_STATES", 5)
    assert count(literal("abc")) == 1
    assert count(parse("a?b?c?")) == 7
    monkeypatch.setattr(counting, "MOST_STATES", 4)
    with pytest.raises(Undecided, match="4 states"):
        count(literal("abc"))


def test_all_texts_are_listed_in_reading_order() -> None:
    """Each length by itself, in the order the lengths are given."""
    one = concat(chars("ba0A."), repeat(chars("a-b"), 0, 1))
    expected = "a b 0 - . A aa ab ba bb 0a 0b -a -b .a .b Aa Ab"
    assert " ".join(texts(parse("[ab0.A-][ab]?"), [1, 2])) == expected
    assert list(texts(parse("[ab0.A-][ab]?"), [2, 1])) == expected.split()[6:] + expected.split()[:6]
    assert list(texts(one, [0])) == []
    assert list(texts(parse("a*"), [0, 2])) == ["", "aa"]
    assert list(texts(union(), range(LONGEST_NAME))) == []
    assert list(islice(texts(parse("[a-z]*"), [90]), 2)) == ["a" * 90, "a" * 89 + "b"]
    assert list(texts(parse("x|xy|yx"), [2, 2, 3])) == ["xy", "yx", "xy", "yx"]
