"""Workbooks and CSV read back by another program: typed cells, no formula, no character lost in silence."""

from __future__ import annotations

import csv
import datetime as dt
import io
import shutil
import subprocess
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from dxcheck.formats.sheets import Column, FootRow, NotInEncodingError, Sheet, to_csv
from dxcheck.formats.workbook import tab_names, to_xlsx

COLUMNS = (
    Column("市町", "名前", width=14),
    Column("平均", "レベルの平均", "mean"),
    Column("動き", "前からの変化", "change"),
    Column("割合", "わからない", "share"),
    Column("提出日", "出した日", "day"),
)
ROWS = (("今治市", 1.75, -0.3, 0.1, dt.date(2026, 9, 14)), ("上島町", None, None, None, None), ("=1+1", 0.0, 0.0, 0.0, None))
SHEET = Sheet("概況", COLUMNS, ROWS)


def test_a_workbook_has_typed_cells_frozen_heads_and_says_what_its_columns_are() -> None:
    """Numbers are numbers, days are days, a text that begins with = is a text; every column is explained."""
    content = to_xlsx("題", [SHEET])
    assert content == to_xlsx("題", [SHEET])
    book = load_workbook(io.BytesIO(content))
    assert book.sheetnames == ["概況", "説明"]
    page = book["概況"]
    assert page.freeze_panes == "B2"
    assert page.auto_filter.ref == "A1:E4"
    assert [one.value for one in page[1]] == ["市町", "平均", "動き", "割合", "提出日"]
    assert (page["B2"].value, page["B2"].number_format) == (1.8, "0.0"), "rounded as everywhere, not left to the spreadsheet"
    assert (page["C2"].value, page["C2"].number_format) == (-0.3, "+0.0;-0.0;0.0")
    assert page["D2"].number_format == "0%"
    assert page["E2"].value == dt.datetime(2026, 9, 14)  # noqa: DTZ001 - a day in a cell
    assert page["B3"].value is None
    assert (page["A4"].value, page["A4"].data_type) == ("=1+1", "s")
    assert len(page.conditional_formatting) == 3
    assert page.column_dimensions["A"].width >= 14
    about = [[one.value for one in row] for row in book["説明"].iter_rows(min_row=3)]
    assert about == [["シート「概況」", ""], *([one.title, one.about] for one in COLUMNS)]


def test_a_sheet_makes_sense_alone_on_paper() -> None:
    """A heading and a note over the table, the means set apart below and outside the filter, A4 landscape, as wide as the page, the head on every page."""
    foot = ("県内の平均", 1.5, None, 0.05, None)
    behind = FootRow(("市町の数", 2, 2, 3, None), "count")
    sheet = Sheet("概況", COLUMNS, ROWS, "市町の概況", "令和8年度後期の時点", (FootRow(foot), behind))
    page = load_workbook(io.BytesIO(to_xlsx("題", [sheet], ["つくった日"])))["概況"]
    assert (page["A1"].value, page["A2"].value) == ("市町の概況", "令和8年度後期の時点")
    assert [one.value for one in page[4]] == [one.title for one in COLUMNS]
    assert [one.value for one in page[8]] == list(foot)
    assert page["B8"].font.bold
    assert [one.number_format for one in page[8][1:4]] == ["0.0", "+0.0;-0.0;0.0", "0%"]
    assert [one.value for one in page[9]] == ["市町の数", 2, 2, 3, None]
    assert {one.number_format for one in page[9][1:4]} == {"0"}
    assert {str(one.sqref) for one in page.conditional_formatting} == {"B5:B8", "C5:C8", "D5:D8"}, "counts are not shaded as figures"
    assert page.auto_filter.ref == "A4:E7"
    assert page.freeze_panes == "B5"
    assert page.print_title_rows == "$4:$4"
    assert (page.page_setup.orientation, int(page.page_setup.paperSize), page.page_setup.fitToHeight) == ("landscape", 9, 0)
    assert page.sheet_properties.pageSetUpPr.fitToPage
    assert "P" in page.oddFooter.right.text
    assert "県内の平均" not in to_csv(sheet).decode("utf-8-sig"), "in a CSV it would be one more municipality"


