"""A copy, in a folder of this process, of the files in a database that people write: those who read them read files. It follows what is put into the database."""

from __future__ import annotations

import contextlib
import tempfile
import threading
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from dxcheck.store.errors import StoreError
from dxcheck.store.shelf import TEXTS

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager

    import psycopg

Reading: TypeAlias = "Callable[[], AbstractContextManager[psycopg.Connection[Any]]]"
IN_ROOT: Final = ("roster.toml", "disclosure.toml")
"""Those that do not lie with the questionnaires."""


def is_settings(name: str) -> bool:
    """Whether it is read as one of them."""
    below = PurePosixPath(name)
    return name in IN_ROOT or (below.parent.name == TEXTS and len(below.parts) == 2 and below.suffix == ".toml")  # noqa: PLR2004 - in the folder itself


class SettingsCopy:
    """Of one database."""

    def __init__(self, stamps: Callable[[], dict[str, object]]) -> None:
        """
        Args:
            stamps: of the files, by name; asked each time. A `StoreError` says that they are not known.
        """  # noqa: D205, D212
        self._stamps = stamps
        self._folder: tempfile.TemporaryDirectory[str] | None = None
        self._known: dict[str, object] = {}
        self._guard = threading.Lock()

    def folder(self, reading: Reading) -> Path:
        """The folder; made when it is first asked for, and brought up to date where the stamps say that something is another. It stays as it is while nobody can tell.

        Raises:
            StoreError: it could not be read the first time.
        """
        with self._guard:
            if self._folder is None:
                self._folder, self._known = self._made(reading)
            with contextlib.suppress(StoreError):
                if (stamps := self._stamps()) != self._known:
                    _fill(Path(self._folder.name), reading)
                    self._known = stamps
            return Path(self._folder.name)

    def _made(self, reading: Reading) -> tuple[tempfile.TemporaryDirectory[str], dict[str, object]]:
        """Whole: one that was begun and broke off would look like a database without settings."""
        stamps, made = self._stamps(), tempfile.TemporaryDirectory(prefix="dxcheck-")
        _fill(Path(made.name), reading)
        return made, stamps

    def close(self) -> None:
        """Remove it."""
        if self._folder is not None:
            self._folder.cleanup()


def _fill(folder: Path, reading: Reading) -> None:
    with reading() as connection:
        rows = connection.execute("SELECT name, content FROM files WHERE name LIKE %s", ("%.toml",)).fetchall()
    for name, content in rows:
        if is_settings(name):
            _replace(folder.joinpath(*PurePosixPath(name).parts), content)


def _replace(path: Path, content: bytes) -> None:
    """In one step: somebody may be reading it."""
    if path.is_file() and path.read_bytes() == content:
        return
    path.parent.mkdir(exist_ok=True)
    beside = path.with_name(f".{path.name}.new")
    beside.write_bytes(content)
    beside.replace(path)
