"""PostgreSQL beside files: what saving costs, and whether anything is lost (`bench.lost`).

The engine is Debian's with fsync, on the same disk as the folders.
"""

from __future__ import annotations

import datetime as dt
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Final

from bench.earlier_folder import earlier
from bench.engine import engine, ready
from bench.lost import rows_of_losses
from bench.rows import Row, ms, paired, percentile
from bench.store import CODE, make_snapshot
from dxcheck.model import calendar
from dxcheck.model.account import Account
from dxcheck.model.patch import AnswerPatch
from dxcheck.store.database.database_shelf import open_database
from dxcheck.store.database.migrations import WORKER
from dxcheck.store.database.seats import Holder, Seats
from dxcheck.store.folder import DataFolder
from dxcheck.store.granted import Whose, to_desk, to_everybody
from dxcheck.workspace import Workspace

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from dxcheck.desk.staff import StaffDesk
    from dxcheck.model.roster import Municipality

SAVES: Final = 300
SUBMISSIONS: Final = 60
WARM: Final = 10
"""Times that are not counted."""


def rows() -> Iterator[Row]:
    """What it costs, then what is lost."""
    with tempfile.TemporaryDirectory() as folder, engine() as cluster:
        yield from _answers(Path(folder), ready(cluster, "answers"))
        yield _submissions(Path(folder), ready(cluster, "submissions"))
        yield from rows_of_losses(cluster, Path(folder))


def _answers(folder: Path, url: str) -> Iterator[Row]:
    """An answer, in turn on all."""
    workspace = Workspace.open(open_database(url))
    first, second = workspace.roster.municipalities[:2]
    seat = _seated(workspace, url, second)
    desks = [
        _desk(earlier(folder / "earlier"), first),
        _desk(Workspace.open(folder / "now"), first),
        _desk(workspace, first),
        _desk(Workspace.open(open_database(url, seat=seat)), second),
    ]
    items = [item.id for item in desks[0].questionnaire.ordered]

    def save(place: int, n: int) -> None:
        desks[place].save(items[n % len(items)], AnswerPatch(choice=n % 4))

    before, now, ours, seated = _in_turn(save, len(desks), SAVES)
    p50, beside = ms(percentile(ours, 0.5)), f"the folder as it was {ms(percentile(before, 0.5))}"
    yield Row("saving an answer, PostgreSQL: p50", p50, beside, paired(ours, before), 1.3)
    yield Row("the same, beside the folder of today", p50, f"the folder {ms(percentile(now, 0.5))}", paired(ours, now))
    yield Row("the same with a seat", ms(percentile(seated, 0.5)), beside, paired(seated, before))


def _desk(workspace: Workspace, municipality: Municipality) -> StaffDesk:
    """With a draft, and a stamp that was asked for, as where a screen is open."""
    desk = workspace.staff_desk(municipality)
    desk.begin()
    desk.draft_stamp()
    return desk


def _seated(workspace: Workspace, url: str, municipality: Municipality) -> str:
    """A seat of the staff of a municipality, whose draft is begun."""
    workspace.staff_desk(municipality).begin()
    workspace.folder.accounts(workspace.roster.prefecture.code).add(Account("kikaku", "staff", municipality.code, "!", calendar.now()))
    granted = (*to_everybody(), *to_desk("staff", Whose((municipality.code,))))
    return Seats(url, WORKER).issue(Holder("kikaku", "203.0.113.7", "staff"), granted, (), calendar.now() + dt.timedelta(hours=1))


def _submissions(folder: Path, url: str) -> Row:
    """One after the other into one municipality."""
    folders = [DataFolder.open(folder / "submissions"), DataFolder.open(open_database(url))]

    def submit(place: int, _n: int) -> None:
        folders[place].repository(CODE).add_snapshot(lambda there: make_snapshot(len(there) + 1))

    files, ours = _in_turn(submit, len(folders), SUBMISSIONS)
    beside = f"the folder of today {ms(percentile(files, 0.5))}"
    return Row(f"a submission, to {SUBMISSIONS} in a municipality, PostgreSQL: p50", ms(percentile(ours, 0.5)), beside, paired(ours, files))


def _in_turn(do: Callable[[int, int], None], places: int, times: int) -> list[list[float]]:
    """Seconds of each time at each place; each begins as often as the others."""
    took: list[list[float]] = [[] for _place in range(places)]
    for n in range(times + WARM):
        for turn in range(places):
            place = (turn + n) % places
            began = time.perf_counter()
            do(place, n)
            took[place].append(time.perf_counter() - began)
    return [one[WARM:] for one in took]
