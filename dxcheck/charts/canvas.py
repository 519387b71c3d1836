"""What all pictures share: the Japanese font, colours and marks, sizes, and how a figure becomes a file.

The font comes with a dependency (IPAexGothic, IPA Font License) and is the only one matplotlib knows: looking through a machine's fonts takes ten seconds
on some Windows PCs. Colours are Okabe and Ito's, told apart by everybody; every series also has a mark and a line style of its own, for print in black and white.
"""

from __future__ import annotations

import atexit
import importlib.util
import io
import json
import os
import re
import shutil
import tempfile
import threading
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from xml.sax.saxutils import escape

from dxcheck.charts.letters import outlines_alone
from dxcheck.formats.font import FONT, font_file

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.path import Path as Outline

LANDSCAPE: Final = (11.69, 8.27)
PORTRAIT: Final = (8.27, 11.69)
"""A4 in inches."""
DPI: Final = 150

OWN: Final = "#0072B2"
PEERS: Final = "#B8500A"
TARGET: Final = "#00795A"
QUIET: Final = "#5F6368"
FAINT: Final = "#D5D8DC"
PALE: Final = "#F0F2F4"
"""A ground behind lines and letters."""
INK: Final = "#202124"
SMALLEST_TEXT: Final = 9.0
"""Points: no text of a picture is smaller, so that it can be read on A4."""

_LOCK: Final = threading.RLock()
"""matplotlib is not made for two threads at once."""


@dataclass(frozen=True)
class Caption:
    """The texts around a picture, and the one for people who cannot see it."""

    title: str
    subtitle: str
    note: str
    alt: str
    """The picture's content in a few sentences."""


