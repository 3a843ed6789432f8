"""What PubNub answers, to the letter where it was recorded. Each says how it is known.

Sources: exchanges recorded by the SDKs' own tests between 2021 and 2025, PubNub's contract specification
(`grant-token.feature`, `revoke-token.feature`), and SDK sources.
"""

from collections.abc import Sequence
from typing import Final

from pnpolicy.emulator.message import Answer

SERVICE: Final = "Access Manager"
NOT_PERMITTED: Final = (("X-Pn-Cause", "9999"),)
REVOKED: Final = (("X-Pn-Cause", "4001"),)


def forbidden(channels: Sequence[str] = (), groups: Sequence[str] = (), users: Sequence[str] = ()) -> Answer:
    """Not permitted. Recorded with channels; groups as in Rust's source; users are inferred."""
    payload = {
        **({"channels": list(channels)} if channels else {}),
        **({"channel-groups": list(groups)} if groups else {}),
        **({"uuids": list(users)} if users else {}),
    }
    body = {
        "message": "Forbidden",
        **({"payload": payload} if payload else {}),
        "error": True,
        "service": SERVICE,
        "status": 403,
    }
    return Answer(403, body, NOT_PERMITTED)


def token_refused(message: str, headers: tuple[tuple[str, str], ...] = ()) -> Answer:
    """A token that is of no use. The texts of revoked (recorded) and expired (documented) are known."""
    return Answer(403, {"error": True, "status": 403, "service": SERVICE, "message": message}, headers)


TOKEN_REVOKED: Final = token_refused("Token is revoked", REVOKED)
TOKEN_EXPIRED: Final = token_refused("Token is expired.")
TOKEN_BROKEN: Final = token_refused("Invalid token.")  # inferred
TOKEN_OF_ANOTHER: Final = token_refused("Token is not valid for this user.")  # inferred

INVALID_SUBSCRIBE_KEY: Final = Answer(
    400, {"message": "Invalid Subscribe Key", "error": True, "service": SERVICE, "status": 400}
)
"""Swift's source."""

INVALID_PUBLISH_KEY: Final = Answer(400, [0, "Invalid Key", "0"])
"""Inferred from the shape of the answers of publish."""

URL_TOO_LONG: Final = Answer(
    414, {"status": 414, "error": True, "message": "Request URI Too Long", "service": "PubSub"}
)
"""Documented status, inferred body."""

NOT_FOUND: Final = Answer(404, {"status": 404, "error": True, "message": "Requested URL not found"})
"""Inferred."""

NO_KEYSET: Final = Answer(
    403, {"message": "Forbidden", "error": True, "service": SERVICE, "status": 403}, NOT_PERMITTED
)
"""Ours: nothing is loaded, so nothing is allowed."""


NOT_KEPT: Final = Answer(
    507, {"status": 507, "error": True, "message": "The emulator cannot write to its file any more"}
)
"""Ours: what was to be kept is not, so the request did not succeed."""


def detailed(status: int, message: str, source: str, detail: str, location: str, where: str) -> Answer:
    """Access Manager's answers about grants: `location` is what is wrong, `where` is `body`, `query` or `path`."""
    error = {
        "message": message,
        "source": source,
        "details": [{"message": detail, "location": location, "locationType": where}],
    }
    return Answer(status, {"error": error, "service": SERVICE, "status": status})


def bad_request(message: str, service: str = "PubSub") -> Answer:
    """A request that cannot be read. Inferred."""
    return Answer(400, {"status": 400, "error": True, "message": message, "service": service})
