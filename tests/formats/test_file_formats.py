"""The table of formats: each is written, named and offered where its row says, and nowhere else is a list of endings."""

from __future__ import annotations

import ast
import mimetypes
import re
from pathlib import Path

import msgspec
import pytest
from charts.samples import SAMPLES, WORDS
from formats.test_calendar_file import entry
from formats.test_papers_as_blocks import every_block
from formats.test_sheets import SHEET
from questionnaire.questionnaires import item as an_item
from reading_back import text_in

import dxcheck
from dxcheck.assessment.answer_sheet import AnswerSheet, SheetPart, SheetRow
from dxcheck.charts.canvas import to_bytes
from dxcheck.formats.calendar_file import CalendarFile
from dxcheck.formats.file_formats import FORMATS, IN_PAGE, IN_TERMINAL, Content, ending_of, endings_of, written_as
from dxcheck.formats.sheets import Encoding, Sheet
from dxcheck.model.snapshot import Answer


class Listing(msgspec.Struct):
    """A small table in every form that a format can ask for."""

    title: str = "題"
    encoding: Encoding = "utf-8-sig"

    def sheets(self) -> list[Sheet]:
        """One view."""
        return [SHEET]

    def flat(self) -> Sheet:
        """The same."""
        return SHEET

    def plain(self) -> object:
        """A row each."""
        return [dict(zip((one.title for one in SHEET.columns), row, strict=True)) for row in SHEET.rows]

    def about(self) -> list[str]:
        """One sentence."""
        return ["つくった日"]


def made(content: Content, ending: str) -> bytes:
    """A file of some content."""
    if content == "picture":
        return to_bytes(SAMPLES["bars"](), ending, WORDS)
    row = SheetRow("dxcheck1", 1, an_item("gov-01"), (), (), "", (), Answer(evidence="今治市の資料"))
    form = AnswerSheet("今治市", "診断", "記入表", (SheetPart("組織", (row,)),), ("書いてください",))
    visits = CalendarFile("予定", "今治市の予定", (entry("今治市　訪問"),))
    source = {"paper": every_block("今治市の平均"), "table": Listing(), "text": "今治市の平均", "form": form, "calendar": visits}[content]
    return written_as(ending, content, source)


@pytest.mark.parametrize(("content", "ending"), [(content, one.ending) for one in FORMATS.values() for content in one.writers])
def test_every_format_is_written_for_what_its_row_says(content: Content, ending: str) -> None:
    """And read back: the words are in it. The same content gives the same bytes."""
    file = made(content, ending)
    wanted = WORDS.alt if content == "picture" and ending != "pdf" else "西予市" if content == "picture" else "今治市"
    assert wanted in text_in(ending, file)
    assert made(content, ending) == file
    if FORMATS[ending].is_text:
        assert file.decode("utf-8-sig")


def test_the_usual_format_comes_first_and_the_others_as_in_the_table() -> None:
    """What people were offered first stays first; a command for two kinds of content takes the formats of both."""
    assert endings_of("paper")[0] == "pdf"
    assert endings_of("picture")[0] == "png"
    assert endings_of("picture", usual="pdf")[0] == "pdf"
    assert [one for one in FORMATS if one in endings_of("picture")] == list(endings_of("picture"))
    assert set(endings_of("picture")) == set(endings_of("picture", usual="pdf"))
    assert endings_of("paper", "picture") == tuple(dict.fromkeys(endings_of("paper") + endings_of("picture")))
    assert endings_of("table")[0] == "xlsx"
    assert endings_of("text") == ("txt",)
    assert endings_of("form") == ("xlsx", "csv")


@pytest.mark.parametrize("ending", [one for one in endings_of("table") if FORMATS[one].is_text])
def test_no_text_of_a_table_becomes_a_formula(ending: str) -> None:
    """A municipality may be called =1+1: no cell of a format that a spreadsheet reads as text begins so, whatever parts the cells."""
    cells = re.split(r"[\t\r\n,;]", made("table", ending).decode("utf-8-sig"))
    assert any("=1+1" in one for one in cells)
    assert [one for one in cells if one.startswith("=")] == []


def test_an_ending_is_read_whatever_its_case() -> None:
    """Windows programs write capitals."""
    assert ending_of(Path("概況.XLSX")) == "xlsx"
    assert ending_of(Path("概況")) == ""


@pytest.mark.parametrize("ending", FORMATS)
def test_browsers_know_the_format_by_its_usual_name(ending: str) -> None:
    """A wrong MIME type would open a table as text."""
    mime = FORMATS[ending].mime.partition(";")[0]
    known = mimetypes.types_map.get(f".{ending}")
    assert known in (mime, None)
    assert FORMATS[ending].name.lower() not in ("", mime)


def test_a_picture_can_be_shown_before_it_is_saved() -> None:
    """In a terminal and in a browser."""
    assert {IN_TERMINAL, IN_PAGE} <= set(endings_of("picture"))


def test_no_other_module_lists_endings() -> None:
    """A tuple of endings anywhere else would be a copy that a new format is missing from; one ending alone is a choice."""
    quoted = [f'"{one}"' for one in FORMATS]
    copies = [
        f"{path.relative_to(Path(dxcheck.__file__).parent)}:{node.lineno}"
        for path in Path(dxcheck.__file__).parent.rglob("*.py")
        if path.name != "file_formats.py" and sum(map((source := path.read_text(encoding="utf-8")).count, quoted)) > 1
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Tuple | ast.List | ast.Set)
        and sum(isinstance(one, ast.Constant) and one.value in FORMATS for one in node.elts) > 1
    ]
    assert copies == []
