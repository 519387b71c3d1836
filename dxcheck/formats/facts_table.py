"""Reads a table of open facts by a mapping: a municipality a row, or a municipality a column as some published tables have it. What is wrong is told cell by cell."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, NamedTuple

from dxcheck.casework.open_facts import OpenFact
from dxcheck.i18n import _
from dxcheck.system.fault import Fault
from dxcheck.system.unadorned import unadorned

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from dxcheck.casework.open_facts import FactMapping, FactSource
    from dxcheck.formats.foreign_cells import ForeignCell, ForeignTable
    from dxcheck.model.roster import Municipality, Roster

_SHORT_CODE = 5
"""Digits of a code without its check digit."""
_SHORT = 30


class FactsRead(NamedTuple):
    """What a table says of the municipalities of a prefecture."""

    facts: dict[str, list[OpenFact]]
    """By a municipality's code."""
    faults: tuple[Fault, ...]
    not_there: tuple[Municipality, ...]
    """Municipalities of which the table says nothing."""
    unknown: int
    """Cells in which nothing is known."""


class _Table:
    """A table whose municipalities are rows: as it is, or turned."""

    def __init__(self, table: ForeignTable, mapping: FactMapping) -> None:
        turned = mapping.municipalities == "columns"
        self._table, self._turned = table, turned
        cells = {(column, row) if turned else (row, column): cell for (row, column), cell in table.cells.items()}
        self.rows: dict[int, dict[int, ForeignCell]] = {}
        for (row, column), cell in sorted(cells.items()):
            self.rows.setdefault(row, {})[column] = cell

    def place(self, row: int, column: int) -> str:
        """Where a cell is in the file: 12行目の3列目（C12）."""
        row, column = (column, row) if self._turned else (row, column)
        return _("{row}行目の{column}列目（{cell}）", row=row + 1, column=column + 1, cell=self._table.place(row, column))


def facts_in(table: ForeignTable, mapping: FactMapping, roster: Roster) -> FactsRead:
    """Read it.

    Args:
        table: as it came.
        mapping: how it is read.
        roster: the municipalities that are looked for; others are passed over.
    """
    reader = _FactsReader(_Table(table, mapping), mapping, roster)
    reader.read()
    not_there = tuple(one for one in roster.municipalities if one.code not in reader.facts and one.code not in reader.seen)
    return FactsRead(reader.facts, tuple(reader.faults), not_there, reader.unknown)


