"""A file of acceptances as it is written: which widenings of a policy are meant, until when, by whom and why.

These models check shape only. Whether an acceptance covers what is gained is `pnpolicy.diff.accept`.
"""

import re
from datetime import date
from typing import Annotated, Any, ClassVar, Final, Literal

from pydantic import BeforeValidator, ConfigDict, Discriminator, Field, StringConstraints, Tag, WithJsonSchema

from pnpolicy.document.words import ChannelAction, MetaValue, Name, Part, Pattern, Root

MAX_ACCEPTED: Final = 1_000
"""Acceptances in one file; what needs more is no longer reviewed."""

_DAY: Final = re.compile(r"\d{4}-\d\d-\d\d")


def _day(value: object) -> date:
    if isinstance(value, str) and _DAY.fullmatch(value):
        try:
            return date.fromisoformat(value)
        except ValueError:
            pass
    raise ValueError("expected a day, such as `2027-01-31`")


Day = Annotated[
    date, BeforeValidator(_day, json_schema_input_type=str), WithJsonSchema({"type": "string", "format": "date"})
]
Words = Annotated[str, StringConstraints(min_length=1, max_length=400)]


class _Signed(Part):
    """What every acceptance says."""

    until: Day
    """The last day on which it counts."""
    by: Words
    """Who answers for it."""
    why: Words
    """The reason, for whoever reads it in a year."""


class AcceptedNames(_Signed):
    """A role may gain an action on the names of a family, or of a pattern."""

    model_config = ConfigDict(
        json_schema_extra={"oneOf": [{"required": ["family"]}, {"required": ["pattern"]}]},
    )

    role: Name
    action: ChannelAction
    """`presence` is read on the names' presence companions."""
    kind: Literal["channels", "groups", "users"] = "channels"
    family: Name | None = None
    """The family whose names it may gain, all of them."""
    pattern: Pattern | None = None
    """RE2, read as a full match, instead of a family."""


class AcceptedSetting(_Signed):
    """Something else that a policy says may be looser than it was."""

    of: Words
    """What it is said of, as `pnpolicy diff` calls it: `role voter`, `channels room`."""
    setting: Words
    """What is said, as `pnpolicy diff` calls it: `ttl`, `bind`, `guarded`."""
    now: MetaValue | None = None
    """What it says now, as `pnpolicy diff` tells it: `60 minutes`. Not for what is gone, or new as a whole."""


def _form(value: Any) -> str:  # noqa: ANN401  whatever stands there
    of_setting = isinstance(value, dict) and ("setting" in value or "of" in value)
    return "setting" if of_setting or isinstance(value, AcceptedSetting) else "names"


Accepted = Annotated[
    Annotated[AcceptedNames, Tag("names")] | Annotated[AcceptedSetting, Tag("setting")], Discriminator(_form)
]


class AcceptDocument(Root):
    """The widenings of a policy that are meant, version 1."""

    model_config = ConfigDict(title="pnpolicy acceptances")

    KIND: ClassVar[str] = "pnpolicy-accept"

    version: Annotated[Literal[1], Field(alias="pnpolicy-accept")]
    """The version of the language of acceptances."""
    accept: Annotated[list[Accepted], Field(max_length=MAX_ACCEPTED)]
    """Each of them."""
