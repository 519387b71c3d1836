"""The specialist's list on a wide screen."""

from __future__ import annotations

import datetime as dt
import re

from app.people import SMALL
from app.specialist_people import opened

from dxcheck import i18n
from dxcheck.app.widgets.rows import Rows
from dxcheck.model.calendar import JAPAN
from dxcheck.workspace import Workspace

NOW = dt.datetime(2026, 11, 24, 10, 0, tzinfo=JAPAN)


async def test_a_wide_list_fills_its_columns(workspace: Workspace) -> None:
    """At 1920 pixels what waits, what is due next and what was to be tried stand beside each other, a line a municipality; made narrower they make room."""
    accounts = {one.name: one for one in workspace.accounts_desk().all()}
    made = accounts["demo-senmonkan"]
    desk = workspace.specialist_desk(made.name, made.municipalities, made.fields, now=lambda: NOW)
    async with opened(desk, (210, 50)) as person:
        rows = person.app.screen.query_one(Rows)
        assert "前回試すと決めたこと" in person.text
        assert "来年度の予算要求に" in person.text
        assert rows.size.height == len(rows.all_rows), "none is wrapped"
        await person.pilot.resize_terminal(120, 40)
        await person.wait_until(lambda: "前回試すと決めたこと" not in person.text)


async def test_in_english_nothing_runs_into_another_column(workspace: Workspace) -> None:
    """And several items are not one."""
    i18n.use("en")
    (made,) = [one for one in workspace.accounts_desk().all() if one.name == "demo-senmonkan"]
    desk = workspace.specialist_desk(made.name, made.municipalities, made.fields, now=lambda: NOW)
    async with opened(desk, SMALL) as person:
        rows = person.app.screen.query_one(Rows).all_rows
        (head,) = [one.text for one in rows if "Don't know" in one.text]
        assert ".." not in head
        assert re.search("[2-9] items ", " ".join(one.text for one in rows))
