"""The demo prefecture: believable, the same every time, and never to be taken for real."""

from __future__ import annotations

import datetime as dt
import difflib
import itertools
import json
import random
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from demos import CopyDemo

from dxcheck.assessment.scoring import whole_score
from dxcheck.demo import HOME, create_demo
from dxcheck.demo.invent import CORRECTED, CYCLES, NEVER, ONCE
from dxcheck.demo.words import OfficersWords, load_texts
from dxcheck.demo.workdays import is_workday
from dxcheck.desk.password import fits
from dxcheck.model.calendar import JAPAN, Cycle
from dxcheck.model.roster import load_roster
from dxcheck.model.snapshot import Answer, Snapshot, current_snapshots
from dxcheck.questionnaire import load_full, shipped_folder
from dxcheck.store.errors import DemoMixError
from dxcheck.store.folder import DataFolder
from dxcheck.store.layout import place
from dxcheck.workspace import Workspace

TODAY = dt.date(2026, 11, 23)
FULL = load_full(shipped_folder() / "ehime-dx.toml")
LATER = load_full(shipped_folder() / "ehime-dx-2027.1.toml")
PERSON = re.compile(r"さん|氏|(?<!仕)様(?!式)|佐藤|鈴木|高橋|田中|渡部|渡辺|越智|村上|山本|伊藤|井上|河野|二宮|近藤|清水")
"""How a person is addressed, and the surnames most common in Ehime."""


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory, copy_demo: CopyDemo) -> Workspace:
    """The demo made on one day."""
    return Workspace.open(copy_demo(tmp_path_factory.mktemp("demo") / "デモ", TODAY))


def every_snapshot(workspace: Workspace) -> list[Snapshot]:
    """All snapshots of all municipalities."""
    return [one for code in workspace.folder.municipalities() for one in workspace.folder.repository(code).every_snapshot()]


def standing_means(workspace: Workspace, code: str) -> list[tuple[Cycle, float]]:
    """The overall mean of each snapshot in force, with its cycle."""
    standing = current_snapshots(workspace.folder.repository(code).every_snapshot(), workspace.questionnaire_id)
    means = [(one.cycle, whole_score(one.answers, FULL).mean) for one in standing]
    return [(cycle, mean) for cycle, mean in means if mean is not None]


def test_the_same_day_gives_the_same_prefecture(workspace: Workspace, tmp_path: Path) -> None:
    """Byte for byte, and made anew over itself too."""

    def content(folder: Path) -> dict[str, bytes]:
        return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*.json")}

    again = create_demo(tmp_path / "demo", today=TODAY)
    assert content(again.path) == content(workspace.folder.path)
    create_demo(tmp_path / "demo", today=TODAY)
    assert content(again.path) == content(workspace.folder.path)


def test_making_it_afresh_removes_only_what_was_made(tmp_path: Path) -> None:
    """An answer given in the demo is gone, a note somebody put beside it is not."""
    folder = create_demo(tmp_path / "demo", today=TODAY)
    (folder.path / "メモ.txt").write_text("訪問の準備", encoding="utf-8")
    never = next(iter(NEVER))
    somebody = folder.repository(HOME).every_snapshot()[0]
    folder.repository(never).add_snapshot(lambda _there: somebody)
    create_demo(tmp_path / "demo", today=TODAY)
    assert folder.repository(never).every_snapshot() == []
    assert (folder.path / "メモ.txt").exists()


def test_levels_start_low_and_rise_unevenly(workspace: Workspace) -> None:
    """The first means lie around 0.63, the last between 0.8 and 2.3 and far apart; levels fell here and there, and size does not decide."""
    codes = [code for code in workspace.folder.municipalities() if code not in ONCE | NEVER]
    means = {code: [mean for _cycle, mean in standing_means(workspace, code)] for code in codes}
    first = [one[0] for one in means.values()]
    last = {code: one[-1] for code, one in means.items()}
    assert 0.5 < sum(first) / len(first) < 0.8
    assert max(first) < 1.3
    assert min(last.values()) >= 0.8
    assert max(last.values()) <= 2.3
    assert max(last.values()) - min(last.values()) > 0.8
    assert workspace.roster.by_code(max(last, key=lambda code: last[code])).type == "町"  # type: ignore[union-attr]
    fallen = 0
    for municipality in workspace.roster.municipalities:
        desk = workspace.staff_desk(municipality)
        fallen += sum(len(desk.compare(one, two).fallen) for one, two in itertools.pairwise(desk.standing()))
    assert fallen >= 20


