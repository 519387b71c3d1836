"""A widget that is a list of lines, broken by our own rules for Japanese.

Textual's Static would break them again in its own way, so everything with Japanese sentences on a screen is one of these. A subclass gives the lines for a
width; a row that was clicked is found by its line number.
"""

from __future__ import annotations

from abc import abstractmethod
from typing import TYPE_CHECKING, Final

from rich.cells import cell_len
from textual.content import Content
from textual.geometry import Region
from textual.widget import Widget

from dxcheck.app.drawing import COARSE, Drawing
from dxcheck.i18n import _
from dxcheck.system.terminal_width import wrap

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.geometry import Size

_BULLETS = ("・", "- ")


class Lines(Widget):
    """Lines of content, as many as they need."""

    DEFAULT_CSS = """
    Lines { height: auto; width: 1fr; }
    """

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002 - Textual's own name
        super().__init__(id=id, classes=classes)
        self._made: tuple[int, list[Content]] | None = None

    @property
    def drawing(self) -> Drawing:
        """How this terminal draws bars and marks; coarsely as long as nobody says."""
        return getattr(self.app, "drawing", COARSE) if self.is_attached else COARSE

    @abstractmethod
    def make(self, width: int) -> list[Content]:
        """The lines for a width in cells."""

    def lines(self, width: int) -> list[Content]:
        """The lines, made once a width."""
        if self._made is None or self._made[0] != width:
            self._made = (width, self.make(width))
        return self._made[1]

    @property
    def text(self) -> str:
        """What it says, for those who hear it."""
        return "\n".join(line.plain for line in self.lines(self.content_size.width or 80))

    def renew(self, *, layout: bool = True) -> None:
        """Make the lines again: what they show has changed."""
        self._made = None
        self.refresh(layout=layout)

    def keep_in_sight(self, first: int, count: int) -> None:
        """Scroll the container so that `count` lines from line `first` on are seen."""
        if isinstance(self.parent, Widget):
            self.parent.scroll_to_region(Region(0, self.virtual_region.y + first, 1, count), animate=False)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002 - Textual's signature
        """As many rows as there are lines."""
        return len(self.lines(width)) if width > 0 else 0

    def get_content_width(self, container: Size, viewport: Size) -> int:  # noqa: ARG002
        """The whole width there is."""
        return container.width

    def render(self) -> Content:
        """The lines, one below the other."""
        return Content("\n").join(self.lines(self.content_size.width))


class Paragraphs(Lines):
    """Some paragraphs, each with a style."""

    def __init__(
        self,
        *paragraphs: tuple[str, str] | str,
        id: str | None = None,  # noqa: A002
        classes: str | None = None,
        tells: bool = False,
    ) -> None:
        """Paragraphs; with `tells`, what they come to say is told to those who hear the screen, wherever the keyboard is."""
        super().__init__(id=id, classes=classes)
        self._paragraphs: Sequence[tuple[str, str] | str] = paragraphs
        self._tells = tells

    def update(self, *paragraphs: tuple[str, str] | str, quietly: bool = False) -> None:
        """Show other paragraphs; `quietly`, nothing of it is told."""
        if tuple(self._paragraphs) != paragraphs:
            self._paragraphs = paragraphs
            self.renew()
            tell = getattr(self.app, "tell", None) if self._tells and not quietly else None
            if tell is not None:
                tell(self.text)

    @property
    def text(self) -> str:
        """What it says, without our line breaks."""
        return "\n".join(one if isinstance(one, str) else one[0] for one in self._paragraphs)

    def make(self, width: int) -> list[Content]:
        """Every paragraph, wrapped."""
        return [line for one in self._paragraphs for line in paragraph(one, width)]


def paragraph(said: tuple[str, str] | str, width: int) -> list[Content]:
    """A paragraph, with its style or without, in lines."""
    text, style = (said, "") if isinstance(said, str) else said
    return [Content.styled(line, style) if style else Content(line) for part in text.split("\n") for line in indented(part, width)]


def indented(text: str, width: int) -> list[str]:
    """A text in lines, all of them as far in as the first: by its spaces, or behind its bullet."""
    bullet = next((one for one in _BULLETS if text.startswith(one)), "")
    spaces = len(text) - len(text.lstrip(" "))
    first, beyond = (bullet, cell_len(bullet)) if bullet else (" " * spaces, spaces)
    if not 0 < beyond < width // 2:
        return wrap(text, width)
    lines = wrap(text[len(first) :], width - beyond)
    return [(first if n == 0 else " " * beyond) + line for n, line in enumerate(lines)]


_LEAST_BESIDE: Final = 10
"""Cells that a text needs beside what it hangs on."""
_UNDER: Final = 4
"""By how many cells it is indented under it."""


def hanging(head: Content, text: str, width: int, style: str = "") -> list[Content]:
    """`text` beside `head`, its further lines indented to the same column; under it where a long head leaves no room for words."""
    indent = head.cell_length
    if indent > _UNDER and width - indent < min(_LEAST_BESIDE, cell_len(text)):
        return [head, *hanging(Content(" " * _UNDER), text, width, style)]
    first, *rest = wrap(text, width - indent)
    made = [head + (Content.styled(first, style) if style else Content(first))]
    blank = Content(" " * indent)
    return made + [blank + (Content.styled(line, style) if style else Content(line)) for line in rest]


def with_key(name: str, key: str) -> Content:
    """A button's words: its name and its key. Not a string, because Textual would take `[q]` for markup."""
    return Content(_("{name}（{key}）", name=name, key=key) if key else name)
