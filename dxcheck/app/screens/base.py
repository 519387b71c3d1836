"""What every screen has: a top line, its own commands, the footer, help, search and a way back."""

from __future__ import annotations

import contextlib
import re
from abc import abstractmethod
from functools import partial, partialmethod
from inspect import isawaitable
from typing import TYPE_CHECKING, Any, ClassVar, Final, TypeVar, cast

from textual.css.query import NoMatches
from textual.screen import Screen

from dxcheck.app.commands import EVERYWHERE, HELP, Command, all_bindings
from dxcheck.app.widgets.button import CommandButton
from dxcheck.app.widgets.keys_line import KeysLine
from dxcheck.app.widgets.lines import Paragraphs, with_key
from dxcheck.app.widgets.passage import DrawnButton
from dxcheck.app.widgets.topbar import TopBar
from dxcheck.desk import NoAnswerError, StoreError
from dxcheck.i18n import _
from dxcheck.system import patience

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Iterable, Iterator

    from textual import events
    from textual.app import ComposeResult
    from textual.timer import Timer
    from textual.widget import Widget
    from textual.widgets import Button
    from textual.worker import Worker

    from dxcheck.app.artist import Ahead
    from dxcheck.app.saver import SaveState
    from dxcheck.app.screens.host import ScreenHost
    from dxcheck.app.widgets.passage import Passage
    from dxcheck.formats.output import Offer

_Value = TypeVar("_Value")
AGAIN_AFTER: Final = 2.0
"""Seconds after which a screen looks again for what did not come in time."""


