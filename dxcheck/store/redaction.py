"""Erasing a text for good: a name that slipped in, in everything that is kept of a municipality.

Where a text may stand is read off the models: what people write has a greatest length there, ids and dates have none. So a field that is added later is looked
into without being named here. Levels, ids and times stay; a document is replaced whole or not at all, without leaving the old one beside it, and what was cut off
between two documents is done by doing it again.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import msgspec
from msgspec import inspect

from dxcheck.casework.asking import AnswerDecision, Ask
from dxcheck.casework.model import Action, Judgement, Observation, Returned, Visit, VisitRecord, Wish
from dxcheck.casework.open_facts import OpenFact
from dxcheck.casework.stocktaking import SheetStep, Work
from dxcheck.i18n import _
from dxcheck.model.approval import ApprovalBoxes
from dxcheck.model.link import Link
from dxcheck.model.schedule import Term
from dxcheck.model.snapshot import Draft, QuickProgress, SetAside, Snapshot
from dxcheck.prefecture.camp import Camp, SharingAnswer
from dxcheck.prefecture.partners import SavedSearch
from dxcheck.store import derived, errors
from dxcheck.store.archive import each
from dxcheck.store.marker import bring_forward
from dxcheck.store.shelves import documents, shelf_of
from dxcheck.store.storage import document_bytes, read_document
from dxcheck.system.progress import counted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path, PurePosixPath

    from dxcheck.model.spelling import Spelling
    from dxcheck.store.shelf import Address

ERASED: Final = "〔削除〕"
"""What stands where a text was."""
_SHORT: Final = "〓"
"""The same where a place has no room for `ERASED`: as many of them as there were characters."""
SHORTEST: Final = 2
"""Characters of a text that can be erased: one alone stands everywhere."""
WRITTEN_TABLES: Final[dict[str, dict[str, type[msgspec.Struct]]]] = {
    "municipality": {
        "snapshots": Snapshot,
        "actions": Action,
        "observations": Observation,
        "returns": Returned,
        "wishes": Wish,
        "visits": VisitRecord,
        "works": Work,
        "facts": OpenFact,
        "work_steps": SheetStep,
    },
    "draft": {"drafts": Draft, "aside": SetAside, "quick": QuickProgress, "decisions": AnswerDecision, "approval": ApprovalBoxes},
    "links": {"links": Link},
    "ask": {"asks": Ask, "answers": Draft},
    "internal": {"observations": Observation, "judgements": Judgement, "visits": Visit},
    "finders": {"finders": SavedSearch, "camps": Camp, "sharing": SharingAnswer},
    "schedule": {"terms": Term},
}
"""Kind of document to its tables that hold what people wrote. The others hold names of accounts, and figures."""


class Hit(NamedTuple):
    """A place that holds the text."""

    file: str
    """Its name in the data folder."""
    table: str
    """Empty where nobody can read the file any more: a copy that goes as a whole."""
    place: tuple[str, ...]
    """The way to the field inside a record, e.g. `answers`, `mom-01`, `comment`."""
    id: str
    """Of the record, where it has one: a snapshot's, a visit's."""


class ErasedField(NamedTuple):
    """One text of one snapshot: erased whole, and in the snapshots that correct it or that it corrects."""

    snapshot: str
    item: str
    name: str


class Redaction:
    """Erasing texts in a data folder, or in a database.

    Args:
        folder: the data folder, or where the database begins.
        codes: the municipalities it is about; empty for every document there is.
        texts: what to erase wherever it stands, however it is spelled there.
        fields: texts to erase whole.
    """

    def __init__(self, folder: Address, codes: Sequence[str], texts: Sequence[Spelling], fields: Sequence[ErasedField] = ()) -> None:
        self._folder, self._codes = folder, codes
        self._texts, self._fields = texts, frozenset(fields)

    def find(self) -> list[Hit]:
        """Every place, without changing anything.

        Raises:
            StoreError: a document cannot be read, so it cannot be told what it holds.
        """
        found: list[Hit] = []
        for path in counted(self._documents(), _("さがしています")):
            for one in (path, *shelf_of(path).copies(path)):
                found += self._looked_at(one)[1]
        return found

    def erase(self) -> list[Hit]:
        """Erase it, document by document; gives the places.

        Raises:
            StoreError: a document could not be replaced; those before it are done, and doing it again goes on.
        """
        found: list[Hit] = []
        bring_forward(self._folder)  # so that nobody moves a document between looking for it and locking it
        for path in counted(self._documents(), _("〔削除〕に置き換えています")):
            shelf = shelf_of(path)
            with shelf.locked(path):
                for one in (*shelf.copies(path), path):
                    found += self._erase_in(one, path)
            derived.forget(self._folder, path.name.partition(".")[0])
        return found

    def left(self) -> list[str]:
        """Names of what holds the text all the same: where no text is expected, it is never changed."""
        return [name for name, content in shelf_of(self._folder).written(self._folder) if self._is_in(content)]

    def is_in_copy(self, archive: Path) -> bool:
        """Whether a copy of a data folder holds it.

        Raises:
            StoreError: the copy cannot be read through.
        """
        holds: list[bool] = []

        def look(_name: PurePosixPath, chunks: Iterator[bytes]) -> None:
            holds.append(self._is_in(b"".join(chunks)))

        each(archive, look)
        return any(holds)

    # -- documents -----------------------------------------------------------------------------------------------------

    def _documents(self) -> list[Address]:
        every = [one for one in documents(self._folder) if one.name not in ("dxcheck.json", "accounts.json", "factors.json")]
        return [one for one in every if not self._codes or one.name.partition(".")[0] in self._codes]

    def _looked_at(self, path: Address) -> tuple[bytes | None, list[Hit]]:
        """A document's content without the text, and where it was; no content where a copy that nobody can read any more must go.

        Raises:
            StoreError: the document itself cannot be read.
        """
        raw = shelf_of(path).read(path)
        if raw is None:
            return None, []
        try:
            envelope, tables = read_document(raw, path)
        except errors.StoreError:
            if path.name.endswith(".json"):
                raise
            return None, [Hit(path.name, "", (), "")] if self._is_in(raw) else []
        found: list[Hit] = []
        made = {name: self._table(path.name, envelope.kind, name, table, found) for name, table in tables.items()}
        return document_bytes(envelope, made) if found else raw, found

    def _table(self, file: str, kind: str, name: str, table: dict[str, Any], found: list[Hit]) -> dict[str, Any]:
        model = WRITTEN_TABLES.get(kind, {}).get(name)
        if model is None:
            return table
        chain = _chain(table.values(), {one.snapshot for one in self._fields}) if name == "snapshots" else {}
        made = {}
        for number, record in table.items():
            id_ = str(record.get("id") or record.get("record", {}).get("id") or record.get("snapshot") or "")
            whole: set[tuple[str, ...]] = {("answers", one.item, one.name) for one in self._fields if chain.get(id_) == one.snapshot}
            before = (record.get("before") or {}).get("id")  # what a section is shown of last time is a copy of that snapshot
            whole |= {("before", "answers", one.item, one.name) for one in self._fields if before == one.snapshot}
            made[number] = self._record(record, model, Hit(file, name, (), id_), whole, found)
        return made

    def _record(self, record: Any, model: type[msgspec.Struct], where: Hit, whole: set[tuple[str, ...]], found: list[Hit]) -> Any:
        def change(text: str, place: tuple[str, ...], most: int | None) -> str:
            new = self._without(text, most, is_whole=place in whole)
            if new != text:
                found.append(where._replace(place=place))
            return new

        return _changed(record, _shape_of(model), (), change)

    def _without(self, text: str, most: int | None, *, is_whole: bool) -> str:
        if not text or (is_whole and text == ERASED):
            return text
        made = ERASED if is_whole else text
        for one in self._texts:
            made = one.replaced(made, lambda _there: ERASED)
        if most is None or len(made) <= most:
            return made
        for one in self._texts:
            text = one.replaced(text, lambda there: ERASED if len(there) >= len(ERASED) else _SHORT * len(there))
        return text

    def _erase_in(self, path: Address, document: Address) -> list[Hit]:
        content, found = self._looked_at(path)
        if found:
            shelf_of(path).erase(path, document, content)
        return found

    def _is_in(self, raw: bytes) -> bool:
        """Whether a file's content holds the text, however it is written there."""
        try:
            texts: Iterable[str] = _strings(msgspec.json.decode(raw.removeprefix(b"\xef\xbb\xbf")))
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            texts = [raw.decode(errors="replace")]
        return any(one.is_in(text) for text in texts for one in self._texts)


