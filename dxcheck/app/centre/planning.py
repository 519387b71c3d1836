"""訪問の計画: where a visit would do most, and who could go there."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final, Literal

from textual import on, work

from dxcheck.app.centre.base import AT_ONCE, CentreScreen
from dxcheck.app.centre.filters import PickDialog
from dxcheck.app.commands import BACK, Command
from dxcheck.app.screens.rows import RowsScreen
from dxcheck.app.screens.saving import on_disk
from dxcheck.app.specialist.plan import EXPORT, SUGGESTED
from dxcheck.app.widgets.rows import Row, Rows
from dxcheck.casework.bookings import Booking, clashes
from dxcheck.casework.next_visits import reasons_in_words
from dxcheck.casework.wording import how_long
from dxcheck.desk.suggesting import suggested_visits
from dxcheck.i18n import N_, _, _n
from dxcheck.model.calendar import long_date
from dxcheck.model.edit import Edit
from dxcheck.model.typed_day import DayReader
from dxcheck.system import patience
from dxcheck.system.terminal_width import pad

if TYPE_CHECKING:
    from collections.abc import Callable

    from dxcheck.app.centre.filters import Options
    from dxcheck.app.screens.form import Filled
    from dxcheck.casework.next_visits import SuggestedVisit
    from dxcheck.desk.specialist import CaseSummary
    from dxcheck.model.account import Account

NAME, LAST, NEXT = 12, 15, 15
_SLICE: Final = 12
"""Municipalities read between two looks at the keyboard."""
MOST_FIELDS: Final = 2
MOST_OFFERED: Final = 6
"""Specialists to choose from, the nearest."""

Sorting = Literal["next", "overdue", "moved", "code"]
SORTING_NAMES: Final[dict[Sorting, str]] = {
    "next": N_("次に訪ねるとよい順（提案）"),
    "overdue": N_("期限を過ぎた取組の多い順"),
    "moved": N_("動いた設問の多い順"),
    "code": N_("コード順"),
}
_LOOKS: Final = {
    "unplanned": N_("予定なし"),
    "never": N_("訪問なし"),
    "overdue": N_("期限切れの取組"),
    "moved": N_("動いた設問"),
    "wish": N_("相談"),
}
_FITS: Final[dict[str, Callable[[CaseSummary], object]]] = {
    "unplanned": lambda one: one.next_visit is None,
    "never": lambda one: one.last_visit is None,
    "overdue": lambda one: one.overdue,
    "moved": lambda one: one.risen + one.fallen,
    "wish": lambda one: one.has_wish,
}


_PLAN = Command("plan", ("n",), N_("訪問を入れる"), N_("日と専門官を決めて、選んだ市町への訪問の予定を入れます"))
_SORT = Command("sort", ("s",), N_("並べ替え"), N_("次に訪ねるとよい順、期限を過ぎた取組、動いた設問、コードの順を切り替えます"))
_FILTER = Command("filter", ("f",), N_("絞り込み"), N_("訪問や取組のようす、求める分野で絞り込みます"))


class PlanningScreen(RowsScreen, CentreScreen):
    """A line a municipality, in the suggested order until another is chosen."""

    TITLE_TEXT = N_("訪問の計画")
    GUIDE = N_(
        "次に訪ねるとよい市町から、理由といっしょに並びます。予定のある市町は、そのあとに日の順で続きます。求める分野は、その市町のはじめの一歩に合う専門官の分野です。"
        "（担当なし）は、その分野の専門官がいないことを表します。"
    )
    TABLE = (
        Command("open", ("enter",), N_("開く"), N_("選んだ市町を開きます")),
        _PLAN,
        _SORT,
        _FILTER,
        EXPORT,
        BACK,
    )
    OFFERED = (_PLAN, _SORT, _FILTER, EXPORT)

    def __init__(self) -> None:
        super().__init__()
        self._sorting: Sorting = "next"
        self._wish = {"look": "", "field": ""}
        self._known: list[CaseSummary] = []
        self._is_read = False
        self._ordered: tuple[list[CaseSummary], dict[str, SuggestedVisit]] = ([], {})
        """What was read when the order was made, and the order."""

    @property
    def _titles(self) -> dict[str, str]:
        """Specialist fields by id, without what is in brackets."""
        fields = self.centre.accounts.fields()
        return {one: title.partition("（")[0].partition(" (")[0] for one, title in fields.items()}

    def rows(self) -> list[Row]:
        """The lines with their reasons."""
        cases = self.centre.cases
        if not self._is_read and len(cases.cases()) <= AT_ONCE:
            self._known, self._is_read = patience.whole(lambda: [cases.summary(one) for one in cases.cases()]), True
        titles, covered = self._titles, {field for one in self.centre.specialists() for field in one.fields}
        shown = self._shown()
        about, lacking = self._about(titles, covered)
        said = [_(SORTING_NAMES[self._sorting])]
        wish = self._wish_in_words(titles)
        if wish:
            said.append(_n("絞り込み: {wish}　{n}市町", "絞り込み: {wish}　{n}市町", len(shown), wish=wish))
        if not self._is_read:
            said.append(_("読んでいます {n}/{all}", n=len(self._known), all=len(cases.cases())))
        head = pad(_("市町名"), NAME + 2) + pad(_("前回の訪問"), LAST) + pad(_("次の訪問"), NEXT) + _("気になること（下の行）")
        rows = [Row(_("　").join(said), style="bold"), *([Row(lacking, style="$caution")] if lacking else []), Row("")]
        rows += [Row("  " + head, style="$muted")]
        rows += [self._row(one, titles, covered) for one in shown] or [Row(_("当てはまる市町はありません。"))]
        # How to read it comes last: what is to be done must not be pushed out of sight by it.
        ended = [*([_(SUGGESTED)] if self._sorting == "next" else []), *([about] if about else [])]
        return [*rows, Row(""), *(Row(one, style="$muted") for one in ended)]

    def _about(self, titles: dict[str, str], covered: set[str]) -> tuple[str, str]:
        """Which fields there are specialists of, and which have none."""
        there = self.centre.specialists()
        if not covered:
            return "", _("専門官の分野がまだ登録されていません。アカウントの画面で決められます。")
        names = _("、").join(title for one, title in titles.items() if one in covered)
        missing = _("、").join(title for one, title in titles.items() if one not in covered)
        said = _n("専門官{n}人の分野: {fields}", "専門官{n}人の分野: {fields}", len(there), fields=names)
        return said, _("担当のいない分野: {fields}", fields=missing) if missing else ""

    def _shown(self) -> list[CaseSummary]:
        look, field = self._wish["look"], self._wish["field"]
        found = [one for one in self._known if (not look or _FITS[look](one)) and (not field or field in one.needed[:MOST_FIELDS])]
        place = {code: n for n, code in enumerate(self._suggested)}
        keys: dict[Sorting, Callable[[CaseSummary], tuple[object, ...]]] = {
            "next": lambda one: (
                place.get(one.municipality.code, len(place)),
                one.next_visit.record.date.isoformat() if one.next_visit else "",
            ),
            "overdue": lambda one: (-one.overdue,),
            "moved": lambda one: (-one.risen - one.fallen,),
            "code": lambda _one: (),
        }
        return sorted(found, key=lambda one: (*keys[self._sorting](one), one.municipality.code))

    @property
    def _suggested(self) -> dict[str, SuggestedVisit]:
        """The municipalities without a plan by their codes, in the suggested order; made once for what is read."""
        if self._ordered[0] is not self._known:
            order = suggested_visits(self._known, self.centre.cases.now.date())
            self._ordered = (self._known, {one.need.municipality.code: one for one in order})
        return self._ordered[1]

    def _wish_in_words(self, titles: dict[str, str]) -> str:
        look, field = self._wish["look"], self._wish["field"]
        return _("、").join(one for one in (_(_LOOKS[look]) if look else "", titles.get(field, "")) if one)

    def _row(self, one: CaseSummary, titles: dict[str, str], covered: set[str]) -> Row:
        head = pad(str(one.municipality), NAME)
        if one.problem:
            return Row(one.problem, value=one.municipality.code, head=head, style="$caution")
        suggested = self._suggested.get(one.municipality.code) if self._sorting == "next" else None
        about = _about_it(one) if suggested is None else reasons_in_words(suggested, self.centre.cases.now.date())
        about = [*about, *([_("まだ提出がありません")] if one.newest is None else [])]
        if one.risen + one.fallen:
            about.append(_("動いた設問{n}", n=one.risen + one.fallen))
        needed = [titles.get(field, field) + ("" if field in covered else _("（担当なし）")) for field in one.needed[:MOST_FIELDS]]
        if needed:
            about.append(_("求める分野 {fields}", fields=_("／").join(needed)))
        last = long_date(one.last_visit.date) if one.last_visit else _("まだ")
        coming = long_date(one.next_visit.record.date) if one.next_visit else "-"
        return Row((pad(last, LAST) + pad(coming, NEXT)).rstrip(), value=one.municipality.code, head=head, below=_("、").join(about))

    def action_export(self) -> None:
        """The visits of everybody as a calendar, or of one specialist."""
        from dxcheck.reports.visit_calendar import visit_calendar_offers  # opened later than the first frame

        there = self.attempt(self.centre.specialists)
        if there is not None:
            self.dxcheck.open_making(visit_calendar_offers(self.centre.cases, [one.name for one in there]))

    def on_mount(self) -> None:
        """Read what is not read yet, without keeping the keyboard waiting."""
        if not self._is_read:
            self._read()

    @work(exclusive=True, group="read")
    async def _read(self) -> None:
        known: list[CaseSummary] = []
        before = patience.missed()
        with self.showing(self._read):
            for nth, one in enumerate(self.centre.cases.cases(), start=1):
                known.append(self.centre.cases.summary(one))
                if nth % _SLICE == 0:
                    await asyncio.sleep(0.005)
                if not self._is_read and nth % (40 * _SLICE) == 0:
                    self._known = list(known)
                    self.show_rows()
        if patience.missed() == before and (known != self._known or not self._is_read):
            self._known, self._is_read = known, True
            self.show_rows()

    async def on_screen_resume(self) -> None:
        """Back from a municipality: its visit may be planned by now."""
        if self._is_read:
            self._read()

    @on(Rows.Opened)
    def _opened(self, event: Rows.Opened) -> None:
        self.attempt(lambda: self.dxcheck.open_code(event.value))

    def action_sort(self) -> None:
        """Sort by the next of `SORTING_NAMES`; after the last by the first again."""
        names = list(SORTING_NAMES)
        self._sorting = names[(names.index(self._sorting) + 1) % len(names)]
        self.show_rows()

    @work
    async def action_filter(self) -> None:
        """Ask which municipalities to show: how they stand, and which field they need."""
        every = ("", _("すべて"))
        looks: Options = (every, *((one, _(name)) for one, name in _LOOKS.items()))
        fields: Options = (every, *self._titles.items())
        chosen = await self.app.push_screen_wait(PickDialog({"look": (_("ようす"), looks), "field": (_("求める分野"), fields)}, self._wish))
        if chosen is not None:
            self._wish = chosen
            self.show_rows()

    @work
    async def action_plan(self) -> None:
        """Plan a visit to the municipality under the cursor: the day, how, and who goes."""
        from dxcheck.app.screens.form import Field, FormDialog  # Textual's editor is slow to import
        from dxcheck.app.specialist.visit_windows import not_over, suggested_day, visit_fields, visit_kind, warned_once

        one = next((one for one in self._known if one.municipality.code == self.query_one(Rows).value), None)
        there = self.attempt(self.centre.specialists)
        if one is None or there is None:
            return
        if not there:
            self.notify(_("専門官のアカウントがまだありません。概況の k（アカウント）でつくれます。"))
            return
        town, titles = one.municipality, self._titles
        fitting = sorted(there, key=lambda account: _order(account, one))[:MOST_OFFERED]
        about = [
            _("／").join([account.name, *(titles.get(field, field) for field in account.fields)]) + _mark(account, one)
            for account in fitting
        ]
        about.append(_("担当でない専門官を選ぶと、この市町の担当に加わります（その専門官の使用中の画面は終わります）。"))
        ahead = DayReader(self.centre.cases.now.date(), "coming")
        fields = [
            *visit_fields(ahead, suggested_day(self.centre.cases, town, fitting[0].name).isoformat(), "visit"),
            Field("who", _("専門官"), fitting[0].name, options=tuple((a.name, a.name) for a in fitting)),
        ]

        def plan(values: Filled) -> None:
            self._join(town.code, values["who"].new)
            kind, who = visit_kind(values["kind"].new), values["who"].new
            self.centre.cases.case(town).plan(ahead.read(values["date"].new), kind, who=who)

        def clash(values: Filled) -> list[str]:
            return clashes(self.centre.cases.bookings(), Booking(str(town), ahead.read(values["date"].new), values["who"].new))

        title, go = _("{town}への訪問", town=town), _("予定に入れる")
        dialog = FormDialog(f"plan {town.code}", title, about, fields, go=go, check=not_over(ahead), save=on_disk(warned_once(clash, plan)))
        values = await self.app.push_screen_wait(dialog)
        if values is not None:
            day = long_date(ahead.read(values["date"].new))
            self.notify(_("{day}の{town}への訪問を、{who}の予定に入れました。", day=day, town=town, who=values["who"].new))
        self._read()

    def _join(self, code: str, who: str) -> None:
        """Let a specialist look after a municipality, who does not yet; whoever does by now stays."""
        accounts = self.centre.accounts
        town = accounts.roster.by_code(code)
        names = accounts.looking_after(town) if town is not None else []
        if town is not None and who not in names:
            accounts.assign_to(town, Edit(names, [*names, who]))


def _order(account: Account, one: CaseSummary) -> tuple[bool, bool, str]:
    """Who looks after the municipality first, then who has a field that is needed."""
    return one.municipality.code not in account.municipalities, not set(account.fields) & set(one.needed), account.name


def _mark(account: Account, one: CaseSummary) -> str:
    said = [_("求める分野")] if set(account.fields) & set(one.needed) else []
    said += [_("担当")] if one.municipality.code in account.municipalities else []
    return _("（{what}）", what=_("、").join(said)) if said else ""


def _about_it(one: CaseSummary) -> list[str]:
    """What there is to think of, beside the visits."""
    said = [_("期限を過ぎた取組{n}", n=one.overdue)] if one.overdue else []
    if one.waits is not None:
        said.append(_("相談の返事を{waiting}", waiting=how_long(one.waits)))
    elif one.has_wish:
        said.append(_("相談あり"))
    return said
