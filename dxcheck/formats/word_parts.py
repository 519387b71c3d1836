"""The small pieces of a Word document: runs of text, tables without lines, borders, fields; what python-docx leaves to its user's XML is here."""

from __future__ import annotations

import io
import re
import zipfile
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from dxcheck.system.control_characters import DROPPED

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

Place: TypeAlias = Any
"""A document, a table's cell, a head or a foot of python-docx: whatever takes paragraphs and tables."""
Run = tuple[str, float, bool, str]
"""A text, its size in points, whether it is bold, and its colour or nothing."""
WORD_FONT: Final = "Yu Gothic"
"""On every Windows and Office of today, the one our workbooks are in too."""
QUIET_INK: Final = "595959"
TEXT, SMALL = 9.0, 8.0
"""Points."""
_NONE_IN_XML: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_FIXED: Final = (1980, 1, 1, 0, 0, 0)
"""The moment of every part, so that the same paper gives the same bytes."""


def without_unseen(text: str) -> str:
    """Without what no XML may hold, and without what acts unseen."""
    return _NONE_IN_XML.sub("", re.sub(DROPPED, "", text))


def add_run(paragraph: Place, run: Run) -> None:
    """A text at the end of a paragraph."""
    from docx.shared import Pt, RGBColor

    text, size, is_bold, colour = run
    made = paragraph.add_run(without_unseen(text))
    made.font.size, made.bold = Pt(size), is_bold
    if colour:
        made.font.color.rgb = RGBColor.from_string(colour)


def add_paragraph(place: Place, *runs: Run, after: float = 2) -> Place:
    """A paragraph of some texts, with so many points below it."""
    from docx.shared import Pt

    made = place.add_paragraph()
    for one in runs:
        add_run(made, one)
    made.paragraph_format.space_after = Pt(after)
    return made


def add_space(place: Place) -> None:
    """After a table: without a paragraph the next one would join it, and a cell may not end with one."""
    from docx.shared import Pt

    made = place.add_paragraph()
    made.paragraph_format.line_spacing, made.paragraph_format.space_after = Pt(4), Pt(0)


def hang(paragraph: Place) -> None:
    """Its later lines begin beside its point."""
    from docx.shared import Pt

    paragraph.paragraph_format.left_indent, paragraph.paragraph_format.first_line_indent = Pt(TEXT), Pt(-TEXT)


def centre(paragraph: Place) -> None:
    """In the middle of its place."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH

    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER


def add_grid(place: Place, rows: int, widths: Sequence[float]) -> Place:
    """A table without lines, its columns so many millimetres wide."""
    from docx.shared import Mm

    made = place.add_table(rows, len(widths))
    made.autofit = False
    margins = {"top": 25, "left": 50, "bottom": 25, "right": 50}
    made._tbl.tblPr.append(_element("tblCellMar", *(_element(side, w=str(wide), type="dxa") for side, wide in margins.items())))  # noqa: SLF001 - not public
    for column, wide in zip(made.columns, widths, strict=True):
        column.width = Mm(wide)
    for at, cell in enumerate(made._cells):  # noqa: SLF001 - `rows[n].cells` makes the whole list anew for every row
        cell.width = Mm(widths[at % len(widths)])
        cell.paragraphs[0].paragraph_format.space_after = 0
    return made


def add_borders(table: Place, lines: Mapping[str, int]) -> None:
    """Lines of a table: side to eighths of a point."""
    drawn = (_element(side, val="single", sz=str(wide), space="0", color="808080") for side, wide in lines.items())
    table._tbl.tblPr.append(_element("tblBorders", *drawn))  # noqa: SLF001 - not public


def add_rule(paragraph: Place) -> None:
    """A line over a paragraph."""
    paragraph._p.get_or_add_pPr().append(_element("pBdr", _element("top", val="single", sz="4", space="2", color="808080")))  # noqa: SLF001 - not public


def keep_rows(table: Place, *, head: bool) -> None:
    """No row is parted by the end of a page; the head is repeated on the next one."""
    for at, row in enumerate(table._tbl.tr_lst):  # noqa: SLF001 - not public
        row.get_or_add_trPr().append(_element("cantSplit"))
        if head and at == 0:
            row.get_or_add_trPr().append(_element("tblHeader"))


def add_field(paragraph: Place, name: str, size: float) -> None:
    """What Word works out itself: PAGE, NUMPAGES."""
    from docx.shared import Pt

    made = paragraph.add_run()
    made.font.size = Pt(size)
    for kind, text in (("begin", ""), ("", name), ("end", "")):
        if kind:
            made._r.append(_element("fldChar", fldCharType=kind))  # noqa: SLF001 - not public
        else:
            one = _element("instrText")
            one.text = text
            made._r.append(one)  # noqa: SLF001 - not public


def set_font(style: Place, size: float, *, is_bold: bool) -> None:
    """A style's letters, black and Japanese."""
    from docx.oxml.ns import qn
    from docx.shared import Pt, RGBColor

    style.font.name, style.font.size, style.font.bold, style.font.italic = WORD_FONT, Pt(size), is_bold, False
    style.font.color.rgb = RGBColor(0, 0, 0)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for name in tuple(fonts.attrib):
        if name.endswith("Theme"):
            del fonts.attrib[name]
    for kind in ("ascii", "hAnsi", "eastAsia", "cs"):
        fonts.set(qn(f"w:{kind}"), WORD_FONT)


def always_the_same(document: bytes) -> bytes:
    """The parts of a document with one fixed moment each."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(document)) as found, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for one in found.namelist():
            made.writestr(zipfile.ZipInfo(one, _FIXED), found.read(one), zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _element(name: str, *children: Any, **attributes: str) -> Any:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    made = OxmlElement(f"w:{name}")
    for key, value in attributes.items():
        made.set(qn(f"w:{key}"), value)
    for one in children:
        made.append(one)
    return made
