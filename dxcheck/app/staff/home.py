"""Home: who I am, how far the cycle is, how far the draft is, what changed last time, and one obvious thing to press."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from msgspec.structs import replace
from rich.cells import cell_len
from textual import on, work
from textual.containers import Vertical, VerticalScroll
from textual.content import Content

from dxcheck.app.commands import QUIT
from dxcheck.app.screens.base import button, drawn_button
from dxcheck.app.screens.moved import risen_in_short
from dxcheck.app.staff.base import DeskScreen
from dxcheck.app.staff.home_panels import (
    actions_panel,
    aside_line,
    asked_line,
    before_merger_line,
    buttons,
    first_panel,
    instruments_lines,
    returned_panel,
    specialist_panel,
)
from dxcheck.app.staff.new_version import news_panel
from dxcheck.app.staff.ways import ALL_ANSWERS, ANEW, ASK, FROM_HOME, GIVE_UP, HANDOVER, PAPER, QUICK, RESULT, SHEET, SHOW_PROGRESS, START
from dxcheck.app.widgets.actions import ActionList
from dxcheck.app.widgets.bars import bar
from dxcheck.app.widgets.button import Buttons
from dxcheck.app.widgets.columns import BESIDE, PanelColumns
from dxcheck.app.widgets.lines import Paragraphs
from dxcheck.app.widgets.long_page import LongPage
from dxcheck.app.widgets.passage import ButtonRow, Passage
from dxcheck.assessment.confirming import confirmation_in_words
from dxcheck.assessment.draft_life import begun_and_touched, what_is_old
from dxcheck.assessment.reminding import closing_is_near
from dxcheck.assessment.wording import whole_change
from dxcheck.desk import NoDraftError, StoreError
from dxcheck.i18n import N_, _, _n
from dxcheck.model.calendar import days_left, long_date
from dxcheck.model.snapshot import EMPTY, asked_items
from dxcheck.system.seen import Seen
from dxcheck.system.terminal_width import pad

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable

    from textual.widget import Widget

    from dxcheck.app.artist import Ahead
    from dxcheck.app.commands import Command
    from dxcheck.app.drawing import Drawing
    from dxcheck.app.widgets.passage import Part
    from dxcheck.desk import StaffDesk
    from dxcheck.formats.output import Offer
    from dxcheck.model.snapshot import Draft, Snapshot
    from dxcheck.questionnaire import Questionnaire

ROOMY_FROM: Final = 36
"""Rows of the terminal from which on bars have space between them."""
_NAMES: Final = 26
"""Cells of dimensions' names beside their bars, and more where one is longer and there is room."""


class DraftProgress:
    """Answered items by dimension."""

    def __init__(self, draft: Draft, desk: StaffDesk, *, apart: bool) -> None:
        self._apart = apart
        questionnaire = desk.questionnaire_for(draft.questionnaire)
        asked = asked_items(questionnaire, draft.answers)
        self._rows = []
        for dimension in questionnaire.dimensions:
            items = [item for item in asked if item.dimension == dimension.id]
            done = sum(draft.answers.get(item.id, EMPTY).is_answered for item in items)
            self._rows.append((str(dimension.title), done, len(items)))

    def lines(self, width: int, drawing: Drawing) -> list[Content]:
        """A bar and a count for each dimension."""
        longest = max((cell_len(name) for name, _done, _every in self._rows), default=0)
        names = min(max(_NAMES, longest), max(12, width - 25))
        room = min(30, max(6, width - names - 8))
        made: list[Content] = []
        for number, (name, done, every) in enumerate(self._rows):
            if made and self._apart:
                made.append(Content(""))
            drawn = bar(done, room, top=every or 1, drawing=drawing, shade=None if self._apart else number)
            made.append(Content.assemble(pad(name, names), " ", drawn, f" {done:>2}/{every}"))
        return made


