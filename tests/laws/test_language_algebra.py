"""Languages are sets: the laws of `&`, `|`, `-`, `<=` and `==`, of counting and drawing, and of writing them down.

Every law but the last few is about all texts of any characters, and holds for patterns with assertions as well.
"""

import itertools
import re
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import islice

import pytest

from pnpolicy.language import (
    ANY,
    CHANNEL_NAMES,
    EVERY_CHARACTER,
    EVERYTHING,
    LONGEST_NAME,
    Alphabet,
    Regex,
    Undecided,
    Unsupported,
    concat,
    count,
    literal,
    matcher,
    meet,
    outside,
    parse,
    repeat,
    sample,
    search,
    spelled,
    union,
)
from pnpolicy.language.counting import texts as listed
from tests.language_patterns import QUESTIONS, WORLDS, Known, World, generator, judge, pattern, refusal, texts

SEED = 20_261_124
TRIPLES = QUESTIONS // 150
"""Triples of languages for each law, of short patterns and of any."""

POOL = 30
"""Patterns of each world that they are taken from."""

NOTHING = union()
NAMES = ANY & parse(f"(?s:.{{1,{LONGEST_NAME}}})")

worlds = pytest.mark.parametrize("world", WORLDS, ids=lambda world: ascii(world.letters))
Law = Callable[[Regex, Regex, Regex], tuple[Regex, ...]]


def other(regex: Regex) -> Regex:
    """Its complement."""
    return EVERYTHING - regex


EQUAL: dict[str, Law] = {
    "and commutes": lambda a, b, _: (a & b, b & a),
    "or commutes": lambda a, b, _: (a | b, b | a),
    "and associates": lambda a, b, c: ((a & b) & c, a & (b & c)),
    "or associates": lambda a, b, c: ((a | b) | c, a | (b | c)),
    "and is idempotent": lambda a, _, __: (a & a, a),
    "or is idempotent": lambda a, _, __: (a | a, a),
    "and absorbs or": lambda a, b, _: (a & (a | b), a),
    "or absorbs and": lambda a, b, _: (a | (a & b), a),
    "and distributes over or": lambda a, b, c: (a & (b | c), (a & b) | (a & c)),
    "or distributes over and": lambda a, b, c: (a | (b & c), (a | b) & (a | c)),
    "everything is neutral for and": lambda a, _, __: (a & EVERYTHING, EVERYTHING & a, a),
    "nothing is neutral for or": lambda a, _, __: (a | NOTHING, NOTHING | a, a - NOTHING, a),
    "nothing wins with and": lambda a, _, __: (a & NOTHING, NOTHING - a, a - EVERYTHING, a - a, NOTHING),
    "everything wins with or": lambda a, _, __: (a | EVERYTHING, a | other(a), EVERYTHING),
    "the complement of or": lambda a, b, _: (other(a | b), other(a) & other(b), other(a) - b),
    "the complement of and": lambda a, b, _: (other(a & b), other(a) | other(b)),
    "the complement of the complement": lambda a, _, __: (other(other(a)), a),
    "the complement of a difference": lambda a, b, _: (other(a - b), other(a) | b),
    "a difference is what is in the complement": lambda a, b, _: (a - b, a & other(b), a - (a & b)),
    "a difference twice": lambda a, b, c: ((a - b) - c, a - (b | c), (a - b) & (a - c), (a - c) - b),
    "a difference from an intersection": lambda a, b, c: ((a & b) - c, (a - c) & (b - c), a & (b - c)),
    "a difference from alternatives": lambda a, b, c: ((a | b) - c, (a - c) | (b - c)),
    "without an intersection": lambda a, b, c: (a - (b & c), (a - b) | (a - c)),
    "without a difference": lambda a, b, c: (a - (b - c), (a - b) | (a & c)),
    "in and out is all": lambda a, b, _: ((a - b) | (a & b), a),
    "either but not both": lambda a, b, _: ((a - b) | (b - a), (a | b) - (a & b)),
}
ORDERED: dict[str, Law] = {
    "between and and or": lambda a, b, _: (a & b, a, a | b),
    "a difference is inside": lambda a, b, c: ((a - b) & c, a - b, a, a | c),
    "and is monotone": lambda a, b, c: (a & b & c, b & c, (a | b) & c, (a | b) & (c | b)),
    "less taken away is more left": lambda a, b, c: (a - (b | c), a - b, a - (b & c), a),
    "from nothing to everything": lambda a, b, c: (NOTHING, a & b & c, a | b | c, EVERYTHING),
}


