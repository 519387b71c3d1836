"""担当の市町: one line each, the next visit first."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from msgspec.structs import replace
from textual import on, work

from dxcheck.app.commands import AGREEMENT, QUIT, Command
from dxcheck.app.screens.more import MoreButtons
from dxcheck.app.screens.rows import RowsScreen
from dxcheck.app.specialist.base import SpecialistScreen
from dxcheck.app.widgets.rows import Row, Rows
from dxcheck.i18n import N_, _, _c, _n
from dxcheck.model.calendar import short_day
from dxcheck.system.seen import Seen
from dxcheck.system.terminal_width import pad, shorten

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Hashable, Iterable

    from textual.widget import Widget

    from dxcheck.desk.specialist import CaseSummary

_LOOK_EVERY: Final = 3.0
"""Seconds between two looks for what municipalities or other specialists did."""
NAME, DAY, AGE, MOVED, UNKNOWN, WISH, ACTIONS = 12, 9, 9, 7, 11, 5, 20
"""Cells of the columns. The last one, what was agreed, is as wide as it is, unless others follow."""
LONGEST_WAITING: Final = 52
"""Cells of what has waited longest for an answer; all of it is on the municipality's own screen."""
NARROW_ROW: Final = 92
"""Cells of a row with the columns that are always there, and of what stands around it."""
LEAST_MORE, MOST_MORE = 22, 60
"""Cells of each further column on a wide screen; with less room there is none."""
MOST_DAYS: Final = 99
"""Days of waiting that find room in the column."""
OLD_FROM: Final = 183
"""Days from which a snapshot is older than a cycle."""

_FILTERS: Final[tuple[tuple[str, Callable[[CaseSummary], bool]], ...]] = (
    (N_("すべて"), lambda _one: True),
    (N_("期限を過ぎた取組がある"), lambda one: one.overdue > 0),
    (N_("相談の返事を待っている"), lambda one: one.waits is not None),
    (N_("相談がある"), lambda one: one.has_wish),
    (N_("訪問の予定がない"), lambda one: one.next_visit is None),
    (N_("まだ提出がない"), lambda one: one.newest is None),
    (N_("診断結果が半年より古い"), lambda one: one.age > OLD_FROM),
)


