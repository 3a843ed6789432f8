"""Languages read backwards, and what can stand before an ending."""

import itertools

import pytest

from pnpolicy.language import Regex, Unsupported, before, matcher, meet, parse
from pnpolicy.language.mirroring import mirrored
from pnpolicy.language.regex import closed
from tests.language_patterns import generator, judge, pattern
from tests.laws.test_language_meet import small

TEXTS = ["".join(letters) for size in range(5) for letters in itertools.product("ab-.*", repeat=size)]
ENDINGS = ["", "a", ".*", "-", "b-a", ".*-pnpres", "**", "a.b.c.d"]


def test_what_stands_before() -> None:
    """A text is in `before(regex, ending)` if and only if google-re2 matches it with the ending behind it."""
    rng = generator(20_261_128)
    left_out = 0
    for number in range(300):
        made = small(rng) if number % 3 else pattern(rng, depth=2, looks=0.05)
        ending = rng.choice(ENDINGS)
        made += rng.choice(["", "", ".*", "[^.]*", "(?:\\.\\*)?", "\\.[a-b*]+"])
        try:
            found = matcher(before(parse(made), ending))
        except Unsupported:
            left_out += 1
            continue
        for text in rng.sample(TEXTS, 60):
            assert bool(found.fullmatch(text)) == bool(judge(made).fullmatch(text + ending)), (made, ending, text)
    assert left_out < 100


def test_mirrored() -> None:
    """A text is in a language if and only if it is in the mirrored one backwards; twice mirrored is the same."""
    rng = generator(20_261_129)
    for _ in range(200):
        made = small(rng)
        try:
            node = closed(parse(made))
        except Unsupported:
            continue
        found = matcher(Regex(mirrored(node)))
        for text in rng.sample(TEXTS, 40):
            assert bool(found.fullmatch(text[::-1])) == bool(judge(made).fullmatch(text)), (made, text)
        assert Regex(mirrored(mirrored(node))) == parse(made)


def test_assertions_are_mirrored() -> None:
    """What looks at the start looks at the end then."""
    for text, backwards in [("^a.*", ".*a$"), ("(?m)^a", "(?m)a$"), ("\\bab\\B.", ".\\Bba\\b"), ("a$|b", "^a|b")]:
        assert Regex(mirrored(parse(text).node)) == parse(backwards)


def test_differences_are_mirrored() -> None:
    """Intersections and differences too."""
    regex = (parse("[ab]+") - parse("a.*")) & parse(".*[ab]a")
    assert Regex(mirrored(regex.node)) == (parse("[ab]+") - parse(".*a")) & parse("a[ab].*")


@pytest.mark.parametrize(
    ("text", "ending", "stem"),
    [
        ("chat\\..*", ".*", "chat"),
        ("chat\\.[^.*]+", ".*", None),
        ("chat\\.\\*", ".*", "chat"),
        ("chat\\.[^.]+", ".*-pnpres", "chat"),
        ("[a-z]+\\.[a-z]+\\.\\W", ".*", "a.a"),
        ("(?:ab|\\.\\*)*", ".*", "ab"),
        ("abc", "abc", None),
        ("é.*", ".*", "é"),
    ],
)
def test_stems(text: str, ending: str, stem: str | None) -> None:
    """What wildcard subscribe asks: the shortest name that a pattern matches with `.*` behind it."""
    assert meet(before(parse(text), ending)) == stem
