"""What support achieved, from everything that the centre may read: never for anybody else, and in no published paper."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dxcheck.assessment.figures import difference
from dxcheck.casework.change import is_about, latest_records
from dxcheck.desk.case import glances_of
from dxcheck.i18n import _
from dxcheck.prefecture.achieved import Achieved, SupportGiven, achieved
from dxcheck.store.errors import NoAnswerError, StoreError
from dxcheck.system.progress import counted

if TYPE_CHECKING:
    import datetime as dt

    from dxcheck.desk.centre import CentreDesk
    from dxcheck.prefecture.overview import Line, Overview
    from dxcheck.questionnaire.scale import Level


def what_support_achieved(desk: CentreDesk, overview: Overview) -> Achieved:
    """Of the cycles behind `overview.against` up to `overview.cycle`; whoever cannot be read is left out, as in the overview itself.

    What became of an action is as it stands now, whichever cycle is looked at.

    Raises:
        NoAnswerError: the database went away meanwhile.
    """
    cases = {case.municipality.code: case for case in desk.cases.cases()}
    lines = {one.municipality.code: one for one in overview.counted}
    moments = desk.comparing.moments(overview)
    given = []
    for code, seen in zip(counted(cases, _("訪問と取組を読んでいます")), glances_of(list(cases.values())), strict=True):
        if isinstance(seen, NoAnswerError):
            raise seen
        if isinstance(seen, StoreError):
            continue
        actions = [one for one in seen.actions if is_about(one, seen.snapshots)]
        levels = _levels(lines[code]) if code in lines else {}
        given.append(SupportGiven(list(latest_records(seen.records).values()), actions, moments.get(code), levels))
    return achieved(given, overview.questionnaire, first_day_of(overview), overview.cycle.closing_day)


def first_day_of(overview: Overview) -> dt.date:
    """The first day of what changes are measured over."""
    return overview.against.next.first_day


def _levels(line: Line) -> dict[str, tuple[Level, Level]]:
    """The levels before and after of items that have one both times."""
    there = ((item, line.choices.get(item), moved) for item, moved in line.steps.items())
    return {item: (difference(moved, now), now) for item, now, moved in there if now is not None and not isinstance(now, str)}
