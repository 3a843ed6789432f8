"""Four roads, one answer: the naive reference, the closed access set, the grant read back, and the emulator.

For every generated policy, login, operation and name they agree; and because every grant means the same under every
reading of what PubNub leaves open, they agree under all of them (unless the policy was warned that it does not). The
emulator shares nothing with the compiler but the table of operations: it is asked over a token that it minted, with the
request an SDK would send, and matches with google-re2.
"""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from pnpolicy import GrantError, Policy
from pnpolicy.access import AccessSet
from pnpolicy.emulator.readings import STRICT, Readings
from pnpolicy.errors import BindingError
from pnpolicy.grant.readback import READINGS, WIDEST, ReadBack, Reading
from pnpolicy.wire import token
from pnpolicy.wire.actions import BITS, PRESENCE_SUFFIX, Kind
from pnpolicy.wire.limits import NAME_MAX, forbidden_in
from pnpolicy.wire.operations import OPERATIONS
from tests.conftest import ROOT
from tests.emulating import Bench
from tests.operations import REQUESTS, allows
from tests.reference import meaning
from tests.strategies import channel_names, examples, loaded, logins, policies

ON_CHANNELS = [  # one permission on one name; the two that take more are asked about below
    name
    for name, operation in OPERATIONS.items()
    if operation.kind == Kind.CHANNELS and operation.needs is not None and len(operation.needs) == 1
]


def emulated(reading: Reading) -> Readings:
    """The emulator's switches for a reading of the compiler's."""
    return replace(
        STRICT,
        anchoring="search" if reading.search else "full",
        precedence="shadow" if reading.shadow else "union",
    )


@settings(max_examples=examples(250))
@given(st.data())
def test_four_roads(data: st.DataObject) -> None:
    """Reference, access set, grant and emulator say the same of every name, under every reading."""
    written = data.draw(policies())
    policy = loaded(written)
    values = data.draw(logins(written, policy.roles["r"]))
    try:
        grant = policy.grant("r", **values)
    except GrantError:
        return
    except BindingError as error:
        assert "characters; PubNub allows" in str(error) or "presence companion" in str(error)
        return
    closed = AccessSet(policy.roles["r"]).bound(values)
    back = ReadBack(grant.resources, grant.patterns)
    depends = any(warning.code == "reading-dependent" for warning in policy.warnings)
    readings: tuple[Reading, ...] = (WIDEST,) if depends else READINGS
    bench = Bench(data.draw(st.sampled_from([*map(emulated, readings), *([] if depends else [STRICT])])))
    presented = bench.minted(grant.to_request())
    assert len(presented) == grant.token_bytes
    from_token = ReadBack.of_token(token.read(presented))
    names = [*grant.resources[Kind.CHANNELS], *(data.draw(channel_names(written, values)) for _ in range(6))]
    for name in names:
        meant = meaning.mask(written, "r", values, "channels", name)
        assert closed.mask(Kind.CHANNELS, name) == meant, name
        for reading in readings:
            assert back.mask(Kind.CHANNELS, name, reading) == meant, (name, reading)
            assert from_token.mask(Kind.CHANNELS, name, reading) == meant, (name, reading)
        if not is_channel(name):
            continue
        operation = data.draw(st.sampled_from(ON_CHANNELS))
        (need,) = OPERATIONS[operation].needs or ()
        if need.of == "presence":
            meant = meaning.mask(written, "r", values, "channels", name + PRESENCE_SUFFIX)
        expected = bool(meant & BITS[need.action])
        assert bool(policy.allows("r", operation, name, **values)) == expected, (operation, name)
        assert allows(bench, operation, name, user=values["u"], token=presented) == expected, (operation, name)


def is_channel(name: str) -> bool:
    """Whether operations are asked about a name: a companion is asked about by its channel's."""
    fits = 0 < len(name) <= NAME_MAX - len(PRESENCE_SUFFIX)
    return fits and not name.endswith(PRESENCE_SUFFIX) and not forbidden_in(name)


