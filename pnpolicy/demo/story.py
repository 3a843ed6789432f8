"""The voting story: an audience votes, somebody forges a result, a token is stolen, revoked, and one expires.

Every step is tried by a client of the real SDK, and the policy is asked why it came out so. If the two ever disagree
the story ends with `Contradiction`: then something is wrong with pnpolicy, and it should not look fine.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pnpolicy.access.decision import Decision
from pnpolicy.demo.actor import Actor, Refusal
from pnpolicy.emulator import Emulator, running
from pnpolicy.facade import Policy
from pnpolicy.grant.deliver import revoke
from pnpolicy.grant.grant import Grant

POLICY: Final = Path(__file__).with_name("policy.yaml")
SESSION: Final = "1a2b3c4d"
SUBMIT: Final = f"vote-submit.{SESSION}"
RESULT: Final = f"vote-result.{SESSION}"


class Contradiction(Exception):  # noqa: N818  it is one
    """What happened is not what the policy says."""


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that happened.

    Attributes:
        who: `tally`, `token service`, or a voter.
        does: `publish`, `subscribe`, `grant`, …
        what: the channel, or whom it is about.
        outcome: `allowed`, `refused`, or what else came of it.
        why: lines that tell more: the policy's line, PubNub's words.
        title: a heading that comes before it; None for none.
    """

    who: str
    does: str
    what: str
    outcome: str
    why: tuple[str, ...] = ()
    title: str | None = None


def story() -> Iterator[Step]:
    """Runs the story; each step is told as soon as it has happened.

    Raises:
        Contradiction: the emulator and the policy disagree.
        TimeoutError: something that has to happen did not, within `actor.PATIENCE` seconds.
        OSError: no socket can be had.
    """
    policy = Policy.loads(POLICY.read_text("utf-8"), "live-voting/policy.yaml")
    with running(policy=policy) as emulator:
        yield from _Told(policy, emulator).steps()


class _Told:
    def __init__(self, policy: Policy, emulator: Emulator) -> None:
        self._policy = policy
        self._emulator = emulator

    def steps(self) -> Iterator[Step]:
        tally = self._actor("tally", server=True)
        service = self._actor("token-service", server=True)
        yield Step(
            "pnpolicy", "starts", "a local Access Manager", f"http://{self._emulator.origin}",
            ("it has the keys, and no rights for anybody without a token",), "The server starts",
        )  # fmt: skip
        _expected(tally.subscribe(SUBMIT), allowed=True)
        yield Step("tally", "subscribe", SUBMIT, "allowed", ("the secret key",))

        voters: dict[str, Actor] = {}
        for name in ("alice", "bob", "mallory"):
            grant = self._grant(name)
            voters[name] = self._actor(name, grant.issue(service.pubnub))
            what = f"{grant.token_bytes} bytes for {grant.ttl} minutes, bound to {name}"
            title = "Three voters log in, and each gets a token" if name == "alice" else None
            yield Step("token-service", "grant", f"voter {name}", what, _entries(grant), title)
        for name, voter in voters.items():
            title = "They wait for the result" if name == "alice" else None
            yield self._step(voter, "subscribe", RESULT, voter.subscribe(RESULT), title)

        for name, option in (("alice", "yes"), ("bob", "no"), ("mallory", "no")):
            title = "They vote" if name == "alice" else None
            refusal = voters[name].publish(SUBMIT, {"option": option})
            yield self._step(voters[name], "publish", SUBMIT, refusal, title, f'{{"option": "{option}"}}')
        votes = dict(tally.message() for _ in voters)
        result = dict(sorted(Counter(vote["option"] for vote in votes.values()).items()))
        _expected(tally.publish(RESULT, result), allowed=True)
        heard = [voter.message() for voter in voters.values()]
        if heard != [("tally", result)] * len(voters):
            raise Contradiction(f"the voters heard {heard}")
        told = ", ".join(f"{option} {count}" for option, count in result.items())
        yield Step(
            "tally", "publish", RESULT, "allowed", ("the secret key", f"everybody hears it: {told}"),
            "The server counts and announces",
        )  # fmt: skip

        mallory = voters["mallory"]
        forged = mallory.publish(RESULT, {"no": 99})
        yield self._step(mallory, "publish", RESULT, forged, "Mallory forges a result", '{"no": 99}')
        thief = self._actor("mallory", self._grant("alice").issue(service.pubnub))
        stolen = thief.publish(SUBMIT, {"option": "no"})
        yield Step(
            "mallory", "publish", SUBMIT, _expected(stolen, allowed=False),
            (_said(stolen), "the token is bound to alice, who alone may present it"), "Mallory has stolen a token",
        )  # fmt: skip

        revoke(service.pubnub, mallory.pubnub._get_token())  # noqa: SLF001  the service would have kept it
        ended = mallory.denied()
        yield Step(
            "token-service", "revoke", "voter mallory", "done", (f"mallory's subscription ends: {_said(ended)}",),
            "Mallory is logged out",
        )  # fmt: skip
        late = mallory.publish(SUBMIT, {"option": "no"})
        yield Step("mallory", "publish", SUBMIT, _expected(late, allowed=False), (_said(late),))

        alice = voters["alice"]
        self._emulator.advance(minutes=self._grant("alice").ttl)
        expired = alice.publish(SUBMIT, {"option": "yes"})
        yield Step(
            "alice", "publish", SUBMIT, _expected(expired, allowed=False), (_said(expired),), "Half an hour later"
        )
        alice.pubnub.set_token(self._grant("alice").issue(service.pubnub))
        again = alice.publish(SUBMIT, {"option": "yes"})
        yield self._step(alice, "publish", SUBMIT, again, None, "with a new token")

    def _actor(self, name: str, token: str | None = None, *, server: bool = False) -> Actor:
        return Actor(self._emulator, name, token, server=server)

    def _grant(self, name: str) -> Grant:
        return self._policy.grant("voter", userId=name, sessionId=SESSION, roomId=["r1"])

    def _step(
        self, actor: Actor, does: str, channel: str, refusal: Refusal | None, title: str | None, note: str = ""
    ) -> Step:
        """What a voter tried, with the line of the policy that decides it."""
        values = {"userId": actor.name, "sessionId": SESSION, "roomId": ["r1"]}
        decision = self._policy.allows("voter", does, channel, **values)
        outcome = _expected(refusal, allowed=bool(decision))
        why = (*([note] if note else []), *([_said(refusal)] if refusal else []), _line(decision))
        return Step(actor.name, does, channel, outcome, why, title)


def _expected(refusal: Refusal | None, *, allowed: bool) -> str:
    if (refusal is None) != allowed:
        raise Contradiction(f"expected it to be {'allowed' if allowed else 'refused'}, and it was not")
    return "allowed" if allowed else "REFUSED"


def _said(refusal: Refusal | None) -> str:
    return f"403 {refusal.text}" if refusal else "nothing was refused"


def _line(decision: Decision) -> str:
    """The line of the policy, as `file:line  text`, and what it gives where that is not what was asked for."""
    why = decision.by[0] if decision else decision.nearest
    if why is None or why.span is None:
        return why.text if why else ""
    place = f"{why.span.source.name}:{why.span.line}  {why.span.source.line(why.span.line).strip()}"
    return place if decision else f"{place}  ({why.text})"


def _entries(grant: Grant) -> tuple[str, ...]:
    exact = sum(len(entries) for entries in grant.resources.values())
    patterns = sum(len(entries) for entries in grant.patterns.values())
    return (f"{exact} names and {patterns} pattern, out of live-voting/policy.yaml",)
