"""What changed between two snapshots: a dumbbell an item, grouped by dimension."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from dxcheck.charts.canvas import FAINT, INK, OWN, PEERS, PORTRAIT, QUIET, SMALLEST_TEXT, drawing, quiet_axes
from dxcheck.charts.page import Room, axes_in, sheet, text_at, text_height, widest, wrapped
from dxcheck.i18n import _

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.figure import Figure

    from dxcheck.charts.canvas import Caption
    from dxcheck.charts.page import LegendMark
    from dxcheck.charts.scale import AxisScale

_GROUND: Final = {"facecolor": "white", "edgecolor": "none", "pad": 0.4}
UP: Final[dict[str, Any]] = {"color": OWN, "marker": "o", "markersize": 7, "linewidth": 2.4}
DOWN: Final[dict[str, Any]] = {"color": PEERS, "marker": "v", "markersize": 7, "linewidth": 1.8, "linestyle": (0, (2, 1.5))}
SAME: Final[dict[str, Any]] = {"color": QUIET, "marker": "s", "markersize": 4.5, "linestyle": "none"}
NEW: Final[dict[str, Any]] = {"color": QUIET, "marker": "D", "markersize": 4.5, "linestyle": "none"}
"""A level where there was none: no rise."""
REWORDED: Final[dict[str, Any]] = {**SAME, "markerfacecolor": "white", "markersize": 5.5}
"""A level of a question that now asks something else: neither a rise nor a fall."""
WAS: Final[dict[str, Any]] = {"color": QUIET, "marker": "o", "markersize": 6, "markerfacecolor": "white", "linestyle": "none"}


@dataclass(frozen=True)
class Dumbbell:
    """One item in two snapshots."""

    name: str
    before: float | None
    """The level, or None for any other answer."""
    after: float | None
    words: str
    """What is written at the side: 1→2, わからない→1."""
    is_reworded: bool = False
    """Its levels need not mean the same: drawn without a rise or a fall."""


class ChangeLine(NamedTuple):
    """A dimension's name, or one of its items."""

    name: str
    item: Dumbbell | None


def change_figures(groups: Sequence[tuple[str, Sequence[Dumbbell]]], words: Caption, scale: AxisScale) -> list[Figure]:
    """Draw every shared item under its dimension, on as many pages of A4 as it takes.

    Args:
        groups: each dimension's name with its items.
        words: title, subtitle, note.
        scale: of levels.
    """
    with drawing():
        made: list[Figure] = []
        rest = changed_lines(groups)
        while rest or not made:
            figure, room = sheet(PORTRAIT, words, change_legend(rest))
            rest = fill_changes(figure, room, rest, scale)
            made.append(figure)
        if not groups:
            made[0].text(0.5, 0.5, _("2つの診断に共通の設問がありません。"), ha="center", fontsize=13, color=QUIET)
        return made


def changed_lines(groups: Sequence[tuple[str, Sequence[Dumbbell]]]) -> list[ChangeLine]:
    """Each dimension's name, and its items below it."""
    return [ChangeLine(name, items[n] if n >= 0 else None) for name, items in groups for n in range(-1, len(items))]


def change_legend(lines: Sequence[ChangeLine]) -> list[LegendMark]:
    """What is drawn, and nothing else."""
    drawn = {name for line in lines if line.item for name, *_rest in _marks(line.item)}
    named = (
        (WAS, _("前回")),
        (UP, _("上がった")),
        (DOWN, _("下がった")),
        (SAME, _("同じ")),
        (NEW, _("新しい回答")),
        (REWORDED, _("文言変更")),
    )
    ids = {"was": WAS, "up": UP, "down": DOWN, "same": SAME, "new": NEW, "reworded": REWORDED}
    return [(text, style) for style, text in named if any(ids[one] is style for one in drawn)]


def fill_changes(figure: Figure, room: Room, lines: Sequence[ChangeLine], scale: AxisScale, *, least: float = 130.0) -> list[ChangeLine]:
    """Fill a room, the scale at least so many points wide; gives the lines that are left, the first of them under its dimension's name again."""
    said = widest([one.item.words for one in lines if one.item], SMALLEST_TEXT) + 8
    left = room.left + min(0.46 * room.wide, widest([one.item.name for one in lines if one.item], SMALLEST_TEXT)) + 8
    left, right = min(left, room.right - said - least), room.right - said
    names = [wrapped(one.item.name, left - room.left - 8, SMALLEST_TEXT) if one.item else one.name for one in lines]
    ends, here = 0.0, 0
    places = []
    for line, name in zip(lines, names, strict=True):
        high = text_height(name, SMALLEST_TEXT, 1.15) + (4.4 if line.item else 7)
        if ends + high > room.high - 16 and here:
            break
        places.append(ends + high / 2)
        ends, here = ends + high, here + 1
    if 0 < here < len(lines) and lines[here - 1].item is None:  # no name at the foot of a page
        here -= 1
    top = room.top - 16
    axes = axes_in(figure, Room(left, top - max(ends, 1.0), right, top))
    axes.set_xlim(scale.low - 0.06 * scale.wide, scale.high + 0.06 * scale.wide)
    axes.set_ylim(max(ends, 1.0), 0)
    axes.set_xticks(scale.ticks, [scale.mark(one) for one in scale.ticks], fontsize=SMALLEST_TEXT)
    axes.xaxis.set_ticks_position("top")
    axes.set_yticks([])
    axes.grid(axis="x", color=FAINT, linewidth=0.8)
    for side in ("left", "bottom"):
        axes.spines[side].set_visible(False)
    quiet_axes(axes)
    for line, name, place in zip(lines[:here], names, places, strict=False):
        if line.item is None:
            text_at(figure, room.left, top - place, name, fontsize=SMALLEST_TEXT + 0.5, color=OWN, va="center", bbox=_GROUND)
            span = (room.left - left) / (right - left), 1 + (room.right - right) / (right - left)
            axes.axhline(place + 7.5, xmin=span[0], xmax=span[1], color=FAINT, linewidth=0.8, clip_on=False)
            continue
        colour = INK if _moved(line.item) else QUIET
        text_at(figure, left - 8, top - place, name, fontsize=SMALLEST_TEXT, color=colour, ha="right", va="center", linespacing=1.1)
        text_at(figure, right + 8, top - place, line.item.words, fontsize=SMALLEST_TEXT, color=colour, va="center")
        for _name, values, style in _marks(line.item):
            axes.plot(values, [place] * len(values), **{**style, "markevery": [len(values) - 1]}, zorder=3)
    rest = list(lines[here:])
    return [ChangeLine(rest[0].name, None), *rest] if rest and rest[0].item is not None else rest


def _moved(one: Dumbbell) -> bool:
    """Whether it rose or fell: it had a level both times, and the levels mean the same."""
    return one.before is not None and one.after is not None and one.before != one.after and not one.is_reworded


def _marks(one: Dumbbell) -> list[tuple[str, list[float], dict[str, Any]]]:
    """What is drawn of an item: which mark, along which levels."""
    was = [("was", [one.before], WAS)] if one.before is not None else []
    if one.after is None or one.before is None:
        return was if one.after is None else [("new", [one.after], NEW)]
    if _moved(one):
        which, style = ("up", UP) if one.after > one.before else ("down", DOWN)
        return [(which, [one.before, one.after], style), *was]
    if one.before != one.after:
        return [("reworded", [one.after], REWORDED), *was]
    return [("same", [one.after], SAME)]