class HomeScreen(DeskScreen):
    """The first screen of a municipality's staff."""

    AUTO_FOCUS = "CommandButton.-primary"
    TITLE_TEXT = N_("ホーム")
    GUIDE = N_("Enterで診断をはじめます（続きがあれば続きから）。入力したものはその都度保存されます。")
    TABLE = (*FROM_HOME, replace(QUIT, footer=True))

    def __init__(self) -> None:
        super().__init__()
        self._shown = Seen()

    def body(self) -> Iterable[Widget]:
        """Cycle, draft, last snapshot, next steps."""
        desk = self.desk
        try:
            with self._shown.taking_in(self._now_there()):
                draft, standing, actions = desk.draft(), desk.standing(), desk.actions()
                latest = standing[-1] if standing else None
                asked = self._asked(draft, latest)
        except StoreError as problem:
            yield from self._trouble(problem)
            return
        submitted = desk.submitted_in(desk.cycle)
        is_submitted = submitted is not None
        with LongPage(id="home", is_long=latest is not None):
            yield from returned_panel(desk)
            yield from self._cycle(desk, submitted)
            yield from before_merger_line(desk)
            yield from instruments_lines(desk)
            with PanelColumns():
                with Vertical(id="now", classes="panel"):
                    yield from self._now(draft, latest, is_submitted=is_submitted)
                yield from specialist_panel(desk, latest)
                if actions:
                    yield from actions_panel(desk, actions, asked)
                if latest is not None:
                    yield from self._latest(latest)
            yield Paragraphs((self._where(), "$muted"), classes="foot")
            yield Paragraphs((str(asked.description), "$muted"), classes="foot")

    def _now_there(self) -> Hashable:
        """Changes whenever something else is to be shown: somebody wrote, the centre decided, or a day began, and perhaps a cycle with it."""
        desk = self.desk
        return (desk.questionnaire_id, desk.draft_stamp(), desk.snapshot_stamp(), desk.asks_stamp(), desk.schedule, desk.now.date())

    def _where(self) -> str:
        """Where the files are; in a browser they are on the server, and its folders are nobody's business."""
        if self.app.is_web:
            return _("回答は、その都度サーバーに保存されます。")
        return _("データの保存先: {folder}", folder=self.desk.data_folder)

    def _trouble(self, problem: StoreError) -> Iterable[Widget]:
        """Instead of everything else: a file that cannot be read must not look like an empty one."""
        with VerticalScroll(id="home", can_focus=False), Vertical(classes="panel"):
            yield Paragraphs(
                (_("保存したデータを読めません"), "bold $caution"),
                "",
                problem.what,
                problem.safe,
                problem.advice,
                "",
                _("くわしくは、端末で dxcheck doctor を実行してください。直ると、この画面は自動で戻ります。"),
                (self._where(), "$muted"),
            )

    def _asked(self, draft: Draft | None, latest: Snapshot | None) -> Questionnaire:
        """The questionnaire in work: that of the draft or the last snapshot, whose text is at hand, else the one in force."""
        known = draft or latest
        return self.desk.questionnaire_for(known.questionnaire) if known is not None else self.desk.questionnaire

    def _cycle(self, desk: StaffDesk, submitted: Snapshot | None) -> Iterable[Widget]:
        cycle = desk.cycle
        schedule = desk.schedule
        day = schedule.closing_day(cycle)
        closing = _("締切 {day}（{left}）", day=long_date(day), left=days_left(day, desk.now.date()))
        if day < desk.now.date():
            closing = _("{day}に締め切りました。いま提出した分は、次の県内平均に入ります。", day=long_date(day))
        more: list[str] = []
        if schedule.is_extended(cycle):
            from dxcheck.benchmark.wording import what_extended_means  # few cycles are

            more.append(what_extended_means(schedule, cycle))
        near = closing_is_near(day, desk.now.date()) if submitted is None else ""
        if submitted is not None:
            closing = _("今期は提出済みです。ありがとうございます。")
            if desk.is_late(submitted):
                from dxcheck.benchmark.wording import after_the_deadline

                more.append(after_the_deadline(schedule, cycle))
        message = schedule.message(cycle)
        yield Paragraphs(
            (_("{municipality}のみなさん、おつかれさまです。", municipality=desk.municipality), "bold"),
            _("いまの診断期: {cycle}　{state}", cycle=cycle.label, state=closing),
            *([(near, "bold $caution")] if near else []),
            *more,
            *([_("センターから: {message}", message=message)] if message else []),
            classes="greeting",
        )

    def _now(self, draft: Draft | None, latest: Snapshot | None, *, is_submitted: bool) -> Iterable[Widget]:
        desk = self.desk
        if draft is not None:
            questionnaire = desk.questionnaire_for(draft.questionnaire)
            asked = asked_items(questionnaire, draft.answers)
            done = sum(draft.answers.get(item.id, EMPTY).is_answered for item in asked)
            age = desk.age(draft)
            old = what_is_old(age, desk.cycle)
            confirmed = confirmation_in_words(draft, questionnaire)
            yield Passage(
                (_("答えている途中の診断　{done}/{all}問", done=done, all=len(asked)), "bold $heading"),
                (begun_and_touched(age), "$muted"),
                *((one, "$caution") for one in old),
                *([confirmed] if confirmed else []),
                *news_panel(desk, draft),
                DraftProgress(draft, desk, apart=self.app.size.height >= ROOMY_FROM),
            )
            beside = [ANEW] if old else self._quick
            yield Buttons(button(START, primary=True, label=_("続きから答える")), *map(button, beside))
            given_up = drawn_button(GIVE_UP, _("訂正を取りやめる") if is_submitted else "")
            yield Passage(buttons(ALL_ANSWERS, ASK), ButtonRow(drawn_button(SHEET), given_up), *asked_line(desk))
            return
        below: list[Part] = [*asked_line(desk), *aside_line(desk, latest)]
        if is_submitted:
            yield Passage(
                (_("今期の診断は提出済みです"), "bold $heading"),
                "",
                _("結果と「次の一歩」をご覧ください。内容を直したいときは、訂正した診断結果をもう一度提出できます（前のものも残ります）。"),
            )
            yield Buttons(button(RESULT, primary=True, label=_("診断結果を見る")), button(START, label=_("訂正する")))
        elif latest is not None:
            yield Passage(
                (_("今期の診断はこれからです"), "bold $heading"),
                "",
                _("前回の回答を横に見ながら答えられます。変わっていない設問は「前回と同じ」（s）で進めます。1分野15分ほどが目安です。"),
            )
            yield Buttons(button(START, primary=True), *map(button, self._quick))
            below.insert(0, buttons(ASK, SHEET))
        else:
            yield from first_panel(desk)
        if below:
            yield Passage(*below)

    @property
    def _quick(self) -> list[Command]:
        """The quick check, where there is one."""
        return [QUICK] if self.desk.has_quick else []

    def _latest(self, latest: Snapshot) -> Iterable[Widget]:
        made = self.desk.result(latest)
        lines: list[tuple[str, str] | str] = [
            (_("いちばん新しい診断結果"), "bold $heading"),
            _("{cycle}　{day}提出", cycle=latest.cycle.label, day=long_date(latest.submitted_at)),
        ]
        if made.change is not None:
            lines.append(whole_change(made.change, made.questionnaire.scale.digits))
        if made.before is None:
            lines.append(_("はじめての診断結果です。次からは、どれだけ進んだかがここに出ます。"))
        elif made.risen:
            lines.append(_n("その前より上がった設問: {n}問", "その前より上がった設問: {n}問", len(made.risen)))
            lines += risen_in_short(made)
        elif made.comparison is not None and (changed := sum(change.differs for change in made.comparison.changes)):
            lines.append(_n("その前から変わった設問: {n}問", "その前から変わった設問: {n}問", changed))
        else:
            lines.append(_("その前と同じ姿です。今期の一歩を選んでみませんか。"))
        yield Passage(*lines, buttons(RESULT, PAPER), buttons(SHOW_PROGRESS, HANDOVER), classes=f"panel {BESIDE}")

    def on_mount(self) -> None:
        """Notice what others do."""
        self.look_every(2.0, self._look)

    def renewed(self) -> None:
        """After the words were switched."""
        self._focus_primary()

    def _focus_primary(self) -> None:
        for one in self.query("CommandButton.-primary"):
            one.focus()
            break

    async def look_anew(self) -> None:
        """Show another questionnaire."""
        await self._renew_if_changed()

    def ahead(self) -> list[Ahead]:
        """推移 and 診断結果."""
        from dxcheck.app.staff.pictured import from_home  # once there is time

        return from_home(self.desk, self.size.height)

    async def on_screen_resume(self) -> None:
        """Show what changed while another screen was open."""
        await self._renew_if_changed()

    async def _look(self) -> None:
        if self.app.screen is self:
            await self._renew_if_changed()

    async def _renew_if_changed(self) -> None:
        if not self._shown.is_at(self._now_there()):
            await self.recompose()
            self._focus_primary()

    def action_start(self) -> None:
        """Answer the questionnaire."""
        self.dxcheck.open_questions()

    @work
    async def action_anew(self) -> None:
        """Give the draft up and begin a new one."""
        from dxcheck.app.staff.putting_aside import give_up  # not needed before the first frame

        if await give_up(self, _("新しく始めます"), _("新しく始める")):
            self.dxcheck.open_questions()

    @work
    async def action_carry_over(self) -> None:
        """Move the draft to the newer version of the questionnaire."""
        from dxcheck.app.staff.putting_aside import carry_over  # not needed before the first frame

        if await carry_over(self):
            self.notify(_("新しい版に移しました。u で前の下書きに戻せます。"))
            await self._renew_if_changed()

    @work
    async def action_give_up(self) -> None:
        """Give the draft up."""
        from dxcheck.app.staff.putting_aside import give_up  # not needed before the first frame

        if await give_up(self, _("下書きを取りやめます"), _("取りやめる")):
            self.notify(_("取りやめました。u で元に戻せます。"))
            await self._renew_if_changed()

    async def action_bring_back(self) -> None:
        """Bring back the draft that was given up last."""
        try:
            draft = self.attempt(self.desk.bring_back)
        except NoDraftError:
            self.notify(_("元に戻せる下書きはありません。"))
            return
        if draft is not None:
            self.attempt(self.saver.load)
            self.notify(_("下書きを元に戻しました。"))
            await self._renew_if_changed()

    def action_quick(self) -> None:
        """Open the quick check."""
        self.dxcheck.open_quick()

    def action_result(self) -> None:
        """Open the newest result."""
        latest = self.attempt(self.desk.latest)
        if latest is None:
            self.notify(_("まだ診断結果がありません。診断を提出すると、ここで見られます。"))
        else:
            self.dxcheck.open_result(latest)

    def printed(self) -> Offer | None:
        """The paper of the newest result, where there is one."""
        from dxcheck.reports.result_sheet import sheet_offer

        return sheet_offer(self.desk) if self.desk.latest() is not None else None

    def action_paper(self) -> None:
        """Make the paper of the newest result."""
        from dxcheck.reports.result_sheet import sheet_offer  # opened later than the first frame

        self.dxcheck.open_making([sheet_offer(self.desk)])

    def action_handover(self) -> None:
        """Make the paper for whoever comes next to this post."""
        from dxcheck.reports.handover import handover
        from dxcheck.reports.paper_file import offer  # opened later than the first frame

        self.dxcheck.open_making([offer(_("引継ぎパック"), partial(handover, self.desk))])

    @work
    async def action_post(self) -> None:
        """Say who sits here."""
        from dxcheck.app.screens.form import FormDialog, post_field  # not needed for the first frame

        dialog = FormDialog(
            "post",
            _("あなたの所属"),
            [_("課・係・職名を入れてください。個人の名前は入れないでください。回答に、回答者として添えられます。")],
            [post_field("post", _("課・係・職名"), self.desk.post)],
            go=_("これでよい"),
        )
        posts = await self.app.push_screen_wait(dialog)
        if posts is not None:
            self.desk.post = posts["post"].new

    @on(ActionList.Marked)
    def _marked(self, event: ActionList.Marked) -> None:
        was_shown = self._shown.is_at(self._now_there())
        actions = self.attempt(lambda: self.desk.mark(event.action.id, event.state))
        if actions is not None:
            if was_shown:  # else the next look shows what others did
                self._shown.took_in(self._now_there())
            self.query_one(ActionList).show(actions)
            if event.state == "done":
                self.notify(_("できました。おつかれさまでした。"))
