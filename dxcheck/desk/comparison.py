"""The centre's reading of all municipalities at once: the overview, and who has submitted what in the running cycle."""

from __future__ import annotations

import contextlib
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Final, NamedTuple

import msgspec

from dxcheck.assessment.change import CHANGE_RULE
from dxcheck.assessment.scoring import RULE
from dxcheck.assessment.shared_items import Common, common
from dxcheck.desk.setting import instruments_of
from dxcheck.i18n import _
from dxcheck.model.schedule import Schedule
from dxcheck.model.snapshot import EMPTY, asked_items
from dxcheck.prefecture.course import Courses, courses_of
from dxcheck.prefecture.overview import WHOLE, Line, Overview, line
from dxcheck.prefecture.standing import Standing, timing_of
from dxcheck.store.errors import StoreError
from dxcheck.system.progress import counted

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Hashable, Iterable, Sequence

    from dxcheck.desk.prefecture import PrefectureSetting
    from dxcheck.model.calendar import Cycle
    from dxcheck.model.roster import Municipality
    from dxcheck.model.snapshot import QuestionnaireRef, Snapshot
    from dxcheck.prefecture.overview import Measure
    from dxcheck.questionnaire import Questionnaire
    from dxcheck.store.scan import Head
    from dxcheck.store.shelf import Address
    from dxcheck.store.submitted import SubmittedRepository

VERSION: Final = 5
"""Of what is kept of a line; raised whenever a line says something else."""


class _Collected(NamedTuple):
    """The cycle that answers are collected for."""

    cycle: Cycle
    first_day: dt.date
    closing: dt.date


