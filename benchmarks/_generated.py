"""Policies of any size: one role and as many channel families, in the mix a real policy has."""

from collections.abc import Callable
from typing import Final, NamedTuple

from pnpolicy import Policy

SIZES: Final = (24, 240, 2400)
ROLE: Final = "voter"
USER: Final = "alice"
SESSION: Final = "1a2b3c4d"
ROOMS: Final = ["lobby", "stage"]


class Rule(NamedTuple):
    """One line of a generated policy.

    Attributes:
        head: what its names begin with, up to and including the last dot; the whole name, if it has no hole.
        hole: the variable at the end of the name: `userId`, `sessionId`, `roomId`, `shard`, or nothing.
        operations: what it allows.
    """

    head: str
    hole: str
    operations: tuple[str, ...]


_MIX: Final = (
    ("inbox.user-%d.", "userId", ("subscribe",)),
    ("chat.room-%d.", "roomId", ("publish", "subscribe")),
    ("vote.submit-%d.", "sessionId", ("publish",)),
    ("vote.result-%d.", "sessionId", ("subscribe",)),
    ("presence.shard-%d.", "shard", ("subscribe",)),
    ("news-%d", "", ("subscribe",)),
)
_OWNERS: Final = {"inbox.user": "authority: server, private_to: userId", "vote.result": "authority: server"}
_ACTION: Final = {"publish": "write", "subscribe": "read"}
VALUES: Final = {"userId": USER, "sessionId": SESSION, "roomId": ROOMS[1], "shard": "17", "": ""}


def rules(count: int) -> list[Rule]:
    """So many lines: a third bound to the session, a sixth each to the user, listed, open and without a hole."""
    return [
        Rule(head % number, hole, operations)
        for number in range(count)
        for head, hole, operations in (_MIX[number % len(_MIX)],)
    ]


def text(count: int, *, owned: bool = False) -> str:
    """A policy of so many lines, in YAML.

    Args:
        count: lines.
        owned: whether results are the server's and inboxes private, so that all built-in claims hold; else all
            families are the clients'.
    """
    families = []
    lines = []
    for number, rule in enumerate(rules(count)):
        hole = f"<{rule.hole}>" if rule.hole else ""
        actions = f"[{', '.join(_ACTION[operation] for operation in rule.operations)}]"
        owner = (owned and _OWNERS.get(rule.head.partition("-")[0])) or "authority: clients"
        families.append(f"  family-{number}: {{name: {rule.head}{hole}, {owner}}}\n")
        entry = f"{{actions: {actions}, any: [shard]}}" if rule.hole == "shard" else actions
        lines.append(f"        family-{number}: {entry}\n")
    return _FRAME % ("".join(families), "".join(lines))


_FRAME: Final = """\
pnpolicy: 1
name: generated
variables:
  userId:    {type: id, source: session}
  sessionId: {type: hex, min: 8, max: 8}
  roomId:    {type: id, max: 32}
  shard:     {type: integer, min: 0, max: 63}
channels:
%sroles:
  voter:
    trust: client
    bind: userId
    ttl: 30m
    each: {roomId: 50}
    allow:
      channels:
%s"""

IfChain = Callable[[str, str, str, str, list[str]], bool]
"""Operation, name, user, session and rooms → whether it is allowed."""


def policy(count: int) -> Policy:
    """The policy of so many lines, compiled."""
    return Policy.loads(text(count))


def questions(count: int) -> list[tuple[str, str]]:
    """24 questions, (operation, name), spread over the lines: one of two is allowed, the other ends wrongly."""
    lines = rules(count)
    found: list[tuple[str, str]] = []
    for number, start in enumerate(range(0, count, count // 4)):
        ending = "x" if number % 2 else ""
        group = lines[start : start + len(_MIX)]
        found += [(rule.operations[0], rule.head + VALUES[rule.hole] + ending) for rule in group]
    return found


def if_chain(count: int) -> IfChain:
    """What a competent developer writes by hand, written here: one `if` after the other, by operation."""
    lines = ["def allowed(operation, name, user, session, rooms):"]
    for operation in _ACTION:
        lines.append(f"    if operation == {operation!r}:")
        lines += [
            f"        if {_condition(rule)}: return True" for rule in rules(count) if operation in rule.operations
        ]
    lines.append("    return False")
    space: dict[str, IfChain] = {}
    exec("\n".join(lines), space)  # noqa: S102  of our own text
    return space["allowed"]


def _condition(rule: Rule) -> str:
    start = len(rule.head)
    return {
        "userId": f"name == f'{rule.head}{{user}}'",
        "sessionId": f"name == f'{rule.head}{{session}}'",
        "roomId": f"name.startswith({rule.head!r}) and name[{start}:] in rooms",
        "shard": f"name.startswith({rule.head!r}) and name[{start}:].isdecimal() and int(name[{start}:]) < 64",
        "": f"name == {rule.head!r}",
    }[rule.hole]
