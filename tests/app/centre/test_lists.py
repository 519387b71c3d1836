"""取組・相談・訪問の一覧: one screen, three lists, narrowed by typing, each line leading to what it is about; by keys and by mouse."""

from __future__ import annotations

from app.centre_people import NOW, opened
from app.people import SMALL, Person
from app.specialist_people import opened as opened_specialist
from desks import IMABARI
from reading_back import text_in

from dxcheck.app.widgets.button import CommandButton
from dxcheck.app.widgets.rows import Rows
from dxcheck.casework.lists import LISTS, in_line_order
from dxcheck.reports.case_lists import CaseListFile
from dxcheck.workspace import Workspace


async def click(person: Person, action: str) -> None:
    """The button of a command."""
    (one,) = [one for one in person.app.screen.query(CommandButton) if one.name == action]
    await person.pilot.click(one)
    await person.settle()


async def test_the_centre_narrows_a_list_and_each_line_leads_to_its_own(workspace: Workspace) -> None:
    """Keys alone: the late action to the actions with the cursor on it, a visit to its record, a request to its answering."""
    desk = workspace.centre_desk(now=lambda: NOW).cases
    actions = [one for case in desk.cases() for one in desk.lines(case) if one.of == "actions"]
    late = sum(one.is_behind for one in actions)
    async with opened(workspace, SMALL) as person:
        await person.press("l")
        assert person.screen == "ListsScreen"
        assert f"取組　{len(actions)}件　うち期限を過ぎた {late}件" in person.text
        await person.press("f", *"期限", "enter")
        assert f"取組　{late}件" in person.text
        assert "絞り込み: いま 期限を過ぎた" in person.text
        wanted = person.app.screen.query_one(Rows).value.partition(" ")[2]
        await person.press("enter")
        assert person.screen == "ActionsScreen"
        assert person.app.screen.query_one(Rows).value == wanted
        await person.press("escape", "escape", "x", "3", "enter")
        assert person.screen == "VisitScreen"
        await person.press("escape", "escape", "2", "enter")
        assert person.screen == "CaseWishesScreen"


async def test_the_lists_are_gone_through_by_mouse_alone(workspace: Workspace) -> None:
    """A specialist's own municipalities only; the table holds what was narrowed and no internal note."""
    desk = workspace.specialist_desk("demo-senmonkan", [IMABARI], (), now=lambda: NOW)
    case = desk.cases()[0]
    visit = case.plan(NOW.date())
    from dxcheck.casework.change import VisitPatch

    case.write(visit.id, VisitPatch(internal="ひみつの内部メモ", notes="話したこと"))
    async with opened_specialist(desk, SMALL) as person:
        await person.press("l")
        await click(person, "show('visits')")
        assert f"訪問と予定　{len(case.visits())}件" in person.text
        assert "松山市" not in person.text
        rows = person.app.screen.query_one(Rows)
        await person.pilot.click(Rows, offset=(20, rows._tops[rows._leading[0]]))
        await person.wait_until(lambda: person.screen == "VisitScreen")
        await person.press("escape", "escape")
        await click(person, "export")
        assert "MakingDialog" in person.screen
    lines = in_line_order(desk.lines(case), NOW.date())
    for of in LISTS:
        made = CaseListFile(of, tuple(one for one in lines if one.of == of), "地域 東予", desk.dimension_names(), NOW.date())
        assert len(made.flat().rows) == sum(one.of == of for one in lines) > 0
        for format_ in ("xlsx", "csv", "json"):
            text = text_in(format_, made.to_bytes(format_))
            assert lines[0].municipality.code in text
            assert "ひみつ" not in text
