"""Landlock: a process gives up, for itself and all it starts, every file and every network connection but those it names. Linux 5.13 and later; needs no rights.

Called by number through the C library: Python has no functions for it, and the package on the registry has been a development version for years. The numbers are
the same on every architecture (kernel: include/uapi/linux/landlock.h, Documentation/userspace-api/landlock.rst).
"""

from __future__ import annotations

import ctypes
import errno
import os
import stat
import sys
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446
_VERSION: Final = 1
_PATH_BENEATH: Final = 1

EXECUTE, WRITE_FILE, READ_FILE, READ_DIR = 1, 2, 4, 8
REMOVE_DIR, REMOVE_FILE, MAKE_CHAR, MAKE_DIR, MAKE_REG, MAKE_SOCK, MAKE_FIFO, MAKE_BLOCK, MAKE_SYM = (1 << n for n in range(4, 13))
REFER, TRUNCATE, IOCTL_DEV = 1 << 13, 1 << 14, 1 << 15
_FILES_BY_VERSION: Final = ((1, (1 << 13) - 1), (2, REFER), (3, TRUNCATE), (5, IOCTL_DEV))
"""What a version of it can refuse beyond the ones before."""
_TCP_SINCE, _TCP = 4, 1 | 2
"""Binding and connecting."""
_SCOPES_SINCE, _SCOPES = 6, 1 | 2
"""Sockets with an abstract name, and signals, of processes outside."""

READ: Final = READ_FILE | READ_DIR
READ_AND_CHANGE: Final = READ | WRITE_FILE | REMOVE_FILE | MAKE_REG | MAKE_DIR | TRUNCATE
"""Read, replace and remove files in a folder, and make folders in it."""
CHANGE_FILE: Final = READ_FILE | WRITE_FILE
_ON_FILES: Final = EXECUTE | WRITE_FILE | READ_FILE | TRUNCATE | IOCTL_DEV
"""What may be said of something that is no folder."""


class _Ruleset(ctypes.Structure):
    _fields_ = (("files", ctypes.c_uint64), ("network", ctypes.c_uint64), ("scopes", ctypes.c_uint64))


class _Beneath(ctypes.Structure):
    _pack_ = 1
    _fields_ = (("allowed", ctypes.c_uint64), ("parent", ctypes.c_int32))


def version() -> int:
    """The kernel's version of it; 0 where there is none, or where it may not be used (old kernels, other systems, some containers)."""
    if sys.platform != "linux":
        return 0
    try:
        return max(0, _call(_CREATE_RULESET, None, 0, _VERSION))
    except OSError:
        return 0


def restrict(allowed: Iterable[tuple[Path, int]]) -> None:
    """From now on in this process: only these files and folders, in these ways, and what is beneath them; no TCP, no signals to others, as far as the version knows.

    Args:
        allowed: a path and what may be done there, e.g. `READ`; paths that are not there, or that the user may not reach, are left out.

    Raises:
        OSError: it could not be done.
    """
    known = version()
    files = sum(rights for since, rights in _FILES_BY_VERSION if since <= known)
    ruleset = _Ruleset(files, _TCP if known >= _TCP_SINCE else 0, _SCOPES if known >= _SCOPES_SINCE else 0)
    size = 8 * (1 + (known >= _TCP_SINCE) + (known >= _SCOPES_SINCE))
    descriptor = _call(_CREATE_RULESET, ctypes.byref(ruleset), size, 0)
    try:
        for path, rights in allowed:
            _allow(descriptor, path, rights & files)
        _call(_RESTRICT_SELF, descriptor, 0)
    finally:
        os.close(descriptor)


def _allow(ruleset: int, path: Path, rights: int) -> None:
    try:
        there = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except (FileNotFoundError, NotADirectoryError, PermissionError):
        return
    try:
        if not stat.S_ISDIR(os.fstat(there).st_mode):
            rights &= _ON_FILES
        _call(_ADD_RULE, ruleset, _PATH_BENEATH, ctypes.byref(_Beneath(rights, there)), 0)
    finally:
        os.close(there)


def _call(number: int, *arguments: object) -> int:
    libc = ctypes.CDLL(None, use_errno=True)
    libc.syscall.restype = ctypes.c_long
    given = [ctypes.c_long(one) if isinstance(one, int) else one for one in arguments]
    found = int(libc.syscall(ctypes.c_long(number), *given))
    if found < 0:
        problem = ctypes.get_errno() or errno.EINVAL
        raise OSError(problem, os.strerror(problem))
    return found
