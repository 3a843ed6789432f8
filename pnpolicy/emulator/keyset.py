"""A keyset: the three keys that an application has."""

import hmac
from dataclasses import dataclass, field
from functools import cached_property
from uuid import uuid4


@dataclass(frozen=True)
class Keyset:
    """The keys the emulator accepts.

    Attributes:
        subscribe_key: `sub-c-…`, in nearly every path.
        publish_key: `pub-c-…`, in the path of a publish, and signed with every signed request.
        secret_key: `sec-c-…`, which only servers have; never shown by `repr`.
    """

    subscribe_key: str
    publish_key: str
    secret_key: str = field(repr=False)

    @classmethod
    def new(cls) -> "Keyset":
        """Keys that nobody else has."""
        return cls(f"sub-c-{uuid4()}", f"pub-c-{uuid4()}", f"sec-c-{uuid4().hex}")

    @cached_property
    def token_key(self) -> bytes:
        """What tokens of this keyset are signed with. PubNub's own is not known; this one follows from the secret."""
        return hmac.digest(self.secret_key.encode(), b"pnpolicy emulator: tokens", "sha256")
