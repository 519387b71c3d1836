"""Half-written files beside what they become, named so that those of a killed process can be told from everybody else's and swept.

A process that is told to end (SIGTERM, a terminal that was closed) removes its own first.
"""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import signal
import stat
import threading
import time
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

STALE_AFTER: Final = 3600.0
"""Seconds without a change after which nobody works on one any more."""
_OURS: Final = re.compile(r"\..+\.[0-9a-f]{8}\.dxcheck\.tmp", re.DOTALL)


_TOLD_TO_END: Final = tuple(getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name))


@contextlib.contextmanager
def making(path: Path) -> Iterator[Path]:
    """A name of its own for a file or folder that will take the place of `path`. What stands under it in the end goes; what killed processes left is swept.

    Raises:
        KeyboardInterrupt: the process is told to end meanwhile, as after Ctrl+C; in its main thread, where nothing else was decided about that.
    """
    half = path.with_name(f".{path.name[:50]}.{os.urandom(4).hex()}.dxcheck.tmp")
    with _told_to_end_like_ctrl_c():
        try:
            sweep(path.parent)
            yield half
        finally:
            with contextlib.suppress(OSError):
                _remove(half)


@contextlib.contextmanager
def _told_to_end_like_ctrl_c() -> Iterator[None]:
    is_main = threading.current_thread() is threading.main_thread()
    usual = [one for one in _TOLD_TO_END if is_main and signal.getsignal(one) is signal.SIG_DFL]
    for one in usual:
        signal.signal(one, _like_ctrl_c)
    try:
        yield
    finally:
        for one in usual:
            signal.signal(one, signal.SIG_DFL)


def _like_ctrl_c(*_signal: object) -> None:
    raise KeyboardInterrupt


def sweep(folder: Path) -> None:
    """Remove what killed processes left in a folder: only what `making` named, only what nobody works on; what cannot be removed stays."""
    with contextlib.suppress(OSError):
        for one in [one for one in folder.iterdir() if _OURS.fullmatch(one.name)]:
            with contextlib.suppress(OSError):
                _sweep_one(one)


def _sweep_one(path: Path) -> None:
    is_folder = stat.S_ISDIR(path.lstat().st_mode)
    newest = max(one.lstat().st_mtime for one in [path, *(path.rglob("*") if is_folder else ())])
    if time.time() - newest < STALE_AFTER:
        return
    _remove(path)


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)
