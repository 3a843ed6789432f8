"""Layouts for the laws of formatting: the same data, written down in every way that a person could, and some worse."""

import json
from random import Random
from typing import Any, TypeVar

import yaml
from hypothesis import strategies as st

_T = TypeVar("_T")
WORDS = [
    "chat.room.<roomId>", "<userId>-feed", "read", "a", "pt-br", "30m", "chat.*", "*", "", " ", " a ", "yes", "no",
    "on", "y", "null", "~", "true", "12", "012", "1.5", "1e3", "12:30", "2026-01-01", "<<", "=", "-", "- a", "? a",
    "a: b", "a #b", "#a", "a, b", "[a]", "{a: b}", "&a", "!a", "|", "> a", "%a", "@a", "`a`", "it's", 'say "x"',
    "back\\slash", "\\d+$", "tab\tbed", "l\u043ebby", "é", "\u2603", "two words", "  led", "trail  ", "a\nb", "a\nb\n",
    "\n", "a\n\n", "a\n\n\nb\n\n", " a\nb", "a\n b\n", "a\n  \nb", "a \nb", "x-pnpres", "Infinity", "'", '"', "''",
    "a'b'c", "...", "---", "--- a", ":", "::a",
]  # fmt: skip
ODD_TEXTS = st.text("ab: #-'\"\\\n", max_size=8)
SCALARS = st.sampled_from(WORDS) | st.sampled_from([1, 0, -3, True, False, None, 2.5]) | ODD_TEXTS
KEYS = st.sampled_from([word for word in WORDS if "\n" not in word]) | st.text("abc", min_size=1, max_size=9)
DATA = st.dictionaries(
    KEYS,
    st.recursive(
        SCALARS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4), max_leaves=12
    ),
    max_size=6,
)
"""Mappings of anything, as YAML holds it."""


def layouts(data: dict[str, Any]) -> st.SearchStrategy[str]:
    """A YAML text that says this, laid out somehow."""
    return st.integers(0, 2**32).map(lambda seed: _laid_out(data, seed))


def _laid_out(data: dict[str, Any], seed: int) -> str:
    writer = _Writer(Random(seed))  # noqa: S311  thousands of decisions; each drawn by itself would take ten times as long
    text = writer.document(data)
    return text.replace("\n", "\r\n") if writer.one_in(8) else text


