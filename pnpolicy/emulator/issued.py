"""The tokens of which the emulator knows, as far as they may be shown: never their text."""

from collections import OrderedDict
from dataclasses import dataclass
from typing import Final

from pnpolicy.emulator.decision import Decision
from pnpolicy.emulator.permit import LABEL_DIGITS, fingerprint_of, stamp_of
from pnpolicy.wire.token import Token

TOKENS_MOST: Final = 10_000
"""Tokens that are shown with what was decided over them; the one that was minted first goes first."""


@dataclass(slots=True)
class Issued:
    """A token.

    Attributes:
        fingerprint: SHA-256 of its text, in hexadecimal.
        stamp: the policy and role that made it, if it says.
        user: whom it is bound to; None if anybody may use it.
        issued: Unix seconds.
        expires: likewise.
        names: how many exact names it lists.
        patterns: how many patterns.
        allowed: how many decisions over it were yes.
        refused: how many were no.
    """

    fingerprint: str
    stamp: str | None
    user: str | None
    issued: int
    expires: int
    names: int
    patterns: int
    allowed: int = 0
    refused: int = 0

    @property
    def label(self) -> str:
        """What the log calls it."""
        return self.fingerprint[:LABEL_DIGITS]


class Tokens:
    """Tokens that were minted here, or presented here after a start with keys from before."""

    def __init__(self) -> None:
        self._known: OrderedDict[str, Issued] = OrderedDict()

    def note(self, token: Token, text: str) -> None:
        """Remembers a token, if it is new."""
        fingerprint = fingerprint_of(text)
        label = fingerprint[:LABEL_DIGITS]
        if label in self._known:
            return
        self._known[label] = Issued(
            fingerprint,
            stamp_of(token),
            token.authorized_uuid,
            token.issued,
            token.expires,
            names=sum(map(len, token.resources.values())),
            patterns=sum(map(len, token.patterns.values())),
        )
        if len(self._known) > TOKENS_MOST:
            self._known.popitem(last=False)

    def count(self, decision: Decision) -> None:
        """Counts a decision for the token that it was made over."""
        issued = self._known.get(decision.token) if decision.token else None
        if issued is None:
            return
        if decision.allowed:
            issued.allowed += 1
        else:
            issued.refused += 1

    def newest(self) -> list[Issued]:
        """All that are known, the newest first."""
        return list(reversed(self._known.values()))
