"""The centre's reading of all municipalities at once: the overview, and who has submitted what in the running cycle."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

import msgspec

from dxcheck.assessment.change import CHANGE_RULE
from dxcheck.assessment.scoring import RULE
from dxcheck.assessment.shared_items import Common, common
from dxcheck.desk.setting import instruments_of, schedule_in_force
from dxcheck.desk.standings import Collected, Standings
from dxcheck.i18n import _
from dxcheck.prefecture.overview import WHOLE, Line, Overview, line
from dxcheck.prefecture.standing import timing_of
from dxcheck.store.errors import NoAnswerError, StoreError
from dxcheck.store.many import found_in
from dxcheck.store.submitted import first_at
from dxcheck.system.progress import counted

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Hashable, Iterable, Sequence

    from dxcheck.desk.prefecture import PrefectureSetting
    from dxcheck.model.calendar import Cycle
    from dxcheck.model.roster import Municipality
    from dxcheck.model.snapshot import QuestionnaireRef, Snapshot
    from dxcheck.prefecture.course import Courses
    from dxcheck.prefecture.overview import Measure
    from dxcheck.prefecture.standing import Standing
    from dxcheck.questionnaire import Questionnaire
    from dxcheck.store.scan import Candidate
    from dxcheck.store.shelf import Address
    from dxcheck.store.submitted import SubmittedRepository

VERSION: Final = 5
"""Of what is kept of a line; raised whenever a line says something else."""


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
        self._standings = Standings(setting)

    @property
    def cycle(self) -> Cycle:
        """The cycle that answers are collected for."""
        return self._collected.cycle

    @property
    def _collected(self) -> Collected:
        """The cycle that answers are collected for, and from when until when; where the centre's decisions cannot be read, the running half-year."""
        schedule = schedule_in_force(self._schedule)
        cycle = schedule.collecting(self._now().date())
        return Collected(cycle, schedule.first_day(cycle), schedule.closing_day(cycle))

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
        lines = self._lines(towns, cycle, against, questionnaire, None)
        shared = self._shared(questionnaire, lines)
        if shared is not None:
            lines = self._lines(towns, cycle, against, questionnaire, shared)
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
        return schedule_in_force(self._schedule).closing_day(cycle)

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
            except NoAnswerError:
                raise
            except StoreError:
                return None
        return self._texts[ref.hash]

    def _text_noted(self, lacking: list[QuestionnaireRef], ref: QuestionnaireRef) -> Questionnaire | None:
        """The same; where there is none, that is noted."""
        found = self._text_or_none(ref)
        if found is None:
            lacking.append(ref)
        return found

    def keep(self) -> None:
        """Keep what was computed beside the files, so that the next process need not: after somebody has the table before them, and off the screen's thread."""
        waiting, self._to_keep = self._to_keep, []
        for computed in counted(waiting, _("計算した数字を残しています")):
            self._derived.put(*computed)

    def _lines(
        self, towns: Sequence[Municipality], cycle: Cycle, against: Cycle, questionnaire: Questionnaire, shared: Common | None
    ) -> tuple[Line, ...]:
        """The line of each, in their order: what is known stands, all others are read together."""
        made_with = f"{VERSION} {RULE} {CHANGE_RULE} {_key_of(questionnaire, shared)} {cycle} {against}"
        made: dict[str, Line] = {}
        unread: list[tuple[Municipality, Hashable]] = []
        for one in counted(towns, _reading()):
            stamp = self._submitted[one.code].snapshot_stamp()
            known = Line(one, "none", cycle) if stamp is None else self._known_line(one, (stamp, made_with), shared is None)
            if known is None:
                unread.append((one, stamp))
            else:
                made[one.code] = known
        every = found_in(
            [self._submitted[one.code] for one, _stamp in unread], self.questionnaire_id, self._as_of(cycle), self._as_of(against)
        )
        for (one, stamp), found in zip(counted(unread, _reading()), every, strict=True):
            if isinstance(found, StoreError):
                made[one.code] = Line(one, "damaged", cycle, problem=str(found))  # looked at again each time: it may be mended
                continue
            newest, before = found.picked
            lacking: list[QuestionnaireRef] = []
            read = line(one, newest, before, questionnaire, cycle, shared=shared, text=partial(self._text_noted, lacking))
            if newest is not None and newest.supersedes and newest.cycle == cycle:
                read = msgspec.structs.replace(read, first_at=first_at(found.every, cycle))
            if lacking:  # without its changes, though there may be some: it may be mended, too
                made[one.code] = read
                continue
            if newest is not None:
                self._to_keep.append((one.code, self._submitted[one.code].path, stamp, made_with, read))
            self._known[one.code, shared is None] = ((stamp, made_with), read)
            made[one.code] = read
        return tuple(made[one.code] for one in towns)

    def _known_line(self, municipality: Municipality, of: tuple[Hashable, str], is_first: bool) -> Line | None:
        """A line that was made of this stamp in this way, here or by another process."""
        known = self._known.get((municipality.code, is_first))
        if known is not None and known[0] == of:
            return known[1]
        kept = self._derived.get(municipality.code, *of)
        if kept is None:
            return None
        if kept.municipality != municipality:  # the roster changed since it was kept
            kept = msgspec.structs.replace(kept, municipality=municipality)
        self._known[municipality.code, is_first] = (of, kept)
        return kept

    def _as_of(self, cycle: Cycle) -> Callable[[Sequence[Candidate]], Candidate | None]:
        def pick(heads: Sequence[Candidate]) -> Candidate | None:
            return next((one for one in reversed(heads) if one.cycle <= cycle), None)

        return pick

    def _in(self, cycle: Cycle) -> Callable[[Sequence[Candidate]], Candidate | None]:
        def pick(heads: Sequence[Candidate]) -> Candidate | None:
            return next((one for one in reversed(heads) if one.cycle == cycle), None)

        return pick

    def moments(self, overview: Overview) -> dict[str, tuple[dt.datetime, dt.datetime]]:
        """When the two snapshots were submitted that a municipality's changes are measured between, by its code; only where there are two."""
        moments: dict[str, tuple[dt.datetime, dt.datetime]] = {}
        changed = [(one.municipality.code, one.submitted_at) for one in overview.counted if one.changes and one.submitted_at is not None]
        every = found_in([self._submitted[code] for code, _at in changed], self.questionnaire_id)
        for (code, now), found in zip(counted(changed, _reading()), every, strict=True):
            if isinstance(found, StoreError):
                raise found
            then = self._as_of(overview.against)(found.standing)
            if then is not None:
                moments[code] = (then.submitted_at, now)
        return moments

    def cycles(self) -> list[Cycle]:
        """From the cycle of the first submission to the running one, the oldest first; files that cannot be read say nothing."""
        there: set[Cycle] = set()
        every = list(self._submitted.values())
        for _one, found in zip(counted(every, _("診断期を調べています")), found_in(every, self.questionnaire_id), strict=True):
            if isinstance(found, NoAnswerError):
                raise found
            if not isinstance(found, StoreError):  # its line says so
                there.update(one.cycle for one in found.standing)
        cycles = [self.cycle]
        while there and cycles[0] > min(there):
            cycles.insert(0, cycles[0].previous)
        return cycles

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

        Raises:
            NoAnswerError: the database went away meanwhile.
        """
        from dxcheck.prefecture.course import courses_of  # not needed for the first frame

        cycles = [cycle]
        while len(cycles) < last:
            cycles.insert(0, cycles[0].previous)
        submitted: dict[str, tuple[Snapshot | None, ...]] = {}
        unreadable: dict[str, str] = {}
        there = [{self._bodies.kept_under(one.code) for one in self.then(each)} for each in cycles]
        kept = self._with_merged(towns)
        every = found_in([self._submitted[code] for code in kept], self.questionnaire_id, *(self._in(each) for each in cycles))
        for (code, kept_under), found in zip(counted(kept.items(), _("これまでの診断結果を読んでいます")), every, strict=True):
            if isinstance(found, NoAnswerError):
                raise found
            if isinstance(found, StoreError):
                unreadable[code] = str(found)
                continue
            submitted[code] = tuple(one if kept_under in codes else None for one, codes in zip(found.picked, there, strict=True))
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
        early = []
        every = found_in([self._submitted[one.code] for one in self._roster.municipalities], self.questionnaire_id)
        for municipality, found in zip(self._roster.municipalities, every, strict=True):
            if isinstance(found, NoAnswerError):
                raise found
            cycles = (
                set() if isinstance(found, StoreError) else {one.cycle for one in found.standing}
            )  # the board names whoever cannot be read
            if cycle.next in cycles and cycle not in cycles:
                early.append(municipality)
        return early

    # -- the running cycle ---------------------------------------------------------------------------------------------

    def board_stamp(self) -> Hashable:
        """Changes whenever anybody submitted something or saved into a draft, whenever the centre decided something about the cycle, and every day."""
        return (
            self._now().date(),
            self._collected,
            self.stamp(),
            self._standings.draft_stamp(),
        )

    def board(self) -> list[Standing]:
        """Who has submitted in the running cycle, who is on the way, who has not begun, in code order. Only files that changed are read again."""
        return self.board_of(self._roster.municipalities)

    def board_of(self, municipalities: Iterable[Municipality]) -> list[Standing]:
        """The same of some, in their order: of one of then what came of it, and of each once."""
        today = {now.code: now for one in municipalities if (now := self._bodies.today(one.code)) is not None}
        return self._standings.of(list(today.values()), self._collected)

    @property
    def municipalities(self) -> tuple[Municipality, ...]:
        """All of them, in code order."""
        return self._roster.municipalities

    def standing(self, municipality: Municipality) -> Standing:
        """How far one is in the running cycle, or what came of one of then; its files are read again only once they changed."""
        (found,) = self._standings.of([self._bodies.today(municipality.code) or municipality], self._collected)
        return found


def _reading() -> str:
    return _("市町の診断結果を読んでいます")


def _timed(one: Line, closing: dt.date) -> Line:
    """A line with whether it came by the cycle's closing day: like that it is open, decided by the centre and no file's own."""
    if one.submitted != one.cycle:
        return one
    timing = timing_of(one.first_at or one.submitted_at, one.submitted_at, closing)
    return one if timing == "in_time" else msgspec.structs.replace(one, timing=timing)


def _key_of(questionnaire: Questionnaire, shared: Common | None) -> str:
    """What a line was computed with: changes whenever the questions do."""
    if shared is None:
        return questionnaire.hash
    versions = {version for names in shared.names.values() for version in names}
    return "+".join(sorted(versions))
