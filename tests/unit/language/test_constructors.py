"""Building languages without writing a pattern."""

import gc

import pytest

from pnpolicy.language import (
    ANY,
    CHANNEL_NAMES,
    EVERY_CHARACTER,
    Alphabet,
    Undecided,
    Unsupported,
    chars,
    concat,
    leaves,
    literal,
    longest_length,
    matcher,
    meet,
    nodes,
    parse,
    repeat,
    search,
    shortest_length,
    spelled,
    union,
)
from pnpolicy.language.regex import DEEPEST_TREE


def test_equal_structure_is_one_value() -> None:
    """Built twice, by hand or by pattern, it is equal, and one object inside; a language has no hash."""
    by_hand = concat(literal("chat."), repeat(chars("a-z"), 1, 3))
    assert by_hand == parse("chat\\.[a-z]{1,3}")
    assert by_hand.node is parse("chat\\.[a-z]{1,3}").node
    with pytest.raises(TypeError, match="unhashable"):
        hash(by_hand)
    assert by_hand != parse("chat\\.[a-z]{1,4}")
    assert parse("(a)") == parse("a")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("a|b", "[ab]"),
        ("(?:a)(?:b)c", "abc"),
        ("(?:a*)*", "a*"),
        ("(?:a+)?", "a*"),
        ("(?:a{0,3}){2}", "a{0,6}"),
        ("(?:a{1,3}){2,4}", "a{2,12}"),
        ("a{1}", "a"),
        ("a{0}b", "b"),
        ("a|", "a?"),
        ("(?:|b|a)", "[ab]?"),
        ("[a]", "a"),
        ("a|[^a]", "(?s:.)"),
        ("(?:^)*a", "a"),
        ("a|b|a", "b|a"),
        ("\\Qa.b\\E", "a\\.b"),
        ("(?:é|a|b)", "(?:a|b|é)"),
        ("a+?", "a+"),
    ],
)
def test_laws_that_always_hold_are_kept_by_construction(one: str, other: str) -> None:
    """Both are the same node."""
    assert parse(one).node is parse(other).node


@pytest.mark.parametrize(("one", "other"), [("(?:a{2}){2}", "a{2,4}"), ("(?:a{2,3}){0,2}", "a{0,6}"), ("a", "A")])
def test_what_differs_stays_apart(one: str, other: str) -> None:
    """Counts with gaps, letter case."""
    assert parse(one) != parse(other)


def test_neutral_elements() -> None:
    """No parts at all: the empty text, and the empty language."""
    assert concat() == literal("") == repeat(literal("a"), 0, 0) == parse("")
    assert meet(union(), empty=True) is None
    assert concat(literal("a"), union()) == union() == chars("")
    assert repeat(union(), 0, None) == literal("")


@pytest.mark.parametrize(
    ("spec", "members", "others"),
    [
        ("A-Za-z0-9_", "AZaz09_", "-é[`"),
        ("a-", "a-", "b"),
        ("-a", "a-", "b"),
        ("a-c-e", "abc-e", "d"),
        ("\\d", "\\d", "1"),
        ("]^", "]^", "a"),
        ("z-ÿ", "z~\x7f\x80ÿ", "yĀ"),
        ("é", "é", "e"),
    ],
)
def test_a_specification_is_read_like_the_inside_of_a_class(spec: str, members: str, others: str) -> None:
    """Ranges, and hyphens that are just hyphens; no escapes."""
    table = matcher(chars(spec))
    assert all(map(table.fullmatch, members))
    assert not any(map(table.fullmatch, others))
    assert meet(chars(spec), alphabet=Alphabet.of(spec)) is not None


@pytest.mark.parametrize("wrong", ["z-a", "\ud800", "a-\udfff"])
def test_a_wrong_specification_is_refused(wrong: str) -> None:
    """An empty range helps nobody, and half a pair is no character."""
    with pytest.raises(ValueError, match=r"wrong order|surrogate"):
        chars(wrong)


def test_a_literal_holds_whole_characters() -> None:
    """Half a surrogate pair cannot be sent."""
    with pytest.raises(ValueError, match="surrogate"):
        literal("a\udc00")


@pytest.mark.parametrize(("low", "high"), [(-1, 2), (3, 2), (0, 1_000_001), (1_000_001, None)])
def test_counts_are_in_order(low: int, high: int) -> None:
    """Zero or more, low before high, and no more than could matter."""
    with pytest.raises(ValueError, match="cannot repeat"):
        repeat(literal("a"), low, high)


