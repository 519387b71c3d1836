"""A disk that cannot say whether what was written will stay: nothing is called saved, and nothing unsaved, on screens, as text and on plain pages."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from app.people import Open
from pages.person import Person as Reader
from plain.talk import talk

from dxcheck.desk import StaffDesk
from dxcheck.store import files
from dxcheck.store.layout import place

Desks = Callable[..., StaffDesk]
pytestmark = pytest.mark.skipif(os.name == "nt", reason="a folder cannot be opened there")


@contextmanager
def unsure_disk(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """It takes files, and answers with an error when a folder is forced."""
    fsync = os.fsync

    def refuse(descriptor: int) -> None:
        if stat.S_ISDIR(os.fstat(descriptor).st_mode):
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        fsync(descriptor)

    with monkeypatch.context() as broken:
        broken.setattr(files.os, "fsync", refuse)
        yield


@pytest.mark.parametrize("then", ["ctrl+s", "escape"], ids=["submits again", "leaves"])
async def test_a_submission_that_may_be_kept_leads_to_its_result(
    make_desk: Desks, open_app: Open, monkeypatch: pytest.MonkeyPatch, then: str
) -> None:
    """Whoever presses 提出する again, or leaves the window, stands before the one result that there is, and is not told that it was not submitted."""
    async with open_app(make_desk()) as person:
        await person.press("s", "2", "p", "ctrl+s")
        await person.press("enter", *"課長")
        with unsure_disk(monkeypatch):
            await person.pilot.press("ctrl+s")
            await person.wait_until(lambda: "保存できたかどうか、まだ分かりません" in person.text)
            assert "まだ保存できていません" not in person.text
            assert person.screen == "FormDialog"
        await person.press(then)
        await person.wait_until(lambda: person.screen == "ResultScreen")
        assert not [one for one in person.said if "提出しませんでした" in one or "まだ何も変わっていません" in one]
    (there,) = make_desk().snapshots()
    assert make_desk().draft() is None
    assert there.confirmed_by == "課長"


async def test_a_window_that_is_left_says_that_it_may_be_saved(make_desk: Desks, open_app: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    """And not that nothing changed: what was written is there."""
    make_desk().begin()  # what is written once in a folder is there
    async with open_app(make_desk()) as person:
        await person.press("w", "n")
        await person.pilot.press(*"相談")
        with unsure_disk(monkeypatch):
            await person.pilot.press("ctrl+s")
            await person.wait_until(lambda: "保存できたかどうか、まだ分かりません" in person.text)
            assert "先に閉じて、いまの内容を確かめてください" in "".join(person.text.split()), "a second save would make it two"
        await person.press("escape")
        assert any("保存できたかどうか分からないので" in one for one in person.said)
        assert not [one for one in person.said if "まだ何も変わっていません" in one]
    assert [one.text for one in make_desk().wishes.open()] == ["相談"]


def test_in_the_dialogue_it_is_told_and_asked_again(make_desk: Desks, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the person does not want to try again, it is not said that nothing was saved."""
    make_desk().begin()
    with unsure_disk(monkeypatch):
        told = talk(make_desk(), "s", "4", "やめる")
    assert "保存できたかどうか、まだ分かりません。もう一度保存すると、二重になることがあります。" in told
    assert "保存できたかどうか分からないままです。" in told
    assert "保存しませんでした。" not in told
    assert "まだ保存できていません。" not in told


def test_in_the_dialogue_a_second_try_goes_on_where_the_disk_does(make_desk: Desks, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was said of the first is not the last word."""
    make_desk().begin()
    fsync, forced = os.fsync, place(make_desk().data_folder, "382027.draft.json").parent.stat().st_ino
    refused = [errno.EIO] * 2  # one for where the person is, which nobody is told of

    def refuse_once(descriptor: int) -> None:
        if refused and os.fstat(descriptor).st_ino == forced:
            raise OSError(refused.pop(), os.strerror(errno.EIO))
        fsync(descriptor)

    monkeypatch.setattr(files.os, "fsync", refuse_once)
    told = talk(make_desk(), "s", "4", "", "q")
    assert told.index("保存できたかどうか、まだ分かりません。") < told.index("保存しました。")
    draft = make_desk().draft()
    assert draft is not None
    assert draft.answer("mom-01").choice == 4


def test_on_a_plain_page_it_comes_back_to_be_sent_again(make_desk: Desks, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same form once more changes nothing where it was kept."""
    person = Reader(make_desk())
    person.sends(person.opens("").forms["f-begin"])
    form = person.opens("review").forms["f-submit"]
    with unsure_disk(monkeypatch):
        page = person.sends(form, 503, answered_by="企画課", confirmed_by="課長")
    assert "保存できたかどうか、まだ分かりません" in page.text
    assert "まだ保存していません" not in page.text
    person.sends(page.forms["f-again"])
    assert [one.confirmed_by for one in make_desk().snapshots()] == ["課長"]
