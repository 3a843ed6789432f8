"""A local Access Manager: grants, revokes, enforces and carries messages, so that the real SDKs work against it.

    with pnpolicy.emulator.running(policy=Policy.load("policies/live-voting")) as am:
        token = am.token("voter", userId="alice", sessionId="1a2b3c4d", roomId=["r1"])
        # point an SDK at am.origin, with am.keyset.subscribe_key and am.keyset.publish_key

`core` is pure: a request and the state give an answer and the next state. `service` and `server` put it behind HTTP.
What PubNub leaves open is a switch in `readings`; nothing of the compiler is used, so that the two can be compared.

It takes `pip install "pnpolicy[emulator]"`; what needs none of that (`readings`, `keyset`) can be had without.
"""

from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from pnpolicy.emulator.functions import Abort, Event, Function
    from pnpolicy.emulator.keyset import Keyset
    from pnpolicy.emulator.readings import STRICT, WIDE, Readings
    from pnpolicy.emulator.server import Emulator, running

__all__ = ["STRICT", "WIDE", "Abort", "Emulator", "Event", "Function", "Keyset", "Readings", "running"]

_HOME: Final = {
    "STRICT": "readings",
    "WIDE": "readings",
    "Abort": "functions",
    "Emulator": "server",
    "Event": "functions",
    "Function": "functions",
    "Keyset": "keyset",
    "Readings": "readings",
    "running": "server",
}
_EXTRA: Final = frozenset({"httptools", "multipart", "python_multipart", "re2", "starlette", "uvicorn"})


def __getattr__(name: str) -> Any:  # noqa: ANN401  the type checker reads the imports above
    if name not in __all__:
        raise AttributeError(f"module 'pnpolicy.emulator' has no attribute {name!r}")
    from importlib import import_module  # noqa: PLC0415  only at first use

    try:
        value = getattr(import_module(f"pnpolicy.emulator.{_HOME[name]}"), name)
    except ModuleNotFoundError as error:
        missing = (error.name or "").partition(".")[0]
        if missing not in _EXTRA:
            raise
        told = f'the emulator needs `{missing}`: pip install "pnpolicy[emulator]"'
        raise ModuleNotFoundError(told, name=error.name) from error
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
