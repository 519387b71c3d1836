"""A workbook from tables: typed cells under a heading, frozen and repeated heads, shading, A4 landscape, and a sheet that explains every column."""

from __future__ import annotations

import datetime as dt
import io
import math
import re
from typing import TYPE_CHECKING, Any, Final, TypeAlias
from unicodedata import east_asian_width

from msgspec import structs

from dxcheck.assessment.figures import rounded
from dxcheck.formats.sheets import FORMULA
from dxcheck.formats.workbook_text import write_text
from dxcheck.i18n import _
from dxcheck.questionnaire.scale import as_level
from dxcheck.system.progress import counted, under_way

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dxcheck.formats.sheets import Cell, CellKind, Column, Sheet
    from dxcheck.questionnaire.scale import Scale

Workbook: TypeAlias = Any
Worksheet: TypeAlias = Any
CellFormat: TypeAlias = Any
"""xlsxwriter's own, which has no types."""
_WORDS: Final[frozenset[CellKind]] = frozenset({"text", "long", "code"})
"""Kinds of texts; a long one goes over several lines of its cell."""
_NOT_IN_TAB: Final = re.compile(r"[\[\]:*?/\\\x00-\x1f\ud800-\udfff\ufffe\uffff]")
_LONGEST_TAB: Final = 31
_A4: Final = 9
_ACROSS: Final = 180
"""Characters in a row that can still be read on one page."""
USUAL: Final = 9
"""Characters of a column of figures."""
_LINE: Final = 15
"""Points."""
_MOST_LINES: Final = 27
"""That a row may be high: no program shows one of more than 409 points."""
_NAMES, _ABOUT = 28, 92
"""Characters of the two columns of explanations."""
_UP, _DOWN = "#5B9BD5", "#F4B183"


def _scale(colours: Sequence[str], values: Sequence[float]) -> dict[str, Any]:
    names = ("min", "max") if len(values) == 2 else ("min", "mid", "max")  # noqa: PLR2004 - two colours or three
    made: dict[str, Any] = {"type": f"{len(values)}_color_scale"}
    for name, colour, value in zip(names, colours, values, strict=True):
        made |= {f"{name}_color": colour, f"{name}_type": "num", f"{name}_value": value}
    return made


def _formats(levels: Scale) -> dict[CellKind, str]:
    """How each kind of cell is written, with levels on a scale."""
    mean = "0." + "0" * levels.digits
    digits = max(len(as_level(one).partition(".")[2]) for one in levels.values)
    return {
        "text": "@",
        "long": "@",
        "code": "@",
        "number": "General",
        "mean": mean,
        "published": mean,
        "gap": mean,
        "change": f"+{mean};-{mean};{mean}",
        "share": "0%",
        "count": "0",
        "level": f"0.{'0' * digits}" if digits else "0",
        "day": "yyyy/mm/dd",
    }


def _digits(levels: Scale) -> dict[CellKind, int]:
    """What a format shows of a figure. It is written rounded: Excel's own rounding is nearly ours, and a -0.04 would be shown as -0.0."""
    return {"mean": levels.digits, "gap": levels.digits, "change": levels.digits, "share": 2}


def _shades(levels: Scale) -> dict[CellKind, dict[str, Any]]:
    """Behind figures; the figure itself is always there."""
    whole = _scale(("#FFFFFF", _UP), (levels.low, levels.high))
    return {
        "mean": whole,
        "published": whole,
        "level": whole,
        "gap": _scale(("#FFFFFF", _UP), (0, levels.span)),
        "share": _scale(("#FFFFFF", _DOWN), (0, 1)),
        "change": _scale((_DOWN, "#FFFFFF", _UP), (-levels.unit, 0, levels.unit)),
    }


