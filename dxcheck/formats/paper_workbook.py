"""A paper as a workbook, for offices whose papers are Excel files: one sheet that prints on A4 portrait as the PDF does, in merged cells.

Heights are worked out here: no program fits a row to the text of merged cells. A text that needs more than a row can hold goes on in the next one.
"""

from __future__ import annotations

import datetime as dt
import io
import re
from typing import TYPE_CHECKING, Any, Final, NamedTuple
from unicodedata import east_asian_width

from dxcheck.assessment.figures import nearest
from dxcheck.formats.blocks import Boxes, Card, Columns, Facts, NewPage, Picture, Points, Prose, Rest, Section, Table
from dxcheck.formats.raster import DENSITY, Raster, rastered
from dxcheck.formats.sheets import FORMULA
from dxcheck.formats.workbook import tab_names
from dxcheck.formats.workbook_text import write_text
from dxcheck.system.control_characters import DROPPED

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from dxcheck.formats.blocks import Block, Paper
    from dxcheck.formats.workbook import CellFormat, Worksheet

_A4: Final = 9
_ACROSS: Final = 24
"""Columns of the grid that everything is laid in."""
_COLUMN: Final = 28
"""Pixels of each: together the width between the margins."""
_MM: Final = 96 / 25.4
"""Pixels, as a spreadsheet counts them."""
_POINT: Final = 0.75
"""Of a pixel."""
_LETTER: Final = 6.05
"""Pixels of half a Japanese character of 9 points."""
_SPARE: Final = 1.02
"""Some lines end early, where no break may fall."""
_LINE: Final = 13.0
"""Points of a line of text."""
_MOST: Final = 28
"""Lines in a row: no program shows one of more than 409 points."""
_FONT: Final = {"font_name": "Yu Gothic", "font_size": 9, "text_wrap": True, "valign": "top"}
_QUIET: Final = {"font_color": "#595959"}
_UNDER: Final = {"bottom": 1, "bottom_color": "#A6A6A6"}
_STYLES: Final[dict[str, dict[str, Any]]] = {
    "title": {"bold": True, "font_size": 16, "valign": "vcenter"},
    "mark": {"bold": True, "align": "right"},
    "part": {"bold": True, "font_size": 12, "bottom": 1, "valign": "bottom"},
    "section": {"bold": True, "valign": "bottom"},
    "text": {},
    "quiet": _QUIET,
    "head": {**_QUIET, "font_size": 8, "bottom": 1},
    "cell": _UNDER,
    "figure": {**_UNDER, "align": "center"},
    "first": {"bold": True, "top": 1, "top_color": "#A6A6A6"},
    "side": {"bold": True, "top": 1, "top_color": "#A6A6A6", "align": "right"},
    "label": {"border": 1, "align": "center", "font_size": 8, "text_wrap": False, "shrink": True},
    "box": {"border": 1},
    "frame": {"border": 1, **_QUIET},
}
_LARGER: Final = {"title": 1.8, "part": 1.35, "head": 0.9}
"""Letters of a style as a multiple of the usual ones."""


class _Cell(NamedTuple):
    """Merged cells of a row."""

    first: int
    last: int
    """Its columns, from 0, both counted in."""
    text: str
    style: str
    picture: Raster | None = None
    alt: str = ""


class _Row(NamedTuple):
    """A row of the sheet."""

    cells: tuple[_Cell, ...]
    high: float
    """Points."""
    begins_page: bool = False
    is_head: bool = False
    """Whether it is the head of a table as wide as the page."""


def to_paper_workbook(paper: Paper) -> bytes:
    """The workbook; the same paper gives the same bytes."""
    import xlsxwriter  # only where a workbook is made

    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"title": _plain(paper.title), "author": "dxcheck", "created": dt.datetime(2000, 1, 1)})  # noqa: DTZ001 - the same bytes again
    styles = {name: book.add_format({**_FONT, **style}) for name, style in _STYLES.items()}
    styles |= {f"{name} quoted": book.add_format({**_FONT, **style, "quote_prefix": True}) for name, style in _STYLES.items()}
    page = book.add_worksheet(tab_names([_plain(paper.title)])[0])
    page.set_column_pixels(0, _ACROSS - 1, _COLUMN)
    top = [_row(_Cell(0, _ACROSS - 6, paper.title, "title"), _Cell(_ACROSS - 5, _ACROSS - 1, paper.mark, "mark"))]
    rows = [*top, *_prose(paper.subtitle, "quiet", 0, _ACROSS - 1), *_laid(paper.blocks, 0, _ACROSS - 1)]
    _write(page, rows, styles)
    _prepare_print(page, paper, len(rows))
    book.close()
    return out.getvalue()


