"""The workbook to answer in, as other programs see it: lists to choose from, what is protected, how it is printed, and what LibreOffice makes of it."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest
from formats.test_foreign_tables import TEXTS
from hypothesis import given
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet
from pypdf import PdfReader
from questionnaire.questionnaires import item, questionnaire, text
from reading_back import pages_of

from dxcheck.assessment.answer_sheet import AnswerSheet, SheetGround, answer_sheet
from dxcheck.formats.answer_columns import COLUMNS, column_of
from dxcheck.formats.answer_table import answer_rows
from dxcheck.formats.answer_workbook import to_answer_workbook
from dxcheck.formats.foreign_tables import read_tables
from dxcheck.i18n import LANGUAGES, _, use
from dxcheck.model.calendar import Cycle
from dxcheck.model.roster import load_roster
from dxcheck.model.snapshot import Answer

LONG = text("とても長い段の説明です。" * 30)
ASKED = questionnaire(
    item("gov-01", not_applicable=text("業務がないとき")),
    item("gov-02", levels=(LONG,) * 6),
    item("svc-01", "svc"),
)


def sheet_with(**answers: Answer) -> AnswerSheet:
    """A sheet of three items in two parts."""
    given = {key.replace("_", "-"): one for key, one in answers.items()}
    return answer_sheet(SheetGround(load_roster(None).find("今治"), ASKED, given, None, Cycle(2026, 2), "3月31日"))


def page_of(raw: bytes, title: str = "分野gov") -> Worksheet:
    """One of its sheets."""
    page = load_workbook(io.BytesIO(raw))[title]
    assert isinstance(page, Worksheet)
    return page


def chosen_from(page: Worksheet, cell: str) -> list[object]:
    """What the list of a cell offers."""
    rule = next(one for one in page.data_validations.dataValidation if cell in one.sqref)
    tab, _mark, area = rule.formula1.replace("'", "").rpartition("!")
    assert rule.showErrorMessage or rule.errorStyle in (None, "stop")
    return [one.value for (one,) in page.parent[tab][area.replace("$", "")]]


def test_choices_are_lists_of_what_the_item_offers() -> None:
    """該当なし only where it may be chosen; a target is a level."""
    page = page_of(to_answer_workbook(sheet_with()))
    assert chosen_from(page, "F4") == [0, 1, 2, 3, 4, 5, "わからない", "該当なし"]
    assert chosen_from(page, "I4") == [0, 1, 2, 3, 4, 5]
    assert chosen_from(page, "F5") == [0, 1, 2, 3, 4, 5, "わからない"]


def test_everything_but_the_answers_is_protected_without_a_password() -> None:
    """Nobody has to keep one, and rows can be made taller."""
    raw = to_answer_workbook(sheet_with())
    for page in load_workbook(io.BytesIO(raw)).worksheets:
        assert page.protection.sheet
        assert page.protection.password is None
        assert not page.protection.formatRows
    page = page_of(raw)
    assert {cell.column_letter for cell in page[4] if not cell.protection.locked} == {"F", "G", "H", "I", "J"}
    assert page.column_dimensions["A"].hidden
    assert page.parent["dxcheck"].sheet_state == "hidden"


def test_it_is_printed_on_a4_with_its_heads_on_every_page_and_without_colours() -> None:
    """Landscape, as wide as the page, without the hidden column."""
    page = page_of(to_answer_workbook(sheet_with()))
    assert (page.page_setup.paperSize, page.page_setup.orientation, page.page_setup.fitToHeight) == (9, "landscape", 0)
    assert page.page_setup.blackAndWhite
    assert (page.print_title_rows, page.freeze_panes) == ("$3:$3", "A4")
    assert str(page.print_area).startswith("'分野gov'!$B$1:$J$")


def test_every_level_is_there_in_full_whatever_its_length() -> None:
    """In as many rows as Excel's tallest needs, and the rows that go on are no items."""
    raw = to_answer_workbook(sheet_with())
    page = page_of(raw)
    written = [str(page.cell(row, 4).value) for row in range(5, page.max_row + 1)]
    assert "\n".join(written).count(LONG.ja) == 6
    assert len(written) > 1
    assert all((page.row_dimensions[row].height or 0) <= 409 for row in range(1, page.max_row + 1))
    assert [row.mark.item for row in answer_rows(read_tables(raw)) if row.mark] == ["gov-01", "gov-02", "svc-01"]


