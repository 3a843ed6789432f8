"""The time."""

from typing import Final

from pnpolicy.emulator.call import Call
from pnpolicy.emulator.message import Answer
from pnpolicy.emulator.routing import Route


def _time(call: Call) -> Answer:
    return Answer(200, [call.core.clock.timetoken()])


ROUTES: Final = (Route("GET", "/time/0", _time),)