def short_triples(seed: int, triples: int) -> Iterator[tuple[Known, Known, Known]]:
    """Of patterns over three letters, a third of them repeated or counted, many with assertions."""
    rng = generator(seed)
    pools = [world.pool(rng, POOL) for world in WORLDS]
    for _ in range(triples):
        one, two, three = rng.choices(rng.choice(pools), k=3)
        yield one, two, three


def any_patterns(seed: int, looks: float = 0.15, depth: int = 2) -> Iterator[tuple[str, Regex]]:
    """Patterns of any characters that both engines read, without end."""
    rng = generator(seed)
    while True:
        made = pattern(rng, depth, looks)
        if refusal(made) is None:
            try:
                yield made, parse(made)
            except Unsupported:
                continue


def triples(seed: int) -> Iterator[tuple[object, Regex, Regex, Regex]]:
    for short in short_triples(seed, TRIPLES):
        one, two, three = (known.regex for known in short)
        yield short, one, two, three
    stream = any_patterns(seed)
    for (first, one), (second, two), (third, three) in islice(zip(stream, stream, stream, strict=False), TRIPLES):
        yield (first, second, third), one, two, three


@pytest.mark.parametrize("law", EQUAL)
def test_these_are_equal(law: str) -> None:
    """The laws of sets. Not one of them is too hard for such small languages, but for one or two."""
    undecided = 0
    for names, one, two, three in triples(SEED):
        try:
            first, *others = EQUAL[law](one, two, three)
            assert all(first == another for another in others), names
        except Undecided:
            undecided += 1
    assert undecided <= TRIPLES // 25


@pytest.mark.parametrize("law", ORDERED)
def test_each_is_within_the_next(law: str) -> None:
    """And transitively; equal if and only if within each other; two disjoint if and only if nothing is in both."""
    for names, one, two, three in triples(SEED + 1):
        chain = ORDERED[law](one, two, three)
        for smaller, larger in itertools.pairwise(chain):
            assert smaller <= larger, names
        assert chain[0] <= chain[-1], names


def test_orders_agree() -> None:
    """Within is said in five ways, disjoint in four."""
    outcomes: Counter[tuple[str, bool]] = Counter()
    for names, one, two, _ in triples(SEED + 2):
        within = one <= two
        assert within == (one - two).is_empty() == ((one & two) == one) == ((one | two) == two), names
        assert within == (other(two) <= other(one)), names
        assert (one == two) == (within and two <= one), names
        assert (one != two) != (one == two), names
        disjoint = one.isdisjoint(two)
        assert disjoint == two.isdisjoint(one) == (one & two).is_empty() == (one <= other(two)), names
        assert (one - two).isdisjoint(two)
        outcomes["within", within] += 1
        outcomes["disjoint", disjoint] += 1
    assert min(outcomes.values()) > TRIPLES // 10
    assert len(outcomes) == 4


def test_names_are_compared_as_names() -> None:
    """`outside` finds none if and only if what is a name is within; `meet` finds none if no name is shared."""
    outcomes: Counter[bool] = Counter()
    for names, one, two, three in triples(SEED + 3):
        witness, shared = outside(one, two, three), meet(one, two)
        assert (witness is None) == ((one & NAMES) <= (two | three)), names
        assert (shared is None) == (one & NAMES).isdisjoint(two), names
        for found, language in ((witness, one - two - three), (shared, one & two)):
            if found is not None:
                assert literal(found) <= language & NAMES, names
                assert matcher(language).fullmatch(found), names
        outcomes[witness is None] += 1
    assert min(outcomes.values()) > TRIPLES // 10


