"""A copy of a whole data folder in one file, made while people write, and the way back.

Every file is replaced whole or not at all, so each is read in one piece. Where a change touches two files, the order of reading makes sure that the copy
holds it at least once: a draft before the municipality's file that takes its answers over, the published averages before the ledger that proves them, the ledger before
the key it was made with, the accounts before what the server keeps of their second factors, a log before the files that are put aside when it is full, the texts of questionnaires last, since a text is kept before anybody answers it
and never changes.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import shutil
import zipfile
from typing import TYPE_CHECKING, Final

import msgspec

from dxcheck.i18n import _, _n
from dxcheck.store import errors, files, layout
from dxcheck.store.archive import ARCHIVE_SCHEMA, MANIFEST, BackupError, Manifest, Part, each, is_a_place, verify
from dxcheck.store.audit import AUDIT, REFUSED
from dxcheck.store.benchmarks import KEY
from dxcheck.store.derived import FOLDER as DERIVED
from dxcheck.store.factors import FACTORS
from dxcheck.store.folder import DataFolder
from dxcheck.store.shelf import TEXTS
from dxcheck.system import half_written, ownership
from dxcheck.system.progress import counted

if TYPE_CHECKING:
    import datetime as dt
    import io
    from collections.abc import Iterable, Iterator
    from pathlib import Path, PurePosixPath

PREFIX: Final = "dxcheck-backup-"
_SKIPPED: Final = (files.LOCK_FOLDER, DERIVED)


def back_up(folder: Path, target: Path, now: dt.datetime) -> Manifest:
    """Copy a data folder into one archive, and read it back.

    Args:
        folder: the data folder; people may go on writing.
        target: the archive; an older one of this name is replaced once the new one is proved whole.
        now: for the manifest.

    Raises:
        StoreError: a file cannot be read, the archive cannot be written, or there is nothing to copy.
    """
    if not _paths(folder, target) or DataFolder.open(folder, create=False).is_empty:
        raise BackupError(
            _("{path} には写すデータがありません", path=folder),
            _("何も書き込んでいません"),
            _("--data で、データのフォルダーを指定してください"),
            folder,
        )
    return write_archive(_contents(folder, target), target, now)


def write_archive(contents: Iterable[tuple[str, bytes]], target: Path, now: dt.datetime) -> Manifest:
    """Write an archive, and read it back.

    Args:
        contents: what goes in, by its name in a data folder.
        target: the archive; an older one of this name is replaced once the new one is proved whole.
        now: for the manifest.

    Raises:
        StoreError: it cannot be written, or what `contents` raised; an older one is still there.
    """
    if target.exists() and not target.is_file():
        raise BackupError(
            _("{path} は、ファイルではありません", path=target),
            _("何も書き込んでいません"),
            _("控えのファイル名（例: 控え.zip）を指定してください"),
            target,
        )
    files.make_folder(target.parent)
    try:
        with half_written.making(target) as made:
            descriptor = files.open_new(made, like=target)
            with open(descriptor, "w+b") as opened:  # noqa: PTH123 - it is a descriptor
                manifest = _write(opened, contents, now)
                opened.flush()
                os.fsync(opened.fileno())
            verify(made)
            made.replace(target)
    except OSError as problem:
        raise errors.from_os_error(problem, target) from problem
    return manifest


def _write(opened: io.BufferedRandom, contents: Iterable[tuple[str, bytes]], now: dt.datetime) -> Manifest:
    parts: list[Part] = []
    with zipfile.ZipFile(opened, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in contents:
            archive.writestr(zipfile.ZipInfo(name, now.timetuple()[:6]), content, zipfile.ZIP_DEFLATED)
            parts.append(Part(name, len(content), hashlib.sha256(content).hexdigest()))
        manifest = Manifest(ARCHIVE_SCHEMA, now, tuple(parts))
        archive.writestr(zipfile.ZipInfo(MANIFEST, now.timetuple()[:6]), msgspec.json.encode(manifest), zipfile.ZIP_DEFLATED)
    return manifest


def _contents(folder: Path, target: Path) -> Iterator[tuple[str, bytes]]:
    read: set[Path] = set()
    for path in _in_order(folder, target):
        content = files.read(path)
        if content is None:  # moved to its folder since by somebody who wrote
            path = layout.place(folder, path.name)  # noqa: PLW2901 - it is the same document
            content = files.read(path)
        if content is None or path in read:
            continue
        read.add(path)
        yield path.relative_to(folder).as_posix(), content


def left_out(folder: Path) -> list[str]:
    """Files that no copy holds, because their names cannot be written everywhere a copy may be brought back to: none of dxcheck's own."""
    names = (one.relative_to(folder).as_posix() for one in belonging(folder))
    return sorted(one for one in names if not is_a_place(one))


