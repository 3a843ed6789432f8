"""What counts as reached, and what is told of what was not."""

from importlib import import_module
from pathlib import Path

import pytest

from pnpolicy.check import Reader, run
from pnpolicy.check.coverage import COUNTED, Coverage, Covering, percent
from pnpolicy.render.colour import PLAIN
from pnpolicy.render.coverage import REPORTS

POLICY = """
pnpolicy: 1
name: covered
variables:
  userId: {type: id, max: 4}
  roomId: {type: id, max: 4}
  lang: {type: enum, values: [en, de]}
channels:
  inbox: {name: inbox.<userId>, authority: server, private_to: userId}
  room:  {name: room.<roomId>, authority: clients}
  hall:  {name: room.hall, authority: clients}
  news:  {name: news.<lang>, authority: server}
groups:
  feed: {name: <userId>-feed}
roles:
  reader:
    trust: client
    bind: userId
    ttl: 10m
    each: {roomId: 2}
    allow:
      channels:
        inbox: [read]
        room: [read, presence]
        news: {actions: [read], any: [lang]}
  writer:
    trust: client
    extends: [reader]
    allow:
      channels:
        room: {actions: [write, join], any: []}
        hall: [get]
      groups:
        feed: [presence]
never:
  - {name: no-deleting, roles: all, actions: [delete], channels: all}
"""
LOGINS = """
pnpolicy-tests: 1
logins:
  ron: {role: reader, set: {userId: ron, roomId: [tea]}}
  wim: {role: writer, set: {userId: wim, roomId: [tea, hall]}}
tests:
"""


def covered(folder: Path, tests: str) -> Coverage:
    """What some tests reach."""
    (folder / "policy.yaml").write_text(POLICY, encoding="utf-8")
    (folder / "a.test.yaml").write_text(LOGINS + tests, encoding="utf-8")
    read, problems = Reader().read(folder / "a.test.yaml")
    assert read is not None, problems
    covering = Covering(read.tested)
    covering.note(run(read.tested.policy, read.tested.plans, read.suite))
    return covering.coverage()


def reached(coverage: Coverage) -> set[str]:
    """What was reached, told."""
    return {f"{unit.what} {unit.told}" for unit in coverage.units if unit.hits}


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        pytest.param(
            "allow: [subscribe room.tea]",
            {"entries reader.room", "actions reader.room: read", "atoms reader.room"},
            id="allowed",
        ),
        pytest.param(
            "allow: [subscribe-presence room.tea]",
            {"entries reader.room", "actions reader.room: presence", "atoms reader.room-pnpres"},
            id="its presence",
        ),
        pytest.param("deny: [subscribe room.gin]", {"atoms reader.room"}, id="denied, whoever's name it is"),
        pytest.param("deny: [publish other]", set(), id="denied on a name of no line"),
        pytest.param(
            "after: 10m\n    deny: [subscribe room.tea]", set(), id="after its end no line is looked at"
        ),
        pytest.param(
            "grant: {resources: {channels: {inbox.ron: [read], room.tea: [read], room.tea-pnpres: [read]}}}",
            {
                "entries reader.inbox", "actions reader.inbox: read", "entries reader.room",
                "actions reader.room: read", "actions reader.room: presence",
            },
            id="names of a grant",
        ),
        pytest.param(
            "grant: {patterns: {channels: {'^news\\.(?:de|en)$': [read]}}}",
            {"entries reader.news", "actions reader.news: read"},
            id="a pattern of a grant",
        ),
        pytest.param("grant: {ttl: 10}", set(), id="no names of a grant"),
        pytest.param("refuse: [{userId: 'r*'}, {userId: x.y}]", {"domains userId"}, id="refused"),
        pytest.param("claims: ['never: no-deleting', privacy]", {"claims never: no-deleting"}, id="claimed"),
        pytest.param("skip: why\n    allow: [subscribe room.tea]", set(), id="skipped"),
        pytest.param("allow: [publish room.tea]", set(), id="failed"),
    ],
)  # fmt: skip
def test_reached(tmp_path: Path, said: str, expected: set[str]) -> None:
    """One test, and what it reaches."""
    login = "" if said.startswith("claims") else "    login: ron\n"
    coverage = covered(tmp_path, f"  - name: t\n{login}    {said}\n")
    assert reached(coverage) == expected


def test_what_holds_together(tmp_path: Path) -> None:
    """Two lines of two roles on one name are an atom; asked through the one role it is not that of the other."""
    coverage = covered(tmp_path, "  - name: t\n    login: wim\n    allow: [publish room.tea]\n")
    assert reached(coverage) == {
        "entries writer.room", "actions writer.room: write", "atoms reader.room + writer.room",
    }  # fmt: skip
    atoms = {unit.told: unit.example for unit in coverage.of("atoms")}
    assert atoms == {
        "reader.inbox": "subscribe inbox.a",
        "reader.room": "subscribe room.a",
        "reader.room-pnpres": "subscribe-presence room.a",
        "reader.news": "subscribe news.de",
        "reader.room + writer.room": "subscribe room.a",
        "reader.room + writer.room + writer.hall": "subscribe room.hall",
        "writer.feed-pnpres": "subscribe-group-presence a-feed",
    }


