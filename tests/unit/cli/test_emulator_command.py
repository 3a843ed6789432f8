"""`pnpolicy emulator` as a process: what it prints, that SDKs work against it, and how it ends."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, fields
from pathlib import Path
from typing import IO, Any
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest
from click.testing import CliRunner
from pubnub.exceptions import PubNubException
from pubnub.pnconfiguration import PNConfiguration
from pubnub.pubnub import PubNub

import pnpolicy.emulator
from pnpolicy import Policy
from pnpolicy.cli import root
from pnpolicy.cli._pointing import Keys, origin_of, pointing, warnings
from pnpolicy.cli.emulator import command, writing
from pnpolicy.emulator.keyset import Keyset
from pnpolicy.emulator.readings import WIDE, Readings
from tests.conftest import ROOT, measured
from tests.emulating import Bench

VOTING = "policies/live-voting"


@dataclass
class Served:
    """An emulator: the facts that it prints, and all that it prints."""

    process: subprocess.Popen[str]
    facts: dict[str, str]
    told: str

    def asked(self, address: str) -> Any:  # noqa: ANN401
        with urlopen(f"http://{self.facts['origin']}/_pnpolicy/{address}") as answer:
            return json.loads(answer.read())

    def refuses(self, address: str) -> int:
        with pytest.raises(HTTPError) as refused:
            urlopen(f"http://{self.facts['origin']}/{address}")
        refused.value.close()
        return refused.value.code

    def stop(self) -> tuple[str, str]:
        """Ctrl-C; what else stood on its standard output, and on its standard error."""
        self.process.send_signal(signal.SIGINT)
        rest = self.process.communicate(timeout=20)
        assert self.process.returncode == 0
        return rest


@contextmanager
def serving(*words: str, **environment: str) -> Iterator[Served]:
    variables = {**measured(), "PYTHONPATH": str(ROOT), **environment}
    command = [sys.executable, "-m", "pnpolicy", "emulator", "--port", "0", *words]
    with subprocess.Popen(  # noqa: S603
        command, cwd=ROOT, env=variables, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        try:
            stream = process.stderr if "-" in words else process.stdout
            assert stream
            told = _until_ready(stream)
            yield Served(process, dict(re.findall(r"^(\w[\w ]*?)  +(.+)$", told, re.MULTILINE)), told)
        finally:
            process.kill()


def _until_ready(stream: IO[str]) -> str:
    lines = []
    for line in stream:
        lines.append(line)
        if line.startswith("Ctrl-C"):
            return "".join(lines)
    raise AssertionError("".join(lines) or "it says nothing")


@pytest.mark.filterwarnings("ignore:Mutable config")
def test_the_way_it_says(tmp_path: Path) -> None:
    """The lines it prints make a client; a grant of the policy goes where it may, and nowhere else; all is written."""
    log = tmp_path / "log.jsonl"
    switches = ["--presence", "implied", "--revocation-delay", "5"]
    with serving("--policy", VOTING, "--log", str(log), *switches) as served:
        facts, told = served.facts, served.told
        server = PNConfiguration()
        server.origin, server.ssl, server.user_id = facts["origin"], False, "token-service"
        server.subscribe_key, server.publish_key = facts["subscribe key"], facts["publish key"]
        server.secret_key = facts["secret key"]
        service = PubNub(server)
        assert f'Policy.load("{VOTING}").grant("voter", roomId=[…], sessionId=…, userId=…).issue(pubnub)' in told
        grant = Policy.load(ROOT / VOTING).grant("voter", userId="alice", sessionId="1a2b3c4d", roomId=[])
        names = {"PNConfiguration": PNConfiguration, "PubNub": PubNub, "token": grant.issue(service)}
        lines = told.partition("Python:\n")[2].partition("\n\n")[0].splitlines()
        assert len(lines) == 4
        exec("\n".join(line.strip() for line in lines), names)  # noqa: S102
        client: Any = names["pubnub"]
        assert client.publish().channel("vote-submit.1a2b3c4d").message("red").sync().status.status_code == 200
        with pytest.raises(PubNubException, match="Forbidden"):
            client.publish().channel("vote-result.1a2b3c4d").message("red").sync()
        for pubnub in (client, service):
            pubnub.get_request_handler().close()
        reading = served.asked("about")["reading"]
        assert reading == facts["readings"] == "strict, but presence implied, revocation_delay 5"
        assert served.asked("tokens")["tokens"][0]["stamp"].startswith("live-voting/voter@")
        with urlopen(facts["status page"]) as page:  # noqa: S310
            assert page.status == 200
        functions = "warning: Functions are not run here, so messages pass as they are: chat-message-handler\n"
        assert served.stop() == ("", functions)
    written = log.read_text(encoding="utf-8")
    decisions = [json.loads(line) for line in written.splitlines()]
    assert [(decision["name"], decision["allowed"]) for decision in decisions] == [
        ("vote-submit.1a2b3c4d", True),
        ("vote-result.1a2b3c4d", False),
    ]
    assert names["token"] not in written + told


def test_without_keys_and_for_everybody() -> None:
    """Everything is refused, and both are said."""
    with serving("--host", "0.0.0.0") as served:  # noqa: S104
        assert served.facts["origin"].startswith("127.0.0.1:")
        assert "key" not in served.told
        assert [served.refuses(address) for address in ("time/0", "publish/demo/demo/0/a/0/1")] == [403, 403]
        assert served.asked("about")["keysets"] == []
        _, said = served.stop()
    first, second = said.splitlines()
    assert "0.0.0.0 is not loopback" in first
    assert "everything is refused (403)" in second


def test_keys_from_elsewhere_are_not_shown() -> None:
    """The secret least of all; and what goes to standard output for a program is nothing but the log."""
    keys = {"SUBSCRIBE": "sub-c-mine", "PUBLISH": "pub-c-mine", "SECRET": "sec-c-hush"}
    with serving("--log", "-", **{f"PNPOLICY_{name}_KEY": key for name, key in keys.items()}) as served:
        assert "sec-c-hush" not in served.told
        assert served.facts["subscribe key"] == "sub-c-mine"
        assert served.refuses("publish/pub-c-mine/sub-c-mine/0/a/0/1?uuid=%C3%A9") == 403
        shown, _ = served.stop()
    (line,) = shown.splitlines()
    assert json.loads(line)["user"] == "é"


@pytest.mark.filterwarnings("ignore:Mutable config")
def test_what_is_kept_in_a_file_outlives_a_kill(tmp_path: Path) -> None:
    """The keys, which are shown once, tokens and revocations, and what was sent."""
    path = str(tmp_path / "emulator.db")
    clients: list[PubNub] = []

    def client(token: str | None = None, secret: str | None = None) -> PubNub:
        config = PNConfiguration()
        config.origin, config.ssl, config.user_id = served.facts["origin"], False, "alice"
        config.subscribe_key, config.publish_key = served.facts["subscribe key"], served.facts["publish key"]
        config.secret_key = secret
        clients.append(PubNub(config))
        if token is not None:
            clients[-1].set_token(token)
        return clients[-1]

    with serving("--policy", VOTING, "--persist", path) as served:
        facts = served.facts
        service = client(secret=facts["secret key"])
        login: dict[str, Any] = {"userId": "alice", "sessionId": "1a2b3c4d"}
        kept, revoked = (
            Policy.load(ROOT / VOTING).grant("voter", roomId=[room], **login).issue(service) for room in ("r1", "r2")
        )
        client(kept).publish().channel("chat.room.r1").message({"text": "hello"}).sync()
        service.revoke_token(revoked).sync()
        served.process.kill()
    with serving("--policy", VOTING, "--persist", path) as served:
        assert {**served.facts, "origin": "", "status page": ""} == {
            **facts,
            "origin": "",
            "status page": "",
            "secret key": f"not shown: it is from {path}",
        }
        assert facts["secret key"] not in served.told
        history = client(kept).history().channel("chat.room.r1").sync().result
        assert [item.entry for item in history.messages] == [{"text": "hello"}]
        with pytest.raises(PubNubException, match="Token is revoked"):
            client(revoked).history().channel("chat.room.r2").sync()
        assert "is in use by another emulator" in refused("--port", "0", "--persist", path)
        served.stop()
    other = {"PNPOLICY_SUBSCRIBE_KEY": "s", "PNPOLICY_PUBLISH_KEY": "p", "PNPOLICY_SECRET_KEY": "hush"}
    with pytest.MonkeyPatch.context() as environment:
        for name, value in other.items():
            environment.setenv(name, value)
        assert "belongs to other keys" in refused("--port", "0", "--persist", path)
    for pubnub in clients:
        pubnub.get_request_handler().close()


# ---- what it says ----------------------------------------------------------------------------------------------------

KEYS = Keyset("sub-c-x", "pub-c-x", "sec-c-hush")


def test_how_to_point() -> None:
    """The secret is shown if it was made for this run; how to grant, by a role of the policy if it has one."""
    shown = pointing("[::1]:80", Keys(KEYS, None), WIDE, None, None)
    assert "secret key     sec-c-hush\n" in shown
    assert 'origin: "[::1]:80", ssl: false' in shown
    assert "status page    http://[::1]:80/_pnpolicy/\n" in shown
    assert ".grant_token()" in shown
    shown = pointing("127.0.0.1:80", Keys(KEYS, "keys.json"), WIDE, Policy.load(ROOT / VOTING), VOTING)
    assert "sec-c-hush" not in shown
    assert "not shown: it is from keys.json" in shown
    assert f'Policy.load("{VOTING}").grant("voter", roomId=[…], sessionId=…, userId=…).issue(pubnub)\n' in shown
    servers = Policy.loads(
        "pnpolicy: 1\nname: p\nchannels: {a: {name: a, authority: server}}\n"
        "roles: {r: {trust: server, allow: {channels: {a: [write]}}}}\n"
    )
    assert ".grant_token()" in pointing("127.0.0.1:80", Keys(KEYS, None), WIDE, servers, "p.yaml")
    assert "key" not in pointing("127.0.0.1:80", None, WIDE, None, None)


@pytest.mark.parametrize(
    ("host", "address", "told"),
    [
        ("127.0.0.1", "127.0.0.1", "127.0.0.1:80"),
        ("localhost", "127.0.0.1", "localhost:80"),
        ("::1", "::1", "[::1]:80"),
        ("0.0.0.0", "0.0.0.0", "127.0.0.1:80"),  # noqa: S104
        ("::", "::", "[::1]:80"),
        ("0", "0.0.0.0", "127.0.0.1:80"),  # noqa: S104  the same to a socket
    ],
)
def test_where_it_is(host: str, address: str, told: str) -> None:
    """An address that a client can use."""
    assert origin_of(host, address, 80) == told


def test_what_to_know_before() -> None:
    """That others can reach it, that nothing is allowed, that the policy's Functions are not there."""
    policy = Policy.load(ROOT / VOTING)
    assert warnings("127.0.0.1", Keys(KEYS, None), None) == warnings("::1", Keys(KEYS, None), None) == []
    (others,) = warnings("192.0.2.1", Keys(KEYS, None), None)
    assert "not loopback" in others
    assert len(warnings("::", None, policy)) == 3


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a disk that is full is a Linux one")
def test_a_log_that_is_full(capsys: pytest.CaptureFixture[str]) -> None:
    """Is given up with a word, once; requests are answered as before."""
    bench = Bench()
    token = bench.grant(channels={"a": 2})
    with suppress(OSError), Path("/dev/full").open("w", encoding="utf-8") as full:
        bench.core.log.tell = writing(full, bench.core.log, "never")
        for _ in range(2):
            assert bench.told("POST", "/publish/{pub}/{sub}/0/a/0", body=b"1", token=token).status == 200
    assert capsys.readouterr().err == "warning: no more log: No space left on device\n"
    assert bench.core.log.count == 2


