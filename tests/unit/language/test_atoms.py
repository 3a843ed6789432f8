"""All ways in which languages overlap."""

from importlib import import_module

import pytest

from pnpolicy.language import EVERY_CHARACTER, Alphabet, Atom, Undecided, atoms, parse
from tests.language_patterns import generator, judge
from tests.laws.test_language_meet import EVERYTHING, LONGEST, SMALL, best, small


def told(*patterns: str) -> list[tuple[set[int], str]]:
    return [(set(atom.members), atom.witness) for atom in atoms(list(map(parse, patterns)))]


def expected(patterns: list[str]) -> dict[frozenset[int], str]:
    """Members → best text, by trying all texts."""
    found: dict[frozenset[int], list[str]] = {}
    for text in EVERYTHING[1:]:
        members = frozenset(index for index, pattern in enumerate(patterns) if judge(pattern).fullmatch(text))
        if members:
            found.setdefault(members, []).append(text)
    return {members: best(texts) or "" for members, texts in found.items()}


@pytest.mark.usefixtures("at_full_speed")
def test_by_trying_all() -> None:
    """One to five languages over three letters: every combination that some text up to six has, and no other."""
    rng = generator(20_261_124)
    letters = Alphabet.of(SMALL)
    sizes = set()
    for _ in range(150):
        patterns = [small(rng) for _ in range(rng.randint(1, 5))]
        found = atoms(list(map(parse, patterns)), longest=LONGEST, alphabet=letters)
        assert {atom.members: atom.witness for atom in found} == expected(patterns), patterns
        assert len({atom.members for atom in found}) == len(found)
        sizes.add(len(found))
    assert max(sizes) > 6


@pytest.mark.usefixtures("at_full_speed")
def test_overlaps_by_trying_all() -> None:
    """With `least`, combinations of at least so many languages, and nothing else is different."""
    rng = generator(20_261_125)
    letters = Alphabet.of(SMALL)
    for _ in range(60):
        patterns = sorted({f"(?:{small(rng)}){rng.choice(['', '', 'a', 'b?'])}" for _ in range(4)})
        regexes = list(map(parse, patterns))
        if len({regex.node for regex in regexes}) < len(regexes):
            continue  # alike in all but their text; these count as one
        every = expected(patterns)
        for least in (2, 3):
            found = atoms(regexes, least=least, longest=LONGEST, alphabet=letters)
            meant = {members: text for members, text in every.items() if len(members) >= least}
            assert {atom.members: atom.witness for atom in found} == meant, patterns


@pytest.mark.usefixtures("at_full_speed")
def test_a_thousand_mixed_patterns() -> None:
    """Each witness matches just the languages it is told of, in the eyes of google-re2."""
    rng = generator(20_261_126)
    words = ["chat", "game", "inbox", "vote", "feed", "room", "seat", "team"]
    patterns = [
        rng.choice(
            [
                f"{rng.choice(words)}\\.{number}\\.[A-Za-z0-9_]{{1,36}}",
                f"{rng.choice(words)}\\.[0-9a-f]{{{number % 9 + 1}}}",
                f"{rng.choice(words)}-{number}\\.(?:[a-z]{{1,8}}-)?[0-9]{{1,3}}",
                f"{rng.choice(words)}\\.room{number}",
                f"{rng.choice(words)}-{number % 100}.*",
            ]
        )
        for number in range(1000)
    ]
    patterns[500] = "chat\\..*"
    found = atoms(list(map(parse, patterns)))
    assert {index for atom in found for index in atom.members} == set(range(1000))
    assert any(len(atom.members) > 3 for atom in found)
    for atom in found[:: len(found) // 150]:
        assert atom.members == {i for i, pattern in enumerate(patterns) if judge(pattern).fullmatch(atom.witness)}
    for atom in found:
        assert all(judge(patterns[index]).fullmatch(atom.witness) for index in atom.members)


def test_order() -> None:
    """Shortest witness first, and of these in reading order; the same on every run."""
    assert atoms([parse("b|abc"), parse("[ab]|0")]) == [
        Atom(frozenset({1}), "a"),
        Atom(frozenset({0, 1}), "b"),
        Atom(frozenset({0}), "abc"),
    ]


@pytest.mark.parametrize(
    ("patterns", "found"),
    [
        ([], []),
        ([""], []),
        (["a,b"], []),
        (["a"], [({0}, "a")]),
        (["a", "a"], [({0, 1}, "a")]),
        (["a|b", "[ab]", "a"], [({0, 1, 2}, "a"), ({0, 1}, "b")]),
        (["a|b", "b", "a|b"], [({0, 2}, "a"), ({0, 1, 2}, "b")]),
        (["a{93}", "a"], [({1}, "a")]),
        (["a{92}", "a{91}a"], [({0, 1}, "a" * 92)]),
        (["\\bab\\b", "^ab$", "ab\\b.?", "a\\Bb"], [({0, 1, 2, 3}, "ab"), ({2}, "ab-")]),
        (["a(?:$|x)", "a(?:\\b|x).?"], [({0, 1}, "a"), ({1}, "a-")]),
        (["é|a", "[^a-z]", "[à-ÿ]"], [({0}, "a"), ({1}, "0"), ({0, 1, 2}, "é"), ({1, 2}, "à")]),
        (["a", "b", "a.*"], [({0, 2}, "a"), ({1}, "b"), ({2}, "aa")]),
    ],
)
def test_combinations(patterns: list[str], found: list[tuple[set[int], str]]) -> None:
    """Duplicates stand together, an assertion counts where it stands, and there is no text that is no name."""
    listed = told(*patterns)
    assert sorted(listed, key=str) == sorted(found, key=str)


def test_other_texts() -> None:
    """The alphabet and the length may be other than those of names."""
    regexes = [parse("a b|c{5}"), parse("a.b")]
    assert Atom(frozenset({0, 1}), "a b") in atoms(regexes, alphabet=EVERY_CHARACTER)
    assert [atom.members for atom in atoms(regexes, longest=4)] == [frozenset({1})]


def test_too_many(monkeypatch: pytest.MonkeyPatch) -> None:
    """Patterns that hold in too many ways are not decided; nothing is returned in part."""
    monkeypatch.setattr(import_module("pnpolicy.language.atoms"), "MOST_MOVES", 5_000)
    with pytest.raises(Undecided, match="within 5000 moves"):
        told(*(f".*{letter}.*" for letter in "abcdefghijklmnop"))
