"""The desk of a specialist (専門官): the municipalities assigned to them, and no other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from dxcheck.i18n import _
from dxcheck.store.errors import StoreError

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Mapping

    from dxcheck.casework.model import Visit, VisitRecord
    from dxcheck.desk.case import CaseDesk
    from dxcheck.roster import Municipality
    from dxcheck.snapshot import Snapshot


class NotAssignedError(LookupError):
    """A municipality that is not this specialist's."""

    def __init__(self, municipality: Municipality) -> None:
        super().__init__(
            _(
                "{name}は担当の市町に入っていません。担当は、センターが dxcheck account assign で決めます。",
                name=municipality,
            )
        )


@dataclass(frozen=True)
class CaseSummary:
    """One line of 担当の市町."""

    municipality: Municipality
    next_visit: Visit | None = None
    last_visit: VisitRecord | None = None
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
    has_wish: bool = False
    is_returned: bool = False
    problem: str = ""
    """What is wrong with its file; then everything else is unknown."""


class SpecialistDesk:
    """What one specialist may see and do."""

    def __init__(
        self, name: str, fields: frozenset[str], cases: Mapping[str, CaseDesk], now: Callable[[], dt.datetime], *, is_demo: bool
    ) -> None:
        self.name = name
        self.fields = fields
        self.is_demo = is_demo
        self._cases = dict(cases)
        self._now = now

    @property
    def now(self) -> dt.datetime:
        """This moment in Japan time."""
        return self._now()

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
        """A line for each, by next visit; those without one after, by the last visit longest ago."""
        made = [self._summary(one) for one in self._cases.values()]
        never = "9999"
        return sorted(
            made,
            key=lambda one: (
                one.next_visit.record.date.isoformat() if one.next_visit else never,
                one.last_visit.date.isoformat() if one.last_visit else "",
                one.municipality.code,
            ),
        )

    def _summary(self, case: CaseDesk) -> CaseSummary:
        today = self._now().date()
        try:
            newest, actions = case.latest(), case.actions()
            result = case.result(newest) if newest else None
            changes = result.comparison if result else None
            return CaseSummary(
                case.municipality,
                case.next_visit(),
                case.last_visit(),
                newest,
                age=(today - newest.submitted_at.date()).days if newest else 0,
                risen=len(changes.risen) if changes else 0,
                fallen=len(changes.fallen) if changes else 0,
                unknown=sum(one.choice == "unknown" for one in newest.answers.values()) if newest else 0,
                open_actions=sum(one.is_open for one in actions),
                overdue=sum(one.is_overdue(today) for one in actions),
                has_wish=bool(case.wish()),
                is_returned=case.returned() is not None,
            )
        except StoreError as problem:
            return CaseSummary(case.municipality, problem=str(problem))
