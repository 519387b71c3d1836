"""A console that is only ever written to at its end: lines out, lines in. Works on a terminal of any age, and in a pipe."""

from __future__ import annotations

import codecs
import contextlib
import os
import re
import signal
import threading
from typing import TYPE_CHECKING, Final

from dxcheck.i18n import _
from dxcheck.system.control_characters import plain
from dxcheck.system.terminal_width import wrap

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import TextIO

USUAL_WIDTH: Final = 80
"""Cells of a terminal that does not say how many it has."""
NARROWEST: Final = 20
"""Cells below which lines are no longer made shorter."""
LONGEST_TYPED_LINE: Final = 4095
"""Bytes that a Unix terminal takes in one line; the rest is dropped without a word."""
_UTF8_JAPANESE: Final = re.compile(b"[\xe2-\xe9\xef][\x80-\xbf][\x80-\xbf]")


class LeavingError(Exception):
    """The person leaves: the end of the input, Ctrl+C, or a word that says so."""

    def __init__(self, *, is_interrupt: bool = False) -> None:
        super().__init__()
        self.is_interrupt = is_interrupt


class Console:
    """What is said, and what is typed.

    Args:
        source: what the person types.
        out: what they read or hear.
    """

    def __init__(self, source: TextIO, out: TextIO) -> None:
        self._source, self._out = source, out
        self.is_typed = source.isatty()
        """Whether a person types at a terminal: what comes out of a pipe is written behind its question, so that the whole can be read."""
        self._is_reading = False
        self.wants_to_leave = False
        """Whether Ctrl+C was pressed while something went on; the next question ends the way."""

    # -- out -----------------------------------------------------------------------------------------------------------

    @property
    def width(self) -> int | None:
        """Cells of a line; None in a pipe or a file, where whoever reads breaks lines as they like."""
        if not self._out.isatty():
            return None
        columns = 0
        with contextlib.suppress(OSError, ValueError):
            columns = os.get_terminal_size(self._out.fileno()).columns
        # One less: some consoles go to the next line by themselves after the last cell, and then once more.
        return max(NARROWEST, (columns or USUAL_WIDTH) - 1)

    def say(self, *texts: str) -> None:
        """Write texts, each on a line of its own, broken as the width demands."""
        width = self.width
        for text in texts:
            lines = wrap(text, width) if width is not None else [plain(one) for one in text.split("\n")]
            self._out.writelines(f"{one.rstrip()}\n" for one in lines)
        self._out.flush()

    # -- in ------------------------------------------------------------------------------------------------------------

    def ask(self, prompt: str) -> str:
        """Ask for a line; without its end, otherwise as it was typed.

        Raises:
            LeavingError: there is none, or Ctrl+C was pressed.
        """
        while True:
            *before, last = wrap(prompt, self.width or USUAL_WIDTH * 100)
            self._out.writelines(f"{one}\n" for one in before)
            self._out.write(f"{last} ")
            self._out.flush()
            line = self._line()
            if line is not None:
                if not self.is_typed:
                    self._out.write(f"{plain(line)}\n")
                    self._out.flush()
                return line
            self.say("", _("読めない文字があったため、この行は使いませんでした。文字コードは {encoding} です。", encoding=self._encoding))

    @property
    def _encoding(self) -> str:
        return getattr(self._source, "encoding", None) or "utf-8"

    def _line(self) -> str | None:
        """The next line; None where it cannot be read as text."""
        if self.wants_to_leave:
            raise LeavingError(is_interrupt=True)
        self._is_reading = True
        try:
            raw = self._source.buffer.readline() if hasattr(self._source, "buffer") else self._source.readline().encode()
        except KeyboardInterrupt:
            self._out.write("\n")
            raise LeavingError(is_interrupt=True) from None
        finally:
            self._is_reading = False
        if not raw:
            self._out.write("\n")
            raise LeavingError
        if self.is_typed and len(raw) >= LONGEST_TYPED_LINE and os.name != "nt":
            self.say(_("1行が長すぎて、終わりのほうが届いていないかもしれません。長い文は、何行かに分けて入力してください。"))
            raw = self._whole(raw.rstrip(b"\r\n"))
        return self._decoded(raw.rstrip(b"\r\n"))

    def _whole(self, raw: bytes) -> bytes:
        """What was cut by the terminal, without the first bytes of a character whose last ones did not arrive."""
        with contextlib.suppress(UnicodeDecodeError, LookupError):
            return codecs.getincrementaldecoder(self._encoding)().decode(raw).encode(self._encoding)
        return raw

    def _decoded(self, raw: bytes) -> str | None:
        """Bytes as text: as the console's encoding says, or UTF-8 where they are Japanese in it (a file made elsewhere, piped into a console of Windows)."""
        raw = raw.removeprefix(b"\xef\xbb\xbf")
        encodings = ["utf-8", self._encoding] if _UTF8_JAPANESE.search(raw) else [self._encoding]
        for encoding in encodings:
            with contextlib.suppress(UnicodeDecodeError, LookupError):
                return raw.decode(encoding)
        return None

    # -- Ctrl+C --------------------------------------------------------------------------------------------------------

    @contextlib.contextmanager
    def listening(self) -> Iterator[None]:
        """Ctrl+C counts at the next question: nothing is cut off in the middle of being saved, or said."""
        if threading.current_thread() is not threading.main_thread():
            yield
            return
        before = signal.signal(signal.SIGINT, self._interrupted)
        try:
            yield
        finally:
            signal.signal(signal.SIGINT, before)

    def _interrupted(self, *_signal: object) -> None:
        if self._is_reading:
            raise KeyboardInterrupt
        self.wants_to_leave = True
