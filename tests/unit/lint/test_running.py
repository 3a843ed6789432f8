"""Rules run side by side: one that breaks does not keep the others, others' rules join in, and settings hold."""

import json
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from importlib.metadata import EntryPoint
from types import ModuleType
from typing import Any

import pytest

from pnpolicy import language
from pnpolicy.diagnostic import Severity
from pnpolicy.lint import catalogue
from pnpolicy.lint.catalogue import Check, Listed, RuleError, own, with_plugins
from pnpolicy.lint.profile import PROFILES, RoleSettings, Settings
from pnpolicy.lint.rule import Confidence, Found, Rule
from pnpolicy.lint.subjects import GrantLine, Line, ObservedGrant
from tests.linting import audited, linted

AddRule = Callable[[Listed], None]
Install = Callable[..., None]
GRANT = '{"ttl": 1440, "permissions": {"uuid": "a", "resources": {"channels": {"lobby": 1}}}}\n'
POLICY = """\
pnpolicy: 1
name: p
variables: {userId: {type: id, source: session}}
channels: {lobby: {name: public.lobby, authority: clients}}
roles:
  guest:
    {trust: client, bind: userId, ttl: 24h, refresh_before: 5m, on_logout: revoke, allow: {channels: {lobby: [read]}}}
  member:
    {trust: client, bind: userId, ttl: 24h, refresh_before: 5m, on_logout: revoke, allow: {channels: {lobby: [read]}}}
"""


def rule(check: Callable[..., Any], **facts: object) -> Listed:
    """A rule made here."""
    made = replace(Rule("XYZ001", Severity.WARNING), **facts)  # type: ignore[arg-type]
    stage = next(iter(check.__annotations__.values()))
    return Listed(made, "made-here", "hygiene", (Check(check, stage, measured=False),), "A title.\n")


@pytest.fixture
def with_rule(monkeypatch: pytest.MonkeyPatch) -> AddRule:
    """Adds a rule to the catalogue that tests use."""

    def add(listed: Listed) -> None:
        rules = (*own(), listed)
        monkeypatch.setattr("tests.linting.own", lambda: rules)

    return add


def test_a_rule_that_breaks(with_rule: AddRule) -> None:
    """It is told with its id and the kind of error, and what others find is found."""

    def check(grant: ObservedGrant) -> Iterator[Found]:
        yield Found("the first")
        raise ZeroDivisionError(grant.ttl)

    with_rule(rule(check))
    report = audited(GRANT)
    assert [(fault.rule, fault.error, fault.where) for fault in report.faults] == [
        ("XYZ001", "ZeroDivisionError", "grants.json:1:1")
    ]
    assert {finding.rule.id for finding in report.findings} == {"XYZ001", "PNP403"}


def test_what_is_not_decided(with_rule: AddRule) -> None:
    """A budget that runs out is a finding of its own and never a pass; what is no pattern is another rule's."""

    def check(line: GrantLine) -> Iterator[Found]:
        if line.mask == 1:
            raise language.Undecided("steps", 7)
        raise language.RegexSyntaxError("(", 0, "missing )")
        yield

    with_rule(rule(check))
    report = audited(GRANT + GRANT.replace("1440", "30").replace('"lobby": 1', '"lobby": 32'))
    assert report.undecided
    told = [f.found.message for f in report.findings if f.rule.id == "PNP124"]
    assert told == ["`made-here` was not decided here: not decided within 7 steps"]
    assert report.faults == []


def test_lines_are_shown_to_those_that_ask_for_them(with_rule: AddRule) -> None:
    """By flag, kind and form."""
    seen = []

    def check(line: Line) -> Iterator[Found]:
        seen.append(line.told)
        yield from ()

    with_rule(rule(check, flags=2, form="exact", kinds=("channels",)))
    audited(
        '{"ttl": 30, "permissions": {"uuid": "a", "patterns": {"channels": {"^e$": 3}},'
        ' "resources": {"channels": {"a": 3, "b": 1, "c": 2}, "groups": {"d": 3}}}}'
    )
    assert seen == ["`a`", "`c`"]


def test_confidence() -> None:
    """Proved where a name is shown, else what the rule says of itself."""

    def check(grant: ObservedGrant) -> Iterator[Found]:
        del grant
        yield Found("x")

    listed = rule(check, confidence=Confidence.LIKELY)
    assert listed.rule.confidence is Confidence.LIKELY
    proved = [
        f.confidence for f in audited(GRANT.replace('"lobby"', '"vote-result.1"').replace(": 1}", ": 2}")).findings
    ]
    assert sorted(proved) == ["certain", "proved"]


def test_the_same_in_many_grants_is_told_once() -> None:
    """With how many more grants have it."""
    report = audited(GRANT * 5)
    assert [(f.rule.id, f.again) for f in report.findings] == [("PNP403", 4)]
    assert report.checked == 5
    assert "the same in 4 more grants" in report.findings[0].diagnostic.notes


def test_so_many_findings_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    """Beyond the bound they are counted, so memory has one."""
    monkeypatch.setattr("pnpolicy.lint.grants.MOST_KEPT", 3)
    report = audited("".join(GRANT.replace("1440", str(1440 + n)) for n in range(5)))
    assert (len(report.findings), report.more) == (3, 2)


