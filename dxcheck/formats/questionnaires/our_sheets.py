"""The sheets of a workbook of ours, as people leave them: moved, merged, hidden, in another language, with remarks beside.

What is not read is noted, and what cannot be understood is a fault at its cell.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from dxcheck.formats.foreign_cells import ForeignCell
from dxcheck.formats.foreign_tables import shown_as_one
from dxcheck.formats.questionnaires.cells import WrongCell, is_filled, narrow, value_of
from dxcheck.formats.questionnaires.columns import WORDS, ContentPath, FormColumn, FormSheet, lengthen, most_in_list, put_at, sheets_of
from dxcheck.formats.questionnaires.taken import Spot, Taken
from dxcheck.i18n import _, _n, in_each_language
from dxcheck.questionnaire import Questionnaire, QuickCheck
from dxcheck.system.unadorned import unadorned

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from dxcheck.formats.foreign_cells import ForeignTable

_HEAD_WITHIN: Final = 30
"""Rows from the top in which the heads are looked for."""
MOST_ROWS: Final = 2000
"""Of one sheet: many times as many as the largest questionnaire has items."""


def taken_from(tables: Sequence[ForeignTable]) -> Taken:
    """What the sheets of a workbook of ours say, whichever language their names and heads are in and in whatever order they are."""
    found = Taken({})
    known = {unadorned(title): table for table in tables for title in (table.title,)}
    head_sheet = sheets_of(Questionnaire)[0]
    head = _table_of(head_sheet, known)
    if head is None:
        message = _("シート「{sheet}」がありません。診断票の原稿のExcelのファイルか確かめてください。", sheet=head_sheet.title)
        found.fault("", message)
        return found
    kind = _kind_in(head)
    found.language = _language_in(head)
    model = QuickCheck if kind == "quick" else Questionnaire
    sheets = sheets_of(model)
    for sheet in sheets:
        table = _table_of(sheet, known)
        if table is not None:
            _note_hidden(table, found)
            cut_off(table, found)
            (_take_upright if sheet.is_upright else _take_list)(sheet, table, found)
        elif sheet.is_required and not sheet.is_inner:
            found.fault("", _("シート「{sheet}」がありません。シートを足すか、名前を確かめてください。", sheet=sheet.title))
            found.content[sheet.path[0]] = []
        if sheet.is_required and sheet.is_inner:
            for one in found.content.get(sheet.path[0], []):
                one.setdefault(sheet.path[1], [])
    read = {id(_table_of(sheet, known)) for sheet in sheets}
    ours = {unadorned(one) for one in in_each_language("説明")}
    for table in tables:
        if id(table) not in read and table.cells and unadorned(table.title) not in ours:
            found.notes.append(_("シート「{sheet}」は読みませんでした。", sheet=table.title))
    return found


def _table_of(sheet: FormSheet, known: Mapping[str, ForeignTable]) -> ForeignTable | None:
    return next((known[unadorned(one)] for one in sheet.titles if unadorned(one) in known), None)


def _note_hidden(table: ForeignTable, found: Taken) -> None:
    if table.is_hidden:
        found.notes.append(_("シート「{sheet}」は表示されていませんが、読みました。", sheet=table.title))


def cut_off(table: ForeignTable, found: Taken) -> None:
    """Refuse a sheet that is no questionnaire's, and look at its first rows only."""
    if any(row >= MOST_ROWS for row, _column in table.cells):
        found.fault(table.place(MOST_ROWS, 0), _("行が多すぎます（{n}行まで）。診断票のシートか確かめてください", n=MOST_ROWS))
        table.cells = {place: cell for place, cell in table.cells.items() if place[0] < MOST_ROWS}


# -- one field under the other ----------------------------------------------------------------------------------------------


def _kind_in(table: ForeignTable) -> str:
    """Full or quick, as the first sheet says; full where it cannot be told."""
    values = {unadorned(cells[0].text): cells for _row, cells in table.rows().items() if 0 in cells and 1 in cells}
    column = sheets_of(Questionnaire)[0].columns[0]
    for head in column.heads(sheets_of(Questionnaire)[0]):
        cells = values.get(unadorned(head))
        if cells is not None and unadorned(cells[1].text) in {unadorned(one) for one in ("quick", *in_each_language(WORDS["quick"]))}:
            return "quick"
    return "full"


def _language_in(table: ForeignTable) -> str:
    """The language of the whole: English where the title is in English alone, else Japanese. It is known before anything is read, since it says what must be there."""
    sheet = sheets_of(Questionnaire)[0]
    filled = {unadorned(cells[0].text) for _row, cells in table.rows().items() if 0 in cells and is_filled(cells.get(1))}
    titles = {
        str(one.path[1]): bool(filled & {unadorned(head) for head in one.heads(sheet)}) for one in sheet.columns if one.path[0] == "title"
    }
    return "en" if titles["en"] and not titles["ja"] else "ja"


