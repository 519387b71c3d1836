"""How a draft was saved in a folder until the morning of 27 November 2026, before that was made faster: what the bar of a database was set beside.

Kept as it was then is the way of one saved answer, from the lock to the forced folder, with all that was looked up and worked out anew each time. Nothing but
measurements use it, and it reads and writes the folders of today.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import msgspec
from tinydb import Query, TinyDB
from tinydb.storages import Storage

from dxcheck.model.snapshot import Draft
from dxcheck.store import layout
from dxcheck.store.envelope import ENVELOPE, SCHEMA, Envelope, InheritingEnvelope
from dxcheck.store.files import LOCK_FOLDER, make_folder
from dxcheck.store.folder import DataFolder
from dxcheck.store.marker import MARKER, SECOND
from dxcheck.store.repository import MunicipalityRepository
from dxcheck.store.turn import held
from dxcheck.system import ownership
from dxcheck.workspace import Workspace

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterator

_WITNESSES: Final[dict[Path, Path]] = {}
_TABLE: Final = "drafts"


def earlier(folder: Path) -> Workspace:
    """A folder whose staff's answers are saved as they were."""
    today = Workspace.open(folder)
    _WITNESSES[folder] = folder / MARKER
    return Workspace(EarlierFolder.open(folder), today.roster, today.library, today.questionnaire_id)


class EarlierFolder(DataFolder):
    """Of today, but for the drafts."""

    def repository(self, code: str) -> MunicipalityRepository:
        """With the drafts of then."""
        assert isinstance(self.path, Path)
        return EarlierDrafts(self.path, code, demo=self.is_demo, before_write=self._mark)


class EarlierDrafts(MunicipalityRepository):
    """Those of one municipality."""

    def __init__(self, folder: Path, code: str, *, demo: bool, before_write: Callable[[], None]) -> None:
        super().__init__(folder, code, demo=demo, before_write=before_write)
        before_write()
        self._folder, self._path_then = folder, layout.of_municipality(folder, code, "draft")
        self._envelope_then = InheritingEnvelope(SCHEMA, "draft", code, demo)
        self._submitted, self._schedule = layout.of_municipality(folder, code, "municipality"), layout.place(folder, "schedule.json")
        self._finished_then: tuple[Hashable, frozenset[str]] | None = None

    def change_draft_stamped(self, questionnaire_id: str, change: Callable[[Draft | None], Draft | None]) -> tuple[Draft | None, Hashable]:
        """Read, changed and written under the lock."""
        assert (self._folder / MARKER).exists(), "a folder that is in use"
        assert (self._folder / SECOND).exists()
        path = self._path_then
        with _locked(path):
            storage = _Storage(path, self._envelope_then)
            storage.read()
            table = TinyDB(storage=lambda: storage).table(_TABLE, cache_size=0)
            record = table.get(Query().questionnaire.id == questionnaire_id)
            before = msgspec.convert(dict(record), Draft) if record is not None and not isinstance(record, list) else None
            if before is not None and before.id in self._finished_before():
                before = None
            _looked_for(self._schedule)  # of twice; the desk of today looks for it once, before
            after = change(before)
            if after is not before:
                assert after is not None
                table.remove(Query().questionnaire.id == questionnaire_id)
                table.insert(_encoded(after))
            storage.commit()
            left = _stamp(path)
        return after, left

    def _finished_before(self) -> frozenset[str]:
        """The drafts that were submitted, read again once something was."""
        stamp = _stamp(self._submitted)
        if self._finished_then is None or self._finished_then[0] != stamp:
            self._finished_then = (stamp, self._finished_drafts())
        return self._finished_then[1]


# -- its tables ------------------------------------------------------------------------------------------------------------


class _Storage(Storage):
    """One file for one TinyDB."""

    def __init__(self, path: Path, envelope: Envelope) -> None:
        super().__init__()
        self._path, self._envelope = path, envelope
        self._tables: dict[str, Any] | None = None
        self._loaded = self._changed = False

    def read(self) -> dict[str, Any] | None:
        """From the disk, once."""
        if not self._loaded:
            self._tables, self._loaded = self._load(), True
        return self._tables

    def write(self, data: dict[str, Any]) -> None:
        """Kept until `commit`."""
        self.read()
        self._tables, self._changed = data, True

    def commit(self) -> None:
        """To the disk."""
        if self._changed:
            _write(self._path, _document_bytes(self._envelope, self._tables or {}))

    def _load(self) -> dict[str, Any] | None:
        raw = _read(self._path)
        if raw is None:
            return None
        content = raw.removeprefix(b"\xef\xbb\xbf")
        assert content.strip(b" \t\r\n\0")
        data = msgspec.json.decode(content)
        envelope = msgspec.convert(data.pop(ENVELOPE, None), Envelope)
        assert (envelope.demo, envelope.kind, envelope.municipality) == (self._envelope.demo, "draft", self._envelope.municipality)
        assert envelope.sum == _sum(msgspec.structs.replace(envelope, sum=""), msgspec.json.encode(data))
        for table in data.values():
            assert isinstance(table, dict)
            assert all(isinstance(one, dict) for one in table.values())
            assert all(number.isascii() and number.isdecimal() for number in table)
        return dict(data)


