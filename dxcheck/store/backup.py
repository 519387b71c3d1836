"""A copy of a whole data folder in one file, made while people write, and the way back.

Every file of ours is replaced whole or not at all, so each is read in one piece. Where a change touches two files, the order of reading makes sure that the copy
holds it at least once: a draft before the municipality's file that takes its answers over, the published averages before the ledger that proves them.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import os
import shutil
import zipfile
import zlib
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Final

import msgspec

from dxcheck.i18n import _, _n
from dxcheck.store import errors, files
from dxcheck.store.derived import FOLDER as DERIVED

if TYPE_CHECKING:
    import io
    from collections.abc import Callable, Iterator

MANIFEST: Final = "dxcheck-backup.json"
SCHEMA: Final = 1
PREFIX: Final = "dxcheck-backup-"
LARGEST: Final = 4_000_000_000
"""Bytes that a restored folder may have: an archive that unpacks to more is none of ours."""
_SKIPPED: Final = (files.LOCK_FOLDER, DERIVED)


class Part(msgspec.Struct, frozen=True):
    """One file in the copy."""

    path: str
    size: int
    sha256: str


class Manifest(msgspec.Struct, frozen=True):
    """What the copy holds; itself the last thing in the archive, so that a copy cut short has none."""

    schema: int
    made_at: dt.datetime
    parts: tuple[Part, ...]


class BackupError(errors.StoreError):
    """A copy cannot be made, or is not whole."""


def back_up(folder: Path, target: Path, now: dt.datetime) -> Manifest:
    """Copy a data folder into one archive, and read it back.

    Args:
        folder: the data folder; people may go on writing.
        target: the archive; an older one of this name is replaced once the new one is proved whole.
        now: for the manifest.

    Raises:
        StoreError: a file cannot be read, the archive cannot be written, or there is nothing to copy.
    """
    if not _paths(folder):
        raise BackupError(
            _("{path} には写すデータがありません", path=folder),
            _("何も書き込んでいません"),
            _("--data で、データのフォルダーを指定してください"),
            folder,
        )
    temporary = target.with_name(f".{target.name[:80]}.{os.urandom(4).hex()}.tmp")
    try:
        files.make_folder(target.parent)
        descriptor = os.open(temporary, os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
        with open(descriptor, "w+b") as opened:  # noqa: PTH123 - it is a descriptor
            manifest = _write(opened, folder, now)
            opened.flush()
            os.fsync(opened.fileno())
        verify(temporary)
        temporary.replace(target)
    except OSError as problem:
        raise errors.from_os_error(problem, target) from problem
    finally:
        temporary.unlink(missing_ok=True)
    return manifest


def _write(opened: io.BufferedRandom, folder: Path, now: dt.datetime) -> Manifest:
    parts = []
    with zipfile.ZipFile(opened, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in _in_order(folder):
            content = files.read(path)
            if content is None:  # gone since: a draft that was submitted, whose municipality's file comes later
                continue
            name = path.relative_to(folder).as_posix()
            archive.writestr(zipfile.ZipInfo(name, now.timetuple()[:6]), content, zipfile.ZIP_DEFLATED)
            parts.append(Part(name, len(content), hashlib.sha256(content).hexdigest()))
        manifest = Manifest(SCHEMA, now, tuple(parts))
        archive.writestr(zipfile.ZipInfo(MANIFEST, now.timetuple()[:6]), msgspec.json.encode(manifest), zipfile.ZIP_DEFLATED)
    return manifest


def _paths(folder: Path) -> list[Path]:
    """What belongs to the data: no locks, no half-written files, nothing derived, no other copies."""
    found = []
    for path in folder.rglob("*"):
        parts = path.relative_to(folder).parts
        is_ours = not (path.name.endswith((".tmp", ".bak")) or path.name.startswith(PREFIX) or parts[0] in _SKIPPED)
        if is_ours and path.is_file() and not path.name.startswith(".doctor."):
            found.append(path)
    return found


def _in_order(folder: Path) -> Iterator[Path]:
    """Each before what takes over from it; looked for anew in each turn, since what takes over may not have been there at first."""
    for turn in range(3):
        yield from sorted(path for path in _paths(folder) if _turn(path) == turn)


def _turn(path: Path) -> int:
    if path.name.endswith(".draft.json"):
        return 0
    return 1 if path.name == "benchmarks.json" else 2


def verify(archive: Path) -> Manifest:
    """Read a copy through, and compare everything with its manifest; nothing is written.

    Raises:
        StoreError: it is not whole, not a copy of ours, or from a newer dxcheck.
    """
    return _each(archive, lambda _name, _content: None)


def _each(archive: Path, take: Callable[[PurePosixPath, bytes], None]) -> Manifest:
    try:
        with zipfile.ZipFile(archive) as opened:
            manifest = _manifest(opened, archive)
            for one in manifest.parts:
                take(PurePosixPath(one.path), _content(opened, one, archive))
    except (zipfile.BadZipFile, zlib.error, msgspec.DecodeError, EOFError, RuntimeError, ValueError, KeyError) as problem:
        raise _broken(archive, str(problem)) from problem
    except OSError as problem:
        raise errors.from_os_error(problem, archive) from problem
    return manifest


def _manifest(opened: zipfile.ZipFile, archive: Path) -> Manifest:
    names = opened.namelist()
    if not names or names[-1] != MANIFEST or len(set(names)) != len(names):
        raise _broken(archive, _("控えの目録がありません"))
    manifest = msgspec.json.decode(opened.read(MANIFEST), type=Manifest)
    if manifest.schema > SCHEMA:
        raise errors.newer(archive, manifest.schema, SCHEMA)
    if {one.path for one in manifest.parts} != set(names) - {MANIFEST} or sum(one.size for one in manifest.parts) > LARGEST:
        raise _broken(archive, _("目録と中身が合いません"))
    return manifest


def _content(opened: zipfile.ZipFile, part: Part, archive: Path) -> bytes:
    name = PurePosixPath(part.path)
    leads_out = name.is_absolute() or ".." in name.parts or "\\" in part.path or ":" in part.path
    if leads_out or opened.getinfo(part.path).file_size != part.size:
        raise _broken(archive, _("{name} の場所か大きさが正しくありません", name=part.path[:80]))
    content = opened.read(part.path)
    if hashlib.sha256(content).hexdigest() != part.sha256:
        raise _broken(archive, _("{name} の中身が目録と違います", name=part.path))
    return content


def restore(archive: Path, folder: Path) -> Manifest:
    """Bring a copy back into a new folder. Everything is verified before the folder appears, and it appears whole.

    Raises:
        StoreError: the copy is not whole, or the folder is not empty or cannot be written; then nothing is there that was not before.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise BackupError(
            _("{path} は空ではありません", path=folder),
            _("何も書き込んでいません"),
            _("まだないフォルダーか、空のフォルダーを --to で指定してください"),
            folder,
        )
    verify(archive)
    beside = folder.with_name(f".{folder.name[:80]}.{os.urandom(4).hex()}.tmp")

    def write(name: PurePosixPath, content: bytes) -> None:
        path = beside.joinpath(*name.parts)
        files.make_folder(path.parent)
        try:
            files.write_new(path, content)
        except OSError as problem:
            raise errors.from_os_error(problem, folder) from problem

    try:
        files.make_folder(beside)
        manifest = _each(archive, write)
        if folder.exists():
            folder.rmdir()
        beside.replace(folder)
    except OSError as problem:
        raise errors.from_os_error(problem, folder) from problem
    finally:
        shutil.rmtree(beside, ignore_errors=True)
    return manifest


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


def said(manifest: Manifest) -> str:
    """How much a copy holds, in words."""
    size = sum(one.size for one in manifest.parts)
    return _n("{n}個のファイル、{size} kB", "{n}個のファイル、{size} kB", len(manifest.parts), size=f"{size // 1000:,}")


def _broken(archive: Path, why: str) -> BackupError:
    return BackupError(
        _("控え {path} は使えません（{why}）", path=archive, why=why),
        _("何も書き込んでいません"),
        _("別の日の控えを使ってください"),
        archive,
    )
