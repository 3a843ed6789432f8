"""Policy as code for PubNub Access Manager.

    policy = Policy.load("policies/live-voting")
    grant = policy.grant("voter", userId="alice", sessionId="1a2b3c4d", roomId=["r1", "r2"])
    token = grant.issue(pubnub)

Everything is imported when first used, so that `import pnpolicy` costs next to nothing.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pnpolicy.access.decision import Decision
    from pnpolicy.errors import (
        BindingError,
        DeliveryError,
        GrantError,
        OperationError,
        PnpolicyError,
        PolicyError,
        TokenError,
    )
    from pnpolicy.facade import Login, Policy
    from pnpolicy.grant.grant import Grant

__version__ = "0.1.0"
__all__ = [
    "BindingError",
    "Decision",
    "DeliveryError",
    "Grant",
    "GrantError",
    "Login",
    "OperationError",
    "PnpolicyError",
    "Policy",
    "PolicyError",
    "TokenError",
]

_HOME = {"Policy": "facade", "Login": "facade", "Grant": "grant.grant", "Decision": "access.decision"}


def __getattr__(name: str) -> Any:  # noqa: ANN401  the type checker reads the imports above
    if name not in __all__:
        raise AttributeError(f"module 'pnpolicy' has no attribute {name!r}")
    from importlib import import_module  # noqa: PLC0415  only at first use

    value = getattr(import_module(f"pnpolicy.{_HOME.get(name, 'errors')}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
