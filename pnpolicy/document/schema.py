"""The JSON Schema of a policy, made from the models that read it."""

import ast
import inspect
import json
from types import ModuleType
from typing import Any, Final

from pnpolicy.document import model, variables, words
from pnpolicy.document.model import PolicyDocument

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"


def policy_schema() -> str:
    """The schema as JSON text, the same on every run."""
    model.Allow.model_rebuild()  # one is a default; pydantic 2.10 cannot write it down before its class is built
    schema = PolicyDocument.model_json_schema(mode="validation")
    said = {name: fields for module in (words, variables, model) for name, fields in _descriptions(module).items()}
    for name, part in [*schema["$defs"].items(), ("PolicyDocument", schema)]:
        for owner in _lineage(name):
            for field, text in said.get(owner, {}).items():
                if field in part.get("properties", {}):
                    part["properties"][field].setdefault("description", text)
    return json.dumps({"$schema": DIALECT, **_closed(schema)}, indent=2, ensure_ascii=False) + "\n"


def _descriptions(module: ModuleType) -> dict[str, dict[str, str]]:
    """Class → field → the text below the field.

    Pydantic can do this too, but then reads every model's source whenever the models are imported, which is whenever a
    policy is loaded; that is a tenth of a cold start.
    """
    found: dict[str, dict[str, str]] = {}
    for node in ast.parse(inspect.getsource(module)).body:
        if isinstance(node, ast.ClassDef):
            fields = found.setdefault(node.name, {})
            for field, text in zip(node.body, node.body[1:], strict=False):
                if (
                    isinstance(field, ast.AnnAssign)
                    and isinstance(field.target, ast.Name)
                    and isinstance(text, ast.Expr)
                    and isinstance(text.value, ast.Constant)
                ):
                    key = field.target.id.removesuffix("_")  # which `except` has behind it in Python
                    fields[key] = inspect.cleandoc(str(text.value.value))
    return found


def _lineage(name: str) -> list[str]:
    """A model's class and those it inherits fields from, nearest first."""
    for module in (words, variables, model):
        owner = getattr(module, name, None)
        if isinstance(owner, type):
            return [base.__name__ for base in owner.__mro__]
    return []


def _closed(schema: Any) -> Any:  # noqa: ANN401  JSON
    """Sections take names of one form only: where pydantic says what a key looks like, no other key is let in."""
    if isinstance(schema, list):
        return [_closed(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    closed = {key: _closed(value) for key, value in schema.items()}
    return closed | ({"additionalProperties": False} if "patternProperties" in closed else {})
