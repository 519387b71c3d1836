"""Pictures: the first in a session, and later ones beside the bare drawing of as many artists in matplotlib with the same font (processor time)."""

from __future__ import annotations

import datetime as dt
import json
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from bench.rows import Row, ms, paired

if TYPE_CHECKING:
    from collections.abc import Iterator

RUNS = 5
KINDS = ("progress", "bars", "radar", "change")
FORMS = ("png", "svg", "pdf")
BAR = 1.3

_PROGRAM = """
import io, json, sys, time
from pathlib import Path
from dxcheck.workspace import Workspace
import dxcheck.app.staff.app
workspace = Workspace.open(Path(sys.argv[1]))
desk = workspace.staff_desk(workspace.roster.find("imabari"))
desk.series()
start = time.perf_counter()
from dxcheck.charts import canvas
from dxcheck.reports.municipality_pictures import OfMunicipality
from dxcheck.reports.pictures import pictures_of
with canvas.drawing():
    import matplotlib.figure, matplotlib.backends.backend_agg
took = {"import": time.perf_counter() - start}
pictures, of = pictures_of("municipality"), OfMunicipality(desk)
pictures["progress"].draw(of).to_bytes("png")
took["first"] = time.perf_counter() - start

# The bare drawing: a figure of the same size with as many axes and ticks, and as many texts, lines and areas, made by matplotlib alone.
import matplotlib
from matplotlib.axis import Axis
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch, Rectangle
from matplotlib.text import Text

def parts(figure):
    shown = [one for one in figure.findobj() if one.get_visible()]
    axes = [(one.get_position().bounds, *([str(text.get_text()) for text in axis.get_ticklabels()] for axis in (one.xaxis, one.yaxis))) for one in figure.axes]
    of_axis = {id(part) for one in shown if isinstance(one, Axis) for part in one.findobj()}
    shown = [one for one in shown if id(one) not in of_axis]
    texts = [(one.get_text(), one.get_fontsize(), one.get_fontfamily()) for one in shown if isinstance(one, Text) and one.get_text()]
    lines = [len(one.get_xdata()) for one in shown if isinstance(one, Line2D) and len(one.get_xdata())]
    areas = sum(isinstance(one, Patch) for one in shown)
    return tuple(figure.get_size_inches()), axes, texts, lines, areas

def bare(size, axes, texts, lines, areas, form):
    figure = Figure(size)
    for bounds, across, up in axes:
        one = figure.add_axes(bounds)
        one.set_xticks(range(len(across)), across)
        one.set_yticks(range(len(up)), up)
    for n, (text, points, family) in enumerate(texts):
        figure.text(0.1 + (n % 7) / 10, 0.05 + (n * 0.618) % 0.9, text, fontsize=points, family=family)
    for n, length in enumerate(lines):
        at = [k / max(1, length - 1) for k in range(length)]
        figure.add_artist(Line2D(at, [(n * 0.618 + k) % 1 for k in at]))
    for n in range(areas):
        figure.add_artist(Rectangle(((n * 0.618) % 0.9, (n * 0.382) % 0.9), 0.05, 0.05))
    figure.savefig(io.BytesIO(), format=form)

for kind in sys.argv[2].split(","):
    for form in sys.argv[3].split(","):
        began = time.process_time()
        picture = pictures[kind].draw(of)
        picture.to_bytes(form)
        took[f"{kind} {form}"] = time.process_time() - began
        with canvas.drawing():
            like = parts(picture.figure)
            bare(*like, form)
            began = time.process_time()
            bare(*like, form)
            took[f"bare {kind} {form}"] = time.process_time() - began
print(json.dumps(took))
"""
_STOCK = """
import json, time
start = time.perf_counter()
import matplotlib.pyplot as plt, io
figure, axes = plt.subplots(3, 4)
for one in axes.flat:
    one.plot([1, 2, 3], [1, 2, 1])
figure.savefig(io.BytesIO(), format="png", dpi=150)
print(json.dumps({"first": time.perf_counter() - start}))
"""


def rows() -> Iterator[Row]:
    """The first picture of a process, and every kind in every form."""
    from dxcheck.demo import create_demo

    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "demo"
        create_demo(data, today=dt.date(2026, 11, 23))
        ours, stock = [], []
        for _time in range(RUNS):
            ours.append(_run(_PROGRAM, str(data), ",".join(KINDS), ",".join(FORMS)))
            stock.append(_run(_STOCK)["first"])
    firsts, imports = [one["first"] for one in ours], [one["import"] for one in ours]
    yield Row(
        "first picture of a process",
        f"{ms(statistics.median(firsts))} (import {ms(statistics.median(imports))})",
        f"an empty pyplot grid of 12 panels, import included {ms(statistics.median(stock))}",
        paired(firsts, stock),
    )
    for kind in KINDS:
        for form in FORMS:
            times, bare = ([one[f"{prefix}{kind} {form}"] for one in ours] for prefix in ("", "bare "))
            beside = f"bare drawing {ms(statistics.median(bare))}"
            yield Row(f"{kind} as {form.upper()}", ms(statistics.median(times)), beside, paired(times, bare), BAR)


def _run(program: str, *arguments: str) -> dict[str, float]:
    done = subprocess.run([sys.executable, "-c", program, *arguments], capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(done.stderr.strip().splitlines()[-1])
    found: dict[str, float] = json.loads(done.stdout)
    return found
