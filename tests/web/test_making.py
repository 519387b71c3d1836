"""Papers and pictures of many people at once: in turn, in processes that end with them, so that sessions stay small."""

from __future__ import annotations

import asyncio
import contextlib
import sys
from pathlib import Path

import pytest
from web.serving import CODES, Serve

from dxcheck.model.snapshot import Answer
from dxcheck.store.files import LOCK_FOLDER
from dxcheck.system.apart import MAKERS

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")


def loaded(pid: int) -> set[str]:
    """Which of the large libraries a process has."""
    maps = Path(f"/proc/{pid}/maps").read_text(encoding="utf-8")
    return {one for one in ("matplotlib", "typst", "numpy") if one in maps}


async def test_pictures_and_papers_of_two_at_once_arrive_and_leave_their_sessions_small(serve: Serve) -> None:
    """Each drawn picture and each PDF; afterwards neither session has loaded what drew them, and no lock is held."""
    async with serve() as served, served.logged_in() as one, served.logged_in(list(CODES)[1]) as two:
        for name in ("今治", "松山"):
            desk = served.workspace.staff_desk(served.workspace.roster.find(name))
            desk.submit_answers({item.id: Answer(choice=1) for item in desk.questionnaire.ordered}, "企画課", "課長")
        async with one.tab() as first, two.tab() as second:
            for line in (first, second):
                await line.until("市")
                await line.keys("g")
                await line.until("推移")
            for line in (first, second):
                await line.keys("o")
            pictures = await asyncio.gather(first.until_url(60), second.until_url(60))
            for line in (first, second):
                await line.keys("2")
            papers = await asyncio.gather(first.until_url(60), second.until_url(60))
            for who, picture, paper in zip((one, two), pictures, papers, strict=True):
                assert b"<svg" in await (await who.get(f"/{picture}")).read()
                assert (await (await who.get(f"/{paper}")).read()).startswith(b"%PDF")
            assert [loaded(tab.pid) for tab in served.server.tabs.values()] == [set(), set()]
            assert len(list((served.workspace.folder.path / LOCK_FOLDER).glob("making-*.lock"))) <= MAKERS


async def test_a_file_that_is_asked_for_while_it_is_being_made_comes(serve: Serve) -> None:
    """Both places are taken, and somebody presses the key at once: it is not lost, and the file comes when there is a place."""
    import fcntl  # not on Windows

    async with serve() as served, served.logged_in() as visitor:
        desk = served.workspace.staff_desk(served.workspace.roster.find("今治"))
        desk.submit_answers({item.id: Answer(choice=1) for item in desk.questionnaire.ordered}, "企画課", "課長")
        folder = served.workspace.folder.path / LOCK_FOLDER
        with contextlib.ExitStack() as stack:
            for n in range(MAKERS):
                lock = stack.enter_context((folder / f"making-{n}.lock").open("w"))
                fcntl.flock(lock, fcntl.LOCK_EX)
            async with visitor.tab() as line:
                await line.until("今治市")
                await line.keys("g")
                await line.until("推移")
                await line.keys("o")
                await line.until("つくっています")
                await line.keys("2")
                await asyncio.sleep(1)
                assert line.urls == []
                stack.close()
                path = await line.until_url(60)
                assert path.startswith("download/")
                assert (await (await visitor.get(f"/{path}")).read()).startswith(b"%PDF")
