"""Published benchmarks in one file, the centre's ledger in another, its secret key in a third: whoever opens the first has no way to the others."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Protocol, TypeVar

import msgspec

from dxcheck.benchmark.complete import since_the_beginning
from dxcheck.benchmark.model import Beginning, Benchmark, LedgerEntry
from dxcheck.benchmark.noise import KEY_BYTES
from dxcheck.i18n import _
from dxcheck.store import errors, layout
from dxcheck.store.envelope import SCHEMA, Envelope
from dxcheck.store.shelves import shelf_of
from dxcheck.store.storage import reader, transaction

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Sequence

    from tinydb import TinyDB

    from dxcheck.model.calendar import Cycle
    from dxcheck.store.shelf import Address

PUBLISHED: Final = "benchmarks.json"
LEDGER: Final = "benchmarks.ledger.json"
KEY: Final = "benchmarks.key.json"
_TABLE: Final = "benchmarks"
_BEGINNINGS: Final = "beginnings"

_Model = TypeVar("_Model", bound=msgspec.Struct)


class AlreadyPublishedError(errors.StoreError):
    """The cycle has its benchmark; it never changes."""


class PublishedBenchmarks(Protocol):
    """What a desk may hold: reading, nothing else."""

    def all(self) -> list[Benchmark]:
        """Every published benchmark, the oldest cycle first."""

    def stamp(self) -> Hashable:
        """Changes whenever one was added."""


class BenchmarkRepository:
    """The published benchmarks of one prefecture."""

    def __init__(self, folder: Address, prefecture: str, *, demo: bool, before_write: Callable[[], None]) -> None:
        self._path = layout.place(folder, PUBLISHED)
        self._envelope = Envelope(SCHEMA, "benchmarks", prefecture, demo)
        self._mark = before_write

    def all(self) -> list[Benchmark]:
        """Every published benchmark, the oldest cycle first.

        Raises:
            StoreError: the file cannot be read.
        """
        return _read(reader(self._path, self._envelope), Benchmark, self._path)

    def stamp(self) -> Hashable:
        """Changes whenever one was added."""
        return shelf_of(self._path).stamp(self._path)

    def add(self, benchmark: Benchmark) -> bool:
        """Add one; the same one a second time changes nothing.

        Returns:
            Whether it was new.

        Raises:
            AlreadyPublishedError: the cycle has another one of the same questionnaire.
            StoreError: it was not added.
        """
        self._mark()
        with transaction(self._path, self._envelope) as db:
            same = (one for one in _read(db, Benchmark, self._path) if one.questionnaire.id == benchmark.questionnaire.id)
            there = next((one for one in same if one.cycle == benchmark.cycle), None)
            if there == benchmark:
                return False
            if there is not None:
                raise _already(benchmark.cycle, self._path)
            db.table(_TABLE, cache_size=0).insert(msgspec.to_builtins(benchmark))
        return True


class Ledger:
    """What was published, when, from which snapshots: the centre's alone."""

    def __init__(self, folder: Address, prefecture: str, *, demo: bool, before_write: Callable[[], None]) -> None:
        self._path = layout.place(folder, LEDGER)
        self._envelope = Envelope(SCHEMA, "ledger", prefecture, demo)
        self._mark = before_write

    def entries(self) -> list[LedgerEntry]:
        """Every publication of every questionnaire, the oldest first.

        Raises:
            StoreError: the file cannot be read.
        """
        return _read(reader(self._path, self._envelope), LedgerEntry, self._path)

    def beginnings(self) -> list[Beginning]:
        """Every deliberate new beginning, the oldest first.

        Raises:
            StoreError: the file cannot be read.
        """
        return self._begun(reader(self._path, self._envelope))

    def begin(self, lost: Callable[[list[LedgerEntry], list[Beginning]], Beginning]) -> Beginning:
        """Write a new beginning down.

        Args:
            lost: makes it of what is there at that moment.

        Raises:
            StoreError: it was not written.
        """
        self._mark()
        with transaction(self._path, self._envelope) as db:
            begun = lost(_read(db, LedgerEntry, self._path), self._begun(db))
            db.table(_BEGINNINGS, cache_size=0).insert(msgspec.to_builtins(begun))
        return begun

    def _begun(self, db: TinyDB) -> list[Beginning]:
        return sorted(_records(db, _BEGINNINGS, Beginning, self._path), key=lambda one: one.begun_at)

    def check_last(self, before: LedgerEntry | None, questionnaire_id: str) -> None:
        """Whether `before` is still the last publication of its questionnaire since its last new beginning.

        Raises:
            AlreadyPublishedError: somebody published meanwhile.
            StoreError: the file cannot be read.
        """
        self._check_last(self.entries(), self.beginnings(), before, questionnaire_id)

    def _check_last(self, every: list[LedgerEntry], begun: list[Beginning], before: LedgerEntry | None, questionnaire_id: str) -> None:
        there = since_the_beginning(every, begun, questionnaire_id)
        last = there[-1] if there else None
        if last != before:
            newer = last or before
            assert newer is not None
            raise _already(newer.benchmark.cycle, self._path)

    def add(self, entry: LedgerEntry, before: LedgerEntry | None) -> None:
        """Write a publication down, if `before` is still the last one of the same questionnaire.

        Raises:
            AlreadyPublishedError: somebody published meanwhile.
            StoreError: it was not written.
        """
        self._mark()
        with transaction(self._path, self._envelope) as db:
            self._check_last(_read(db, LedgerEntry, self._path), self._begun(db), before, entry.benchmark.questionnaire.id)
            db.table(_TABLE, cache_size=0).insert(msgspec.to_builtins(entry))


