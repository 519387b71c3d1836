"""One municipality as its specialist sees it before and after a visit."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from textual import work
from textual.containers import Horizontal, Vertical
from textual.content import Content

from dxcheck.app.artist import Ahead
from dxcheck.app.commands import BACK, Command
from dxcheck.app.screens.base import button
from dxcheck.app.screens.more import MoreButtons
from dxcheck.app.specialist.base import CaseScreen
from dxcheck.app.widgets.bars import LEAST_BAR, level_bar
from dxcheck.app.widgets.button import Buttons
from dxcheck.app.widgets.lines import Lines, Paragraphs, hanging
from dxcheck.app.widgets.long_page import LongPage
from dxcheck.assessment.figures import as_mean, as_step
from dxcheck.assessment.wording import change_in_short, confirmed_in_words, whole_change
from dxcheck.casework.model import ACTION_STATES, VISIT_KINDS
from dxcheck.casework.stocktaking import total_in_words
from dxcheck.casework.wording import how_many_wait, replies_in_words, where_wish_stands, which_snapshot
from dxcheck.i18n import N_, _, _c, _n
from dxcheck.model.calendar import long_date
from dxcheck.model.typed_day import DayReader
from dxcheck.system.seen import Seen
from dxcheck.system.terminal_width import pad

if TYPE_CHECKING:
    from collections.abc import Iterable

    from textual.widget import Widget

    from dxcheck.assessment.result import OutlineRow, Result
    from dxcheck.casework.model import Visit, VisitRecord
    from dxcheck.model.snapshot import Snapshot

MOST_LINES = 4
"""Actions named on this screen; all are one key away."""
CHANGE = 9
"""Cells of a change with its count."""
ROOMY = 46
"""Cells from which on last time and the count have room."""
_LOOK_EVERY = 3.0


class Dimensions(Lines):
    """Each dimension: mean, bar, last time, how far it came since, the specialists' gap."""

    def __init__(self, result: Result, gaps: dict[str, str]) -> None:
        super().__init__()
        self._result, self._gaps = result, gaps

    def make(self, width: int) -> list[Content]:
        """A heading and a line a dimension; a gap that finds no room goes on under itself."""
        scale = self._result.questionnaire.scale
        more = scale.digits - 1
        before, change = (6, CHANGE + more) if width >= ROOMY else (0, 6 + more)
        beside = before + change
        names = min(26, max(14, width - 35 - change))
        room = max(LEAST_BAR, width - names - 22 - beside)
        head = pad(_("分野"), names + 1) + pad(_("平均"), 5 + room + 1) + pad(_("前回"), before) + pad(_("変化"), change)
        made = hanging(Content.styled(head, "$muted"), _("見立ての差"), width, "$muted")
        for number, row in enumerate(self._result.outline):
            mean = f"{as_mean(row.score.mean, scale.digits):>4} "
            drawn = level_bar(row.score.mean, room, scale, drawing=self.drawing, shade=number)
            name = pad(row.label(narrow=names <= 20), names)  # noqa: PLR2004 - two layouts
            line = Content.assemble(
                name,
                " ",
                (mean, "bold"),
                drawn,
                " ",
                pad(as_mean(row.before, scale.digits), before),
                pad(_moved(row, change, scale.digits), change),
            )
            made += hanging(line, self._gaps.get(row.id, "-") if row.is_dimension else "", width, "$caution")
        return made


def _moved(row: OutlineRow, width: int, digits: int) -> str:
    """A dimension's change, with how many items stand behind it where there is room."""
    return change_in_short(row.change, digits) if width >= CHANGE else as_step(row.change.mean if row.change else None, digits)


