"""Both sides of a wish or question, at their desks."""

from __future__ import annotations

import datetime as dt
import json
import shutil
from pathlib import Path

from desks import Desks
from moments import NOW

from dxcheck.casework.change import VisitPatch
from dxcheck.store.layout import place
from dxcheck.workspace import Workspace

TOWN = "382027"
FIXTURES = Path(__file__).parents[1] / "store" / "fixtures"


def test_a_wish_is_answered_asked_again_left_to_the_visit_and_closed(data: Path, make_desk: Desks) -> None:
    """Each side reads the same; what the visit was to take up waits again after it, and every step is told to the log."""
    moment = [NOW]
    desk = make_desk(now=lambda: moment[0])
    workspace = Workspace.open(data)
    specialist = workspace.specialist_desk("senmonkan-1", [TOWN], (), now=lambda: moment[0])
    (case,) = specialist.cases()
    told: list[tuple[str, str]] = []
    case.witness = desk.witness = lambda event, detail: told.append((event, detail))
    wish = desk.wishes.ask("予算の数字\n人手")
    moment[0] += dt.timedelta(days=12)
    assert (specialist.summaries()[0].waits, specialist.summaries()[0].waiting) == (12, (wish,))
    assert case.wishes.answer(wish, "県の資料を送ります")
    assert specialist.summaries()[0].waits is None
    (answered,) = desk.wishes.open()
    assert (answered.state, answered.replies[0].text, answered.replies[0].by) == ("answered", "県の資料を送ります", "senmonkan-1")
    assert not desk.wishes.can_take_back(answered)
    assert not desk.wishes.close(wish), "it was read before the answer came"
    assert desk.wishes.say(answered, "もう少し知りたい")
    (again,) = case.wishes.waiting()
    assert case.wishes.put_to_visit(again)
    (put_off,) = desk.wishes.open()
    assert case.wishes.waits_since(put_off) is None
    visit = case.plan(moment[0].date())
    moment[0] += dt.timedelta(hours=2)
    case.write(visit.id, VisitPatch(notes="話し合った"))
    case.record(visit.id)
    assert case.wishes.waits_since(put_off) == moment[0].date()
    assert case.wishes.take_back(put_off)
    assert case.wishes.answer(put_off, "訪問で話しました")
    assert desk.wishes.close(desk.wishes.open()[0])
    assert (desk.wishes.open(), [one.closed_at for one in desk.wishes.every()]) == ([], [moment[0]])
    assert desk.wishes.close(desk.wishes.every()[0], done=False)
    assert [one.text for one in case.wishes.open()] == ["予算の数字\n人手"]
    steps = ["ask", "answer", "ask", "to-visit", "take-back", "answer", "close", "reopen"]
    assert told == [(f"wish-{one}", wish.id) for one in steps]


def test_whoever_waits_longest_comes_first_in_the_list(data: Path) -> None:
    """Before the next visit, however near."""
    workspace = Workspace.open(data)
    for days, name in ((3, "松山"), (8, "宇和島")):
        workspace.staff_desk(workspace.roster.find(name), now=lambda days=days: NOW - dt.timedelta(days=days)).wishes.ask(name)
    desk = workspace.specialist_desk("senmonkan-1", ["382019", TOWN, "382035"], (), now=lambda: NOW)
    desk.case(workspace.roster.find("今治")).plan(NOW.date())
    assert [(one.municipality.name, one.waits) for one in desk.summaries()] == [("宇和島市", 8), ("松山市", 3), ("今治市", None)]


def test_the_wish_of_an_earlier_dxcheck_is_there_to_be_answered(tmp_path: Path) -> None:
    """It keeps its text, its day and its post; once it was answered the file has today's schema."""
    shutil.copytree(FIXTURES / "schema-7", tmp_path / "data")
    workspace = Workspace.open(tmp_path / "data")
    before = json.loads(place(workspace.folder.path, f"{TOWN}.json").read_bytes())["wishes"]["1"]
    case = workspace.specialist_desk("senmonkan-1", [TOWN], ()).cases()[0]
    (wish,) = case.wishes.open()
    assert (wish.text, wish.at.isoformat(), wish.by) == (before["text"], before["at"], before["by"])
    assert workspace.specialist_desk("senmonkan-1", [TOWN], ()).summaries()[0].waiting == (wish,)
    assert case.wishes.answer(wish, "返事")
    assert [one.text for one in case.wishes.every()[0].replies] == ["返事"]
    assert json.loads(place(workspace.folder.path, f"{TOWN}.json").read_bytes())["wishes"]["1"]["id"] == wish.id
