"""Patterns and texts for the law books of the language engine, and google-re2 as their judge.

Everything comes from a seeded generator, so a failure names a pattern and a text that fail again.
"""

import itertools
import os
import random
import string
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import re2

from pnpolicy.language import Alphabet, Regex, parse
from pnpolicy.language.alphabet import EVERY_CHARACTER, classing
from pnpolicy.language.symbols import START, by_context

PAIRS = int(os.environ.get("PNPOLICY_LANGUAGE_PAIRS", "60000"))
"""(pattern, text) pairs compared in the membership law."""

QUESTIONS = int(os.environ.get("PNPOLICY_LANGUAGE_QUESTIONS", "5000"))
"""Questions about two or more patterns asked in the inclusion laws."""

CASES = Path(__file__).parent / "cases" / "language"

LETTERS = "ab"
SYMBOLS = "ab.-_1 AK\n"
TRICKY = (
    "ab.-_19 AZKSks\n\r\t\v\0\x7f\x80\u00e9\u00df\u017f\u212a\u4e2d\u2028\ud7ff\U0001f600\U0010ffff,:*/\\^$[]{}()?+|"
    "\u00c9\u1e9e\u03a3\u03c3\u03c2\u0345\u0663\u0130"
)

_ATOMS = (
    *("aabb1.K_ks-\u00e9\u4e2d"),
    *("[ab]", "[^a]", "[a-z]", "[^\\n]", "[[:alpha:]]", "[[:^punct:]_]", "[\\w.-]", "[^\\d\\s]", "[A-Z0-9_]", "[k-s]"),
    *("\\d", "\\w", "\\s", "\\D", "\\W", "\\S", "\\.", "\\x41", "\\x{212A}", "\\101", "\\n", "\\_", "\\Qa.\\E", "\\-"),
    *("[\u00e0-\u00ff]", "[^\u00e9]", "[\\x00-\\x{10FFFF}]", "ab", "a.b"),
    *("\\pL", "\\PN", "\\p{Lu}", "\\p{^Greek}", "[\\p{Nd}_]", "[^\\p{Ll}a]", "[\\PL\\d]", "\u03c3", "(?i:\u00c9)"),
    *(
        "(?i:\u03c3)",
        "(?i:[\u03b1-\u03c9])",
        "(?i:[^\u00df\u03c2])",
        "(?i:\\p{Lu})",
        "(?i:\\P{Ll})",
        "(?i:[^\\p{Greek}k])",
    ),
)
_LOOKS = ("^", "$", "\\b", "\\B", "\\A", "\\z", "(?m:^)", "(?m:$)")
_OPERATORS = ("*", "+", "?", "*?", "{2}", "{1,2}", "{0,2}", "{2,}", "{0}", "{1,3}?", "{3}", "{0,1}", "{2,3}")
_FLAGS = ("i", "s", "m", "U", "-i", "i-s", "s-m", "im")
_SOUP = (
    *"ab01(){}[]*+?|^$.-\\,:=!<>PpQEidkx_ \n\u00e9",
    *(
        "(?",
        "(?:",
        "(?i)",
        "(?P<",
        "(?P<n>",
        "(?<n>",
        "(?s-i:",
        "(?-",
        "\\Q",
        "\\E",
        "\\C",
        "\\Z",
        "\\z",
        "\\A",
        "\\b",
        "\\B",
    ),
    *(
        "{2}",
        "{1001}",
        "{2,1}",
        "{,2}",
        "{1,",
        "{1000}",
        "{30}",
        "{0}",
        "??",
        "*?",
        "[]",
        "[^]",
        "&&",
        "--",
        "a-z",
        "z-a",
    ),
    *(
        "[[:alpha:]]",
        "[:",
        ":]",
        "[^",
        "\\d-",
        "\\p{",
        "\\pL",
        "\\p{^Lu}",
        "\\p{Greek",
        "\\P{Any}",
        "(?P<\u00e9",
        "\\x{",
        "\\x4",
        "\\8",
        "\\1",
        "\\07",
        "\\_",
        "\\\u00e9",
        "\\ud",
    ),
)


OPTIONS = re2.Options()
OPTIONS.log_errors = False