REVIEW = Command("review", ("r", "enter"), N_("診断結果を読む"), N_("設問ごとに、回答・根拠・コメントを読み、所見と見立てを書きます"))
VISIT = Command("visit", ("v",), N_("訪問記録"), N_("訪問の記録を書きます。書きかけがあれば続きから始まります"))
BRIEF = Command("brief", ("b",), N_("ブリーフ"), N_("訪問前ブリーフ（A4のPDFなど）をつくります"))
_HANDOVER = Command("handover", ("x",), N_("引継ぎパック"), N_("次の専門官のための引継ぎパックをつくります"), footer=False)
PLAN = Command("plan", ("d",), N_("訪問の予定"), N_("次の訪問の日付と方法を決めます。予定があれば直します"))
_WAITING = Command(
    "waiting",
    ("w",),
    N_("所見と差戻し"),
    N_("共有した所見と差戻しが、対応済みかどうかを、どの診断結果へのものかとともに見ます"),
    footer=False,
    opens="dxcheck.app.specialist.waiting:CaseWaitingScreen",
)
_WISHES = Command(
    "wishes",
    ("s",),
    N_("相談"),
    N_("市町からの相談に返事を書くか、次の訪問で話すことにします"),
    opens="dxcheck.app.specialist.wishes:CaseWishesScreen",
)
_PAGE = Command(
    "page",
    ("p",),
    N_("1枚で見る"),
    N_("歩み、訪問、取組、相談と担当の専門官を1枚で見ます。PDFにもできます"),
    footer=False,
    opens="dxcheck.app.specialist.one_page:OnePageScreen",
)
_STOCKTAKING = Command(
    "stocktaking",
    ("t",),
    N_("業務の棚卸し"),
    N_("市町の業務を、時間と困り度の大きい順に見て、いっしょに書きます"),
    footer=False,
    opens="dxcheck.app.screens.stocktaking:StocktakingScreen",
)
_ACTIONS = Command("actions", ("a",), N_("取組"), N_("合意した取組の進み具合を見ます"), opens="dxcheck.app.screens.actions:ActionsScreen")


