"""Moving everything from a data folder into an empty database, and back: byte for byte, in one piece, and read back before it counts.

Where it came from stays as it was. What belongs to the data is what a copy (`dxcheck backup`) holds: no locks, no earlier contents, nothing that is computed again.
"""

from __future__ import annotations

import os
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, NamedTuple

from dxcheck.i18n import _
from dxcheck.store import errors, files, layout
from dxcheck.store.archive import each, is_a_place, verify
from dxcheck.store.backup import appearing, belonging, is_empty_place, write_archive
from dxcheck.store.database import words
from dxcheck.store.database.contents import append_in, file_in, left_out_in, names_in, write_in
from dxcheck.store.database.database_shelf import open_shelf
from dxcheck.store.database.rows import sort_of
from dxcheck.store.shelf import InDatabase
from dxcheck.system.progress import counted

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator
    from pathlib import Path
    from typing import Any

    from psycopg import Connection

    from dxcheck.store.archive import Manifest


class Moved(NamedTuple):
    """What was moved."""

    files: int
    size: int
    """Bytes."""


def move_in(folder: Path, url: str) -> Moved:
    """Move a data folder into a database that is ready and empty, in one transaction.

    Raises:
        StoreError: nothing was written.
    """
    found = _of_folder(folder)
    if not found:
        raise words.DatabaseError(
            _("{path} には移すデータがありません", path=folder),
            _("何も書き込んでいません"),
            _("データのフォルダーを指定してください"),
        )
    shelf = open_shelf(url)
    root = InDatabase(shelf)
    size = 0
    with shelf.writing(root) as connection:
        _check_empty(connection, url)
        for below, path in counted(found.items(), _("データベースに書いています")):
            content = files.read(path) or b""
            size += len(content)
            _put(connection, below, content)
        _compare(connection, found, folder)
    return Moved(len(found), size)


def move_out(url: str, folder: Path) -> Moved:
    """Move what is in a database into a folder that is empty or not there yet, as it was at one moment.

    Raises:
        StoreError: the folder is as it was.
    """
    if not is_empty_place(folder):
        raise words.DatabaseError(
            _("{path} は空ではありません", path=folder),
            _("何も書き込んでいません"),
            _("まだないフォルダーか、空のフォルダーを指定してください"),
        )
    shelf = open_shelf(url)
    root = InDatabase(shelf)
    size = 0
    with shelf.at_one_moment(root) as connection, appearing(folder) as beside:
        names = names_in(connection)
        if not names:
            raise words.DatabaseError(
                _("{path} には移すデータがありません", path=url), _("何も書き込んでいません"), _("データベースの名前を確かめてください")
            )
        for below in counted(names, _("フォルダーに書いています")):
            content = file_in(connection, below) or b""
            path = beside.joinpath(*below.parts)
            try:
                files.make_folder(path.parent)
                files.write_new(path, content)
                is_same = path.read_bytes() == content
            except OSError as problem:
                raise errors.from_os_error(problem, folder) from problem
            if not is_same:
                raise _other(below)
            size += len(content)
    return Moved(len(names), size)


def back_up_database(url: str, target: Path, now: dt.datetime) -> Manifest:
    """Copy what is in a database into one archive, as it is at one moment whoever writes meanwhile, and read it back: the same as of a folder.

    Raises:
        StoreError: the archive cannot be written, or there is nothing to copy.
    """
    shelf = open_shelf(url)
    with shelf.at_one_moment(InDatabase(shelf)) as connection:
        names = names_in(connection)
        if not names:
            raise words.DatabaseError(
                _("{path} には写すデータがありません", path=url), _("何も書き込んでいません"), _("データベースの名前を確かめてください")
            )
        there = counted(names, _("控えに写しています"))
        return write_archive(((one.as_posix(), file_in(connection, one) or b"") for one in there), target, now)


def restore_into(archive: Path, url: str) -> Manifest:
    """Bring a copy back into a database that is ready and empty, in one transaction; each part is read back as it is written.

    Raises:
        StoreError: the copy is not whole, or the database is not empty; nothing was written.
    """
    verify(archive)
    shelf = open_shelf(url)
    root = InDatabase(shelf)
    seen: set[PurePosixPath] = set()
    with shelf.writing(root) as connection:
        _check_empty(connection, url)

        def write(name: PurePosixPath, chunks: Iterator[bytes]) -> None:
            below, content = _placed(name), b"".join(chunks)
            if below not in seen:
                seen.add(below)
                _put(connection, below, content)
                if (file_in(connection, below) or b"") != content:
                    raise _other(below)

        return each(archive, write, _("データベースに書いています"))


def left_out_of(url: str) -> list[str]:
    """Names in a database that go into no copy and no folder; see `left_out_in`.

    Raises:
        StoreError: it cannot be read.
    """
    shelf = open_shelf(url)
    with shelf.beside(InDatabase(shelf)) as connection:
        return left_out_in(connection)


def check_empty(url: str) -> None:
    """Whether nothing is in a database yet.

    Raises:
        StoreError: something is, or it is not ready.
    """
    shelf = open_shelf(url)
    with shelf.beside(InDatabase(shelf)) as connection:
        _check_empty(connection, url)


def _of_folder(folder: Path) -> dict[PurePosixPath, Path]:
    """What belongs to the data, by the name it has in a database: a document that an earlier version left in the folder itself gets its place."""
    found: dict[PurePosixPath, Path] = {}
    if not folder.is_dir():
        return found
    for path in sorted(
        (one for one in belonging(folder) if is_a_place(one.relative_to(folder).as_posix())), key=lambda one: (-len(one.parts), one)
    ):
        placed = _placed(PurePosixPath(*path.relative_to(folder).parts))
        if placed not in found:
            found[placed] = path
    return dict(sorted(found.items()))


def _placed(below: PurePosixPath) -> PurePosixPath:
    """The name in a database; of a document that an earlier version kept in the data folder itself the one that it has today."""
    return layout.place(PurePosixPath(), below.name) if len(below.parts) == 1 else below


def _check_empty(connection: Connection[Any], url: str) -> None:
    if names_in(connection):
        raise words.DatabaseError(
            _("{name} にはもうデータがあります", name=url),
            _("何も書き込んでいません"),
            _("空のデータベースを用意してください（createdb と dxcheck db init）"),
        )


def _put(connection: Connection[Any], below: PurePosixPath, content: bytes) -> None:
    if sort_of(below) == "log":
        append_in(connection, below, content)
    else:
        write_in(connection, below, content)


def _compare(connection: Connection[Any], found: dict[PurePosixPath, Path], folder: Path) -> None:
    """Whether the database gives back what the folder holds now: all of it, and nothing else."""
    if names_in(connection) != sorted(found) or _of_folder(folder) != found:
        raise _other(PurePosixPath(os.fspath(folder)))
    for below, path in counted(found.items(), _("読み返して確かめています")):
        if file_in(connection, below) != (files.read(path) or b""):
            raise _other(below)


def _other(below: PurePosixPath) -> words.DatabaseError:
    return words.DatabaseError(
        _("移している間に {name} が変わったか、書いたとおりに読めませんでした", name=below.name),
        _("移す先には何も書き込んでいません"),
        _("ほかの人の画面を閉じて、もう一度お試しください"),
    )
