r"""Properties and case: the tables are google-re2's own, and patterns made of them mean what they mean to it.

Where google-re2 was built with another version of Unicode, the two differ, and nothing is said about whether the tables
were read right: these laws are skipped until `python -m tools.unicode_tables` has written new ones.
"""

import random
from collections.abc import Iterable
from typing import Final

import pytest

from pnpolicy.language import RegexSyntaxError, matcher, parse
from pnpolicy.language.unicode import _cased, other_cases, property_names, property_ranges
from tests.language_patterns import generator, judge, refusal
from tools.unicode_tables import names

SEED = 20_261_018
LAST = 0x10FFFF
NAMES = property_names()
CASED: Final = _cased()[0]
ASCII = range(0x80)

pytestmark = pytest.mark.skipif(
    judge("\\pL\\PL").fullmatch("\U0002ebf0\u1c89") is None, reason="google-re2 is of another version of Unicode"
)


def judged(pattern: str, points: Iterable[int]) -> set[int]:
    """The characters that RE2 finds among some, halves of surrogate pairs too."""
    text = "".join(map(chr, points)).encode("utf-8", "surrogatepass")
    return {ord(one) for run in judge(f"(?:{pattern})+").findall(text) for one in run.decode("utf-8", "surrogatepass")}


def accepted(pattern: str, points: Iterable[int]) -> set[int]:
    """The characters that the engine takes."""
    table = matcher(parse(pattern))
    return {point for point in points if table.fullmatch(chr(point))}


def edges(name: str) -> set[int]:
    """The ends of a property's ranges, and what is beside them."""
    ends = {point for ends in property_ranges(name) or () for point in ends}
    return {near for point in ends for near in (point - 1, point, point + 1) if 0 <= near <= LAST}


def sample(rng: random.Random, count: int) -> set[int]:
    """Any characters, half of them from where most letters are."""
    return {rng.randrange(rng.choice((0x3000, LAST + 1))) for _ in range(count)}


def test_every_property_is_known() -> None:
    """Those that google-re2 takes, of all names that are written in its code."""
    assert names() == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_a_property_holds_what_it_holds_to_re2(name: str) -> None:
    """At both ends of each of its ranges, in between and elsewhere; negated, and with all that is the same letter."""
    points = sorted(edges(name) | sample(generator(SEED), 300) | set(ASCII))
    cased = sorted({*points, *CASED})
    for pattern, tried in (
        (f"\\p{{{name}}}", points),
        (f"[\\P{{{name}}}]", points),
        (f"(?i)\\p{{{name}}}", cased),
        (f"(?i)[^\\p{{{name}}}]", cased),
        (f"(?i)[-\\p{{^{name}}}]", cased),
    ):
        assert accepted(pattern, tried) == judged(pattern, tried), pattern


def test_a_letter_in_any_case_is_what_it_is_to_re2() -> None:
    """Each way: from every character of the tables, and from every other letter that could have another case."""
    letters = {
        point
        for name in ("Lu", "Ll", "Lt")
        for low, high in property_ranges(name) or ()
        for point in range(low, high + 1)
    }
    points = sorted({*CASED, *letters})
    for point in points:
        others = other_cases(((point, point),))
        assert judged(f"(?i)\\x{{{point:X}}}", points) == {point} | others, hex(point)
        assert all(other_cases(((other, other),)) == ({point} | others) - {other} for other in others)


def test_nothing_else_has_a_case() -> None:
    """What the tables leave out becomes nothing that is in them."""
    gaps = zip([-1, *CASED], [*CASED, LAST + 1], strict=True)
    rest = "".join(f"\\x{{{before + 1:X}}}-\\x{{{after - 1:X}}}" for before, after in gaps if after > before + 1)
    assert judged(f"(?i)[{rest}]", CASED) == set()


@pytest.mark.parametrize("form", ["{}", "x{}?", "[{}]", "[^{}]", "[{}-\uffff]", "[!-{}]", "\\Q{}\\E", "(?-i:a|(?i){})"])
def test_a_letter_is_read_alike_however_it_is_written(form: str) -> None:
    """As itself and as a number, alone, in a class, and at either end of a range."""
    rng = generator(SEED)
    for point in rng.sample([point for point in CASED if 0x80 <= point < 0xFFFF], 60):
        written = chr(point) if "Q" in form or rng.random() < 0.5 else f"\\x{{{point:x}}}"
        pattern = f"(?i:{form.format(written)})"
        near = other_cases(((point, point),)) | sample(rng, 50)
        points = sorted({*ASCII, point - 1, point, point + 1, *near})
        assert accepted(pattern, points) == judged(pattern, points), pattern


def test_classes_of_anything_are_those_of_re2() -> None:
    """Properties, ranges, letters and named classes side by side, some negated, in any case or as they are."""
    rng = generator(SEED)
    for _ in range(600):
        pieces = [piece(rng) for _ in range(rng.randint(1, 4))]
        pattern = f"{rng.choice(('', '(?i)'))}[{rng.choice(('', '^'))}{''.join(pieces)}]"
        points = sorted({*ASCII, *rng.sample(CASED, 300), *edges(rng.choice(NAMES)), *sample(rng, 100)})
        assert accepted(pattern, points) == judged(pattern, points), pattern


def piece(rng: random.Random) -> str:
    """Something that may stand in a class."""
    low, high = sorted(rng.sample(CASED if rng.random() < 0.5 else range(0xA0, LAST), 2))
    return rng.choice(
        [
            f"\\p{{{rng.choice(NAMES)}}}",
            f"\\{rng.choice('pP')}{{{rng.choice(('', '^'))}{rng.choice(NAMES)}}}",
            f"\\p{rng.choice('CLMNPSZ')}",
            f"\\x{{{low:X}}}-\\x{{{high:X}}}",
            f"\\x{{{low:X}}}-\\x{{{low + rng.randint(0, 9):X}}}",
            f"\\x{{{high:X}}}",
            rng.choice(["\\w", "\\D", "[:^alpha:]", "[:upper:]", "a-k", "S", "\\-", "_"]),
        ]
    )


def test_group_names_are_those_of_re2() -> None:
    """Letters, marks, digits and connectors, in any place."""
    points = edges("L") | edges("M") | edges("N") | edges("Pc") | sample(generator(SEED), 300)
    for name in (chr(point) for point in points if not 0xD800 <= point < 0xE000):
        for pattern in (f"(?P<{name}>a)", f"(?<a{name}_>a)"):
            try:
                parse(pattern)
            except RegexSyntaxError as problem:
                assert problem.message == refusal(pattern)
            else:
                assert refusal(pattern) is None, pattern
