"""Workbooks and CSV files of others: everything that stands in a cell is read, and nothing that a file can do to whoever opens it happens."""

from __future__ import annotations

import contextlib
import datetime as dt
import io
import zipfile
from collections.abc import Mapping

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.worksheet.formula import ArrayFormula

from dxcheck.formats.answer_table import answer_rows
from dxcheck.formats.foreign_cells import ForeignCell, ForeignTable, UnreadableTableError, column_letters
from dxcheck.formats.foreign_tables import read_csv, read_tables
from dxcheck.formats.foreign_workbook import read_workbook
from dxcheck.formats.sheets import Column, Sheet, as_before, harmless, to_csv
from dxcheck.formats.workbook import to_xlsx
from dxcheck.model.text import cleaned

TEXTS = st.text(max_size=60).map(cleaned).filter(bool) | st.lists(
    st.sampled_from(["_x000D_", "_x005F", "_x", "000D_", "_", "<r>", "</r>", "<t>", "&amp;", "=", "+", "-", "@", "'", "〔", "〕", "2026-1", "𠮷", "\n", "\t", "-x"]),
    min_size=1,
    max_size=8,
).map(lambda parts: cleaned("".join(parts))).filter(bool)  # fmt: skip


def sheet_of(*texts: str) -> Sheet:
    """A table of one column."""
    return Sheet("記入", (Column("根拠", "何か"),), tuple((one,) for one in texts))


