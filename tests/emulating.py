"""An emulator without sockets, and requests as clients would send them."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import quote

from pnpolicy.emulator.clock import Clock
from pnpolicy.emulator.core import Core
from pnpolicy.emulator.functions import Function
from pnpolicy.emulator.keyset import Keyset
from pnpolicy.emulator.message import Answer, Parked, Request
from pnpolicy.emulator.readings import STRICT, Readings
from pnpolicy.wire.signature import sign

KEYS = Keyset("sub-c-x", "pub-c-x", "sec-c-x")
START = 1_790_000_000.0


class Time:
    """A clock that stands still unless it is advanced."""

    def __init__(self, now: float = START) -> None:
        self.now = now

    def __call__(self) -> float:
        return self.now


@dataclass
class Bench:
    """An emulator on the bench: `{sub}` and `{pub}` in a path are its keys."""

    readings: Readings = STRICT
    functions: Sequence[Function] = ()
    time: Time = field(default_factory=Time)
    core: Core = field(init=False)

    def __post_init__(self) -> None:
        self.core = Core([KEYS], readings=self.readings, clock=Clock(self.time), functions=self.functions)

    def ask(
        self,
        method: str,
        path: str,
        query: Mapping[str, str] | None = None,
        body: bytes = b"",
        *,
        token: str | None = None,
        user: str = "alice",
        signed: bool = False,
    ) -> Answer | Parked:
        """The answer to a request by a user, with a token or signed with the secret key."""
        path = path.replace("{sub}", KEYS.subscribe_key).replace("{pub}", KEYS.publish_key)
        parameters = {"uuid": user, **({"auth": token} if token else {}), **(query or {})}
        if signed:
            parameters["timestamp"] = str(int(self.core.clock.outside()))
            parameters["signature"] = sign(KEYS.secret_key, KEYS.publish_key, method, path, parameters, body)
        text = "&".join(f"{quote(name, safe='')}={quote(value, safe='')}" for name, value in parameters.items())
        return self.core.answer(Request(method, path, text, body))

    def told(self, method: str, path: str, query: Mapping[str, str] | None = None, **rest: object) -> Answer:
        """The same, of a request that does not wait."""
        answer = self.ask(method, path, query, **rest)  # type: ignore[arg-type]
        assert isinstance(answer, Answer)
        return answer

    def grant(self, *, user: str | None = "alice", ttl: int = 60, **sections: Mapping[str, int]) -> str:
        """A token: `grant(channels={"a": 3}, channel_patterns={"^b$": 1}, groups=…, uuids=…)`."""
        words = {"channels": "channels", "groups": "groups", "uuids": "uuids"}
        patterns = {"channel_patterns": "channels", "group_patterns": "groups", "uuid_patterns": "uuids"}
        permissions: dict[str, object] = {
            "resources": {words[name]: dict(entries) for name, entries in sections.items() if name in words},
            "patterns": {patterns[name]: dict(entries) for name, entries in sections.items() if name in patterns},
        }
        assert not sections.keys() - words.keys() - patterns.keys()
        if user is not None:
            permissions["uuid"] = user
        return self.minted(json.dumps({"ttl": ttl, "permissions": permissions}).encode())

    def minted(self, body: bytes) -> str:
        """The token for the body of a grant."""
        answer = self.told("POST", "/v3/pam/{sub}/grant", body=body, signed=True)
        match answer:
            case Answer(status=200, body={"data": {"token": str(token)}}):
                return token
        raise AssertionError(answer)
