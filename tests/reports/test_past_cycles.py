"""What the centre writes of a past cycle, once a municipality of then has another code or merged. On real folders."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from desk.test_former_codes import BEFORE, KAMIJIMA, KUMAKOGEN, NEW, NOVEMBER, OCTOBER, World
from openpyxl import load_workbook

from dxcheck.desk.centre import CentreDesk
from dxcheck.prefecture.selection import Selection, TableView
from dxcheck.reports.overview import cp932_offer, overview_file, overview_offers
from dxcheck.reports.overview_sheets import board_sheet
from dxcheck.reports.pictures import picture_offers
from dxcheck.reports.prefecture import report_offers
from dxcheck.reports.prefecture_subject import OfPrefecture

CHANGES = {"a town became a city": ((KAMIJIMA,), ""), "two merged": ((KAMIJIMA, KUMAKOGEN), ""), "one went up": ((KAMIJIMA,), "382027")}


def centre_after(folder: Path, change: str) -> CentreDesk:
    """Both submitted in the cycle before, one in this; then the change."""
    world = World(folder)
    for name in ("上島", "久万高原", "今治"):
        world.submit(name, 2)
    world.now = OCTOBER
    world.submit("上島", 3)
    codes, into = CHANGES[change]
    world.change(codes, into=into)
    world.now = NOVEMBER
    return world.centre()


@pytest.mark.crawl
@pytest.mark.parametrize("change", CHANGES)
def test_everything_that_can_be_written_of_a_past_cycle_is_written(tmp_path: Path, change: str) -> None:
    """Tables in every format, reports, pictures: nothing of it knows only the municipalities of today."""
    desk = centre_after(tmp_path / "data", change)
    for cycle in (BEFORE, None):
        view = TableView(desk.comparing.overview(cycle))
        subject = OfPrefecture(desk, view)
        for offer in [*overview_offers(desk, view), cp932_offer(view)]:
            made = offer.make()
            assert all(made.to_bytes(one) for one in offer.formats), offer.title
        for offer in report_offers(desk, view)[:1]:
            assert offer.make().to_bytes("md"), offer.title
        for offer in [*picture_offers("overview", subject), *picture_offers("course", subject.over_cycles())]:
            assert offer.make().to_bytes("svg"), offer.title


def board_of(desk: CentreDesk, view: TableView) -> list[tuple[object, object]]:
    """Code and state, line by line."""
    return [(row[1], row[2]) for row in board_sheet(desk, view).rows]


@pytest.mark.parametrize(
    ("change", "heir", "state"),
    [
        ("a town became a city", NEW, "提出済み"),
        ("two merged", NEW, "まだ始まっていません"),
        ("one went up", "382027", "まだ始まっていません"),
    ],
)
def test_who_has_submitted_is_told_of_those_that_came_of_the_municipalities_of_then(
    tmp_path: Path, change: str, heir: str, state: str
) -> None:
    """The board is of the running cycle, so of today's municipalities: each once, also where only those of then were chosen."""
    desk = centre_after(tmp_path / "data", change)
    view = TableView(desk.comparing.overview(BEFORE))
    told = board_of(desk, view)
    assert sorted(code for code, _state in told) == sorted(one.code for one in desk.comparing.municipalities)
    assert (heir, state) in told
    assert len({code for code, _state in told}) == len(told)
    towns = TableView(view.overview, wish=Selection(type="町"))
    chosen = [code for code, _state in board_of(desk, towns)]
    assert heir in chosen
    assert len(chosen) == len(towns.lines) - (change == "two merged")


def test_a_past_cycle_names_the_municipalities_of_then(tmp_path: Path) -> None:
    """In the CSV and in each sheet but the one of who has submitted now."""
    desk = centre_after(tmp_path / "data", "a town became a city")
    made = overview_file(desk, TableView(desk.comparing.overview(BEFORE)))
    rows = list(csv.reader(io.StringIO(made.to_bytes("csv").decode("utf-8-sig"), newline="")))
    assert any(KAMIJIMA in row[7] for row in rows)
    book = load_workbook(io.BytesIO(made.to_bytes("xlsx")))
    assert {page.title for page in book if any(NEW in str(cell.value) for row in page.iter_rows() for cell in row)} == {"提出の状況"}