def test_nothing_newer_than_excel_2016_is_in_it() -> None:
    """No part and no name of a later edition."""
    raw = to_answer_workbook(sheet_with(gov_01=Answer(2, evidence="=1+1")))
    with zipfile.ZipFile(io.BytesIO(raw)) as opened:
        parts = {name: opened.read(name).decode() for name in opened.namelist()}
    plain = {re.sub(r"\d*(\.xml|\.rels)+$", "", name.split("/")[-1]) for name in parts}
    assert plain <= {"[Content_Types]", "", "app", "core", "sharedStrings", "styles", "theme", "workbook", "sheet"}
    assert not [name for name, said in parts.items() if "xlfn" in said or "dynamicArray" in said or "<f>" in said]


def test_its_heads_are_found_again_in_every_language() -> None:
    """A sheet that was made in one is read in the other."""
    for language in LANGUAGES:
        use(language)
        heads = {one.id: column_of(_(one.head)) for one in COLUMNS if one.is_open or one.id == "title"}
        use("ja")
        assert heads == {name: name for name in heads}


@given(TEXTS, TEXTS)
def test_a_text_that_was_filled_in_is_read_back(evidence: str, comment: str) -> None:
    """As it is stored."""
    rows = answer_rows(read_tables(to_answer_workbook(sheet_with(gov_01=Answer(2, evidence=evidence, comment=comment)))))
    assert (rows[0].cells["evidence"].text, rows[0].cells["comment"].text) == (evidence, comment)


@pytest.mark.crawl
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not here (.ci/run installs it)")
@pytest.mark.timeout(240)
def test_libreoffice_opens_fills_saves_and_prints_it(tmp_path: Path) -> None:
    """What was filled in comes back after LibreOffice has saved it, odd texts, lists and protection too; every page is A4 with its heads, and no cell is ###."""
    odd, like_markup = "_x000D_ と _x005F_", "<r>題</r>"
    (tmp_path / "前.xlsx").write_bytes(to_answer_workbook(sheet_with(gov_02=Answer(1, evidence=odd, comment=like_markup))))
    book = load_workbook(tmp_path / "前.xlsx")
    page = book["分野gov"]
    page["F4"], page["G4"], page["I4"] = "３", " =1+1 と\n𠮷", 4
    book.save(tmp_path / "記入.xlsx")
    command = ["soffice", f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless"]
    for form in ("xlsx:Calc MS Excel 2007 XML", "pdf"):
        paths = [tmp_path / "前.xlsx", tmp_path / "記入.xlsx"]
        subprocess.run([*command, "--convert-to", form, "--outdir", tmp_path / "out", *paths], capture_output=True, timeout=100, check=True)
    before, saved = ((tmp_path / "out" / name).read_bytes() for name in ("前.xlsx", "記入.xlsx"))
    cells = {row.mark.item: row.cells for row in answer_rows(read_tables(before)) if row.mark}["gov-02"]
    assert (cells["evidence"].text, cells["comment"].text) == (odd, like_markup)
    cells = {row.mark.item: row.cells for row in answer_rows(read_tables(saved)) if row.mark}["gov-01"]
    assert [cells[name].text for name in ("answer", "evidence", "target")] == ["３", " =1+1 と\n𠮷", "4"]
    assert chosen_from(page_of(saved), "F4") == [0, 1, 2, 3, 4, 5, "わからない", "該当なし"]
    assert page_of(saved).protection.sheet
    pages = PdfReader(tmp_path / "out" / "記入.pdf").pages
    assert {tuple(sorted(round(float(one)) for one in page.mediabox[2:])) for page in pages} == {(595, 842)}
    texts = pages_of((tmp_path / "out" / "記入.pdf").read_bytes())
    assert all("該当なしの理由" in one for one in texts[1:])
    assert not [one for one in texts if "###" in one]