# ---- what it refuses -------------------------------------------------------------------------------------------------


def refused(*words: str) -> str:
    result = CliRunner().invoke(root, ["emulator", *words], prog_name="pnpolicy")
    assert (result.exit_code, result.stdout) == (2, "")
    return result.stderr


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("sec-c-hush", "is no JSON"),
        ("[" * 100_000, "is no JSON"),
        ('["sec-c-hush"]', "all of them"),
        ('{"subscribe_key": "a", "publish_key": "b"}', "all of them"),
        ('{"subscribe_key": "a", "publish_key": "b", "secret_key": ["sec-c-hush"]}', "`secret_key`"),
        ('{"subscribe_key": "a/b", "publish_key": "b", "secret_key": "sec-c-hush"}', "`subscribe_key`"),
    ],
)
def test_keys_that_are_none(tmp_path: Path, text: str, told: str) -> None:
    """Are told of without a word of what they are."""
    path = tmp_path / "keys.json"
    path.write_text(text, encoding="utf-8")
    said = refused("--keys", str(path))
    assert told in said
    assert "hush" not in said


def test_half_a_set_of_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    """In the environment is a mistake as well."""
    monkeypatch.setenv("PNPOLICY_SUBSCRIBE_KEY", "sub-c-x")
    assert "PNPOLICY_SECRET_KEY" in refused()