class MunicipalitiesScreen(RowsScreen, SpecialistScreen):
    """The list a specialist begins with."""

    TITLE_TEXT = N_("担当の市町")
    GUIDE = N_(
        "相談の返事を長く待っている市町が上に、続いて次の訪問が近い順に並んでいます。Enterで開きます。fで絞り込み、/で市町をさがせます。"
        "「動き」は、前回から上がった設問（+）と下がった設問（-）の数です。"
    )
    TABLE = (
        Command("open", ("enter",), N_("開く"), N_("選んだ市町を開きます")),
        Command("filter", ("f",), N_("絞り込み"), N_("期限を過ぎた取組がある、相談の返事を待っている、などから選んで絞り込みます")),
        Command("find", ("slash",), N_("市町をさがす"), N_("市町の名前でさがして開きます")),
        Command(
            "planning",
            ("v",),
            N_("訪問の計画"),
            N_("これからの訪問の予定と、次に訪ねるとよい市町を見ます"),
            opens="dxcheck.app.specialist.plan:PlanScreen",
        ),
        Command(
            "lists",
            ("l",),
            N_("一覧"),
            N_("担当するすべての市町の取組・相談・訪問を、絞り込める一覧で見ます"),
            opens="dxcheck.app.specialist.lists:ListsScreen",
        ),
        AGREEMENT,
        Command(
            "questionnaires",
            ("y",),
            N_("診断票を選ぶ"),
            N_("ほかの診断票の結果に切り替えます"),
            footer=False,
            opens="dxcheck.app.screens.questionnaires:QuestionnairesScreen",
        ),
        replace(QUIT, footer=True),
    )

    def __init__(self) -> None:
        super().__init__()
        self._filter = self._shown_more = 0
        self._seen = Seen()
        self._load()

    def _load(self) -> None:
        stamp = self._now_there()
        self._summaries = self.dxcheck.specialist.summaries()
        if not any(
            one.problem for one in self._summaries
        ):  # what could not be read now may be mended at the next look, and no file changes by it
            self._seen.took_in(stamp)

    def _now_there(self) -> Hashable:
        return tuple(one.stamp() for one in self.dxcheck.specialist.cases())

    def body(self) -> Iterable[Widget]:
        """The list, and below it what can be done."""
        yield from super().body()
        yield MoreButtons(self.TABLE, first=("planning", "lists", "filter", "find"), also=("planning", "lists", "filter", "find"))

    def rows(self) -> list[Row]:
        """A row a municipality."""
        if not self._summaries:
            return [
                Row(_("担当の市町がまだありません。"), style="bold"),
                Row(
                    _(
                        "センターに、担当の市町を決めてもらってください（dxcheck account assign {name} 市町…）。",
                        name=self.dxcheck.specialist.name,
                    )
                ),
            ]
        name, fits = _FILTERS[self._filter]
        more = self._shown_more = self._more
        shown = [one for one in self._summaries if not one.problem and fits(one)]
        broken = [one for one in self._summaries if one.problem]
        count = _("{name}　{n}/{all}市町", name=_(name), n=len(shown), all=len(self._summaries))
        head = (
            "  "
            + pad(_("名前"), NAME)
            + pad(_("次回訪問"), DAY)
            + pad(_("前回訪問"), DAY)
            + pad(_("診断結果"), AGE)
            + pad(_("動き"), MOVED)
            + pad(_("わからない"), UNKNOWN)
            + pad(_c("column", "相談"), WISH)
            + (pad(_("取組"), ACTIONS) if more else _("取組"))
            + "".join(pad(name, more) for name in (_("待っている相談"), _("期限の近い取組"), _("前回試すと決めたこと")) if more)
        )
        rows = [Row(count, style="bold"), Row(""), Row(head, style="$muted")]
        rows += [self._row(one, more) for one in shown]
        if not shown:
            rows.append(Row(_("当てはまる市町はありません。f で別の絞り込みを選べます。")))
        rows += [Row(_("{name}: 読めません。{problem}", name=one.municipality, problem=one.problem), style="$caution") for one in broken]
        return rows

    @property
    def _more(self) -> int:
        """Cells of each of the further columns that there is room for; 0 where there is none."""
        room = (self.size.width - NARROW_ROW) // 3
        return min(room, MOST_MORE) if room >= LEAST_MORE else 0

    def on_resize(self) -> None:
        """Other columns may fit now."""
        if self.is_mounted and self._more != self._shown_more:
            self.call_after_refresh(self.show_rows)

    def _row(self, one: CaseSummary, more: int) -> Row:
        today = self.dxcheck.specialist.now.date()
        if one.newest is None:
            state = pad(_("まだ提出がありません"), AGE + MOVED + UNKNOWN)
        else:
            moved = f"+{one.risen} -{one.fallen}" if one.risen or one.fallen else _("同じ")
            state = pad(_age(one.age), AGE) + pad(moved, MOVED) + pad(_n("{n}問", "{n}問", one.unknown) if one.unknown else "-", UNKNOWN)
        actions = str(one.open_actions) if one.open_actions else "-"
        if one.overdue:
            actions += _("（超過{n}）", n=one.overdue)
        wish = pad(_asked(one), WISH)
        marks = _(" 差戻し中") if one.is_returned else ""
        visits = pad(_day(one.next_visit.record.date if one.next_visit else None, today), DAY) + pad(
            _day(one.last_visit.date if one.last_visit else None, today), DAY
        )
        head, waits = pad(str(one.municipality), NAME - 2), " ".join(one.waiting[0].text.split()) if one.waiting else ""
        text = visits + state + wish
        if more:
            text += pad(actions + marks, ACTIONS) + "".join(
                pad(shorten(each, more - 2), more) for each in (waits, _due(one, today), _tries(one))
            )
            return Row(text, value=one.municipality.code, head=head)
        said = _("相談　{text}", text=shorten(waits, LONGEST_WAITING)) if waits else ""
        return Row(text + actions + marks, value=one.municipality.code, head=head, below=said)

    def on_mount(self) -> None:
        """Notice what others do."""
        self.look_every(_LOOK_EVERY, self._look)

    async def look_anew(self) -> None:
        """Read the lines of another questionnaire."""
        self._load()
        await super().look_anew()

    async def on_screen_resume(self) -> None:
        """Back from a municipality."""
        self._look()

    def _look(self) -> None:
        if self.app.screen is self and not self._seen.is_at(self._now_there()):
            before = self._summaries
            self._load()
            if self._summaries != before:
                self.show_rows()

    @work
    async def action_filter(self) -> None:
        """Choose a filter, by its name or from the list; each says how many municipalities it lets through."""
        from dxcheck.app.screens.search import Found, SearchDialog  # not needed for the first frame

        there = [one for one in self._summaries if not one.problem]
        counts = [sum(map(fits, there)) for _name, fits in _FILTERS]
        names = [_(name) for name, _fits in _FILTERS]
        entries = [Found(str(n), _n("{n}市町", "{n}市町", counts[n]), name) for n, name in enumerate(names)]
        chosen = await self.app.push_screen_wait(SearchDialog(_("絞り込み"), entries, example=_("名前の一部を入力（例: 相談）")))
        if chosen is not None:
            self._filter = int(chosen)
            self.show_rows()

    @on(Rows.Opened)
    def _opened(self, event: Rows.Opened) -> None:
        self._open_code(event.value)

    def _open_code(self, code: str) -> None:
        case = next((one for one in self.dxcheck.specialist.cases() if one.municipality.code == code), None)
        if case is not None:
            self.attempt(partial(self.dxcheck.open_case, case))

    @work
    async def action_find(self) -> None:
        """Find a municipality by name."""
        from dxcheck.app.screens.search import (
            Found,  # not needed for the first frame
            SearchDialog,  # not needed for the first frame
        )

        entries = [
            Found(one.municipality.code, one.municipality.name, one.municipality.romaji, one.municipality.kana) for one in self._summaries
        ]
        code = await self.app.push_screen_wait(SearchDialog(_("市町をさがす"), entries, example=_("名前の一部を入力（例: 今治、ima）")))
        if code:
            self._open_code(code)


