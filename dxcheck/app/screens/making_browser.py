"""The window that makes a file, in a browser: the page shows a picture itself, and saves every file under its own name."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, ClassVar, Literal

from textual.binding import Binding, BindingType
from textual.containers import Vertical

from dxcheck.app.screens.making import MakingBase
from dxcheck.app.widgets.button import Buttons, CommandButton
from dxcheck.app.widgets.lines import Paragraphs, with_key
from dxcheck.formats.file_formats import FORMATS, IN_PAGE
from dxcheck.i18n import _
from dxcheck.system.apart import made_apart

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.widgets import Button

    from dxcheck.formats.output import Made, Offer

_MOST = 9
"""Formats that have a key each."""
_SIDE_BY_SIDE = 3
"""Buttons that find room in a row of 80 columns, in both languages."""


class _MadeApart:
    """A file that is made in a process of its own whenever it is asked for; what the page shows at once is kept."""

    def __init__(self, offer: Offer) -> None:
        self._offer = offer
        first = IN_PAGE if IN_PAGE in offer.formats else ""
        self.name, content, self.alt = self._ask(first)
        self._kept = {first: content}

    def to_bytes(self, format_: str) -> bytes:
        """The file's content."""
        return self._kept[format_] if format_ in self._kept else self._ask(format_)[1]

    def _ask(self, format_: str) -> tuple[str, bytes, str]:
        def make() -> tuple[str, bytes, str]:
            made = self._offer.make()
            return made.name, made.to_bytes(format_) if format_ else b"", str(getattr(made, "alt", ""))

        return made_apart(make)


class BrowserMakingDialog(MakingBase):
    """Opens a picture over the page as soon as it is drawn; offers every file to be saved."""

    AUTO_FOCUS = "CommandButton.-primary"

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss(None)"),
        Binding("enter", "show"),
        *(Binding(str(number + 1), f"give({number})") for number in range(_MOST)),
        Binding("t", "other"),
        Binding("b", "other(-1)"),
    ]

    _wanted: int | None = None
    """The file that was asked for while another one, or none yet, was being prepared."""

    @property
    def _to_save(self) -> list[str]:
        """What can be saved; the SVG is what the page shows."""
        return [one for one in self.offer.formats if one != IN_PAGE]

    def compose(self) -> ComposeResult:
        """Title and buttons; the picture is the page's."""
        with Vertical(classes="dialog"):
            yield Paragraphs("", id="title")
            yield Paragraphs("", id="said", classes="steady", tells=True)
            with Buttons():
                if IN_PAGE in self.offer.formats:
                    yield CommandButton(with_key(_("図を見る"), "Enter"), id="show", variant="primary")
                if len(self._offers) > 1:
                    yield CommandButton(with_key(self.other, "t"), id="other")
                yield CommandButton(with_key(_("閉じる"), "Esc"), id="close")
            buttons = [self._give(number, one) for number, one in enumerate(self._to_save)]
            for at in range(0, len(buttons), _SIDE_BY_SIDE):
                yield Buttons(*buttons[at : at + _SIDE_BY_SIDE])

    def _give(self, number: int, form: str) -> CommandButton:
        name = _("{format}で保存", format=FORMATS[form].name)
        is_first = number == 0 and IN_PAGE not in self.offer.formats
        return CommandButton(with_key(name, str(number + 1)), id=f"give-{number}", variant="primary" if is_first else "default")

    async def action_other(self, by: int = 1) -> None:  # type: ignore[override]
        """Another of the files; its formats may be others."""
        if len(self._offers) > 1 and not self._busy:
            self._at, self._wanted = (self._at + by) % len(self._offers), None
            await self.recompose()
            self._start()

    def made_of(self, offer: Offer) -> Made:
        """Sessions take turns, and nothing of it stays in this one."""
        return _MadeApart(offer)

    def arrived(self, made: Made, png: bytes) -> None:  # noqa: ARG002 - the page draws the SVG itself
        """Show it at once; what was asked for while it was being made is handed over."""
        self._end(_("できました。"))
        if not self._give_wanted() and IN_PAGE in self.offer.formats:
            self._hand_over(made, IN_PAGE, inline=True)

    def _give_wanted(self) -> bool:
        """Hand over what was asked for meanwhile; whether there was anything."""
        wanted, self._wanted = self._wanted, None
        if wanted is not None:
            self.action_give(wanted)
        return wanted is not None

    def action_show(self) -> None:
        """Open it over the page again; what is no picture is saved."""
        if self._made is not None and not self._busy:
            if IN_PAGE in self.offer.formats:
                self._hand_over(self._made, IN_PAGE, inline=True)
            else:
                self.action_give(0)

    def action_give(self, number: int) -> None:
        """Let the browser save it."""
        if number >= len(self._to_save):
            return
        if self._busy:
            self._wanted = number
        elif self._made is not None:
            self._hand_over(self._made, self._to_save[number], inline=False)

    def _hand_over(self, made: Made, form: str, *, inline: bool) -> None:
        self._begin(_("用意しています"))

        def prepare() -> None:
            content = made.to_bytes(form)
            self._back(self._deliver, f"{made.name}.{form}", content, form, inline)

        self.in_thread(prepare)

    def _failed(self, text: str) -> None:
        self._wanted = None
        super()._failed(text)
        self._tell(said=text)

    def _tell(self, *, alt: str = "", said: str = "") -> None:
        """What the page says around the picture, over which this window is not seen: its buttons are keys here."""
        tell = getattr(self.app, "tell_of_large", None)
        if tell is not None:
            saves = [] if said else [[_("{format}で保存", format=FORMATS[one].name), str(n + 1)] for n, one in enumerate(self._to_save)]
            turns = len(self._offers) > 1 and all(IN_PAGE in one.formats for one in self._offers)
            tell(title=self.offer.title, alt=alt, said=said, saves=saves, turns=turns)

    def _deliver(self, name: str, content: bytes, form: str, inline: bool) -> None:
        if self.is_open:
            if inline:
                self._tell(alt=str(getattr(self._made, "alt", "")))
            self._end(_("図をページの上に開きました。") if inline else _("「{name}」をダウンロードしました", name=name))
            how: Literal["browser", "download"] = "browser" if inline else "download"
            # A folder that is named is not looked for: a session may not see whose home folder is where.
            self.app.deliver_binary(
                io.BytesIO(content), save_directory="", save_filename=name, open_method=how, mime_type=FORMATS[form].mime
            )
            self._give_wanted()

    async def on_button_pressed(self, event: Button.Pressed) -> None:
        """The buttons do what their keys do."""
        event.stop()
        name, _dash, number = (event.button.id or "").partition("-")
        if name == "give":
            self.action_give(int(number))
        elif name == "show":
            self.action_show()
        elif name == "other":
            await self.action_other()
        else:
            self.dismiss(None)