def test_a_part_keeps_its_own_anchors() -> None:
    """`^a$` is the language of `a`, wherever it is put."""
    assert concat(parse("^a$"), literal("-"), parse("\\bb|^c$")) == concat(literal("a-"), chars("bc"))
    assert repeat(parse("^a$"), 2, 2) == parse("a{2}")


def test_an_assertion_that_depends_on_the_text_is_not_put_into_more() -> None:
    """Its meaning would change with what stands beside it."""
    with pytest.raises(Unsupported, match="depends on the text"):
        concat(parse("a*^b"), literal("c"))
    with pytest.raises(Unsupported, match="depends on the text"):
        repeat(parse("(?:a|\\b-?)*"), 0, None)


@pytest.mark.parametrize("pattern", ["\\B", "\\B|foo", "a?\\B", "(?:x|\\B)$|\\B"])
def test_no_boundary_inside_a_character_is_not_guessed(pattern: str) -> None:
    """C++ RE2 finds one between the bytes of a character, others do not."""
    with pytest.raises(Unsupported, match="beyond ASCII"):
        search(parse(pattern))


@pytest.mark.parametrize("pattern", ["\\Bfoo", "foo\\Bd", "a\\B", "\\B^$", "\\B|a*"])
def test_no_boundary_that_no_character_can_hide_is_searched(pattern: str) -> None:
    """Something is read beside it, or nothing has to be."""
    assert meet(search(parse(pattern)), alphabet=EVERY_CHARACTER, empty=True) is not None


def test_any_is_every_name() -> None:
    """Of legal characters only, the empty text too."""
    table = matcher(ANY)
    assert all(map(table.fullmatch, ["", "a", "chat.room", "é", "\U0001f600", "!~", "\xa0\ud7ff\ue000"]))
    assert not any(map(table.fullmatch, [*",:*/\\ \0\n\x1f\x7f\x80\x9f", "a b", "\ud800", "\udfff"]))
    assert spelled(ANY) == "[^\\x00- *,/:\\\\\\x7f-\\x9f]*"


def test_an_alphabet_is_a_set_of_characters() -> None:
    """What a caller may ask about: names, all of Unicode, or a choice."""
    forbidden = search(chars(",:*/\\ \x00-\x1f\x7f-\x9f"))
    assert meet(parse("[a-z]+|[\\d:]{2}"), forbidden, alphabet=EVERY_CHARACTER) == "0:"
    assert meet(parse("[a-z]+|[\\d:]{2}"), forbidden, alphabet=CHANNEL_NAMES) is None
    assert meet(parse("[^a-z]"), alphabet=Alphabet.of("A-Za-zé")) == "A"
    assert meet(parse("[^a-zA-Z]"), alphabet=Alphabet.of("A-Za-zé")) == "é"
    assert meet(parse("[^a-zA-Zé]"), alphabet=Alphabet.of("A-Za-zé")) is None
    assert meet(parse("[\\x{D800}-\\x{DFFF}]"), alphabet=Alphabet.of("\ud7ff-\ue000")) is None


def test_counts_that_multiply_up_stay_counts() -> None:
    """However large, a limit is a limit."""
    most = repeat(repeat(literal("a"), 0, 1_000_000), 0, 1_000_000)
    assert longest_length(most) == 10**12
    assert repeat(most, 0, 1_000_000).node is not repeat(most, 0, None).node is repeat(literal("a"), 0, None).node


def test_nesting_is_bounded() -> None:
    """Deeper values are refused before Python's stack is at stake."""
    deep = literal("a")
    while deep.node.depth < DEEPEST_TREE - 1:
        deep = repeat(concat(deep, literal("b")), 2, 3)
    with pytest.raises(Undecided) as caught:
        union(repeat(concat(deep, literal("b")), 2, 3), repeat(literal("cd"), 1, None))
    assert caught.value.limit == DEEPEST_TREE
    assert shortest_length(deep) > DEEPEST_TREE


def test_values_nobody_holds_cost_nothing() -> None:
    """The tables of nodes forget what is not in use, and are swept when they grow."""
    gc.collect()
    kept = repeat(chars("a-y"), 17, 19)
    for number in range(3 * leaves._FIRST_SWEEP):  # noqa: SLF001  the bound is what is tested
        repeat(chars("a-z"), number, None)
    tables = (nodes._REPS, nodes._CATS, nodes._ALTS)  # noqa: SLF001
    assert all(len(table.refs) <= table.limit for table in tables)
    assert len(nodes._REPS.refs) <= 2 * leaves._FIRST_SWEEP  # noqa: SLF001
    assert repeat(chars("a-y"), 17, 19).node is kept.node
