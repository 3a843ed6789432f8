"""Settings are told on the lines they stand on."""

from pathlib import Path

import pytest

from pnpolicy.diff.compare import compare
from pnpolicy.diff.placing import placed
from pnpolicy.document.load import Documents, load
from pnpolicy.policy.resolve import resolve

OLD = """\
pnpolicy: 1
name: small
include: [shared.yaml]
channels:
  inbox: {name: inbox.<userId>, authority: server, private_to: userId}
functions:
  filter: {event: before-publish, channels: [inbox.*]}
roles:
  member:
    trust: client
    bind: userId
    ttl: 30m
    each: {roomId: 5}
    meta: {plan: free}
    allow:
      channels:
        inbox: [read]
        room: [read]
never:
  - name: quiet
    roles: all
    actions: [delete]
    channels: all
"""
SHARED = """\
pnpolicy: 1
variables:
  userId: {type: id}
  roomId: {type: id, max: 20}
channels:
  room:
    name: room.<roomId>
    authority: clients
"""


def documents(folder: Path, policy: str, shared: str = SHARED) -> Documents:
    folder.mkdir()
    (folder / "policy.yaml").write_text(policy)
    (folder / "shared.yaml").write_text(shared)
    read, problems = load(folder)
    assert problems == []
    assert read is not None
    return read


@pytest.mark.parametrize(
    ("old", "new", "setting", "was", "now"),
    [
        ("ttl: 30m", "ttl: 60m", "ttl", "12 ttl", "12 ttl"),
        ("ttl: 30m", "ttl: 30m\n    on_logout: revoke", "on_logout", "9 member", "13 on_logout"),
        ("{roomId: 5}", "{roomId: 6}", "each.roomId", "13 roomId", "13 roomId"),
        ("{plan: free}", "{plan: paid}", "meta.plan", "14 plan", "14 plan"),
        ("bind: userId", "anonymous: true", "bind", "11 bind", "11 anonymous"),
        ("authority: server", "authority: clients", "authority", "5 authority", "5 authority"),
        (", private_to: userId", "", "private_to", "5 private_to", "5 inbox"),
        ("event: before-publish", "event: after-publish", "event", "7 event", "7 event"),
        ("actions: [delete]", "actions: [delete, join]", "actions", "22 actions", "22 actions"),
        ("roles: all", "roles: [member]\n    why: so", "why", "20 name", "22 why"),
        ("inbox.<userId>", "inbox-<userId>", "names", "5 name", "5 name"),
        ("room.<roomId>", "hall.<roomId>", "names", "7 name", "7 name"),
        ("max: 20", "max: 21", "domain", "4 roomId", "4 roomId"),
    ],
)  # fmt: skip
def test_placed(tmp_path: Path, old: str, new: str, setting: str, was: str, now: str) -> None:
    """On the key that says it; where there is none, at what it is said of. In a catalogue, there."""
    sides = (
        documents(tmp_path / "old", OLD),
        documents(tmp_path / "new", OLD.replace(old, new), SHARED.replace(old, new)),
    )
    changes = placed(compare(*(resolve(side)[0] for side in sides)), *sides)
    (change,) = (change for change in changes.settings if change.setting == setting)
    assert [f"{span.line} {span.text}".split(":")[0] for span in (change.old_span, change.new_span) if span] == [
        was,
        now,
    ]
    assert [Path(span.source.name).parent.name for span in (change.old_span, change.new_span) if span] == ["old", "new"]


def test_one_side_alone(tmp_path: Path) -> None:
    """What is new has no old place, and what is gone no new one."""
    sides = documents(tmp_path / "old", OLD), documents(tmp_path / "new", OLD.replace("  member:", "  guest:"))
    changes = placed(compare(*(resolve(side)[0] for side in sides)), *sides)
    spans = {change.subject: (change.old_span, change.new_span) for change in changes.settings}
    assert [span and span.text for span in spans["role member"]] == ["member", None]
    assert [span and span.text for span in spans["role guest"]] == [None, "guest"]
    unknown = placed(compare(*(resolve(side)[0] for side in sides)), None, None)
    assert [change.subject for change in unknown.settings] == [change.subject for change in changes.settings]
