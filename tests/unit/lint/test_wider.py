"""When a changed policy is shown to give no more: line by line, by how names are spelled or by the language engine."""

import pytest

from pnpolicy import Policy
from pnpolicy.lint.subset import wider

FAMILIES = """\
pnpolicy: 1
name: p
variables:
  userId: {type: id, source: session}
  roomId: {type: id, max: 8}
channels:
  room:  {name: chat.<roomId>, authority: clients}
  lobby: {name: chat.lobby, authority: clients}
  news:  {pattern: "news-[a-z]{2}", authority: clients}
  other: {pattern: "info-[a-z]{2}", authority: clients}
  some:  {pattern: "news-[a-m]{2}", authority: clients}
  inbox: {name: inbox.<userId>, authority: clients}
roles:
  member: {trust: client, bind: userId, ttl: 30, each: {roomId: 5}, allow: {channels: {%s}}}
"""


def said(before: str, after: str) -> str:
    return wider(Policy.loads(FAMILIES % before).resolved, Policy.loads(FAMILIES % after).resolved)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("room: [read], lobby: [write]", "room: [read]"),
        ("room: {actions: [read], any: [roomId]}", "lobby: [read]"),
        ("room: {actions: [read], any: [roomId]}, lobby: [get]", "lobby: [read, get]"),
        ("news: [read]", "some: [read]"),
        ("room: [read], inbox: [get]", "inbox: [get], room: [read]"),
        ("room: [read, presence]", "room: [presence]"),
        ("news: [read], room: {actions: [read], any: [roomId]}", "some: [read], lobby: [read]"),
    ],
)
def test_no_more(before: str, after: str) -> None:
    """Lines that are gone, that stand elsewhere, or that are inside open lines or patterns."""
    assert said(before, after) == ""


@pytest.mark.parametrize(
    ("before", "after", "by"),
    [
        ("news: [read]", "other: [read]", "/info-[a-z]{2}/"),
        ("some: [read]", "news: [read]", "/news-[a-z]{2}/"),
        ("news: [read]", "some: [read, get]", "/news-[a-m]{2}/"),
        ("lobby: [read]", "room: {actions: [read], any: [roomId]}", "chat.<roomId>"),
        ("room: [read]", "lobby: [read]", "chat.lobby"),
        ("room: [read]", "room: {actions: [read], any: [roomId]}", "chat.<roomId>"),
        ("room: {actions: [read], any: [roomId]}", "inbox: [read]", "inbox.<userId>"),
        ("room: [read]", "room: [read, presence]", "chat.<roomId>-pnpres"),
        ("room: {actions: [read], any: [roomId]}", "room: [read]", "chat.<roomId>"),
    ],
)
def test_more(before: str, after: str, by: str) -> None:
    """Other names, other flags; and what is only too hard to see, such as values inside an open hole."""
    assert said(before, after) == f"`member` would gain names by `{by}`"
