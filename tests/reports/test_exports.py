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
from openpyxl import load_workbook
from pypdf import PdfReader
from reports.example import centre_of_demo, same_as_kept

from dxcheck import i18n
from dxcheck.assessment.figures import rounded
from dxcheck.desk.centre import CentreDesk
from dxcheck.formats.output import NothingToMakeError
from dxcheck.i18n import Language
from dxcheck.prefecture.overview import MEASURES
from dxcheck.reports.overview import OverviewFile, cp932_offer, overview_file, overview_offer
from dxcheck.reports.public_file import public_file


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> CentreDesk:
    """The centre of the demo."""
    return centre_of_demo(tmp_path_factory.mktemp("demo") / "data")


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
        assert same_as_kept(f"overview-{measure}.csv", OverviewFile(overview, measure).to_bytes("csv").decode()), measure
    made = overview_file(desk, overview)
    assert same_as_kept("overview.json", made.to_bytes("json").decode())
    assert same_as_kept("overview-cells.txt", cells(made.to_bytes("xlsx")))
    averages = public_file(desk)
    assert same_as_kept("averages.csv", averages.to_bytes("csv").decode())
    assert same_as_kept("averages-cells.txt", cells(averages.to_bytes("xlsx"), without="一覧"))


def test_the_workbook_csv_and_json_say_the_same(desk: CentreDesk) -> None:
    """Municipality by municipality, column by column, and the means in the last row."""
    made = overview_offer(desk.comparing.overview(), "change", desk).make()
    found = json.loads(made.to_bytes("json"))
    rows = list(csv.reader(io.StringIO(made.to_bytes("csv").decode("utf-8-sig"), newline="")))[1:]
    sheet = load_workbook(io.BytesIO(made.to_bytes("xlsx")))["前からの変化"]
    wanted = [[one["change"] for one in town["figures"].values()] for town in found["municipalities"]]
    assert [[None if cell == "" else float(cell) for cell in row[10:]] for row in rows] == [
        [None if value is None else rounded(value, 2) for value in town] for town in wanted
    ]
    assert [[cell.value for cell in row[7:]] for row in sheet.iter_rows(min_row=5, max_row=24)] == [
        [None if value is None else rounded(value) for value in town] for town in wanted
    ]
    assert [cell.value for cell in sheet[25][7:]] == [rounded(one["change"]) for one in found["means"].values()]


@pytest.mark.parametrize("language", ["ja", "en"])
def test_the_workbook_names_every_view_in_either_language(desk: CentreDesk, language: Language) -> None:
    """Two views that a translation names alike once made no workbook at all."""
    i18n.use(language)
    made = overview_file(desk, desk.comparing.overview())
    tabs = load_workbook(io.BytesIO(made.to_bytes("xlsx"))).sheetnames
    assert len(tabs) >= 8
    assert not any(re.search(r" \d+$", one) for one in tabs), tabs


def test_a_row_of_a_csv_can_stand_alone(desk: CentreDesk) -> None:
    """As of when, against when and of what is in every row, so that several files can be put below each other."""
    rows = list(csv.DictReader(io.StringIO(OverviewFile(desk.comparing.overview(), "gap").to_bytes("csv").decode("utf-8-sig"))))
    assert {(one["時点"], one["比べる期"], one["値"]) for one in rows} == {("令和8年度後期", "令和8年度前期", "目標までの差")}
    assert {one["コード"] for one in rows} >= {"〔382019〕", "〔382027〕"}


def test_a_screen_can_offer_a_csv_for_old_programs(desk: CentreDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    """In CP932; a character that it lacks is told before anybody chooses where to save, also one in a head."""
    overview = desk.comparing.overview()
    offer = cp932_offer(overview, "level")
    assert offer.formats == ("csv",)
    assert "今治市" in offer.make().to_bytes("csv").decode("cp932")
    monkeypatch.setitem(MEASURES, "level", "レベル\U00020bb7")
    with pytest.raises(NothingToMakeError, match="\U00020bb7"):
        cp932_offer(overview, "level").make()


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not here (.ci/run installs it)")
@pytest.mark.timeout(240)
def test_libreoffice_prints_every_view_on_a4(desk: CentreDesk, tmp_path: Path) -> None:
    """Headless, without a word but its own start-up: every sheet with its heading, landscape, the head again on the next page, no cell as ###."""
    path = tmp_path / "概況.xlsx"
    path.write_bytes(overview_file(desk, desk.comparing.overview()).to_bytes("xlsx"))
    command = ["soffice", f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless", "--convert-to", "pdf"]
    done = subprocess.run([*command, "--outdir", tmp_path, path], capture_output=True, text=True, timeout=80, check=True)
    assert not [one for one in done.stderr.splitlines() if "javaldx" not in one and "java may not" not in one]
    pages = PdfReader(tmp_path / "概況.pdf").pages
    texts = [page.extract_text() for page in pages]
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
