"""All that the emulator remembers, with its bounds. Records are JSON, so that a file can hold them as well."""

import json
from bisect import bisect_right
from collections.abc import Iterator, Mapping, MutableMapping
from dataclasses import dataclass, fields
from typing import Any, Final, Protocol

from pnpolicy.emulator.answers import detailed
from pnpolicy.emulator.message import Refused
from pnpolicy.emulator.uploads import Uploads
from pnpolicy.emulator.wildcard import wildcards_of

Key = tuple[str, ...]
Record = Mapping[str, Any]

MESSAGES: Final = "messages"
"""The table of a journal that holds messages, by channel and timetoken."""
CONTENTS: Final = "contents"
"""The table of a journal that holds the contents of files, by channel and file id."""
MESSAGES_MOST: Final = 10_000
"""Messages of one channel; the oldest go first."""
MESSAGES_BYTES: Final = 64 * 1024 * 1024
"""Bytes of all messages together; the oldest of the channel that is written to go first, then those of the channel that
was not written to for longest."""
RECORDS_MOST: Final = 50_000
"""Records of one table: users, channels, memberships, groups, actions, revocations and so on."""
RECORDS_BYTES: Final = 32 * 1024 * 1024
"""Bytes of the JSON of one table."""
FILES_BYTES: Final = 64 * 1024 * 1024
"""Bytes of all files together."""


class Journal(Protocol):
    """Where changes are written down."""

    def put(self, table: str, key: Key, record: Record) -> None:
        """A record is new, or different."""

    def drop(self, table: str, key: Key) -> None:
        """A record is gone, or the content of a file (of `CONTENTS`)."""

    def keep(self, key: Key, content: bytes) -> None:
        """A file has a content."""

    def commit(self) -> None:
        """What was written since the last time is to outlive a crash from now on.

        Raises:
            StoreError: that is not possible, now and from now on.
        """


class Forgetful:
    """A journal for those who keep everything in memory."""

    def put(self, table: str, key: Key, record: Record) -> None:
        """Forgets it."""

    def drop(self, table: str, key: Key) -> None:
        """Forgets it."""

    def keep(self, key: Key, content: bytes) -> None:
        """Forgets it."""

    def commit(self) -> None:
        """There is nothing to keep."""


class Table:
    """Records by key, in the order they were first put. At most `RECORDS_MOST`, of `RECORDS_BYTES`."""

    def __init__(self, name: str, journal: Journal) -> None:
        self.name = name
        self._journal = journal
        self._records: dict[Key, Record] = {}
        self._sizes: dict[Key, int] = {}
        self._bytes = 0
        self._begun: dict[str, dict[Key, Record]] = {}
        """First part of the key → the records."""

    def get(self, *key: str) -> Record | None:
        """The record of a key."""
        return self._records.get(key)

    def put(self, key: Key, record: Record) -> None:
        """Adds or replaces a record.

        Raises:
            Refused: there are too many, or they are too large.
        """
        self._keep(key, record)
        self._journal.put(self.name, key, record)

    def drop(self, *key: str) -> Record | None:
        """Removes a record and gives it; None if there was none."""
        gone = self._records.pop(key, None)
        if gone is not None:
            self._bytes -= self._sizes.pop(key)
            alike = self._begun[key[0]]
            del alike[key]
            if not alike:
                del self._begun[key[0]]
            self._journal.drop(self.name, key)
        return gone

    def under(self, *start: str) -> list[tuple[Key, Record]]:
        """All records whose key begins so, in their order."""
        count = len(start)
        records = self._begun.get(start[0], {}) if start else self._records
        return [(key, record) for key, record in records.items() if key[:count] == start]

    def restore(self, key: Key, record: Record) -> None:
        """Puts a record back that a journal had. Raises Refused as `put` does."""
        self._keep(key, record)

    def _keep(self, key: Key, record: Record) -> None:
        size = len(json.dumps(record)) + sum(map(len, key))
        more = size - self._sizes.get(key, 0)
        if key not in self._records and len(self._records) >= RECORDS_MOST:
            raise full(self.name, RECORDS_MOST)
        if more > 0 and self._bytes + more > RECORDS_BYTES:
            raise full(f"bytes of {self.name}", RECORDS_BYTES)
        self._records[key] = record
        self._sizes[key] = size
        self._bytes += more
        self._begun.setdefault(key[0], {})[key] = record

    def __len__(self) -> int:
        return len(self._records)


@dataclass(frozen=True, slots=True)
class Message:
    """One thing that was sent on a channel.

    Attributes:
        timetoken: when; no two are equal.
        channel: on which, presence companions included.
        payload: any JSON value.
        publisher: the `uuid` of the request.
        kind: 0 message, 1 signal, 2 App Context event, 3 message action event, 4 file.
        meta: what `meta=` of the request said; None if nothing.
        custom_type: what `custom_message_type=` said; None if nothing.
        stored: whether history shows it.
        size: bytes it counts for.
    """

    timetoken: int
    channel: str
    payload: Any
    publisher: str
    kind: int = 0
    meta: Any = None
    custom_type: str | None = None
    stored: bool = True
    size: int = 0


_FIELDS: Final = tuple(field.name for field in fields(Message))


