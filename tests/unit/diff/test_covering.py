"""Whether accepted names are exactly what is gained, for every login."""

import pytest

from pnpolicy import Policy, language
from pnpolicy.diff.compare import compare
from pnpolicy.diff.covering import Widening

POLICY = r"""
pnpolicy: 1
name: small
variables:
  u: {type: id}
  r: {type: id, max: 32}
  N: {type: integer, min: 0, max: 63}
channels:
  inbox: {name: inbox.<u>, authority: server}
  room:  {name: room.<r>, authority: clients}
  shard: {name: s-<N>, authority: clients}
  logs:  {pattern: 'log\.[a-z]{1,9}', authority: clients}
roles:
  v:
    trust: client
    bind: u
    ttl: 30
    each: {r: 3}
    allow:
      channels:
        inbox: [read]
        room: [read]
        shard: {actions: [read], any: [N]}
        logs: [read]
"""
OPEN = ("inbox: [read]", "inbox: {actions: [read], any: [u]}")
LONGER = ("max: 32", "max: 36")
SHARDS = ("max: 63", "max: 127")
LOGS = ("{1,9}", "{1,12}")
ROLE = ("v:\n", "w:\n")


def widening(change: tuple[str, str]) -> Widening:
    old, new = (Policy.loads(text).resolved for text in (POLICY, POLICY.replace(*change)))
    (found,) = (found for found in compare(old, new).actions if found.relation == "broader")
    return Widening(found, old, new)


@pytest.mark.parametrize(
    ("change", "accepted", "beyond", "more"),
    [
        (OPEN, r"inbox\.[A-Za-z0-9_]{1,36}", None, None),
        (OPEN, r"inbox\.admin", "inbox.a", None),
        (OPEN, r"inbox\.[A-Za-z0-9_]{1,37}", None, f"inbox.{'a' * 37}"),
        (OPEN, r"inbox\..*", None, "inbox."),
        (LONGER, r"room\.[A-Za-z0-9_]{33,36}", None, None),
        (LONGER, r"room\.[A-Za-z0-9_]{34,36}", f"room.{'a' * 33}", None),
        (LONGER, r"room\.[A-Za-z0-9_]{1,36}", None, "room.a"),
        (LONGER, r"room\.[A-Za-z0-9_]{33,37}", None, f"room.{'a' * 37}"),
        (SHARDS, r"s-(?:6[4-9]|[7-9][0-9]|1[01][0-9]|12[0-7])", None, None),
        (SHARDS, r"s-(?:[0-9]|[1-9][0-9]|1[01][0-9]|12[0-7])", None, None),  # the others were everybody's
        (SHARDS, r"s-[0-9]{1,3}", None, "s-00"),
        (LOGS, r"log\.[a-z]{10,12}", None, None),
        (LOGS, r"log\.[a-y]{10,12}", "log.aaaaaaaaaz", None),
        (LOGS, r"log\.[a-z]{1,12}", None, None),
        (LOGS, r"log\.[a-z_]{10,12}", None, "log.aaaaaaaaa_"),
        (ROLE, r"(?:inbox\.[A-Za-z0-9_]{1,36}|room\.[A-Za-z0-9_]{1,32}|s-(?:[0-9]|[1-5][0-9]|6[0-3])|log\.[a-z]{1,9})",
         None, None),
        (ROLE, r"inbox\.[A-Za-z0-9_]{1,36}", "s-0", None),
    ],
)  # fmt: skip
def test_exact(change: tuple[str, str], accepted: str, beyond: str | None, more: str | None) -> None:
    """What is gained beyond it, and what it accepts that nobody gains, each with the shortest name."""
    asked, names = widening(change), language.parse(accepted)
    assert asked.beyond(names) == beyond
    assert asked.more(names) == more


def test_together() -> None:
    """Several languages cover together what none covers alone."""
    asked = widening(OPEN)
    halves = [language.parse(rf"inbox\.[A-Za-z0-9_]{{{lengths}}}") for lengths in ("1,20", "15,36")]
    assert [asked.beyond(half) is None for half in halves] == [False, False]
    assert asked.beyond(*halves) is None
    assert asked.beyond() == "inbox.a"


def test_undecided() -> None:
    """A language that is too hard is no answer."""
    asked = widening(LOGS)
    with pytest.raises(language.LanguageError):
        asked.beyond(language.parse("(?:[a-z.]*a[a-z.]{20})?log[a-z.]*b[a-z.]{24}"))
