"""Variables as they are written: the seven types of domain."""

from typing import Annotated, Any, Final, Literal

from pydantic import Discriminator, Field, Tag

from pnpolicy.document.words import NameLength, Part, Pattern, Text


class AnyVariable(Part):
    """What every variable may say of itself."""

    source: Literal["session", "request", "server"] | None = None
    """Where the value comes from: a verified session, the client's request, or the server's own records."""
    description: Text | None = None


class IdVariable(AnyVariable):
    """Letters, digits and underscore."""

    type: Literal["id"]
    max: NameLength = 36
    """The most characters."""


class SlugVariable(AnyVariable):
    """Words of letters, digits and underscore, joined by single hyphens; the last word is not `pnpres`."""

    type: Literal["slug"]
    max: NameLength = 36
    """The most characters."""


class UuidVariable(AnyVariable):
    """A UUID in its canonical form: 36 characters, lower case."""

    type: Literal["uuid"]


class HexVariable(AnyVariable):
    """Lower-case hexadecimal digits."""

    type: Literal["hex"]
    min: NameLength = 1
    """The fewest characters."""
    max: NameLength
    """The most characters."""


class IntegerVariable(AnyVariable):
    """A whole number in canonical decimal: no sign, no leading zero."""

    type: Literal["integer"]
    min: Annotated[int, Field(ge=0, le=10**15)] = 0
    max: Annotated[int, Field(ge=0, le=10**15)]


class EnumVariable(AnyVariable):
    """One of a list of words."""

    type: Literal["enum"]
    values: Annotated[list[str], Field(min_length=1, max_length=1000)]


class PatternVariable(AnyVariable):
    """Whatever an RE2 pattern matches in full; the pattern must be bounded in length."""

    type: Literal["pattern"]
    pattern: Pattern


def _kind_of_variable(value: Any) -> str | None:  # noqa: ANN401  any YAML value
    kind = value.get("type") if isinstance(value, dict) else getattr(value, "type", None)
    return f"<{kind}>" if kind in VARIABLE_TYPES else None


VARIABLE_TYPES: Final = ("id", "slug", "uuid", "hex", "integer", "enum", "pattern")
Variable = Annotated[
    Annotated[IdVariable, Tag("<id>")]
    | Annotated[SlugVariable, Tag("<slug>")]
    | Annotated[UuidVariable, Tag("<uuid>")]
    | Annotated[HexVariable, Tag("<hex>")]
    | Annotated[IntegerVariable, Tag("<integer>")]
    | Annotated[EnumVariable, Tag("<enum>")]
    | Annotated[PatternVariable, Tag("<pattern>")],
    Discriminator(
        _kind_of_variable,
        custom_error_type="variable_type",
        custom_error_message="expected a mapping with `type`: id, slug, uuid, hex, integer, enum or pattern",
    ),
]
