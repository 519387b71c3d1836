"""Clocks that are set back, cycles that close under an open draft, and the turn of the fiscal year."""

from __future__ import annotations

import datetime as dt
import itertools
import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from dxcheck.benchmark.contribution import latest
from dxcheck.desk import StaffDesk
from dxcheck.desk.comparison import Comparing
from dxcheck.model import calendar
from dxcheck.model.calendar import JAPAN, Cycle
from dxcheck.model.patch import AnswerPatch
from dxcheck.model.snapshot import Answer, Snapshot
from dxcheck.workspace import Workspace

BEFORE, AFTER = Cycle(2026, 1), Cycle(2026, 2)
LAST_MINUTE = dt.datetime(2026, 9, 30, 23, 59, tzinfo=JAPAN)
FIRST_MINUTE = dt.datetime(2026, 10, 1, 0, 0, tzinfo=JAPAN)


class Clock:
    """A PC's clock, to be set."""

    def __init__(self, moment: dt.datetime) -> None:
        self.moment = moment

    def __call__(self) -> dt.datetime:
        """What it shows."""
        return self.moment


@pytest.fixture
def clock() -> Clock:
    """In the middle of a cycle."""
    return Clock(dt.datetime(2026, 11, 23, 10, 32, tzinfo=JAPAN))


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    """An empty data folder."""
    return Workspace.open(tmp_path / "診断データ")


@pytest.fixture
def desk(workspace: Workspace, clock: Clock) -> StaffDesk:
    """今治市's desk with this clock."""
    return workspace.staff_desk(workspace.roster.find("今治"), post="企画課", now=clock)


def submitted(desk: StaffDesk, level: int) -> Snapshot:
    """A snapshot with all items at one level."""
    return desk.submit_answers({item.id: Answer(choice=level) for item in desk.questionnaire.ordered}, "企画課", "企画課長")


def comparing(workspace: Workspace, clock: Clock) -> Comparing:
    """The centre's reading."""
    return workspace.centre_desk(now=clock).comparing


@pytest.mark.parametrize("back", [dt.timedelta(hours=1), dt.timedelta(days=1)], ids=["an hour", "a day"])
def test_a_clock_set_back_between_two_submissions_changes_no_order(
    desk: StaffDesk, workspace: Workspace, clock: Clock, back: dt.timedelta
) -> None:
    """The second one corrects the first although its time is earlier; every reader takes the second."""
    first = submitted(desk, 1)
    clock.moment -= back
    second = submitted(desk, 4)
    assert second.submitted_at < first.submitted_at
    assert (first.seq, second.seq, second.supersedes) == (1, 2, first.id)
    assert [one.id for one in desk.snapshots()] == [first.id, second.id]
    assert [one.id for one in desk.standing()] == [second.id]
    assert desk.latest() == second
    assert desk.submitted_in(AFTER) == second
    assert latest(desk.snapshots(), "ehime-dx", AFTER, AFTER.closing_day) == second
    clock.moment += back
    [line] = [one for one in comparing(workspace, clock).overview().lines if one.municipality.name == "今治市"]
    assert line.snapshot == second.id
    [standing] = [one for one in comparing(workspace, clock).board() if one.municipality.name == "今治市"]
    assert (standing.progress, standing.submitted_at) == ("submitted", second.submitted_at)
    [point] = desk.series().plain
    assert point is not None
    assert point.snapshot == second
    assert point.overall.mean == 4.0


def test_a_clock_set_back_over_a_closing_day_leaves_each_cycle_its_own(desk: StaffDesk, workspace: Workspace, clock: Clock) -> None:
    """Submitted on 1 October, then the clock says 30 September: both are kept, each in its cycle, and every reader says so."""
    clock.moment = FIRST_MINUTE + dt.timedelta(hours=9)
    in_after = submitted(desk, 1)
    clock.moment = LAST_MINUTE - dt.timedelta(hours=2)
    in_before = submitted(desk, 3)
    assert in_before.supersedes == ""
    assert (in_before.cycle, in_after.cycle) == (BEFORE, AFTER)
    clock.moment = FIRST_MINUTE + dt.timedelta(days=1)
    assert [one.id for one in desk.standing()] == [in_after.id, in_before.id]
    assert desk.submitted_in(AFTER) == in_after
    assert desk.submitted_in(BEFORE) == in_before
    [standing] = [one for one in comparing(workspace, clock).board() if one.municipality.name == "今治市"]
    assert (standing.progress, standing.submitted_at) == ("submitted", in_after.submitted_at)
    series = desk.series()
    assert series.cycles == (BEFORE, AFTER)
    assert [one.snapshot.id if one else "" for one in series.plain] == [in_before.id, in_after.id]
    # 前回 of the draft that corrects this cycle's is the other cycle's, and the correction takes the place of the right one.
    draft = desk.begin()
    assert draft.answers["mom-01"].choice == 1
    assert desk.previous(draft) == in_before
    desk.save("mom-01", AnswerPatch(choice=2))
    corrected = desk.submit("企画課", "企画課長")
    assert corrected.supersedes == in_after.id


