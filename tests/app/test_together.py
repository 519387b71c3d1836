"""Two people at one thing, in two apps or two windows: nothing that one wrote is overwritten by the other, and both see it."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from app.people import Open
from app.specialist_people import opened
from desks import IMABARI, Desks, case_of, specialist, submit
from moments import NOW

from dxcheck.app.widgets.text_box import TextBox
from dxcheck.app.widgets.text_field import TextField
from dxcheck.casework.change import VisitPatch
from dxcheck.desk.case import ReviewDesk
from dxcheck.model.edit import Edit
from dxcheck.model.patch import AnswerPatch
from dxcheck.model.snapshot import LONGEST_TEXT, Answer


async def test_a_colleagues_comment_is_not_overwritten(make_desk: Desks, open_app: Open) -> None:
    """The case seen: A opens the comment, B saves one, A types one character and closes."""
    make_desk().save("mom-01", AnswerPatch(comment="はじめ"))
    async with open_app(make_desk()) as one, open_app(make_desk("総務課")) as two:
        await one.press("s", "c")
        await two.press("s", "c")
        assert two.app.screen.query_one(TextBox).text == "はじめ"
        await two.press("enter")
        await two.type("総務課から")
        await two.press("escape")
        await one.press("end", "。", "escape")
        draft = make_desk().draft()
        assert draft is not None
        assert draft.answer("mom-01").comment == "はじめ。\n総務課から"
        for person in (one, two):
            await person.wait_until(lambda person=person: "はじめ。" in person.text and "総務課から" in person.text)  # type: ignore[misc]


async def test_what_a_colleague_writes_appears_in_the_open_window(make_desk: Desks, open_app: Open) -> None:
    """Said in the window; the cursor stays with its line, and typing on leaves no half lines."""
    make_desk().save("mom-01", AnswerPatch(comment="一\n二"))
    async with open_app(make_desk()) as person:
        await person.press("s", "c")
        box = person.app.screen.query_one(TextBox)
        await person.type("、私")
        await person.wait_until(lambda: make_desk().draft().answer("mom-01").comment == "一\n二、私")  # type: ignore[union-attr]
        make_desk("総務課").save("mom-01", AnswerPatch(comment=Edit("一\n二", "零\n一\n二")))
        await person.wait_until(lambda: box.text == "零\n一\n二、私")
        assert "ほかの画面で書かれたものを加えました" in person.text
        await person.type("です")
        await person.press("escape")
    draft = make_desk().draft()
    assert draft is not None
    assert draft.answer("mom-01").comment == "零\n一\n二、私です"


async def test_undoing_a_text_takes_nothing_of_a_colleague(make_desk: Desks, open_app: Open) -> None:
    """Only one's own part goes."""
    make_desk().save("mom-01", AnswerPatch(comment="はじめ"))
    async with open_app(make_desk()) as person:
        await person.press("s", "c", "enter")
        await person.type("私")
        make_desk("総務課").save("mom-01", AnswerPatch(comment=Edit("はじめ", "総務課\nはじめ")))
        await person.press("escape")
        assert make_desk().draft().answer("mom-01").comment == "総務課\nはじめ\n私"  # type: ignore[union-attr]
        await person.press("u")
        assert make_desk().draft().answer("mom-01").comment == "総務課\nはじめ"  # type: ignore[union-attr]


async def test_taking_over_last_time_keeps_what_a_colleague_is_writing(make_desk: Desks, open_app: Open) -> None:
    """「前回と同じ」 fills what is empty and touches nothing else."""
    earlier = make_desk(now=lambda: NOW - dt.timedelta(days=200))
    earlier.submit_answers({"mom-01": Answer(choice=3, evidence="前の根拠", comment="前のコメント")}, "係", "長")
    async with open_app(make_desk()) as person:
        await person.press("s")
        person.app.screen.set_interval = lambda *_all, **_named: None  # type: ignore[method-assign,assignment]
        make_desk("総務課").save("mom-01", AnswerPatch(comment="総務課のコメント"))
        person.app.screen.action_answer("same")  # type: ignore[attr-defined]
        await person.settle()
    answer = make_desk().draft().answer("mom-01")  # type: ignore[union-attr]
    assert (answer.choice, answer.evidence) == (3, "前の根拠")
    assert "総務課のコメント" in answer.comment