Texts = frozenset[str]
LARGER: dict[str, tuple[Callable[[Regex, Regex], Regex], Callable[[str, Texts, Texts], bool]]] = {
    "one after the other": (
        concat,
        lambda tried, one, two: any(tried[:at] in one and tried[at:] in two for at in range(len(tried) + 1)),
    ),
    "twice": (
        lambda one, _: repeat(one, 2, 2),
        lambda tried, one, _: any(tried[:at] in one and tried[at:] in one for at in range(len(tried) + 1)),
    ),
    "somewhere": (
        lambda one, _: search(concat(one)),
        lambda tried, one, _: any(tried[at:end] in one for end in range(len(tried) + 1) for at in range(end + 1)),
    ),
    "one or both, but not the other alone": (
        lambda one, two: (one | concat(one, two)) - two,
        lambda tried, one, two: (
            tried not in two
            and (tried in one or any(tried[:at] in one and tried[at:] in two for at in range(len(tried) + 1)))
        ),
    ),
}


@pytest.mark.parametrize("kind", LARGER)
def test_differences_stand_inside_larger_languages(kind: str) -> None:
    """In a sequence, repeated, searched, among others: against the texts that their parts are made of."""
    build, holds = LARGER[kind]
    rng = generator(SEED + 4)
    compared = 0
    for world in WORLDS:
        short = [text for text in world.texts if len(text) <= 4]
        pool = world.pool(rng, POOL)
        for _ in range(TRIPLES // 2):
            one, two, three = rng.choices(pool, k=3)
            made = rng.choice((one - two, one & three, one - (two - three), one - two - three, (one | two) & three))
            member, beside = members_of(world, made), members_of(world, three)
            try:
                table = matcher(build(made.regex, three.regex))
            except (Undecided, Unsupported):
                continue
            wrong = [tried for tried in short if table.fullmatch(tried) != holds(tried, member, beside)]
            assert wrong == [], (made, three)
            compared += 1
    assert compared > TRIPLES


def members_of(world: World, known: Known) -> Texts:
    return frozenset(text for at, text in enumerate(world.texts) if known.members >> at & 1)


@worlds
def test_counting_is_counting_all(world: World) -> None:
    """Of short texts, each length by itself; listed and drawn are the same texts, the listed ones in reading order."""
    rng = generator(SEED + 5)
    for known in composed(world, TRIPLES // 2):
        members = [text for at, text in enumerate(world.texts) if known.members >> at & 1 and text]
        counts = [count(known.regex, longest=size, alphabet=world.alphabet) for size in range(world.longest + 1)]
        assert counts == [sum(len(text) <= size for text in members) for size in range(world.longest + 1)], known
        assert list(listed(known.regex, range(1, world.longest + 1), alphabet=world.alphabet)) == members, known
        drawn = set(islice(sample(known.regex, rng, longest=world.longest, alphabet=world.alphabet), 40))
        assert drawn <= set(members), known
        assert bool(drawn) == bool(members), known


def composed(world: World, size: int) -> Iterator[Known]:
    """Patterns, and what three of them make."""
    rng = generator(SEED + 6)
    pool = world.pool(rng, POOL)
    for _ in range(size):
        one, two, three = rng.choices(pool, k=3)
        yield from (one, one & two, one - two, one - (two & three), (one | two) - three)


@pytest.mark.parametrize("alphabet", [CHANNEL_NAMES, EVERY_CHARACTER], ids=["names", "every character"])
def test_counts_add_up(alphabet: Alphabet) -> None:
    """What is in either and in both is what is in one and in the other; nothing is counted twice or left out."""
    undecided = 0
    for names, one, two, three in triples(SEED + 7):
        for longest in (3, LONGEST_NAME):

            def size(regex: Regex, longest: int = longest) -> int:
                return count(regex, longest=longest, alphabet=alphabet)

            try:
                assert size(one) + size(two) == size(one | two) + size(one & two), names
                assert size(one) == size(one - two) + size(one & two), names
                assert size(EVERYTHING) == size(other(one)) + size(one), names
                assert size(one - two - three) <= size(one - two) <= size(one), names
                assert (size(one) == 0) == (meet(one, longest=longest, alphabet=alphabet) is None), names
            except Undecided:
                undecided += 1
    assert undecided <= TRIPLES // 20


@worlds
def test_all_texts_of_a_small_language_are_drawn(world: World) -> None:
    """Each length as often as the others, each text of a length as often as the others: roughly."""
    rng = generator(SEED + 8)
    seen = 0
    for known in composed(world, TRIPLES // 5):
        members = [text for at, text in enumerate(world.texts) if known.members >> at & 1 and 0 < len(text) <= 3]
        if not 2 <= len(members) <= 12:
            continue
        seen += 1
        lengths = Counter(map(len, members))
        drawn = Counter(islice(sample(known.regex, rng, longest=3, alphabet=world.alphabet), 600))
        assert set(drawn) == set(members), known
        for text in members:
            expected = 600 / len(lengths) / lengths[len(text)]
            assert 0.3 * expected < drawn[text] < 2 * expected, (known, text)
    assert seen > TRIPLES // 10


def test_what_is_drawn_is_a_member() -> None:
    """In the eyes of google-re2; and the same again from the same start."""
    rng = generator(SEED + 9)
    drawn = 0
    for first, one in islice(any_patterns(SEED + 9), TRIPLES):
        second, two = next(any_patterns(rng.randrange(10**9)))
        for alphabet in (CHANNEL_NAMES, EVERY_CHARACTER):
            seed = rng.randrange(10**9)
            texts_of = list(islice(sample(one - two, generator(seed), longest=9, alphabet=alphabet), 6))
            assert texts_of == list(islice(sample(one - two, generator(seed), longest=9, alphabet=alphabet), 6))
            for text in texts_of:
                drawn += 1
                assert 0 < len(text) <= 9
                assert judge(first).fullmatch(text), (first, second, text)
                assert not judge(second).fullmatch(text), (first, second, text)
    assert drawn > TRIPLES


def spellable(regex: Regex) -> str | None:
    """A pattern for it; None where there is none, or none that all would read in a moment."""
    try:
        text = spelled(regex)
    except (Undecided, Unsupported):
        return None
    return text if len(text) <= 3_000 else None


@worlds
def test_what_is_made_of_patterns_is_a_pattern_again(world: World) -> None:
    """Spelled, and read by the engine, by google-re2 and by Python's `re`: the same short texts; the same language."""
    written = 0
    for known in composed(world, TRIPLES // 2):
        text = spellable(known.regex)
        if text is None:
            continue
        written += 1
        mine, python, re2 = parse(text), re.compile(text), judge(text)
        assert mine == known.regex, (known, text)
        for at, tried in enumerate(world.texts):
            member = bool(known.members >> at & 1)
            assert (python.fullmatch(tried) is not None) == member, (known, text, tried)
            assert (re2.fullmatch(tried) is not None) == member, (known, text, tried)
    assert written > TRIPLES


def test_any_difference_is_a_pattern_again() -> None:
    """Of any characters: the spelled pattern is the language, to the engine and on texts of all kinds to the others."""
    rng = generator(SEED + 10)
    written = wide = 0
    stream = any_patterns(SEED + 10, looks=0.05)
    for (first, one), (second, two) in islice(zip(stream, stream, strict=False), 2 * TRIPLES):
        for made, regex in ((f"{first} - {second}", one - two), (f"{first} & {second}", one & two)):
            text = spellable(regex)
            if text is None:
                continue
            written += 1
            wide += not text.isascii()
            assert parse(text) == regex, (made, text)
            assert parse(text).captures == ()
            python, re2, table = re.compile(text), judge(text), matcher(regex)
            for tried in (*texts(rng, one, 6), *texts(rng, two, 3)):
                member = table.fullmatch(tried)
                assert bool(judge(first).fullmatch(tried)) >= member, (made, tried)
                assert (python.fullmatch(tried) is not None) == member, (made, text, tried)
                assert (re2.fullmatch(tried) is not None) == member, (made, text, tried)
    assert written > TRIPLES
    assert wide > TRIPLES // 10
