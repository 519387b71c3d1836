"""Buttons side by side: none is cut, however narrow the screen is and however long their words are."""

from __future__ import annotations

from typing import ClassVar

import pytest
from textual.app import App, ComposeResult
from textual.containers import VerticalScroll

from dxcheck.app.base_app import BaseApp
from dxcheck.app.widgets.button import Buttons, CommandButton
from dxcheck.app.widgets.keys_line import KeysLine

WORDS = ("照会する（n）", "返った回答（t）", "知らせる文（l）", "リンクを終わりにする（k）", "戻る（Esc）")


class Bench(App[None]):
    """A page with buttons in it, and others at its foot."""

    CSS_PATH: ClassVar = BaseApp.CSS_PATH

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """Colours, whichever."""
        return dict.fromkeys(("button", "button-text", "go", "go-text", "done", "caution", "heading", "muted"), "#333333")

    def compose(self) -> ComposeResult:
        """As a screen has it."""
        with VerticalScroll(classes="page"):
            yield Buttons(*map(CommandButton, WORDS))
        yield Buttons(*map(CommandButton, WORDS), classes="bottom")
        yield KeysLine()


@pytest.mark.parametrize("width", [130, 80, 40])
async def test_no_button_is_cut(width: int) -> None:
    """Those without room stand in the next line; where there is room, all stand in one."""
    async with Bench().run_test(size=(width, 24)) as pilot:
        await pilot.pause()
        page, foot = pilot.app.query_one(".page"), pilot.app.query_one(".bottom")
        assert page.region.bottom <= foot.region.y, "the foot covers nothing"
        for line in pilot.app.query(Buttons):
            there = [one.region for one in line.query(CommandButton)]
            assert all(line.content_region.contains_region(one) for one in there)
            assert all(not one.overlaps(other) for one in there for other in there if one is not other)
            assert (len({one.y for one in there}) == 1) == (width == 130)
