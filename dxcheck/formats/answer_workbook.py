"""A sheet to answer in, as a workbook that Excel 2016 and LibreOffice fill in, and as CSV.

A sheet for each dimension; choices as drop-downs; everything but the answers protected, without a password, so that nobody has to keep one. For paper: A4 landscape,
fitted to the width, heads on every page, black on white.
"""

from __future__ import annotations

import datetime as dt
import io
import math
from typing import TYPE_CHECKING, Any, Final
from unicodedata import east_asian_width

from dxcheck.assessment.typed_choice import words_for
from dxcheck.formats.answer_columns import ANSWERED_BY, COLUMNS, levels_in_full, row_texts
from dxcheck.formats.foreign_cells import column_letters
from dxcheck.formats.sheets import FORMULA, Column, Sheet, to_csv
from dxcheck.formats.workbook import tab_names
from dxcheck.formats.workbook_text import write_text
from dxcheck.i18n import _

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dxcheck.assessment.answer_sheet import AnswerSheet, SheetPart, SheetRow
    from dxcheck.formats.sheets import Encoding
    from dxcheck.formats.workbook import Workbook, Worksheet
    from dxcheck.model.snapshot import Choice

_A4: Final = 9
_HEAD: Final = 2
"""The row of the heads, under the title and the rule."""
_FONT: Final = {"font_name": "Meiryo UI", "font_size": 10}
"""On every Windows since 7, and with lines of one height."""
_LINE: Final = 15
"""Points of a line of it. Heights are given: programs that only show or print a workbook work out none."""
_LEAST: Final = 4
_MOST: Final = 27
"""Lines of text in a row: room to write by hand, and no more than Excel makes (409 points). Levels that need more go on in the next row."""
_CHOICES: Final = "dxcheck"
"""The hidden sheet with the lists to choose from."""
_ABOUT_WIDTH: Final = 72
_UNLOCKED: Final = {
    "format_cells": True,
    "format_columns": True,
    "format_rows": True,
    "sort": True,
    "autofilter": True,
    "select_locked_cells": True,
    "select_unlocked_cells": True,
}
"""What is allowed on a protected sheet besides filling it in: making rows taller, colours, copying."""


class _Styles:
    """Every format of the workbook; nothing of it needs colours."""

    def __init__(self, book: Workbook) -> None:
        cell = {**_FONT, "text_wrap": True, "valign": "top", "border": 1}
        self.heading = book.add_format({**_FONT, "bold": True, "font_size": 14})
        self.note = book.add_format({**_FONT})
        self.sentence = book.add_format({**_FONT, "text_wrap": True, "valign": "top"})
        self.head = book.add_format({**cell, "bold": True, "bg_color": "#D9D9D9", "align": "center", "valign": "vcenter"})
        self.bold = book.add_format({**_FONT, "bold": True})
        self.read = book.add_format({**cell, "num_format": "@"})
        self.number = book.add_format({**cell, "align": "center"})
        written = {**cell, "border": 2, "locked": False}
        self.text = book.add_format({**written, "num_format": "@"})
        self.quoted = book.add_format({**written, "num_format": "@", "quote_prefix": True})
        self.label = book.add_format({**_FONT, "align": "right", "valign": "vcenter"})
        self.post = book.add_format({**written, "num_format": "@", "valign": "vcenter"})
        self.choice = book.add_format({**written, "align": "center", "font_size": 12, "bold": True})
        self.mark = book.add_format({"num_format": "@", "font_size": 6, "hidden": True})


def to_answer_workbook(sheet: AnswerSheet) -> bytes:
    """The workbook."""
    import xlsxwriter  # only where a workbook is made

    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"title": sheet.title, "author": "dxcheck", "created": dt.datetime(2000, 1, 1)})  # noqa: DTZ001 - the same bytes again
    styles = _Styles(book)
    first, *tabs, last = tab_names([_("はじめに"), *(one.title for one in sheet.parts), _CHOICES])
    _explain(book.add_worksheet(first), sheet, styles)
    pages = [book.add_worksheet(one) for one in tabs]
    lists = _Lists(book.add_worksheet(last), last)
    for page, part in zip(pages, sheet.parts, strict=True):
        _fill(page, sheet, part, styles, lists)
    lists.hide()
    book.close()
    return out.getvalue()


def to_answer_csv(sheet: AnswerSheet, encoding: Encoding = "utf-8-sig") -> bytes:
    """The same rows as CSV, one table.

    Raises:
        NotInEncodingError: the encoding lacks a character.
    """
    columns = tuple(Column(_(one.head), "") for one in COLUMNS)
    rows = tuple(tuple(row_texts(row)[one.id] for one in COLUMNS) for part in sheet.parts for row in part.rows)
    return to_csv(Sheet(sheet.name, columns, rows), encoding)


class _Lists:
    """The lists to choose from, a column each, on a sheet of their own: in a cell's rule a list may have 255 characters only."""

    def __init__(self, page: Worksheet, tab: str) -> None:
        self._page, self._tab = page, tab
        self._there: dict[tuple[Choice, ...], str] = {}

    def of(self, choices: tuple[Choice, ...]) -> str:
        """The range of a list, made if it is not there."""
        if choices not in self._there:
            column = len(self._there)
            for at, one in enumerate(choices):
                _write_choice(self._page, at, column, one, None)
            letters = column_letters(column)
            self._there[choices] = f"='{self._tab}'!${letters}$1:${letters}${len(choices)}"
        return self._there[choices]

    def hide(self) -> None:
        """Nobody has to see them."""
        self._page.protect("", dict(_UNLOCKED))
        self._page.hide()


