"""What is in one language and not in others: found, proved to be nothing, or written down."""

import re
import subprocess
import sys
import textwrap

import pytest

from pnpolicy.language import (
    ANY,
    EVERY_CHARACTER,
    EVERYTHING,
    Alphabet,
    Regex,
    Undecided,
    chars,
    concat,
    count,
    head,
    literal,
    longest_length,
    matcher,
    meet,
    outside,
    parse,
    repeat,
    search,
    shortest_length,
    spelled,
    tail,
    union,
)
from pnpolicy.language.regex import DEEPEST_TREE
from pnpolicy.language.sieve import MOST_STEPS
from tests.language_patterns import judge

pytestmark = pytest.mark.usefixtures("at_full_speed")

MEGABYTES = 500


@pytest.mark.parametrize(
    ("patterns", "expected"),
    [
        (["chat\\..*", "chat\\.[a-z]+"], "chat."),
        (["chat\\..+", "chat\\.[a-z]+"], "chat.0"),
        (["chat\\.[a-z]+", "chat\\..*"], None),
        (["[a-z]{1,8}", "[a-z]{1,5}", "[a-z]{7,}"], "aaaaaa"),
        (["[a-z]{1,8}", "[a-z]{1,5}", "[a-z]{6,}"], None),
        (["[a-z]+", "[a-m]+", "[n-z]+"], "an"),
        (["[a-z]", "[a-m]", "[n-z]"], None),
        (["[a-z]+", ".*[a-m].*", ".*[n-z].*"], None),
        (["a*b*", "a*", "b*", "ab+", "a+b"], "aabb"),
        (["(?:ab|ba)+", "ab.*", ".*ba"], "baab"),
        ([".{3}", ".a.", ".b.", ".[^ab]."], None),
        (["a{2,9}", "a{2,4}", "(?:a{3})*"], "aaaaa"),
        (["(?:a{6})+", "(?:a{2})*"], None),
        (["(?:a{6})+", "(?:a{4})*"], "a" * 6),
        (["\\bfoo\\b.*", "foo", "foo-.*"], "foo."),
        (["(?m)^a.*$", "a[^\\n]*"], None),
        (["[^a]", "[!-~]"], "\u00e9"),
        (["[\u00e0-\u00ff]+", "[\u00e0-\u00ef]+", ".*\u00f0.*"], "\u00fc"),
        (["[\u00e0-\u00f0]+", "[\u00e0-\u00ef]+", ".*\u00f0.*"], None),
        (["(?i)k", "[kK]"], "\u212a"),
        (["x{92}", "x{1,91}"], "x" * 92),
        (["x{1,93}", "x{1,92}"], None),
    ],
)
def test_the_best_name_beyond_others(patterns: list[str], expected: str | None) -> None:
    """One left side; none of the others needs to hold all of it, together they may."""
    one, *others = map(parse, patterns)
    assert outside(one, *others) == expected
    assert meet(one, without=others) == expected
    assert meet(one - union(*others)) == expected


def test_nothing_on_a_side() -> None:
    """No other language, none at all, and every text."""
    assert outside(parse("ab")) == "ab"
    assert meet() == meet(EVERYTHING) == "a"
    assert meet(without=[parse("[a-z]"), parse(".")]) == "aa"
    assert meet(without=[EVERYTHING]) is None
    assert outside(union(), parse("a")) is None
    assert meet(empty=True) == ""
    assert meet(without=[parse("a*")], empty=True) == "b"
    assert outside(parse("a"), union()) == "a"


