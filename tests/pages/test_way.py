"""From the last answer to the result, read and sent as a browser without script does, at a real desk."""

from __future__ import annotations

from collections.abc import Callable

from desks import submit
from moments import NOW
from pages.person import Person

from dxcheck.desk import StaffDesk
from dxcheck.model.edit import Edit
from dxcheck.model.patch import AnswerPatch
from dxcheck.model.snapshot import Answer

Desks = Callable[..., StaffDesk]


def answered(desk: StaffDesk, level: int = 2) -> None:
    """A draft with a level at every item."""
    desk.begin()
    for item in desk.questionnaire.ordered:
        desk.save(item.id, AnswerPatch(choice=level))


def test_everything_is_looked_over_and_submitted_once(make_desk: Desks) -> None:
    """What deserves another look leads to its item; without a post nothing is submitted; a second press leads to the same result."""
    submit(make_desk, level=1)
    desk = make_desk()
    answered(desk)
    desk.save("mom-01", AnswerPatch(choice="unknown"))
    desk.save("mom-02", AnswerPatch(choice=5))
    person = Person(desk)
    page = person.opens("review")
    assert "わからない 1問" in page.text
    assert 'href="/text/d/mom#mom-01"' in page.html
    assert "「1 個人の工夫」から「2 一部で計画的に」へ" in page.text
    form = page.forms["f-submit"]
    back = person.sends(form, 422, answered_by="企画課")
    assert "確認者の課・係・職名を入れてください。" in back.text
    assert back.forms["f-submit"].fields["answered_by"] == ["企画課"]
    desk.save("mom-03", AnswerPatch(choice=4))
    back = person.sends(form, 422, answered_by="企画課", confirmed_by="課長")
    assert "このページを開いたあとに、回答が変わっています。" in back.text
    assert len(desk.snapshots()) == 1
    form = back.forms["f-submit"]
    result = person.sends(form)
    assert "提出しました。おつかれさまでした。" in result.text
    again = person.sends(form)
    assert "この下書きは、もう提出されています。" in again.text
    assert len(desk.snapshots()) == 2
    assert desk.latest().confirmed_by == "課長"  # type: ignore[union-attr]


def test_the_result_is_read_in_sentences_and_as_a_table(make_desk: Desks) -> None:
    """Strengths, first steps to take on, what to talk about; the figures beside last time's; every answer on a page of its own; the picture says what it is."""
    submit(make_desk, level=1)
    submit(make_desk, level=2, at=NOW, mom_01=Answer(choice="unknown"), mom_02=Answer(choice=4, evidence="名簿\n議事録"))
    desk = make_desk()
    person = Person(desk)
    page = person.opens("result")
    latest = desk.latest()
    assert latest is not None
    for said in ("もうできていること", "最初の一歩（どれか1つで十分です）", "話し合う項目 1問", "分野ごとの平均 全体 2.1"):
        assert said in page.text, page.text
    assert page.html.count("<tr><th") == 1 + len(desk.questionnaire.dimensions)
    took = person.sends(page.forms["f-step-1"])
    assert "選びました（ホームに並んでいます）" in took.text
    person.sends(page.forms["f-step-1"])
    assert len(desk.actions()) == 1
    items = person.opens(f"items/{latest.id}")
    assert "名簿<br>議事録" in items.html
    drawn = person.asked(f"picture/{latest.id}").file
    assert drawn is not None
    assert b"<title" in drawn.content
    assert b"<desc" in drawn.content
    person.opens("result/382027-none", 404)


def test_where_nothing_is_there_yet_the_page_says_what_to_do(desk: StaffDesk) -> None:
    """Never a dead end."""
    person = Person(desk)
    assert "まだ診断結果がありません" in person.opens("result").text
    page = person.opens("review")
    assert "診断をはじめる" in page.text
    assert person.sends(page.forms["f-begin"]).forms["f-answers"]
    assert person.opens("nowhere", 404).text


def test_the_rest_of_a_dimension_is_answered_as_last_time_and_taken_back(make_desk: Desks) -> None:
    """In one step each; an answer that somebody gave stays, and a copied one can be confirmed as looked at."""
    submit(make_desk, level=1)
    desk = make_desk()
    desk.begin()
    desk.save("mom-01", AnswerPatch(choice=4))
    person = Person(desk)
    form = person.opens("d/mom").forms["f-answers"]
    page = person.sends(form, then="copy", **{"mom-02.comment": "書きかけ"})
    assert "4問に前回の回答を写しました。" in page.text
    assert "未回答の設問は、ありません。" in person.sends(form, then="copy").text
    page = person.sends(page.forms["f-answers"], **{"mom-02.still": "1"})
    draft = desk.draft()
    assert draft is not None
    assert set(draft.copied) == {"mom-03", "mom-04", "mom-05"}
    step = draft.entries["mom-03"].copied
    assert f'value="copied:{step}"' in page.html
    back = person.sends(page.forms["f-answers"], then=f"copied:{step}")
    assert "前回から写した3問を元に戻しました。" in back.text
    answers = desk.draft().answers  # type: ignore[union-attr]
    assert {item: one.choice for item, one in answers.items()} == {"mom-01": 4, "mom-02": 1}
    assert answers["mom-02"].comment == "書きかけ"


def test_why_a_level_was_chosen_is_ticked_on_the_page(make_desk: Desks) -> None:
    """Boxes of the level that stands and of the next one; a page left open keeps what others ticked; another level takes them away."""
    desk = make_desk()
    answered(desk)
    person = Person(desk)
    form = person.opens("d/mom").forms["f-answers"]
    page = person.sends(form, mom_01__met="3.1", then="stay:mom-01")
    assert "2です。3には「新規採用と異動者の研修にも入っている」がまだです。" in person.opens("d/mom").text
    assert page.forms["f-answers"].fields["mom-01.met"] == ["3.1"]
    desk.save("mom-01", AnswerPatch(met=Edit(("3.1",), ("2.1", "3.1"))))
    person.sends(page.forms["f-answers"], mom_01__met="3.2", then="stay:mom-01")
    draft = desk.draft()
    assert draft is not None
    assert draft.answer("mom-01").met == ("2.1", "3.2")
    person.sends(person.opens("d/mom").forms["f-answers"], mom_01__choice="3", then="stay:mom-01")
    draft = desk.draft()
    assert draft is not None
    assert draft.answer("mom-01") == Answer(choice=3)
