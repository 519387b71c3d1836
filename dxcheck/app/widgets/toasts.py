"""Where messages stand: in the corner below, or in the one above where they would lie on a button that somebody may want to press."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from textual.geometry import Region
from textual.widgets._toast import Toast, ToastRack

from dxcheck.app.widgets.button import CommandButton
from dxcheck.app.widgets.passage import Passage

if TYPE_CHECKING:
    from textual.screen import Screen


def give_way(screen: Screen[Any]) -> None:
    """Put the messages of a screen where they cover fewer buttons, until there are none."""
    shown = [one.region for one in screen.query(Toast) if one.region.area]
    for rack in screen.query(ToastRack) if shown else ():
        place = Region.from_union(shown)
        below, above = (Region(place.x, y, place.width, place.height) for y in (screen.size.height - 1 - place.height, 1))
        buttons = [one.region for one in screen.query(CommandButton) if one.display and one.region.area]
        buttons += [region for one in screen.query(Passage) for _button, region in one.buttons]
        covered = [sum(corner.overlaps(one) for one in buttons) for corner in (below, above)]
        is_above = covered[1] < covered[0]
        rack.styles.dock = "top" if is_above else "bottom"
        rack.styles.margin = (1, 0, 0, 0) if is_above else (0, 0, 1, 0)