def test_length_and_alphabet_are_the_callers() -> None:
    """As in a shared text."""
    one, other = parse("[a-z,]{0,9}"), parse("[a-z]*")
    assert outside(one, other) is None
    assert outside(one, other, alphabet=EVERY_CHARACTER) == ","
    assert outside(one, parse("[a-z,]{0,5}"), longest=5) is None
    assert outside(one, parse("[a-z,]{0,5}"), longest=6) == "a" * 6
    assert outside(one, parse("[a-x]*"), alphabet=Alphabet.of("y,")) == "y"
    assert outside(one, parse("[a-x]*"), alphabet=Alphabet.of("x")) is None
    assert not one <= other
    assert one & ANY <= other


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        ("red|green|blue", "red", "blue|green"),
        ("[A-Za-z0-9_]{1,26}", "[A-Za-z0-9_]{1,20}", "[A-Za-z0-9_]{21,26}"),
        (".{1,26}", ".{1,20}", ".{21,26}"),
        ("[\u00e0-\u00ff]{1,26}", "[\u00e0-\u00ff]{1,20}", "[\u00e0-\u00ff]{21,26}"),
        ("[a-z]{1,26}", ".{3}", "[a-z](?:[a-z](?:[a-z]{2,24})?)?"),
        ("[0-9]{1,3}", "0[0-9]+", "0|[1-9][0-9]{0,2}"),
        ("[a-z]{1,8}", ".*x.*", "[a-wyz]{1,8}"),
        ("[ab]*", ".*aa.*", "(?:ab|b)*a?"),
        ("a*", "(?:aa)*", "(?:a{2})*a"),
        (".*", "a.*", "(?:[^a\\n].*)?"),
        ("[a-z]{3}", "[a-z]a[a-z]", "[a-z][b-z][a-z]"),
        ("x|x\u00e9|yy", "y.", "x\u00e9?"),
        ("[a-z\u00e9]{1,2}", "\u00e9|\u00fc", "[a-z][a-z\u00e9]?|\u00e9[a-z\u00e9]"),
        ("[^\\n]", "[\u00e9\u4e2d]", "[^\\n\u00e9\u4e2d]"),
        ("[\u00e0-\u00ff]{1,3}", "\u00e9.*", "[\u00e0-\u00e8\u00ea-\u00ff][\u00e0-\u00ff]{0,2}"),
        ("[\u00e0-\u00ff]\u4e2d*", "[\u00e9-\u00ef]\u4e2d*", "[\u00e0-\u00e8\u00f0-\u00ff]\u4e2d*"),
        ("(?i)k+", "[kK]+", "\u212a[Kk\u212a]*|[Kk][Kk]*\u212a[Kk\u212a]*"),
        ("^a|b$", "a", "b"),
    ],
)
def test_a_difference_is_spelled(left: str, right: str, expected: str) -> None:
    """As people would write it, where there is a simple way."""
    one, other = parse(left), parse(right)
    text = spelled(one - other)
    assert text == expected
    assert parse(text) == one - other
    assert spelled(parse(text)) == text


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        ("[a-z]{1,26}", ".{20,}", "[a-z]{20,26}"),
        (".*a", "b.*", "b.*a"),
        ("(?:ab)*", "a.*", "a(?:ba)*b"),
        ("[\u00e0-\u00fd]+", "[\u00e9-\u00ff]{2,5}", "[\u00e9-\u00fd]{2,5}"),
        ("chat\\..*", "chat\\.[a-z]+", "chat\\.[a-z][a-z]*"),
        ("[a-z]+", "[a-z]{1,9}", "[a-z]{1,9}"),
        (".*", "[^a]", "[^a\\n]"),
    ],
)
def test_an_intersection_is_spelled(left: str, right: str, expected: str) -> None:
    """Whatever the order."""
    one, other = parse(left), parse(right)
    assert spelled(one & other) == expected
    assert parse(expected) == one & other == other & one


def test_all_names_except_some() -> None:
    """What `except` in a policy means: a channel of a chat, but not that of the staff."""
    rooms = parse("chat\\.[A-Za-z0-9_]{1,32}")
    rest = rooms - literal("chat.staff")
    text = spelled(rest)
    names = ["chat.staff", "chat.s", "chat.staf", "chat.stafF", "chat.staff_", "chat.Staff", "chat.x", "chat", "chat."]
    for name in (*names, "chat." + "s" * 32, "chat." + "s" * 33, "chat.staff" + "f" * 27, "chat.staff" + "f" * 28):
        expected = name != "chat.staff" and matcher(rooms).fullmatch(name)
        assert matcher(rest).fullmatch(name) == expected, name
        assert bool(re.fullmatch(text, name)) == bool(judge(text).fullmatch(name)) == expected, name
    assert len(text) < 300
    assert outside(rooms, rest) == "chat.staff"
    assert rest | literal("chat.staff") == rooms
    assert count(rest) == count(rooms) - 1
    assert longest_length(rest) == 37
    assert head(rest) == "chat."


def test_numbers_of_a_range() -> None:
    """Built from what is too large, and checked one by one."""
    number = parse("0|[1-9][0-9]{0,2}")
    up_to_255 = number - parse("[3-9][0-9]{2}|2[6-9][0-9]|25[6-9]")
    text = spelled(up_to_255)
    assert {value for value in range(1500) if re.fullmatch(text, str(value))} == set(range(256))
    assert {value for value in range(1500) if judge(text).fullmatch(str(value))} == set(range(256))
    assert count(up_to_255) == 256
    assert not re.fullmatch(text, "007")
    assert up_to_255 == union(*(literal(str(value)) for value in range(256)))


