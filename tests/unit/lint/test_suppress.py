"""Comments that pass a finding over."""

from pathlib import Path

import pytest

from pnpolicy.lint import catalogue
from pnpolicy.lint.finding import numbered
from pnpolicy.lint.policies import lint_policies
from pnpolicy.lint.profile import Settings
from pnpolicy.lint.running import Runner
from tests.linting import TODAY, linted

POLICY = """\
pnpolicy: 1
name: p
variables:
  userId: {{type: id, source: session}}
  roomId: {{type: id, max: 32, source: server}}
  pollId: {{type: hex, min: 4, max: 4, source: server}}
channels:
  room:   {{name: chat.room.<roomId>, authority: clients}}
  result: {{name: vote-result.<pollId>, authority: server}}
roles:
  member:
    trust: client
    bind: userId
    ttl: 30m
    refresh_before: 5m
    on_logout: revoke
    allow:
      channels:
        {above}
        room: {{actions: [read, write], any: [roomId]}}{beside}
        {other}
        result: [read{write}]{last}
"""
WRITES = ", write"


def told(
    *, above: str = "#", beside: str = "", other: str = "#", write: str = "", last: str = "", ignores: bool = True
) -> dict[str, str]:
    """Rule → why it is passed over, nothing for what counts."""
    text = POLICY.format(above=above, beside=beside, other=other, write=write, last=last)
    return {f.rule.id: f.suppressed for f in numbered(linted(text, ignores=ignores).findings)}


@pytest.mark.parametrize("name", ["PNP304", "wildcard-write", "PNP201, PNP304"])
def test_beside(name: str) -> None:
    """Behind a line it speaks of that line, by id or by name, one or several."""
    found = told(beside=f"  # pnpolicy: ignore[{name}] -- a lobby for all", write=WRITES if "201" in name else "")
    assert found["PNP304"] == "a lobby for all"


def test_above() -> None:
    """By itself it speaks of the next line that says something."""
    assert told(above="# pnpolicy: ignore[PNP304] -- why not") == {"PNP304": "why not"}
    assert told(above="# pnpolicy: ignore[PNP304]\n\n        # another\n") == {"PNP304": "ignored by a comment"}


def test_elsewhere() -> None:
    """It does not reach further, and says that it is not needed."""
    assert told(other="# pnpolicy: ignore[PNP304] -- too late") == {"PNP304": "", "PNP706": ""}


def test_a_related_place_counts() -> None:
    """A comment on any line of the story will do: here on the family that is told beside the line."""
    text = POLICY.format(above="#", beside="", other="#", write=WRITES, last="").replace(
        "authority: server}", "authority: server}  # pnpolicy: ignore[PNP201] until=2099-01-31 -- a test keyset"
    )
    found = {f.rule.id: f.suppressed for f in linted(text).findings}
    assert found["PNP201"] == "a test keyset"


def test_security_needs_a_reason_and_a_date() -> None:
    """Without both nothing is passed over, and that is an error of its own."""
    full = "  # pnpolicy: ignore[PNP201] until=2099-01-31 by=@team -- a drill"
    found = told(write=WRITES, last=full)
    assert found["PNP201"] == "a drill"
    assert "PNP704" not in found
    for lacking in (" until=2099-01-31 by=@team", " by=@team -- a drill", ""):
        found = told(write=WRITES, last=f"  # pnpolicy: ignore[PNP201]{lacking}")
        assert (found["PNP201"], found["PNP704"]) == ("", "")


def test_expired() -> None:
    """After its last day the finding counts again, and the comment is told; on that day it does not yet."""
    found = told(beside="  # pnpolicy: ignore[PNP304] until=2026-11-26 -- for now")
    assert (found["PNP304"], found["PNP705"]) == ("", "")
    found = told(beside="  # pnpolicy: ignore[PNP304] until=2026-11-27 -- for now")
    assert found == {"PNP304": "for now"}


def test_unused() -> None:
    """What passes nothing over is told, name by name."""
    assert "PNP706" in told(last="  # pnpolicy: ignore[PNP403] -- no need")
    assert "PNP706" in told(beside="  # pnpolicy: ignore[PNP304, PNP999] -- half of it")


@pytest.mark.parametrize(
    "comment",
    [
        "# pnpolicy: ignore PNP304",
        "# pnpolicy: ignore[]",
        "# pnpolicy: ignore[PNP304] until=tomorrow",
        "# pnpolicy: ignore[PNP304] till=2099-01-31",
        "# pnpolicy:ignore[PNP304",
        "#pnpolicy: ignore[PNP304] because",
    ],
)
def test_unreadable(comment: str) -> None:
    """What cannot be read passes nothing over and is an error."""
    found = told(beside=f"  {comment}")
    assert (found["PNP304"], found["PNP704"]) == ("", "")


def test_no_ignores() -> None:
    """`--no-ignores` looks at no comment at all."""
    assert told(beside="  # pnpolicy: ignore[PNP304] -- why", ignores=False) == {"PNP304": ""}


def test_a_text_is_no_comment() -> None:
    """What stands inside a value is not read as one."""
    text = POLICY.format(above="#", beside="", other="#", write="", last="").replace(
        "name: p\n", 'name: p\ndescription: "# pnpolicy: ignore[PNP304]"\n'
    )
    assert {f.rule.id: f.suppressed for f in linted(text).findings} == {"PNP304": ""}


def test_rules_that_do_not_run_are_not_unmet() -> None:
    """With some rules left out nobody knows whether a comment is needed."""
    text = POLICY.format(above="#", beside="  # pnpolicy: ignore[PNP304, PNP403]", other="#", write="", last="")
    assert [f.rule.id for f in linted(text, Settings(select=("PNP706",))).findings] == []
    told = [f.found.message for f in linted(text, Settings(ignore=("PNP304",))).findings]
    assert len(told) == 1
    assert "PNP403" in told[0]


def test_a_catalogue_of_several_policies(tmp_path: Path) -> None:
    """A comment in it is needed if one of them needs it, and told once if none does."""
    (tmp_path / "shared.yaml").write_text(
        "pnpolicy: 1\nvariables: {userId: {type: id, source: session}, tenantId: {type: id, source: session}}\n"
        "channels:\n  # pnpolicy: ignore[PNP604] until=2099-01-31 -- for all tenants\n"
        "  news: {name: public.news, authority: server}\n  # pnpolicy: ignore[PNP403] -- never needed\n"
        "  lobby: {name: public.lobby, authority: server}\n"
    )
    names = ("a", "b")
    for name in names:
        own = "channels: {room: {name: <tenantId>.room, authority: clients}}\n" if name == "a" else ""
        text = f"pnpolicy: 1\nname: {name}\ninclude: [shared.yaml]\n{own}"
        (tmp_path / f"{name}.yaml").write_text(text)
    runner = Runner(catalogue.own(), Settings(ignore=("hygiene",)))
    lint_policies([tmp_path / f"{name}.yaml" for name in names], runner, today=TODAY)
    assert [(f.rule.id, f.suppressed != "") for f in numbered(runner.report.findings)] == [
        ("PNP604", True),
        ("PNP604", False),
    ]
    runner = Runner(catalogue.own(), Settings())
    lint_policies([tmp_path / f"{name}.yaml" for name in names], runner, today=TODAY)
    unused = [f.found.message for f in numbered(runner.report.findings) if f.rule.id == "PNP706"]
    assert len(unused) == 1
    assert "PNP403" in unused[0]
