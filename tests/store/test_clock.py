"""Clocks that are wrong, days that change: the order of results stays, nothing is lost, every reader says the same."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from dxcheck.calendar import JAPAN, Cycle
from dxcheck.place import Place
from dxcheck.snapshot import Answer, current_snapshots

HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)
NOON = dt.datetime(2026, 11, 20, 12, 0, tzinfo=JAPAN)


class Clock:
    """A clock that somebody sets."""

    def __init__(self, at: dt.datetime) -> None:
        self.at = at

    def __call__(self) -> dt.datetime:
        """Its moment."""
        return self.at


@pytest.fixture
def place(tmp_path: Path) -> Place:
    """An empty folder."""
    return Place.open(tmp_path / "data")


def submit(place: Place, clock: Clock, level: int) -> str:
    """A self-check with the same level everywhere; gives the snapshot's id."""
    desk = place.staff_desk(place.roster.find("今治"), now=clock)
    return desk.submit_answers({one.id: Answer(choice=level) for one in desk.questionnaire.items}, "企画課", "課長").id


@pytest.mark.parametrize("back", [HOUR, DAY])
def test_a_clock_set_back_between_two_submits_keeps_their_order(place: Place, back: dt.timedelta) -> None:
    """What was submitted second is second for everybody: staff, specialists, the comparison, the averages."""
    clock = Clock(NOON)
    submit(place, clock, 1)
    clock.at = NOON - back
    second = submit(place, clock, 3)
    clock.at = NOON + HOUR
    town = place.roster.find("今治")
    staff = place.staff_desk(town, now=clock)
    snapshots = staff.snapshots()
    assert [one.seq for one in snapshots] == [1, 2]
    newest = staff.latest()
    assert newest is not None
    assert newest.id == second
    assert staff.submitted_in(Cycle.of(NOON)) == newest
    assert current_snapshots(snapshots)[-1].id == second
    case = place.specialist_desk("専門官", [town.code], (), now=clock).cases()[0]
    assert case.latest() == newest
    centre = place.centre_desk(now=clock)
    line = next(one for one in centre.comparing.overview().lines if one.municipality == town)
    assert line.snapshot == second
    assert line.value("", "level") == 3.0
    series = staff.series()
    assert [point.overall.mean for point in series.plain if point is not None] == [3.0]


def test_a_closing_day_that_passes_while_a_draft_is_open(place: Place) -> None:
    """Begun at 23:59 on 31 March, submitted at 00:01: nothing of the draft is lost, and the result belongs to the new cycle."""
    clock = Clock(dt.datetime(2027, 3, 31, 23, 59, tzinfo=JAPAN))
    desk = place.staff_desk(place.roster.find("今治"), now=clock)
    desk.begin()
    for one in desk.questionnaire.items:
        desk.save(one.id, choice=2, comment="年度末")
    assert desk.cycle == Cycle(2026, 2)
    clock.at += dt.timedelta(minutes=2)
    assert desk.cycle == Cycle(2027, 1)
    there = desk.draft()
    assert there is not None
    assert all(one.answer.comment == "年度末" for one in there.entries.values())
    made = desk.submit("企画課", "課長")
    assert made.cycle == Cycle(2027, 1)
    assert made.cycle.label == "令和9年度前期"
    assert desk.submitted_in(Cycle(2026, 2)) is None
    assert {one.comment for one in made.answers.values()} == {"年度末"}


@pytest.mark.parametrize(
    ("moment", "label"),
    [
        ("2026-03-31T23:59:59+09:00", "令和7年度後期"),
        ("2026-03-31T15:00:00+00:00", "令和8年度前期"),
        ("2026-03-31T14:59:59+00:00", "令和7年度後期"),
        ("2026-12-31T23:59:59+09:00", "令和8年度後期"),
        ("2027-01-01T00:00:00+09:00", "令和8年度後期"),
        ("2019-04-30T12:00:00+09:00", "令和元年度前期"),
        ("2019-03-31T12:00:00+09:00", "平成30年度後期"),
    ],
)
def test_years_change_on_the_first_of_april_in_japan(moment: str, label: str) -> None:
    """Whatever zone the machine's clock speaks in; the New Year changes nothing."""
    assert Cycle.of(dt.datetime.fromisoformat(moment)).label == label
