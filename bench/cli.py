"""The command line beside empty programs, whole processes in turn."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from typing import TYPE_CHECKING

from bench.rows import Row, ms, paired

if TYPE_CHECKING:
    from collections.abc import Iterator

RUNS = 15

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


def rows() -> Iterator[Row]:
    """`dxcheck --help` beside an empty click program."""
    ours, empty = [], []
    _seconds(sys.executable, "-m", "dxcheck", "--help")  # writes the bytecode
    for _run in range(RUNS):
        ours.append(_seconds(sys.executable, "-m", "dxcheck", "--help"))
        empty.append(_seconds(sys.executable, "-c", EMPTY, "--help"))
    beside = f"an empty click program {ms(statistics.median(empty))}"
    yield Row("dxcheck --help", ms(statistics.median(ours)), beside, paired(ours, empty), 1.5)


def _seconds(*command: str) -> float:
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    began = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True, env=environment)
    return time.perf_counter() - began
