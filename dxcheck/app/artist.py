"""Draws the pictures inside screens: beside the screen, one at a time, and keeps the newest.

A picture is asked for by what it shows (a scene), how large, and in which colours. What was drawn for anything else is another picture, so none is ever shown
for what it is not. Where sessions take turns (`dxcheck.system.apart`), drawing does too, and nothing of matplotlib stays in the session.
"""

from __future__ import annotations

import logging
import math
import time
from typing import TYPE_CHECKING, Any, Final, NamedTuple, Protocol

from dxcheck.app.back import way_back
from dxcheck.app.inline import cell_size
from dxcheck.i18n import language
from dxcheck.system.refusal import DxcheckError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from textual.app import App

    from dxcheck.i18n import Language
    from dxcheck.reports.scenes import Scene

_log = logging.getLogger(__name__)

CELL: Final = (6.0, 16.2)
"""Points of a cell, as wide as half of the terminal's letters and as high as its rows (web/static/style.css): so letters of nine points are as large as three quarters of them."""
AROUND: Final = 7
"""Columns of the screen that are not a page's: its edges, and its scroll bar."""
MOST_DRAWN: Final = 12
MOST_AHEAD: Final = 4
"""Pictures that a page fetches before they are shown."""
DRAWN_AT_ONCE: Final = 2
"""Pictures that somebody waits for, drawn at the same time: a new one does not wait for one that is not needed any more, nor for one that is drawn ahead."""
LATER: Final = 2.0
"""Seconds after which what nobody waits for is tried again."""
IDLE: Final = 1.0
"""Seconds without a key after which pictures are drawn ahead."""
RESTS: Final = 0.04
"""Seconds a place keeps its size before a picture is drawn for it: a screen that was just opened is laid out more than once."""


class Sought(NamedTuple):
    """A picture as it is asked for."""

    scene: Scene
    columns: int
    rows: int
    ground: str
    letters: str
    """The colours of the screen, as `#rrggbb`."""
    language: Language
    cell: tuple[int, int] | None = None
    """Pixels of a cell, for a terminal, which shows points; None for a page, which shows an SVG."""


class Inside(NamedTuple):
    """A picture that was drawn."""

    key: str
    """Its name on the way to the page; nobody guesses it."""
    content: bytes
    """An SVG, packed with gzip; for a terminal a PNG."""


class Ahead(NamedTuple):
    """A picture that a screen will need when it is opened."""

    scene: Scene
    rows: int
    """How high its place is at least."""


class Drawer(Protocol):
    """Who draws."""

    def draw(self, sought: Sought, *, waits: bool) -> bytes:
        """A picture; slow, so call it off the screen's thread.

        Args:
            sought: what is wanted.
            waits: whether somebody waits for it.

        Raises:
            NoTurnError: nobody waits for it, and others draw.
            DxcheckError: it cannot be drawn.
        """

    def leave(self) -> None:
        """Whoever waits for a picture goes on without one, from now on."""


