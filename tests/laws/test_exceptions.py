"""What `except` leaves over is what was asked, for RE2, for Python's `re` and for the plain meaning."""

import random
import re
from itertools import islice

import re2
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from pnpolicy import language
from pnpolicy.access import AccessSet
from pnpolicy.policy.patterns import MAX_SPELLED
from pnpolicy.wire.actions import Kind
from tests.reference import meaning
from tests.strategies import channel_names, examples, exceptions, loaded


@settings(max_examples=examples(100))
@given(st.data())
def test_exceptions_are_exact(data: st.DataObject) -> None:
    """The pattern of an entry with `except` matches the names of its family that no family left out has."""
    written = data.draw(exceptions())
    policy = loaded(written)
    (reach,) = AccessSet(policy.roles["r"]).reaches
    assume(reach.entry.left_out)
    (pattern,) = policy.grant("r").patterns[Kind.CHANNELS]
    assert len(pattern) <= MAX_SPELLED + len("^(?:)$")
    names = [data.draw(channel_names(written, {})) for _ in range(8)]
    for regex in (reach.regex, reach.whole.regex, reach.whole.regex - reach.regex):
        chance = random.Random(data.draw(st.integers(0, 99)))  # noqa: S311  for names, not for secrets
        names += islice(language.sample(regex, chance, longest=16), 6)
    for name in names:
        if re.search(meaning.FORBIDDEN, name) or not 0 < len(name) <= 92:
            continue  # no name
        meant = meaning.mask(written, "r", {}, "channels", name) != 0
        for match in (re2.search, re2.fullmatch, re.search, re.fullmatch):
            assert bool(match(pattern, name)) == meant, (match, pattern, name)