def _take_upright(sheet: FormSheet, table: ForeignTable, found: Taken) -> None:
    fill_in(table)
    heads = {unadorned(head): one for one in sheet.columns for head in one.heads(sheet)}
    headings = {unadorned(one) for one in in_each_language("内容")}
    seen: dict[FormColumn, int] = {}
    for row, cells in table.rows().items():
        column = heads.get(unadorned(cells[0].text)) if 0 in cells else None
        _note_beside(table, row, cells, found)
        if column is None:
            if 1 in cells and not (row == 0 and unadorned(cells[1].text) in headings):
                found.notes.append(_("{place}は、どの項目かわからないので読みませんでした。", place=table.place(row, 1)))
        elif column in seen:
            found.fault(table.place(row, 0), _("項目「{head}」が2つあります。片方を消してください", head=column.head(sheet)))
        else:
            seen[column] = row
            _take_cell(cells.get(1), column, found.content, (), table.place(row, 1), found)
    last = max((row for row, _column in table.cells), default=0)
    for column in sheet.columns:
        if column not in seen and column.is_required:
            found.stand_in(column, found.content)
            message = _("項目「{head}」の行がありません。A列に項目の名前、B列に内容を書いてください", head=column.head(sheet))
            found.fault(table.place(last + 1, 0), message)


def _note_beside(table: ForeignTable, row: int, cells: Mapping[int, ForeignCell], found: Taken) -> None:
    beside = [table.place(row, at) for at in cells if at > 1 and is_filled(cells[at])]
    if beside:
        found.notes.append(_("見出しのない所は読みませんでした（{places}）。", places=_("、").join(beside)))


# -- lists ------------------------------------------------------------------------------------------------------------------


def _take_list(sheet: FormSheet, table: ForeignTable, found: Taken) -> None:
    """Rows of one kind under their heads."""
    fill_in(table)
    rows = table.rows()
    head_row, columns = _headed(sheet, table, rows, found)
    unheaded = _unheaded(sheet, columns, found)
    if head_row is None:
        if not sheet.is_inner:
            found.content[sheet.path[0]] = []
        return
    tables: list[dict[str, Any]] = [] if sheet.is_inner else found.content.setdefault(sheet.path[0], [])
    for row, cells in rows.items():
        if row <= head_row or not any(is_filled(cells.get(one)) for one in columns):
            continue
        taken, base = _row_of(sheet, columns, cells, tables, table.place(row, max(_owner_in(columns), 0)), found)
        for at, column in columns.items():
            if not column.is_owner:
                _take_cell(cells.get(at), column, taken, base, table.place(row, at), found)
        for one in unheaded:  # that there is no such column is said of its head, not again of every row
            if not one.is_owner:
                found.stand_in(one, taken)
        found.spots.setdefault(base, Spot(table.place(row, min(columns))))
        _trim_lists(sheet, taken)
        _say_plainly(sheet, taken)


def _owner_in(columns: Mapping[int, FormColumn]) -> int:
    return next((at for at, one in columns.items() if one.is_owner), -1)


def _row_of(
    sheet: FormSheet,
    columns: Mapping[int, FormColumn],
    cells: Mapping[int, ForeignCell],
    tables: list[dict[str, Any]],
    place: str,
    found: Taken,
) -> tuple[dict[str, Any], ContentPath]:
    """The table that a row becomes, and the way to it."""
    if not sheet.is_inner:
        tables.append({})
        return tables[-1], (sheet.path[0], len(tables) - 1)
    first, key = sheet.path
    owner = cells.get(_owner_in(columns))
    name = narrow(owner.text) if owner is not None else ""
    outer = found.content.get(first, [])
    position = next((n for n, one in enumerate(outer) if one.get("id") == name), None)
    if position is None:
        if _owner_in(columns) in columns:  # that there is no such column is said of its head
            unknown = _("ID「{id}」の行がほかのシートにありません。IDを確かめてください", id=name)
            found.fault(place, unknown if name else _("空です。必ず書いてください"))
        return {}, (first, -1, key, place)
    inner = outer[position].setdefault(key, [])
    inner.append({})
    return inner[-1], (first, position, key, len(inner) - 1)


def fill_in(table: ForeignTable) -> None:
    """Let a cell say what people see there: what is shown as one with the cells under it stands in each of them, and a formula is there even without its value."""
    for place in table.unsaved:
        table.cells.setdefault(place, ForeignCell("", "formula"))
    for (row, column), first in shown_as_one(table).items():
        if first in table.cells and first[1] == column:
            table.cells.setdefault((row, column), table.cells[first])


