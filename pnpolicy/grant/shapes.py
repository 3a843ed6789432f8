"""The shapes in which a grant is met: the body of a request, the arguments of an SDK's call, a decoded token."""

import json
from collections.abc import Collection, Mapping
from functools import cached_property
from typing import Any, Final

from pnpolicy.diagnostic import nearest
from pnpolicy.grant.observed import Ignored, ObservedGrant, Side
from pnpolicy.text import Route, Source
from pnpolicy.wire.actions import BITS, SECTIONS, Kind, actions_of
from pnpolicy.wire.body import Entries
from pnpolicy.wire.token import MASK_MAX, Token

_SIDES: Final[tuple[Side, Side]] = ("resources", "patterns")
_SECTIONS: Final = {
    "channels": Kind.CHANNELS, "spaces": Kind.CHANNELS, "groups": Kind.GROUPS, "uuids": Kind.USERS, "users": Kind.USERS,
}  # fmt: skip
"""Section → kind. PubNub's Python SDK writes channels again under `spaces` and users again under `users`."""
_ALIASES: Final = {"spaces": "channels", "users": "uuids"}
_COPIES: Final = {Kind.CHANNELS: "spc", Kind.USERS: "usr"}
"""Kind → the section of a token that holds what a request has under `spaces` and `users`."""
_DATASYNC: Final = "datasync:"
"""Sections of another product, which no rule speaks of."""
_REQUEST: Final = frozenset({"ttl", "permissions"})
_PERMISSIONS: Final = frozenset({"resources", "patterns", "meta", "uuid", "categories"})
_UUID_WORDS: Final = ("authorized_uuid", "authorizedUserId", "authorized_user_id")
_ARGUMENTS: Final = frozenset({"ttl", "resources", "patterns", "meta", *_UUID_WORDS})
"""What an SDK reads: JavaScript `authorized_uuid`, from version 13 `authorizedUserId` too; in Python it is
`authorized_user_id`."""
_MOST_GUESSES: Final = 100
"""Keys without effect of which it is said what was meant; each guess takes a look at all words."""
_TOLD: Final = frozenset(
    {"role", "refresh_before", "token_bytes", "version", "timestamp", "signature", "categories", "issued", "expires"}
)
"""What `pnpolicy grant --format json`, `pnpolicy token --format json` and an SDK's `parse_token` say besides."""


class ShapeError(Exception):
    """Something that is not a grant, and where.

    Attributes:
        route: keys from the top.
        at_key: whether the key is at fault, not its value.
    """

    def __init__(self, route: Route, message: str, help: str = "", *, at_key: bool = False) -> None:  # noqa: A002
        super().__init__(message)
        self.route = route
        self.help = help
        self.at_key = at_key


def from_mapping(
    value: Mapping[str, Any], source: Source, start: int = 0, repeated: tuple[Route, ...] = ()
) -> ObservedGrant:
    """A grant from a JSON object: a request body, or the arguments of an SDK's call.

    Args:
        value: the object.
        source: the text it was read from.
        start: where it begins there.
        repeated: keys that are written twice.

    Raises:
        ShapeError: it is neither.
    """
    return _Mapping(value).grant(source, start, repeated)


