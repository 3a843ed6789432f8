"""Requests and answers, as the core sees them: no sockets, no frameworks."""

import json
import math
import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType
from typing import Any, Final
from urllib.parse import unquote_to_bytes

DEPTH_MAX: Final = 200
"""Levels of a JSON value. A bound of ours, below that of Python's reader and writer."""
NO_HEADERS: Final[Mapping[str, str]] = MappingProxyType({})


@dataclass(frozen=True)
class Request:
    """A request as it was sent.

    Attributes:
        method: `GET`.
        path: percent-encoded, without the query.
        query: what stands behind the `?`, percent-encoded.
        body: bytes, decompressed.
        headers: lower-case name → value.
    """

    method: str
    path: str
    query: str = ""
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=lambda: NO_HEADERS)

    @property
    def is_clean(self) -> bool:
        """Whether the address is what HTTP allows: printable ASCII from a slash on, `%` before two hexadecimal digits.

        Two readers of anything else need not read the same name.
        """
        address = f"{self.path}?{self.query}"
        if address[0] != "/" or not address.isascii() or address.encode().translate(None, _PRINTABLE):
            return False
        return _BROKEN_ESCAPE.search(address) is None

    @cached_property
    def parameters(self) -> tuple[tuple[str, str], ...]:
        """The query, decoded, in its order. A plus stays a plus: PubNub's SDKs encode a space as `%20`."""
        pairs = (pair.partition("=") for pair in self.query.split("&") if pair)
        return tuple((_decoded(key), _decoded(value)) for key, _, value in pairs)

    @cached_property
    def parameter(self) -> Mapping[str, str]:
        """Name → value; the first of a name counts."""
        return dict(reversed(self.parameters))

    @cached_property
    def segments(self) -> tuple[str, ...]:
        """The parts of the path between slashes, decoded after they were split."""
        return tuple(map(_decoded, self.path.split("/")[1:]))


def _decoded(text: str) -> str:
    return unquote_to_bytes(text).decode() if "%" in text else text


@dataclass(frozen=True, slots=True)
class Answer:
    """What is sent back.

    Attributes:
        status: of HTTP.
        body: anything JSON can say; or bytes, which are sent as they are.
        headers: name and value.
    """

    status: int
    body: object
    headers: tuple[tuple[str, str], ...] = ()

    def content(self) -> bytes:
        """The bytes of the body."""
        if isinstance(self.body, bytes):
            return self.body
        return _ENCODER.encode(self.body).encode()


_ENCODER: Final = json.JSONEncoder(separators=(",", ":"), ensure_ascii=False)
_PRINTABLE: Final = bytes(range(0x20, 0x7F))
_BROKEN_ESCAPE: Final = re.compile("%(?![0-9A-Fa-f]{2})")


class Refused(Exception):  # noqa: N818  it is an answer more than an error
    """What a handler raises to end a request."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer
        super().__init__(f"{answer.status}")


@dataclass(eq=False, slots=True)
class Parked:
    """A long poll that has nothing to say yet.

    The core wakes it by calling `wake`, which whoever holds the connection has set; then `again` is asked once more.
    Whoever holds it must `close` it in the end, also when the client went away.

    Attributes:
        channels: names whose messages wake it, `foo.*` and group members as they were resolved.
        token: of the caller, so that a revocation can wake it.
        due: Unix seconds at which it has to be asked again, whatever is sent or not.
        again: an answer, or None to stay parked. Asked again after an answer, it gives the same.
        close: forgets it.
        wake: may be called more than once, and before anybody waits.
    """

    channels: Collection[str]
    again: Callable[[], Answer | None]
    close: Callable[[], None] = lambda: None
    wake: Callable[[], None] = lambda: None
    token: str | None = field(default=None, repr=False)
    due: float = math.inf


def json_value(text: bytes) -> Any:  # noqa: ANN401  any JSON value
    """The JSON value that a text spells.

    Raises:
        ValueError: it spells none, or one that could not be sent on: NaN, infinity, half a surrogate pair, or nested
            more than `DEPTH_MAX`.
    """
    try:
        value = _DECODER.decode(text.decode())
    except RecursionError:
        raise ValueError("nested too deeply") from None
    if text.count(b"[") + text.count(b"{") > DEPTH_MAX and _is_deeper(value, DEPTH_MAX):
        raise ValueError("nested too deeply")
    if b"\\" in text:  # only an escape can spell half a pair
        _ENCODER.encode(value).encode()
    return value


def json_object(text: bytes) -> dict[str, Any]:
    """The JSON object that a text spells. Raises ValueError as `json_value` does, or if it is no object."""
    value = json_value(text)
    if not isinstance(value, dict):
        raise ValueError("not a JSON object")  # noqa: TRY004  one kind of fault for the caller
    return value


def _finite(text: str) -> float:
    value = float(text)
    if not math.isfinite(value):
        raise ValueError("not a finite number")
    return value


def _is_deeper(value: object, depth: int) -> bool:
    level = [value]
    for _ in range(depth):
        inner = (part.values() if isinstance(part, dict) else part for part in level if isinstance(part, (dict, list)))
        level = [part for parts in inner for part in parts]
    return any(isinstance(part, (dict, list)) for part in level)


_DECODER: Final = json.JSONDecoder(parse_constant=_finite, parse_float=_finite)
