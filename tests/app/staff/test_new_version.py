"""On the screen: a newer version of the questionnaire comes into force while a draft of the one before runs."""

from __future__ import annotations

import datetime as dt

import pytest
from app.people import DESIGN, SMALL, Open
from desks import Desks

from dxcheck.app.staff.questions import QuestionScreen
from dxcheck.model.calendar import JAPAN
from dxcheck.model.patch import AnswerPatch

MARCH = dt.datetime(2027, 3, 20, 10, 0, tzinfo=JAPAN)
MAY = dt.datetime(2027, 5, 10, 10, 0, tzinfo=JAPAN)
TOLD = "診断票の新しい版（2027.1版、2027年4月1日から）が使われています"


@pytest.fixture
def begun(make_desk: Desks) -> None:
    """Twenty answers of March, each with its evidence."""
    desk = make_desk(now=lambda: MARCH)
    for one in desk.questionnaire.ordered[:20]:
        desk.save(one.id, AnswerPatch(choice=2, evidence="5月の資料"))


@pytest.mark.usefixtures("begun")
@pytest.mark.parametrize("size", [SMALL, DESIGN])
async def test_a_newer_version_is_told_at_home_in_the_review_and_when_submitting(
    make_desk: Desks, open_app: Open, size: tuple[int, int]
) -> None:
    """With what would become of the answers; nobody has to move."""
    async with open_app(make_desk(now=lambda: MAY), size) as person:
        assert TOLD in person.text
        assert "この下書きは、前の版（2026.1版）のものです" in person.text
        await person.press("s", "p")
        assert person.screen == "ReviewScreen"
        assert TOLD in person.text
        assert "新しい版で言葉が変わる設問" in person.text
        assert "前の版のまま提出することもできます" in "".join(line.strip() for line in person.text.splitlines())
        await person.press("ctrl+s")
        assert "このまま、前の版の回答として提出されます" in person.text


@pytest.mark.usefixtures("begun")
@pytest.mark.parametrize("size", [SMALL, DESIGN])
async def test_m_moves_the_draft_after_asking_and_u_brings_it_back(make_desk: Desks, open_app: Open, size: tuple[int, int]) -> None:
    """Esc moves nothing; after moving nothing is said any more; u has the draft of before back, also after a restart."""
    async with open_app(make_desk(now=lambda: MAY), size) as person:
        await person.press("m")
        assert "段を選び直す回答" in person.text
        assert "前の下書きは90日残り" in person.text
        await person.press("escape")
        assert TOLD in person.text
        await person.press("m", "y")
        assert person.screen == "HomeScreen"
        assert TOLD not in person.text
        await person.press("s")
        assert person.screen == "QuestionScreen"
        assert "5月の資料" in person.text
    async with open_app(make_desk(now=lambda: MAY), size) as person:
        await person.press("u")
        assert "答えている途中の診断　20/42問" in person.text
        assert TOLD in person.text


async def test_without_news_m_says_so(make_desk: Desks, open_app: Open) -> None:
    """The key is there, and does nothing."""
    make_desk(now=lambda: MARCH).save("mom-01", AnswerPatch(choice=2))
    async with open_app(make_desk(now=lambda: MARCH)) as person:
        assert TOLD not in person.text
        await person.press("m")
        assert person.screen == "HomeScreen"
    assert make_desk(now=lambda: MARCH).set_aside() == []


@pytest.mark.usefixtures("begun")
async def test_whoever_answers_when_a_colleague_moves_the_draft_goes_on_in_the_new_words(make_desk: Desks, open_app: Open) -> None:
    """It is said within a second; a key pressed just before went to the words that were on the screen."""
    async with open_app(make_desk(now=lambda: MAY)) as person:
        await person.press("s")
        person.app.open_item("mom-03")
        await person.settle()
        shown = person.app.screen
        assert isinstance(shown, QuestionScreen)
        assert shown.answering.questionnaire.version == "2026.1"
        moved = make_desk("総務課", now=lambda: MAY).carry_over()
        shown.action_answer("5")
        await person.wait_until(lambda: person.screen == "ReadDialog", seconds=10.0)
        await person.press("4")
        assert person.screen == "ReadDialog", "a key meant for the words of before answers nothing"
        assert "診断票の別の版（2027.1版）に移されました" in person.text
        assert shown.answering.questionnaire.version == "2027.1"
    desk = make_desk(now=lambda: MAY)
    stored = desk.draft()
    assert stored is not None
    assert stored.id == moved.id
    assert stored.answer("mom-03").choice is None
    assert desk.set_aside()[-1].draft.answer("mom-03").choice == 5


@pytest.mark.usefixtures("begun")
async def test_a_review_of_the_draft_of_before_submits_nothing_else(make_desk: Desks, open_app: Open) -> None:
    """The colleague moved it while the window was open."""
    async with open_app(make_desk(now=lambda: MAY)) as person:
        await person.press("s", "p", "ctrl+s")
        make_desk("総務課", now=lambda: MAY).carry_over()
        await person.press("tab")
        await person.type("課長")
        await person.press("ctrl+s")
        await person.settle()
    desk = make_desk(now=lambda: MAY)
    assert desk.snapshots() == []
    assert desk.draft() is not None
