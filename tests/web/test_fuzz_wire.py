"""What anybody could send to a server: a small part of what `python -m bench.fuzz` does."""

from __future__ import annotations

import sys

import pytest

from bench import fuzz_wire


@pytest.mark.skipif(sys.platform == "win32", reason="sessions are forked here")
async def test_what_anybody_could_send_is_taken_or_refused() -> None:
    """Cookies, forms and messages that are none, to a real server: no error, no hang, nobody else's file changed, and some of them taken, or nothing would be tried."""
    for seen in await fuzz_wire.over_the_wire(240, 1):
        assert (seen.crashes, seen.writes) == ([], 0), seen.name
        assert seen.slowest < 5, seen.name
        assert seen.inputs >= 80
        assert seen.taken > 5, seen.name
