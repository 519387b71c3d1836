"""What people hear of an app who do not see it: what just happened, what opened, and where the keyboard is. Asked for by whoever tells it (`web/driver.py`), after a frame is out.

A widget says what is heard of it with a property `heard`; a screen, where several places at once matter, with a method of this name. When a screen opens, its texts are read once;
a screen on which that would be too much says with `read_out` what is.
"""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, Any, Final
from weakref import WeakSet

from msgspec.structs import replace
from textual.widgets import Button, Label

from dxcheck.app.heard import Heard, newly_heard, undrawn
from dxcheck.app.widgets.lines import Lines, Paragraphs
from dxcheck.i18n import _

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from textual.app import App
    from textual.screen import Screen
    from textual.widget import Widget

MOST_NEWS: Final = 20
"""What happened and nobody has asked for yet; the oldest goes first."""


class Hearing:
    """Remembers what was told, so that only what is new is told."""

    def __init__(self, app: App[Any]) -> None:
        self._app = app
        self._news: deque[str] = deque(maxlen=MOST_NEWS)
        self._screen: Screen[Any] | None = None
        self._read: WeakSet[Screen[Any]] = WeakSet()
        self._heard: Sequence[Heard] = ()

    def tell(self, text: str) -> None:
        """Something happened."""
        if words := undrawn(text):
            self._news.append(words)

    def forget(self) -> None:
        """Somebody comes anew and has heard nothing."""
        self._screen, self._heard = None, ()
        self._read.clear()

    def since(self) -> list[str]:
        """What is new, in sentences: first what happened, then what opened, then where the keyboard is."""
        screen = self._app.screen_stack[-1] if self._app.screen_stack else None
        if screen is None or not screen.is_mounted:
            return []
        said = list(self._news)
        self._news.clear()
        if screen is not self._screen:
            said += _opened(screen, is_known=screen in self._read)
            self._screen, self._heard = screen, ()
            self._read.add(screen)
        now = heard_on(screen)
        said += newly_heard(self._heard, now)
        self._heard = now
        return said


def heard_on(screen: Screen[Any]) -> list[Heard]:
    """The places that matter on a screen: those it names, else the one with the keyboard."""
    own = getattr(screen, "heard", None)
    if own is not None:
        return list(own())
    return [] if screen.focused is None else [heard_of(screen.focused)]


def heard_of(widget: Widget) -> Heard:
    """What is heard of a widget, a field with the text that names it."""
    heard = getattr(widget, "heard", Heard())
    if not heard.of and _is_field(widget):
        heard = replace(heard, of=_label(widget))
    return replace(heard, key=heard.key or id(widget))


def _is_field(widget: Widget) -> bool:
    """Whether the text before it names it."""
    return bool(getattr(widget, "LABELLED", False))


def _label(field: Widget) -> str:
    """The text before a field."""
    before: str = ""
    for one in field.parent.children if field.parent is not None else ():
        if one is field:
            break
        before = _text_of(one) if isinstance(one, Label | Paragraphs) and one.display and _text_of(one) else before
    return before


def _opened(screen: Screen[Any], *, is_known: bool) -> list[str]:
    """Its name, and its texts where nobody has heard them yet."""
    name = str(getattr(screen, "TITLE_TEXT", ""))
    title = [_(name)] if name else []
    own = getattr(screen, "read_out", None)
    if own is not None:
        return title + list(own())
    return title + ([] if is_known else list(_texts(screen, set(_named(screen)))))


def _named(screen: Screen[Any]) -> Iterator[str]:
    """The texts that name the fields of a screen: they are heard with them."""
    return (_label(one) for one in screen.focus_chain if _is_field(one))


def _texts(widget: Widget, left_out: set[str]) -> Iterator[str]:
    """What stands on it, from above to below."""
    from dxcheck.app.widgets.picture import PicturePlace  # nothing is told before the first frame

    for one in widget.children:
        if not one.display:
            continue
        if isinstance(one, PicturePlace) and one.shows_pictures and one.scene is not None:
            yield from _lines("\n".join(one.words))
        elif isinstance(one, Button | Label | Lines):
            text = "" if hasattr(one, "heard") and one.focusable else _text_of(one)
            yield from [] if text in left_out else _lines(text)
        else:
            yield from _texts(one, left_out)


def _lines(text: str) -> Iterator[str]:
    return filter(None, map(undrawn, text.split("\n")))


def _text_of(widget: Widget) -> str:
    if isinstance(widget, Button):
        return f"{widget.label}{_('。')}{_('ボタン')}"
    if isinstance(widget, Lines):
        return widget.text
    return str(widget.render())