@given(st.lists(st.text(max_size=40), min_size=1, max_size=5))
def test_any_titles_make_tabs_that_a_spreadsheet_takes(titles: list[str]) -> None:
    """Two sheets of one title (a translation may name two things alike), long ones, forbidden characters: every sheet is there, in its order."""
    names = tab_names(titles)
    assert len({one.casefold() for one in names}) == len(titles)
    assert all(1 <= len(one.encode("utf-16-le")) // 2 <= 31 and not set(one) & set("[]:*?/\\") and one.strip("'") == one for one in names)


def test_sheets_of_one_title_are_told_apart() -> None:
    """By a number after the second one."""
    sheets = [msgspec.structs.replace(SHEET, title=title) for title in ("Items", "items", "概況")]
    assert load_workbook(io.BytesIO(to_xlsx("題", sheets))).sheetnames == ["Items", "items 2", "概況", "説明"]


def test_columns_that_hold_the_same_are_explained_in_one_line() -> None:
    """Nine dimensions need not be explained nine times; general sentences come first."""
    columns = (Column("市町", "名前"), Column("全体", "平均", "mean"), Column("業務改革", "平均", "mean"))
    page = load_workbook(io.BytesIO(to_xlsx("題", [Sheet("概況", columns, ())], ["つくった日"])))["説明"]
    found = [[one.value for one in row] for row in page.iter_rows()]
    assert found == [
        ["題", None],
        ["つくった日", None],
        [None, None],
        ["シート「概況」", ""],
        ["市町", "名前"],
        ["全体、業務改革", "平均"],
    ]


def test_csv_opens_in_japan_and_holds_no_formula() -> None:
    """A byte order mark, CRLF, figures with a point, an apostrophe before what would be a formula; numbers below zero stay numbers."""
    raw = to_csv(SHEET)
    assert raw.startswith(b"\xef\xbb\xbf")
    assert raw.count(b"\r\n") == 4
    rows = list(csv.reader(io.StringIO(raw.decode("utf-8-sig"), newline="")))
    assert rows[1] == ["今治市", "1.75", "-0.30", "0.10", "2026-09-14"]
    assert rows[2] == ["上島町", "", "", "", ""]
    assert rows[3][0] == "'=1+1"
    assert to_csv(SHEET, "cp932").decode("cp932").splitlines() == raw.decode("utf-8-sig").splitlines()


def test_cp932_names_what_it_lacks() -> None:
    """Never a silent question mark."""
    sheet = Sheet("概況", (Column("市町", "名前"),), (("𠮷野町",), ("葛󠄀城市",)))
    with pytest.raises(NotInEncodingError, match="𠮷（𠮷野町）"):
        to_csv(sheet, "cp932")
    assert "𠮷野町" in to_csv(sheet).decode("utf-8-sig")
    with pytest.raises(NotInEncodingError, match="𠮷（𠮷の平均）") as missing:
        to_csv(Sheet("概況", (Column("𠮷の平均", "平均"),), (("é",), ("ñ",))), "cp932")
    assert list(missing.value.missing) == ["𠮷", "é", "ñ"]
    many = "ÀÁÂÃÄÅÆÇÈÉÊË"
    with pytest.raises(NotInEncodingError, match="ほか2字"):
        to_csv(Sheet("概況", (Column("名前", "名前"),), ((many,),)), "cp932")


texts = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=40)


def csv_head(raw: bytes) -> str:
    """The first cell of a CSV."""
    rows = list(csv.reader(io.StringIO(raw.decode("utf-8-sig"), newline="")))
    return rows[0][0] if rows and rows[0] else ""


@given(texts)
def test_no_text_ever_becomes_a_formula(text: str) -> None:
    """Whatever it begins with."""
    sheet = Sheet("概況", (Column("文", "文"),), ((text,),))
    (row,) = list(csv.reader(io.StringIO(to_csv(sheet).decode("utf-8-sig"), newline="")))[1:] or [[""]]
    assert not (row and row[0].startswith(("=", "+", "-", "@")))
    head = Sheet("概況", (Column(text or "文", text),), ((text,),), text, text, (FootRow((text,)),))
    assert not csv_head(to_csv(head)).startswith(("=", "+", "-", "@"))
    for page in load_workbook(io.BytesIO(to_xlsx("題", [sheet, msgspec.structs.replace(head, title="別")], [text]))):
        for cell in (one for row in page.iter_rows() for one in row):
            assert cell.data_type != "f"
    cell = load_workbook(io.BytesIO(to_xlsx("題", [sheet])))["概況"]["A2"]
    assert (cell.value or "") == text


