"""Node.js with the packages of `examples/javascript`, and programs that run in it."""

import fcntl
import json
import os
import re
import shutil
import subprocess
from functools import cache
from pathlib import Path

import pytest

from pnpolicy.emulator import Emulator
from tests.conftest import ROOT, WITHOUT_NODE

EXAMPLE = ROOT / "examples/javascript"
INSTALL_SECONDS = 300
RUN_SECONDS = 60


@cache
def node() -> str:
    """The path of Node.js, once the packages are there. Skips the test where Node.js or npm is missing."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        pytest.skip(WITHOUT_NODE)
    told = subprocess.run([node, "--version"], capture_output=True, text=True, check=True).stdout  # noqa: S603
    if int(re.fullmatch(r"v(\d+)\..*\n", told)[1]) < 20:  # type: ignore[index]  # or it is no version
        pytest.skip(f"{WITHOUT_NODE} This one is {told.strip()}.")
    _install(npm)
    return node


def _install(npm: str) -> None:
    """Installs the packages unless they are there. Tests that run side by side wait for the first of them."""
    done = EXAMPLE / "node_modules/.package-lock.json"  # npm writes it last
    with (EXAMPLE / "package.json").open(encoding="utf-8") as wanted:
        fcntl.flock(wanted, fcntl.LOCK_EX)
        if not done.exists():
            command = [npm, "install", "--prefix", str(EXAMPLE), "--loglevel=error"]
            subprocess.run(command, check=True, timeout=INSTALL_SECONDS)  # noqa: S603


def keys(am: Emulator) -> dict[str, str]:
    """Where an emulator is and which keys it takes, in the SDK's own words."""
    of = am.keyset
    return {
        "origin": am.origin,
        "subscribeKey": of.subscribe_key,
        "publishKey": of.publish_key,
        "secretKey": of.secret_key,
    }


def passed(script: Path, am: Emulator) -> int:
    """Runs a script of tests against an emulator; how many passed. Fails, with what it said, if any did not."""
    done = subprocess.run(  # noqa: S603
        [node(), "--test-reporter=tap", str(script)],
        env={**os.environ, "PNPOLICY_KEYS": json.dumps(keys(am))},
        capture_output=True,
        text=True,
        timeout=RUN_SECONDS,
        check=False,
    )
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"
    found = re.search(r"^# pass (\d+)$", done.stdout, re.MULTILINE)
    assert found, done.stdout
    return int(found[1])
