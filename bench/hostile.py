"""What one municipality can do to the others with its own rights: `python -m bench.hostile [--snapshots 10000]`.

It submits without end. Measured: how long the centre's overview takes with and without it, in turn, and how long its own next submit takes.
"""

from __future__ import annotations

import argparse
import datetime as dt
import statistics
import tempfile
import time
from pathlib import Path

import msgspec

from dxcheck.calendar import JAPAN
from dxcheck.demo import create_demo
from dxcheck.place import Place
from dxcheck.store.storage import SCHEMA

DAY = dt.date(2026, 11, 24)
NOW = dt.datetime(2026, 11, 24, 10, 0, tzinfo=JAPAN)
CODE = "382027"
TIMES = 5


def flood(place: Place, count: int) -> float:
    """So many snapshots in one municipality's file, each superseding the last; gives its size in MB."""
    newest = place.folder.repository(CODE).snapshots()[-1]
    made = {
        str(seq): msgspec.structs.replace(
            newest, id=f"{CODE}-flood-{seq}", seq=seq, supersedes=f"{CODE}-flood-{seq - 1}" if seq > 1 else ""
        )
        for seq in range(1, count + 1)
    }
    whole = {"dxcheck": {"schema": SCHEMA - 1, "kind": "municipality", "municipality": CODE, "demo": True}, "snapshots": made}
    path = place.folder.path / f"{CODE}.json"
    path.write_bytes(msgspec.json.encode(whole))
    return path.stat().st_size / 1e6


def overview(folder: Path) -> tuple[float, float]:
    """Cold and warm, in seconds."""
    centre = Place.open(folder).centre_desk(now=lambda: NOW)
    began = time.perf_counter()
    centre.comparing.overview()
    cold = time.perf_counter() - began
    began = time.perf_counter()
    centre.comparing.overview()
    return cold, time.perf_counter() - began


def main() -> None:
    """Print both."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--snapshots", type=int, default=10_000)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        usual, flooded = Path(folder) / "usual", Path(folder) / "flooded"
        for one in (usual, flooded):
            create_demo(one, today=DAY)
        place = Place.open(flooded)
        size = flood(place, asked.snapshots)
        pairs = [(overview(usual), overview(flooded)) for _nth in range(TIMES)]
        desk = place.staff_desk(place.roster.find("今治"), now=lambda: NOW)
        latest = desk.latest()
        assert latest is not None
        began = time.perf_counter()
        desk.submit_answers(latest.answers, "企画課", "課長")
        own = time.perf_counter() - began
    print(f"One municipality with {asked.snapshots:,} snapshots ({size:.0f} MB), of 20 (medians of {TIMES}, in turn)")
    for at, name in enumerate(("overview, cold", "overview, warm")):
        without, with_it = (statistics.median(pair[which][at] for pair in pairs) for which in (0, 1))
        print(f"  {name:30} {1000 * with_it:8.1f} ms   without it {1000 * without:8.1f} ms")
    print(f"  its own next submit            {1000 * own:8.0f} ms")


if __name__ == "__main__":
    main()
