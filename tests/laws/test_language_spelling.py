"""Spelling: a spelled pattern means the same to google-re2, to Python's `re` and to the engine."""

import re

from hypothesis import given
from hypothesis import strategies as st

from pnpolicy.language import Unsupported, concat, literal, matcher, parse, spelled, union
from tests.language_patterns import PAIRS, generator, judge, pattern, refusal, texts

SEED = 20_261_017


def test_re2_and_python_read_a_spelling_alike() -> None:
    """As a full match, on members, near members and other texts."""
    rng = generator(SEED)
    compared = 0
    while compared < PAIRS // 8:
        made = pattern(rng, 3, 0.2)
        if refusal(made) is not None:
            continue
        try:
            regex = parse(made)
            written = spelled(regex)
        except Unsupported:
            continue
        assert parse(written).captures == ()
        mine, python, re2 = matcher(parse(written)), re.compile(written), judge(written)
        for tried in texts(rng, regex, 12):
            answer = bool(judge(made).fullmatch(tried))
            assert bool(re2.fullmatch(tried)) == answer, (made, written, tried)
            assert bool(python.fullmatch(tried)) == answer, (made, written, tried)
            assert mine.fullmatch(tried) == answer, (made, written, tried)
            compared += 1
        assert spelled(parse(written)) == written, made


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=12))
def test_a_literal_is_spelled_as_itself(text: str) -> None:
    """Any text, read back by both engines, is that text and no other."""
    written = spelled(literal(text))
    assert judge(written).fullmatch(text)
    assert re.fullmatch(written, text)
    assert parse(written) == literal(text)
    for other in (text + "\n", text[:-1], f"a{text}", text.swapcase()):
        if other != text:
            assert not judge(written).fullmatch(other)
            assert not re.fullmatch(written, other)


@given(st.lists(st.text("ab.|()", max_size=4), min_size=1, max_size=6))
def test_listed_names_are_spelled_as_their_alternatives(names: list[str]) -> None:
    """A list of names, and the same inside a longer pattern."""
    plain = spelled(union(*map(literal, names)))
    longer = spelled(concat(literal("x."), union(*map(literal, names)), literal("$")))
    for tried in {*names, "", "a", "ab", names[0] + "a"}:
        assert bool(re.fullmatch(plain, tried)) == bool(judge(plain).fullmatch(tried)) == (tried in names)
        assert (
            bool(re.fullmatch(longer, f"x.{tried}$"))
            == bool(judge(longer).fullmatch(f"x.{tried}$"))
            == (tried in names)
        )
