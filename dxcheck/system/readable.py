"""Waiting for something to read, also on a descriptor beyond the 1,024 that `select` takes: a server with many screens has more."""

from __future__ import annotations

import select
import sys


def is_readable(descriptor: int, within: float = 0.0) -> bool:
    """Whether something can be read, or the other end is gone.

    Args:
        descriptor: of a socket or pipe.
        within: seconds to wait for it.
    """
    if sys.platform == "win32":
        return bool(select.select([descriptor], [], [], within)[0])
    waiting = select.poll()
    waiting.register(descriptor, select.POLLIN)
    return bool(waiting.poll(within * 1000))
