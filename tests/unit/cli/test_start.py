"""How the command starts: what it leaves alone."""

import gc
import os
import subprocess
import sys

import pytest

from pnpolicy import cli
from tests.conftest import ROOT

GRANT = "grant policies/live-voting voter --set userId=a --set sessionId=1a2b3c4d --set roomId=r1"


def test_only_what_is_needed() -> None:
    """A grant brings nothing that only explains, and none of what only proofs take."""
    code = (
        f"import sys; sys.argv = ['pnpolicy', *{GRANT!r}.split()]\nfrom pnpolicy.cli import main\n"
        "try: main()\nexcept SystemExit: print({'difflib', 'ast', 'pnpolicy.prove'} & set(sys.modules) - BEFORE)"
    )
    before = "import click, sys; BEFORE = set(sys.modules)\n"  # click has needs of its own
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-c", before + code]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, env=environment, check=True)  # noqa: S603
    assert done.stdout.splitlines()[-1] == "set()"


def test_the_collector_pauses_until_a_policy_is_there(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is off while things are imported and read, on for the work, and on again whatever happens."""
    monkeypatch.setenv("PYDANTIC_DISABLE_PLUGINS", "")
    seen = []

    def work(**_: object) -> None:
        seen.append(gc.isenabled())
        for _again in range(2):
            cli.collect_from_here()
            seen.append(gc.isenabled())

    monkeypatch.setattr(cli.root, "main", work)
    cli.main()
    monkeypatch.setattr(cli.root, "main", lambda **_: None)
    cli.main()
    assert [*seen, gc.isenabled()] == [False, True, True, True]
