"""The token that the body of a grant asks for, or what Access Manager says is wrong with it.

REST API "Grant token"; the texts of refusals are recorded or of PubNub's contract specification, as `answers` tells.
"""

from collections.abc import Mapping
from typing import Any, Final

import re2

from pnpolicy.emulator.answers import detailed
from pnpolicy.emulator.message import Refused
from pnpolicy.emulator.permit import compiled
from pnpolicy.wire.limits import TTL_MAX, TTL_MIN
from pnpolicy.wire.token import MASK_MAX, Token

_SECTIONS: Final = {"channels": "chan", "groups": "grp", "spaces": "spc", "users": "usr", "uuids": "uuid"}
"""Key of a grant → key of a token, in the order of tokens made since 2025."""
_DATASYNC: Final = ("datasync:entities", "datasync:relationships", "datasync:memberships")
_CATEGORIES: Final = {"channels": "chan", "uuids": "uuid"}
_GET: Final = 32
_KEYS: Final = frozenset({"resources", "patterns", "categories", "meta", "uuid"})


def token_of(body: Mapping[str, Any], now: int) -> Token:
    """The token of a grant, not signed yet.

    Args:
        body: of the request.
        now: Unix seconds.

    Raises:
        Refused: with 400, and why.
    """
    for key in body:
        if key not in ("ttl", "permissions"):
            raise _invalid("grant", f"Unknown key: `{key}`.", key)
    ttl = _ttl(body.get("ttl"))
    permissions = _object(body.get("permissions"), "permissions")
    for key in permissions:
        if key not in _KEYS:
            raise _invalid("permissions", f"Unknown key: `{key}`.", f"permissions.{key}")
    resources = _sections(permissions, "resources")
    patterns = _sections(permissions, "patterns")
    categories = _categories(permissions.get("categories"))
    if not any(resources.values()) and not any(patterns.values()) and not categories:
        raise _invalid("permissions", "At least one permission is required.", "permissions")
    uuid = permissions.get("uuid")
    if "uuid" in permissions and (not isinstance(uuid, str) or not uuid):
        raise _invalid("uuid", "Must be a string that is not empty.", "permissions.uuid")
    for section, entries in patterns.items():
        word = next(key for key, short in _every().items() if short == section)
        for pattern in entries:
            _check_pattern(pattern, f"permissions.patterns.{word}.{pattern}")
    return Token(
        issued=now,
        ttl=ttl,
        authorized_uuid=uuid,
        resources=resources,
        patterns=patterns,
        categories=categories,
        meta=_object(permissions.get("meta", {}), "permissions.meta"),
        signature=b"",
    )


def _ttl(value: object) -> int:
    if isinstance(value, str) and value.isascii() and value.isdigit():  # recorded in 2021
        value = int(value[:9])
    if type(value) is not int:
        raise detailed_refusal("Invalid ttl", "Must be a whole number of minutes.", "ttl")
    if not TTL_MIN <= value <= TTL_MAX:
        raise detailed_refusal("Invalid ttl", f"Range should be {TTL_MIN} to {TTL_MAX} minute(s).", "ttl")
    return value


def _every() -> dict[str, str]:
    return {**_SECTIONS, **{name: name for name in _DATASYNC}}


def _sections(permissions: Mapping[str, Any], where: str) -> dict[str, dict[str, int]]:
    """Section of the token → entries: the five that every token has, and what else is used."""
    given = _object(permissions.get(where, {}), f"permissions.{where}")
    every = _every()
    for key in given:
        if key not in every:
            raise _invalid("permissions", f"Unknown key: `{key}`.", f"permissions.{where}.{key}")
    found = {short: _masks(given.get(key, {}), f"permissions.{where}.{key}") for key, short in every.items()}
    return {short: entries for short, entries in found.items() if entries or short not in _DATASYNC}


def _masks(value: object, where: str) -> dict[str, int]:
    entries = _object(value, where)
    for name, mask in entries.items():
        place = f"{where}.{name}"
        if type(mask) is not int or mask > MASK_MAX:
            raise _invalid(
                "permissions", f"Unexpected value: `{place}` must be a whole number up to {MASK_MAX}.", place
            )
        if mask <= 0:
            raise _invalid("permissions", f"Unexpected value: `{place}` must be positive and non-zero.", place)
        if not name:
            raise _invalid("permissions", "A name must not be empty.", place)
    return entries


def _categories(value: object) -> dict[str, int] | None:
    if value is None:
        return None
    given = _object(value, "permissions.categories")
    for key, mask in given.items():
        if key not in _CATEGORIES or mask != _GET:
            place = f"permissions.categories.{key}"
            raise _invalid("permissions", "A category is `channels` or `uuids`, and takes `get` only.", place)
    return {_CATEGORIES[key]: mask for key, mask in given.items()} or None


def _check_pattern(pattern: str, where: str) -> None:
    try:
        groups = compiled(pattern).groups
    except UnicodeEncodeError:
        raise detailed_refusal("Invalid RegExp", "Syntax error: half a surrogate pair is no text.", where) from None
    except re2.error as error:
        raise detailed_refusal("Invalid RegExp", f"Syntax error: {_fault(error)}.", where) from None
    if groups:
        detail = "Only non-capturing groups are allowed. Try replacing `(` with `(?:`."
        raise detailed_refusal("Invalid RegExp", detail, where)


def _fault(error: Exception) -> str:
    """RE2's words, but for the one fault whose recorded wording is that of Python's `re` before 3.11."""
    told = error.args[0] if error.args else "not RE2"
    text = told.decode(errors="replace") if isinstance(told, bytes) else str(told)
    return "multiple repeat" if text.startswith("bad repetition operator") else text


def _object(value: object, where: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise _invalid(where.rpartition(".")[2], "Must be an object.", where)
    return value


def _invalid(what: str, detail: str, where: str) -> Refused:
    return detailed_refusal(f"Invalid {what}", detail, where)


def detailed_refusal(message: str, detail: str, where: str) -> Refused:
    """A refusal of a grant."""
    return Refused(detailed(400, message, "grant", detail, where, "body"))
