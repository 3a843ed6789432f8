"""Differences and intersections as plain expressions: the same texts, within bounds."""

import os
import subprocess
import sys

import pytest

from pnpolicy.language import (
    EVERYTHING,
    Regex,
    Undecided,
    Unsupported,
    chars,
    concat,
    literal,
    matcher,
    parse,
    repeat,
    search,
    solving,
    spelled,
    union,
)
from pnpolicy.language.leaves import LOOK, SIEVE
from pnpolicy.language.sieve import MOST_STEPS
from pnpolicy.language.solving import MOST_EQUATIONS, MOST_LEVELS, MOST_PARTS, plain
from tests.language_patterns import judge
from tests.work import at_most


@pytest.mark.parametrize(
    "made",
    [
        parse("[a-z]{1,9}") - literal("staff"),
        parse("[ab]*") - parse(".*aba.*"),
        parse("(?:a|bc)*") & parse(".*c(?:a*b)*c.*"),
        parse("(?:ab?)*") - parse("(?:aab?)*"),
        parse("(?:c(?:[ab]{3})*d)*") & parse("(?:c(?:b*ab*ab*a)*b*d)*"),
        EVERYTHING - parse("[^a-c]*"),
        parse("[\u00e0-\u00ff]*") - parse(".*[\u00e9\u00fc][\u00e0-\u00ef].*"),
        union(parse("[ab]{3}") - parse("a.*"), parse("c") - literal("d"), literal("e")),
        repeat(parse("[ab]{2}") - parse("a.*"), 0, 1) - literal("bb"),
        parse("[ab]{1,4}") - (parse("[ab]{2,4}") - (parse("[ab]{3,4}") - parse("b.*"))),
        search(parse("a\\b-") - parse("c.")) - parse(".*x.*"),
        search(parse("a\\b-") - parse("c.")) & search(parse("b\\b[-.]") - parse("bb|b\\.")),
    ],
)
def test_what_is_solved_holds_the_same_texts(made: Regex) -> None:
    """As a value, as a pattern, and without anything left that is not plain."""
    node = plain(made.node if not made.node.subtle & LOOK else concat(made).node)
    assert not node.subtle
    assert Regex(node) == made
    text = spelled(made)
    assert parse(text) == made
    again = spelled(parse(text))
    assert parse(again) == made
    assert judge(text)


def test_what_is_plain_stays_as_it_is() -> None:
    """Nothing is rewritten without need, and nothing that depends on the text around it."""
    for pattern in ("a", "[a-z]{1,9}", "(?:a|\u00e9)*", "a*^b", "\\bfoo"):
        node = parse(pattern).node
        assert plain(node) is node
    node = (parse("[a-]*") - parse("[a-]*\\b[a-]*-")).node
    assert node.subtle == LOOK | SIEVE
    assert plain(node) is node


def test_nothing_is_left() -> None:
    """An empty difference is no pattern, whether it is seen at once or when it is solved."""
    for made in (parse("[ab]{2}") - parse("[a-c]{2}"), parse("(?:ab)+") & parse("(?:ba)+"), literal("a") - chars("ab")):
        assert plain(made.node) is union().node
        with pytest.raises(Unsupported, match="nothing matches"):
            spelled(made)


@pytest.mark.parametrize(
    "made",
    [
        parse("[a-]*") - parse("[a-]*\\b[a-]*-"),
        parse("[a-]*\\b[a-]*") & parse("a.*"),
        union(parse("[a-]*") - parse("[a-]*\\b[a-]*-"), literal("c")),
        search(parse("[a-]*\\b[a-]*-") - parse("aa-")),
    ],
)
def test_an_assertion_that_depends_on_the_text_is_not_spelled(made: Regex) -> None:
    """Not inside a difference; matching and comparing are no worse for it."""
    with pytest.raises(Unsupported, match="in an intersection or a difference"):
        spelled(made)
    assert matcher(made).fullmatch("a-") in {True, False}
    assert made == made & EVERYTHING


def test_a_system_has_a_bound_on_its_equations() -> None:
    """One for each letter of an unwanted word that is told from others."""
    assert MOST_EQUATIONS == 1_000
    remembers = parse("[ab]*") - parse("[ab]*a[ab]{10}")
    with pytest.raises(Undecided) as caught:
        spelled(remembers)
    assert (caught.value.budget, caught.value.limit) == ("equations", MOST_EQUATIONS)


def test_systems_inside_one_expression_share_their_bound() -> None:
    """Twenty differences, each with a hundred equations."""
    many = [parse(f"{letter}[a-z]{{1,99}}") - literal(letter + "ab" * 45) for letter in "abcdefghijklmnopqrst"]
    assert spelled(many[0])
    with pytest.raises(Undecided) as caught:
        spelled(union(*many))
    assert (caught.value.budget, caught.value.limit) == ("equations", MOST_EQUATIONS)


