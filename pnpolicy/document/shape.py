"""What pydantic found wrong, said for people: at the place in the YAML, with what was expected and what was found."""

import types
import typing
from collections.abc import Callable, Iterator
from typing import Any, Final

from pydantic import BaseModel, Tag, ValidationError
from pydantic.fields import FieldInfo

from pnpolicy.diagnostic import Diagnostic, suggestion
from pnpolicy.document.nodes import Mapping, Node, Scalar, Sequence
from pnpolicy.text import Route, Source, Span

_TYPES: Final = {
    "string_type": "a string",
    "int_type": "a whole number",
    "bool_type": "true or false",
    "list_type": "a list",
    "dict_type": "a mapping",
    "model_type": "a mapping",
    "model_attributes_type": "a mapping",
}
_MISSING: Final[dict[str | int, str]] = {
    "pnpolicy": "missing-version",
    "pnpolicy-tests": "missing-version",
    "variables": "unbound-variable-domain",
}
"""What the want of a key is called, by the section that wants it."""


def problems(error: ValidationError, model: type[BaseModel], root: Node, source: Source) -> Iterator[Diagnostic]:
    """One diagnostic for each thing pydantic found."""
    for item in error.errors(include_url=False):
        yield _Story(item, model, root, source).told()


def drop_unknown_keys(error: ValidationError, data: Any) -> None:  # noqa: ANN401  plain YAML data
    """Takes the keys that no model knows out of the data, so that the rest can be looked at too."""
    for item in error.errors(include_url=False, include_input=False):
        if (
            item["type"] == "extra_forbidden" and len(item["loc"]) > 1
        ):  # without a whole section all its names are amiss
            owner = data
            for step in item["loc"][:-1]:
                if isinstance(owner, dict):
                    owner = owner.get(step, owner)
                elif isinstance(owner, list) and isinstance(step, int):
                    owner = owner[step]
            if isinstance(owner, dict):
                owner.pop(item["loc"][-1], None)


def span_at(source: Source, root: Node, route: Route, *, key: bool = False) -> Span:
    """The place of the value (or of its key) at a route; steps that are not in the document are passed over."""
    _, node, name = _follow(root, route)
    at = name if key and name is not None else node
    return Span(source, at.start, _first_line_end(source, at))


def _follow(root: Node, route: Route) -> tuple[Route, Node, Scalar | None]:
    """As much of a route as the document has, the value there, and the key that names it."""
    node, key, taken = root, None, []
    for step in route:
        if isinstance(node, Mapping) and step in node.entries:
            key, node = node.entries[str(step)]
        elif isinstance(node, Sequence) and isinstance(step, int) and step < len(node.items):
            key, node = None, node.items[step]
        else:
            continue
        taken.append(step)
    return tuple(taken), node, key


def _first_line_end(source: Source, node: Node) -> int:
    if isinstance(node, Scalar):
        return node.end
    line_end = source.text.find("\n", node.start)
    return min(node.end, line_end if line_end > node.start else node.end)


_UNIONS: Final = (typing.Union, types.UnionType)


