"""A page that is mostly longer than the screen."""

from __future__ import annotations

import pytest
from textual import events
from textual.app import App, ComposeResult
from textual.widgets import Static

from dxcheck.app.widgets.long_page import LongPage

WIDE, HIGH = 40, 10


class Line(Static):
    """Remembers every width it was given."""

    def __init__(self, rows: int) -> None:
        super().__init__("\n".join("x" * rows))
        self.widths: list[int] = []

    def on_resize(self, event: events.Resize) -> None:
        """Another width, or another height."""
        self.widths.append(event.size.width)


@pytest.mark.parametrize(
    ("rows", "is_long", "widths"),
    [(3 * HIGH, True, [WIDE - 2]), (3 * HIGH, False, [WIDE, WIDE - 2]), (2, False, [WIDE]), (2, True, [WIDE - 2, WIDE])],
)
async def test_what_is_as_long_as_it_was_said_to_be_is_laid_out_once(rows: int, *, is_long: bool, widths: list[int]) -> None:
    """And else it stands in the end as if nothing had been said."""
    line = Line(rows)

    class Short(App[None]):
        CSS = "Line { height: auto; }"

        def compose(self) -> ComposeResult:
            yield LongPage(line, is_long=is_long)

    async with Short().run_test(size=(WIDE, HIGH)) as pilot:
        await pilot.pause()
        assert line.widths == widths
        assert line.size.width == widths[-1]
