"""Every text field takes every character of a name, says what it does not keep, and obeys the keys people know from Windows."""

from __future__ import annotations

import re
from pathlib import Path
from typing import ClassVar

import pytest
from app.people import Open, Person, press
from app.specialist_people import opened
from desks import IMABARI, Desks, specialist, submit
from hypothesis import given
from hypothesis import strategies as st
from textual import events
from textual._xterm_parser import XTermParser
from textual.app import App, ComposeResult
from textual.widgets import Input, TextArea

import dxcheck
from dxcheck.app.keys import key_name
from dxcheck.app.widgets.text_box import TextBox
from dxcheck.app.widgets.text_field import TextField
from dxcheck.desk import StaffDesk
from dxcheck.system.input_method import may_be_meant, meant
from dxcheck.web.keys import BrowserParser

SWALLOWED = [
    "企画課　情報係　係長",
    "R8\u00a0年度",
    "葛\U000e0100城 辻\ufe00",
    "か\u3099ぱ\u309a",
    "👩\u200d💻",
    "山\ue000",
    "\U0002ebf0\U00031350",
]
"""Texts of which Textual's own fields drop something, in one Python or another."""


class Both(App[None]):
    """A field of each kind."""

    ENABLE_COMMAND_PALETTE: ClassVar[bool] = False

    def compose(self) -> ComposeResult:
        """One line, several lines."""
        yield TextField(id="line")
        yield TextBox(id="lines")


def sent(text: str, parser: XTermParser) -> list[events.Key]:
    """What a terminal, or a browser, makes of a text that an input method hands over."""
    return [one for one in parser.feed(text) if isinstance(one, events.Key)]


@pytest.mark.parametrize("parser", [XTermParser, BrowserParser])
@pytest.mark.parametrize("text", SWALLOWED)
async def test_what_an_input_method_sends_is_in_the_field(text: str, parser: type[XTermParser]) -> None:
    """Character by character through the parser of the terminal, and of the browser."""
    app = Both()
    async with app.run_test() as pilot:
        for field in (app.query_one(TextField), app.query_one(TextBox)):
            field.focus()
            await pilot.pause()
            for key in sent(text, parser()):
                app.post_message(key)
            await pilot.pause()
        assert app.query_one(TextField).value == text
        assert app.query_one(TextBox).text == text


@pytest.mark.parametrize("text", SWALLOWED)
async def test_what_is_pasted_is_in_the_field(text: str) -> None:
    """In one piece, and over what is selected."""
    app = Both()
    async with app.run_test() as pilot:
        for field in (app.query_one(TextField), app.query_one(TextBox)):
            field.focus()
            await pilot.press("x", "ctrl+a")
            app.post_message(events.Paste(text))
            await pilot.pause()
        assert (app.query_one(TextField).value, app.query_one(TextBox).text) == (text, text)


async def test_what_is_not_kept_is_said_at_once() -> None:
    """Each thing once; lines pasted into one line all stay, and that is said too."""
    app = Both()
    async with app.run_test(notifications=True) as pilot:
        app.query_one(TextField).focus()
        app.post_message(events.Paste("\n企画課\u202e\r\n情報係\n"))
        await pilot.pause()
        assert app.query_one(TextField).value == "企画課 情報係"
        app.query_one(TextBox).focus()
        app.post_message(events.Paste("あ\x0bい\ue000"))
        await pilot.press("\ue000")
        assert app.query_one(TextBox).text == "あ\nい\ue000\ue000"
        said = [one.message for one in app._notifications]
    assert sum("U+202E" in one for one in said) == 1
    assert sum("1行" in one for one in said) == 1
    assert sum("ふつうの改行" in one for one in said) == 1
    assert sum("U+E000" in one for one in said) == 1


