"""The windows of a visit: its date and kind, and an action that was agreed at it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dxcheck.app.screens.form import Field, FormDialog, day_field, needed, post_field
from dxcheck.app.screens.saving import on_disk
from dxcheck.casework.bookings import USUAL_PAUSE, Booking, ClashError, clashes, first_free
from dxcheck.casework.change import VisitPatch
from dxcheck.casework.model import VISIT_KINDS
from dxcheck.i18n import _
from dxcheck.model.typed_day import DayReader
from dxcheck.questionnaire.scale import as_level

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable

    from dxcheck.app.screens.form import Filled
    from dxcheck.casework.model import Visit, VisitKind
    from dxcheck.desk.case import CaseDesk
    from dxcheck.desk.specialist import SpecialistDesk
    from dxcheck.model.roster import Municipality
    from dxcheck.questionnaire.model import Item
    from dxcheck.questionnaire.scale import Level


def visit_fields(days: DayReader, date: str, kind: str) -> list[Field]:
    """The fields of a visit's date and kind."""
    return [
        day_field("date", _("日付"), days, date),
        Field("kind", _("方法"), kind, options=tuple((one, _(name)) for one, name in VISIT_KINDS.items())),
    ]


def visit_kind(chosen: str) -> VisitKind:
    """The kind that was chosen in the field of `visit_fields`."""
    return next(one for one in VISIT_KINDS if one == chosen)


def not_over(days: DayReader) -> Callable[[dict[str, str]], dict[str, str]]:
    """A check of a plan's fields: nobody plans a day that is over."""

    def check(values: dict[str, str]) -> dict[str, str]:
        if days.read(values["date"]) >= days.today:
            return {}
        return {"date": _("予定は、きょうからあとの日にしてください。済んだ訪問は「訪問記録」（v）で、日付を直して書けます。")}

    return check


def warned_once(clash: Callable[[Filled], list[str]], plan: Callable[[Filled], None]) -> Callable[[Filled], None]:
    """Plan or move a visit, after whatever does not fit was said once.

    Args:
        clash: what is to be said of the fields.
        plan: puts the visit, or its move, on the disk.
    """
    said: list[list[str]] = []

    def save(values: Filled) -> None:
        found = clash(values)
        if found and found not in said:
            said.append(found)
            raise ClashError(found)
        plan(values)

    return save


def suggested_day(desk: SpecialistDesk, town: Municipality, who: str) -> dt.date:
    """The day that stands in the window of a new visit until another is typed: in four weeks, where that fits."""
    return first_free(desk.bookings(), Booking(str(town), desk.now.date() + USUAL_PAUSE, who))


def plan_visit(desk: SpecialistDesk, case: CaseDesk, title: str) -> FormDialog:
    """The window for a visit of this specialist's to be planned.

    Args:
        desk: all municipalities that the visit may clash with.
        case: where it goes.
        title: of the window.
    """
    ahead = DayReader(case.now.date(), "coming")

    def plan(values: Filled) -> None:
        case.plan(ahead.read(values["date"].new), visit_kind(values["kind"].new))

    def clash(values: Filled) -> list[str]:
        return clashes(desk.bookings(), Booking(str(case.municipality), ahead.read(values["date"].new), case.by))

    key, day = f"plan {case.municipality.code}", suggested_day(desk, case.municipality, case.by)
    fields = visit_fields(ahead, day.isoformat(), "visit")
    return FormDialog(key, title, [], fields, go=_("これでよい"), check=not_over(ahead), save=on_disk(warned_once(clash, plan)))


def about_visit(
    desk: SpecialistDesk,
    case: CaseDesk,
    visit: Visit,
    title: str,
    days: DayReader,
    *,
    check: Callable[[dict[str, str]], dict[str, str]] | None = None,
) -> FormDialog:
    """The window for a visit's date and kind; what it would clash with on another day is said before it is moved there."""

    def stands() -> dict[str, str]:
        record = case.visit(visit.id).record
        return {"date": record.date.isoformat(), "kind": record.kind}

    def move(values: Filled) -> None:
        case.write(visit.id, VisitPatch(date=values["date"].read(days.read), kind=values["kind"].read(visit_kind)))

    def clash(values: Filled) -> list[str]:
        day = days.read(values["date"].new)
        if day < days.today or day == visit.record.date:
            return []
        return clashes(desk.bookings(), Booking(str(case.municipality), day, visit.record.by, visit.id))

    fields = visit_fields(days, visit.record.date.isoformat(), visit.record.kind)
    save = on_disk(warned_once(clash, move))
    return FormDialog(f"about {visit.id}", title, [], fields, go=_("これでよい"), check=check, save=save, stands=stands)


def agree_window(case: CaseDesk, visit: str, item: Item, now: Level | None) -> FormDialog:
    """The window for an action that lifts an item.

    Args:
        case: the municipality.
        visit: the id of the visit it is agreed at.
        item: which.
        now: the level it has; None where it has none.
    """
    latest = case.latest()
    questionnaire = case.questionnaire_for(latest.questionnaire) if latest else case.questionnaire
    scale = questionnaire.scale_of(item.id)
    ahead_of = scale.values[1:]
    level = next((one for one in ahead_of if one > (scale.low if now is None else now)), scale.high)
    by_number = {as_level(one): one for one in ahead_of}
    ahead = DayReader(case.now.date(), "coming")
    step = questionnaire.step_to(item.id, level)
    fields = [
        Field("step", _("取組の内容"), step.source if step else "", fault=needed(_("取組の内容"))),
        Field("level", _("目指すレベル"), as_level(level), options=tuple((number, number) for number in by_number)),
        post_field("owner", _("担当（課・係・職名）")),
        day_field("due", _("期限（なくてもよい）"), ahead, example=_("例: 2027-3-31、3/31"), needed=False),
    ]

    def agree(values: Filled) -> None:
        due = ahead.read(values["due"].new) if values["due"].new else None
        case.agree(visit, item.id, by_number[values["level"].new], values["step"].new, values["owner"].new, due)

    return FormDialog(f"agree {visit} {item.id}", _("取組を足す"), [f"{item.id} {item.title}"], fields, go=_("足す"), save=on_disk(agree))