class _Writer:
    def __init__(self, random: Random) -> None:
        self.random = random
        self.comments = 0

    # ---- dice --------------------------------------------------------------------------------------------------------

    def one_in(self, number: int) -> bool:
        return self.random.randrange(number) == 0

    def pick(self, *options: _T) -> _T:
        return self.random.choice(options)

    # ---- what stands between -----------------------------------------------------------------------------------------

    def spaces(self, least: int = 0) -> str:
        return " " * (least + self.pick(0, 0, 0, 0, 1, 2, 5))

    def comment(self) -> str:
        self.comments += 1
        opening = self.pick("# ", "# ", "#", "#  ", "## ", "#!", "#-", "#\t")
        text = self.pick("note", "a: b", "'", "{", "pnpolicy: ignore[PNP304]", "# again", "x  ")
        return f"{opening}{text} {self.comments}" + self.pick("", "", "  ")

    def behind(self) -> str:
        """The end of a line: perhaps a comment, perhaps trailing spaces."""
        if self.one_in(5):
            return f"{self.spaces(1)}{self.comment()}\n"
        return self.pick("\n", "\n", "\n", "  \n")

    def above(self, *indents: int) -> str:
        """Blank lines and comments before an entry, or within a flow collection."""
        text = ""
        while self.one_in(4):
            text += self.pick("\n", "\n\n", "   \n", " " * self.pick(*indents, 0, 3) + self.comment() + "\n")
        return text

    # ---- scalars -----------------------------------------------------------------------------------------------------

    def scalar(self, value: object, *, within: int | None, key: bool = False) -> str:
        """A scalar in some style; `within` is the indentation of further lines, None where there may be none."""
        if not isinstance(value, str):
            return self.pick("null", "~", "Null") if value is None else json.dumps(value)
        styles = [self.plain, self.plain, self.single, self.double]
        self.random.shuffle(styles)
        for style in styles:
            text = style(value, None if key else within)
            if _reads(text, value, flow=True, indent=within or 0):
                return text
        return json.dumps(value)

    def plain(self, value: str, within: int | None) -> str:
        return value if within is None else self.broken(value, within)

    def single(self, value: str, within: int | None) -> str:
        text = value.replace("'", "''")
        return f"'{text if within is None else self.broken(text, within)}'"

    def double(self, value: str, within: int | None) -> str:
        text = json.dumps(value, ensure_ascii=self.one_in(2))
        return text if within is None else self.broken(text, within)

    def broken(self, text: str, within: int) -> str:
        """A text with a line break in the place of a space, now and then."""
        if " " in text.strip() and self.one_in(3):
            head, _, tail = text.partition(" ")
            return f"{head}{self.spaces()}\n{' ' * (within + self.pick(0, 0, 3))}{tail}"
        return text

    def block(self, value: str, indent: int) -> str:
        """A literal scalar, `indent` being that of the collection it stands in; with the end of its last line."""
        step = self.pick(1, 2, 4)
        body = value.rstrip("\n")
        ends = len(value) - len(body)
        header = "|" + (str(step) if not body or body[0] in " \n" or self.one_in(5) else "")
        header += "-" if ends == 0 else "" if ends == 1 and body else "+"
        lines = [*body.split("\n"), *[""] * max(ends - 1, 0)] if body else [""] * ends
        told = [" " * (indent + step) + line if line else self.pick("", " " * indent) for line in lines]
        return header + self.behind() + "".join(f"{line}\n" for line in told)

    # ---- collections -------------------------------------------------------------------------------------------------

    def document(self, data: dict[str, Any]) -> str:
        text = self.above(0)
        if self.one_in(8):
            text += self.pick("%YAML 1.2\n---", "---") + self.behind()
        if not data or self.one_in(8):
            text += self.flow(data, 0) + self.behind()
        else:
            text += self.entries(data, self.pick(0, 0, 0, 2), first=True)
        text += self.above(0)
        if self.one_in(8):
            text += "..." + self.behind()
        return text[:-1] if self.one_in(3) else text

    def entries(self, data: Any, indent: int, *, first: bool) -> str:  # noqa: ANN401
        """A collection in block style, each entry on lines of its own; the first is indented here if `first`."""
        text = ""
        for number, item in enumerate(data.items() if isinstance(data, dict) else data):
            if number or first:
                text += self.above(indent, indent + 2) + " " * indent
            if isinstance(data, dict):
                key, value = item
                text += self.scalar(key, within=None, key=True) + self.pick("", "", " ") + ":"
                text += self.value(value, indent, listed=False)
            else:
                text += "-" + self.value(item, indent, listed=True)
        return text

    def value(self, value: Any, indent: int, *, listed: bool) -> str:  # noqa: ANN401
        """What follows a key's colon or a dash, to the end of its last line."""
        if isinstance(value, dict | list) and value and self.one_in(2):
            step = self.pick(1, 2, 2, 4)
            if listed and self.one_in(2):
                gap = self.spaces(1)
                return gap + self.entries(value, indent + 1 + len(gap), first=False)
            if isinstance(value, list) and not listed and self.one_in(3):
                step = 0
            return self.behind() + self.entries(value, indent + step, first=True)
        if isinstance(value, str) and self.one_in(3) and _fits_a_block(value):
            return self.spaces(1) + self.block(value, indent)
        if value is None and self.one_in(3):
            return self.behind()
        lead = self.spaces(1)
        if self.one_in(10):
            lead = self.behind() + self.above(indent + 2) + " " * (indent + 2)
        return lead + self.inline(value, indent + 1) + self.behind()

    def inline(self, value: Any, within: int) -> str:  # noqa: ANN401
        if isinstance(value, dict | list):
            return self.flow(value, within)
        return self.scalar(value, within=within)

    def flow(self, data: Any, within: int) -> str:  # noqa: ANN401
        """A collection in brackets, over one line or several; further lines are indented by at least `within`."""
        spread = self.one_in(4)

        def gap(least: int = 0) -> str:
            if not spread or self.one_in(3):
                return self.spaces(least)
            return self.behind() + self.above(within) + " " * (within + self.pick(0, 1, 4))

        parts = []
        for item in data.items() if isinstance(data, dict) else data:
            if isinstance(data, dict):
                key, value = item
                text = self.scalar(key, within=None, key=True) + self.spaces() + ":" + self.spaces(1)
                parts.append(text if value is None and self.one_in(2) else text + self.inline(value, within))
            else:
                parts.append(self.inline(item, within))
        opening, closing = "{}" if isinstance(data, dict) else "[]"
        text = opening + gap()
        for number, part in enumerate(parts):
            last = number == len(parts) - 1
            text += part + gap() + ("" if last and self.one_in(2) else "," + gap(1))
        return text + closing


def _reads(text: str, value: str, *, flow: bool, indent: int) -> bool:
    """Whether a scalar reads as a value wherever it is put, in libyaml's eyes and in ours."""
    context = f"{' ' * max(indent - 1, 0)}k: [{text}, x]" if flow else f"k: {text}"
    try:
        events = [e for e in yaml.parse(context + "\n", Loader=yaml.CSafeLoader) if isinstance(e, yaml.ScalarEvent)]
    except yaml.YAMLError:
        return False
    return [event.value for event in events] == ["k", value, "x"] and (bool(events[1].style) or _is_text(value))


def _is_text(value: str) -> bool:
    from pnpolicy.document.scalars import plain  # noqa: PLC0415

    return plain(value) == (value, None) and value != "<<"


def _fits_a_block(value: str) -> bool:
    return bool(value) and "\t" not in value and "\r" not in value
