"""A policy as it is written: the shape of the YAML, key by key, and the published JSON Schema.

These models check shape only. Whether the names they hold exist, and what they mean together, is `pnpolicy.policy`.
"""

from typing import Annotated, Any, Final, Literal, TypeVar

from pydantic import ConfigDict, Discriminator, Field, StringConstraints, Tag, model_validator

from pnpolicy.document.variables import Variable
from pnpolicy.document.words import (
    ChannelAction,
    GroupAction,
    HoleNames,
    MetaValue,
    Minutes,
    Name,
    Part,
    Pattern,
    Root,
    TemplateText,
    Text,
    UserAction,
    VariableName,
)

MAX_ENTRIES: Final = 10_000
"""Names in any one section; a bound for hostile input, far above any policy seen."""

# ---- families --------------------------------------------------------------------------------------------------------


def _exactly_one(schema: dict[str, Any], *keys: str) -> None:
    schema["oneOf"] = [{"required": [key]} for key in keys]


class AnyFamily(Part):
    """What every family may say: its raw pattern instead of a template, and whose it is."""

    pattern: Pattern | None = None
    """Raw RE2, read and granted as a full match, for names that exist already."""
    private_to: HoleNames = []
    """The hole whose value owns the name, so that only a token bound to that value may reach it; or several holes,
    any one of which does."""
    description: Text | None = None


_Family = TypeVar("_Family", bound=AnyFamily)


class ChannelFamily(AnyFamily):
    """Channels of one kind: what they are called and who speaks with authority on them."""

    model_config = ConfigDict(json_schema_extra=lambda schema: _exactly_one(schema, "name", "pattern"))

    name: TemplateText | None = None
    """A template: literal text with `<variable>` holes."""
    authority: Literal["server", "clients"]
    """Who announces here. Clients never gain write on a channel whose authority is the server."""
    guarded: bool = False
    """Every message a client publishes here passes a before-publish Function."""

    @model_validator(mode="after")
    def _one_name(self) -> "ChannelFamily":
        return _named_once(self, "name", self.name)


class GroupFamily(AnyFamily):
    """Channel groups of one kind."""

    model_config = ConfigDict(json_schema_extra=lambda schema: _exactly_one(schema, "name", "pattern"))

    name: TemplateText | None = None
    """A template: literal text with `<variable>` holes."""
    holds: list[str] = []
    """The channel families whose channels the server puts into such a group."""

    @model_validator(mode="after")
    def _one_name(self) -> "GroupFamily":
        return _named_once(self, "name", self.name)


class UserFamily(AnyFamily):
    """App Context user records of one kind."""

    model_config = ConfigDict(json_schema_extra=lambda schema: _exactly_one(schema, "id", "pattern"))

    id: TemplateText | None = None
    """A template of user ids: literal text with `<variable>` holes."""

    @model_validator(mode="after")
    def _one_name(self) -> "UserFamily":
        return _named_once(self, "id", self.id)


def _named_once(family: _Family, key: str, template: str | None) -> _Family:
    if (template is None) == (family.pattern is None):
        found = "neither" if template is None else "both"
        raise ValueError(f"expected either `{key}` (a template) or `pattern` (RE2), found {found}")
    return family


class Function(Part):
    """A PubNub Function in front of, or behind, some channels."""

    event: Literal[
        "before-publish", "after-publish", "before-signal", "after-signal",
        "before-publish-file", "after-publish-file", "after-presence",
    ]  # fmt: skip
    channels: Annotated[list[str], Field(min_length=1, max_length=100)]
    """Channel names, or names whose last segment is `*`, as PubNub's portal takes them."""
    description: Text | None = None


# ---- roles -----------------------------------------------------------------------------------------------------------


class _Entry(Part):
    any: list[VariableName] = []
    """Holes left open: the entry covers every value of their domains, and becomes a pattern."""
    where: dict[VariableName, VariableName] = {}
    """Hole → the variable that fills it, where that is not the variable of the same name."""
    except_: Annotated[list[Name], Field(alias="except", max_length=100)] = []
    """Families, of the same kind, whose names this entry leaves out. All its holes must be open, or its family a raw
    `pattern`; what is left becomes one exact pattern. A statement about this entry alone: other lines of the role may
    still give those names, for flags add up."""


class ChannelEntry(_Entry):
    """What a role may do on a channel family."""

    actions: Annotated[list[ChannelAction], Field(min_length=1)]


class GroupEntry(_Entry):
    """What a role may do on a channel-group family."""

    actions: Annotated[list[GroupAction], Field(min_length=1)]


class UserEntry(_Entry):
    """What a role may do on a family of user records."""

    actions: Annotated[list[UserAction], Field(min_length=1)]


def _form_of_entry(value: Any) -> str | None:  # noqa: ANN401  any YAML value
    if isinstance(value, list):
        return "<entries>" if value and any(isinstance(item, dict | _Entry) for item in value) else "<actions>"
    return "<entry>" if isinstance(value, dict | _Entry) else None


