"""The node of intersections and differences: what it keeps by construction, and what one step may take."""

import gc
from itertools import permutations

import pytest

from pnpolicy.language import EVERYTHING, Regex, Undecided, chars, count, literal, matcher, meet, parse, repeat, union
from pnpolicy.language.leaves import EPSILON, NOTHING, UNBOUNDED, Node
from pnpolicy.language.nodes import EVERY_TEXT
from pnpolicy.language.sieve import MOST_STEPS, Sieve, cut, effort, joint_moves, merged_moves, sieve, sifted
from pnpolicy.language.symbols import CHARACTER, OTHER_BEFORE, START, ascii_mask

A, B, C, D = (parse(pattern) for pattern in ("[a-d]+x?", "[c-f]*y?", "(?:a|cd)*", ".*z"))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (A & A, A),
        (A & EVERYTHING, A),
        (EVERYTHING & A, A),
        (EVERYTHING & EVERYTHING, EVERYTHING),
        (A - union(), A),
        (EVERYTHING - union(), EVERYTHING),
        (A - A, union()),
        (A - EVERYTHING, union()),
        (EVERYTHING - EVERYTHING, union()),
        (union() - A, union()),
        (union() & A, union()),
        (A & union(), union()),
        ((A & B) & C, A & (B & C)),
        ((A & B) & A, A & B),
        ((A - B) - C, (A - C) - B),
        ((A - B) - B, A - B),
        ((A - B) & (C - D), (A & C) - B - D),
        ((A & B) - A, union()),
        ((A - B) & B, union()),
        (parse("a{3}") & parse("[a-z]{4,9}"), union()),
        (parse("[a-z]{4,9}") & parse("a{3}"), union()),
        (parse("[ab]{3}") - parse("[a-z]{4,}"), parse("[ab]{3}")),
        (parse("[ab]{3}") - parse("[a-z]{0,2}"), parse("[ab]{3}")),
        (parse("[ab]{2,3}") - parse("[a-z]{4,}") - parse("[a-z]"), parse("[ab]{2,3}")),
        (parse("[ab]{3,4}y") - parse("[ab]{2,5}y"), union()),
        (parse("[ab]{3,4}") - parse("[ab]{3,}"), union()),
        (parse("[ab]") - parse("[ab]{0,2}"), union()),
        (parse("[ab]y") - parse("[ab]*y"), union()),
        (EVERYTHING - parse("[ab]{2,5}y") - parse("[ab]{3,4}y"), EVERYTHING - parse("[ab]{2,5}y")),
        (EVERYTHING - parse("[ab]{3,4}") - parse("[ab]{2,4}"), EVERYTHING - parse("[ab]{2,4}")),
        (EVERYTHING - parse("[ab]{3,4}") - parse("[ab]{3,5}"), EVERYTHING - parse("[ab]{3,5}")),
    ],
)
def test_laws_that_always_hold_are_kept_by_construction(one: Regex, other: Regex) -> None:
    """Both are the same node."""
    assert one.node is other.node


@pytest.mark.parametrize(
    ("left", "right", "witness"),
    [
        ("[ab]{3,6}y", "[ab]{2,5}y", "aaaaaay"),
        ("[ab]{1,4}y", "[ab]{2,5}y", "ay"),
        ("[ab]{3,4}y", "[ab]{2,5}z", "aaay"),
        ("[ab]{3,4}y", "[ac]{2,5}y", "aaby"),
        ("[ab]{3,4}", "[ab]{2,5}y", "aaa"),
        ("[ab]{3,}", "[ab]{2,5}", "aaaaaa"),
        ("(?:[ab]{2})?", "[ab]{2}", ""),
        ("[ab]{3}", "[ab]{2,3}a", "aab"),
        ("a{2}|b", "[ab]{1}", "aa"),
    ],
)
def test_counts_that_do_not_hold_are_not_taken_for_holding(left: str, right: str, witness: str) -> None:
    """Fewer or more, another letter, another rest."""
    assert meet(parse(left) - parse(right), empty=True) == witness


def test_two_counts_of_which_none_holds_the_other_are_kept() -> None:
    """They overlap, and a third one is inside the second of them alone."""
    counts = [parse(f"[ab]{{{low},{high}}}").node for low, high in ((1, 4), (2, 6), (3, 8), (5, 6), (2, 5))]
    assert sifted((), counts) == ((), frozenset(counts[:3]))
    assert sifted((parse("[ab]{4,6}").node,), counts) == ((NOTHING,), frozenset())
    assert sifted((parse("[ab]{2,7}").node,), counts) == ((parse("[ab]{2,7}").node,), frozenset(counts[:3]))


def test_equal_differences_are_one_object_while_in_use() -> None:
    """Whatever order the unwanted ones come in; a node that nobody holds is made again."""
    parts = [parse(pattern).node for pattern in ("[a-c]+", "[b-d]+", "[c-e]+x")]
    kept = sieve((A.node,), parts)
    assert all(sieve((A.node,), order) is kept for order in permutations(parts))
    assert sieve((A.node, B.node), parts) is not sieve((B.node, A.node), parts)
    assert sieve((), ()) is EVERY_TEXT
    witness = meet(Regex(kept))
    del kept
    gc.collect()
    assert meet(Regex(sieve((A.node,), parts))) == witness


