"""Reads grants that exist from a stream: request bodies, arguments of SDK calls, tokens; one a line, or one document.

Thousands of lines are read one by one; memory is bounded by the longest line that is taken. Whatever cannot be read is
a diagnostic with its line, never left out: who asks whether grants are sound must hear of those that nobody looked at.
"""

import json
import re
from collections.abc import Generator, Iterator, Mapping
from functools import cached_property
from typing import Any, BinaryIO, Final, NamedTuple

from pnpolicy.diagnostic import Diagnostic
from pnpolicy.errors import TokenError
from pnpolicy.grant.observed import ObservedGrant
from pnpolicy.grant.shapes import ShapeError, from_mapping, from_token
from pnpolicy.text import Route, Source, Span
from pnpolicy.wire import token
from pnpolicy.wire.json_places import after_space, located

MAX_LINE: Final = 1024 * 1024
"""Bytes of one line. A grant whose token still fits a URL has a tenth of it."""
MAX_DOCUMENT: Final = 8 * 1024 * 1024
"""Bytes of a document over several lines."""
MAX_STRANGE: Final = 100
"""Lines that are no text; what has more of them is a binary file, and every further line would say the same."""

Record = ObservedGrant | Diagnostic


def records(file: BinaryIO, name: str) -> Iterator[Record]:
    """The grants of a stream, or why one could not be read, in the order of the lines.

    Args:
        file: read line by line, so that it may be a pipe without end.
        name: what people call it.
    """
    begun: tuple[int, str] | None = None
    for place, (number, line) in enumerate(_lines(file, name)):
        if begun is not None:
            first, head = begun
            begun = None
            if isinstance(line, str):
                both = head + "\n" * (number - first) + line
                if not _stands_alone(line, both, name):
                    yield from _document(both, file, name, first)
                    return
            yield from _of_line(head, name, first)
        if isinstance(line, Diagnostic):
            yield line
        elif place == 0 and _goes_on(line):
            begun = number, line
        else:
            yield from _of_line(line, name, number)
    if begun is not None:
        yield from _of_line(begun[1], name, begun[0])


def _lines(file: BinaryIO, name: str) -> Iterator[tuple[int, str | Diagnostic]]:
    """The number and the text of every line that is not blank, or what keeps it from being read."""
    number = strange = 0
    while line := file.readline(MAX_LINE + 1):
        number += 1
        if len(line) > MAX_LINE:
            size = f"{MAX_LINE // 1024 // 1024} MiB"
            yield number, _problem("too-large", f"line {number} is longer than {size}", name, number)
            while line and not line.endswith(b"\n"):
                line = file.readline(MAX_LINE)
            continue
        text = _decoded(line, first=number == 1)
        if text is None:
            strange += 1
            message = f"line {number} is not UTF-8 text"
            if strange == MAX_STRANGE:
                message += f", like {strange - 1} before it; what follows was not looked at"
            yield number, _problem("not-text", message, name, number, "is this a binary file?")
            if strange == MAX_STRANGE:
                return
        elif text.strip():
            yield number, text.rstrip("\r\n")


def _decoded(line: bytes, *, first: bool) -> str | None:
    try:
        return None if b"\0" in line else line.decode("utf-8-sig" if first else "utf-8")
    except UnicodeDecodeError:
        return None


def _goes_on(text: str) -> bool:
    """Whether a line is JSON as far as it goes, and may go on on the next one."""
    return text.lstrip()[:1] in ("{", "[") and _broken_at(text) == len(text.rstrip())


def _stands_alone(line: str, both: str, name: str) -> bool:
    """Whether a line is a grant by itself, and no text begins with a broken one and it."""
    broken_at = _broken_at(both)
    if broken_at is None or broken_at == len(both.rstrip()):
        return False
    return all(isinstance(record, ObservedGrant) for record in _of_line(line, name, 1))


def _broken_at(text: str) -> int | None:
    """Where a text stops being JSON: at its end, if it only breaks off. None if it does not stop."""
    try:
        for _ in _values(text):
            pass
    except _UnreadError as problem:
        return min(problem.at, len(text.rstrip()))
    return None


