"""Two questionnaires in one folder: a snapshot, a draft, a return and an average belong to one of them, and every look says to which."""

from __future__ import annotations

import datetime as dt
import time
from pathlib import Path

import msgspec
import pytest
from instruments import EHIME, OTHER, desk_of, keep, other
from moments import EARLIER, NOW

from dxcheck.assessment.scoring import next_steps
from dxcheck.desk import StaffDesk
from dxcheck.model.patch import AnswerPatch
from dxcheck.model.snapshot import Answer, Snapshot
from dxcheck.prefecture.overview import WHOLE
from dxcheck.store import files
from dxcheck.workspace import Workspace


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """今治市 has submitted Ehime's instrument in both cycles and, after it, the other one in this cycle."""
    keep(tmp_path, other())
    answer(desk_of(tmp_path, EHIME, EARLIER), 1)
    answer(desk_of(tmp_path, EHIME), 2)
    answer(desk_of(tmp_path, OTHER), 3)
    return tmp_path


def answer(desk: StaffDesk, level: int) -> Snapshot:
    """Every question of the desk's instrument at one level."""
    return desk.submit_answers({one.id: Answer(choice=level) for one in desk.questionnaire.items}, "企画課", "課長")


def test_another_instrument_corrects_nothing(data: Path) -> None:
    """Submitted in the same cycle, it neither takes the place of the first nor is taken for a correction of it."""
    mine, theirs = desk_of(data, EHIME), desk_of(data, OTHER)
    assert [one.supersedes for one in (*mine.snapshots(), *theirs.snapshots())] == ["", "", ""]
    assert [one.questionnaire.id for one in mine.standing()] == [EHIME, EHIME]
    assert [one.questionnaire.id for one in theirs.standing()] == [OTHER]


def test_latest_before_and_submitted_in_are_of_the_instrument(data: Path) -> None:
    """前回 and the cycle's submission are those of the chosen one."""
    mine, theirs = desk_of(data, EHIME), desk_of(data, OTHER)
    first, second = mine.snapshots()
    (only,) = theirs.snapshots()
    assert (mine.latest(), mine.submitted_in(mine.cycle), mine.before(second)) == (second, second, first)
    assert (theirs.latest(), theirs.submitted_in(theirs.cycle), theirs.before(only)) == (only, only, None)
    assert mine.result(second).change is not None
    assert theirs.result(only).before is None


def test_a_snapshot_keeps_its_own_instrument_whichever_is_chosen(data: Path) -> None:
    """Opened by its number while another one is chosen, it is compared with its own past."""
    first, second = desk_of(data, EHIME).snapshots()
    found = desk_of(data, OTHER).snapshot(second.id)
    assert found == second
    assert desk_of(data, OTHER).before(second) == first
    assert desk_of(data, OTHER).result(second).questionnaire.id == EHIME


def test_what_another_instrument_superseded_before_stands_again(data: Path) -> None:
    """Folders in which that happened are read right: the snapshot of the other one says it corrects, and yet does not."""
    second, only = desk_of(data, EHIME).snapshots()[-1], desk_of(data, OTHER).snapshots()[-1]
    repository = Workspace.open(data).folder.repository("382027")
    wrong = msgspec.structs.replace(only, id=only.id[:-6] + "ffffff", seq=9, supersedes=second.id)
    repository.add_snapshot(lambda _there: wrong)
    assert desk_of(data, EHIME).latest() == second
    overview = Workspace.open(data).centre_desk(now=lambda: NOW).comparing.overview()
    line = next(one for one in overview.lines if one.municipality.code == "382027")
    assert line.snapshot == second.id


def test_a_correction_begins_with_the_answers_of_its_instrument(data: Path) -> None:
    """And leaves the other's submission alone."""
    mine = desk_of(data, EHIME)
    draft = mine.begin()
    assert draft.questionnaire.id == EHIME
    assert {one.answer.level for one in draft.entries.values()} == {2}
    mine.save("gov-01", AnswerPatch(choice=3))
    corrected = mine.submit("企画課", "課長")
    assert corrected.supersedes == mine.snapshots()[-2].id
    assert len(desk_of(data, OTHER).standing()) == 1


