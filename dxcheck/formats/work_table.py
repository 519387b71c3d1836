"""A sheet of work (業務の棚卸し) as a table that is filled in and comes back: its columns, and how its rows are found again wherever they were moved or pasted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from dxcheck.casework.stocktaking import PAINS, PAPER_USES, minutes_in_words
from dxcheck.casework.work_sheet import WORK_FIELDS, WorkMark, WorkRow
from dxcheck.formats.answer_table import written_at
from dxcheck.formats.foreign_cells import UnreadableTableError
from dxcheck.formats.foreign_tables import shown_as_one
from dxcheck.formats.sheets import Column, Sheet
from dxcheck.i18n import N_, _, in_each_language
from dxcheck.system.unadorned import unadorned

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from dxcheck.casework.stocktaking import Work
    from dxcheck.casework.work_sheet import WorkField
    from dxcheck.formats.foreign_cells import ForeignCell, ForeignTable
    from dxcheck.formats.sheets import Cell, CellKind

BLANK_ROWS: Final = 30
"""To be filled in, under what is there: what an office has on one page."""
_LEAST_HEADS: Final = 3
WorkColumnId = Literal["name", "section", "times", "minutes", "hours", "paper", "pain", "idea", "mark"]


class WorkColumn(NamedTuple):
    """One column."""

    id: WorkColumnId
    head: str
    """In Japanese; translated where it is shown, and found again in either language."""
    about: str
    kind: CellKind
    width: float


WORK_COLUMNS: Final[tuple[WorkColumn, ...]] = (
    WorkColumn("name", N_("業務"), N_("業務の名前。1行に1つ"), "text", 34),
    WorkColumn("section", N_("課・係"), N_("その業務をしている課・係"), "text", 18),
    WorkColumn("times", N_("年に何回"), N_("12、月2回、週1回 のように書きます"), "text", 11),
    WorkColumn("minutes", N_("1回の時間"), N_("1.5（時間）、90分、1時間30分 のように書きます"), "text", 11),
    WorkColumn("hours", N_("年間の時間"), N_("年に何回×1回の時間。dxcheckが出すもので、書いても読みません"), "number", 10),
    WorkColumn("paper", N_("紙"), N_("紙のやりとりがあるか"), "text", 9),
    WorkColumn("pain", N_("困り度"), N_("どれだけ困っているか"), "text", 12),
    WorkColumn("idea", N_("改善の案"), N_("こうしたい、こうできそう、ということ"), "long", 40),
    WorkColumn("mark", N_("行の印（消さないでください）"), N_("どの行かを見分けるためのもの"), "text", 14),
)


def work_table(works: Sequence[Work], municipality: str, code: str) -> Sheet:
    """The table, in the order of the screen, with room for more.

    Args:
        works: in that order.
        municipality: its name.
        code: its code, for the marks.
    """
    words = {"paper": PAPER_USES.values(), "pain": PAINS.values()}
    columns = tuple(
        Column(_(one.head), _(one.about), one.kind, one.width, one.id == "mark", tuple(_(word) for word in words.get(one.id, ())))
        for one in WORK_COLUMNS
    )
    heading = _("業務の棚卸し　{municipality}", municipality=municipality)
    note = _("下の空いた行に書き足せます。書いたら dxcheck で読み込みます。個人の名前は書かないでください。")
    return Sheet(_("業務の棚卸し"), columns, tuple(_cells(one, code) for one in works), heading, note, blank=BLANK_ROWS)


def _cells(one: Work, code: str) -> tuple[Cell, ...]:
    hours = one.hours_a_year
    whole = int(hours) if hours is not None and hours == int(hours) else hours
    held: dict[WorkColumnId, Cell] = {
        "name": one.name,
        "section": one.section or None,
        "times": str(one.times) if one.times is not None else None,
        "minutes": minutes_in_words(one.minutes) if one.minutes is not None else None,
        "hours": whole,
        "paper": _(PAPER_USES[one.paper]) if one.paper is not None else None,
        "pain": _(PAINS[one.pain]) if one.pain is not None else None,
        "idea": one.idea or None,
        "mark": str(WorkMark.of(code, one)),
    }
    return tuple(held[column.id] for column in WORK_COLUMNS)


def work_rows(tables: list[ForeignTable]) -> list[WorkRow]:
    """Every row of work in a file that came back.

    Raises:
        UnreadableTableError: there is no row of heads; the message says what was looked for.
    """
    shown = [one for one in tables if not one.is_hidden] or tables
    found, was_headed = [], False
    for table in shown:
        rows = _rows_in(table)
        was_headed = was_headed or rows is not None
        found += rows or []
    if not was_headed:
        raise UnreadableTableError(
            _(
                "棚卸し表の見出し（業務・課・係・年に何回 など）が見つかりません。棚卸し表のファイルか、見出しから貼り付けたものを指定してください。"
            )
        )
    return found


def _rows_in(table: ForeignTable) -> list[WorkRow] | None:
    """The rows below the heads; None where there are no heads."""
    merged, columns = shown_as_one(table), dict[WorkColumnId, int]()
    found: list[WorkRow] = []
    for at, cells in table.rows().items():
        if heads := _heads_in(cells):
            columns = heads
            continue
        if not columns:
            continue
        width = table.widths.get(at, max(cells) + len(WORK_COLUMNS))
        where: dict[WorkField, int] = {one: columns[one] for one in WORK_FIELDS if one in columns and columns[one] < width}
        mark = cells.get(columns.get("mark", -1))
        written = {one: written_at(table, (at, column), merged) for one, column in where.items()}
        found.append(WorkRow(WorkMark.read(mark.text) if mark is not None else None, table.place(at, columns["name"]), written))
    return found if columns else None


def _heads_in(cells: Mapping[int, ForeignCell]) -> dict[WorkColumnId, int]:
    """Where the columns are, if this is a row of heads: the work's name and at least two others."""
    heads: dict[str, WorkColumnId] = {unadorned(head): one.id for one in WORK_COLUMNS for head in in_each_language(one.head)}
    found: dict[WorkColumnId, int] = {}
    for column, cell in cells.items():
        one = heads.get(unadorned(cell.text)) if isinstance(cell.value, str) else None
        if one is not None:
            found.setdefault(one, column)
    return found if "name" in found and len(found) >= _LEAST_HEADS else {}
