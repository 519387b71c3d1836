"""What is done once more on plain pages: an answer taken back, answers confirmed, another questionnaire looked at."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from instruments import keep, other
from moments import NOW
from pages.person import Person

from dxcheck.desk import StaffDesk
from dxcheck.model.patch import AnswerPatch
from dxcheck.workspace import Workspace

Desks = Callable[..., StaffDesk]


def chosen(desk: StaffDesk) -> dict[str, object]:
    """What is answered."""
    draft = desk.draft()
    assert draft is not None
    return {item: one.choice for item, one in draft.answers.items() if one.is_answered}


def test_the_last_answer_is_taken_back_and_the_one_before_it(make_desk: Desks) -> None:
    """Step by step, also on another page; a press that comes twice takes back once, and what somebody else answered since stays."""
    desk = make_desk()
    desk.begin()
    person = Person(desk)
    form = person.opens("d/mom").forms["f-answers"]
    assert "元に戻せる回答はありません。" in person.sends(form, then=f"undo:{0}").text
    form = person.opens("d/mom").forms["f-answers"]
    person.sends(form, then="d:gov", **{"mom-01.choice": "2"})
    form = person.opens("d/mom").forms["f-answers"]
    person.sends(form, then="stay", **{"mom-01.choice": "4"})
    gov = person.opens("d/gov").forms["f-answers"]
    assert "mom-01 を元に戻しました。" in person.sends(gov, then="undo:1").text
    assert chosen(desk) == {"mom-01": 2}
    assert "もう元に戻しています" in person.sends(gov, then="undo:1").text
    assert chosen(desk) == {"mom-01": 2}
    person.sends(person.opens("d/gov").forms["f-answers"], then="undo:2")
    assert chosen(desk) == {}
    saved = person.sends(person.opens("d/mom").forms["f-answers"], then="undo:3", **{"mom-02.choice": "1"})
    assert "もう一度押してください" in saved.text
    make_desk("別の課").save("mom-02", AnswerPatch(choice=5))
    kept = person.sends(person.opens("d/mom").forms["f-answers"], then="undo:3")
    assert "そのままにしました" in kept.text
    assert chosen(desk) == {"mom-02": 5}


def test_answers_are_confirmed_as_they_stand_on_the_page(make_desk: Desks) -> None:
    """Who and when stands on home and before submitting, and what is still asked; of answers that changed since nothing is confirmed."""
    desk = make_desk()
    draft = desk.begin()
    desk.save("mom-01", AnswerPatch(choice=3))
    desk.ask_about(draft.id, "mom-02", "資料はどれですか", "企画課長")
    person = Person(desk)
    page = person.opens("review")
    assert "企画課長から: 資料はどれですか" in page.text
    assert "確認者から聞かれている設問が1問あります。" in person.opens("").text
    assert "確認者の課・係・職名を入れてください。" in person.sends(page.forms["f-confirm"], 422).text
    desk.save("mom-03", AnswerPatch(choice=1))
    changed = person.sends(page.forms["f-confirm"], 422, by="企画課長")
    assert "このページを開いたあとに、回答が変わっています。" in changed.text
    assert desk.draft().confirmed is None  # type: ignore[union-attr]
    form = person.opens("review").forms["f-confirm"]
    assert "確認しました。" in person.sends(form, by="企画課長").text
    person.sends(form, by="企画課長")
    page = person.opens("review")
    assert "企画課長が" in page.text
    assert page.forms["f-submit"].fields["confirmed_by"] == ["企画課長"]
    desk.save("mom-03", AnswerPatch(choice=2))
    assert "確認は取り消しになっています。" in person.opens("").text


def test_another_questionnaire_is_looked_at(data: Path) -> None:
    """Its answers are its own, and so are those of the first."""
    keep(data, other())
    workspace = Workspace.open(data)
    person = Person(workspace.staff_desk(workspace.roster.find("今治"), post="企画課", now=lambda: NOW))
    first = person.opens("").text
    assert "いまの診断票" in first
    person.sends(person.opens("").forms["f-begin"])
    page = person.opens("questionnaires")
    home = person.sends(page.forms["f-look-2"])
    assert "に切り替えました。" in home.text
    assert "今期の診断はこれからです" in home.text
    person.sends(person.opens("questionnaires").forms["f-look-1"])
    assert "答えている途中の診断があります。" in person.opens("").text