def test_some_skip_cycles_and_some_are_still_to_submit(workspace: Workspace) -> None:
    """Six cycles; each of them in order; in the present one a few are in, the others not yet."""
    present = Cycle.of(TODAY)
    cycles = {code: [cycle for cycle, _mean in standing_means(workspace, code)] for code in workspace.folder.municipalities()}
    assert len({one for those in cycles.values() for one in those}) == CYCLES
    assert all(one < two for those in cycles.values() for one, two in itertools.pairwise(those))
    assert sum(any(one.next != two for one, two in itertools.pairwise(those)) for those in cycles.values()) >= 3
    assert 3 <= sum(present in those for those in cycles.values()) <= 10


def test_one_has_never_submitted_and_one_only_once(workspace: Workspace) -> None:
    """So that empty states are seen."""
    assert [workspace.folder.repository(code).every_snapshot() for code in NEVER] == [[]]
    assert [len(workspace.folder.repository(code).every_snapshot()) for code in ONCE] == [1]


def test_every_answer_is_one_the_questionnaire_allows(workspace: Workspace) -> None:
    """該当なし only where it may be chosen, with a reason; some わからない; targets above the level for most."""
    answers = [(item, answer) for one in every_snapshot(workspace) for item, answer in one.answers.items()]
    assert all(one.answers.keys() == FULL.item_by_id.keys() for one in every_snapshot(workspace))
    skipped = [(item, answer) for item, answer in answers if answer.choice == "not_applicable"]
    assert skipped
    assert all(FULL.item_by_id[item].not_applicable is not None and answer.reason for item, answer in skipped)
    levels = [answer for _item, answer in answers if answer.level is not None]
    assert all(0 <= (answer.level or 0) <= 5 for answer in levels)
    assert len(levels) > 0.9 * len(answers)
    assert sum(answer.choice == "unknown" for _item, answer in answers) > 50
    assert all((answer.level or 0) < answer.target <= 5 for answer in levels if answer.target is not None and answer.level != 5)
    assert sum(answer.target is not None for answer in levels) > 0.7 * len(levels)


def test_about_half_is_backed_by_evidence_and_some_of_it_should_not_be_missing(workspace: Workspace) -> None:
    """Evidence on about half, more from level 3, and a few claims of level 3 with none; comments on a third; nothing to show at level 0."""

    def share(those: list[Answer]) -> float:
        return sum(bool(one.evidence) for one in those) / len(those)

    given = [answer for one in every_snapshot(workspace) for answer in one.answers.values() if answer.level is not None]
    high = [answer for answer in given if (answer.level or 0) >= 3]
    assert 0.35 < share(given) < 0.6
    assert 0.75 < share(high) < 0.95
    assert 0.25 < sum(bool(answer.comment) for answer in given) / len(given) < 0.45
    assert not any(answer.evidence for answer in given if answer.level == 0)


def test_snapshots_lie_in_working_hours_and_never_in_the_future(workspace: Workspace) -> None:
    """Monday to Friday, not over New Year, by yesterday at the latest; seq follows time; marked as demo; by a post, confirmed by another."""
    for one in every_snapshot(workspace):
        day = one.submitted_at.date()
        assert day < TODAY
        assert day.weekday() < 5
        assert (day.month, day.day) not in {(12, 29), (12, 30), (12, 31), (1, 1), (1, 2), (1, 3)}
        assert one.source == "demo"
        assert one.answered_by != one.confirmed_by
        assert len(one.answered_by.split(" ")) == 3
    for code in workspace.folder.municipalities():
        moments = [one.submitted_at for one in workspace.folder.repository(code).every_snapshot()]
        assert moments == sorted(moments)


