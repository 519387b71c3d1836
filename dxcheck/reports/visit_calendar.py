"""Planned visits as a file for calendar programs: when, where, how and who goes. Nothing that anybody wrote is in it, neither what both sides read nor an internal note."""

from __future__ import annotations

import datetime as dt
from functools import partial
from typing import TYPE_CHECKING

from dxcheck.casework.model import VISIT_KINDS
from dxcheck.formats.calendar_file import CalendarEntry, CalendarFile
from dxcheck.formats.file_formats import endings_of
from dxcheck.formats.output import NothingToMakeError, Offer
from dxcheck.i18n import _
from dxcheck.model.calendar import JAPAN

if TYPE_CHECKING:
    from collections.abc import Iterable

    from dxcheck.casework.model import Visit
    from dxcheck.desk.specialist import SpecialistDesk
    from dxcheck.model.roster import Municipality


def visit_calendar(desk: SpecialistDesk, who: str = "") -> CalendarFile:
    """The visits that are planned from today on, and those that were called off, so that they leave the calendars they are in.

    Args:
        desk: whose municipalities.
        who: the specialist who goes there; empty for every one.

    Raises:
        NothingToMakeError: none is planned.
        StoreError: a municipality's file cannot be read.
    """
    visits = desk.planned(who)
    if not visits:
        raise NothingToMakeError(_("これからの訪問の予定がありません。"))
    title = _("訪問の予定（{who}）", who=who) if who else _("訪問の予定（全員）")
    name = "_".join([_("訪問の予定"), who or _("全員"), f"{desk.now:%Y%m%d}"])
    return CalendarFile(name, title, tuple(_entry(town, visit) for town, visit in visits))


def visit_calendar_offers(desk: SpecialistDesk, whose: Iterable[str]) -> list[Offer]:
    """The calendars that can be made: of everybody, and of each specialist."""
    formats = endings_of("calendar")
    every = Offer(_("全員の訪問の予定"), partial(visit_calendar, desk), formats)
    return [every, *(Offer(_("{who}の訪問の予定", who=one), partial(visit_calendar, desk, one), formats) for one in whose)]


def _entry(town: Municipality, visit: Visit) -> CalendarEntry:
    record, is_off = visit.record, visit.state == "cancelled"
    kind = _(VISIT_KINDS[record.kind])
    title = _("{town}　{kind}", town=town, kind=kind)
    who = _("担当: {who}", who=record.by)
    renewed = _("日が変わったときは、dxcheckの予定表をもう一度取り込むと、この予定も直ります。")
    return CalendarEntry(
        uid=f"{visit.id}@{town.code}.dxcheck",
        day=record.date,
        title=_("取りやめ: {visit}", visit=title) if is_off else title,
        about=f"{who}\n{renewed}",
        place=str(town) if record.kind == "visit" else "",
        changed=record.at or _midnight(visit),
        version=record.revision,
        is_off=is_off,
    )


def _midnight(visit: Visit) -> dt.datetime:
    """For a visit that does not say when it was planned: the beginning of its day."""
    return dt.datetime.combine(visit.record.date, dt.time(), JAPAN)
