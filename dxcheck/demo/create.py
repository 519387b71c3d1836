"""Writes the demo prefecture through the store."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Final

import msgspec

from dxcheck import calendar, scoring
from dxcheck.calendar import JAPAN, Cycle
from dxcheck.demo.invent import CYCLES, Town, load_texts
from dxcheck.place import QUESTIONNAIRE
from dxcheck.questionnaire import Library, shipped_folder
from dxcheck.roster import load_roster
from dxcheck.snapshot import Action, Answer, Draft, Entry, QuestionnaireRef, QuickProgress, Replaced, Snapshot, current_snapshots
from dxcheck.store.folder import DataFolder

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from dxcheck.questionnaire import Questionnaire
    from dxcheck.store.repository import MunicipalityRepository

HOME: Final = "382027"
"""今治市: every earlier cycle submitted, and a draft half done in the present one."""
_HALF: Final = 21
"""Items answered in the half-done draft."""


def create_demo(path: Path, *, today: dt.date | None = None, progress: Callable[[int, int], None] | None = None) -> DataFolder:
    """Make a demo prefecture, or make it afresh.

    Args:
        path: a new or empty folder, or one that is a demo already; its municipalities' files are replaced, nothing else is touched.
        today: the day it is made for.
        progress: told how many of how many municipalities are done.

    Raises:
        DemoMixError: the folder holds something else.
        StoreError: it cannot be written.
    """
    day = today or calendar.today()
    present = Cycle.of(day)
    roster = load_roster()
    questionnaire = Library([shipped_folder()]).current(QUESTIONNAIRE, day)
    assert questionnaire is not None
    folder = DataFolder.create_demo(path, HOME)
    folder.remove_demo_documents()
    texts = load_texts()
    for number, municipality in enumerate(roster.municipalities, start=1):
        town = Town(municipality, questionnaire, texts)
        repository = folder.repository(municipality.code)
        _submit_past(town, repository, questionnaire, present, day)
        if municipality.code == HOME:
            _half_done(town, repository, questionnaire, day)
        if progress is not None:
            progress(number, len(roster.municipalities))
    return folder


def _submit_past(town: Town, repository: MunicipalityRepository, questionnaire: Questionnaire, present: Cycle, day: dt.date) -> None:
    cycles = [present]
    while len(cycles) < CYCLES:
        cycles.insert(0, cycles[0].previous)
    repository.keep_questionnaire(questionnaire)
    for cycle in cycles:
        if cycle == present:
            # By now some have submitted in the present cycle; the home municipality is still at it.
            taking_part = town.municipality.code != HOME and town.takes_part(present.previous, cycles[0], present) and town.chance(0.4)
        else:
            taking_part = town.municipality.code == HOME or town.takes_part(cycle, cycles[0], present)
        if taking_part:
            moment = town.moment(cycle, day - dt.timedelta(days=1))
            if moment.date() < day:
                _submit(town, repository, questionnaire, moment, town.answers())
        town.live_through(cycle.next)


def _submit(
    town: Town, repository: MunicipalityRepository, questionnaire: Questionnaire, moment: dt.datetime, answers: dict[str, Answer]
) -> None:
    answered_by, confirmed_by = town.posts

    def make(others: list[Snapshot]) -> Snapshot:
        standing = [one for one in current_snapshots(others) if one.cycle == Cycle.of(moment)]
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

    repository.add_snapshot(make)
    rated = {item: answer.level for item, answer in answers.items() if answer.level is not None}
    lowest = min(rated, key=lambda item: rated[item])
    if town.chance(0.03):
        raised = rated[lowest] + 1
        corrected = {**answers, lowest: msgspec.structs.replace(answers[lowest], choice=raised, comment="係で話し合い、訂正しました")}
        later = moment + dt.timedelta(hours=1)
        if Cycle.of(later) == Cycle.of(moment):
            repository.add_snapshot(lambda others: msgspec.structs.replace(make(others), answers=corrected, submitted_at=later))


def _half_done(town: Town, repository: MunicipalityRepository, questionnaire: Questionnaire, day: dt.date) -> None:
    """The home municipality: next steps chosen last time, one of them done; the quick check gone through; a draft from two posts."""
    last = repository.snapshots()[-1]
    steps = scoring.first_steps(last.answers, questionnaire)
    chosen = last.submitted_at + dt.timedelta(days=1)
    actions = [Action(town.hex(8), step.item, step.level, step.step, chosen, last.id) for step in steps]
    done = [msgspec.structs.replace(actions[0], state="done", changed_at=chosen + dt.timedelta(days=20)), *actions[1:]]
    repository.change_actions(lambda _before: done)

    began = dt.datetime(day.year, day.month, day.day, 9, 5, tzinfo=JAPAN) - dt.timedelta(days=3)
    draft = _draft(town, questionnaire, began)
    repository.change_draft(questionnaire.id, lambda _before: draft)
    quick = next(iter(Library([shipped_folder()]).quick_checks()))
    levels = {item.id: last.answer(item.id).level for item in quick.items}
    hints = {item: None if level is None else min(3, level) for item, level in levels.items()}
    repository.save_quick(QuickProgress(quick.id, quick.version, hints, began - dt.timedelta(minutes=20)))


def _draft(town: Town, questionnaire: Questionnaire, began: dt.datetime) -> Draft:
    planning, general = "企画財政課 デジタル推進係 主査", "総務課 人事係 係長"
    entries, history = {}, []
    for number, (item, answer) in enumerate(list(town.answers().items())[:_HALF]):
        people = item.startswith("hum")
        moment = began + dt.timedelta(minutes=4 * number)
        entry = Entry(answer, moment, general if people else planning, "demo0002" if people else "demo0001")
        if item == "hum-02":
            # Two posts answered this one; the later answer stands and the other can be had back.
            other = 1 if answer.level != 1 else 2
            earlier = Entry(Answer(choice=other), moment - dt.timedelta(minutes=2), planning, "demo0001")
            history.append(Replaced(item, earlier))
        entries[item] = entry
    items = [item.id for item in questionnaire.ordered]
    return Draft(
        id=town.hex(16),
        municipality=town.municipality.code,
        questionnaire=QuestionnaireRef.to(questionnaire),
        started_at=began,
        entries=entries,
        history=tuple(history),
        positions={general: "hum-05", planning: items[_HALF]},
        revision=len(entries) + len(history),
    )