def book_of(**cells: object) -> bytes:
    """A workbook with some cells, as another program writes it."""
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    for place, value in cells.items():
        page[place] = value
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def packed(parts: Mapping[str, bytes | str], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip file."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as made:
        for name, content in parts.items():
            made.writestr(name, content)
    return out.getvalue()


def changed(raw: bytes, **parts: str) -> bytes:
    """A workbook with some of its parts put in other words; their names are given by their last piece."""
    with zipfile.ZipFile(io.BytesIO(raw)) as opened:
        kept = {one: opened.read(one) for one in opened.namelist()}
    for piece, text in parts.items():
        kept[next(one for one in kept if piece in one)] = text.encode()
    return packed(kept)


def in_parts(**parts: str) -> bytes:
    """A workbook of ours, which keeps its texts apart, with some of its parts put in other words."""
    return changed(to_xlsx("題", [sheet_of("体制")]), **parts)


HALF_PAST_NINE = dt.datetime(2026, 4, 1, 9, 30)  # noqa: DTZ001 - as a spreadsheet has it


def values(table: ForeignTable) -> list[object]:
    """What stands there, in its order."""
    return [cell.value for _place, cell in sorted(table.cells.items())]


@given(st.lists(TEXTS, min_size=1, max_size=5))
def test_every_text_comes_back_from_a_workbook_as_it_was_written(texts: list[str]) -> None:
    """Also what looks like an escape, a formula or markup of the format."""
    assert values(read_workbook(to_xlsx("題", [sheet_of(*texts)]))[0])[1:] == texts


@pytest.mark.parametrize("text", ["_x005F_x000D_", "x_x005F_x000D_", "<r><t>a</t></r>", "<r></r>", "_x000D_x000D_x000D_"])
def test_a_text_that_looks_like_the_formats_own_markup_comes_back(text: str) -> None:
    """The writer alone would take it for that."""
    assert values(read_workbook(to_xlsx("題", [sheet_of(text)]))[0])[1:] == [text]


@given(st.lists(TEXTS, min_size=1, max_size=5))
def test_every_text_comes_back_from_a_csv_file(texts: list[str]) -> None:
    """With what keeps a spreadsheet from making something else of it taken off again."""
    assert values(read_tables(to_csv(sheet_of(*texts)))[0])[1:] == texts


@given(st.text(max_size=30) | TEXTS)
def test_what_is_made_harmless_can_be_taken_back(text: str) -> None:
    """Whatever it is, and however often."""
    assert as_before(harmless(text)) == text
    assert as_before(as_before(harmless(harmless(text)))) == text


def test_a_csv_file_in_cp932_is_read_like_one_in_utf_8() -> None:
    """Excel in Japan writes it."""
    assert values(read_tables("設問,回答\r\n体制,２\r\n".encode("cp932"))[0]) == ["設問", "回答", "体制", "２"]


def test_cells_that_were_copied_are_parted_by_tabs() -> None:
    """With line breaks inside."""
    assert read_csv('gov-01\t2\t"一行目\n二行目"\n').cells[0, 2].value == "一行目\n二行目"


def test_figures_days_and_words_are_told_apart() -> None:
    """As a spreadsheet keeps them."""
    raw = book_of(A1=3, A2=2.5, A3=True, A4=dt.date(2026, 4, 1), A5="３", A6=HALF_PAST_NINE)
    assert values(read_workbook(raw)[0]) == [3, 2.5, True, dt.date(2026, 4, 1), "３", HALF_PAST_NINE]
    assert [cell.text for _place, cell in sorted(read_workbook(raw)[0].cells.items())][3:] == ["2026/4/1", "３", "2026/4/1 09:30"]


def test_a_formula_is_not_worked_out_and_is_said_to_be_one() -> None:
    """Whatever it says; without a figure that was saved with it there is nothing."""
    raw = book_of(A1='=HYPERLINK("http://127.0.0.1/","x")', A2=ArrayFormula("A2:A2", "=1+1"), B1=1)
    assert values(read_workbook(raw)[0]) == [1]
    saved = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="2"><c r="C2"><f>1+1</f><v>2</v></c><c t="e"><v>#REF!</v></c></row></sheetData></worksheet>'
    cells = read_workbook(changed(raw, sheet1=saved))[0].cells
    assert {place: cell.kind for place, cell in cells.items()} == {(1, 2): "formula", (1, 3): "error"}


def test_how_a_word_is_read_aloud_is_no_part_of_it() -> None:
    """Excel in Japan keeps what was typed beside the word."""
    word = '<si><r><t>体</t></r><r><t>制</t></r><rPh sb="0" eb="2"><t>タイセイ</t></rPh><phoneticPr fontId="1"/></si>'
    assert set(values(read_workbook(in_parts(sharedStrings=f"<sst>{word * 20}</sst>"))[0])) == {"体制"}


def test_where_a_cell_is_is_said_as_people_look_for_it() -> None:
    """With the sheet's name where there is one."""
    assert [column_letters(one) for one in (0, 25, 26, 701, 702)] == ["A", "Z", "AA", "ZZ", "AAA"]
    assert ForeignTable("組織").place(11, 2) == "シート「組織」のC12"
    assert ForeignTable("").place(11, 2) == "C12"


BOMB = (
    "<!DOCTYPE x ["
    + "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10 if n else "a"}">' for n in range(9))
    + "]><sst><si><t>&e8;</t></si></sst>"
)
OUTSIDE = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><sst><si><t>&e;</t></si></sst>'
DEEP = "<a>" * 100_000 + "</a>" * 100_000
CELL = '<worksheet><sheetData><row r="1"><c r="{place}"{more}><v>{value}</v></c></row></sheetData></worksheet>'


@pytest.mark.parametrize(
    "parts",
    [
        {"sharedStrings": BOMB},
        {"sharedStrings": OUTSIDE},
        {"sharedStrings": DEEP},
        {"sharedStrings": "<sst><si>"},
        {"sharedStrings": ""},
        {"xl/workbook.xml": "x"},
        {"sheet1": CELL.format(place="ZZZ9999999", more="", value=1)},
        {"sheet1": CELL.format(place="A1", more=' t="s"', value=99)},
        {"sheet1": CELL.format(place="A1", more="", value="nan")},
        {"sheet1": CELL.format(place="A1", more="", value="9" * 5000)},
        {"sheet1": CELL.format(place="A1", more=' t="str"', value="a" * 40_000)},
    ],
    ids=lambda parts: " ".join(f"{key} {value[:40]}" for key, value in parts.items()),
)
def test_a_workbook_that_was_made_to_harm_is_refused(parts: dict[str, str]) -> None:
    """Entities that grow, files from outside, depth, numbers that are none."""
    with pytest.raises(UnreadableTableError, match="壊れている"):
        read_workbook(in_parts(**parts))


def test_a_part_that_unpacks_to_more_than_anybody_writes_is_refused_on_the_way() -> None:
    """However small it comes."""
    raw = in_parts(sharedStrings="<sst>" + " " * 80_000_000 + "</sst>")
    assert len(raw) < 200_000
    with pytest.raises(UnreadableTableError, match="大きすぎます"):
        read_workbook(raw)


def test_more_elements_than_any_table_has_are_refused() -> None:
    """Empty ones pack best of all, and each takes its time."""
    with pytest.raises(UnreadableTableError, match="大きすぎます"):
        read_workbook(in_parts(sharedStrings="<sst>" + "<a/>" * 4_000_000 + "</sst>"))


def test_more_cells_than_anybody_fills_in_are_refused() -> None:
    """A row of small cells packs very well."""
    cells = "<c><v>1</v></c>" * 16_000
    rows = "".join(f'<row r="{n}">{cells}</row>' for n in range(1, 30))
    with pytest.raises(UnreadableTableError, match="大きすぎます"):
        read_workbook(changed(book_of(A1=1), sheet1=f"<worksheet><sheetData>{rows}</sheetData></worksheet>"))


def test_one_name_for_two_parts_is_refused() -> None:
    """Programs would read one or the other."""
    raw = io.BytesIO(book_of(A1=1))
    with zipfile.ZipFile(raw, "a") as opened, pytest.warns(UserWarning, match="Duplicate"):
        opened.writestr("xl/workbook.xml", "<workbook/>")
    with pytest.raises(UnreadableTableError, match="壊れている"):
        read_workbook(raw.getvalue())


def test_links_to_outside_are_not_followed() -> None:
    """A sheet that lies elsewhere is not there."""
    links = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="http://127.0.0.1:9/sheet.xml" TargetMode="External"/></Relationships>'
    assert read_workbook(changed(book_of(A1=1), **{"workbook.xml.rels": links})) == []


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (packed({"xl/workbook.xml": "x", "xl/vbaProject.bin": "x"}), "マクロ付き"),
        (packed({"xl/workbook.bin": "x"}), "バイナリ形式"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "古い形式"),
        (packed({"mimetype": "application/vnd.oasis.opendocument.spreadsheet"}, zipfile.ZIP_STORED), ".ods"),
        (packed({"word/document.xml": "x"}), "Word"),
        (packed({"photo.jpg": "x"}), "zip"),
        (b"%PDF-1.7", "PDF"),
        (b"\x89PNG\r\n\x1a\n", "画像"),
        (b"<html><table>", "HTML"),
        (b"", "空です"),
        (bytes(range(128, 256)), "文字コード"),
        (book_of(A1=1)[:-30], "壊れている"),
        (book_of(A1=1)[:400] + bytes(3000), "壊れている|zip"),
    ],
)
def test_another_kind_of_file_is_named_and_it_is_said_what_to_do(raw: bytes, said: str) -> None:
    """Whatever its name says."""
    with pytest.raises(UnreadableTableError, match=said) as refused:
        read_tables(raw)
    assert "ください" in str(refused.value) or "空です" in str(refused.value)