_ENTRY_FORM: Final = Discriminator(
    _form_of_entry,
    custom_error_type="entry_form",
    custom_error_message="expected a list of actions, or a mapping with `actions`",
)
ChannelAllow = Annotated[
    Annotated[list[ChannelAction], Field(min_length=1), Tag("<actions>")]
    | Annotated[ChannelEntry, Tag("<entry>")]
    | Annotated[list[ChannelEntry], Field(min_length=1), Tag("<entries>")],
    _ENTRY_FORM,
]
GroupAllow = Annotated[
    Annotated[list[GroupAction], Field(min_length=1), Tag("<actions>")]
    | Annotated[GroupEntry, Tag("<entry>")]
    | Annotated[list[GroupEntry], Field(min_length=1), Tag("<entries>")],
    _ENTRY_FORM,
]
UserAllow = Annotated[
    Annotated[list[UserAction], Field(min_length=1), Tag("<actions>")]
    | Annotated[UserEntry, Tag("<entry>")]
    | Annotated[list[UserEntry], Field(min_length=1), Tag("<entries>")],
    _ENTRY_FORM,
]


class Allow(Part):
    """Family → what the role may do there."""

    channels: dict[Name, ChannelAllow] = {}
    groups: dict[Name, GroupAllow] = {}
    users: dict[Name, UserAllow] = {}


class Role(Part):
    """One kind of token holder."""

    trust: Literal["client", "server"]
    """A client gets a token; a server works with the secret key and never does."""
    extends: list[Name] = []
    """Roles whose entries this one has as well."""
    bind: VariableName | None = None
    """The variable that becomes `authorized_uuid`: only this user may present the token."""
    anonymous: bool = False
    """A client role without a bound user: anybody who holds the token may present it."""
    ttl: Minutes | None = None
    """How long a token lives."""
    refresh_before: Minutes | None = None
    """How long before its end a client should fetch the next one."""
    each: dict[VariableName, Annotated[int, Field(ge=1, le=2000)]] = {}
    """List-valued variables and the most values one token may list."""
    allow: Allow = Allow.model_construct()  # as `Allow()`, but does not build its validator
    meta: dict[Annotated[str, StringConstraints(min_length=1, max_length=64)], MetaValue] = {}
    """What the token tells anybody who decodes it; flat, and no secrets."""
    on_logout: Literal["revoke", "expire"] | None = None
    description: Text | None = None


# ---- claims ----------------------------------------------------------------------------------------------------------


class RolesByTrust(Part):
    """Every role of one trust."""

    trust: Literal["client", "server"]


class FamiliesByAuthority(Part):
    """Every channel family of one authority."""

    authority: Literal["server", "clients"]


def _form_of_selector(value: Any) -> str:  # noqa: ANN401  any YAML value
    return "<word>" if isinstance(value, str) else "<names>" if isinstance(value, list) else "<mapping>"


_SELECTOR_FORM: Final = Discriminator(_form_of_selector)
Roles = Annotated[
    Annotated[Literal["all"], Tag("<word>")]
    | Annotated[list[Name], Field(min_length=1), Tag("<names>")]
    | Annotated[RolesByTrust, Tag("<mapping>")],
    _SELECTOR_FORM,
]
Channels = Annotated[
    Annotated[Literal["all"], Tag("<word>")]
    | Annotated[list[Name], Field(min_length=1), Tag("<names>")]
    | Annotated[FamiliesByAuthority, Tag("<mapping>")],
    _SELECTOR_FORM,
]
Families = Annotated[
    Annotated[Literal["all"], Tag("<word>")] | Annotated[list[Name], Field(min_length=1), Tag("<names>")],
    Discriminator(lambda value: "<names>" if isinstance(value, list) else "<word>"),
]


class Never(Part):
    """A claim beyond the built-in ones: these roles never gain these actions there."""

    model_config = ConfigDict(
        json_schema_extra={"anyOf": [{"required": [kind]} for kind in ("channels", "groups", "users")]}
    )

    name: Name
    roles: Roles
    actions: Annotated[list[ChannelAction], Field(min_length=1)]
    channels: Channels | None = None
    groups: Families | None = None
    users: Families | None = None
    why: Text | None = None

    @model_validator(mode="after")
    def _says_where(self) -> "Never":
        if self.channels is None and self.groups is None and self.users is None:
            raise ValueError("expected at least one of `channels`, `groups` and `users`")
        return self


# ---- documents -------------------------------------------------------------------------------------------------------


class Catalogue(Root):
    """What several policies share: a file that `include` names."""

    pnpolicy: Literal[1]
    """The version of the language."""
    name: Name | None = None
    description: Text | None = None
    include: list[Annotated[str, StringConstraints(min_length=1, max_length=400)]] = []
    """Catalogues to read as well, as paths relative to this file."""
    variables: Annotated[dict[VariableName, Variable], Field(max_length=MAX_ENTRIES)] = {}
    """Holes and their domains."""
    channels: Annotated[dict[Name, ChannelFamily], Field(max_length=MAX_ENTRIES)] = {}
    """The closed world: every channel family, with who is authoritative."""
    groups: Annotated[dict[Name, GroupFamily], Field(max_length=MAX_ENTRIES)] = {}
    users: Annotated[dict[Name, UserFamily], Field(max_length=MAX_ENTRIES)] = {}
    """App Context user records (the `uuids` section of a grant)."""
    functions: Annotated[dict[Name, Function], Field(max_length=MAX_ENTRIES)] = {}


class PolicyDocument(Catalogue):
    """A policy, version 1."""

    model_config = ConfigDict(title="pnpolicy policy", defer_build=False)

    name: Name  # a policy is stamped into its tokens by name
    roles: Annotated[dict[Name, Role], Field(max_length=MAX_ENTRIES)] = {}
    never: Annotated[list[Never], Field(max_length=1000)] = []