async def test_a_text_still_open_when_a_colleague_submits_goes_into_a_correction(make_desk: Desks, open_app: Open) -> None:
    """Both texts are in it, and the person is told."""
    make_desk().save("mom-01", AnswerPatch(comment="はじめ"))
    async with open_app(make_desk()) as person:
        await person.press("s", "c")
        other = make_desk("総務課")
        other.save("mom-01", AnswerPatch(comment=Edit("はじめ", "はじめ\n総務課")))
        submitted = other.submit("総務課", "課長")
        await person.press("ctrl+home")
        await person.type("私")
        await person.press("escape")
        await person.wait_until(lambda: "訂正の下書き" in person.text)
    assert submitted.answer("mom-01").comment == "はじめ\n総務課"
    draft = make_desk().draft()
    assert draft is not None
    assert draft.answer("mom-01").comment == "私はじめ\nはじめ\n総務課" or draft.answer("mom-01").comment == "私はじめ\n総務課"


async def test_a_text_without_room_stays_in_its_window_and_lets_others_be_saved(make_desk: Desks, open_app: Open) -> None:
    """Shortened, it is saved; until then another answer need not wait for it."""
    async with open_app(make_desk()) as person:
        await person.press("s", "c")
        make_desk("総務課").save("mom-01", AnswerPatch(comment="あ" * (LONGEST_TEXT - 2)))
        person.app.screen._stored = None  # type: ignore[attr-defined]
        await person.type("長い話")
        await person.pilot.press("escape")
        await person.wait_until(lambda: "短くしてから" in person.text)
        assert person.screen == "TextDialog"
        person.app.saver.save("mom-02", AnswerPatch(choice=3))  # type: ignore[attr-defined]
        await person.wait_until(lambda: make_desk().draft().answer("mom-02").choice == 3)  # type: ignore[union-attr]
        person.app.screen.query_one(TextBox).text = "a"
        await person.press("escape")
        await person.wait_until(lambda: person.screen == "QuestionScreen")
    assert make_desk().draft().answer("mom-01").comment.endswith("\na")  # type: ignore[union-attr]


async def test_who_does_an_action_and_by_when_is_not_overwritten(data: Path, make_desk: Desks, open_app: Open) -> None:
    """One field each: both stand. The same field: told beside it, and what the person then decides is saved."""
    submit(make_desk)
    desk = make_desk()
    latest = desk.latest()
    assert latest is not None
    desk.choose(desk.result(latest).first_steps[0], latest)
    (action,) = desk.actions()
    async with open_app(make_desk()) as person:
        await person.press("a", "w")
        case_of(data).assign(action.id, action.owner, dt.date(2027, 3, 31))
        person.app.screen.query_one("#field-owner", TextField).value = "財政課"
        await person.press("ctrl+s")
        assert person.screen == "ActionsScreen"
        assert (desk.actions()[0].owner, desk.actions()[0].due) == ("財政課", dt.date(2027, 3, 31))
        await person.press("w")
        case_of(data).assign(action.id, "総務課", dt.date(2027, 3, 31))
        person.app.screen.query_one("#field-owner", TextField).value = "企画課"
        await person.press("ctrl+s")
        assert person.screen == "FormDialog"
        assert "「総務課」に変わりました" in person.text
        assert desk.actions()[0].owner == "総務課"
        await person.press("ctrl+s")
        assert person.screen == "ActionsScreen"
    assert desk.actions()[0].owner == "企画課"


def reviewing(data: Path, make_desk: Desks) -> tuple[ReviewDesk, ReviewDesk]:
    """Two windows of one account at a submitted snapshot."""
    submit(make_desk)
    return case_of(data), case_of(data)


async def test_a_date_changed_by_somebody_else_is_told_in_the_form(data: Path, make_desk: Desks) -> None:
    """The window of a visit's day: what it became stands beside the field."""
    submit(make_desk)
    case = case_of(data, "senmonkan-2")
    visit = case.plan(dt.date(2026, 12, 3))
    async with opened(specialist(data, codes=(IMABARI,))) as person:
        await person.press("enter", "d")
        case.write(visit.id, VisitPatch(date=dt.date(2026, 12, 10)))
        person.app.screen.query_one("#field-date", TextField).value = "12/17"
        await person.press("ctrl+s")
        assert "「2026-12-10」に変わりました" in person.text
        await person.press("ctrl+s")
    assert case.visit(visit.id).record.date == dt.date(2026, 12, 17)
