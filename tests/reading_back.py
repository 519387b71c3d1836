"""What a program can read out of each kind of file that dxcheck makes: the tests of who may see what look into every format of the table with it."""

from __future__ import annotations

import csv
import io
import re
from typing import TYPE_CHECKING, Final

import docx
from openpyxl import load_workbook
from PIL import Image
from pypdfium2 import PdfDocument

from dxcheck.formats.file_formats import FORMATS

if TYPE_CHECKING:
    from collections.abc import Callable


def pages_of(pdf: bytes) -> list[str]:
    """The text of each page of a PDF."""
    with PdfDocument(pdf) as document:
        return [page.get_textpage().get_text_range().replace("\r\n", "\n") for page in document]


def _pdf(content: bytes) -> str:
    return " ".join(pages_of(content))


def _png(content: bytes) -> str:
    with Image.open(io.BytesIO(content)) as picture:
        return " ".join(str(one) for one in picture.info.values())


def _svg(content: bytes) -> str:
    """The description; letters are drawn as shapes."""
    found = re.search(r"<desc[^>]*>(.*?)</desc>", content.decode(), re.DOTALL)
    assert found is not None
    return found[1]


def _xlsx(content: bytes) -> str:
    return " ".join(
        str(cell.value) for page in load_workbook(io.BytesIO(content), read_only=True) for row in page.iter_rows() for cell in row
    )


def _csv(content: bytes) -> str:
    return " ".join(cell for row in csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")) for cell in row)


def _docx(content: bytes) -> str:
    """Every paragraph, also in tables, heads and feet, and what pictures say."""
    document = docx.Document(io.BytesIO(content))
    parts = [document.element.body, *(one._element for section in document.sections for one in (section.header, section.footer))]
    texts = (node.text or "" for part in parts for node in part.iter() if node.tag.endswith("}t"))
    return " ".join([*texts, *(node.get("descr") or "" for part in parts for node in part.iter() if node.tag.endswith("}docPr"))])


def _md(content: bytes) -> str:
    return re.sub(r"\\(?=[^\w\s])|\\(?=_)", "", content.decode())


READERS: Final[dict[str, Callable[[bytes], str]]] = {
    "pdf": _pdf,
    "png": _png,
    "svg": _svg,
    "xlsx": _xlsx,
    "csv": _csv,
    "md": _md,
    "docx": _docx,
}
"""Formats that are not simply a text."""


def text_in(ending: str, content: bytes) -> str:
    """All text of a file, a cell or a figure a word."""
    if ending in READERS:
        return READERS[ending](content)
    assert FORMATS[ending].is_text, f"say in tests/reading_back.py how the text of a .{ending} is read"
    return content.decode("utf-8-sig")
