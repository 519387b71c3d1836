"""Every key does what the screen says, and what a key does, the mouse can do too: through the help, which is always in sight."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from app.people import DESIGN, SMALL, Open, Person
from app.specialist_people import opened
from desks import IMABARI, Desks, specialist, submit
from moments import NOW
from rich.cells import cell_len
from textual.widgets._toast import Toast

from dxcheck.app.staff.ways import FROM_HOME
from dxcheck.app.widgets.keys_line import KeysLine
from dxcheck.app.widgets.rows import Rows
from dxcheck.model.patch import AnswerPatch
from dxcheck.model.snapshot import Answer


def help_rows(person: Person) -> Rows:
    """The list in the help."""
    return person.app.screen.query_one(Rows)


async def test_the_help_lists_every_command_and_does_what_is_clicked(make_desk: Desks, open_app: Open) -> None:
    """Also those that the footer does not show; a click on the explanation counts as well."""
    async with open_app(make_desk(), SMALL) as person:
        await person.press("s", "2")
        names = {one.name for one in person.app.screen.commands if one.keys}  # type: ignore[attr-defined]
        await person.pilot.click(KeysLine)
        await person.wait_until(lambda: person.screen == "HelpDialog")
        rows = help_rows(person)
        assert len([row for row in rows._rows if row.value]) == len(names)
        at = next(top for top, row in zip(rows._tops, rows._rows, strict=True) if row.value == "undo")
        rows.parent.scroll_to(y=max(0, rows.virtual_region.y + at - 3), animate=False)  # type: ignore[union-attr]
        await person.settle()
        await person.pilot.click(Rows, offset=(20, at + 1))
        await person.wait_until(lambda: person.screen == "QuestionScreen")
        await person.settle()
        draft = make_desk().draft()
        assert draft is not None
        assert not draft.answer("mom-01").is_answered


async def test_enter_in_the_help_does_the_chosen_command(make_desk: Desks, open_app: Open) -> None:
    """Up and down choose; Esc does nothing."""
    async with open_app(make_desk()) as person:
        await person.press("question_mark")
        help_rows(person).go_to("history")
        await person.press("enter")
        await person.wait_until(lambda: person.screen == "HistoryScreen")
        await person.press("question_mark", "escape")
        assert person.screen == "HistoryScreen"


async def test_keys_in_the_help_line_up(make_desk: Desks, open_app: Open) -> None:
    """Japanese names of keys are counted in cells."""
    async with open_app(make_desk()) as person:
        await person.press("s", "question_mark")
        heads = {cell_len(row.head) for row in help_rows(person)._rows if row.value}
        assert len(heads) == 1


async def test_the_footer_begins_with_the_help(make_desk: Desks, open_app: Open) -> None:
    """At 80x24 its end may be cut off, its beginning never."""
    desk = make_desk()
    desk.submit_answers({one.id: Answer(choice=1) for one in desk.questionnaire.items}, "係", "長")
    async with open_app(make_desk(), SMALL) as person:
        for keys in ((), ("s",), ("s", "p"), ("r",), ("r", "i"), ("a",), ("h",), ("g",), ("v",)):
            await person.press(*keys)
            at, first = person.app.screen.query_one(KeysLine).placed[0]
            assert first is not None, keys
            assert first.action == "app.help", keys
            assert at + first.width <= SMALL[0], keys
            for _screen in keys:
                await person.press("escape")
            assert person.screen == "HomeScreen", keys


@pytest.mark.parametrize("size", [SMALL, DESIGN])
async def test_a_notification_leaves_the_footer_free(make_desk: Desks, open_app: Open, size: tuple[int, int]) -> None:
    """A long one, and several."""
    async with open_app(make_desk(), size) as person:
        for _round in range(3):
            person.app.notify("長いお知らせです。" * 20)
        await person.settle()
        footer = person.app.screen.query_one(KeysLine).region
        toasts = [one.region for one in person.app.screen.query(Toast)]
        assert toasts
        assert not [one for one in toasts if one.overlaps(footer)]


DONE_BY_ITSELF = ("screen.copy_text", "scroll('up')", "scroll('down')", "scroll('pageup')", "scroll('pagedown')")
"""What a text or a page that has the keyboard does with the same key."""
OF_THE_LIST_BESIDE = ("tried('continue')", "tried('done')", "tried('stop')", "try_as_action")
"""What is done with the last visit's tries, once the list of them has the keyboard."""


