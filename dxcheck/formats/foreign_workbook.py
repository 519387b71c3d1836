"""A workbook (.xlsx) that somebody else made or changed, read without trusting it.

Only what stands in cells is read: texts, figures, days. No formula is worked out, no macro run, nothing outside the file looked up, whatever it says. How much it unpacks
to, how many cells it has and how deep it goes is bounded while it is read. XML that declares types or entities of its own is refused: Excel and LibreOffice never do.
"""

from __future__ import annotations

import datetime as dt
import io
import math
import re
import struct
import zipfile
import zlib
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any, Final, Literal, NamedTuple
from xml.parsers import expat

from dxcheck.i18n import _
from dxcheck.system.file_kind import file_in_words, kind_of
from dxcheck.system.refusal import DxcheckError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

LARGEST_WORKBOOK: Final = 20_000_000
"""Bytes as it comes. A questionnaire of 200 items with long answers has less than one."""
_MOST_UNPACKED: Final = 60_000_000
"""Bytes of all parts that are read."""
_MOST_PARTS: Final = 2000
MOST_CELLS: Final = 300_000
MOST_SHEETS: Final = 200
_MOST_ELEMENTS: Final = 3_000_000
"""Ten for each cell."""
_DEEPEST: Final = 64
_MOST_ROWS, _MOST_COLUMNS = 1_048_576, 16_384
_LONGEST_CELL: Final = 32_767
"""Excel's own limit, in UTF-16 units."""
_CHUNK: Final = 65_536
_PACKED: Final = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_ENCRYPTED: Final = 0x1
_CENTRAL: Final = b"PK\x01\x02"
_ESCAPED: Final = re.compile("_x([0-9A-Fa-f]{4})_")
_PLACE: Final = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_WHOLE: Final = re.compile(r"-?[0-9]{1,15}")
_NUMBER: Final = re.compile(r"[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]{1,3})?")
_NOT_OF_DAYS: Final = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.|_.')
"""What of a number format is shown as it is, or is no part of it."""
_DAY_FORMATS: Final = frozenset({*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)})
"""Numbers of built-in formats that show days and times, those of Japanese versions included."""

CellValue = str | int | float | bool | dt.date | dt.datetime | dt.time
"""What stands in a cell."""


class UnreadableTableError(DxcheckError):
    """A file that cannot be read as a table; the message says what it is and what to do."""


class ForeignCell(NamedTuple):
    """What stands in one cell."""

    value: CellValue
    kind: Literal["value", "formula", "error"] = "value"
    """formula: `value` is what the program that saved it had worked out last; error: it is `#REF!` or the like."""

    @property
    def text(self) -> str:
        """As a person would type it: 3 for 3.0, days as 2026/4/1."""
        return as_text(self.value)


@dataclass
class ForeignTable:
    """A sheet of a workbook, or a CSV file. Rows and columns count from 0; empty cells are not there."""

    title: str
    """The sheet's name; empty for a CSV file."""
    cells: dict[tuple[int, int], ForeignCell] = field(default_factory=dict)
    is_hidden: bool = False
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    """Cells shown as one: first row, last row, first column, last column. What stands there is in the first of them."""
    unsaved: list[tuple[int, int]] = field(default_factory=list)
    """Where a formula stands of which the program that wrote it kept no value: no cell is there."""
    widths: dict[int, int] = field(default_factory=dict)
    """How many cells each row has, where that is known: in text. A cell beyond is not empty but missing."""

    def rows(self) -> dict[int, dict[int, ForeignCell]]:
        """Row to column to cell, in their order."""
        found: dict[int, dict[int, ForeignCell]] = {}
        for (row, column), cell in sorted(self.cells.items()):
            found.setdefault(row, {})[column] = cell
        return found

    def place(self, row: int, column: int) -> str:
        """Where a cell is, as people look for it: シート「組織」のC12."""
        name = f"{column_letters(column)}{row + 1}"
        return _("シート「{title}」の{cell}", title=self.title, cell=name) if self.title else name


def column_letters(column: int) -> str:
    """A, B, … Z, AA, … of a column from 0."""
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(ord("A") + rest) + name
    return name


def as_text(value: CellValue) -> str:
    """A cell's value as a person would type it."""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)  # noqa: PLR2004 - digits a float keeps
    if isinstance(value, dt.datetime):
        return f"{value.year}/{value.month}/{value.day} {value:%H:%M}"
    if isinstance(value, dt.date):
        return f"{value.year}/{value.month}/{value.day}"
    return f"{value:%H:%M}" if isinstance(value, dt.time) else str(value)


def read_workbook(raw: bytes) -> list[ForeignTable]:
    """Every sheet of cells, in the workbook's order; hidden ones too.

    Raises:
        UnreadableTableError: it is something else, damaged, with macros, or larger than anything that people fill in.
    """
    kind = kind_of(raw)
    if kind != "workbook":
        raise _other(kind)
    if len(raw) > LARGEST_WORKBOOK or raw.count(_CENTRAL) > _MOST_PARTS:
        raise too_large()
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as opened:
            return _Reader(opened).tables()
    except (
        zipfile.BadZipFile,
        zlib.error,
        struct.error,
        expat.ExpatError,
        EOFError,
        RuntimeError,
        ValueError,
        LookupError,
        OSError,
    ) as problem:
        message = _("Excelのファイルが壊れているようで、読めません。Excelなどで開き、もう一度 .xlsx で保存してください。")
        raise UnreadableTableError(message) from problem


