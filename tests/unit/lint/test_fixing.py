"""Fixes: comments and layout stay, what is called safe is proved to give no more, and what is not is left."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from pnpolicy.cli import root
from pnpolicy.diagnostic import Severity
from pnpolicy.lint.catalogue import Check, Listed, own
from pnpolicy.lint.finding import Finding, numbered
from pnpolicy.lint.fixing import Mended, Mode, Overlay, mended
from pnpolicy.lint.policies import lint_policies
from pnpolicy.lint.profile import Settings
from pnpolicy.lint.rule import Edit, Fix, Found, Rule
from pnpolicy.lint.running import Runner
from pnpolicy.lint.subjects import Access
from pnpolicy.text import Span

POLICY = """\
# Who may what.
pnpolicy: 1
name: p
variables: {userId: {type: id, source: session}}
channels:
  lobby: {name: public.lobby, authority: clients}   # everybody
roles:
  guest:
    trust: client
    bind: userId
    ttl: 24h  # as ever
    refresh_before: 5m
    on_logout: revoke
    allow:
      channels:
        lobby: [read]
"""


def fixed(path: Path, rules: tuple[Listed, ...], mode: Mode = "safe") -> Mended:
    def lint(overlay: Overlay) -> list[Finding]:
        runner = Runner(rules, Settings())
        lint_policies([path], runner, today=date(2026, 11, 27), overlay=overlay)
        return numbered(runner.report.findings)

    return mended(str(path), mode, lint)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    file = tmp_path / "policy.yaml"
    file.write_text(POLICY, encoding="utf-8")
    return file


def editing(before: str, after: str, *, safe: bool) -> Listed:
    """A rule whose fix replaces a text once."""

    def check(access: Access) -> Iterator[Found]:
        source = access.documents.policy.source
        at = source.text.find(before)
        if at >= 0:
            fix = Fix("replace", (Edit(Span(source, at, at + len(before)), after),), safe)
            yield Found("found it", fix=fix)

    rule = Rule("XYZ001", Severity.WARNING)
    return Listed(rule, "replace", "hygiene", (Check(check, Access, measured=False),), "A title.\n")


def test_comments_and_layout_stay(path: Path) -> None:
    """Only the words at fault are others, and the file itself is not touched here."""
    result = fixed(path, own())
    assert list(result.texts.values()) == [POLICY.replace("24h", "60m")]
    assert path.read_text() == POLICY
    assert [finding.rule.id for finding in result.applied] == ["PNP403"]


@pytest.mark.parametrize(
    ("before", "after", "why"),
    [
        ("[read]", "[read, write]", "`guest` would gain names by `public.lobby`"),
        ("24h", "48h", "tokens of `guest` would live longer"),
        ("public.lobby", "public.lounge", "`guest` would gain names by `public.lounge`"),
        ("type: id", "type: slug", "a domain would be another one"),
        ("[read]", "[reed]", "the policy could not be used any more"),
        ("bind: userId", "anonymous: true", "`guest` would be bound to another user"),
        ("  guest:", "  other:", "`other` would be a new client role"),
    ],
)
def test_what_gives_more_is_not_done(path: Path, before: str, after: str, why: str) -> None:
    """However safe its rule says it is."""
    result = fixed(path, (*own(), editing(before, after, safe=True)))
    assert [said for finding, said in result.refused if finding.rule.id == "XYZ001"] == [why]
    assert after not in "".join(result.texts.values())


def test_unsafe_fixes_are_asked_for(path: Path) -> None:
    """They are done only then, and only where the policy can still be used."""
    rules = (*own(), editing("[read]", "[read, write]", safe=False))
    assert "write" not in "".join(fixed(path, rules).texts.values())
    assert "[read, write]" in "".join(fixed(path, rules, "unsafe").texts.values())
    broken = (*own(), editing("[read]", "[reed]", safe=False))
    assert fixed(path, broken, "unsafe").refused[0][1] == "the policy could not be used any more"


def test_a_fix_that_mends_nothing_ends(path: Path) -> None:
    """One that leaves its finding behind is applied once."""
    result = fixed(path, (*own(), editing("everybody", "everybody!", safe=True)))
    assert "".join(result.texts.values()).count("!") == 1


def test_the_command_writes(path: Path) -> None:
    """The file is written anew with its rights, its mark and its line ends, and what was done is said."""
    path.write_bytes(b"\xef\xbb\xbf" + POLICY.replace("\n", "\r\n").encode())
    path.chmod(0o640)
    shown = CliRunner().invoke(root, ["lint", str(path), "--fix", "--diff"])
    assert "-    ttl: 24h  # as ever" in shown.stdout
    assert b"24h" in path.read_bytes()
    result = CliRunner().invoke(root, ["lint", str(path), "--fix"])
    assert result.exit_code == 0
    assert "let the token live 60 minutes (proved to give no more)" in result.stderr
    assert path.read_bytes() == b"\xef\xbb\xbf" + POLICY.replace("24h", "60m").replace("\n", "\r\n").encode()
    assert path.stat().st_mode & 0o777 == 0o640
    assert [file.name for file in path.parent.iterdir()] == ["policy.yaml"]


def test_an_included_catalogue_is_mended(tmp_path: Path) -> None:
    """An edit may be in another file of the policy."""
    (tmp_path / "words.yaml").write_text("pnpolicy: 1\nvariables: {userId: {type: id, source: session}}  # who\n")
    text = POLICY.replace("variables: {userId: {type: id, source: session}}\n", "include: [words.yaml]\n")
    path = tmp_path / "policy.yaml"
    path.write_text(text.replace("24h", "30m"))

    def check(access: Access) -> Iterator[Found]:
        (source,) = [document.source for document in access.documents if document.source.name.endswith("words.yaml")]
        at = source.text.find("# who")
        if at >= 0:
            yield Found("found it", fix=Fix("replace", (Edit(Span(source, at, at + 5), "# they"),)))

    rule = Listed(Rule("XYZ001", Severity.WARNING), "r", "hygiene", (Check(check, Access, measured=False),), "T.\n")
    result = fixed(path, (*own(), rule))
    assert {file.name: "# they" in text for file, text in result.texts.items()} == {"words.yaml": True}