def test_a_draft_open_over_the_closing_day_belongs_to_the_cycle_it_is_submitted_in(
    desk: StaffDesk, workspace: Workspace, clock: Clock
) -> None:
    """Answered until 23:59, submitted at 00:00: a snapshot of the new cycle with everything that was answered."""
    clock.moment = LAST_MINUTE
    desk.save("mom-01", AnswerPatch(choice=2, evidence="23時59分の記録"))
    assert (desk.cycle, comparing(workspace, clock).cycle) == (BEFORE, BEFORE)
    clock.moment = FIRST_MINUTE
    assert (desk.cycle, comparing(workspace, clock).cycle) == (AFTER, AFTER)
    draft = desk.draft()
    assert draft is not None
    assert draft.answers == {"mom-01": Answer(choice=2, evidence="23時59分の記録")}
    desk.save("mom-02", AnswerPatch(choice=3))
    made = desk.submit("企画課", "企画課長")
    assert made.cycle == AFTER
    assert made.answers == {"mom-01": Answer(choice=2, evidence="23時59分の記録"), "mom-02": Answer(choice=3)}
    assert desk.submitted_in(BEFORE) is None
    assert latest(desk.snapshots(), "ehime-dx", BEFORE, BEFORE.closing_day) is None
    [line] = [one for one in comparing(workspace, clock).overview(BEFORE).lines if one.municipality.name == "今治市"]
    assert line.state == "none"


def test_a_correction_open_over_the_closing_day_leaves_what_was_submitted(desk: StaffDesk, clock: Clock) -> None:
    """Its answers go into the new cycle; the old cycle keeps its own snapshot, which is then 前回."""
    clock.moment = LAST_MINUTE - dt.timedelta(days=1)
    old = submitted(desk, 1)
    clock.moment = LAST_MINUTE
    desk.save("mom-01", AnswerPatch(choice=4))
    clock.moment = FIRST_MINUTE
    new = desk.submit("企画課", "企画課長")
    assert new.supersedes == ""
    assert new.answers["mom-01"].choice == 4
    assert desk.submitted_in(BEFORE) == old
    assert desk.submitted_in(AFTER) == new
    assert desk.before(new) == old


