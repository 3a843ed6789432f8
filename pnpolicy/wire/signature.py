"""The signature of a request made with the secret key, version 2.

PubNub REST API, "Access Manager introduction"; the page's worked example is sorted wrongly, the rule below is what the
Python (10.8.0) and JavaScript (11.0.2) SDKs send. Two things they do are theirs to know: Python signs a POST to
`/publish` by the older scheme, JavaScript signs it as a GET without a body.
"""

import hmac
from base64 import urlsafe_b64encode
from collections.abc import Iterable, Mapping
from urllib.parse import quote


def sign(
    secret_key: str,
    publish_key: str,
    method: str,
    path: str,
    query: Mapping[str, str] | Iterable[tuple[str, str]],
    body: str | bytes = b"",
) -> str:
    """The value of the `signature` parameter: `v2.` and base64url of an HMAC-SHA256, without padding.

    Args:
        secret_key: of the keyset.
        publish_key: of the keyset; not the subscribe key.
        method: of the request, `POST`.
        path: as sent, percent-encoded, without the query.
        query: every parameter, not encoded; `timestamp` (Unix seconds, within 60 s of PubNub's clock) is one of them,
            and a `signature` is passed over.
        body: as sent; empty if there is none.
    """
    pairs = query.items() if isinstance(query, Mapping) else query
    parameters = "&".join(f"{key}={_encode(value)}" for key, value in sorted(pairs) if key != "signature")
    message = f"{method.upper()}\n{publish_key}\n{path}\n{parameters}\n".encode()
    digest = hmac.digest(secret_key.encode(), message + (body.encode() if isinstance(body, str) else body), "sha256")
    return "v2." + urlsafe_b64encode(digest).decode().rstrip("=")


def _encode(value: str) -> str:
    """All but letters, digits and `-_.`; `quote` would leave `~` as it is."""
    return quote(value, safe="").replace("~", "%7E")
