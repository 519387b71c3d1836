"""照会: a section reads what it is asked, answers it on one page, and hands back; without script, and its own asks alone."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

from desk.test_asking import IT, STAFFING, section
from desks import submit
from moments import EARLIER
from pages.person import Person

from dxcheck.desk import StaffDesk

DUE = dt.date(2026, 12, 10)


def test_a_section_answers_on_one_page_and_hands_back(desk: StaffDesk, make_desk: Callable[..., StaffDesk], data: Path) -> None:
    """What it is asked, by whom and until when; last time's answers; the rest as last time; after handing back nothing more is taken, and what was typed comes back."""
    submit(make_desk, level=2, at=EARLIER)
    [ask] = desk.ask(["sec-01", "sec-02", "sec-03"], [IT], DUE, "前回から変わったところを")
    desk.ask(["sec-04"], [STAFFING], DUE, "")
    person = Person(section(data))
    home = person.opens("")
    assert "総務課 情報係のみなさん、おつかれさまです。" in home.text
    assert "前回から変わったところを" in home.text
    assert home.html.count("/text/ask/") == 1
    page = person.opens(f"ask/{ask.id}")
    form = page.forms["f-answers"]
    assert "sec-04.seen" not in form.fields
    page = person.sends(form, then="copy", **{"sec-01.choice": "4", "sec-01.evidence": "情報係の資料"})
    assert "2問に前回の回答を写しました。" in page.text
    hand = person.opens("").forms[f"f-hand-{ask.id}"]
    assert "回答を返しました。" in person.sends(hand).text
    assert "回答を返しました。" in person.sends(hand).text
    late = person.sends(page.forms["f-answers"], 409, **{"sec-01.comment": "書きかけ"})
    assert "書きかけ" in late.html
    assert len(desk.gathered()) == 3
    back = person.sends(person.opens("").forms[f"f-reopen-{ask.id}"])
    assert "回答を取り戻しました。" in back.text
    person.sends(back.forms["f-answers"], **{"sec-01.comment": "書きかけ"})
    person.opens("ask/none", 404)


def test_a_page_opened_before_a_question_came_hands_nothing_back(desk: StaffDesk, data: Path) -> None:
    """Whoever has not read what they are asked once more is told, and hands back after that."""
    [ask] = desk.ask(["sec-01"], [IT], DUE, "")
    person = Person(section(data))
    person.sends(person.opens("").forms[f"f-hand-{ask.id}"])
    desk.ask_back(ask.id, "根拠はどれですか")
    early = person.opens("").forms[f"f-hand-{ask.id}"]
    person.sends(early)
    desk.ask_back(ask.id, "もう1つ、時期はいつですか")
    told = person.sends(early)
    assert "企画担当からのお尋ねが届きました。" in told.text
    assert "もう1つ、時期はいつですか" in told.text
    assert "回答を返しました。" in person.sends(told.forms[f"f-hand-{ask.id}"]).text
