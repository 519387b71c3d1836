"""The characters of bars in the browser: the file is what its program makes, has all that the app draws, and each is exactly a cell."""

from __future__ import annotations

import importlib.util
import io
import re
from pathlib import Path
from types import ModuleType

import pytest
from fontTools.ttLib import TTFont

from dxcheck.app.drawing import DOUBTFUL, FROM_BELOW, FROM_LEFT

ROOT = Path(__file__).parent.parent.parent
STYLE = (ROOT / "dxcheck" / "web" / "static" / "style.css").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def program() -> ModuleType:
    """docs/bar_font.py."""
    spec = importlib.util.spec_from_file_location("bar_font", ROOT / "docs" / "bar_font.py")
    assert spec is not None
    assert spec.loader is not None
    made = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(made)
    return made


def test_the_file_is_what_its_program_makes(program: ModuleType) -> None:
    """Byte by byte."""
    assert program.WHERE.read_bytes() == program.font()


def test_it_has_every_character_of_doubtful_width(program: ModuleType) -> None:
    """And the page asks it for those and no others."""
    font = TTFont(io.BytesIO(program.font()))
    assert {chr(one) for one in font.getBestCmap()} == set(DOUBTFUL)
    face = next(one for one in STYLE.splitlines() if "bars.ttf" in one)
    ranges = re.findall(r"U\+([0-9A-F]+)(?:-([0-9A-F]+))?", face)
    assert {chr(one) for first, last in ranges for one in range(int(first, 16), int(last or first, 16) + 1)} == set(DOUBTFUL)
    narrow = next(one for one in STYLE.splitlines() if "size-adjust: 60%" in one)
    others = [(int(first, 16), int(last or first, 16)) for first, last in re.findall(r"U\+([0-9A-F]+)(?:-([0-9A-F]+))?", narrow)]
    assert not [one for one in DOUBTFUL if any(first <= ord(one) <= last for first, last in others)]


def test_each_fills_as_many_eighths_as_it_says(program: ModuleType) -> None:
    """Of half an em, and of the rows of the page; half a pixel more where the same colour goes on."""
    font = TTFont(io.BytesIO(program.font()))
    names, glyphs = font.getBestCmap(), font["glyf"]
    assert "ascent-override: 105%; descent-override: 30%" in next(one for one in STYLE.splitlines() if "bars.ttf" in one)
    for eighths, character in enumerate(FROM_LEFT, 1):
        glyph = glyphs[names[ord(character)]]
        assert (glyph.xMin, glyph.xMax) == (-program.OVER, round(program.WIDE * eighths / 8))
        assert glyph.yMin <= program.BOTTOM
        assert glyph.yMax >= program.TOP
    for eighths, character in enumerate(FROM_BELOW, 1):
        glyph = glyphs[names[ord(character)]]
        assert (glyph.xMin, glyph.xMax, glyph.yMax) == (
            -program.OVER,
            program.WIDE + program.OVER,
            round(program.BOTTOM + (program.TOP - program.BOTTOM) * eighths / 8),
        )
    assert {width for width, _left in font["hmtx"].metrics.values()} == {program.EM // 2}
