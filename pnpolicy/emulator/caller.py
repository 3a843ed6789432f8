"""Who asks: whoever holds the secret key, whoever holds a token, or nobody."""

import hmac
import math
from base64 import urlsafe_b64encode
from collections import OrderedDict
from dataclasses import dataclass, replace
from typing import Final
from urllib.parse import quote

from pnpolicy.emulator import answers
from pnpolicy.emulator.clock import Clock
from pnpolicy.emulator.issued import Tokens
from pnpolicy.emulator.keyset import Keyset
from pnpolicy.emulator.message import Answer, Refused, Request
from pnpolicy.emulator.permit import Permit, fingerprint_of
from pnpolicy.emulator.readings import Readings
from pnpolicy.emulator.state import RECORDS_MOST, State
from pnpolicy.errors import TokenError
from pnpolicy.wire.limits import NAME_MAX
from pnpolicy.wire.signature import sign
from pnpolicy.wire.token import Token, read, write

WINDOW: Final = 60
"""Seconds that the timestamp of a signed request may be off. REST API, "Access Manager introduction"."""

_PERMITS_MOST: Final = 1_000
"""Tokens that stay verified; an older one is verified again."""


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks.

    Attributes:
        user: the `uuid` parameter; chosen by the client, unless the token is bound.
        root: the request was signed with the secret key, so everything is allowed.
        permit: the token, verified; None without one.
    """

    user: str
    root: bool
    permit: Permit | None


class Doorkeeper:
    """Tells who asks, of one keyset."""

    def __init__(self, keyset: Keyset, readings: Readings, clock: Clock, state: State, tokens: Tokens) -> None:
        self._keyset = keyset
        self._readings = readings
        self._clock = clock
        self._state = state
        self._tokens = tokens
        self._permits: OrderedDict[str, Permit] = OrderedDict()

    def caller(self, request: Request) -> Caller:
        """Who asks.

        Raises:
            Refused: a signature, or a token, that is wrong. A token is looked at whatever is asked: one that is
                expired, revoked or somebody else's opens nothing, not even what needs no permission. Or a user id
                that is too long.
        """
        given = request.parameter
        user = given.get("uuid", "")
        if len(user) > NAME_MAX:
            raise Refused(answers.bad_request(f"`uuid` has at most {NAME_MAX} characters"))
        if "signature" in given:
            self.check_signature(request)
            return Caller(user, root=True, permit=None)
        text = given.get("auth")
        return Caller(user, root=False, permit=self._valid(text, user) if text else None)

    def check_signature(self, request: Request) -> None:
        """Raises Refused unless a request was signed with the secret key, within a minute of now."""
        given = request.parameter
        source = "grant" if "/pam/" in request.path else "signature"
        stamp = given.get("timestamp", "")
        is_number = stamp.isascii() and stamp.isdigit() and len(stamp) <= 12  # noqa: PLR2004  more is no time of ours
        if not is_number or abs(int(stamp) - self._clock.outside()) > WINDOW:
            detail = f"Timestamp must be Unix seconds within {WINDOW} seconds of the server's time."
            raise Refused(answers.detailed(400, "Invalid timestamp", source, detail, "timestamp", "query"))
        sent = given.get("signature", "")
        if not any(hmac.compare_digest(sent.encode(), right.encode()) for right in self._signatures(request)):
            detail = "Client and server produced different signatures for the same inputs."
            raise Refused(answers.detailed(403, "Invalid signature", source, detail, "signature", "query"))

    def _signatures(self, request: Request) -> list[str]:
        """The right signatures of a request: the documented one, and what the SDKs make of a posted publish."""
        keys = self._keyset
        right = [
            sign(keys.secret_key, keys.publish_key, request.method, request.path, request.parameters, request.body)
        ]
        if request.method == "POST" and request.path.startswith("/publish/"):
            right.append(sign(keys.secret_key, keys.publish_key, "GET", request.path, request.parameters))  # JavaScript
            right.append(_legacy(keys, request))  # Python
        return right

    def mint(self, token: Token) -> str:
        """The text of a token, signed with this keyset's key.

        Equal grants of one second make one token. If that was revoked, this one counts from a second earlier: who logs
        out and in again at once gets a token of use. Inferred.
        """
        text = write(replace(token, signature=self._signature(token)))
        while self._state.revoked.get(fingerprint_of(text)) is not None:
            token = replace(token, issued=token.issued - 1)
            text = write(replace(token, signature=self._signature(token)))
        self._tokens.note(token, text)
        return text

    def read(self, text: str) -> Token:
        """What a token of this keyset says, whatever its age.

        Raises:
            TokenError: it is none, or it was not made here as it stands.
        """
        token = read(text)
        # Spelled differently it would read the same, so the spelling is compared too.
        if not hmac.compare_digest(token.signature, self._signature(token)) or write(token) != text:
            raise TokenError("the signature of the token is wrong")
        return token

    def _signature(self, token: Token) -> bytes:
        return hmac.digest(self._keyset.token_key, write(replace(token, signature=b"")).encode(), "sha256")

    def _valid(self, text: str, user: str) -> Permit:
        permit = self._permits.get(text)
        if permit is None:
            try:
                permit = Permit(self.read(text), text, self._readings)
            except TokenError as error:
                raise TokenRefused(answers.TOKEN_BROKEN, None, str(error)) from None
            self._permits[text] = permit
            self._tokens.note(permit.token, text)
            while len(self._permits) > _PERMITS_MOST:
                self._permits.popitem(last=False)
        self.check(permit, user)
        return permit

    def check(self, permit: Permit, user: str) -> None:
        """Raises TokenRefused if a token is of no use now, or not to this user."""
        if self._clock.now() >= self._revoked_from(permit):
            raise TokenRefused(answers.TOKEN_REVOKED, permit, "the token is revoked")
        if self._clock.now() >= permit.token.expires:
            raise TokenRefused(answers.TOKEN_EXPIRED, permit, "the token is expired")
        bound = permit.token.authorized_uuid
        if bound is not None and bound != user:
            raise TokenRefused(answers.TOKEN_OF_ANOTHER, permit, f"the token is bound to `{bound}`")

    def revoke(self, text: str, expires: int) -> None:
        """Notes that a token is revoked, from when on, and until when that is worth knowing.

        Raises:
            Refused: too many tokens are revoked that have not expired.
        """
        key, revoked = fingerprint_of(text), self._state.revoked
        if revoked.get(key) is not None:
            return
        now = self._clock.now()
        if len(revoked) >= RECORDS_MOST:
            for (old,), record in revoked.under():
                if record["until"] <= now:
                    revoked.drop(old)
        revoked.put((key,), {"from": now + self._readings.revocation_delay, "until": expires})

    def end(self, permit: Permit) -> float:
        """Unix seconds from which on a token is of no use, as far as it is known by now."""
        return min(permit.token.expires, self._revoked_from(permit))

    def _revoked_from(self, permit: Permit) -> float:
        """Unix seconds from which on everybody knows that a token is revoked; infinity if it is not."""
        record = self._state.revoked.get(permit.fingerprint) if len(self._state.revoked) else None
        start: float = record["from"] if record is not None else math.inf
        return start


class TokenRefused(Refused):
    """A token that opens nothing.

    Attributes:
        permit: the token as far as it could be read.
        why: for the log.
    """

    def __init__(self, answer: Answer, permit: Permit | None, why: str) -> None:
        super().__init__(answer)
        self.permit = permit
        self.why = why


def _legacy(keys: Keyset, request: Request) -> str:
    """The signature that Python's SDK (10.8.0) makes of a posted publish: the older scheme."""
    query = "&".join(
        f"{key}={quote(value, safe='-_.').replace('~', '%7E')}"
        for key, value in sorted(request.parameters)
        if key != "signature"
    )
    message = f"{keys.subscribe_key}\n{keys.publish_key}\n{request.path}\n{query}".encode()
    return urlsafe_b64encode(hmac.digest(keys.secret_key.encode(), message, "sha256")).decode()
