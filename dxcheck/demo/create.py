"""Writes the demo prefecture through the store."""

from __future__ import annotations

import datetime as dt
import hashlib
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING, Final

import msgspec

from dxcheck.assessment import scoring
from dxcheck.assessment.why_level import as_begun, level_parts
from dxcheck.casework.model import Action
from dxcheck.demo.accounts import add_specialists
from dxcheck.demo.asking import write_asks
from dxcheck.demo.camp import write_camp
from dxcheck.demo.casework import write_casework
from dxcheck.demo.invent import CORRECTED, CYCLES, HOME, ONCE, InventedMunicipality
from dxcheck.demo.open_facts import write_open_facts
from dxcheck.demo.stocktaking import write_stocktaking
from dxcheck.demo.words import load_texts
from dxcheck.demo.workdays import workday_by, workday_from
from dxcheck.i18n import _
from dxcheck.model import calendar
from dxcheck.model.calendar import JAPAN, Cycle
from dxcheck.model.roster import load_roster
from dxcheck.model.snapshot import (
    AskedBack,
    Draft,
    DraftEntry,
    QuestionnaireRef,
    QuickProgress,
    Replaced,
    SetAside,
    Snapshot,
    current_snapshots,
)
from dxcheck.questionnaire import Library, shipped_folder
from dxcheck.store.backup import appearing, belonging, is_empty_place
from dxcheck.store.files import make_folder
from dxcheck.store.folder import DataFolder
from dxcheck.system import half_written
from dxcheck.system.progress import counted
from dxcheck.workspace import QUESTIONNAIRE, Workspace

if TYPE_CHECKING:
    from pathlib import Path

    from dxcheck.model.snapshot import Answer
    from dxcheck.questionnaire import Questionnaire
    from dxcheck.store.repository import MunicipalityRepository

_HALF: Final = 21
"""Items answered in the half-done draft."""
_ASKED: Final = "小さな実践の事例が何か、根拠に書けますか"
"""What whoever confirms asked about an item."""
_FEW: Final = 3
"""Answers of the draft that was given up."""
_LEFT: Final = 12
"""Answers of the draft that was left lying."""
_ROOM: Final = dt.timedelta(days=10)
"""How long before a cycle closes the first snapshot of those that correct it is in, at the latest."""
_KEY: Final = hashlib.sha256(b"the demo's averages are moved alike whenever it is made").digest()
"""What moves its averages; a real folder's is drawn by chance."""
_THREE_WEEKS: Final = dt.timedelta(days=21)
_REPLACED: Final = frozenset({"hum-02", "hum-06"})
"""The item of the draft that two posts answered, one after the other; no version asks both."""
_BOXES: Final = ("副市長", "部長", "課長", "起案")
_WITH_WHY: Final = (1, 9)
"""Answers of the draft, by their places, of which it is ticked why they are at their level."""
_SECOND_POST: Final = "総務課 人事係 係長"
"""Answers the items on people and learning (hum) in the draft."""


def create_demo(path: Path, *, today: dt.date | None = None) -> DataFolder:
    """Make a demo prefecture, or make it afresh. It is made beside, and takes its place once it is whole.

    Args:
        path: a new or empty folder, or one that is a demo already; its municipalities' files are replaced, nothing else is touched.
        today: the day it is made for; the same day gives the same files, byte for byte.

    Raises:
        DemoMixError: the folder holds something else.
        StoreError: it cannot be written.
        CancelledError: nobody wants it any more; what was there is as it was.
    """
    day = today or calendar.today()
    if is_empty_place(path):
        with appearing(path) as beside:
            _write(DataFolder.create_demo(beside, HOME), day)
        return DataFolder.open(path)
    folder = DataFolder.create_demo(path, HOME)
    with half_written.making(path) as beside:
        _write(DataFolder.create_demo(beside, HOME), day)
        folder.remove_demo_documents()
        _take_over(beside, folder.on_disk)
    return DataFolder.open(path)


def _take_over(beside: Path, folder: Path) -> None:
    """Give what was made beside its place."""
    for made in belonging(beside):
        there = folder / made.relative_to(beside)
        make_folder(there.parent)
        made.replace(there)


def _write(folder: DataFolder, day: dt.date) -> None:
    library = Library([shipped_folder()])
    questionnaire = library.current(QUESTIONNAIRE, day)
    assert questionnaire is not None
    roster = load_roster()
    texts = load_texts()
    for municipality in counted(roster.municipalities, _("架空の市町をつくっています")):
        town = InventedMunicipality(municipality, questionnaire, texts)
        repository = folder.repository(municipality.code)
        repository.keep_questionnaire(questionnaire)
        _submit_all(town, repository, questionnaire, day)
        if municipality.code == HOME:
            _half_done(town, repository, questionnaire, day)
            _quick_check(repository, library, questionnaire, day)
            write_asks(town, repository, questionnaire, _lately(day), day)
        if municipality.code in ONCE:
            _left_lying(town, repository, questionnaire, day)
    write_casework(folder, day)
    write_stocktaking(folder, day)
    write_open_facts(folder, day)
    workspace = Workspace(folder, roster, library)
    add_specialists(workspace, day)
    _publish(workspace, day)
    write_camp(workspace, day)


