"""The specialist's list on a wide screen."""

from __future__ import annotations

import datetime as dt

from app.specialist_people import opened

from dxcheck.app.widgets.rows import Rows
from dxcheck.model.calendar import JAPAN
from dxcheck.workspace import Workspace


async def test_a_wide_list_fills_its_columns(workspace: Workspace) -> None:
    """At 1920 pixels what waits, what is due next and what was to be tried stand beside each other, a line a municipality; made narrower they make room."""
    accounts = {one.name: one for one in workspace.accounts_desk().all()}
    made = accounts["demo-senmonkan"]
    desk = workspace.specialist_desk(
        made.name, made.municipalities, made.fields, now=lambda: dt.datetime(2026, 11, 24, 10, 0, tzinfo=JAPAN)
    )
    async with opened(desk, (210, 50)) as person:
        rows = person.app.screen.query_one(Rows)
        assert "前回の Try" in person.text
        assert "来年度の予算要求に" in person.text
        assert rows.size.height == len(rows.all_rows), "none is wrapped"
        await person.pilot.resize_terminal(120, 40)
        await person.wait_until(lambda: "前回の Try" not in person.text)
