"""Whatever is typed at a question is answered, and every line can be understood without what stands around it."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from desks import case_of, submit
from moments import EARLIER, NOW
from plain.talk import Told, talk

from dxcheck.desk import StaffDesk
from dxcheck.model.patch import AnswerPatch
from dxcheck.model.snapshot import Answer

Desks = Callable[..., StaffDesk]

PLACES = {
    "home": [],
    "item": ["s"],
    "text there is": ["s", "e 資料", "e"],
    "review": ["s", "p"],
    "result": ["r"],
    "comparison": ["r", "c"],
    "history": ["h"],
    "two to compare": ["h", "c"],
    "progress": ["g"],
    "actions": ["r", "1", "", "a"],
    "an action": ["r", "1", "", "a", "1"],
    "what waits": ["o"],
    "one that waits": ["o", "1"],
    "quick check": ["q"],
    "sheets": ["e"],
    "after the quick check": ["q", *["1"] * 12],
}
"""How one comes to each question that takes words."""


def answers_to(told: Told, typed: str) -> list[str]:
    """The line said behind each time that something was typed; what is told anew begins with an empty line, or with a question."""
    lines = told.split("\n")
    return [lines[at + 1] for at, line in enumerate(lines[:-1]) if line.endswith(f": {typed}")]


@pytest.fixture
def there(make_desk: Desks, data: object) -> StaffDesk:
    """A municipality with a past, and something that waits."""
    submit(make_desk, level=1, at=EARLIER)
    submit(make_desk, level=2, at=NOW)
    case, latest = case_of(data), make_desk().latest()  # type: ignore[arg-type]
    assert latest is not None
    case.observe(latest, "mom-01", "記録を見せてください", internal=False)
    case.share(latest, ["mom-01"])
    return make_desk()


@pytest.mark.parametrize("typed", ["77", "わけのわからないもの"])
@pytest.mark.parametrize("place", PLACES)
def test_what_means_nothing_at_a_question_is_said_to(there: StaffDesk, place: str, typed: str) -> None:
    """A number where there are none to choose from, one too high, or words of another place; nothing is only asked again."""
    (said,) = answers_to(talk(there, *PLACES[place], typed), typed)
    assert re.search(r"番号|使えません|やめました", said), said


def test_going_back_at_home_says_that_this_is_home(desk: StaffDesk) -> None:
    """There is nothing behind it; leaving has a word of its own."""
    (said,) = answers_to(talk(desk, "もどる"), "もどる")
    assert "はじめのところです" in said
    assert "終わる" in said


@pytest.mark.parametrize("typed", ["?", "使い方"])
def test_a_word_that_asks_for_help_is_no_post(make_desk: Desks, typed: str) -> None:
    """Nor is one that goes elsewhere: nobody is called もどる."""
    make_desk().save("mom-01", AnswerPatch(choice=1))
    told = talk(make_desk(), "提出", "s", typed, "企画課", "もどる", "ホーム", "p", "ホーム", "p", typed, "情報係", "終わる")
    assert "使い方を" not in "".join(one for one in told.split("\n") if "提出しますか" in one)
    assert "提出しませんでした。" in told
    assert make_desk().latest() is None
    assert "いまは「情報係」" not in told
    assert told.count("1行の文を入力してください") == 2
    assert f"「{typed}」" not in told


def test_last_times_texts_are_told_apart_from_todays(make_desk: Desks) -> None:
    """Also where only this line is heard."""
    submit(make_desk, mom_01=Answer(1, evidence="昔の名簿", comment="昔の事情"))
    told = talk(make_desk(), "s")
    assert "\n前回の根拠: 昔の名簿\n" in told
    assert "\n前回のコメント: 昔の事情\n" in told


def test_how_many_of_how_many_is_said_in_words(make_desk: Desks) -> None:
    """A speech program reads 1/5 as the fifth of January."""
    submit(make_desk, level=1, at=EARLIER)
    make_desk().save("mom-01", AnswerPatch(choice=1))
    told = talk(make_desk(), "s", "p", "ホーム", "q", "ホーム", "g")
    assert "5問のうち1問" in told
    assert not re.search(r"\d[/／]\d|／全", told)
