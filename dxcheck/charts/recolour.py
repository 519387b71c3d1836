"""A picture in the colours of a screen: paper becomes the screen's ground and ink its letters, and every colour keeps its hue in between.

The whole picture is turned at once, by lightness as people see it (OKLab, Björn Ottosson 2020), so no chart knows of themes, and what is told apart on paper is told apart here.
"""

from __future__ import annotations

import io
import re
from functools import cache
from typing import Final

from dxcheck.charts.canvas import INK

_COLOUR: Final = re.compile(rb"#[0-9a-f]{6}\b")
_LIFTED: Final = 0.75
"""How much colours between paper and ink go towards the letters on a dark ground, where they are read less easily: an exponent, 1 is not at all."""
_HALF: Final = 0.5
Triple = tuple[float, float, float]


def recoloured(svg: bytes, ground: str, letters: str) -> bytes:
    """An SVG of matplotlib in other colours.

    Args:
        svg: with its colours as `#rrggbb`, in small letters.
        ground: what white becomes, as `#rrggbb`.
        letters: what our ink becomes.
    """
    return _COLOUR.sub(lambda found: colour_on(found[0].decode(), ground, letters).encode(), svg)


def recoloured_png(png: bytes, size: tuple[int, int], ground: str, letters: str) -> bytes:
    """The same of points, brought to a size; colours between two of the picture's are between two of the screen's.

    Args:
        png: opaque.
        size: of the result.
        ground: what white becomes, as `#rrggbb`.
        letters: what our ink becomes.
    """
    import numpy as np  # slow, and only here
    from PIL import Image

    there = np.asarray(Image.open(io.BytesIO(png)).convert("RGB").resize(size))
    packed = there.astype(np.uint32) @ np.array([1 << 16, 1 << 8, 1], dtype=np.uint32)
    colours, where = np.unique(packed, return_inverse=True)
    made = [bytes.fromhex(colour_on(f"#{one:06x}", ground, letters)[1:]) for one in colours.tolist()]
    points = np.frombuffer(b"".join(made), dtype=np.uint8).reshape(-1, 3)[where.reshape(there.shape[:2])]
    buffer = io.BytesIO()
    Image.fromarray(points).save(buffer, "png")
    return buffer.getvalue()


@cache
def colour_on(colour: str, ground: str, letters: str) -> str:
    """One colour of a picture on a screen's ground."""
    (least, most), (light, *tint) = (_oklab(ground), _oklab(letters)), _oklab(colour)
    ink = _oklab(INK.lower())[0]
    way = min(1.0, max(0.0, (1 - light) / (1 - ink)))
    if least[0] < _HALF:
        way **= _LIFTED
    tone = [one + way * (other - one) for one, other in zip(least, most, strict=True)]
    return _hex((tone[0], tone[1] + tint[0], tone[2] + tint[1]))


def _oklab(colour: str) -> Triple:
    """Lightness from 0 to 1, and two axes of colour."""
    red, green, blue = (_linear(int(colour[at : at + 2], 16) / 255) for at in (1, 3, 5))
    long = (0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue) ** (1 / 3)
    middle = (0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue) ** (1 / 3)
    short = (0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue) ** (1 / 3)
    return (
        0.2104542553 * long + 0.7936177850 * middle - 0.0040720468 * short,
        1.9779984951 * long - 2.4285922050 * middle + 0.4505937099 * short,
        0.0259040371 * long + 0.7827717662 * middle - 0.8086757660 * short,
    )


def _hex(lab: Triple) -> str:
    light, a, b = lab
    long = (light + 0.3963377774 * a + 0.2158037573 * b) ** 3
    middle = (light - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (light - 0.0894841775 * a - 1.2914855480 * b) ** 3
    parts = (
        4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * middle + 1.7076147010 * short,
    )
    return "#" + "".join(f"{int(255 * _encoded(min(1.0, max(0.0, one))) + _HALF):02x}" for one in parts)


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4  # noqa: PLR2004 - sRGB


def _encoded(part: float) -> float:
    return part * 12.92 if part <= 0.0031308 else 1.055 * part ** (1 / 2.4) - 0.055  # noqa: PLR2004 - sRGB
