"""A list of rows: the cursor on it, and two thousand of them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager

import pytest
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.pilot import Pilot

from dxcheck.app.look import STYLESHEET, ThemedApp
from dxcheck.app.widgets.rows import Row, Rows

MANY = [Row("しばらく訪問していない町です。動いた設問が3つあります。" * 2, value=f"{n}", head=f"町{n:04}") for n in range(1741)]


@asynccontextmanager
async def listed(rows: Sequence[Row]) -> AsyncIterator[tuple[Rows, Pilot[None]]]:
    """Rows on a small screen, with the keyboard."""

    class Listing(ThemedApp[None]):
        CSS_PATH = STYLESHEET

        def compose(self) -> ComposeResult:
            with VerticalScroll(classes="page", can_focus=False):
                yield Rows(rows)

    app = Listing()
    async with app.run_test(size=(80, 24)) as pilot:
        app.query_one(Rows).focus()
        await pilot.pause()
        yield app.query_one(Rows), pilot


def shown(pilot: Pilot[None]) -> str:
    """The text on the screen."""
    return "\n".join("".join(one.text for one in line) for line in pilot.app.screen._compositor.render_strips())


async def test_home_end_and_page_move_the_cursor() -> None:
    """To the ends and by what is on the screen; the row under the cursor is always seen, and only it is marked."""
    async with listed(MANY) as (rows, pilot):
        for key, value in (("end", "1740"), ("pageup", None), ("home", "0"), ("pagedown", None), ("pageup", "0"), ("up", "0")):
            before = int(rows.value)
            await pilot.press(key)
            await pilot.pause()
            if value is None:
                assert 3 <= abs(int(rows.value) - before) <= 11, key
            else:
                assert rows.value == value, key
            text = shown(pilot)
            assert f"> 町{int(rows.value):04}" in text
            assert text.count(">") == 1


async def test_a_key_makes_two_rows_anew_however_many_there_are(monkeypatch: pytest.MonkeyPatch) -> None:
    """The row that was left and the one that was come to; the other 1,739 stay as they were wrapped."""
    async with listed(MANY) as (rows, pilot):
        wrapped: list[str] = []
        make: Callable[..., list[Content]] = rows._row
        monkeypatch.setattr(rows, "_row", lambda row, *args, **named: wrapped.append(row.value) or make(row, *args, **named))
        await pilot.press("down")
        await pilot.pause()
        assert sorted(wrapped) == ["0", "1"]
        rows.show(list(reversed(MANY)))
        await pilot.pause()
        assert wrapped[2:] == ["1"], "in another order only the one under the cursor is made anew"


async def test_in_another_order_the_cursor_stays_on_its_row() -> None:
    """As long as that is there; else it stays where it was."""
    rows_of = {name: Row("", value=name, head=name) for name in "いろはに"}
    async with listed([rows_of[one] for one in "いろは"]) as (rows, pilot):
        await pilot.press("down")
        rows.show([rows_of[one] for one in "にはいろ"])
        assert rows.value == "ろ"
        rows.show([rows_of[one] for one in "はい"])
        assert rows.value == "い"
        assert "> い" in shown(pilot)


async def test_what_cannot_be_opened_is_read_with_the_same_keys() -> None:
    """Remarks alone scroll; between two rows that are far apart nothing is jumped over."""
    remarks = [Row(f"説明{n:03}") for n in range(60)]
    async with listed(remarks) as (_rows, pilot):
        await pilot.press("pagedown")
        await pilot.pause()
        assert "説明020" in shown(pilot)
        await pilot.press("end")
        await pilot.pause()
        assert "説明059" in shown(pilot)
    async with listed([Row("", value="い", head="い"), *remarks, Row("", value="ろ", head="ろ")]) as (rows, pilot):
        seen = shown(pilot)
        for _nth in range(40):
            await pilot.press("down")
            await pilot.pause()
            seen += shown(pilot)
        assert [one.text for one in remarks if one.text not in seen] == []
        assert rows.value == "ろ"
