"""A bound on what one session may take, so that whatever happens in it the others have their memory."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Final

MOST: Final = 1 << 30
"""Bytes a session may take beyond what it began with. A session takes some ten million; with a picture and a paper made, which import matplotlib and typst, some 250."""


def bound() -> None:
    """From now on in this process, where the system counts it (Linux): more is refused with a MemoryError.

    Counted is what the process may write into (RLIMIT_DATA), not its address space: libraries reserve far more of that than they use. What a forked session shares with the
    nursery counts as its own, so the bound is above what is there already.
    """
    if sys.platform != "linux":
        return
    import resource  # not on Windows

    there = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[5]) * resource.getpagesize()
    _soft, hard = resource.getrlimit(resource.RLIMIT_DATA)
    most = there + MOST if hard == resource.RLIM_INFINITY else min(there + MOST, hard)
    resource.setrlimit(resource.RLIMIT_DATA, (most, most))
