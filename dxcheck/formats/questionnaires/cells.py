"""What one cell of a questionnaire's workbook says, whatever way people write it: full-width digits, spaces around, はい or ○, 令和9年4月1日."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from typing import TYPE_CHECKING, Final

from dxcheck.formats.questionnaires.columns import WORDS, CellForm, FormColumn
from dxcheck.i18n import _, in_each_language
from dxcheck.system.unadorned import unadorned

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from dxcheck.formats.foreign_cells import ForeignCell

_NUMBER: Final = re.compile(r"[-+]?[0-9]{1,9}(\.[0-9]{1,20})?([eE][-+]?[0-9]{1,3})?")
_DAY: Final = re.compile(r"([0-9]{4})[-/.年]([0-9]{1,2})[-/.月]([0-9]{1,2})日?")
_ERA: Final = re.compile(r"(?:令和|R)([0-9]{1,3}|元)[-/.年]([0-9]{1,2})[-/.月]([0-9]{1,2})日?", re.IGNORECASE)
_REIWA: Final = 2018
_YES: Final = frozenset({"はい", "yes", "y", "true", "1", "○", "〇", "◯"})
_NO: Final = frozenset({"いいえ", "no", "n", "false", "0", "×", "✕"})


class WrongCell(Exception):  # noqa: N818 - a cell, not an error of ours
    """What is wrong with a cell, and what to do."""


def narrow(text: str) -> str:
    """An id or a number in characters of one width, without spaces around."""
    return unicodedata.normalize("NFKC", text).strip()


def is_filled(cell: ForeignCell | None) -> bool:
    """Whether anything stands in a cell; spaces alone are nothing."""
    return cell is not None and (cell.kind != "value" or bool(cell.text.strip()))


def value_of(cell: ForeignCell | None, column: FormColumn) -> object:
    """What a cell says; None where it says nothing.

    Raises:
        WrongCell: it is not of the column's form.
    """
    if cell is None:
        return None
    check_counted(cell)
    return _READERS[column.form](cell, column) if cell.text.strip() else None


def check_counted(cell: ForeignCell) -> None:
    """Refuse what a formula did not come to.

    Raises:
        WrongCell: it is an error, or nothing was kept of it.
    """
    if cell.kind == "error":
        raise WrongCell(_("式の誤り（{text}）です。式を直すか、値を書いてください", text=cell.text))
    if cell.kind == "formula" and cell.text == "":
        raise WrongCell(_("式の結果が保存されていません。Excelなどで開いて保存し直すか、値を書いてください"))


def _codes(cell: ForeignCell, _column: FormColumn) -> list[str] | None:
    return [one for one in re.split(r"[\s、,;・/]+", narrow(cell.text)) if one] or None


def _figure(cell: ForeignCell, _column: FormColumn) -> float:
    text = cell.text
    plain = narrow(text).replace(",", "")
    if not _NUMBER.fullmatch(plain):
        raise WrongCell(_("「{text}」は数ではありません。半角の数字で書いてください", text=text))
    number = float(plain)
    return int(number) if number.is_integer() and "e" not in plain.lower() else number


def _yes(cell: ForeignCell, _column: FormColumn) -> bool:
    text = cell.text
    plain = unadorned(text)
    if plain not in _YES | _NO:
        raise WrongCell(_("「{text}」は使えません。「はい」か「いいえ」を書いてください", text=text))
    return plain in _YES


def _choice(cell: ForeignCell, column: FormColumn) -> str:
    text = cell.text
    for one in column.allowed:
        if unadorned(text) in {unadorned(said) for said in (one, *(in_each_language(WORDS[one]) if one in WORDS else ()))}:
            return one
    words = _("・").join(_(WORDS.get(one, one)) for one in column.allowed)
    raise WrongCell(_("「{text}」は使えません（使える値: {words}）", text=text, words=words))


def _day(cell: ForeignCell, _column: FormColumn) -> dt.date:
    if isinstance(cell.value, dt.datetime):
        return cell.value.date()
    if isinstance(cell.value, dt.date):
        return cell.value
    plain = re.sub(r"\s", "", narrow(cell.text))
    found, era = _DAY.fullmatch(plain), _ERA.fullmatch(plain)
    try:
        if found:
            return dt.date(int(found[1]), int(found[2]), int(found[3]))
        if era:
            return dt.date(_REIWA + (1 if era[1] == "元" else int(era[1])), int(era[2]), int(era[3]))
    except ValueError:
        pass
    raise WrongCell(_("「{text}」は日付ではありません（例: 2027/4/1、令和9年4月1日）", text=cell.text))


_READERS: Final[Mapping[CellForm, Callable[[ForeignCell, FormColumn], object]]] = {
    "text": lambda cell, _column: cell.text,
    "code": lambda cell, _column: narrow(cell.text),
    "codes": _codes,
    "figure": _figure,
    "yes": _yes,
    "day": _day,
    "choice": _choice,
}