KITCHEN_SINK = Policy.load(ROOT / "policies" / "kitchen-sink")
Values = dict[str, str | list[str]]
_RITA: Values = {"userId": "rita", "roomId": ["blue"], "topic": ["cats"], "pollId": "00c0ffee", "N": "3", "lang": "de"}
_MAX: Values = {**_RITA, "userId": "max", "peerId": ["rita"], "orderId": ["6f1b2c3d-0000-4000-8000-000000000001"]}
LOGINS: dict[str, Values] = {
    "visitor": {},
    "reader": _RITA,
    "member": {**_MAX, "ticket": "AB-1"},
    "host": {**_MAX, "ticket": "AB-1", "hostedRoomId": ["green", "blue"]},
}
OTHERS = [
    "dm.max.rita", "dm.rita.max", "rita", "bot-x", "hall-b", "hall-z", "rita-feed", "chat.room.staff", "chat.room.zz",
    "machine-mill-7", "inbox.bob",
]  # fmt: skip


def test_every_operation_has_a_request() -> None:
    """The table of requests knows what the table of operations knows."""
    assert REQUESTS.keys() == OPERATIONS.keys()


@settings(max_examples=examples(60))
@given(st.data())
def test_every_kind(data: st.DataObject) -> None:
    """A policy with channels, groups and users: emulator and access set agree on every operation there is."""
    role = data.draw(st.sampled_from(sorted(LOGINS)))
    values = LOGINS[role]
    user = values.get("userId", "anybody")
    assert isinstance(user, str)
    bench = Bench()
    grant = KITCHEN_SINK.grant(role, **values)
    presented = bench.minted(grant.to_request())
    known = [name for kind in Kind for name in grant.resources[kind] if is_channel(name)]
    for operation in data.draw(st.lists(st.sampled_from(sorted(OPERATIONS)), min_size=4, max_size=12, unique=True)):
        name = data.draw(st.sampled_from(known + OTHERS))
        expected = bool(KITCHEN_SINK.allows(role, operation, name, **values))
        assert allows(bench, operation, name, user=user, token=presented) == expected, (role, operation, name)


MASKS = st.sampled_from([1, 2, 3, 8, 32, 239])
RAW = st.sampled_from(
    ["chat", "^chat$", "chat.*", "^a|b$", "a-*", "^(?:a|ab)$", "[ab]+", "^ab?$", "(?i)A", "b$", ".", "^:?g$"]
)
EXACT = st.sampled_from(["a", "ab", "b", "chat", "chat.a", "g", "a-"])


@settings(max_examples=examples(300))
@given(
    st.dictionaries(EXACT, MASKS, max_size=3),
    st.dictionaries(RAW, MASKS, max_size=4),
    st.lists(EXACT | st.text(alphabet="ab-.chtg", min_size=1, max_size=6), min_size=1, max_size=6),
)
def test_raw_grants(exact: dict[str, int], patterns: dict[str, int], names: list[str]) -> None:
    """Grants as people write them: the default gives what every reading gives, the widest what any does."""
    if not exact and not patterns:
        return
    back = ReadBack(
        {Kind.CHANNELS: exact, Kind.GROUPS: {}, Kind.USERS: {}},
        {Kind.CHANNELS: patterns, Kind.GROUPS: {}, Kind.USERS: {}},
    )
    for readings, meant in ((STRICT, back.must), (emulated(WIDEST), back.may)):
        bench = Bench(readings)
        presented = bench.grant(channels=exact, channel_patterns=patterns)
        for name in filter(is_channel, names):
            for operation in ("publish", "subscribe", "get-channel-metadata"):
                (need,) = OPERATIONS[operation].needs or ()
                expected = bool(meant(Kind.CHANNELS, name) & BITS[need.action])
                assert allows(bench, operation, name, user="alice", token=presented) == expected, (
                    readings,
                    operation,
                    name,
                )
