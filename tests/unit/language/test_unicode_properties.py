r"""Properties and case beyond ASCII: what is read, what is refused, and what it costs."""

import subprocess
import sys

import pytest

from pnpolicy.language import RegexSyntaxError, matcher, meet, parse, spelled
from pnpolicy.language.unicode import has_property, other_cases, property_names, property_ranges
from tests.work import at_most


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (r"\pL", r"\p{L}"),
        (r"\pL", r"[\p{L}]"),
        (r"\pL", r"\P{^L}"),
        (r"\PL", r"\p{^L}"),
        (r"\PL", r"[^\pL]"),
        (r"\P{^Greek}", r"[\p{Greek}\p{Greek}]"),
        (r"(?i)\P{Lu}", r"(?i)[^\p{Lu}]"),
        (r"(?i)\p{Lu}", r"(?i)\p{^Lu}{0}[\P{^Lu}]"),
        (r"\p{Any}", r"(?s)."),
        (r"\P{Any}", r"[^\x00-\x{10FFFF}]"),
        ("(?i)Δς", "[δΔ][\u03c3ςΣ]"),
        ("(?i)[à-ï]", "[à-ïÀ-ÏÅ\u212b]"),
        ("(?i)é中", "(?:é|É)中"),
        ("a(?i:é)é", "a[éÉ]é"),
    ],
)
def test_the_same_set_is_the_same_language(one: str, other: str) -> None:
    """However it is written."""
    assert parse(one) == parse(other)


@pytest.mark.parametrize("name", ["", "^", "Greece", "greek", "Lü", "case", "Cn", "L&", "Is_Greek", "^^L", " L"])
@pytest.mark.parametrize("letter", "pP")
@pytest.mark.parametrize("around", ["{}", "[{}]", "(?i)[^a{}-]"])
def test_an_unknown_property_is_a_syntax_error(name: str, letter: str, around: str) -> None:
    """In RE2's words, at the backslash."""
    quoted = f"\\{letter}{{{name}}}"
    with pytest.raises(RegexSyntaxError) as caught:
        parse(around.format(quoted))
    assert caught.value.message == f"invalid character class range: {quoted}"
    assert caught.value.position == around.index("{}")


def test_a_property_is_of_unicode_15_1() -> None:
    """The docstring says which characters tell."""
    assert has_property("\U0002ebf0", "Lo")
    assert not has_property("\u1c89", "L")
    assert len(property_names()) == 200
    assert property_names() == sorted(property_names())
    assert property_ranges("Greece") is None
    assert not has_property("a", "Greece")


def test_other_cases_are_those_outside() -> None:
    """Three characters may be one letter, and one of them may be in ASCII."""
    assert other_cases(((0x3C3, 0x3C3),)) == {0x3A3, 0x3C2}
    assert other_cases(((0x3A3, 0x3A3), (0x3C2, 0x3C3))) == set()
    assert other_cases(((0x212A, 0x212A),)) == {0x4B, 0x6B}
    assert other_cases(((0x4E00, 0x9FFF),)) == set()


def test_a_name_is_found_and_spelled() -> None:
    """The questions about a language work on properties as on any class."""
    assert meet(parse(r"\p{Greek}+"), parse(r"(?i)[Σ]\p{Lu}")) == "ςͱ"
    assert meet(parse(r"\p{Lu}+"), parse(r"\P{Lu}+")) is None
    assert meet(parse(r"\p{Cyrillic}"), parse("(?i)Ж")) == "ж"
    assert spelled(parse(r"(?i)\p{Ogham}é")) == "[\u1680-\u169c][Éé]"
    assert parse(spelled(parse(r"[^\PL]"))) == parse(r"\pL")


def test_ascii_needs_no_tables() -> None:
    """Not even when case does not count; what does need them reads them once."""
    code = (
        "import sys\nfrom pnpolicy.language import parse, unicode\n"
        r"parse(r'(?i)^chat\.[ks]\w+\W[^\d_-][[:^alpha:]\s](?P<id>[^/]*)é'[:-1])"
        "\nprint(unicode._lines.cache_info().currsize, 'importlib.resources' in sys.modules)"
        "\nparse(r'\\pL'); parse('(?i)é'); print(unicode._lines.cache_info().misses)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)  # noqa: S603
    assert done.stdout.split() == ["0", "False", "1"]


def test_properties_are_quick() -> None:
    """A user's name in any script costs no more than a moment to read, to match and to compare."""
    with at_most(100_000):
        name = parse(r"[\p{L}\p{N}_]{1,32}")
        other = parse(r"(?i)(?:[\p{Lu}\p{Han}\p{M}]|\p{Cyrillic}-\PN){1,16}")
        assert matcher(name).fullmatch("日本_éß٣")
        assert meet(name, other) == "a"


@pytest.mark.parametrize(
    "pattern",
    [
        r"\pL" * 20_000,
        "[" + r"\pL" * 20_000 + "]",
        "(?i)[" + "é-\uffff" * 20_000 + "]",
        "(?i)" + "".join(f"[é-{chr(0x4E00 + at)}]" for at in range(5_000)),
        "|".join(rf"\p{{{name}}}{name}" for name in property_names()),
        "(?P<" + "é" * 60_000 + ">)",
    ],
)
def test_many_properties_are_read_soon(pattern: str) -> None:
    """However long the pattern is."""
    with at_most(1_500_000):
        parse(pattern)
