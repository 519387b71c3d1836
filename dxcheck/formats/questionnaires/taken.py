"""What a workbook says of a questionnaire, with where each part stands, so that every fault is told at its cell.

Whatever is wrong, everything else is still looked at: where a cell is at fault, something stands in for it while the rest is checked, and nothing that is made with
a stand-in is ever given out.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from dxcheck.formats.questionnaires.columns import ContentPath, FormColumn, put_at, value_at
from dxcheck.questionnaire.load import full_from, quick_from
from dxcheck.system.fault import Fault
from dxcheck.system.toml import FaultyFileError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from dxcheck.questionnaire import Questionnaire, QuickCheck


class Spot(NamedTuple):
    """A cell, and where what it says belongs."""

    place: str
    """As people look for it."""
    column: FormColumn | None = None
    """None for a row as a whole."""
    table: dict[str, Any] | None = None
    """The table that its row becomes."""


@dataclass
class Taken:
    """What a workbook says, and where."""

    content: dict[str, Any]
    """As a questionnaire's file has it, with stand-ins where a cell is at fault."""
    spots: dict[ContentPath, Spot] = field(default_factory=dict)
    """By the way to each part of the content."""
    faults: list[Fault] = field(default_factory=list)
    """Those that can be told from a cell alone."""
    notes: list[str] = field(default_factory=list)
    """What was not read, or read though it was hidden."""
    language: str = "ja"
    """In which every text must be there: `ja`, or `en` where the title is in English alone."""
    _stood_in: set[str] = field(default_factory=set)
    """Ids that something stands in for; that others still name them is no fault of theirs."""

    def fault(self, place: str, message: str) -> None:
        """Something is wrong at a place."""
        one = Fault(place, message)
        if one not in self.faults:
            self.faults.append(one)

    def spot_of(self, path: ContentPath) -> Spot | None:
        """Where a part of the content stands, or the smallest thing it is part of."""
        for n in range(len(path), 0, -1):
            start = path[:n]
            if start in self.spots:
                return self.spots[start]
            inside = [one for one in self.spots if one[:n] == start]
            if inside:
                return self.spots[inside[0]]
        return None

    def made(self, path: Path) -> Questionnaire | QuickCheck:
        """The questionnaire.

        Args:
            path: the workbook, for the message.

        Raises:
            FaultyFileError: with every fault, each at its cell.
        """
        at_fault = {one.place for one in self.faults}
        while True:
            try:
                made = quick_from(self.content, path) if self.content.get("kind") == "quick" else full_from(self.content, path)
            except FaultyFileError as problem:
                if not self._look_again(problem.faults, at_fault):
                    break
            else:
                if not self.faults:
                    return made
                break
        raise FaultyFileError(path, self._in_order())

    def _in_order(self) -> list[Fault]:
        """The faults as the workbook is read: sheet by sheet, row by row; those of no cell first."""
        order = {spot.place: n for n, spot in enumerate(self.spots.values())}
        return sorted(self.faults, key=lambda one: order.get(one.place, -1))

    def _look_again(self, found: Sequence[Fault], at_fault: set[str]) -> bool:
        """Note what is new, and let something sound stand in for it; whether that made a difference."""
        looked_at: set[str] = set()
        stood_in = False
        for one in found:
            spot = self.spot_of(one.path)
            place = spot.place if spot is not None else one.place
            if place in at_fault:
                continue
            if not any(_names(one.message, name) for name in self._stood_in):
                self.fault(place, one.message)
            if place not in looked_at and spot is not None and spot.column is not None and spot.table is not None:
                self.stand_in(spot.column, spot.table)
                stood_in = True
            looked_at.add(place)
        at_fault |= looked_at
        return stood_in

    def stand_in(self, column: FormColumn, table: dict[str, Any]) -> None:
        """Put something of the right form where a cell is at fault, so that the rest can be checked."""
        before = value_at(table, column)
        if isinstance(before, str) and column.form == "code":
            self._stood_in.add(before)
        standing: dict[str, object] = {
            "text": "-",
            "code": f"stand-in-{len(self._stood_in)}-{id(table) % 1_000_000}",
            "codes": ["stand-in"],
            "figure": 1,
            "yes": False,
            "day": dt.date(2000, 1, 1),
        }
        self._stood_in |= {"stand-in", str(standing["code"])}
        put_at(table, column.at(0), column.allowed[0] if column.form == "choice" else standing[column.form])


def _names(message: str, name: str) -> bool:
    """Whether a message is about this id, in the quotation marks of any language."""
    return any(f"{before}{name}{after}" in message for before, after in ("「」", '""', "“”"))
