"""Which handler answers a path."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from pnpolicy.emulator.call import Call
from pnpolicy.emulator.message import Answer, Parked, Request

Handler: TypeAlias = Callable[[Call], Answer | Parked]


@dataclass(frozen=True, slots=True)
class Route:
    """A path, and what answers it.

    Attributes:
        method: of HTTP.
        path: begins with a word; parts with a colon take anything: `/signal/:pub/:sub/0/:channel/0/:message`. `:sub`
            and `:pub` are the subscribe and publish key.
        handler: what answers.
    """

    method: str
    path: str
    handler: Handler


class Routes:
    """Finds the route of a request."""

    def __init__(self, routes: Iterable[Route]) -> None:
        self._by_shape: dict[tuple[str, int, str], list[tuple[tuple[str, ...], Route]]] = {}
        for route in routes:
            parts = tuple(route.path.split("/")[1:])
            self._by_shape.setdefault((route.method, len(parts), parts[0]), []).append((parts, route))

    def find(self, request: Request) -> tuple[Route, Mapping[str, str]] | None:
        """The route and its parts; the one with the earliest literal wins. None if nothing answers.

        Raises:
            UnicodeDecodeError: the path is not UTF-8.
        """
        segments = request.segments
        for parts, route in self._by_shape.get((request.method, len(segments), segments[0]), ()):
            found: dict[str, str] = {}
            for part, segment in zip(parts, segments, strict=True):
                if part[0] == ":":
                    found[part[1:]] = segment
                elif part != segment:
                    break
            else:
                return route, found
        return None
