"""A window that makes a file, shows it where it is a picture and the terminal can, and saves it."""

from __future__ import annotations

import io
import logging
from abc import abstractmethod
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, ClassVar, Final

from textual import work
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Button, Input, Label

from dxcheck.app.back import way_back
from dxcheck.app.screens.search import Found, SearchDialog
from dxcheck.app.viewer import can_open, download_folder, open_file
from dxcheck.app.widgets.button import Buttons, CommandButton
from dxcheck.app.widgets.lines import Paragraphs, with_key
from dxcheck.app.widgets.text_field import TextField
from dxcheck.formats.file_formats import IN_TERMINAL, ending_of
from dxcheck.formats.output import write_output
from dxcheck.i18n import _
from dxcheck.system.progress import CancelledError, LastTold, followed_by
from dxcheck.system.refusal import DxcheckError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PIL.Image import Image
    from textual.app import ComposeResult
    from textual.timer import Timer
    from textual.widget import Widget

    from dxcheck.formats.output import Made, Offer

_log = logging.getLogger(__name__)
TICK = 0.25
TOLD_EVERY: Final = 20
"""Ticks after which whoever hears the screen is told again how far it is."""
LONG: Final = 8
"""Ticks after which the way out is called by what it does then."""
FEW: Final = 3
"""So many files are gone through one by one; among more one chooses from a list."""


def choice(offers: Sequence[Offer]) -> SearchDialog:
    """The list of what can be made; gives the number of the chosen one."""
    entries = [Found(str(at), "", one.title, " ".join(f".{ending}" for ending in one.formats)) for at, one in enumerate(offers)]
    return SearchDialog(_("何をつくりますか"), entries, example=_("名前の一部を入力（例: 推移、公表用）"))


