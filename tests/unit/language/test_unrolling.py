"""Bounded texts of differences and intersections, as parts that can stand in a sequence."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pnpolicy import language
from pnpolicy.language import Undecided, Unsupported, literal, parse, unrolled
from pnpolicy.policy.domain import _SLUG
from tests.strategies import examples

PIECES = ["[ab]{1,3}", "a*b", "(?:ab)+", "[^b]{1,4}", "a|bb|aba", "é?a", ".{0,2}", "[à-ü]+"]


@settings(max_examples=examples(150))
@given(*(st.sampled_from(PIECES) for _ in range(3)), st.integers(0, 5))
def test_same_texts(one: str, other: str, without: str, longest: int) -> None:
    """Just those that are no longer than asked; it can stand beside others."""
    given = (parse(one) & parse(other)) - parse(without)
    found = unrolled(given, longest)
    assert found == given & parse(f"(?s).{{0,{longest}}}")
    assert found.node.subtle == 0
    assert language.concat(literal("x"), found, literal("y")).node.subtle == 0


def test_as_it_is() -> None:
    """What is bounded already and plain stays as it is."""
    regex = parse("[a-z]{1,32}")
    assert unrolled(regex, 32).node is regex.node
    assert unrolled(regex, 31) == parse("[a-z]{1,31}")


def test_slug() -> None:
    """A slug with its bound, which no short pattern can say."""
    slug = unrolled(parse(_SLUG), 36)
    assert language.count(slug) == language.count(parse(_SLUG), longest=36)
    assert language.meet(slug, parse("a.*"), parse(".{36}")) == "a" * 36
    assert language.meet(slug, parse(".{37}")) is None
    assert language.meet(slug, literal("a-pnpres")) is None


def test_nothing() -> None:
    """An empty language stays empty."""
    assert unrolled(parse("a") & parse("b"), 5).is_empty()
    assert unrolled(parse("aaa") & parse("a+"), 2).is_empty()


def test_too_much() -> None:
    """Places have a budget."""
    with pytest.raises(Undecided, match="places"):
        unrolled(parse("[ab]{1,90}") - parse("[ab]*a[ab]{20}"), 92)


def test_assertions() -> None:
    """One that depends on what stands beside it is refused."""
    with pytest.raises(Unsupported):
        unrolled(parse(r"a.*\b.*b") - literal("ab"), 9)
