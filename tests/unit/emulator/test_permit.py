"""What a token gives on a name, under each reading of what PubNub leaves open."""

from typing import Any

import pytest

from pnpolicy.emulator.permit import Permit
from pnpolicy.emulator.readings import STRICT, WIDE, Readings
from pnpolicy.wire.actions import SECTIONS, Kind, actions_of, mask_of
from pnpolicy.wire.token import Token

Entries = dict[str, int]
READ, WRITE, GET, UPDATE = (mask_of(action) for action in ("read", "write", "get", "update"))


def permit(
    readings: Readings,
    exact: Entries | None = None,
    patterns: Entries | None = None,
    *,
    kind: Kind = Kind.CHANNELS,
    user: str | None = None,
) -> Permit:
    section = SECTIONS[kind][1]
    token = Token(
        issued=0,
        ttl=1,
        authorized_uuid=user,
        resources={section: exact or {}},
        patterns={section: patterns or {}},
        categories=None,
        meta={},
        signature=b"",
    )
    return Permit(token, "text", readings)


def given(name: str, *entries: Any, kind: Kind = Kind.CHANNELS, user: str | None = None, **switches: Any) -> list[str]:  # noqa: ANN401
    """The actions on a name, with the strict reading but for some switches."""
    return actions_of(permit(Readings(**switches), *entries, kind=kind, user=user).given(kind, name).mask)


@pytest.mark.parametrize(
    ("pattern", "name", "full", "search"),
    [
        ("chat", "my-chat-room", False, True),
        ("chat", "chat", True, True),
        ("^chat-[a-z]+$", "chat-a", True, True),
        ("^chat-[a-z]+$", "my-chat-a", False, False),
        ("^a|b$", "axx", False, True),  # the anchors bind one alternative each
        ("public-*", "republican", False, True),
        ("chat-.", "chat-", False, False),
        ("a$", "a\n", False, False),  # RE2's `$` is the very end, unlike that of Python's `re`
    ],
)
def test_anchoring(pattern: str, name: str, *, full: bool, search: bool) -> None:
    """The whole name has to match, or any part of it; or both."""
    assert given(name, {}, {pattern: READ}) == ["read"] * (full and search)
    assert given(name, {}, {pattern: READ}, anchoring="full") == ["read"] * full
    assert given(name, {}, {pattern: READ}, anchoring="search") == ["read"] * search


@pytest.mark.parametrize(
    ("exact", "patterns", "shadow", "union"),
    [
        ({"a": READ}, {"^a$": WRITE}, ["read"], ["read", "write"]),
        ({"a": READ | WRITE}, {"^a$": READ}, ["read", "write"], ["read", "write"]),
        ({}, {"^a$": READ | WRITE, "^[a-z]$": READ}, ["read"], ["read", "write"]),  # in either order
        ({}, {"^[a-z]$": READ, "^a$": READ | WRITE}, ["read"], ["read", "write"]),
        ({}, {"^a$": READ, "^[a-z]$": WRITE}, [], ["read", "write"]),
        ({"b": WRITE}, {"^a$": READ}, ["read"], ["read"]),  # an entry of another name replaces nothing
    ],
)
def test_precedence(exact: Entries, patterns: Entries, shadow: list[str], union: list[str]) -> None:
    """An exact entry replaces patterns, and of several patterns only what all give counts; or everything adds up."""
    assert given("a", exact, patterns, precedence="shadow") == shadow
    assert given("a", exact, patterns, precedence="union") == union


@pytest.mark.parametrize(
    ("exact", "patterns", "separate", "implied"),
    [
        ({"x": READ | WRITE}, {}, [], ["read"]),  # read alone is implied
        ({"x-pnpres": READ}, {}, ["read"], ["read"]),
        ({"x": WRITE}, {}, [], []),
        ({}, {"^[a-z]$": READ}, [], ["read"]),
        ({}, {"^x.*$": READ | WRITE}, ["read", "write"], ["read", "write"]),  # as text it matches the companion
    ],
)
def test_presence(exact: Entries, patterns: Entries, separate: list[str], implied: list[str]) -> None:
    """A companion needs an entry of its own, or read on its channel covers it."""
    assert given("x-pnpres", exact, patterns, presence="separate") == separate
    assert given("x-pnpres", exact, patterns, presence="implied") == implied


def test_presence_of_groups_but_not_of_users() -> None:
    """Groups have companions; a user's id may end like one, and is a name like any other."""
    assert given("g-pnpres", {"g": READ}, kind=Kind.GROUPS, presence="implied") == ["read"]
    assert given("g-pnpres", {"g": READ}, kind=Kind.GROUPS) == []
    assert given("u-pnpres", {"u": GET | READ}, kind=Kind.USERS, presence="implied") == []


