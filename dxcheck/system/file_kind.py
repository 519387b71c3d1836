"""What kind of file somebody handed over, told by its content: names may be wrong, and the first bytes are not."""

from __future__ import annotations

from typing import Final, Literal

from dxcheck.i18n import N_, _

FileKind = Literal["workbook", "macros", "binary", "old", "calc", "word", "slides", "zip", "pdf", "picture", "page", "other"]
"""workbook: Excel's .xlsx; macros: one with macros; binary: .xlsb; old: .xls, or a workbook under a password; calc: .ods; page: HTML; other: none of these."""

_ZIP: Final = b"PK\x03\x04"
_INSIDE: Final[tuple[tuple[bytes, FileKind], ...]] = (
    (b"application/vnd.oasis.opendocument.spreadsheet", "calc"),
    (b"word/document.xml", "word"),
    (b"ppt/presentation.xml", "slides"),
    (b"vbaProject.bin", "macros"),
    (b"xl/workbook.bin", "binary"),
    (b"xl/", "workbook"),
)
"""Names of parts, which a zip file keeps as they are, and what has them; a paper or slides may have a workbook inside."""
_BEGINS: Final[tuple[tuple[bytes, FileKind], ...]] = (
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old"),
    (b"%PDF-", "pdf"),
    (b"\x89PNG", "picture"),
    (b"\xff\xd8\xff", "picture"),
    (b"GIF8", "picture"),
)
_NAMES: Final[dict[FileKind, str]] = {
    "workbook": N_("Excelのファイルです"),
    "macros": N_("マクロ付きのExcelのファイルです"),
    "binary": N_("Excelのバイナリ形式（.xlsb）のファイルです"),
    "old": N_("古い形式（.xls）のファイルか、パスワードのかかったExcelなどのファイルです"),
    "calc": N_("LibreOfficeなどの表（.ods）のファイルです"),
    "word": N_("Wordのファイルです"),
    "slides": N_("PowerPointのファイルです"),
    "zip": N_("zipなどの圧縮したファイルです"),
    "pdf": N_("PDFのファイルです"),
    "picture": N_("画像のファイルです"),
    "page": N_("Webページ（HTML）のファイルです"),
}


def kind_of(raw: bytes) -> FileKind:
    """The kind of a file."""
    if raw.startswith(_ZIP):
        return next((kind for name, kind in _INSIDE if name in raw), "zip")
    found = next((kind for begins, kind in _BEGINS if raw.startswith(begins)), None)
    if found is not None:
        return found
    start = raw[:1000].removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    return "page" if start.startswith((b"<!doctype html", b"<html")) else "other"


def file_in_words(kind: FileKind) -> str:
    """What it is, in a short sentence without its full stop; empty for what is none of them."""
    return _(_NAMES[kind]) if kind in _NAMES else ""