@pytest.mark.parametrize("kind", [TextField, TextBox])
async def test_the_keys_of_windows_do_what_people_expect(kind: type[TextField | TextBox]) -> None:
    """Select all, cut, paste, copy, take back, make again; nothing is deleted by keys of other editors."""
    app = Both()
    async with app.run_test() as pilot:
        field = app.query_one(kind)

        def text() -> str:
            return field.value if isinstance(field, TextField) else field.text

        field.focus()
        await press(pilot, *"はい。")
        await pilot.press("ctrl+x", "ctrl+d", "ctrl+k", "ctrl+u", "ctrl+e", "f6", "f7")
        assert text() == "はい。", "nothing is selected, so nothing is cut"
        await pilot.press("ctrl+a", "ctrl+c", "end", "ctrl+v")
        assert text() == "はい。はい。"
        await pilot.press("ctrl+a", "ctrl+x")
        assert (text(), app.clipboard) == ("", "はい。はい。")
        await pilot.press("ctrl+z")
        assert text() == "はい。はい。"
        await pilot.press("ctrl+z")
        assert text() == "はい。"
        await pilot.press("ctrl+y", "ctrl+y")
        assert text() == ""
        await pilot.press("ctrl+z", "ctrl+home", "あ", "ctrl+end", "い")
        assert text() == "あはい。はい。い"
        await pilot.press("ctrl+a", "delete")
        assert text() == ""
        await pilot.press(*"a b", "ctrl+backspace")
        assert text() == "a "


async def test_text_typed_in_one_go_is_taken_back_in_one_go() -> None:
    """And what was selected comes back when it was typed over."""
    app = Both()
    async with app.run_test() as pilot:
        field = app.query_one(TextField)
        field.focus()
        await pilot.press(*"企画課")
        await pilot.press("ctrl+a", "x")
        assert field.value == "x"
        await pilot.press("ctrl+z")
        assert field.value == "企画課"
        await pilot.press("ctrl+z")
        assert field.value == ""


def test_no_screen_has_a_field_of_textuals_own() -> None:
    """One kind of field everywhere: nothing makes another. The crawl through the screens looks at every field as well."""
    root = Path(dxcheck.__file__).parent
    made = re.compile(r"(?<![A-Za-z_.])(?:Input|TextArea|MaskedInput)\(")
    found = [one.name for one in root.rglob("*.py") for line in one.read_text("utf-8").splitlines() if made.search(line)]
    assert found == []
    assert issubclass(TextField, Input)
    assert issubclass(TextBox, TextArea)


# -- an input method that is on where one-key commands are ---------------------------------------------------------------


@pytest.mark.parametrize(("key", "choice"), [("３", 3), ("ｋ", "unknown"), ("Ｋ", "unknown"), ("K", "unknown")])
async def test_a_wide_letter_or_digit_does_what_the_latin_key_does(desk: StaffDesk, open_app: Open, key: str, choice: object) -> None:
    """A stuck Caps Lock too."""
    async with open_app(desk) as person:
        await person.press("s", key)
        draft = desk.draft()
        assert draft is not None
        assert draft.answer("mom-01").choice == choice


async def test_wide_keys_work_in_windows_as_well(data: Path, make_desk: Desks) -> None:
    """A question answered with ｎ, help closed with ｑ, a filter cleared with ｘ: every window, not only the screens."""
    submit(make_desk)
    async with opened(specialist(data, codes=(IMABARI,))) as person:
        await person.press("enter", "？")
        assert person.screen == "HelpDialog"
        await person.press("ｑ")
        assert person.screen == "CaseHome"
        await person.press("ｖ")
        await person.type("話した")
        await person.press("f8")
        await person.press("ｎ")
        assert person.screen == "VisitScreen"
        await person.press("escape", "ｒ", "ｌ", "２")
        assert person.screen == "FormDialog"
        await person.press("tab")
        await person.type("ｒ２")
        assert person.app.screen.query_one(TextField).value == "ｒ２", "in a field they stay what they are"


