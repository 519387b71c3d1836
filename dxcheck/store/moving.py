"""Moves the documents of earlier versions, which all lay in the data folder itself, into the folders of their readers (`dxcheck.store.layout`).

It is done before the first write of a process; reading alone moves nothing, so a folder that cannot be written is read as it is. The marker is raised first: from
then on an earlier dxcheck refuses the folder, and would not take it for an empty one. A document is moved by renaming it, so it is in one of its two places whenever
the process is killed, readers look in both, and the next one goes on where this one ended. Not one byte of it changes.
"""

from __future__ import annotations

import contextlib
import os
import shutil
from typing import TYPE_CHECKING, Final

from dxcheck.i18n import _
from dxcheck.store import derived, errors, files, layout
from dxcheck.system.progress import counted

if TYPE_CHECKING:
    from pathlib import Path

_ATTEMPTS: Final = 3
"""Looks for what an earlier dxcheck, still running, may have written meanwhile."""


def not_moved(folder: Path) -> list[Path]:
    """What lies where earlier versions kept it: documents, and what is kept of them."""
    with contextlib.suppress(OSError), os.scandir(folder) as found:
        names = sorted(one.name for one in found if layout.parse_name(one.name) is not None)
        return [folder / name for name in names]
    return []


def move(folder: Path) -> None:
    """Move what is not moved yet. What has a namesake in its new place stays where it is: nothing is ever replaced (`dxcheck doctor` tells of it).

    Raises:
        StoreError: something could not be moved; it is where it was, and can be read there.
    """
    for _attempt in range(_ATTEMPTS):
        to_move = [one for one in not_moved(folder) if one.is_symlink() or not layout.place(folder, one.name).exists()]
        if not to_move:
            break
        names = sorted({known.document for one in to_move if (known := layout.parse_name(one.name)) is not None})
        for name in counted(names, _("ファイルを新しい置き場所に移しています")):
            _move_document(folder, name)
    shutil.rmtree(folder / derived.FOLDER, ignore_errors=True)  # they are made again, elsewhere


def _move_document(folder: Path, name: str) -> None:
    """A document with its earlier contents, under the lock that earlier versions take."""
    before = folder / name
    new = layout.place(folder, name).parent
    with files.locked(before):
        files.make_folder(new)
        for one in [before, *sorted(folder.glob(f"{name}.*"))]:
            there = new / one.name
            if one.is_symlink():
                _move_link(one, there)
            elif one.exists() and not there.exists():
                files.rename(one, there)


def _move_link(link: Path, there: Path) -> None:
    """A link that somebody set goes on leading to the same file; where it led relative to its folder, that would not be so if it were renamed."""
    try:
        if not os.path.lexists(there):
            there.symlink_to(os.path.realpath(link))
        if os.path.realpath(there) == os.path.realpath(link):
            link.unlink()
    except OSError as problem:
        raise errors.from_os_error(problem, link) from problem
