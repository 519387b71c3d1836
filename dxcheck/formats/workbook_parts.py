"""The parts of a workbook that somebody else made, as they are read: which sheets there are, which styles show days, the texts, the cells.

Elements are known by their names without a namespace, as the two editions of the format have different ones.
"""

from __future__ import annotations

import datetime as dt
import math
import re
import zipfile
from typing import TYPE_CHECKING, Final, NamedTuple

from dxcheck.formats.foreign_cells import MOST_CELLS, CellValue, ForeignCell, too_large

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from dxcheck.formats.foreign_cells import ForeignTable

_DEEPEST: Final = 64
_MOST_ROWS, _MOST_COLUMNS = 1_048_576, 16_384
_LONGEST_CELL: Final = 32_767
"""Excel's own limit, in UTF-16 units."""
_ESCAPED: Final = re.compile("_x([0-9A-Fa-f]{4})_")
_PLACE: Final = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_WHOLE: Final = re.compile(r"-?[0-9]{1,15}")
_NUMBER: Final = re.compile(r"[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]{1,3})?")
_NOT_OF_DAYS: Final = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.|_.')
"""What of a number format is shown as it is, or is no part of it."""
_DAY_FORMATS: Final = frozenset({*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)})
"""Numbers of built-in formats that show days and times, those of Japanese versions included."""


class WorkbookPart:
    """What is taken from one part; elements by their names without a namespace, as the two editions of the format have different ones."""

    def __init__(self) -> None:
        self.above: list[str] = []
        self._text: list[str] | None = None

    def begin(self, name: str, attributes: Mapping[str, str]) -> None:
        """An element begins."""
        plain = name.rpartition(" ")[2]
        if len(self.above) > _DEEPEST:
            raise zipfile.BadZipFile
        self.above.append(plain)
        self.opened(plain, {key.rpartition(" ")[2]: value for key, value in attributes.items()})

    def end(self, name: str) -> None:
        """An element ends."""
        self.closed(name.rpartition(" ")[2])
        self.above.pop()

    def characters(self, text: str) -> None:
        """Text of an element."""
        if self._text is not None:
            self._text.append(text)

    def gather(self) -> None:
        """Keep the characters that follow."""
        self._text = []

    def gathered(self) -> str:
        """What was kept."""
        text = "".join(self._text or ())
        self._text = None
        return text

    def opened(self, name: str, attributes: Mapping[str, str]) -> None:
        """What to do where an element begins."""

    def closed(self, name: str) -> None:
        """What to do where it ends."""


class PartLink(NamedTuple):
    """What a part has to do with another one, and where that is."""

    kind: str
    target: str


class LinksPart(WorkbookPart):
    """Which part belongs to which name. What lies outside the file is not taken."""

    def __init__(self, folder: str) -> None:
        super().__init__()
        self._folder = folder
        self.links: dict[str, PartLink] = {}

    def opened(self, name: str, attributes: Mapping[str, str]) -> None:
        """One link."""
        if name != "Relationship" or attributes.get("TargetMode") == "External":
            return
        target = attributes.get("Target", "")
        whole = target.removeprefix("/") if target.startswith("/") or not self._folder else f"{self._folder}/{target}"
        self.links[attributes.get("Id", "")] = PartLink(attributes.get("Type", "").rpartition("/")[2], whole)


class BookPart(WorkbookPart):
    """The sheets: name, state and link."""

    def __init__(self) -> None:
        super().__init__()
        self.sheets: list[tuple[str, str, str]] = []
        self.days_from = dt.datetime(1899, 12, 30)  # noqa: DTZ001 - days without a zone

    def opened(self, name: str, attributes: Mapping[str, str]) -> None:
        """A sheet, or from which day on days are counted."""
        if name == "sheet":
            self.sheets.append((attributes.get("name", ""), attributes.get("state", ""), attributes.get("id", "")))
        elif name == "workbookPr" and attributes.get("date1904") in ("1", "true"):
            self.days_from = dt.datetime(1904, 1, 1)  # noqa: DTZ001 - days without a zone


class StylesPart(WorkbookPart):
    """Which styles show a number as a day or a time."""

    def __init__(self) -> None:
        super().__init__()
        self._days: dict[str, bool] = {str(one): True for one in _DAY_FORMATS}
        self.is_day: list[bool] = []

    def opened(self, name: str, attributes: Mapping[str, str]) -> None:
        """A format of numbers, or a style that has one."""
        if name == "numFmt":
            shown = _NOT_OF_DAYS.sub("", attributes.get("formatCode", "")).lower()
            self._days[attributes.get("numFmtId", "")] = bool(re.search("[ymdhs]|ge", shown)) and "general" not in shown
        elif name == "xf" and self.above[-2:-1] == ["cellXfs"]:
            self.is_day.append(self._days.get(attributes.get("numFmtId", "0"), False))


