"""Texts of a language, drawn by chance."""

from collections import Counter
from itertools import islice

import pytest

from pnpolicy.language import (
    ANY,
    EVERY_CHARACTER,
    Alphabet,
    Regex,
    Undecided,
    chars,
    literal,
    matcher,
    parse,
    repeat,
    sample,
    union,
)
from pnpolicy.language.counting import MOST_STATES
from tests.language_patterns import generator


def drawn(regex: Regex, size: int, seed: int = 1, longest: int = 92, alphabet: Alphabet | None = None) -> list[str]:
    if alphabet is None:
        return list(islice(sample(regex, generator(seed), longest=longest), size))
    return list(islice(sample(regex, generator(seed), longest=longest, alphabet=alphabet), size))


def test_the_same_start_draws_the_same_texts() -> None:
    """Another start draws others; it never ends by itself."""
    names = parse("chat\\.[a-z]{1,20}")
    assert drawn(names, 50) == drawn(names, 50)
    assert drawn(names, 50) != drawn(names, 50, seed=2)
    assert all(map(matcher(names).fullmatch, drawn(names, 50)))
    assert len(drawn(names, 500)) == 500


def test_nothing_comes_where_there_is_nothing() -> None:
    """No text at all, none but the empty one, none short enough, none of the alphabet."""
    for nothing in (union(), literal(""), parse("a^b"), parse("a{93,}"), parse("[,:]+"), parse("a") - parse("[a-c]")):
        assert drawn(nothing, 5) == []
    assert drawn(parse("a{3}"), 5, longest=2) == []
    assert drawn(parse("a*"), 5, longest=0) == []
    assert drawn(parse("a{3}"), 2, longest=3) == ["aaa", "aaa"]
    assert drawn(parse("b*"), 5, alphabet=Alphabet.of("a")) == []


def test_each_length_is_as_likely_as_the_others() -> None:
    """Though there are 26 times as many texts of each length more."""
    lengths = Counter(map(len, drawn(parse("[a-z]{3,6}"), 4000)))
    assert set(lengths) == {3, 4, 5, 6}
    assert all(850 < often < 1150 for often in lengths.values())
    assert set(map(len, drawn(parse("(?:ab){1,3}|.{5}"), 300))) == {2, 4, 5, 6}


def test_each_text_of_a_length_is_as_likely_as_the_others() -> None:
    """By however many ways it is a member, and whichever way its characters are classed."""
    often = Counter(
        drawn(parse("(?:a|ab|a)(?:c|bc)|[\u00e0-\u00e3]\u4e2dx|zz[ab]"), 3000, longest=3, alphabet=EVERY_CHARACTER)
    )
    letters = "\u00e0\u00e1\u00e2\u00e3"
    assert set(often) >= {"ac", "abc", *(f"{letter}\u4e2dx" for letter in letters)}
    assert "abbc" not in often
    three = Counter(drawn(parse("[\u00e0-\u00e3b]xx|abc|(?:z|y)aa|aaa|bbb"), 5000))
    assert set(three) == {*(f"{letter}xx" for letter in letters + "b"), "abc", "zaa", "yaa", "aaa", "bbb"}
    assert all(380 < number < 620 for number in three.values())


def test_every_character_of_a_class_is_drawn() -> None:
    """In ASCII and beyond, from one range and from several, first and last."""
    spec = "a-c\u00e0-\u00e3\u4e00\u4e02-\u4e03\U0010fffe-\U0010ffff"
    assert set(drawn(chars(spec), 600)) == set("abc\u00e0\u00e1\u00e2\u00e3\u4e00\u4e02\u4e03\U0010fffe\U0010ffff")
    assert set(drawn(parse("[^\\x00-\\x{10FFFD}]|a"), 100)) == {"a", "\U0010fffe", "\U0010ffff"}
    everywhere = drawn(ANY, 300, longest=1)
    assert sum(not name.isascii() for name in everywhere) > 290  # there are far more of them
    assert not any("\ud800" <= name <= "\udfff" for name in everywhere)
    assert set(drawn(parse("."), 200, alphabet=Alphabet.of("xy\u00e9"))) == {"x", "y", "\u00e9"}


def test_long_texts_are_drawn_exactly() -> None:
    """There are more of them than any float can hold."""
    names = drawn(repeat(chars("a-z"), 300, None), 20, longest=400)
    assert all(300 <= len(name) <= 400 for name in names)
    assert len(set(names)) == 20


def test_a_difference_is_drawn_from() -> None:
    """Never what was taken away."""
    rest = parse("[ab]{2}") - literal("ab") - literal("ba")
    assert set(drawn(rest, 100)) == {"aa", "bb"}


def test_too_many_states_are_not_drawn_from() -> None:
    """It says so at the first text."""
    with pytest.raises(Undecided) as caught:
        drawn(parse("[ab]*a[ab]{20}"), 1)
    assert (caught.value.budget, caught.value.limit) == ("states", MOST_STATES)