class _Styles:
    """Every format of a workbook's sheets whose levels are on one scale."""

    def __init__(self, book: Workbook, levels: Scale) -> None:
        forms, self.digits, self.shades = _formats(levels), _digits(levels), _shades(levels)
        font = {"font_name": "Yu Gothic", "font_size": 10, "valign": "vcenter"}
        thin = {"bottom": 4, "bottom_color": "#BFBFBF"}
        self.heading = book.add_format({**font, "bold": True, "font_size": 14})
        self.note = book.add_format({**font, "font_color": "#595959", "font_size": 9})
        self.head = book.add_format({**font, "bold": True, "bg_color": "#DCE6F1", "border": 1, "text_wrap": True, "align": "center"})
        self.group = book.add_format({**font, "bold": True, "bg_color": "#DCE6F1", "border": 1})
        self.wrapped = book.add_format({**font, "text_wrap": True, "valign": "top", "border": 1, "border_color": "#BFBFBF"})
        self.cells = {kind: book.add_format({**font, **thin, "num_format": form, **_side(kind)}) for kind, form in forms.items()}
        last = {"bold": True, "top": 2, "bottom": 1}
        self.last = {kind: book.add_format({**font, **last, "num_format": form, **_side(kind)}) for kind, form in forms.items()}
        self.quoted = book.add_format({**font, **thin, "num_format": "@", "quote_prefix": True})
        """What a spreadsheet would take for a formula once somebody edits the cell."""
        self.word = book.add_format({**font, **thin, "num_format": "@", "align": "center", "font_color": "#595959"})


def _side(kind: CellKind) -> dict[str, str | bool]:
    if kind == "long":
        return {"text_wrap": True, "valign": "top"}
    return {} if kind in _WORDS else {"align": "center"}


def to_xlsx(title: str, sheets: Sequence[Sheet], about: Sequence[str] = ()) -> bytes:
    """The workbook.

    Args:
        title: of the whole, also at the foot of every printed page.
        sheets: one a table.
        about: sentences above the explanations.
    """
    import xlsxwriter  # only where a workbook is made

    out = io.BytesIO()
    book = xlsxwriter.Workbook(
        out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "default_date_format": "yyyy/mm/dd"}
    )
    book.set_properties({"title": title, "author": "dxcheck", "created": dt.datetime(2000, 1, 1)})  # noqa: DTZ001 - the same bytes again
    styles = {one.levels: _Styles(book, one.levels) for one in sheets}
    *tabs, last_tab = tab_names([*(one.title for one in sheets), _("説明")])
    for sheet, tab in zip(sheets, tabs, strict=True):
        page = book.add_worksheet(tab)
        across = math.ceil(sum(one.width or USUAL for one in sheet.columns) / _ACROSS)
        _fill(page, sheet, styles[sheet.levels], heading_at=0 if across == 1 else 1)  # the first column is repeated, and would cut it
        page.repeat_columns(0)
        _prepare_print(page, title, across)
    _explain(book.add_worksheet(last_tab), title, sheets, about, styles[sheets[0].levels])
    with under_way(_("Excelのファイルにまとめています")):
        book.close()
    return out.getvalue()


def tab_names(titles: Sequence[str]) -> list[str]:
    r"""Names for the tabs of a workbook: each title as far as a spreadsheet takes it, with a number where it was there before.

    Excel takes 1 to 31 UTF-16 units, none of `[]:*?/\`, no apostrophe at either end, and no name twice, whatever its case.
    """
    names: list[str] = []
    for title in titles:
        plain = _NOT_IN_TAB.sub(" ", title).strip(" '") or "-"
        name, number = _cut(plain, ""), 2
        while name.casefold() in {one.casefold() for one in names}:
            name, number = _cut(plain, f" {number}"), number + 1
        names.append(name)
    return names


def _cut(title: str, ending: str) -> str:
    while len((title + ending).encode("utf-16-le")) // 2 > _LONGEST_TAB:
        title = title[:-1].rstrip(" '")
    return title + ending


