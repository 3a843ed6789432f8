"""Every exception pnpolicy raises on purpose.

    PnpolicyError
    ├── PolicyError     a policy that cannot be read; carries every problem found
    ├── BindingError    values that a role does not take: no grant, no decision
    ├── OperationError  a question about something no client can do
    ├── GrantError      a grant that must not exist: empty, or too large to be used
    ├── TokenError      not a token, or a broken one
    ├── DeliveryError   a grant that could not be handed to PubNub
    └── StoreError      a file in which the emulator cannot keep what it remembers

Only misuse and I/O raise. What is wrong inside a policy is data: diagnostics, collected and sorted.
"""

from collections.abc import Sequence


class PnpolicyError(Exception):
    """Anything pnpolicy raises on purpose."""


class PolicyError(PnpolicyError):
    """A policy cannot be read.

    Attributes:
        diagnostics: every problem found, sorted by place; each prints itself with `str()`.
    """

    def __init__(self, diagnostics: Sequence[object]) -> None:
        self.diagnostics = tuple(diagnostics)
        super().__init__("\n".join(str(diagnostic) for diagnostic in self.diagnostics))


class BindingError(PnpolicyError):
    """Values that a role does not take.

    Attributes:
        problems: one sentence per variable, naming it and the reason. Values are shown shortened and escaped.
    """

    def __init__(self, problems: Sequence[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("; ".join(self.problems))


class OperationError(PnpolicyError):
    """A question about an operation that PubNub does not have."""


class GrantError(PnpolicyError):
    """A grant that must not exist: it would be empty, or its token too large to use."""


class TokenError(PnpolicyError):
    """Not an Access Manager token, or a broken one. Never quotes the token."""


class DeliveryError(PnpolicyError):
    """A grant could not be handed to PubNub. Never quotes a token or a secret key."""


class StoreError(PnpolicyError):
    """A file in which the emulator cannot keep what it remembers: damaged, somebody else's, in use, or not written."""
