"""Pictures: the first one in a running session, and later ones; how much of the first is importing matplotlib."""

from __future__ import annotations

import datetime as dt
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from dxcheck.demo import create_demo

RUNS = 7
_PROGRAM = """
import sys, time
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
imported = time.perf_counter() - start
def make(kind, form):
    began = time.perf_counter()
    pictures_of("municipality")[kind].draw(OfMunicipality(desk)).to_bytes(form)
    return time.perf_counter() - began
first = imported + make("progress", "png")
print(first, imported, *(make(kind, form) for kind in ("progress", "bars", "radar", "change") for form in ("png", "svg", "pdf")))
"""
_STOCK = """
import time
start = time.perf_counter()
import matplotlib.pyplot as plt, io
figure, axes = plt.subplots(3, 4)
for one in axes.flat:
    one.plot([1, 2, 3], [1, 2, 1])
figure.savefig(io.BytesIO(), format="png", dpi=150)
print(time.perf_counter() - start)
"""
_NAMES = [f"{kind} {form}" for kind in ("progress", "bars", "radar", "change") for form in ("png", "svg", "pdf")]


def main() -> None:
    """Print both bars of issue 3."""
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "demo"
        create_demo(data, today=dt.date(2026, 11, 23))
        ours = [_run(_PROGRAM, str(data)) for _ in range(RUNS)]
        stock = [_run(_STOCK)[0] for _ in range(RUNS)]
    first, imported = (statistics.median(one[at] for one in ours) for at in (0, 1))
    plain = statistics.median(stock)
    print("Pictures (medians of", RUNS, "processes)")
    print(f"  first picture in a session  {first:.2f} s (bar 1.5), of it importing matplotlib {imported:.2f} s ({imported / first:.0%})")
    print(f"  the same beside an empty pyplot grid of 12 panels, import included: {plain:.2f} s, ratio {first / plain:.2f}")
    for place, name in enumerate(_NAMES):
        later = statistics.median(one[2 + place] for one in ours)
        print(f"  later, {name:<14} {later:.2f} s (bar 0.4)")


def _run(program: str, *arguments: str) -> list[float]:
    done = subprocess.run([sys.executable, "-c", program, *arguments], capture_output=True, text=True, check=True)
    return [float(one) for one in done.stdout.split()]
