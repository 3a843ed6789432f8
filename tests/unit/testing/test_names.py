"""Names for property tests: those of families, those beside them, and what is said of words that are none."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from pnpolicy import Policy
from pnpolicy.testing import names

POLICY = """\
pnpolicy: 1
name: rooms
variables:
  room: {type: enum, values: [red, blue]}
  n: {type: integer, min: 1, max: 3}
  full: {type: enum, values: [FULL]}
channels:
  room: {name: 'room.<room>.<n>', authority: clients}
  twice: {name: 'twice.<n>.<n>', authority: clients}
  raw: {pattern: '[xy]{1,2}', authority: clients}
  lobby: {name: lobby, authority: clients}
  full: {name: '<full>', authority: clients}
  endless: {pattern: 'z{93}', authority: clients}
users:
  record: {id: 'user.<room>'}
roles:
  r:
    trust: server
    allow:
      channels: {room: [read]}
""".replace("FULL", "f" * 92)


@pytest.fixture(scope="module")
def policy() -> Policy:
    return Policy.loads(POLICY)


def drawn(policy: Policy, *args: Any, count: int = 120, **more: Any) -> set[str]:  # noqa: ANN401  of `names`
    found: set[str] = set()

    @settings(max_examples=count, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
    @given(name=names(policy, *args, **more))
    def note(name: str) -> None:
        found.add(name)

    note()
    return found


@pytest.mark.usefixtures("at_full_speed")
def test_every_name_of_a_small_family(policy: Policy) -> None:
    """Those of a raw pattern too. A hole that stands twice has one value."""
    found = drawn(policy, families=["raw", "room"], count=400) | drawn(policy, families=["twice"], count=100)
    assert {f"room.{room}.{n}" for room in ("red", "blue") for n in (1, 2, 3)} < found
    assert {"x", "y", "xx", "xy", "yx", "yy", "twice.1.1", "twice.2.2", "twice.3.3"} < found
    assert "twice.1.2" not in found


def test_those_beside_it(policy: Policy) -> None:
    """A value just outside its domain, a character more, less or other, in the other case; the companion."""
    found = drawn(policy, families=["room"], count=200)
    assert {"room.red.4", "room.red.0", "room.redd.1"} & found
    assert any(name.startswith("room.") and name.endswith("-pnpres") for name in found)
    lengths = {len(name) for name in found if not name.endswith("-pnpres")}
    assert lengths >= {9, 10, 11, 12}
    assert all({*name.casefold()} & {*"room"} for name in found)


def test_any_others(policy: Policy) -> None:
    """Only where no families are named."""
    assert any(sum(not character.isascii() for character in name) > 2 for name in drawn(policy))
    assert {"lobby", "lobby-pnpres"} < drawn(policy, families=["lobby"])


def test_records_have_no_companions(policy: Policy) -> None:
    """They are users, not channels."""
    found = drawn(policy, "users", families=["record"])
    assert {"user.red", "user.blue"} < found
    assert not any(name.endswith("-pnpres") for name in found)


def test_nothing_is_just_outside(policy: Policy) -> None:
    """The only value is as long as a name may be."""
    found = drawn(policy, families=["full"])
    assert "f" * 92 in found
    assert {len(name) for name in found} == {91, 92}


def test_no_family_of_a_kind(policy: Policy) -> None:
    """Then any name."""
    assert len(drawn(policy, "groups", count=50)) > 20


@pytest.mark.parametrize(
    ("given_", "said"),
    [
        ({"kind": "chanels"}, "there is no kind 'chanels'; did you mean `channels`?"),
        ({"families": ["rom"]}, "there is no family 'rom' of channels; did you mean `room`?"),
        ({"kind": "users", "families": ["room"]}, "there is no family 'room' of users; "),
        ({"families": []}, "no name is asked for"),
        ({"families": ["endless"]}, "no name is asked for"),
    ],
    ids=str,
)
def test_wrong_words(policy: Policy, given_: dict[str, Any], said: str) -> None:
    """Said at once, with the nearest spelling."""
    with pytest.raises(ValueError) as caught:  # noqa: PT011  what it says is the point
        names(policy, **given_)
    assert said in str(caught.value)