class _Mapping:
    def __init__(self, value: Mapping[str, Any]) -> None:
        self.top = value
        self.ignored: list[Ignored] = []
        self.aliases: list[Route] = []
        self.sections: dict[tuple[Kind, Side], tuple[Route, ...]] = {}
        self.has_datasync = False
        self.held: list[Mapping[str, int]] = []
        self.inside: Route = ("permissions",) if isinstance(value.get("permissions"), Mapping) else ()
        self.owner: Mapping[str, Any] = value["permissions"] if self.inside else value

    def grant(self, source: Source, start: int, repeated: tuple[Route, ...]) -> ObservedGrant:
        if not self.inside and not any(side in self.top for side in _SIDES):
            raise ShapeError((), "this is not a grant: it has neither `permissions` nor `resources` nor `patterns`")
        self.unknown_keys()
        sides = {side: self.side(side) for side in _SIDES}
        role = self.top.get("role")
        meta = self.owner.get("meta") or {}
        if not isinstance(meta, Mapping):
            raise ShapeError((*self.inside, "meta"), "`meta` is not an object")
        return ObservedGrant(
            form="request" if self.inside else "sdk",
            source=source,
            ttl=self.ttl(),
            authorized_uuid=self.user(),
            resources=sides["resources"],
            patterns=sides["patterns"],
            meta=meta,
            role=role if isinstance(role, str) else None,
            ignored=tuple(self.ignored),
            repeated=repeated,
            aliases=tuple(self.aliases),
            sections=self.sections,
            start=start,
            gives_more=self.has_datasync or bool(self.owner.get("categories")),
            held=tuple(self.held),
        )

    def unknown_keys(self) -> None:
        if self.inside:
            known = _REQUEST
            for key in self.owner:
                if key not in _PERMISSIONS:
                    self.ignore_argument((*self.inside, key), key, _PERMISSIONS)
        else:
            known = _ARGUMENTS | _TOLD
        for key in self.top:
            if key not in known:
                self.ignore_argument((key,), key, known - _TOLD)

    def ignore(self, route: Route, key: str, known: Collection[str]) -> None:
        meant = nearest(key, known) if len(self.ignored) < _MOST_GUESSES else None
        self.ignored.append(Ignored(route, meant or ""))

    def ignore_argument(self, route: Route, key: str, known: frozenset[str]) -> None:
        if "uuid" in key.lower() or "user" in key.lower():
            self.ignored.append(Ignored(route, "permissions.uuid" if self.inside else "authorized_uuid"))
        else:
            self.ignore(route, key.replace("_", ""), known)

    def ttl(self) -> int | None:
        ttl = self.top.get("ttl")
        if isinstance(ttl, str) and ttl.isascii() and ttl.isdecimal() and len(ttl) < 10:  # noqa: PLR2004  PubNub took "15" in 2021
            ttl = int(ttl)
        if ttl is not None and (type(ttl) is not int or abs(ttl) > 10**12):
            raise ShapeError(("ttl",), "`ttl` is not a whole number of minutes")
        return ttl

    def user(self) -> str | None:
        words = ("uuid",) if self.inside else _UUID_WORDS
        for word in words:
            user = self.owner.get(word)
            if user is not None and not isinstance(user, str):
                raise ShapeError((*self.inside, word), f"`{word}` is not a text")
            if user:  # an empty one binds nobody: every SDK leaves it out
                return user
        return None

    def side(self, side: Side) -> dict[Kind, dict[str, int]]:
        route = (*self.inside, side)
        sections = self.owner.get(side) or {}
        if not isinstance(sections, Mapping):
            raise ShapeError(route, f"`{side}` is not an object of channels, groups and uuids")
        found: dict[Kind, dict[str, int]] = {kind: {} for kind in Kind}
        for section, names in sections.items():
            if section.startswith(_DATASYNC):
                self.has_datasync = self.has_datasync or bool(names)
                continue
            kind = _SECTIONS.get(section)
            if kind is None:
                word = section.removeprefix("channel").lstrip("_") or section  # `channelGroups`, but `channel` too
                self.ignore((*route, section), word, _SECTIONS)
                continue
            entries = self.entries(names or {}, (*route, section))
            if section in _ALIASES and self.takes_in(section, entries, sections):
                self.aliases.append((*route, section))
            self.held.append(entries)
            others = self.sections.get((kind, side), ())
            if section in _ALIASES:
                self.sections[kind, side] = ((*route, section), *others)
                found[kind] = {**entries, **found[kind]}
            else:
                self.sections[kind, side] = (*others, (*route, section))
                found[kind] = {**found[kind], **entries}
        return found

    @staticmethod
    def takes_in(section: str, entries: Mapping[str, int], sections: Mapping[str, Any]) -> bool:
        """Whether a section that should be a copy of another one holds what that does not."""
        other = sections.get(_ALIASES[section])
        return bool(entries) and isinstance(other, Mapping) and bool(other) and not entries.keys() <= other.keys()

    def entries(self, names: Any, route: Route) -> dict[str, int]:  # noqa: ANN401  JSON
        if not isinstance(names, Mapping):
            raise ShapeError(route, f"`{route[-1]}` is not an object of names")
        return {name: flags if type(flags) is int and 0 <= flags <= MASK_MAX else self.mask(flags, (*route, name))
                for name, flags in names.items()}  # fmt: skip

    def mask(self, flags: Any, route: Route) -> int:  # noqa: ANN401  JSON
        if isinstance(flags, Mapping):
            mask = 0
            for flag, given in flags.items():
                if flag not in BITS:
                    self.ignore((*route, flag), flag, BITS)
                elif given is True:
                    mask |= BITS[flag]
                elif given is not False and given is not None:
                    raise ShapeError((*route, flag), f"`{flag}` is neither true nor false")
            return mask
        if isinstance(flags, list):
            mask = 0
            for index, flag in enumerate(flags):
                if not isinstance(flag, str) or flag not in BITS:
                    raise ShapeError((*route, index), "this is not one of PubNub's flags", f"flags: {', '.join(BITS)}")
                mask |= BITS[flag]
            return mask
        help_text = 'a number, or `{"read": true, …}`, or `["read", …]`'
        raise ShapeError(route, f"a mask is a whole number from 0 to {MASK_MAX}", help_text, at_key=True)