def test_a_grant_with_more_than_a_token_holds(monkeypatch: pytest.MonkeyPatch) -> None:
    """So many patterns are not looked at, so many pairs not compared, and both is said."""
    many = {f"^a{number}$": 1 + number % 2 for number in range(20)}
    text = json.dumps({"ttl": 30, "permissions": {"uuid": "alice", "patterns": {"channels": many, "groups": many}}})
    monkeypatch.setattr("pnpolicy.lint.matching.MOST_PAIRS", 100)
    report = audited(text)
    assert report.undecided
    told = sorted(f.found.message.partition(" was")[0] for f in report.findings if f.rule.id == "PNP124")
    assert told == ["`group-manage-to-client`", "`precedence-dependent`", "`redundant-grant`"]
    monkeypatch.setattr("pnpolicy.lint.grants.MOST_PATTERNS", 39)
    report = audited(text)
    assert report.unread == 1
    assert "this grant has 40 patterns; no more than 39 are looked at" in [f.found.message for f in report.findings]


def test_settings() -> None:
    """Select, ignore, severity, thresholds and one role's own."""
    assert {f.subject for f in linted(POLICY).findings} == {"guest", "member"}
    assert linted(POLICY, Settings(select=("PNP2",))).findings == []
    assert linted(POLICY, Settings(select=("lifetime",), ignore=("ttl-too-long",))).findings == []
    assert linted(POLICY, Settings(thresholds=PROFILES["relaxed"])).findings == []
    errors = linted(POLICY, Settings(severity={"ttl-too-long": "error"})).findings
    assert {f.severity for f in errors} == {Severity.ERROR}
    own_thresholds = RoleSettings(replace(PROFILES["guide"], ttl_max=1440))
    assert [f.subject for f in linted(POLICY, Settings(roles={"guest": own_thresholds})).findings] == ["member"]
    ignoring = RoleSettings(PROFILES["guide"], ignore=("PNP403",))
    assert [f.subject for f in linted(POLICY, Settings(roles={"member": ignoring})).findings] == ["guest"]


def test_a_policy_that_cannot_be_read_is_never_a_pass() -> None:
    """What reading told counts, whatever is selected."""
    report = linted("pnpolicy: 1\nname: p\nroles: {a: {}}\n", Settings(select=("PNP4",), ignore=("PNP100",)))
    assert report.unread == 1
    assert [f.rule.id for f in report.findings] == ["PNP100"]


# ---- rules of others -------------------------------------------------------------------------------------------------


def module(name: str, text: str) -> ModuleType:
    made = ModuleType(name)
    exec(text, made.__dict__)  # noqa: S102
    sys.modules[name] = made
    return made


THEIRS = '''"""Nobody may be called root.

## Why

x

## Bad

## Good

## Near miss
"""
from pnpolicy.diagnostic import Severity
from pnpolicy.lint.rule import Found, Rule
from pnpolicy.lint.subjects import ObservedGrant
RULE = Rule("{id}", Severity.WARNING)
def check(grant: ObservedGrant):
    if grant.authorized_uuid == "root":
        yield Found("this token is root's")
'''


@pytest.fixture
def installed(monkeypatch: pytest.MonkeyPatch) -> Install:
    """Pretends that some entry points are installed."""

    def install(**points: str) -> None:
        found = [EntryPoint(name, value, catalogue.ENTRY_POINTS) for name, value in points.items()]
        monkeypatch.setattr(
            "importlib.metadata.entry_points", lambda group: found if group == catalogue.ENTRY_POINTS else []
        )

    return install


def test_rules_of_others(installed: Install) -> None:
    """A module is one rule, or lists several; they run beside ours."""
    module("theirs_one", THEIRS.format(id="ACME1"))
    module("theirs_all", '"""All."""\nimport theirs_one\nRULES = [theirs_one]')
    installed(acme="theirs_all", single="theirs_one")
    for name in ("acme", "single"):
        (listed,) = [found for found in with_plugins([name]) if found not in own()]
        assert (listed.id, listed.name, listed.category) == ("ACME1", "theirs-one", name)
        assert listed.page.title == "Nobody may be called root."


def test_only_those_that_are_named_run(installed: Install) -> None:
    """What is merely installed does not take part."""
    installed(acme="not_there")
    assert with_plugins([]) == own()


@pytest.mark.parametrize(
    ("names", "said"),
    [
        (["acmee"], "no installed package has rules called `acmee`; did you mean `acme`?"),
        (["acme"], "the rules `acme` cannot be imported: ModuleNotFoundError"),
        (["plain"], "`plain` is no rule: a module with a docstring and a `RULE` is expected"),
        (["ours"], "`ours` calls a rule PNP900; ids that begin with PNP are pnpolicy's own"),
        (["one", "other"], "two rules are called ACME1"),
    ],
)
def test_faulty_rules_of_others(installed: Install, names: list[str], said: str) -> None:
    """Each mistake is told, none is passed over."""
    module("theirs_plain", "RULE = 5")
    module("theirs_ours", THEIRS.format(id="PNP900"))
    module("theirs_one", THEIRS.format(id="ACME1"))
    module("theirs_other", THEIRS.format(id="ACME1"))
    installed(acme="theirs_nowhere", plain="theirs_plain", ours="theirs_ours", one="theirs_one", other="theirs_other")
    with pytest.raises(RuleError) as raised:
        with_plugins(names)
    assert str(raised.value).startswith(said)
