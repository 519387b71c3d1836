"""The last line of a screen: its keys, made anew only where they changed."""

from __future__ import annotations

from typing import ClassVar

from app.people import Open
from desks import Desks
from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Input
from textual.widgets._footer import FooterKey

from dxcheck.app.widgets.keys_line import KeysLine


class Drawer(App[None]):
    """Somebody may open it, or close it; never both. It can be locked."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("f7", "open", "開く"), Binding("f8", "close", "閉じる"), Binding("f9", "lock", "鍵")]
    is_open = is_locked = False

    def compose(self) -> ComposeResult:
        """Two fields and the keys."""
        yield Input(id="one")
        yield Input(id="other")
        yield KeysLine(show_command_palette=False, compact=True)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002 - Textual's
        """What can be done now."""
        if action == "open":
            return None if self.is_locked else not self.is_open
        return self.is_open if action == "close" else True

    def action_open(self) -> None:
        """Then it can be closed."""
        self.is_open = True
        self.refresh_bindings()

    def action_close(self) -> None:
        """Then it can be opened."""
        self.is_open = False
        self.refresh_bindings()

    def action_lock(self) -> None:
        """It cannot be opened, which is shown."""
        self.is_locked = not self.is_locked
        self.refresh_bindings()

    @property
    def line(self) -> list[str]:
        """The keys that are shown; what cannot be pressed, without its key."""
        return [("" if one._disabled else one.key_display + " ") + one.description for one in self.query(FooterKey)]


async def test_a_key_that_comes_goes_or_cannot_be_pressed_is_seen() -> None:
    """At once, there and back."""
    async with Drawer().run_test() as pilot:
        app = pilot.app
        assert isinstance(app, Drawer)
        assert app.line == ["f7 開く", "f9 鍵"]
        await pilot.press("f7")
        assert app.line == ["f8 閉じる", "f9 鍵"]
        await pilot.press("f8", "f9")
        assert app.line == ["開く", "f9 鍵"]
        await pilot.press("f9")
        assert app.line == ["f7 開く", "f9 鍵"]
        app.is_open = True
        app.refresh_bindings()
        app.is_open = False
        app.refresh_bindings()
        await pilot.pause()
        assert app.line == ["f7 開く", "f9 鍵"]


async def test_moving_makes_no_new_keys() -> None:
    """Whatever has the focus, as long as the same can be done."""
    async with Drawer().run_test() as pilot:
        before = list(pilot.app.query(FooterKey))
        await pilot.press("tab", "tab")
        assert list(pilot.app.query(FooterKey)) == before
        assert all(one.has_class("-compact") for one in before)


async def test_answering_makes_no_new_keys(make_desk: Desks, open_app: Open) -> None:
    """From item to item."""
    async with open_app(make_desk()) as person:
        await person.press("s")
        before = list(person.app.screen.query(FooterKey))
        await person.press("down", "2", "down")
        assert list(person.app.screen.query(FooterKey)) == before
        assert before