def _headed(
    sheet: FormSheet, table: ForeignTable, rows: Mapping[int, Mapping[int, ForeignCell]], found: Taken
) -> tuple[int | None, dict[int, FormColumn]]:
    """The row of heads and the column under each."""
    heads = {unadorned(head): one for column in sheet.columns for one in _positions(column) for head in one.heads(sheet)}
    candidates = [row for row in rows if row < _HEAD_WITHIN]
    counted = {row: sum(unadorned(cell.text) in heads for cell in rows[row].values()) for row in candidates}
    best = max(candidates, key=lambda row: (counted[row], -row), default=None)
    if best is None or counted[best] == 0:
        wanted = _("、").join(one.at(0).head(sheet) for one in sheet.columns if one.is_required)
        found.fault(
            table.place(0, 0), _("見出しの行が見つかりません。1行目に見出しを書いてください（必ず要るもの: {heads}）", heads=wanted)
        )
        return None, {}
    columns: dict[int, FormColumn] = {}
    for at, cell in rows[best].items():
        column = heads.get(unadorned(cell.text))
        if column is None:
            _note_column(table, at, best, cell.text, rows, found)
        elif column in columns.values():
            found.fault(table.place(best, at), _("見出し「{head}」が2つあります。片方を消してください", head=column.head(sheet)))
        else:
            columns[at] = column
    _note_unheaded(table, best, rows, found)
    _check_heads(sheet, table, best, columns, found)
    return best, columns


def _positions(column: FormColumn) -> list[FormColumn]:
    return [column.at(n) for n in range(most_in_list(column))] if -1 in column.path else [column]


def _note_column(table: ForeignTable, at: int, head: int, text: str, rows: Mapping[int, Mapping[int, ForeignCell]], found: Taken) -> None:
    n = sum(row > head and is_filled(cells.get(at)) for row, cells in rows.items())
    if n:
        found.notes.append(
            _n(
                "{place}の見出し「{head}」の列（{n}行）は読みませんでした。",
                "{place}の見出し「{head}」の列（{n}行）は読みませんでした。",
                n,
                place=table.place(head, at),
                head=text,
            )
        )


def _note_unheaded(table: ForeignTable, head: int, rows: Mapping[int, Mapping[int, ForeignCell]], found: Taken) -> None:
    """Name what stands above the heads, or beside them without one."""
    above = [table.place(row, at) for row, cells in rows.items() if row < head for at in cells]
    beside = {
        at: row
        for row, cells in sorted(rows.items(), reverse=True)
        if row > head
        for at in cells
        if at not in rows[head] and is_filled(cells[at])
    }
    places = [*above, *(table.place(row, at) for at, row in sorted(beside.items()))]
    if places:
        found.notes.append(_("見出しのない所は読みませんでした（{places}）。", places=_("、").join(places)))


def _check_heads(sheet: FormSheet, table: ForeignTable, head: int, columns: Mapping[int, FormColumn], found: Taken) -> None:
    missing = _unheaded(sheet, columns, found)
    if missing:
        heads = _("、").join(one.head(sheet) for one in missing)
        found.fault(table.place(head, 0), _("見出しがありません: {heads}。列を足してください", heads=heads))


def _unheaded(sheet: FormSheet, columns: Mapping[int, FormColumn], found: Taken) -> list[FormColumn]:
    """The columns that must be there and are not."""
    there = {one.path for one in columns.values()}
    needed = [
        one.at(n) for one in sheet.columns for n in range(max(one.least, 1) if -1 in one.path else 1) if one.is_needed_in(found.language)
    ]
    return [one for one in needed if one.path not in there and not (one.is_plain and any(path[0] == one.path[0] for path in there))]


def _trim_lists(sheet: FormSheet, taken: dict[str, Any]) -> None:
    """A list of texts that says nothing is not there; one that ends early is as long as what is headed."""
    for column in sheet.columns:
        key = str(column.path[0])
        if -1 in column.path and not any(taken.get(key, ())):
            taken.pop(key, None)


def _say_plainly(sheet: FormSheet, taken: dict[str, Any]) -> None:
    """What is a plain string in one language alone is one in English too."""
    for column in sheet.columns:
        said = taken.get(str(column.path[0]))
        if column.is_plain and isinstance(said, dict) and list(said) == ["en"]:
            taken[str(column.path[0])] = said["en"]


# -- one cell ---------------------------------------------------------------------------------------------------------------


def _take_cell(cell: ForeignCell | None, column: FormColumn, taken: dict[str, Any], base: ContentPath, place: str, found: Taken) -> None:
    """Put what a cell says where it belongs."""
    found.spots[(*base, *column.path)] = Spot(place, column, taken)
    try:
        value = value_of(cell, column)
    except WrongCell as wrong:
        found.fault(place, str(wrong))
        found.stand_in(column, taken)
        return
    if value is not None:
        put_at(taken, column, value)
    elif column.is_needed_in(found.language) and not (column.is_plain and column.path[0] in taken):
        found.fault(place, _("空です。必ず書いてください"))
        found.stand_in(column, taken)
    elif column.form == "codes":
        put_at(taken, column, [])
    elif any(isinstance(one, int) for one in column.path):
        _place_in_list(taken, column)


def _place_in_list(taken: dict[str, Any], column: FormColumn) -> None:
    """A position of a list of texts that is left empty."""
    key, position = column.path[0], next(one for one in column.path if isinstance(one, int))
    lengthen(taken.setdefault(str(key), []), position)
