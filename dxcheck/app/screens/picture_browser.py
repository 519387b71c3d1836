"""The window for a picture in a browser: the page shows the picture itself, and saves it under its own name."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical

from dxcheck.app.screens.picture import PictureBase
from dxcheck.app.widgets.button import CommandButton
from dxcheck.app.widgets.lines import Paragraphs, with_key
from dxcheck.i18n import _

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.widgets import Button

    from dxcheck.charts.canvas import Format
    from dxcheck.pictures import Picture

MIME: dict[Format, str] = {"png": "image/png", "pdf": "application/pdf", "svg": "image/svg+xml"}


class BrowserPictureDialog(PictureBase):
    """Opens the picture over the page as soon as it is drawn."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss(None)"),
        Binding("enter", "show"),
        Binding("1", "give('png')"),
        Binding("2", "give('pdf')"),
        Binding("t", "other"),
    ]

    def compose(self) -> ComposeResult:
        """Title and buttons; the picture is the page's."""
        with Vertical(classes="dialog"):
            yield Paragraphs("", id="title")
            yield Paragraphs("", id="said")
            with Horizontal(classes="buttons"):
                yield CommandButton(with_key(_("図を見る"), "Enter"), id="show", variant="primary")
                yield CommandButton(with_key(_("閉じる"), "Esc"), id="close")
            with Horizontal(classes="buttons"):
                yield CommandButton(with_key(_("PNGで保存"), "1"), id="png")
                yield CommandButton(with_key(_("PDFで保存"), "2"), id="pdf")
                if len(self._kinds) > 1:
                    yield CommandButton(with_key(_("別の形の図"), "t"), id="other")

    def drawn(self, made: Picture, png: bytes) -> None:  # noqa: ARG002 - the page draws the SVG itself
        """Show it at once."""
        self._end(_("図ができました。"))
        self._hand_over(made, "svg", inline=True)

    def action_show(self) -> None:
        """Open it over the page again."""
        if self._picture is not None and not self._busy:
            self._hand_over(self._picture, "svg", inline=True)

    def action_give(self, form: Format) -> None:
        """Let the browser save it."""
        if self._picture is not None and not self._busy:
            self._hand_over(self._picture, form, inline=False)

    def _hand_over(self, picture: Picture, form: Format, *, inline: bool) -> None:
        self._begin(_("用意しています"))

        def prepare() -> None:
            content = picture.to_bytes(form)
            self.app.call_from_thread(self._deliver, f"{picture.name}.{form}", content, form, inline)

        self.in_thread(prepare)

    def _deliver(self, name: str, content: bytes, form: Format, inline: bool) -> None:
        if self.is_mounted:
            self._end(_("図をページの上に開きました。") if inline else _("ブラウザーに渡しました: {name}", name=name))
            self.app.deliver_binary(
                io.BytesIO(content), save_filename=name, open_method="browser" if inline else "download", mime_type=MIME[form]
            )

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """The buttons do what their keys do."""
        event.stop()
        if event.button.id in ("png", "pdf"):
            self.action_give("png" if event.button.id == "png" else "pdf")
        elif event.button.id == "show":
            self.action_show()
        elif event.button.id == "other":
            self.action_other()
        else:
            self.dismiss(None)
