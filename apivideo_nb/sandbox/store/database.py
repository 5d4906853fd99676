"""SQLite: one file, one writer at a time, many readers."""

import queue
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from .migrations import MIGRATIONS


class Database:
    """Connections to the database file, lent out one transaction at a time.

    Parameters
    ----------
    path : Path
        The file; made and brought up to date if need be.

    Notes
    -----
    WAL lets readers go on while one writes. Every commit is synced to disk, because an
    answer promises that what it acknowledges outlives a crash.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._writer = self._connect()
        self._writing = threading.Lock()
        self._readers: queue.SimpleQueue[sqlite3.Connection] = queue.SimpleQueue()
        self._writer.execute("PRAGMA journal_mode = WAL")
        self._migrate()
        path.chmod(0o600)

    @contextmanager
    def read(self) -> Iterator[sqlite3.Connection]:
        """Lend a connection that sees one unchanging state."""
        try:
            connection = self._readers.get_nowait()
        except queue.Empty:
            connection = self._connect()
        try:
            connection.execute("BEGIN")
            yield connection
        finally:
            connection.rollback()
            self._readers.put(connection)

    @contextmanager
    def write(self) -> Iterator[sqlite3.Connection]:
        """Lend the writing connection; commit at the end, or nothing on an error."""
        with self._writing:
            self._writer.execute("BEGIN IMMEDIATE")
            try:
                yield self._writer
                self._writer.commit()
            except BaseException:  # a commit fails too, on a full disk
                self._writer.rollback()
                raise

    def close(self) -> None:
        """Close what is not lent out at this moment."""
        with self._writing:
            self._writer.close()
        while not self._readers.empty():
            self._readers.get_nowait().close()

    def _connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(
            self._path, timeout=30, isolation_level=None, check_same_thread=False
        )
        connection.row_factory = sqlite3.Row
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA synchronous = FULL")
        return connection

    def _migrate(self) -> None:
        (done,) = self._writer.execute("PRAGMA user_version").fetchone()
        for version, statements in enumerate(MIGRATIONS[done:], start=done + 1):
            with self.write() as connection:
                for statement in statements:
                    connection.execute(statement)
                connection.execute(f"PRAGMA user_version = {version}")
