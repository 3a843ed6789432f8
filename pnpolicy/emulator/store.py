"""What an emulator remembers, in a file that outlives it: SQLite.

A file belongs to one emulator at a time, and to nobody else: it holds the keys. What was answered is in it, also when
the process is killed in the next moment; when the whole machine stops, the last of it may be missing. Who is present is
not kept, nor how far the clock was moved.
"""

import json
import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Final
from zlib import crc32

from pnpolicy.emulator.keyset import Keyset
from pnpolicy.emulator.message import Refused
from pnpolicy.emulator.state import CONTENTS, FILES_BYTES, MESSAGES, Key, Message, Record, State
from pnpolicy.errors import StoreError

FORMAT: Final = 1
"""Of the file. One of another format is refused."""

_APPLICATION: Final = 0x706E7079
"""Marks files of ours, as SQLite's `application_id`: `pnpy`."""
_KEYSET: Final = "keyset"
_TABLES: Final = """
    CREATE TABLE records (
        name TEXT NOT NULL, key TEXT NOT NULL, record TEXT NOT NULL, crc INTEGER NOT NULL, PRIMARY KEY (name, key)
    );
    CREATE TABLE contents (key TEXT NOT NULL PRIMARY KEY, content BLOB NOT NULL, crc INTEGER NOT NULL);
"""
_PUT: Final = (
    "INSERT INTO records VALUES (?, ?, ?, ?)"
    " ON CONFLICT (name, key) DO UPDATE SET record = excluded.record, crc = excluded.crc"
)
_DROP: Final = "DELETE FROM records WHERE name = ? AND key = ?"
_KEEP: Final = "INSERT OR REPLACE INTO contents VALUES (?, ?, ?)"
_LOSE: Final = "DELETE FROM contents WHERE key = ?"


class Store:
    """An open file.

    Attributes:
        state: what was remembered; what changes in it is written down.
        keyset: the keys it was remembered under; None if there are none yet.
        last: the newest timetoken in it, 0 if there is none.
    """

    def __init__(self, path: Path, database: sqlite3.Connection) -> None:
        self._path = path
        self._database = database
        self._changes: list[tuple[str, tuple[object, ...]]] = []
        self._is_broken = False
        self.state = State(self)
        self.keyset: Keyset | None = None
        self.last = 0

    def adopt(self, keyset: Keyset | None) -> None:
        """Remembers the keys, if there are any.

        Raises:
            StoreError: there are others already, or they cannot be written.
        """
        if keyset is None or keyset == self.keyset:
            return
        if self.keyset is not None:
            raise StoreError(f"{self._path} belongs to other keys, those of `{self.keyset.subscribe_key}`")
        self.put(_KEYSET, (_KEYSET,), asdict(keyset))
        self.commit()
        self.keyset = keyset

    def put(self, table: str, key: Key, record: Record) -> None:
        """A record is new, or different."""
        row = table, json.dumps(key), json.dumps(record)
        self._changes.append((_PUT, (*row, _crc(*row))))

    def drop(self, table: str, key: Key) -> None:
        """A record is gone, or a content."""
        self._changes.append((_LOSE, (json.dumps(key),)) if table == CONTENTS else (_DROP, (table, json.dumps(key))))

    def keep(self, key: Key, content: bytes) -> None:
        """A file has a content."""
        text = json.dumps(key)
        self._changes.append((_KEEP, (text, content, _crc(text, content))))

    def commit(self) -> None:
        """Writes down what has changed, all of it or nothing.

        After a failure nothing is written any more: what the file holds is what was so at one moment.

        Raises:
            StoreError: it cannot be written, or something before could not.
        """
        if not self._changes:
            return
        changes, self._changes = self._changes, []
        if self._is_broken:
            raise StoreError(f"cannot write {self._path} any more")
        try:
            with self._database:
                self._database.execute("BEGIN")
                for statement, values in changes:
                    self._database.execute(statement, values)
        except sqlite3.Error as error:
            self._is_broken = True
            raise StoreError(f"cannot write {self._path}: {error}") from None

    def restore(self) -> None:
        """Reads everything.

        Raises:
            sqlite3.Error, ValueError, TypeError, KeyError, Refused: it makes no sense.
        """
        messages: list[Message] = []
        readers: dict[str, Callable[[Key, Record], None]] = {
            **{table.name: table.restore for table in self.state.tables()},
            "revoked": self._restore_revoked,
            MESSAGES: lambda _, record: messages.append(Message(**record)),
            _KEYSET: self._restore_keyset,
        }
        for *row, crc in self._database.execute("SELECT name, key, record, crc FROM records ORDER BY rowid"):
            name, key, record = row
            if crc != _crc(*row):
                raise ValueError("not what was written")
            value = json.loads(record)
            if not isinstance(value, dict):
                raise ValueError("not a record")  # noqa: TRY004  one kind of fault
            readers[name](tuple(json.loads(key)), value)
        for message in sorted(messages, key=lambda message: message.timetoken):
            self.state.messages.restore(message)
            self.last = message.timetoken
        for key, content, crc in self._database.execute("SELECT key, content, crc FROM contents"):
            if not isinstance(content, bytes) or crc != _crc(key, content):
                raise ValueError("not what was written")
            self.state.contents.restore(tuple(json.loads(key)), content)
        if sum(map(len, self.state.contents.values())) > FILES_BYTES:
            raise ValueError("too many files")

    def _restore_keyset(self, _: Key, record: Record) -> None:
        self.keyset = Keyset(**record)

    def _restore_revoked(self, key: Key, record: Record) -> None:
        """Everybody knows by now: the clock that said from when on may have been moved."""
        self.state.revoked.restore(key, {"from": 0, "until": record["until"]})