def _other(kind: Any) -> UnreadableTableError:
    what = file_in_words(kind)
    head = _("{what}。", what=what) if what else ""
    if kind == "macros":
        return UnreadableTableError(head + _("マクロは安全のため読みません。マクロなしのブック（.xlsx）で保存し直してください。"))
    if kind == "old":
        return UnreadableTableError(head + _("Excelで開き、パスワードがあれば外して、ブック（.xlsx）で保存し直してください。"))
    return UnreadableTableError(head + _("Excelのブック（.xlsx）で保存し直してください。"))


def too_large() -> UnreadableTableError:
    """What to say about more than anybody fills in."""
    return UnreadableTableError(_("表のファイルとして大きすぎます。ほかのファイルでないか確かめてください。"))


class _Reader:
    """Reads the parts of one workbook."""

    def __init__(self, opened: zipfile.ZipFile) -> None:
        members = opened.infolist()
        names = [one.filename for one in members]
        if len(set(names)) != len(names) or any(one.compress_type not in _PACKED or one.flag_bits & _ENCRYPTED for one in members):
            raise zipfile.BadZipFile
        self._opened, self._names = opened, frozenset(names)
        self._left, self._cells, self._elements = _MOST_UNPACKED, 0, 0

    def tables(self) -> list[ForeignTable]:
        """All sheets."""
        book = next((one.target for one in self._links("_rels/.rels", "").values() if one.kind == "officeDocument"), "xl/workbook.xml")
        folder, _slash, name = book.rpartition("/")
        links = self._links(f"{folder}/_rels/{name}.rels", folder)
        parsed = _Book()
        self._parse(book, parsed)
        if len(parsed.sheets) > MOST_SHEETS:
            raise too_large()
        styles, texts = _Styles(), _Texts()
        for kind, handler in (("styles", styles), ("sharedStrings", texts)):
            part = next((one.target for one in links.values() if one.kind == kind), "")
            if part in self._names:
                self._parse(part, handler)
        made = []
        for title, state, link in parsed.sheets:
            found = links.get(link)
            if found is not None and found.kind == "worksheet":
                table = ForeignTable(title, is_hidden=state not in ("", "visible"))
                sheet = _Sheet(table, texts.texts, styles.is_day, parsed.days_from, self._count)
                self._parse(found.target, sheet)
                made.append(table)
        return made

    def _begin(self, handler: _Part, name: str, attributes: Mapping[str, str]) -> None:
        self._elements += 1
        if self._elements > _MOST_ELEMENTS:
            raise too_large()
        handler.begin(name, attributes)

    def _count(self) -> None:
        self._cells += 1
        if self._cells > MOST_CELLS:
            raise too_large()

    def _links(self, part: str, folder: str) -> dict[str, _Link]:
        handler = _Links(folder)
        if part in self._names:
            self._parse(part, handler)
        return handler.links

    def _parse(self, part: str, handler: _Part) -> None:
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        parser.StartElementHandler = partial(self._begin, handler)
        parser.EndElementHandler = handler.end
        parser.CharacterDataHandler = handler.characters
        parser.StartDoctypeDeclHandler = parser.EntityDeclHandler = _refuse_declarations
        with self._opened.open(part) as member:
            while chunk := member.read(_CHUNK):
                self._left -= len(chunk)
                if self._left < 0:
                    raise too_large()
                parser.Parse(chunk, False)
        parser.Parse(b"", True)


def _refuse_declarations(*_declared: object) -> None:
    raise zipfile.BadZipFile


class _Part:
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


class _Link(NamedTuple):
    kind: str
    target: str


class _Links(_Part):
    """Which part belongs to which name. What lies outside the file is not taken."""

    def __init__(self, folder: str) -> None:
        super().__init__()
        self._folder = folder
        self.links: dict[str, _Link] = {}

    def opened(self, name: str, attributes: Mapping[str, str]) -> None:
        if name != "Relationship" or attributes.get("TargetMode") == "External":
            return
        target = attributes.get("Target", "")
        whole = target.removeprefix("/") if target.startswith("/") or not self._folder else f"{self._folder}/{target}"
        self.links[attributes.get("Id", "")] = _Link(attributes.get("Type", "").rpartition("/")[2], whole)


class _Book(_Part):
    """The sheets: name, state and link."""

    def __init__(self) -> None:
        super().__init__()
        self.sheets: list[tuple[str, str, str]] = []
        self.days_from = dt.datetime(1899, 12, 30)  # noqa: DTZ001 - days without a zone

    def opened(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == "sheet":
            self.sheets.append((attributes.get("name", ""), attributes.get("state", ""), attributes.get("id", "")))
        elif name == "workbookPr" and attributes.get("date1904") in ("1", "true"):
            self.days_from = dt.datetime(1904, 1, 1)  # noqa: DTZ001 - days without a zone


class _Styles(_Part):
    """Which styles show a number as a day or a time."""

    def __init__(self) -> None:
        super().__init__()
        self._days: dict[str, bool] = {str(one): True for one in _DAY_FORMATS}
        self.is_day: list[bool] = []

    def opened(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == "numFmt":
            shown = _NOT_OF_DAYS.sub("", attributes.get("formatCode", "")).lower()
            self._days[attributes.get("numFmtId", "")] = bool(re.search("[ymdhs]|ge", shown)) and "general" not in shown
        elif name == "xf" and self.above[-2:-1] == ["cellXfs"]:
            self.is_day.append(self._days.get(attributes.get("numFmtId", "0"), False))


class _Writing(_Part):
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


class _Texts(_Writing):
    """The texts that cells share."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []

    def closed(self, name: str) -> None:
        super().closed(name)
        if name == "si":
            self.texts.append(self.written())
            if len(self.texts) > MOST_CELLS:
                raise too_large()


class _Sheet(_Writing):
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
                self._table.unsaved.append((self._row, self._column))
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
            at = self._from + dt.timedelta(seconds=round(number * 86400))
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
