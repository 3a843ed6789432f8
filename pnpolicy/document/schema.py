"""The JSON Schema of a policy, made from the models that read it."""

import json

from pnpolicy.document.model import PolicyDocument

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def policy_schema() -> str:
    """The schema as JSON text, the same on every run."""
    schema = {"$schema": DIALECT, **PolicyDocument.model_json_schema(mode="validation")}
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"
