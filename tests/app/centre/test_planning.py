"""Where a visit would do most, who goes there, and that a table of many does not keep the keyboard waiting."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from app.centre_people import NOW, opened
from app.people import DESIGN, SMALL, Person

from dxcheck.app.centre.filters import Pick
from dxcheck.app.widgets.choice import OneOfFew
from dxcheck.app.widgets.rows import Rows
from dxcheck.casework.next_visits import reasons_in_words
from dxcheck.desk.suggesting import suggested_visits
from dxcheck.workspace import Workspace


def order_of(person: Person) -> list[str]:
    """The municipalities' codes in the order shown."""
    return [one.value for one in person.app.screen.query_one(Rows)._rows if one.value]


async def test_plan_a_visit_where_nobody_has_been(workspace: Workspace) -> None:
    """Whom to visit next comes first, with the reasons; the visit is the chosen specialist's, who looks after the municipality from then on."""
    async with opened(workspace) as person:
        await person.press("v")
        desk = workspace.centre_desk(now=lambda: NOW).cases
        order, today = order_of(person), NOW.date()
        suggested = suggested_visits(desk.summaries(), today)
        unplanned = [one.need.municipality.code for one in suggested]
        assert order[: len(unplanned)] == unplanned
        assert "、".join(reasons_in_words(suggested[0], today)) in re.sub(r"\s", "", person.text)
        theirs = next(one.municipalities for one in workspace.accounts_desk().all() if one.name == "demo-senmonkan-jinzai")
        first = next(one for one in unplanned if one in theirs)
        person.app.screen.query_one(Rows).go_to(first)
        await person.press("n")
        await person.type("2026-12-15")
        who = person.app.screen.query_one("#field-who", OneOfFew)
        while who.value != "demo-senmonkan":
            await person.press("tab", "tab") if not who.has_focus else await person.press("right")
        await person.press("ctrl+s")
        await person.wait_until(lambda: any("demo-senmonkanの予定に入れました" in one for one in person.said))
        assert "2026年12月15日" in person.text
        assert order_of(person).index(first) >= len(unplanned) - 1, "with a plan it goes down the list"
        await person.press("o")
        await person.wait_until(lambda: person.screen == "SearchDialog")  # four calendars: of everybody, and of each specialist
    municipality = workspace.roster.by_code(first)
    assert municipality is not None
    accounts = {one.name: one for one in workspace.accounts_desk().all()}
    assert first in accounts["demo-senmonkan"].municipalities
    assert first in accounts["demo-senmonkan-jinzai"].municipalities, "the others keep theirs"
    case = workspace.specialist_desk("demo-senmonkan", accounts["demo-senmonkan"].municipalities, (), now=lambda: NOW).case(municipality)
    coming = case.next_visit()
    assert coming is not None
    assert (coming.record.date, coming.record.by) == (dt.date(2026, 12, 15), "demo-senmonkan")


@pytest.mark.parametrize("size", [DESIGN, SMALL])
async def test_the_plan_is_sorted_and_filtered_and_says_which_fields_are_nobodys(workspace: Workspace, size: tuple[int, int]) -> None:
    """By what is overdue, by what moved; those with a wish; those who need a field that no specialist has."""
    desk = workspace.centre_desk(now=lambda: NOW).cases
    summaries = {one.municipality.code: one for one in desk.summaries()}
    async with opened(workspace, size) as person:
        await person.press("v")
        assert "担当のいない分野: データ利活用、官民共創" in person.text
        assert len(order_of(person)) == 20
        await person.press("s")
        assert "期限を過ぎた取組の多い順" in person.text
        assert order_of(person)[0] == "382027"
        await person.press("s")
        moved = [summaries[one].risen + summaries[one].fallen for one in order_of(person)]
        assert moved == sorted(moved, reverse=True)
        await person.press("f")
        look, field = person.app.screen.query(Pick)
        while look.value != "wish":
            await person.press("right")
        await person.press("enter")
        assert set(order_of(person)) == {code for code, one in summaries.items() if one.has_wish}
        assert "絞り込み: 相談　2市町" in person.text
        await person.press("f", "x", "down")
        field = person.app.screen.query_one("#pick-field", Pick)
        while field.value != "data":
            await person.press("right")
        await person.press("enter")
        wanted = {code for code, one in summaries.items() if "data" in one.needed[:2]}
        assert wanted
        assert set(order_of(person)) == wanted
        assert "データ利活用（担当なし）" in "".join(person.text.split())


async def test_with_many_municipalities_board_and_planning_open_at_once_and_fill_themselves(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As with 1,741: the screen is there before the last file is read, and nobody is missing afterwards."""
    from dxcheck.app.centre import board, course, planning  # twenty count as many here

    for module in (board, course, planning):
        monkeypatch.setattr(module, "AT_ONCE", 5)
    async with opened(workspace) as person:
        await person.press("b")
        await person.wait_until(lambda: "提出 9/20市町" in person.text)
        assert len(order_of(person)) == 20
        await person.press("escape", "v")
        await person.wait_until(lambda: len(order_of(person)) == 20)
        assert "読んでいます" not in person.text
        await person.press("escape", "h")
        await person.wait_until(lambda: "レベル1以下" in person.text)
        assert "計算しています" not in person.text


async def test_what_does_not_fit_is_told_before_a_visit_is_planned(workspace: Workspace) -> None:
    """Another place on the same day: the window stays and says so; saved once more, it is planned beside the other."""
    desk = workspace.centre_desk(now=lambda: NOW).cases
    imabari, saijo = desk.case(workspace.roster.find("今治")), desk.case(workspace.roster.find("西条"))
    day = imabari.coming_visits()[0].record.date
    async with opened(workspace) as person:
        await person.press("v")
        person.app.screen.query_one(Rows).go_to("382060")
        await person.press("n")
        await person.type(day.isoformat())
        who = person.app.screen.query_one("#field-who", OneOfFew)
        while who.value != "demo-senmonkan":
            await person.press("tab", "tab") if not who.has_focus else await person.press("right")
        await person.press("ctrl+s")
        assert "今治市への訪問の予定があります" in person.text
        assert saijo.coming_visits() == []
        await person.press("ctrl+s")
        await person.wait_until(lambda: any("予定に入れました" in one for one in person.said))
    assert [one.record.date for one in saijo.coming_visits()] == [day]
    assert imabari.coming_visits()[0].record.date == day