class _Story:
    def __init__(self, item: Any, model: type[BaseModel], root: Node, source: Source) -> None:  # noqa: ANN401  pydantic's dict
        self.kind: str = item["type"]
        self.message: str = item["msg"].removeprefix("Value error, ")
        self.context: dict[str, Any] = item.get("ctx", {})
        self.route: Route = item["loc"]
        self.source = source
        self.root = root
        self.expected = _type_at(model, self.route)
        self.taken, self.node, self.key = _follow(root, self.route)

    @property
    def is_allowed(self) -> bool:
        """Whether it stands below the `allow` of a role."""
        return self.route[0] == "roles" and self.route[2:3] == ("allow",)

    def told(self) -> Diagnostic:
        special: Callable[[], Diagnostic] | None = getattr(self, f"_{self.kind}", None)
        if special is not None:
            return special()
        if self.kind in _TYPES:
            help_text = ""
            if isinstance(self.node, Scalar) and self.node.value is not None:
                as_list = f"write `[{self.node.value}]`" if self.kind == "list_type" else ""
                help_text = "write it in quotes" if self.kind == "string_type" else as_list
            return self.say("wrong-type", f"expected {_TYPES[self.kind]}, found {_described(self.node)}", help_text)
        message = self.message[:1].lower() + self.message[1:]
        if isinstance(self.node, Mapping):
            return self.say("wrong-value", message)
        return self.say("wrong-value", f"{message}, found {_described(self.node)}", _from_seconds(self.node))

    def say(self, code: str, message: str, help: str = "", *, at_key: bool = False) -> Diagnostic:  # noqa: A002
        return Diagnostic(code, message, span_at(self.source, self.root, self.route, key=at_key), help=help)

    def _extra_forbidden(self) -> Diagnostic:
        owner = _as_model(self.expected)
        known = _keys(owner) if owner else {}
        named = [step for step in self.taken[:-1] if isinstance(step, str)]
        where = f" in `{named[-1]}`" if named else ""
        help_text = suggestion(str(self.route[-1]), known, "known keys")
        if " " in str(self.route[-1]):
            help_text = "inside `{…}` a comma starts the next key; put a text with a comma in quotes"
        return self.say("unknown-key", f"unknown key `{self.route[-1]}`{where}", help_text, at_key=True)

    def _missing(self) -> Diagnostic:
        named = [step for step in self.taken if isinstance(step, str)]
        where = f" in `{named[-1]}`" if named else ""
        words = typing.get_args(self.expected) if typing.get_origin(self.expected) is typing.Literal else ("…",)
        help_text = "add " + " or ".join(f"`{self.route[-1]}: {word}`" for word in words)
        code = _MISSING.get(self.route[0], "missing-key")
        return self.say(code, f"`{self.route[-1]}` is missing{where}", help_text, at_key=True)

    def _literal_error(self) -> Diagnostic:
        words = [str(word) for word in typing.get_args(self.expected)]
        found = _described(self.node)
        if self.route in (("pnpolicy",), ("pnpolicy-tests",)):
            what = "the language" if self.route == ("pnpolicy",) else "test files"
            message = f"this pnpolicy reads version {words[0]} of {what}, found {found}"
            return self.say("unknown-version", message)
        if isinstance(self.node, Scalar) and isinstance(self.node.value, str):
            help_text = suggestion(self.node.value, words, "known are")
            if self.is_allowed:
                return self.say("unknown-action", f"{found} is not an action on {self.route[3]}", help_text)
            names = [step for step in self.taken if isinstance(step, str)]
            code = "unknown-action" if names[-1] == "actions" else "unknown-word"
            return self.say(code, f"{found} is not known as `{names[-1]}`", help_text)
        return self.say("wrong-value", f"expected {' or '.join(words)}, found {found}")

    def _string_pattern_mismatch(self) -> Diagnostic:
        text = "letters, digits and `_`, a letter first" if "-" not in self.context["pattern"] else (
            "letters, digits, `_` and `-`, a letter first"
        )  # fmt: skip
        is_key = self.route[-1] == "[key]"
        found = f"`{self.taken[-1]}`" if is_key and self.taken else _described(self.node)
        return self.say("bad-name", f"{found} is not a name", f"use at most 64 {text}", at_key=is_key)

    def _variable_type(self) -> Diagnostic:
        from pnpolicy.document.variables import VARIABLE_TYPES  # noqa: PLC0415  only where something is wrong

        _, node, _ = _follow(self.root, (*self.taken, "type"))
        if isinstance(node, Scalar) and isinstance(node.value, str) and isinstance(self.node, Mapping):
            self.route = (*self.taken, "type")
            help_text = suggestion(node.value, VARIABLE_TYPES, "types")
            return self.say("unknown-word", f"`{node.value}` is not a type of variable", help_text)
        untyped = isinstance(self.node, Mapping) and "type" not in self.node.entries
        return self.say("unbound-variable-domain" if untyped else "wrong-type", self.message)

    def _entry_form(self) -> Diagnostic:
        help_text = f"write `[{self.node.value}]`" if isinstance(self.node, Scalar) and self.node.value else ""
        return self.say("wrong-type", f"{self.message}, found {_described(self.node)}", help_text)

    def _less_than_equal(self) -> Diagnostic:
        return self._out_of_range("at most", self.context["le"])

    def _greater_than_equal(self) -> Diagnostic:
        return self._out_of_range("at least", self.context["ge"])

    def _out_of_range(self, word: str, bound: int) -> Diagnostic:
        lifetime = self.route[0] == "roles" and self.route[2:] in (("ttl",), ("refresh_before",))
        unit, help_text = "", ""
        if lifetime:
            unit = " minute" if bound == 1 else " minutes"
            help_text = _from_seconds(self.node) or "PubNub takes 1 minute to 30 days"
        code = "ttl-out-of-range" if lifetime else "out-of-range"
        return self.say(code, f"expected {word} {bound}{unit}, found {_described(self.node)}", help_text)

    def _too_short(self) -> Diagnostic:
        code = "empty-grant" if self.is_allowed else "empty-list"
        return self.say(code, "this list is empty", "name at least one, or remove the entry")


