"""照会 at the staff's desk: asked, gathered, taken over and taken back on plain pages, without script."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from desk.test_asking import IT, STAFFING, section
from pages.person import Person

from dxcheck.desk import StaffDesk
from dxcheck.model.patch import AnswerPatch

DUE = dt.date(2026, 12, 10)


def handed(data: Path, level: int, post: str = IT) -> None:
    """A section answers everything with a level and hands back."""
    desk = section(data, post)
    for one in desk.asked():
        at = desk.at(one.ask.id)
        for item in one.ask.items:
            at.save(item, AnswerPatch(choice=level))
        at.hand_back()


def test_a_section_is_asked_once_however_often_it_is_sent(desk: StaffDesk) -> None:
    """What is missing is said with what was typed; what was asked can be ended, and is not ended by an old page."""
    person = Person(desk)
    form = person.opens("asking").forms["f-send"]
    back = person.sends(form, 422, post=IT, due="いつか")
    assert "照会する分野を選んでください。" in back.text
    assert back.forms["f-send"].fields["post"] == [IT]
    page = person.sends(form, dimension="sec", post=IT, due="2026-12-10", reason="前回から変わったところを")
    assert f"{IT}に5問を照会しました。" in page.text
    page = person.sends(form, dimension="sec", post=IT, due="2026-12-10")
    [one] = desk.asked_now()
    assert (one.ask.post, one.ask.due, one.ask.reason) == (IT, DUE, "前回から変わったところを")
    end = page.forms[f"f-end-{one.ask.id}"]
    assert "終わりにしました。" in person.sends(end).text
    assert "状態が変わっています" in person.sends(end).text


def test_answers_are_taken_over_as_they_were_read(desk: StaffDesk, data: Path) -> None:
    """Those that agree are offered, the others are chosen; what changed since is not taken; a press that comes twice takes once; and all of it is taken back once."""
    desk.ask(["sec-01", "sec-02"], [IT], DUE)
    desk.ask(["sec-02"], [STAFFING], DUE)
    handed(data, 3)
    handed(data, 1, STAFFING)
    person = Person(desk)
    page = person.opens("asking")
    assert "回答が分かれています（1から3）" in page.text
    assert "2件のうち2件に回答がありました。" in person.opens("").text
    form = page.forms["f-take"]
    asks = {one.ask.post: one.ask.id for one in desk.asked_now()}
    given = {"take.sec-01": asks[IT], "take.sec-02": asks[STAFFING]}
    assert "2問を下書きに取り込みました。" in person.sends(form, **given).text
    assert "新しく取り込むものはありませんでした。" in person.sends(form, **given).text
    draft = desk.draft()
    assert draft is not None
    assert (draft.answer("sec-01").level, draft.answer("sec-02").level) == (3, 1)
    back = person.opens("asking").forms["f-take-back"]
    assert "2問を、取り込む前に戻しました。" in person.sends(back).text
    assert "元に戻せる取り込みがありません。" in person.sends(back).text
    early = person.opens("asking").forms["f-take"]
    desk.save("sec-01", AnswerPatch(choice=5))
    said = person.sends(early, **given).text
    assert "取り込んでいません: sec-01" in said
    draft = desk.draft()
    assert draft is not None
    assert (draft.answer("sec-01").level, draft.answer("sec-02").level) == (5, 1)


def test_a_section_is_asked_once_more(desk: StaffDesk, data: Path) -> None:
    """With a question; without one it is said, and what was typed is there."""
    [ask] = desk.ask(["sec-01"], [IT], DUE)
    handed(data, 3)
    person = Person(desk)
    form = person.opens("asking").forms[f"f-back-{ask.id}"]
    assert "聞き返すことを書いてください" in person.sends(form, 422).text
    assert "聞き返しました。" in person.sends(form, text="根拠はどれですか").text
    assert "状態が変わっています" in person.sends(form, text="根拠はどれですか").text
    [one] = desk.asked_now()
    assert one.ask.question is not None
    assert one.ask.question.text == "根拠はどれですか"
