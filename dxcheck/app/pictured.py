"""How every app looks: light or dark, bars fine or coarse, and the pictures inside its screens, drawn ahead while nobody presses a key."""

from __future__ import annotations

import time
from abc import abstractmethod
from typing import TYPE_CHECKING

from textual import work

from dxcheck.app.artist import IDLE, Artist, place_size, sought
from dxcheck.app.back import way_back
from dxcheck.app.drawing import COARSE, FORMS, remember_drawing
from dxcheck.app.inline import is_pictured
from dxcheck.app.look import THEMES, ThemedApp
from dxcheck.app.screens.base import BaseScreen
from dxcheck.i18n import _

if TYPE_CHECKING:
    from collections.abc import Callable

    from PIL.Image import Image
    from textual.widget import Widget

    from dxcheck.app.artist import Ahead
    from dxcheck.app.drawing import Drawing


class PicturedApp(ThemedApp[int], inherit_bindings=False):
    """An app whose colours and charts a person can switch."""

    def __init__(self, *, image: Callable[[Image], Widget] | None = None, drawing: Drawing = COARSE) -> None:
        super().__init__()
        self._image = image
        self.drawing = drawing
        """How bars and marks are drawn."""
        self.artist = Artist(self, self._tell_of_pictures)
        """Draws the pictures inside screens."""
        self.artist.is_possible = image is not None
        self.artist.is_at_work = image is not None and is_pictured()

    @abstractmethod
    async def _show_anew(self) -> None:
        """Show every screen again, after something that all of them show was switched."""

    def on_unmount(self) -> None:
        """Wait for no picture."""
        self.artist.leave()

    async def action_switch_drawing(self) -> None:
        """Pictures, where they can be shown, to bars with fractions of a cell, to bars of coloured spaces, and back; kept for this kind of terminal."""
        if self.artist.is_at_work:
            self.artist.is_at_work = False
        else:
            self.drawing = FORMS["coarse" if self.drawing.form == "fine" else "fine"]
            self.artist.is_at_work = self.artist.is_possible and self.drawing.form == "fine"
        if not self.is_web and not self.is_headless:
            remember_drawing(self.drawing, is_unpictured=self.artist.is_possible and not self.artist.is_at_work)
        await self._show_anew()
        self.notify(
            _("グラフを図で表示しています。文字で描いたグラフにするには、もう一度 Ctrl+G を押してください。")
            if self.artist.is_at_work
            else _("グラフを細かい文字で描いています。棒や右端がずれて見えるときは、もう一度 Ctrl+G を押してください。")
            if self.drawing.form == "fine"
            else _("グラフを色だけで描いています。うすい色は1マスの半分です。細かい差は数字でお確かめください。")
        )

    def action_switch_theme(self) -> None:
        """Light to dark, to white on black, and back to light."""
        names = list(THEMES)
        now = next(place for place, name in enumerate(names) if THEMES[name].name == self.theme)
        chosen = names[(now + 1) % len(names)]
        self.theme = THEMES[chosen].name
        self.call_after_refresh(self._tell_of_pictures)
        self._tell_page(theme=chosen)

    def _tell_page(self, **chosen: str) -> None:
        """In a browser the page around the screen follows what was chosen, and remembers it."""
        tell = getattr(self._driver, "tell_page", None)
        if tell is not None:
            tell(chosen)

    def draw_ahead(self) -> None:
        """Draw the pictures of the screens that are opened from this one, once nobody presses a key."""
        if self.artist.is_at_work:
            self.set_timer(IDLE, self._draw_ahead, name="ahead")

    def _draw_ahead(self) -> None:
        screen = self.screen if self.screen_stack else None  # none is left while the app ends
        if not self.artist.is_at_work or not isinstance(screen, BaseScreen):
            return
        if time.monotonic() - self.artist.touched_at < IDLE:
            self.draw_ahead()
            return
        made = screen.attempt(screen.ahead) or []
        self._prepare(made)
        slow = screen.slowly_ahead
        if slow is not None:
            self._draw_slowly_ahead(screen, made, slow, way_back(self))

    @work(thread=True, exclusive=True, group="ahead", exit_on_error=False)
    def _draw_slowly_ahead(self, screen: BaseScreen, made: list[Ahead], slow: Callable[[], list[Ahead]], back: Callable[..., None]) -> None:
        more = slow()

        def prepare() -> None:
            if self.screen is screen:  # else it has begun to need others
                self._prepare([*made, *more])

        back(prepare)

    def _prepare(self, made: list[Ahead]) -> None:
        self.artist.prepare([sought(self, one.scene, place_size(self, one.scene, one.rows)) for one in made])

    def tell_of_large(self, **about: object) -> None:
        """In a browser the page says this around the picture that opens over it next."""
        tell = getattr(self._driver, "tell_of_large", None)
        if tell is not None:
            tell(**about)

    @property
    def shows_image(self) -> Callable[[Image], Widget] | None:
        """The widget that shows a picture in this terminal; None in a browser, where the page does."""
        return self._image

    def _tell_of_pictures(self) -> None:
        """A picture was drawn: in a browser the page lays it over its place, in a terminal the place shows it."""
        tell = getattr(self._driver, "tell_of_pictures", None)
        if tell is not None:
            tell()
        elif self._image is not None:
            from dxcheck.app.widgets.picture import PicturePlace  # there is none on every first screen

            for place in self.screen.query(PicturePlace):
                place.show_image(self._image)