class Comparing:
    """Reads every municipality's file; keeps what it made of one until that file changes."""

    def __init__(self, setting: PrefectureSetting) -> None:
        self._folder, self._roster, self._text = setting.folder, setting.roster, setting.text
        every = setting.every_desk
        self._every = every
        self._library, self._now = every.library, every.now
        self.questionnaire_id = every.questionnaire_id
        """Which questionnaire is looked at, whatever its version."""
        self._schedule = every.schedule
        self._bodies = setting.roster.succession
        self._submitted: dict[str, SubmittedRepository] = {
            one.municipality.code: setting.folder.submitted(self._bodies.kept_under(one.municipality.code)) for one in self._bodies.all()
        }
        self._known: dict[tuple[str, bool], tuple[Hashable, Line]] = {}
        self._derived = setting.folder.derived(Line)
        self._texts: dict[str, Questionnaire] = {}
        self._to_keep: list[tuple[str, Address, Hashable, str, Line]] = []
        self._standings: dict[str, tuple[Hashable, Standing]] = {}

    @property
    def cycle(self) -> Cycle:
        """The cycle that answers are collected for."""
        return self._collected.cycle

    @property
    def _collected(self) -> _Collected:
        """The cycle that answers are collected for, and from when until when; where the centre's decisions cannot be read, the running half-year."""
        try:
            schedule = self._schedule()
        except StoreError:
            schedule = Schedule()
        cycle = schedule.collecting(self._now().date())
        return _Collected(cycle, schedule.first_day(cycle), schedule.closing_day(cycle))

    @property
    def open_cycle(self) -> Cycle | None:
        """The cycle that takes in answers for its average; None after its closing day."""
        collected = self._collected
        return None if collected.closing < self._now().date() else collected.cycle

    def stamp(self) -> Hashable:
        """Changes whenever any municipality submitted something, and when the running cycle opens or closes."""
        return (self.open_cycle, *(one.snapshot_stamp() for one in self._submitted.values()))

    def overview(self, cycle: Cycle | None = None, against: Cycle | None = None) -> Overview:
        """The table as of a cycle. Only files that changed since the last time are read again.

        Args:
            cycle: as of its end; the running one without it.
            against: where changes are measured from; the cycle before without it.

        Raises:
            UnknownQuestionnaireError: no sound questionnaire with the id is there.
        """
        cycle = cycle or self.cycle
        against = against or cycle.previous
        questionnaire = self._library.in_force(self.questionnaire_id, min(cycle.closing_day, self._now().date()))
        towns = self.then(cycle)
        lines = tuple(self._line(one, cycle, against, questionnaire, None) for one in counted(towns, _reading()))
        shared = self._shared(questionnaire, lines)
        if shared is not None:
            lines = tuple(self._line(one, cycle, against, questionnaire, shared) for one in counted(towns, _reading()))
        is_open = cycle == self.open_cycle
        if is_open:  # it closes with a day, not with a change of any file: never kept
            lines = tuple(msgspec.structs.replace(one, is_open=True) for one in lines)
        closing = self._closing(cycle)
        lines = tuple(_timed(one, closing) for one in lines)
        asked = questionnaire if shared is None else shared.newest
        return Overview(cycle, against, asked, lines, shared, is_open, instruments_of(self._every).named)

    def then(self, cycle: Cycle) -> tuple[Municipality, ...]:
        """The municipalities of a cycle: those that were there on its last day, or are now while it runs. What changes later never moves it."""
        return self._roster.on(min(self._closing(cycle), cycle.closing_day, self._now().date()))

    def _closing(self, cycle: Cycle) -> dt.date:
        """The last day that counts for a cycle's average; where the centre's decisions cannot be read, that of the half-year."""
        try:
            return self._schedule().closing_day(cycle)
        except StoreError:
            return cycle.closing_day

    def outside(self) -> list[str]:
        """Names of municipalities' files that no municipality of the roster has, or had: they are in no figure."""
        return [f"{code}.json" for code in self._folder.municipalities() if self._bodies.body(code) is None]

    def _shared(self, questionnaire: Questionnaire, lines: tuple[Line, ...]) -> Common | None:
        """What the versions have in common, where more than one was answered."""
        others = {row.answered.hash: row.answered for row in lines if row.state == "version" and row.answered is not None}
        texts = [text for ref in others.values() if (text := self._text_or_none(ref)) is not None]
        shared = common((questionnaire, *texts)) if texts else None
        return shared if shared is not None and shared.shared else None

    def _text_or_none(self, ref: QuestionnaireRef) -> Questionnaire | None:
        """The text that was answered; None where it is neither shipped any more nor kept."""
        if ref.hash not in self._texts:
            try:
                self._texts[ref.hash] = self._text(ref)
            except StoreError:
                return None
        return self._texts[ref.hash]

    def keep(self) -> None:
        """Keep what was computed beside the files, so that the next process need not: after somebody has the table before them, and off the screen's thread."""
        waiting, self._to_keep = self._to_keep, []
        for computed in counted(waiting, _("計算した数字を残しています")):
            self._derived.put(*computed)

    def _line(self, municipality: Municipality, cycle: Cycle, against: Cycle, questionnaire: Questionnaire, shared: Common | None) -> Line:
        submitted = self._submitted[municipality.code]
        stamp, made_with = submitted.snapshot_stamp(), f"{VERSION} {RULE} {CHANGE_RULE} {_key_of(questionnaire, shared)} {cycle} {against}"
        place = (municipality.code, shared is None)
        known = self._known.get(place)
        if known is not None and known[0] == (stamp, made_with):
            return known[1]
        if stamp is None:
            return Line(municipality, "none", cycle)
        computed = self._derived.get(municipality.code, stamp, made_with)
        if computed is None:
            try:
                (newest, before), first = submitted.pick_with_first(self.questionnaire_id, cycle, self._as_of(cycle), self._as_of(against))
                computed = line(municipality, newest, before, questionnaire, cycle, shared=shared, text=self._text_or_none)
                if newest is not None and newest.supersedes and newest.cycle == cycle:
                    computed = msgspec.structs.replace(computed, first_at=first)
            except StoreError as problem:
                return Line(municipality, "damaged", cycle, problem=str(problem))  # looked at again each time: it may be mended
            if newest is not None:
                self._to_keep.append((municipality.code, submitted.path, stamp, made_with, computed))
        if computed.municipality != municipality:  # the roster changed since it was kept
            computed = msgspec.structs.replace(computed, municipality=municipality)
        self._known[place] = ((stamp, made_with), computed)
        return computed

    def _as_of(self, cycle: Cycle) -> Callable[[list[Head]], Head | None]:
        def pick(heads: list[Head]) -> Head | None:
            return next((one for one in reversed(heads) if one.cycle <= cycle), None)

        return pick

    def _in(self, cycle: Cycle) -> Callable[[list[Head]], Head | None]:
        def pick(heads: list[Head]) -> Head | None:
            return next((one for one in reversed(heads) if one.cycle == cycle), None)

        return pick

    def moments(self, overview: Overview) -> dict[str, tuple[dt.datetime, dt.datetime]]:
        """When the two snapshots were submitted that a municipality's changes are measured between, by its code; only where there are two."""
        found: dict[str, tuple[dt.datetime, dt.datetime]] = {}
        for one in counted(overview.counted, _reading()):
            if one.changes and one.submitted_at is not None:
                then: list[dt.datetime] = []
                self._submitted[one.municipality.code].pick(self.questionnaire_id, partial(_note_moment, then, overview.against))
                if then:
                    found[one.municipality.code] = (then[0], one.submitted_at)
        return found

    def cycles(self) -> list[Cycle]:
        """From the cycle of the first submission to the running one, the oldest first; files that cannot be read say nothing."""
        there: list[Cycle] = []

        def noted(heads: list[Head]) -> None:
            there.extend(one.cycle for one in heads)

        for repository in counted(self._submitted.values(), _("診断期を調べています")):
            try:
                repository.pick(self.questionnaire_id, noted)
            except StoreError:
                continue  # its line says so
        found = [self.cycle]
        while there and found[0] > min(there):
            found.insert(0, found[0].previous)
        return found

    def courses(  # everything that one picture of the course may be about
        self,
        cycle: Cycle,
        towns: Sequence[Municipality],
        last: int = 6,
        *,
        measure: Measure = "level",
        items: Sequence[str] = (),
        towns_of: str = WHOLE,
    ) -> Courses:
        """How the municipalities came along over the last cycles; whoever cannot be read is left out and named.

        Args:
            cycle: the last one.
            towns: of which municipalities.
            last: how many cycles at most; those before anybody submitted are left out.
            measure: of which figures.
            items: items that get a course too.
            towns_of: which column the municipalities' own figures are of.
        """
        cycles = [cycle]
        while len(cycles) < last:
            cycles.insert(0, cycles[0].previous)
        submitted: dict[str, tuple[Snapshot | None, ...]] = {}
        unreadable: dict[str, str] = {}
        there = [{self._bodies.kept_under(one.code) for one in self.then(each)} for each in cycles]
        for code, kept_under in counted(self._with_merged(towns).items(), _("これまでの診断結果を読んでいます")):
            try:
                found = self._submitted[code].pick(self.questionnaire_id, *(self._in(each) for each in cycles))
            except StoreError as problem:
                unreadable[code] = str(problem)
                continue
            submitted[code] = tuple(one if kept_under in codes else None for one, codes in zip(found, there, strict=True))
        courses = courses_of(
            cycles, submitted, self._text_or_none, measure=measure, items=items, towns_of=towns_of, open_cycle=self.open_cycle
        )
        return msgspec.structs.replace(courses, unreadable=unreadable)

    def _with_merged(self, towns: Sequence[Municipality]) -> dict[str, str]:
        """The codes of these municipalities and of those that merged in them, each counted in the cycles it was there, and under which their documents are kept."""
        kept = {one.code: self._bodies.kept_under(one.code) for one in towns}
        merged = [one.municipality.code for code in kept.values() for one in self._bodies.merged_into(code)]
        return kept | {code: where for code in merged if (where := self._bodies.kept_under(code)) not in kept.values()}

    def submitted_for_next_only(self, cycle: Cycle) -> list[Municipality]:
        """Who has submitted for the cycle after this one and nothing for this one: an extended deadline does not reach them unless they submit once more."""
        found = []
        for municipality in self._roster.municipalities:
            cycles: set[Cycle] = set()
            with contextlib.suppress(StoreError):  # the board names whoever cannot be read
                self._submitted[municipality.code].pick(self.questionnaire_id, partial(_note_cycles, cycles))
            if cycle.next in cycles and cycle not in cycles:
                found.append(municipality)
        return found

    # -- the running cycle ---------------------------------------------------------------------------------------------

    def board_stamp(self) -> Hashable:
        """Changes whenever anybody submitted something or saved into a draft, whenever the centre decided something about the cycle, and every day."""
        return (
            self._now().date(),
            self._collected,
            self.stamp(),
            tuple(self._folder.repository(municipality.code).draft_stamp() for municipality in self._roster.municipalities),
        )

    def board(self) -> list[Standing]:
        """Who has submitted in the running cycle, who is on the way, who has not begun, in code order. Only files that changed are read again."""
        return self.board_of(self._roster.municipalities)

    def board_of(self, municipalities: Iterable[Municipality]) -> list[Standing]:
        """The same of some, in their order: of one of then what came of it, and of each once."""
        collected = self._collected
        today = {now.code: now for one in municipalities if (now := self._bodies.today(one.code)) is not None}
        return [self._looked_at(one, collected) for one in counted(today.values(), _("提出の状況を読んでいます"))]

    @property
    def municipalities(self) -> tuple[Municipality, ...]:
        """All of them, in code order."""
        return self._roster.municipalities

    def standing(self, municipality: Municipality) -> Standing:
        """How far one is in the running cycle, or what came of one of then; its files are read again only once they changed."""
        return self._looked_at(self._bodies.today(municipality.code) or municipality, self._collected)

    def _looked_at(self, municipality: Municipality, collected: _Collected) -> Standing:
        repository = self._folder.repository(municipality.code)
        stamp = (collected, repository.snapshot_stamp(), repository.draft_stamp())
        known = self._standings.get(municipality.code)
        if known is not None and known[0] == stamp:
            return known[1]
        made = self._standing(municipality, collected)
        if made.progress != "damaged":  # looked at again each time: it may be mended
            self._standings[municipality.code] = (stamp, made)
        return made

    def _standing(self, municipality: Municipality, collected: _Collected) -> Standing:
        repository = self._folder.repository(municipality.code)

        def newest_in_cycle(heads: list[Head]) -> Head | None:
            # Not simply the newest one: with a clock that was slow it may say a day of the cycle before.
            return next((head for head in reversed(heads) if head.cycle == collected.cycle), None)

        try:
            (newest, submitted), first = repository.pick_with_first(self.questionnaire_id, collected.cycle, _newest, newest_in_cycle)
            draft = repository.draft(self.questionnaire_id)
            asked = asked_items(self._text(draft.questionnaire), draft.answers) if draft is not None else ()
        except StoreError as problem:
            return Standing(municipality, "damaged", problem=str(problem))
        is_correction = submitted is not None and bool(submitted.supersedes)
        standing = Standing(
            municipality,
            "submitted" if submitted is not None else "none",
            submitted_at=submitted.submitted_at if submitted is not None else None,
            post=newest.answered_by if newest is not None else "",
            is_correction=is_correction,
            timing=timing_of(first if is_correction else _when(submitted), _when(submitted), collected.closing),
            ahead=newest.submitted_at if submitted is None and newest is not None and newest.cycle > collected.cycle else None,
        )
        if draft is None:
            return standing
        latest = max(draft.entries.values(), key=lambda entry: entry.at, default=None)
        return replace(
            standing,
            progress="correcting" if submitted is not None else "draft",
            answered=sum(draft.answers.get(item.id, EMPTY).is_answered for item in asked),
            asked=len(asked),
            post=(latest.by if latest is not None else "") or standing.post,
            touched_on=draft.touched_at.date(),
            is_old=draft.touched_at.date() < collected.first_day,
        )


