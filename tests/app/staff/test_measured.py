"""Ticks and numbers in the questionnaire's screen, with keys and with the mouse; groups where there is room."""

from __future__ import annotations

from pathlib import Path

from app.people import DESIGN, SMALL, Open
from instruments import desk_of, keep
from shapes import example

from dxcheck.app.widgets.levels import LevelList
from dxcheck.app.widgets.navigator import Navigator
from dxcheck.desk import StaffDesk
from dxcheck.model.snapshot import Answer


def desk_at(data: Path, name: str) -> StaffDesk:
    """A desk at one of the examples."""
    made = example(name)
    keep(data, made)
    return desk_of(data, made.id)


def answer(desk: StaffDesk, item: str) -> Answer:
    """What is on the disk."""
    draft = desk.draft()
    assert draft is not None
    return draft.answer(item)


async def test_questions_are_ticked_with_keys_and_the_mouse_and_the_level_follows(open_app: Open, data: Path) -> None:
    """A number ticks and unticks, 0 is none of them; the item stays in sight until one goes on."""
    desk = desk_at(data, "open-steps")
    async with open_app(desk, SMALL) as person:
        await person.press("enter", "1", "2", "3")
        assert answer(desk, "care-1") == Answer(choice=3, ticks=("c1", "c2", "c3"))
        assert "いまの段: 3 決めてある" in person.text
        assert "care-1  公開の進め方" in person.text
        await person.press("2")
        assert answer(desk, "care-1") == Answer(choice=2, ticks=("c1", "c3"))
        await person.pilot.click(LevelList, offset=(8, 1))
        await person.settle()
        assert answer(desk, "care-1") == Answer(choice=3, ticks=("c1", "c2", "c3"))
        await person.press("u", "u")
        assert answer(desk, "care-1") == Answer(choice=3, ticks=("c1", "c2", "c3"))
        await person.press("right", "5")
        assert "この設問の問いは1から4です" in person.text
        await person.press("left")
        await person.press("0")
        assert answer(desk, "care-1") == Answer(choice=1)
        await person.press("down", "enter")
        assert answer(desk, "care-1").ticks == ("c2",)
        await person.press("t", "5")
        assert answer(desk, "care-1").target == 5
        await person.press("k")
        assert answer(desk, "care-1") == Answer(choice="unknown", target=5)


async def test_a_number_is_typed_and_its_level_said_before_it_is_kept(open_app: Open, data: Path) -> None:
    """A digit opens its window with that digit; what is no number is told there."""
    desk = desk_at(data, "meetings")
    async with open_app(desk, SMALL) as person:
        await person.press("enter", "3", "1", "0")
        assert "段: 4 By result" in str(person.app.screen.query_one("#label-number").render())
        await person.press("x", "enter")
        assert "半角の数字" in person.text
        await person.press("backspace", "backspace", "enter")
        assert answer(desk, "digital") == Answer(choice=1, number=1.0)
        await person.press("left")
        assert "数を入れる（of 10）: 1 of 10" in person.text


async def test_groups_are_headings_where_there_is_room(open_app: Open, data: Path) -> None:
    """Beside the questions those of the dimension in work; a click on one goes to its first item."""
    async with open_app(desk_at(data, "service-practices"), DESIGN) as person:
        await person.press("enter")
        assert "目標と責任 / 目標を決める" in person.text
        shown = str(person.app.screen.query_one(Navigator).render()).splitlines()
        at = next(n for n, line in enumerate(shown) if "担当を決める" in line)
        await person.pilot.click(Navigator, offset=(6, at))
        await person.settle()
        assert "goals-b1  担当の名簿" in person.text