def _of_line(text: str, name: str, number: int) -> Iterator[Record]:
    if text.lstrip()[:1] in ("{", "[", '"'):
        yield from _of_json(text, Written(name, text, number))
    else:
        yield _of_token(text, name, number)


def _document(begun: str, file: BinaryIO, name: str, number: int) -> Iterator[Record]:
    """One JSON value over several lines, or several one after the other."""
    rest = file.read(MAX_DOCUMENT + 1)
    if len(rest) > MAX_DOCUMENT:
        size = f"{MAX_DOCUMENT // 1024 // 1024} MiB"
        yield _problem("too-large", f"`{name}` is one document of more than {size}", name, number, "one grant a line")
        return
    more = _decoded(rest, first=False)
    if more is None:
        yield _problem("not-text", f"`{name}` is not UTF-8 text", name, number, "is this a binary file?")
        return
    text = f"{begun}\n{more}"
    yield from _of_json(text, Written(name, text, number))


def _of_json(text: str, source: Source) -> Iterator[Record]:
    """The grants of a text that holds JSON values one after the other; an array is one grant after the other, too."""
    try:
        for found in _values(text):
            yield _of_value(found, source)
    except _UnreadError as problem:
        at = min(problem.at, len(text.rstrip()) - 1)
        yield Diagnostic(problem.code, str(problem), Span(source, at, at + 1), help=problem.help)


class _UnreadError(Exception):
    """Why a text cannot be read further.

    Attributes:
        code: of the diagnostic.
        at: from where on.
        help: how to mend it.
    """

    def __init__(self, code: str, message: str, at: int, help: str) -> None:  # noqa: A002  the word of diagnostics
        super().__init__(message)
        self.code = code
        self.at = at
        self.help = help


class _Value(NamedTuple):
    """A JSON value.

    Attributes:
        value: as Python has it.
        start: where it begins.
        repeated: whether a key stands twice in it.
        is_text: whether its texts are sequences of whole characters.
    """

    value: Any
    start: int
    repeated: bool = False
    is_text: bool = True


_NO_ITEMS: Final = object()
"""What an array without items is taken for."""


def _values(text: str) -> Iterator[_Value]:
    """The values of a text, and those of its arrays one by one, so that each grant knows where it begins.

    Raises:
        _UnreadError: this is not JSON, from here on.
    """
    at = after_space(text, 0)
    while at < len(text):
        if text[at] == "[":
            at = yield from _items(text, at)
        else:
            found, at = _value(text, at)
            yield found
        at = after_space(text, at)


def _items(text: str, start: int) -> Generator[_Value, None, int]:
    """The items of an array; returns where it ends."""
    at = after_space(text, start + 1)
    if text[at : at + 1] == "]":
        yield _Value(_NO_ITEMS, start)
        return at + 1
    while True:
        found, at = _value(text, at)
        yield found
        at = after_space(text, at)
        if text[at : at + 1] == "]":
            return at + 1
        if text[at : at + 1] != ",":
            raise _not_json("expecting ',' delimiter", at)
        at = after_space(text, at + 1)


def _value(text: str, at: int) -> tuple[_Value, int]:
    """The value that begins somewhere, and where it ends."""
    reader = _Reader()
    try:
        value, end = reader.decoder.raw_decode(text, at)
        is_text = text.find("\\u", at, end) < 0 or _is_text(value)
    except json.JSONDecodeError as error:
        raise _not_json(error.msg[:1].lower() + error.msg[1:], error.pos) from None
    except RecursionError:
        raise _UnreadError("not-a-grant", "it nests too deep", at, _HELP) from None
    except ValueError:
        raise _UnreadError("not-a-grant", "it holds a number too long to read", at, _HELP) from None
    return _Value(value, at, reader.repeated, is_text), end


def _not_json(why: str, at: int) -> _UnreadError:
    return _UnreadError("not-json", f"this is not JSON: {why}", at, "check the quotes and commas there")