@pytest.mark.parametrize(
    "made",
    [
        parse("[ab]*") - parse("[ab]*a[ab]{5}"),
        parse("(?:c(?:[ab]{9})*d)*") & parse("(?:c(?:b*(?:ab*){3})*d)*"),  # all of it is one loop of the start
        parse("(?:[ab]{7}|c)*") & parse("(?:c|b*ab*ab*ab*)*"),
        parse("[a-z]{1,92}") - union(*(literal(f"{first}{second}" * 10) for first in "abcdefgh" for second in "stuv")),
    ],
)
def test_a_solution_has_a_bound_on_its_parts(made: Regex) -> None:
    """All equations are counted, not only what already stands without an unknown."""
    with at_most(1_500_000):
        try:
            assert len(spelled(made)) < 10 * MOST_PARTS
        except Undecided as problem:
            assert (problem.budget, problem.limit) == ("parts of an expression", MOST_PARTS)


def test_some_of_them_run_out() -> None:
    """Of parts."""
    with pytest.raises(Undecided, match=f"{MOST_PARTS} parts of an expression"):
        spelled(parse("(?:c(?:[ab]{9})*d)*") & parse("(?:c(?:b*(?:ab*){3})*d)*"))


def test_a_solution_is_not_nested_too_deeply() -> None:
    """A word as long as any name is well inside; one of a thousand letters is not."""
    word = "ab" * 46
    made = parse("[a-z]{1,92}") - literal(word)
    text = spelled(made)
    assert not judge(text).fullmatch(word)
    assert judge(text).fullmatch(f"{word[:-1]}a")
    assert concat(literal("x"), made).node.subtle == 0
    with pytest.raises(Undecided) as caught:
        spelled(parse("[a-z]{1,900}") - literal("ab" * 450))
    assert (caught.value.budget, caught.value.limit) == ("nested expressions", MOST_LEVELS)


def test_solving_takes_no_more_steps_than_a_question() -> None:
    """However few equations there are: each may be made of thousands of expressions."""
    with pytest.raises(Undecided) as caught:
        spelled(repeat(chars("ab"), 0, None) - parse("(?:a?){1000}(?:a?){1000}a{1000}"))
    assert (caught.value.budget, caught.value.limit) == ("steps", MOST_STEPS)


def test_a_bound_is_the_last_that_still_works(monkeypatch: pytest.MonkeyPatch) -> None:
    """One less, and it says so."""
    made = parse("[a-z]{1,9}") - literal("staff")
    text = spelled(made)
    monkeypatch.setattr(solving, "MOST_EQUATIONS", 6)
    assert spelled(made) == text
    monkeypatch.setattr(solving, "MOST_EQUATIONS", 5)
    with pytest.raises(Undecided, match="5 equations"):
        spelled(made)
    monkeypatch.undo()
    for name in ("MOST_PARTS", "MOST_LEVELS", "MOST_STEPS"):
        enough = 1
        while True:
            monkeypatch.setattr(solving, name, enough)
            try:
                assert spelled(made) == text
                break
            except Undecided as problem:
                assert problem.limit == enough
                enough += 1
        assert 5 < enough < 150, name
        monkeypatch.undo()


SAME = """
import random, sys
from pnpolicy.language import Undecided, parse, spelled
from tests.work import at_most
held = [parse(f"[ab]{{1,{number}}}|c{number}") for number in range(1, int(sys.argv[1]))]
draw = random.Random(7)
def piece():
    return "[" + "".join(sorted(draw.sample("abcdefx", 3))) + "]" + draw.choice(("+x", "*[ab]x", "x", "{2}x?", "?e*"))
for _ in range(80):
    print(spelled(parse("[a-f]{0,3}x*") - parse("|".join(piece() for _ in range(4)))))
"""


def test_a_difference_is_spelled_the_same_on_every_run() -> None:
    """Whatever the process did before, and wherever its objects lie."""
    answers = {
        subprocess.run(  # noqa: S603  our own interpreter
            [sys.executable, "-c", SAME, held], capture_output=True, text=True, check=True, env=os.environ
        ).stdout
        for held in ("1", "300", "900")
    }
    assert len(answers) == 1
    assert len(next(iter(answers)).splitlines()) == 80


@pytest.mark.parametrize(
    ("made", "expected"),
    [
        (parse("a{1,26}") - parse("a{1,20}"), "a{21,26}"),
        (parse("(?:ab){2,9}") - parse("(?:ab){2}"), "ababab(?:ab){0,6}"),
        (parse("xa*|xb") - literal("xb"), "x(?:aa*)?"),
        (parse("a?b?") - literal(""), "b|ab?"),
        (parse("a?b?") - literal("b"), "(?:ab?)?"),
        (parse("a+") - literal("a"), "a{2}a*"),
    ],
)
def test_counts_are_put_together_again(made: Regex, expected: str) -> None:
    """What repeats is counted, what may be left out has a question mark."""
    text = spelled(made)
    assert parse(text) == made
    assert text == expected