@contextmanager
def opened(path: str | os.PathLike[str]) -> Iterator[Store]:
    """A file, for a while. It is made if it is not there, or empty.

    Raises:
        StoreError: it is damaged, not an emulator's, of another format, in use by another one, or cannot be written.
        OSError: it cannot be made.
    """
    place = Path(os.path.abspath(path))  # noqa: PTH100  links stay; SQLite has names that are no files
    is_new = not place.exists() or place.stat().st_size == 0
    if not place.exists():
        os.close(os.open(place, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
    with _explained(place):
        # One thread at a time uses it: the one that opens it, then the emulator's, then the first again.
        database = sqlite3.connect(place, timeout=0, isolation_level=None, check_same_thread=False)
    try:
        with _explained(place):
            _prepare(place, database, is_new=is_new)
            store = Store(place, database)
            store.restore()
        yield store
        store.commit()
    finally:
        database.close()


def _prepare(path: Path, database: sqlite3.Connection, *, is_new: bool) -> None:
    """Makes sure of the file, and that nobody else uses it."""
    database.execute("PRAGMA locking_mode = EXCLUSIVE")
    if is_new:
        with database:
            database.execute("BEGIN EXCLUSIVE")
            database.execute(f"PRAGMA application_id = {_APPLICATION}")
            database.execute(f"PRAGMA user_version = {FORMAT}")
            for table in filter(str.strip, _TABLES.split(";")):
                database.execute(table)
    [[application]] = database.execute("PRAGMA application_id").fetchall()
    [[version]] = database.execute("PRAGMA user_version").fetchall()
    if application != _APPLICATION:
        raise StoreError(f"{path} is not a file of the emulator")
    if version != FORMAT:
        raise StoreError(f"{path} is of format {version}, and this pnpolicy knows format {FORMAT}")
    path.chmod(0o600)
    database.execute("PRAGMA journal_mode = WAL")
    database.execute("PRAGMA synchronous = NORMAL")
    with database:
        database.execute("BEGIN EXCLUSIVE")
    [[verdict]] = database.execute("PRAGMA integrity_check(1)").fetchall()
    if verdict != "ok":
        raise StoreError(f"{path} is damaged: {verdict}")


@contextmanager
def _explained(path: Path) -> Iterator[None]:
    """Says what is wrong with a file, in our words."""
    try:
        yield
    except sqlite3.Error as error:
        code = getattr(error, "sqlite_errorcode", 0) & 0xFF  # the rest tells more; faults of Python's own have none
        told = {
            sqlite3.SQLITE_BUSY: "is in use by another emulator",
            sqlite3.SQLITE_NOTADB: "is not a file of the emulator",
        }.get(code, f"cannot be used: {error}")
        raise StoreError(f"{path} {told}") from None
    except (ValueError, TypeError, KeyError, Refused) as error:
        raise StoreError(f"{path} is damaged: what it holds makes no sense ({type(error).__name__})") from None


def _crc(*parts: str | bytes) -> int:
    """Tells what was changed by accident; SQLite does not look at what is in a row."""
    return crc32(b"\n".join(part.encode() if isinstance(part, str) else part for part in parts))