class CaseHome(CaseScreen):
    """Everything about one municipality on one screen."""

    TITLE_TEXT = N_("市町のようす")
    GUIDE = N_("rで診断結果を1問ずつ読み、所見や見立てを書きます。bで訪問前ブリーフをつくり、vで訪問の記録をつけます。")
    TABLE = (
        REVIEW,
        BRIEF,
        VISIT,
        PLAN,
        _WISHES,
        _ACTIONS,
        _STOCKTAKING,
        _WAITING,
        Command(
            "visits",
            ("h",),
            N_("これまで"),
            N_("これまでの診断結果・訪問記録の一覧です"),
            footer=False,
            opens="dxcheck.app.specialist.past:PastScreen",
        ),
        Command("progress", ("g",), N_("推移"), N_("診断期ごとの平均の動きを見ます"), opens="dxcheck.app.screens.progress:ProgressScreen"),
        _PAGE,
        _HANDOVER,
        BACK,
    )

    def __init__(self) -> None:
        super().__init__()
        self._seen = Seen()

    def ahead(self) -> list[Ahead]:
        """推移."""
        from dxcheck.app.screens.progress import picture_rows  # once there is time
        from dxcheck.reports.scenes import progress_scene

        scene = progress_scene(self.reading_desk)
        return [Ahead(scene, picture_rows(self.size.height))] if scene is not None else []

    # -- layout --------------------------------------------------------------------------------------------------------

    def body(self) -> Iterable[Widget]:
        """Snapshot at the left; visits, wishes and actions at the right."""
        stamp, latest = self.case.stamp(), self.case.latest()
        with LongPage(id="home"):
            yield Paragraphs(*self._who(latest), classes="greeting")
            with Horizontal(id="panels"):
                with Vertical(id="mine"):
                    with Vertical(classes="panel"):
                        yield from self._snapshot(latest)
                    yield from self._actions()
                with Vertical(id="beside"):
                    yield from self._wishes()
                    yield from self._visits()
        yield MoreButtons(self.TABLE, also=("progress",))
        self._seen.took_in(stamp)

    def _who(self, latest: Snapshot | None) -> list[tuple[str, str] | str]:
        one = self.case.municipality
        lines: list[tuple[str, str] | str] = [
            _(
                "{region}　人口 {population}人　{district}",
                region=one.region_named,
                population=f"{one.population:,}",
                district=one.district_named,
            ).rstrip()
        ]
        returns, observations = self.case.open_returns(), self.case.open_observations()
        for back in returns:
            day, reason = long_date(back.returned.at), " ".join(back.returned.reason.split())
            which = (
                "" if latest is not None and back.snapshot.id == latest.id else _("　対象: {which}", which=which_snapshot(back.snapshot))
            )
            lines.append((_("差戻し中（{day}）: {reason}", day=day, reason=reason) + which, "$caution"))
        if observations:
            what = how_many_wait([], observations, latest)
            lines.append(_("{what}に、まだ返事がありません。{key} で読めます。", what=what, key=_WAITING.key_label))
        for snapshot, mine in self.case.unshared_by_snapshot():
            n, which = len(mine), which_snapshot(snapshot)
            said = _n("まだ共有していない所見が{n}件あります: {which}", "まだ共有していない所見が{n}件あります: {which}", n, which=which)
            lines.append((said, "$caution"))
        if latest is None:
            lines.append((_("まだ診断結果の提出がありません。訪問で、かんたん診断をいっしょにしてみるのもよい入口です。"), "$caution"))
        return lines

    def _snapshot(self, latest: Snapshot | None) -> Iterable[Widget]:
        if latest is None:
            yield Paragraphs((_("診断結果はまだありません"), "bold $heading"))
            yield Buttons(button(PLAN, primary=True), button(BRIEF))
            return
        result = self.case.result(latest)
        days = (self.case.now.date() - latest.submitted_at.date()).days
        unknown = sum(one.choice == "unknown" for one in latest.answers.values())
        lines: list[tuple[str, str] | str] = [
            (_("{cycle}の診断結果", cycle=latest.cycle.label), "bold $heading"),
            _(
                "{day}提出（{ago}）　回答者 {by}　確認者 {confirmed}",
                day=long_date(latest.submitted_at),
                ago=_("{n}日前", n=days) if days else _("今日"),
                by=latest.answered_by,
                confirmed=confirmed_in_words(latest),
            ),
        ]
        if result.comparison is not None:
            lines.append(
                _(
                    "前回から 上がった{up}問・下がった{down}問　わからない{unknown}問",
                    up=len(result.comparison.risen),
                    down=len(result.comparison.fallen),
                    unknown=unknown,
                )
            )
        else:
            lines.append(_("はじめての診断結果です。　わからない{unknown}問", unknown=unknown))
        if result.change is not None:
            lines.append(whole_change(result.change, result.questionnaire.scale.digits))
        yield Paragraphs(*lines)
        yield Dimensions(result, self._gaps(latest))
        yield Buttons(button(REVIEW, primary=True), button(BRIEF), button(_PAGE))

    def _gaps(self, latest: Snapshot) -> dict[str, str]:
        """The newest gap of each dimension, in words; of an earlier snapshot with its cycle."""
        found: dict[str, str] = {}
        for snapshot, by_dimension in self.case.calibration():
            digits = self.case.questionnaire_for(snapshot.questionnaire).scale.digits
            for dimension, gap in by_dimension.items():
                when = "" if snapshot.id == latest.id else f" {snapshot.cycle.short}"
                found[dimension] = _("{gap}（{n}問{when}）", gap=as_step(gap.mean, digits), n=gap.items, when=when)
        return found

    def _visits(self) -> Iterable[Widget]:
        coming, last = self.case.next_visit(), self.case.last_visit()
        with Vertical(classes="panel"):
            lines: list[tuple[str, str] | str] = [(_c("heading", "訪問"), "bold $heading")]
            if coming is not None:
                lines.append(_("次: {visit}", visit=_in_words(coming.record)))
            else:
                lines.append((_("次の予定はまだありません。"), "$muted"))
            late = self.case.unrecorded_visits()
            lines += [(_("記録をまだ共有していません: {visit}", visit=_in_words(one)), "$caution") for one in late]
            if last is not None:
                lines.append(_("前回: {visit}", visit=_in_words(last)))
                lines += [
                    _("{name}: {text}", name=name, text="、".join(text.split("\n")))
                    for name, text in (
                        (_("Keep 続けること"), last.keep),
                        (_("Problem 困ったこと"), last.problem),
                        (_("Try 次に試すこと"), last.tries),
                    )
                    if text
                ]
            yield Paragraphs(*lines)
            yield Buttons(button(VISIT), button(PLAN))

    def _wishes(self) -> Iterable[Widget]:
        """What the municipality asked, the longest waiting first."""
        wishes = self.case.wishes
        there, today = wishes.open(), self.case.now.date()
        if not there:
            return
        lines: list[tuple[str, str] | str] = [(_("相談（市町から）"), "bold $heading")]
        for one in there:
            since = wishes.waits_since(one)
            stands = where_wish_stands(one, since, today)
            lines += [(_("・{stands}", stands=stands), "$muted" if since is None else "bold $caution"), _("　{text}", text=one.text)]
            lines += [(_("　{text}", text=said), "$muted") for said in replies_in_words(one)[-1:]]
        with Vertical(classes="panel"):
            yield Paragraphs(*lines)
            yield Buttons(button(_WISHES))

    def _actions(self) -> Iterable[Widget]:
        actions = [one for one in self.case.actions() if one.is_open]
        today = self.case.now.date()
        with Vertical(classes="panel"):
            overdue = sum(one.is_overdue(today) for one in actions)
            head = _n("取組　{n}件が進行中・これから", "取組　{n}件が進行中・これから", len(actions)) if actions else _("取組")
            lines: list[tuple[str, str] | str] = [(head, "bold $heading")]
            if overdue:
                lines.append((_n("期限を過ぎたもの {n}件", "期限を過ぎたもの {n}件", overdue), "$caution"))
            for one in actions[:MOST_LINES]:
                said = _("　ひとこと: {text}", text=one.remarks[-1].text) if one.remarks else ""
                lines.append(_("・{state} {step}{said}", state=_(ACTION_STATES[one.state]), step=one.step, said=said))
            if not actions:
                lines.append((_("これからの取組はありません。訪問で話し合って決めてみてください。"), "$muted"))
            works = self.case.stocktaking.works()
            if works:
                lines.append(_("業務の棚卸し: {total}", total=total_in_words(works)))
            yield Paragraphs(*lines)
            yield Buttons(button(_ACTIONS), button(_STOCKTAKING))

    def on_mount(self) -> None:
        """Look every few seconds for what the municipality or another specialist wrote."""
        self.look_every(_LOOK_EVERY, self._look)

    async def on_screen_resume(self) -> None:
        """Show what was written on the screen that was just left."""
        await self._look()

    async def _look(self) -> None:
        if self.app.screen is self and not self._seen.is_at(self.case.stamp()):
            await self.recompose()

    # -- commands ------------------------------------------------------------------------------------------------------

    def action_review(self) -> None:
        """Read the newest snapshot."""
        latest = self.attempt(self.case.latest)
        if latest is None:
            self.notify(_("まだ診断結果がありません。"))
        else:
            self.dxcheck.open_result(latest)

    def action_brief(self) -> None:
        """Make the paper for the next visit."""
        from dxcheck.reports.brief import brief  # opened later than the first frame
        from dxcheck.reports.paper_file import offer

        self.dxcheck.open_making([offer(_("訪問前ブリーフ"), partial(brief, self.case))])

    def action_handover(self) -> None:
        """Make the paper for the next specialist."""
        from dxcheck.reports.handover import specialist_handover
        from dxcheck.reports.paper_file import offer

        self.dxcheck.open_making([offer(_("引継ぎパック（専門官用）"), partial(specialist_handover, self.case))])

    @work
    async def action_plan(self) -> None:
        """Plan the next visit, or change the plan."""
        from dxcheck.app.specialist.visit_windows import about_visit, not_over, plan_visit  # Textual's editor is slow to import

        case, desk, coming = self.case, self.dxcheck.specialist, self.attempt(self.case.next_visit)
        ahead, title = DayReader(case.now.date(), "coming"), _("次の訪問")
        move = None if coming is None else about_visit(desk, case, coming, title, ahead, check=not_over(ahead))
        await self.app.push_screen_wait(move or plan_visit(desk, case, title))
        await self._look()

    def action_visit(self) -> None:
        """Write the visit that is planned or half written, else one of today."""
        from dxcheck.app.specialist.visit import VisitScreen

        visit = self.attempt(self._visit_in_work)
        if visit is not None:
            self.app.push_screen(VisitScreen(visit))

    def _visit_in_work(self) -> Visit:
        """What was begun and not recorded comes first, then what is planned next; else a visit of today."""
        open_ = sorted((one for one in self.case.visits() if one.state in ("planned", "noted")), key=lambda one: one.record.date)
        begun = [one for one in open_ if one.state == "noted"]
        return next(iter(begun or open_), None) or self.case.plan(self.case.now.date())


def _in_words(record: VisitRecord) -> str:
    return _("{day} {kind}", day=long_date(record.date), kind=_(VISIT_KINDS[record.kind]))
