"""A file of policy tests as it is written: the shape of the YAML, key by key, and the published JSON Schema.

These models check shape only. Whether the roles, logins and operations they name exist is `pnpolicy.check`.
"""

import re
from datetime import UTC, datetime
from typing import Annotated, Any, ClassVar, Final, Literal

from pydantic import (
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    StringConstraints,
    Tag,
    WithJsonSchema,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, core_schema

from pnpolicy.document.words import MetaValue, Minutes, Name, Part, Root, Text, VariableName
from pnpolicy.wire.actions import ACTIONS, Kind
from pnpolicy.wire.operations import OPERATIONS

MAX_TESTS: Final = 2_000
"""Tests in one file; a bound for hostile input. What is longer reads better as several files."""
MAX_EXPECTATIONS: Final = 10_000
"""Lines of one list of a test."""

_TIME: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:Z|[+-]\d\d:\d\d)")


def _time(value: object) -> datetime:
    if isinstance(value, str) and _TIME.fullmatch(value):
        try:
            return datetime.fromisoformat(value).astimezone(UTC)
        except (ValueError, OverflowError):
            pass
    raise ValueError("expected a time with its zone, such as `2026-01-01T00:00:00Z`")


def _setting(value: object) -> object:
    """A variable's value, or a list of them; what else YAML holds is no value."""
    if all(type(item) in (str, int) for item in (value if isinstance(value, list) else [value])):
        return value
    raise ValueError("expected a text, a whole number, or a list of these")


class _Given:
    """A key that may be left out, but not left empty: an empty list of expectations would pass unseen."""

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:  # noqa: ANN401
        return core_schema.no_info_before_validator_function(_not_empty, handler(source))

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        found = handler(schema)
        forms = [form for form in found["anyOf"] if form != {"type": "null"}]
        return dict(forms[0]) if len(forms) == 1 else {"anyOf": forms}


def _not_empty(value: object) -> object:
    if value is None:
        raise ValueError("expected a value, or this key left out")
    return value


Given = _Given()

Time = Annotated[
    datetime,
    BeforeValidator(_time, json_schema_input_type=str),
    WithJsonSchema({"type": "string", "format": "date-time"}),
]
_SCALAR: Final = {"type": ["string", "integer"]}
Setting = Annotated[
    Any, BeforeValidator(_setting), WithJsonSchema({"anyOf": [_SCALAR, {"type": "array", "items": _SCALAR}]})
]
"""What a variable is set to: a value, or a list of values for a variable of `each`."""
Settings = Annotated[dict[VariableName, Setting], Field(max_length=1_000)]
Title = Annotated[str, StringConstraints(min_length=1, max_length=200)]
Operation = Annotated[
    str, WithJsonSchema({"enum": [name for name, known in OPERATIONS.items() if known.needs is not None]})
]
Question = Annotated[str, StringConstraints(min_length=1, max_length=400)]
AnyName = Annotated[str, StringConstraints(max_length=300)]
"""A channel, a group or a user; that PubNub would not allow it as a name may be the point of a test."""


def _flags(kind: Kind) -> WithJsonSchema:
    return WithJsonSchema({"type": "array", "items": {"enum": list(ACTIONS[kind])}})


ChannelFlags = Annotated[list[str], _flags(Kind.CHANNELS)]
GroupFlags = Annotated[list[str], _flags(Kind.GROUPS)]
UserFlags = Annotated[list[str], _flags(Kind.USERS)]


class Login(Part):
    """Somebody with a role."""

    role: Name
    set: Settings = {}
    """The values of the role's variables, as a token service would give them."""


class Expected(Part):
    """An operation on a name, and what else is expected of the answer."""

    do: Question
    """An operation of PubNub's, a space, and a name: `publish chat.room.r1`."""
    by: Annotated[Annotated[str, StringConstraints(min_length=1, max_length=130)] | None, Given] = None
    """The line that must allow it: its family, or `role.family` where several roles have one."""


def _form_of_expectation(value: Any) -> str | None:  # noqa: ANN401  any YAML value
    return "<text>" if isinstance(value, str) else "<mapping>" if isinstance(value, dict | Expected) else None


Allowed = Annotated[
    Annotated[Question, Tag("<text>")] | Annotated[Expected, Tag("<mapping>")],
    Discriminator(
        _form_of_expectation,
        custom_error_type="expectation_form",
        custom_error_message="expected an operation and a name, such as `publish chat.room.r1`",
    ),
]