async def test_kana_act_where_it_is_clear_and_are_explained_once_where_not(data: Path, make_desk: Desks) -> None:
    """「い」 can only be i at the review; 「か」 took two keys; at the questions 「う」 may be u or, typed as kana, 4."""
    submit(make_desk)
    async with opened(specialist(data, codes=(IMABARI,))) as person:
        await person.press("enter", "r", "い")
        assert person.screen == "TextDialog"
        await person.press("escape")
        await person.press(*"か課です")
        assert sum("日本語入力がオン" in one for one in person.said) == 1
        await person.press("down", "し")
        assert sum("日本語入力がオン" in one for one in person.said) == 2, "after a key without it, it is news again"


async def test_a_kana_that_could_be_two_keys_does_neither(desk: StaffDesk, open_app: Open) -> None:
    """Nothing is undone by somebody who wanted to answer."""
    async with open_app(desk) as person:
        await person.press("s", "3", "う")
        draft = desk.draft()
        assert draft is not None
        assert draft.answer("mom-01").choice == 3
        assert any("日本語入力がオン" in one for one in person.said)


@given(st.characters())
def test_whatever_comes_is_a_key_or_none(character: str) -> None:
    """Never an error, and an ASCII character stays itself or becomes its small letter."""
    found = meant(character, {"a", "s", "5", "slash"})
    assert found is None or (len(found) == 1 and found.isascii())
    if character.isascii():
        assert found in (character, character.lower())
    may_be_meant(character)
    key_name(character)


# -- forms --------------------------------------------------------------------------------------------------------------


async def agreement(person: Person) -> None:
    """The form of an agreed action."""
    await person.press("enter", "v", "f4")
    await person.type("gov-02")
    await person.press("enter")
    assert person.screen == "FormDialog"


def beside(person: Person, field: str) -> str:
    """What is said beside a field."""
    return str(person.app.screen.query_one(f"#fault-{field}").render()).strip()  # type: ignore[attr-defined]


async def test_enter_in_a_chooser_goes_on_to_the_next_field(data: Path, make_desk: Desks) -> None:
    """And from the last field it is done."""
    submit(make_desk)
    async with opened(specialist(data, codes=(IMABARI,))) as person:
        await agreement(person)
        fields = []
        for _nth in range(4):
            assert person.app.screen.focused is not None
            fields.append(person.app.screen.focused.id)
            await person.press("enter")
        assert fields == ["field-step", "field-level", "field-owner", "field-due"]
        assert person.screen == "VisitScreen"


async def test_what_is_said_about_a_fault_goes_with_it(data: Path, make_desk: Desks) -> None:
    """While it is being corrected, not only at the next Enter; what is still wrong stays said."""
    submit(make_desk)
    async with opened(specialist(data, codes=(IMABARI,))) as person:
        await agreement(person)
        person.app.screen.query_one("#field-step", TextField).value = ""
        person.app.screen.query_one("#field-due", TextField).value = "いつか"
        await person.press("ctrl+s")
        assert "取組の内容" in beside(person, "step")
        assert "日付は" in beside(person, "due")
        await person.type("直す")
        assert beside(person, "step") == ""
        assert "日付は" in beside(person, "due")
        await person.press("escape", "escape", "r", "l", "2", "ctrl+s")
        assert "理由も" in beside(person, "reason")
        await person.press("shift+tab", "0", "left")
        assert beside(person, "reason") == "", "without a level no reason is needed"


async def test_a_line_that_is_too_long_is_not_cut_and_says_so(data: Path, make_desk: Desks) -> None:
    """Pasted or typed, all of it stays in the field until the person shortens it."""
    submit(make_desk)
    async with opened(specialist(data, codes=(IMABARI,))) as person:
        await agreement(person)
        field = person.app.screen.query_one("#field-owner", TextField)
        field.focus()
        person.app.post_message(events.Paste("課" * 70))
        await person.settle()
        await person.press("ctrl+s")
        assert person.screen == "FormDialog"
        assert field.value == "課" * 70
        assert "長すぎます: 70文字（60文字まで）" in beside(person, "owner")
        field.value = "課" * 60
        await person.settle()
        assert beside(person, "owner") == ""
