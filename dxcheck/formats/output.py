"""Files for people, written where they say: whole or not at all."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from dxcheck.i18n import _
from dxcheck.system import half_written, ownership
from dxcheck.system.oserror import os_reason
from dxcheck.system.refusal import DxcheckError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


class NothingToMakeError(DxcheckError, LookupError):
    """There is nothing to make a file of yet; the message says what is missing."""


class Made(Protocol):
    """Something that becomes a file."""

    @property
    def name(self) -> str:
        """A file name without its ending."""

    def to_bytes(self, format_: str) -> bytes:
        """The file's content in one of its formats."""


@dataclass(frozen=True)
class Offer:
    """A file that can be made."""

    title: str
    make: Callable[[], Made]
    """Slow, so call it off the screen's thread. May raise NothingToMakeError or StoreError."""
    formats: tuple[str, ...]
    """Endings without a dot, the usual one first."""


class NotWrittenError(DxcheckError):
    """The file could not be written; the message says why and what to do. What was there before is still there."""


def write_output(path: Path, content: bytes) -> None:
    """Write a file in one step, for whoever runs dxcheck alone; an older one of this name is replaced and gives its permissions on.

    A link stays, and what it leads to is written. What is no file (a device such as /dev/null, a pipe) is written into, and never replaced.

    Raises:
        NotWrittenError: it could not be done.
    """
    try:
        if path.is_dir():
            raise IsADirectoryError(21, os.strerror(21), str(path))
        if path.exists() and not path.is_file():
            with path.open("wb") as device:
                device.write(content)
        else:
            _replace(path.resolve() if path.is_symlink() else path, content)
    except OSError as problem:
        raise NotWrittenError(
            _(
                "{path} に書き込めません（{reason}）。ほかのアプリで開いていないか、書き込める場所か確かめてください。",
                path=path,
                reason=os_reason(problem),
            )
        ) from problem


def _replace(path: Path, content: bytes) -> None:
    with half_written.making(path) as half:
        _write(half, content, path.stat().st_mode & 0o777 if path.exists() else 0o600)
        _give_as_before(half, path)
        half.replace(path)


def _write(half: Path, content: bytes, mode: int) -> None:
    """What is in it is nobody else's business, also while it is being written."""
    descriptor = os.open(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
    with open(descriptor, "wb") as opened:  # noqa: PTH123 - it is a descriptor
        opened.write(content)
    half.chmod(mode)


def _give_as_before(half: Path, path: Path) -> None:
    """A file that root writes anew stays whose it was, a new one is whose the folder is."""
    owner = ownership.for_new(path.parent, path)
    if owner is not None:
        descriptor = os.open(half, os.O_RDWR)
        try:
            ownership.keep(descriptor, owner, mode=path.exists())
        finally:
            os.close(descriptor)
