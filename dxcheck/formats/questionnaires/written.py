"""A questionnaire as a workbook to write in."""

from __future__ import annotations

import datetime as dt
import decimal
from typing import TYPE_CHECKING, Any, Final

import msgspec

from dxcheck.formats.questionnaires.columns import WORDS, CellForm, FormColumn, FormSheet, sheets_of, value_at
from dxcheck.formats.sheets import Column, Sheet
from dxcheck.formats.workbook import to_xlsx
from dxcheck.i18n import N_, _
from dxcheck.questionnaire import Questionnaire, QuickCheck

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from dxcheck.formats.sheets import Cell, CellKind

_KINDS: Final[Mapping[CellForm, CellKind]] = {
    "text": "long",
    "code": "text",
    "codes": "text",
    "figure": "number",
    "yes": "text",
    "day": "day",
    "choice": "text",
}
_WIDTHS: Final[Mapping[CellForm, int]] = {"text": 36, "code": 14, "codes": 18, "figure": 9, "yes": 10, "day": 12, "choice": 12}
_ABOUT: Final[Mapping[CellForm, str]] = {
    "text": N_("文"),
    "code": N_("半角の英数字とハイフン"),
    "codes": N_("IDを「、」で区切って並べます"),
    "figure": N_("数"),
    "yes": N_("「はい」か「いいえ」（空白は「いいえ」）"),
    "day": N_("日付（例: 2027/4/1）"),
    "choice": N_("次のどれか: {words}"),
}
_FEWER: Final[Mapping[str, int]] = {"levels": 0, "next_steps": 1}
"""Lists of texts that go by the scale, and by how many they are shorter than it has steps."""
_FIRST_DAY: Final = dt.date(1900, 3, 1)
"""Spreadsheets have no day before it that all of them count alike."""
_KEPT: Final = decimal.Context(prec=15)
"""The digits of a number that a cell keeps."""


def as_content(made: Questionnaire | QuickCheck) -> dict[str, Any]:
    """A questionnaire's content as its file has it."""
    content: dict[str, Any] = msgspec.to_builtins(made, builtin_types=(dt.date,))
    return content | {"kind": made.kind}


def questionnaire_workbook(content: Mapping[str, Any]) -> bytes:
    """The workbook of a questionnaire's content, which need not be complete: a sheet for itself, one for each list in it, and one that explains the columns."""
    model = QuickCheck if content.get("kind") == "quick" else Questionnaire
    about = [
        _("この表は dxcheck questionnaire from-xlsx で診断票のファイル（TOML）に戻せます。"),
        _("行を足す・消す・並べかえることができます。見出しの文は変えないでください。ほかの列やシートは読みません。"),
        _("空白にした欄は「書かない」という意味です。★の欄は必ず書きます。"),
    ]
    sheets = [_head(one, content) if one.is_upright else _listed(one, content) for one in sheets_of(model)]
    return to_xlsx(_("診断票の原稿"), sheets, about)


def _head(sheet: FormSheet, content: Mapping[str, Any]) -> Sheet:
    columns = (
        Column(_("項目"), _("何を書く欄か"), width=28),
        Column(_("内容"), _("その中身。日付は 2027-4-1 のように書きます"), "long", width=80),
    )
    rows = [(one.head(sheet), _as_text(_cell(value_at(content, one), one))) for one in sheet.columns]
    return Sheet(sheet.title, columns, tuple(rows))


def _as_text(cell: Cell) -> str | None:
    """Fields that stand under one another share a column, and so its form."""
    return None if cell is None else cell.isoformat() if isinstance(cell, dt.date) else str(cell)


def _listed(sheet: FormSheet, content: Mapping[str, Any]) -> Sheet:
    tables = _rows(sheet, content)
    columns = [part for one in sheet.columns for part in _each(one, tables, len(content.get("scale", ())))]
    heads = tuple(Column(one.head(sheet), _about(one), _KINDS[one.form], _WIDTHS[one.form]) for one in columns)
    return Sheet(sheet.title, heads, tuple(tuple(_cell(value_at(table, one), one) for one in columns) for table in tables))


def _rows(sheet: FormSheet, content: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    first, *inner = sheet.path
    outer = content.get(first, ())
    if not inner:
        return list(outer)
    return [{"owner": one.get("id"), **table} for one in outer for table in one.get(inner[0], ())]


def _each(column: FormColumn, tables: Sequence[Mapping[str, Any]], steps: int) -> list[FormColumn]:
    """The columns of a list of texts: as many as the longest list has, and as there is to be written for a scale of so many steps."""
    if -1 not in column.path:
        return [column]
    key = str(column.path[0])
    longest = max((len(table.get(key, ())) for table in tables), default=0)
    return [column.at(position) for position in range(max(longest, column.least, steps - _FEWER[key] if key in _FEWER else 0))]


def _about(column: FormColumn) -> str:
    words = _("・").join(_(WORDS.get(one, one)) for one in column.allowed)
    said = _(_ABOUT[column.form]).format(words=words) if column.allowed else _(_ABOUT[column.form])
    return _("★ {about}", about=said) if column.is_needed_in("ja") else said


def _cell(value: object, column: FormColumn) -> Cell:
    if isinstance(value, bool):
        return _("はい") if value else _("いいえ")
    if isinstance(value, list | tuple):
        return _("、").join(map(str, value)) or None
    if column.form == "choice" and value is not None:
        return _(WORDS.get(str(value), str(value)))
    is_too_early = isinstance(value, dt.date) and value < _FIRST_DAY
    if is_too_early or (isinstance(value, float) and float(_KEPT.create_decimal_from_float(value)) != value):
        return str(value)  # a cell keeps fewer digits, and fewer days
    assert value is None or isinstance(value, str | int | float | dt.date)
    return value
