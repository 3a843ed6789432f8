"""Texts of a language that choices lead to."""

from collections.abc import Iterator

import pytest

from pnpolicy.language import Regex, Steered, Undecided, literal, parse, texts, union
from pnpolicy.language.counting import MOST_STATES


def all_texts(regex: Regex) -> Iterator[str]:
    """Every text, by trying every choice after the other."""
    steered = Steered(regex)
    path: list[int] = []
    while True:
        ways: list[int] = []

        def choose(many: int, ways: list[int] = ways) -> int:
            ways.append(many)
            if len(ways) > len(path):
                path.append(0)
            return path[len(ways) - 1]

        yield steered.text(choose)
        while path and path[-1] + 1 == ways[len(path) - 1]:
            path.pop()
        if not path:
            return
        path[-1] += 1


@pytest.mark.parametrize(
    "pattern",
    [
        "[a-c]{1,3}",
        "a|ab|abc",
        "(?:a|ab)(?:c|bc)",
        "[0-9]|[1-5][0-9]|6[0-3]",
        "x-?[^\\x00-\\x{10FFFD}]?",
        "(?:ab){1,3}",
    ],
)
def test_every_text_is_led_to_by_some_choices(pattern: str) -> None:
    """Each by one way only, and no text that is not in the language."""
    found = list(all_texts(parse(pattern)))
    assert sorted(found) == sorted(set(found))
    assert {text for text in found if text.isascii()} == {
        text for text in texts(parse(pattern), range(1, 5)) if text.isascii()
    } | ({"ababab"} if "ab){" in pattern else set())
    matches = parse(pattern)
    assert all(literal(text) <= matches for text in found)


def test_the_lengths_are_those_of_the_texts() -> None:
    """Of none, where there is no text; a name has 92 characters at most."""
    assert Steered(parse("a{2}|b{4,5}")).lengths == (2, 4, 5)
    assert Steered(union()).lengths == ()
    assert Steered(parse("a+")).lengths == tuple(range(1, 93))
    assert Steered(parse("a+"), longest=3).lengths == (1, 2, 3)


def test_too_many_states() -> None:
    """It says so at once."""
    with pytest.raises(Undecided) as caught:
        Steered(parse("[ab]*a[ab]{20}"))
    assert (caught.value.budget, caught.value.limit) == ("states", MOST_STATES)
