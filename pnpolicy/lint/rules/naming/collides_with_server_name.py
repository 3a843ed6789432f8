"""A value can spell the name of a channel on which the server announces.

## Why

Families whose names overlap share channels. Where one is the clients' and the other the server's, a client that is let
into the first has been let into the second, and what it writes there is taken for the server's word.

## Bad

```yaml
channels:
  topic: {name: system.<topic>, authority: clients}  # finding
  announcement: {name: system.announcement, authority: server}
```

## Good

```yaml
channels:
  topic: {name: topic.<topic>, authority: clients}
  announcement: {name: system.announcement, authority: server}
```

## Near miss

A value that would be too long, and one whose letters the server's name does not have.

```yaml
channels:
  topic: {name: system.<topic>, authority: clients}
  number: {name: poll.<pollId>, authority: clients}
  announcement: {name: system.announcement-to-everybody, authority: server}
  result: {name: poll.results, authority: server}
```
"""

from collections.abc import Iterator
from typing import Final

from pnpolicy import language
from pnpolicy.access.reach import Part, Reach
from pnpolicy.diagnostic import Label, Severity
from pnpolicy.grant.overlap import Neighbours
from pnpolicy.lint.rule import Found, Rule
from pnpolicy.lint.subjects import ResolvedPolicy
from pnpolicy.policy.model import Entry, Family, Fill, RawPattern
from pnpolicy.wire.actions import Kind
from pnpolicy.wire.limits import NAME_MAX

RULE = Rule("PNP506", Severity.ERROR, basis="witness", cwe=74)

MOST_PAIRS: Final = 2_000
"""Pairs of families that the engine is asked about, about a second. Families whose text differs are not among them."""


def check(policy: ResolvedPolicy) -> Iterator[Found]:
    """Each family of the clients that shares a name with one of the server's."""
    reaches = [_reach(policy, family) for family in policy.families.values() if family.kind is Kind.CHANNELS]
    servers = Neighbours(reach for reach in reaches if reach.entry.family.authority == "server")
    asked = 0
    for reach in reaches:
        family = reach.entry.family
        if family.authority == "server":
            continue
        shared: list[tuple[str, Family]] = []
        for other in servers.of(reach):
            asked += 1
            if asked > MOST_PAIRS:
                raise language.Undecided("pairs of families", MOST_PAIRS)
            name = _shared(reach, other)
            if name is not None:
                shared.append((name, other.entry.family))
        if shared:
            name, server = min(shared, key=lambda pair: (len(pair[0]), pair[0]))
            message = f"`{name}` is a name of `{family.name}`, where clients write, and of the server's `{server.name}`"
            help_text = "begin the names of one of them with a text that the other cannot spell"
            related = (Label(server.span, "here the server announces"),)
            yield Found(message, help_text, name, family.span, related=related)


def _reach(policy: ResolvedPolicy, family: Family) -> Reach:
    """A family as a line with every hole left open would reach it."""
    entry = Entry(family, (), (), "", family.span)
    if isinstance(family.names, RawPattern):
        return Reach(family.kind, 0, (), family.names, "", entry)
    parts: list[Part] = []
    for part in family.names.parts:
        if isinstance(part, str):
            parts.append(part)
        else:
            variable = policy.variables[part.name]
            parts.append(Fill(part.name, variable, "open", variable.domain))
    return Reach(family.kind, 0, tuple(parts), None, "", entry)


def _shared(one: Reach, other: Reach) -> str | None:
    """The shortest name of both. A slug's pattern knows no bound, and the engine no hole that stands twice.

    Raises:
        language.Undecided: it takes a slug that is too long, or one hole with two values.
    """
    longest = min(NAME_MAX, one.longest or NAME_MAX, other.longest or NAME_MAX)
    found = language.reading(_languages(one), _languages(other), longest=longest)
    if found is None:
        return None
    for reach, marks in ((one, found.one), (other, found.other)):
        values: dict[str, str] = {}
        for part, text in zip(reach.parts, found.parts(marks, len(reach.parts) or 1), strict=False):
            if isinstance(part, str):
                continue
            if not part.domain.accepts(text) or values.setdefault(part.hole, text) != text:
                raise language.Undecided("ways to read a name", 1)
    return found.text


def _languages(reach: Reach) -> list[language.Regex]:
    if reach.raw is not None:
        return [reach.raw.regex]
    return [language.literal(part) if isinstance(part, str) else part.domain.regex for part in reach.parts]