class MakingBase(ModalScreen[None]):
    """One file, or several to choose from. Made and written in a thread of its own; the screen stays alive."""

    CSS_PATH: ClassVar[list[str | PurePath]] = ["dialogs.tcss", "making.tcss"]
    shows_pictures = False
    """Whether a PNG is wanted with the figure."""

    def __init__(self, offers: Sequence[Offer], at: int = 0) -> None:
        """`at`: the one to begin with."""
        super().__init__()
        self._offers = offers
        self._at = at
        self._made: Made | None = None
        self._ticks = 0
        self._timer: Timer | None = None
        self._busy = ""
        self._back: Callable[..., None]
        self._told = LastTold()
        """How far what is being done is."""

    def on_mount(self) -> None:
        """Begin at once: by the time somebody has read the window it is there."""
        self._timer = self.set_interval(TICK, self._tick, pause=True)
        self._back = way_back(self.app)
        self._start()

    # -- making --------------------------------------------------------------------------------------------------------

    def _start(self) -> None:
        offer = self.offer
        self.query_one("#title", Paragraphs).update((offer.title, "bold"))
        self._made = None
        self._begin(_("つくっています"))
        self.in_thread(lambda: self._make(offer))

    @property
    def offer(self) -> Offer:
        """What is being made."""
        return self._offers[self._at]

    def _make(self, offer: Offer) -> None:
        """In a thread."""
        made = self.made_of(offer)
        png = made.to_bytes(IN_TERMINAL) if self.shows_pictures and IN_TERMINAL in offer.formats else b""
        self._back(self._arrived, made, png)

    def made_of(self, offer: Offer) -> Made:
        """What is offered, in a thread."""
        return offer.make()

    @property
    def is_open(self) -> bool:
        """Whether the window is there: one that was closed has lost its widgets before Textual takes it for unmounted."""
        return self in self.app.screen_stack

    def _arrived(self, made: Made, png: bytes) -> None:
        if self.is_open:
            self._made = made
            self.arrived(made, png)

    @abstractmethod
    def arrived(self, made: Made, png: bytes) -> None:
        """It is there; of a picture also its PNG where that is wanted."""

    def in_thread(self, what: Callable[[], None]) -> None:
        """Do something slow beside the screen. Whatever goes wrong with it is told here, also what nobody thought of."""
        self._told.cancel()
        follower = self._told = LastTold()

        def told() -> None:
            try:
                with followed_by(follower):
                    what()
            except CancelledError:
                return  # the window has gone
            except DxcheckError as problem:
                self._back(self._failed, str(problem))
            except Exception as problem:  # noqa: BLE001 - whatever it was, nobody must wait for it
                _log.exception("making failed")
                said = _(
                    "思わぬ誤り（{kind}）のため、できませんでした。もう一度お試しください。くり返すときは、センターにお尋ねください。",
                    kind=type(problem).__name__,
                )
                self._back(self._failed, said)

        self.run_worker(told, thread=True, exclusive=True, group="making", exit_on_error=False)

    @work
    async def action_other(self) -> None:
        """Another of the files: the next one, or of many the one that is chosen."""
        if len(self._offers) == 1 or self._busy:
            return
        if len(self._offers) <= FEW:
            self._at = (self._at + 1) % len(self._offers)
        else:
            chosen = await self.app.push_screen_wait(choice(self._offers))
            if not chosen:
                return
            self._at = int(chosen)
        self._start()

    @property
    def other(self) -> str:
        """What the button for it says."""
        return _("別の図に切り替える") if len(self._offers) <= FEW else _("ほかのものをつくる")

    # -- what is going on ----------------------------------------------------------------------------------------------

    def _begin(self, text: str) -> None:
        self._busy, self._ticks = text, 0
        self._tick()
        if self._timer is not None:
            self._timer.resume()

    def _tick(self) -> None:
        self._ticks += 1
        said = self._told.how_far or self._busy + "." * (1 + self._ticks % 3)
        self._say(said, "$muted", quietly=self._ticks % TOLD_EVERY != 1)
        if self._ticks == LONG:
            self._name_way_out(_("やめる"))

    def _end(self, text: str, style: str = "$done") -> None:
        self._busy = ""
        if self._timer is not None:
            self._timer.pause()
        self._name_way_out(_("閉じる"))
        self._say(text, style)

    def _name_way_out(self, name: str) -> None:
        self.query_one("#close", CommandButton).label = with_key(name, "Esc")

    def on_unmount(self) -> None:
        """What is being made is not wanted any more: it ends at its next part, and no half of it stays."""
        if self._busy and self._ticks >= LONG:
            self.app.notify(str(CancelledError()))
        self._told.cancel()

    def _failed(self, text: str) -> None:
        if self.is_open:
            self._end(text, "$caution")

    def _say(self, text: str, style: str, *, quietly: bool = False) -> None:
        self.query_one("#said", Paragraphs).update((text, style), quietly=quietly)


