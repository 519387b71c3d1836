"""What must stay secret is in no log, no message, no list of processes, and no file that somebody else could open."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from pathlib import Path

import pytest

from bench.visitors import PASSWORD, Server, Visitor, prepared

WRONG, COMMENT, EVIDENCE = "falsches-passwort-0815", "himitsu-comment", "himitsu-evidence"
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")


async def test_no_secret_leaves_its_place(tmp_path: Path) -> None:
    """Log in wrongly and rightly, write, take a copy, send a request that is none, crash: passwords, cookie and texts are where they belong, and nowhere else."""
    before = os.umask(0o022)
    try:
        data, copies = tmp_path / "data", tmp_path / "copies"
        workspace = prepared(data, 1)
        one = Visitor(0, [])
        server = Server(data, "--backup", str(copies))
        try:
            await server.ready()
            assert await one.log_in(server.url, WRONG) == 401
            assert await one.log_in(server.url) == 303
            assert one.session is not None
            token = next(cookie.value for cookie in one.session.cookie_jar if cookie.key == "dxcheck")
            await one.open(server.url, "tab-0001")
            for key, text in (("c", COMMENT), ("e", EVIDENCE)):
                await one.keys(key)
                await asyncio.sleep(0.5)
                await one.keys(text)
                await asyncio.sleep(0.5)
                await one.keys("\x13")
                await asyncio.sleep(0.5)
            await one.drain(0.5)
            await _send_nonsense(server.port, token)
            processes = [server.process.pid, *server.below()]
            seen = b"".join(_of(pid) for pid in processes)
            assert len(processes) == 4, "server, warm process, the one that draws, session"
            assert b"dxcheck.web.nursery" in seen
            os.kill(processes[-1], signal.SIGKILL)
            await asyncio.sleep(0.5)
        finally:
            await one.leave()
            said = server.end()
        draft = workspace.folder.repository(one.code).draft(workspace.questionnaire_id)
        assert draft is not None
        assert {EVIDENCE, COMMENT} <= {text for entry in draft.entries.values() for text in (entry.answer.evidence, entry.answer.comment)}
        log = "".join((data / one).read_text(encoding="utf-8") for one in ("audit.log", "refused.log"))
        assert "login-refused" in log
        for secret in (PASSWORD, WRONG, token, COMMENT, EVIDENCE):
            for where, text in (("the server's messages", said), ("the log", log), ("the processes", seen.decode("utf-8", "replace"))):
                assert secret not in text, where
        for secret in (PASSWORD, WRONG, token):
            assert not [path for path in data.rglob("*") if path.is_file() and secret.encode() in path.read_bytes()]
        assert list(copies.glob("*.zip"))
        _is_private(data)
        _is_private(copies)
    finally:
        os.umask(before)


async def _send_nonsense(port: int, token: str) -> None:
    """The cookie in a header that no server can read: what reads it quotes it."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(f"GET / HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nCookie: dxcheck={token}; a=\0\r\n\r\n".encode())
    assert b" 400 " in await reader.readline()
    writer.close()


def _of(pid: int) -> bytes:
    """What the list of processes tells of one: its command line and its environment."""
    return Path(f"/proc/{pid}/cmdline").read_bytes() + Path(f"/proc/{pid}/environ").read_bytes()


def _is_private(folder: Path) -> None:
    """Nobody but the owner gets at anything in it; the roster was put there by hand."""
    for path in (folder, *folder.rglob("*")):
        if path.name != "roster.toml":
            assert path.stat().st_mode & 0o077 == 0, path.name
