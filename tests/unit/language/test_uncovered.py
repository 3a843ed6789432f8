"""Names that are spelled by others with the same values in the same holes."""

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pnpolicy import language
from pnpolicy.language import Keyed, Undecided, Unsupported, parse, uncovered
from tests.strategies import examples

ID = parse("[A-Za-z0-9_]{1,36}")
FEW = parse("[A-Za-z0-9_]{1,3}")


def keyed(text: str, **domains: language.Regex) -> Keyed:
    """Parts by name: `inbox. <u>` has text and a part with the key u; `?few` is a part of that domain without one."""
    parts, keys = [], []
    for word in text.split():
        key = word.strip("<>") if word.startswith("<") else ""
        domain = domains.get(word.strip("<>?"), ID)
        parts.append(domain if word[0] in "<?" else language.literal(word))
        keys.append(key)
    return Keyed(tuple(parts), tuple(keys))


@pytest.mark.parametrize(
    ("names", "others", "expected"),
    [
        ("inbox. <u>", ["inbox. <u>"], None),
        ("inbox. <u>", ["inbox. ?any"], None),
        ("inbox. ?any", ["inbox. <u>"], "inbox.a"),
        ("inbox. <u>", ["inbox. <v>"], "inbox.a"),
        ("inbox. <u>", [], "inbox.a"),
        ("inbox. <u>", ["inbox. <few>"], "inbox.a"),
        ("dm. <u> -- <v>", ["dm. <v> -- <u>"], "dm.a--a"),
        ("dm. <u> -- <v>", ["dm. <v> -- <u>", "dm. <u> -- <v>"], None),
        ("<u> . <u>", ["<u> . <u>"], None),
        ("<u> . <u>", ["<u> . ?any"], None),
        ("<u> . ?any", ["<u> . <u>"], "a.a"),
        ("<u> <v>", ["<u> <v>"], None),
        ("<u> <v>", ["<v> <u>"], "aa"),
        ("x <u> y", ["x <u>"], "xay"),
        ("x <u>", ["x <u> y", "x <u>"], None),
        ("x <u>", ["<u>"], "xa"),
        ("x <u>", ["x ?few", "x <u> ?any"], "xaaaa"),
        ("x <u>", ["x ?few", "x ?any <u>"], "xaaaa"),
        ("x <u> y <v>", ["x <u> y ?few", "x ?few <u> ?any"], "xayaaaa"),
        ("<u>", ["?any"], None),
    ],
)
def test_covered(names: str, others: list[str], expected: str | None) -> None:
    """The first name that is not covered, if there is one."""
    found = uncovered(keyed(names), [keyed(other, few=FEW) for other in others])
    assert (None if found is None else "".join(found)) == expected


def test_shared_out() -> None:
    """Several others cover together what none covers alone."""
    low, high = parse("[A-Za-z0-9_]{1,3}"), parse("[A-Za-z0-9_]{3,40}")
    names = keyed("x. <u> . ?any")
    assert uncovered(names, [keyed("x. <u> . ?low", low=low), keyed("x. <u> . ?high", high=high)]) is None
    assert uncovered(names, [keyed("x. <u> . ?low", low=low), keyed("x. <v> . ?high", high=high)]) == (
        "x.", "a", ".", "aaaa",
    )  # fmt: skip


def test_plain_languages() -> None:
    """They cover what they hold, whatever stands there."""
    assert uncovered(keyed("x. <u>"), [], [parse("x[.].*")]) is None
    assert uncovered(keyed("x. <u>"), [], [parse("x[.][a-c].*")]) == ("x.", "d")
    assert uncovered(keyed("x. <u>"), [keyed("x. <u>", u=parse("d.*"))], [parse("x[.][a-c].*")]) == ("x.", "e")


