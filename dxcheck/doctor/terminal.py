"""What kind of terminal this is: its encoding, its size, and how wide it draws characters whose width is in doubt."""

from __future__ import annotations

import os
import re
import select
import sys
import time
from typing import TYPE_CHECKING, Final

from dxcheck.doctor.files import Finding, Mark
from dxcheck.i18n import _

if TYPE_CHECKING:
    from collections.abc import Iterator

SMALLEST: Final = (80, 24)
_ASK_CURSOR: Final = "\x1b[6n"
_ANSWER: Final = re.compile(r"\x1b\[(\d+);(\d+)R")
_PATIENCE: Final = 0.5
"""Seconds a terminal has to say where its cursor is."""


def terminal_findings() -> Iterator[Finding]:
    """Encoding always; size and widths in a terminal."""
    encoding = (sys.stdout.encoding or "").lower()
    try:
        "今治市".encode(encoding or "ascii")
        yield Finding(Mark.GOOD, _("文字コード: {encoding}", encoding=encoding))
    except (UnicodeEncodeError, LookupError):
        yield Finding(
            Mark.PROBLEM,
            _("文字コード {encoding} では日本語を表示できません", encoding=encoding),
            _("環境変数 PYTHONUTF8=1 を設定するか、Windows Terminalをお使いください"),
        )
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        yield Finding(Mark.GOOD, _("端末ではないため、画面の点検は省きました"))
        return
    size = os.get_terminal_size()
    shown = _("画面の大きさ {columns}x{lines}", columns=size.columns, lines=size.lines)
    if size.columns < SMALLEST[0] or size.lines < SMALLEST[1]:
        yield Finding(Mark.CARE, shown, _("80x24以上に広げてください（120x40がいちばん見やすい大きさです）"))
    else:
        yield Finding(Mark.GOOD, shown)
    yield from _widths()


def _widths() -> Iterator[Finding]:
    kanji, doubtful = width_of("今"), width_of("①")
    if kanji is None or doubtful is None:
        yield Finding(Mark.CARE, _("文字の幅を測れませんでした"), _("枠や文字がずれて見えるときは、Windows Terminalをお使いください"))
    elif kanji != 2:  # noqa: PLR2004 - cells of a kanji
        yield Finding(
            Mark.PROBLEM,
            _("漢字の幅が{n}桁です（2桁のはずです）", n=kanji),
            _("日本語を表示できる端末（Windows Terminalなど）をお使いください"),
        )
    elif doubtful != 1:
        yield Finding(
            Mark.CARE,
            _("①などの記号の幅が{n}桁です", n=doubtful),
            _(
                "dxcheckの画面は崩れませんが、コメントに①などを書くと右端がずれます。端末の設定で「あいまいな文字の幅」を1桁にすると直ります"
            ),
        )
    else:
        yield Finding(Mark.GOOD, _("漢字は2桁、①などの記号は1桁で表示されます"))


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
