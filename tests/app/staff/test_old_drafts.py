"""On the screen: how old a draft is, what in it nobody looked at again, giving it up and having it back, and deadlines."""

from __future__ import annotations

import datetime as dt

import pytest
from app.people import SMALL, Open
from desks import Desks

from dxcheck.model.calendar import JAPAN
from dxcheck.model.patch import AnswerPatch
from dxcheck.workspace import Workspace

FEBRUARY = dt.datetime(2026, 2, 10, 10, 0, tzinfo=JAPAN)
SEPTEMBER = dt.datetime(2026, 9, 15, 10, 0, tzinfo=JAPAN)


@pytest.fixture
def old(make_desk: Desks) -> None:
    """Forty answers of February."""
    desk = make_desk(now=lambda: FEBRUARY)
    for one in desk.questionnaire.ordered[:40]:
        desk.save(one.id, AnswerPatch(choice=2))


@pytest.mark.usefixtures("old")
@pytest.mark.parametrize("size", [SMALL, (120, 40)])
async def test_an_old_draft_says_so_at_home_in_the_review_and_when_submitting(
    make_desk: Desks, open_app: Open, size: tuple[int, int]
) -> None:
    """When it was begun and last touched, in which cycle, and how many answers are from then; the review leads to each."""
    async with open_app(make_desk(now=lambda: SEPTEMBER), size) as person:
        assert "2026年2月10日に始めた下書きです" in person.text
        assert "令和7年度後期に始めたもので、提出すると令和8年度前期の診断結果になります" in person.text
        assert "40問は、2026年2月10日までに答えたまま" in person.text
        assert "新しく始める" in person.text
        await person.press("s", "home")
        await person.press("p")
        assert person.screen == "ReviewScreen"
        assert "令和8年度前期に入ってから見直していない設問" in person.text
        assert "2026年2月10日の回答" in person.text
        await person.press("ctrl+s")
        assert "40問は、2026年2月10日までに答えたまま" in person.text
        await person.press("escape", "enter")
        assert person.screen == "QuestionScreen"
        assert "2026年2月10日に答えたままです" in person.text
        await person.press("2", "left")
        assert "答えたままです" not in person.text, "the same level again: looked at"
    desk = make_desk(now=lambda: SEPTEMBER)
    draft = desk.draft()
    assert draft is not None
    assert len(desk.age(draft).carried_over) == 39


@pytest.mark.usefixtures("old")
async def test_what_was_carried_over_is_marked_in_the_result_for_both_sides(make_desk: Desks, open_app: Open) -> None:
    """Every answer of the snapshot that nobody looked at again says when it was given."""
    desk = make_desk(now=lambda: SEPTEMBER)
    desk.save("mom-01", AnswerPatch(choice=2))
    snapshot = desk.submit("企画課", "課長")
    assert len(snapshot.carried_over) == 39
    async with open_app(make_desk(now=lambda: SEPTEMBER)) as person:
        await person.press("r", "i")
        assert person.text.count("2026年2月10日に答えたまま（この期に見直していません）") == 39


@pytest.mark.usefixtures("old")
async def test_begin_anew_and_have_the_old_one_back(make_desk: Desks, open_app: Open) -> None:
    """One key, a question, an empty questionnaire; u brings the old draft back, also in another app after a restart."""
    async with open_app(make_desk(now=lambda: SEPTEMBER)) as person:
        await person.press("n")
        assert "同じ市町のほかの方が書いた回答も" in person.text
        await person.press("escape")
        assert person.screen == "HomeScreen"
        await person.press("n", "y")
        assert person.screen == "QuestionScreen"
        assert "0/42問に回答" in person.text
        await person.press("escape")
    draft = make_desk(now=lambda: SEPTEMBER).draft()
    assert draft is not None
    assert draft.answers == {}
    async with open_app(make_desk(now=lambda: SEPTEMBER)) as person:
        await person.press("u")
        assert "答えている途中の診断　40/42問" in person.text
        await person.press("s")
        assert "40/42問に回答" in person.text


@pytest.mark.usefixtures("old")
async def test_give_up_and_bring_back(make_desk: Desks, open_app: Open) -> None:
    """By key and by button; with nothing to give up or to bring back that is said."""
    async with open_app(make_desk(now=lambda: SEPTEMBER)) as person:
        await person.press("d", "enter")
        assert "答えている途中の診断　40/42問" in person.text, "Enter alone changes nothing"
        await person.press("d", "y")
        assert "2026年9月15日に取りやめた下書き（回答40問）は、元に戻せます" in person.text
        await person.press("d")
        assert any("途中の下書きはありません" in one for one in person.said)
        await person.press("u")
        assert "答えている途中の診断　40/42問" in person.text
        await person.press("u")
        assert any("元に戻せる下書きはありません" in one for one in person.said)


