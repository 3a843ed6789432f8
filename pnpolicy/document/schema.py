"""The JSON Schema of a policy, made from the models that read it."""

import json
from typing import Any, Final

from pnpolicy.document.model import PolicyDocument

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"


def policy_schema() -> str:
    """The schema as JSON text, the same on every run."""
    schema = {"$schema": DIALECT, **_closed(PolicyDocument.model_json_schema(mode="validation"))}
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


def _closed(schema: Any) -> Any:  # noqa: ANN401  JSON
    """Sections take names of one form only: where pydantic says what a key looks like, no other key is let in."""
    if isinstance(schema, list):
        return [_closed(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    closed = {key: _closed(value) for key, value in schema.items()}
    return closed | ({"additionalProperties": False} if "patternProperties" in closed else {})