def test_a_port_that_is_taken() -> None:
    """Who has it is not known, but what to do is."""
    with socket.create_server(("127.0.0.1", 0)) as other:
        said = refused("--port", str(other.getsockname()[1]))
    assert "in use" in said
    assert "--port 0" in said


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--host", ""], "empty"),
        (["--host", "nowhere.invalid"], "cannot listen on nowhere.invalid"),
        (["--host", "a" * 70 + ".invalid"], "cannot listen on aaa"),
        (["--log", "/nowhere/at/all"], "cannot write /nowhere/at/all"),
        (["--port", "0", "--persist", "/nowhere/at/all"], "cannot use /nowhere/at/all: No such file"),
        (["--port", "0", "--persist", str(ROOT / "README.md")], "README.md is not a file of the emulator"),
        (["--revocation-delay", "nan"], "within 0 to 60 seconds"),
        (["--policy", "nowhere/at/all"], "does not exist"),
    ],
)
def test_what_cannot_be(words: list[str], told: str) -> None:
    """Is told in one line, and nothing is served."""
    assert told in refused(*words)


def test_without_a_part_of_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    """It says what is missing; from Python as well."""
    monkeypatch.delitem(sys.modules, "pnpolicy.emulator.server", raising=False)
    monkeypatch.setitem(sys.modules, "uvicorn", None)
    monkeypatch.delitem(vars(pnpolicy.emulator), "running", raising=False)
    told = 'the emulator needs `uvicorn`: pip install "pnpolicy[emulator]"'
    assert told in refused()
    with pytest.raises(ModuleNotFoundError, match=re.escape(told)):
        _ = pnpolicy.emulator.running


def test_without_the_extra() -> None:
    """It says what to install; its help needs nothing."""
    code = (
        "import sys; sys.modules['uvicorn'] = None\nfrom pnpolicy.cli import root\n"
        "for words in (['--help'], []):\n"
        "    try: root.main(['emulator', *words])\n    except SystemExit as end: print('exit', end.code)"
    )
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, capture_output=True, text=True, env=environment, check=True)  # noqa: S603
    assert re.findall("^exit .", done.stdout, re.MULTILINE) == ["exit 0", "exit 2"]
    assert 'pip install "pnpolicy[emulator]"' in done.stderr


def test_each_switch_is_an_option() -> None:
    """Of the same name; a switch that is new has one without being listed twice."""
    options = {parameter.name for parameter in command.params}
    assert {field.name for field in fields(Readings)} <= options
