"""Paragraphs and buttons that are drawn as one widget: pressed where they are seen, marked under the mouse, and heard."""

from __future__ import annotations

from typing import ClassVar

import pytest
from textual.app import App, ComposeResult
from textual.containers import VerticalScroll

from dxcheck.app.base_app import BaseApp
from dxcheck.app.hearing import Hearing
from dxcheck.app.widgets.button import Buttons, CommandButton
from dxcheck.app.widgets.passage import ButtonRow, DrawnButton, Passage

WORDS = ("照会する（n）", "返った回答（t）", "知らせる文（l）", "リンクを終わりにする（k）", "戻る（Esc）")


class Bench(App[None]):
    """A passage, and the same buttons as widgets of their own."""

    CSS_PATH: ClassVar = BaseApp.CSS_PATH

    def __init__(self) -> None:
        super().__init__()
        self.pressed: list[str] = []

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """Colours, whichever."""
        return dict.fromkeys(("button", "button-text", "go", "go-text", "done", "caution", "heading", "muted"), "#333333")

    def compose(self) -> ComposeResult:
        """As a screen has it."""
        with VerticalScroll(classes="page"):
            yield Passage(
                ("照会のようす", "bold"),
                "4課に出しました。",
                ButtonRow(*(DrawnButton(words, words[-2]) for words in WORDS)),
                "最後の行です。",
            )
            yield Buttons(*map(CommandButton, WORDS))

    def on_passage_pressed(self, event: Passage.Pressed) -> None:
        """Note it."""
        self.pressed.append(event.action)

    @property
    def passage(self) -> Passage:
        """The only one."""
        return self.query_one(Passage)


@pytest.mark.parametrize("width", [130, 80, 40])
async def test_drawn_buttons_stand_as_widgets_would(width: int) -> None:
    """At the same columns, in the same rows, as wide; a click on any of their cells presses them, and one between two presses none."""
    app = Bench()
    async with app.run_test(size=(width, 30)) as pilot:
        await pilot.pause()
        drawn, widgets = app.passage.buttons, list(app.query(CommandButton))
        assert [one.words for one, _region in drawn] == [str(one.label) for one in widgets] == list(WORDS)
        down = widgets[0].region.y - drawn[0][1].y
        assert [region.translate((0, down)) for _one, region in drawn] == [one.region for one in widgets]
        for one, region in drawn:
            assert await pilot.click(offset=(region.right - 1, region.y))
            assert await pilot.click(offset=(region.x, region.y))
            await pilot.click(offset=(region.right, region.y))
            assert app.pressed == [one.action] * 2
            app.pressed.clear()
        assert await pilot.click(offset=(drawn[0][1].x, drawn[0][1].y - 1))
        assert app.pressed == []


async def test_the_button_under_the_mouse_is_marked() -> None:
    """That one alone, until the mouse leaves it."""
    app = Bench()
    async with app.run_test(size=(80, 30)) as pilot:
        regions = [region for _one, region in app.passage.buttons]

        def marked() -> list[bool]:
            strips = app.screen._compositor.render_strips()
            return [
                all(style is not None and style.underline for _text, style, _c in strips[one.y].crop(one.x, one.right)) for one in regions
            ]

        assert not any(marked())
        for number, region in enumerate(regions):
            await pilot.hover(offset=(region.x + 1, region.y))
            assert marked() == [number == one for one in range(len(regions))]
        await pilot.hover(offset=(0, 29))
        assert not any(marked())


async def test_drawn_buttons_are_heard_as_widgets_are() -> None:
    """With what stands above and below them."""
    app = Bench()
    async with app.run_test(size=(80, 30)):
        said = Hearing(app).since()
        buttons = [f"{words}。ボタン" for words in WORDS]
        assert said == ["照会のようす", "4課に出しました。", *buttons, "最後の行です。"]


async def test_a_button_wider_than_the_page_is_cut_and_moves_no_line() -> None:
    """Its beginning is seen and can be pressed."""
    app = Bench()
    async with app.run_test(size=(20, 30)) as pilot:
        await pilot.pause()
        (region,) = [region for one, region in app.passage.buttons if one.action == "k"]
        assert region.right <= app.passage.content_region.right
        assert len(app.passage.lines(app.passage.content_size.width)) == app.passage.content_size.height
        assert await pilot.click(offset=(region.x + 3, region.y))
        assert app.pressed == ["k"]