def _write_choice(page: Worksheet, row: int, column: int, choice: Choice, style: Any) -> None:
    """A level as a figure, so that a typed one is the same; anything else in words."""
    if choice is None:
        page.write_blank(row, column, None, style)
    elif isinstance(choice, str):
        page.write_string(row, column, words_for(choice), style)
    else:
        page.write_number(row, column, choice, style)


def _fill(page: Worksheet, sheet: AnswerSheet, part: SheetPart, styles: _Styles, lists: _Lists) -> None:
    visible = next(at for at, one in enumerate(COLUMNS) if one.width)
    page.write_string(0, visible, _("{part}　{municipality}", part=part.title, municipality=sheet.municipality), styles.heading)
    beside = next(at for at, one in enumerate(COLUMNS) if one.id == "answer")
    page.write_string(0, beside, _(ANSWERED_BY), styles.label)
    page.write_blank(0, beside + 1, None, styles.post)
    page.write_string(1, visible, _("太い枠の中に書いてください。下の段がすべて当てはまるときだけ、上の段を選びます。"), styles.note)
    for number, one in enumerate(COLUMNS):
        page.set_column(number, number, one.width or None, None, {} if one.width else {"hidden": True})
        page.write_string(_HEAD, number, _(one.head), styles.head)
    page.set_row(0, 24)
    page.set_row(_HEAD, 3 * _LINE)
    at = _HEAD + 1
    for row in part.rows:
        at = _write_row(page, at, row, styles, lists)
    _prepare(page, sheet, visible, at - 1)


def _write_row(page: Worksheet, at: int, row: SheetRow, styles: _Styles, lists: _Lists) -> int:
    """An item; where the next one begins."""
    texts = row_texts(row)
    first, *more = _pieces(levels_in_full(row))
    texts["levels"] = first
    for number, one in enumerate(COLUMNS):
        text = texts[one.id]
        if one.id == "number":
            page.write_number(at, number, row.number, styles.number)
        elif one.id == "answer" and row.measures is not None:
            write_text(page, at, number, text, styles.text)
        elif one.id in ("answer", "target"):
            allowed = row.choices if one.id == "answer" else tuple(step.value for step in row.steps)
            _write_choice(page, at, number, row.answer.choice if one.id == "answer" else row.answer.target, styles.choice)
            page.data_validation(at, number, at, number, _choosing(lists.of(allowed)))
        elif one.id == "title" and "_x" not in text:
            title, rest = text.split("\n", 1)
            page.write_rich_string(at, number, styles.bold, title, styles.note, "\n" + rest, styles.read)
        elif not text:
            page.write_blank(at, number, None, styles.text if one.is_open else styles.read)
        elif one.is_open:
            write_text(page, at, number, text, styles.quoted if FORMULA.match(text) else styles.text)
        else:
            write_text(page, at, number, text, styles.mark if one.id == "mark" else styles.read)
    tall = max(_lines(texts[one.id], one.width) for one in COLUMNS if one.width)
    page.set_row(at, _LINE * min(max(tall, _LEAST), _MOST))
    column, wide = next((number, one.width) for number, one in enumerate(COLUMNS) if one.id == "levels")
    for piece in more:
        at += 1
        write_text(page, at, column, piece, styles.read)
        page.set_row(at, _LINE * min(_lines(piece, wide), _MOST))
    return at + 1


def _lines(text: str, wide: float) -> int:
    """How many lines a text takes in a column, rather one too many than one too few."""
    return sum(max(1, math.ceil(1.1 * sum(2 if east_asian_width(one) in "WFA" else 1 for one in line) / wide)) for line in text.split("\n"))


def _choosing(source: str) -> dict[str, Any]:
    return {
        "validate": "list",
        "source": source,
        "error_type": "stop",
        "error_title": _("選べない値です"),
        "error_message": _("右の▼を押して、一覧から選んでください。"),
    }


def _pieces(lines: Sequence[str]) -> list[str]:
    """Lines in as many rows as they need."""
    width = next(one.width for one in COLUMNS if one.id == "levels")
    made: list[list[str]] = [[]]
    for line in lines:
        if made[-1] and _lines("\n".join([*made[-1], line]), width) > _MOST:
            made.append([])
        made[-1].append(line)
    return ["\n".join(one) for one in made]


def _prepare(page: Worksheet, sheet: AnswerSheet, first: int, last_row: int) -> None:
    """For the screen and for paper."""
    page.freeze_panes(_HEAD + 1, 0)
    page.set_zoom(90)
    page.protect("", dict(_UNLOCKED))
    page.set_landscape()
    page.set_paper(_A4)
    page.fit_to_pages(1, 0)
    page.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    page.repeat_rows(_HEAD)
    page.print_area(0, first, last_row, len(COLUMNS) - 1)
    page.print_black_and_white()
    page.set_footer("&L&9" + sheet.title.replace("&", "&&") + "　&A&R&9&P / &N")


def _explain(page: Worksheet, sheet: AnswerSheet, styles: _Styles) -> None:
    page.set_column(0, 0, _ABOUT_WIDTH)
    page.set_row(0, 24)
    page.write_string(0, 0, sheet.title, styles.heading)
    for at, sentence in enumerate(sheet.about, 2):
        page.write_string(at, 0, sentence, styles.sentence)
        page.set_row(at, _LINE * (_lines(sentence, _ABOUT_WIDTH) + 1))
    page.protect("", dict(_UNLOCKED))
    page.set_paper(_A4)
    page.fit_to_pages(1, 0)
    page.print_area(0, 0, len(sheet.about) + 1, 0)
    page.print_black_and_white()
