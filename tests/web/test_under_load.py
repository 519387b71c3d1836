"""Many people at once, and processes killed under them: a small part of what `python -m bench.load` and `python -m bench.kills` do."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from aiohttp import ClientWSTimeout

from bench import kills, load
from bench.visitors import Visitor, answers, prepared
from dxcheck.web.server import free_port

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


async def test_a_console_that_blocks_does_not_stop_the_server(tmp_path: Path) -> None:
    """Its messages go to a pipe that nobody reads, and there are more of them than fit."""
    prepared(tmp_path / "data", 1)
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    command = [
        sys.executable,
        "-m",
        "dxcheck.cli.main",
        "--data",
        str(tmp_path / "data"),
        "serve",
        "--drain",
        "0",
        "--port",
        str(port),
        "--per-account",
        "1",
    ]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)  # noqa: ASYNC220 - it outlives the loop
    one = Visitor(0, [])
    try:
        await answers(url)
        assert await one.log_in(url) == 303
        assert one.session is not None
        for n in range(1200):
            query = {"width": "80", "height": "24"}
            async with one.session.ws_connect(
                f"/ws/tab-{n:04}", params=query, headers={"Origin": url}, timeout=ClientWSTimeout(ws_close=0.01)
            ):
                pass
        await answers(url)
    finally:
        await one.leave()
        server.kill()
        said = server.communicate()[1]
    assert len(said) > 60_000, "the pipe was full"