_DAYS = {"date", "due", "at", "day", "submitted_at", "chosen_at", "changed_at", "asked_at", "closed_at", "settled_at", "started_at"}


def _days_in(there: object, name: str = "") -> Iterator[dt.date]:
    """Every day on which something is done or due, in a document."""
    if isinstance(there, dict):
        for key, value in there.items():
            yield from _days_in(value, key)
    elif isinstance(there, list):
        for one in there:
            yield from _days_in(one)
    elif name in _DAYS and there:
        yield dt.date.fromisoformat(str(there)[:10])


@pytest.mark.parametrize("today", ["2026-11-24", "2026-11-27"])
def test_nobody_visits_or_writes_on_a_day_off(today: str, copy_demo: CopyDemo, tmp_path: Path) -> None:
    """Nor is anything due on one."""
    folder = copy_demo(tmp_path / "demo", dt.date.fromisoformat(today))
    days = [(one.name, day) for one in folder.rglob("*.json") for day in _days_in(json.loads(one.read_bytes()))]
    assert len(days) > 200
    assert {(name, f"{day} {day:%a}") for name, day in days if not is_workday(day)} == set()


def test_two_corrections_stand_for_what_they_correct(workspace: Workspace) -> None:
    """In the same cycle, later, one item a level higher, with a word on why."""
    corrections = [one for one in every_snapshot(workspace) if one.supersedes]
    assert {one.municipality for one in corrections} == CORRECTED
    for one in corrections:
        old = workspace.folder.repository(one.municipality).snapshot(one.supersedes)
        assert old is not None
        assert old.cycle == one.cycle
        assert old.submitted_at < one.submitted_at
        (changed,) = [item for item in one.answers if one.answers[item] != old.answers[item]]
        assert one.answers[changed].level == (old.answers[changed].level or 0) + 1
        assert one.answers[changed].comment


def test_the_home_municipality_is_in_the_middle_of_it(workspace: Workspace) -> None:
    """Five earlier cycles, a draft half done by two posts with one answer replaced, three chosen steps one of which is done, a quick check."""
    assert workspace.home is not None
    assert workspace.home.code == HOME
    desk = workspace.staff_desk(workspace.home, now=lambda: dt.datetime(2026, 11, 23, 10, 0, tzinfo=JAPAN))
    draft = desk.draft()
    assert draft is not None
    assert len(desk.standing()) == 5
    assert 18 <= len(draft.entries) <= 22
    posts = {entry.by for entry in draft.entries.values()}
    assert len(posts) == 2
    assert draft.positions.keys() == posts
    (replaced,) = draft.history
    stands = draft.entries[replaced.item]
    assert replaced.entry.by != stands.by
    assert replaced.entry.answer.choice != stands.answer.choice
    assert all(draft.started_at <= entry.at < desk.now for entry in draft.entries.values())
    assert desk.quick_result() is not None


def test_a_step_that_was_taken_shows_in_the_draft(workspace: Workspace) -> None:
    """Of three chosen steps one is done, and its item has reached the level it leads to."""
    assert workspace.home is not None
    desk = workspace.staff_desk(workspace.home)
    assert sorted(action.state for action in desk.actions() if not action.visit) == ["done", "open", "open"]
    (done,) = [action for action in desk.actions() if action.state == "done"]
    draft, last = desk.draft(), desk.latest()
    assert draft is not None
    assert last is not None
    assert (last.answers[done.item].level or 0) < done.level <= (draft.answers[done.item].level or 0)


