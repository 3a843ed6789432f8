"""What a client can do, and which permissions that takes: the one table everything that speaks of operations reads.

Sources: PubNub documentation, "Operations to permissions mapping" (2026-09-30, readable up to Message Persistence)
and "Access Manager permission model" (2026-10-13); for the rest, comments in PubNub's JavaScript
(`src/core/types/api/access-manager.ts`), Rust (`src/dx/access/permissions.rs`) and Kotlin SDKs.
"""

from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Literal

from pnpolicy.wire.actions import Kind

Of = Literal["name", "presence", "self"]
"""Whose permission: the name asked about, its presence companion, or the user the token is bound to."""

Certainty = Literal["documented", "source", "inferred", "unknown"]
"""How we know: PubNub's documentation, an SDK's source, our conclusion from either, or not at all."""


@dataclass(frozen=True, slots=True)
class Need:
    """One permission that an operation takes."""

    kind: Kind
    action: str
    of: Of = "name"


@dataclass(frozen=True, slots=True)
class Operation:
    """One thing a client can ask PubNub to do.

    Attributes:
        name: in PubNub's own vocabulary, `set-state`.
        needs: all of them must be granted; none for what every client may do; None where nobody outside PubNub knows,
            so that a decision must be no.
        certainty: how the needs are known; "unknown" exactly where they are None.
        summary: one sentence for people.
    """

    name: str
    needs: tuple[Need, ...] | None
    certainty: Certainty
    summary: str

    @property
    def kind(self) -> Kind | None:
        """The kind of name the operation is asked about; None if its permissions do not tell."""
        return next((need.kind for need in self.needs or () if need.of != "self"), None)


def _on(kind: Kind, action: str, of: Of = "name") -> tuple[Need, ...]:
    return (Need(kind, action, of),)


_READ = _on(Kind.CHANNELS, "read")
_WRITE = _on(Kind.CHANNELS, "write")
_DELETE = _on(Kind.CHANNELS, "delete")
_MANAGE_GROUP = _on(Kind.GROUPS, "manage")
# Membership is asked about a channel: JavaScript names update on the user, the permission model join on the channel,
# Rust both. Requiring both is right whichever of them the server checks.
_JOIN = (Need(Kind.CHANNELS, "join"), Need(Kind.USERS, "update", "self"))

