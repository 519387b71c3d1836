"""A process that gives up whatever it does not need, for good, before it does anything for anybody: what it can reach then is a list, whoever takes it over.

What the system lacks is left out; `lacking` says what, for `dxcheck doctor` and for whoever starts the server. What it has must work, or the process does not begin.
"""

from __future__ import annotations

import ctypes
import os
import sys
from typing import TYPE_CHECKING

from dxcheck.i18n import N_, _
from dxcheck.system import landlock, seccomp

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

_PR_SET_DUMPABLE, _PR_SET_NO_NEW_PRIVS = 4, 38
_TRUNCATING_SINCE, _NETWORK_SINCE, _SIGNALS_SINCE = 3, 4, 6


def lacking() -> list[str]:
    """What this system cannot keep a session from; texts to be translated, empty where nothing is lacking."""
    known = landlock.version()
    found = []
    if known == 0:
        found.append(N_("ほかの市町のファイルを開くこと（Landlock、Linux 5.13以降）"))
    elif known < _TRUNCATING_SINCE:
        found.append(N_("共通のファイルを空にすること（Landlock、Linux 6.2以降）"))
    if not seccomp.is_possible():
        found.append(N_("ほかのプログラムを動かすこと（seccomp、LinuxのIntel・AMD・ARMの64ビット）"))
        if known < _NETWORK_SINCE:
            found.append(N_("外へつなぐこと（Landlock、Linux 6.7以降）"))
    if known < _SIGNALS_SINCE:
        found.append(N_("ほかの人の画面を止めること（Landlock、Linux 6.12以降）"))
    return found


def in_words(found: list[str]) -> str:
    """What is lacking, as part of a sentence."""
    return _("、").join(_(one) for one in found)


def confine(allowed: Iterable[tuple[Path, int]], lent: int = 0) -> None:
    """From now on in this process: no new privileges, closed to others, no files but these, no system calls it does not need.

    Args:
        allowed: for `landlock.restrict`.
        lent: for `seccomp.refuse`.

    Raises:
        OSError: something that the system has could not be done.
    """
    if sys.platform != "linux":
        return
    _prctl(_PR_SET_NO_NEW_PRIVS, 1)
    _prctl(_PR_SET_DUMPABLE, 0)
    if landlock.version():
        landlock.restrict(allowed)
    if seccomp.is_possible():
        seccomp.refuse(lent)


def _prctl(option: int, value: int) -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(option, value, 0, 0, 0) != 0:
        problem = ctypes.get_errno()
        raise OSError(problem, os.strerror(problem))
