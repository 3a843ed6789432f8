"""Tables: one look-up per character."""

import pytest

from pnpolicy.language import Undecided, chars, concat, literal, matcher, parse, repeat, search, union
from pnpolicy.language.determinizing import MOST_MOVES
from pnpolicy.language.matching import MOST_CELLS, MOST_STATES


def test_a_counted_class_needs_a_state_per_count() -> None:
    """And one for each character before it, the beginning, and the dead end."""
    table = matcher(parse("^chat\\.room\\.[A-Za-z0-9_]{1,36}$"))
    assert len(table) == 2 + len("chat.room.") + 36
    assert table.fullmatch("chat.room." + "a" * 36)
    assert not table.fullmatch("chat.room." + "a" * 37)
    assert not table.fullmatch("chat.room.")
    assert not table.fullmatch("chat.room.a\n")


@pytest.mark.parametrize(
    ("pattern", "members", "others"),
    [
        (".*", ["", "a", "é中\U0001f600", "a\rb", "\ud800"], ["\n", "é\n"]),
        ("[^é]*", ["", "e", "中", "\ud800"], ["é", "aéa"]),
        ("é|[ü-ÿ]", ["é", "ü", "ÿ"], ["à", "Ā", "e", "\u0300", ""]),
        ("[^a]", ["b", "é", "\n"], ["a", ""]),
        ("(?:é|ab)*", ["", "éabé"], ["éa", "ba"]),
        ("", [""], ["a"]),
        ("a^b", [], ["", "ab", "a"]),
        ("(?s).*x", ["x", "\nx", "éx"], ["", "xé"]),
    ],
)
def test_membership(pattern: str, members: list[str], others: list[str]) -> None:
    """ASCII or not, all the way through."""
    table = matcher(parse(pattern))
    assert [text for text in members if not table.fullmatch(text)] == []
    assert [text for text in others if table.fullmatch(text)] == []


def test_listed_names_share_their_beginnings() -> None:
    """A list is walked as a trie."""
    names = [f"room-{number:04}" for number in range(2000)]
    table = matcher(union(*map(literal, names)))
    assert len(table) < 200
    assert all(map(table.fullmatch, names))
    assert not table.fullmatch("room-2000")


def test_a_search_ends_where_the_answer_is_known() -> None:
    """Once a text matched, what follows does not matter and needs no states."""
    assert len(matcher(search(parse("foo")))) == 5
    assert len(matcher(search(parse("(?:foo|foo.*|.*)")))) == 3


@pytest.mark.usefixtures("at_full_speed")
def test_budgets_are_kept() -> None:
    """By states, and by the work that states take."""
    with pytest.raises(Undecided) as caught:
        matcher(parse("(a|b)*a(a|b){20}"))
    assert (caught.value.budget, caught.value.limit) == ("states", MOST_STATES)
    with pytest.raises(Undecided) as caught:
        matcher(parse("(?:(?:[ab]{2,10}c?){2,10}){2,10}"))
    assert (caught.value.budget, caught.value.limit) == ("moves", MOST_MOVES)
    with pytest.raises(Undecided) as caught:
        matcher(parse("".join(f"[\\x{{{at:x}}}-\\x{{20000}}]" for at in range(1000, 4000))))
    assert (caught.value.budget, caught.value.limit) == ("table cells", MOST_CELLS)
    with pytest.raises(Undecided):
        matcher(literal("abc"), most_states=3)
    assert len(matcher(literal("abc"), most_states=5)) == 5
    with pytest.raises(Undecided):
        matcher(concat(literal("abc"), repeat(chars("a-z"), 0, 2)), most_states=6)
    assert len(matcher(concat(literal("abc"), repeat(chars("a-z"), 0, 2)), most_states=7)) == 7


def test_a_long_text_takes_one_step_a_character() -> None:
    """No text makes a table slow."""
    table = matcher(parse("(?:a*)*b|(?:a|aa)+c"))
    assert not table.fullmatch("a" * 500_000)
    assert table.fullmatch("a" * 500_000 + "c")