def swallowed(person: Person) -> list[str]:
    """Commands of the screen whose keys all mean something else to what has the keyboard."""
    active = person.app.screen.active_bindings
    own = person.app.screen.commands  # type: ignore[attr-defined]
    return [
        f"{person.screen}: {one.action}"
        for one in own
        if one.keys
        and one.action not in (DONE_BY_ITSELF + OF_THE_LIST_BESIDE)
        and not any(key in active and active[key].binding.action == one.action for key in one.keys)
    ]


async def test_no_key_of_the_staff_is_swallowed(make_desk: Desks, open_app: Open) -> None:
    """On every screen, with the keyboard where it begins."""
    desk = make_desk()
    desk.submit_answers({one.id: Answer(choice=1) for one in desk.questionnaire.items}, "係", "長")
    async with open_app(make_desk(), SMALL) as person:
        for keys in ((), ("s",), ("p",), ("escape", "escape", "q"), ("escape", "r"), ("i",), ("escape", "escape", "a"), ("escape", "h")):
            await person.press(*keys)
            assert swallowed(person) == []
        for keys in (("escape", "g"), ("escape", "v")):
            await person.press(*keys)
            assert swallowed(person) == []


async def test_no_key_of_a_specialist_is_swallowed(data: Path, make_desk: Desks) -> None:
    """Text fields have commands on F6 and F7, and take a question mark for text: the visit's own come first, and its help is F1."""
    submit(make_desk)
    async with opened(specialist(data, codes=(IMABARI,)), SMALL) as person:
        for keys in ((), ("enter",), ("r",), ("escape", "h"), ("escape", "v")):
            await person.press(*keys)
            assert swallowed(person) == []
        placed = person.app.screen.query_one(KeysLine).placed
        assert next(at + one.width for at, one in placed if one is not None and one.action == "app.help") <= SMALL[0] // 2
        await person.press("f7")
        assert person.screen == "FormDialog"
        await person.press("escape", "f1")
        assert person.screen == "HelpDialog"


async def test_two_snapshots_are_compared_with_three_clicks(make_desk: Desks, open_app: Open) -> None:
    """A box each, and what the footer says; a click on the row itself still opens it, and a second click on a box takes the mark away."""
    for months, level in ((12, 0), (6, 1), (0, 2)):
        submit(make_desk, level=level, at=NOW - dt.timedelta(days=30 * months))
    async with open_app(make_desk(), SMALL) as person:
        await person.press("h")
        rows = help_rows(person)

        async def box(nth: int) -> None:
            await person.pilot.click(Rows, offset=(3, rows._tops[rows._leading[nth]]))
            await person.settle()

        await box(1)
        await box(1)
        assert "[*]" not in person.text
        await box(0)
        await box(2)
        assert person.text.count("[*]") == 2
        placed = person.app.screen.query_one(KeysLine).placed
        await person.pilot.click(KeysLine, offset=(next(at for at, one in placed if one is not None and one.action == "compare"), 0))
        await person.wait_until(lambda: person.screen == "ComparisonScreen")
        await person.press("escape")
        await person.pilot.click(Rows, offset=(12, rows._tops[rows._leading[1]]))
        await person.wait_until(lambda: person.screen == "ResultScreen")


def cut(person: Person) -> list[str]:
    """Buttons of the screen that end beyond its right edge."""
    return [f"{person.screen}: {action}" for action, region in person.buttons.items() if region.right > person.app.size.width]


async def test_no_button_of_the_staff_is_cut_at_80_columns(make_desk: Desks, open_app: Open) -> None:
    """On every screen that a letter at home opens."""
    submit(make_desk)
    desk = make_desk()
    desk.save("mom-01", AnswerPatch(choice=2))
    async with open_app(desk, SMALL) as person:
        assert cut(person) == []
        for one in FROM_HOME:
            if one.opens or one.action in ("result", "start"):
                await person.press(one.keys[-1])
                assert cut(person) == []
                await person.press("escape")


async def test_no_button_of_a_specialist_is_cut_at_80_columns(data: Path, make_desk: Desks) -> None:
    """On every screen of a municipality."""
    submit(make_desk)
    async with opened(specialist(data, codes=(IMABARI,)), SMALL) as person:
        for keys in ((), ("enter",), ("r",), ("escape", "h"), ("escape", "s"), ("escape", "w"), ("escape", "a"), ("escape", "v")):
            await person.press(*keys)
            assert cut(person) == []
