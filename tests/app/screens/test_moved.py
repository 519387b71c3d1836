"""Which way answers and means went: by mark and by word, in columns that line up, in every list."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

import pytest
from app.people import DESIGN, SMALL, Open
from app.specialist_people import opened
from desks import IMABARI, Desks, specialist, submit
from moments import EARLIER, NOW
from rich.cells import cell_len

from dxcheck import i18n
from dxcheck.app.drawing import COARSE, FINE
from dxcheck.app.screens.moved import in_counts, item_head, risen_in_short
from dxcheck.app.widgets.rows import Rows
from dxcheck.assessment.movement import Movement
from dxcheck.desk import StaffDesk
from dxcheck.model.snapshot import Answer

BEFORE, AFTER = (1, 2, 3, "unknown", 2), (2, 2, 1, 0, "unknown")
WORDS = ("上がった", "同じ", "下がった", "新しく回答", "レベルなし")


def twice(make_desk: Desks) -> StaffDesk:
    """Five kinds of change, by turns, between two cycles, and a year before the first."""
    for moment, choices in ((EARLIER - dt.timedelta(days=250), (0,) * 5), (EARLIER, BEFORE), (NOW, AFTER)):
        desk = make_desk(now=lambda moment=moment: moment)
        desk.submit_answers({item.id: Answer(choice=choices[n % 5]) for n, item in enumerate(desk.questionnaire.ordered)}, "係", "長")  # type: ignore[arg-type]
    return make_desk()


def starts(lines: list[str], what: str) -> set[int]:
    """The cells in which something begins, over the lines that have it."""
    return {cell_len(line[: found.start()]) for line in lines if (found := re.search(what, line))}


@pytest.mark.parametrize("keys", [("r", "c", "a"), ("r", "i")])
@pytest.mark.parametrize("size", [DESIGN, SMALL], ids=["120x40", "80x24"])
async def test_every_item_says_which_way_it_went(make_desk: Desks, open_app: Open, size: tuple[int, int], keys: tuple[str, ...]) -> None:
    """In the comparison and in the list of answers: a mark and a word in one column, and the question's title in the next."""
    async with open_app(twice(make_desk), size) as person:
        await person.press(*keys)
        lines = person.text.splitlines()
        items = [line for line in lines if re.match(r"[> ] \w+-\d\d ", line)]
        assert len(items) == 42
        for n, line in enumerate(items):
            assert f"{COARSE.marks[list(Movement)[n % 5]]} {WORDS[n % 5]} " in line
        assert len(starts(items, "|".join(rf"\S {one} " for one in WORDS))) == 1
        heads = {cell_len(row.head) for row in person.app.screen.query_one(Rows)._rows if row.value}
        assert len(heads) == 1


async def test_the_comparison_counts_what_the_rows_say(make_desk: Desks, open_app: Open) -> None:
    """Those with a level both times on one line, the others below, each with its mark."""
    async with open_app(twice(make_desk), SMALL) as person:
        await person.press("r", "c")
        assert "^ 上がった 9問　= 同じ 9問　v 下がった 8問" in person.text
        assert "+ 新しく回答 8問　- レベルなし 8問" in person.text


@pytest.mark.parametrize(("risen", "lines"), [(1, 1), (4, 4), (5, 4), (9, 4)])
async def test_as_many_risen_items_are_named_as_are_said(make_desk: Desks, risen: int, lines: int) -> None:
    """Each, or the first with how many more there are."""
    submit(make_desk)
    desk = make_desk()
    rising = {item.id: Answer(choice=2) for item in desk.questionnaire.ordered[:risen]}
    submit(make_desk, at=NOW, **rising)
    told = risen_in_short(desk.result(desk.snapshots()[-1]))
    assert len(told) == lines
    named = sum("1 から 2 へ" in line for line in told)
    assert (f"・ほか{risen - named}問" in told) == (named < risen)


@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize("size", [DESIGN, SMALL], ids=["120x40", "80x24"])
async def test_the_history_is_a_table(make_desk: Desks, open_app: Open, size: tuple[int, int], language: i18n.Language) -> None:
    """A line for each snapshot, none of them broken, every column in its place."""
    i18n.use(language)
    async with open_app(twice(make_desk), size) as person:
        await person.press("h")
        lines = person.text.splitlines()
        assert len([line for line in lines if "42/42" in line or "33/42" in line or "34/42" in line]) == 3
        for column in (r"\d\.\d", r"\d\d/42", r" [v^=] "):
            assert len(starts([line for line in lines if "/42" in line], column)) == 1, column


async def test_the_first_result_has_nothing_to_be_compared_with(make_desk: Desks, open_app: Open) -> None:
    """Its history says so, and its answers have no marks."""
    desk = make_desk()
    desk.submit_answers({item.id: Answer(choice=1) for item in desk.questionnaire.ordered}, "係", "長")
    async with open_app(make_desk()) as person:
        await person.press("h")
        assert "はじめて" in person.text
        await person.press("enter", "i")
        assert "からの動き" not in person.text
        assert not [one for one in WORDS if one in person.text]


async def test_specialists_see_it_in_their_history(make_desk: Desks, data: Path) -> None:
    """The same mark and word."""
    twice(make_desk)
    async with opened(specialist(data, codes=(IMABARI,)), SMALL) as person:
        await person.press("enter", "h")
        assert re.search(r"令和8年度後期 +\d{4}年\d+月\d+日提出 +v 下がった", person.text)
        assert "はじめて" in person.text


@pytest.mark.parametrize("drawing", [FINE, COARSE], ids=["fine", "coarse"])
def test_a_head_is_as_wide_whichever_way_it_went(make_desk: Desks, drawing: object) -> None:
    """Also without any."""
    questionnaire = make_desk().questionnaire
    heads = [item_head(questionnaire.items[0].id, one, questionnaire, drawing) for one in (None, *Movement)]  # type: ignore[arg-type]
    assert len({cell_len(one) for one in heads}) == 1


def test_what_did_not_happen_is_not_counted_but_for_levels() -> None:
    """Nobody reads six zeros."""
    assert in_counts([Movement.SAME], FINE) == ["▲ 上がった 0問　= 同じ 1問　▼ 下がった 0問"]
