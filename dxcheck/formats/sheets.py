"""Tables for other programs: CSV, and what each column holds; the workbook is made by `workbook`. They know rows, not where they came from.

Texts stay texts: nothing that begins with `=` becomes a formula, in either format.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
import unicodedata
from typing import TYPE_CHECKING, Final, Literal

import msgspec

from dxcheck.assessment.figures import as_mean
from dxcheck.i18n import _
from dxcheck.questionnaire.scale import DEFAULT, Scale
from dxcheck.system.refusal import DxcheckError

if TYPE_CHECKING:
    from collections.abc import Iterator

Cell = str | int | float | dt.date | None
CellKind = Literal["text", "long", "code", "number", "mean", "published", "change", "gap", "share", "count", "level", "day"]
Encoding = Literal["utf-8-sig", "cp932"]
ENCODINGS: Final[tuple[Encoding, ...]] = ("utf-8-sig", "cp932")
_MOST_NAMED: Final = 10
FORMULA: Final = re.compile(r"[\t\r\n]|\s*[=+\-@＝＋－＠]")
"""How a text begins that a spreadsheet could take for a formula; some take the full-width characters of Japanese keyboards too."""
_QUOTED: Final = re.compile("'*(?:" + FORMULA.pattern + ")")
CONVERTED: Final = re.compile(
    r"0\d+|\d{12,}"  # 012009 loses its zero, long numbers their last digits
    r"|\d+[eE]\d+"  # 1e5
    r"|([RHS]|令和|平成|昭和)?\d{1,4}\s*[-/年月]\s*\d{1,2}\s*[月日]?"  # 2026-1 becomes a day in January, 12月3日 one of this year
    r"|([RHS]|令和|平成|昭和)?\d{1,4}\s*[-/.年]\s*\d{1,2}\s*[-/.月]\s*\d{1,4}\s*日?"
    r"|\d{1,2}(:\d{1,2}){1,2}"
    r"|(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*[-/ .]?\d{1,4}"  # sep-01
    r"|\d{1,4}[-/ .]?(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*"
    r"|true|false",
    re.IGNORECASE,
)
"""What a spreadsheet opens as something else than what stands there."""


class Column(msgspec.Struct, frozen=True):
    """A column of a table: its title, what it holds and how its cells look."""

    title: str
    about: str
    """What it holds, in a sentence."""
    kind: CellKind = "text"
    width: float = 0
    """In characters; 0 for a figure's usual width."""
    is_hidden: bool = False
    """Whether a workbook hides it: it is for dxcheck, which reads the sheet back."""
    choices: tuple[str, ...] = ()
    """What may stand in its cells, offered as a list in a workbook that is to be filled in; anything without them."""


class FootRow(msgspec.Struct, frozen=True):
    """A row under a table, set apart: a mean of the others, or how many stand behind it."""

    cells: tuple[Cell, ...]
    kind: CellKind | None = None
    """What its figures are, where they are not what the columns hold; then they are not shaded."""


class Sheet(msgspec.Struct, frozen=True):
    """A table with its heading, as a sheet of a workbook or a CSV file."""

    title: str
    """On its tab, at most 31 characters."""
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    heading: str = ""
    """Over the table in a workbook."""
    note: str = ""
    """Under the heading."""
    feet: tuple[FootRow, ...] = ()
    """The last rows. Not in a CSV, where they would be taken for more municipalities."""
    levels: Scale = DEFAULT
    """The scale that its levels and means are on."""
    blank: int = 0
    """Empty rows under the others, to be filled in."""


class NotInEncodingError(DxcheckError, ValueError):
    """Some characters do not exist in the encoding; the message names them."""

    def __init__(self, encoding: str, missing: dict[str, str]) -> None:
        named = _("、").join(f"{character}（{where}）" for character, where in list(missing.items())[:_MOST_NAMED])
        if len(missing) > _MOST_NAMED:
            named += _("、ほか{n}字", n=len(missing) - _MOST_NAMED)
        super().__init__(
            _(
                "{encoding} にない文字があるため、書き出していません: {named}。UTF-8のCSVなら、そのまま書き出せます。",
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
    missing = {character: text for text in _texts(sheet) for character in text if not _fits(character, encoding)}
    if missing:
        raise NotInEncodingError(encoding, missing)
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerows(cells_as_texts(sheet))
    return out.getvalue().encode(encoding)


def cells_as_texts(sheet: Sheet) -> Iterator[list[str]]:
    """The heads and then each row, for formats that know nothing but text: figures as people read them, days as 2026-11-24, nothing that becomes a formula."""
    yield [harmless(one.title) for one in sheet.columns]
    for row in sheet.rows:
        yield [_plain(value, one.kind, sheet.levels.digits) for value, one in zip(row, sheet.columns, strict=True)]


def _texts(sheet: Sheet) -> Iterator[str]:
    """Every text in it, the heads too."""
    yield from (one.title for one in sheet.columns)
    yield from (value for row in sheet.rows for value in row if isinstance(value, str))


def _fits(character: str, encoding: str) -> bool:
    try:
        character.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True


def _plain(value: Cell, kind: CellKind, digits: int) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return f"〔{value}〕" if kind == "code" else harmless(value)
    if isinstance(value, dt.date):
        return value.isoformat()
    if kind == "published":
        return as_mean(value, digits)
    if kind == "share":
        return as_mean(value, 2)
    return as_mean(value, digits + 1) if kind in ("mean", "change", "gap") else str(value)


def harmless(text: str) -> str:
    """A text that a spreadsheet would take for a formula gets an apostrophe before it; one that it would turn into a number or a day, brackets around it.

    So does one that looks as if it had got them already: `as_before` brings back every text.
    """
    if _QUOTED.match(text):
        return "'" + text
    return f"〔{text}〕" if _is_converted(text) else text


def as_before(text: str) -> str:
    """A text as it was before `harmless`; any other stays as it is."""
    if text.startswith("'") and _QUOTED.match(text):
        return text[1:]
    return text[1:-1] if _is_bracketed(text) and _is_converted(text) else text


def _is_bracketed(text: str) -> bool:
    return len(text) > 1 and text[0] == "〔" and text[-1] == "〕"


def _is_converted(text: str) -> bool:
    while _is_bracketed(text):
        text = text[1:-1]
    return bool(CONVERTED.fullmatch(unicodedata.normalize("NFKC", text).strip()))
