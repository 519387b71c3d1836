"""A questionnaire on another scale than 0 to 5, on the screens of all three roles: keys, words, bars and lists are of its scale."""

from __future__ import annotations

from pathlib import Path

import pytest
from app.centre_people import opened as centre_app
from app.people import DESIGN, SMALL, Open
from app.specialist_people import opened as specialist_app
from instruments import desk_of, keep
from moments import NOW
from scaled import SCALED, eleven, prefecture

from dxcheck.model.snapshot import Answer
from dxcheck.workspace import Workspace

SIZES = [SMALL, DESIGN]


@pytest.fixture(params=SCALED)
def name(request: pytest.FixtureRequest) -> str:
    """Each of the scales."""
    return str(request.param)


@pytest.fixture
def workspace(name: str, data: Path) -> Workspace:
    """A prefecture that answered on it."""
    return prefecture(data, SCALED[name]())


@pytest.mark.parametrize("size", SIZES)
async def test_each_key_is_a_step_and_no_other_key_is_one(open_app: Open, name: str, data: Path, size: tuple[int, int]) -> None:
    """The first item with every key in turn, a target, and a key that no step has."""
    made = SCALED[name]()
    keep(data, made)
    desk = desk_of(data, made.id)
    async with open_app(desk, size) as person:
        await person.press("enter")
        scale = made.scale_of("gov-01")
        for key, value in zip(scale.step_keys, scale.values, strict=True):
            await person.press(key)
            draft = desk.draft()
            assert draft is not None
            assert draft.answers["gov-01"].level == value
            await person.press("left")
        await person.press("9", "0")
        after = desk.draft()
        assert after is not None
        assert after.entries == draft.entries, "no step has these keys"
        await person.press("t", scale.step_keys[-1])
        draft = desk.draft()
        assert draft is not None
        assert draft.answers["gov-01"] == Answer(choice=scale.high, target=scale.high)
        await person.press("question_mark")
        assert f"{scale.keys_in_words()}のキーで、いまの姿に" in person.text
        await person.press("escape", "right", "right", "right", "3")
        assert f"この設問の段は、{made.scale_of('gov-04').keys_in_words()}のキーで選びます。" in person.text


async def test_arrows_and_the_mouse_choose_a_step_too(open_app: Open, data: Path) -> None:
    """Down twice and Enter is the third step."""
    keep(data, SCALED["quarters"]())
    desk = desk_of(data, "quarters")
    async with open_app(desk) as person:
        await person.press("enter", "down", "down", "enter")
        draft = desk.draft()
        assert draft is not None
        assert draft.answers["gov-01"].level == 0.5
        assert "「0.5 半分以上で」" in person.text


async def test_ten_and_more_steps_have_keys(open_app: Open, data: Path) -> None:
    """0 to 9, and x for the tenth above zero."""
    keep(data, eleven())
    desk = desk_of(data, "eleven")
    async with open_app(desk) as person:
        await person.press("enter", "x", "0")
        draft = desk.draft()
        assert draft is not None
        assert [draft.answers[one].level for one in ("gov-01", "gov-02")] == [10, 0]


@pytest.mark.parametrize("size", SIZES)
async def test_result_and_progress_are_on_its_range(open_app: Open, workspace: Workspace, size: tuple[int, int]) -> None:
    """The heading says the range; no strength is at the lowest step; the axis begins at its low end, and z enlarges."""
    desk = workspace.staff_desk(workspace.roster.find("今治"), post="企画課", now=lambda: NOW)
    scale = desk.questionnaire.scale
    async with open_app(desk, size) as person:
        await person.press("r")
        assert f"（{scale.in_words}、前回" in person.text
        latest = desk.latest()
        assert latest is not None
        made = desk.result(latest)
        assert all(level > scale.low for _item, level in made.strengths)
        assert len(made.first_steps) == 3
        await person.press("i")
        for one in made.questionnaire.ordered[:2]:
            assert str(one.title) in person.text
        await person.press("escape", "escape", "g")
        assert f"平均は{scale.in_words}。" in person.text
        await person.press("z")
        assert person.screen == "ProgressScreen"
        await person.press("a", "tab", "o")


@pytest.mark.parametrize("size", SIZES)
async def test_a_specialist_reads_judges_and_filters_on_it(workspace: Workspace, size: tuple[int, int]) -> None:
    """The own level is one of the item's; the filters say its numbers."""
    desk = workspace.specialist_desk("senmonkan-1", ("382027",), ("center",), now=lambda: NOW)
    case = desk.case(workspace.roster.find("今治"))
    scale = case.questionnaire.scale
    latest = case.latest()
    assert latest is not None
    async with specialist_app(desk, size) as person:
        await person.press("enter", "r", "l")
        assert "見立て" in person.text
        await person.press("escape", "f", "enter")
        assert "低いレベル" in person.text
        case.judge(latest, "gov-01", scale.values[1], "現地で確かめた")
        await person.press("f", "down", "down", "enter")
        assert any(one in person.text for one in (f"前回から{scale.jump}段以上動いた設問", "前回から変わった設問", "根拠のない高いレベル"))
    assert case.calibration()


@pytest.mark.parametrize("size", SIZES)
async def test_the_centre_compares_spreads_and_searches_on_it(workspace: Workspace, size: tuple[int, int]) -> None:
    """The overview, every measure, the strips of a dimension, one item's municipalities, partners, the course, the averages."""
    async with centre_app(workspace, size, NOW) as person:
        await person.press("m", "m", "m", "m", "d", "right", "down", "enter")
        await person.press("escape", "escape", "h")
        assert ")+" not in person.text, "two figures stand apart"
        assert ")-" not in person.text
        await person.press("escape", "g", "n")
        await person.type("gov-01")
        await person.press("enter")
        assert "条件をつけますか" not in person.text
        await person.press("escape", "escape", "a")
        assert person.screen == "AveragesScreen"
