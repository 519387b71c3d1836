"""Which pictures the page lays over which cells: after every frame the whole of it, as one message.

A picture is seen where its place is, as far as the place is scrolled into sight and nothing lies over it: a window, a message. What lies over it is taken off in
cells here, so the page only cuts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from textual.errors import NoWidget
from textual.geometry import Region
from textual.screen import ModalScreen

from dxcheck.app.widgets.picture import PicturePlace
from dxcheck.web.inside import MOST_IN_SIGHT, MOST_LAID

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from textual.app import App
    from textual.screen import Screen
    from textual.widget import Widget

    from dxcheck.app.artist import Inside


def overlay(app: App[Any], newest: Iterable[Inside] = ()) -> tuple[dict[str, Any], dict[str, Inside]]:
    """What the page shows over the screen now, as it is told, and the pictures of it by key.

    Args:
        app: whose screens they are over.
        newest: pictures that may be shown next, for the page to fetch before.
    """
    shown: list[dict[str, Any]] = []
    inside: dict[str, Inside] = {}
    above: list[Screen[Any]] = []
    for screen in reversed(app.screen_stack):
        for place in screen.query(PicturePlace):
            seen = parts_in_sight(screen, place, above)
            picture = place.picture if seen else None
            if picture is None or len(seen) > MOST_IN_SIGHT or len(shown) >= MOST_LAID:
                continue
            inside[picture.key] = picture
            title, alt = place.words
            at = screen.find_widget(place).region.shrink(place.gutter)
            shown.append(
                {
                    "key": picture.key,
                    "at": list(at),
                    "seen": [list(one) for one in seen],
                    "veils": [one.styles.background.css for one in reversed(above)],
                    "title": title,
                    "alt": alt,
                    "opens": "" if above else place.opens,
                }
            )
        above.append(screen)
        if not isinstance(screen, ModalScreen):
            break
    ahead = {one.key: one for one in newest if one.key not in inside}
    return {"of": list(app.size), "shown": shown, "ahead": list(ahead)}, inside | ahead


def parts_in_sight(screen: Screen[Any], place: Widget, above: Iterable[Screen[Any]]) -> list[Region]:
    """What of a place is seen: rectangles that do not overlap, in cells of the screen."""
    try:
        found = screen.find_widget(place)
    except NoWidget:  # it is not laid out
        return []
    seen = found.region.shrink(place.gutter).intersection(found.clip)
    if not seen.area:
        return []
    covers = [*_later(screen, place, found.order), *(one for other in above for one in _opaque(other))]
    return left_of(seen, covers)


def _later(screen: Screen[Any], place: Widget, order: object) -> Iterator[Region]:
    """Where widgets of the same screen lie over it."""
    for widget, geometry in screen._compositor.layers:  # noqa: SLF001 - see CONTRIBUTING.md; the topmost first
        if geometry.order <= order:  # type: ignore[operator]
            return
        if place not in widget.ancestors and is_opaque(widget):
            yield geometry.region.intersection(geometry.clip)


def _opaque(screen: Screen[Any]) -> Iterator[Region]:
    """Where a window lies over the screens below."""
    for widget, geometry in screen._compositor.layers:  # noqa: SLF001
        if widget is not screen and is_opaque(widget):
            yield geometry.region.intersection(geometry.clip)


def is_opaque(widget: Widget) -> bool:
    """Whether it hides what lies below: it has a ground of its own, or is more than what holds others."""
    return widget.visible and (widget.styles.background.a > 0 or not widget.is_container)


def left_of(whole: Region, covers: Iterable[Region]) -> list[Region]:
    """What is left of a rectangle: parts that do not overlap, none of them empty."""
    parts = [whole]
    for cover in covers:
        if cover.area and cover.overlaps(whole):
            parts = [left for part in parts for left in _around(part, cover)]
    return parts


def _around(part: Region, cover: Region) -> Iterator[Region]:
    """What is left of one part: above, left, right, below."""
    hole = part.intersection(cover)
    if not hole.area:
        yield part
        return
    x, y, wide, high = part
    left, top, across, down = hole
    for one in (
        Region(x, y, wide, top - y),
        Region(x, top, left - x, down),
        Region(left + across, top, x + wide - left - across, down),
        Region(x, top + down, wide, y + high - top - down),
    ):
        if one.area:
            yield one
