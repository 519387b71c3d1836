"""Half-written files beside what they become, named so that those of a killed process can be told from everybody else's and swept."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import stat
import time
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from pathlib import Path

STALE_AFTER: Final = 3600.0
"""Seconds without a change after which nobody works on one any more."""
_OURS: Final = re.compile(r"\..+\.[0-9a-f]{8}\.dxcheck\.tmp", re.DOTALL)


def beside(path: Path) -> Path:
    """A name of its own for what will take the place of `path`."""
    return path.with_name(f".{path.name[:50]}.{os.urandom(4).hex()}.dxcheck.tmp")


def sweep(folder: Path) -> None:
    """Remove what killed processes left in a folder: only what `beside` named, only what nobody works on; what cannot be removed stays."""
    with contextlib.suppress(OSError):
        for one in [one for one in folder.iterdir() if _OURS.fullmatch(one.name)]:
            with contextlib.suppress(OSError):
                _sweep_one(one)


def _sweep_one(path: Path) -> None:
    is_folder = stat.S_ISDIR(path.lstat().st_mode)
    newest = max(one.lstat().st_mtime for one in [path, *(path.rglob("*") if is_folder else ())])
    if time.time() - newest < STALE_AFTER:
        return
    if is_folder:
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
