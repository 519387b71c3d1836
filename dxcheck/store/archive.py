"""The archive a copy of a data folder is: its manifest, and reading it without trusting it.

An archive may come from anywhere. Nothing of it is believed: how large a part is, how it was packed and where it belongs are checked against the manifest and
against hard limits while it is read, piece by piece, so that an archive made to fill memory or disk is refused on the way.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
import struct
import zipfile
import zlib
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Annotated, Final

import msgspec
from msgspec import Meta

from dxcheck.i18n import _
from dxcheck.model.calendar import Timed
from dxcheck.store import errors
from dxcheck.system.oserror import os_reason
from dxcheck.system.progress import counted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

MANIFEST: Final = "dxcheck-backup.json"
ARCHIVE_SCHEMA: Final = 1
_LARGEST: Final = 4_000_000_000
"""Bytes that a restored folder may have: an archive that unpacks to more was not made by dxcheck."""
MOST_PARTS: Final = 20_000
LARGEST_MANIFEST: Final = 8_000_000
"""Bytes; about four times what the most parts need."""
_LONGEST_NAME, _LONGEST_PATH = 255, 1000
"""Bytes of a file's name, and characters of a path."""
_CHUNK: Final = 1_000_000
_PACKED: Final = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
"""The ways we pack. The others unpack in one go, however much that is."""
_ENCRYPTED: Final = 0x1


_OF_MUNICIPALITY: Final = re.compile(r"(?:[0-9]{6}/(?:shared|staff)/)?([0-9]{6})(?:\.draft)?\.json")


class Part(msgspec.Struct, frozen=True):
    """One file in the copy."""

    path: str
    size: Annotated[int, Meta(ge=0)]
    sha256: str


class Manifest(Timed, frozen=True):
    """What the copy holds; itself the last thing in the archive, so that a copy cut short has none."""

    schema: int
    made_at: dt.datetime
    parts: tuple[Part, ...]

    @property
    def municipalities(self) -> int:
        """How many municipalities have answers, or a draft, in it."""
        return len({found[1] for one in self.parts if (found := _OF_MUNICIPALITY.fullmatch(one.path))})


class BackupError(errors.StoreError):
    """A copy cannot be made, or is not whole."""


def verify(archive: Path) -> Manifest:
    """Read a copy through, and compare everything with its manifest; nothing is written.

    Whatever this takes can be restored: `dxcheck backup --check`, `back_up` and `restore` all read an archive by way of `each`.

    Raises:
        StoreError: it is not whole, not a copy that dxcheck made, or from a newer dxcheck.
    """

    def only_read(_name: PurePosixPath, chunks: Iterator[bytes]) -> None:
        for _chunk in chunks:
            pass

    return each(archive, only_read)


def each(archive: Path, take: Callable[[PurePosixPath, Iterator[bytes]], None], what: str = "") -> Manifest:
    """Give every part, in pieces, to `take`; `what` says what for, where that is more than to check them.

    Raises:
        StoreError: as `verify`; `take` may have got a part of it by then.
    """
    _refuse_missing(archive)
    try:
        with zipfile.ZipFile(archive) as opened:
            manifest = _manifest(opened, archive)
            for one in counted(manifest.parts, what or _("控えを確かめています")):
                take(PurePosixPath(one.path), _chunks(opened, one, archive))
    except (zipfile.BadZipFile, zlib.error, msgspec.DecodeError, struct.error, EOFError, RuntimeError, ValueError, KeyError) as problem:
        raise broken(archive, str(problem)) from problem
    except OSError as problem:
        raise errors.from_os_error(problem, archive) from problem
    return manifest


def _refuse_missing(archive: Path) -> None:
    try:
        archive.open("rb").close()
    except OSError as problem:
        raise BackupError(
            _("{path} を読めません（{reason}）", path=archive, reason=os_reason(problem)),
            _("何も書き込んでいません"),
            _("控えのファイルの場所と名前を確かめてください"),
            archive,
        ) from problem


def _manifest(opened: zipfile.ZipFile, archive: Path) -> Manifest:
    members = opened.infolist()
    names = [one.filename for one in members]
    if not names or names[-1] != MANIFEST or len(set(names)) != len(names):
        raise broken(archive, _("控えの目録がありません"))
    if len(names) > MOST_PARTS + 1 or members[-1].file_size > LARGEST_MANIFEST:
        raise broken(archive, _("ファイルの数か目録の大きさが、控えとして多すぎます"))
    if any(one.compress_type not in _PACKED or one.flag_bits & _ENCRYPTED for one in members):
        raise broken(archive, _("控えでは使わない圧縮か暗号化の方法です"))
    with opened.open(MANIFEST) as member:
        raw = member.read(LARGEST_MANIFEST + 1)
    loose = msgspec.json.decode(raw)
    errors.check_schema(loose.get("schema") if isinstance(loose, dict) else None, ARCHIVE_SCHEMA, archive)
    manifest = msgspec.convert(loose, type=Manifest)
    if sum(one.size for one in manifest.parts) > _LARGEST:
        raise broken(archive, _("展開すると{n} MBを超え、控えとして大きすぎます", n=f"{_LARGEST // 1_000_000:,}"))
    if [one.path for one in manifest.parts] != names[:-1]:
        raise broken(archive, _("目録と中身が合いません"))
    folders = {str(above) for one in manifest.parts for above in PurePosixPath(one.path).parents}
    for one in manifest.parts:
        if not is_a_place(one.path) or one.path in folders or opened.getinfo(one.path).file_size != one.size:
            raise broken(archive, _("{name} の場所か大きさが正しくありません", name=one.path[:80]))
    return manifest


def is_a_place(path: str) -> bool:
    """Whether a part has a place of its own inside the new folder: written in one way only, in letters, not leading out, and not longer than file systems take."""
    name = PurePosixPath(path)
    if any(0xD800 <= ord(one) <= 0xDFFF for one in path):  # noqa: PLR2004 - bytes that are no letters: a name in another encoding
        return False
    leads_out = not name.parts or name.is_absolute() or ".." in name.parts or "\\" in path or ":" in path
    fits = all(len(one.encode("utf-8", "surrogatepass")) <= _LONGEST_NAME for one in name.parts) and len(path) <= _LONGEST_PATH
    return not leads_out and fits and str(name) == path


def _chunks(opened: zipfile.ZipFile, part: Part, archive: Path) -> Iterator[bytes]:
    digest, size = hashlib.sha256(), 0
    with opened.open(part.path) as member:
        while chunk := member.read(_CHUNK):
            size += len(chunk)
            if size > part.size:
                break
            digest.update(chunk)
            yield chunk
    if (size, digest.hexdigest()) != (part.size, part.sha256):
        raise broken(archive, _("{name} の中身が目録と違います", name=part.path[:80]))


def broken(archive: Path, why: str) -> BackupError:
    """What to say about a copy that cannot be used."""
    return BackupError(
        _("控え {path} は使えません（{why}）", path=archive, why=why),
        _("何も書き込んでいません"),
        _("別の日の控えを使ってください"),
        archive,
    )