def _day(day: dt.date | None, today: dt.date) -> str:
    return "-" if day is None else short_day(day, today)


def _asked(one: CaseSummary) -> str:
    """How many days a wish has waited for an answer; whether there is any other."""
    if one.waits is not None:
        if one.waits > MOST_DAYS:
            return f"{MOST_DAYS}+"
        return _("{n}日", n=one.waits) if one.waits else _("今日")
    return _("あり") if one.has_wish else "-"


def _age(days: int) -> str:
    if days == 0:
        return _("今日")
    return _("{n}日前", n=days) if days < 60 else _("{n}か月前", n=days // 30)  # noqa: PLR2004 - two months


def _due(one: CaseSummary, today: dt.date) -> str:
    """The open action whose day is nearest, or over longest, with the day."""
    due = min(
        (action for action in one.actions if action.is_open and action.due is not None), key=lambda action: str(action.due), default=None
    )
    return "" if due is None else _("{day} {step}", day=_day(due.due, today), step=due.step)


def _tries(one: CaseSummary) -> str:
    """What was to be tried since the last visit."""
    if one.last_visit is None or not one.last_visit.tries:
        return ""
    from dxcheck.casework.tries import lines_of  # not needed for a first screen

    return _("、").join(lines_of(one.last_visit.tries))