@pytest.mark.parametrize(
    ("pattern", "plain", "colon", "both", "either"),
    [
        ("^g-[0-9]$", True, False, False, True),
        ("^:g-[0-9]$", False, True, False, True),
        ("^:?g-[0-9]$", True, True, True, True),
        ("^:?h$", False, False, False, False),
    ],
)
def test_group_colon(pattern: str, *, plain: bool, colon: bool, both: bool, either: bool) -> None:
    """A pattern of groups sees `g-1`, or `:g-1`; a pattern of channels never sees a colon."""
    found = {
        word: bool(given("g-1", {}, {pattern: READ}, kind=Kind.GROUPS, group_colon=word))
        for word in ("plain", "colon", "both", "either")
    }
    assert found == {"plain": plain, "colon": colon, "both": both, "either": either}
    assert given("g-1", {}, {"^:g-1$": READ}, group_colon="either") == []
    assert given("g-1", {"g-1": READ}, kind=Kind.GROUPS, group_colon="colon") == ["read"]


@pytest.mark.parametrize("suffix", ["", "-pnpres"])
def test_wildcard(suffix: str) -> None:
    """`foo.*` takes an entry of that text, or whatever matches the text."""
    name = f"foo.*{suffix}"
    assert given(name, {name: READ}, {r"^foo\..*$": WRITE}) == ["read"]
    assert given(name, {}, {r"^foo\..*$": READ}, wildcard="exact") == []
    assert given(name, {}, {r"^foo\..*$": READ}, wildcard="text") == ["read"]
    assert given(name, {}, {r"^foo\.[a-z]+$": READ}, wildcard="text") == []
    assert given("foo.a", {"foo.*": READ}, wildcard="text") == []  # an exact entry is no pattern


@pytest.mark.parametrize(
    ("name", "user", "granted", "implied"),
    [
        ("alice", "alice", [], ["get", "update"]),
        ("bob", "alice", [], []),
        ("alice", None, [], []),  # whoever says so may be anybody
    ],
)
def test_own_record(name: str, user: str | None, granted: list[str], implied: list[str]) -> None:
    """A bound user's own record takes an entry, or none for get and update; deleting always takes one."""
    assert given(name, kind=Kind.USERS, user=user, own_record="granted") == granted
    assert given(name, kind=Kind.USERS, user=user, own_record="implied") == implied
    assert given(name, user=user, own_record="implied") == []  # a channel of that name is no record


@pytest.mark.parametrize("kind", Kind)
def test_a_wider_switch_takes_nothing_away(kind: Kind) -> None:
    """Where everything adds up, no other switch does; and the wide reading gives whatever the strict one gives."""
    exact, patterns = {"a": READ, "a.*": WRITE, "x": READ}, {"^[a-z]+$": WRITE, "b": READ, r"^a\.": READ, "^:?c": GET}
    names = ["a", "a.*", "a.*-pnpres", "ab", "a.b", "b", "x-pnpres", "c", ":c", "cc"]
    switches = WIDE.differences(STRICT).keys() - {"revocation_delay"}
    adding = [Readings(**{"precedence": "union", name: getattr(WIDE, name)}) for name in switches]
    for narrow, wide in [(STRICT, WIDE), *((Readings(precedence="union"), more) for more in adding)]:
        before, after = (permit(readings, exact, patterns, kind=kind, user="a") for readings in (narrow, wide))
        lost = [name for name in names if before.given(kind, name).mask & ~after.given(kind, name).mask]
        assert lost == [], wide


def test_what_one_more_pattern_takes_away() -> None:
    """Of several patterns only what all give counts: then one that matches by a wider switch may take away.

    The default gives what is given either way.
    """
    patterns = {"^[a-z]+$": WRITE, "b": READ}
    assert given("ab", {}, patterns) == []
    assert given("ab", {}, {"^[a-z]+$": WRITE, "b": READ | WRITE}) == ["write"]
    assert given("ab", {}, {"a": READ, "^:?ab$": READ | WRITE}, kind=Kind.GROUPS) == ["read"]
    assert given("ab", {"ab": GET}, patterns, precedence="union") == ["write", "get"]
    assert given("ab", {}, patterns, anchoring="full") == ["write"]
    assert given("ab", {}, patterns, anchoring="search") == []


def test_why() -> None:
    """What counts is told apart from what matches and does not count."""
    found = permit(STRICT, {"a": READ}, {"^a$": WRITE}).given(Kind.CHANNELS, "a")
    assert found.by == ("resources.channels `a`: read",)
    assert found.seen == ("patterns.channels `^a$`: write",)
    assert permit(STRICT, {}, {"a": READ}).given(Kind.CHANNELS, "ab").by == ()  # it only matches when it is searched
    found = permit(WIDE, {"a": READ}, {"^a$": WRITE}).given(Kind.CHANNELS, "a")
    assert found.by == ("resources.channels `a`: read", "patterns.channels `^a$`: write")


def test_a_pattern_that_is_none() -> None:
    """Gives nothing, and does not keep others from giving."""
    assert given("a", {}, {"(": READ, "(?=a)": READ}) == []
    assert given("a", {}, {"(": READ, "^a$": WRITE}) == ["write"]


def test_readings_in_words() -> None:
    """The nearer of the two, and what is different."""
    assert [str(reading) for reading in (STRICT, WIDE)] == ["strict", "wide"]
    assert str(Readings(presence="implied", revocation=False)) == "strict, but presence implied, revocation off"
    with pytest.raises(ValueError, match="0 to 60 seconds"):
        Readings(revocation_delay=61)
