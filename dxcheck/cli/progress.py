"""How far a command is, on the last line of a terminal's error output; in a pipe or a file nothing is said."""

from __future__ import annotations

import contextlib
import os
import sys
import threading
import time
from typing import TYPE_CHECKING, Final

import click

from dxcheck.cli.exit_codes import CUT_OFF
from dxcheck.i18n import _
from dxcheck.system import progress

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import TextIO

_EVERY: Final = 0.2
"""Seconds between two looks: often enough to see it move."""
_MARGIN: Final = 4
"""Cells kept free at the right: for what the console shows of Ctrl+C, and since some begin a new line with the last one."""
_USUAL: Final = 80
"""Columns of a console that does not say how many it has."""


@contextlib.contextmanager
def shown() -> Iterator[None]:
    """Show on standard error what is told for this time, where that is a terminal."""
    if not sys.stderr.isatty():
        yield
        return
    line = ProgressLine(sys.stderr)
    try:
        with progress.followed_by(line):
            yield
    finally:
        line.ended()  # Ctrl+C may have come in the middle of just that


@contextlib.contextmanager
def done_in_parts() -> Iterator[None]:
    """For what changes many documents one by one, each whole: cut off, what is done stays done, and the same command does the rest.

    Raises:
        Exit: after Ctrl+C.
    """
    try:
        yield
    except KeyboardInterrupt:
        click.echo(err=True)
        click.echo(_("途中で中止しました。そこまでの分は済んでいます。同じコマンドをもう一度実行すると、残りをします。"), err=True)
        raise click.exceptions.Exit(CUT_OFF) from None


class ProgressLine(progress.LastTold):
    """One line of a terminal, painted by a thread of its own while a step goes on: what works on it, a library of another language for instance, may be away for seconds."""

    def __init__(self, stream: TextIO, *, after: float = progress.SHOWN_AFTER) -> None:
        super().__init__()
        self._stream, self._shown_from = stream, time.monotonic() + after
        self._width = 0
        """Cells that were painted."""
        self._guard = threading.Lock()
        self._over = threading.Event()
        self._painter: threading.Thread | None = None

    def told(self, done: int, of: int, what: str) -> None:
        """The thread begins with the first step."""
        super().told(done, of, what)
        if self._painter is None:
            self._over.clear()
            self._painter = threading.Thread(target=self._paint_on, name="progress", daemon=True)
            self._painter.start()

    def ended(self) -> None:
        """Leave nothing on the line: what is printed next begins there."""
        super().ended()
        self._over.set()
        self._painter = None
        with self._guard:
            self._paint("")

    def _paint_on(self) -> None:
        over = self._over
        while not over.wait(_EVERY):
            if time.monotonic() >= self._shown_from:
                with self._guard:
                    if not over.is_set():
                        self._paint(self.how_far)

    def _paint(self, said: str) -> None:
        """The line with nothing behind it. Spaces do it everywhere; a console that knows no control sequences too."""
        if not said and not self._width:
            return
        from rich.cells import cell_len, set_cell_size  # only where something is shown

        width = min(cell_len(said), _columns(self._stream) - _MARGIN)
        said = set_cell_size(said, max(width, 0))
        gone = " " * max(0, self._width - width) if said else " " * (self._width + _MARGIN - 1)
        with contextlib.suppress(OSError, ValueError):
            self._stream.write(f"\r{said}{gone}" if said else f"\r{gone}\r")
            self._stream.flush()
        self._width = width


def _columns(stream: TextIO) -> int:
    try:
        return os.get_terminal_size(stream.fileno()).columns or _USUAL
    except (OSError, ValueError):
        return _USUAL