def _write(page: Worksheet, rows: Sequence[_Row], styles: dict[str, CellFormat]) -> None:
    heads = [at for at, row in enumerate(rows) if row.is_head]
    for at, row in enumerate(rows):
        page.set_row(at, row.high)
        for cell in row.cells:
            text = _plain(cell.text)
            style = styles[f"{cell.style} quoted" if FORMULA.match(text) else cell.style]
            if cell.last > cell.first:
                page.merge_range(at, cell.first, at, cell.last, "", style)
            if text:
                write_text(page, at, cell.first, text, style)
            elif cell.last == cell.first:
                page.write_blank(at, cell.first, None, style)
            if cell.picture is not None:
                scale = 96 / DENSITY
                about = {"x_scale": scale, "y_scale": scale, "description": _plain(cell.alt), "object_position": 1}
                page.insert_image(at, cell.first, "picture.png", {"image_data": io.BytesIO(cell.picture.png), **about})
    page.set_h_pagebreaks([at for at, row in enumerate(rows) if row.begins_page and at])
    if heads:
        page.repeat_rows(heads[-1])


def _prepare_print(page: Worksheet, paper: Paper, rows: int) -> None:
    page.set_portrait()
    page.set_paper(_A4)
    page.set_margins(left=20 / 25.4, right=14 / 25.4, top=12 / 25.4, bottom=15 / 25.4)
    page.fit_to_pages(1, 0)
    page.hide_gridlines(2)
    page.print_area(0, 0, max(0, rows - 1), _ACROSS - 1)
    page.set_footer("&L&8" + _plain(paper.foot).replace("&", "&&") + "&R&8&P / &N")


def _laid(blocks: Sequence[Block], first: int, last: int) -> list[_Row]:
    """Blocks one under the other, between two columns of the grid."""
    rows: list[_Row] = []
    begins = False
    for one in blocks:
        if isinstance(one, NewPage):
            begins = True
            continue
        made = list(_block(one, first, last))
        if begins and made:
            made[0] = made[0]._replace(begins_page=True)
            begins = False
        rows += made
    return rows


def _block(one: Block, first: int, last: int) -> Iterator[_Row]:
    return _said(one, first, last) if isinstance(one, Section | Prose | Facts | Points | Card) else _drawn(one, first, last)


def _said(one: Section | Prose | Facts | Points | Card, first: int, last: int) -> Iterator[_Row]:
    """A block of texts."""
    match one:
        case Section():
            yield _row(
                _Cell(first, last, one.title if one.level == 1 else f"■ {one.title}", "part" if one.level == 1 else "section"), above=8
            )
        case Prose():
            yield from _prose(one.text, "quiet" if one.is_quiet else "text", first, last)
        case Facts():
            yield from _prose("　".join(f"{name}: {text}" for name, text in one.rows), "text", first, last)
        case Points():
            for item in one.items or (one.if_none,):
                yield from _prose(f"・{item}" if one.items else item, "text" if one.items else "quiet", first, last)
        case Card():
            yield _row(*_shared(first, last, (2, 1), (one.title, one.side), ("first", "side")))
            for name, text in one.texts:
                yield from _prose(f"{name}: {text}" if name else text, "text" if name else "quiet", first, last)
            if one.room:
                yield _Row((), one.room * _MM * _POINT)