def test_restored_ranges_go_to_the_last_character() -> None:
    """Classes beyond ASCII are put together again from the pieces that a question has cut them into."""
    rest = parse("[^a]") - chars("\u00e0-\u00ff") - chars("\u4e00-\u9fff")
    assert spelled(rest) == "[^a\u00e0-\u00ff\u4e00-\u9fff]"
    assert spelled(rest | chars("\u00e0-\u00ff")) == "[^a\u4e00-\u9fff]"
    assert rest | chars("\u00e0-\u00ff") | chars("\u4e00-\u9fff") == parse("[^a]")
    assert spelled(rest - chars("b-\U0010ffff")) == "[\\x00-`]"
    assert matcher(rest - literal("\U0010ffff")).fullmatch("\U0010fffe")
    letters = parse("\\p{Greek}") - chars("\u03b1-\u03c9")
    assert letters | (chars("\u03b1-\u03c9") & parse("\\p{Greek}")) == parse("\\p{Greek}")
    assert spelled(parse("\\pL") - parse("[^\\p{Greek}]")) == spelled(parse("\\pL") & parse("\\p{Greek}"))


def test_a_difference_can_be_put_into_more() -> None:
    """Beside others, repeated, searched: it is solved first, so that it stands for itself."""
    but_staff = parse("[a-z]{1,5}") - literal("staff")
    whole = concat(literal("chat."), but_staff, literal("."), repeat(but_staff, 1, 2))
    table = matcher(whole)
    assert table.fullmatch("chat.room.staffs")
    assert not table.fullmatch("chat.staff.room")
    assert table.fullmatch("chat.a.staff")  # two rounds: sta, ff
    assert matcher(search(but_staff)).fullmatch("-staff-")
    assert meet(search(literal("staff") - but_staff), parse(".{5}")) == "staff"


def test_an_empty_word_among_others_is_kept() -> None:
    """What is left of a list of names can be nothing; beyond ASCII too."""
    one = parse("x|x\u00e9|yy") - parse("y.")
    assert meet(concat(one, literal("z")), parse("..")) == "xz"
    assert matcher(concat(one, literal("\u00fc"))).fullmatch("x\u00fc")
    assert spelled(concat(one, literal("\u00fc"))) == "x\u00e9?\u00fc"


def test_a_difference_with_assertions_inside_a_search() -> None:
    """They are settled where they stand; what is left is solved there."""
    one = search(parse("a\\b-") - parse("c."))
    assert spelled(one) == "(?s:.)*a-(?s:.)*"
    assert meet(one) == "a-"
    depends = search(parse("[a-]*\\b[a-]*-") - parse("aa-"))
    assert matcher(depends).fullmatch("aa-")  # the search finds `a-`
    assert not matcher(depends).fullmatch("a")


def test_equal_without_looking_alike() -> None:
    """Compared by what they hold."""
    assert parse("(?:a|b)*") == parse("(?:a*b*)*")
    assert parse("a(?:ba)*") == parse("(?:ab)*a")
    assert parse("(?i)k") == chars("kK\u212a")
    assert parse("\\bfoo\\b") == literal("foo")
    assert parse("a") != "a"
    assert parse("[ab]{2}") - parse("ab") == parse("aa|ba|bb")
    assert not parse("a+") <= parse("a{1,1000}")
    assert parse("a{1,1000}") <= parse("a+")
    assert parse("a^b").is_empty()
    assert not parse("").is_empty()
    assert parse("a*").isdisjoint(parse("b+"))
    assert not parse("a*").isdisjoint(parse("b*"))  # the empty text
    assert parse("\\x{D800}").is_empty()


def test_lengths_and_ends_of_differences() -> None:
    """They are walked, not read off."""
    one = parse("ab[a-z]{0,4}yz") - parse(".{4}|.{8}")
    assert (shortest_length(one), longest_length(one)) == (5, 7)
    assert (head(one), tail(one)) == ("ab", "yz")
    assert longest_length(parse("a*") - parse("aa")) is None
    assert (head(parse("a+") & parse(".{2,}")), tail(parse("[ab]+") - parse(".*a"))) == ("aa", "b")
    with pytest.raises(ValueError, match="nothing"):
        shortest_length(parse("a") - parse("[a-c]"))


def hard(size: int) -> tuple[Regex, Regex]:
    """Inclusion by remembering all of the last letters: what is known to be hard."""
    return parse(f"[ab]{{{size + 1},}}"), parse(f"[ab]*a[ab]{{{size}}}|[ab]*b[ab]{{{size}}}c?")


