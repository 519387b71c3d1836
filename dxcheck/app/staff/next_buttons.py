"""What may come next while somebody answers, as buttons: evidence of what was just answered, the rest as last time, on to submitting."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from textual.containers import Horizontal

from dxcheck.app.commands import Command
from dxcheck.app.screens.base import button
from dxcheck.app.widgets.button import CommandButton
from dxcheck.app.widgets.lines import with_key
from dxcheck.i18n import N_, _, _n

if TYPE_CHECKING:
    from textual.app import ComposeResult

    from dxcheck.answering.way import Answering

COPY_REST: Final = Command(
    "copy_rest",
    ("a",),
    N_("残りは前回と同じ"),
    N_("まだ答えていない設問に、前回の回答をまとめて写します。分野ごとにもできます"),
    footer=False,
)
WRITE_LAST: Final = Command("write_last", ("b",), N_("前の設問の根拠"), N_("いま答えた設問に戻らずに、その根拠を書きます"), footer=False)
WHY: Final = Command(
    "why", ("w",), N_("この段の理由"), N_("選んだ段と次の段のうち、当てはまる文に印をつけます（つけなくてもかまいません）"), footer=False
)
TO_REVIEW: Final = Command("review", ("p", "ctrl+r"), N_("提出へ"), N_("未回答などを確かめて、提出へ進みます"))
_COMMANDS: Final = {one.action: one for one in (WRITE_LAST, WHY, COPY_REST, TO_REVIEW)}


class NextButtons(Horizontal):
    """The buttons that can do something now; no line where there is none."""

    DEFAULT_CSS = """
    NextButtons { height: 1; padding: 0 2; background: $panel; }
    NextButtons CommandButton { margin: 0 2 0 0; }
    """

    def compose(self) -> ComposeResult:
        """All of them; `show` says which are seen."""
        for one in _COMMANDS.values():
            yield button(one)

    def show(self, here: Answering, answered: str, finish: str, *, is_done: bool) -> None:
        """Show those that can be pressed.

        Args:
            here: where somebody is.
            answered: the item they answered last; empty without one.
            finish: what comes after the last item.
            is_done: whether everything is answered.
        """
        rest, finishes = len(here.rest()), is_done or here.neighbour(1) is None
        labels = {
            WRITE_LAST.action: _("{item} の根拠を書く", item=answered) if answered and answered != here.current else "",
            WHY.action: _("段の理由") if answered and not finishes and here.parts(here.current if here.parts() else answered) else "",
            COPY_REST.action: _n("残り{n}問は前回と同じ", "残り{n}問は前回と同じ", rest) if rest else "",
            TO_REVIEW.action: finish if finishes else "",
        }
        for one in self.query(CommandButton):
            said = labels[str(one.name)]
            one.display = bool(said)
            one.label = with_key(said, _COMMANDS[str(one.name)].key_label)
        self.display = any(labels.values())
