"""A specialist's plan: what is planned, whom to visit next and why, a visit planned and moved from there, and taken into a calendar."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

import pytest
from app.people import DESIGN, SMALL, Person
from app.specialist_people import opened
from desks import Desks, case_of, specialist, submit
from moments import NOW

from dxcheck.app.widgets.button import CommandButton
from dxcheck.app.widgets.rows import Rows


async def click(person: Person, label: str) -> None:
    """Press a button with the mouse."""
    await person.pilot.click(next(one for one in person.app.screen.query(CommandButton) if str(one.label) == label))
    await person.settle()


@pytest.mark.parametrize("size", [DESIGN, SMALL], ids=["120x40", "80x24"])
async def test_a_visit_is_planned_from_the_suggested_order_and_moved(data: Path, make_desk: Desks, size: tuple[int, int]) -> None:
    """With the mouse: 松山市 lies beside nobody, 今治市 asked something; planned, it goes to the list above, where it is moved and taken along."""
    submit(make_desk)
    make_desk(now=lambda: NOW - dt.timedelta(days=9)).wishes.ask("人手が足りません")
    async with opened(specialist(data), size) as person:
        await person.press("v")
        assert person.screen == "PlanScreen"
        said = re.sub(r"\s", "", person.text)
        assert "これからの予定0件" in said
        assert "1.今治市相談の返事を9日待っています、訪問の記録がまだありません" in said
        assert "2.松山市" in said
        await click(person, "訪問を入れる（n）")
        await person.type("12/1")
        await person.press("ctrl+s")
        await person.wait_until(lambda: "これからの予定　1件" in person.text)
        [visit] = case_of(data).coming_visits()
        assert visit.record.date == dt.date(2026, 12, 1)
        person.app.screen.query_one(Rows).go_to(f"382027 {visit.id}")
        await click(person, "日を変える（d）")
        await person.press(*["backspace"] * 10)
        await person.type("12/8")
        await person.press("ctrl+s")
        await person.wait_until(lambda: "2026年12月8日（火）" in person.text)
        await click(person, "予定表に出す（o）")
        await person.wait_until(lambda: person.screen == "MakingDialog" and "senmonkan-1の訪問の予定" in person.text)
        assert ".ics" in person.text
    assert [one.record.date for one in case_of(data).coming_visits()] == [dt.date(2026, 12, 8)]