def test_examples_are_of_a_login(tmp_path: Path) -> None:
    """What is not reached is told with a question that reaches it, of a login that the tests know."""
    coverage = covered(tmp_path, "  - name: t\n    login: wim\n    allow: [publish room.tea]\n")
    told = {unit.told: unit.example for unit in coverage.missed if unit.what == "actions"}
    assert told == {
        "reader.inbox: read": "subscribe inbox.wim",
        "reader.room: read": "subscribe room.tea",
        "reader.room: presence": "subscribe-presence room.tea",
        "reader.news: read": "subscribe news.de",
        "writer.room: join": "set-memberships room.tea",
        "writer.hall: get": "get-channel-metadata room.hall",
        "writer.feed: presence": "subscribe-group-presence wim-feed",
    }


def test_examples_of_patterns(tmp_path: Path) -> None:
    """What is bound is the login's in examples of open lines too; a raw pattern's is the shortest name."""
    text = """
pnpolicy: 1
name: open
variables: {userId: {type: id}, lang: {type: enum, values: [en, de]}}
channels:
  digest: {name: digest.<userId>.<lang>, authority: clients}
  machine: {pattern: 'mill-[0-9]+', authority: clients}
roles:
  reader:
    trust: client
    bind: userId
    ttl: 10m
    allow: {channels: {digest: {actions: [read], any: [lang]}, machine: [read]}}
"""
    (tmp_path / "policy.yaml").write_text(text, encoding="utf-8")
    tests = """
pnpolicy-tests: 1
tests: [{name: t, role: reader, set: {userId: ron}, deny: [publish x]}]
"""
    (tmp_path / "a.test.yaml").write_text(tests, encoding="utf-8")
    read, problems = Reader().read(tmp_path / "a.test.yaml")
    assert read is not None, problems
    covering = Covering(read.tested)
    covering.note(run(read.tested.policy, read.tested.plans, read.suite))
    told = {unit.told: unit.example for unit in covering.coverage().missed}
    assert told["reader.digest: read"] == "subscribe digest.ron.de"
    assert told["reader.machine: read"] == "subscribe mill-0"


def test_the_examples_reach(tmp_path: Path) -> None:
    """Whoever asks the examples leaves nothing out, but for what this policy gives to nobody."""
    first = covered(tmp_path, "  - name: t\n    login: wim\n    allow: [publish room.tea]\n")
    asked = [unit.example for unit in first.missed if unit.what == "actions"]
    asked.remove("set-memberships room.tea")  # takes update on one's own record as well
    lines = "".join(f"      - {question}\n" for question in ["publish room.tea", *asked])
    coverage = covered(tmp_path, f"  - name: t\n    login: wim\n    allow:\n{lines}")
    assert [(unit.what, unit.told) for unit in coverage.missed] == [
        ("actions", "writer.room: join"),
        ("atoms", "reader.room"),  # which is only that of somebody who is no writer
    ]


def test_percent() -> None:
    """Rounded down, so that 100 is all of it; of nothing it is all."""
    assert percent([]) == 100
    coverage = Coverage("p", ())
    assert [percent(coverage.of(what)) for what in COUNTED] == [100, 100, 100]


def test_lcov(tmp_path: Path) -> None:
    """A line for each line of `allow`, a branch for each action of it."""
    coverage = covered(tmp_path, "  - name: t\n    login: ron\n    allow: [subscribe room.tea, history room.tea]\n")
    path = tmp_path / "policy.yaml"
    assert REPORTS["lcov"]([coverage], PLAIN).splitlines() == [
        f"SF:{path}",
        "BRDA:23,0,0,0", "BRDA:24,0,0,2", "BRDA:24,0,1,0", "BRDA:25,0,0,0", "BRDA:31,0,0,0", "BRDA:31,0,1,0",
        "BRDA:32,0,0,0", "BRDA:34,0,0,0",
        "BRF:8", "BRH:1",
        "DA:23,0", "DA:24,2", "DA:25,0", "DA:31,0", "DA:32,0", "DA:34,0",
        "LF:6", "LH:1",
        "end_of_record",
    ]  # fmt: skip


def test_text_is_bounded(tmp_path: Path) -> None:
    """Of very much that was not reached a hundred lines are told, and how many more there are."""
    entries = "".join(f"        f{number}: [read, write]\n" for number in range(80))
    families = "".join(f"  f{number}: {{name: f{number}, authority: clients}}\n" for number in range(80))
    policy = f"pnpolicy: 1\nname: many\nchannels:\n{families}roles:\n  r:\n    trust: server\n    allow:\n"
    (tmp_path / "policy.yaml").write_text(f"{policy}      channels:\n{entries}", encoding="utf-8")
    tested, problems = Reader().policy(str(tmp_path))
    assert tested is not None, problems
    told = REPORTS["text"]([Covering(tested).coverage()], PLAIN).splitlines()
    assert told[-1] == "and 140 more"
    assert len(told) == 1 + 6 + 1 + 100 + 1


def test_atoms_that_cannot_be_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where too many lines overlap in too many ways, that is said, and no atom is counted."""
    monkeypatch.setattr(import_module("pnpolicy.language.atoms"), "MOST_MOVES", 5)
    coverage = covered(tmp_path, "  - name: t\n    login: ron\n    allow: [subscribe room.tea]\n")
    assert coverage.undecided == "not decided within 5 moves"
    assert coverage.of("atoms") == []
    assert "the atoms could not be told: not decided" in REPORTS["text"]([coverage], PLAIN)
