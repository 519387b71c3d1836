"""Every chart as people will see it: compared with a kept picture, nothing cut, nothing on top of another, readable without eyes."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import xml.etree.ElementTree as ET
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pytest
from charts.geometry import faults
from charts.samples import SAMPLES, WORDS, lines, shaded
from PIL import Image
from pypdf import PdfReader
from reading_back import pages_of

from dxcheck.charts import canvas, letters
from dxcheck.charts.canvas import DPI, drawing, to_bytes
from dxcheck.charts.progress import progress_figure
from dxcheck.charts.scale import levels_to
from dxcheck.formats.file_formats import endings_of
from dxcheck.questionnaire.scale import DEFAULT

if TYPE_CHECKING:
    from matplotlib.figure import Figure

GOLDEN = Path(__file__).parent / "golden"
WIDTH = 560
"""Pixels of a kept picture: enough to see a label move, small enough to keep."""
TOLERANCE = 1.2
"""Mean difference of a pixel, of 255: another build of FreeType moves edges, a lost label moves more."""


class Drawn(NamedTuple):
    """A sample, drawn."""

    name: str
    figure: Figure
    shades: Image.Image
    """What a file of it shows, in grey."""


USUAL = {name.partition("-")[0]: name for name in reversed(SAMPLES)}
"""The first sample of each kind of chart."""


@pytest.fixture(
    scope="module",
    params=[pytest.param(one, marks=[] if one in USUAL.values() else [pytest.mark.crawl]) for one in SAMPLES],
)
def drawn(request: pytest.FixtureRequest) -> Drawn:
    """Each sample, drawn once; `make check` draws the usual state of each kind, `make test` all of them."""
    figure = SAMPLES[request.param]()
    return Drawn(request.param, figure, shades_of(figure))


def shades_of(figure: Figure) -> Image.Image:
    """The pixels of its PNG, which are not packed and unpacked for it: that takes a third of the time."""
    pixels = io.BytesIO()
    with drawing():
        figure.savefig(pixels, format="raw")
    width, height = (int(inches * DPI) for inches in figure.get_size_inches())
    return Image.frombuffer("RGBA", (width, height), pixels.getvalue()).convert("L")


def test_a_file_has_these_pixels() -> None:
    """So that what is kept is what people will see."""
    figure = SAMPLES["radar"]()
    assert Image.open(io.BytesIO(to_bytes(figure, "png", WORDS))).convert("L").tobytes() == shades_of(figure).tobytes()


def test_it_looks_as_it_did(drawn: Drawn) -> None:
    """`make snapshots-update` keeps new pictures, after somebody has looked at them."""
    made, path = drawn.shades, GOLDEN / f"{drawn.name}.png"
    now = made.resize((WIDTH, round(made.height * WIDTH / made.width)), Image.Resampling.BOX)
    if os.environ.get("DXCHECK_KEEP_PICTURES"):
        GOLDEN.mkdir(exist_ok=True)
        now.quantize(64).save(path, optimize=True)
        return
    kept = np.asarray(Image.open(path).convert("L"), dtype=float)
    assert kept.shape == np.asarray(now).shape
    assert np.abs(kept - np.asarray(now, dtype=float)).mean() < TOLERANCE


def test_no_label_is_cut_and_none_lies_on_anything(drawn: Drawn) -> None:
    """Measured on what was really laid out: on no text, mark, line, bar or guide, and nothing is smaller than 9 points on A4."""
    assert faults(drawn.figure, on_paper="-inside" not in drawn.name) == []


def test_a_pdf_can_be_searched_and_copied_from() -> None:
    """Its text is text, in the font it carries."""
    content = to_bytes(SAMPLES["bars"](), "pdf", WORDS)
    reader, text = PdfReader(io.BytesIO(content)), pages_of(content)[0]
    assert "西予市" in text
    assert "機運・対話・人の変化" in text
    assert "0.5以下" in text
    assert reader.metadata is not None
    assert reader.metadata.title == WORDS.title


def test_a_pdf_carries_the_outlines_of_its_letters_and_nothing_else_of_the_font(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fewer bytes and, read back, the same text at the same places as when matplotlib embeds all it would; that it still asks for a font in this way is told here too."""
    figure, asked = SAMPLES["radar"](), []
    monkeypatch.setattr(letters, "_outlines_of", lambda *given, real=letters._outlines_of: asked.append(given) or real(*given))
    ours = to_bytes(figure, "pdf", WORDS)
    assert asked
    monkeypatch.setattr(canvas, "outlines_alone", nullcontext)
    stock = to_bytes(figure, "pdf", WORDS)
    assert len(ours) < len(stock)
    assert pages_of(ours) == pages_of(stock)
    one, other = (PdfReader(io.BytesIO(content)).pages[0] for content in (ours, stock))
    assert one.get_contents().get_data() == other.get_contents().get_data()  # type: ignore[union-attr]
    sizes = [
        {name: sorted(font["/DescendantFonts"][0]["/W"][1]) for name, font in page["/Resources"]["/Font"].items()} for page in (one, other)
    ]
    assert sizes[0] == sizes[1]


