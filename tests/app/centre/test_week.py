"""今週 on the centre's screen: each line leads to what it is about."""

from __future__ import annotations

from dataclasses import replace

import pytest
from app.centre_people import NOW, opened, screen_text
from app.people import DESIGN, SMALL
from reading_back import text_in

from dxcheck import i18n
from dxcheck.app.widgets.rows import Rows
from dxcheck.reports.case_lists import CaseListFile
from dxcheck.reports.week import WeekFile
from dxcheck.store.layout import place
from dxcheck.workspace import Workspace


@pytest.mark.parametrize("size", [DESIGN, SMALL])
async def test_each_line_of_the_week_leads_there(workspace: Workspace, size: tuple[int, int]) -> None:
    """Requests to the answering, late actions to the actions, a municipality otherwise; back, what was answered is gone."""
    async with opened(workspace, size) as person:
        await person.press("j")
        assert person.screen == "WeekScreen"
        assert "返事を待っている相談　2件" in person.text
        await person.press("enter")
        assert person.screen == "CaseWishesScreen"
        await person.press("v", "escape", "escape")
        assert person.screen == "WeekScreen"
        await person.wait_until(lambda: "返事を待っている相談　1件" in person.text)
        rows = person.app.screen.query_one(Rows)
        late = next(row.value for row in rows._rows if " late " in row.value)
        rows.go_to(late)
        await person.press("enter")
        assert person.screen == "ActionsScreen"
        await person.press("escape", "escape", "a")
        (button,) = [one for one in person.app.screen.query("CommandButton") if one.name == "export"]
        await person.pilot.click(button)
        await person.settle()
        assert "MakingDialog" in person.screen
    left = [one.municipality.code for one in workspace.centre_desk(now=lambda: NOW).cases.summaries() if one.waits is not None]
    assert left == ["382027"]


async def test_the_plan_begins_with_whom_to_visit(workspace: Workspace) -> None:
    """On the smallest screen too: how it is ordered is read at its end."""
    async with opened(workspace, SMALL) as person:
        await person.press("v")
        assert person.screen == "PlanningScreen"
        rows = person.app.screen.query_one(Rows).all_rows
        first = next(n for n, one in enumerate(rows) if one.value)
        assert first <= 4
        said = [one.text for one in rows]
        assert any("専門官3人の分野" in one for one in said[first:])
        assert any("同じ地域の市町は、続けて回れるように" in one for one in said[first:])
        assert any("担当のいない分野" in one for one in said[:first])
        assert all(one.below for one in rows if one.value)


async def test_names_are_not_cut_where_there_is_room(workspace: Workspace) -> None:
    """Of municipalities to choose from; of items, on a wide screen."""
    async with opened(workspace, DESIGN) as person:
        await person.press("e")
        shown = screen_text(person)
        assert [one for one in ("四国中央市", "久万高原町") if one not in shown] == []
        await person.press("escape", "escape", "a")
        await person.wait_until(lambda: any("mom-01" in one.head for one in person.app.screen.query_one(Rows).all_rows))
        heads = [one.head.strip() for one in person.app.screen.query_one(Rows).all_rows if one.head.startswith("  ")]
        assert heads
        assert [one for one in heads if one.endswith("..")] == []


async def test_in_english_the_board_keeps_its_columns_apart_and_the_prefecture_has_its_name(workspace: Workspace) -> None:
    """A state of many letters runs into no post."""
    i18n.use("en")
    async with opened(workspace, DESIGN) as person:
        await person.press("b")
        (line,) = [one.text for one in person.app.screen.query_one(Rows).all_rows if "(21/42)" in one.text]
        assert "(21/42) " in line
        await person.press("escape", "r")
        assert person.screen == "RosterScreen"
        assert "Ehime: 20 municipalities" in person.text
        assert "Toyo" in person.text


@pytest.mark.parametrize("keys", [("j",), ("l",), ("q",)], ids=["week", "lists", "agreement"])
async def test_a_file_of_all_municipalities_says_which_it_is_without(workspace: Workspace, keys: tuple[str, ...]) -> None:
    """On the screen a row says so; whoever gets the file sees no screen."""
    place(workspace.folder.path, "382027.json").write_bytes(b"{")
    async with opened(workspace, DESIGN) as person:
        await person.press(*keys)
        await person.settle()
        assert "今治市: 読めません" in person.text
        await person.app.screen.run_action("export")
        await person.settle()
        assert "MakingDialog" in person.screen
        assert [one for one in person.said if "今治市は、いま読めないため、ファイルに入りません" in one]


def test_the_workbook_of_all_municipalities_says_which_it_is_without() -> None:
    """Beside what holds for all of it."""
    for made in (WeekFile((), NOW.date(), ("今治市", "松山市")), CaseListFile("actions", (), "", {}, NOW.date(), ("今治市", "松山市"))):
        assert "次の市町は読めなかったため、入っていません: 今治市、松山市" in text_in("xlsx", made.to_bytes("xlsx"))
        assert "次の市町は" not in text_in("xlsx", replace(made, left_out=()).to_bytes("xlsx"))