class MakingDialog(MakingBase):
    """In a terminal: a picture where the terminal can show it, and a file where the person wants it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss(None)"),
        Binding("ctrl+t", "other", priority=True),
        Binding("ctrl+f", "ending", priority=True),
        Binding("ctrl+o", "save(True)", priority=True),
    ]

    def __init__(self, offers: Sequence[Offer], at: int = 0, *, image: Callable[[Image], Widget] | None = None) -> None:
        super().__init__(offers, at)
        self._usual = ""
        """The ending that the file before was offered with."""
        self._image = image if any(IN_TERMINAL in one.formats for one in offers) else None
        self.shows_pictures = self._image is not None
        self._folder = download_folder()
        self._ours: set[Path] = set()
        """Files that were saved here, or that may be replaced."""

    def compose(self) -> ComposeResult:
        """Title, the picture where it can be shown, where it goes, buttons."""
        with Vertical(classes="dialog picture" if self._image else "dialog"):
            yield Paragraphs("", id="title")
            yield Vertical(id="shown")
            yield Label(_("保存先"), classes="field")
            yield TextField(id="path")
            yield Paragraphs("", id="endings")
            yield Paragraphs("", id="said", tells=True)
            with Buttons():
                yield CommandButton(with_key(_("保存"), "Enter"), id="save", variant="primary")
                if can_open():
                    yield CommandButton(with_key(_("保存して開く"), "Ctrl+O"), id="open")
                yield CommandButton(with_key(_("閉じる"), "Esc"), id="close")
            with Buttons():
                yield CommandButton(with_key(_("形式を変える"), "Ctrl+F"), id="ending")
                if len(self._offers) > 1:
                    yield CommandButton(with_key(self.other, "Ctrl+T"), id="other")

    def on_mount(self) -> None:
        """The path first: Enter saves; Textual calls the base's own handler by itself."""
        self.query_one(TextField).focus()

    def _endings(self) -> str:
        return " ".join(f".{one}" for one in self.offer.formats)

    def arrived(self, made: Made, png: bytes) -> None:
        """Show it, and offer a place for it."""
        told = _("ファイル名の終わりを変えると、その形式で保存します: {endings}", endings=self._endings())
        self.query_one("#endings", Paragraphs).update((told, "$muted"))
        is_hidden = IN_TERMINAL in self.offer.formats and self._image is None
        self._end(
            _("できました。この端末では図そのものは表示できません。保存して開いてください。")
            if is_hidden
            else _("できました。まだ保存していません。")
        )
        field = self.query_one(TextField)
        ending = ending_of(Path(field.value))
        is_wished = ending != self._usual and ending in self.offer.formats  # somebody took another one for the file before
        self._usual = self.offer.formats[0]
        field.value = str(self._folder / f"{made.name}.{ending if is_wished else self._usual}")
        place = self.query_one("#shown", Vertical)
        place.remove_children()
        if self._image and png:
            from PIL import Image  # only where a picture is shown

            place.mount(self._image(Image.open(io.BytesIO(png))))

    # -- saving --------------------------------------------------------------------------------------------------------

    def action_save(self, then_open: bool = False) -> None:
        """Write the file, and open it if asked."""
        if self._made is None or self._busy:
            return
        path = Path(self.query_one(TextField).value).expanduser()
        ending = ending_of(path)
        if ending not in self.offer.formats:
            self._say(_("ファイル名の終わりは {endings} のどれかにしてください", endings=self._endings()), "$caution")
            return
        if path not in self._ours and path.exists():
            self._ours.add(path)
            self._say(_("同じ名前のファイルがあります。もう一度保存すると、置き換えます。"), "$caution")
            return
        self._begin(_("保存しています"))
        made = self._made
        self.in_thread(lambda: self._write(made, path, ending, then_open))

    def _write(self, made: Made, path: Path, ending: str, then_open: bool) -> None:
        """In a thread."""
        write_output(path, made.to_bytes(ending))
        opened = open_file(path) if then_open and can_open() else None
        self._back(self._written, path, opened)

    def _written(self, path: Path, opened: bool | None) -> None:
        if self.is_open:
            self._folder = path.parent
            self._ours.add(path)
            self._end(_("保存しました: {path}", path=path), "bold $done")
        if opened is False:
            self.app.notify(_("開くためのプログラムが見つかりません。保存したファイルを直接開いてください。"), severity="warning")

    def action_ending(self) -> None:
        """The next format."""
        field = self.query_one(TextField)
        path = Path(field.value)
        endings = [f".{one}" for one in self.offer.formats]
        at = endings.index(path.suffix.lower()) if path.suffix.lower() in endings else -1
        if path.name:
            field.value = str(path.with_suffix(endings[(at + 1) % len(endings)]))

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter saves."""
        event.stop()
        self.action_save()

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """The buttons do what their keys do."""
        event.stop()
        actions = {"save": self.action_save, "ending": self.action_ending, "other": self.action_other}
        if event.button.id == "open":
            self.action_save(True)
        elif event.button.id in actions:
            actions[event.button.id]()
        else:
            self.dismiss(None)
