"""Shared texts of two or more languages."""

import pytest

from pnpolicy.language import (
    ANY,
    CHANNEL_NAMES,
    EVERY_CHARACTER,
    Undecided,
    chars,
    concat,
    head,
    literal,
    meet,
    parse,
    repeat,
    search,
    union,
)
from pnpolicy.language.alphabet import MOST_RANGES
from pnpolicy.language.sieve import MOST_STEPS


@pytest.mark.parametrize(
    ("patterns", "expected"),
    [
        (["^chat\\.room\\.[A-Za-z0-9_]{1,36}$", "chat\\..*"], "chat.room.a"),
        (["chat\\.[a-z]+", "inbox\\.[a-z]+"], None),
        (["[^a-z]+"], "0"),
        (["[^a-z0-9]+"], "-"),
        (["[^a-z0-9_.-]+"], "A"),
        (["[^A-Za-z0-9_.-]+"], "!"),
        (["[^!-~]"], "é"),
        (["[^!-~é]"], "à"),
        (["[^!-~à-ÿ]"], "ß"),
        (["[\\x{A0}-\\x{BF}]"], "\xa0"),
        (["\\x{4E2D}+", ".."], "中中"),
        (["[\\x{4E00}-\\x{9FFF}]", "[^\\x{4E00}]"], "丁"),
        (["\\x{10FFFF}"], "\U0010ffff"),
        (["a*", "(?:aa)*", "(?:aaa)*"], "aaaaaa"),
        (["[ab]{3}", ".*b", "b.*", ".a."], "bab"),
        (["a?"], "a"),
        ([""], None),
        ([".*,.*"], None),
        (["a[\\x00-\\x1f]"], None),
        (["\\x{85}"], None),
        (["(?i)K", "[^a-zA-Z]"], "\u212a"),
        (["room-(?:red|green|blue)", ".*e"], "room-blue"),
        (["(?:a|b)*a(?:a|b){12}", "b.*"], "ba" + "a" * 12),
        (["\\bfoo\\b", "(?s).*"], "foo"),
        (["(?:^|\\.)x(?:\\.|$)", ".{3}"], ".x."),
        ([".*\\bx\\b.*", "[^x].*[^x]"], "-x-"),
        (["a^b"], None),
        (["a{92}"], "a" * 92),
        (["a{93}"], None),
        (["a{46,}b{46,}", ".*"], "a" * 46 + "b" * 46),
        (["a{46,}b{47,}", ".*"], None),
    ],
)
def test_the_shortest_and_most_readable_name(patterns: list[str], expected: str | None) -> None:
    """Small letters, digits, `-`, `_`, `.`, capitals, the rest of ASCII, then letters beyond."""
    assert meet(*map(parse, patterns)) == expected


def test_the_alphabet_and_the_length_are_the_callers() -> None:
    """The defaults are those of channel names."""
    comma = parse("a,b|\\n")
    assert meet(comma) is None
    assert meet(comma, alphabet=EVERY_CHARACTER) == "\n"
    assert meet(parse("a{93}"), longest=93) == "a" * 93
    assert meet(parse("ab"), longest=1) is None
    assert meet(parse("ab"), longest=2) == "ab"
    assert meet(parse("a*"), longest=0) is None
    assert meet(parse("a*"), longest=0, empty=True) == ""
    assert meet(parse("a*"), empty=True) == ""
    assert meet(parse("a+"), empty=True) == "a"


def test_half_a_surrogate_pair_is_never_a_witness() -> None:
    """No text holds one, so that a language of nothing else is empty."""
    assert meet(parse("\\x{D800}"), alphabet=EVERY_CHARACTER) is None
    assert meet(parse("[\\x{D800}-\\x{DFFF}]|[\\x{D800}-\\x{E000}]a"), alphabet=EVERY_CHARACTER) == "\ue000a"


def test_controls_come_last() -> None:
    """In all of Unicode they are a choice, but no first one."""
    assert meet(parse("[^!-~]"), alphabet=EVERY_CHARACTER) == "é"
    assert meet(parse("[\\x00-\\x20]"), alphabet=EVERY_CHARACTER) == "\x00"


def test_what_was_asked_before_does_not_show() -> None:
    """The same question has the same answer after many others."""
    question = (parse("[^a-z]{2}.*"), search(parse("é|ü|z")))
    first = meet(*question)
    for other in ("[à-é]+", "[^é]", "é|[ü-ÿ]", "中*"):
        meet(parse(other), *question)
    assert meet(*question) == first == "0z" + "" or meet(*question) == first


def test_a_question_of_any_number_of_languages() -> None:
    """One name for all of twenty."""
    assert meet(*(search(literal(letter)) for letter in "chatroom")) is not None
    assert meet(ANY, *(concat(ANY, literal(f"{number}"), ANY) for number in range(5))) == "01234"


def test_a_budget_that_runs_out_is_neither_yes_nor_no() -> None:
    """It names itself."""
    hard = [repeat(union(literal("a"), repeat(literal("b"), size, size)), 60, 60) for size in (7, 11, 13)]
    spread = [concat(repeat(chars("ab"), 0, 40), literal(letter), repeat(chars("ab"), 20, None)) for letter in "ab"]
    with pytest.raises(Undecided) as caught:
        meet(
            *hard,
            *spread,
            *(concat(repeat(chars("abc"), size, None), literal("c")) for size in range(40, 60)),
            longest=900,
        )
    assert (caught.value.budget, caught.value.limit) == ("steps", MOST_STEPS)
    assert str(caught.value) == f"not decided within {MOST_STEPS} steps"


@pytest.mark.usefixtures("at_full_speed")
def test_too_many_sets_beyond_ascii_are_not_classed() -> None:
    """Each cuts the others."""
    nested = [
        parse("".join(f"[\\x{{{at:x}}}-\\x{{20000}}]" for at in range(low, low + 3000))) for low in (1000, 5000, 9000)
    ]
    assert meet(*nested[:2], longest=3000) is not None
    with pytest.raises(Undecided) as caught:
        meet(*nested)
    assert (caught.value.budget, caught.value.limit) == ("ranges beyond ASCII", MOST_RANGES)
    assert head(concat(*nested)) == ""


def test_the_default_alphabet_is_that_of_names() -> None:
    """Said in one place."""
    assert meet(parse("[ -~]*:.*"), alphabet=CHANNEL_NAMES) is meet(parse("[ -~]*:.*")) is None