def entries_of(entries: Sequence[LedgerEntry], questionnaire_id: str) -> list[LedgerEntry]:
    """Those of one questionnaire: each has its own course of averages."""
    return [one for one in entries if one.benchmark.questionnaire.id == questionnaire_id]


class _Kept(msgspec.Struct, frozen=True):
    """The one record of the key's file."""

    secret: bytes


class SecretKey:
    """What the published figures are moved with: the centre's alone. Made once, at the first publication, and never changed."""

    def __init__(self, folder: Address, prefecture: str, *, demo: bool, before_write: Callable[[], None]) -> None:
        self._path = layout.place(folder, KEY)
        self._envelope = Envelope(SCHEMA, "key", prefecture, demo)
        self._mark = before_write

    def read(self) -> bytes | None:
        """The key, or None where there is none yet.

        Raises:
            StoreError: the file cannot be read, or holds no key.
        """
        return self._in(reader(self._path, self._envelope))

    def keep(self, secret: bytes) -> bytes:
        """Keep a key where there is none yet; gives the one that is there.

        Raises:
            StoreError: it was not written.
        """
        self._mark()
        with transaction(self._path, self._envelope) as db:
            there = self._in(db)
            if there is None:
                db.table(_TABLE, cache_size=0).insert(msgspec.to_builtins(_Kept(secret)))
        return there or secret

    def _in(self, db: TinyDB) -> bytes | None:
        for record in db.table(_TABLE, cache_size=0).all():
            try:
                kept = msgspec.convert(dict(record), _Kept)
            except msgspec.ValidationError as problem:
                raise errors.damaged(self._path, str(problem)) from problem
            if len(kept.secret) != KEY_BYTES:
                raise errors.damaged(self._path, _("鍵の長さが違います"))
            return kept.secret
        return None


def _already(cycle: Cycle, path: Address) -> AlreadyPublishedError:
    return AlreadyPublishedError(
        _("{cycle}の県内平均は、すでに公表されています", cycle=cycle.label),
        _("公表したものは、あとから変わりません"),
        _("あとから提出された診断結果は、次の診断期の平均に入ります"),
        path,
    )


def _read(db: TinyDB, model: type[_Model], path: Address) -> list[_Model]:
    return sorted(_records(db, _TABLE, model, path), key=_cycle_of)


def _records(db: TinyDB, table: str, model: type[_Model], path: Address) -> list[_Model]:
    made = []
    for record in db.table(table, cache_size=0).all():
        try:
            made.append(msgspec.convert(dict(record), model))
        except msgspec.ValidationError as problem:
            raise errors.damaged(path, _("{table} の{n}番: {reason}", table=table, n=record.doc_id, reason=problem)) from problem
    return made


def _cycle_of(record: msgspec.Struct) -> Cycle:
    if isinstance(record, LedgerEntry):
        return record.benchmark.cycle
    assert isinstance(record, Benchmark)
    return record.cycle
