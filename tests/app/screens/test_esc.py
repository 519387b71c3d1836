"""Esc means the same in every window: it closes, nothing is decided, and what was typed is there again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest
from app.people import Open
from app.specialist_people import opened
from desks import IMABARI, Desks, case_of, specialist, submit
from moments import NOW
from textual.screen import ModalScreen

from dxcheck.app.screens.form import FormDialog
from dxcheck.app.screens.help import ESC
from dxcheck.app.screens.saving import SavingDialog
from dxcheck.app.screens.writing import TextDialog
from dxcheck.app.widgets.choice import OneOfFew
from dxcheck.app.widgets.text_box import TextBox
from dxcheck.app.widgets.text_field import TextField
from dxcheck.model.edit import Edit

LEFT = "書きかけのまま閉じました"
GOES_ON = "前に書きかけたところから続けます"


def _returned(data: Path) -> object:
    return case_of(data).open_returns()


def _visits(data: Path) -> object:
    return case_of(data).visits()


def _judged(data: Path) -> object:
    case = case_of(data)
    latest = case.latest()
    assert latest is not None
    return case.judgements(latest)


@pytest.mark.parametrize(
    ("keys", "typed", "stored"),
    [
        (("r", "x"), "見直しの理由", _returned),
        (("r", "l", "2", "tab"), "わけ", _judged),
        (("d",), "12/3", _visits),
    ],
)
async def test_esc_decides_nothing_and_what_was_typed_is_there_again(
    data: Path, make_desk: Desks, keys: tuple[str, ...], typed: str, stored: Callable[[Path], object]
) -> None:
    """The reason of a return, an own level, the date of a visit: closed at once, told, and gone on with."""
    submit(make_desk, at=NOW - dt.timedelta(days=1))
    async with opened(specialist(data, codes=(IMABARI,))) as person:
        await person.press("enter")
        for key in keys:
            await person.press(key)
        before, window = stored(data), person.screen
        await person.type(typed)
        await person.press("escape")
        assert not isinstance(person.app.screen, ModalScreen)
        assert LEFT in person.said[-1]
        assert stored(data) == before
        await person.press(next(key for key in reversed(keys) if key in "xld"))
        assert person.screen == window
        assert GOES_ON in person.text
        screen = person.app.screen
        texts = [one.text for one in screen.query(TextBox)] + [one.value for one in screen.query(TextField)]
        assert typed in texts
        if window == "FormDialog" and "l" in keys:
            assert screen.query_one(OneOfFew).value == "2"
        await person.press("ctrl+s")
        assert not isinstance(person.app.screen, ModalScreen)
        assert stored(data) != before
        assert person.app.unfinished == {}


async def test_what_was_left_unfinished_can_be_let_go(data: Path, make_desk: Desks) -> None:
    """A button brings back what is stored; then nothing is unfinished any more."""
    make_desk().wishes.ask("前の相談")
    submit(make_desk)
    case = case_of(data)
    async with opened(specialist(data, codes=(IMABARI,))) as person:
        await person.press("enter", "d")
        offered = person.app.screen.query_one("#field-date", TextField).value
        await person.type("12/3")
        assert person.app.screen.query_one("#field-date", TextField).value != offered
        await person.press("escape", "d")
        await person.pilot.click("#anew")
        await person.settle()
        assert person.app.screen.query_one("#field-date", TextField).value == offered
        assert not person.app.screen.query_one(".unfinished").display
        await person.press("escape")
        assert person.app.unfinished == {}
    assert case.visits() == []


async def test_a_wish_is_not_told_by_esc_and_keeps_what_a_colleague_added(make_desk: Desks, open_app: Open) -> None:
    """Begun, left, added to by a colleague, gone on with: both are there."""
    make_desk().wishes.ask("予算")
    async with open_app(make_desk()) as person:
        await person.press("w", "e")
        await person.press("enter")
        await person.type("人材")
        await person.press("escape")
        (wish,) = make_desk().wishes.open()
        assert wish.text == "予算"
        make_desk("総務課").wishes.reword(wish, Edit("予算", "予算\n窓口"))
        await person.press("e")
        assert person.app.screen.query_one(TextBox).text == "予算\n窓口\n人材"
        await person.press("ctrl+s")
    (wish,) = make_desk().wishes.open()
    assert wish.text == "予算\n窓口\n人材"
    assert [one.text for one in wish.earlier] == ["予算", "予算\n窓口"]


async def test_esc_with_nothing_typed_just_closes(make_desk: Desks, open_app: Open) -> None:
    """Nothing is said about what nobody did."""
    async with open_app(make_desk()) as person:
        await person.press("w", "n", "escape", "escape", "i", "escape")
        assert person.screen == "HomeScreen"
        assert not any(LEFT in one for one in person.said)


async def test_leaving_the_program_says_what_is_unfinished(make_desk: Desks, open_app: Open) -> None:
    """And the keyboard is on staying."""
    async with open_app(make_desk()) as person:
        await person.press("w", "n")
        await person.type("相談")
        await person.press("escape", "ctrl+q")
        assert person.screen == "AskDialog"
        assert "提出もしていないもの: 相談" in person.text
        await person.press("enter")
        assert person.screen == "OwnWishesScreen"
        await person.press("ctrl+q", "y")
        assert person.app._exit


async def test_a_comment_is_kept_by_esc_as_well(make_desk: Desks, open_app: Open) -> None:
    """Where a text is saved as it is typed, it stays on the disk; Ctrl+S closes in the same way."""
    async with open_app(make_desk()) as person:
        await person.press("s", "c")
        await person.type("はい")
        await person.press("escape", "c")
        assert person.app.screen.query_one(TextBox).text == "はい"
        await person.type("、そうです")
        await person.press("ctrl+s")
        assert person.screen == "QuestionScreen"
        assert person.app.unfinished == {}
    draft = make_desk().draft()
    assert draft is not None
    assert draft.answer("mom-01").comment == "はい、そうです"


async def test_the_help_says_what_esc_means(make_desk: Desks, open_app: Open) -> None:
    """On every screen's help, in the same words."""
    async with open_app(make_desk()) as person:
        await person.press("f1")
        assert ESC in person.text
        await person.press("escape", "r", "f1")
        assert ESC in person.text


def test_every_window_that_takes_something_in_is_of_one_kind() -> None:
    """A window with fields of its own would have an Esc of its own."""
    import importlib
    import pkgutil

    from dxcheck import app

    modules = [importlib.import_module(one.name) for one in pkgutil.walk_packages(app.__path__, "dxcheck.app.")]
    windows = {
        kind
        for module in modules
        for kind in vars(module).values()
        if isinstance(kind, type) and issubclass(kind, ModalScreen) and kind.__module__ == module.__name__
    }
    assert {TextDialog, FormDialog} <= {one for one in windows if issubclass(one, SavingDialog)}
    others = {one.__name__ for one in windows if not issubclass(one, SavingDialog)}
    assert others == {
        "AskDialog",
        "ReadDialog",
        "HelpDialog",
        "SearchDialog",
        "PickDialog",
        "CopyDialog",
        "WhyDialog",
        "MakingBase",
        "MakingDialog",
        "BrowserMakingDialog",
        "WorkingDialog",
    }
    escape = {one: [binding for binding in one.BINDINGS if "escape" in str(getattr(binding, "key", ""))] for one in windows}
    assert all(escape[one] or issubclass(one, SavingDialog) or one.__name__ == "MakingBase" for one in windows)
