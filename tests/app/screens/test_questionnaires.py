"""Several questionnaires on the screen: chosen at home, answered side by side, named on every screen."""

from __future__ import annotations

from pathlib import Path

import pytest
from app.centre_people import opened
from app.people import Open
from instruments import EHIME, OTHER, OTHER_TITLE, desk_of, keep, other
from moments import EARLIER, NOW

from dxcheck.desk import StaffDesk
from dxcheck.model.patch import AnswerPatch
from dxcheck.model.snapshot import Answer
from dxcheck.workspace import Workspace

SIZES = [(80, 24), (120, 40)]


@pytest.fixture
def two(data: Path) -> Path:
    """A folder with two instruments."""
    keep(data, other())
    return data


async def test_with_one_questionnaire_nothing_is_said_of_others(open_app: Open, desk: StaffDesk) -> None:
    """Home and top line are as they were; the list has one row that is in use."""
    async with open_app(desk) as person:
        assert "ほかの診断票" not in person.text
        assert "愛媛DX自己診断" not in str(person.app.heading)
        await person.press("y")
        assert person.screen == "QuestionnairesScreen"
        assert "愛媛DX自己診断（使用中・いま見ています）" in person.text


@pytest.mark.parametrize("size", SIZES)
async def test_another_one_is_chosen_at_home_and_answered(open_app: Open, two: Path, size: tuple[int, int]) -> None:
    """Y lists them; Enter on the other goes home with it; what was answered before is still there on the way back."""
    async with open_app(desk_of(two), size) as person:
        await person.press("s", "2")
        await person.press("escape")
        await person.press("y")
        assert "（使用中・いま見ています）" in person.text
        assert OTHER_TITLE in person.text
        await person.press("down", "enter")
        assert person.screen == "HomeScreen"
        assert person.app.heading[0] == f"今治市（{OTHER_TITLE}）"
        assert "ほかの診断票: 愛媛DX自己診断（使用中）　途中の下書きがあります（1問に回答）。" in person.text
        await person.press("s", "4")
        assert desk_of(two, OTHER).draft().answer("gov-01").level == 4
        assert desk_of(two, EHIME).draft().answers.keys().isdisjoint({"pc-01"})
        assert len(desk_of(two, EHIME).draft().answers) == 1
        await person.press("escape", "y", "up", "enter")
        assert person.app.heading[0] == "今治市（愛媛DX自己診断）"
        assert person.app.saver.load().answers == desk_of(two, EHIME).draft().answers


async def test_without_a_quick_check_the_main_button_begins(open_app: Open, two: Path) -> None:
    """Enter at home begins to answer; nothing speaks of a quick check, and its key says why there is none."""
    async with open_app(desk_of(two, OTHER)) as person:
        assert "かんたん診断" not in person.text
        await person.press("q")
        assert "この診断票には、かんたん診断がありません" in person.said[-1]
        await person.press("enter")
        assert person.screen == "QuestionScreen"


async def test_home_history_and_result_are_of_the_chosen_one(open_app: Open, two: Path) -> None:
    """今期は提出済み stands where it was submitted, not in the other; the history lists its own."""
    desk_of(two, OTHER).submit_answers({one: Answer(choice=3) for one in ("gov-01", "gov-02", "pc-01")}, "企画課", "課長")
    async with open_app(desk_of(two, EHIME)) as person:
        assert "はじめての方へ" in person.text
        assert "前回の提出は" in person.text
        await person.press("h")
        assert "まだ診断結果がありません" in person.text
        await person.press("escape", "y", "down", "enter")
        assert "今期の診断は提出済みです" in person.text
        await person.press("h")
        assert "訂正前" not in person.text
        assert "3/3" in person.text


async def test_what_was_left_in_a_window_stays_with_its_questionnaire(open_app: Open, two: Path) -> None:
    """Both have a question gov-01; a comment closed with Esc here is not offered there."""
    for instrument in (EHIME, OTHER):
        desk_of(two, instrument).save("gov-01", AnswerPatch(choice=1))
    async with open_app(desk_of(two, OTHER)) as person:
        person.app.open_questions("gov-01")
        await person.settle()
        await person.press("c")
        await person.type("書きかけ")
        await person.press("escape", "escape", "y", "up", "enter")
        person.app.open_questions("gov-01")
        await person.settle()
        await person.press("c")
        assert "書きかけ" not in person.text


@pytest.mark.parametrize("size", SIZES)
async def test_the_centre_chooses_what_is_in_use(two: Path, size: tuple[int, int]) -> None:
    """U asks, then everybody who opens the folder begins with it; the centre goes on looking at what it looked at."""
    desk_of(two, EHIME, EARLIER).submit_answers({"gov-01": Answer(choice=3)}, "企画課", "課長")
    workspace = Workspace.open(two)
    async with opened(workspace, size, NOW) as person:
        await person.press("y", "down", "u", "y")
        assert Workspace.open(two).questionnaire_id == OTHER
        assert f"{OTHER_TITLE}（使用中）" in person.text
        await person.press("enter")
        assert person.screen == "OverviewScreen"
        assert person.app.heading[0] == f"センター（{OTHER_TITLE}）"
        assert person.app.centre.comparing.overview().questionnaire.id == OTHER
        assert person.app.specialist.cases()[0].questionnaire_id == OTHER


async def test_what_waits_in_another_one_is_said_at_home_and_in_the_list(open_app: Open, two: Path) -> None:
    """A return there is not overlooked because this one is looked at."""
    desk_of(two, OTHER).submit_answers({"gov-01": Answer(choice=3)}, "企画課", "課長")
    case = Workspace.open(two, questionnaire_id=OTHER).specialist_desk("senmonkan-1", ["382027"], (), now=lambda: NOW).cases()[0]
    latest = case.latest()
    assert latest is not None
    case.give_back(latest, "もう一度", ["gov-01"])
    async with open_app(desk_of(two, EHIME)) as person:
        assert f"ほかの診断票: {OTHER_TITLE}　専門官から差戻しがあります。" in person.text
        await person.press("y")
        assert "専門官から差戻しがあります。" in person.text
        await person.press("down", "enter")
        assert "専門官から診断結果の差戻しがあります" in person.text


async def test_the_list_is_there_in_english(open_app: Open, two: Path) -> None:
    """Titles, marks and keys."""
    async with open_app(desk_of(two)) as person:
        await person.press("y", "f2")
        assert "Security check" in person.text
        assert "in use" in person.text
        await person.press("down", "enter")
        assert "(Security check)" in person.app.heading[0]
        await person.press("f2")