def _fill(page: Worksheet, sheet: Sheet, styles: _Styles, *, heading_at: int) -> None:
    head = 3 if sheet.heading else 0
    if sheet.heading:
        page.set_row(0, 24)
        page.write_string(0, heading_at, sheet.heading, styles.heading)
        page.write_string(1, heading_at, sheet.note, styles.note)
    page.set_row(head, _LINE * max(2, *(_lines(one.title, one.width or USUAL) for one in sheet.columns)))
    for number, one in enumerate(sheet.columns):
        page.set_column(number, number, one.width or USUAL, None, {"hidden": True} if one.is_hidden else {})
        page.write_string(head, number, one.title, styles.head)
    long = [number for number, one in enumerate(sheet.columns) if one.kind == "long"]
    for at, row in enumerate(counted(sheet.rows, _("表「{title}」に書いています", title=sheet.title)), head + 1):
        if long:
            page.set_row(at, _LINE * min(_MOST_LINES, max(_lines(str(row[one] or ""), sheet.columns[one].width or USUAL) for one in long)))
        _write(page, at, row, sheet.columns, styles, styles.cells)
    for at in range(head + len(sheet.rows) + 1, head + len(sheet.rows) + sheet.blank + 1):
        _write(page, at, (None,) * len(sheet.columns), sheet.columns, styles, styles.cells)
    last = head + max(1, len(sheet.rows) + sheet.blank)
    for at, foot in enumerate(sheet.feet, head + len(sheet.rows) + 1):
        own = foot.kind
        columns = sheet.columns if own is None else [one if one.kind == "text" else structs.replace(one, kind=own) for one in sheet.columns]
        _write(page, at, foot.cells, columns, styles, styles.last)
        last = last if own is not None else at
    for number, one in enumerate(sheet.columns):
        if one.kind in styles.shades:
            page.conditional_format(head + 1, number, last, number, dict(styles.shades[one.kind]))
        if one.choices:
            page.data_validation(head + 1, number, last, number, {"validate": "list", "source": list(one.choices)})
    page.freeze_panes(head + 1, 1)
    page.autofilter(head, 0, head + max(1, len(sheet.rows) + sheet.blank), len(sheet.columns) - 1)
    page.repeat_rows(head)


def _write(
    page: Worksheet, at: int, row: Sequence[Cell], columns: Sequence[Column], styles: _Styles, by_kind: dict[CellKind, CellFormat]
) -> None:
    for number, (value, one) in enumerate(zip(row, columns, strict=True)):
        style = by_kind[one.kind]
        if value is None:
            page.write_blank(at, number, None, style)
        elif isinstance(value, str):
            is_text = one.kind in _WORDS
            write_text(page, at, number, value, styles.quoted if FORMULA.match(value) else style if is_text else styles.word)
        elif isinstance(value, dt.date):
            page.write_datetime(at, number, dt.datetime(value.year, value.month, value.day), style)  # noqa: DTZ001 - a day
        else:
            page.write_number(at, number, rounded(value, styles.digits[one.kind]) if one.kind in styles.digits else value, style)


def _prepare_print(page: Worksheet, title: str, across: int = 1) -> None:
    """A4 landscape; a table too wide to be read on one page goes over several side by side, its first column on each."""
    page.set_landscape()
    page.set_paper(_A4)
    page.fit_to_pages(across, 0)
    page.set_margins(left=0.6, right=0.4, top=0.6, bottom=0.7)
    page.set_footer("&L&9" + title.replace("&", "&&") + "&R&9&P / &N")


def _explain(page: Worksheet, title: str, sheets: Sequence[Sheet], about: Sequence[str], styles: _Styles) -> None:
    """What each column of each sheet holds, sheet by sheet."""
    page.set_column(0, 0, _NAMES)
    page.set_column(1, 1, _ABOUT)
    page.set_row(0, 24)
    page.write_string(0, 0, title, styles.heading)
    at = 1
    for sentence in about:
        page.write_string(at, 0, sentence, styles.note)
        at += 1
    for sheet in sheets:
        at += 1
        page.write_string(at, 0, _("シート「{title}」", title=sheet.title), styles.group)
        page.write_string(at, 1, sheet.note, styles.group)
        for one in _unlike(sheet.columns):
            at += 1
            page.set_row(at, _LINE * max(_lines(one[0], _NAMES), _lines(one[1], _ABOUT)))
            page.write_string(at, 0, one[0], styles.wrapped)
            page.write_string(at, 1, one[1], styles.wrapped)
        at += 1
    _prepare_print(page, title)


def _lines(text: str, wide: float) -> int:
    """How many lines a text takes in a column, as programs count that do not look at the font."""
    characters = (sum(2 if east_asian_width(one) in "WFA" else 1 for one in line) for line in text.split("\n"))
    return sum(max(1, math.ceil(1.15 * many / wide)) for many in characters)


def _unlike(columns: Sequence[Column]) -> list[tuple[str, str]]:
    """Columns with what they hold; those that hold the same share a line."""
    by_about: dict[str, list[str]] = {}
    for one in columns:
        by_about.setdefault(one.about, []).append(one.title)
    return [(_("、").join(titles), about) for about, titles in by_about.items()]
