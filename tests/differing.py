"""Two small policies for the tests of diffs: what is the same on both sides is said once."""

from pnpolicy import Policy
from pnpolicy.diff.change import ActionChange, Changes, SettingChange
from pnpolicy.diff.compare import compare

HEAD = """
pnpolicy: 1
name: p
variables:
  u: {type: id}
  v: {type: id}
  few: {type: id, max: 3}
  long: {type: id, max: 80}
  room: {type: id, max: 32}
  slug: {type: slug}
  short: {type: slug, max: 12}
  n: {type: integer, max: 9}
  m: {type: integer, max: 19}
  two: {type: enum, values: [a, b]}
  one: {type: enum, values: [a]}
"""
CLIENT = "trust: client, bind: u, ttl: 5"


def policy(text: str, *, channels: str = "", role: str = CLIENT, head: str = HEAD) -> Policy:
    """A policy with one role, `r`. Text with a `:` at its first line's end is whole sections; else lines of channels.

    Channels are written `inbox=inbox.<u>` or `raw=/a.*/`, one after the other.
    """
    families = "".join(f"  {family(*said.split('=', 1))}\n" for said in channels.split())
    if text.startswith("\n"):
        return Policy.loads(f"{head}{text}")
    return Policy.loads(f"{head}channels:\n{families}roles:\n  r: {{{role}, allow: {{channels: {{{text}}}}}}}\n")


def family(name: str, names: str) -> str:
    """One channel family."""
    spelled = f"pattern: '{names[1:-1]}'" if names.startswith("/") else f"name: '{names}'"
    return f"{name}: {{{spelled}, authority: clients}}"


def changes(old: Policy, new: Policy) -> Changes:
    """The diff of two policies."""
    return compare(old.resolved, new.resolved)


def read(old: Policy, new: Policy) -> ActionChange:
    """What became of reading channels."""
    (change,) = (change for change in changes(old, new).actions if change.action == "read")
    return change


def told(old: Policy, new: Policy) -> list[SettingChange]:
    """What became of everything but names."""
    return list(changes(old, new).settings)


def came_to(change: ActionChange) -> str:
    """`broader +a.b +a.c` or `incomparable +a -b`: the relation and the names told."""
    gained = [f"+{example.name}" for example in change.gained]
    return " ".join([change.relation, *gained, *(f"-{example.name}" for example in change.lost)])
