"""Writers in processes of their own, forked from one that has everything imported: beginning one takes milliseconds, and killing it leaves the others alone."""

from __future__ import annotations

import contextlib
import gc
import threading
import time
import uuid
from multiprocessing import get_context
from typing import TYPE_CHECKING, Final, NamedTuple

import msgspec

from bench.store import ITEMS, make_snapshot
from dxcheck.model.snapshot import Answer
from dxcheck.store.errors import StoreError, UnsureError
from dxcheck.store.folder import DataFolder
from dxcheck.store.opening import address_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from multiprocessing.connection import Connection

    from dxcheck.model.snapshot import Snapshot

_FORKED: Final = get_context("forkserver")
_FORKED.set_forkserver_preload(["bench.writers", "dxcheck.store.turn", "dxcheck.store.database.database_shelf"])
_REFUSED, _READY = "refused", "ready"
_ANSWERS: Final = dict.fromkeys(ITEMS, Answer(choice=2))
"""Without texts, so that more is saved in the time there is."""


class Said(NamedTuple):
    """What writers said."""

    saved: list[str]
    """Ids."""
    refused: list[str]
    took: list[float]
    """Seconds of each that is saved."""


class Writer:
    """One, which submits into a municipality once it is let go.

    Args:
        place: a data folder, or the URL of a database.
        code: of the municipality.
        times: how often, unless it is ended before.
    """

    def __init__(self, place: str, code: str, times: int) -> None:
        self._lines: list[list[str]] = []
        self._is_ready, self._has_saved = threading.Event(), threading.Event()
        told, tells = _FORKED.Pipe(duplex=False)
        waits, self._lets_go = _FORKED.Pipe(duplex=False)
        self._process = _FORKED.Process(target=_write, args=(place, code, times, tells, waits), daemon=True)
        self._process.start()
        tells.close()
        waits.close()
        self._reading = threading.Thread(target=self._read, args=(told,), daemon=True)
        self._reading.start()

    def _read(self, told: Connection[bytes, bytes]) -> None:
        with contextlib.suppress(EOFError, OSError), told:
            while True:
                line = told.recv_bytes().decode().split()
                if line == [_READY]:
                    self._is_ready.set()
                else:
                    self._lines.append(line)
                    self._has_saved.set()
        self._is_ready.set()  # or it will never be
        self._has_saved.set()

    def wait_until_ready(self) -> None:
        """Until it would save at once."""
        self._is_ready.wait()

    def let_go(self) -> None:
        """Begin to submit."""
        with contextlib.suppress(OSError):  # one that ended before is counted by what it did not say
            self._lets_go.send_bytes(b"go")

    def wait_until_saved(self) -> None:
        """Until it said something."""
        self._has_saved.wait()

    def kill(self) -> None:
        """With SIGKILL."""
        self._process.kill()

    def end(self) -> None:
        """With SIGTERM."""
        self._process.terminate()

    def lines(self) -> list[list[str]]:
        """All it said, once it has ended."""
        self._process.join()
        self._reading.join()
        self._lets_go.close()
        return self._lines


def _write(place: str, code: str, times: int, tells: Connection[bytes, bytes], waits: Connection[bytes, bytes]) -> None:
    repository = DataFolder.open(address_of(place)).repository(code)
    gc.freeze()  # as sessions do: what was imported is looked through no more (app/base_app.py)
    tells.send_bytes(_READY.encode())
    waits.recv_bytes()  # until all are there: none saves while others still start
    for _n in range(times):
        id_ = uuid.uuid4().hex
        began = time.perf_counter()

        def make(there: list[Snapshot], id_: str = id_) -> Snapshot:
            return msgspec.structs.replace(make_snapshot(len(there) + 1), id=id_, answers=_ANSWERS)

        try:
            repository.add_snapshot(make)
        except UnsureError:  # it is said to be neither
            continue
        except StoreError:
            tells.send_bytes(f"{_REFUSED} {id_}".encode())
            time.sleep(0.2)
            continue
        tells.send_bytes(f"{id_} {time.perf_counter() - began}".encode())


def begun(place: str, codes: Iterable[str], times: int) -> list[Writer]:
    """Writers that were let go together."""
    writers = [Writer(place, code, times) for code in codes]
    for one in writers:
        one.wait_until_ready()
    for one in writers:
        one.let_go()
    return writers


def said(writers: Iterable[Writer]) -> Said:
    """What they said, once all have ended."""
    lines = [line for one in writers for line in one.lines()]
    saved = [line for line in lines if line[0] != _REFUSED]
    return Said([id_ for id_, _took in saved], [line[1] for line in lines if line[0] == _REFUSED], [float(took) for _id, took in saved])
