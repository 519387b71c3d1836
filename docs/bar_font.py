"""Makes dxcheck/web/static/bars.ttf, the characters of bars and marks for the browser: `.venv/bin/python docs/bar_font.py`.

The page writes rows as text in a Japanese font of the reader's machine, and those draw block elements as wide as a kana, with air around them. These are exactly as wide as
a Latin letter of such a font (half an em) and as high as a row (style.css: 105% above the baseline, 30% below it), so that columns stand on one another without a seam.
"""

from __future__ import annotations

import io
from pathlib import Path
from typing import TYPE_CHECKING, Final

from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

WHERE: Final = Path(__file__).parent.parent / "dxcheck" / "web" / "static" / "bars.ttf"
EM: Final = 1024
"""A power of two: half of it is exactly half an em, and a browser rounds every part of a row up to whole sixty-fourths of a pixel."""
WIDE, TOP, BOTTOM = EM // 2, round(1.05 * EM), -round(0.3 * EM)
OVER: Final = 30
"""How far a character reaches over its edges, where another of the same colour begins: half a pixel of the usual size, since rows and cells are rounded."""
_SINCE: Final = 3_800_000_000
"""Seconds since 1904, so that the file is the same whenever it is made."""

Corners = tuple[tuple[float, float], ...]


def characters() -> Iterator[tuple[str, Corners]]:
    """Each character and the corners of what it looks like."""
    for eighths in range(1, 8):
        height = BOTTOM + (TOP - BOTTOM) * eighths / 8
        yield chr(0x2580 + eighths), _box(-OVER, BOTTOM - OVER, WIDE + OVER, height)
        yield chr(0x2590 - eighths), _box(-OVER, BOTTOM - OVER, WIDE * eighths / 8, TOP + OVER)
    yield "▲", ((41, 61), (256, 635), (471, 61))
    yield "▼", ((41, 635), (471, 635), (256, 61))


def _box(left: float, bottom: float, right: float, top: float) -> Corners:
    return ((left, bottom), (left, top), (right, top), (right, bottom))


def font() -> bytes:
    """The file."""
    drawn = {f"u{ord(one):04X}": (one, corners) for one, corners in sorted(characters())}
    builder = FontBuilder(EM, isTTF=True)
    names = [".notdef", *drawn]
    builder.setupGlyphOrder(names)
    builder.setupCharacterMap({ord(one): name for name, (one, _corners) in drawn.items()})
    builder.setupGlyf({".notdef": _glyph(()), **{name: _glyph(corners) for name, (_one, corners) in drawn.items()}})
    builder.setupHorizontalMetrics(dict.fromkeys(names, (WIDE, 0)))
    builder.setupHorizontalHeader(ascent=TOP, descent=BOTTOM)
    builder.setupNameTable({"familyName": "dxcheck bars", "styleName": "Regular"})
    builder.setupOS2(sTypoAscender=TOP, sTypoDescender=BOTTOM, usWinAscent=TOP + OVER, usWinDescent=OVER - BOTTOM)
    builder.setupPost()
    builder.font["head"].created = builder.font["head"].modified = _SINCE
    builder.font.recalcTimestamp = False
    made = io.BytesIO()
    builder.save(made)
    return made.getvalue()


def _glyph(corners: Sequence[tuple[float, float]]) -> object:
    pen = TTGlyphPen(None)
    if corners:
        pen.moveTo(_whole(corners[0]))
        for corner in corners[1:]:
            pen.lineTo(_whole(corner))
        pen.closePath()
    return pen.glyph()


def _whole(corner: tuple[float, float]) -> tuple[int, int]:
    return round(corner[0]), round(corner[1])


if __name__ == "__main__":
    WHERE.write_bytes(font())
