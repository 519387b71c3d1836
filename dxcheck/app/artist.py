"""Draws the pictures inside screens: beside the screen, one at a time, and keeps the newest.

A picture is asked for by what it shows (a scene), how large, and in which colours. What was drawn for anything else is another picture, so none is ever shown
for what it is not. Where sessions take turns (`dxcheck.system.apart`), drawing does too, and nothing of matplotlib stays in the session.
"""

from __future__ import annotations

import gzip
import logging
import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from dxcheck.system.apart import made_apart
from dxcheck.system.refusal import DxcheckError

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.app import App

    from dxcheck.i18n import Language
    from dxcheck.reports.scenes import Scene

_log = logging.getLogger(__name__)

CELL: Final = (6.0, 16.2)
"""Points of a cell, as wide as half of the terminal's letters and as high as its rows (web/static/style.css): so letters of nine points are as large as three quarters of them."""
MOST_DRAWN: Final = 12
RESTS: Final = 0.04
"""Seconds a place keeps its size before a picture is drawn for it: a screen that was just opened is laid out more than once."""


@dataclass(frozen=True)
class Sought:
    """A picture as it is asked for."""

    scene: Scene
    columns: int
    rows: int
    ground: str
    letters: str
    """The colours of the screen, as `#rrggbb`."""
    language: Language


@dataclass(frozen=True)
class Inside:
    """A picture that was drawn."""

    key: str
    """Its name on the way to the page; nobody guesses it."""
    content: bytes
    """An SVG, packed with gzip."""


class Artist:
    """Draws for one app."""

    def __init__(self, app: App[Any], told: Callable[[], None]) -> None:
        """
        Args:
            app: whose screens are drawn for.
            told: called on its thread when there is another picture to be shown.
        """  # noqa: D205, D212
        self._app, self._told = app, told
        self.is_possible = False
        """Whether pictures can be shown here."""
        self.is_at_work = False
        """Whether they are."""
        self._there: list[tuple[Sought, Inside | None]] = []
        """The newest last; None where one could not be drawn."""
        self._wanted: list[Sought] = []
        self._drawing: Sought | None = None

    def find(self, sought: Sought) -> Inside | None:
        """The picture, if it was drawn; else it will be."""
        for at, (one, inside) in enumerate(self._there):
            if one == sought:
                self._there.append(self._there.pop(at))
                return inside
        if sought != self._drawing and sought not in self._wanted:
            self._wanted = [sought]
            self._app.set_timer(RESTS, self._begin)
        return None

    def _begin(self) -> None:
        if self._drawing is None and self._wanted:
            sought = self._drawing = self._wanted.pop(0)
            self._app.run_worker(lambda: self._draw(sought), thread=True, group="artist", exit_on_error=False)

    def _draw(self, sought: Sought) -> None:
        """In a thread. A picture that cannot be drawn is left out: the drawing in cells is there."""
        content: bytes | None = None
        try:
            content = made_apart(lambda: drawn_svg(sought))
        except DxcheckError:
            pass
        except Exception:  # noqa: BLE001 - whatever it was, the screen goes on without
            _log.exception("no picture")
        self._app.call_from_thread(self._arrived, sought, content)

    def _arrived(self, sought: Sought, content: bytes | None) -> None:
        self._drawing = None
        self._there = [*self._there[1 - MOST_DRAWN :], (sought, None if content is None else Inside(secrets.token_hex(16), content))]
        self._told()
        self._begin()


def drawn_svg(sought: Sought) -> bytes:
    """Draw a picture; slow."""
    from dxcheck.charts.canvas import to_screen_svg
    from dxcheck.charts.recolour import recoloured

    figure = sought.scene.draw(sought.columns * CELL[0], sought.rows * CELL[1])
    return gzip.compress(recoloured(to_screen_svg(figure), sought.ground, sought.letters), 6, mtime=0)
