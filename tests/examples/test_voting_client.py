"""The voter in Node.js, with PubNub's own JavaScript SDK, behind a login."""

import re

from pnpolicy import Policy
from pnpolicy.emulator import running
from pnpolicy.emulator.clock import Clock
from tests.conftest import ROOT
from tests.programs import SECONDS, environment, example, program
from tests.sdk.javascript.node import node

CLIENT = ROOT / "examples/javascript/voting_client.js"
CONNECTED = "connected vote-result.1a2b3c4d"


def test_voting_client() -> None:
    """Votes, cannot forge, refreshes in time, comes back after an end that was missed, and logs out for good."""
    node_path, clock = node(), Clock()
    policy = Policy.load(ROOT / "policies" / "live-voting")
    with running(policy=policy, clock=clock) as am, example(am, "voting_service", "--port", "0") as service:
        at = re.search(r"http://[\d.:]+", service.says("Uvicorn running on"))
        assert at
        words = (str(CLIENT), "alice", "--password", "a rose", "--service", at[0])
        with program(node_path, *words, env={**environment(), "MINUTE": "20"}) as alice:
            assert alice.next() == CONNECTED
            alice.type("tea")
            assert alice.next() == 'result {"tea":1,"coffee":0}'
            alice.type("forge")
            assert alice.next() == "refused 403 PNAccessDeniedCategory: Forbidden, vote-result.1a2b3c4d"

            am.advance(minutes=26)
            alice.forget()
            for _ in range(2):  # the first may have been on its way
                alice.says("refreshed")
            alice.type("coffee")  # and the next poll goes with the new token
            assert alice.next() == 'result {"tea":0,"coffee":1}'
            am.advance(minutes=5)  # the first token is at its end
            alice.type("tea")
            assert alice.next() == 'result {"tea":1,"coffee":0}'

            am.advance(minutes=31)
            assert alice.next() == "disconnected PNAccessDeniedCategory"
            assert alice.next() == CONNECTED
            alice.type("coffee")
            assert alice.next() == 'result {"tea":0,"coffee":1}'

            clock.advance(31 * 60)  # but nobody is woken: the vote meets the end of the token before the poll does
            alice.type("tea")
            assert alice.says("result {") == 'result {"tea":1,"coffee":0}'

            assert alice.process.stdin
            alice.process.stdin.close()
            assert alice.says("logged out") == "logged out 403 PNAccessDeniedCategory: Token is revoked"
            assert alice.process.wait(SECONDS) == 0
        assert [message.publisher for message in am.messages("vote-result.1a2b3c4d")] == ["tally-server"] * 5


def test_it_is_short() -> None:
    """What is meant to be copied can be read at once."""
    assert len(CLIENT.read_text(encoding="utf-8").splitlines()) < 150


def test_packages_are_not_locked() -> None:
    """No file says from where packages were downloaded."""
    assert not list(CLIENT.parent.glob("*lock*"))
