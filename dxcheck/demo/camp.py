"""An invented camp: from the dimension that most municipalities are at the beginning of, with one that agreed to tell and one that would rather not."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Final

from dxcheck.demo.workdays import workday_by, workday_from
from dxcheck.i18n import _
from dxcheck.model.calendar import JAPAN
from dxcheck.prefecture.camp import Camp

if TYPE_CHECKING:
    from dxcheck.prefecture.camp import Sharing
    from dxcheck.workspace import Workspace

_SUBJECT: Final = "bpr"
_SAID: Final[tuple[Sharing, ...]] = ("agreed", "declined")
_AHEAD: Final = dt.timedelta(days=45)


def write_camp(workspace: Workspace, day: dt.date) -> None:
    """Save it, with what the first municipalities that could tell said."""
    at = dt.datetime.combine(workday_by(day - dt.timedelta(days=3)), dt.time(15, 30), JAPAN)
    desk = workspace.centre_desk(_("センター"), now=lambda: at)
    overview = desk.comparing.overview()
    for (one, _unasked), said in zip(desk.camps.propose(overview, _SUBJECT).tells, _SAID, strict=False):
        desk.camps.say(one.municipality.code, desk.questionnaire_id, _SUBJECT, said)
    found = desk.camps.propose(overview, _SUBJECT)
    camp = Camp(
        "業務改革の合宿",
        desk.questionnaire_id,
        _SUBJECT,
        found.groups,
        found.tellers,
        at,
        day=workday_from(day + _AHEAD),
        place="南予地方局",
    )
    desk.camps.save(camp)
