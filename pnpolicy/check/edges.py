"""Names at the edge of a line: the shortest and the longest it is about for a login, and those one edit away from them.

An edit is a character put in, taken out or replaced where text and holes meet or the name ends; a letter in the other
case; a value of somebody else, or one just outside its domain; a further segment; the presence companion. Whether a
line gives something on such a name all the same is for whoever asks to find out.
"""

from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any, Final, NamedTuple

from pnpolicy import language
from pnpolicy.access.reach import Reach
from pnpolicy.check.killing import at
from pnpolicy.check.logins import Length, beyond, values_of
from pnpolicy.check.mutants.widen_domain import wider
from pnpolicy.policy.domain import Domain
from pnpolicy.policy.model import Fill
from pnpolicy.wire.actions import PRESENCE_SUFFIX
from pnpolicy.wire.limits import NAME_MAX, forbidden_in

_OTHER: Final = "x"
"""What is put in, or instead of something else."""


class Member(NamedTuple):
    """A name that a line is about.

    Attributes:
        pieces: what each part of the template spells; the whole name for a raw pattern.
        fills: what stands there; None for text.
    """

    pieces: tuple[str, ...]
    fills: tuple[Fill | None, ...]

    @property
    def name(self) -> str:
        """The name."""
        return "".join(self.pieces)

    def with_piece(self, number: int, text: str) -> str:
        """The name with another text in one place."""
        return "".join((*self.pieces[:number], text, *self.pieces[number + 1 :]))


def members(reach: Reach, values: Mapping[str, Any], length: Length) -> Iterator[Member]:
    """Names of a line for a login: one with the shortest, or the longest, values in open holes; of numbers both ends.

    Raises:
        language.LanguageError: the line is too hard to look into.
    """
    if reach.raw is not None:
        lengths = range(1, NAME_MAX + 1) if length == "shortest" else range(NAME_MAX, 0, -1)
        yield from (Member((name,), (None,)) for name in islice(language.texts(at(reach, values), lengths), 1))
        return
    pieces: list[str] = []
    for part in reach.parts:
        if isinstance(part, str):
            pieces.append(part)
        elif part.how == "open":
            pieces.append(next(values_of((part.variable.domain,), length)))
        else:
            value = values[part.variable.name]
            pieces.append(value if isinstance(value, str) else value[0])
    fills = tuple(None if isinstance(part, str) else part for part in reach.parts)
    for number, fill in enumerate(fills):
        if fill is not None and fill.how == "open" and (ends := fill.variable.domain.integers):
            pieces[number] = str(ends[0] if length == "shortest" else ends[1])
    member = Member(tuple(pieces), fills)
    if len(member.name) <= NAME_MAX:
        yield member


def edits(member: Member) -> Iterator[str]:
    """Names one edit away, each once, those first that tell most."""
    seen = {member.name}
    for name in _edits(member):
        if name not in seen and 0 < len(name) <= NAME_MAX and not forbidden_in(name):
            seen.add(name)
            yield name


def _edits(member: Member) -> Iterator[str]:
    for number, fill in enumerate(member.fills):
        if fill is not None:
            others = outside(fill.variable.domain) if fill.how == "open" else others_than(fill, member.pieces[number])
            yield from (member.with_piece(number, value) for value in others)
    name = member.name
    yield _OTHER + name
    yield name + _OTHER
    yield f"{name}.{_OTHER}"
    yield name + PRESENCE_SUFFIX
    yield name[:1].swapcase() + name[1:]
    place = 0
    for piece in member.pieces:
        place += len(piece)
        yield name[:place] + _OTHER + name[place:]
        yield name[: place - 1] + name[place:]
        yield name[: place - 1] + _OTHER + name[place:]
        yield name[: place - 1] + name[place - 1].swapcase() + name[place:]


def others_than(fill: Fill, value: str) -> Iterator[str]:
    """Another value that may stand in a hole."""
    domains = (fill.variable.domain, fill.domain)
    yield from islice((other for other in values_of(domains, "shortest") if other != value), 1)


def outside(domain: Domain) -> Iterator[str]:
    """Values just outside a domain: one more than the largest, a character too long, with a character too many."""
    return filter(None, (beyond((domain,), (wide,)) for _, wide in wider(domain)))
