"""The compact body of a grant request."""

import json
from types import MappingProxyType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pnpolicy.wire.actions import SECTIONS, Kind
from pnpolicy.wire.body import encode
from tests.vectors import RECORDED

KEYS = {request: kind for kind, (request, _) in SECTIONS.items()}
GRANTS = [exchange for exchange in RECORDED["exchanges"] if exchange.get("body")]


@pytest.mark.parametrize("exchange", GRANTS, ids=lambda exchange: exchange["name"])
def test_recorded_grants_are_written_the_same_without_the_copies(exchange: dict[str, Any]) -> None:
    """Keys, sections and their order are those that PubNub has answered; `spaces` and `users` are left out."""
    body = exchange["body"]
    permissions = body["permissions"]
    parts = [
        {KEYS[key]: entries for key, entries in permissions[part].items() if key in KEYS}
        for part in ("resources", "patterns")
    ]
    sections = [{key: part.get(kind, {}) for key, kind in KEYS.items()} for part in parts]
    expected = {"resources": sections[0], "patterns": sections[1], "meta": permissions.get("meta", {})}
    if "uuid" in permissions:
        expected["uuid"] = permissions["uuid"]
    sent = encode(body["ttl"], permissions.get("uuid"), parts[0], parts[1], permissions.get("meta", {}))
    text = json.dumps({"ttl": body["ttl"], "permissions": expected}, separators=(",", ":"), ensure_ascii=False)
    assert sent == text.encode()


def test_the_three_sections_are_always_there() -> None:
    """An empty grant is not refused here, and shows the whole frame."""
    assert encode(1, None, {}, {}, {}) == (
        b'{"ttl":1,"permissions":{"resources":{"channels":{},"groups":{},"uuids":{}},'
        b'"patterns":{"channels":{},"groups":{},"uuids":{}},"meta":{}}}'
    )


def test_text_is_utf8_and_maps_need_not_be_dicts() -> None:
    """Names travel unescaped but for JSON's own characters; any Mapping is taken."""
    resources = MappingProxyType({Kind.CHANNELS: MappingProxyType({'é"\\🎉': 1})})
    sent = encode(1, "", resources, {}, MappingProxyType({"a": True}))
    assert '"channels":{"é\\"\\\\🎉":1}'.encode() in sent
    assert sent.endswith(b'"meta":{"a":true},"uuid":""}}')


def test_half_a_surrogate_pair_is_refused() -> None:
    """UTF-8 cannot carry it, and PubNub would see another name."""
    with pytest.raises(UnicodeEncodeError):
        encode(1, None, {Kind.CHANNELS: {"\ud800": 1}}, {}, {})


entries = st.dictionaries(st.text(st.characters(exclude_categories=["Cs"])), st.integers(1, 255))
grants = st.dictionaries(st.sampled_from(Kind), entries)


@given(st.integers(1, 43_200), st.none() | st.text(st.characters(exclude_categories=["Cs"])), grants, grants)
def test_every_grant_reads_back(
    ttl: int, uuid: str | None, resources: dict[Kind, dict[str, int]], patterns: dict[Kind, dict[str, int]]
) -> None:
    """The body says the grant, and nothing else."""
    read = json.loads(encode(ttl, uuid, resources, patterns, {}))
    assert read["ttl"] == ttl
    assert read["permissions"].get("uuid") == uuid
    for part, kinds in (("resources", resources), ("patterns", patterns)):
        assert read["permissions"][part] == {key: kinds.get(kind, {}) for key, kind in KEYS.items()}