def _document_bytes(envelope: Envelope, tables: dict[str, Any]) -> bytes:
    envelope = Envelope(SCHEMA, envelope.kind, envelope.municipality, envelope.demo)
    rest = msgspec.json.encode(tables)
    summed = msgspec.json.encode(msgspec.structs.replace(envelope, sum=_sum(envelope, rest)))
    return msgspec.json.format(b'{"' + ENVELOPE.encode() + b'":' + summed + b"," + rest[1:], indent=1) + b"\n"


def _sum(envelope: Envelope, tables: bytes) -> str:
    return hashlib.blake2b(msgspec.json.encode(envelope) + tables, digest_size=12).hexdigest()


def _encoded(draft: Draft) -> dict[str, object]:
    made: dict[str, object] = msgspec.to_builtins(draft)
    msgspec.convert(made, Draft)
    return made


# -- its file --------------------------------------------------------------------------------------------------------------


@contextlib.contextmanager
def _locked(path: Path) -> Iterator[None]:
    assert _is_there(path)
    folder = path.parent / LOCK_FOLDER
    make_folder(folder)
    lock = folder / f"{path.name}.lock"
    with contextlib.ExitStack() as holding:
        if ownership.for_new(lock.parent) is not None and not lock.exists():
            with contextlib.suppress(FileExistsError):
                os.close(_open_new(lock))
        holding.enter_context(held(lock, 10.0))
        with contextlib.suppress(OSError):
            for junk in path.parent.glob(f".{path.name}.*.tmp"):
                junk.unlink(missing_ok=True)
        yield


def _is_there(path: Path) -> bool:
    witness = _witness(path.parent)
    return witness is None or path == witness or witness.exists()


def _witness(folder: Path) -> Path | None:
    return next((found for one in (folder, *folder.parents) if (found := _WITNESSES.get(one)) is not None), None)


def _places(path: Path) -> Iterator[Path]:
    yield path
    folder = layout.data_folder(path)
    if folder is not None:
        yield from (folder / path.name, path)


def _read(path: Path) -> bytes | None:
    for place in _places(path):
        try:
            return place.read_bytes()
        except (FileNotFoundError, NotADirectoryError):
            continue
    assert _is_there(path)
    return None


def _looked_for(path: Path) -> None:
    """A file that is not there, such as the schedule of a centre that moved no deadline, was looked for anew each time."""
    before = _stamp(path)
    if _read(path) is None:
        assert _stamp(path) == before


def _stamp(path: Path) -> Hashable:
    for place in _places(path):
        with contextlib.suppress(OSError):
            found = place.stat()
            return (found.st_ino, found.st_mtime_ns, found.st_ctime_ns, found.st_size)
    return None if _is_there(path) else "gone"


def _write(path: Path, content: bytes) -> None:
    real = Path(os.path.realpath(path))
    temporary = real.parent / f".{real.name}.{os.urandom(4).hex()}.tmp"
    try:
        with open(_open_new(temporary, like=real), "wb", closefd=True) as opened:
            opened.writelines([content])
            opened.flush()
            os.fsync(opened.fileno())
        _keep_old(real)
        temporary.replace(real)
        descriptor = os.open(real.parent, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
    finally:
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)


def _open_new(path: Path, *, like: Path | None = None) -> int:
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
    before = ownership.owner_of(like) if like is not None else None
    ownership.keep(descriptor, before or ownership.for_new(path.parent, _witness(path.parent)), mode=before is not None)
    return descriptor


def _keep_old(path: Path) -> None:
    link = path.parent / f".{path.name}.{os.urandom(4).hex()}.tmp"
    with contextlib.suppress(OSError, NotImplementedError):
        os.link(path, link)
        link.replace(path.with_name(f"{path.name}.bak"))
    with contextlib.suppress(OSError):
        link.unlink(missing_ok=True)
