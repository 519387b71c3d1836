"""One table a screen for everything a person can do there.

A `Command` is the only source for its key, its name in the footer, its line in the help, its entry in the search and its button. So a new command
cannot be missing from one of them, and both languages get it at once. Names are Japanese source strings marked with `N_` and translated when shown.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import msgspec
from textual.binding import Binding

from dxcheck.i18n import N_, _, _c

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_KEY_NAMES: Final = {
    "enter": "Enter",
    "escape": "Esc",
    "backspace": "BackSpace",
    "slash": "/",
    "question_mark": "?",
    "space": N_("スペース"),
    "up": N_("上"),
    "down": N_("下"),
    "left": N_("左"),
    "right": N_("右"),
    "tab": "Tab",
    "pageup": "PageUp",
    "pagedown": "PageDown",
}


class Command(msgspec.Struct, frozen=True):
    """Something a person can do on a screen."""

    action: str
    """Textual's action, e.g. `answer(2)`."""
    keys: tuple[str, ...]
    """Textual's names of the keys, the one to show first."""
    name: str
    """Short name for footer and buttons."""
    help: str = ""
    """A sentence for the help; the name where there is nothing more to say."""
    footer: bool = True
    """Whether the footer shows it; help and search always do."""
    shown_key: str = ""
    """How the keys are written where one alone would not say enough, e.g. `0-5`."""
    opens: str = ""
    """The screen it opens, as `module:Class`, where there is nothing else to it; imported when it is opened. Other commands are methods of their screen."""
    context: str = ""
    """Where the name is to be understood, if it has another translation elsewhere."""

    @property
    def shown_name(self) -> str:
        """The name in the language in use."""
        return _c(self.context, self.name) if self.context else _(self.name)

    @property
    def key_label(self) -> str:
        """The key as a person reads it on the keyboard."""
        if self.shown_key:
            return _(self.shown_key)
        return key_label(self.keys[0]) if self.keys else ""

    def bindings(self) -> Iterator[Binding]:
        """Textual bindings of the keys; what an input method left on sends instead is turned into them before (`system.input_method.meant`)."""
        for position, key in enumerate(self.keys):
            yield Binding(key, self.action, self.shown_name, show=self.footer and position == 0, key_display=self.key_label)


def key_label(key: str) -> str:
    """A key's name for a person: `Ctrl+S`, `Esc`, `e`."""
    *modifiers, plain = key.split("+")
    shown = _(_KEY_NAMES[plain]) if plain in _KEY_NAMES else plain
    if modifiers:
        return "+".join([*(one.capitalize() for one in modifiers), shown.upper() if len(shown) == 1 else shown])
    return shown.upper() if re.fullmatch(r"f[0-9]+", shown) else shown


def all_bindings(commands: Iterable[Command]) -> Iterator[Binding]:
    """The bindings of several commands."""
    for command in commands:
        yield from command.bindings()


HELP: Final = Command("app.help", ("question_mark", "f1"), N_("使い方"), N_("いまの画面で使えるキーを表示します"))
SEARCH: Final = Command("app.search", ("ctrl+k", "ctrl+p"), N_("さがす"), N_("できること・設問・画面を名前でさがします"), footer=False)
PRINT: Final = Command(
    "app.print_screen",
    ("ctrl+y", "f12"),  # F12 also where a text is written: there Ctrl+Y does again what was undone
    N_("印刷"),
    N_("この画面の一覧（結果の画面では結果票）を、すべての行の入ったPDFなどにします"),
    footer=False,
)
QUIT: Final = Command("app.quit", ("ctrl+q",), N_("終了"), N_("保存して終了します。続きは次回、同じところから始まります"), footer=False)
LANGUAGE: Final = Command("app.switch_language", ("f2",), "English / 日本語", N_("表示する言葉を切り替えます"), footer=False)
THEME: Final = Command(
    "app.switch_theme",
    ("f3",),
    N_("明るい画面・暗い画面"),
    N_("明るい画面、暗い画面、黒地に白のはっきりした画面を、順に切り替えます"),
    footer=False,
)
DRAWING: Final = Command(
    "app.switch_drawing",
    ("ctrl+g",),
    N_("グラフの描き方"),
    N_(
        "グラフの棒を、細かい文字で描くか色だけで描くかを切り替えます。棒や右端がずれて見えるときにお使いください。この端末で次も同じ描き方になります"
    ),
    footer=False,
)
COPY: Final = Command("screen.copy_text", ("ctrl+c",), N_("写し取る"), N_("マウスで選んだ文字を写し取ります（コピー）"), footer=False)
BACK: Final = Command("back", ("escape",), N_("戻る"), N_("前の画面に戻ります"))
AGREEMENT: Final = Command(
    "agreement",
    ("q",),
    N_("見立てのそろい方"),
    N_("自己診断と見立て、専門官どうしの見立てがどれだけそろっているかを、設問の読まれ方の手がかりとして見ます"),
    footer=False,
    opens="dxcheck.app.specialist.agreement:AgreementScreen",
)
"""Of specialists, and of the centre, who sees all municipalities."""

EVERYWHERE: Final = (HELP, SEARCH, PRINT, LANGUAGE, THEME, DRAWING, COPY, QUIT)
