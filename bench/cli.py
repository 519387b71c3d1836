"""`dxcheck --help` beside an empty click program, whole processes in turn. Bar: at most 1.5 times."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time

RUNS = 25

EMPTY = """
import click

@click.group(help="An empty program.")
def root():
    pass

@root.command(help="Does nothing.")
def nothing():
    pass

root()
"""


def main() -> None:
    """Print medians and the ratio."""
    ours, empty = [], []
    _seconds(sys.executable, "-m", "dxcheck", "--help")  # writes the bytecode
    for _run in range(RUNS):
        ours.append(_seconds(sys.executable, "-m", "dxcheck", "--help"))
        empty.append(_seconds(sys.executable, "-c", EMPTY, "--help"))
    ratio = statistics.median(one / other for one, other in zip(ours, empty, strict=True))
    print(f"command line, {RUNS} runs in turn")
    print(f"  dxcheck --help           median {statistics.median(ours) * 1000:7.1f} ms")
    print(f"  an empty click program   median {statistics.median(empty) * 1000:7.1f} ms")
    print(f"  ratio (median of pairs)  {ratio:.2f}   (bar: 1.5)")


def _seconds(*command: str) -> float:
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    began = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True, env=environment)
    return time.perf_counter() - began


if __name__ == "__main__":
    main()
