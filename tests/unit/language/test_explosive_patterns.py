"""Patterns built to explode: an answer, or a bound by name; soon, and in little memory."""

from collections.abc import Callable

import pytest

from pnpolicy.language import (
    ANY,
    EVERYTHING,
    LanguageError,
    Regex,
    Undecided,
    Unsupported,
    count,
    head,
    literal,
    longest_length,
    matcher,
    meet,
    outside,
    parse,
    search,
    shortest_length,
    spelled,
    tail,
)
from tests.work import at_most

pytestmark = pytest.mark.usefixtures("at_full_speed")

MOST_CALLS = 2_000_000
"""What a question may take: a few seconds, of a machine of today. The slowest takes 1,420,000."""

PATTERNS = {
    "remembers 20 letters": "(a|b)*a(a|b){20}",
    "nested counts": "(?:(?:a{1,10}){1,10}){1,10}",
    "nested counts with gaps": "(?:(?:[ab]{2,10}c?){2,10}){2,10}",
    "a thousand optionals": "(?:a?){1000}(?:a?){1000}a{1000}",
    "5,000 names": "|".join(f"name-{number * 7919 % 100_003}-x" for number in range(5000)),
    "4,000 patterns": "|".join(f"n[a-f]{{2}}{number}" for number in range(4000)),
    "8,000 optionals": "a?" * 8_000 + "a" * 10,
    "1,500 loops": "(?:a|b|ab|ba)*" * 1500,
    "star height": "(?:(?:(?:(?:a*b)*c)*d)*e)*" * 700,
    "many assertions": "(?:\\b|^|$|a)*" * 500,
    "counted assertions": "(?:(?:\\b|a){2,10}(?:^|b){2,10}){2,10}",
    "a long literal": "a" * 60_000,
    "a long literal without case": "(?i)" + "ks" * 10_000,
    "many words apart": ".*a.*b.*c.*d.*e.*f.*g.*h",
    "5,000 letters": "|".join(map(chr, range(0x4E00, 0x4E00 + 5000))),
    "1,000 overlapping ranges": "|".join(f"[\\x{{{at:X}}}-\\x{{{at + 50:X}}}]x" for at in range(0x4E00, 0x6958, 7)),
    "as deep as can be": "(?:a|b" * 100 + ")+" * 100,
    "brackets": "[" * 60_000,
    "braces": "{" * 60_000,
    "bars": "|" * 60_000,
    "flags": "(?i)" * 15_000,
}

LIKE = parse("[a-z]*z[a-z]{20}")

QUESTIONS: dict[str, Callable[[Regex], object]] = {
    "meet itself": meet,
    "meet a search": lambda regex: meet(regex, search(literal("zz"))),
    "meet its like": lambda regex: meet(regex, regex, LIKE),
    "matcher": matcher,
    "search": lambda regex: matcher(search(regex)),
    "spelled": spelled,
    "shortest": shortest_length,
    "longest": longest_length,
    "head": head,
    "tail": tail,
    "within its like": lambda regex: outside(regex, LIKE),
    "equal": lambda regex: regex == parse("[ab]*"),
    "difference spelled": lambda regex: spelled(regex - literal("ab")),
    "difference from names spelled": lambda regex: spelled(parse("[a-z]{1,32}") - regex),
    "intersection spelled": lambda regex: spelled(regex & LIKE),
    "count": count,
    "count of a difference": lambda regex: count(ANY - regex),
    "shortest of a difference": lambda regex: shortest_length(EVERYTHING - regex),
}


@pytest.mark.parametrize("name", PATTERNS)
def test_every_question_ends(name: str) -> None:
    """With an answer or one of the engine's own errors."""
    try:
        with at_most(MOST_CALLS):
            regex = parse(PATTERNS[name])
    except LanguageError:
        assert name == "brackets"
        return
    for question, ask in QUESTIONS.items():
        try:
            with at_most(MOST_CALLS):
                ask(regex)
        except (Undecided, Unsupported):
            assert question not in {"head", "tail"}


@pytest.mark.parametrize("pattern", ["(" * 10_000 + "a" + ")" * 10_000, "a" * 1_000_000, "(a|b)*" * 170_000])
def test_what_is_too_deep_or_too_long_is_refused_at_once(pattern: str) -> None:
    """Before anything is built."""
    with at_most(100_000), pytest.raises(Unsupported):
        parse(pattern)


def test_two_long_lists_meet_in_their_common_part() -> None:
    """Walked side by side, not pair by pair."""
    one, two = (parse("|".join(f"room-{number}" for number in range(start, 12_000, 2))) for start in (0, 1))
    assert meet(one, two) is None
    assert meet(one, one) == "room-0"
