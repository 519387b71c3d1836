"""The desk of a specialist (専門官): the municipalities assigned to them, and no other."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from dxcheck.assessment.scoring import compare, first_steps
from dxcheck.casework.change import latest_records
from dxcheck.casework.wishes import longest_waiting, open_in_order, waits_since
from dxcheck.desk.case import glances_of
from dxcheck.desk.setting import instruments_of
from dxcheck.i18n import _, language
from dxcheck.store.errors import StoreError
from dxcheck.system.refusal import DxcheckError

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Hashable, Mapping, Sequence

    from dxcheck.assessment.scoring import Comparison
    from dxcheck.casework.agreement import JudgedAnswer
    from dxcheck.casework.bookings import Booking
    from dxcheck.casework.lists import CaseLine
    from dxcheck.casework.model import Action, Visit, VisitRecord, Wish
    from dxcheck.desk.case import CaseDesk
    from dxcheck.desk.instruments import Instruments
    from dxcheck.desk.setting import Setting
    from dxcheck.model.roster import Municipality
    from dxcheck.model.snapshot import Snapshot
    from dxcheck.questionnaire import Questionnaire
    from dxcheck.store.scan import Glance


class NotAssignedError(DxcheckError, LookupError):
    """A municipality that is not this specialist's."""

    def __init__(self, municipality: Municipality) -> None:
        super().__init__(
            _(
                "{name}は担当の市町に入っていません。担当は、センターが dxcheck account assign で決めます。",
                name=municipality,
            )
        )


class CaseSummary(NamedTuple):
    """One line of 担当の市町."""

    municipality: Municipality
    next_visit: Visit | None = None
    last_visit: VisitRecord | None = None
    coming: tuple[Visit, ...] = ()
    """All visits that are planned, the next one first."""
    newest: Snapshot | None = None
    age: int = 0
    """Days since the newest snapshot was submitted."""
    risen: int = 0
    fallen: int = 0
    """Items that moved since the cycle before."""
    unknown: int = 0
    """わからない in the newest snapshot."""
    open_actions: int = 0
    overdue: int = 0
    actions: tuple[Action, ...] = ()
    """All that were agreed."""
    wishes: tuple[Wish, ...] = ()
    """What the municipality would like to talk about or asks, open ones only."""
    waiting: tuple[Wish, ...] = ()
    """Those of them that wait for an answer, the longest waiting first."""
    waits: int | None = None
    """Days the first of them has waited; None where none does."""
    returned: tuple[str, ...] = ()
    """Why snapshots were given back, where that waits for an answer; a line each."""
    needed: tuple[str, ...] = ()
    """The specialist fields that its first steps ask for, the nearest first."""
    problem: str = ""
    """What is wrong with its file; then everything else is unknown."""

    @property
    def is_returned(self) -> bool:
        """Whether a return waits for an answer."""
        return bool(self.returned)

    @property
    def has_wish(self) -> bool:
        """Whether any wish or question of it is open."""
        return bool(self.wishes)


