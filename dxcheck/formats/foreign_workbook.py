"""A workbook (.xlsx) that somebody else made or changed, read without trusting it.

Only what stands in cells is read: texts, figures, days. No formula is worked out, no macro run, nothing outside the file looked up, whatever it says. How much it unpacks
to, how many cells it has and how deep it goes is bounded while it is read. XML that declares types or entities of its own is refused: Excel and LibreOffice never do.
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from functools import partial
from typing import TYPE_CHECKING, Any, Final
from xml.parsers import expat

from dxcheck.formats.foreign_cells import MOST_CELLS, ForeignTable, UnreadableTableError, too_large
from dxcheck.formats.workbook_parts import BookPart, CellsPart, LinksPart, StylesPart, TextsPart, WorkbookPart
from dxcheck.i18n import _
from dxcheck.system.file_kind import file_in_words, kind_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dxcheck.formats.workbook_parts import PartLink

LARGEST_WORKBOOK: Final = 20_000_000
"""Bytes as it comes. A questionnaire of 200 items with long answers has less than one."""
_MOST_UNPACKED: Final = 60_000_000
"""Bytes of all parts that are read."""
_MOST_PARTS: Final = 2000
MOST_SHEETS: Final = 200
_MOST_ELEMENTS: Final = 3_000_000
"""Ten for each cell."""
_CHUNK: Final = 65_536
_PACKED: Final = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_ENCRYPTED: Final = 0x1
_CENTRAL: Final = b"PK\x01\x02"


def read_workbook(raw: bytes) -> list[ForeignTable]:
    """Every sheet of cells, in the workbook's order; hidden ones too.

    Raises:
        UnreadableTableError: it is something else, damaged, with macros, or larger than anything that people fill in.
    """
    kind = kind_of(raw)
    if not raw:
        raise UnreadableTableError(_("ファイルが空です。"))
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
        parsed = BookPart()
        self._parse(book, parsed)
        if len(parsed.sheets) > MOST_SHEETS:
            raise too_large()
        styles, texts = StylesPart(), TextsPart()
        for kind, handler in (("styles", styles), ("sharedStrings", texts)):
            part = next((one.target for one in links.values() if one.kind == kind), "")
            if part in self._names:
                self._parse(part, handler)
        made = []
        for title, state, link in parsed.sheets:
            found = links.get(link)
            if found is not None and found.kind == "worksheet":
                table = ForeignTable(title, is_hidden=state not in ("", "visible"))
                sheet = CellsPart(table, texts.texts, styles.is_day, parsed.days_from, self._count)
                self._parse(found.target, sheet)
                made.append(table)
        return made

    def _begin(self, handler: WorkbookPart, name: str, attributes: Mapping[str, str]) -> None:
        self._elements += 1
        if self._elements > _MOST_ELEMENTS:
            raise too_large()
        handler.begin(name, attributes)

    def _count(self) -> None:
        self._cells += 1
        if self._cells > MOST_CELLS:
            raise too_large()

    def _links(self, part: str, folder: str) -> dict[str, PartLink]:
        handler = LinksPart(folder)
        if part in self._names:
            self._parse(part, handler)
        return handler.links

    def _parse(self, part: str, handler: WorkbookPart) -> None:
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
