"""Tables for other programs: Excel, CSV, and what stands in each column. They know rows, not where they came from.

Texts stay texts: nothing that begins with `=` becomes a formula, in either format.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from typing import Final, Literal

import msgspec

from dxcheck.i18n import _

Cell = str | int | float | dt.date | None
Kind = Literal["text", "mean", "change", "share", "count", "level", "day"]
Encoding = Literal["utf-8-sig", "cp932"]
ENCODINGS: Final[tuple[Encoding, ...]] = ("utf-8-sig", "cp932")
_FORMATS: Final[dict[Kind, str]] = {
    "text": "@",
    "mean": "0.0",
    "change": "+0.0;-0.0;0.0",
    "share": "0%",
    "count": "0",
    "level": "0",
    "day": "yyyy/mm/dd",
}
_FORMULA: Final = re.compile(r"[\t\r\n]|\s*[=+\-@＝＋－＠]")
"""How a text begins that a spreadsheet could take for a formula; some take the wide signs of Japanese keyboards too."""


class Column(msgspec.Struct, frozen=True):
    """One column."""

    title: str
    about: str
    """What stands in it, in a sentence."""
    kind: Kind = "text"
    width: float = 0
    """In characters; 0 for a figure's usual width."""


class Sheet(msgspec.Struct, frozen=True):
    """One table."""

    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]


class NotInEncodingError(ValueError):
    """Some characters do not exist in the encoding; the message names them."""

    def __init__(self, encoding: str, missing: dict[str, str]) -> None:
        named = _("、").join(f"{sign}（{where}）" for sign, where in list(missing.items())[:10])
        super().__init__(
            _(
                "{encoding} にない文字があるため、書き出していません: {named}。UTF-8（--encoding utf-8-sig）なら、そのまま書き出せます。",
                encoding=encoding,
                named=named,
            )
        )
        self.missing = missing


def to_csv(sheet: Sheet, encoding: Encoding = "utf-8-sig") -> bytes:
    """A sheet as CSV with CRLF, as Excel in Japan opens it.

    Raises:
        NotInEncodingError: a character has no place in the encoding; nothing is replaced in silence.
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([_harmless(one.title) for one in sheet.columns])
    for row in sheet.rows:
        writer.writerow([_plain(value, one.kind) for value, one in zip(row, sheet.columns, strict=True)])
    if encoding != "utf-8-sig":
        missing: dict[str, str] = {}
        for row in sheet.rows:
            for value in row:
                if isinstance(value, str):
                    missing |= {sign: value for sign in value if sign not in missing and not _fits(sign, encoding)}
        if missing:
            raise NotInEncodingError(encoding, missing)
    return out.getvalue().encode(encoding)


def _fits(sign: str, encoding: str) -> bool:
    try:
        sign.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True


def _plain(value: Cell, kind: Kind) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return _harmless(value)
    if isinstance(value, dt.date):
        return value.isoformat()
    return f"{value:.2f}" if kind in ("mean", "change", "share") else str(value)


def _harmless(text: str) -> str:
    """A text that a spreadsheet would take for a formula gets an apostrophe before it."""
    return "'" + text if _FORMULA.match(text) else text


def to_xlsx(title: str, sheets: list[Sheet]) -> bytes:
    """A workbook: a sheet a table with frozen head and shading, and one that explains every column."""
    import xlsxwriter  # noqa: PLC0415 - only where a workbook is made

    out = io.BytesIO()
    book = xlsxwriter.Workbook(
        out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "default_date_format": "yyyy/mm/dd"}
    )
    book.set_properties({"title": title, "author": "dxcheck", "created": dt.datetime(2000, 1, 1)})  # noqa: DTZ001 - the same bytes again
    font = {"font_name": "Yu Gothic", "font_size": 10, "valign": "vcenter"}
    head = book.add_format({**font, "bold": True, "bg_color": "#DCE6F1", "bottom": 1, "text_wrap": True, "align": "center"})
    styles = {kind: book.add_format({**font, "num_format": form}) for kind, form in _FORMATS.items()}
    quoted = book.add_format({**font, "num_format": _FORMATS["text"], "quote_prefix": True})
    wrapped = book.add_format({**font, "text_wrap": True, "valign": "top"})
    for sheet in sheets:
        page = book.add_worksheet(sheet.title)
        for number, one in enumerate(sheet.columns):
            page.set_column(number, number, one.width or 9, styles[one.kind])
            page.write_string(0, number, one.title, head)
        page.set_row(0, 34)
        for at, row in enumerate(sheet.rows, 1):
            for number, (value, one) in enumerate(zip(row, sheet.columns, strict=True)):
                if isinstance(value, str):
                    page.write_string(at, number, value, quoted if _FORMULA.match(value) else styles["text"])
                elif isinstance(value, dt.date):
                    page.write_datetime(at, number, dt.datetime(value.year, value.month, value.day), styles["day"])  # noqa: DTZ001 - a day
                elif value is not None:
                    page.write_number(at, number, value, styles[one.kind])
        page.freeze_panes(1, 1)
        page.autofilter(0, 0, max(1, len(sheet.rows)), len(sheet.columns) - 1)
        _shade(page, sheet)
        page.set_landscape()
        page.set_paper(9)
        page.fit_to_pages(1, 0)
        page.repeat_rows(0)
        page.set_footer("&L" + title.replace("&", "&&") + "&R&P / &N")
    _explain(book.add_worksheet(_("説明")), sheets, head, wrapped)
    book.close()
    return out.getvalue()


def _shade(page: object, sheet: Sheet) -> None:
    """A scale of two colours behind figures; the figure itself is always there."""
    last = max(1, len(sheet.rows))
    for number, one in enumerate(sheet.columns):
        if one.kind in ("mean", "level"):
            scale = {
                "type": "2_color_scale",
                "min_color": "#FFFFFF",
                "max_color": "#5B9BD5",
                "min_type": "num",
                "max_type": "num",
                "min_value": 0,
                "max_value": 5,
            }
        elif one.kind == "share":
            scale = {
                "type": "2_color_scale",
                "min_color": "#FFFFFF",
                "max_color": "#F4B183",
                "min_type": "num",
                "max_type": "num",
                "min_value": 0,
                "max_value": 1,
            }
        elif one.kind == "change":
            scale = {
                "type": "3_color_scale",
                "min_color": "#F4B183",
                "mid_color": "#FFFFFF",
                "max_color": "#5B9BD5",
                "min_type": "num",
                "mid_type": "num",
                "max_type": "num",
                "min_value": -1,
                "mid_value": 0,
                "max_value": 1,
            }
        else:
            continue
        page.conditional_format(1, number, last, number, scale)  # type: ignore[attr-defined]


def _explain(page: object, sheets: list[Sheet], head: object, wrapped: object) -> None:
    widths = (18, 22, 70)
    titles = (_("シート"), _("列"), _("内容"))
    for number, (width, title) in enumerate(zip(widths, titles, strict=True)):
        page.set_column(number, number, width, wrapped)  # type: ignore[attr-defined]
        page.write_string(0, number, title, head)  # type: ignore[attr-defined]
    at = 1
    for sheet in sheets:
        for one in sheet.columns:
            for number, text in enumerate((sheet.title, one.title, one.about)):
                page.write_string(at, number, text, wrapped)  # type: ignore[attr-defined]
            at += 1
    page.freeze_panes(1, 0)  # type: ignore[attr-defined]