def test_drafts_of_both_lie_side_by_side(data: Path) -> None:
    """Answers to a question with the same id do not mix; giving one up leaves the other."""
    moment = EARLIER.replace(year=2027)
    mine, theirs = desk_of(data, EHIME, moment), desk_of(data, OTHER, moment)
    mine.save("gov-01", AnswerPatch(choice=4))
    theirs.save("gov-01", AnswerPatch(choice=0))
    mine.give_up()
    assert mine.draft() is None
    draft = theirs.draft()
    assert draft is not None
    assert draft.answer("gov-01").level == 0
    assert theirs.set_aside() == []
    assert mine.bring_back().answer("gov-01").level == 4
    snapshot = theirs.submit("企画課", "課長")
    assert snapshot.questionnaire.id == OTHER
    assert mine.draft() is not None


def test_the_same_step_of_another_instrument_is_another_action(data: Path) -> None:
    """Both have a question gov-01; a level there closes no action from here."""
    mine, theirs = desk_of(data, EHIME), desk_of(data, OTHER)
    latest = mine.snapshots()[-1]
    step = next(one for one in next_steps(latest.answers, mine.questionnaire) if one.item == "gov-01")
    mine.choose(step, latest)
    assert mine.reached() == []
    assert theirs.reached() == []
    later = EARLIER.replace(year=2027)
    answer(desk_of(data, OTHER, later), 5)
    assert desk_of(data, OTHER, later).reached() == []
    assert desk_of(data, EHIME, later).reached() == []
    theirs.choose(step, theirs.snapshots()[-1])
    assert len(mine.actions()) == 2
    answer(desk_of(data, EHIME, later), 5)
    assert {one.snapshot for one in desk_of(data, EHIME, later).reached()} == {latest.id}


def test_the_centre_sees_the_chosen_instrument_alone(data: Path) -> None:
    """Overview, board, cycles and courses; and the same again from the kept scores."""
    for _again in range(2):
        for instrument, level, state in ((EHIME, 2.0, "submitted"), (OTHER, 3.0, "submitted")):
            comparing = Workspace.open(data, questionnaire_id=instrument).centre_desk(now=lambda: NOW).comparing
            overview = comparing.overview()
            line = next(one for one in overview.lines if one.municipality.code == "382027")
            assert overview.questionnaire.id == instrument
            assert line.scores[WHOLE].mean == level
            board = {one.municipality.code: one for one in comparing.board()}
            assert board["382027"].progress == state
            assert not board["382027"].is_correction
            assert len(comparing.cycles()) == (2 if instrument == EHIME else 1)
            comparing.keep()


def test_the_board_does_not_take_one_instrument_for_the_other(data: Path) -> None:
    """松山市 submitted the other one alone."""
    answer(desk_of(data, OTHER, name="松山"), 1)
    comparing = Workspace.open(data, questionnaire_id=EHIME).centre_desk(now=lambda: NOW).comparing
    board = {one.municipality.name: one for one in comparing.board()}
    assert board["松山市"].progress == "none"
    assert board["松山市"].post == ""


def test_a_return_belongs_to_the_instrument_of_its_snapshot(data: Path) -> None:
    """It waits where it was given, and does not go away because the other one was submitted."""
    case = Workspace.open(data, questionnaire_id=EHIME).specialist_desk("senmonkan", ["382027"], (), now=lambda: NOW).cases()[0]
    latest = case.latest()
    assert latest is not None
    assert latest.questionnaire.id == EHIME
    case.give_back(latest, "gov-01をもう一度", ["gov-01"])
    answer(desk_of(data, OTHER, EARLIER.replace(year=2027)), 4)
    assert len(desk_of(data, EHIME).open_returns()) == 1
    assert desk_of(data, OTHER).open_returns() == []


