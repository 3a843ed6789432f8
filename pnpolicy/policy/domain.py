"""Domains: the exact, bounded set of values a variable may have.

Every domain can say three things of itself: whether a value is in it (a table look-up or one linear match), how it is
spelled in RE2 (exactly, or not at all and why), and as what regular language it takes part in questions.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Final

from pnpolicy import language
from pnpolicy.diagnostic import named, shown
from pnpolicy.document import variables as written
from pnpolicy.text import Route
from pnpolicy.wire.actions import PRESENCE_SUFFIX
from pnpolicy.wire.limits import forbidden_in

_WORD: Final = "[A-Za-z0-9_]"
_HEX: Final = "[0-9a-f]"


def _other_than(word: str) -> str:
    """RE2 for one or more word characters that do not spell `word`, without look-ahead."""
    rest = ""
    for letter in reversed(word):
        others = _without(letter)
        if rest:  # this letter and then something else than the rest, or nothing, or any other letter first
            rest = f"(?:{others}{_WORD}*|{letter}(?:{rest})?)"
        else:  # at the last letter: any other one, or more after it
            rest = f"(?:{others}{_WORD}*|{letter}{_WORD}+)"
    return rest


def _without(letter: str) -> str:
    before, after = chr(ord(letter) - 1), chr(ord(letter) + 1)
    low = f"a-{before}" if letter > "a" else ""
    high = f"{after}-z" if letter < "z" else ""
    return f"[A-Z{low}{high}0-9_]"


_SLUG: Final = f"(?:{_WORD}+-)*{_other_than(PRESENCE_SUFFIX[1:])}"


@dataclass(frozen=True)
class Domain:
    """The values of a variable.

    Attributes:
        type: the word the policy uses: `id`, `slug`, `uuid`, `hex`, `integer`, `enum` or `pattern`.
        summary: for people: what a value looks like.
        shortest: fewest characters of a value.
        longest: most characters of a value.
        spelling: RE2 ∩ Python text that matches exactly these values in full; for a slug, before its length bound.
        bounded: whether the spelling holds the length bound too.
    """

    type: str
    summary: str
    shortest: int
    longest: int
    spelling: str
    bounded: bool = True
    plain: bool = True
    """Every value is made of letters, digits, `_` and `-`: nothing a pattern would have to escape."""
    integers: tuple[int, int] | None = field(default=None, repr=False)

    @cached_property
    def regex(self) -> language.Regex:
        """The domain as a language; for a slug without its length bound, so at least as large as the domain."""
        return language.parse(self.spelling)

    @cached_property
    def accepts(self) -> Callable[[str], object]:
        """A test of one value, linear in its length. Takes strings only."""
        if self.type == "pattern":
            matcher = language.matcher(self.regex)
            longest = self.longest
            return lambda value: isinstance(value, str) and len(value) <= longest and matcher.fullmatch(value)
        return _compiled(str(self.line)).fullmatch

    @property
    def line(self) -> str | None:
        r"""The test as a pattern for one line of many: for Python's `re`, ending before `\n` or at the end of the text.

        None where `re` might take long: a pattern of the policy's own is matched by table instead.
        """
        if self.type == "pattern":
            return None
        if self.type in ("id", "hex"):
            return f"{self.spelling}+"  # one counted class, possessive
        if self.bounded:
            return f"(?:{self.spelling})"
        return rf"(?=[^\n]{{{self.shortest},{self.longest}}}(?:\n|\Z))(?:{self.spelling})"


@lru_cache(maxsize=512)
def _compiled(text: str) -> re.Pattern[str]:
    return re.compile(text)  # a thousand variables have a handful of domains between them


class DomainError(Exception):
    """A domain that cannot be one, with the key that is to blame.

    Attributes:
        route: the part of the variable to point at, such as `("values", 2)`.
        help: how to mend it.
        code: the fault's own name; nothing if it has none beyond that the domain, or the pattern, is bad.
    """

    def __init__(self, route: Route, message: str, help: str = "", *, code: str = "") -> None:  # noqa: A002  the word of diagnostics
        super().__init__(message)
        self.route = route
        self.help = help
        self.code = code


def domain_of(variable: written.AnyVariable) -> Domain:
    """The domain a variable declares.

    Raises:
        DomainError: it is empty, unbounded, or admits what no channel name may hold.
    """
    match variable:
        case written.IdVariable(max=most):
            return Domain("id", f"1 to {most} letters, digits or `_`", 1, most, f"{_WORD}{{1,{most}}}")
        case written.SlugVariable(max=most):
            summary = f"words of letters, digits or `_` joined by single `-`, at most {most} characters"
            return Domain("slug", f"{summary}, the last word not `pnpres`", 1, most, _SLUG, bounded=False)
        case written.UuidVariable():
            parts = "-".join(f"{_HEX}{{{count}}}" for count in (8, 4, 4, 4, 12))
            return Domain("uuid", "a UUID in lower case", 36, 36, parts)
        case written.HexVariable(min=least, max=most):
            if least > most:
                raise DomainError(("min",), f"`min` {least} is above `max` {most}", "swap them")
            count = f"{least}" if least == most else f"{least},{most}"
            text = f"{least}" if least == most else f"{least} to {most}"
            return Domain("hex", f"{text} lower-case hexadecimal digits", least, most, f"{_HEX}{{{count}}}")
        case written.IntegerVariable(min=low, max=high):
            if low > high:
                raise DomainError(("min",), f"`min` {low} is above `max` {high}", "swap them")
            summary = f"a whole number from {low} to {high}"
            return Domain(
                "integer", summary, len(str(low)), len(str(high)), integer_range(low, high), integers=(low, high)
            )
        case written.EnumVariable(values=values):
            return _enumeration(values)
        case written.PatternVariable(pattern=pattern):
            return _from_pattern(pattern)
    raise AssertionError(variable)  # pragma: no cover  the union has seven members


def _enumeration(values: list[str]) -> Domain:
    for index, value in enumerate(values):
        here: Route = ("values", index)
        if not value:
            raise DomainError(here, "a value is empty", "a hole is never empty; remove the value")
        if found := forbidden_in(value):
            message = f"the value {shown(value)} holds {named(found[1])}, which no name may"
            raise DomainError(here, message, code="forbidden-character")
        if "." in value:
            message = f"the value `{value}` holds a `.`, which separates levels"
            raise DomainError(here, message, "use `-` or `_`", code="hole-spans-separator")
        if value.endswith(PRESENCE_SUFFIX):
            message = f"the value `{value}` ends in `-pnpres`, a presence companion"
            raise DomainError(here, message, "rename it", code="reserved-suffix")
        if value in values[:index]:
            raise DomainError(here, f"the value `{value}` is listed twice", "keep one of them")
    lengths = [len(value) for value in values]
    spelling = language.spelled(language.union(*map(language.literal, values)))
    told = ", ".join(f"`{value}`" for value in values[:8]) + (" …" if len(values) > 8 else "")  # noqa: PLR2004
    plain = all(re.fullmatch(r"[A-Za-z0-9_-]+", value) for value in values)
    return Domain("enum", f"one of {told}", min(lengths), max(lengths), spelling, plain=plain)


def _from_pattern(pattern: str) -> Domain:
    regex = pattern_regex(pattern)
    longest = language.longest_length(regex)
    if longest is None:
        message, help_text = "the pattern admits values of any length", "bound it: `{1,36}` instead of `+` or `*`"
        raise DomainError(("pattern",), message, help_text, code="unbound-variable-domain")
    try:
        _refuse_bad_names(regex)
        language.matcher(regex)
    except language.Undecided as problem:
        raise DomainError(("pattern",), f"the pattern is too complex to decide ({problem})", "simplify it") from None
    shortest = language.shortest_length(regex)
    if shortest == 0:
        raise DomainError(
            ("pattern",), "the pattern admits the empty text", "a hole is never empty; require a character"
        )
    spelling = language.spelled(regex)
    return Domain("pattern", f"what `{pattern}` matches in full", shortest, longest, spelling, plain=False)


def pattern_regex(pattern: str) -> language.Regex:
    """A raw pattern, read as RE2 reads it.

    Raises:
        DomainError: RE2 or PubNub refuses it, or we cannot model it. Its route is the key `pattern`.
    """
    here: Route = ("pattern",)
    try:
        parsed = language.parse(pattern)
        regex = language.concat(parsed)  # read in full, so that it means the same wherever it is put
        language.spelled(regex)
    except language.RegexSyntaxError as problem:
        where = f"at character {problem.position + 1}"
        if re.match(r"\(\?<?[=!]", pattern[problem.position :]):
            told, help_text = f"RE2 has no look-around, found {where}", "list what is meant instead"
        else:
            told, help_text = f"RE2 refuses this pattern {where}: {problem.message}", ""
        raise DomainError(here, told, help_text, code="not-re2") from None
    except language.Unsupported as problem:
        where = f" at character {problem.position + 1}" if problem.pattern else ""
        told = f"cannot reason about this pattern: {problem.construct}{where}"
        raise DomainError(here, told, "write it more plainly") from None
    except language.Undecided as problem:
        raise DomainError(here, f"cannot reason about this pattern: {problem}", "write it more plainly") from None
    if parsed.captures:
        told = f"PubNub refuses the capturing group at character {parsed.captures[0] + 1}"
        raise DomainError(here, told, "write `(?:` instead of `(`", code="capturing-group")
    if hole := re.search(r"<([A-Za-z_][A-Za-z0-9_]*)>", pattern):
        told = f"`{hole[0]}` is plain text in a pattern, not a hole"
        raise DomainError(here, told, "use a template (`name:`) for names with holes", code="hole-in-pattern")
    return regex


_FORBIDDEN: Final = r"(?s).*[\x00-\x20,:*/\\\x7f-\x9f].*"
_DOTTED: Final = r"(?s).*\..*"
_COMPANION: Final = f"(?s).*{PRESENCE_SUFFIX}"


def _refuse_bad_names(regex: language.Regex) -> None:
    """Raises DomainError if a value could hold what no hole may."""
    for bad, why, code in (
        (_FORBIDDEN, "a character no name may hold", "forbidden-character"),
        (_DOTTED, "a `.`, which separates levels", "hole-spans-separator"),
        (_COMPANION, "the ending `-pnpres` of presence companions", "reserved-suffix"),
    ):
        witness = language.meet(regex, _parsed(bad), alphabet=language.EVERY_CHARACTER)
        if witness is not None:
            message = f"the pattern admits values with {why}, such as {shown(witness, 92)}"
            help_text = "name the characters a value may have: `[A-Za-z0-9_]{1,36}`"
            raise DomainError(("pattern",), message, help_text, code=code)


@lru_cache(maxsize=8)
def _parsed(pattern: str) -> language.Regex:
    return language.parse(pattern)


def integer_range(low: int, high: int) -> str:
    """RE2 for the canonical decimals from `low` to `high`, exactly, as short alternatives.

    `integer_range(0, 63) == "[0-9]|[1-5][0-9]|6[0-3]"`.
    """
    parts: list[str] = []
    start = low
    while start <= high:
        digits = len(str(start))
        end = min(high, 10**digits - 1)
        parts += _same_width(str(start), str(end))
        start = end + 1
    return "|".join(parts)


def _same_width(low: str, high: str) -> list[str]:
    """Ranges of decimals of one width; the first digits are shared out until the rest is free."""
    if not low:
        return [""]
    rest = len(low) - 1
    free = "[0-9]" * rest if rest < 3 else f"[0-9]{{{rest}}}"  # noqa: PLR2004  `{3}` is no longer than three classes
    if low[0] == high[0]:
        return [low[0] + tail for tail in _same_width(low[1:], high[1:])]
    first, last = int(low[0]), int(high[0])
    parts: list[str] = []
    if low[1:] != "0" * rest:
        parts += [low[0] + tail for tail in _same_width(low[1:], "9" * rest)]
        first += 1
    last_is_free = high[1:] == "9" * rest
    upto = last if last_is_free else last - 1
    if first <= upto:
        parts.append((str(first) if first == upto else f"[{first}-{upto}]") + free)
    if not last_is_free:
        parts += [high[0] + tail for tail in _same_width("0" * rest, high[1:])]
    return parts
