"""What a program can read out of each kind of file that dxcheck makes: the tests of who may see what look into every format of the table with it."""

from __future__ import annotations

import csv
import io
import re
from typing import TYPE_CHECKING, Final

import docx
from openpyxl import load_workbook
from PIL import Image
from pypdf import PdfReader

from dxcheck.formats.file_formats import FORMATS

if TYPE_CHECKING:
    from collections.abc import Callable


def _pdf(content: bytes) -> str:
    return " ".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)


def _png(content: bytes) -> str:
    with Image.open(io.BytesIO(content)) as picture:
        return " ".join(str(one) for one in picture.info.values())


def _svg(content: bytes) -> str:
    """The description; letters are drawn as shapes."""
    found = re.search(r"<desc[^>]*>(.*?)</desc>", content.decode(), re.DOTALL)
    assert found is not None
    return found[1]


def _xlsx(content: bytes) -> str:
    return " ".join(str(cell.value) for page in load_workbook(io.BytesIO(content)) for row in page.iter_rows() for cell in row)


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