def test_keyed_wider() -> None:
    """A value that the other does not take is not covered."""
    assert uncovered(keyed("x. <u>", u=parse("[a-d]")), [keyed("x. <u>", u=parse("[a-c]"))]) == ("x.", "d")
    assert uncovered(keyed("x. <u>", u=parse("[a-c]")), [keyed("x. <u>", u=parse("[a-d]"))]) is None


def test_length() -> None:
    """A name that is too long is none."""
    names = Keyed((language.literal("x" * 90), parse("a{1,9}")), ("", "u"))
    others = [Keyed((language.literal("x" * 90), parse("a{1,2}")), ("", "u"))]
    assert uncovered(names, others) is None
    assert uncovered(names, others, longest=93) == ("x" * 90, "aaa")
    assert uncovered(names, others, longest=50) is None


def test_beyond_ascii() -> None:
    """Characters are told apart as the languages do."""
    names = Keyed((parse("[à-ü]{1,2}"),), ("u",))
    (found,) = uncovered(names, [Keyed((parse("[à-ü]"),), ("u",))]) or ("",)
    assert len(found) == 2
    assert uncovered(names, [], [parse("é.?|.é|[à-ü]"), parse("[^é]{2}")]) is None
    assert uncovered(names, [], [parse("é.?|.é|[à-ü]"), parse("[^éü]{2}")]) == ("àü",)


def test_too_hard() -> None:
    """A question without end is given up, by name."""
    with pytest.raises(Undecided, match="steps"):
        uncovered(Keyed((parse("[ab]{21,60}"),), ("u",)), [], [parse("[ab]*a[ab]{20}"), parse("[ab]*b[ab]{19}[abc]")])


def test_assertions() -> None:
    """One that depends on what stands beside it is refused."""
    with pytest.raises(Unsupported):
        uncovered(Keyed((parse(r"a.*\b.*b"),), ("",)), [])


# ---- against brute force ---------------------------------------------------------------------------------------------

VALUES = {"u": ["a", "b", "ab"], "v": ["a", "ba"], "w": ["b"]}


@st.composite
def sequences(draw: st.DrawFn) -> list[str]:
    return draw(st.lists(st.sampled_from(["a", "b", "<u>", "<v>", "<w>", "?u", "?v"]), min_size=1, max_size=4))


def spelled(parts: list[str], values: dict[str, str]) -> set[str]:
    options = [VALUES[p[1:]] if p[0] == "?" else [values[p[1:-1]]] if p[0] == "<" else [p] for p in parts]
    return {"".join(chosen) for chosen in itertools.product(*options)}


@settings(max_examples=examples(200))
@given(sequences(), st.lists(sequences(), max_size=3))
def test_for_every_value(names: list[str], others: list[list[str]]) -> None:
    """What is covered is spelled by others for every choice of values; what is told is a name, read as told."""
    languages = {name: parse("|".join(values)) for name, values in VALUES.items()}
    sides = [keyed(" ".join(parts), **languages) for parts in (names, *others)]
    found = uncovered(sides[0], sides[1:])
    logins = [dict(zip(VALUES, chosen, strict=True)) for chosen in itertools.product(*VALUES.values())]
    if found is None:
        for login in logins:
            assert spelled(names, login) <= set().union(*(spelled(other, login) for other in others))
    else:
        for part, text in zip(names, found, strict=True):
            assert text in VALUES[part.strip("<>?")] if part[0] in "<?" else text == part


@settings(max_examples=examples(100))
@given(sequences(), st.lists(sequences(), max_size=3))
def test_without_keys(names: list[str], others: list[list[str]]) -> None:
    """Without keys it is the question whether languages hold another one, with the same answer."""
    languages = {name: parse("|".join(values)) for name, values in VALUES.items()}
    sides = [keyed(" ".join(parts).replace("<", "?").replace(">", ""), **languages) for parts in (names, *others)]
    found = uncovered(sides[0], sides[1:])
    assert (None if found is None else "".join(found)) == language.outside(
        language.concat(*sides[0].parts), *(language.concat(*side.parts) for side in sides[1:])
    )
