"""The subject of the grant benchmarks: a voter of `policies/live-voting` in 50 rooms, 105 names and patterns in all."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from pnpolicy import Grant, Policy

ROOT: Final = Path(__file__).parent.parent
FOLDER: Final = ROOT / "policies" / "live-voting"

POLICY: Final = Policy.load(FOLDER)
USER: Final = "alice"
SESSION: Final = "1a2b3c4d"
ROOMS: Final = [f"room_{number:04}" for number in range(50)]
SHARDS: Final = r"^presence\.shard-(?:[0-9]|[1-5][0-9]|6[0-3])$"
META: Final = {"pnpolicy": f"live-voting/voter@{POLICY.digest[:12]}"}


def granted(user: str = USER, rooms: Sequence[str] = ROOMS) -> Grant:
    """Ours: every value checked."""
    return POLICY.grant("voter", userId=user, sessionId=SESSION, roomId=rooms)


def by_hand(user: str, session: str, rooms: list[str]) -> dict[str, Any]:
    """What a competent developer writes in place of a policy: no value is checked."""
    channels = {f"inbox.{user}": 1, f"vote-submit.{session}": 2, f"vote-result.{session}": 1}
    for room in rooms:
        name = "chat.room." + room
        channels[name] = 3
        channels[name + "-pnpres"] = 1
    return {
        "ttl": 30,
        "permissions": {
            "resources": {"channels": channels, "groups": {}, "uuids": {user: 96}},
            "patterns": {"channels": {SHARDS: 1}, "groups": {}, "uuids": {}},
            "meta": META,
            "uuid": user,
        },
    }


def by_the_sdk(pubnub: Any) -> Any:  # noqa: ANN401  the SDK brings no types
    """The same grant, as the SDK's documentation has it written: a `Channel` for each, and no value is checked."""
    from pubnub.models.consumer.v3.channel import Channel  # noqa: PLC0415  may not be installed
    from pubnub.models.consumer.v3.uuid import UUID  # noqa: PLC0415

    channels = [
        Channel.id(f"inbox.{USER}").read(),
        Channel.id(f"vote-submit.{SESSION}").write(),
        Channel.id(f"vote-result.{SESSION}").read(),
        Channel.pattern(SHARDS).read(),
    ]
    for room in ROOMS:
        name = "chat.room." + room
        channels.append(Channel.id(name).read().write())
        channels.append(Channel.id(name + "-pnpres").read())
    return (
        pubnub.grant_token()
        .ttl(30)
        .authorized_uuid(USER)
        .channels(channels)
        .uuids([UUID.id(USER).get().update()])
        .meta(META)
    )