class _FactsReader:
    """Goes through a table."""

    def __init__(self, table: _Table, mapping: FactMapping, roster: Roster) -> None:
        self._table, self._mapping, self._roster = table, mapping, roster
        self.facts: dict[str, list[OpenFact]] = {}
        self.faults: list[Fault] = []
        self.seen: dict[str, int] = {}
        """A municipality's code to its row."""
        self.unknown = 0
        self._missing = {unadorned(one) for one in mapping.missing}

    def read(self) -> None:
        """All of it, or what is wrong with its heads."""
        heads = self._heads_of_columns() if self._mapping.municipalities == "columns" else self._heads_of_rows()
        if heads is None:
            return
        at, columns, key = heads
        for row, code in self._municipalities(at, key, columns.get("")):
            cells = self._table.rows[row]
            for source in self._mapping.facts:
                if (column := columns.get(source.column)) is not None:
                    self._take(code, source, cells.get(column), self._table.place(row, column))

    def _heads_of_rows(self) -> tuple[int, dict[str, int], int] | None:
        """The row of heads, where each wanted column is (the prefecture's under an empty name), and the municipality's column."""
        wanted = [one.column for one in self._mapping.facts]
        best: tuple[int, dict[str, int]] | None = None
        for row, cells in self._table.rows.items():
            heads = {unadorned(cell.text): column for column, cell in reversed(list(cells.items()))}
            if unadorned(self._mapping.key) in heads:
                best = (row, heads)
                break
        if best is None:
            self.faults.append(Fault("", _("見出し「{key}」の列が見つかりません（対応表の key）", key=self._mapping.key)))
            return None
        row, heads = best
        columns = self._columns(heads, wanted, _("{row}行目", row=row + 1))
        if self._mapping.prefecture:
            if (found := heads.get(unadorned(self._mapping.prefecture))) is None:
                self.faults.append(Fault("", _("見出し「{key}」の列が見つかりません（対応表の prefecture）", key=self._mapping.prefecture)))
                return None
            columns[""] = found
        return row, columns, heads[unadorned(self._mapping.key)]

    def _heads_of_columns(self) -> tuple[int, dict[str, int], int] | None:
        """The same of a table that was turned: its first rows are what each fact is called, and the names of municipalities are in one of the first columns."""
        wanted = [one.column for one in self._mapping.facts]
        for row, cells in self._table.rows.items():
            heads = {unadorned(cell.text): column for column, cell in reversed(list(cells.items()))}
            if self._mapping.key and unadorned(self._mapping.key) not in heads:
                continue
            if any(unadorned(one) in heads for one in wanted):
                names = heads.get(unadorned(self._mapping.key), min(self._table.rows[max(self._table.rows)], default=0))
                return row, self._columns(heads, wanted, _("見出しの列")), names
        self.faults.append(Fault("", _("対応表の column にある言葉が、表のどの行の見出しにもありません")))
        return None

    def _columns(self, heads: Mapping[str, int], wanted: Sequence[str], where: str) -> dict[str, int]:
        for one in wanted:
            if unadorned(one) not in heads:
                self.faults.append(Fault(where, _("見出し「{column}」がありません（対応表の column）", column=one)))
        return {one: heads[unadorned(one)] for one in wanted if unadorned(one) in heads}

    # -- municipalities ------------------------------------------------------------------------------------------------

    def _municipalities(self, head: int, key: int, prefecture: int | None) -> list[tuple[int, str]]:
        """The rows of the prefecture's municipalities, by code, or by a name that is there once; among namesakes the one that stands with its neighbours."""
        by_code = {one.code[:_SHORT_CODE]: one.code for one in self._roster.municipalities}
        by_name = {unadorned(one.name): one.code for one in self._roster.municipalities}
        own = unadorned(str(self._roster.prefecture.name))
        found: dict[str, list[int]] = {}
        for row, cells in self._table.rows.items():
            cell = cells.get(key)
            if row <= head or cell is None:
                continue
            if prefecture is not None and (prefecture not in cells or unadorned(cells[prefecture].text) != own):
                continue
            plain = unadorned(cell.text).strip("〔〕")
            code = by_code.get(plain.zfill(6 if len(plain) > _SHORT_CODE else _SHORT_CODE)[:_SHORT_CODE]) if plain.isdecimal() else None
            code = code or by_name.get(plain.removeprefix(own))
            if code is not None:
                found.setdefault(code, []).append(row)
        alone = [rows[0] for rows in found.values() if len(rows) == 1]
        made = []
        for code, rows in found.items():
            near = rows if len(rows) == 1 else [one for one in rows if alone and min(alone) <= one <= max(alone)]
            if len(near) == 1:
                self.seen[code] = near[0]
                made.append((near[0], code))
            else:
                places = _("、").join(self._table.place(row, key) for row in rows)
                name = next(one.name for one in self._roster.municipalities if one.code == code)
                said = _(
                    "「{name}」がいくつかあり、どれがこの県のものかわかりません。コードの列を key にするか、prefecture を書いてください",
                    name=name,
                )
                self.faults.append(Fault(places, said))
                self.seen[code] = rows[0]
        return sorted(made)

    # -- cells ---------------------------------------------------------------------------------------------------------

    def _take(self, code: str, source: FactSource, cell: ForeignCell | None, place: str) -> None:
        text = unadorned(cell.text) if cell is not None else ""
        if not text or text in self._missing:
            self.unknown += 1
            return
        assert cell is not None
        if cell.kind == "error":
            self.faults.append(Fault(place, _("エラーの値（{text}）が入っています", text=cell.text[:_SHORT])))
            return
        value = _number(text, source.unit) if source.kind == "number" else _yes_or_no(text, source)
        if value is None:
            self.faults.append(Fault(place, _what_is_wanted(cell.text, source)))
            return
        made = OpenFact(
            self._mapping.survey,
            self._mapping.as_of,
            source.label or source.column,
            value,
            source.items,
            source.unit,
            source.at_least,
            source.expected_from,
            source.not_below,
        )
        self.facts.setdefault(code, []).append(made)


def _number(text: str, unit: str) -> float | None:
    plain = text.removesuffix(unadorned(unit)).replace(",", "")
    signed = plain.removeprefix("-")
    if not signed.replace(".", "", 1).isdecimal() or not signed.isascii() or len(signed) > 15:  # noqa: PLR2004 - digits that a float keeps
        return None
    return float(plain)


def _yes_or_no(text: str, source: FactSource) -> bool | None:
    if text in {unadorned(one) for one in source.yes}:
        return True
    return False if text in {unadorned(one) for one in source.no} else None


def _what_is_wanted(text: str, source: FactSource) -> str:
    shown = unicodedata.normalize("NFKC", text)[:_SHORT]
    if source.kind == "number":
        return _("「{text}」は数として読めません（列「{column}」）", text=shown, column=source.column)
    there = _("、").join((*source.yes, *source.no))
    return _(
        "「{text}」は「はい」とも「いいえ」とも読めません（列「{column}」、対応表では {there}）",
        text=shown,
        column=source.column,
        there=there,
    )
