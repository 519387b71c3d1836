"""Inputs that nobody meant: `python -m bench.fuzz [--inputs 100000] [--seed 1]`. Not part of `make bench`: it takes its time.

Files of every kind and texts people type (`fuzz_files.py`: made by hypothesis, and with `--atheris KIND` by atheris where that is installed), and what anybody could send
to a running server (`fuzz_wire.py`). Whatever comes in is taken or refused with the error that the function documents: no traceback, nothing over a second, nothing written.
"""

from __future__ import annotations

import argparse
import asyncio

from bench.fuzz_files import by_atheris, in_process
from bench.fuzz_wire import over_the_wire


def main() -> None:
    """Print what was seen."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--inputs", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--atheris", metavar="KIND", default="", help="one kind of file, such as 'answer files', by atheris")
    parser.add_argument("--seconds", type=int, default=60, help="how long atheris goes on")
    asked = parser.parse_args()
    if asked.atheris:
        by_atheris(asked.atheris, asked.seconds)
    wire = min(3000, asked.inputs // 30)
    made = [*in_process(asked.inputs - wire, asked.seed), *asyncio.run(over_the_wire(wire, asked.seed))]
    print(f"Fuzz: {sum(one.inputs for one in made):,} inputs (seed {asked.seed})")
    print(f"  {'':22}{'inputs':>8}{'taken':>8}{'refused':>9}{'slowest':>10}{'over 1 s':>10}{'writes':>8}{'crashes':>9}")
    for one in made:
        print(
            f"  {one.name:22}{one.inputs:8}{one.taken:8}{one.refused:9}{1000 * one.slowest:7.0f} ms{one.slow:10}{one.writes:8}{len(one.crashes):9}"
        )
    for one in made:
        for crash in list(dict.fromkeys(one.crashes))[:5]:
            print(f"  {one.name}: {crash}")


if __name__ == "__main__":
    main()
