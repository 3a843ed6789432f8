"""Tests written as YAML, the way a person would: on one line what fits there, in quotes only what needs them."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from pnpolicy.document.scalars import plain

WIDTH: Final = 110
"""Characters of a line, if its parts allow."""

_PLAIN: Final = re.compile(r"[A-Za-z_0-9](?:[A-Za-z0-9_.@~+=/-]|(?<! ) (?! ))*(?<! )")
_WORDS: Final = frozenset({"y", "n", "null", "true", "false"})
"""Read otherwise by some reader of YAML, in any case."""
_UNPRINTABLE: Final = re.compile("[\x00-\x1f\x7f-\xa0\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Draft:
    """A test that somebody might write.

    Attributes:
        name: its name; no other test of the file may have it.
        login: the name of a login of the file; empty if `role` says whom it is about, or if it is about nobody.
        role: the role's name.
        values: the login's values.
        says: what is expected: `allow`, `deny`, `refuse`, `grant`, `claims`, as in a file.
        comment: a line above it.
    """

    name: str
    role: str = ""
    values: Mapping[str, Any] = field(default_factory=dict)
    login: str = ""
    says: Mapping[str, Any] = field(default_factory=dict)
    comment: str = ""

    @property
    def data(self) -> dict[str, Any]:
        """As YAML data."""
        who: dict[str, Any] = {}
        if self.login:
            who = {"login": self.login}
        elif self.role:
            who = {"role": self.role, "set": dict(self.values)} if "claims" not in self.says else {"role": self.role}
        return {"name": self.name, **who, **self.says}


def written(draft: Draft, indent: int = 2) -> str:
    """A test as an item of the list `tests`, with its comment above it."""
    margin = " " * indent
    comment = f"{margin}# {draft.comment}\n" if draft.comment else ""
    lines = [line for key, value in draft.data.items() for line in _entry(key, value, indent + 2)]
    return comment + f"{margin}- " + "\n".join(lines).lstrip() + "\n"


def login_lines(logins: Mapping[str, tuple[str, Mapping[str, Any]]]) -> str:
    """Logins, by name, each with its role and values, as entries of `logins`."""
    lines: list[str] = []
    for name, (role, values) in logins.items():
        lines += _entry(name, {"role": role, "set": dict(values)} if values else {"role": role}, 2)
    return "".join(f"{line}\n" for line in lines)


def scalar(value: object) -> str:
    """A word, number or truth, quoted where it could be read as anything else."""
    if not isinstance(value, str):
        return "null" if value is None else str(value).lower()
    if _PLAIN.fullmatch(value) and plain(value) == (value, None) and value.lower() not in _WORDS:
        return value
    if _UNPRINTABLE.search(value):
        return '"' + _UNPRINTABLE.sub(_escaped, re.sub(r'["\\]', r"\\\g<0>", value)) + '"'
    return "'" + value.replace("'", "''") + "'"


def _escaped(match: re.Match[str]) -> str:
    point = ord(match[0])
    return f"\\x{point:02x}" if point < 0x100 else f"\\u{point:04x}"  # noqa: PLR2004  what two digits say


def _flow(value: object) -> str:
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{scalar(key)}: {_flow(item)}" for key, item in value.items()) + "}"
    if isinstance(value, Sequence) and not isinstance(value, str):
        return "[" + ", ".join(map(_flow, value)) + "]"
    return scalar(value)


def _entry(key: str, value: object, indent: int) -> Iterator[str]:
    """A key and its value, on one line if they fit."""
    margin = " " * indent
    line = f"{margin}{scalar(key)}: {_flow(value)}"
    if len(line) <= WIDTH or not value or isinstance(value, str) or not isinstance(value, Mapping | Sequence):
        yield line
        return
    yield f"{margin}{scalar(key)}:"
    if isinstance(value, Mapping):
        for inner, item in value.items():
            yield from _entry(inner, item, indent + 2)
    else:
        yield from (f"{margin}  - {_flow(item)}" for item in value)
