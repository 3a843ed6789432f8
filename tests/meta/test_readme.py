"""Every block of the README is run, or compared with what it quotes."""

import ast
import asyncio
import re
import shlex
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from pubnub.exceptions import PubNubException

from pnpolicy.lint import config
from pnpolicy.lint.catalogue import own
from tests.conftest import ROOT
from tests.sdk.service import serving
from tests.transcripts import UPDATE, ran

README = ROOT / "README.md"
FENCE = re.compile(r"^```(\w+)(?: ([^\n]*))?\n(.*?)^```$", re.MULTILINE | re.DOTALL)


class Block(NamedTuple):
    language: str
    note: str
    text: str


def blocks(language: str, note: str = "") -> list[Block]:
    found = [Block(match[1], match[2] or "", match[3]) for match in FENCE.finditer(README.read_text(encoding="utf-8"))]
    return [block for block in found if block.language == language and block.note.startswith(note)]


def test_every_block_has_a_test() -> None:
    """No language stands in the README that no test below runs."""
    found = {match[1] for match in FENCE.finditer(README.read_text(encoding="utf-8"))}
    assert found == {"yaml", "console", "sh", "python", "toml", "text"}


@pytest.mark.parametrize("block", blocks("yaml"), ids=lambda block: block.text.split(":")[0].strip())
def test_quoted_policy(block: Block) -> None:
    """A quoted part of a policy stands in its file, to the letter."""
    assert block.text in (ROOT / block.note.removeprefix("file=")).read_text(encoding="utf-8")


@pytest.mark.usefixtures("at_root")
def test_consoles() -> None:
    """Each command prints what the README shows."""
    text = README.read_text(encoding="utf-8")

    def again(match: re.Match[str]) -> str:
        command = match[3].splitlines()[0]
        lines = [line.removeprefix("! ") for line in ran(shlex.split(command[2:])) if not line.startswith("? ")]
        return "```console\n" + "\n".join([command, *lines]) + "\n```"

    told = re.sub(r"^```(console)(?: ([^\n]*))?\n(.*?)^```$", again, text, flags=re.MULTILINE | re.DOTALL)
    if UPDATE:
        README.write_text(told, encoding="utf-8")
        text = told
    assert told == text


def test_there_are_two_commands() -> None:
    """One installs and runs the main job, one installs and runs the tests; .ci/run takes them from here."""
    first, second = (block.text.strip() for block in blocks("sh"))
    assert first == 'pip install -e ".[emulator]" && pnpolicy demo'
    assert second == 'pip install -e ".[test]" && pytest'


def test_main_job() -> None:
    """What the first command runs once it has installed, in a process of its own, tells what is quoted."""
    words = shlex.split(blocks("sh")[0].text)
    command = words[words.index("&&") + 1 :]
    assert shutil.which("pnpolicy"), "install the project: pip install -e ."
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=True)  # noqa: S603
    (quoted,) = blocks("text", "demo")
    assert quoted.text in done.stdout
    assert "9 times allowed, 4 times refused, as the policy says" in done.stdout
    assert done.stderr == ""


def test_configuration(tmp_path: Path) -> None:
    """The quoted configuration is one."""
    (block,) = blocks("toml")
    path = tmp_path / "pnpolicy.toml"
    path.write_text(block.text, encoding="utf-8")
    found, problems = config.load(path)
    assert [*problems, *found.misnamed(own())] == []
    assert found.settings(profile=None, select=(), ignore=()).for_role("moderator").ttl_max == 15


@pytest.fixture
def scope(at_root: Path) -> dict[str, Any]:
    """The names that the first Python block leaves behind."""
    del at_root
    names: dict[str, Any] = {}
    exec(blocks("python")[0].text, names)  # noqa: S102
    return names


def test_python(scope: dict[str, Any]) -> None:
    """The Python block runs, and its comments say what its lines give."""
    text = blocks("python")[0].text
    claims = dict(commented(text))
    assert claims["grant.resources['channels']['inbox.alice']"].startswith("1,")
    assert scope["grant"].resources["channels"]["inbox.alice"] == 1
    assert claims["(grant.ttl, grant.refresh_before)"].startswith("30 and 5")
    assert (scope["grant"].ttl, scope["grant"].refresh_before) == (30, 5)
    assert claims["grant.token_bytes"].startswith(f"{scope['grant'].token_bytes}:")
    assert not scope["decision"]
    assert scope["decision"].nearest.text
    assert sum(1 for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")) < 20


@pytest.mark.usefixtures("at_root")
def test_property_test() -> None:
    """The property holds of the policy that it names."""
    (block,) = blocks("python", "testing")
    names: dict[str, Any] = {}
    exec(block.text, names)  # noqa: S102
    (test,) = (value for name, value in names.items() if name.startswith("test_"))
    test()


def test_emulator(at_root: Path) -> None:
    """The block runs, and its comments are true: the token works, and later does not."""
    del at_root
    (block,) = blocks("python", "emulator")
    publish = next(line for line in block.text.splitlines() if ".publish()" in line)
    after = f"""
    sent, decided = am.messages("vote-submit.1a2b3c4d"), am.decisions()
    try:
    {publish}
    except PubNubException as error:
        refused = error
    alice.get_request_handler().close()
"""
    names: dict[str, Any] = {"PubNubException": PubNubException}
    quiet = "config.origin, config.ssl = am.origin, False\n    config.disable_config_locking = False"
    exec(block.text.replace("config.origin, config.ssl = am.origin, False", quiet) + after, names)  # noqa: S102
    assert [message.payload for message in names["sent"]] == [{"option": "yes"}]
    (decision,) = names["decided"]
    assert (decision.user, decision.operation, decision.allowed) == ("alice", "publish", True)
    assert names["refused"].get_status_code() == 403
    assert "Token is expired." in str(names["refused"])


def commented(text: str) -> Iterator[tuple[str, str]]:
    """Expressions of a block with the comments behind them."""
    lines = text.splitlines()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Expr) and "#" in lines[node.lineno - 1]:
            yield ast.unparse(node.value), lines[node.lineno - 1].split("#", 1)[1].strip()


def test_hand_over(scope: dict[str, Any]) -> None:
    """The SDK takes the grant, sync and async, and hands back the token."""
    with serving() as service:
        local = f"config.origin, config.ssl = {service.origin!r}, False\nconfig.disable_config_locking = False\n"
        first, second = (block.text for block in blocks("python", "sdk"))
        exec(first.replace("pubnub = PubNub(", local + "pubnub = PubNub("), scope)  # noqa: S102
        assert scope["token"].startswith("q")
        scope["pubnub"].get_request_handler().close()
        body = "\n".join(f"    {line}" for line in second.splitlines())
        exec(f"async def hand_over():\n{body}\n    await pubnub.close_session()\n    return token\n", scope)  # noqa: S102
        assert asyncio.run(scope["hand_over"]()) == scope["token"]
        bodies = [request.body for request in service.requests]
    assert bodies == [scope["grant"].to_request()] * 2