@pytest.mark.crawl
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not here (.ci/run installs it)")
def test_libreoffice_opens_a_workbook_and_reads_the_same(tmp_path: Path) -> None:
    """Headless, without a word on the error output but its own start-up; every figure and text comes back."""
    (tmp_path / "概況.xlsx").write_bytes(to_xlsx("題", [SHEET]))
    profile = (tmp_path / "profile").as_uri()
    command = [
        "soffice",
        f"-env:UserInstallation={profile}",
        "--headless",
        "--convert-to",
        "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,false",
    ]
    done = subprocess.run([*command, "--outdir", tmp_path, tmp_path / "概況.xlsx"], capture_output=True, text=True, timeout=80, check=True)
    assert "rror" not in done.stderr
    said = [one for one in done.stderr.splitlines() if "javaldx" not in one and "java may not" not in one]
    assert not [one for one in said if "arning" in one], said
    rows = list(csv.reader(io.StringIO((tmp_path / "概況.csv").read_text(encoding="utf-8"))))
    assert rows[0] == [one.title for one in COLUMNS]
    assert rows[1][1:4] == ["1.8", "-0.3", "10%"]  # as the cells show them
    assert rows[3][0] == "=1+1"


FORMULAS = ("=1+1", "+1", "-1", "@A1", "\t=1", "\r=1", "\n=1", " =1", "＝1+1", "＋1", "－1", "＠A1", "\u3000＝1")


@pytest.mark.parametrize("text", FORMULAS)
def test_nothing_becomes_a_formula(text: str) -> None:
    """Not with a tab, a line end or a space before it, nor in the full-width characters of Japanese keyboards: an apostrophe in CSV, a quoted cell in Excel."""
    sheet = Sheet("概況", (Column("市町", "名前"),), ((text,), ("今治市",)))
    (_head, (cell,), (plain,)) = csv.reader(io.StringIO(to_csv(sheet).decode("utf-8-sig"), newline=""))
    assert cell == "'" + text
    assert plain == "今治市"
    page = load_workbook(io.BytesIO(to_xlsx("題", [sheet])))["概況"]
    assert page["A2"].data_type == page["A3"].data_type == "s"
    assert page["A2"].quotePrefix
    assert not page["A3"].quotePrefix


@pytest.mark.parametrize(
    "text",
    [
        "2026-1",
        "012009",
        "2026/12/3",
        "R8.12.3",
        "令和8年12月",
        "12月3日",
        "3-1",
        "sep-01",
        "Mar 3",
        "1e5",
        "12:30",
        "123456789012345",
        "２０２６-１",
    ],
)
def test_what_a_spreadsheet_would_turn_into_something_else_stands_in_brackets(text: str) -> None:
    """A day, a time, a number without its zero: something that is no digit keeps it a text, and the brackets say that nothing of it belongs to the name."""
    rows = list(csv.reader(io.StringIO(to_csv(Sheet("表", (Column("名前", "名前"),), ((text,),))).decode("utf-8-sig"), newline="")))
    assert rows[1] == [f"〔{text}〕"]


@pytest.mark.parametrize(
    "text", ["今治市", "令和8年度後期", "2.3", "42", "mom-01", "0.5以下", "10市町以上", "2026年度", "R8後期", "企画課1-2係"]
)
def test_every_other_text_stays_as_it_is(text: str) -> None:
    """Names and figures."""
    assert text in to_csv(Sheet("表", (Column("名前", "名前"),), ((text,),))).decode("utf-8-sig").splitlines()


def test_codes_look_alike_whether_they_begin_with_zero_or_not() -> None:
    """Hokkaido's and ours in one file; in a workbook they are texts."""
    sheet = Sheet("表", (Column("コード", "コード", "code"),), (("012009",), ("382027",)))
    assert to_csv(sheet, "cp932").decode("cp932").splitlines()[1:] == ["〔012009〕", "〔382027〕"]
    page = load_workbook(io.BytesIO(to_xlsx("題", [sheet])))["表"]
    assert [(page[at].value, page[at].data_type, page[at].number_format) for at in ("A2", "A3")] == [
        ("012009", "s", "@"),
        ("382027", "s", "@"),
    ]


def test_a_published_average_has_the_digits_it_was_published_with() -> None:
    """A number in a workbook, one digit in a CSV; what is no number stays a word."""
    sheet = Sheet("表", (Column("県内平均", "平均", "published"),), ((2.3,), ("非表示",)))
    assert to_csv(sheet).decode("utf-8-sig").splitlines()[1:] == ["2.3", "非表示"]
    page = load_workbook(io.BytesIO(to_xlsx("題", [sheet])))["表"]
    assert [page[at].value for at in ("A2", "A3")] == [2.3, "非表示"]
