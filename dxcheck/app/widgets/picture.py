"""A place in a screen for a picture. Inside it is the drawing in cells, which is seen as long as there is no picture and where none can be shown.

What a picture is laid over is told by the driver (`dxcheck.web.overlay`), which asks every place for its picture after each frame: a place says what should be
there now, so a picture of something else is never there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from textual.containers import Container

from dxcheck.app.artist import place_size, sought

if TYPE_CHECKING:
    from dxcheck.app.artist import Artist, Inside
    from dxcheck.reports.scenes import Scene


class PicturePlace(Container):
    """What it shows is said with `show`; its children are the drawing in cells. One with the class `-bare` has none, and is there only where pictures are shown."""

    DEFAULT_CSS = """
    PicturePlace { height: auto; }
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
        self.styles.height = place_size(self.app.size, scene, rows)[1] if scene is not None and is_pictured else None
        self.set_class(is_pictured, "-pictured")

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