def from_token(token: Token, name: str, number: int) -> ObservedGrant:
    """A grant from a token. What is pointed at is the token decoded, on the token's line: it is never shown itself."""
    return ObservedGrant(
        form="token",
        source=DecodedToken(name, token, number),
        ttl=token.ttl,
        authorized_uuid=token.authorized_uuid,
        resources=_by_kind(token.resources),
        patterns=_by_kind(token.patterns),
        meta=token.meta,
        gives_more=bool(token.categories) or _has_datasync(token.resources) or _has_datasync(token.patterns),
        held=(*token.resources.values(), *token.patterns.values()),
    )


def _has_datasync(sections: Mapping[str, Entries]) -> bool:
    return any(names for section, names in sections.items() if section.startswith(_DATASYNC))


def _by_kind(sections: Mapping[str, Entries]) -> dict[Kind, Mapping[str, int]]:
    found: dict[Kind, Mapping[str, int]] = {}
    for kind, (_, in_token) in SECTIONS.items():
        names, copy = sections.get(in_token, {}), sections.get(_COPIES.get(kind, ""), {})
        found[kind] = names if copy.keys() <= names.keys() else {**copy, **names}
    return found


class DecodedToken(Source):
    """What a token says, as a line of JSON without its signature; spelled out only when something is to be shown."""

    def __init__(self, name: str, token: Token, first: int) -> None:
        object.__setattr__(self, "name", name)
        object.__setattr__(self, "first", first)
        object.__setattr__(self, "_token", token)

    @cached_property
    def text(self) -> str:
        """The whole line."""
        token: Token = self._token  # type: ignore[attr-defined]
        return _told(token)


def _told(token: Token) -> str:
    sides = {
        side: {
            kind.value: {name: actions_of(mask) for name, mask in names.items()}
            for kind, names in _by_kind(sections).items()
            if names
        }
        for side, sections in zip(_SIDES, (token.resources, token.patterns), strict=True)
    }
    said: dict[str, object] = {"ttl": token.ttl, "authorized_uuid": token.authorized_uuid}
    said["resources"], said["patterns"] = sides["resources"], sides["patterns"]
    said["meta"] = dict.fromkeys(token.meta, "…")  # it may be what nobody should read
    return json.dumps({key: value for key, value in said.items() if value is not None}, ensure_ascii=False)
