"""What one person enters reaches the disk in order; what another one saved is noticed, and nothing is read twice for it."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from moments import NOW
from reads import reads

from dxcheck.app.saver import Saver
from dxcheck.desk import StaffDesk
from dxcheck.model.patch import AnswerPatch
from dxcheck.workspace import Workspace

DRAFT = "382027.draft.json"
CHOSEN = AnswerPatch(choice=2)

__all__ = ["reads"]


@pytest.fixture
def make(tmp_path: Path) -> Callable[[str], StaffDesk]:
    """Desks of one municipality, each as in an app of its own."""

    def desk(post: str) -> StaffDesk:
        workspace = Workspace.open(tmp_path / "data")
        return workspace.staff_desk(workspace.roster.find("今治"), post=post, now=lambda: NOW)

    return desk


async def written(saver: Saver) -> None:
    """Let everything that waits reach the disk."""
    running = asyncio.create_task(saver.run())
    assert await saver.flush(10)
    running.cancel()
    with suppress(asyncio.CancelledError):
        await running


def opened(desk: StaffDesk) -> Saver:
    """A saver at a begun draft that has looked around once."""
    saver = Saver(desk, lambda _state: None)
    saver.begin()
    saver.poll()
    return saver


async def test_what_was_just_written_is_not_read_back(make: Callable[[str], StaffDesk], reads: Counter[str]) -> None:
    """Neither an answer nor the place a person is at; looking once a second costs no reading of one's own draft."""
    saver = opened(make("企画課"))
    for act in (lambda: saver.save("mom-01", CHOSEN), lambda: saver.stay_at("mom-02"), lambda: saver.save("mom-02", CHOSEN)):
        act()
        await written(saver)
        reads.clear()
        assert saver.poll() is None
        assert reads[DRAFT] == 0
    assert saver.draft == make("企画課").draft()


@pytest.mark.parametrize("enter", ["answer", "place"])
async def test_what_somebody_else_saved_meanwhile_is_noticed(make: Callable[[str], StaffDesk], enter: str) -> None:
    """Between two looks, before this person's own answer or place reached the disk: it came along with that."""
    mine, theirs = make("企画課"), make("総務課")
    saver = opened(mine)
    theirs.save("mom-05", AnswerPatch(choice=4))
    if enter == "answer":
        saver.save("mom-01", CHOSEN)
    else:
        saver.stay_at("mom-01")
    await written(saver)
    noticed = saver.poll()
    assert noticed is not None
    assert noticed.answer("mom-05").choice == 4
    assert saver.poll() is None


@pytest.mark.parametrize("enter", ["answer", "place"])
async def test_what_somebody_else_saves_right_after_is_noticed(
    make: Callable[[str], StaffDesk], enter: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In the moment between this person's writing and whatever comes next: the stamp is of what was written, not of what stands there then."""
    mine, theirs = make("企画課"), make("総務課")
    saver = opened(mine)
    name = "save" if enter == "answer" else "stay_at"
    own = getattr(mine, name)

    def then_they(*given: object) -> object:
        done = own(*given)
        theirs.save("mom-05", AnswerPatch(choice=4))
        return done

    monkeypatch.setattr(mine, name, then_they)
    if enter == "answer":
        saver.save("mom-01", CHOSEN)
    else:
        saver.stay_at("mom-01")
    await written(saver)
    noticed = saver.poll()
    assert noticed is not None
    assert noticed.answer("mom-05").choice == 4


def test_what_somebody_else_saves_while_a_draft_is_begun_is_noticed(
    make: Callable[[str], StaffDesk], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The stamp is never newer than what was read."""
    mine, theirs = make("企画課"), make("総務課")
    begin = mine.begin

    def then_they() -> object:
        draft = begin()
        theirs.save("mom-05", AnswerPatch(choice=4))
        return draft

    monkeypatch.setattr(mine, "begin", then_they)
    saver = Saver(mine, lambda _state: None)
    saver.begin()
    noticed = saver.poll()
    assert noticed is not None
    assert noticed.answer("mom-05").choice == 4


async def test_a_draft_submitted_elsewhere_is_gone_at_the_next_look(make: Callable[[str], StaffDesk]) -> None:
    """Although this person moved on in it meanwhile."""
    saver = opened(make("企画課"))
    make("総務課").submit("総務課", "課長")
    saver.stay_at("mom-02")
    await written(saver)
    assert saver.draft is not None
    assert saver.poll() is None
    assert saver.draft is None


async def test_a_disk_that_fails_is_not_asked_without_a_pause(make: Callable[[str], StaffDesk], monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody who answers on while nothing can be saved: each answer is one more attempt at once, and the rest of the time the disk is left alone."""
    desk = make("企画課")
    saver = opened(desk)
    attempts: Counter[str] = Counter()

    def failing(item: str, _patch: AnswerPatch) -> None:
        attempts[item] += 1
        raise OSError("no space left on device")

    monkeypatch.setattr(desk, "save", failing)
    monkeypatch.setattr("dxcheck.app.saver.RETRY_AFTER", 60.0)
    running = asyncio.create_task(saver.run())
    for answered, item in enumerate(("mom-01", "mom-02", "mom-03"), start=1):
        saver.save(item, CHOSEN)
        async with asyncio.timeout(20):
            while attempts.total() < answered:  # noqa: ASYNC110 - a disk has no event for it
                await asyncio.sleep(0.01)
        await asyncio.sleep(0.1)
        assert attempts.total() == answered
    running.cancel()
    with suppress(asyncio.CancelledError):
        await running