def _is_text(value: Any) -> bool:  # noqa: ANN401  JSON
    r"""Whether no `\ud…` lacks its other half: neither PubNub nor a terminal could be told such a name."""
    try:
        json.dumps(value, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return False
    return True


class _Reader:
    """A JSON decoder that notices keys written twice, of which the last would silently win."""

    def __init__(self) -> None:
        self.repeated = False
        self.decoder = json.JSONDecoder(object_pairs_hook=self._mapping)

    def _mapping(self, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) == len(pairs):
            return found
        self.repeated = True
        seen: set[str] = set()
        return Repeated(found, frozenset(key for key, _ in pairs if key in seen or seen.add(key)))  # type: ignore[func-returns-value]


class Repeated(dict[str, Any]):
    """An object with keys that are written twice."""

    def __init__(self, items: Mapping[str, Any], keys: frozenset[str]) -> None:
        super().__init__(items)
        self.keys_written_twice = keys


def _of_value(found: _Value, source: Source) -> Record:
    token_text = _token_in(found.value)
    if token_text is not None:
        return _of_token(token_text, source.name, source.position(found.start)[0])
    try:
        value = _mapping(found)
        return from_mapping(value, source, found.start, _repeated(value) if found.repeated else ())
    except ShapeError as error:
        place = located(source.text, error.route, start=found.start, key=error.at_key)
        return Diagnostic("not-a-grant", str(error), Span(source, *place), help=error.help or _HELP)


def _mapping(found: _Value) -> dict[str, Any]:
    """A JSON object of whole characters."""
    if found.value is _NO_ITEMS:
        raise ShapeError((), "an empty list holds no grant")
    if not found.is_text:
        raise ShapeError((), "it holds half of a character: a `\\ud…` without its partner")
    if not isinstance(found.value, dict):
        raise ShapeError((), f"expected a grant, found {_kind(found.value)}")
    return found.value


def _repeated(value: dict[str, Any]) -> tuple[Route, ...]:
    """Where keys are written twice. Without recursion: an object may nest as deep as the stack just allows."""
    found: list[Route] = []
    left: list[tuple[Route, dict[str, Any]]] = [((), value)]
    while left:
        route, mapping = left.pop()
        if isinstance(mapping, Repeated):
            found += [(*route, key) for key in sorted(mapping.keys_written_twice)]
        left += [((*route, key), item) for key, item in mapping.items() if isinstance(item, dict)]
    return tuple(found)


def _token_in(value: Any) -> str | None:  # noqa: ANN401  JSON
    """A token by itself, or in the answer of PubNub or of a token service."""
    if isinstance(value, dict) and isinstance(value.get("data"), dict):
        value = value["data"]
    if isinstance(value, dict) and isinstance(value.get("token"), str):
        value = value["token"]
    return value if isinstance(value, str) else None


def _of_token(text: str, name: str, number: int) -> Record:
    try:
        return from_token(token.read(text), name, number)
    except TokenError as error:
        help_text = "a line holds a request body, the arguments of an SDK's grant call, or a token"
        return _problem("not-a-grant", f"line {number}: {error}", name, number, help_text)


class Written(Source):
    """A text as it is written, but for tokens: those are never shown, wherever they stand in it."""

    def __init__(self, name: str, text: str, first: int) -> None:
        object.__setattr__(self, "name", name)
        object.__setattr__(self, "first", first)
        object.__setattr__(self, "_text", text)

    @cached_property
    def text(self) -> str:
        """The whole text, each token's characters replaced by as many others, so that places stay."""
        return _TOKEN.sub(lambda match: "*" * len(match[0]), self._text)  # type: ignore[attr-defined]


_TOKEN: Final = re.compile(
    r"[o-r][\w-]F2[\w+/-]{12,}"  # a map whose first key is `v`, though it may break off
    r"|(?<![\w+/-])[\w+/-]{150,}",  # whatever else is longer than a name and as long as the shortest token
    re.ASCII,
)
"""What is, or may be, a token."""


def _problem(code: str, message: str, name: str, number: int, help_text: str = "") -> Diagnostic:
    """A problem with a line whose text is not shown: it may be a token, or no text at all."""
    return Diagnostic(code, message, Span(Source(name, "", number), 0, 0), help=help_text)


def _kind(value: object) -> str:
    return {list: "a list", str: "a text", bool: "true or false", type(None): "null"}.get(type(value), "a number")


_HELP: Final = (
    "expected a request body (`ttl` and `permissions`), an SDK's arguments (`resources`, `patterns`), or a token"
)
