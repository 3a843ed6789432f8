"""TOML as nodes that know their place, so that a faulty configuration is told of like a faulty policy.

The standard library reads TOML without places; a key is looked for again in the text, below its table's head. What
stands in a way that is not found so (a table within a line) has the place of what is around it.
"""

import re
import tomllib
from typing import Any, Final

from pnpolicy.diagnostic import Diagnostic
from pnpolicy.document.nodes import Mapping, Node, Scalar, Sequence
from pnpolicy.text import Route, Source, Span

_HEAD: Final = re.compile(r"[ \t]*\[([^\[\]]+)\]")
_KEY: Final = re.compile(
    r"[ \t]*((?:[A-Za-z0-9_-]+|\"[^\"\n]*\"|'[^'\n]*')(?:[ \t]*\.[ \t]*(?:[A-Za-z0-9_-]+))*)[ \t]*=[ \t]*"
)
_AT: Final = re.compile(r"\(at line (\d+), column (\d+)\)")
_Place = tuple[int, int]


def read(source: Source) -> tuple[dict[str, Any], list[Diagnostic]]:
    """The tables of a TOML text, or why it is none."""
    try:
        return tomllib.loads(source.text), []
    except tomllib.TOMLDecodeError as error:
        told = str(error)
        at = _AT.search(told)
        message = f"this is not TOML: {_AT.sub('', told).strip()[:1].lower()}{_AT.sub('', told).strip()[1:]}"
        offset = len(source.text)
        if at is not None:
            offset = sum(len(line) for line in source.text.splitlines(keepends=True)[: int(at[1]) - 1]) + int(at[2]) - 1
        return {}, [Diagnostic("not-toml", message, Span(source, offset, offset + 1))]


def nodes_of(value: Any, source: Source, route: Route = ()) -> Node:  # noqa: ANN401  what TOML holds
    """Some tables as nodes.

    Args:
        value: as `read` gives it, or a part of it.
        source: the text.
        route: where that part stands.
    """
    return _node(value, _places(source.text), route, (0, 0))


def _node(value: Any, places: dict[Route, tuple[_Place, _Place]], route: Route, around: _Place) -> Node:  # noqa: ANN401
    key, place = places.get(route, (around, around))
    if isinstance(value, dict):
        mapping = Mapping(*key)
        for name, item in value.items():
            below = (*route, name)
            at = places.get(below, (key, key))[0]
            mapping.entries[name] = Scalar(*at, name), _node(item, places, below, at)
        return mapping
    if isinstance(value, list):
        sequence = Sequence(*place)
        sequence.items = [_node(item, places, (*route, index), place) for index, item in enumerate(value)]
        return sequence
    return Scalar(*place, value if isinstance(value, str | int | float | bool) else str(value))


def _places(text: str) -> dict[Route, tuple[_Place, _Place]]:
    """Route → the places of the key and of the value, for tables and keys on lines of their own."""
    found: dict[Route, tuple[_Place, _Place]] = {}
    table: Route = ()
    start = 0
    for line in text.splitlines(keepends=True):
        if head := _HEAD.match(line):
            table = _steps(head[1])
            place = start + head.start(1), start + head.end(1)
            for length in range(1, len(table) + 1):
                found.setdefault(table[:length], (place, place))
        elif key := _KEY.match(line):
            route = (*table, *_steps(key[1]))
            place = start + key.start(1), start + key.end(1)
            end = max(len(line.rstrip()), key.end())
            found.setdefault(route, (place, (start + key.end(), start + end)))
        start += len(line)
    return found


def _steps(name: str) -> Route:
    return tuple(step.strip().strip("\"'") for step in re.findall(r"\"[^\"]*\"|'[^']*'|[^.]+", name) if step.strip())