def test_a_specialists_line_is_of_the_chosen_instrument(data: Path) -> None:
    """Newest, how many rose: not against another questionnaire's answers."""
    desk = Workspace.open(data, questionnaire_id=EHIME).specialist_desk("senmonkan", ["382027"], (), now=lambda: NOW)
    (line,) = desk.summaries()
    assert line.newest == desk_of(data, EHIME).latest()
    assert line.risen > 3
    theirs = Workspace.open(data, questionnaire_id=OTHER).specialist_desk("senmonkan", ["382027"], (), now=lambda: NOW)
    (line,) = theirs.summaries()
    assert line.newest == desk_of(data, OTHER).latest()
    assert (line.risen, line.fallen) == (0, 0)


def test_versions_of_one_instrument_stay_one(data: Path) -> None:
    """A new version corrects, follows and compares; only another id is another instrument."""
    keep(data, other("2", valid_from=dt.date(2026, 11, 1)))
    corrected = answer(desk_of(data, OTHER), 4)
    assert corrected.questionnaire.version == "2"
    assert corrected.supersedes == desk_of(data, OTHER).snapshots()[0].id
    assert len(desk_of(data, OTHER).standing()) == 1


def test_each_instrument_has_averages_of_its_own(tmp_path: Path) -> None:
    """Publishing one neither keeps the other from being published nor is shown beside it."""
    keep(tmp_path, other())
    towns = [one.name for one in Workspace.open(tmp_path).roster.municipalities[:12]]
    for instrument, add in ((EHIME, 0), (OTHER, 1)):
        for number, name in enumerate(towns):
            answer(desk_of(tmp_path, instrument, EARLIER, name=name), 1 + number % 3 + add)
    means = {}
    for instrument in (EHIME, OTHER):
        centre = Workspace.open(tmp_path, questionnaire_id=instrument).centre_desk(now=lambda: NOW)
        assert centre.benchmarks() == []
        made = centre.publish(centre.preview(centre.last_closed))
        centre.finish()
        assert centre.benchmarks() == [made]
        assert [one.benchmark for one in centre.ledger()] == [made]
        assert not centre.take_in(made)
        desk = desk_of(tmp_path, instrument)
        latest = desk.latest()
        assert latest is not None
        peers = desk.peers(latest)
        assert peers is not None
        assert peers.overall is not None
        means[instrument] = peers.overall.mean
        assert list(desk.peers_by_cycle()) == [made.cycle]
    assert means[OTHER] > means[EHIME]
    first = desk_of(tmp_path, EHIME).latest()
    assert first is not None
    beside = desk_of(tmp_path, OTHER).peers(first)
    assert beside is not None
    assert beside.overall is not None
    assert beside.overall.mean == means[EHIME]


def test_changes_that_could_not_be_measured_once_are_not_left_out_for_good(tmp_path: Path) -> None:
    """A text that could not be read at one moment is asked for again, also by the next process."""
    keep(tmp_path, other())
    answer(desk_of(tmp_path, OTHER, EARLIER), 1)
    (text,) = (tmp_path / "questionnaires").glob("*.json")
    (tmp_path / "questionnaires" / f"{OTHER}-1.toml").unlink()
    keep(tmp_path, other("2", valid_from=dt.date(2026, 11, 1)))
    answer(desk_of(tmp_path, OTHER), 3)
    elsewhere = text.rename(tmp_path / "elsewhere")
    time.sleep(files.SETTLED_AFTER / 1e9 + 0.1)  # what is at rest is kept

    def looked() -> int:
        comparing = Workspace.open(tmp_path, questionnaire_id=OTHER).centre_desk(now=lambda: NOW).comparing
        (one,) = [line for line in comparing.overview().lines if line.submitted is not None]
        comparing.keep()
        return len(one.changes)

    assert looked() == 0
    elsewhere.rename(text)
    assert looked() > 0
