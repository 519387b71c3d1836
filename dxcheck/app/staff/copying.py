"""前回と同じ for many items at once: of this dimension, or of all that is left."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen

from dxcheck.app.widgets.button import Buttons, CommandButton
from dxcheck.app.widgets.lines import Paragraphs, with_key
from dxcheck.i18n import _, _n

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.widgets import Button

    from dxcheck.answering.way import Answering
    from dxcheck.app.saver import Saver
    from dxcheck.app.staff.base import DeskScreen

ALL_THAT_IS_LEFT = ""
"""In place of a dimension."""


async def copy_rest(screen: DeskScreen, here: Answering, saver: Saver) -> tuple[str, ...] | None:
    """Ask which, and answer them as last time; the items, none where there was nothing to copy. None where it was not done."""
    if not here.rest():
        return ()
    dimension = await screen.app.push_screen_wait(CopyDialog(here))
    if dimension is None:
        return None
    if not await saver.flush(3.0):
        screen.notify(_("まだ保存できていない回答があります。保存されてから、もう一度お試しください。"), severity="warning")
        return None
    return screen.attempt(lambda: here.copy_rest(dimension))


class CopyDialog(ModalScreen[str | None]):
    """Of which items; gives a dimension, `ALL_THAT_IS_LEFT`, or None."""

    CSS_PATH = "../screens/dialogs.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss(None)"),
        Binding("1", "take(True)"),
        Binding("2", "take(False)"),
    ]

    def __init__(self, here: Answering) -> None:
        super().__init__()
        self._dimension = here.item.dimension
        self._title = str(here.questionnaire.dimension_by_id[self._dimension].title)
        self._here, self._all = len(here.rest(self._dimension)), len(here.rest())
        self._label = here.before.cycle.label if here.before is not None else ""

    def compose(self) -> ComposeResult:
        """What it does, and a button for each."""
        with Vertical(classes="dialog"):
            yield Paragraphs(
                (_("残りは前回と同じ"), "bold"),
                "",
                _("まだ答えていない設問に、前回（{when}）の回答・根拠・コメント・目標を写します。", when=self._label),
                _(
                    "設問の言葉が変わったものと、前回の回答がないものは、そのまま残ります。写した回答には、見直した回答と区別する印がつきます。"
                ),
                _("u を1回押すと、まとめて元に戻せます。"),
            )
            with Buttons():
                if self._here:
                    label = _n("{title} {n}問", "{title} {n}問", self._here, title=self._title)
                    yield CommandButton(with_key(label, "1"), id="here")
                yield CommandButton(with_key(_n("残り全部 {n}問", "残り全部 {n}問", self._all), "2"), id="all", variant="primary")
            with Buttons():
                yield CommandButton(with_key(_("写さない"), "Esc"), id="no")

    def action_take(self, here: bool) -> None:
        """Of this dimension, or of all."""
        if self._here or not here:
            self.dismiss(self._dimension if here else ALL_THAT_IS_LEFT)

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """The buttons do what their keys do."""
        event.stop()
        if event.button.id == "no":
            self.dismiss(None)
        else:
            self.action_take(event.button.id == "here")