@pytest.mark.parametrize("today", ["2026-04-01", "2026-10-01", "2027-01-04", "2027-03-31", "2027-04-01", "2028-02-29"])
def test_it_can_be_made_on_any_day(today: str, tmp_path: Path) -> None:
    """Also on a cycle's first and last day: nothing is dated after it, and the draft belongs to the running cycle."""
    day = dt.date.fromisoformat(today)
    workspace = Workspace.open(create_demo(tmp_path / "demo", today=day).path)
    assert all(one.submitted_at.date() < day for one in every_snapshot(workspace))
    assert len({one.cycle for one in every_snapshot(workspace)}) in {CYCLES - 1, CYCLES}
    draft = workspace.folder.repository(HOME).draft(FULL.id)
    assert draft is not None
    assert Cycle.of(draft.started_at) == Cycle.of(day)
    assert max(entry.at for entry in draft.entries.values()).date() <= day
    assert all((action.changed_at or action.chosen_at).date() <= day for action in workspace.folder.repository(HOME).actions())
    asked = FULL if day < LATER.valid_from else LATER
    assert {one.questionnaire.version for one in (draft, *every_snapshot(workspace))} == {asked.version}
    assert all(one.answers.keys() == asked.item_by_id.keys() for one in every_snapshot(workspace))


def test_specialists_are_there_with_their_fields_but_without_a_password(workspace: Workspace) -> None:
    """Each looks after some municipalities; two of the seven fields are nobody's, so that a gap is seen; nobody can log in yet."""
    accounts = workspace.folder.accounts(workspace.roster.prefecture.code).all()
    assert [one.role for one in accounts] == ["specialist"] * 3
    assert all(one.municipalities and one.fields for one in accounts)
    known = workspace.accounts_desk().fields().keys()
    assert known - {field for one in accounts for field in one.fields} == {"data", "cocreation"}
    assert not any(fits(one, password) for one in accounts for password in ("", "!", "demo"))


def test_what_officers_write_is_there_for_every_item() -> None:
    """Texts for all items of every version and every level from 1 up, reasons where 該当なし is allowed, and every gap in them can be filled."""
    texts = load_texts()
    assert texts.items.keys() == FULL.item_by_id.keys() | LATER.item_by_id.keys()
    assert texts.reasons.keys() == {item.id for item in (*FULL.items, *LATER.items) if item.not_applicable}
    for one in texts.items.values():
        assert all(one.evidence[1:])
        assert all(len(comments) >= 2 for comments in one.comments)
    written = [text for one in texts.items.values() for texts_of_level in (*one.evidence, *one.comments) for text in texts_of_level]
    words = OfficersWords(texts, load_roster().municipalities[0], random.Random(1), first_post=True)
    assert not any(re.search(r"[{}]", words._filled(text)) for text in written)


def test_what_officers_write_survives_windows_and_names_nobody(workspace: Workspace) -> None:
    """Every text of every snapshot and draft fits CP932, has no person in it, and is short, as people write."""
    answers = [answer for one in every_snapshot(workspace) for answer in one.answers.values()]
    draft = workspace.folder.repository(HOME).draft(FULL.id)
    assert draft is not None
    written = {text for answer in (*answers, *draft.answers.values()) for text in (answer.evidence, answer.comment, answer.reason)}
    assert len(written) > 400
    for text in {*written, *(post for one in every_snapshot(workspace) for post in (one.answered_by, one.confirmed_by))}:
        text.encode("cp932")
        assert not PERSON.search(text), text
        assert len(text) <= 60, text


def test_evidence_is_not_copied_from_the_questionnaire() -> None:
    """No evidence repeats a level's descriptor: an officer names a paper, not a rule."""
    for item, texts in load_texts().items.items():
        for evidence in itertools.chain.from_iterable(texts.evidence):
            for descriptor in (level for full in (FULL, LATER) if item in full.item_by_id for level in full.item_by_id[item].levels):
                matcher = difflib.SequenceMatcher(None, evidence, descriptor.ja, autojunk=False)
                assert matcher.find_longest_match().size < 12, evidence


def test_a_demo_cannot_be_taken_for_real(workspace: Workspace, tmp_path: Path) -> None:
    """Its files in a real folder are refused, and a folder with anything else in it does not become a demo."""
    real = tmp_path / "real"
    real.mkdir()
    (real / f"{HOME}.json").write_bytes(place(workspace.folder.path, f"{HOME}.json").read_bytes())
    with pytest.raises(DemoMixError):
        DataFolder.open(real).repository(HOME).every_snapshot()
    with pytest.raises(DemoMixError):
        create_demo(real, today=TODAY)
    assert [path.name for path in real.iterdir()] == [f"{HOME}.json"]
