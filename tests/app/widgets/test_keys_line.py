"""The last line of a screen: its keys, made anew only where they changed."""

from __future__ import annotations

from typing import ClassVar

from app.people import Open
from desks import Desks
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Input

from dxcheck.app.widgets.keys_line import KEYS_APART, LEFT_OUT, KeysLine, how_many_fit


class Drawer(App[None]):
    """Somebody may open it, or close it; never both. It can be locked."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("f7", "open", "開く"), Binding("f8", "close", "閉じる"), Binding("f9", "lock", "鍵")]
    is_open = is_locked = False

    def compose(self) -> ComposeResult:
        """Two fields and the keys."""
        yield Input(id="one")
        yield Input(id="other")
        yield KeysLine()

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
        return [(f"{one.label} " if one.enabled else "") + one.name for one in self.query_one(KeysLine).keys]


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


async def test_moving_draws_no_new_keys() -> None:
    """Whatever has the focus, as long as the same can be done."""
    async with Drawer().run_test() as pilot:
        line = pilot.app.query_one(KeysLine)
        before = line.keys
        await pilot.press("tab", "tab")
        assert line.keys is before
        assert before


async def test_answering_draws_no_new_keys(make_desk: Desks, open_app: Open) -> None:
    """From item to item."""
    async with open_app(make_desk()) as person:
        await person.press("s")
        line = person.app.screen.query_one(KeysLine)
        before = line.keys
        await person.press("down", "2", "down")
        assert line.keys is before
        assert before


async def test_a_click_presses_the_key_that_is_marked_under_the_mouse() -> None:
    """On its name too; between two keys nothing is pressed, and what cannot be done rings."""
    async with Drawer().run_test() as pilot:
        app, line = pilot.app, pilot.app.query_one(KeysLine)
        assert isinstance(app, Drawer)
        rung: list[bool] = []
        app.bell = lambda: rung.append(True)  # type: ignore[method-assign]
        [(opens, _open), (locks, lock)] = line.placed
        assert lock is not None
        await pilot.hover(KeysLine, offset=(locks + lock.width - 1, 0))
        assert [span.style for span in line.render().spans if "underline" in str(span.style)] == ["underline"]
        await pilot.click(KeysLine, offset=(locks - 1, 0))
        await pilot.click(KeysLine, offset=(locks + lock.width, 0))
        assert not app.is_locked
        await pilot.click(KeysLine, offset=(locks + lock.width - 1, 0))
        assert app.is_locked
        await pilot.click(KeysLine, offset=(opens, 0))
        assert not app.is_open
        assert rung == [True]
        await pilot.click(KeysLine, offset=(locks, 0))
        await pilot.click(KeysLine, offset=(opens, 0))
        assert app.is_open
        await pilot.hover(Input)
        assert not [span for span in line.render().spans if "underline" in str(span.style)]


class Bench(App[None]):
    """More keys than some terminals have room for; one with a long name."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("question_mark", "help", "使い方", key_display="?"),
        *(
            Binding(key, f"do('{key}')", name)
            for key, name in zip("abcde", ("前回と比べる", "絞り込み", "訪問の計画", "県全体の推移", "取組"), strict=True)
        ),
        Binding("escape", "back", "戻る", key_display="Esc"),
    ]

    def compose(self) -> ComposeResult:
        """The keys."""
        yield KeysLine()

    @property
    def last_row(self) -> str:
        """What stands there."""
        return "".join(segment.text for segment in self.screen._compositor.render_strips()[-1]).rstrip()


async def test_a_key_is_shown_whole_or_not_at_all() -> None:
    """Help and the way out are always there; where the window grows, more of the others."""
    whole = "? 使い方  a 前回と比べる  b 絞り込み  c 訪問の計画  d 県全体の推移  e 取組  Esc 戻る"
    async with Bench().run_test(size=(cell_len(whole), 5)) as pilot:
        app = pilot.app
        assert isinstance(app, Bench)
        assert app.last_row == whole
        for width, shown in (
            (cell_len(whole) - 1, "? 使い方  a 前回と比べる  b 絞り込み  c 訪問の計画  d 県全体の推移  ..  Esc 戻る"),
            (30, "? 使い方  ..  Esc 戻る"),
            (cell_len(whole), whole),
        ):
            await pilot.resize_terminal(width, 5)

            for _look in range(100):
                await pilot.pause(0.05)
                if app.last_row == shown:
                    break
            assert app.last_row == shown


@given(st.lists(st.integers(1, 30), min_size=1, max_size=12), st.integers(1, 200))
def test_as_many_keys_as_there_is_room_for(widths: list[int], columns: int) -> None:
    """Not one more, not one less."""

    def taken(fitting: int) -> int:
        if fitting == len(widths):
            return sum(widths) + KEYS_APART * (len(widths) - 1)
        return sum(widths[:fitting]) + KEYS_APART * fitting + len(LEFT_OUT) + KEYS_APART + widths[-1]

    fitting = how_many_fit(widths, columns)
    assert fitting == 1 or taken(fitting) <= columns
    assert fitting >= len(widths) - 1 or taken(fitting + 1) > columns
