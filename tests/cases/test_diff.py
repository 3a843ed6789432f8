"""Pairs of policies, before and after a change: what the diff says of them is what the files say, and it is so.

Each `new.yaml` begins with what the pair shows and with what the change is. Names that change hands are looked up by
plain loops over the YAML of both sides. Beside each pair, `expected.txt` shows what people are told; with
PNPOLICY_UPDATE=1 in the environment it is written anew.
"""

import re
import shutil
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from pnpolicy.diagnostic import Severity
from pnpolicy.diff.change import Changes, Relation
from pnpolicy.diff.compare import compare
from pnpolicy.document import load as documents
from pnpolicy.policy.model import ResolvedPolicy
from pnpolicy.policy.resolve import resolve
from tests.reference import comparing
from tests.reference.meaning import FLAGS, in_domain
from tests.reference.reaching import in_python
from tests.transcripts import ran, replayed

Data = dict[str, Any]

PAIRS = sorted(path.parent for path in (Path(__file__).parent / "diff").glob("*/new.yaml"))
HEADER = re.compile(r"# (.+)\n# expect: (equal|narrower|broader|incomparable|unreadable)(?:, exit (\d))?\n")
CODES = {"equal": 0, "narrower": 0, "broader": 1, "incomparable": 1, "unreadable": 2}
SWAPPED: dict[Relation, Relation] = {
    "equal": "equal",
    "narrower": "broader",
    "broader": "narrower",
    "incomparable": "incomparable",
}
SECTIONS = ("variables", "channels", "groups", "users", "functions")
TODAY = ["--today", "2026-11-27"]
HELP = re.compile(r"help: take it back, or accept it beside the policy: (.+)")


def named(pair: Path) -> str:
    return pair.name


def header(pair: Path) -> tuple[str, str, int]:
    """What a pair shows, what the change is, and the exit code."""
    match = HEADER.match((pair / "new.yaml").read_text(encoding="utf-8"))
    assert match, f"{pair.name}: the first two lines say what it shows and what to expect"
    return match[1], match[2], CODES[match[2]] if match[3] is None else int(match[3])


def read(path: Path) -> ResolvedPolicy | None:
    """A policy; None if it cannot be read."""
    found, problems = documents.load(path)
    if found is None:
        return None
    policy, more = resolve(found)
    return None if any(problem.severity is Severity.ERROR for problem in (*problems, *more)) else policy


@cache
def compared(pair: Path, old: str = "old.yaml", new: str = "new.yaml") -> Changes:
    """The diff of a pair that can be read."""
    before, after = read(pair / old), read(pair / new)
    assert before is not None
    assert after is not None
    return compare(before, after)


def data_of(path: Path) -> Data:
    """The YAML of a policy, with what it includes."""
    written: Data = yaml.safe_load(path.read_text(encoding="utf-8"))
    for name in written.get("include", []):
        included = data_of(path.parent / name)
        for section in SECTIONS:
            written[section] = included.get(section, {}) | written.get(section, {})
    return in_python(written)


READABLE = [pair for pair in PAIRS if header(pair)[1] != "unreadable"]
REFUSED = [pair for pair in READABLE if header(pair)[2] == 1 and not (pair / "new.accept.yaml").exists()]


def test_every_pair_has_a_header() -> None:
    """Each new side says what the pair shows, in a sentence that no other one says."""
    heads = [header(pair)[0] for pair in PAIRS]
    assert [head for head in heads if not head.endswith(".")] == []
    assert len(set(heads)) == len(heads) >= 45


@pytest.mark.parametrize("pair", PAIRS, ids=named)
def test_relation(pair: Path) -> None:
    """The change is what the new side's header says, and the reverse of it seen from the other side."""
    _, relation, _ = header(pair)
    if relation == "unreadable":
        assert None in (read(pair / "old.yaml"), read(pair / "new.yaml"))
        return
    changes = compared(pair)
    assert changes.undecided == ()
    assert changes.relation == relation
    assert compared(pair, "new.yaml", "old.yaml").relation == SWAPPED[changes.relation]


@pytest.mark.parametrize("pair", READABLE, ids=named)
def test_names(pair: Path) -> None:
    """Every name told is given by the one side and not by the other, to the login that is told."""
    changes = compared(pair)
    old, new = data_of(pair / "old.yaml"), data_of(pair / "new.yaml")
    called = {c.old: c.new for c in changes.settings if c.setting == "renamed" and c.subject.startswith("variable ")}
    back = {now: was for was, now in called.items()}
    for change in changes.actions:
        bit, kind = FLAGS[change.action], change.kind.value
        for found, giver, other, names in ((change.gained, new, old, back), (change.lost, old, new, called)):
            for example in found:
                login = dict(example.bindings)
                theirs = {names.get(variable, variable): value for variable, value in login.items()}
                assert comparing.has(giver, change.role, login, kind, example.name) & bit, example
                assert not comparing.has(other, change.role, theirs, kind, example.name) & bit, example
                assert is_login(giver, change.role, login), example


def is_login(policy: Data, role: str, login: Mapping[str, Any]) -> bool:
    """Whether a role takes all values of a login that are for it."""
    lists = comparing.listed(policy, role)
    for variable, domains in comparing.taken(policy, role).items():
        values = [login[variable]] if isinstance(login[variable], str) else login[variable]
        fits = all(in_domain(domain, value) for domain in domains for value in values)
        if not fits or len(values) > lists.get(variable, 1):
            return False
    return True


@pytest.mark.usefixtures("at_root")
@pytest.mark.parametrize("pair", PAIRS, ids=named)
def test_told(pair: Path) -> None:
    """What people are told of the change is what the transcript beside it shows, and the exit code is the header's."""
    path = pair / "expected.txt"
    if not path.exists():
        below = f"tests/cases/diff/{pair.name}"
        path.write_text(f"$ pnpolicy diff {below}/old.yaml {below}/new.yaml {' '.join(TODAY)}\n", encoding="utf-8")
    written, told = replayed(path)
    assert told == written
    code = re.search(r"^\? (\d+)$", told, re.MULTILINE)
    assert int(code[1] if code else 0) == header(pair)[2]


@pytest.mark.parametrize("pair", REFUSED, ids=named)
def test_what_is_suggested_is_accepted(pair: Path, tmp_path: Path) -> None:
    """Whoever writes the acceptances that the help lines tell has accepted the change."""
    for file in pair.glob("*.yaml"):
        shutil.copy(file, tmp_path)
    command = ["pnpolicy", "diff", str(tmp_path / "old.yaml"), str(tmp_path / "new.yaml"), *TODAY]
    entries = [entry for told in HELP.findall("\n".join(ran(command))) for entry in told[1:-1].split("` and `")]
    assert entries
    for blank, filled in (("until: …", "until: 2027-06-30"), ("by: …", "by: '@alice'"), ("why: …", "why: because")):
        entries = [entry.replace(blank, filled) for entry in entries]
    text = "pnpolicy-accept: 1\naccept:\n" + "".join(f"  - {entry}\n" for entry in entries)
    (tmp_path / "new.accept.yaml").write_text(text, encoding="utf-8")
    told = ran(command)
    assert [line for line in told if line.startswith("? ")] == [], "\n".join(told)
