"""The size of a token before PubNub makes it."""

from base64 import urlsafe_b64decode
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pnpolicy.wire.actions import SECTIONS, Kind
from pnpolicy.wire.token import Token, length, read, section_size, size, write
from tests.vectors import NAMES, TOKENS, Vector

FIVE = ("chan", "grp", "spc", "usr", "uuid")
BOUNDS = (24, 1 << 8, 1 << 16, 1 << 32)
Grant = dict[Kind, dict[str, int]]


def token_of(ttl: int, uuid: str | None, resources: Grant, patterns: Grant, meta: dict[str, str | int | bool]) -> Token:
    """The token that PubNub would make of a compact body."""
    keys = {token: kind for kind, (_, token) in SECTIONS.items()}
    parts = [{key: kinds.get(keys[key], {}) if key in keys else {} for key in FIVE} for kinds in (resources, patterns)]
    return Token(1_747_918_912, ttl, uuid, parts[0], parts[1], None, meta, bytes(32))


def grant_of(sections: dict[str, dict[str, int]]) -> Grant:
    return {kind: sections[key] for kind, (_, key) in SECTIONS.items() if key in sections}


FLAT = [v for v in TOKENS if all(isinstance(value, str | int) for value in v.fields["meta"].values())]


USUAL = [v for v in FLAT if set(v.fields["res"]) == set(FIVE) == set(v.fields["pat"])]


@pytest.mark.parametrize("vector", USUAL, ids=lambda vector: vector.name)
def test_every_recorded_token_has_the_size_of_its_parts(vector: Vector) -> None:
    """The formula over all five sections, for the Python SDK fills `spc` and `usr` with copies."""
    fields = vector.fields
    sections = [*fields["res"].values(), *fields["pat"].values()]
    empty = size(fields["ttl"], fields.get("uuid"), {}, {}, fields["meta"])
    known = empty + sum(section_size(entries) - section_size({}) for entries in sections)
    assert known == len(urlsafe_b64decode(vector.text))
    assert length(known) == len(vector.text)


def test_nearly_every_recorded_token_is_a_usual_one() -> None:
    """Left out are four: nested metadata, one from before there was a `uuid` section, and DataSync's own sections."""
    assert len(TOKENS) - len(USUAL) == 4


@pytest.mark.parametrize("vector", FLAT, ids=lambda vector: vector.name)
def test_the_compact_token_of_a_recorded_grant_has_the_size(vector: Vector) -> None:
    """The recorded grant without the copies, as our body would have it."""
    token = read(vector.text)
    parts = [{key: sections.get(key, {}) for key in FIVE} for sections in (vector.fields["res"], vector.fields["pat"])]
    for part in parts:
        part.update(spc={}, usr={})
    compact = write(replace(token, resources=parts[0], patterns=parts[1]))
    known = size(token.ttl, token.authorized_uuid, grant_of(parts[0]), grant_of(parts[1]), vector.fields["meta"])
    assert known == len(urlsafe_b64decode(compact))
    assert length(known) == len(compact)


def test_a_recorded_token_without_copies_needs_no_thinking() -> None:
    """Groups and nothing else, which no SDK doubles: the size of the grant is the size of the recorded token."""
    vector = TOKENS[NAMES.index("grant_token_wildcard_pattern")]
    patterns = {Kind.GROUPS: vector.fields["pat"]["grp"]}
    assert length(size(vector.fields["ttl"], None, {}, patterns, {})) == len(vector.text)


counts = st.sampled_from([0, 1, 23, 24, 255, 256])
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
scalars = st.booleans() | st.integers(-(2**64), 2**64 - 1) | texts


@st.composite
def grants(draw: st.DrawFn) -> Grant:
    """Sections of the sizes where a length takes another byte, with names of the lengths where it does."""
    return {
        kind: {
            f"{draw(st.sampled_from(['', 'é🎉', 'x' * 21, 'x' * 252])) if number < 3 else ''}{number}": mask
            for number, mask in enumerate(draw(st.lists(st.sampled_from([1, 23, 24, 255]), min_size=n, max_size=n)))
        }
        for kind in draw(st.sets(st.sampled_from(Kind)))
        for n in [draw(counts)]
    }


@pytest.mark.usefixtures("at_full_speed")
@given(st.integers(1, 43_200), st.none() | texts, grants(), grants(), st.dictionaries(texts, scalars, max_size=30))
def test_the_size_is_that_of_the_written_token(
    ttl: int, uuid: str | None, resources: Grant, patterns: Grant, meta: dict[str, str | int | bool]
) -> None:
    """For every grant."""
    text = write(token_of(ttl, uuid, resources, patterns, meta))
    known = size(ttl, uuid, resources, patterns, meta)
    assert known == len(urlsafe_b64decode(text))
    assert length(known) == len(text)


@pytest.mark.parametrize("count", [0, 1, 23, 24, 255, 256, 65_535, 65_536])
@pytest.mark.parametrize("character", ["x", "é"])
def test_long_names_and_many_entries(count: int, character: str) -> None:
    """A pattern may be as long as it likes, and a section as large."""
    name = {Kind.CHANNELS: {character * count: 24}}
    many = {Kind.GROUPS: {str(number): 1 for number in range(count)}}
    for patterns in (name, many):
        text = write(token_of(60, None, {}, patterns, {}))
        assert size(60, None, {}, patterns, {}) == len(urlsafe_b64decode(text))


@pytest.mark.parametrize("ttl", [1, 23, 24, 255, 256, 43_200])
@pytest.mark.parametrize("uuid", [None, "", "u" * 23, "u" * 24, "ü" * 92])
def test_ttl_and_user_count(ttl: int, uuid: str | None) -> None:
    """At the numbers where another byte is needed."""
    assert size(ttl, uuid, {}, {}, {}) == len(urlsafe_b64decode(write(token_of(ttl, uuid, {}, {}, {}))))


@pytest.mark.parametrize(
    "value", [True, False, "", "é" * 12, *(s * n + d for n in BOUNDS for s in (1, -1) for d in (-1, 0, 1))]
)
def test_metadata_counts(value: str | int | bool) -> None:  # noqa: FBT001 - that is what metadata holds
    """Negative numbers step at others than positive ones."""
    meta = {"key": value}
    assert size(1, None, {}, {}, meta) == len(urlsafe_b64decode(write(token_of(1, None, {}, {}, meta))))


def test_a_hundred_rooms() -> None:
    """A figure to look at: 30 characters of name, read and write, 44 characters of token each."""
    rooms = {Kind.CHANNELS: {f"{number:030}": 3 for number in range(100)}}
    assert length(size(60, None, rooms, {}, {})) == 4 * -(-(126 + 100 * (30 + 2 + 1)) // 3)
