"""App Context: who is a member of what, seen from either end.

A channel's members and a user's memberships are the same entries. What they say of themselves is `type`, `status` and
`custom`; setting an entry again replaces what is given and keeps the rest (inferred: as with records).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from pnpolicy.emulator.call import Call
from pnpolicy.emulator.listing import LIMIT, Listing
from pnpolicy.emulator.message import Answer
from pnpolicy.emulator.records import (
    CHANNELS,
    ON_DEMAND,
    USERS,
    Subject,
    body,
    checked,
    invalid,
    patched,
    properties,
    tell,
)
from pnpolicy.emulator.state import Key, Record, State


@dataclass(frozen=True, slots=True)
class Changes:
    """What is to be done: others that are set, each with its properties, and others that are deleted."""

    set: Mapping[str, Mapping[str, Any]]
    delete: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Side:
    """One end of memberships.

    Attributes:
        one: whose list it is.
        other: what is listed.
    """

    one: Subject
    other: Subject

    def listing(self, call: Call) -> Listing:
        """What a request wants to see of the list. Raises Refused if it makes no sense."""
        inner = self.other.word
        words = ("id", "name", "updated", "status", "type")
        return Listing.of(
            call,
            [*ON_DEMAND, inner, f"{inner}.id", *(f"{inner}.{word}" for word in ON_DEMAND)],
            # Python has the words alone for these as well.
            [*words, *(f"{inner}.{word}" for word in words)],
        )

    def page(self, call: Call, one: str, listing: Listing) -> Answer:
        """A page of the list, if it is there or not."""
        table, inner = self.other.table(call.core.state), self.other.word
        wanted = {word.removeprefix(f"{inner}.") for word in listing.includes if word.startswith(f"{inner}.")}
        is_whole = inner in listing.includes or bool(wanted - {"id"})

        def value(item: tuple[str, Record], word: str) -> str | None:
            other, membership = item
            outer, _, last = word.rpartition(".")
            if last == "id":
                return other
            record = table.get(other) or {} if outer or last == "name" else membership
            text: str | None = record.get(last)
            return text

        def shown(item: tuple[str, Record]) -> dict[str, Any]:
            other, membership = item
            record = table.get(other) if is_whole else None
            related = {"id": other} if record is None else self.other.shown(other, record, wanted)
            words = [word for word in ON_DEMAND if word in listing.includes]
            return {inner: related, **properties(membership, words)}

        return listing.page(self._of(call.core.state, one), value, shown)

    def changes(self, call: Call) -> Changes:
        """What the body of a request wants to be done.

        Raises:
            Refused: it makes no sense, or it names the same twice (inferred).
        """
        given = body(call)
        if not given.keys() <= {"set", "delete"}:
            raise invalid("Must be of set, delete.", "body")
        wanted = {part: dict(self._entries(given.get(part, []), part)) for part in ("set", "delete")}
        if wanted["set"].keys() & wanted["delete"].keys():
            raise invalid(f"The same {self.other.noun} is set and deleted.", "body")
        return Changes(wanted["set"], tuple(wanted["delete"]))

    def _entries(self, given: object, part: str) -> dict[str, Mapping[str, Any]]:
        if not isinstance(given, list) or len(given) > LIMIT:
            raise invalid(f"Must be a list of at most {LIMIT}.", part)
        found: dict[str, Mapping[str, Any]] = {}
        for place, entry in enumerate(given):
            where = f"{part}.{place}"
            related = entry.get(self.other.word) if isinstance(entry, dict) else None
            if not isinstance(related, dict) or related.keys() != {"id"}:
                raise invalid(f'Must be {{"{self.other.word}": {{"id": …}}, …}}.', where)
            other = self.other.named(related["id"], "body")
            if other in found:
                raise invalid(f"The same {self.other.noun} is named twice.", where)
            own = {word: value for word, value in entry.items() if word != self.other.word}
            found[other] = checked(own, ON_DEMAND, f"{where}.")
        return found

    def change(self, call: Call, one: str, changes: Changes) -> None:
        """Does it, and tells both ends.

        Raises:
            Refused: an entry would be too long, and nothing is done; or there are too many.
        """
        members, now = call.core.state.members, call.core.clock.now()
        keys = {self._key(one, other): given for other, given in changes.set.items()}
        outcomes = {key: patched(members.get(*key), given, ON_DEMAND, now) for key, given in keys.items()}
        for other in changes.delete:
            key = self._key(one, other)
            if members.drop(*key) is not None:
                _tell(call, key, "delete", {})
        for key, outcome in outcomes.items():
            if outcome is not None:
                members.put(key, outcome[0])
                _tell(call, key, "set", outcome[1])

    def _key(self, one: str, other: str) -> Key:
        return (one, other) if self.one is CHANNELS else (other, one)

    def _of(self, state: State, one: str) -> list[tuple[str, Record]]:
        if self.one is CHANNELS:
            return [(user, record) for (_, user), record in state.members.under(one)]
        return _of_user(state, one)


OF_USER: Final = Side(USERS, CHANNELS)
OF_CHANNEL: Final = Side(CHANNELS, USERS)


def channels_of(state: State, user: str) -> list[str]:
    """The channels that a user is a member of."""
    return [channel for channel, _ in _of_user(state, user)]


def _of_user(state: State, one: str) -> list[tuple[str, Record]]:
    return [(channel, record) for (channel, user), record in state.members.under() if user == one]


def _tell(call: Call, key: Key, event: str, data: Mapping[str, Any]) -> None:
    channel, user = key
    tell(call, (channel, user), event, "membership", {"channel": {"id": channel}, "uuid": {"id": user}, **data})
