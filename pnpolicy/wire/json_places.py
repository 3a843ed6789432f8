"""Where something stands in a JSON text. Asked only for what is told to people, so it scans; nothing is kept."""

import re
from collections.abc import Iterator, Sequence
from json import JSONDecodeError, JSONDecoder
from json.decoder import scanstring  # type: ignore[attr-defined]  # typeshed leaves it out
from typing import Final

Place = tuple[int, int]
"""Two character offsets, end excluded."""

_SPACE: Final = re.compile(r"[ \t\r\n]*")
_DECODER: Final = JSONDecoder()
_STRUCTURE: Final = re.compile(r'"(?:[^"\\]|\\.)*"|[\[{]|[\]}]')


def located(text: str, route: Sequence[str | int], *, start: int = 0, key: bool = True) -> Place:
    """The place of the value at a route, or of the key that names it; a value's no further than its first line.

    Of a key that stands twice the last is meant, which is the one that counts. Steps that are not there end the search:
    then it is the place of the last step that was found, and of the whole value if none was.

    Args:
        text: it has been read as JSON before.
        route: keys and indices.
        start: where the value begins from which the route leads.
        key: whether the place of a key is wanted, not that of its value.
    """
    at = after_space(text, start)
    found = None
    for step in route:
        last = None
        for name, name_place, value_at in _children(text, at):
            if name == step:
                last = name_place, value_at
        if last is None:
            break
        name_place, at = last
        found = name_place if key and isinstance(step, str) else None
    return found or (at, _first_line_end(text, at))


def keys_at(text: str, route: Sequence[str | int], *, start: int = 0) -> dict[str, Place]:
    """The places of the keys of the object at a route; nothing where there is none. Arguments as for `located`."""
    at = after_space(text, start)
    for step in route:
        places = [value_at for name, _, value_at in _children(text, at) if name == step]
        if not places:
            return {}
        at = places[-1]
    return {name: place for name, place, _ in _children(text, at) if isinstance(name, str)}


def after_space(text: str, at: int) -> int:
    """The first offset from one on at which no white space stands."""
    match = _SPACE.match(text, at)
    return match.end() if match else at


def _children(text: str, at: int) -> Iterator[tuple[str | int, Place, int]]:
    """Name or index, the place of the name (or of an item), and where the value begins; nothing for a bare value."""
    opening = text[at : at + 1]
    if opening not in ("{", "["):
        return
    at = after_space(text, at + 1)
    index = 0
    while at < len(text) and text[at] not in "}]":
        start = at
        if opening == "{":
            name, end = scanstring(text, at + 1)
            at = after_space(text, after_space(text, end) + 1)  # behind the colon
            yield name, (start, end), at
        else:
            yield index, (at, at), at
        at = after_space(text, _end(text, at))
        if text[at : at + 1] == ",":
            at = after_space(text, at + 1)
        index += 1


def _end(text: str, at: int) -> int:
    """Where the value ends that begins somewhere."""
    try:
        return _DECODER.raw_decode(text, at)[1]
    except JSONDecodeError:  # pragma: no cover  only texts that were read are asked about
        return at
    except RecursionError:  # it was read from a shorter stack
        depth = 0
        for match in _STRUCTURE.finditer(text, at):
            depth += {"{": 1, "[": 1, "}": -1, "]": -1}.get(match[0], 0)
            if depth == 0:
                return match.end()
        raise  # pragma: no cover  likewise


def _first_line_end(text: str, at: int) -> int:
    """Where the value ends that begins somewhere, or the line, if that is before."""
    line_end = text.find("\n", at)
    end = _end(text, at)
    return end if line_end < 0 else min(end, line_end)
