"""All texts of a language in order."""

from importlib import import_module
from itertools import islice

import pytest

from pnpolicy.language import EVERY_CHARACTER, Alphabet, Undecided, chars, count, parse, texts
from tests.language_patterns import generator, judge
from tests.laws.test_language_meet import EVERYTHING, LONGEST, SMALL, small


def readable(text: str) -> str:
    """Letters before hyphens."""
    return text.replace("-", "z")


@pytest.mark.usefixtures("at_full_speed")
def test_by_trying_all() -> None:
    """Every text of the lengths asked for, once, each length in reading order; as many as are counted."""
    rng = generator(20_261_130)
    letters = Alphabet.of(SMALL)
    for _ in range(150):
        made = small(rng)
        lengths = rng.sample(range(LONGEST + 1), 3)
        found = list(texts(parse(made), lengths, alphabet=letters))
        members = [text for text in EVERYTHING if judge(made).fullmatch(text)]
        meant = [text for length in lengths for text in sorted(members, key=readable) if len(text) == length]
        assert found == meant, made
        upto = list(texts(parse(made), range(1, LONGEST + 1), alphabet=letters))
        assert len(upto) == count(parse(made), longest=LONGEST, alphabet=letters)


@pytest.mark.parametrize(
    ("pattern", "lengths", "found"),
    [
        ("[a-c]?", [1, 0], ["a", "b", "c", ""]),
        ("[a-c]?", [0, 1, 0], ["", "a", "b", "c", ""]),
        ("[ab]{2}", [3, 2, 1], ["aa", "ab", "ba", "bb"]),
        ("[A-Ca-c0-2_.-]", [1], [*"abc012-_.ABC"]),
        ("a,?", [1, 2], ["a"]),
        ("", [0, 1], [""]),
        ("a", [], []),
        ("[éa]|b.?", [1], ["a", "b", "é"]),
        ("\\bab|a\\Bb", [2], ["ab"]),
    ],
)
def test_order(pattern: str, lengths: list[int], found: list[str]) -> None:
    """Lengths as they are given, letters before digits, no text that is no name; of like characters one."""
    assert list(texts(parse(pattern), lengths)) == found


def test_other_characters() -> None:
    """With another alphabet, texts that are no names."""
    assert list(texts(parse("[ ,]b"), [2], alphabet=EVERY_CHARACTER)) == [",b", " b"]
    assert list(texts(chars("中文") | chars("é"), [1])) in (["é", "中"], ["中"], ["é"])


def test_one_after_the_other() -> None:
    """The first of very many come without the rest."""
    assert list(islice(texts(parse("[a-z0-9]{1,60}"), range(60, 0, -1)), 3)) == [
        "a" * 60,
        "a" * 59 + "b",
        "a" * 59 + "c",
    ]


def test_too_many_states(monkeypatch: pytest.MonkeyPatch) -> None:
    """An automaton above its bound is not built."""
    monkeypatch.setattr(import_module("pnpolicy.language.counting"), "MOST_STATES", 20)
    assert list(texts(parse("[ab]*a"), [1])) == ["a"]
    with pytest.raises(Undecided, match="20"):
        next(texts(parse("[ab]*a[ab]{6}"), [7]))