@given(st.binary(max_size=300), st.integers(0, 5000))
def test_a_damaged_workbook_is_read_or_refused_and_nothing_else(damage: bytes, at: int) -> None:
    """Wherever it was hit."""
    raw = book_of(A1="体制", B2=2)
    with contextlib.suppress(UnreadableTableError):
        read_tables(raw[: at % len(raw)] + damage + raw[at % len(raw) + len(damage) :])


def test_cells_that_are_shown_as_one_are_named() -> None:
    """What stands there is in the first of them; whoever reads decides what that means for the others."""
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    page["B2"] = "体制"
    page.merge_cells("B2:B4")
    page.merge_cells("D1:E1")
    out = io.BytesIO()
    book.save(out)
    table = read_workbook(out.getvalue())[0]
    assert sorted(table.merged) == [(0, 0, 3, 4), (1, 3, 1, 1)]
    assert [one.value for one in table.cells.values()] == ["体制"]


def test_where_a_formula_stands_without_its_value_is_told() -> None:
    """Programs that cannot work it out leave it so; one that came to an empty text did come to something."""
    assert read_workbook(book_of(B2="=1+1"))[0].unsaved == {(1, 1)}
    nothing = '<worksheet><sheetData><row r="1"><c r="A1" t="str"><f>T("")</f><v></v></c></row></sheetData></worksheet>'
    assert read_workbook(changed(book_of(A1=1), sheet1=nothing))[0].unsaved == set()


CELLS = st.one_of(
    st.text(max_size=12), st.sampled_from(["回答", "設問", "根拠", "コメント", "目標", "理由", "dxcheck1 382027 ehime-dx 2026.1 mom-01 "])
)


@given(st.lists(st.lists(CELLS, max_size=12), max_size=6))
def test_any_table_has_rows_of_a_sheet_or_is_said_to_have_none(rows: list[list[str]]) -> None:
    """Whatever stands where."""
    table = ForeignTable("表", {(at, n): ForeignCell(one) for at, row in enumerate(rows) for n, one in enumerate(row) if one})
    with contextlib.suppress(UnreadableTableError):
        answer_rows([table])