def record_of(message: Message) -> Record:
    """A message as a journal keeps it: `Message(**record)` is equal to it."""
    return {name: getattr(message, name) for name in _FIELDS}


class Messages:
    """Per channel, in the order they were sent."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self._channels: dict[str, list[Message]] = {}
        """In the order they were last written to."""
        self._under: dict[str, dict[str, None]] = {}
        """Wildcard → the channels it sees."""
        self._bytes = 0

    def add(self, message: Message) -> None:
        """Adds the newest message of a channel; old ones may go."""
        self.restore(message)
        if message.stored:
            self._journal.put(MESSAGES, (message.channel, str(message.timetoken)), record_of(message))
        log = self._channels[message.channel]
        while len(log) > MESSAGES_MOST or (self._bytes > MESSAGES_BYTES and len(log) > 1):
            self._forget(log.pop(0))
        while self._bytes > MESSAGES_BYTES and len(self._channels) > 1:
            self._forget_oldest(next(iter(self._channels)))

    def after(self, channel: str, timetoken: int, most: int | None = None) -> list[Message]:
        """What was sent on a channel later than a timetoken, the first `most` of it."""
        log = self._channels.get(channel, [])
        if not log or log[-1].timetoken <= timetoken:  # of most channels under a wildcard
            return []
        start = bisect_right(log, timetoken, key=_when)
        return log[start : None if most is None else start + most]

    def under(self, wildcard: str) -> Iterator[str]:
        """Channels that a wildcard sees: `foo.*`, or `foo.*-pnpres`, which sees presence companions."""
        return iter(self._under.get(wildcard, ()))

    def of(self, channel: str) -> list[Message]:
        """All messages of a channel that history shows, oldest first."""
        return [message for message in self._channels.get(channel, []) if message.stored]

    def delete(self, channel: str, start: int, end: int) -> int:
        """Deletes what was sent after `start`, up to and with `end`; how many."""
        log = self._channels.get(channel, [])
        first, last = bisect_right(log, start, key=_when), bisect_right(log, end, key=_when)
        for message in log[first:last]:
            self._forget(message)
        gone = max(0, last - first)
        log[first:last] = []
        if gone and not log:
            self._forget_channel(channel)
        return gone

    def restore(self, message: Message) -> None:
        """Puts a message back that a journal had; in order of time."""
        log = self._channels.pop(message.channel, None)
        if log is None:
            log = []
            for wildcard in wildcards_of(message.channel):
                self._under.setdefault(wildcard, {})[message.channel] = None
        self._channels[message.channel] = log
        log.append(message)
        self._bytes += message.size

    def channels(self) -> Iterator[str]:
        """Channels on which something was sent."""
        return iter(self._channels)

    def _forget_oldest(self, channel: str) -> None:
        log = self._channels[channel]
        self._forget(log.pop(0))
        if not log:
            self._forget_channel(channel)

    def _forget_channel(self, channel: str) -> None:
        del self._channels[channel]
        for wildcard in wildcards_of(channel):
            del self._under[wildcard][channel]
            if not self._under[wildcard]:
                del self._under[wildcard]

    def _forget(self, message: Message) -> None:
        self._bytes -= message.size
        if message.stored:
            self._journal.drop(MESSAGES, (message.channel, str(message.timetoken)))


def _when(message: Message) -> int:
    return message.timetoken


class Contents(MutableMapping[Key, bytes]):
    """(channel, file id) → bytes of the file."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self._contents: dict[Key, bytes] = {}

    def __getitem__(self, key: Key) -> bytes:
        return self._contents[key]

    def __setitem__(self, key: Key, content: bytes) -> None:
        self._contents[key] = content
        self._journal.keep(key, content)

    def __delitem__(self, key: Key) -> None:
        del self._contents[key]
        self._journal.drop(CONTENTS, key)

    def restore(self, key: Key, content: bytes) -> None:
        """Puts a content back that a journal had."""
        self._contents[key] = content

    def __iter__(self) -> Iterator[Key]:
        return iter(self._contents)

    def __len__(self) -> int:
        return len(self._contents)


class State:
    """Everything that is remembered.

    Keys of tables: `users` (id), `channels` (id), `members` (channel, user), `groups` (group, channel), `actions`
    (channel, message timetoken, action timetoken), `files` (channel, id), `push` (kind, device, channel), `revoked`
    (SHA-256 of the token).
    """

    def __init__(self, journal: Journal | None = None) -> None:
        self.journal = journal = journal or Forgetful()
        self.messages = Messages(journal)
        self.users = Table("users", journal)
        self.channels = Table("channels", journal)
        self.members = Table("members", journal)
        self.groups = Table("groups", journal)
        self.actions = Table("actions", journal)
        self.files = Table("files", journal)
        self.push = Table("push", journal)
        self.revoked = Table("revoked", journal)
        self.contents = Contents(journal)
        self.uploads = Uploads()

    def tables(self) -> tuple[Table, ...]:
        """All tables."""
        return (
            self.users, self.channels, self.members, self.groups, self.actions, self.files, self.push, self.revoked,
        )  # fmt: skip


def full(what: str, most: int) -> Refused:
    """The answer of an emulator that holds as much as it may."""
    detail = f"The emulator holds at most {most} {what}."
    return Refused(detailed(507, "Insufficient storage", "emulator", detail, what, "body"))
