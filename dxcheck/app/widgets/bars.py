"""Bars and columns, true to scale: as long or high as the value, from the scale's beginning to a stated top, in whichever form the terminal draws."""

from __future__ import annotations

from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Final

from textual.content import Content

from dxcheck.app.drawing import COARSE, Drawing, steps_of
from dxcheck.questionnaire.scale import as_level

if TYPE_CHECKING:
    from collections.abc import Iterable

    from dxcheck.questionnaire.scale import Scale

LEAST_BAR: Final = 7
"""Cells of the shortest bar of levels: in eighths of them 0.1 more is at least a step more."""
FILLS: Final = ("bar", "bar-next")
"""Theme variables of the filled part, by turns: bars on neighbouring lines would run into one block."""
TRACK: Final = "track"
StyledText = tuple[str, str]
"""Text and its style: a line is assembled of them at once, which is much quicker than adding to it."""


def bar(value: float, width: int, top: float, *, drawing: Drawing = COARSE, shade: int | None = None) -> Content:
    """A horizontal bar; a number is always beside it.

    Args:
        value: 0 to `top`.
        width: cells of the whole scale.
        top: what fills it.
        drawing: in which form.
        shade: a number for each bar on neighbouring lines, which take turns and have ground between them; None for a bar that stands alone.
    """
    fill = FILLS[(shade or 0) % len(FILLS)]
    full, part = divmod(steps_of(value, width, top, drawing), drawing.steps)
    made = Content.styled((" " if shade is None else drawing.gap) * full, f"$background on ${fill}")
    if part:
        made += (
            Content.styled(drawing.across[part - 1], f"${fill} on ${TRACK}") if drawing.across else Content.styled(" ", f"on ${fill} 50%")
        )
    return made + Content.styled(" " * (width - made.cell_length), f"on ${TRACK}")


def joined(parts: Iterable[StyledText]) -> Content:
    """A line of its parts; neighbours of one style become one, since what a line costs to draw is its styles."""
    return Content.assemble(*(("".join(text for text, _style in same), style) for style, same in groupby(parts, key=itemgetter(1))))


def column_cell(steps: int, row: int, width: int, colour: str, drawing: Drawing) -> StyledText:
    """What a column fills of one row.

    Args:
        steps: of the whole column (`steps_of`).
        row: from 1 at the bottom.
        width: cells.
        colour: a theme variable.
        drawing: in which form.
    """
    part = max(0, min(drawing.steps, steps - (row - 1) * drawing.steps))
    if part == drawing.steps:
        return " " * width, f"on ${colour}"
    if not part:
        return " " * width, ""
    if drawing.upwards:
        return drawing.upwards[part - 1] * width, f"${colour}"
    return " " * width, f"on ${colour} 50%"


def level_bar(mean: float | None, width: int, scale: Scale, *, drawing: Drawing = COARSE, shade: int | None = None) -> Content:
    """The bar of a mean on a questionnaire's scale: nothing at its lowest level, as without a mean."""
    return bar(0.0 if mean is None else mean - scale.low, width, scale.span, drawing=drawing, shade=shade)


def axis(width: int, scale: Scale) -> str:
    """The scale under a bar of `width` cells: each of its marks where a bar of it ends, as far as they have room."""
    line, free = [" "] * (width + 1), 0
    for level in scale.ticks():
        mark, end = as_level(level), int(width * (level - scale.low) // scale.span)
        at = max(0, end - len(mark)) if level > scale.low else 0
        if at >= free:
            line[at : at + len(mark)] = mark
            free = at + len(mark) + (len(mark) > 1)
    return "".join(line)
