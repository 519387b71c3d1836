"""How long a thread stood still: neither its work nor what a busy machine keeps it from is counted."""

from __future__ import annotations

import time
from pathlib import Path


def idle() -> float:
    """Seconds, from some moment on, in which this thread neither worked nor waited for a processor that others had; where the system does not count that, all of them."""
    try:
        worked, waited, _times = Path("/proc/thread-self/schedstat").read_text(encoding="ascii").split()
    except (OSError, ValueError):
        worked = waited = "0"
    return time.monotonic() - (int(worked) + int(waited)) / 1e9
