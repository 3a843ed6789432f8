"""The body of a grant request, `POST /v3/pam/<subscribe key>/grant`.

REST API "Grant token". Keys stand in the order of PubNub's Python SDK (10.8.0), and every section is written, as all
recorded requests do. Unlike that SDK nothing is written twice: it repeats channels under `spaces` and users under
`uuids` and `users`, which doubles the token; PubNub's JavaScript SDK sends neither copy.
"""

import json
from collections.abc import Mapping
from typing import Any, Final

from pnpolicy.wire.actions import Kind

Entries = Mapping[str, int]
"""Name (or pattern) → mask."""

Sections = Mapping[Any, Entries]
"""Kind → entries. A `Kind` is its word, so the key may be either: `"channels"` or `Kind.CHANNELS`."""

Meta = Mapping[str, str | int | bool]
"""What a token carries for people and programs. The documentation allows scalars only."""

# One encoder for all grants: `json.dumps` with other separators would build one a call. `default` admits any Mapping.
_encode: Final = json.JSONEncoder(separators=(",", ":"), ensure_ascii=False, check_circular=False, default=dict).encode


def encode(ttl: int, uuid: str | None, resources: Sections, patterns: Sections, meta: Meta) -> bytes:
    """The bytes to send: compact JSON in UTF-8.

    Nothing is checked here; that a grant may exist is decided where it is made.

    Args:
        ttl: minutes.
        uuid: the only user who may present the token; None binds it to nobody.
        resources: kind → exact name → mask.
        patterns: kind → RE2 pattern → mask.
        meta: key → scalar.

    Raises:
        UnicodeEncodeError: a name holds half a surrogate pair.
    """
    permissions: dict[str, object] = {"resources": _sections(resources), "patterns": _sections(patterns), "meta": meta}
    if uuid is not None:
        permissions["uuid"] = uuid
    return _encode({"ttl": ttl, "permissions": permissions}).encode()


def _sections(entries: Sections) -> dict[str, Entries]:
    return {
        "channels": entries.get(Kind.CHANNELS, {}),
        "groups": entries.get(Kind.GROUPS, {}),
        "uuids": entries.get(Kind.USERS, {}),
    }
