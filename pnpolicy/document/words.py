"""The smallest parts of a policy: names, spans of time, and what every mapping has in common."""

import re
from typing import Annotated, ClassVar, Final, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, WithJsonSchema

from pnpolicy.wire.limits import NAME_MAX, TTL_MAX, TTL_MIN


class Part(BaseModel):
    """Any mapping in a policy: unknown keys are errors, values are taken as they stand, and nothing changes later."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, defer_build=True)


KINDS: Final = {"pnpolicy": "a policy", "pnpolicy-tests": "a file of tests", "pnpolicy-accept": "a file of acceptances"}
"""The key that a file of each kind starts with, and what such a file is."""


class Root(Part):
    """What a whole file holds."""

    KIND: ClassVar[str] = "pnpolicy"
    """The key that says which kind of file it is, and of which version."""


_DURATION: Final = re.compile(r"([1-9][0-9]{0,5})([mh])")


def _minutes(value: object) -> object:
    if isinstance(value, str):
        match = _DURATION.fullmatch(value)
        if match is None:
            raise ValueError("expected whole minutes, such as `30m`, `1h` or `30`")
        return int(match[1]) * (60 if match[2] == "h" else 1)
    return value


Minutes = Annotated[
    int,
    Field(ge=TTL_MIN, le=TTL_MAX),
    BeforeValidator(_minutes),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "integer", "minimum": TTL_MIN, "maximum": TTL_MAX},
                {"type": "string", "pattern": "^[1-9][0-9]{0,5}[mh]$"},
            ]
        }
    ),
]
"""A time span: `30m`, `1h`, or whole minutes; 1 minute to 30 days, PubNub's range for a ttl."""


def _listed(value: object) -> object:
    return [value] if isinstance(value, str) else value


def _flat(value: object) -> object:
    if isinstance(value, str | int):  # a bool is an int
        return value
    raise ValueError("expected a string, a whole number, true or false")


HoleNames = Annotated[
    list[str],
    BeforeValidator(_listed),
    WithJsonSchema({"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]}),
]
MetaValue = Annotated[str | int | bool, BeforeValidator(_flat)]
"""PubNub documents scalars only. Floats are left out: how long the server writes them is not known."""

VariableName = Annotated[str, StringConstraints(pattern=r"^[A-Za-z_][A-Za-z0-9_]{0,63}$")]
Name = Annotated[str, StringConstraints(pattern=r"^[A-Za-z][A-Za-z0-9_-]{0,63}$")]
Text = Annotated[str, StringConstraints(max_length=4000)]
Pattern = Annotated[str, StringConstraints(min_length=1, max_length=2000)]
TemplateText = Annotated[str, StringConstraints(min_length=1, max_length=400)]
NameLength = Annotated[int, Field(ge=1, le=NAME_MAX)]

ChannelAction = Literal["read", "write", "get", "manage", "update", "join", "delete", "presence"]
GroupAction = Literal["read", "manage", "presence"]
UserAction = Literal["get", "update", "delete"]
