"""What the apps of all roles share: the top line's saving state, help, search, language, and a way out that loses nothing."""

from __future__ import annotations

import contextlib
import gc
import time
from abc import abstractmethod
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar, Final
from weakref import WeakSet

from textual import events, work

from dxcheck import i18n
from dxcheck.app.drawing import COARSE
from dxcheck.app.look import STYLESHEET
from dxcheck.app.pictured import PicturedApp
from dxcheck.app.screens.base import BaseScreen, telling
from dxcheck.app.screens.choosing import Chooser
from dxcheck.i18n import _
from dxcheck.system import patience

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Sequence

    from PIL.Image import Image
    from textual.screen import Screen
    from textual.widget import Widget
    from textual.worker import Worker

    from dxcheck.app.drawing import Drawing
    from dxcheck.app.hearing import Hearing
    from dxcheck.app.saver import SaveState, Saving
    from dxcheck.app.screens.search import Found
    from dxcheck.app.screens.unfinished import Unfinished
    from dxcheck.desk import StoreError
    from dxcheck.formats.output import Offer

TOLD_FOR: Final = 15.0
"""Seconds a problem stays on the screen; a look that meets it again meanwhile says nothing more."""
FLUSH_WITHIN: Final = 5.0
"""Seconds to wait at the end for answers that are not on the disk yet, before asking."""


