"""After loading, neither grants nor decisions touch YAML, pydantic, automata or regular-expression compilation."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pydantic
import pytest
import yaml

from pnpolicy import Policy, language
from pnpolicy.language import matching, walking
from tests.conftest import ROOT

SINK = ROOT / "policies" / "kitchen-sink"


def forbidden(name: str) -> Callable[..., Any]:
    def fail(*_: object, **__: object) -> Any:  # noqa: ANN401
        raise AssertionError(f"{name} was called after loading")

    return fail


@pytest.mark.parametrize("path", sorted((ROOT / "policies").glob("*/policy.yaml")), ids=lambda path: path.parent.name)
def test_only_look_ups_after_loading(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every role of every example is granted and asked with all of that taken away."""
    policy = Policy.load(path)
    sample = {
        "id": "ab", "slug": "a-b", "uuid": "123e4567-e89b-42d3-a456-426614174000", "enum": None, "pattern": None,
        "integer": None, "hex": None,
    }  # fmt: skip
    logins = []
    for role in policy.roles.values():
        values: dict[str, Any] = {}
        for entry in role.entries:
            for fill in entry.fills:
                domain = fill.variable.domain
                value = sample[domain.type] or language.meet(domain.regex)
                if fill.how != "open":
                    values[fill.variable.name] = [value] if fill.how == "listed" else value
        if role.bind is not None:
            values.setdefault(role.bind.name, "ab")
        logins.append((role, values))
    re.purge()
    for owner, name in (
        (re, "compile"), (re, "_compile"), (language, "parse"), (language, "meet"), (language, "matcher"),
        (matching, "determinized"), (walking, "best"), (yaml, "parse"), (pydantic.BaseModel, "model_validate"),
    ):  # fmt: skip
        monkeypatch.setattr(owner, name, forbidden(name))
    for role, values in logins:
        names = ["chat.room.ab", "inbox.ab", "no.such.name", "legacy-chat.x", "x-pnpres"]
        for name in names:
            policy.allows(role.name, "subscribe", name, **values)
        if role.trust == "client":
            grant = policy.grant(role.name, **values)
            assert grant.to_request()
            assert grant.token_bytes > 0
            for kind, entries in grant.resources.items():
                for name in entries:
                    assert kind != "channels" or policy.allows(role.name, "leave", name, **values)
