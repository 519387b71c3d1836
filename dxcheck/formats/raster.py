"""A vector picture as a PNG, for formats that hold no vectors. Drawn by what sets the papers, inside this process."""

from __future__ import annotations

import struct
from typing import Final, NamedTuple

from dxcheck.formats.font import font_file

DENSITY: Final = 200
"""Dots per inch: sharp on paper."""
_PAGE: Final = (
    b'#set page(width: float(sys.inputs.width) * 1mm, height: auto, margin: 0pt)\n#image(bytes(sys.inputs.svg), format: "svg", width: 100%)'
)
_SIZE: Final = struct.Struct(">II")
_INCH: Final = 25.4


class Raster(NamedTuple):
    """A PNG and how large it is on paper, in millimetres."""

    png: bytes
    wide: float
    high: float


def rastered(svg: str, wide: float) -> Raster:
    """The picture, so many millimetres wide; the same picture gives the same bytes."""
    import typst  # a large library, and only here

    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(font_file().parent)])
    png = typst.compile(_PAGE, format="png", ppi=DENSITY, font_paths=fonts, sys_inputs={"svg": svg, "width": f"{wide:g}"})
    across, down = _SIZE.unpack(png[16:24])
    return Raster(png, across * _INCH / DENSITY, down * _INCH / DENSITY)