@lru_cache(4096)
def judge(pattern: str) -> "re2._Regexp[str]":
    """RE2's own reading."""
    return re2.compile(pattern, options=OPTIONS)


def refusal(pattern: str) -> str | None:
    """What RE2 says against a pattern; None if it reads it, or would but for its memory."""
    try:
        judge(pattern)
    except re2.error as problem:
        message = problem.args[0]
        text = message.decode() if isinstance(message, bytes) else str(message)
        return None if text.startswith("pattern too large") else text
    return None


def generator(seed: int) -> random.Random:
    """The same choices on every run."""
    return random.Random(seed)  # noqa: S311  nothing here is a secret


def pattern(rng: random.Random, depth: int = 3, looks: float = 0.15) -> str:
    """A pattern that RE2 reads, nearly always."""
    kind = rng.random()
    if depth == 0 or kind < 0.25:
        return rng.choice(_LOOKS) if rng.random() < looks else rng.choice(_ATOMS)
    if kind < 0.6:
        return "".join(pattern(rng, depth - 1, looks) for _ in range(rng.randint(2, 4)))
    inner = pattern(rng, depth - 1, looks)
    if kind < 0.75:
        others = (pattern(rng, depth - 1, looks) for _ in range(rng.randint(1, 2)))
        return f"(?:{'|'.join((inner, *others))})" if rng.random() < 0.8 else "|".join((inner, *others))
    if kind < 0.8:
        return f"(?{rng.choice(_FLAGS)}:{inner})"
    if kind < 0.83:
        return f"(?{rng.choice(_FLAGS)}){inner}"
    if kind < 0.86:
        return f"({inner})"
    return f"(?:{inner}){rng.choice(_OPERATORS)}"


def soup(rng: random.Random) -> str:
    """Pieces of syntax in any order, most of them wrong."""
    return "".join(rng.choice(_SOUP) for _ in range(rng.randint(1, 8)))


def text(rng: random.Random, symbols: str = TRICKY, longest: int = 6) -> str:
    """Any short text."""
    return "".join(rng.choice(symbols) for _ in range(rng.randint(0, longest)))


def walk(rng: random.Random, regex: Regex, longest: int = 12) -> str:
    """A text found by walking derivatives at random: a member, or nearly one."""
    classes = classing(EVERY_CHARACTER, [regex.node])
    node, before, found = classes.resolve(regex.node), START, ""
    for _ in range(longest):
        moves = [(part, target) for part, target in node.moves(before) if part & classes.letters]
        if not moves or (node.null[before] & 1 and rng.random() < 0.3):
            break
        mask, node = rng.choice(moves)
        part, before = rng.choice(by_context(mask & classes.letters))
        bits = [bit for bit in range(1, part.bit_length()) if part >> bit & 1]
        point = rng.choice(bits) - 1
        found += chr(point) if point < 128 else classes.samples[point - 128]
    return found


def texts(rng: random.Random, regex: Regex, count: int) -> list[str]:
    """Texts to try on a pattern: members, members with one character changed, and any."""
    found = []
    for number in range(count):
        member = walk(rng, regex) if number % 3 else text(rng)
        if number % 3 == 2:
            at = rng.randint(0, len(member))
            member = member[:at] + rng.choice(TRICKY) + member[at + rng.randint(0, 1) :]
        found.append(member)
    return found


def lines(name: str) -> list[str]:
    """The lines of a case file without its comments and empty lines."""
    return [row for row in (CASES / name).read_text(encoding="utf-8").splitlines() if row and not row.startswith("# ")]


READING_ORDER = (string.ascii_lowercase, string.digits, "-", "_", ".", string.ascii_uppercase)
"""What a reader likes best; then the rest of printable ASCII, what is beyond, at last spaces and controls."""


def readability(text: str) -> tuple[int, list[tuple[int, str]]]:
    """A key that sorts the shortest text first, of these the most readable one."""
    return len(text), [(group_of(character), character) for character in text]


def group_of(character: str) -> int:
    for group, characters in enumerate(READING_ORDER):
        if character in characters:
            return group
    return len(READING_ORDER) + (0 if "!" <= character <= "~" else 2 if character.isascii() else 1)


