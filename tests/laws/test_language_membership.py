"""Membership: the engine and google-re2 say the same of every text."""

import random
from collections.abc import Iterator

import pytest
import yaml

from pnpolicy.language import (
    LanguageError,
    Regex,
    Undecided,
    Unsupported,
    concat,
    literal,
    matcher,
    parse,
    repeat,
    search,
    spelled,
    union,
)
from tests.language_patterns import CASES, PAIRS, TRICKY, generator, judge, pattern, refusal, text, texts

SEED = 20_261_015
TRICKY_CASES = yaml.safe_load((CASES / "membership.yaml").read_text(encoding="utf-8"))


def generated(seed: int, looks: float = 0.15, depth: int = 3) -> Iterator[tuple[random.Random, str, Regex]]:
    """Patterns that both engines read, without end."""
    rng = generator(seed)
    while True:
        made = pattern(rng, depth, looks)
        if refusal(made) is None:
            try:
                yield rng, made, parse(made)
            except Unsupported:
                continue


@pytest.mark.parametrize("case", TRICKY_CASES, ids=lambda case: str(case["pattern"]).encode("unicode_escape").decode())
def test_tricky_texts_match_as_in_re2(case: dict[str, list[str]]) -> None:
    """In full and by search, as written and with every tricky character beside it."""
    made, expected = parse(str(case["pattern"])), judge(str(case["pattern"]))
    table = matcher(made)
    for known in case["texts"]:
        for tried in (known, *(known + extra for extra in TRICKY), *(extra + known for extra in TRICKY)):
            assert table.fullmatch(tried) == bool(expected.fullmatch(tried)), tried
    try:
        found = matcher(search(made))
    except Unsupported:
        return
    for known in case["texts"]:
        assert found.fullmatch(f"-{known} ") == bool(expected.search(f"-{known} ")), known


POSIX = (
    *("alnum", "alpha", "ascii", "blank", "cntrl", "digit", "graph"),
    *("lower", "print", "punct", "space", "upper", "word", "xdigit"),
)
CLASSES = (
    *(f"\\{letter}" for letter in "dDsSwW"),
    *(f"[:{sign}{name}:]" for name in POSIX for sign in ("", "^")),
)


@pytest.mark.parametrize("name", [*CLASSES, *map(chr, range(0x21, 0x7F))])
def test_every_class_and_letter_is_that_of_re2_character_by_character(name: str) -> None:
    """All of ASCII and what lies around it, with and without case, alone, in a class, and outside one."""
    part = name if name in CLASSES or name.isalnum() else f"\\{name}"
    inside = [f"[{part}]", f"[^{part}]", f"(?i)[{part}]", f"(?i)[^{part}]", f"[-{part}\u017f]", f"(?i)[{part}\u212a]"]
    for made in inside if name.startswith("[:") else [part, f"(?i){part}", *inside]:
        table, expected = matcher(parse(made)), judge(made)
        wrong = [
            character
            for character in map(chr, (*range(0x250), 0x212A, 0x212B, 0xD7FF, 0xE000, 0x1F600, 0x10FFFF))
            if table.fullmatch(character) != bool(expected.fullmatch(character))
        ]
        assert wrong == [], made


def test_membership_is_that_of_re2() -> None:
    """`PNPOLICY_LANGUAGE_PAIRS` pairs of a pattern and a text, half of the texts near misses or better."""
    compared = members = 0
    for rng, made, regex in generated(SEED):
        table, expected = matcher(regex), judge(made)
        for tried in texts(rng, regex, 20):
            answer = bool(expected.fullmatch(tried))
            assert table.fullmatch(tried) == answer, (made, tried)
            compared += 1
            members += answer
        if compared >= PAIRS:
            break
    assert members > compared // 5


def test_search_is_that_of_re2() -> None:
    """With anything around the texts."""
    compared = 0
    for rng, made, regex in generated(SEED + 1, looks=0.3, depth=2):
        try:
            table = matcher(search(regex))
        except Unsupported:
            assert "B" in made
            continue
        expected = judge(made)
        for known in texts(rng, regex, 6):
            for tried in (known, text(rng) + known + text(rng)):
                assert table.fullmatch(tried) == bool(expected.search(tried)), (made, tried)
                compared += 1
        if compared >= PAIRS // 4:
            break


def test_combined_languages_are_those_of_combined_patterns() -> None:
    """A part of a concatenation is read in full by itself, so its anchors are its own."""
    compared = 0
    stream = generated(SEED + 2, looks=0.1, depth=2)
    for (rng, first, one), (_, second, two) in zip(stream, stream, strict=False):
        try:
            joined = matcher(concat(one, literal("."), two))
            either = matcher(union(one, two))
            twice = matcher(repeat(one, 1, 2))
        except LanguageError:
            continue
        for left, right in zip(texts(rng, one, 4), texts(rng, two, 4), strict=True):
            members = [bool(judge(first).fullmatch(left)), bool(judge(second).fullmatch(right))]
            if all(members):
                assert joined.fullmatch(f"{left}.{right}"), (first, second, left, right)
            tried = f"{left}.{right}"
            assert joined.fullmatch(tried) == any(
                tried[at] == "." and judge(first).fullmatch(tried[:at]) and judge(second).fullmatch(tried[at + 1 :])
                for at in range(len(tried))
            )
            assert either.fullmatch(left) == bool(members[0] or judge(second).fullmatch(left))
            for tried in (left, left + left, left + right):
                cuts = range(len(tried) + 1)
                assert (
                    twice.fullmatch(tried)
                    == any(
                        judge(first).fullmatch(tried[:at]) and (at == len(tried) or judge(first).fullmatch(tried[at:]))
                        for at in cuts
                    )
                    or judge(first).fullmatch(tried) is not None
                ), (first, tried)
            compared += 5
        if compared >= PAIRS // 10:
            break


def test_a_small_budget_is_kept_and_named() -> None:
    """The table stays within the states given, or says that it cannot."""
    for _, _, regex in generated(SEED + 3):
        size = len(matcher(regex))
        assert len(matcher(regex, most_states=size)) == size
        with pytest.raises(Undecided) as caught:
            matcher(regex, most_states=0)
        assert (caught.value.budget, caught.value.limit) == ("states", 0)
        break


def test_a_spelling_is_of_the_same_language() -> None:
    """The spelled pattern leads to a table that answers alike, and is spelled the same again."""
    checked = 0
    for rng, made, regex in generated(SEED + 4):
        try:
            written = spelled(regex)
        except Unsupported:
            continue
        table = matcher(parse(written))
        for tried in texts(rng, regex, 6):
            assert table.fullmatch(tried) == bool(judge(made).fullmatch(tried)), (made, written, tried)
        assert spelled(parse(written)) == written
        checked += 1
        if checked >= PAIRS // 100:
            break
