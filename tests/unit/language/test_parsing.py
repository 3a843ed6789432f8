"""Reading one pattern: where a problem is, what is beyond the engine, where capturing groups are."""

import pytest

from pnpolicy.language import PatternError, RegexSyntaxError, Unsupported, parse
from pnpolicy.language.syntax import DEEPEST_NESTING, LONGEST_PATTERN


@pytest.mark.parametrize(
    ("pattern", "position", "message"),
    [
        ("ab)", 2, "unexpected ): ab)"),
        ("(?:ab", 0, "missing ): (?:ab"),
        ("x(?:a(b)(c", 8, "missing ): x(?:a(b)(c"),
        ("x[a", 1, "missing ]: [a"),
        ("x[z-a]", 2, "invalid character class range: z-a"),
        ("x[[:foo:]]", 2, "invalid character class range: [:foo:]"),
        ("chat.**", 5, "bad repetition operator: **"),
        ("a{2}{3}", 1, "bad repetition operator: {2}{3}"),
        ("a|*", 2, "no argument for repetition operator: *"),
        ("ab{1001}", 2, "invalid repetition size: {1001}"),
        ("(?:a{500}){3}", 10, "invalid repetition size: {3}"),
        ("a{2,1}", 1, "invalid repetition size: {2,1}"),
        ("x(?=a)", 1, "invalid perl operator: (?="),
        ("x(?<!a)", 1, "invalid perl operator: (?<!"),
        ("x(?P<a b>c)", 1, "invalid named capture group: (?P<a b>"),
        ("a\\Z", 1, "invalid escape sequence: \\Z"),
        ("a\\", 1, "trailing \\"),
        ("\\x{110000}", 0, "invalid escape sequence: \\x{110000"),
        ("\\pX", 0, "invalid character class range: \\pX"),
        ("a[\\P{^Greece}]", 2, "invalid character class range: \\P{^Greece}"),
        ("x(?P<€>c)", 1, "invalid named capture group: (?P<€>"),
        ("a\ud800", 1, "invalid UTF-8: "),
    ],
)
def test_a_syntax_error_names_the_place_and_speaks_as_re2_does(pattern: str, position: int, message: str) -> None:
    """The position is that of the first character of what is wrong."""
    with pytest.raises(RegexSyntaxError) as caught:
        parse(pattern)
    assert (caught.value.pattern, caught.value.position, caught.value.message) == (pattern, position, message)
    assert str(caught.value) == f"{message} (at {position})"


@pytest.mark.parametrize(
    ("pattern", "position", "construct"),
    [
        ("a\\C", 1, "\\C, one byte"),
        ("a" * (LONGEST_PATTERN + 1), LONGEST_PATTERN, f"a pattern longer than {LONGEST_PATTERN} characters"),
        ("(?:" * (DEEPEST_NESTING + 1), 3 * DEEPEST_NESTING, f"groups nested deeper than {DEEPEST_NESTING}"),
    ],
)
def test_what_is_not_modelled_is_said_not_guessed(pattern: str, position: int, construct: str) -> None:
    """An answer of its own: neither accepted nor called wrong."""
    with pytest.raises(Unsupported) as caught:
        parse(pattern)
    assert (caught.value.pattern, caught.value.position, caught.value.construct) == (pattern, position, construct)
    assert caught.value.message == f"unsupported: {construct}"


def test_a_syntax_error_goes_before_what_is_not_modelled() -> None:
    """Nobody should rewrite a construct only to learn that RE2 refuses the pattern anyway."""
    with pytest.raises(RegexSyntaxError):
        parse("\\C(")


def test_of_several_constructs_the_first_is_named() -> None:
    """In reading order."""
    with pytest.raises(Unsupported) as caught:
        parse("a\\C\\C")
    assert caught.value.position == 1


def test_a_long_quote_is_cut() -> None:
    """A message fits on a line, whatever the pattern."""
    with pytest.raises(PatternError) as caught:
        parse("[" + "a" * 1000)
    assert len(str(caught.value)) < 100
    assert caught.value.message.endswith("…")


@pytest.mark.parametrize(
    ("pattern", "captures"),
    [
        ("a", ()),
        ("(?:a)(?i)(?s:b)", ()),
        ("(a)", (0,)),
        ("x(a(?:b(c)))", (1, 7)),
        ("(?P<n>a)|(?<m>b)", (0, 9)),
        ("(?P<é>a)", (0,)),
        ("\\(a\\)[(]\\Q(\\E", ()),
        ("()", (0,)),
    ],
)
def test_capturing_groups_are_told(pattern: str, captures: tuple[int, ...]) -> None:
    """PubNub refuses them, so that their places matter to whoever writes a grant."""
    assert parse(pattern).captures == captures


def test_the_deepest_nesting_that_is_read_is_also_worked_with() -> None:
    """The bound leaves room on Python's stack."""
    deep = parse("(?:a|b" * DEEPEST_NESTING + ")+" * DEEPEST_NESTING)
    assert deep == parse("(?:a|b" * DEEPEST_NESTING + ")+" * DEEPEST_NESTING)