class _Writing(WorkbookPart):
    """A text in runs. How it is read aloud (ふりがな), which Excel keeps beside what was typed, is no part of it."""

    def __init__(self) -> None:
        super().__init__()
        self._runs: list[str] = []

    def opened(self, name: str, attributes: Mapping[str, str]) -> None:  # noqa: ARG002 - of every part
        if name == "t" and "rPh" not in self.above:
            self.gather()

    def closed(self, name: str) -> None:
        if name == "t" and "rPh" not in self.above:
            self._runs.append(_ESCAPED.sub(lambda found: chr(int(found[1], 16)), self.gathered()))

    def written(self) -> str:
        """The text, and from now on the next one."""
        text, self._runs = "".join(self._runs), []
        return _without_halves(text)


def _without_halves(text: str) -> str:
    """Escapes may stand for the two halves of one character; a half alone is none."""
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


class TextsPart(_Writing):
    """The texts that cells share."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []

    def closed(self, name: str) -> None:
        """One text is complete."""
        super().closed(name)
        if name == "si":
            self.texts.append(self.written())
            if len(self.texts) > MOST_CELLS:
                raise too_large()


class CellsPart(_Writing):
    """The cells of one sheet."""

    def __init__(
        self, table: ForeignTable, texts: list[str], is_day: list[bool], days_from: dt.datetime, count: Callable[[], None]
    ) -> None:
        super().__init__()
        self._table, self._texts, self._is_day, self._from, self._count = table, texts, is_day, days_from, count
        self._row, self._column = -1, -1
        self._cell: Mapping[str, str] = {}
        self._found, self._is_formula = "", False

    def opened(self, name: str, attributes: Mapping[str, str]) -> None:
        """A row, a cell, or what is in it."""
        super().opened(name, attributes)
        if name == "row":
            given = attributes.get("r", "")
            self._row, self._column = int(given) - 1 if given else self._row + 1, -1
        elif name == "c":
            found = _PLACE.fullmatch(attributes.get("r", ""))
            self._column += 1
            if found:
                self._row, self._column = int(found[2]) - 1, _number_of(found[1])
            if not (0 <= self._row < _MOST_ROWS and self._column < _MOST_COLUMNS):
                raise zipfile.BadZipFile
            self._cell, self._found, self._is_formula = attributes, "", False
        elif name == "v":
            self.gather()
        elif name == "f":
            self._is_formula = True
        elif name == "mergeCell":
            self._merge(attributes.get("ref", ""))

    def closed(self, name: str) -> None:
        """One cell is complete."""
        super().closed(name)
        if name == "v":
            self._found = self.gathered()
        elif name == "c":
            made = self._made()
            if made is not None and made.value != "":
                self._count()
                self._table.cells[self._row, self._column] = made

    def _merge(self, reference: str) -> None:
        from_, _colon, to = reference.partition(":")
        first, last = _PLACE.fullmatch(from_), _PLACE.fullmatch(to)
        if first is not None and last is not None:
            self._count()
            top, bottom, left, right = int(first[2]), int(last[2]), _number_of(first[1]), _number_of(last[1])
            self._table.merged.append((top - 1, bottom - 1, left, right))

    def _made(self) -> ForeignCell | None:
        kind, inline = self._cell.get("t", "n"), self.written()
        if kind == "inlineStr":
            value: CellValue = inline
        elif not self._found:
            if self._is_formula and kind != "str":
                self._count()
                self._table.unsaved.add((self._row, self._column))
            return None
        elif kind == "s":
            value = self._texts[int(self._found)]
        elif kind == "b":
            value = self._found.strip() == "1"
        elif kind == "n":
            value = self._figure(self._found.strip())
        else:  # a formula's text, an error, a day in ISO 8601
            value = _without_halves(_ESCAPED.sub(lambda found: chr(int(found[1], 16)), self._found))
        if isinstance(value, str) and len(value) > _LONGEST_CELL:
            raise zipfile.BadZipFile
        return ForeignCell(value, "error" if kind == "e" else "formula" if self._is_formula else "value")

    def _figure(self, text: str) -> CellValue:
        if not _NUMBER.fullmatch(text):
            raise zipfile.BadZipFile
        style = self._cell.get("s", "")
        is_day = style.isdecimal() and len(style) < 9 and int(style) < len(self._is_day) and self._is_day[int(style)]  # noqa: PLR2004 - digits
        if is_day:
            day = self._day(float(text))
            if day is not None:
                return day
        if _WHOLE.fullmatch(text):
            return int(text)
        if not math.isfinite(float(text)):
            raise zipfile.BadZipFile
        return float(text)

    def _day(self, number: float) -> CellValue | None:
        try:
            at = (self._from + dt.timedelta(days=number, milliseconds=500)).replace(microsecond=0)  # to the second, as it is shown
        except OverflowError:
            return None
        if 0 <= number < 1:
            return at.time()
        return at.date() if at.time() == dt.time() else at


def _number_of(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1
