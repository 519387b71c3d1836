"""The centre's app in a past cycle, once a municipality of then has another code or merged."""

from __future__ import annotations

from pathlib import Path

import pytest
from app.centre_people import opened
from desk.test_former_codes import KAMIJIMA, KUMAKOGEN, NOVEMBER, World

from dxcheck.app.widgets.heatmap import Heatmap
from dxcheck.app.widgets.rows import Rows


@pytest.mark.parametrize("codes", [(KAMIJIMA,), (KAMIJIMA, KUMAKOGEN)])
async def test_a_municipality_of_then_opens_what_came_of_it(tmp_path: Path, codes: tuple[str, ...]) -> None:
    """From the table of the past cycle, and from the partners found there; with whom to write to today."""
    world = World(tmp_path / "data")
    for name in ("上島", "久万高原"):
        world.submit(name, 2)
    world.change(codes, name="上島市")
    world.now = NOVEMBER
    world.submit("上島市", 3)
    async with opened(world.workspace, now=NOVEMBER) as person:
        await person.press("p")
        table = person.app.screen.query_one(Heatmap)
        table.row = table.values.index(KAMIJIMA)
        await person.press("enter")
        assert "上島市" in person.text
        assert person.screen != "OverviewScreen"
        await person.press("escape", "g", "e")
        await person.type("gov-03>=2")
        await person.press("ctrl+s")
        rows = person.app.screen.query_one(Rows)
        [row] = [one for one in rows._rows if one.value == KAMIJIMA]
        assert "企画課" in row.text