class SpecialistDesk:
    """What one specialist may see and do."""

    def __init__(self, name: str, fields: frozenset[str], cases: Mapping[str, CaseDesk], setting: Setting) -> None:
        self.name = name
        self.fields = fields
        self.is_demo = setting.is_demo
        self._cases = dict(cases)
        self._setting = setting
        self._now = setting.now
        self._summaries: dict[str, tuple[Hashable, CaseSummary]] = {}
        self._lines: dict[str, tuple[Hashable, list[CaseLine]]] = {}
        self._judged: dict[str, tuple[Hashable, list[JudgedAnswer]]] = {}
        self._in_force: tuple[dt.date, Questionnaire] | None = None
        self._texts: dict[str, Questionnaire] = {}

    @property
    def now(self) -> dt.datetime:
        """This moment in Japan time."""
        return self._now()

    @property
    def instruments(self) -> Instruments:
        """The questionnaires that there are here, and which of them this desk looks at."""
        return instruments_of(self._setting)

    def looking_at(self, questionnaire_id: str) -> SpecialistDesk:
        """The same desk for another questionnaire."""
        cases = {code: case.looking_at(questionnaire_id) for code, case in self._cases.items()}
        return SpecialistDesk(self.name, self.fields, cases, self._setting._replace(questionnaire_id=questionnaire_id))

    def cases(self) -> list[CaseDesk]:
        """The assigned municipalities, in code order."""
        return list(self._cases.values())

    def case(self, municipality: Municipality) -> CaseDesk:
        """One of them.

        Raises:
            NotAssignedError: it is not one of them.
        """
        found = self._cases.get(municipality.code)
        if found is None:
            raise NotAssignedError(municipality)
        return found

    def summaries(self) -> list[CaseSummary]:
        """A line for each: whoever has waited longest for an answer, then by next visit; those without one after, by the last visit longest ago."""
        made = self._summaries_of(list(self._cases.values()))
        never = "9999"
        return sorted(
            made,
            key=lambda one: (
                one.waits is None,
                -(one.waits or 0),
                one.next_visit.record.date.isoformat() if one.next_visit else never,
                one.last_visit.date.isoformat() if one.last_visit else "",
                one.municipality.code,
            ),
        )

    def bookings(self) -> list[Booking]:
        """Every visit that is planned to any of them."""
        from dxcheck.casework.bookings import Booking  # not needed for the first frame

        return [
            Booking(str(case.municipality), visit.record.date, visit.record.by, visit.id)
            for case in self.cases()
            for visit in self.summary(case).coming
        ]

    def planned(self, who: str = "") -> list[tuple[Municipality, Visit]]:
        """Every visit from today on, by its day: planned, being written, or called off.

        Args:
            who: the specialist who goes there; empty for every one.

        Raises:
            StoreError: a municipality's file cannot be read.
        """
        today = self._now().date()
        found = [
            (case.municipality, visit)
            for case in self.cases()
            for visit in case.visits()
            if visit.state != "recorded" and visit.record.date >= today and who in ("", visit.record.by)
        ]
        return sorted(found, key=lambda one: (one[1].record.date, one[0].code, one[1].id))

    def summary(self, case: CaseDesk) -> CaseSummary:
        """The line of one of them; its files are read again only once they changed."""
        (made,) = self._summaries_of([case])
        return made

    def _summaries_of(self, cases: Sequence[CaseDesk]) -> list[CaseSummary]:
        """Those of several, in their order; what changed is read together."""
        today = self._now().date()
        made: dict[str, CaseSummary] = {}
        unread: list[tuple[CaseDesk, Hashable]] = []
        for case in cases:
            code = case.municipality.code
            stamp: Hashable = (today, case.stamp())
            known = self._summaries.get(code)
            if known is not None and known[0] == stamp:
                made[code] = known[1]
            else:
                unread.append((case, stamp))
        for (case, stamp), seen in zip(unread, glances_of([case for case, _stamp in unread]), strict=True):
            read = made[case.municipality.code] = self._read(case, today, seen)
            if not read.problem:  # looked at again each time: it may be mended
                self._summaries[case.municipality.code] = (stamp, read)
        return [made[case.municipality.code] for case in cases]

    def lines(self, case: CaseDesk) -> list[CaseLine]:
        """Every action, wish and visit of one of them; its files are read again only once they changed.

        Raises:
            StoreError: its files cannot be read.
        """
        from dxcheck.casework.lists import WhatIsThere, case_lines  # not needed for the first frame

        today = self._now().date()
        stamp = (today, language(), case.stamp())
        known = self._lines.get(case.municipality.code)
        if known is not None and known[0] == stamp:
            return known[1]
        seen = case.glance()
        records = list(latest_records(seen.records).values())
        there = WhatIsThere(seen.actions, seen.wishes, case.visits(), records, seen.snapshots)
        asked = self._text(case, seen.newest) if seen.newest is not None else self._questionnaire(case)
        made = case_lines(case.municipality, there, asked, today)
        self._lines[case.municipality.code] = (stamp, made)
        return made

    def judged(self, case: CaseDesk) -> list[JudgedAnswer]:
        """Every specialist's level beside an answer of one of them; its files are read again only once they changed.

        Raises:
            StoreError: its files cannot be read.
        """
        stamp = (self._now().date(), case.stamp())
        known = self._judged.get(case.municipality.code)
        if known is None or known[0] != stamp:
            known = (stamp, case.judged_answers(self._questionnaire(case), partial(self._text, case)))
            self._judged[case.municipality.code] = known
        return known[1]

    def _questionnaire(self, case: CaseDesk) -> Questionnaire:
        """The one in force, asked for once a day: it is the same for all of them."""
        today = self._now().date()
        if self._in_force is None or self._in_force[0] != today:
            self._in_force = (today, case.questionnaire)
        return self._in_force[1]

    def dimension_names(self) -> dict[str, str]:
        """Names of the dimensions of the questionnaire looked at, by id; empty where there is no municipality."""
        case = next(iter(self._cases.values()), None)
        return {} if case is None else {one.id: str(one.title) for one in self._questionnaire(case).dimensions}

    def _read(self, case: CaseDesk, today: dt.date, seen: Glance | StoreError) -> CaseSummary:
        try:
            if isinstance(seen, StoreError):
                raise seen
            newest = seen.newest
            records = sorted(latest_records(seen.records).values(), key=lambda one: (one.date, one.id))
            waiting = longest_waiting(seen.wishes, records)
            since = waits_since(waiting[0], records) if waiting else None
            coming = case.coming_visits()
            changes = self._changes(case, seen)
            steps = first_steps(newest.answers, self._text(case, newest)) if newest else []
            return CaseSummary(
                case.municipality,
                next(iter(coming), None),
                records[-1] if records else None,
                tuple(coming),
                newest,
                age=(today - newest.submitted_at.date()).days if newest else 0,
                risen=len(changes.risen) if changes else 0,
                fallen=len(changes.fallen) if changes else 0,
                unknown=sum(one.choice == "unknown" for one in newest.answers.values()) if newest else 0,
                open_actions=sum(one.is_open for one in seen.actions),
                overdue=sum(one.is_overdue(today) for one in seen.actions),
                wishes=tuple(open_in_order(seen.wishes, records)),
                waiting=tuple(waiting),
                waits=(today - since).days if since is not None else None,
                actions=seen.actions,
                returned=tuple(" ".join(one.returned.reason.split()) for one in case.open_returns()) if seen.returns else (),
                needed=tuple(dict.fromkeys(one.field for one in steps)),
            )
        except StoreError as problem:
            return CaseSummary(case.municipality, problem=str(problem))

    def _changes(self, case: CaseDesk, seen: Glance) -> Comparison | None:
        if seen.newest is None or seen.before is None:
            return None
        return compare(seen.before.answers, self._text(case, seen.before), seen.newest.answers, self._text(case, seen.newest))

    def _text(self, case: CaseDesk, snapshot: Snapshot) -> Questionnaire:
        """The text that was answered, read once for all municipalities."""
        ref = snapshot.questionnaire
        if ref.hash not in self._texts:
            self._texts[ref.hash] = case.questionnaire_for(ref)
        return self._texts[ref.hash]
