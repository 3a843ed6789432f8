"""Reading patterns: google-re2 and the engine read and refuse the same ones, and refuse them in the same words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pnpolicy.language import PatternError, RegexSyntaxError, Unsupported, parse
from tests.language_patterns import generator, lines, pattern, refusal, soup

SEED = 20_261_014
SHORT = 60
"""Longer quotes are cut by the engine."""
BROKEN = "\\x{"
"""RE2 takes the end of the pattern for broken UTF-8 after this."""


def problem_of(text: str) -> PatternError | None:
    """What the engine says against a pattern."""
    try:
        parse(text)
    except PatternError as problem:
        return problem
    return None


def agrees(text: str) -> bool:
    """Compare one pattern; whether it is one that RE2 reads."""
    said, problem = refusal(text), problem_of(text)
    if isinstance(problem, RegexSyntaxError):
        assert said is not None, f"{text!r} is refused: {problem}"
        assert problem.message.split(":")[0] == said.split(":")[0] or text.endswith(BROKEN), text
        assert 0 <= problem.position <= len(text)
        if len(said) <= SHORT and not text.endswith(BROKEN):
            assert problem.message == said
    elif problem is None:
        assert said is None, f"{text!r} is read, but: {said}"
    else:
        assert isinstance(problem, Unsupported)
        assert 0 <= problem.position < len(text)
    return said is None


@pytest.mark.parametrize("text", lines("syntax.txt"))
def test_tricky_patterns_are_read_as_re2_reads_them(text: str) -> None:
    """What people get wrong about RE2's syntax."""
    agrees(text)


def test_pieces_of_syntax_in_any_order_are_read_as_re2_reads_them() -> None:
    """Most are wrong; enough are not."""
    rng = generator(SEED)
    read = sum(agrees(soup(rng)) for _ in range(20_000))
    assert read > 1_000


def test_a_changed_character_is_read_as_re2_reads_it() -> None:
    """Patterns of every construct, with one character replaced, taken out or put in."""
    rng = generator(SEED)
    for _ in range(3_000):
        text = pattern(rng)
        at = rng.randrange(len(text) + 1)
        agrees(text[:at] + rng.choice(["", *"\\()[]{}?*+|^$-:,<>0x"]) + text[at + rng.randint(0, 1) :])


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=20))
def test_any_text_is_read_as_re2_reads_it(text: str) -> None:
    """Text that nobody meant as a pattern, of any script."""
    agrees(text)


@given(st.text(max_size=30))
def test_nothing_but_pattern_errors_comes_out(text: str) -> None:
    """Half surrogate pairs too."""
    problem = problem_of(text)
    if problem is not None:
        assert problem.pattern == text
        assert str(problem)