class BaseApp(PicturedApp, inherit_bindings=False):
    """What every role's app is built on."""

    CSS_PATH = STYLESHEET
    ENABLE_COMMAND_PALETTE = False
    HOME: ClassVar[type[BaseScreen]]
    """The screen at the bottom of the stack."""
    saver: Saving

    def __init__(self, *, image: Callable[[Image], Widget] | None = None, drawing: Drawing = COARSE) -> None:
        super().__init__(image=image, drawing=drawing)
        self.chooser = Chooser(self)
        """Asks for a file that the person has."""
        self._told: str = ""
        self._saved_at: dt.datetime | None = None
        """When that was on the disk of which 保存済み was said last."""
        self._problem_told = ("", 0.0)
        """What was said last of a file that cannot be used, and when."""
        self.unfinished: dict[str, Unfinished] = {}
        """What was typed in windows that were closed with Esc, by window."""
        self._has_told_input_method = False
        """Whether it was said that the input method is on, since the last key that came without one."""
        self._give_way: WeakSet[Screen[Any]] = WeakSet()
        """Screens whose messages make room for what they lie on."""
        self._messages_until = 0.0
        """Until when some message is shown."""
        self.was_at = ""
        """Where the person was in an app of theirs that is gone."""
        self.begins_with_focus = False
        """Whether the first word that it lost the focus, which Textual says for a page, is passed over."""

    @property
    @abstractmethod
    def heading(self) -> tuple[str, str]:
        """Whose screen it is, and what must be said on every screen."""

    @property
    def questionnaire_named(self) -> tuple[str, ...]:
        """For papers, beside who made them: nothing where no single questionnaire is looked at."""
        return ()

    @property
    def whereabouts(self) -> str:
        """Where the person is, so that another app of theirs can bring them back there."""
        return next((there for one in reversed(self.screen_stack) if isinstance(one, BaseScreen) and (there := one.whereabouts)), "")

    def come_back(self, whereabouts: str) -> None:
        """Go where somebody was in an app that is gone, as far as that is still there; it is a wish, and opens nothing that this app would not open."""

    def on_mount(self) -> None:
        """Start saving, and collect garbage again once the first frame is there. From here on this thread answers keys."""
        patience.screen_opens()
        self.call_after_refresh(_collect_garbage_again)
        self.screen_change_signal.subscribe(self, self._screen_changed, immediate=True)
        if self.was_at:
            self.call_after_refresh(self.come_back, self.was_at)
        self.run_worker(self.saver.run(), exclusive=False, name="saver")

    def on_unmount(self) -> None:
        """Whatever is still to be done may wait."""
        patience.screen_closes()

    def run_worker(self, work: Any, *how: Any, **more: Any) -> Worker[Any]:
        """As a screen's."""
        return super().run_worker(work if more.get("thread") else telling(self, work), *how, **more)

    async def run_action(self, action: Any, *how: Any, **more: Any) -> bool:
        """Do a command; on a screen that could not be read, as far as there is something to do it with."""
        screen = self.screen
        with screen.as_far_as_whole() if isinstance(screen, BaseScreen) else contextlib.nullcontext():
            return await super().run_action(action, *how, **more)
        return True

    # -- the focus of the page ------------------------------------------------------------------------------------------

    def on_app_blur(self, event: events.AppBlur) -> None:
        """A page that begins with the focus never was without: every style would be looked up twice, and the whole screen drawn again."""
        if self.begins_with_focus:
            self.begins_with_focus = False
            event.prevent_default()

    def on_app_focus(self, event: events.AppFocus) -> None:
        """Whoever has the focus already has nothing to do for it."""
        if self.app_focus:
            event.prevent_default()

    # -- keys ----------------------------------------------------------------------------------------------------------

    async def on_event(self, event: events.Event) -> None:
        """Where nothing is being written, a key that an input method changed counts as the key that was pressed, or it is said why not."""
        if isinstance(event, events.Key):
            self.artist.touched_at = time.monotonic()
        if isinstance(event, events.Key) and not event.is_forwarded:
            as_meant = self._as_meant(event)
            if as_meant is None:
                return
            event = as_meant
        if isinstance(event, events.MouseDown) and self._presses_what_is_gone(event):
            return
        await super().on_event(event)

    def _presses_what_is_gone(self, event: events.MouseDown) -> bool:
        """Whether what is seen under the mouse has just been taken off the screen: Textual begins to mark text from there, and would look in vain for where it lies."""
        widget, _offset = self.screen.get_widget_and_offset_at(event.x, event.y)
        return widget is not None and widget.parent is None and widget is not self.screen

    def _as_meant(self, event: events.Key) -> events.Key | None:
        character = event.character
        if character is None or (character.isascii() and not character.isupper()):
            self._has_told_input_method = False
            return event
        from dxcheck.app.keys import key_name  # comes with the first such key
        from dxcheck.system.input_method import may_be_meant, meant

        if not may_be_meant(character) or (self.focused is not None and self.focused.check_consume_key(event.key, character)):
            return event
        wanted = meant(character, self.screen.active_bindings)
        if wanted is not None:
            return event if wanted == character else events.Key(key_name(wanted), wanted)
        if not self._has_told_input_method:
            self._has_told_input_method = True
            self.notify(
                _("日本語入力がオンのようです。半角/全角キーでオフにすると、キーで操作できます。"), severity="warning", markup=False
            )
        return None

    # -- hearing -------------------------------------------------------------------------------------------------------

    @cached_property
    def hearing(self) -> Hearing:
        """What those hear who do not see the screen; told by whoever has a way to."""
        from dxcheck.app.hearing import Hearing  # nothing is told before the first frame

        return Hearing(self)

    def tell(self, text: str) -> None:
        """Something happened that is to be heard wherever the keyboard is."""
        self.hearing.tell(text)

    def notify(self, message: str, *, title: str = "", **how: Any) -> None:
        """Say something in a corner, and to those who hear the screen."""
        from dxcheck.app.heard import in_one

        super().notify(message, title=title, **how)
        shown_for = how.get("timeout") or self.NOTIFICATION_TIMEOUT
        self._messages_until = max(self._messages_until, time.monotonic() + shown_for)
        self.tell(in_one([title, message]))

    def on_notify(self) -> None:
        """As soon as the message is laid out, it makes room for what it lies on; one that comes while the app ends lies on nothing."""
        if self.screen_stack:
            self._make_room(self.screen)

    def _screen_changed(self, screen: Screen[Any]) -> None:
        """Messages follow onto another screen, and make room there too."""
        if time.monotonic() < self._messages_until:
            screen.call_after_refresh(self._make_room, screen)

    def _make_room(self, screen: Screen[Any]) -> None:
        if screen.is_running and screen not in self._give_way:
            from dxcheck.app.widgets.toasts import give_way  # comes with the first message

            self._give_way.add(screen)
            screen.screen_layout_refresh_signal.subscribe(screen, give_way, immediate=True)
            give_way(screen)

    # -- saving --------------------------------------------------------------------------------------------------------

    def _saving_changed(self, state: SaveState) -> None:
        for screen in self.screen_stack:
            if isinstance(screen, BaseScreen) and screen.is_mounted:
                screen.show_saving(state)
        if state.saved_at != self._saved_at and not state.waiting and state.problem is None:
            self._saved_at = state.saved_at
            self.tell(_("保存済み"))
        problem = str(state.problem) if state.problem is not None else ""
        if problem and problem != self._told:
            self.notify(problem, title=_("保存できません"), severity="warning", timeout=15, markup=False)
        self._told = problem

    def tell_problem(self, problem: StoreError) -> None:
        """Say what went wrong, what is safe and what to do; once, while it is still to be read."""
        said, now = str(problem), time.monotonic()
        before, at = self._problem_told
        if before != said or now - at > TOLD_FOR:
            self._problem_told = (said, now)
            self.notify(said, title=_("うまくいきませんでした"), severity="warning", timeout=TOLD_FOR, markup=False)

    # -- going from screen to screen -----------------------------------------------------------------------------------

    def _go_home(self) -> None:
        while not isinstance(self.screen, self.HOME):
            self.pop_screen()

    def open_screen(self, make: Callable[[], Screen[None]], *, from_home: bool = False) -> bool:
        """Open a screen.

        Args:
            make: gives the screen; may raise StoreError, which is told to the person.
            from_home: over the first screen, not over the one that is there.

        Returns:
            Whether it is open.
        """
        base = self.screen
        screen = base.attempt(make) if isinstance(base, BaseScreen) else None
        if screen is None:
            return False
        if from_home:
            self._go_home()
        self.push_screen(screen)
        return True

    @work
    async def open_making(self, offers: Sequence[Offer]) -> None:
        """Make a file and offer to save it; of many, the one that is chosen."""
        from dxcheck.app.screens.making import FEW, MakingDialog, choice
        from dxcheck.app.screens.making_browser import BrowserMakingDialog

        chosen = "0" if len(offers) <= FEW else await self.push_screen_wait(choice(offers))
        if chosen:
            at = int(chosen)
            self.push_screen(BrowserMakingDialog(offers, at) if self.is_web else MakingDialog(offers, at, image=self._image))

    # -- commands of every screen --------------------------------------------------------------------------------------

    @work
    async def action_help(self) -> None:
        """Show what can be done on this screen, and do what is picked there."""
        from dxcheck.app.screens.help import HelpDialog  # opened later than the first frame

        screen = self.screen
        if isinstance(screen, BaseScreen):
            picked = await self.push_screen_wait(HelpDialog(_(screen.TITLE_TEXT), screen.guide, screen.commands))
            if picked:
                await screen.run_action(picked)

    def action_print_screen(self) -> None:
        """Make a paper of what this screen lists."""
        screen = self.screen
        if isinstance(screen, BaseScreen):
            offer = screen.attempt(screen.printed)
            if offer is None:
                self.notify(_("この画面には、印刷する一覧がありません。"))
            else:
                self.open_making([offer])

    @work
    async def action_search(self) -> None:
        """Find commands and items by name."""
        from dxcheck.app.screens.search import Found, SearchDialog

        screen = self.screen
        if not isinstance(screen, BaseScreen):
            return
        entries = [
            Found(f"do:{command.action}", command.key_label, command.shown_name, _(command.help) if command.help else "")
            for command in screen.commands
            if command.action != "app.search"
        ]
        if not isinstance(screen, self.HOME):
            here = {command.action for command in screen.commands}
            home = [command for command in self.HOME.TABLE if command.action not in here]
            entries += [Found(f"home:{command.action}", "", command.shown_name, _(command.help)) for command in home]
        entries += self.findable(screen)
        picked = await self.push_screen_wait(SearchDialog(_("さがす（できること・設問）"), entries))
        kind, _colon, value = (picked or "").partition(":")
        if kind == "do":
            await screen.run_action(value)
        elif kind == "home":
            self._go_home()
            await self.screen.run_action(value)
        elif kind:
            self.open_found(kind, value)

    def findable(self, screen: BaseScreen) -> list[Found]:  # noqa: ARG002 - for those who have more to find
        """What else the search finds."""
        return []

    def open_found(self, kind: str, value: str) -> None:
        """Open what was picked of `findable`: its kind and what follows the colon. An app that adds nothing to the search opens nothing."""

    async def action_switch_language(self) -> None:
        """Japanese to English and back, everywhere at once."""
        await self.speak("en" if i18n.language() == "ja" else "ja")
        self._tell_page(language=i18n.language())

    async def speak(self, language: i18n.Language) -> None:
        """Show everything in a language."""
        if language == i18n.language():
            return
        i18n.use(language)
        await self._show_anew()

    async def _show_anew(self) -> None:
        for screen in self.screen_stack:
            if isinstance(screen, BaseScreen):
                await screen.switch_words()
        self._saving_changed(self.saver.state)

    @work
    async def action_quit(self) -> None:  # type: ignore[override]
        """Leave once everything is on the disk; ask if that does not succeed."""
        from dxcheck.app.screens.dialogs import AskDialog

        while not await self.saver.flush(FLUSH_WITHIN if self.saver.state.problem is None else 0.1):
            ask = AskDialog(
                _("まだ保存できていない回答があります"),
                [
                    str(self.saver.state.problem or ""),
                    _("このまま終了すると、保存できていない{n}件は失われます。", n=self.saver.state.waiting),
                ],
                yes=_("失われてもよいので終了する"),
                no=_("画面に戻る"),
            )
            if await self.push_screen_wait(ask):
                break
            return
        if self.unfinished:
            titles = _("、").join(dict.fromkeys(one.title for one in self.unfinished.values()))
            ask = AskDialog(
                _("書きかけのまま閉じた窓があります"),
                [_("まだ保存も提出もしていないもの: {titles}", titles=titles), _("終了すると、書きかけは消えます。")],
                yes=_("消えてもよいので終了する"),
                no=_("画面に戻る"),
            )
            if not await self.push_screen_wait(ask):
                return
        self.exit(0)


def _collect_garbage_again() -> None:
    """Switch on what `dxcheck` had switched off for the start.

    Where it was on, the process is not this app's alone (tests run hundreds of apps in one): freezing would keep everything of the apps before it for good.
    """
    if gc.isenabled():
        return
    gc.collect()  # what the first frame left behind makes room for what comes
    gc.freeze()
    gc.enable()
