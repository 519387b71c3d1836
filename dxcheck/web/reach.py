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
from dxcheck.system import apart
from dxcheck.system.landlock import CHANGE_FILE, READ, READ_AND_CHANGE, READ_DIR, READ_FILE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

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


def _shared(start: Start, settings: Path) -> Iterator[Allowed]:
    """What every desk reads, and the turns in which papers are made."""
    yield from ((settings / name, READ) for name in _OWN_FILES)
    if start.roster:
        yield Path(start.roster), READ
    yield from ((path, CHANGE_FILE) for path in apart.locks(settings / files.LOCK_FOLDER))


def _desk(start: Start, workspace: Workspace, data: Path) -> Iterator[Allowed]:
    if start.role == "centre":
        yield data, READ_DIR  # names alone: whose files there are that the roster does not have
        for name in (layout.SHARED, layout.CENTRE_ONLY):
            yield from _folder(data / layout.PREFECTURE / name)
        yield from _flat(data, layout.OF_PREFECTURE)
        known = {one.municipality.code for one in workspace.succession.all()} | {one.code for one in workspace.roster.municipalities}
        for code in sorted(known | set(layout.codes(data))):
            yield from _of(data, code, read=(layout.STAFF,), change=(layout.SHARED, layout.INTERNAL))
        return
    yield from _flat(data, [name for name, readers in layout.OF_PREFECTURE.items() if readers == layout.SHARED])
    if start.role == "section":
        if (town := workspace.roster.by_code(start.municipality)) is not None:
            for ask in start.asks:
                yield from _folder(layout.of_ask(data, town.code, ask).parent)
                yield from ((layout.of_ask(data, before, ask).parent, READ) for before in workspace.codes_behind(town.code))
        return
    theirs: tuple[str, ...]
    if start.role == "staff":
        towns, theirs = [workspace.roster.by_code(start.municipality)], (layout.STAFF, layout.SHARED, layout.ASKED)
    else:
        towns, theirs = [workspace.succession.today(code) for code in start.municipalities], (layout.SHARED, layout.INTERNAL)
    own = {one.code for one in towns if one is not None}  # an account may still have a code from before
    for code in sorted(own):
        yield from _of(data, code, change=theirs)
        for before in sorted(workspace.codes_behind(code) - own):
            yield from _of(data, before, read=theirs)


def _of(data: Path, code: str, *, read: tuple[str, ...] = (), change: tuple[str, ...] = ()) -> Iterator[Allowed]:
    """Folders of a municipality."""
    yield from ((data / code / name, READ) for name in read)
    for name in change:
        yield from _folder(data / code / name)
    yield from _flat(data, [f"{code}{ending}" for folder, ending in layout.SUFFIXES.values() if folder in (*read, *change)])


def _flat(data: Path, names: Iterable[str]) -> Iterator[Allowed]:
    """Files of an earlier version that could not be moved: to be read."""
    yield from ((data / name, READ) for name in names)


def _folder(path: Path) -> Iterator[Allowed]:
    with contextlib.suppress(errors.StoreError):  # a disk that takes nothing: what is there can be read
        files.make_folder(path / files.LOCK_FOLDER)  # made by root it becomes the owner's, which a session may not do any more
    yield path, READ_AND_CHANGE
