"""Asking the terminal how wide it draws a text, and what kind of terminal it is."""

from __future__ import annotations

import os
import re
import select
import sys
import time
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

_ASK_CURSOR: Final = "\x1b[6n"
_ANSWER: Final = re.compile(r"\x1b\[(\d+);(\d+)R")
_PATIENCE: Final = 0.5
"""Seconds a terminal has to say where its cursor is."""
_TELLS: Final = ("TERM", "TERM_PROGRAM", "TERM_PROGRAM_VERSION", "LC_ALL", "LC_CTYPE", "LANG")
"""Variables that say which terminal it is, and whether it thinks in Japanese: some draw by the locale."""


def in_terminal() -> bool:
    """Whether a person sits at both ends."""
    return all(one is not None and one.isatty() for one in (sys.stdin, sys.stdout))


def terminal_kind(environ: Mapping[str, str] = os.environ) -> str:
    """What tells this terminal from others that may draw differently; two windows of one program are the same kind."""
    known = [environ.get(one, "") for one in _TELLS]
    known.append("tmux" if "TMUX" in environ else "")
    known.append("windows-terminal" if "WT_SESSION" in environ else "")
    known.append(environ.get("SSH_CONNECTION", "").partition(" ")[0])  # from far away every terminal calls itself xterm
    return "|".join(known)


def width_of(text: str) -> int | None:
    """How many cells the terminal moves its cursor for `text`; None where it does not tell (Windows consoles, dumb terminals)."""
    if os.name == "nt":
        return None
    import termios  # not on Windows
    import tty

    descriptor = sys.stdin.fileno()
    before = termios.tcgetattr(descriptor)
    try:
        tty.setcbreak(descriptor)
        sys.stdout.write(f"\r{text}{_ASK_CURSOR}")
        sys.stdout.flush()
        answer, until = "", time.monotonic() + _PATIENCE
        while not _ANSWER.search(answer):
            ready, _w, _x = select.select([descriptor], [], [], max(0.0, until - time.monotonic()))
            if not ready:
                return None
            answer += os.read(descriptor, 64).decode("ascii", "replace")
        found = _ANSWER.search(answer)
        return int(found.group(2)) - 1 if found else None
    finally:
        sys.stdout.write("\r\x1b[K")
        sys.stdout.flush()
        termios.tcsetattr(descriptor, termios.TCSADRAIN, before)
