"""Every program in `examples/` runs as a user would run it, and tells the story that stands beside this file."""

import re
import subprocess
import sys
from pathlib import Path

import httpx
import pytest
from pubnub.pnconfiguration import PNConfiguration
from pubnub.pubnub import PubNub

from pnpolicy import Policy
from pnpolicy.emulator import Emulator, running
from tests.conftest import ROOT
from tests.programs import SECONDS, environment, example
from tests.transcripts import UPDATE

EXAMPLES = ROOT / "examples"
PROGRAMS = {path.stem for path in EXAMPLES.glob("*.py")} - {"connect"}
STORIES = sorted(Path(__file__).parent.glob("*.txt"))


def test_every_program_has_a_test_and_a_line() -> None:
    """No example is forgotten here or in the folder's README, and none is long."""
    assert {path.stem for path in STORIES} | {"token_service", "token_client", "voting_service"} == PROGRAMS
    table = (EXAMPLES / "README.md").read_text(encoding="utf-8")
    assert set(re.findall(r"^\| `(\w+)\.py`", table, re.MULTILINE)) == PROGRAMS
    assert {path.name for path in EXAMPLES.glob("*.py") if len(path.read_text().splitlines()) >= 150} == set()


@pytest.mark.parametrize("story", STORIES, ids=lambda path: path.stem)
def test_story(story: Path) -> None:
    """A program that plays all parts prints its story, and nothing goes wrong."""
    command = [sys.executable, str(EXAMPLES / f"{story.stem}.py")]
    done = subprocess.run(command, env=environment(), capture_output=True, text=True, timeout=SECONDS, check=False)  # noqa: S603
    assert (done.returncode, done.stderr) == (0, "")
    if UPDATE:
        story.write_text(done.stdout, encoding="utf-8")
    assert done.stdout == story.read_text(encoding="utf-8")


def notify(am: Emulator, user: str, text: str) -> None:
    """The backend writes to an inbox."""
    config = PNConfiguration()
    config.disable_config_locking = config.enable_subscribe = config.ssl = False
    config.origin, config.user_id = am.origin, "backend"
    keys = am.keyset
    config.subscribe_key, config.publish_key, config.secret_key = keys.subscribe_key, keys.publish_key, keys.secret_key
    backend = PubNub(config)
    backend.publish().channel(f"inbox.{user}").message(text).sync()
    backend.get_request_handler().close()


def test_token_service() -> None:
    """Log in, talk, refresh in time, come back after an end that was missed, log out for good."""
    policy = Policy.load(ROOT / "policies" / "token-auth")
    with running(policy=policy) as am, example(am, "token_service", "--port", "0") as service:
        at = re.search(r"http://[\d.:]+", service.says("Uvicorn running on"))
        assert at
        with httpx.Client(base_url=at[0], cookies={"session": "guessed"}) as stranger:
            assert stranger.post("/login", data={"user": "alice", "password": "a tulip"}).status_code == 401
            assert stranger.post("/refresh-token").status_code == 401

        words = ("alice", "--password", "a rose", "--service", at[0], "--minute", "0.01")
        with example(am, "token_client", *words) as alice:
            assert alice.next() == "subscribed to inbox.alice, public.lobby, team.red"
            alice.type("hello")
            assert alice.next() == "team.red alice: hello"

            am.advance(minutes=56)
            alice.forget()
            for _ in range(2):  # the first may have been on its way
                assert alice.says("refreshed") == "refreshed, while the old token is still good"
            alice.type("still here")
            assert alice.next() == "team.red alice: still here"
            am.advance(minutes=5)  # the first token is at its end
            alice.type("and here")
            assert alice.next() == "team.red alice: and here"

            am.advance(minutes=61)
            notify(am, "alice", "you were away")
            assert alice.next() == "subscribe refused (403): a new token"
            assert alice.next() == "subscribed to inbox.alice, public.lobby, team.red"
            assert alice.next() == "inbox.alice backend: you were away"

            assert alice.process.stdin
            alice.process.stdin.close()
            assert alice.next() == "logged out; publish with the token: refused (403)"
            assert alice.process.wait(SECONDS) == 0
        assert am.decisions()[-1].why == "the token is revoked"
