"""Texts whose characters know which part of a sequence spelled them."""

import itertools
import random
from collections.abc import Iterator, Sequence
from importlib import import_module

import pytest

from pnpolicy.language import EVERY_CHARACTER, Alphabet, Reading, Undecided, Unsupported, parse, reading
from tests.language_patterns import generator, judge
from tests.laws.test_language_meet import SMALL

LONGEST = 4
TEXTS = ["".join(letters) for size in range(1, LONGEST + 1) for letters in itertools.product("ab-", repeat=size)]
PARTS = ("a", "b", "-", "a?", "[ab]", "[ab]+", "a*", "ab|b", "[ab-]{1,2}", ".*", "(?:a-)*", "-?", "", "a|b-")
MEMBERS = {part: {text for text in ("", *TEXTS) if judge(part).fullmatch(text)} for part in PARTS}


def ways(parts: Sequence[str], text: str) -> Iterator[tuple[int, ...]]:
    """Every way to share a text out over parts: per character, the number of its part."""
    for cuts in itertools.combinations_with_replacement(range(len(text) + 1), len(parts) - 1):
        edges = (0, *cuts, len(text))
        pieces = [text[start:end] for start, end in itertools.pairwise(edges)]
        if all(piece in MEMBERS[part] for part, piece in zip(parts, pieces, strict=True)):
            yield tuple(number for number, piece in enumerate(pieces) for _ in piece)


def is_apart(one: Sequence[int], other: Sequence[int], pair: tuple[int, int]) -> bool:
    """Whether two parts stand on different characters."""
    mine = {place for place, part in enumerate(one) if part == pair[0]}
    return mine != {place for place, part in enumerate(other) if part == pair[1]}


def tried(
    one: Sequence[str],
    other: Sequence[str],
    pairs: Sequence[tuple[int, int]],
    every: bool,  # noqa: FBT001
    without: Sequence[str],
) -> list[str]:
    """All texts that come into question, best first."""
    found = []
    chosen = all if every or not pairs else any
    for text in TEXTS:
        if any(text in MEMBERS[pattern] for pattern in without):
            continue
        both = itertools.product(ways(one, text), ways(other, text))
        if any(chosen([is_apart(mine, yours, pair) for pair in pairs]) for mine, yours in both):
            found.append(text)
    return sorted(found, key=lambda text: (len(text), text.replace("-", "z")))


def drawn(rng: random.Random) -> tuple[list[str], list[str], list[tuple[int, int]], bool, list[str]]:
    one, other = ([rng.choice(PARTS) for _ in range(rng.randint(1, 4))] for _ in range(2))
    pairs = [(rng.randrange(len(one)), rng.randrange(len(other))) for _ in range(rng.choice([0, 1, 1, 2]))]
    return one, other, pairs, rng.random() < 0.5, [rng.choice(PARTS)] if rng.random() < 0.3 else []


@pytest.mark.usefixtures("at_full_speed")
def test_by_trying_all() -> None:
    """The shortest, most readable text there is, with marks by which both sides spell it and come apart as asked."""
    rng = generator(20_261_127)
    letters = Alphabet.of(SMALL)
    outcomes = [0, 0]
    for _ in range(300):
        one, other, pairs, every, without = drawn(rng)
        found = reading(
            list(map(parse, one)),
            list(map(parse, other)),
            apart=pairs,
            every=every,
            without=map(parse, without),
            longest=LONGEST,
            alphabet=letters,
        )
        meant = tried(one, other, pairs, every, without)
        asked = one, other, pairs, every, without
        outcomes[found is None] += 1
        assert (found.text if found else None) == (meant[0] if meant else None), asked
        if found:
            assert found.one in ways(one, found.text), asked
            assert found.other in ways(other, found.text), asked
            apart = [is_apart(found.one, found.other, pair) for pair in pairs]
            assert all(apart) if every or not pairs else any(apart), asked
    assert min(outcomes) > 60


