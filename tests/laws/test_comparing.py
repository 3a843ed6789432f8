"""Grants held against policies: nothing is beyond or missing of the policy's own grant, and what is told is so."""

import io

from hypothesis import given, settings
from hypothesis import strategies as st

from pnpolicy import GrantError
from pnpolicy.errors import BindingError
from pnpolicy.grant.grant import Grant
from pnpolicy.grant.observed import ObservedGrant
from pnpolicy.grant.readback import ReadBack
from pnpolicy.grant.records import records
from pnpolicy.lint.comparing import Comparison
from pnpolicy.wire.actions import BITS, Kind
from tests.strategies import Data, examples, loaded, logins, policies


def observed(grant: Grant) -> ObservedGrant:
    """A grant as it is sent, and read again."""
    (record,) = records(io.BytesIO(grant.to_request()), "grant.json")
    assert isinstance(record, ObservedGrant)
    return record


def granted(data: st.DataObject, written: Data) -> tuple[Grant, bool] | None:
    """A grant of one role, and whether it depends on how PubNub reads it."""
    policy = loaded(written)
    values = data.draw(logins(written, policy.roles["r"]))
    try:
        return policy.grant("r", **values), any(w.code == "reading-dependent" for w in policy.warnings)
    except (GrantError, BindingError):
        return None


@settings(max_examples=examples(150))
@given(st.data())
def test_of_itself(data: st.DataObject) -> None:
    """A policy's own grant gives nothing beyond it and lacks nothing."""
    found = granted(data, data.draw(policies()))
    if found is not None:
        grant, depends = found
        comparison = Comparison(observed(grant), grant)
        assert list(comparison.excess()) == []
        if not depends:
            assert list(comparison.missing()) == []


@settings(max_examples=examples(150))
@given(st.data())
def test_of_another(data: st.DataObject) -> None:
    """A name that is told to be beyond is given by one and not by the other; of a missing one it is not sure."""
    written = data.draw(policies())
    one, other = granted(data, written), granted(data, written)
    if one is None or other is None:
        return
    comparison = Comparison(observed(one[0]), other[0])
    mine = ReadBack(one[0].resources, one[0].patterns)
    allowed = ReadBack(other[0].resources, other[0].patterns)
    for found in comparison.excess():
        assert mine.may(found.kind, found.name) & BITS[found.action]
        assert not allowed.may(found.kind, found.name) & BITS[found.action]
    for found in comparison.missing():
        assert allowed.may(found.kind, found.name) & BITS[found.action]
        assert not mine.must(found.kind, found.name) & BITS[found.action]
    beyond = {(found.kind, found.action) for found in comparison.excess()}
    for name, mask in one[0].resources[Kind.CHANNELS].items():
        gained = mask & ~allowed.may(Kind.CHANNELS, name)
        assert all((Kind.CHANNELS, action) in beyond for action, bit in BITS.items() if gained & bit)
