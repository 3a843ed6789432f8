"""Disjoint, within, equal: every answer against google-re2, over all short texts or over texts drawn by chance.

`PNPOLICY_LANGUAGE_QUESTIONS` questions about two to four patterns have an answer that trying all texts gives, too.
"""

import random
from collections import Counter
from collections.abc import Iterator

import pytest

from pnpolicy.language import (
    CHANNEL_NAMES,
    EVERY_CHARACTER,
    LONGEST_NAME,
    Alphabet,
    Regex,
    Undecided,
    Unsupported,
    count,
    matcher,
    meet,
    outside,
    parse,
    sample,
    union,
)
from tests.language_patterns import QUESTIONS, WORLDS, Known, World, generator, judge, pattern, refusal, text, texts

SEED = 20_261_123
POOL = 40
"""Patterns that are asked about in one round, each judged once on every text."""

ROUND = 300
"""Questions in one round."""

RARE = max(QUESTIONS // 500, 3)
"""Questions that may be left undecided; what chance puts together is now and then as hard as it can be."""

worlds = pytest.mark.parametrize("world", WORLDS, ids=lambda world: ascii(world.letters))


def rounds(world: World, seed: int, questions: int) -> Iterator[tuple[random.Random, list[Known]]]:
    """As many fresh pools of patterns as some questions need."""
    rng = generator(seed + WORLDS.index(world))
    for _ in range(-(-questions // (ROUND * len(WORLDS)))):
        yield rng, world.pool(rng, POOL)


def mixed(rng: random.Random, pool: list[Known]) -> Known:
    """A pattern, or what two of them make together."""
    one, two = rng.choices(pool, k=2)
    return rng.choice((one, one, one | two, one & two, one - two, one - (two - one)))


def union_of(languages: list[Known]) -> Known:
    whole = languages[0]
    for other in languages[1:]:
        whole |= other
    return whole


def replayed(name: str, witness: str) -> bool:
    """Whether google-re2 finds a text in a pattern."""
    return judge(name).fullmatch(witness) is not None


@worlds
def test_every_text_is_in_or_out_as_in_re2(world: World) -> None:
    """Of patterns, and of what they make together: all short texts, by table."""
    compared = undecided = 0
    for rng, pool in rounds(world, SEED, QUESTIONS):
        for known in (*pool, *(mixed(rng, pool) for _ in range(POOL // 2))):
            try:
                table = matcher(known.regex)
            except Undecided:
                undecided += 1
                continue
            for at, tried in enumerate(world.texts):
                assert table.fullmatch(tried) == bool(known.members >> at & 1), (known, tried)
                compared += 1
    assert compared >= QUESTIONS * len(world.texts) // 25
    assert undecided <= RARE


@worlds
def test_disjoint_and_within_are_found_by_trying_all(world: World) -> None:
    """One to three languages, without none to three others: the first text in reading order, or None."""
    outcomes: Counter[tuple[int, bool]] = Counter()
    undecided = 0
    for rng, pool in rounds(world, SEED + 10, QUESTIONS):
        for _ in range(ROUND):
            wanted = [mixed(rng, pool) for _ in range(rng.choice((1, 1, 1, 2, 2, 3)))]
            unwanted = [mixed(rng, pool) for _ in range(rng.choice((1, 1, 2, 2, 3) if len(wanted) == 1 else (0, 0, 1)))]
            members = -1
            for known in wanted:
                members &= known.members
            for known in unwanted:
                members &= ~known.members
            empty = rng.random() < 0.5
            asked, kept_out = ([known.regex for known in side] for side in (wanted, unwanted))
            try:
                found = meet(*asked, without=kept_out, longest=world.longest, alphabet=world.alphabet, empty=empty)
            except Undecided:
                undecided += 1
                continue
            assert found == world.first(members, empty=empty), (wanted, unwanted)
            if len(wanted) == 1 and not empty:
                assert outside(*asked, *kept_out, longest=world.longest, alphabet=world.alphabet) == found
            outcomes[len(unwanted), found is None] += 1
    assert all(outcomes[size, none] > QUESTIONS // 500 for size in range(4) for none in (False, True)), outcomes
    assert undecided <= RARE


@worlds
def test_a_witness_replays_in_re2(world: World) -> None:
    """It is in every pattern that is wanted, in none that is not, and the operators know of it as well."""
    found = 0
    for rng, pool in rounds(world, SEED + 20, QUESTIONS // 5):
        for _ in range(ROUND):
            one, *others = rng.choices(pool, k=rng.randint(2, 4))
            witness = outside(one.regex, *(other.regex for other in others), alphabet=world.alphabet, longest=50)
            if witness is not None:
                found += 1
                assert replayed(one.name, witness)
                assert not any(replayed(other.name, witness) for other in others)
                assert not one.regex <= union(*(other.regex for other in others))
    assert found > QUESTIONS // 100


@worlds
def test_several_hold_together_what_none_holds_alone(world: World) -> None:
    """Half of a language, and its other half: the case in which asking one by one goes wrong."""
    together = 0
    for rng, pool in rounds(world, SEED + 30, QUESTIONS // 4):
        for _ in range(ROUND):
            one, two, three = rng.choices(pool, k=3)
            parts = [one & two, one - three, three - two]
            rng.shuffle(parts)
            whole = union_of(parts)
            answer = outside(one.regex, *(part.regex for part in parts), longest=world.longest, alphabet=world.alphabet)
            assert answer == world.first(one.members & ~whole.members, empty=False), (one, parts)
            alone = [outside(one.regex, part.regex, longest=world.longest, alphabet=world.alphabet) for part in parts]
            together += answer is None and None not in alone
    assert together > QUESTIONS // 200


@worlds
def test_operators_compare_as_trying_all_does(world: World) -> None:
    """`<=`, `==`, `isdisjoint` and `is_empty` are about every text, so both sides are cut down to the short ones."""
    outcomes: Counter[tuple[str, bool]] = Counter()
    for rng, pool in rounds(world, SEED + 40, QUESTIONS):
        alike: dict[int, list[Known]] = {}
        for known in pool:
            alike.setdefault(known.members, []).append(known)
        groups = [group for group in alike.values() if len(group) > 1]
        for number in range(ROUND // 4):  # four questions each
            one, two = rng.choices(rng.choice(groups) if groups and number % 2 else pool, k=2)
            if number % 3 == 0:
                one = one - (one - two) if number % 2 else one | two
            first, second = one.regex & world.short, two.regex & world.short
            answers = {
                "within": (first <= second, not one.members & ~two.members),
                "equal": (first == second, one.members == two.members),
                "disjoint": (first.isdisjoint(second), not one.members & two.members),
                "empty": ((first - second).is_empty(), not one.members & ~two.members),
            }
            for question, (answer, expected) in answers.items():
                assert answer == expected, (question, one, two)
                outcomes[question, answer] += 1
    assert all(outcomes[question, answer] > QUESTIONS // 500 for question in answers for answer in (False, True))


def wide_pairs(seed: int, questions: int) -> Iterator[tuple[random.Random, str, str, Regex, Regex]]:
    """Pairs of any patterns; one is often made from the other, so that it is inside or nearly."""
    rng = generator(seed)
    while questions > 0:
        one = pattern(rng)
        two = rng.choice((pattern(rng), f"(?:{one})|{pattern(rng, 1)}", f"(?:{one}){pattern(rng, 0)}?", f"(?i:{one})"))
        if refusal(one) is None and refusal(two) is None:
            if rng.random() < 0.3:
                one, two = two, one
            try:
                made = parse(one), parse(two)
            except Unsupported:
                continue
            questions -= 1
            yield rng, one, two, *made


@pytest.mark.parametrize("alphabet", [CHANNEL_NAMES, EVERY_CHARACTER], ids=["names", "every character"])
def test_no_text_drawn_by_chance_says_otherwise(alphabet: Alphabet) -> None:
    """Within, over large alphabets: what google-re2 finds outside is at least as long as the witness; None is none."""
    outcomes, undecided = [0, 0], 0
    for rng, one, two, first, second in wide_pairs(SEED + 50, QUESTIONS // 15):
        try:
            witness = outside(first, second, alphabet=alphabet)
            shorter = LONGEST_NAME if witness is None else len(witness) - 1
            assert count(first - second, longest=shorter, alphabet=alphabet) == 0
        except Undecided:
            undecided += 1
            continue
        members = [made for made, _ in zip(sample(first, rng, longest=14, alphabet=alphabet), range(8), strict=False)]
        assert all(replayed(one, made) for made in members), one
        tried = [made for made in texts(rng, first, 6) if replayed(one, made) and is_made_of(made, alphabet)]
        beyond = [made for made in (*members, *tried) if not replayed(two, made)]
        outcomes[witness is None] += 1
        if witness is None:
            assert not beyond, (one, two, beyond)
        else:
            assert replayed(one, witness), (one, two)
            assert not replayed(two, witness), (one, two)
            assert is_made_of(witness, alphabet)
            assert len(witness) <= min(map(len, beyond), default=LONGEST_NAME), (one, two)
    assert min(outcomes) > QUESTIONS // 150
    assert undecided <= RARE


def is_made_of(made: str, alphabet: Alphabet) -> bool:
    """Whether a text has characters, and none outside an alphabet."""
    return made != "" and all(
        bool(alphabet.mask & 2 << ord(character))
        if character.isascii()
        else any(low <= ord(character) <= high for low, high in alphabet.wide)
        for character in made
    )


def test_disjoint_patterns_share_no_text_drawn_by_chance() -> None:
    """Over names: the shared text is the shortest of the intersection, and drawn ones are in both."""
    outcomes = [0, 0]
    for rng, one, two, first, second in wide_pairs(SEED + 60, QUESTIONS // 15):
        shared = meet(first, second)
        outcomes[shared is None] += 1
        drawn = [made for made, _ in zip(sample(first & second, rng, longest=14), range(8), strict=False)]
        assert all(replayed(one, made) and replayed(two, made) for made in drawn), (one, two)
        assert shared is not None or not drawn
        tried = [made for made in (*texts(rng, first, 4), text(rng)) if replayed(one, made) and replayed(two, made)]
        shortest = min((len(made) for made in tried if is_made_of(made, CHANNEL_NAMES)), default=LONGEST_NAME + 1)
        assert shortest >= (LONGEST_NAME + 1 if shared is None else len(shared)), (one, two)
    assert min(outcomes) > QUESTIONS // 150
