"""Line breaking for Japanese text in terminal cells (禁則処理).

Textual and Rich break at spaces, or anywhere: they put 「。」 alone on a line and leave a bracket hanging. These few rules keep closing marks and small kana
off the beginning of a line, opening brackets off its end, and Latin words and numbers whole. They follow the usual office rule set, not all of JIS X 4051:
hanging punctuation and justification have no meaning in a grid of cells.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from rich.cells import cell_len, chop_cells

from dxcheck.system.control_characters import plain

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

NOT_AT_START: Final = frozenset(
    "、。，．・：；？！゛゜ー～々ゝゞヽヾ）］｝〕〉》」』】％‰℃ぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮヵヶ,.:;?!)]}%"
)
"""Characters that may not begin a line."""
NOT_AT_END: Final = frozenset("（［｛〔〈《「『【([{")
"""Characters that may not end a line."""


ORPHAN: Final = 6
"""Cells: a last line no longer than three characters looks lost."""


def wrap(text: str, width: int) -> list[str]:
    """Break `text` into lines of at most `width` cells; its own line breaks stay.

    A word wider than the line is cut, and characters that may not begin a line pull their neighbour down with them. Always returns at least one line.
    """
    width = max(width, 2)
    if not text.isprintable():
        text = plain(text)
    return [line for paragraph in text.split("\n") for line in _balanced(paragraph, width)]


def _balanced(paragraph: str, width: int) -> list[str]:
    """The lines of a paragraph; a last line of one or two characters is filled up from the ones before, if that takes no further line."""
    lines = list(_wrap_paragraph(paragraph, width))
    for narrower in range(width - 1, max(width - 10, width // 2), -1):
        if len(lines) == 1 or cell_len(lines[-1]) > ORPHAN:
            break
        tighter = list(_wrap_paragraph(paragraph, narrower))
        if len(tighter) > len(lines):
            break
        lines = tighter
    return lines


def _wrap_paragraph(paragraph: str, width: int) -> Iterator[str]:
    line, used = "", 0
    for unit in _units(paragraph):
        needed = cell_len(unit)
        if used + needed <= width:
            line, used = line + unit, used + needed
            continue
        if unit == " ":
            continue
        if line:
            yield line.rstrip(" ")
        *whole, line = chop_cells(unit, width)
        yield from whole
        used = cell_len(line)
    yield line.rstrip(" ")


def _units(paragraph: str) -> Iterator[str]:
    """Cut a paragraph into pieces that stay together: a Latin word, or a character with the marks that cling to it."""
    unit = ""
    for character in paragraph:
        if unit and _may_break(unit[-1], character):
            yield unit
            unit = ""
        unit += character
    if unit:
        yield unit


def _may_break(before: str, after: str) -> bool:
    if " " in (before, after):
        return True
    if after in NOT_AT_START or before in NOT_AT_END:
        return False
    # A number stays with what it counts: 11問, 30%, 2026年.
    return not ((_is_latin(before) and _is_latin(after)) or before.isdecimal())


def _is_latin(character: str) -> bool:
    return character < "\u2e80"


def shorten(text: str, width: int) -> str:
    """`text` in one line of at most `width` cells, with an ellipsis where it was cut."""
    line = " ".join(text.split("\n"))
    if cell_len(line) <= width:
        return line
    return chop_cells(line, max(width - 2, 1))[0].rstrip() + ".."


def pad(text: str, width: int) -> str:
    """`text`, cut or filled with spaces to exactly `width` cells."""
    fitting = shorten(text, width)
    return fitting + " " * (width - cell_len(fitting))


def aligned(rows: Sequence[Sequence[str]], gap: int = 2) -> list[str]:
    """Rows of cells as lines in which the columns line up, each as wide as its longest cell; the last cell is not filled up."""
    widths = [max(map(cell_len, column)) for column in zip(*rows, strict=True)]
    return [
        (" " * gap).join(text + " " * (width - cell_len(text)) for text, width in zip(row, widths, strict=True)).rstrip() for row in rows
    ]