@dataclass(frozen=True)
class Known:
    """A language over a few letters, and which of all short texts google-re2 says it has.

    Attributes:
        name: how to get it again.
        regex: the language.
        members: a bit for each text of its world, the best text first.
    """

    name: str
    regex: Regex
    members: int

    def __and__(self, other: "Known") -> "Known":
        return Known(f"({self.name} & {other.name})", self.regex & other.regex, self.members & other.members)

    def __or__(self, other: "Known") -> "Known":
        return Known(f"({self.name} | {other.name})", self.regex | other.regex, self.members | other.members)

    def __sub__(self, other: "Known") -> "Known":
        return Known(f"({self.name} - {other.name})", self.regex - other.regex, self.members & ~other.members)

    def __repr__(self) -> str:
        return self.name


class World:
    """All texts of three letters up to a length, in reading order, and patterns that have much to say about them."""

    longest = 6

    def __init__(self, letters: str, *pieces: str) -> None:
        self.letters = letters
        self.alphabet = Alphabet(sum(2 << ord(letter) for letter in letters if letter.isascii()), self.wide())
        self.short = parse(f"[{letters}]{{0,{self.longest}}}")
        self.pieces = (*pieces, *letters, *letters, ".", "^", "$", "\\b", "\\B", "(?m:^)", "(?m:$)", ".*", ".{2}")
        texts = ("".join(made) for size in range(self.longest + 1) for made in itertools.product(letters, repeat=size))
        self.texts = sorted(texts, key=readability)

    def wide(self) -> tuple[tuple[int, int], ...]:
        return tuple((ord(letter), ord(letter)) for letter in self.letters if not letter.isascii())

    def pattern(self, rng: random.Random) -> str:
        made = "".join(rng.choice(self.pieces) for _ in range(rng.randint(1, 4)))
        if rng.random() < 0.3:
            made = f"(?:{made}|{rng.choice(self.pieces)})"
        return f"(?:{made}){rng.choice(_OPERATORS)}" if rng.random() < 0.2 else made

    def judged(self, patterns: list[str]) -> list[Known]:
        """What google-re2 says of every text, of all patterns at once: a call for each text, not for each pair."""
        together = re2.Set.FullMatchSet(OPTIONS)
        for made in patterns:
            together.Add(made)
        together.Compile()
        members = [0] * len(patterns)
        for at, tried in enumerate(self.texts):
            for found in together.Match(tried) or ():
                members[found] |= 1 << at
        return [Known(made, parse(made), found) for made, found in zip(patterns, members, strict=True)]

    def pool(self, rng: random.Random, size: int) -> list[Known]:
        """Patterns, some of them alternatives of others, so that one is often inside another."""
        made = [self.pattern(rng) for _ in range(size)]
        return self.judged(["|".join(rng.choices(made, k=rng.choice((1, 1, 1, 2, 3)))) for _ in range(size)])

    def first(self, members: int, *, empty: bool) -> str | None:
        """The best text of a set; with or without the empty one."""
        members &= -1 if empty else -2
        return self.texts[(members & -members).bit_length() - 1] if members else None


WORLDS = (
    World(
        "ab-", "ab", "[ab]", "[^a]", "\\w", "\\W", "a?", "b*", "-+", "(?:a|b-)", "(?:ab){2}", "[a-]{1,3}", "(?:ba|b)*"
    ),
    World(
        "a\u00e9\n",
        "[^a]",
        "[^\u00e9]",
        "\\n",
        "\\s*",
        "\u00e9?",
        "(?:a\\n)+",
        "(?s:.)",
        "(?s:.{1,3})",
        "[\u00e0-\u00ff]+",
        "a{2,4}",
    ),
    World(
        "kK\u212a",
        "(?i)k",
        "(?i:k{2})",
        "[^k]",
        "[a-z]+",
        "\\W",
        "[[:upper:]]*",
        "(?i:[^k])",
        "\\x{212a}{1,2}",
        "[A-\\x{2129}]",
        "k{3}",
    ),
    World(
        "0_.",
        "\\d+",
        "\\w{1,2}",
        "[^0]*",
        "(?:0|_0)",
        "\\.0?",
        "(?:\\._?)*",
        "0{1,3}",
        "(?:00)*",
        "(?:\\w\\W)+",
        "[0.]{2,3}",
    ),
)
"""Letters and others; line breaks and what is beyond ASCII; one letter in three cases; a name's other characters."""
