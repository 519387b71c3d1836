"""絞り込み: which municipalities the overview shows, all conditions in one window."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Final

from rich.cells import cell_len
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen

from dxcheck.app.widgets.button import Buttons, CommandButton
from dxcheck.app.widgets.choice import OneOfFew
from dxcheck.app.widgets.lines import Paragraphs, with_key
from dxcheck.i18n import N_, _
from dxcheck.model.municipality import place_named
from dxcheck.model.roster import SIZES
from dxcheck.prefecture.overview import STATES
from dxcheck.prefecture.selection import TYPE_ORDER, column_name
from dxcheck.system.terminal_width import pad

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from textual.app import ComposeResult
    from textual.widgets import Button

    from dxcheck.prefecture.overview import Overview

_NAME: Final = 12
Options = tuple[tuple[str, str], ...]
LOOKED: Final = {"below": N_("県内の平均より低い"), "rose": N_("上がった"), "fell": N_("下がった")}


def options_of(overview: Overview) -> dict[str, tuple[str, Options]]:
    """Field of a wish to its name and what can be chosen there; empty is everything."""
    every = ("", _("すべて"))
    towns = [one.municipality for one in overview.lines]
    kinds = sorted({one.type for one in towns}, key=lambda one: TYPE_ORDER.get(one, len(TYPE_ORDER)))
    states = [("now", _("今期に提出")), ("before", _("今期の提出がまだ")), *((one, _(STATES[one])) for one in overview.left_out())]
    return {
        "region": (_("地域"), (every, *((one, place_named(one)) for one in dict.fromkeys(one.region for one in towns)))),
        "type": (_("市・町"), (every, *((one, _(one)) for one in kinds))),
        "size": (_("人口"), (every, *((one, _(name)) for one, name in SIZES.items()))),
        "state": (_("提出"), (every, *states)),
        "column": (_("分野"), tuple((one, column_name(overview, one)) for one in overview.columns)),
        "look": (_("その分野が"), (every, *((one, _(name)) for one, name in LOOKED.items()))),
    }


class Pick(OneOfFew):
    """One filter on one line; where the options have no room beside each other, the chosen one alone."""

    def __init__(self, name: str, options: Options, value: str, *, id: str) -> None:  # noqa: A002 - Textual's own name
        super().__init__(options, value, id=id)
        self._title = name

    def make(self, width: int) -> list[Content]:
        """The name and the options."""
        head = Content(pad(self._title, _NAME))
        room = width - _NAME - 1
        if sum(cell_len(name) + 2 for _value, name in self._options) <= room:
            line = super().make(room)[0]
            self._starts = [(begin + _NAME, end + _NAME) for begin, end in self._starts]
            return [head + line]
        self._starts = []
        of = _("{n}/{all}", n=self._at + 1, all=len(self._options))
        chosen = Content.styled(f"[{self._options[self._at][1]}]", "bold $accent")
        return [head + Content.assemble((">" if self.has_focus else " ", "bold"), chosen, "  ", (of, "$muted"))]

    def choose_first(self) -> None:
        """Back to the first option."""
        self._at = 0
        self.renew(layout=False)


class PickDialog(ModalScreen[dict[str, str] | None]):
    """Every condition on a line: up and down, left and right, Enter."""

    CSS_PATH = "../screens/dialogs.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss(None)", priority=True),
        Binding("enter", "done", priority=True),
        Binding("ctrl+s", "done", priority=True),
        Binding("up", "app.focus_previous"),
        Binding("down", "app.focus_next"),
        Binding("x", "clear"),
    ]

    def __init__(self, fields: Mapping[str, tuple[str, Options]], values: Mapping[str, str]) -> None:
        super().__init__()
        self._fields, self._values = fields, values

    def compose(self) -> ComposeResult:
        """A line a condition, and the buttons."""
        with Vertical(classes="dialog"):
            guide = _("上下で条件、左右で中身を選びます。名前のはじめの文字でも選べます。選んだ条件すべてに合う市町が残ります。")
            yield Paragraphs((_("絞り込み"), "bold"), (guide, "$muted"), "")
            for field, (name, options) in self._fields.items():
                yield Pick(name, options, self._values.get(field, ""), id=f"pick-{field}")
            with Buttons():
                for made in self._buttons():
                    made.can_focus = False
                    yield made

    def _buttons(self) -> Sequence[CommandButton]:
        return (
            CommandButton(with_key(_("絞り込む"), "Enter"), id="done", variant="primary"),
            CommandButton(with_key(_("すべて外す"), "x"), id="clear"),
            CommandButton(with_key(_("閉じる"), "Esc"), id="close"),
        )

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Do what the button says."""
        event.stop()
        if event.button.id == "close":
            self.dismiss(None)
        elif event.button.id == "done":
            self.action_done()
        else:
            self.action_clear()

    def action_done(self) -> None:
        """Give back what was chosen."""
        self.dismiss({field: self.query_one(f"#pick-{field}", Pick).value for field in self._fields})

    def action_clear(self) -> None:
        """Everything again."""
        for one in self.query(Pick):
            one.choose_first()