def _from_seconds(node: Node) -> str:
    """A time span that looks like seconds, in minutes or hours; nothing for what does not."""
    text = str(node.value) if isinstance(node, Scalar) else ""
    seconds = int(text.removesuffix("s")) if text.removesuffix("s").isdecimal() and len(text) < 9 else 0  # noqa: PLR2004
    minutes, rest = divmod(seconds, 60)
    if rest or not minutes:
        return ""
    return f"if seconds were meant: `{minutes // 60}h`" if minutes % 60 == 0 else f"if seconds were meant: `{minutes}m`"


def _described(node: Node) -> str:
    if isinstance(node, Mapping):
        return "a mapping"
    if isinstance(node, Sequence):
        return "a list"
    value = node.value if isinstance(node, Scalar) else None
    if value is None:
        return "nothing"
    return f"`{value[:60]}`" if isinstance(value, str) else f"`{str(value).lower()}`"


def _as_model(expected: Any) -> type[BaseModel] | None:  # noqa: ANN401  a type form
    return expected if isinstance(expected, type) and issubclass(expected, BaseModel) else None


def _type_at(model: type[BaseModel], route: Route) -> Any:  # noqa: ANN401  a type form
    """The type the model declares at a route; for a key it does not know, the model that does not know it."""
    form: Any = model
    for step in route:
        owner = _as_model(form)
        if owner is not None:
            keys = _keys(owner)
            if step not in keys:
                return owner
            form = keys[str(step)].annotation
        elif typing.get_origin(form) in _UNIONS:
            form = next((member for member in typing.get_args(form) if _is_tagged(member, step)), form)
        else:
            arguments = typing.get_args(form)
            form = arguments[-1] if arguments else form
        form = _unwrapped(form)
    return form


def _keys(model: type[BaseModel]) -> dict[str, FieldInfo]:
    """A model's fields by their keys in the YAML: `except` is no name Python allows a field."""
    return {field.alias or name: field for name, field in model.model_fields.items()}


def _is_tagged(member: Any, step: str | int) -> bool:  # noqa: ANN401  a type form
    return any(isinstance(extra, Tag) and extra.tag == step for extra in getattr(member, "__metadata__", ()))


def _unwrapped(form: Any) -> Any:  # noqa: ANN401  a type form
    """A type without its annotations and without `| None`."""
    while True:
        members = [member for member in typing.get_args(form) if member is not type(None)]
        if typing.get_origin(form) is typing.Annotated or (typing.get_origin(form) in _UNIONS and len(members) == 1):
            form = members[0]
        else:
            return form
