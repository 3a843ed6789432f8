"""Grants and tokens as a table, as JSON, and as the body of the request."""

import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, Final

from pnpolicy.grant.grant import Grant
from pnpolicy.render.colour import Paint
from pnpolicy.render.table import table
from pnpolicy.wire.actions import SECTIONS, Kind, actions_of
from pnpolicy.wire.limits import TOKEN_BUDGET
from pnpolicy.wire.token import Token

_IN_TOKEN: Final = {in_token: kind.value for kind, (_, in_token) in SECTIONS.items()}
_ONE: Final = {"channels": "channel", "groups": "group", "users": "user"}

Sections = Mapping[str, Mapping[str, int]]


def grant_text(grant: Grant, paint: Paint) -> str:
    """A grant as a table, with its facts above it."""
    share = f"{100 * grant.token_bytes / TOKEN_BUDGET:.0f}% of {TOKEN_BUDGET // 1024} KiB"
    facts = [
        ("role", grant.role),
        ("ttl", _minutes(grant.ttl)),
        ("refresh", "" if grant.refresh_before is None else f"{_minutes(grant.refresh_before)} before its end"),
        ("user", grant.authorized_uuid or "anybody who holds the token"),
        ("token", f"{grant.token_bytes:,} bytes ({share})"),
        *_meta(grant.meta),
    ]
    return _facts(facts, paint) + "\n" + _entries(grant.resources, grant.patterns, paint)


def grant_json(grant: Grant) -> str:
    """A grant as JSON, the same for the same grant."""
    return _json(
        {
            "role": grant.role,
            "ttl": grant.ttl,
            "refresh_before": grant.refresh_before,
            "authorized_uuid": grant.authorized_uuid,
            "resources": _named(grant.resources),
            "patterns": _named(grant.patterns),
            "meta": dict(grant.meta),
            "token_bytes": grant.token_bytes,
        }
    )


def grant_rest(grant: Grant) -> str:
    """The exact body of the request."""
    return grant.to_request().decode() + "\n"


def token_text(token: Token, length: int, paint: Paint) -> str:
    """What a token says, as a table. `length` is the token's, in bytes. Never shows the token or its signature."""
    facts = [
        ("issued", _time(token.issued)),
        ("expires", _time(token.expires)),
        ("ttl", _minutes(token.ttl)),
        ("user", token.authorized_uuid or "anybody who holds the token"),
        ("token", f"{length:,} bytes"),
        *_meta(token.meta),
    ]
    return _facts(facts, paint) + "\n" + _entries(_of(token.resources), _of(token.patterns), paint)


def token_json(token: Token, length: int) -> str:
    """What a token says, as JSON. `length` is the token's, in bytes. Never shows the token or its signature."""
    return _json(
        {
            "issued": token.issued,
            "expires": token.expires,
            "ttl": token.ttl,
            "authorized_uuid": token.authorized_uuid,
            "resources": _named(_of(token.resources)),
            "patterns": _named(_of(token.patterns)),
            "meta": dict(token.meta),
            "token_bytes": length,
        }
    )


def _of(sections: Sections) -> Sections:
    """A token's sections by the words a policy uses, where there is one; empty ones beyond ours are left out."""
    ours: dict[str, Mapping[str, int]] = {kind.value: {} for kind in Kind}
    return ours | {_IN_TOKEN.get(key, key): names for key, names in sections.items() if names or key in _IN_TOKEN}


def _named(sections: Mapping[Any, Mapping[str, int]]) -> dict[str, dict[str, list[str]]]:
    return {str(kind): {name: actions_of(names[name]) for name in sorted(names)} for kind, names in sections.items()}


def _entries(
    resources: Mapping[Any, Mapping[str, int]], patterns: Mapping[Any, Mapping[str, int]], paint: Paint
) -> str:
    def rows() -> Iterator[tuple[str, str, str]]:
        for what, sections in (("", resources), (" pattern", patterns)):
            for kind, names in sections.items():
                for name in sorted(names):
                    shown = name if name.isprintable() else ascii(name)
                    yield f"{_ONE.get(kind, kind)}{what}", shown, ", ".join(actions_of(names[name])) or "nothing"

    return table(("kind", "name", "actions"), rows(), paint)


def _meta(meta: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    for key, value in meta.items():
        yield f"meta.{key}", value if isinstance(value, str) else json.dumps(value)


def _facts(facts: list[tuple[str, str]], paint: Paint) -> str:
    told = [(name, value if value.isprintable() else ascii(value)) for name, value in facts if value]
    width = max(len(name) for name, _ in told)
    return "".join(f"{paint(name.ljust(width), 'dim')}  {value}\n" for name, value in told)


def _minutes(minutes: int) -> str:
    hours, rest = divmod(minutes, 60)
    return f"{minutes} minutes" + (f" ({hours} h{f' {rest} min' if rest else ''})" if hours else "")


def _time(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%d %H:%M:%S UTC")


def _json(value: object) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False) + "\n"
