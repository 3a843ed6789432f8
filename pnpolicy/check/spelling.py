"""Reads a name back into the values of a family's holes."""

from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from pnpolicy import language
from pnpolicy.policy.model import Family, RawPattern, ResolvedPolicy
from pnpolicy.policy.template import Hole, Template

MOST_STEPS: Final = 20_000
"""Stretches of a name that are tried as values. A template whose holes have text between them takes a dozen."""


def readings(policy: ResolvedPolicy, family: Family, name: str) -> Iterator[dict[str, str]]:
    """Every way to read a name as one of a family's: hole → value. For a raw pattern one way, without values.

    Raises:
        language.Undecided: there are too many ways to try.
    """
    if not isinstance(family.names, Template):
        if _matcher(family.names).fullmatch(name):
            yield {}
        return
    parts = family.names.parts
    steps = 0
    waiting: list[tuple[int, int, dict[str, str]]] = [(0, 0, {})]
    while waiting:
        number, at, values = waiting.pop()
        if number == len(parts):
            if at == len(name):
                yield values
            continue
        part = parts[number]
        if not isinstance(part, Hole):
            if name.startswith(part, at):
                waiting.append((number + 1, at + len(part), values))
            continue
        domain = policy.variables[part.name].domain
        for end in range(at + domain.shortest, min(at + domain.longest, len(name)) + 1):
            steps += 1
            if steps > MOST_STEPS:
                raise language.Undecided("ways to read a name", MOST_STEPS)
            value = name[at:end]
            if values.get(part.name, value) == value and domain.accepts(value):
                waiting.append((number + 1, end, {**values, part.name: value}))


@lru_cache(maxsize=256)
def _matcher(names: RawPattern) -> language.Matcher:
    return language.matcher(names.regex)  # tests ask about the same few patterns, name after name