_TABLE = (
    # Messages
    Operation("publish", _WRITE, "documented", "Send a message to a channel."),
    Operation("fire", _WRITE, "inferred", "Send a message that only Functions see."),
    Operation("signal", _WRITE, "documented", "Send a signal, a small message that is not stored."),
    Operation("subscribe", _READ, "documented", "Receive what is sent on a channel."),
    Operation(
        "subscribe-group", _on(Kind.GROUPS, "read"), "documented", "Receive what is sent on any channel of a group."
    ),
    # Presence. Whether read on a channel covers its companion is contested, so the companion's own read is asked for.
    Operation(
        "subscribe-presence",
        _on(Kind.CHANNELS, "read", "presence"),
        "documented",
        "Receive who joins and leaves a channel.",
    ),
    Operation(
        "subscribe-group-presence",
        _on(Kind.GROUPS, "read", "presence"),
        "documented",
        "Receive who joins and leaves the channels of a group.",
    ),
    Operation("heartbeat", _READ, "inferred", "Stay present on a channel."),
    Operation("leave", (), "documented", "Stop being present on a channel."),
    Operation("here-now", _READ, "documented", "Ask who is on a channel."),
    Operation("here-now-group", _on(Kind.GROUPS, "read"), "inferred", "Ask who is on the channels of a group."),
    Operation("here-now-global", None, "unknown", "Ask who is on every channel of the keyset."),
    Operation("where-now", (), "documented", "Ask which channels a user is on."),
    Operation("get-state", _READ, "documented", "Read a user's presence state on a channel."),
    Operation("set-state", _READ, "documented", "Write a user's presence state on a channel."),
    # Message persistence and actions
    Operation("history", _READ, "documented", "Read a channel's stored messages, one channel a call."),
    Operation("fetch-messages", _READ, "documented", "Read a channel's stored messages, many channels a call."),
    Operation("message-counts", _READ, "source", "Count a channel's stored messages."),
    Operation("delete-messages", _DELETE, "documented", "Delete a channel's stored messages."),
    Operation("add-message-action", _WRITE, "documented", "Attach a reaction or a receipt to a message."),
    Operation("get-message-actions", _READ, "source", "Read the actions attached to a channel's messages."),
    Operation("remove-message-action", _DELETE, "documented", "Remove an action from a message, anybody's."),
    # Files
    Operation("send-file", _WRITE, "documented", "Upload a file to a channel and announce it."),
    Operation("list-files", _READ, "documented", "List the files of a channel."),
    Operation("download-file", _READ, "documented", "Download a file of a channel, or get its address."),
    Operation("delete-file", _DELETE, "documented", "Delete a file of a channel, anybody's."),
    # Channel groups. The channels are not checked: Kotlin's integration test adds channels its token cannot read.
    Operation("add-channels-to-group", _MANAGE_GROUP, "documented", "Put any channels into a group."),
    Operation("remove-channels-from-group", _MANAGE_GROUP, "documented", "Take channels out of a group."),
    Operation("list-channels-in-group", _MANAGE_GROUP, "source", "List the channels of a group."),
    Operation("delete-group", _MANAGE_GROUP, "documented", "Delete a group."),
    Operation("list-groups", None, "unknown", "List every group of the keyset."),
    # Push notifications. The last two requests name a device and no channel.
    Operation("add-push-channels", _READ, "documented", "Push a channel's messages to a device."),
    Operation("remove-push-channels", _READ, "documented", "Stop pushing a channel's messages to a device."),
    Operation("list-push-channels", None, "unknown", "List the channels pushed to a device."),
    Operation("remove-push-device", None, "unknown", "Stop pushing anything to a device."),
    # App Context. The list-all calls are governed by switches of the keyset, which no token shows.
    Operation("get-user-metadata", _on(Kind.USERS, "get"), "documented", "Read a user's record."),
    Operation("set-user-metadata", _on(Kind.USERS, "update"), "documented", "Write a user's record."),
    Operation("remove-user-metadata", _on(Kind.USERS, "delete"), "documented", "Delete a user's record."),
    Operation("list-all-users", None, "unknown", "List every user's record of the keyset."),
    Operation("get-channel-metadata", _on(Kind.CHANNELS, "get"), "documented", "Read a channel's record."),
    Operation("set-channel-metadata", _on(Kind.CHANNELS, "update"), "documented", "Write a channel's record."),
    Operation("remove-channel-metadata", _DELETE, "documented", "Delete a channel's record."),
    Operation("list-all-channels", None, "unknown", "List every channel's record of the keyset."),
    Operation("get-memberships", _on(Kind.USERS, "get"), "documented", "List the channels a user is a member of."),
    Operation("set-memberships", _JOIN, "inferred", "Make the token's own user a member of a channel."),
    Operation("remove-memberships", _JOIN, "inferred", "End the token's own user's membership of a channel."),
    Operation("get-members", _on(Kind.CHANNELS, "get"), "documented", "List the members of a channel."),
    Operation("set-members", _on(Kind.CHANNELS, "manage"), "documented", "Make any users members of a channel."),
    Operation("remove-members", _on(Kind.CHANNELS, "manage"), "documented", "End any user's membership of a channel."),
    # The SDKs send it without a token, so no permission can be asked for.
    Operation("time", (), "source", "Ask for the time."),
)

OPERATIONS: Final = MappingProxyType({operation.name: operation for operation in _TABLE})
"""Name → operation, every one a client can ask for."""


def operations_of(kind: Kind, action: str) -> tuple[str, ...]:
    """The operations that an action helps with: `write` on channels also signals, uploads files and adds actions.

    In the table's order; empty if the action means nothing on the kind.
    """
    return tuple(
        operation.name
        for operation in _TABLE
        if any(need.kind == kind and need.action == action for need in operation.needs or ())
    )
