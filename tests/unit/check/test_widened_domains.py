"""Domains with a few more values."""

import json
from typing import Any

import pytest

from pnpolicy import Policy, language
from pnpolicy.check.edges import outside
from pnpolicy.check.mutants.widen_domain import wider

DOMAINS: list[dict[str, Any]] = [
    {"type": "id", "max": 1},
    {"type": "id"},
    {"type": "slug", "max": 1},
    {"type": "hex", "min": 1, "max": 1},
    {"type": "hex", "min": 2, "max": 2},
    {"type": "hex", "min": 2, "max": 8},
    {"type": "uuid"},
    {"type": "integer", "min": 1, "max": 9},
    {"type": "enum", "values": ["a+b", "é"]},
    {"type": "pattern", "pattern": "[A-C]-?x"},
]


@pytest.mark.parametrize("declared", DOMAINS, ids=str)
def test_wider(declared: dict[str, Any]) -> None:
    """Each has all the values there were and another one, which is therefore just outside."""
    data = {
        "pnpolicy": 1,
        "name": "p",
        "variables": {"v": declared},
        "channels": {"f": {"name": "a.<v>", "authority": "clients"}},
        "roles": {"r": {"trust": "server", "allow": {"channels": {"f": ["read"]}}}},
    }
    domain = Policy.loads(json.dumps(data)).resolved.variables["v"].domain
    found = [wide for _, wide in wider(domain)]
    assert found
    for wide in found:
        assert domain.regex <= language.parse(wide.spelling)
    beyond = list(outside(domain))
    assert len(beyond) == len(found)
    assert not any(domain.accepts(value) for value in beyond)