def test_what_a_difference_knows_of_itself() -> None:
    """Bounds on its lengths, where it can be empty, and what it is made of."""
    node = (parse("[ab]{2,7}") & parse("[bc]{3,9}") - parse("b{4}")).node
    assert isinstance(node, Sieve)
    assert (node.least, node.most) == (3, 7)
    assert (node.subtle, node.heed, node.beyond) == (2, 0, False)
    assert (EVERYTHING - parse("a")).node.most == UNBOUNDED
    assert (EVERYTHING - parse("\u00e9")).node.beyond
    assert (parse("a*") - parse("\\b-|b*^a")).node.subtle == 3
    assert (parse("a*") - parse("b")).node.null == EPSILON.null
    assert (parse("a*") - parse("b*")).node.null == NOTHING.null
    assert (parse("a*") & parse("b*")).node.null == EPSILON.null
    assert (parse("a*") & parse("b+")).node.null == NOTHING.null


def test_a_difference_is_empty_where_none_of_the_unwanted_is() -> None:
    """An assertion that is not wanted keeps out just the places where it holds."""
    node = (parse("a*") - parse("\\b")).node
    assert node.null[START] & ascii_mask("a-") == ascii_mask("-")
    assert matcher(parse("a*-?") - parse("\\b.*")).fullmatch("-")
    assert not matcher(parse("a*-?") - parse("\\b.*")).fullmatch("a")
    assert parse("(?:a|-)*\\b(?:a|-)*") - parse("a.*") <= parse("-+a.*")


def test_derivatives_of_a_difference() -> None:
    """What nothing unwanted can follow any more is plain; what is lost is gone."""
    moves = dict((parse("[a-c]x*") - parse("a|bx+")).node.moves(OTHER_BEFORE))
    assert moves.keys() == {ascii_mask(letter) for letter in "abc"}
    assert moves[ascii_mask("c")] is parse("x*").node
    assert moves[ascii_mask("a")] is (parse("x*") - parse("")).node
    assert moves[ascii_mask("b")] is (parse("x*") - parse("x+")).node
    assert dict((parse("ab|cd") - parse("ab")).node.moves(OTHER_BEFORE)) == {ascii_mask("c"): parse("d").node}


def test_cutting_does_not_depend_on_the_order_of_moves() -> None:
    """Nodes in a set come in another order on every run; what is spelled must not."""
    moves = {"ab": ascii_mask("ab"), "bc": ascii_mask("bc"), "c": ascii_mask("c"), "x": ascii_mask("x")}
    letters = ascii_mask("abcd")
    expected = [
        (ascii_mask("a"), frozenset({"ab"})),
        (ascii_mask("b"), frozenset({"ab", "bc"})),
        (ascii_mask("c"), frozenset({"bc", "c"})),
        (ascii_mask("d"), frozenset()),
    ]
    for order in permutations(moves.items()):
        assert cut(letters, dict(order)) == expected
    assert cut(letters, {}) == [(letters, frozenset())]
    assert cut(0, {}) == [(0, frozenset())]


def test_moves_are_merged_and_joined() -> None:
    """On the unwanted side what leads to the same is one; on the wanted side each way goes with each other."""
    one, two = parse("[ab]x|[bc]y"), parse("[a-c](?:x|z)")
    merged = merged_moves((one.node, two.node), OTHER_BEFORE)
    assert merged == {
        literal("x").node: ascii_mask("ab"),
        literal("y").node: ascii_mask("bc"),
        chars("xz").node: ascii_mask("abc"),
    }
    joint, tried = joint_moves((one.node, two.node), OTHER_BEFORE, CHARACTER)
    rest = chars("xz").node
    assert sorted(joint, key=lambda move: move[0]) == [
        (ascii_mask("ab"), (literal("x").node, rest)),
        (ascii_mask("bc"), (literal("y").node, rest)),
    ]
    assert tried == 2 + 2
    assert joint_moves((), OTHER_BEFORE, CHARACTER) == ([(CHARACTER, ())], 0)


MANY = "a?" * 700


@pytest.mark.usefixtures("at_full_speed")
def test_one_step_is_bounded() -> None:
    """Moves that are joined, moves that are merged, and derivatives of one difference."""
    many = parse(MANY).node
    several = [parse(f"{MANY}{end}").node for end in ("b", "c", "d")]
    for ask in (
        lambda: joint_moves((many, *several), OTHER_BEFORE, CHARACTER),
        lambda: merged_moves([repeat(parse(MANY), low, None).node for low in range(2, 200)], OTHER_BEFORE),
        lambda: sieve((many, *several), ()).moves(OTHER_BEFORE),
        lambda: sieve((repeat(chars("ab"), 0, 9).node,), [sieve((many,), several), *several]).moves(OTHER_BEFORE),
    ):
        with pytest.raises(Undecided) as caught:
            ask()
        assert (caught.value.budget, caught.value.limit) == ("steps", MOST_STEPS)


def test_effort_counts_what_is_inside_once() -> None:
    """Far more than the moves that come out; the same for who comes later; nothing for what this question knows."""
    wide = Regex(sieve((parse("a*b?").node,), [parse(f"{'a?' * size}[bc]").node for size in range(100, 120)]))
    moves = wide.node.moves(OTHER_BEFORE)
    known = set[tuple[Node, int]]()
    first = effort((wide.node,), OTHER_BEFORE, known)
    assert first > 2_000 > len(moves)
    assert effort((wide.node,), OTHER_BEFORE, known) == len(moves)
    assert effort((wide.node,), OTHER_BEFORE, set()) == first
    inside = wide | literal("cc")
    assert effort((inside.node,), OTHER_BEFORE, set()) > first
    assert effort((parse("a*b?").node,), OTHER_BEFORE, set()) == 2


@pytest.mark.usefixtures("at_full_speed")
def test_a_difference_is_charged_for_what_it_takes() -> None:
    """Though each of its states has few moves."""
    rest = repeat(chars("ab"), 0, None) - parse("(?:a?){1000}(?:a?){1000}a{1000}")
    for ask in (matcher, count):
        with pytest.raises(Undecided) as caught:
            ask(rest)
        assert caught.value.budget in {"moves", "steps", "states"}
