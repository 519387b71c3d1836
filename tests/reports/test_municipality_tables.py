"""A municipality's own lists in a spreadsheet: every row, levels as numbers, texts whole."""

from __future__ import annotations

import io
from collections.abc import Callable

from desks import data, make_desk, submit
from moments import NOW
from openpyxl import load_workbook

from dxcheck.desk import StaffDesk
from dxcheck.formats.output import Made
from dxcheck.model.snapshot import Answer
from dxcheck.reports.municipality_tables import answers_offer, comparison_offer, history_offer

__all__ = ["data", "make_desk"]

Desks = Callable[..., StaffDesk]


def rows_of(made: Made) -> list[dict[str, object]]:
    """The rows of the first sheet by their heads."""
    page = load_workbook(io.BytesIO(made.to_bytes("xlsx"))).worksheets[0]
    heads, *rows = list(page.iter_rows(min_row=4, values_only=True))
    return [dict(zip(map(str, heads), row, strict=True)) for row in rows]


def test_answers_history_and_comparison_are_whole_tables(make_desk: Desks) -> None:
    """42 items with their texts; a row a result with its means; before and after with which way each went."""
    submit(make_desk, level=1)
    late = {"gov_01": Answer(choice=3, evidence="=1+1 要綱\n名簿", comment="迷った", target=5), "gov_02": Answer(choice="unknown")}
    submit(make_desk, level=1, at=NOW, **late)
    desk = make_desk()
    earlier, latest = desk.standing()
    answers = {one["番号"]: one for one in rows_of(answers_offer(desk, latest).make())}
    assert len(answers) == 42
    first = answers["gov-01"]
    assert (first["レベル"], first["前回"], first["目標"], first["根拠"], first["コメント"]) == (3, "1", 5, "=1+1 要綱\n名簿", "迷った")
    assert answers["gov-02"]["レベル"] == "わからない"
    history = rows_of(history_offer(desk).make())
    assert [one["控え番号"] for one in history] == [latest.id, earlier.id]
    assert history[1]["全体"] == 1
    assert history[1]["変化"] is None
    assert history[0]["レベルのある回答"] == 41
    compared = {one["番号"]: one for one in rows_of(comparison_offer(desk, earlier, latest).make())}
    assert len(compared) == 42
    assert [one["動き"] for one in (compared["gov-01"], compared["gov-02"], compared["gov-03"])] == ["上がった", "レベルなし", "同じ"]
    for offer in (answers_offer(desk, latest), history_offer(desk), comparison_offer(desk, earlier, latest)):
        made = offer.make()
        assert all(made.to_bytes(ending) for ending in offer.formats)
        assert "今治市" in made.name
