"""市町のようす, the specialist's page about one municipality."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from app.people import DESIGN, SMALL
from app.specialist_people import opened
from desks import IMABARI, Desks, case_of, specialist, submit
from moments import EARLIER, NOW

from dxcheck.app.specialist.case import Dimensions
from dxcheck.casework.change import VisitPatch
from dxcheck.casework.model import Tried


@pytest.mark.parametrize("size", [SMALL, DESIGN])
async def test_every_dimension_is_there_whatever_the_gaps_say(data: Path, make_desk: Desks, size: tuple[int, int]) -> None:
    """Gaps of an earlier cycle name it, which makes them long; each wraps under itself and pushes no line out."""
    submit(make_desk, at=EARLIER)
    case = case_of(data)
    earlier = case.latest()
    assert earlier is not None
    for item in case.questionnaire.ordered:
        case.judge(earlier, item.id, 3, "わけ")
    submit(make_desk, at=NOW - dt.timedelta(days=2))
    async with opened(specialist(data, codes=(IMABARI,)), size) as person:
        await person.press("enter")
        table = person.app.screen.query_one(Dimensions)
        width = table.content_size.width
        assert table.size.height == len(table.lines(width))
        assert all(line.cell_length <= width for line in table.lines(width))
        shown = str(table.render())
        for dimension in case.questionnaire.dimensions:
            assert str(dimension.title) in shown or str(dimension.short) in shown
        assert shown.count("（") == len(case.questionnaire.dimensions)
        for narrow in range(40, 100, 7):
            assert all(line.cell_length <= narrow for line in table.make(narrow)), narrow


@pytest.mark.parametrize(("days", "said"), [(0, "提出（今日）"), (3, "提出（3日前）")])
async def test_when_it_was_submitted(data: Path, make_desk: Desks, days: int, said: str) -> None:
    """Today is not 0 days ago; who answered and who confirmed are named as such."""
    submit(make_desk, at=NOW - dt.timedelta(days=days))
    async with opened(specialist(data, codes=(IMABARI,))) as person:
        await person.press("enter")
        assert said in person.text
        assert "回答者 企画課 係長　確認者 企画課長" in person.text


@pytest.mark.parametrize("size", [SMALL, DESIGN])
async def test_a_visit_goes_on_from_the_last_one(data: Path, make_desk: Desks, size: tuple[int, int]) -> None:
    """Beside the record stand last Keep and Problem, what is asked and what is open; each Try is marked by a key or a button, and an action by one more."""
    submit(make_desk)
    case = case_of(data)
    first = case.plan(NOW.date() - dt.timedelta(days=30))
    case.write(first.id, VisitPatch(keep="毎月の打合せ", problem="人手", tries="一覧をつくる\n数える"))
    case.agree(first.id, "gov-01", 2, "計画を見直す", "企画課", None)
    case.record(first.id)
    make_desk().wishes.ask("予算の数字")
    async with opened(specialist(data, codes=(IMABARI,)), size) as person:
        await person.press("enter", "v")
        for wanted in ("毎月の打合せ", "人手", "一覧をつくる", "予算の数字", "計画を見直す"):
            assert wanted in person.text
        await person.type("きょうの話")
        await person.press("shift+tab", "shift+tab", "d", "down")
        (button,) = [one for one in person.app.screen.query("CommandButton") if one.name == "try_as_action"]
        await person.pilot.click(button)
        await person.settle()
        assert "数える（取組にしました）" in person.text
        await person.press("k", "escape")
    (visit,) = [one for one in case.visits() if one.id != first.id]
    assert visit.record.tried == (Tried("一覧をつくる", "done"), Tried("数える", "continue"))
    assert [one.step for one in visit.actions] == ["数える"]
    assert visit.record.notes == "きょうの話"
