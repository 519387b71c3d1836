"""A paper's texts made fit for print: characters that the font lacks are spelled out, and words wider than their place can be broken.

What people write is set in one font, in places of a known width. Without this a character of another script comes out as an empty box, and a long word runs over the edge
of the page and is cut.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import TYPE_CHECKING, Final

import msgspec

from dxcheck.formats.blocks import Boxes, Card, Columns, Facts, Points, Prose, Rest, Section, Table
from dxcheck.formats.font import font_file
from dxcheck.system.control_characters import plain, spelled

if TYPE_CHECKING:
    from dxcheck.formats.blocks import Block, Paper

PAGE: Final = 176.0
"""Millimetres between the margins of paper.typ; the other measures here are its too."""
_GUTTER: Final = 7.0
_NAMES: Final = 17.5
_BOX: Final = 13.0
_CELL: Final = 2.2
_POINT: Final = 0.35278
"""Millimetres."""
_BREAK: Final = "\u200b"
_COMPOSED: Final = re.compile(r"[^\s][\u0300-\u036f\u3099\u309a]+")
_DRAWS_NOTHING: Final = re.compile(r"[\s\u200d\u2060\ufe00-\ufe0f\U000e0100-\U000e01ef]")
_WORDS: Final = re.compile(
    r"[^\s\u3041-\u309f\u30a1-\u30fa\u3400-\u9fff\uf900-\ufaff]{2,}|[ぁぃぅぇぉっゃゅょゎゕゖァィゥェォッャュョヮヵヶ]{2,}"
)
"""What no line break falls into: Japanese can be broken nearly everywhere, but not before characters that may not begin a line."""


def fitted(paper: Paper) -> Paper:
    """The same paper with all its texts fit for print."""
    return msgspec.structs.replace(
        paper,
        title=_text(paper.title, PAGE, 17),
        subtitle=_text(paper.subtitle, PAGE),
        mark=_text(paper.mark, PAGE / 2),
        foot=_text(paper.foot, PAGE - 15),
        blocks=_blocks(paper.blocks, PAGE),
    )


def _blocks(blocks: tuple[Block, ...], width: float) -> tuple[Block, ...]:
    return tuple(_block(one, width) for one in blocks)


def _block(one: Block, width: float) -> Block:  # noqa: PLR0911 - one for each kind
    replace = msgspec.structs.replace
    match one:
        case Columns():
            left = (width - _GUTTER) * one.share / (one.share + 1)
            return replace(one, left=_blocks(one.left, left), right=_blocks(one.right, width - _GUTTER - left))
        case Section():
            return replace(one, title=_text(one.title, width - 4, 12 if one.level == 1 else 9.6))
        case Prose():
            return replace(one, text=_text(one.text, width))
        case Facts():
            return replace(one, rows=tuple((_text(name, width / 2), _text(text, width / 2)) for name, text in one.rows))
        case Points():
            return replace(one, items=tuple(_text(item, width - 3) for item in one.items), if_none=_text(one.if_none, width))
        case Table():
            return _table(one, width)
        case Card():
            texts = tuple((_text(name, _NAMES), _text(text, width - (_NAMES if name else 0))) for name, text in one.texts)
            return replace(one, title=_text(one.title, width / 2), side=_text(one.side, width / 2 - 3), texts=texts)
        case Boxes():
            return replace(one, labels=tuple(_text(label, _BOX, 7.5) for label in one.labels))
        case Rest():
            return replace(one, title=_text(one.title, width - 3))
        case _:
            return one


def _table(one: Table, width: float) -> Table:
    widths = [width * share / sum(one.widths) - _CELL for share in one.widths]

    def row(cells: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(_text(cell, mm) for cell, mm in zip(cells, widths, strict=True))

    rows = tuple(row(cells) for cells in one.rows)
    return msgspec.structs.replace(one, head=row(one.head), rows=rows, if_none=_text(one.if_none, width))


def _text(text: str, width: float, size: float = 9) -> str:
    """One text, for a place of so many millimetres, in letters of so many points."""
    advances = _advances()
    text = _COMPOSED.sub(lambda found: unicodedata.normalize("NFC", found[0]), plain(text))
    shown = "".join(one if ord(one) in advances or _DRAWS_NOTHING.match(one) else spelled(one) for one in text)

    def breakable(found: re.Match[str]) -> str:
        word = found[0]
        wide = sum(advances.get(ord(one), 0) for one in word) * size * _POINT
        return _BREAK.join(word) if wide > width else word

    return _WORDS.sub(breakable, shown)


@cache
def _advances() -> dict[int, float]:
    """Every character the font has, with its width as a share of the letters' size."""
    from fontTools.ttLib import TTFont  # only where a paper is set

    with TTFont(font_file(), lazy=True) as font:
        metrics, unit = font["hmtx"].metrics, font["head"].unitsPerEm
        return {character: metrics[name][0] / unit for character, name in font.getBestCmap().items()}
