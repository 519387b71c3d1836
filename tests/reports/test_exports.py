"""The overview's files on the demo, cell by cell: a change of any figure, head or word shows here."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from demos import CopyDemo
from moments import NOW
from openpyxl import load_workbook
from pypdf import PdfReader
from reading_back import pages_of
from reports.example import centre_of_demo, same_as_kept

from dxcheck import i18n
from dxcheck.assessment.figures import rounded
from dxcheck.desk.centre import CentreDesk
from dxcheck.formats.output import NothingToMakeError
from dxcheck.i18n import Language
from dxcheck.prefecture.overview import MEASURES, WHOLE
from dxcheck.prefecture.selection import Selection, TableView
from dxcheck.reports.overview import OverviewFile, cp932_offer, overview_file, overview_offers
from dxcheck.reports.public_file import public_file


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory, copy_demo: CopyDemo) -> CentreDesk:
    """The centre of the demo."""
    return centre_of_demo(copy_demo(tmp_path_factory.mktemp("demo") / "data", NOW.date()))


def cells(content: bytes, *, without: str = "") -> str:
    """Every filled cell of a workbook: sheet, place, value."""
    book = load_workbook(io.BytesIO(content))
    lines = [
        f"{page.title}\t{cell.coordinate}\t{cell.value!r}"
        for page in book
        if page.title != without
        for row in page.iter_rows()
        for cell in row
        if cell.value not in (None, "")
    ]
    return "\n".join(lines) + "\n"


def test_the_files_hold_what_they_held(desk: CentreDesk) -> None:
    """CSV of each measure, JSON, every cell of the workbook; and the published averages."""
    overview = desk.comparing.overview()
    for measure in MEASURES:
        assert same_as_kept(f"overview-{measure}.csv", OverviewFile(TableView(overview, measure)).to_bytes("csv").decode()), measure
    made = overview_file(desk, TableView(overview))
    assert same_as_kept("overview.json", made.to_bytes("json").decode())
    assert same_as_kept("overview-cells.txt", cells(made.to_bytes("xlsx")))
    averages = public_file(desk)
    assert same_as_kept("averages.csv", averages.to_bytes("csv").decode())
    assert same_as_kept("averages-cells.txt", cells(averages.to_bytes("xlsx"), without="一覧"))


FIRST, FIGURES = 9, 9
"""Columns before the figures, and of figures."""


def test_the_workbook_csv_and_json_say_the_same(desk: CentreDesk) -> None:
    """Municipality by municipality, column by column, and the means with their counts in the last rows."""
    [offer] = overview_offers(desk, TableView(desk.comparing.overview(), "change"))
    made = offer.make()
    found = json.loads(made.to_bytes("json"))
    rows = list(csv.reader(io.StringIO(made.to_bytes("csv").decode("utf-8-sig"), newline="")))[1:]
    sheet = load_workbook(io.BytesIO(made.to_bytes("xlsx")))["前からの変化"]
    wanted = [[one["change"] for one in town["figures"].values()] for town in found["municipalities"]]
    assert [[None if cell == "" else float(cell) for cell in row[FIRST + 6 : FIRST + 6 + FIGURES]] for row in rows] == [
        [None if value is None else rounded(value, 2) for value in town] for town in wanted
    ]
    assert [[cell.value for cell in row[FIRST : FIRST + FIGURES]] for row in sheet.iter_rows(min_row=5, max_row=24)] == [
        [None if value is None else rounded(value, 1) for value in town] for town in wanted
    ]
    means = [one["change"] for one in found["means"].values()]
    assert [cell.value for cell in sheet[25][FIRST : FIRST + FIGURES]] == [rounded(one["mean"], 1) for one in means]
    assert (sheet["A26"].value, [cell.value for cell in sheet[26][FIRST : FIRST + FIGURES]]) == (
        "市町の数",
        [one["municipalities"] for one in means],
    )
    beside = [
        [town["figures"]["overall"][name] for name in ("compared", "shared", "newly_answered", "now_unknown")]
        for town in found["municipalities"]
    ]
    assert [[cell.value for cell in row[FIRST + FIGURES :]] for row in sheet.iter_rows(min_row=5, max_row=24)] == beside


def test_a_mean_says_how_many_stand_behind_it(desk: CentreDesk) -> None:
    """Of 19 that are counted, nine have submitted since the cycle before: the mean of changes is of nine, and says so."""
    overview = desk.comparing.overview()
    book = load_workbook(io.BytesIO(overview_file(desk, TableView(overview)).to_bytes("xlsx")))
    for name, measure in ((MEASURES[one], one) for one in MEASURES):
        page = book[name]
        rows = {page.cell(at, 1).value: [cell.value for cell in page[at][FIRST : FIRST + FIGURES]] for at in range(25, page.max_row + 1)}
        expected = [sum(one.figure(column, measure) is not None for one in overview.counted) for column in overview.columns]
        assert rows["市町の数"] == expected, name
        older = [
            sum(bool((figure := one.figure(column, measure)) and figure.is_older) for one in overview.counted)
            for column in overview.columns
        ]
        assert rows.get("うち前の期までの診断結果", [0] * FIGURES) == older, name
    assert [cell.value for cell in book["前からの変化"][26][FIRST : FIRST + 1]] == [9]
    assert [cell.value for cell in book["レベルの平均"][26][FIRST : FIRST + 1]] == [19]


def test_a_file_holds_what_the_screen_shows(desk: CentreDesk) -> None:
    """Filtered to 南予, by the level of the whole, the highest first: so in every format, said inside, and in its name; and all can be had instead."""
    view = TableView(desk.comparing.overview(), "gap", Selection(region="南予"), by=WHOLE, highest_first=True)
    some, every = overview_offers(desk, view)
    assert [some.title, every.title] == ["市町の概況（南予）", "市町の概況（すべての市町）"]
    made = some.make()
    assert made.name == "市町の概況_南予_目標までの差_令和8年度後期"
    assert every.make().name == "市町の概況_目標までの差_令和8年度後期"
    wanted = [str(one.municipality) for one in view.lines]
    assert len(wanted) == 9
    assert wanted != sorted(wanted)
    rows = list(csv.DictReader(io.StringIO(made.to_bytes("csv").decode("utf-8-sig"))))
    assert [one["市町"] for one in rows] == wanted
    assert {(one["絞り込み"], one["並び順"]) for one in rows} == {("南予", "全体の大きい順")}
    found = json.loads(made.to_bytes("json"))
    assert [one["name"] for one in found["municipalities"]] == wanted
    assert (found["schema"], found["measure"], found["selection"]) == (2, "gap", {"region": "南予", "in_words": "南予"})
    assert found["means"] == json.loads(every.make().to_bytes("json"))["means"], "the mean of the prefecture stays that of the prefecture"
    book = load_workbook(io.BytesIO(made.to_bytes("xlsx")))
    assert book.sheetnames[0] == "目標までの差"
    for page in book:
        names = {cell.value for row in page.iter_rows() for cell in row}
        if page.title not in ("設問の動き", "説明"):
            assert names & {str(one.municipality) for one in view.overview.lines} == set(wanted), page.title
        assert any("南予" in str(one) for one in names), page.title
    old = cp932_offer(view)
    assert old.title == "市町の概況（Shift_JISのCSV）（南予）"
    assert [one["市町"] for one in csv.DictReader(io.StringIO(old.make().to_bytes("csv").decode("cp932")))] == wanted


@pytest.mark.parametrize("language", ["ja", "en"])
def test_the_workbook_names_every_view_in_either_language(desk: CentreDesk, language: Language) -> None:
    """Two views that a translation names alike once made no workbook at all."""
    i18n.use(language)
    made = overview_file(desk, TableView(desk.comparing.overview()))
    tabs = load_workbook(io.BytesIO(made.to_bytes("xlsx"))).sheetnames
    assert len(tabs) >= 8
    assert not any(re.search(r" \d+$", one) for one in tabs), tabs


def test_a_row_of_a_csv_can_stand_alone(desk: CentreDesk) -> None:
    """As of when, against when and of what is in every row, so that several files can be put below each other."""
    rows = list(csv.DictReader(io.StringIO(OverviewFile(TableView(desk.comparing.overview(), "gap")).to_bytes("csv").decode("utf-8-sig"))))
    told = {tuple(one[name] for name in ("時点", "受付", "比べる期", "絞り込み", "並び順", "値")) for one in rows}
    assert told == {("令和8年度後期", "受付中", "令和8年度前期", "すべての市町", "コード順", "目標までの差")}
    assert {(one["提出した期"], one["今期"]) for one in rows} >= {("令和8年度後期", "今期"), ("令和8年度前期", "前の期まで")}
    assert {one["コード"] for one in rows} >= {"〔382019〕", "〔382027〕"}


def test_a_screen_can_offer_a_csv_for_old_programs(desk: CentreDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    """In CP932; a character that it lacks is told before anybody chooses where to save, also one in a head."""
    overview = desk.comparing.overview()
    offer = cp932_offer(TableView(overview))
    assert offer.formats == ("csv",)
    assert "今治市" in offer.make().to_bytes("csv").decode("cp932")
    monkeypatch.setitem(MEASURES, "level", "レベル\U00020bb7")
    with pytest.raises(NothingToMakeError, match="\U00020bb7"):
        cp932_offer(TableView(overview)).make()


@pytest.mark.crawl
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not here (.ci/run installs it)")
@pytest.mark.timeout(240)
def test_libreoffice_prints_every_view_on_a4(desk: CentreDesk, tmp_path: Path) -> None:
    """Headless, without a word but its own start-up: every sheet with its heading, landscape, the head again on the next page, no cell as ###."""
    path = tmp_path / "概況.xlsx"
    path.write_bytes(overview_file(desk, TableView(desk.comparing.overview())).to_bytes("xlsx"))
    command = ["soffice", f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless", "--convert-to", "pdf"]
    done = subprocess.run([*command, "--outdir", tmp_path, path], capture_output=True, text=True, timeout=80, check=True)
    assert not [one for one in done.stderr.splitlines() if "javaldx" not in one and "java may not" not in one]
    pages = PdfReader(tmp_path / "概況.pdf").pages
    texts = pages_of((tmp_path / "概況.pdf").read_bytes())
    assert {tuple(round(float(one)) for one in page.mediabox[2:]) for page in pages} == {(842, 595)}
    whole = "\n".join(texts)
    for view in (*MEASURES.values(), "設問ごと", "設問の動き", "提出の状況", "推移"):
        assert f"市町の概況　{view}（取扱注意）" in whole, view
    assert "###" not in whole
    items = [text for text in texts if re.search(r"(mom|gov|hum|bpr|svc|sys|dat)-\d\d", text) and "宇和島市" in text]
    assert len(items) > 1, "a table too wide for one page goes over several, with the municipalities' names on each"


def test_published_averages_are_numbers_in_the_workbook(desk: CentreDesk) -> None:
    """In every sheet, row by row, as they were published; a cycle is named so that no spreadsheet takes it for a day."""
    made = public_file(desk)
    rows = [[cell.value for cell in row] for row in load_workbook(io.BytesIO(made.to_bytes("xlsx")))["一覧"].iter_rows(min_row=5)]
    published = list(made.released())
    assert [row[5] for row in rows] == [one.shown if one.mean is None else pytest.approx(float(one.shown)) for one in published]
    assert sum(isinstance(row[5], float) for row in rows) > 100
    assert not any(re.fullmatch(r"\d+-\d", str(cell)) for row in rows for cell in row)
    text = made.to_bytes("csv").decode("utf-8-sig")
    assert [row[5] for row in list(csv.reader(io.StringIO(text, newline="")))[1:]] == [one.shown for one in published]
