"""What was computed from a municipality's file, kept beside it until that file changes (docs/design.md section 4). Disposable: deleting the folder costs time alone.

A derived file carries the stamp of its source (inode, times, size) and what it was computed with; where either does not match, or a bit has changed, it counts as not there. It
holds figures and choices, never a text, and only its owner may read it, like every file.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Generic, TypeVar

import msgspec

from dxcheck.store import files, layout
from dxcheck.store.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Hashable

    from dxcheck.store.shelf import Address

FOLDER: Final = ".scores"
"""In the folder that the centre alone reads; in the data folder itself before there was one."""
Value = TypeVar("Value")
_MOST_BYTES: Final = 1_000_000
_SUM: Final = 8
"""Bytes before the content: a figure with one wrong bit would go unnoticed otherwise."""


def folder_in(folder: Path) -> Path:
    """Where they are in a data folder."""
    return folder / layout.PREFECTURE / layout.CENTRE_ONLY / FOLDER


def forget(folder: Address, code: str) -> None:
    """Let go of what was computed from a municipality's file, where something is kept."""
    if isinstance(folder, Path):
        with contextlib.suppress(OSError):
            (folder_in(folder) / code).unlink(missing_ok=True)


class _Kept(msgspec.Struct, Generic[Value], array_like=True):
    stamp: tuple[int, ...]
    made_with: str
    value: Value


class Derived(Generic[Value]):
    """One small file for each municipality of a folder. In a database nothing is kept: it is computed each time."""

    def __init__(self, folder: Address, kind: type[Value]) -> None:
        self._path = folder_in(folder) if isinstance(folder, Path) else None
        self._prefix = str(self._path) + os.sep
        kept: Any = _Kept
        self._decoder: msgspec.msgpack.Decoder[_Kept[Value]] = msgspec.msgpack.Decoder(kept[kind])

    def get(self, code: str, stamp: Hashable, made_with: str) -> Value | None:
        """What is kept, if it was made from the source of this stamp in this way."""
        if self._path is None:
            return None
        try:
            descriptor = os.open(self._prefix + code, os.O_RDONLY | getattr(os, "O_BINARY", 0))
            try:
                raw = os.read(descriptor, _MOST_BYTES)
            finally:
                os.close(descriptor)
            if raw[:_SUM] != _sum(raw[_SUM:]):
                return None
            found = self._decoder.decode(raw[_SUM:])
        except (OSError, msgspec.DecodeError, UnicodeDecodeError):
            return None
        return found.value if (found.stamp, found.made_with) == (stamp, made_with) else None

    def put(self, code: str, source: Address, stamp: Hashable, made_with: str, value: Value) -> None:
        """Keep it, if the source is at rest. A folder that cannot be written goes without."""
        if self._path is None or not isinstance(source, Path) or not isinstance(stamp, tuple) or not files.is_settled(source, stamp):
            return
        temporary = self._path / f".{code}.{os.urandom(4).hex()}.tmp"
        with contextlib.suppress(OSError, StoreError):
            try:
                files.make_folder(self._path)
                descriptor = files.open_new(temporary, like=self._path / code)
                with open(descriptor, "wb") as opened:  # noqa: PTH123 - it is a descriptor
                    content = msgspec.msgpack.encode(_Kept(stamp, made_with, value))
                    opened.write(_sum(content) + content)
                temporary.replace(self._path / code)
            finally:
                temporary.unlink(missing_ok=True)


def _sum(content: bytes) -> bytes:
    return hashlib.blake2b(content, digest_size=_SUM).digest()
