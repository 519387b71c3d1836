"""A place in a screen for a picture. Inside it is the drawing in cells, which is seen as long as there is no picture and where none can be shown.

What a picture is laid over is told by the driver (`dxcheck.web.overlay`), which asks every place for its picture after each frame: a place says what should be
there now, so a picture of something else is never there.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, cast

from textual.containers import Container

from dxcheck.app.artist import place_size, sought

if TYPE_CHECKING:
    from collections.abc import Callable

    from PIL.Image import Image
    from textual import events
    from textual.widget import Widget

    from dxcheck.app.artist import Artist, Inside
    from dxcheck.reports.scenes import Scene


class PicturePlace(Container):
    """What it shows is said with `show`; its children are the drawing in cells. One with the class `-bare` has none, and is there only where pictures are shown."""

    DEFAULT_CSS = """
    PicturePlace { height: auto; }
    PicturePlace.-imaged > * { display: none; }
    PicturePlace.-imaged > .terminal-picture { display: block; width: 100%; height: 100%; }
    PicturePlace.-bare { display: none; }
    PicturePlace.-bare.-pictured { display: block; }
    """

    scene: Scene | None = None
    """What is to be seen; None for the drawing in cells alone."""
    opens: str = ""
    """The key that opens it large."""

    def show(self, scene: Scene | None, opens: str = "", *, rows: int = 0) -> None:
        """Show a picture of this here as soon as it is drawn.

        Args:
            scene: what is to be seen.
            opens: the key that opens it large.
            rows: how high it is at least, where pictures are shown.
        """
        self.scene, self.opens = scene, opens
        is_pictured = scene is not None and self.shows_pictures
        self.styles.height = place_size(self.app, scene, rows)[1] if scene is not None and is_pictured else None
        self.set_class(is_pictured, "-pictured")
        self._renew()

    _worded: tuple[Scene, tuple[str, str]] | None = None
    """What was last made words of."""
    _imaged = ""
    """The picture that a terminal's widget shows here."""

    def show_image(self, widget: Callable[[Image], Widget]) -> None:
        """In a terminal: show the picture of what is to be seen now with such a widget, or the cells until it is drawn."""
        picture = self.picture
        key = picture.key if picture is not None else ""
        if key == self._imaged:
            return
        self._imaged = key
        self.query(".terminal-picture").remove()
        self.set_class(bool(key), "-imaged")
        if picture is not None:
            from PIL import Image  # only where a picture is shown

            shown = widget(Image.open(io.BytesIO(picture.content)))
            shown.add_class("terminal-picture")
            self.mount(shown)

    def on_resize(self) -> None:
        """Another size is another picture."""
        self._renew()

    def _renew(self) -> None:
        widget = getattr(self.app, "shows_image", None)
        if widget is not None:
            self.call_after_refresh(self.show_image, widget)

    def on_click(self, event: events.Click) -> None:
        """In a terminal a press on the picture opens it large."""
        if self._imaged and self.opens:
            event.stop()
            self.app.simulate_key(self.opens)

    @property
    def words(self) -> tuple[str, str]:
        """What the picture is called, and everything in it; made once, as it is asked for after every frame."""
        scene = self.scene
        if scene is None:
            return "", ""
        if self._worded is None or self._worded[0] is not scene:
            self._worded = scene, (scene.title, scene.alt)
        return self._worded[1]

    @property
    def artist(self) -> Artist | None:
        """Who draws."""
        found = cast("Artist | None", getattr(self.app, "artist", None))
        return found if found is not None and found.is_at_work else None

    @property
    def shows_pictures(self) -> bool:
        """Whether a picture comes here, so that room can be made for it."""
        return self.artist is not None

    @property
    def picture(self) -> Inside | None:
        """The picture of what is to be seen now, at this size and in these colours, if it is drawn."""
        if self.scene is None or self.artist is None or not self.content_size.area:
            return None
        return self.artist.find(sought(self.app, self.scene, self.content_size))