def _publish(workspace: Workspace, day: dt.date) -> None:
    """The averages of the closed cycles, three weeks after each closed; the last one is left for whoever tries it out."""
    workspace.folder.secret_key(workspace.roster.prefecture.code).keep(_KEY)
    cycles = [Cycle.of(day).previous.previous]
    while len(cycles) < CYCLES - 2:
        cycles.insert(0, cycles[0].previous)
    for cycle in cycles:
        published = cycle.closing_day + _THREE_WEEKS
        moment = dt.datetime(published.year, published.month, published.day, 10, 0, tzinfo=JAPAN)
        desk = workspace.centre_desk(now=partial(_moment, moment))
        desk.publish(desk.preview(cycle))


def _moment(moment: dt.datetime) -> dt.datetime:
    return moment


def _submit_all(town: InventedMunicipality, repository: MunicipalityRepository, questionnaire: Questionnaire, day: dt.date) -> None:
    """Let the town live through the cycles, submitting where it takes part; in the present one only what was in by yesterday."""
    cycles = [Cycle.of(day)]
    while len(cycles) < CYCLES:
        cycles.insert(0, cycles[0].previous)
    yesterday = day - dt.timedelta(days=1)
    for cycle in cycles:
        if cycle != cycles[0]:
            town.live_through(cycle)
        if not town.takes_part(cycle, cycles[0], cycles[-1]):
            continue
        corrects = town.municipality.code in CORRECTED and cycle.next == cycles[-1]
        moment = town.moment(cycle, cycle.closing_day - _ROOM if corrects else yesterday)
        if moment.date() >= day:
            continue
        submitted = _submit(town, repository, questionnaire, moment, town.answers())
        if corrects:
            _correct(town, repository, questionnaire, submitted)


def _submit(
    town: InventedMunicipality,
    repository: MunicipalityRepository,
    questionnaire: Questionnaire,
    moment: dt.datetime,
    answers: dict[str, Answer],
) -> Snapshot:
    answered_by, confirmed_by = town.posts

    def make(others: list[Snapshot]) -> Snapshot:
        standing = [one for one in current_snapshots(others, questionnaire.id) if one.cycle == Cycle.of(moment)]
        return Snapshot(
            id=f"{town.municipality.code}-{moment:%Y%m%d}-{town.hex(6)}",
            seq=len(others) + 1,
            municipality=town.municipality.code,
            questionnaire=QuestionnaireRef.to(questionnaire),
            scoring_rule=scoring.RULE,
            submitted_at=moment,
            answered_by=answered_by,
            confirmed_by=confirmed_by,
            answers=answers,
            supersedes=standing[-1].id if standing else "",
            source="demo",
        )

    return repository.add_snapshot(make)


def _correct(town: InventedMunicipality, repository: MunicipalityRepository, questionnaire: Questionnaire, first: Snapshot) -> None:
    """Two days or, over a weekend, four days later the same answers again, but for one that is a level higher."""
    item = scoring.next_steps(first.answers, questionnaire)[0].item
    raised = town.raised(item, (first.answers[item].level or 0) + 1)
    answers = {**first.answers, item: msgspec.structs.replace(raised, comment=town.why_corrected)}
    later = first.submitted_at + dt.timedelta(days=2 if first.submitted_at.weekday() < 3 else 4)  # noqa: PLR2004 - Thursday or Friday
    _submit(town, repository, questionnaire, later, answers)


