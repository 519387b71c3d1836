"""Whom to visit next, of what is read of each municipality (`casework/next_visits.py`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dxcheck.casework.next_visits import PlannedVisit, VisitNeed, suggested_order

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

    from dxcheck.casework.next_visits import SuggestedVisit
    from dxcheck.desk.specialist import CaseSummary


def suggested_visits(summaries: Iterable[CaseSummary], today: dt.date) -> list[SuggestedVisit]:
    """The municipalities that no visit is planned to, the one to visit first at the beginning; those that cannot be read are left out."""
    there = [one for one in summaries if not one.problem]
    needs = [
        VisitNeed(one.municipality, one.waits, len(one.wishes), one.overdue, one.last_visit.date if one.last_visit else None)
        for one in there
        if one.next_visit is None
    ]
    planned = [PlannedVisit(one.municipality, visit.record.date) for one in there for visit in one.coming]
    return suggested_order(needs, planned, today)