SLUG = "[a-z]+(?:-[a-z]+)*"


@pytest.mark.parametrize(
    ("one", "other", "apart", "every", "spelled"),
    [
        # `dm-<a>-<b>` over slugs can be read in two ways, and `dm.<a>.<b>` cannot
        (["dm-", SLUG, "-", SLUG], None, [(1, 1), (3, 3)], False, "dm- a-a - a, dm- a - a-a"),
        (["dm\\.", SLUG, "\\.", SLUG], None, [(1, 1), (3, 3)], False, None),
        # one part that never comes apart keeps `every` from being met
        (["[ab]", "x+", "x+"], None, [(0, 0), (1, 1)], True, None),
        (["[ab]", "x+", "x+"], None, [(0, 0), (1, 1)], False, "a xx x, a x xx"),
        # the same stretch of two sequences of different length
        (["in\\.", "[a-z]+"], ["i", "n\\.", "[a-z]+"], [(1, 2)], True, None),
        (["in\\.", "[a-z]+"], ["i", ".*\\.", "[a-z]+"], [(1, 2)], True, None),
        (["in\\.", "[a-z.]+"], ["i", ".*\\.", "[a-z]+"], [(1, 2)], True, "in. .a, i n.. a"),
        # a part may be left out, and then it stands on nothing
        (["a?", "a?", "b"], None, [(0, 0)], True, "a  b,  a b"),
        (["x", "", "y"], ["x", "y"], [(1, 1)], True, "x  y, x y"),
        (["x", "", "y"], ["x", "", "y"], [(1, 1)], True, None),
        # without pairs, any shared text will do; the empty text is none
        (["[ab]+", "c"], ["a", "b", ".*"], [], True, "ab c, a b c"),
        (["a*"], ["a?"], [], True, "a, a"),
        (["", "a*"], ["b*"], [], True, None),
        # an assertion is about its own part
        (["^a$", "b"], ["\\bab\\b"], [], True, "a b, ab"),
    ],
)
def test_readings(
    one: list[str], other: list[str] | None, apart: list[tuple[int, int]], every: bool, spelled: str | None  # noqa: FBT001
) -> None:  # fmt: skip
    """What templates are asked for: the text, and which part spells which stretch of it on either side."""
    other = other or one
    found = reading(list(map(parse, one)), list(map(parse, other)), apart=apart, every=every)
    parts = found and ", ".join(
        " ".join(found.parts(marks, count)) for marks, count in ((found.one, len(one)), (found.other, len(other)))
    )
    assert parts == spelled


def test_bounds() -> None:
    """The longest text, the alphabet, and what is kept out."""
    sides = [parse("[ab]{2,}")], [parse(".*b"), parse("a?")]
    assert reading(*sides, longest=1) is None
    assert reading(*sides, without=[parse(".b")]) == Reading("ba", (0, 0), (0, 1))
    assert reading(*sides, without=[parse(".*")]) is None
    spaced = [parse("a b")], [parse(".*")]
    assert reading(*spaced) is None
    assert reading(*spaced, alphabet=EVERY_CHARACTER) == Reading("a b", (0, 0, 0), (0, 0, 0))
    assert reading([parse("é")], [parse("[à-ÿ]")]) == Reading("é", (0,), (0,))
    assert reading([parse("a{92}")], [parse("a*")])
    assert reading([parse("a{93}")], [parse("a*")]) is None


def test_too_hard(monkeypatch: pytest.MonkeyPatch) -> None:
    """A question beyond its budget has no answer; one about an assertion that depends on its surroundings neither."""
    monkeypatch.setattr(import_module("pnpolicy.language.marks"), "MOST_STEPS", 50)
    with pytest.raises(Undecided, match="within 50 steps"):
        reading([parse(".*a.{9}")], [parse(".*b.{9}")], apart=[(0, 0)])
    with pytest.raises(Unsupported):
        reading([parse("a\\b.*")], [parse(".*")])
