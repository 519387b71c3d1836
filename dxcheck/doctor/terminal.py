"""What kind of terminal this is: its encoding, its size, and how wide it draws characters whose width is in doubt."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Final

from dxcheck.doctor.finding import Finding, Mark
from dxcheck.i18n import _
from dxcheck.system.terminal_cells import in_terminal, terminal_kind, width_of
from dxcheck.system.terminal_memory import TerminalMemory

if TYPE_CHECKING:
    from collections.abc import Iterator

SMALLEST: Final = (80, 24)


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
    if not in_terminal():
        yield Finding(Mark.GOOD, _("端末ではないため、画面の点検は省きました"))
        return
    size = os.get_terminal_size()
    shown = _("画面の大きさ {columns}x{lines}", columns=size.columns, lines=size.lines)
    if size.columns < SMALLEST[0] or size.lines < SMALLEST[1]:
        wider = _("80x24以上に広げてください（120x40がいちばん見やすい大きさです）")
        yield Finding(Mark.CARE, shown, _("{advice}。{otherwise}", advice=wider, otherwise=_line_by_line()))
    else:
        yield Finding(Mark.GOOD, shown)
    yield from _widths()
    yield from _drawing()


def _line_by_line() -> str:
    """The way without a screen."""
    return _("画面が見づらいときや読み上げソフトをお使いのときは、dxcheck check --plain で1行ずつ答えられます")


def _widths() -> Iterator[Finding]:
    kanji, doubtful = width_of("今"), width_of("①")
    if kanji is None or doubtful is None:
        advice = _("枠や文字がずれて見えるときは、Windows Terminalをお使いください")
        yield Finding(Mark.CARE, _("文字の幅を測れませんでした"), _("{advice}。{otherwise}", advice=advice, otherwise=_line_by_line()))
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


def _drawing() -> Iterator[Finding]:
    """How bars are drawn here, once an app was opened in this kind of terminal."""
    known = TerminalMemory.of_user().known(terminal_kind())
    if known is None or known.form is None:
        return
    form = _("細かい文字") if known.form == "fine" else _("色だけ")
    why = _("画面で選んだもの") if known.is_chosen else _("この端末に合わせたもの")
    yield Finding(Mark.GOOD, _("グラフの描き方: {form}（{why}）。画面で Ctrl+G を押すと切り替わります", form=form, why=why))
