"""Textual's driver for the web, with what it lacks: it can draw everything again, it ends when its server is gone, and the cursor is where the person writes."""

from __future__ import annotations

import json
import os
import threading
from codecs import getincrementaldecoder
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from textual.drivers._byte_stream import ByteStream
from textual.drivers.web_driver import WebDriver

from dxcheck import i18n
from dxcheck.app.base_app import BaseApp
from dxcheck.web import failure
from dxcheck.web.inside import MOST_KEPT
from dxcheck.web.keys import BrowserParser
from dxcheck.web.overlay import overlay
from dxcheck.web.turns import GO_ON, LEAST_SCREEN
from dxcheck.web.uploads import BEGINS, ENDS, PIECE, ComingFile

if TYPE_CHECKING:
    from collections.abc import Iterable

    from textual.app import App
    from textual.message import Message

TERMINAL: Final = (
    "\x1b[?1049h\x1b[2J"  # its second screen, empty
    "\x1b[?1000h\x1b[?1003h\x1b[?1015h\x1b[?1006h"  # tells of the mouse
    "\x1b[?25l"  # shows no cursor
    "\x1b[?2026$p"  # is asked whether it shows a frame at once
    "\x1b[?2004h"  # tells what is pasted
)
"""Sets a terminal up as Textual does at the beginning."""
_LEAST_FRAME: Final = 16
"""Characters of what may have changed the screen; what is shorter only sets the terminal up."""
OTHERS_FIRST: Final = 4.0
"""Seconds that a screen which is shown waits at most for those that are not shown yet."""
_OF_THE_PAGE: Final = ("focus", "blur")
"""What a page says by itself as soon as it is there, beside its size."""
PATIENCE: Final = 3.0
"""Seconds an app has to end by itself after its server has gone."""


def write_whole(fileno: int, lock: threading.Lock, message: bytes) -> int:
    """Write a message without a break: the screen is drawn by one thread and files are handed over by another, and the pipe takes what is longer than 4 KB in parts.

    Returns:
        Its length.
    """
    with lock:
        left = memoryview(message)
        while left:
            left = left[os.write(fileno, left) :]
    return len(message)