def _reading() -> str:
    return _("市町の診断結果を読んでいます")


def _note_cycles(cycles: set[Cycle], heads: list[Head]) -> None:
    """Instead of a choice: for which cycles something stands."""
    cycles.update(head.cycle for head in heads)


def _note_moment(found: list[dt.datetime], cycle: Cycle, heads: list[Head]) -> None:
    """Instead of a choice: when what stood at the end of a cycle was submitted."""
    found += [one.submitted_at for one in heads if one.cycle <= cycle][-1:]


def _when(snapshot: Snapshot | None) -> dt.datetime | None:
    return snapshot.submitted_at if snapshot is not None else None


def _timed(one: Line, closing: dt.date) -> Line:
    """A line with whether it came by the cycle's closing day: like that it is open, decided by the centre and no file's own."""
    if one.submitted != one.cycle:
        return one
    timing = timing_of(one.first_at or one.submitted_at, one.submitted_at, closing)
    return one if timing == "in_time" else msgspec.structs.replace(one, timing=timing)


def _newest(heads: list[Head]) -> Head | None:
    return heads[-1] if heads else None


def _key_of(questionnaire: Questionnaire, shared: Common | None) -> str:
    """What a line was computed with: changes whenever the questions do."""
    if shared is None:
        return questionnaire.hash
    versions = {version for names in shared.names.values() for version in names}
    return "+".join(sorted(versions))
