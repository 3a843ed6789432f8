"""Grant and revoke, version 3. Only whoever signs with the secret key may."""

from typing import Final

from cbor2 import CBOREncodeError

from pnpolicy.emulator import answers
from pnpolicy.emulator.call import Call
from pnpolicy.emulator.granting import token_of
from pnpolicy.emulator.message import Answer, Refused, json_object
from pnpolicy.emulator.routing import Route
from pnpolicy.errors import TokenError
from pnpolicy.wire.token import Token

GRANT_MAX: Final = 256 * 1024
"""Bytes of a grant. PubNub publishes no figure; a token of it has to fit into 32 KiB of a URL many times over."""


def _grant(call: Call) -> Answer:
    _signed(call)
    if len(call.request.body) > GRANT_MAX:
        raise Refused(
            answers.detailed(413, "Request too large", "grant", f"At most {GRANT_MAX} bytes.", "body", "body")
        )
    try:
        body = json_object(call.request.body)
    except ValueError:
        detail = "The body must be a JSON object."
        raise Refused(answers.detailed(400, "Invalid JSON", "grant", detail, "body", "body")) from None
    text = _minted(call, token_of(body, int(call.core.clock.now())))
    data = {"message": "Success", "token": text}
    return Answer(200, {"data": data, "service": answers.SERVICE, "status": 200})


def _revoke(call: Call) -> Answer:
    _signed(call)
    if not call.core.readings.revocation:
        detail = "Token revocation is disabled."
        raise Refused(answers.detailed(400, "Feature disabled", "revoke", detail, "subscribe-key", "path"))
    text = call.path["token"]
    try:
        token = call.door.read(text)
    except TokenError:
        raise Refused(_no_use("The token is not one of this subscribe key.")) from None
    if call.core.clock.now() >= token.expires:
        raise Refused(_no_use("Token is expired."))
    call.door.revoke(text, token.expires)
    call.core.stream.wake_token(text)
    return Answer(200, {"data": {"message": "Success"}, "service": answers.SERVICE, "status": 200})


def _minted(call: Call, token: Token) -> str:
    """The text of a token, which is one that can be read again: JSON can say more than a token can.

    Inferred: PubNub may take longer ones, that no URL carries, or numbers of more than 64 bits.
    """
    try:
        text = call.door.mint(token)
        call.door.read(text)
    except TokenError as error:
        reason = str(error)
    except (CBOREncodeError, UnicodeEncodeError):
        reason = "half a surrogate pair is no text"
    else:
        return text
    detail = f"A token cannot hold this: {reason}."
    raise Refused(answers.detailed(400, "Invalid permissions", "grant", detail, "permissions", "body"))


def _signed(call: Call) -> None:
    if not call.caller.root:
        call.door.check_signature(call.request)  # there is none, so this says what is missing


def _no_use(detail: str) -> Answer:
    return answers.detailed(400, "Invalid token", "revoke", detail, "token", "path")


ROUTES: Final = (
    Route("POST", "/v3/pam/:sub/grant", _grant),
    Route("DELETE", "/v3/pam/:sub/grant/:token", _revoke),
)
