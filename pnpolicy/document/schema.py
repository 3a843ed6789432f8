"""The JSON Schemas of a policy, of its tests and of its acceptances, made from the models that read them."""

import ast
import inspect
import json
from types import ModuleType
from typing import Any, Final

from pydantic import BaseModel

from pnpolicy.document import acceptance, model, suite, variables, words
from pnpolicy.document.model import PolicyDocument

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"


def policy_schema() -> str:
    """The schema of a policy as JSON text, the same on every run."""
    model.Allow.model_rebuild()  # one is a default; pydantic 2.10 cannot write it down before its class is built
    return _schema(PolicyDocument, (words, variables, model))


def suite_schema() -> str:
    """The schema of a file of tests as JSON text, the same on every run."""
    return _schema(suite.SuiteDocument, (words, suite))


def acceptance_schema() -> str:
    """The schema of a file of acceptances as JSON text, the same on every run."""
    return _schema(acceptance.AcceptDocument, (words, acceptance))


def _schema(root: type[BaseModel], modules: tuple[ModuleType, ...]) -> str:
    schema = root.model_json_schema(mode="validation")
    said = {name: fields for module in modules for name, fields in _descriptions(module).items()}
    for name, part in [*schema["$defs"].items(), (root.__name__, schema)]:
        for owner in _lineage(name, modules):
            for field, text in said.get(owner.__name__, {}).items():
                declared = owner.model_fields.get(field)
                key = (declared and declared.alias) or field
                if key in part.get("properties", {}):
                    part["properties"][key].setdefault("description", text)
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
                    fields[field.target.id] = inspect.cleandoc(str(text.value.value))
    return found


def _lineage(name: str, modules: tuple[ModuleType, ...]) -> list[type[BaseModel]]:
    """A model's class and those it inherits fields from, nearest first."""
    for module in modules:
        owner = getattr(module, name, None)
        if isinstance(owner, type):
            return [base for base in owner.__mro__ if issubclass(base, BaseModel)]
    return []


def _closed(schema: Any) -> Any:  # noqa: ANN401  JSON
    """Sections take names of one form only: where pydantic says what a key looks like, no other key is let in.

    And a key that may only be left out has no default that could be written.
    """
    if isinstance(schema, list):
        return [_closed(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    closed = {key: _closed(value) for key, value in schema.items()}
    if closed.get("default", ...) is None and {"type": "null"} not in closed.get("anyOf", ()):
        del closed["default"]
    return closed | ({"additionalProperties": False} if "patternProperties" in closed else {})