def _half_done(town: InventedMunicipality, repository: MunicipalityRepository, questionnaire: Questionnaire, day: dt.date) -> None:
    """The home municipality: next steps chosen last time, one of them done and its item a level higher; a draft from two posts."""
    last = current_snapshots(repository.every_snapshot(), questionnaire.id)[-1]
    in_draft = {item.id for item in questionnaire.ordered[:_HALF]}
    steps = scoring.first_steps(last.answers, questionnaire)
    done = next((step for step in steps if step.item in in_draft), steps[0])
    town.raised(done.item, done.level)

    latest = dt.datetime(day.year, day.month, day.day, tzinfo=JAPAN)
    chosen_at = min(_later(last.submitted_at, 1), latest)
    done_at = min(_later(chosen_at, 20), latest)
    actions = [Action(town.hex(8), step.item, step.level, step.step, chosen_at, last.id) for step in steps]
    marked = [msgspec.structs.replace(one, state="done", changed_at=done_at) if one.item == done.item else one for one in actions]
    repository.change_actions(lambda _before: marked)

    draft = _draft(town, questionnaire, _lately(day))
    # A first attempt was given up an hour before; it can be brought back.
    hour = dt.timedelta(hours=1)
    few = {item: msgspec.structs.replace(entry, at=entry.at - hour) for item, entry in islice(draft.entries.items(), _FEW)}
    first = Draft(town.hex(16), draft.municipality, draft.questionnaire, draft.started_at - hour, few, revision=_FEW)
    given_up = SetAside(first, draft.started_at - hour / 2, town.posts[0])
    repository.change_aside(questionnaire.id, lambda _draft, _aside: (draft, [given_up]))
    repository.set_approval_boxes(_BOXES)


def _left_lying(town: InventedMunicipality, repository: MunicipalityRepository, questionnaire: Questionnaire, day: dt.date) -> None:
    """A draft of the last cycle that nobody has gone on with: begun anew right after submitting, when somebody wanted to put something right."""
    last = current_snapshots(repository.every_snapshot(), questionnaire.id)[-1]
    began = last.submitted_at + dt.timedelta(hours=1)
    entries = {
        item: DraftEntry(answer, began + dt.timedelta(minutes=4 * number), town.posts[0], "demo0003")
        for number, (item, answer) in enumerate(islice(last.answers.items(), _LEFT))
    }
    draft = Draft(town.hex(16), town.municipality.code, QuestionnaireRef.to(questionnaire), began, entries, revision=_LEFT)
    if Cycle.of(began) < Cycle.of(day):
        repository.change_draft(questionnaire.id, lambda _before: draft)


def _draft(town: InventedMunicipality, questionnaire: Questionnaire, began: dt.datetime) -> Draft:
    post, _confirming = town.posts
    items = [item.id for item in questionnaire.ordered]
    entries: dict[str, DraftEntry] = {}
    history = []
    for number, (item, answer) in enumerate(islice(town.answers().items(), _HALF)):
        of_people = item.startswith("hum")
        moment = began + dt.timedelta(minutes=4 * number)
        if number in _WITH_WHY:
            ticked = as_begun(level_parts(item, answer.level, questionnaire), ())
            answer = msgspec.structs.replace(answer, met=tuple(sorted(ticked)))  # noqa: PLW2901 - the same one, with why
        entries[item] = DraftEntry(answer, moment, _SECOND_POST if of_people else post, "demo0002" if of_people else "demo0001")
        if item in _REPLACED:
            # Two posts answered this one; the later answer counts and the other can be brought back.
            earlier = town.another(item, 1 if answer.level != 1 else 2)
            history.append(Replaced(item, DraftEntry(earlier, moment - dt.timedelta(minutes=2), post, "demo0001")))
    return Draft(
        id=town.hex(16),
        municipality=town.municipality.code,
        questionnaire=QuestionnaireRef.to(questionnaire),
        started_at=began,
        entries=entries,
        history=tuple(history),
        positions={_SECOND_POST: "hum-05", post: items[_HALF]},
        revision=len(entries) + len(history),
        asked_back=(AskedBack("mom-03", _ASKED, town.posts[1], began + dt.timedelta(minutes=4 * _HALF + 30)),),
    )


def _quick_check(repository: MunicipalityRepository, library: Library, questionnaire: Questionnaire, day: dt.date) -> None:
    """The quick check, gone through before the draft was begun, with hints close to the last answers."""
    quick = library.quick_for(questionnaire)
    assert quick is not None
    last = current_snapshots(repository.every_snapshot(), questionnaire.id)[-1]
    highest = max(choice.level for choice in quick.choices)
    levels = {item.id: last.answer(item.id).level for item in quick.items}
    hints = {item: None if level is None else min(highest, level) for item, level in levels.items()}
    repository.save_quick(QuickProgress(quick.id, quick.version, hints, _lately(day) - dt.timedelta(minutes=20)))


def _later(moment: dt.datetime, days: int) -> dt.datetime:
    """Some days later, on a workday."""
    return dt.datetime.combine(workday_from(moment.date() + dt.timedelta(days=days)), moment.timetz())


def _lately(day: dt.date) -> dt.datetime:
    """When the draft was begun: a workday morning a few days before `day`, unless the cycle began only then."""
    began = max(workday_by(day - dt.timedelta(days=3)), Cycle.of(day).first_day)
    return dt.datetime(began.year, began.month, began.day, 9 if began < day else 0, 25, tzinfo=JAPAN)
