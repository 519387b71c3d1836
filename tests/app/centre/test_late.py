"""The centre's overview of a cycle in which somebody submitted after the deadline."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from app.centre_people import opened
from app.people import DESIGN, SMALL

from dxcheck.app.widgets.heatmap import Heatmap
from dxcheck.model.calendar import JAPAN
from dxcheck.model.snapshot import Answer
from dxcheck.workspace import Workspace

IN_TIME, LATE = (dt.datetime(2026, 11, day, 10, 0, tzinfo=JAPAN) for day in (10, 25))


@pytest.mark.parametrize("size", [DESIGN, SMALL])
async def test_a_late_submission_is_marked_where_the_overview_says_who_is_counted(tmp_path: Path, size: tuple[int, int]) -> None:
    """Under the table how many, in its cell's line, and by name among who is counted."""
    workspace = Workspace.open(tmp_path / "data")
    workspace.centre_desk(now=lambda: IN_TIME).cycles.open(dt.date(2026, 11, 20), "")
    for name, now in (("今治", IN_TIME), ("松山", LATE)):
        desk = workspace.staff_desk(workspace.roster.find(name), now=lambda now=now: now)
        desk.submit_answers({one.id: Answer(choice=2) for one in desk.questionnaire.items}, "企画課", "課長")
    async with opened(workspace, size, now=LATE) as person:
        table = person.app.screen.query_one(Heatmap)
        assert table.value == "382019"
        assert "締切後、平均は次の期 1" in person.text
        assert "42/42問、締切後、平均は次の期）" in person.text
        await person.press("down")
        assert "42/42問）" in person.text
        await person.press("i")
        assert "締切後、平均は次の期　1\n松山市" in person.text
