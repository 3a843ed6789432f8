"""Four roads, one answer: the naive reference, the closed access set, the grant read back, and a minted token.

For every generated policy, binding and name they agree; and because every grant means the same under every reading of
what PubNub leaves open, they agree under all of them (unless the policy was warned that it does not).
"""

from hypothesis import given, settings
from hypothesis import strategies as st

from pnpolicy import Grant, GrantError
from pnpolicy.access import AccessSet, Binder
from pnpolicy.errors import BindingError
from pnpolicy.grant.readback import READINGS, WIDEST, ReadBack, Reading
from pnpolicy.wire import token
from pnpolicy.wire.actions import SECTIONS, Kind
from tests.reference import meaning
from tests.strategies import bindings, channel_names, examples, loaded, policies


def minted(grant: Grant) -> token.Token:
    """The token a server would make of a grant, written and read."""
    resources = {SECTIONS[kind][1]: grant.resources[kind] for kind in Kind}
    patterns = {SECTIONS[kind][1]: grant.patterns[kind] for kind in Kind}
    every = ("chan", "grp", "spc", "usr", "uuid")
    made = token.Token(
        issued=1_700_000_000,
        ttl=grant.ttl,
        authorized_uuid=grant.authorized_uuid,
        resources={section: resources.get(section, {}) for section in every},
        patterns={section: patterns.get(section, {}) for section in every},
        categories=None,
        meta=grant.meta,
        signature=bytes(32),
    )
    text = token.write(made)
    assert len(text) == grant.token_bytes
    return token.read(text)


@settings(max_examples=examples(400))
@given(st.data())
def test_four_roads(data: st.DataObject) -> None:
    """Reference, access set, grant and token give the same flags on every name, under every reading."""
    written = data.draw(policies())
    policy = loaded(written)
    binder = Binder(policy.roles["r"])
    values = data.draw(bindings(written, binder.names, binder.listed))
    try:
        grant = policy.grant("r", **values)
    except GrantError:
        return
    except BindingError as error:
        assert "characters; PubNub allows" in str(error) or "presence companion" in str(error)
        return
    closed = AccessSet(policy.roles["r"]).bound(values)
    back = ReadBack(grant.resources, grant.patterns)
    from_token = ReadBack.of_token(minted(grant))
    depends = any(warning.code == "reading-dependent" for warning in policy.warnings)
    readings: tuple[Reading, ...] = (WIDEST,) if depends else READINGS
    names = [*grant.resources[Kind.CHANNELS], *(data.draw(channel_names(written, values)) for _ in range(6))]
    for name in names:
        meant = meaning.mask(written, "r", values, "channels", name)
        assert closed.mask(Kind.CHANNELS, name) == meant, name
        for reading in readings:
            assert back.mask(Kind.CHANNELS, name, reading) == meant, (name, reading)
            assert from_token.mask(Kind.CHANNELS, name, reading) == meant, (name, reading)
