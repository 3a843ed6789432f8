"""App Context: what can be asked of a record, the same for users and channels."""

from functools import partial
from typing import Any

from pnpolicy.emulator.call import Ask, Call
from pnpolicy.emulator.listing import Listing, included
from pnpolicy.emulator.memberships import channels_of
from pnpolicy.emulator.message import Answer
from pnpolicy.emulator.records import (
    ON_DEMAND,
    USERS,
    Subject,
    body,
    check_version,
    checked,
    found,
    missing,
    patched,
    tell,
)
from pnpolicy.emulator.routing import Route
from pnpolicy.emulator.state import Record


def routes_of(subject: Subject) -> tuple[Route, ...]:
    """The routes of records: `/v2/objects/:sub/uuids` and `/v2/objects/:sub/uuids/:id`."""
    everything = f"/v2/objects/:sub/{subject.word}s"
    return (
        Route("GET", everything, partial(_list, subject)),
        Route("GET", f"{everything}/:id", partial(_get, subject)),
        Route("PATCH", f"{everything}/:id", partial(_set, subject)),
        Route("DELETE", f"{everything}/:id", partial(_remove, subject)),
    )


def _list(subject: Subject, call: Call) -> Answer:
    call.demand(Ask(f"list-all-{subject.noun}s"))
    listing = Listing.of(call, ON_DEMAND, ("id", "name", "updated", "status", "type"))

    def value(item: tuple[str, Record], word: str) -> str | None:
        text: str | None = item[0] if word == "id" else item[1].get(word)
        return text

    def shown(item: tuple[str, Record]) -> dict[str, Any]:
        return subject.shown(*item, listing.includes)

    items = [(name, record) for (name,), record in subject.table(call.core.state).under()]
    return listing.page(items, value, shown)


def _get(subject: Subject, call: Call) -> Answer:
    name = subject.named(call.path["id"])
    call.demand(Ask(f"get-{subject.noun}-metadata", name))
    includes = included(call, ON_DEMAND)
    record = subject.table(call.core.state).get(name)
    if record is None:
        raise missing()
    return found(subject.shown(name, record, includes))


def _set(subject: Subject, call: Call) -> Answer:
    """Sets what is given; the same again changes nothing and tells nobody, as documented."""
    name = subject.named(call.path["id"])
    call.demand(Ask(f"set-{subject.noun}-metadata", name))
    includes = included(call, ON_DEMAND)
    words = (*subject.texts, *ON_DEMAND)
    given = checked(body(call), words)
    table = subject.table(call.core.state)
    record = table.get(name)
    check_version(call, record, subject.noun, "update")
    outcome = patched(record, given, words, call.core.clock.now())
    if outcome is not None:
        record, changed = outcome
        table.put((name,), record)
        _tell(subject, call, name, "set", {"id": name, **changed})
    assert record is not None  # noqa: S101  one that is new has changed
    return found(subject.shown(name, record, includes))


def _remove(subject: Subject, call: Call) -> Answer:
    """Removes a record. That there has to be one is inferred."""
    name = subject.named(call.path["id"])
    call.demand(Ask(f"remove-{subject.noun}-metadata", name))
    table = subject.table(call.core.state)
    record = table.get(name)
    if record is None:
        raise missing()
    check_version(call, record, subject.noun, "delete")
    table.drop(name)
    _tell(subject, call, name, "delete", {"id": name})
    return found(None)


def _tell(subject: Subject, call: Call, name: str, event: str, data: dict[str, Any]) -> None:
    """Of a user the channels hear that the user is a member of, too, as documented."""
    more = channels_of(call.core.state, name) if subject is USERS else ()
    tell(call, (name, *more), event, subject.word, data)
