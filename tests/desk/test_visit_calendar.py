"""The calendar of planned visits: whose, which, and what is never in it."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from desks import case_of, specialist
from icalendar import Calendar
from moments import NOW

from dxcheck.casework.change import VisitPatch
from dxcheck.formats.output import NothingToMakeError
from dxcheck.reports.visit_calendar import visit_calendar, visit_calendar_offers
from dxcheck.workspace import Workspace

TODAY = NOW.date()


def events(content: bytes) -> dict[str, tuple[dt.date, str, str]]:
    """Id to day, title and state."""
    return {str(one["uid"]): (one["dtstart"].dt, str(one["summary"]), str(one["status"])) for one in Calendar.from_ical(content).events}


def test_importing_again_moves_and_calls_off_and_doubles_nothing(data: Path) -> None:
    """Each specialist's own and everybody's: what is to come, with the same ids after every change; nothing that anybody wrote is in it."""
    with pytest.raises(NothingToMakeError, match="訪問の予定がありません"):
        visit_calendar(specialist(data))
    case = case_of(data)
    first, second = case.plan(TODAY + dt.timedelta(days=3)), case.plan(TODAY, "online")
    theirs = case.plan(TODAY + dt.timedelta(days=9), who="senmonkan-2")
    case.record(case.plan(TODAY).id)
    case.plan(TODAY - dt.timedelta(days=1))
    case.write(second.id, VisitPatch(internal="ひみつメモ", notes="共有の記録", who="企画課"))
    before = visit_calendar(specialist(data), "senmonkan-1").to_bytes("ics")
    assert [(day, title) for day, title, _state in events(before).values()] == [
        (TODAY, "今治市　オンライン"),
        (TODAY + dt.timedelta(days=3), "今治市　訪問"),
    ]
    assert visit_calendar(specialist(data), "senmonkan-1").to_bytes("ics") == before
    for hidden in ("ひみつメモ", "共有の記録", "企画課"):
        assert hidden not in before.decode()
    centre = Workspace.open(data).centre_desk(now=lambda: NOW + dt.timedelta(hours=1)).cases
    town = case.municipality
    centre.case(town).write(first.id, VisitPatch(date=TODAY + dt.timedelta(days=5)))
    centre.case(town).write(theirs.id, VisitPatch(state="cancelled"))
    after = events(visit_calendar(centre, "senmonkan-1").to_bytes("ics"))
    assert set(after) == set(events(before)), "whoever moves it, it stays in the calendar of who goes there"
    assert (TODAY + dt.timedelta(days=5), "今治市　訪問", "CONFIRMED") in after.values()
    every = events(visit_calendar(centre).to_bytes("ics"))
    assert len(every) == 3
    assert every[f"{theirs.id}@{town.code}.dxcheck"] == (TODAY + dt.timedelta(days=9), "取りやめ: 今治市　訪問", "CANCELLED")
    titles = [one.title for one in visit_calendar_offers(centre, ["senmonkan-1"])]
    assert titles == ["全員の訪問の予定", "senmonkan-1の訪問の予定"]