@cache
def _shape_of(model: type[msgspec.Struct]) -> inspect.Type:
    """What a record is made of; to find that out takes longer than to change one, and there are thousands."""
    return inspect.type_info(model)


def _chain(records: Iterable[dict[str, Any]], wanted: set[str]) -> dict[str, str]:
    """Each snapshot that corrects a wanted one, or that it corrects, however far: its id to the wanted one's."""
    links = [(str(one.get("id")), str(one.get("supersedes") or "")) for one in records]
    chain = {one: one for one in wanted}
    for _round in links:
        for one, other in links:
            for this, that in ((one, other), (other, one)):
                if this and that in chain and this not in chain:
                    chain[this] = chain[that]
    return chain


def _changed(data: Any, kind: inspect.Type, place: tuple[str, ...], change: Callable[[str, tuple[str, ...], int | None], str]) -> Any:  # noqa: PLR0911 - a case each
    """The same data with every text changed."""
    match kind:
        case inspect.Metadata(type=inner, extra=extra):
            if extra and extra.get("written") and isinstance(data, str):
                return change(data, place, None)
            return _changed(data, inner, place, change)
        case inspect.StrType(max_length=most) if most is not None and isinstance(data, str):
            return change(data, place, most)
        case inspect.StructType() if isinstance(data, dict):
            kinds = {one.encode_name: one.type for one in kind.fields}
            return {name: _changed(value, kinds[name], (*place, name), change) if name in kinds else value for name, value in data.items()}
        case inspect.DictType() if isinstance(data, dict):
            return {
                _changed(name, kind.key_type, (*place, ""), change): _changed(value, kind.value_type, (*place, name), change)
                for name, value in data.items()
            }
        case inspect.VarTupleType(item_type=inner) | inspect.ListType(item_type=inner) if isinstance(data, list):
            return [_changed(one, inner, place, change) for one in data]
        case inspect.UnionType():
            fitting = inspect.StructType if isinstance(data, dict) else inspect.StrType
            return next((_changed(data, one, place, change) for one in kind.types if isinstance(one, fitting)), data)
        case _:
            return data


def _strings(data: Any) -> Iterator[str]:
    if isinstance(data, str):
        yield data
    elif isinstance(data, dict):
        for name, value in data.items():
            yield name
            yield from _strings(value)
    elif isinstance(data, list):
        for one in data:
            yield from _strings(one)
