"""The centre's averages: every figure before it goes out, every figure that went out, and why one did not."""

from __future__ import annotations

import threading

import pytest
from app.centre_people import NOW, opened, screen_text
from app.people import DESIGN, SMALL

from dxcheck.app.centre import averages
from dxcheck.benchmark.gate import shown
from dxcheck.benchmark.model import item_key
from dxcheck.benchmark.wording import REASONS
from dxcheck.desk.centre import CentreDesk
from dxcheck.desk.preview import Preview
from dxcheck.model.calendar import Cycle
from dxcheck.store.layout import place
from dxcheck.system.progress import counted
from dxcheck.workspace import Workspace


def line_of(text: str, name: str) -> str:
    """The line with a name."""
    return next(one for one in text.splitlines() if name in one)


@pytest.mark.parametrize("size", [DESIGN, SMALL])
async def test_the_preview_shows_every_item_of_every_group_with_its_reason(workspace: Workspace, size: tuple[int, int]) -> None:
    """For 全市町, 市区 and 町村 in turn; what is hidden says why, what is sensitive has no figure at all."""
    desk = workspace.centre_desk(now=lambda: NOW)
    entry = desk.preview(desk.last_closed).entry
    hidden = sum(one.state == "hidden" for group in entry.decisions.values() for one in group.values())
    assert hidden
    async with opened(workspace, size) as person:
        await person.press("a")
        assert f"伏せる平均 {hidden}件" in person.text
        for group, name in (("all", "全市町の平均"), ("市区", "市区の平均"), ("町村", "町村の平均")):
            assert name in person.text
            for key, decision in entry.decisions[group].items():  # type: ignore[index]
                if key.startswith("item/"):
                    line = line_of(person.text, key.removeprefix("item/"))
                    assert shown(entry.benchmark.figures[group].get(key)) in line  # type: ignore[index]
                    assert f"{decision.contributors}市町" in line
                    assert not decision.reason or REASONS[decision.reason] in "".join(person.text.split()), key
            assert "出しません" in person.text[person.text.index("sec-01") :]
            await person.press("m")
        assert "全市町の平均" in person.text


async def test_enter_alone_does_not_publish(workspace: Workspace) -> None:
    """The question says how many figures go out; the answer under the cursor is the one that changes nothing."""
    async with opened(workspace) as person:
        await person.press("a", "u")
        assert "出る平均" in person.text
        await person.press("enter")
        assert person.screen == "AveragesScreen"
        assert len(workspace.centre_desk(now=lambda: NOW).benchmarks()) == 4


async def test_what_was_published_can_be_looked_up(workspace: Workspace) -> None:
    """Each figure with the reasons of those that did not come out; one that came from elsewhere has no reasons here."""
    async with opened(workspace, SMALL) as person:
        await person.press("a", "enter")
        assert person.screen == "PublishedScreen"
        assert "令和7年度後期　2026年4月21日公表　全市町の平均" in person.text
        entry = next(one for one in workspace.centre_desk(now=lambda: NOW).ledger() if str(one.benchmark.cycle) == "2025-2")
        figure = entry.benchmark.figures["all"][item_key("mom-01")]
        assert shown(figure) in line_of(screen_text(person), "mom-01")
        await person.press("m", "m")
        reasons = {one.reason for one in entry.decisions["町村"].values() if one.reason}
        assert reasons
        assert all(REASONS[one] in "".join(person.text.split()) for one in reasons if one in REASONS)
        place(workspace.folder.path, "benchmarks.ledger.json").unlink()
        await person.wait_until(
            lambda: not workspace.centre_desk(now=lambda: NOW).ledger()
        )  # under a screen, files are as they were a moment ago
        await person.press("m")
        assert "別のところで公表されたものです" in person.text


async def test_with_many_municipalities_the_preview_comes_a_little_later_and_publishing_can_be_ended(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is published is there at once; the window in which it is computed once more says how far it is, and after Esc nothing is published."""
    monkeypatch.setattr(averages, "AT_ONCE", 0)
    held, goes_on = threading.Event(), threading.Event()
    preview = CentreDesk.preview

    def slow(self: CentreDesk, cycle: Cycle) -> Preview:
        if held.is_set():
            for _one in counted(range(10), "平均のもとを計算しています"):
                goes_on.wait(20)
        return preview(self, cycle)

    monkeypatch.setattr(CentreDesk, "preview", slow)
    async with opened(workspace) as person:
        await person.press("a")
        await person.wait_until(lambda: "伏せる平均" in person.text)
        held.set()
        await person.press("u")
        await person.wait_until(lambda: "平均のもとを計算しています　0/10（0%）" in person.text)
        await person.press("escape")
        goes_on.set()
        await person.wait_until(lambda: person.screen == "AveragesScreen")
        assert len(workspace.centre_desk(now=lambda: NOW).benchmarks()) == 4
        held.clear()
        await person.press("u")
        await person.wait_until(lambda: person.screen == "AskDialog")
        await person.press("y")
        await person.wait_until(lambda: len(workspace.centre_desk(now=lambda: NOW).benchmarks()) == 5)
        await person.wait_until(lambda: person.screen == "AveragesScreen")
