"""Shared texts: found if and only if there is one, shortest, most readable, and members in the eyes of google-re2."""

import itertools
import random
from collections.abc import Iterable, Iterator

from pnpolicy.language import (
    ANY,
    CHANNEL_NAMES,
    EVERY_CHARACTER,
    Alphabet,
    Regex,
    Unsupported,
    head,
    longest_length,
    meet,
    parse,
    search,
    shortest_length,
    tail,
)
from tests.language_patterns import PAIRS, generator, judge, pattern, refusal, texts

SEED = 20_261_016
SMALL = "ab-"
LONGEST = 6
EVERYTHING = ["".join(letters) for size in range(LONGEST + 1) for letters in itertools.product(SMALL, repeat=size)]
PIECES = (
    *("a", "b", "-", "ab", "[ab]", "[^a]", ".", "\\w", "\\W", "^", "$", "\\b", "\\B", "a?", "b*", "-+", ".{2}"),
    *("(?:a|b-)", "(?:ab){2}", "[a-]{1,3}", "(?:a|^)", "(?:$|-)", "(?:-?a){2}", "(?:ba|b)*"),
)


def small(rng: random.Random) -> str:
    """A pattern with much to say about texts of three letters."""
    made = "".join(rng.choice(PIECES) for _ in range(rng.randint(1, 4)))
    return f"(?:{made}|{rng.choice(PIECES)})" if rng.random() < 0.3 else made


def best(members: Iterable[str]) -> str | None:
    """The shortest, and of these the first in reading order: `a` before `b` before `-`."""
    return min(members, key=lambda text: (len(text), text.replace("-", "z")), default=None)


def test_shared_texts_are_found_by_trying_all() -> None:
    """One to three languages over three letters, against every text of up to six."""
    rng = generator(SEED)
    letters = Alphabet.of(SMALL)
    outcomes = [0, 0]
    for _ in range(400):
        made = [small(rng) for _ in range(rng.randint(1, 3))]
        members = [text for text in EVERYTHING if all(judge(text_of).fullmatch(text) for text_of in made)]
        for empty in (False, True):
            expected = best(text for text in members if text or empty)
            found = meet(*map(parse, made), longest=LONGEST, alphabet=letters, empty=empty)
            assert found == expected, made
            outcomes[found is None] += 1
    assert min(outcomes) > 50


def test_shared_texts_of_searches_are_found_by_trying_all() -> None:
    """An unanchored reading meets a full one."""
    rng = generator(SEED + 1)
    letters = Alphabet.of(SMALL)
    for _ in range(150):
        one, two = small(rng), small(rng)
        try:
            wide = search(parse(one))
        except Unsupported:
            continue
        expected = best(text for text in EVERYTHING if judge(one).search(text) and judge(two).fullmatch(text))
        assert meet(wide, parse(two), longest=LONGEST, alphabet=letters, empty=True) == expected, (one, two)


def pairs(seed: int, count: int) -> Iterator[tuple[str, str, Regex, Regex]]:
    """Pairs of patterns that both engines read."""
    rng = generator(seed)
    while count:
        one, two = pattern(rng), pattern(rng)
        if refusal(one) is None and refusal(two) is None:
            try:
                yield one, two, parse(one), parse(two)
            except Unsupported:
                continue
            count -= 1


def test_a_shared_text_is_a_member_of_each() -> None:
    """Whatever the alphabet, RE2 agrees; the same text comes back whatever was asked before and in any order."""
    found = 0
    for one, two, first, second in pairs(SEED + 2, PAIRS // 100):
        for alphabet in (CHANNEL_NAMES, EVERY_CHARACTER):
            shared = meet(first, second, alphabet=alphabet)
            assert shared == meet(second, first, alphabet=alphabet)
            if shared is not None:
                found += 1
                assert judge(one).fullmatch(shared), (one, two, shared)
                assert judge(two).fullmatch(shared), (one, two, shared)
                if alphabet is CHANNEL_NAMES:
                    assert meet(first, second, ANY) == shared
                    assert not set(shared) & set(",:*/\\ \0\n\x7f\x85")
    assert found > 20


def test_a_language_that_has_a_member_meets_itself() -> None:
    """No member found by chance is shorter than the witness, and none lacks the shared head and tail."""
    rng = generator(SEED + 3)
    for _ in range(PAIRS // 100):
        made = pattern(rng, 3, 0.3)
        if refusal(made) is not None:
            continue
        try:
            regex = parse(made)
        except Unsupported:
            continue
        members = [text for text in texts(rng, regex, 12) if judge(made).fullmatch(text)]
        witness = meet(regex, alphabet=EVERY_CHARACTER, empty=True)
        if witness is None:
            assert not members, made
            continue
        assert shortest_length(regex) == len(witness), made
        longest = longest_length(regex)
        for text in (witness, *members):
            assert len(witness) <= len(text)
            assert longest is None or len(text) <= longest
            assert text.startswith(head(regex)), made
            assert text.endswith(tail(regex)), made


def test_heads_and_tails_are_the_longest_shared_ones() -> None:
    """Among all texts of three letters of a bounded language, against what they really share."""
    rng = generator(SEED + 4)
    checked = 0
    while checked < 100:
        made = "".join(
            rng.choice(["a", "b", "ab", "a?", "[ab]", "(?:a|ab)", "(?:ba){1,2}", "^", "$", "\\b"]) for _ in range(3)
        )
        regex = parse(made)
        members = [text for text in EVERYTHING if judge(made).fullmatch(text)]
        if not members:
            assert len(meet(regex) or EVERYTHING[-1] + "a") > LONGEST
            continue
        if (longest_length(regex) or LONGEST + 1) > LONGEST:
            continue
        checked += 1
        assert head(regex) == common(members), made
        assert tail(regex) == common([text[::-1] for text in members])[::-1], made
        assert shortest_length(regex) == min(map(len, members))
        assert longest_length(regex) == max(map(len, members))


def common(members: list[str]) -> str:
    """The longest text that all begin with."""
    first, last = min(members), max(members)
    size = next((at for at, letter in enumerate(first) if at >= len(last) or last[at] != letter), len(first))
    return first[:size]
