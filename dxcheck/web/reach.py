"""What a session's process may reach of the disk: the program to be read, and of the data the folders of its desk (docs/design.md section 4).

Everything else is refused by the kernel, where it can (`dxcheck.system.confinement`).
"""

from __future__ import annotations

import contextlib
import os
import sys
import sysconfig
from pathlib import Path
from typing import TYPE_CHECKING, Final

import dxcheck
from dxcheck.formats.font import font_file
from dxcheck.questionnaire import shipped_folder
from dxcheck.store import errors, files, layout, marker
from dxcheck.store.granted import ANY, Granted, Whose, to_desk, to_everybody
from dxcheck.system import apart
from dxcheck.system.landlock import CHANGE_FILE, READ, READ_AND_CHANGE, READ_DIR, READ_FILE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dxcheck.web.identity import Borrowed, Start
    from dxcheck.workspace import Workspace

Allowed = tuple[Path, int]
_SYSTEM: Final = ("/lib", "/lib64", "/usr/lib", "/usr/lib64", "/etc/ld.so.cache", "/etc/localtime", "/usr/share/zoneinfo", "/dev/urandom")
"""Shared libraries, and what the C library reads."""
_OWN_FILES: Final = (marker.MARKER, marker.SECOND, "roster.toml", "disclosure.toml", "questionnaires")
"""Of the data folder itself; where the data is in a database, of the folder with copies."""


def reach(start: Start, workspace: Workspace) -> list[Allowed]:
    """What the session of an account may open, and how. Folders of its desk that are not there yet are made: only what is there can be named."""
    data = workspace.folder.on_disk
    return [*program(), *_shared(start, data), (data / layout.PREFECTURE / layout.SHARED, READ), *_desk(start, workspace, data)]


def reach_beside(borrowed: Borrowed, start: Start) -> list[Allowed]:
    """The same where the data is in a database: nothing of it is on the disk."""
    return [*program(), *_shared(start, Path(borrowed.settings)), *((Path(one), READ_FILE) for one in borrowed.files)]


def program() -> Iterator[Allowed]:
    """What a process of ours is made of: to be read."""
    paths = sysconfig.get_paths()
    for one in {paths[name] for name in ("stdlib", "platstdlib", "purelib", "platlib")}:
        yield Path(one), READ
    yield Path(sys.base_prefix, "lib"), READ
    yield Path(dxcheck.__file__).parent, READ
    yield shipped_folder(), READ
    yield font_file().parent, READ
    if prepared := os.environ.get("MPLCONFIGDIR"):
        yield Path(prepared), READ
    yield from ((Path(one), READ) for one in _SYSTEM)
    yield Path(os.devnull), CHANGE_FILE


def granted(start: Start, workspace: Workspace) -> list[Granted]:
    """What the desk of an account reads and changes, by where it lies in the data."""
    return [*to_everybody(), *to_desk(start.role, _whose(start, workspace))]


def _whose(start: Start, workspace: Workspace) -> Whose:
    """Whose documents a session is about: an account may still have a code from before."""
    if start.role == "centre":
        return Whose(_every_code(workspace))
    if start.role == "specialist":
        towns = [workspace.succession.today(code) for code in start.municipalities]
    else:
        towns = [workspace.roster.by_code(start.municipality)]
    own = {one.code for one in towns if one is not None}
    former = {before for code in own for before in workspace.codes_behind(code)} - own
    return Whose(tuple(sorted(own)), tuple(sorted(former)), start.asks)


def _every_code(workspace: Workspace) -> tuple[str, ...]:
    """In a folder those that are known now: only what is there can be named."""
    if not isinstance(workspace.folder.path, Path):
        return (ANY,)
    known = {one.municipality.code for one in workspace.succession.all()} | {one.code for one in workspace.roster.municipalities}
    return tuple(sorted(known | set(layout.codes(workspace.folder.path))))


def _shared(start: Start, settings: Path) -> Iterator[Allowed]:
    """What every desk reads, and the turns in which papers are made."""
    yield from ((settings / name, READ) for name in _OWN_FILES)
    if start.roster:
        yield Path(start.roster), READ
    yield from ((path, CHANGE_FILE) for path in apart.locks(settings / files.LOCK_FOLDER))


def _desk(start: Start, workspace: Workspace, data: Path) -> Iterator[Allowed]:
    if start.role == "centre":
        yield data, READ_DIR  # names alone: whose files there are that the roster does not have
    for place, may_change in granted(start, workspace):
        if may_change:
            yield from _folder(data / place)
        else:
            yield data / place, READ
        yield from _flat(data, place)


def _flat(data: Path, place: str) -> Iterator[Allowed]:
    """Files of an earlier version that lay in the data folder itself and could not be moved: to be read."""
    code, _slash, readers = place.partition("/")
    if code == layout.PREFECTURE:
        yield from ((data / name, READ) for name, folder in layout.OF_PREFECTURE.items() if folder == readers)
    yield from ((data / f"{code}{ending}", READ) for folder, ending in layout.SUFFIXES.values() if folder == readers)


def _folder(path: Path) -> Iterator[Allowed]:
    with contextlib.suppress(errors.StoreError):  # a disk that takes nothing: what is there can be read
        files.make_folder(path / files.LOCK_FOLDER)  # made by root it becomes the owner's, which a session may not do any more
    yield path, READ_AND_CHANGE
