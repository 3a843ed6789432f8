"""What is kept in a file: all that was answered, nothing else, and only in a file that is right."""

import json
import shutil
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pnpolicy.emulator import answers, running
from pnpolicy.emulator.clock import Clock
from pnpolicy.emulator.core import Core
from pnpolicy.emulator.keyset import Keyset
from pnpolicy.emulator.message import Answer, Request
from pnpolicy.emulator.readings import WIDE
from pnpolicy.emulator.state import Message, State
from pnpolicy.emulator.store import FORMAT, Store, opened
from pnpolicy.errors import StoreError
from tests.emulating import KEYS, START, Bench
from tests.strategies import examples

FORM: Final = (
    b'--x\r\nContent-Disposition: form-data; name="X-Pnpolicy-Upload"\r\n\r\n%s\r\n'
    b'--x\r\nContent-Disposition: form-data; name="file"; filename="f"\r\n\r\n\0content\xff\r\n--x--\r\n'
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "emulator.db"


@contextmanager
def bench_on(path: Path, **more: Any) -> Iterator[tuple[Bench, Store]]:  # noqa: ANN401
    """A bench whose emulator remembers in a file."""
    bench = Bench(**more)
    with opened(path) as store:
        store.adopt(KEYS)
        clock = Clock(bench.time)
        clock.after(store.last)
        bench.core = Core([KEYS], readings=bench.readings, clock=clock, state=store.state)
        yield bench, store


def told(state: State) -> dict[str, object]:
    """All of it that a file keeps, in its order."""
    messages = {channel: list(state.messages.of(channel)) for channel in sorted(state.messages.channels())}
    return {
        **{table.name: list(table.under()) for table in state.tables()},
        "revoked": [key for key, _ in state.revoked.under()],
        "messages": {channel: found for channel, found in messages.items() if found},
        "contents": dict(state.contents),
    }


def test_everything_is_there_after_a_restart(path: Path) -> None:
    """Keys, tokens, revocations, messages, groups, records, actions, files, push; and time goes on."""
    with bench_on(path) as (bench, store):
        token = bench.grant(channels={"a": 255}, groups={"g": 5}, uuids={"alice": 104})
        revoked = bench.grant(channels={"a": 1})
        put = b'{"set":[{"channel":{"id":"a"}}]}'
        sent = [
            bench.told("DELETE", f"/v3/pam/{{sub}}/grant/{quote(revoked)}", signed=True),
            bench.told("GET", "/publish/{pub}/{sub}/0/a/0/%7B%22%C3%A9%22:[1,1e3]%7D", {"meta": "1"}, token=token),
            bench.told("GET", "/publish/{pub}/{sub}/0/a/0/2", {"store": "0"}, token=token),
            bench.told("GET", "/publish/{pub}/{sub}/0/a/0/3", {"custom_message_type": "abc"}, token=token),
            bench.told("GET", "/v1/channel-registration/sub-key/{sub}/channel-group/g", {"add": "z,a"}, token=token),
            bench.told("GET", "/v1/push/sub-key/{sub}/devices/d", {"type": "fcm", "add": "a"}, token=token),
            bench.told("PATCH", "/v2/objects/{sub}/uuids/alice", body=b'{"name":"A"}', token=token),
            bench.told("PATCH", "/v2/objects/{sub}/channels/a", body=b'{"name":"B"}', token=token),
            bench.told("PATCH", "/v2/objects/{sub}/uuids/alice/channels", body=put, token=token),
        ]
        where = "/v1/message-actions/{sub}/channel/a/message/1"
        sent.append(bench.told("POST", where, body=b'{"type":"r","value":"v"}', token=token))
        _upload(bench, token)
        assert [answer.status for answer in sent] == [200] * len(sent)
        before, last = told(store.state), int(bench.told("GET", "/time/0").body[0])  # type: ignore[index]
        assert all(before.values())
    with bench_on(path) as (bench, store):
        assert told(store.state) == before
        assert store.keyset == KEYS
        history = bench.told("GET", "/v2/history/sub-key/{sub}/channel/a", token=token)
        assert history.body[0] == [{"é": [1, 1000.0]}, 3]  # type: ignore[index]
        assert bench.told("GET", "/time/0", token=revoked).status == 200
        assert bench.told("GET", "/v2/history/sub-key/{sub}/channel/a", token=revoked) == answers.TOKEN_REVOKED
        bench.time.now = START - 1000  # a clock that was set back
        sent_again = bench.told("GET", "/publish/{pub}/{sub}/0/a/0/4", signed=True)
        assert int(sent_again.body[2]) > store.last  # type: ignore[index]
        assert store.last < last
    with opened(path) as store:
        assert [message.payload for message in store.state.messages.of("a")][-2:] == [3, 4]


def _upload(bench: Bench, token: str) -> None:
    path = "/v1/files/{sub}/channels/a/generate-upload-url"
    announced: Any = bench.told("POST", path, body=b'{"name":"f"}', token=token).body
    (secret,) = (it["value"] for it in announced["file_upload_request"]["form_fields"] if it["key"].startswith("X-"))
    address = announced["file_upload_request"]["url"].removeprefix(bench.core.origin)
    headers = {"content-type": "multipart/form-data; boundary=x"}
    uploaded = bench.core.answer(Request("POST", address, "", FORM % secret.encode(), headers))
    assert isinstance(uploaded, Answer)
    assert uploaded.status == 204


keys = st.tuples(st.sampled_from("abé\0"), st.sampled_from(["1", "2"]))
changes = st.one_of(
    st.tuples(st.just("put"), st.sampled_from([table.name for table in State().tables()]), keys, st.integers(0, 3)),
    st.tuples(st.just("drop"), st.sampled_from([table.name for table in State().tables()]), keys, st.none()),
    st.tuples(st.just("send"), st.sampled_from("ab"), st.none(), st.booleans()),
    st.tuples(st.just("delete"), st.sampled_from("ab"), st.tuples(st.integers(0, 9), st.integers(0, 9)), st.none()),
    st.tuples(st.just("content"), st.none(), keys, st.one_of(st.none(), st.binary(max_size=3))),
    st.tuples(st.just("commit"), st.none(), st.none(), st.none()),
)


def _change(state: State, change: tuple[str, Any, Any, Any], moment: int) -> None:
    what, name, key, value = change
    tables = {table.name: table for table in state.tables()}
    if what == "put":
        tables[name].put(key, {"n": value, "until": 10**12, "from": 0})
    elif what == "drop":
        tables[name].drop(*key)
    elif what == "send":
        state.messages.add(Message(moment, name, [moment], "u", stored=value, size=10))
    elif what == "delete":
        state.messages.delete(name, *key)
    elif what == "commit":
        state.journal.commit()
    elif value is None:
        state.contents.pop(key, None)
    else:
        state.contents[key] = value


@settings(max_examples=examples(30))
@given(st.lists(changes, max_size=25))
def test_a_file_holds_what_memory_holds(tmp_path_factory: pytest.TempPathFactory, done: list[Any]) -> None:
    """Whatever was done, in whatever order."""
    path, plain = tmp_path_factory.mktemp("store") / "f", State()
    with opened(path) as store:
        for moment, change in enumerate(done):
            _change(store.state, change, moment)
            _change(plain, change, moment)
    with opened(path) as store:
        assert told(store.state) == told(plain)


def test_what_was_answered_outlives_a_kill(path: Path, tmp_path: Path) -> None:
    """The files as they are at any moment hold all answers up to it; nobody has to close them."""
    with bench_on(path) as (bench, _):
        for number in range(5):
            assert bench.told("GET", f"/publish/{{pub}}/{{sub}}/0/a/0/{number}", signed=True).status == 200
            for file in tmp_path.glob("emulator.db*"):
                shutil.copy(file, file.with_name(file.name.replace("emulator", f"copy{number}")))
    for number in range(5):
        with opened(tmp_path / f"copy{number}.db") as store:
            assert [message.payload for message in store.state.messages.of("a")] == list(range(number + 1))
            assert store.keyset == KEYS


def test_only_its_owner_may_read_it(path: Path, tmp_path: Path) -> None:
    """And what SQLite writes beside it; also where others could before."""
    path.touch(0o644)
    with bench_on(path) as (bench, _):
        bench.told("GET", "/publish/{pub}/{sub}/0/a/0/1", signed=True)
        modes = {file.name: stat.S_IMODE(file.stat().st_mode) for file in tmp_path.iterdir()}
        assert modes == {"emulator.db": 0o600, "emulator.db-wal": 0o600}
    assert [file.name for file in tmp_path.iterdir()] == ["emulator.db"]


def test_two_emulators_do_not_share_a_file(path: Path) -> None:
    """Neither in one process nor in two; when the first has ended the second may."""
    program = "import sys\nfrom pnpolicy.emulator.store import opened\nwith opened(sys.argv[1]): pass"
    command = [sys.executable, "-c", program, str(path)]
    with opened(path):
        with pytest.raises(StoreError, match="in use"), opened(path):
            pass
        ended = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
        assert "is in use by another emulator" in ended.stderr
        with pytest.raises(StoreError, match="in use"), opened(path):
            pass  # that the other one tried has not opened it
    assert subprocess.run(command, check=False).returncode == 0  # noqa: S603


@pytest.mark.parametrize(
    ("content", "told_of"),
    [
        (b"some notes of mine\n" * 100, "is not a file of the emulator"),
        (b"SQLite format 3\0" + bytes(84), "is not a file of the emulator"),
        (b"{}", "is not a file of the emulator"),
    ],
)
def test_files_of_others_are_left_alone(path: Path, content: bytes, told_of: str) -> None:
    """Refused, and as they were."""
    path.write_bytes(content)
    path.chmod(0o644)
    with pytest.raises(StoreError, match=told_of), opened(path):
        pass
    assert path.read_bytes() == content
    assert stat.S_IMODE(path.stat().st_mode) == 0o644
    assert [file.name for file in path.parent.iterdir()] == [path.name]


def test_databases_of_others_and_of_later_versions_are_left_alone(path: Path) -> None:
    """By their marks."""
    with sqlite3.connect(path) as database:
        database.execute("CREATE TABLE records (name, key, record, crc)")
    database.close()
    before = path.read_bytes()
    with pytest.raises(StoreError, match="is not a file of the emulator"), opened(path):
        pass
    assert path.read_bytes() == before
    path.unlink()
    with opened(path):
        pass
    with sqlite3.connect(path) as database:
        database.execute(f"PRAGMA user_version = {FORMAT + 1}")
    database.close()
    with (
        pytest.raises(StoreError, match=f"is of format {FORMAT + 1}, and this pnpolicy knows format {FORMAT}"),
        opened(path),
    ):
        pass


def test_places_that_cannot_be_written(tmp_path: Path) -> None:
    """Are told of by whoever knows."""
    with pytest.raises(FileNotFoundError), opened(tmp_path / "nowhere" / "f"):
        pass
    with pytest.raises(StoreError, match="cannot be used: unable to open"), opened(tmp_path):
        pass


def test_every_damage_is_noticed(path: Path) -> None:
    """A byte that is changed is told of, or it did not matter: never is something else remembered."""
    with bench_on(path) as (bench, store):
        for name in ("a", "b"):
            token = bench.grant(channels={name: 3})
            bench.told("GET", f"/publish/{{pub}}/{{sub}}/0/{name}/0/%22{name * 500}%22", token=token)
            bench.told("DELETE", f"/v3/pam/{{sub}}/grant/{quote(token)}", signed=True)
        store.state.contents["a", "1"] = b"content" * 300
        before = told(store.state)
    content = path.read_bytes()
    other, unharmed, noticed = path.with_name("other"), 0, 0
    for place in [*range(100), *range(100, len(content), 89)]:
        changed = content[place] ^ (0x01, 0x55, 0xFF)[place % 3]
        other.write_bytes(content[:place] + bytes([changed]) + content[place + 1 :])
        try:
            with opened(other) as store:
                assert (told(store.state), store.keyset) == (before, KEYS), place
                unharmed += 1
        except StoreError:
            noticed += 1
        for file in path.parent.glob("other*"):
            file.unlink()
    assert noticed > 50
    assert unharmed > 50  # what is free in a page, or says how often the file was written
    for length in (1, 50, 100, 4096, len(content) - 4096, len(content) - 1):
        other.write_bytes(content[:length])
        with pytest.raises(StoreError), opened(other):
            pass


@pytest.mark.parametrize(
    ("name", "record"),
    [
        ("nonsense", {}),
        ("messages", {"timetoken": 1}),
        ("messages", {"timetoken": 1, "channel": "a", "payload": 1, "publisher": "u", "size": "x"}),
        ("revoked", {"from": 0}),
        ("users", []),
    ],
)
def test_what_makes_no_sense_is_damage(path: Path, name: str, record: Any) -> None:  # noqa: ANN401
    """Though it is written well."""
    with opened(path) as store:
        store.put(name, ("a",), record)
    with pytest.raises(StoreError, match="is damaged"), opened(path):
        pass


def test_a_full_disk_is_told_to_whoever_writes(path: Path) -> None:
    """507 for all that would not be kept, from then on; the rest is answered. The file holds what was so before."""
    with bench_on(path) as (bench, store):
        token = bench.grant(channels={"a": 3})
        publish = "/publish/{pub}/{sub}/0/a/0/%22" + "x" * 5000 + "%22"
        assert bench.told("GET", publish, token=token).status == 200
        database = store._database  # noqa: SLF001
        [[pages]] = database.execute("PRAGMA page_count").fetchall()
        database.execute(f"PRAGMA max_page_count = {pages}")
        assert bench.told("GET", publish, token=token) == answers.NOT_KEPT
        database.execute("PRAGMA max_page_count = 10000")
        assert bench.told("GET", publish, token=token) == answers.NOT_KEPT
        assert bench.told("DELETE", f"/v3/pam/{{sub}}/grant/{quote(token)}", signed=True) == answers.NOT_KEPT
        assert bench.told("GET", "/time/0").status == 200
        with pytest.raises(StoreError):
            store.adopt(Keyset.new())
    with opened(path) as store:
        assert len(store.state.messages.of("a")) == 1
        assert len(store.state.revoked) == 0


def test_a_file_belongs_to_its_keys(path: Path) -> None:
    """Others are refused, and none changes nothing."""
    with opened(path) as store:
        store.adopt(None)
        assert store.keyset is None
        store.adopt(KEYS)
        store.adopt(KEYS)
        with pytest.raises(StoreError, match="belongs to other keys, those of `sub-c-x`") as error:
            store.adopt(Keyset.new())
        assert KEYS.secret_key not in str(error.value)


def test_a_revocation_is_not_forgotten_by_moving_the_clock(path: Path) -> None:
    """After a restart the clock is the system's again, and everybody knows."""
    where = "/v2/presence/sub-key/{sub}/channel/a"
    with bench_on(path, readings=WIDE) as (bench, _):
        token = bench.grant(channels={"a": 1}, ttl=1000)
        bench.core.clock.advance(3600)
        assert bench.told("DELETE", f"/v3/pam/{{sub}}/grant/{quote(token)}", signed=True).status == 200
        assert bench.told("GET", where, token=token).status == 200  # it takes a minute
    with bench_on(path, readings=WIDE) as (bench, _):
        assert bench.told("GET", where, token=token) == answers.TOKEN_REVOKED


def test_it_runs_on_a_file(path: Path) -> None:
    """The same keys, and what was sent; one emulator at a time, and no state beside it."""
    body = json.dumps({"ttl": 60, "permissions": {"resources": {"channels": {"a": 3}}}}).encode()
    with running(persist=path) as am, pytest.raises(LookupError):
        am.keyset  # noqa: B018
    with running(persist=path, keyset=KEYS) as am:
        am.grant(body)
        with pytest.raises(StoreError, match="in use"), running(persist=path):
            pass
    with running(persist=str(path)) as am:
        assert am.keyset == KEYS
    with pytest.raises(StoreError, match="other keys"), running(persist=path, keyset=Keyset.new()):
        pass
    with pytest.raises(ValueError, match="no other"), running(persist=path, state=State()):
        pass