async def test_a_correction_is_given_up(make_desk: Desks, open_app: Open) -> None:
    """The button says that it is one; what was submitted is there as before."""
    desk = make_desk(now=lambda: SEPTEMBER)
    desk.save("mom-01", AnswerPatch(choice=2))
    desk.submit("企画課", "課長")
    desk.save("mom-01", AnswerPatch(choice=5))
    async with open_app(make_desk(now=lambda: SEPTEMBER)) as person:
        assert "訂正を取りやめる" in person.text
        await person.press("d", "y")
        assert "今期の診断は提出済みです" in person.text
    latest = desk.latest()
    assert latest is not None
    assert latest.answers["mom-01"].choice == 2


@pytest.mark.usefixtures("old")
async def test_a_draft_given_up_by_somebody_else_is_told_to_whoever_has_it_open(make_desk: Desks, open_app: Open) -> None:
    """What they wrote before they could know is in a new draft, and the old one can be had back."""
    mine, theirs = make_desk("企画課", now=lambda: SEPTEMBER), make_desk("総務課", now=lambda: SEPTEMBER)
    async with open_app(mine) as person:
        await person.press("s")
        theirs.give_up()
        await person.wait_until(lambda: person.screen == "HomeScreen", seconds=6.0)
        await person.wait_until(lambda: any("別の画面で取りやめになりました" in one for one in person.said))
        await person.press("u", "s", "home")
        theirs.give_up()
        person.app.saver.save("mom-01", AnswerPatch(choice=4))
        await person.wait_until(lambda: "新しい下書きに入っています" in person.text, seconds=6.0)
    draft = mine.draft()
    assert draft is not None
    assert {item: answer.choice for item, answer in draft.answers.items()} == {"mom-01": 4}
    assert len(mine.bring_back().answers) == 40


async def test_a_late_submission_and_an_extended_deadline_are_told(make_desk: Desks, open_app: Open, data: object) -> None:
    """Before it is submitted, and at home afterwards."""
    workspace = Workspace.open(data)  # type: ignore[arg-type]
    cycles = workspace.centre_desk(now=lambda: dt.datetime(2027, 3, 20, 10, 0, tzinfo=JAPAN)).cycles
    cycles.extend(dt.date(2027, 4, 15))
    april = dt.datetime(2027, 4, 10, 10, 0, tzinfo=JAPAN)
    make_desk(now=lambda: april).save("mom-01", AnswerPatch(choice=1))
    async with open_app(make_desk(now=lambda: april), SMALL) as person:
        assert "いまの診断期: 令和8年度後期　締切 2027年4月15日（あと5日）" in person.text
        assert "2027年4月15日までの提出は令和8年度後期の診断結果になります" in person.text
        await person.press("s", "p", "ctrl+s")
        assert "この内容が今期（令和8年度後期）の診断結果になります" in person.text
        assert "2027年4月15日までの提出は令和8年度後期の診断結果になります" in person.text
    workspace.centre_desk(now=lambda: dt.datetime(2027, 6, 1, 10, 0, tzinfo=JAPAN)).cycles.open(dt.date(2027, 7, 30), "")
    august = dt.datetime(2027, 8, 2, 10, 0, tzinfo=JAPAN)
    desk = make_desk(now=lambda: august)
    async with open_app(make_desk(now=lambda: august), SMALL) as person:
        await person.press("s", "p")
        assert "締切（2027年7月30日）を過ぎているため" in person.text
        await person.press("escape", "escape")
        desk.submit("企画課", "課長")
        await person.wait_until(lambda: "締切（2027年7月30日）のあとに提出したものは" in person.text)


@pytest.mark.usefixtures("old")
async def test_a_comment_a_target_or_a_level_taken_back_looks_at_nothing_again(make_desk: Desks, open_app: Open) -> None:
    """Seen: the mark went with each of them. It goes with the level, also where two were pressed in one breath."""
    desk = make_desk(now=lambda: SEPTEMBER)
    desk.stay_at("mom-01")
    async with open_app(desk) as person:
        await person.press("s", "t", "4")
        assert "2026年2月10日に答えたままです" in person.text
        await person.press("4", "left")
        assert "答えたままです" not in person.text
        await person.press("u")
        assert "2026年2月10日に答えたままです" in person.text
        await person.press("2", "left")
        assert "答えたままです" not in person.text
        await person.press("u")
        assert "2026年2月10日に答えたままです" in person.text, "the same level once more, taken back"
        await person.press("2", "left", "5", "left", "u")
        assert "答えたままです" not in person.text, "back to the level that was confirmed"
        await person.press("u")
        assert "2026年2月10日に答えたままです" in person.text
    draft = desk.draft()
    assert draft is not None
    assert draft.answer("mom-01").target == 4
    assert len(desk.age(draft).carried_over) == 40
