"""The table operation → needs."""

import re

import pytest

from pnpolicy.wire.actions import ACTIONS, Kind
from pnpolicy.wire.operations import OPERATIONS, Need, Operation, operations_of

ALL = list(OPERATIONS.values())


@pytest.mark.parametrize("operation", ALL, ids=OPERATIONS)
def test_an_operation_is_well_formed(operation: Operation) -> None:
    """Kebab-case name, a sentence, and only flags that mean something on their kind."""
    assert re.fullmatch(r"[a-z]+(-[a-z]+)*", operation.name)
    assert OPERATIONS[operation.name] is operation
    assert re.fullmatch(r"[A-Z][^\n]+\.", operation.summary)
    for need in operation.needs or ():
        assert need.action in ACTIONS[need.kind]
        assert need.of != "self" or need.kind is Kind.USERS
        assert need.of != "presence" or need.action == "read"


@pytest.mark.parametrize("operation", ALL, ids=OPERATIONS)
def test_unknown_needs_are_told_apart_from_none(operation: Operation) -> None:
    """Nobody knows the needs exactly where the certainty says so: then a decision must be no, not yes."""
    assert (operation.needs is None) == (operation.certainty == "unknown")


def test_every_flag_is_good_for_something() -> None:
    """Each flag of each kind helps with an operation, so that effective access can be told from flags."""
    for kind, actions in ACTIONS.items():
        for action in actions:
            assert operations_of(kind, action), (kind, action)


def test_write_does_more_than_publish() -> None:
    """What a "publish only" role can do as well."""
    assert operations_of(Kind.CHANNELS, "write") == ("publish", "fire", "signal", "add-message-action", "send-file")


def test_a_flag_without_meaning_helps_with_nothing() -> None:
    """`get` is no flag of groups, and `create` of nothing."""
    assert operations_of(Kind.GROUPS, "get") == ()
    assert operations_of(Kind.CHANNELS, "create") == ()


def test_the_needs_that_surprise() -> None:
    """State is written with read; memberships take the channel and one's own record; members and groups take manage."""
    assert OPERATIONS["set-state"].needs == (Need(Kind.CHANNELS, "read"),)
    assert OPERATIONS["set-memberships"].needs == (
        Need(Kind.CHANNELS, "join"),
        Need(Kind.USERS, "update", "self"),
    )
    assert OPERATIONS["remove-memberships"].needs == OPERATIONS["set-memberships"].needs
    assert OPERATIONS["remove-members"].needs == (Need(Kind.CHANNELS, "manage"),)
    assert OPERATIONS["list-channels-in-group"].needs == (Need(Kind.GROUPS, "manage"),)
    assert OPERATIONS["subscribe-presence"].needs == (Need(Kind.CHANNELS, "read", "presence"),)


def test_what_needs_nothing_and_what_nobody_knows() -> None:
    """The two short lists, in full."""
    assert {o.name for o in ALL if o.needs == ()} == {"time", "leave", "where-now"}
    assert {o.name for o in ALL if o.needs is None} == {
        "here-now-global",
        "list-groups",
        "list-push-channels",
        "remove-push-device",
        "list-all-users",
        "list-all-channels",
    }


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("publish", Kind.CHANNELS),
        ("delete-group", Kind.GROUPS),
        ("get-memberships", Kind.USERS),
        ("set-memberships", Kind.CHANNELS),
        ("time", None),
        ("list-groups", None),
    ],
)
def test_the_kind_of_name_an_operation_is_asked_about(name: str, kind: Kind | None) -> None:
    """The kind comes from the needs; one's own record is not what is asked about."""
    assert OPERATIONS[name].kind == kind


def test_ones_own_record_is_not_what_is_asked_about() -> None:
    """Wherever it stands among the needs."""
    needs = (Need(Kind.USERS, "update", "self"), Need(Kind.CHANNELS, "join"))
    assert Operation("x", needs, "documented", "X.").kind is Kind.CHANNELS
    assert Operation("x", needs[:1], "documented", "X.").kind is None
