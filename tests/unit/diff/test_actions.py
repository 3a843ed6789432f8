"""Names gained and lost, for every login: one table of what people write."""

import pytest

from tests.differing import came_to, policy, read

INBOX = "inbox=inbox.<u>"
DM = "dm=dm.<u>--<v>.x"
BOTH_WAYS = "dm: [{actions: [read], any: [v]}, {actions: [read], where: {u: v, v: u}, any: [v]}]"

CASES = {
    "nothing": (INBOX, "inbox: [read]", "inbox: [read]", "equal"),
    "bound to open": (
        INBOX,
        "inbox: [read]",
        "inbox: {actions: [read], any: [u]}",
        "broader +inbox.a +inbox.c +inbox.d",
    ),
    "bound to another variable": (
        "a=x.<u> b=x.<v>",
        "a: [read]",
        "b: [read]",
        "incomparable +x.a -x.a",
    ),
    "what one line gave by two": (
        "all=x.<m> low=x.<n> high=x.1<n>",
        "all: {actions: [read], any: [m]}",
        "low: {actions: [read], any: [n]}, high: {actions: [read], any: [n]}",
        "equal",
    ),
    "one of the two is gone": (
        "all=x.<m> low=x.<n> high=x.1<n>",
        "low: {actions: [read], any: [n]}, high: {actions: [read], any: [n]}",
        "low: {actions: [read], any: [n]}",
        "narrower -x.10 -x.11 -x.12",
    ),
    "two lines that need the login cover a third": (
        "all=x.<u>.<m> low=x.<u>.<n> high=x.<u>.1<n>",
        "low: {actions: [read], any: [n]}, high: {actions: [read], any: [n]}",
        "all: {actions: [read], any: [m]}",
        "equal",
    ),
    "a hole that stands twice": ("a=x.<u>.<u>", "a: [read]", "a: [read]", "equal"),
    "a hole twice, then two holes": (
        "a=x.<u>.<u> b=x.<u>.<v>",
        "a: [read]",
        "b: {actions: [read], any: [v]}",
        "broader +x.a.b +x.a.c +x.a.d",
    ),
    "a hole twice within a pattern": (
        "a=x.<u>.<u> b=x.<u>.<v>",
        "b: {actions: [read], any: [v]}",
        "b: {actions: [read], any: [v]}, a: [read]",
        "equal",
    ),
    "the other way round besides": (
        DM,
        "dm: {actions: [read], any: [v]}",
        BOTH_WAYS,
        "broader +dm.b--a.x +dm.c--a.x +dm.d--a.x",
    ),
    "the other way round only": (
        DM,
        "dm: {actions: [read], any: [v]}",
        "dm: {actions: [read], where: {u: v, v: u}, any: [v]}",
        "incomparable +dm.b--a.x +dm.c--a.x +dm.d--a.x -dm.a--b.x -dm.a--c.x -dm.a--d.x",
    ),
    "both ways, one at a time": (
        DM,
        BOTH_WAYS,
        "dm: [{actions: [read], where: {u: v, v: u}, any: [v]}, {actions: [read], any: [v]}]",
        "equal",
    ),
    "both ways of two that log in": (
        DM,
        "dm: [{actions: [read]}, {actions: [read], where: {u: v, v: u}}]",
        "dm: {actions: [read], where: {u: v, v: u}}",
        "narrower -dm.a--b.x",
    ),
    "presence": (INBOX, "inbox: [read]", "inbox: [read, presence]", "broader +inbox.a-pnpres"),
    "presence from a pattern": (
        "inbox=inbox.<u> raw=/inbox[.][^.]+/",
        "raw: [read]",
        "raw: [read], inbox: [presence]",
        "equal",
    ),
    "left out": (
        "a=x.<v> s=x.staff",
        "a: {actions: [read], any: [v]}",
        "a: {actions: [read], any: [v], except: [s]}",
        "narrower -x.staff",
    ),
    "left out, and given again": (
        "a=x.<v> s=x.staff",
        "a: {actions: [read], any: [v]}",
        "a: {actions: [read], any: [v], except: [s]}, s: [read]",
        "equal",
    ),
    "not left out any more": (
        "a=x.<n> s=x.1",
        "a: {actions: [read], any: [n], except: [s]}",
        "a: {actions: [read], any: [n]}",
        "broader +x.1",
    ),
    "presence, but for what is left out": (
        "a=x.<v> s=x.staff",
        "a: {actions: [presence], any: [v]}",
        "a: {actions: [presence], any: [v], except: [s]}",
        "narrower -x.staff-pnpres",
    ),
    "a pattern spelled otherwise": ("a=/x[.][ab]+/ b=/x[.](?:a|b)(?:a|b)*/", "a: [read]", "b: [read]", "equal"),
    "a pattern for a template": (
        "a=/x[.][A-Za-z0-9_]{1,36}/ b=x.<v>",
        "a: [read]",
        "b: {actions: [read], any: [v]}",
        "equal",
    ),
    "a pattern for a login": ("a=x.<u> b=/x[.].*/", "a: [read]", "b: [read]", "broader +x. +x.b +x.c"),
    "a value in two domains": (
        "a=x.<few> b=x.<u>",
        "b: [read]",
        "a: {actions: [read], where: {few: u}}",
        "narrower -x.aaaa",
    ),
    "values by name": ("a=x.<two> b=x.a c=x.b", "b: [read], c: [read]", "a: {actions: [read], any: [two]}", "equal"),
    "each login had one of them": ("a=x.<two> b=x.a c=x.b", "a: [read]", "b: [read], c: [read]", "broader +x.a +x.b"),
    "every login had it": ("a=x.<one> b=x.a", "a: [read]", "b: [read]", "equal"),
    "by any value of few": ("a=<two>.<u> b=a.<u> c=b.<u>", "a: [read], b: [read]", "b: [read], a: [read]", "equal"),
    "one value is fixed": ("a=<two>.<u> b=a.<u>", "b: [read]", "a: [read]", "incomparable +b.a -a.a"),
    "equal by chance": (
        "a=p.<u>.a b=p.<v>.<u>",
        "b: {actions: [read], any: [v]}",
        "a: [read]",
        "incomparable +p.b.a -p.b.a -p.c.a -p.d.a",
    ),
    "a slug": ("a=x.<slug>.y b=x.<slug>.y", "a: [read]", "b: [read]", "equal"),
    "a slug within an open hole": (
        "a=x.<short>.y b=/x[.][A-Za-z0-9_-]*[.]y/",
        "b: [read]",
        "b: [read], a: [read]",
        "equal",
    ),
    "nothing shared": (INBOX + " news=news", "inbox: [read]", "news: [read]", "incomparable +news -inbox.a"),
    "an action": (INBOX, "inbox: [write]", "inbox: [read, write]", "broader +inbox.a"),
}


@pytest.mark.parametrize("case", CASES)
def test_case(case: str) -> None:
    """Old lines, new lines, and what became of reading."""
    channels, old, new, expected = CASES[case]
    assert came_to(read(policy(old, channels=channels), policy(new, channels=channels))) == expected
