"""Panels in two columns."""

from __future__ import annotations

from itertools import pairwise
from typing import ClassVar

import pytest
from textual.app import App, ComposeResult
from textual.containers import VerticalScroll
from textual.screen import Screen
from textual.widgets import Static

from dxcheck.app.widgets.columns import BESIDE, PanelColumns

LEFT, RIGHT = (3, 1), (2, 4, 1)
"""Rows of each panel."""


def panels(rows: tuple[int, ...], classes: str) -> list[Static]:
    """So many, as high as that."""
    return [Static("\n".join("x" * one), classes=f"panel {classes}") for one in rows]


class Page(Screen[None]):
    """As home has it: what stands beside comes after all others, and something below both."""

    HORIZONTAL_BREAKPOINTS: ClassVar = [(0, "-narrow"), (100, "-wide")]
    CSS = ".panel { height: auto; margin: 0 0 1 0; } #below { height: 1; }"

    def __init__(self, right: tuple[int, ...]) -> None:
        super().__init__()
        self._right = right

    def compose(self) -> ComposeResult:
        """Columns in a page that scrolls."""
        with VerticalScroll():
            yield PanelColumns(*panels(LEFT, ""), *panels(self._right, BESIDE))
            yield Static("below", id="below")


@pytest.mark.parametrize("width", [120, 101, 80])
@pytest.mark.parametrize("right", [RIGHT, ()])
async def test_panels_stand_side_by_side_where_there_is_room(width: int, right: tuple[int, ...]) -> None:
    """Three fifths for the left ones, nothing overlaps, and what follows begins a row below the longer column; on a narrow screen all stand in one column."""
    app: App[None] = App()
    async with app.run_test(size=(width, 40)) as pilot:
        await app.push_screen(Page(right))
        await pilot.pause()
        every = [one.region for one in app.screen.query(".panel")]
        beside = [one.region for one in app.screen.query(f".{BESIDE}")]
        left = [one for one in every if one not in beside]
        below = app.screen.query_one("#below").region
        columns = [left, beside] if width >= 100 else [[*left, *beside]]
        assert [one.height for one in every] == [*LEFT, *right]
        assert all(after.y == before.bottom + 1 for column in columns for before, after in pairwise(column))
        assert below.y == max(one.bottom for one in every) + 1
        room = app.screen.query_one(VerticalScroll).content_size.width
        if width < 100:
            assert {(one.x, one.width) for one in every} == {(0, room)}
        else:
            assert {one.x for one in left} == {0}
            assert {(one.x, one.right) for one in beside} <= {(left[0].right + 1, room)}
            assert abs(left[0].width * (5 if right else 3) - (room - 1) * 3) < 5
