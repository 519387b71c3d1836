"""What a questionnaire that comes from another kind of form still lacks: a line a row, in the words of our workbook's heads."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dxcheck.formats.questionnaires.columns import sheets_of, value_at
from dxcheck.i18n import _
from dxcheck.questionnaire import Questionnaire
from dxcheck.questionnaire.counted_faults import language_of
from dxcheck.system.fault import Fault

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dxcheck.formats.questionnaires.columns import ContentPath, FormColumn, FormSheet
    from dxcheck.formats.questionnaires.taken import Taken


def left_to_write(taken: Taken) -> list[Fault]:
    """What is still missing, with where in the form its row is; the content itself stays as it is."""
    found, language = [], language_of(taken.content.get("title"))
    for sheet, table, path in _tables(taken.content):
        missing = [one.head(sheet) for one in _needed(sheet, language) if value_at(table, one) in (None, [], ())]
        if missing:
            spot = taken.spot_of(path)
            message = _("シート「{sheet}」に書き足すもの: {heads}", sheet=sheet.title, heads=_("、").join(missing))
            found.append(Fault(spot.place if spot is not None else "", message))
    bare = [one for one in sheets_of(Questionnaire) if one.is_required and not taken.content.get(one.path[0])]
    return [*found, *(Fault("", _("シート「{sheet}」に、1行以上書いてください", sheet=one.title)) for one in bare)]


def _tables(content: dict[str, Any]) -> Iterator[tuple[FormSheet, dict[str, Any], ContentPath]]:
    for sheet in sheets_of(Questionnaire):
        if sheet.is_upright:
            yield sheet, content, ()
        elif not sheet.is_inner:
            yield from ((sheet, table, (sheet.path[0], n)) for n, table in enumerate(content.get(sheet.path[0], ())))


def _needed(sheet: FormSheet, language: str) -> Iterator[FormColumn]:
    for one in sheet.columns:
        if one.is_needed_in(language):
            yield from (one.at(n) for n in range(max(one.least, 1) if -1 in one.path else 1))