def _drawn(one: Block, first: int, last: int) -> Iterator[_Row]:
    """A table, a picture, a frame, or stacks of blocks."""
    match one:
        case Table():
            yield from _table(one, first, last)
        case Picture():
            picture = rastered(one.svg(), (last - first + 1) * _COLUMN / _MM - 2)
            yield _Row((_Cell(first, last, "", "text", picture, one.alt),), min(400.0, picture.high * _MM * _POINT + 4))
        case Boxes():
            begin = last - 2 * len(one.labels) + 1
            places = [(begin + 2 * at, begin + 2 * at + 1) for at in range(len(one.labels))]
            yield _Row(tuple(_Cell(*place, label, "label") for place, label in zip(places, one.labels, strict=True)), _LINE + 2)
            yield _Row(tuple(_Cell(*place, "", "box") for place in places), 42.0)
            yield _Row((), 6.0)
        case Rest():
            yield _Row((_Cell(first, last, one.title, "frame"),), 110.0)
        case Columns():
            yield from _beside(one, first, last)


def _beside(one: Columns, first: int, last: int) -> Iterator[_Row]:
    """Two stacks in the same rows, each row as high as the higher of the two; a column stays free between them."""
    wide = last - first
    left = max(1, min(wide - 1, nearest(wide * one.share / (one.share + 1))))
    stacks = _laid(one.left, first, first + left - 1), _laid(one.right, first + left + 1, last)
    for at in range(max(map(len, stacks))):
        there = [stack[at] for stack in stacks if at < len(stack)]
        yield _Row(tuple(cell for row in there for cell in row.cells), max(row.high for row in there))


def _table(one: Table, first: int, last: int) -> Iterator[_Row]:
    if not one.rows:
        yield from _prose(one.if_none, "quiet", first, last)
        return
    head = _row(*_shared(first, last, one.widths, one.head, ("head",) * len(one.head)))
    yield head._replace(is_head=(first, last) == (0, _ACROSS - 1))
    for row in one.rows:
        styles = tuple("figure" if one.figures and at else "cell" for at in range(len(row)))
        yield from _over_rows(_shared(first, last, one.widths, row, styles))
    yield _Row((), 5.0)


def _shared(first: int, last: int, widths: Sequence[float], texts: Sequence[str], styles: Sequence[str]) -> list[_Cell]:
    """Texts beside each other, each on its share of the columns and at least on one."""
    columns, whole = last - first + 1, sum(widths)
    ends = [first + max(at + 1, nearest(columns * sum(widths[: at + 1]) / whole)) for at in range(len(widths))]
    return [_Cell(begin, end - 1, text, style) for begin, end, text, style in zip([first, *ends[:-1]], ends, texts, styles, strict=True)]


def _prose(text: str, style: str, first: int, last: int) -> Iterator[_Row]:
    if text:
        yield from _over_rows([_Cell(first, last, text, style)])


def _over_rows(cells: Sequence[_Cell]) -> Iterator[_Row]:
    """Cells in as many rows as their longest text needs."""
    pieces = [_pieces(one.text, _room(one)) for one in cells]
    for at in range(max(map(len, pieces))):
        yield _row(*(one._replace(text=piece[at] if at < len(piece) else "") for one, piece in zip(cells, pieces, strict=True)))


def _row(*cells: _Cell, above: float = 0) -> _Row:
    lines = max(_lines(one.text, _room(one)) * _LARGER.get(one.style, 1.0) for one in cells)
    return _Row(cells, min(400.0, lines * _LINE + 3 + above))


def _room(cell: _Cell) -> float:
    """Halves of a Japanese character in a line of it."""
    return max(2.0, ((cell.last - cell.first + 1) * _COLUMN - 6) / _LETTER / _LARGER.get(cell.style, 1.0))


def _lines(text: str, room: float) -> int:
    return sum(max(1, -int(-sum(map(_wide, line)) * _SPARE // room)) for line in text.split("\n"))


def _wide(character: str) -> int:
    return 2 if east_asian_width(character) in "WFA" else 1


def _pieces(text: str, room: float) -> list[str]:
    """A text in parts of at most so many lines as a row can hold."""
    if _lines(text, room) <= _MOST:
        return [text]
    most = int(room / _SPARE) or 1
    lines: list[str] = []
    for line in text.split("\n"):
        lines.append("")
        taken = 0
        for character in line:
            if taken + _wide(character) > most:
                lines.append("")
                taken = 0
            lines[-1] += character
            taken += _wide(character)
    return ["\n".join(lines[at : at + _MOST]) for at in range(0, len(lines), _MOST)]


def _plain(text: str) -> str:
    return re.sub(DROPPED, "", text)
