"""`diff` as a command: files, folders and revisions of a real repository, acceptances, and how it ends."""

import json
import os
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from pnpolicy import language
from pnpolicy.cli import _comparing, root
from pnpolicy.diff.change import Changes
from tests.repositories import Repository

HEAD = """\
pnpolicy: 1
name: voting
variables:
  userId: {type: id}
  roomId: {type: id, max: 32}
channels:
  inbox:  {name: inbox.<userId>,  authority: server}
  room:   {name: room.<roomId>,   authority: clients}
  result: {name: result.<roomId>, authority: clients}
groups:
  feed: {name: feed.<userId>}
"""
ROLES = """\
roles:
  voter:
    trust: client
    bind: userId
    ttl: 30m
    each: {roomId: 5}
    allow:
      channels:
        inbox: [read]
        room: [read]
        result: [read]
      groups:
        feed: [read]
"""
POLICY = HEAD + ROLES
WRITES = POLICY.replace("result: [read]", "result: [read, write]")
ACCEPT = "pnpolicy-accept: 1\naccept:\n"
SIGNED = "until: 2027-01-31, by: '@team', why: meant"


def run(*words: object) -> Result:
    result = CliRunner().invoke(root, ["diff", *map(str, words)], prog_name="pnpolicy")
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def summary(result: Result) -> str:
    return result.stdout.splitlines()[-1]


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repository:
    """A repository with a policy in it, which is the current folder."""
    made = Repository(tmp_path / "here")
    made.write("policies/voting/policy.yaml", POLICY)
    made.commit("first")
    monkeypatch.chdir(made.folder)
    return made


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that is no repository, which is the current one."""
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def accepting(here: Path, new: str, *entries: str, old: str = POLICY, today: str = "2026-01-01") -> Result:
    """What comes of a change with some acceptances beside it."""
    (here / "old.yaml").write_text(old)
    (here / "new.yaml").write_text(new)
    listed = "".join(
        f"  - {{{entry}, {SIGNED}}}\n" if "until" not in entry else f"  - {{{entry}}}\n" for entry in entries
    )
    (here / "new.accept.yaml").write_text(ACCEPT + listed if entries else "pnpolicy-accept: 1\naccept: []\n")
    return run("old.yaml", "new.yaml", "--today", today)


# ---- sides -----------------------------------------------------------------------------------------------------------


def test_done_when(repository: Repository) -> None:
    """A result that voters may write is told with name, role and line; a comment is nothing."""
    repository.write("policies/voting/policy.yaml", WRITES)
    repository.commit("widened")
    for sides in (
        ("HEAD~1:policies/voting", "policies/voting"),
        ("HEAD~1:policies", "policies"),
        ("HEAD~1:", "."),
        ("HEAD~1:./policies/voting/policy.yaml", "./policies/voting/policy.yaml"),
        ("HEAD~1:policies", "HEAD:policies"),
    ):
        result = run(*sides)
        assert result.exit_code == 1
        assert "error[broader]: `voter` gains `write` on `result.a`" in result.stdout
        assert "policies/voting/policy.yaml:22:9\n" in result.stdout
        assert "HEAD~1:policies/voting/policy.yaml → " in result.stdout
        assert summary(result) == "1 broader, 2 equal"
    back = run("HEAD:policies", "HEAD~1:policies")
    assert (back.exit_code, summary(back)) == (0, "1 narrower, 2 equal")
    repository.write("policies/voting/policy.yaml", WRITES + "# a comment\n")
    repository.commit("commented")
    result = run("HEAD~1:policies", "policies")
    assert (result.exit_code, result.stdout) == (0, "3 equal\n")


def test_includes_of_a_revision(repository: Repository) -> None:
    """Splitting a file is no change; what the catalogue of then said counts then."""
    head, variables = HEAD.split("variables:\n")
    catalogue, rest = variables.split("channels:\n")
    repository.write("shared.yaml", f"pnpolicy: 1\nvariables:\n{catalogue}")
    repository.write("policies/voting/policy.yaml", f"{head}include: [../../shared.yaml]\nchannels:\n{rest}{ROLES}")
    repository.commit("split")
    assert run("HEAD~1:policies", "policies").exit_code == 0
    repository.write("shared.yaml", f"pnpolicy: 1\nvariables:\n{catalogue.replace('32', '36')}")
    result = run("HEAD:policies", "policies")
    assert result.exit_code == 1
    assert "::: HEAD:shared.yaml:4:3" in result.stdout
    assert run("HEAD:policies", "HEAD:policies").exit_code == 0


def test_below_the_top(repository: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    """Behind `REV:` a path begins at the top, as git has it; with `./` where one stands."""
    repository.write("policies/voting/policy.yaml", WRITES)
    monkeypatch.chdir(repository.folder / "policies")
    for old in ("HEAD:policies/voting", "HEAD:./voting", "HEAD:../policies/voting"):
        result = run(old, "voting")
        assert result.exit_code == 1
        assert "HEAD:policies/voting/policy.yaml → voting/policy.yaml" in result.stdout
    assert "no `voting` at `HEAD`" in run("HEAD:voting", "voting").stderr


@pytest.mark.parametrize(
    ("old", "told"),
    [
        ("nonesuch:policies", "error: there is no revision 'nonesuch'; give a branch, a tag or a commit"),
        ("HEAD~9:policies", "error: there is no revision 'HEAD~9'"),
        (":policies", "error: there is no revision ''"),
        ("HEAD:polices", "error: there is no `polices` at `HEAD`"),
        ("HEAD:../elsewhere", "error: there is no `../elsewhere` at `HEAD`"),
        ("HEAD:/etc", "error: there is no `"),
        ("--output=x:policies", "error: there is no revision '--output=x'"),
        ("-h:policies", "error: there is no revision '-h'"),
        ("HEAD:--all", "error: there is no `--all` at `HEAD`"),
        ("C:\\policies", "error: there is no revision 'C'"),
        ("nowhere.yaml", "error[unreadable]: `nowhere.yaml` does not exist"),
        ("empty.yaml", "error[empty]: `empty.yaml` is empty"),
        ("broken.yaml", "error[not-yaml]: this is not YAML"),
        ("unknown.yaml", "error[unknown-variable]"),
    ],
)  # fmt: skip
def test_an_old_side_that_cannot_be_read(repository: Repository, old: str, told: str) -> None:
    """Never a pass, and nothing is written."""
    repository.write("empty.yaml", "")
    repository.write("broken.yaml", "roles: [")
    repository.write("unknown.yaml", POLICY.replace("bind: userId", "bind: userid"))
    before = sorted(path.name for path in Path().iterdir())
    result = run("--", old, "policies/voting")
    assert result.exit_code == 2
    assert told in result.stderr
    assert "equal" not in result.stdout
    assert sorted(path.name for path in Path().iterdir()) == before


def test_no_repository(here: Path) -> None:
    """Where there is no git to ask, or nothing it knows."""
    (here / "policy.yaml").write_text(POLICY)
    result = run("HEAD:policy.yaml", "policy.yaml")
    assert result.exit_code == 2
    assert "is in no git repository that can be read: not a git repository" in result.stderr


def test_no_git(repository: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    """Files and folders need none."""
    monkeypatch.setenv("PATH", os.devnull)
    assert repository.folder.is_dir()
    result = run("HEAD:policies", "policies")
    assert result.exit_code == 2
    assert "error: git is not installed" in result.stderr
    assert run("policies", "policies").exit_code == 0


def test_a_folder_called_like_a_revision(repository: Repository) -> None:
    """A change that brings one is not compared with what it brings."""
    repository.write("policies/voting/policy.yaml", WRITES)
    repository.write("main:policies/voting/policy.yaml", WRITES)
    assert run("main:policies", "policies").exit_code == 1
    assert run("./main:policies", "policies").exit_code == 0
    assert run(repository.folder / "main:policies", "policies").exit_code == 0


# ---- several policies ------------------------------------------------------------------------------------------------


def test_policies_of_one_side_only(repository: Repository) -> None:
    """A new policy is broader, as one thing that can be accepted; one that is gone is narrower."""
    repository.write("policies/second/policy.yaml", POLICY.replace("voting", "second"))
    result = run("HEAD:policies", "policies")
    assert result.exit_code == 1
    assert "policies/second/policy.yaml (new)  broader\n" in result.stdout
    assert "error[broader]: `policy second` is new\n --> policies/second/policy.yaml:2:1" in result.stdout
    assert result.stdout.count("error[") == 1
    repository.write("policies/second/policy.accept.yaml", f"{ACCEPT}  - {{of: policy, setting: added, {SIGNED}}}\n")
    result = run("HEAD:policies", "policies", "--today", "2026-01-01")
    assert result.exit_code == 0
    assert summary(result).endswith("; 1 accepted")
    repository.commit("a second one")
    result = run("HEAD:policies", "HEAD~1:policies")
    assert result.exit_code == 0
    assert "HEAD:policies/second/policy.yaml (gone)  narrower\n" in result.stdout


def test_one_of_several_cannot_be_read(repository: Repository) -> None:
    """The others are told, and it ends with 2 even where one of those is broader."""
    repository.write("policies/other/policy.yaml", "nonsense: 1\n")
    repository.commit("nonsense")
    repository.write("policies/other/policy.yaml", POLICY)
    repository.write("policies/voting/policy.yaml", WRITES)
    result = run("HEAD:policies", "policies")
    assert result.exit_code == 2
    assert "HEAD:policies/other/policy.yaml:1:1" in result.stderr
    assert "`voter` gains `write`" in result.stdout
    assert summary(result) == "1 broader, 2 equal; 1 could not be compared"


def test_one_against_many(repository: Repository) -> None:
    """Which of them is meant is not guessed."""
    repository.write("policies/second/policy.yaml", POLICY)
    for sides in (("policies", "policies/voting"), ("policies/voting/policy.yaml", "policies")):
        result = run(*sides)
        assert result.exit_code == 2
        assert "policies is a folder of them: name the one that is meant" in result.stderr


def test_nothing_to_compare(repository: Repository) -> None:
    """A side without policies is most likely a wrong path."""
    (repository.folder / "empty").mkdir()
    for sides, told in (
        (("empty", "empty"), "no policy.yaml below empty or empty"),
        (("HEAD:policies", "empty"), "no policy.yaml below empty"),
    ):
        result = run(*sides)
        assert (result.exit_code, result.stdout) == (3, "")
        assert told in result.stderr
    assert run("empty", "policies").exit_code == 1


def test_undecided(here: Path) -> None:
    """What was not decided is not a pass, and not called broader."""
    hard = POLICY.replace("{name: room.<roomId>,   ", "{pattern: '(?:a|b)*a(?:a|b){40}(?:[ab]*b[ab]{30})?', ")
    other = hard.replace("a(?:a|b){40}", "b(?:a|b){40}")
    (here / "old.yaml").write_text(hard)
    (here / "new.yaml").write_text(other)
    result = run("old.yaml", "new.yaml")
    assert result.exit_code == 4
    assert (
        "warning[undecided]: it was not decided whether `voter` gains `read` on channels: not decided" in result.stdout
    )
    assert "incomparable?" in result.stdout
    assert summary(result) == "1 incomparable, 2 equal; 1 not decided"
    (here / "new.accept.yaml").write_text(f"{ACCEPT}  - {{role: voter, action: read, family: room, {SIGNED}}}\n")
    assert run("old.yaml", "new.yaml", "--today", "2026-01-01").exit_code == 4
    (here / "new.yaml").write_text(other.replace("result: [read]", "result: [read, write]"))
    assert run("old.yaml", "new.yaml", "--today", "2026-01-01").exit_code == 1  # what is known outweighs it


# ---- acceptances -----------------------------------------------------------------------------------------------------

BY_FAMILY = "role: voter, action: write, family: result"
LONGER = POLICY.replace("max: 32", "max: 36")
OPEN = POLICY.replace("inbox: [read]", "inbox: {actions: [read], any: [userId]}")
DOMAIN = "of: variable roomId, setting: domain, now: '1 to 36 letters, digits or `_`'"


@pytest.mark.parametrize(
    ("new", "entries"),
    [
        (WRITES, [BY_FAMILY]),
        (WRITES, ["role: voter, action: write, pattern: 'result\\.[A-Za-z0-9_]{1,32}'"]),
        (WRITES, [f"role: voter, action: write, pattern: 'result\\.[A-Za-z0-9_]{{{n}}}'" for n in ("1,16", "16,32")]),
        (OPEN, ["role: voter, action: read, family: inbox"]),
        (POLICY.replace("30m", "1h"), ["of: role voter, setting: ttl, now: 60 minutes"]),
        (POLICY.replace("roomId: 5", "roomId: 9"), ["of: role voter, setting: each.roomId, now: 9"]),
        (POLICY.replace("room: [read]", "room: [read, presence]"), ["role: voter, action: presence, family: room"]),
        (POLICY.replace("feed: [read]", "feed: [manage]"), ["role: voter, action: manage, kind: groups, family: feed"]),
        (POLICY.replace("name: inbox.<userId>,  authority: server", "name: inbox.<userId>, authority: clients"),
         ["of: channels inbox, setting: authority, now: clients"]),
        (LONGER, [DOMAIN, *(f"role: voter, action: read, family: {name}" for name in ("room", "result"))]),
        (LONGER, [DOMAIN, "role: voter, action: read, pattern: '(?:room|result)\\.[A-Za-z0-9_]{33,36}'"]),
    ],
)  # fmt: skip
def test_accepted(here: Path, new: str, entries: list[str]) -> None:
    """Exactly what is gained, by one entry or by several together."""
    result = accepting(here, new, *entries)
    assert "error" not in result.stdout
    assert "acceptance" not in result.stdout
    assert result.exit_code == 0
    assert ", accepted" in result.stdout
    assert "accepted" in summary(result)


@pytest.mark.parametrize(
    ("new", "entry", "told"),
    [
        (WRITES, "role: voter, action: write, pattern: 'result\\.[A-Za-z0-9_]{2,32}'",
         "does not cover `result.a`"),
        (WRITES, "role: voter, action: write, pattern: 'result\\..*'", "it also accepts `result.`, which nobody gains"),
        (WRITES, "role: voter, action: write, pattern: '.*'", "accepts nothing: it also accepts `a`"),
        (WRITES, "role: voter, action: read, family: result", "nothing is gained of `read` on `result` for `voter`"),
        (WRITES, "role: voter, action: write, family: room", "nothing is gained of `write` on `room` for `voter`"),
        (WRITES, f"{BY_FAMILY}, until: 2025-12-31, by: me, why: meant", "counted until 2025-12-31"),
        (POLICY.replace("30m", "1h"), "of: role voter, setting: ttl", "so write `now: 60 minutes`"),
        (POLICY.replace("30m", "1h"), "of: role voter, setting: ttl, now: 50 minutes",
         "it accepts `50 minutes`, and it is `60 minutes`"),
        (POLICY.replace("room: [read]", "room: [read, presence]"), "role: voter, action: read, family: room",
         "nothing is gained of `read` on `room`"),
    ],
)  # fmt: skip
def test_not_accepted(here: Path, new: str, entry: str, told: str) -> None:
    """What is expired, about something else, or not just what is gained, accepts nothing and is told."""
    result = accepting(here, new, entry)
    assert result.exit_code == 1
    assert told in result.stdout
    assert "; " not in summary(result)


def test_days(here: Path) -> None:
    """An acceptance counts until the end of its last day."""
    assert accepting(here, WRITES, BY_FAMILY, today="2027-01-31").exit_code == 0
    assert accepting(here, WRITES, BY_FAMILY, today="2027-02-01").exit_code == 1
    result = run("old.yaml", "new.yaml", "--today", "tomorrow")
    assert result.exit_code == 2
    assert "'tomorrow' is no day, such as 2027-01-31" in result.stderr


def test_an_acceptance_that_stays_behind(here: Path) -> None:
    """Once merged it covers nothing; that is told, and fails nothing: the change that brought it did pass."""
    result = accepting(here, WRITES, BY_FAMILY, old=WRITES)
    assert result.exit_code == 0
    assert "info[unused-acceptance]: nothing is gained of `write` on `result` for `voter`" in result.stdout
    result = accepting(here, WRITES, BY_FAMILY, old=WRITES, today="2030-01-01")
    assert result.exit_code == 0
    assert "warning[expired-acceptance]" in result.stdout


@pytest.mark.parametrize(
    ("entry", "told"),
    [
        ("role: votr, action: write, family: result", "did you mean `voter`?"),
        ("role: voter, action: publish, family: result", "`publish`"),
        ("role: voter, action: update, kind: groups, family: feed", "there is no action `update` on groups"),
        ("role: voter, action: presence, kind: users, family: feed", "there is no action `presence` on users"),
        ("role: voter, action: write, family: reslt", "did you mean `result`?"),
        ("role: voter, action: write", "an acceptance says `family` or `pattern`"),
        ("role: voter, action: write, family: result, pattern: x", "`family` or `pattern`, not both"),
        ("role: voter, action: write, pattern: '(a'", "RE2 refuses this pattern"),
        ("role: voter, action: write, family: result, until: someday, by: me, why: x", "expected a day, such as"),
        ("role: voter, action: write, family: result, until: 2027-13-45, by: me, why: x", "expected a day, such as"),
        ("role: voter, action: write, family: result, until: 2027-01-31, why: x", "`by` is missing"),
        ("role: voter, actions: write, family: result", "unknown key `actions`"),
    ],
)
def test_acceptances_that_cannot_be_read(here: Path, entry: str, told: str) -> None:
    """They are errors, with their place, and nothing passes."""
    result = accepting(here, POLICY, entry)
    assert result.exit_code == 2
    assert told in result.stderr
    assert "new.accept.yaml:" in result.stderr
    assert "equal" not in result.stdout


def test_acceptances_of_a_revision(repository: Repository) -> None:
    """They are read where the new policy is."""
    repository.write("policies/voting/policy.yaml", WRITES)
    repository.write("policies/voting/policy.accept.yaml", f"{ACCEPT}  - {{{BY_FAMILY}, {SIGNED}}}\n")
    repository.commit("widened")
    (repository.folder / "policies" / "voting" / "policy.accept.yaml").unlink()
    assert run("HEAD~1:policies", "HEAD:policies", "--today", "2026-01-01").exit_code == 0
    assert run("HEAD~1:policies", "policies", "--today", "2026-01-01").exit_code == 1


def test_a_server_holds_no_token(here: Path) -> None:
    """What it gains is told, and needs nobody to accept it."""
    server = "  tally:\n    trust: server\n    allow:\n      channels: {result: [%s]}\n"
    (here / "old.yaml").write_text(POLICY + server % "read")
    (here / "new.yaml").write_text(POLICY + server % "read, write")
    result = run("old.yaml", "new.yaml")
    assert result.exit_code == 0
    assert summary(result) == "1 broader, 3 equal; 1 of roles that hold no token"


# ---- formats ---------------------------------------------------------------------------------------------------------


def test_formats(here: Path) -> None:
    """Several in one run; the exit code is that of the difference."""
    (here / "old.yaml").write_text(POLICY)
    (here / "new.yaml").write_text(WRITES)
    files = ("-f", "json", "-o", "diff.json", "-f", "markdown", "-o", "diff.md")
    result = run("old.yaml", "new.yaml", *files, "-f", "github", "--all")
    assert result.exit_code == 1
    told = json.loads((here / "diff.json").read_text())
    (policy,) = told["policies"]
    assert (policy["old"], policy["new"], policy["relation"]) == ("old.yaml", "new.yaml", "broader")
    (wider,) = [action for action in policy["actions"] if action["relation"] != "equal"]
    assert wider["gained"][0]["name"] == "result.a"
    assert wider["gained"][0]["place"]["line"] == 22
    text = (here / "diff.md").read_text()
    assert text.startswith("### pnpolicy diff: 1 broader, 2 equal\n")
    assert "| voter | channels | write | 🔼 broader | result.a, … " in text
    assert "| voter | groups | read | equal |" in text
    assert result.stdout.startswith("::error file=new.yaml,line=22,endLine=22,col=9,title=broader::`voter` gains")


def test_texts_of_a_policy_steer_no_terminal(here: Path) -> None:
    """Escapes are shown, not sent; a long text is cut in the table."""
    claim = 'never:\n  - {name: quiet, roles: all, actions: [delete], channels: all, why: "%s"}\n'
    (here / "old.yaml").write_text(POLICY + claim % "why\\e[31m")
    (here / "new.yaml").write_text(POLICY + claim % ("long " * 30))
    result = run("old.yaml", "new.yaml")
    assert result.exit_code == 0
    assert "\x1b" not in result.stdout
    assert "why\\u{1b}[31m" in result.stdout
    assert "long long…\n" in result.stdout


def test_a_story_of_several_lines(here: Path) -> None:
    """More here and less there; every line by which names are gained; settings that come and go."""
    old = POLICY.replace("ttl: 30m", "ttl: 30m\n    on_logout: revoke")
    new = POLICY.replace("roomId: {type: id, max: 32}", "roomId: {type: id, max: 3}").replace(
        "    each: {roomId: 5}\n", ""
    )
    new = new.replace("inbox: [read]", "inbox: {actions: [read], any: [userId]}").replace(
        "room: [read]", "room: {actions: [read], any: [roomId]}"
    )
    (here / "old.yaml").write_text(old)
    (here / "new.yaml").write_text(new)
    result = run("old.yaml", "new.yaml")
    assert result.exit_code == 1
    assert "error[incomparable]: `voter` gains `read` on " in result.stdout
    assert result.stdout.count("error[incomparable]") == 1
    assert " gives `" in result.stdout  # the second line
    assert "= note: others are lost, such as `" in result.stdout
    assert "error[broader]: `role voter` has no `on_logout` any more, which was revoke" in result.stdout
    back = run("new.yaml", "old.yaml")
    assert "incomparable" in back.stdout
    assert "`on_logout`" not in back.stdout  # is narrower, and stands in the table alone


def test_every_format_tells_of_acceptances(here: Path) -> None:
    """Who accepted what, in JSON; what could not be read, for GitHub."""
    assert accepting(here, OPEN.replace("30m", "1h"), "of: role voter, setting: ttl, now: 60 minutes").exit_code == 1
    told = json.loads(run("old.yaml", "new.yaml", "--today", "2026-01-01", "-f", "json").stdout)
    (setting,) = told["policies"][0]["settings"]
    assert [(one["by"], one["until"], one["why"]) for one in setting["accepted"]] == [("@team", "2027-01-31", "meant")]
    told = json.loads(run("old.yaml", "new.yaml", "--today", "2028-01-01", "-f", "json").stdout)
    assert told["policies"][0]["settings"][0]["accepted"] == []
    assert [finding["code"] for finding in told["policies"][0]["findings"]] == ["expired-acceptance"]
    text = run("old.yaml", "new.yaml", "--today", "2026-01-01", "-f", "markdown").stdout
    assert "| role voter | ttl | 🔼 broader, accepted | 30 minutes | 60 minutes |" in text
    assert run("old.yaml", "old.yaml", "-f", "markdown").stdout == "### pnpolicy diff: 2 equal\n"
    result = run("old.yaml", "nowhere.yaml", "-f", "github")
    assert (result.exit_code, result.stdout) == (
        2,
        "::error title=pnpolicy::1 could not be compared\n",
    )


def test_too_hard_to_accept(here: Path) -> None:
    """An acceptance that cannot be decided accepts nothing, and is no pass."""
    new = POLICY.replace("room: [read]", "room: {actions: [read], any: [roomId]}")
    result = accepting(here, new, "role: voter, action: read, pattern: '(?:[a-z.]*a[a-z.]{20})?room[a-z.]*b[a-z.]{24}'")
    assert result.exit_code == 4
    assert "1 not decided" in summary(result)


def test_what_cannot_be_worked_out(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Domains that are too hard for the engine end as what cannot be read does: told, and never a pass."""

    def too_hard(*_: object) -> Changes:
        raise language.Undecided("steps", 5)

    monkeypatch.setattr(_comparing, "compare", too_hard)
    (here / "old.yaml").write_text(POLICY, encoding="utf-8")
    (here / "new.yaml").write_text(WRITES, encoding="utf-8")
    result = run("old.yaml", "new.yaml")
    assert (result.exit_code, summary(result)) == (2, "1 could not be compared")
    assert "what changed could not be worked out: not decided within 5 steps" in result.stderr
