"""A bound on what one session may take, so that whatever happens in it the others have their memory."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Final

MOST: Final = 1 << 30
"""Bytes a session may take beyond what it began with. A session takes some ten million; with a picture and a paper made, which import matplotlib and typst, some 250."""
MOST_SPACE: Final = 4 << 30
"""Bytes of addresses, beyond what it began with: what it shares with others, or maps from files, is counted here alone. With a picture and papers made a session had taken
443 million of them, at 54 million to begin with; on a machine of many processors each thread reserves 72 million more."""


def bound() -> None:
    """From now on in this process, where the system counts it (Linux): more is refused with a MemoryError.

    Counted is what the process may write into (RLIMIT_DATA); its address space (RLIMIT_AS) is bounded more widely, since libraries reserve far more of that than they use.
    What a forked session shares with the nursery counts as its own, so the bounds are above what is there already. What is in its memory is never written to a file when it
    dies (RLIMIT_CORE).
    """
    if sys.platform != "linux":
        return
    import resource  # not on Windows

    counted = [int(one) * resource.getpagesize() for one in Path("/proc/self/statm").read_text(encoding="ascii").split()]
    for which, most in (
        (resource.RLIMIT_DATA, counted[5] + MOST),
        (resource.RLIMIT_AS, counted[0] + MOST_SPACE),
        (resource.RLIMIT_CORE, 0),
    ):
        _soft, hard = resource.getrlimit(which)
        least = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(which, (least, least))
