"""Pairs of policies, safe and leaky: every claim proved of the one, and the right one refuted of the other.

What is refuted is looked at again by others: plain loops over the YAML under the widest reading of PubNub, and
google-re2 on the grant that is really made. Beside each `leaky.yaml`, `refuted.txt` shows what people are told; with
PNPOLICY_UPDATE=1 in the environment it is written anew.
"""

import re
from functools import cache
from pathlib import Path

import pytest
import yaml

from pnpolicy import Policy
from pnpolicy.prove import Verdict
from tests.reference.reaching import Data
from tests.transcripts import replayed
from tests.witnesses import replay_all

LEAKS = sorted(path.parent for path in (Path(__file__).parent / "leaks").glob("*/leaky.yaml"))
LEAK = re.compile(r"# leak: (never: [a-z-]+|[a-z-]+) of ([A-Za-z0-9_-]+): (.+)")


def named(folder: Path) -> str:
    return folder.name


@cache
def proved(path: Path) -> tuple[Policy, Data, list[Verdict]]:
    policy = Policy.load(path)
    written = yaml.safe_load(path.read_text(encoding="utf-8"))
    return policy, written, list(policy.prove())


def test_every_leak_has_a_header() -> None:
    """Each leaky policy says in its first line which claim is refuted, of whom and why; no two are alike."""
    heads = [(leak / "leaky.yaml").read_text(encoding="utf-8").partition("\n")[0] for leak in LEAKS]
    assert [head for head in heads if not LEAK.fullmatch(head)] == []
    assert len(set(heads)) == len(heads) >= 99


@pytest.mark.parametrize("leak", LEAKS, ids=named)
def test_one_mistake(leak: Path) -> None:
    """Without its header the leaky policy is the safe one but for a line or two."""
    safe = (leak / "safe.yaml").read_text(encoding="utf-8").splitlines()
    leaky = (leak / "leaky.yaml").read_text(encoding="utf-8").splitlines()[1:]
    assert len(set(leaky) - set(safe)) <= 2
    assert len(set(safe) - set(leaky)) <= 2
    assert abs(len(leaky) - len(safe)) <= 1


@pytest.mark.parametrize("leak", LEAKS, ids=named)
def test_safe(leak: Path) -> None:
    """Every claim about the safe policy is proved."""
    _, _, verdicts = proved(leak / "safe.yaml")
    assert verdicts
    assert [(v.claim, v.subject, v.status) for v in verdicts if v.status != "proved"] == []
    assert not any(v.witnesses or v.diagnostics or v.budget for v in verdicts)


@pytest.mark.parametrize("leak", LEAKS, ids=named)
def test_leaky(leak: Path) -> None:
    """The claim that the header names is refuted, all others are decided, and every witness is real."""
    policy, written, verdicts = proved(leak / "leaky.yaml")
    match = LEAK.fullmatch((leak / "leaky.yaml").read_text(encoding="utf-8").partition("\n")[0])
    assert match
    assert [(v.claim, v.subject) for v in verdicts if v.status == "undecided"] == []
    assert (match[1], match[2]) in [(v.claim, v.subject) for v in verdicts if v.status == "refuted"]
    for verdict in verdicts:
        replay_all(policy, written, verdict)


@pytest.mark.usefixtures("at_root")
@pytest.mark.parametrize("leak", LEAKS, ids=named)
def test_told(leak: Path) -> None:
    """What people are told of the leaky policy is what the transcript beside it shows."""
    path = leak / "refuted.txt"
    if not path.exists():
        path.write_text(f"$ pnpolicy prove tests/cases/leaks/{leak.name}/leaky.yaml\n", encoding="utf-8")
    written, told = replayed(path)
    assert told == written