class Matrix(Part):
    """Who may do what: every login, operation and name in every combination."""

    logins: Annotated[list[Name], Field(min_length=1, max_length=100)]
    operations: Annotated[list[Operation], Field(min_length=1, max_length=100)]
    names: Annotated[list[AnyName], Field(min_length=1, max_length=1_000)]
    allow: dict[Name, dict[AnyName, list[Operation]]] = {}
    """Login → name → the operations that are allowed. What is not said is denied."""


class Entries(Part):
    """Name or pattern → its actions, kind by kind. A kind that is left out is not looked at; `{}` means none."""

    channels: Annotated[dict[AnyName, ChannelFlags] | None, Given] = None
    groups: Annotated[dict[AnyName, GroupFlags] | None, Given] = None
    users: Annotated[dict[AnyName, UserFlags] | None, Given] = None


class Patterns(Part):
    """RE2 pattern → its actions, kind by kind. A kind that is left out is not looked at; `{}` means none."""

    channels: Annotated[dict[str, ChannelFlags] | None, Given] = None
    groups: Annotated[dict[str, GroupFlags] | None, Given] = None
    users: Annotated[dict[str, UserFlags] | None, Given] = None


class Grant(Part):
    """What the grant must be. What is written must be exactly so; what is left out is not looked at."""

    ttl: Annotated[Minutes | None, Given] = None
    authorized_uuid: str | None = None
    """The only user who may present the token; `null` for anybody."""
    resources: Annotated[Entries | None, Given] = None
    """Exact names."""
    patterns: Annotated[Patterns | None, Given] = None
    """RE2 patterns, as they are sent."""
    meta: Annotated[dict[str, MetaValue] | None, Given] = None
    """What the token tells whoever decodes it, without the stamp of the policy."""
    on_logout: Literal["revoke", "expire"] | None = None
    expires: Annotated[Time | None, Given] = None
    """When the token ends: `now` and its ttl."""
    refresh: Time | None = None
    """When a client should fetch the next one; `null` for never."""


class Test(Part):
    """What is expected of one login. Every test has a name, and says at least one thing."""

    __test__: ClassVar[bool] = False  # pytest takes a class of this name for one of its own

    name: Title
    description: Text | None = None
    login: Annotated[Name | None, Given] = None
    """Whom the test is about: one of the file's `logins`."""
    role: Annotated[Name | None, Given] = None
    """Instead of `login`: a role, with its values in `set`."""
    set: Annotated[Settings | None, Given] = None
    after: Annotated[Minutes | None, Given] = None
    """How long after the grant was made the questions are asked."""
    skip: Annotated[Title | None, Given] = None
    """Why the test is not run. It is still read, and listed."""
    allow: Annotated[Annotated[list[Allowed], Field(min_length=1, max_length=MAX_EXPECTATIONS)] | None, Given] = None
    """What must be allowed, whichever way PubNub takes what it does not document."""
    deny: Annotated[Annotated[list[Question], Field(min_length=1, max_length=MAX_EXPECTATIONS)] | None, Given] = None
    """What must be denied, whichever way PubNub takes what it does not document."""
    matrix: Annotated[Matrix | None, Given] = None
    grant: Annotated[Grant | None, Given] = None
    refuse: Annotated[list[Annotated[Settings, Field(min_length=1)]], Field(min_length=1, max_length=1_000)] | None = (
        None
    )
    """Values of which each, put in place of the login's own, must get no grant."""
    claims: Annotated[Annotated[list[Title], Field(min_length=1, max_length=1_000)] | None, Given] = None
    """Claims that must be there and proved: `server-authority`, `never: its-name`, …; of `role`, if there is one."""


class SuiteDocument(Root):
    """Tests of a policy, version 1."""

    model_config = ConfigDict(title="pnpolicy tests")

    KIND: ClassVar[str] = "pnpolicy-tests"

    version: Annotated[Literal[1], Field(alias="pnpolicy-tests")]
    """The version of the language of tests."""
    policy: Annotated[str, StringConstraints(min_length=1, max_length=400)] = "policy.yaml"
    """The policy that is tested, as a path relative to this file."""
    description: Text | None = None
    now: Time = datetime(2026, 1, 1, tzinfo=UTC)
    """The time at which grants are made. It never moves by itself."""
    logins: Annotated[dict[Name, Login], Field(max_length=1_000)] = {}
    """Name → somebody whom several tests are about."""
    tests: Annotated[list[Test], Field(min_length=1, max_length=MAX_TESTS)]