def test_a_hard_family_is_decided_while_it_can_be() -> None:
    """Each letter more doubles what has to be remembered; beyond the budget there is no answer."""
    one, other = hard(8)
    assert outside(one, other) is None
    assert outside(other, one) == "b" + "a" * 8 + "c"
    for size in (14, 40):
        one, other = hard(size)
        with pytest.raises(Undecided) as caught:
            outside(one, other)
        assert (caught.value.budget, caught.value.limit) == ("steps", MOST_STEPS)
        assert outside(one, other, longest=size) is None
        with pytest.raises(Undecided):
            _ = one <= other
        assert not other <= one


def test_the_same_question_runs_out_again() -> None:
    """Whether a budget is enough does not depend on what was worked out before."""
    one, other = parse("[a-c]{1,9}"), parse("(?:[ab]{1,3}c?){1,4}")
    first = [outcome(size, one, other) for size in range(1, 14)]
    again = [outcome(size, one, other) for size in range(1, 14)]
    assert first == again


def outcome(size: int, one: Regex, other: Regex) -> str:
    difference = one - (repeat(other, 1, size) - repeat(chars("ac"), size, None))
    try:
        return f"{count(difference)} {outside(difference, repeat(one, 0, 2))}"
    except Undecided as problem:
        return str(problem)


def test_nested_differences_are_bounded() -> None:
    """Up to the deepest value every question ends without an error of Python's; beyond it nothing is built."""
    letters = chars("a-z\u00e9")
    nested = literal("abc")
    for size in range(3, DEEPEST_TREE + 1):
        nested = repeat(letters, 1, size) - nested
    assert nested.node.depth == DEEPEST_TREE
    assert meet(nested) == "abc"
    assert matcher(nested).fullmatch("abc")
    assert not matcher(nested).fullmatch("abd")
    for question in (spelled, shortest_length, longest_length, head, tail, count, Regex.is_empty):
        try:
            question(nested)
        except Undecided:
            assert question not in {head, tail}
    with pytest.raises(Undecided) as caught:
        _ = repeat(letters, 1, None) - nested
    assert (caught.value.budget, caught.value.limit) == ("nested expressions", DEEPEST_TREE)


def test_nested_alternatives_are_bounded() -> None:
    """Built by hand and as deep as can be, with every part that may be left out."""
    nested = literal("\u00e9")
    while nested.node.depth < DEEPEST_TREE - 1:
        nested = union(literal("bb"), concat(repeat(literal("a"), 0, 1), nested))
    assert meet(nested, parse("[^\u00fc]*")) == "\u00e9"
    assert judge(spelled(nested)).fullmatch("aaabb")
    assert head(nested) == tail(nested) == ""
    assert shortest_length(nested) == 1


@pytest.mark.parametrize("size", [10_000, 60_000])
def test_texts_beyond_any_name_are_left_undecided(size: int) -> None:
    """Comparing all texts copies what was read so far; that is bounded, too."""
    with pytest.raises(Undecided):
        _ = parse("a" * size) == parse("[ab]*")
    assert parse("a" * size) == parse("a" * size)
    assert parse("a" * 1000) <= parse("a*")


def test_little_memory() -> None:
    """The hardest questions about differences, one after the other in one process."""
    script = """
        import gc
        from pnpolicy.language import *
        from pnpolicy.language.counting import count
        from tests.unit.language.test_explosive_patterns import PATTERNS

        for name in ("remembers 20 letters", "8,000 optionals", "a long literal"):
            gc.collect()
            regex = parse(PATTERNS[name])
            for ask in (
                lambda: regex <= parse("[a-z]*z[a-z]{20}"),
                lambda: outside(search(literal("zz")), regex),
                lambda: spelled(regex - literal("ab")),
                lambda: spelled(parse("[a-z]{1,32}") - regex),
                lambda: count(ANY - regex),
                lambda: len(matcher(ANY - regex)),
            ):
                try:
                    ask()
                except (Undecided, Unsupported):
                    pass
        # Not `ru_maxrss`, which a new process begins with at what its parent has.
        print(open("/proc/self/status").read().split("VmHWM:")[1].split()[0])
    """
    done = subprocess.run(  # noqa: S603  our own interpreter
        [sys.executable, "-c", textwrap.dedent(script)], capture_output=True, text=True, check=True
    )
    assert int(done.stdout) < MEGABYTES * 1024