class BaseScreen(Screen[None]):
    """A screen of any of the apps. Its commands are a table; keys, footer, help, search and buttons all come from it."""

    TABLE: ClassVar[tuple[Command, ...]] = ()
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-wide")]  # noqa: RUF012 - Textual declares it without ClassVar
    TITLE_TEXT: ClassVar[str] = ""
    """The screen's name, a source string; shown in the top line and in the help."""
    GUIDE: ClassVar[str] = ""
    """A few sentences for the help of this screen, a source string."""

    def __init_subclass__(cls, **rest: Any) -> None:
        """Give a command that only opens a screen its action."""
        super().__init_subclass__(**rest)
        for command in cls.__dict__.get("TABLE", ()):
            if command.opens:
                setattr(cls, f"action_{command.action}", partialmethod(cls._open, command.opens))

    def __init__(self) -> None:
        super().__init__()
        self._composing_again = 0
        self.is_whole = True
        """Whether all its widgets are there: false where what they show could not be read."""
        self._was_shown = False
        self._retry: Timer | None = None
        self._bind()
        # Textual would add the class of its width after the first layout, and lay everything out again.
        self.add_class(next(name for least, name in reversed(self.HORIZONTAL_BREAKPOINTS) if self.app.size.width >= least))

    def _bind(self) -> None:
        self._bindings.key_to_bindings.clear()
        # The footer shows them in this order, and cuts off the end: the way to all the others comes first.
        for binding in all_bindings(sorted(self.commands, key=lambda command: command.action != HELP.action)):
            # A text field has commands of its own on some function keys; nobody types those into a text.
            above = re.fullmatch("f[0-9]+", binding.key) is not None
            self._bindings.bind(binding.key, binding.action, binding.description, binding.show, binding.key_display, priority=above)

    @property
    def commands(self) -> tuple[Command, ...]:
        """Everything that can be done here."""
        own = {command.action for command in self.TABLE}
        return (*self.TABLE, *(command for command in EVERYWHERE if command.action not in own))

    @property
    def guide(self) -> str:
        """A few sentences for the help of this screen, in the language in use."""
        return _(self.GUIDE) if self.GUIDE else ""

    @property
    def host(self) -> ScreenHost:
        """The app, as far as all roles share it."""
        return cast("ScreenHost", self.app)

    @property
    def whereabouts(self) -> str:
        """Where a person would want to be brought back to, for the app's `come_back`; empty where home is as good."""
        return ""

    def compose(self) -> ComposeResult:
        """Top line, body, footer."""
        yield TopBar(self.host.heading, _(self.TITLE_TEXT))
        self.is_whole = True
        with self.showing(self.look_anew):
            try:
                yield from self.body()
            except StoreError as problem:
                self.is_whole = False
                yield Paragraphs((problem.what, "bold $caution"), problem.safe, problem.advice, classes="page")
        yield KeysLine()

    @contextlib.contextmanager
    def showing(self, look: Callable[[], object]) -> Iterator[None]:
        """Show something. Where some of it was given up because it did not come in time, it is looked at again in a moment, until all of it is there."""
        before = patience.missed()
        yield
        if patience.missed() != before:
            self._look_later(look)

    def _look_later(self, look: Callable[[], object]) -> None:
        if self._retry is None:
            self._retry = self.set_timer(AGAIN_AFTER, partial(self._look_again, look))

    async def _look_again(self, look: Callable[[], object]) -> None:
        self._retry = None
        if self.app.screen is not self:  # nobody sees it now
            self._look_later(look)
            return
        with self.as_far_as_whole():
            looking = look()
            if isawaitable(looking):
                await looking

    @abstractmethod
    def body(self) -> Iterable[Widget]:
        """The widgets between top line and footer."""

    async def on_event(self, event: events.Event) -> None:
        """Where something could not be read, widgets are left out; whatever looks for them finds nothing to do."""
        with self.as_far_as_whole():
            await super().on_event(event)

    @contextlib.contextmanager
    def as_far_as_whole(self) -> Iterator[None]:
        """Do something with the screen's widgets, which may have been left out; where no answer comes in time, that is told."""
        try:
            yield
        except NoMatches:
            if self.is_whole:
                raise
        except NoAnswerError as problem:
            self.host.tell_problem(problem)

    async def recompose(self) -> None:
        """Make all widgets anew. Meanwhile some of them are not there, so that nothing looks for what to change in them."""
        self._composing_again += 1
        try:
            await super().recompose()
        finally:
            self._composing_again -= 1

    def run_worker(self, work: Any, *how: Any, **more: Any) -> Worker[Any]:
        """Do something beside the keys; where it meets a fault of the disk, that is told and ends it, not the app."""
        return super().run_worker(work if more.get("thread") else telling(self.host, work), *how, **more)

    def look_every(self, seconds: float, look: Callable[[], object]) -> None:
        """Look now and then for what changed meanwhile, except while the widgets are made anew: a timer does not wait for them."""

        async def tick() -> None:
            with self.as_far_as_whole(), contextlib.suppress(NoAnswerError):  # the next look asks again
                looking = look() if not self._composing_again else None
                if isawaitable(looking):
                    await looking

        self.set_interval(seconds, tick)

    async def switch_words(self) -> None:
        """Show everything in the language now in use."""
        self._bind()
        await self.recompose()
        self.renewed()
        self.refresh_bindings()

    async def look_anew(self) -> None:
        """Show everything anew, after the desk has become another questionnaire's."""
        await self.switch_words()

    def renewed(self) -> None:
        """Called after the screen was composed again; fills in what `body` left empty."""

    async def on_screen_resume(self) -> None:
        """The screen is shown, for the first time or again: show the saving state as it is now."""
        self.show_saving(self.host.saver.state)
        self.host.draw_ahead()
        is_back, self._was_shown = self._was_shown, True
        if is_back:
            await self.came_back()

    async def came_back(self) -> None:
        """What lay over it has gone, and may have changed something. When it is opened, it has just been read."""

    def show_saving(self, state: SaveState) -> None:
        """Show in the top line whether everything is saved."""
        for top in self.query(TopBar):
            top.show_saving(state)

    def ahead(self) -> list[Ahead]:
        """The pictures of the screens that are opened from here most; asked for while nobody presses a key.

        Raises:
            StoreError: the data cannot be read.
        """
        return []

    @property
    def slowly_ahead(self) -> Callable[[], list[Ahead]] | None:
        """What makes further ones in a thread, where that takes longer than a key may wait; None for none.

        It may raise StoreError, which then is told by the screen that is opened.
        """
        return None

    def printed(self) -> Offer | None:
        """What is printed of this screen: its lists with every row, where it has any.

        Raises:
            StoreError: the data cannot be read.
        """
        from dxcheck.app.screens.printing import listing_offer  # only when somebody prints
        from dxcheck.app.widgets.rows import Rows

        rows = [row for one in self.query(Rows) for row in one.all_rows]
        return listing_offer(_(self.TITLE_TEXT), rows, self.host) if rows else None

    def attempt(self, what: Callable[[], _Value]) -> _Value | None:
        """Do something that may meet a fault of the disk; then say so, and give None."""
        try:
            return what()
        except StoreError as problem:
            self.host.tell_problem(problem)
            return None

    def _open(self, screen: str) -> None:
        from pkgutil import resolve_name  # not needed for the first frame

        self.host.open_screen(resolve_name(screen))

    def action_back(self) -> None:
        """Leave this screen."""
        self.dismiss()

    async def on_button_pressed(self, event: Button.Pressed) -> None:
        """A button's name is the action it starts."""
        if event.button.name:
            event.stop()
            await self.run_action(event.button.name)

    async def on_passage_pressed(self, event: Passage.Pressed) -> None:
        """A button that is drawn within other lines says the action itself."""
        event.stop()
        await self.run_action(event.action)


def telling(host: ScreenHost, work: Any) -> Callable[[], Coroutine[Any, Any, Any]]:
    """Work of a worker that says what it could not read or save."""

    async def told() -> Any:
        try:
            under_way = work() if callable(work) else work
            return await under_way if isawaitable(under_way) else under_way
        except StoreError as problem:
            host.tell_problem(problem)
            return None

    return told


def button(command: Command, *, primary: bool = False, label: str = "") -> CommandButton:
    """The button of a command: its name and, in brackets, its key."""
    name = label or command.shown_name
    widget = CommandButton(with_key(name, command.key_label), name=command.action, variant="primary" if primary else "default")
    widget.can_focus = primary
    return widget


def drawn_button(command: Command, label: str = "") -> DrawnButton:
    """The button of a command within other lines: its name, or `label`, and in brackets its key."""
    return DrawnButton(with_key(label or command.shown_name, command.key_label).plain, command.action)