class Artist:
    """Draws for one app."""

    def __init__(self, app: App[Any], told: Callable[[], None]) -> None:
        """
        Args:
            app: whose screens are drawn for.
            told: called on its thread when there is another picture to be shown.
        """  # noqa: D205, D212
        self._app, self._told, self._back = app, told, way_back(app)
        self._drawer: Drawer = Here()
        self.is_possible = False
        """Whether pictures can be shown here."""
        self.is_at_work = False
        """Whether they are."""
        self.touched_at = time.monotonic()
        """When the last key or movement of the mouse came."""
        self._there: list[tuple[Sought, Inside | None]] = []
        """The newest last; None where one could not be drawn."""
        self._wanted: list[Sought] = []
        self._ahead: list[Sought] = []
        """Nobody waits for them: drawn when nothing else is to be done."""
        self._drawing: list[tuple[Sought, bool]] = []
        """With whether somebody waits for it."""

    def draw_in(self, drawer: Drawer) -> None:
        """Somebody else draws from now on."""
        self._drawer = drawer

    def leave(self) -> None:
        """The app ends: nobody waits for a picture any more."""
        self._wanted, self._ahead = [], []
        self._drawer.leave()

    @property
    def newest(self) -> list[Inside]:
        """The pictures that were drawn or shown last."""
        return [inside for _sought, inside in self._there[-MOST_AHEAD:] if inside is not None]

    def find(self, sought: Sought) -> Inside | None:
        """The picture, if it was drawn; else it will be."""
        for at, (one, inside) in enumerate(self._there):
            if one == sought:
                self._there.append(self._there.pop(at))
                return inside
        if all(sought != one for one, _waits in self._drawing) and sought not in self._wanted:
            self._wanted = [sought]
            self._app.set_timer(RESTS, self._begin)
        return None

    def prepare(self, ahead: Sequence[Sought]) -> None:
        """Draw these while nobody waits for anything, the first first."""
        there = [*(one for one, _waits in self._drawing), *(one for one, _inside in self._there)]
        self._ahead = [one for one in ahead if one not in there]
        self._begin()

    def _begin(self) -> None:
        if self._wanted and sum(waits for _one, waits in self._drawing) < DRAWN_AT_ONCE:
            self._start(self._wanted.pop(0), waits=True)
        elif self._ahead and not self._wanted and not self._drawing:
            self._start(self._ahead.pop(0), waits=False)

    def _start(self, sought: Sought, *, waits: bool) -> None:
        self._drawing.append((sought, waits))
        self._app.run_worker(lambda: self._draw(sought, waits=waits), thread=True, group="artist", exit_on_error=False)

    def _draw(self, sought: Sought, *, waits: bool) -> None:
        """In a thread. A picture that cannot be drawn is left out: the drawing in cells is there."""
        from dxcheck.system.apart import NoTurnError  # not needed before something is drawn

        content: bytes | None = None
        try:
            content = self._drawer.draw(sought, waits=waits)
        except NoTurnError:
            self._back(self._put_off, sought)
            return
        except DxcheckError:
            pass
        except Exception:  # noqa: BLE001 - whatever it was, the screen goes on without
            _log.exception("no picture")
        self._back(self._arrived, sought, content)

    def _put_off(self, sought: Sought) -> None:
        """Others draw: what nobody waits for comes later."""
        self._drawing = [one for one in self._drawing if one[0] != sought]
        self._ahead.insert(0, sought)
        self._app.set_timer(LATER, self._begin)

    def _arrived(self, sought: Sought, content: bytes | None) -> None:
        from secrets import token_hex  # not needed before something is drawn

        self._drawing = [one for one in self._drawing if one[0] != sought]
        self._there = [*self._there[1 - MOST_DRAWN :], (sought, None if content is None else Inside(token_hex(16), content))]
        self._told()
        self._begin()


def sought(app: App[Any], scene: Scene, size: tuple[int, int]) -> Sought:
    """A picture of a scene for a place of so many cells, in the colours and the language of an app as they are now."""
    ground, letters = (app.theme_variables[one].lower()[:7] for one in ("background", "foreground"))
    cell = cell_of(app)
    fitted = scene.fitted(size[0] * CELL[0], size[1] * points_high(cell))
    return Sought(fitted, size[0], size[1], ground, letters, language(), cell)


def cell_of(app: App[Any]) -> tuple[int, int] | None:
    """Pixels of a cell where the terminal shows pictures itself."""
    return cell_size() if getattr(app, "shows_image", None) is not None else None


def points_high(cell: tuple[int, int] | None) -> float:
    """Points of a row: a cell is as wide in every terminal, and as high as its shape says."""
    return CELL[1] if cell is None else CELL[0] * cell[1] / cell[0]


def place_size(app: App[Any], scene: Scene, rows: int) -> tuple[int, int]:
    """Columns and rows of a place on a page of a whole screen; `rows` at least."""
    wide = max(1, app.size.width - AROUND)
    return wide, max(rows, min(math.ceil(scene.high(CELL[0] * wide) / points_high(cell_of(app))), app.size.height))


class Here:
    """In a process of its own for each picture, where sessions take turns; else in this one."""

    def draw(self, sought: Sought, *, waits: bool) -> bytes:
        """A picture."""
        from dxcheck.system.apart import made_apart

        return made_apart(lambda: drawn_svg(sought), waits=waits)

    def leave(self) -> None:
        """It ends by itself."""


def drawn_svg(sought: Sought) -> bytes:
    """Draw a picture; slow."""
    from dxcheck.charts.canvas import to_screen_png, to_screen_svg
    from dxcheck.charts.recolour import recoloured, recoloured_png

    figure = sought.scene.draw(sought.columns * CELL[0], sought.rows * points_high(sought.cell))
    if sought.cell is not None:
        size = sought.columns * sought.cell[0], sought.rows * sought.cell[1]
        return recoloured_png(to_screen_png(figure, size[0]), size, sought.ground, sought.letters)
    from gzip import compress

    return compress(recoloured(to_screen_svg(figure), sought.ground, sought.letters), 6, mtime=0)