class Driver(WebDriver):
    """Runs behind our server."""

    def __init__(self, app: App[Any], **rest: Any) -> None:
        super().__init__(app, **rest)
        self._write = partial(write_whole, self.fileno, threading.Lock())
        self._thread = threading.current_thread()
        self._coming = ComingFile()
        self._told: dict[str, Any] = {}
        """What the page was told of pictures last."""
        self._at = ""
        """Where the page was told that the person is."""
        self._tells = False
        """Whether there were any."""
        self._is_shown = False
        """Whether the first screen is."""
        self._lets_others_be_first = isinstance(app, BaseApp)
        """Whether it waits for those of others once it is."""
        self._goes_on = threading.Event()
        """Set as soon as nobody else waits, or the person does something."""
        self._given: list[str] = []
        """The pictures that the server has, the oldest first; it forgets as many as this does."""
        if isinstance(app, BaseApp):
            app.artist.is_possible = app.artist.is_at_work = True

    def start_application_mode(self) -> None:
        """The page gives the terminal the focus as soon as it is there, so the first frame shows it: that Textual says at first that it has none is passed over."""
        if isinstance(self._app, BaseApp):
            self._app.begins_with_focus = True
        super().start_application_mode()

    def write(self, data: str) -> None:
        """After a frame the cursor goes to the field with the focus: Textual notes its place before it has one, and an input method would open in the corner."""
        super().write(data + self._to_the_field())
        if len(data) >= _LEAST_FRAME:
            self.tell_of_pictures()
            self._speak()
            self._tell_of_saves()
            self._tell_of_whereabouts()
            self._is_shown = self._is_shown or len(data) >= LEAST_SCREEN

    def flush(self) -> None:
        """A frame is out. After the first one, what follows it (the screen is laid out and drawn again, garbage is looked for) waits while others have no screen yet; a key ends that."""
        super().flush()
        if self._is_shown and self._lets_others_be_first and self._thread is threading.current_thread():
            self._lets_others_be_first = False
            self._goes_on.wait(OTHERS_FIRST)

    def _speak(self) -> None:
        """Tell the page what is to be heard of the frame that is out. A fault in that costs nobody their screen."""
        if self._thread is not threading.current_thread() or not isinstance(self._app, BaseApp):
            return
        try:
            said = self._app.hearing.since()
        except Exception as problem:  # noqa: BLE001 - whoever sees the screen goes on; it is in the server's log
            failure.say(problem)
            return
        if said:
            self.write_meta({"type": "speech", "said": said})

    def _tell_of_saves(self) -> None:
        """Tell the server how long saves took; a frame follows each."""
        took = self._app.saver.took if isinstance(self._app, BaseApp) and self._thread is threading.current_thread() else None
        if took:
            self.write_meta({"type": "saved", "took": list(took)})
            took.clear()

    def _tell_of_whereabouts(self) -> None:
        """Tell the page where the person is, so that they come back there where this app is gone."""
        if self._thread is threading.current_thread() and isinstance(self._app, BaseApp) and (at := self._app.whereabouts) != self._at:
            self._at = at
            self.write_meta({"type": "whereabouts", "at": at})

    def tell_of_pictures(self, *, anew: bool = False) -> None:
        """Tell the page which pictures lie over which cells now, if that is another than it was told; before it the pictures that the server does not have yet."""
        if self._thread is not threading.current_thread() or not self._app.screen_stack:
            return
        told, inside = overlay(self._app, self._app.artist.newest if isinstance(self._app, BaseApp) else ())
        for key, one in inside.items():
            if key not in self._given:
                self._given = [*self._given[1 - MOST_KEPT :], key]
                self.write_binary_encoded(("picture", key, one.content))
        if anew or told != self._told:
            self._told = told
            has_some = bool(told["shown"] or told["ahead"])
            if has_some or self._tells:
                self._tells = has_some
                self.write_meta({"type": "pictures", **told})

    def _to_the_field(self) -> str:
        screens = self._app.screen_stack
        at = getattr(screens[-1].focused, "cursor_screen_offset", None) if screens else None
        return f"\x1b[{at.y + 1};{at.x + 1}H" if at else ""

    def on_meta(self, packet_type: str, payload: dict[str, object]) -> None:
        """`repaint`: a browser came back to a running app, with an empty terminal. `speak`: its page is in that language now. `file`: one comes that was chosen."""
        is_as_before = packet_type == "resize" and (payload["width"], payload["height"]) == self._size
        if packet_type not in _OF_THE_PAGE and not is_as_before:
            self._goes_on.set()
        if packet_type == GO_ON:
            return
        if packet_type == "speak" and payload.get("language") in i18n.LANGUAGES and isinstance(self._app, BaseApp):
            self._app.call_later(self._app.speak, payload["language"])
        elif packet_type == BEGINS:
            self._coming.begin(str(payload["name"]))
        elif packet_type == ENDS and isinstance(self._app, BaseApp):
            self._app.call_later(self._app.chooser.take, self._coming.end())
        elif packet_type == "repaint":
            self._size = (int(str(payload["width"])), int(str(payload["height"])))
            self._app.call_later(self._repaint)
        else:
            if packet_type == "resize":
                self._told = {}  # the page has taken its pictures off
            super().on_meta(packet_type, payload)

    def tell_of_large(self, **about: object) -> None:
        """What the page says around the picture that it is given next."""
        self.write_meta({"type": "large", **about})

    def tell_page_to_choose(self, **about: object) -> None:
        """The page asks for a file of the person's own PC, and sends it."""
        self.write_meta({"type": "choose", **about})

    def tell_page(self, chosen: dict[str, str]) -> None:
        """What the person chose on the screen and the page should follow and remember."""
        self.write_meta({"type": "chosen", **chosen})

    def _repaint(self) -> None:
        """Set the terminal up as at the beginning, and have the screen draw itself."""
        self.write(TERMINAL)
        if isinstance(self._app, BaseApp):
            self._app.hearing.forget()
        self.tell_of_pictures(anew=True)
        self._app.screen.refresh()  # all of it, and what is seen behind it, as soon as nothing is being exchanged on it

    def run_input_thread(self) -> None:
        """Take what the server passes on. When its end is closed, the server is gone: everything is saved, so end, and quickly."""
        packets, parser, decode = ByteStream(), BrowserParser(), getincrementaldecoder("utf-8")().decode
        try:
            for data in self._input_reader:
                for kind, payload in packets.feed(data) if data else ():
                    if kind == "D":
                        self._goes_on.set()
                        self._pass_on(parser.feed(decode(payload)))
                    elif kind == PIECE.decode():
                        self._coming.add(payload)
                    else:
                        said = json.loads(payload)
                        self.on_meta(said["type"], said)
                self._pass_on(parser.tick())
        except Exception as problem:  # noqa: BLE001 - an app that hears nothing any more must not stay
            if not self.exit_event.is_set():
                failure.say(problem)
                self._end(status=1)
        else:
            if not self.exit_event.is_set():
                self._end()
        finally:
            self._goes_on.set()
            self._input_reader.close()

    def _pass_on(self, typed: Iterable[Message]) -> None:
        for one in typed:
            self.process_message(one)

    def _end(self, status: int = 0) -> None:
        """End, by force if it takes too long."""
        timer = threading.Timer(PATIENCE, os._exit, (1,))
        timer.daemon = True
        timer.start()
        self._app.call_later(self._app.exit, return_code=status)
