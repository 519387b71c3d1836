"""The overview's order, filters and drawer, and what a cell, a row and a column lead to."""

from __future__ import annotations

import re
from functools import cache

import pytest
from app.centre_people import NOW, opened, screen_text
from app.people import DESIGN, SMALL, Person
from rich.cells import cell_len

from dxcheck.app.centre.filters import Pick
from dxcheck.app.centre.overview import OverviewScreen
from dxcheck.app.specialist.review import CaseReview
from dxcheck.app.widgets.heatmap import HEAD, NAME, HeatCell, Heatmap, HeatRow
from dxcheck.app.widgets.keys_line import KeysLine
from dxcheck.app.widgets.rows import Rows
from dxcheck.assessment.figures import rounded
from dxcheck.model.calendar import Cycle
from dxcheck.workspace import Workspace


async def test_orders_and_the_cycle_to_compare_with(workspace: Workspace) -> None:
    """By region, kind, size, age; changes since an earlier cycle."""
    async with opened(workspace) as person:
        heat = person.app.screen.query_one(Heatmap)
        for words in ("地域の順", "市・町の順", "人口の少ない順", "人口の多い順", "提出の古い順", "提出の新しい順", "コード順"):
            await person.press("t")
            assert words in screen_text(person)
            if words.startswith("提出"):
                assert heat.values[-1] == "383562", "nothing submitted comes last"
        await person.press("w")
        assert any("比べる期を選べます" in one for one in person.said)
        await person.press("m", "w")
        assert "（R7後期の時点から）" in screen_text(person)


async def test_of_two_thousand_municipalities_only_those_on_the_screen_are_made(workspace: Workspace) -> None:
    """Another measure or order waits for a screenful of rows, not for all of them; each is made once."""
    asked: list[str] = []

    def row_of(code: str) -> HeatRow:
        asked.append(code)
        return HeatRow(code, "市", (HeatCell("1.0", 0.2),))

    async with opened(workspace, SMALL) as person:
        heat = person.app.screen.query_one(Heatmap)
        heat.show(["列"], [f"{n:06}" for n in range(1741)], cache(row_of))
        await person.settle()
        assert len(asked) < 30
        await person.press("end")
        assert heat.value == "001740"
        assert "001740" in asked
        assert len(asked) == len(set(asked)) < 60


async def test_a_cell_opens_the_items_of_its_dimension(workspace: Workspace) -> None:
    """Two columns to the right is the second dimension."""
    async with opened(workspace) as person:
        await person.press("down", "right", "right", "enter")
        assert person.screen == "CaseReview"
        assert person.app.screen.query_one(Rows).value == "gov-01"
        await person.press("escape", "escape")
        assert person.screen == "OverviewScreen"


def codes(person: Person) -> set[str]:
    """Whom the table shows."""
    return set(person.app.screen.query_one(Heatmap).values)


async def pick(person: Person, **wanted: str) -> None:
    """Open the filters and choose."""
    await person.press("f")
    for nth, one in enumerate(person.app.screen.query(Pick)):
        if nth:
            await person.press("down")
        name = (one.id or "").removeprefix("pick-")
        while name in wanted and one.value != wanted[name]:
            await person.press("right")
    await person.press("enter")


@pytest.mark.parametrize("size", [DESIGN, SMALL])
async def test_filters_hold_together_and_are_taken_off_with_one_key(workspace: Workspace, size: tuple[int, int]) -> None:
    """Region and kind and a dimension below the mean; the line over the table says all of them."""
    overview = workspace.centre_desk(now=lambda: NOW).comparing.overview()
    mean = overview.mean("mom", "level")
    assert mean is not None
    async with opened(workspace, size) as person:
        await pick(person, region="中予", type="町", column="mom", look="below")
        wanted = {
            one.municipality.code
            for one in overview.counted
            if one.municipality.region == "中予"
            and one.municipality.type == "町"
            and rounded(level.value if (level := one.figure("mom", "level")) else 9.0, 1) < rounded(mean.value, 1)
        }
        assert codes(person) == wanted
        assert wanted
        assert f"絞り込み: 中予、町、機運・対話が県内の平均より低い　{len(wanted)}市町" in person.text
        await person.press("x")
        assert len(codes(person)) == 20
        assert "絞り込み:" not in person.text
        await pick(person, state="before")
        assert len(codes(person)) == 11
        await pick(person, state="now", size="small")
        assert codes(person) == {
            one.municipality.code
            for one in overview.lines
            if one.municipality.population < 10_000 and one.submitted_at and Cycle.of(one.submitted_at) == overview.cycle
        }
        await person.press("f", "x", "enter")
        assert len(codes(person)) == 20
        await person.press("f", "right", "escape")
        assert len(codes(person)) == 20


