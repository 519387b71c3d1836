"""`python -m bench.disclosure`: what deciding on the averages and the look before publishing cost, with 20, 60 and 1,741 municipalities."""

from __future__ import annotations

import datetime as dt
import random
import time
from functools import partial
from typing import TYPE_CHECKING

from dxcheck.benchmark.audit import doubts
from dxcheck.benchmark.contribution import Contribution, keys
from dxcheck.benchmark.noise import KEY_BYTES, Noise
from dxcheck.benchmark.publish import Inputs, as_if_all_had, prepare
from dxcheck.model.calendar import JAPAN, Cycle
from dxcheck.questionnaire import Library, shipped_folder

if TYPE_CHECKING:
    from dxcheck.benchmark.model import LedgerEntry

SIZES = (20, 60, 1741)
CYCLES, SUBMITS = 4, 0.7
NOISE = Noise(bytes(KEY_BYTES))


def main() -> None:
    """Four publications of each, and what the last one took."""
    questionnaire = Library([shipped_folder()]).current("ehime-dx", dt.date(2026, 11, 1))
    assert questionnaire is not None
    for size in SIZES:
        dice, cycle = random.Random(size), Cycle(2024, 1)
        sent: list[Contribution] = []
        entries: list[LedgerEntry] = []
        for _ in range(CYCLES):
            day = cycle.first_day + dt.timedelta(days=30)
            for n in range(size):
                if cycle == Cycle(2024, 1) or dice.random() < SUBMITS:
                    values = {key: float(dice.randint(0, 5)) for key in keys(questionnaire)}
                    sent.append(Contribution(f"{n:06}", "市" if n % 2 else "町", f"{n:06}-{cycle}", day, values))
            inputs = Inputs({one.municipality: one for one in sent}, {one.snapshot: one for one in sent})
            at = dt.datetime.combine(cycle.next.first_day, dt.time(9), JAPAN)
            before = entries[-1] if entries else None
            make = partial(prepare, cycle, questionnaire, "380008", before=before, at=at, noise=NOISE)
            began = time.perf_counter()
            entry = make(inputs=inputs)
            decided = time.perf_counter()
            replay = {level: make(inputs=as_if_all_had(level, inputs)) for level in (0, 2.5, 5)}
            against = list(doubts(entry, entries, replay.__getitem__, NOISE))
            looked = time.perf_counter()
            assert against == []
            entries.append(entry)
            cycle = cycle.next
        figures = sum(map(len, entry.benchmark.figures.values()))
        print(f"{size:5} municipalities: {figures} figures decided in {decided - began:.2f} s, looked at in {looked - decided:.2f} s")


if __name__ == "__main__":
    main()
