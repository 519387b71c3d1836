"""The marker of a data folder, `dxcheck.json`: which kind of data it holds, whose it opens with, and which questionnaire is in use.

Its content is kept twice, the second time in `dxcheck.json.bak`: one bad byte must not keep a whole prefecture from its data. What cannot be read is never
overwritten; until somebody has put it right, the second one is used.
"""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal

import msgspec

from dxcheck.i18n import _
from dxcheck.store import errors, moving
from dxcheck.store.shelves import documents, shelf_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from dxcheck.store.shelf import Address

MARKER: Final = "dxcheck.json"
SECOND: Final = "dxcheck.json.bak"
MARKER_SCHEMA: Final = 3
"""2: says which questionnaire is in use. 3: documents lie in the folders of their readers; earlier versions would find none."""


class Marker(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the folder holds."""

    schema: int = MARKER_SCHEMA
    kind: Literal["real", "demo"] = "real"
    home: str = ""
    """The code of the municipality this folder opens with."""
    questionnaire: str = ""
    """The id of the questionnaire in use here; empty for the one that comes with dxcheck."""


class FirstMark:
    """Writes the marker with the first document, and moves what an earlier version left elsewhere.

    Repositories hold this and not the folder, from which there is a way to every municipality.
    """

    def __init__(self, folder: Address, marker: Marker) -> None:
        self._folder, self._marker = folder, marker
        self._first, self._second = folder / MARKER, folder / SECOND
        self._is_moved = False

    def __call__(self) -> None:
        """Write it where it is not there yet, or is an earlier version's.

        Raises:
            StoreError: it could not be written, or something could not be moved.
        """
        if not _is_there(self._first):
            change_marker(self._folder, self._marker, lambda there: there)
        elif not _is_there(self._second):
            _keep_second(self._folder)
        if not self._is_moved:
            if isinstance(self._folder, Path) and moving.not_moved(self._folder):
                _raise_schema(self._folder)
                moving.move(self._folder)
            self._is_moved = True


def _is_there(address: Address) -> bool:
    return shelf_of(address).is_there(address)


def bring_forward(folder: Address) -> None:
    """Bring a folder of an earlier version to today's layout, where it is one; see `dxcheck.store.moving`.

    Raises:
        StoreError: not everything was moved; it can be read all the same.
    """
    FirstMark(folder, read_marker(folder) or Marker())()


def read_marker(folder: Address) -> Marker | None:
    """The marker, or what its second says where it is damaged or gone; None where there is none.

    Raises:
        StoreError: neither can be read.
    """
    try:
        return _read(folder / MARKER) or _second(folder)
    except errors.DamagedError as problem:
        if second := _second(folder):
            return second
        raise _unreadable(folder / MARKER, problem, has_second=False) from problem


def problem_with(folder: Address) -> errors.StoreError | None:
    """What is the matter with the marker, for `dxcheck doctor`."""
    try:
        _read(folder / MARKER)
    except errors.DamagedError as problem:
        return _unreadable(folder / MARKER, problem, has_second=_second(folder) is not None)
    except errors.StoreError as problem:
        return problem
    return None


def second_is_sound(folder: Address) -> bool:
    """Whether the second could be used."""
    return _second(folder) is not None


def differs_from_second(folder: Address) -> bool:
    """Whether both can be read and say different things: one of them was changed by somebody else than dxcheck."""
    try:
        first = _read(folder / MARKER)
    except errors.StoreError:
        return False
    second = _second(folder)
    return first is not None and second is not None and first != second


def change_marker(folder: Address, known: Marker, change: Callable[[Marker], Marker]) -> Marker:
    """Read, change and write it, twice, under the lock: what somebody else decided about the folder meanwhile stays.

    Args:
        folder: the data folder.
        known: what to change where there is none yet.
        change: gets what is there and gives what shall be there.

    Raises:
        StoreError: it could not be written, or what is there cannot be read; it is as it was.
    """
    path, shelf = folder / MARKER, shelf_of(folder)
    shelf.check_root(folder)  # whoever wants a new one says so when opening it
    with shelf.locked(path):
        if (problem := problem_with(folder)) is not None:
            raise problem
        if differs_from_second(folder):
            shelf.put_aside(path, shelf.read(path) or b"")
        marker = msgspec.structs.replace(change(_read(path) or known), schema=MARKER_SCHEMA)
        shelf.write(path, marker_bytes(marker), keep_old=False)
        _write_second(folder, marker_bytes(marker))
    shelf.expect(path)
    return marker


def marker_bytes(marker: Marker) -> bytes:
    """The file's content."""
    return msgspec.json.format(msgspec.json.encode(marker), indent=1) + b"\n"


def from_documents(folder: Address) -> Marker:
    """What the marker must have said, as far as the documents tell: for `dxcheck doctor`, where neither it nor its second can be read."""
    for path in documents(folder):
        try:
            found = msgspec.json.decode(shelf_of(path).read(path) or b"", type=_Document)
        except (errors.StoreError, msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            continue
        return Marker(kind="demo" if found.dxcheck.demo else "real")
    return Marker()


class _Envelope(msgspec.Struct, frozen=True):
    demo: bool


class _Document(msgspec.Struct, frozen=True):
    dxcheck: _Envelope


def _raise_schema(folder: Address) -> None:
    """Keep earlier versions out, also where only the second can be read: they take that one then."""
    try:
        first = _read(folder / MARKER)
    except errors.DamagedError:
        with shelf_of(folder).locked(folder / MARKER):
            second = _second(folder)
            if second is not None and second.schema < MARKER_SCHEMA:
                shelf_of(folder).write(folder / SECOND, marker_bytes(msgspec.structs.replace(second, schema=MARKER_SCHEMA)), keep_old=False)
    else:
        if first is None or first.schema < MARKER_SCHEMA:
            change_marker(folder, first or Marker(), lambda there: there)


def _keep_second(folder: Address) -> None:
    """Folders of earlier versions, and restored ones, have none yet."""
    with contextlib.suppress(errors.StoreError), shelf_of(folder).locked(folder / MARKER):
        there = _read(folder / MARKER)
        if there is not None:
            _write_second(folder, marker_bytes(there))


def _write_second(folder: Address, content: bytes) -> None:
    with contextlib.suppress(errors.StoreError):  # it is a convenience, not the promise
        shelf_of(folder).write(folder / SECOND, content, keep_old=False)


def _second(folder: Address) -> Marker | None:
    try:
        return _read(folder / SECOND)
    except errors.StoreError:
        return None


def _read(path: Address) -> Marker | None:
    raw = shelf_of(path).read(path)
    if raw is None:
        return None
    try:
        loose = msgspec.json.decode(raw.removeprefix(b"\xef\xbb\xbf"))
        errors.check_schema(loose.get("schema", MARKER_SCHEMA) if isinstance(loose, dict) else None, MARKER_SCHEMA, path)
        return msgspec.convert(loose, Marker)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as problem:
        raise errors.damaged(path, str(problem)) from problem


def _unreadable(path: Address, problem: errors.StoreError, *, has_second: bool) -> errors.DamagedError:
    """A damaged marker, with what can be done about it here."""
    advice = (
        _(
            "{name} を別の名前に変えて残し、同じ内容の {second} を {name} という名前で写してください。それまでは {second} の内容で使えます",
            name=path.name,
            second=SECOND,
        )
        if has_second
        else _(
            "{name} を別の名前に変えて残し、控えにある {name} を置いてください。控えがなければ、dxcheck doctor が書く内容を示します",
            name=path.name,
        )
    )
    return errors.DamagedError(problem.what, problem.safe, advice, path)