async def test_a_cell_opens_the_items_of_the_cycle_that_is_shown(workspace: Workspace) -> None:
    """Two cycles back it is that snapshot, not the newest one."""
    async with opened(workspace) as person:
        await person.press("p", "p", "down", "right", "enter")
        screen = person.app.screen
        assert isinstance(screen, CaseReview)
        assert str(screen._snapshot.cycle) == "2025-2"


async def test_a_click_on_a_columns_name_sorts_by_it(workspace: Workspace) -> None:
    """Once from the lowest, again from the highest, then as before."""
    async with opened(workspace, SMALL) as person:
        heat = person.app.screen.query_one(Heatmap)
        assert HEAD == 2
        for words in ("方針・体制の小さい順", "方針・体制の大きい順", "コード順"):
            await person.pilot.click(Heatmap, offset=(NAME + 2 * heat._width + 2, 0))
            await person.settle()
            assert words in screen_text(person)
        assert heat.column == 2


@pytest.mark.parametrize("size", [DESIGN, SMALL])
async def test_the_drawer_counts_each_measure_and_says_why_somebody_is_missing(workspace: Workspace, size: tuple[int, int]) -> None:
    """How many have a change and why the others do not; rows from an earlier cycle are marked; everybody by name behind a key."""
    overview = workspace.centre_desk(now=lambda: NOW).comparing.overview()
    moved = [one for one in overview.counted if one.figure("mom", "change") is not None]
    async with opened(workspace, size) as person:
        assert "* は前の期までの診断結果（10）" in person.text
        text = screen_text(person)
        assert "松山市     *" in text
        assert "八幡浜市   *" not in text
        assert any(line.rstrip().endswith("  R8前期") for line in text.splitlines()) == (size == DESIGN)
        assert "松山市の全体: 1.2（回答 39/42問、R8前期の診断結果）" in person.text
        await person.press("right", "m")
        said = f"機運・対話の「前からの変化」は{len(moved)}市町。値なし: R8前期のあとに提出がない {len(overview.counted) - len(moved)}"
        assert said in person.text
        await person.press("i")
        assert "令和8年度前期の診断結果　10" in person.text
        assert "松山市、今治市" in person.text
        assert "集計外: まだ提出がありません　1" in person.text


async def test_two_years_without_a_submission_are_said_in_the_row(workspace: Workspace) -> None:
    """Not counted, with the day it was submitted."""
    later = NOW.replace(year=2029)
    async with opened(workspace, now=later) as person:
        assert "2年より前の診断結果です（2026年" in screen_text(person)
        assert "集計 0/20市町" in person.text


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (160, 50), (240, 60)])
async def test_the_table_uses_the_width_of_the_screen(workspace: Workspace, size: tuple[int, int]) -> None:
    """Its columns grow with it, the cycle of a result stands behind them, whole names above them where they fit; a click meets the cell."""
    async with opened(workspace, size) as person:
        heat = person.app.screen.query_one(Heatmap)
        [line] = [one for one in screen_text(person).split("\n") if "八幡浜市" in one and "全体" not in one][:1]
        figures = list(re.finditer(r"\d\.\d", line))
        assert len(figures) == 9
        assert cell_len(line[: figures[-1].end()]) > 0.78 * size[0]
        assert ("R8後期" in line) == (size[0] > 80)
        assert ("対話・人の変化" in screen_text(person)) == (size[0] >= 160)
        await person.pilot.click(heat, offset=(cell_len(line[: figures[4].start()]) - heat.region.x, HEAD + 3))
        await person.settle()
        assert (heat.column, heat.row) == (4, 3)


@pytest.mark.parametrize("size", [DESIGN, SMALL], ids=["120x40", "80x24"])
async def test_what_the_footer_has_no_room_for_has_a_button(workspace: Workspace, size: tuple[int, int]) -> None:
    """Each command, and the table keeps the keyboard; where there is room for one line alone, and at the dots of the footer, a click leads to all of them."""
    async with opened(workspace, size) as person:
        screen = person.app.screen
        shown = {action: region for action, region in person.buttons.items() if region.bottom <= size[1] - 1}
        hidden = {one.action for one in OverviewScreen.TABLE if one.keys and not one.footer}
        if size == DESIGN:
            assert hidden <= set(shown)
        assert await person.pilot.click(offset=shown["order"].offset)
        await person.wait_until(lambda: "地域の順" in person.text)
        assert screen.query_one(Heatmap).has_focus
        if size == SMALL:
            assert await person.pilot.click(offset=next(iter(shown.values())).offset)
            await person.wait_until(lambda: person.screen == "HelpDialog")
            await person.press("escape")
        footer = screen.query_one(KeysLine)
        dots = next(at for at, one in footer.placed if one is None)
        await person.pilot.click(KeysLine, offset=(dots, 0))
        await person.wait_until(lambda: person.screen == "HelpDialog")
