"""Many people at once, and processes killed under them: a small part of what `python -m bench.load` and `python -m bench.kills` do."""

from __future__ import annotations

import os

import pytest

from bench import kills, load

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="reads /proc, and sessions are forked here")


async def test_every_answer_of_everybody_is_in_the_store() -> None:
    """Six people answering for six seconds; the seventh is told that there is no room."""
    made = await load.measured(6, 6.0, 0.3)
    assert made.answers > 40
    assert made.compared > 40
    assert (made.lost, made.errors) == (0, [])
    assert made.busy


@pytest.mark.timeout(120)
async def test_what_was_shown_as_saved_survives_every_kill() -> None:
    """The server, the warm process, a session, a submit."""
    seen = await kills.measured(4, 3)
    assert seen["confirmed"] > 4
    assert {kind: seen[kind] for kind in kills.KINDS} == dict.fromkeys(kills.KINDS, 1)
    assert (seen["lost"], seen["blocked"], seen["left behind"], seen["temporary files"]) == (0, 0, 0, 0)
