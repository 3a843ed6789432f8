"""A grant: what one token will allow, ready to be sent, and how long the token will be."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Literal

from pnpolicy.wire import body, token

if TYPE_CHECKING:
    from pubnub.pubnub import PubNub
    from pubnub.pubnub_asyncio import PubNubAsyncio

Maps = Mapping[str, Mapping[str, int]]
"""Kind → name or pattern → mask of PubNub's bits. A `Kind` is its word: `maps["channels"]` works."""


class Grant:
    """What one token allows.

    Attributes:
        role: the role it was made for.
        ttl: minutes.
        refresh_before: minutes before its end when the client should ask for the next one, or None.
        on_logout: `revoke`, `expire`, or None where the policy does not say.
        authorized_uuid: the only user who may present the token, or None for anybody.
        resources: exact names.
        patterns: RE2 patterns, each `^…$`.
        meta: what the token tells whoever decodes it.
    """

    __slots__ = ("authorized_uuid", "meta", "on_logout", "patterns", "refresh_before", "resources", "role", "ttl")

    def __init__(
        self,
        role: str,
        ttl: int,
        refresh_before: int | None,
        on_logout: Literal["revoke", "expire"] | None,
        authorized_uuid: str | None,
        resources: Maps,
        patterns: Maps,
        meta: Mapping[str, str | int | bool],
    ) -> None:
        self.role = role
        self.ttl = ttl
        self.refresh_before = refresh_before
        self.on_logout = on_logout
        self.authorized_uuid = authorized_uuid
        self.resources = resources
        self.patterns = patterns
        self.meta = meta

    def to_request(self) -> bytes:
        """The exact body of the grant request: compact JSON in UTF-8, nothing written twice."""
        return body.encode(self.ttl, self.authorized_uuid, self.resources, self.patterns, self.meta)

    @property
    def cbor_bytes(self) -> int:
        """The token's length before base64, in bytes. Exact."""
        return token.size(self.ttl, self.authorized_uuid, self.resources, self.patterns, self.meta)

    @property
    def token_bytes(self) -> int:
        """The token's length as it is sent, in bytes, which are its characters. Exact, and known before any request."""
        return token.length(self.cbor_bytes)

    def issue(self, pubnub: "PubNub") -> str:
        """Sends the grant through the `pubnub` SDK and returns the token.

        Raises:
            pubnub.exceptions.PubNubException: as the SDK's own `grant_token` does.
        """
        from pnpolicy.grant import deliver  # noqa: PLC0415  the SDK is only imported to send

        return deliver.issue(pubnub, self.to_request())

    async def issue_async(self, pubnub: "PubNubAsyncio") -> str:
        """`issue` for the SDK's asyncio client."""
        from pnpolicy.grant import deliver  # noqa: PLC0415  the SDK is only imported to send

        return await deliver.issue_async(pubnub, self.to_request())

    def __repr__(self) -> str:
        names = sum(map(len, self.resources.values()))
        patterns = sum(map(len, self.patterns.values()))
        user = f" for {self.authorized_uuid!r}" if self.authorized_uuid else ""
        return f"<Grant {self.role}{user}: {names} names, {patterns} patterns, {self.ttl} minutes>"