def _paths(folder: Path, target: Path) -> list[Path]:
    """What goes into a copy."""
    there = [one for one in belonging(folder) if is_a_place(one.relative_to(folder).as_posix())]
    return [one for one in there if not (target.exists() and one.samefile(target))]


def belonging(folder: Path) -> list[Path]:
    """What belongs to the data: no locks, no half-written files, nothing derived, no other copies."""
    found = []
    for path in folder.rglob("*"):
        parts = path.relative_to(folder).parts
        is_ours = not (path.name.endswith((".tmp", ".bak")) or path.name.startswith((PREFIX, ".doctor.")) or set(parts) & set(_SKIPPED))
        if is_ours and path.is_file():
            found.append(path)
    return found


def _in_order(folder: Path, target: Path) -> Iterator[Path]:
    """Each before what takes over from it; looked for again in each turn, since what takes over may not have been there at first."""
    for turn in range(4):
        there = sorted(path for path in _paths(folder, target) if _turn(path, folder) == turn)
        yield from counted(there, _("控えに写しています"))


def _turn(path: Path, folder: Path) -> int:
    if path.name.endswith(".draft.json"):
        return 0
    if path.name in ("benchmarks.json", AUDIT, REFUSED):
        return 1
    return 3 if path.parent == folder / TEXTS or path.name in (KEY, FACTORS) else 2


def restore(archive: Path, folder: Path) -> Manifest:
    """Bring a copy back into a new folder. Everything is verified before the folder appears, and it appears whole.

    Raises:
        StoreError: the copy is not whole, or the folder is not empty or cannot be written; then nothing is there that was not before.
    """
    if not is_empty_place(folder):
        raise BackupError(
            _("{path} は空ではありません", path=folder),
            _("何も書き込んでいません"),
            _("まだないフォルダーか、空のフォルダーを --to で指定してください"),
            folder,
        )
    manifest = verify(archive)
    _check_room(folder, sum(one.size for one in manifest.parts))
    with appearing(folder) as beside:

        def write(name: PurePosixPath, chunks: Iterator[bytes]) -> None:
            path = beside.joinpath(*name.parts)
            files.make_folder(path.parent)
            try:
                files.write_new(path, chunks)
            except OSError as problem:
                raise errors.from_os_error(problem, folder) from problem

        return each(archive, write, _("フォルダーに戻しています"))


def is_empty_place(folder: Path) -> bool:
    """Whether a folder is not there yet, or is empty."""
    return not folder.exists() or (folder.is_dir() and not any(folder.iterdir()))


@contextlib.contextmanager
def appearing(folder: Path) -> Iterator[Path]:
    """A folder to fill, which takes the place of an empty one, or of none, when all went well.

    Raises:
        StoreError: it cannot be written; nothing is there that was not before.
    """
    try:
        with half_written.making(folder) as beside:
            files.make_folder(beside)
            _as_it_was(folder, beside)
            yield beside
            if folder.exists():
                folder.rmdir()
            beside.replace(folder)
    except OSError as problem:
        raise errors.from_os_error(problem, folder) from problem


def _as_it_was(folder: Path, new: Path) -> None:
    """An empty folder that somebody prepared keeps its owner and its permissions.

    Raises:
        OSError: it would not be its owner's any more.
    """
    owner = ownership.owner_of(folder)
    if owner is not None:
        descriptor = os.open(new, os.O_RDONLY)
        try:
            ownership.keep(descriptor, owner, mode=True)
        finally:
            os.close(descriptor)


def _check_room(folder: Path, size: int) -> None:
    """Whether a folder of this size finds room: better said before than after filling the disk."""
    there = next(one for one in (folder, *folder.parents) if one.exists())
    with contextlib.suppress(OSError):
        if shutil.disk_usage(there).free < size:
            raise errors.from_os_error(OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)), folder)


def daily_name(day: dt.date) -> str:
    """The name of a day's own copy."""
    return f"{PREFIX}{day:%Y%m%d}.zip"


def thin_out(folder: Path, keep: int) -> list[Path]:
    """Remove the oldest daily copies, so that `keep` remain; gives what was removed."""
    daily = sorted(folder.glob(f"{PREFIX}[0-9]*.zip"))
    gone = daily[: max(0, len(daily) - keep)]
    for one in gone:
        one.unlink(missing_ok=True)
    return gone


def size_in_words(manifest: Manifest) -> str:
    """How much a copy holds, in words."""
    size = sum(one.size for one in manifest.parts)
    files_ = _n("{n}個のファイル、{size} kB", "{n}個のファイル、{size} kB", len(manifest.parts), size=f"{size // 1000:,}")
    return _n("{n}市町のデータ、{files}", "{n}市町のデータ、{files}", manifest.municipalities, files=files_)
