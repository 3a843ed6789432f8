"""Grants that exist already: what a request body, an SDK's call or a token says, whoever wrote it.

Nothing is checked here beyond its shape. A grant that PubNub would refuse is still one, and what is wrong with it is
for the linter to say; so is what an SDK would silently leave out, which is kept as `ignored`.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal

from pnpolicy.text import Route, Source, Span
from pnpolicy.wire import token
from pnpolicy.wire.actions import Kind
from pnpolicy.wire.json_places import Place, keys_at, located

Side = Literal["resources", "patterns"]
Form = Literal["request", "sdk", "token"]
"""The body of a REST request, the arguments of an SDK's call (or what its `parse_token` gives back), or a token."""


@dataclass(frozen=True, eq=False)
class Ignored:
    """A key that has no effect where it stands.

    Attributes:
        route: where it stands, as keys from the top.
        meant: what was probably meant, or nothing.
    """

    route: Route
    meant: str = ""


@dataclass(frozen=True, eq=False)
class ObservedGrant:
    """What one grant says.

    Attributes:
        form: how it was written.
        source: the text to point at; for a token, what it decodes to, on the token's line: tokens are never shown.
        ttl: minutes, or None if it says none.
        authorized_uuid: the only user who may present the token; None for anybody.
        resources: kind → exact name → mask. Copies under `spaces` and `users` are taken in.
        patterns: kind → RE2 pattern → mask.
        meta: what the token carries besides.
        role: the role it says it was made for, if it does.
        ignored: keys without effect.
        repeated: keys that are written twice; the last one counts.
        aliases: sections in which `spaces` or `users` hold names that `channels` or `uuids` beside them do not.
        sections: (kind, side) → where their names stand, as keys from the top; of several places the last one counts.
        start: where the grant begins in its source, which may hold several.
        gives_more: whether it gives what no rule speaks of: DataSync's sections, or whole categories.
        held: name → mask of every section as it is written, copies by themselves: a token holds each of them.
    """

    form: Form
    source: Source
    ttl: int | None
    authorized_uuid: str | None
    resources: Mapping[Kind, Mapping[str, int]]
    patterns: Mapping[Kind, Mapping[str, int]]
    meta: Mapping[str, Any] = field(repr=False)
    role: str | None = None
    ignored: tuple[Ignored, ...] = ()
    repeated: tuple[Route, ...] = ()
    aliases: tuple[Route, ...] = ()
    sections: Mapping[tuple[Kind, Side], tuple[Route, ...]] = field(default_factory=dict, repr=False)
    start: int = 0
    gives_more: bool = False
    held: tuple[Mapping[str, int], ...] = field(default=(), repr=False)
    _places: dict[tuple[Kind, Side], dict[str, Place]] = field(default_factory=dict, init=False, repr=False)

    def at(self, *route: str | int, key: bool = True) -> Span:
        """The place of a key (or of its value); of the nearest one above it, if it does not stand there."""
        return Span(self.source, *located(self.source.text, route, start=self.start, key=key))

    def at_name(self, kind: Kind, name: str, *, pattern: bool) -> Span:
        """The place of an exact name or of a pattern."""
        side: Side = "patterns" if pattern else "resources"
        routes = self.sections.get((kind, side), ((side, kind.value),))
        if (kind, side) not in self._places:  # one look for all names: a grant at fault is so a hundred times over
            places = self._places[kind, side] = {}
            for route in routes:
                places |= keys_at(self.source.text, route, start=self.start)
        place = self._places[kind, side].get(name)
        return Span(self.source, *place) if place else self.at(*routes[-1])

    @property
    def span(self) -> Span:
        """The whole grant, as far as its first line goes."""
        return self.at(key=False)

    def place(self) -> Span:
        """The same, as a function."""
        return self.span

    def entries(self) -> Iterator[tuple[Kind, str, int, bool]]:
        """Kind, name or pattern, mask, and whether it is a pattern; in the order written."""
        for pattern, sections in ((False, self.resources), (True, self.patterns)):
            for kind, names in sections.items():
                for name, mask in names.items():
                    yield kind, name, mask, pattern

    def names(self, kind: Kind) -> Mapping[str, int]:
        """Exact name → mask."""
        return self.resources.get(kind, {})

    @property
    def is_empty(self) -> bool:
        """Whether it gives nothing at all."""
        return not self.gives_more and not any(self.resources.values()) and not any(self.patterns.values())

    @cached_property
    def token_characters(self) -> int:
        """The length of its token, computed: what a URL has to carry. Exact where its meta is flat."""
        flat = {key: value for key, value in self.meta.items() if isinstance(value, str | int | bool)}
        return token.length(token.size(self.ttl or 1, self.authorized_uuid, dict(enumerate(self.held)), {}, flat))