def test_an_svg_tells_its_content_to_a_screen_reader() -> None:
    """Title and description, escaped."""
    words = type(WORDS)("A < B", "", "", "全体: 0.5 & more")
    svg = to_bytes(SAMPLES["bars-zero"](), "svg", words)
    root = ET.fromstring(svg)
    space = {"s": "http://www.w3.org/2000/svg"}
    assert root.get("role") == "img"
    assert root.find("s:title", space).text == "A < B"  # type: ignore[union-attr]
    assert root.find("s:desc", space).text == "全体: 0.5 & more"  # type: ignore[union-attr]


@pytest.mark.parametrize("format_", endings_of("picture"))
def test_the_same_data_gives_the_same_bytes(format_: str) -> None:
    """No dates, no random ids."""
    one, other = (to_bytes(SAMPLES["radar"](), format_, WORDS) for _ in range(2))
    assert one == other


def test_every_character_of_a_name_is_in_the_font() -> None:
    """Matplotlib warns of a missing one, and a warning fails a test."""
    figure = progress_figure(lines(3, names=("髙﨑邉①㈱～",)), ["R7前期", "R7後期", "R8前期"], "髙﨑町", WORDS, levels_to(DEFAULT))
    to_bytes(figure, "png", WORDS)


def test_neither_pyplot_nor_the_machines_fonts_are_touched() -> None:
    """In a fresh process: one font is known, and it is ours; matplotlib's settings are as they were."""
    program = """
import sys
sys.path[:0] = sys.argv[1:]
from charts.samples import SAMPLES, WORDS
from dxcheck.charts import canvas, letters
from dxcheck.charts.canvas import to_bytes
from dxcheck.questionnaire.scale import DEFAULT
from dxcheck.charts.scale import levels_to
content = to_bytes(SAMPLES["bars"](), "png", WORDS)
import matplotlib
from matplotlib import font_manager
assert content.startswith(b"\\x89PNG")
assert [one.name for one in font_manager.fontManager.ttflist] == ["IPAexGothic"], font_manager.fontManager.ttflist
assert "matplotlib.pyplot" not in sys.modules
assert matplotlib.rcParams["font.family"] == ["sans-serif"]
"""
    root = Path(__file__).parent.parent
    environment = {key: value for key, value in os.environ.items() if key != "MPLCONFIGDIR"}
    done = subprocess.run(
        [sys.executable, "-c", program, str(root), str(root.parent)], env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def test_pictures_drawn_at_once_are_the_pictures_drawn_one_by_one() -> None:
    """Several sessions may draw in threads of one process."""
    names = ["bars", "radar", "progress-gaps", "change"]

    def draw(name: str) -> bytes:
        return to_bytes(SAMPLES[name](), "png", WORDS)

    one_by_one = [draw(name) for name in names]
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(draw, names * 2)) == one_by_one * 2


def test_the_table_says_the_same_in_black_and_white() -> None:
    """In grey a higher figure is darker, step by step, every figure stands out from its cell, and what went down has a frame."""
    from matplotlib.colors import to_rgb
    from matplotlib.patches import Rectangle

    from dxcheck.charts.heatmap import ShadedRow, heatmap_figure
    from dxcheck.charts.scale import scale_of

    def grey(colour: object) -> float:
        red, green, blue = to_rgb(colour)  # type: ignore[arg-type]
        return 0.299 * red + 0.587 * green + 0.114 * blue

    levels = [n / 2 for n in range(11)]
    axes = heatmap_figure([ShadedRow("松山市", shaded(levels))], [str(one) for one in levels], scale_of("level", DEFAULT)).axes[0]
    cells = [one for one in axes.patches if isinstance(one, Rectangle)]
    shades = [grey(one.get_facecolor()[:3]) for one in cells]
    assert shades == sorted(shades, reverse=True)
    assert shades[0] > 0.95
    assert shades[0] - shades[-1] > 0.5
    for cell, text in zip(cells, axes.texts, strict=True):
        assert abs(grey(cell.get_facecolor()[:3]) - grey(text.get_color())) > 0.35, text.get_text()
    moved = heatmap_figure([ShadedRow("松山市", shaded((0.4, -0.4, -0.04)))], ["a", "b", "c"], scale_of("change", DEFAULT, [0.4])).axes[0]
    frames = [one.get_linewidth() for one in moved.patches]
    assert [one.get_text() for one in moved.texts] == ["+0.4", "-0.4", "0.0"]
    assert frames[1] > 2 * frames[0] == 2 * frames[2]