def prepare_matplotlib() -> None:
    """Tell matplotlib of our font alone, before it is imported."""
    if "MPLCONFIGDIR" in os.environ:
        return
    folder = Path(tempfile.mkdtemp(prefix="dxcheck-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    os.environ["MPLCONFIGDIR"] = str(folder)
    spec = importlib.util.find_spec("matplotlib")
    source = Path(spec.origin).with_name("font_manager.py") if spec and spec.origin else None
    found = re.search(r"__version__ = '([^']+)'", source.read_text(encoding="utf-8")) if source and source.is_file() else None
    if found is None:  # another layout of matplotlib: it looks through the machine's fonts, which is only slower
        return
    entry = {"fname": str(font_file()), "name": FONT, "style": "normal", "variant": "normal", "weight": 400, "stretch": "normal"}
    fonts = {
        "_version": found[1],
        "_FontManager__default_weight": "normal",
        "default_size": None,
        "defaultFamily": {"ttf": FONT, "afm": FONT},
        "afmlist": [],
        "ttflist": [{**entry, "size": "scalable", "__class__": "FontEntry"}],
        "__class__": "FontManager",
    }
    (folder / f"fontlist-v{found[1]}.json").write_text(json.dumps(fonts), encoding="utf-8")


@contextmanager
def drawing() -> Iterator[None]:
    """Inside, one thread draws or saves, with our settings; afterwards matplotlib's own are back."""
    with _LOCK:
        prepare_matplotlib()
        import matplotlib as mpl  # slow, and only here
        from matplotlib import font_manager

        if all(one.name != FONT for one in font_manager.fontManager.ttflist):
            font_manager.fontManager.addfont(font_file())
        with mpl.rc_context(
            {
                "font.family": FONT,
                "font.size": 9,
                "text.color": INK,
                "axes.edgecolor": QUIET,
                "axes.labelcolor": INK,
                "axes.unicode_minus": False,
                "xtick.color": QUIET,
                "ytick.color": QUIET,
                "axes.spines.top": False,
                "axes.spines.right": False,
                "pdf.fonttype": 42,
                "svg.hashsalt": "dxcheck",
            }
        ):
            yield


def struck(mark: str) -> Outline:
    """A mark with a stroke through it: of a published average that is an earlier cycle's and still stands."""
    from matplotlib.markers import MarkerStyle  # slow, and only here
    from matplotlib.path import Path as Outline

    style = MarkerStyle(mark)
    half = 0.5 if mark == "s" else 0.36
    return Outline.make_compound_path(style.get_path().transformed(style.get_transform()), Outline([(-half, -half), (half, half)]))


def broken_upright() -> Outline:
    """A mark that is an upright line in three pieces: how one that is drawn broken looks in a legend."""
    from matplotlib.path import Path as Outline  # slow, and only here

    return Outline.make_compound_path(*(Outline([(0, low), (0, low + 0.24)]) for low in (-0.5, -0.12, 0.26)))


def quiet_axes(axes: Axes) -> None:
    """No ticks, only thin guides."""
    axes.tick_params(length=0)
    axes.set_axisbelow(True)


def to_bytes(figure: Figure, format_: str, words: Caption) -> bytes:
    """The figure as a file, in a format that matplotlib knows by this ending; of those in use the same figure gives the same bytes."""
    buffer = io.BytesIO()
    with drawing(), outlines_alone() if format_ == "pdf" else nullcontext():
        figure.savefig(buffer, format=format_, metadata=_metadata(format_, words))
    content = buffer.getvalue()
    return _with_alt(content, words) if format_ == "svg" else content


def pages_to_bytes(figures: Sequence[Figure], format_: str, words: Caption) -> bytes:
    """Several pages as one file: pages of a PDF, one below the other in a picture."""
    if len(figures) == 1:
        return to_bytes(figures[0], format_, words)
    if format_ == "pdf":
        return _pdf_of(figures, words)
    return (_svg_of if format_ == "svg" else _png_of)([to_bytes(one, format_, words) for one in figures], words)


def _pdf_of(figures: Sequence[Figure], words: Caption) -> bytes:
    buffer = io.BytesIO()
    with drawing(), outlines_alone():
        from matplotlib.backends.backend_pdf import PdfPages  # slow, and only here

        with PdfPages(buffer, metadata=_metadata("pdf", words)) as pages:
            for one in figures:
                pages.savefig(one)
    return buffer.getvalue()


def _png_of(contents: Sequence[bytes], words: Caption) -> bytes:
    from PIL import Image, PngImagePlugin  # slow, and only here

    pages = [Image.open(io.BytesIO(one)) for one in contents]
    whole = Image.new("RGB", (max(one.width for one in pages), sum(one.height for one in pages)), "white")
    top = 0
    for one in pages:
        whole.paste(one.convert("RGB"), (0, top))
        top += one.height
    about = PngImagePlugin.PngInfo()
    for name, text in _metadata("png", words).items():
        about.add_itxt(name, text)
    buffer = io.BytesIO()
    whole.save(buffer, "png", pnginfo=about, dpi=(DPI, DPI))
    return buffer.getvalue()


def _svg_of(contents: Sequence[bytes], words: Caption) -> bytes:
    """Each page keeps its own coordinates; its names get its number, since a name may be there only once."""
    pages, top, wide = [], 0.0, 0.0
    for n, content in enumerate(contents):
        body = re.sub(r"^.*?(?=<svg )", "", content.decode(), flags=re.DOTALL)
        body = re.sub(r'(\bid="|url\(#|href="#)', rf"\g<1>p{n}-", body)
        body = re.sub(r'( role="img" aria-labelledby="title desc"|<title .*?</title>\s*<desc .*?</desc>)', "", body, flags=re.DOTALL)
        size = re.search(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', body)
        assert size is not None, "matplotlib writes the size of its pictures"
        pages.append(body.replace("<svg ", f'<svg y="{top:g}" ', 1))
        top, wide = top + float(size[2]), max(wide, float(size[1]))
    head = f'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="{wide:g}pt" height="{top:g}pt"'
    head += f' viewBox="0 0 {wide:g} {top:g}" role="img" aria-labelledby="title desc">\n <title id="title">{escape(words.title)}</title>'
    return f'{head}\n <desc id="desc">{escape(words.alt)}</desc>\n{"".join(pages)}</svg>\n'.encode()


def to_screen_svg(figure: Figure) -> bytes:
    """The figure as SVG for a screen, which says what it shows itself."""
    buffer = io.BytesIO()
    with drawing():
        figure.savefig(buffer, format="svg", metadata={"Date": None, "Creator": None})
    return buffer.getvalue()


def to_screen_png(figure: Figure, wide: int) -> bytes:
    """The same as so many points from side to side."""
    buffer = io.BytesIO()
    with drawing():
        figure.savefig(buffer, format="png", dpi=wide / figure.get_size_inches()[0])
    return buffer.getvalue()


def to_plain_svg(figure: Figure) -> str:
    """The figure as SVG whose texts are still texts, for a page that sets them in the same font."""
    buffer = io.BytesIO()
    with drawing():
        import matplotlib as mpl  # slow, and only here

        with mpl.rc_context({"svg.fonttype": "none"}):
            figure.savefig(buffer, format="svg", metadata={"Date": None, "Creator": None})
    return buffer.getvalue().decode()


def _metadata(format_: str, words: Caption) -> dict[str, Any]:
    """Title and description where the format keeps them; no dates, so that the same figure gives the same bytes."""
    if format_ == "png":
        return {"Title": words.title, "Description": words.alt, "Software": "dxcheck"}
    if format_ == "pdf":
        return {"Title": words.title, "Subject": words.alt, "Creator": "dxcheck", "CreationDate": None}
    if format_ == "svg":
        return {"Title": words.title, "Date": None, "Creator": None}
    return {}


def _with_alt(svg: bytes, words: Caption) -> bytes:
    """Tie the title and a description to the picture, for screen readers."""
    text = svg.decode()
    text = text.replace("<svg ", '<svg role="img" aria-labelledby="title desc" ', 1).replace("<title>", '<title id="title">', 1)
    return text.replace("</title>", f'</title>\n <desc id="desc">{escape(words.alt)}</desc>', 1).encode()
