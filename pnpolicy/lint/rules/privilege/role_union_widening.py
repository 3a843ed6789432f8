"""A user with the tokens of two roles both reads and writes where either role does only one.

## Why

Roles are reviewed one by one: this one submits, that one looks at what was submitted. A user who has both roles holds
both tokens, and can do on one channel what neither role shows, such as seeing the votes before casting one.

## Bad

```yaml
channels:
  vote: {name: vote-submit.<pollId>, authority: clients}
roles:
  voter:
    trust: client
    bind: userId
    ttl: 30m
    allow:
      channels:
        vote: [write]
  auditor:
    trust: client
    bind: userId
    ttl: 30m
    allow:
      channels:
        vote: {actions: [read], any: [pollId]}  # finding
```

## Good

```yaml
channels:
  vote: {name: vote-submit.<pollId>, authority: clients}
  tally: {name: vote-tally.<pollId>, authority: server}
roles:
  voter:
    trust: client
    bind: userId
    ttl: 30m
    refresh_before: 5m
    on_logout: revoke
    allow:
      channels:
        vote: [write]
  auditor:
    trust: client
    bind: userId
    ttl: 30m
    refresh_before: 5m
    on_logout: revoke
    allow:
      channels:
        tally: [read]
```

## Near miss

A role that extends the other says so, one that may do both anyway gains nothing, and a sensor is
no user.

```yaml
channels:
  room: {name: chat.room.<roomId>, authority: clients}
roles:
  reader:
    trust: client
    bind: userId
    ttl: 30m
    allow:
      channels:
        room: [read]
  writer:
    trust: client
    extends: [reader]
    allow:
      channels:
        room: [write]
  host:
    trust: client
    bind: userId
    ttl: 30m
    allow:
      channels:
        room: [read, write]
  sensor:
    trust: client
    bind: peerId
    ttl: 30m
    allow:
      channels:
        room: [write]
```
"""

from collections.abc import Hashable, Iterator
from typing import Final

from pnpolicy import language
from pnpolicy.access.reach import Reach, reaches_of
from pnpolicy.diagnostic import Label, Severity
from pnpolicy.grant.overlap import Neighbours
from pnpolicy.lint.rule import Confidence, Found, Rule
from pnpolicy.lint.subjects import ResolvedPolicy
from pnpolicy.policy.model import Role
from pnpolicy.wire.actions import BITS, Kind

RULE = Rule("PNP311", Severity.WARNING, confidence=Confidence.LIKELY, cwe=269, score=4.0)

READ: Final = BITS["read"]
WRITE: Final = BITS["write"]
MOST_PAIRS: Final = 1_000
"""Different pairs of lines that the engine is asked about, half a second at most. Of two roles it is asked no more once
they share a name, and lines whose text differs are not among them."""


def check(policy: ResolvedPolicy) -> Iterator[Found]:
    """Each role that only reads what another one only writes. Who extends the other has all that the other has."""
    clients = [role for role in policy.roles.values() if role.trust == "client"]
    if len(clients) < 2:  # noqa: PLR2004  it takes two
        return
    holders = [_Holder(role) for role in clients]
    writers: dict[Hashable, list[tuple[_Holder, Reach]]] = {}
    for holder in holders:
        for write in holder.having(WRITE, READ):
            writers.setdefault(write.regex.node, []).append((holder, write))
    index = Neighbours(same[0][1] for same in writers.values())
    known: dict[Hashable, str | None] = {}
    for reader in holders:
        met: dict[str, tuple[str, Reach, Reach]] = {}
        near = ((read, other) for read in reader.having(READ, WRITE) for other in index.of(read))
        for read, writer, write in ((read, *pair) for read, other in near for pair in writers[other.regex.node]):
            if writer.role.name in met or not reader.may_be(writer):
                continue
            without = [*reader.near(WRITE, read), *writer.near(READ, write)]
            key = read.regex.node, write.regex.node, frozenset(regex.node for regex in without)
            if key not in known:
                if len(known) == MOST_PAIRS:
                    raise language.Undecided("pairs of lines", MOST_PAIRS)
                known[key] = language.meet(read.regex, write.regex, without=without)
            if (name := known[key]) is not None:
                met[writer.role.name] = name, read, write
        if met:
            yield _told(reader.role.name, met)


def _told(reader: str, met: dict[str, tuple[str, Reach, Reach]]) -> Found:
    """One finding for a role, with the shortest name it shares with any of those that write."""
    writer, (name, read, write) = min(met.items(), key=lambda item: (len(item[1][0]), item[1][0]))
    others = ", ".join(f"`{other}`" for other in met if other != writer)
    return Found(
        f"a user with a token of `{reader}` and one of `{writer}` reads and writes `{name}`; each gives only one",
        "say so by a role that extends both, or give no user both",
        name,
        read.entry.span,
        related=(Label(write.entry.span, f"`{writer}` writes here"),),
        notes=(f"it is the same with {others}",) if others else (),
        subject=reader,
    )


class _Holder:
    """A role and its channels, lines with the very same names put together."""

    def __init__(self, role: Role) -> None:
        self.role = role
        self._lines: dict[Hashable, list[Reach]] = {}
        for reach in reaches_of(role):
            if reach.kind is Kind.CHANNELS and not reach.suffix:
                self._lines.setdefault(reach.regex.node, []).append(reach)
        self._near: dict[int, Neighbours] = {}

    def may_be(self, other: "_Holder") -> bool:
        """Whether one user may have both roles: bound to two variables, they are of two sorts of people."""
        binds = {holder.role.bind.name for holder in (self, other) if holder.role.bind is not None}
        return self is not other and len(binds) < 2  # noqa: PLR2004  two are two

    def having(self, flag: int, lacking: int) -> Iterator[Reach]:
        """A line for all names that have the one flag and, by lines with the very same names, not the other."""
        for reaches in self._lines.values():
            if not any(reach.mask & lacking for reach in reaches):
                yield from [reach for reach in reaches if reach.mask & flag][:1]

    def near(self, flag: int, reach: Reach) -> Iterator[language.Regex]:
        """The names of lines with a flag that may meet a line."""
        if flag not in self._near:
            every = (reach for reaches in self._lines.values() for reach in reaches if reach.mask & flag)
            self._near[flag] = Neighbours(every)
        return (other.regex for other in self._near[flag].of(reach))