@pytest.fixture(params=["UTC", "Asia/Tokyo", "America/Los_Angeles"])
def zone(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The time zone of the machine."""
    if not hasattr(time, "tzset"):
        pytest.skip("this system sets its time zone in another way")
    monkeypatch.setenv("TZ", request.param)
    time.tzset()
    yield request.param
    monkeypatch.undo()
    os.environ.pop("TZ", None)
    time.tzset()


def test_the_fiscal_year_turns_at_midnight_in_japan_wherever_the_machine_is(desk: StaffDesk, clock: Clock, zone: str) -> None:
    """31 March 23:59 is 令和8年度後期, 1 April 00:00 令和9年度前期; 1 January changes nothing. What is stored and read back says the same."""
    levels = itertools.cycle(range(1, 6))  # the same once more would add nothing
    for moment, label in (
        (dt.datetime(2026, 12, 31, 23, 59, tzinfo=JAPAN), "令和8年度後期"),
        (dt.datetime(2027, 1, 1, 0, 0, tzinfo=JAPAN), "令和8年度後期"),
        (dt.datetime(2027, 3, 31, 23, 59, tzinfo=JAPAN), "令和8年度後期"),
        (dt.datetime(2027, 4, 1, 0, 0, tzinfo=JAPAN), "令和9年度前期"),
    ):
        # As a machine in another zone would hand it over, too.
        for given in (moment, moment.astimezone(dt.UTC)):
            clock.moment = given
            assert desk.cycle.label == label
            made = submitted(desk, next(levels))
            assert desk.snapshot(made.id) == made
            assert made.cycle.label == label
    stored = [one.cycle for one in desk.snapshots()]
    assert stored == [Cycle(2026, 2)] * 6 + [Cycle(2027, 1)] * 2


def test_corrections_around_midnight_stay_in_the_cycle_of_their_minute_wherever_the_machine_is(
    desk: StaffDesk, workspace: Workspace, clock: Clock, zone: str
) -> None:
    """23:58 submitted, 23:59 corrected, 00:00 again: the first two are one cycle's, the third is the next one's first; ids, papers and the board say Japan's day."""
    first_minute = dt.datetime(2027, 4, 1, 0, 0, tzinfo=JAPAN)
    made = []
    for minutes, level in ((-2, 1), (-1, 2), (0, 3)):
        clock.moment = (first_minute + dt.timedelta(minutes=minutes)).astimezone(dt.UTC)  # as a machine in UTC would hand it over
        desk.begin()
        for item in desk.questionnaire.ordered:
            desk.save(item.id, AnswerPatch(choice=level))
        made.append(desk.submit("企画課", "企画課長"))
    submitted_first, corrected, new = made
    assert [one.id[7:15] for one in made] == ["20270331", "20270331", "20270401"]
    assert (corrected.supersedes, new.supersedes) == (submitted_first.id, "")
    assert [str(one.cycle) for one in made] == ["2026-2", "2026-2", "2027-1"]
    assert [one.submitted_at.date() for one in desk.snapshots()] == [dt.date(2027, 3, 31)] * 2 + [dt.date(2027, 4, 1)]
    assert desk.before(new) == corrected
    assert new.carried_over == {}, "a new draft, answered on the first of April"
    clock.moment = first_minute + dt.timedelta(hours=1)
    centre = workspace.centre_desk(now=clock)
    assert centre.last_closed == Cycle(2026, 2)
    assert latest(desk.snapshots(), "ehime-dx", Cycle(2026, 2), Cycle(2026, 2).closing_day) == corrected
    [standing] = [one for one in centre.comparing.board() if one.municipality.name == "今治市"]
    assert (standing.progress, standing.submitted_at) == ("submitted", new.submitted_at)
    for cycle, snapshot in ((Cycle(2026, 2), corrected), (Cycle(2027, 1), new)):
        [line] = [one for one in centre.comparing.overview(cycle).lines if one.municipality.name == "今治市"]
        assert line.snapshot == snapshot.id


def test_a_deadline_ends_at_midnight_in_japan_wherever_the_machine_is(
    desk: StaffDesk, workspace: Workspace, clock: Clock, zone: str
) -> None:
    """23:59 of the closing day is in time, 00:00 is late; also where the deadline lies in the next half-year."""
    clock.moment = dt.datetime(2027, 3, 20, 10, 0, tzinfo=JAPAN)
    workspace.centre_desk(now=clock).cycles.extend(dt.date(2027, 4, 15))
    clock.moment = dt.datetime(2027, 4, 15, 23, 59, tzinfo=JAPAN).astimezone(dt.UTC)
    in_time = submitted(desk, 1)
    assert (str(in_time.cycle), in_time.collected_for) == ("2026-2", Cycle(2026, 2))
    assert not desk.is_late(in_time)
    clock.moment = dt.datetime(2027, 4, 16, 0, 0, tzinfo=JAPAN).astimezone(dt.UTC)
    after = submitted(desk, 2)
    assert (str(after.cycle), after.collected_for, after.supersedes) == ("2027-1", None, "")


def test_the_clock_of_the_program_is_japans_wherever_the_machine_is(zone: str) -> None:
    """Now and today are those of Japan."""
    here = dt.datetime.now(dt.UTC)
    assert calendar.now().utcoffset() == dt.timedelta(hours=9)
    assert abs(calendar.now() - here) < dt.timedelta(seconds=5)
    assert calendar.today() in {here.astimezone(JAPAN).date(), (here + dt.timedelta(seconds=5)).astimezone(JAPAN).date()}


def test_the_questionnaire_in_force_is_that_of_the_day_in_japan(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """`questionnaire show` asks Japan's calendar, not the machine's: on the first day of a new version a machine in UTC shows the new one."""
    from dxcheck.cli.root import root

    for day, version in ((dt.date(2027, 3, 31), "2026.1"), (dt.date(2027, 4, 1), "2027.1")):
        monkeypatch.setattr(calendar, "today", lambda day=day: day)
        done = CliRunner().invoke(root, ["--data", str(tmp_path / "data"), "questionnaire", "show", "ehime-dx"])
        assert done.exit_code == 0, done.output
        assert version in done.output, done.output[:300]


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
