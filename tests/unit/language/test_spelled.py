"""How a language is written down."""

import pytest

from pnpolicy.language import Unsupported, chars, concat, literal, parse, repeat, search, spelled, union


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        (r"^chat\.room\.[A-Za-z0-9_]{1,36}$", r"chat\.room\.[A-Za-z0-9_]{1,36}"),
        (r"\d+\w\s", r"[0-9]+[A-Za-z0-9_][\t\n\f\r ]"),
        (r"\D", "[^0-9]"),
        ("(?s).", "(?s:.)"),
        (".", "."),
        ("[^\n]", "."),
        ("[^\\n\\r]", r"[^\n\r]"),
        ("a|b|c", "[a-c]"),
        ("red|green", "green|red"),
        ("x(?:red|green)", "x(?:green|red)"),
        ("(?:red|green)+", "(?:green|red)+"),
        ("(?:ab)?c*?d+e{2}f{2,}g{2,3}h{0,4}", "(?:ab)?c*d+e{2}f{2,}g{2,3}h{0,4}"),
        ("(?:a{2}){3}", "(?:a{2}){3}"),
        ("(?:a?b)*", "(?:a?b)*"),
        ("(?:[ab]|cd|e*)f", "(?:[ab]|cd|e*)f"),
        ("(a)(?:(b))", "ab"),
        ("", ""),
        ("(?:|ab)", "(?:ab)?"),
        ("(?:|a|b)c", "[ab]?c"),
        ("[]^-]", r"[\-\]\^]"),
        ("[a-b]", "[ab]"),
        ("[!-~]", "[!-~]"),
        (r"\.\+\*\?\(\)\|\[\]\{\}\^\$\\", r"\.\+\*\?\(\)\|\[\]\{\}\^\$\\"),
        (r"\-\_\/\#\&", "-_/#&"),
        (r"\t\n\v\f\r\x00\x7f\x80\xa0\xad", r"\t\n\v\f\r\x00\x7f\x80\xa0\xad"),
        ("é", "é"),
        ("[à-ÿ]", "[à-ÿ]"),
        ("[^é]", "[^é]"),
        ("[^a-zé]", "[^a-zé]"),
        (r"[\x{D000}-\x{DFFF}]", "[\ud000-\ud7ff]"),
        (r"[^\x{D800}-\x{E0FF}]", "[^\ue000-\ue0ff]"),
        (r"(?i)chat-9k", "[Cc][Hh][Aa][Tt]-9[Kk\u212a]"),
        (r"(^|\.)x(\.|$)", r"\.?x\.?"),
        ("^a|b$", "[ab]"),
        ("(?m)a$\\n^b", "a\\nb"),
        (r"\bfoo\b", "foo"),
        ("(?:^)*", ""),
        ("a*^b", "a*^b"),
        ("a$b*", "a$b*"),
        ("(?:a|-)$", "[a\\-]"),
        ("b*(?:a$)?", "b*a?"),
        (r"[a-]*\b[b-]*", r"[a\-]*\b[b\-]*"),
        (r"[a-]+\B[b-]*", r"[a\-]+\B[b\-]*"),
        ("(?m)(?:a|\\n)*^(?:b|\\n)*$", "[a\\n]*(?m:^)[b\\n]*"),
        ("(?m)[\\na]*$[\\nb]*", "[a\\n]*(?m:$)[b\\n]*"),
    ],
)
def test_spelling(pattern: str, expected: str) -> None:
    """Shortest form by simple rules; what its place decides about an assertion is carried out."""
    assert spelled(parse(pattern)) == expected


@pytest.mark.parametrize(
    ("pattern", "reason"),
    [
        ("a^b", "nothing matches"),
        ("[^\\x00-\\x{10FFFF}]", "nothing matches"),
        ("[a\\n]*$[b\\n]*", "text end"),
        ("(?:\\na*$|b){2}", "text end"),
        ("[aé]*\\b[a-]*", "boundary"),
        ("[a-]*\\B[a-]*", "no boundary"),
        ("\\x{D800}", "surrogate"),
    ],
)
def test_what_the_dialects_read_differently_is_not_spelled(pattern: str, reason: str) -> None:
    """Python's `$` holds before a final line break, its word characters go beyond ASCII."""
    with pytest.raises(Unsupported, match=reason):
        spelled(parse(pattern))


def test_built_languages_are_spelled_too() -> None:
    """The shapes that templates make."""
    user = repeat(chars("A-Za-z0-9_"), 1, 36)
    assert spelled(concat(literal("inbox."), user)) == "inbox\\.[A-Za-z0-9_]{1,36}"
    assert spelled(concat(literal("g."), union(literal("red"), literal("blue")))) == "g\\.(?:blue|red)"
    assert spelled(search(literal("foo"))) == "(?s:.)*foo(?s:.)*"
    assert spelled(concat(user, repeat(concat(literal("-"), user), 0, None))) == (
        "[A-Za-z0-9_]{1,36}(?:-[A-Za-z0-9_]{1,36})*"
    )


def test_re2s_limit_on_counts_holds() -> None:
    """RE2 multiplies nested counts up; what it would refuse is not written."""
    pair = literal("ab")
    assert spelled(repeat(pair, 1000, 1000)) == "(?:ab){1000}"
    assert spelled(repeat(repeat(pair, 2, 2), 500, 500)) == "(?:(?:ab){2}){500}"
    for large in (repeat(pair, 0, 1001), repeat(pair, 1001, None), repeat(repeat(pair, 2, 3), 2, 334)):
        with pytest.raises(Unsupported, match="repeats"):
            spelled(concat(literal("x"), union(large, literal("y"))))
